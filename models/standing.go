package models

import (
	"context"
	"database/sql"

	"dandang/engine"
)

// Marks implements engine.Store.
func (s *Store) Marks(ctx context.Context, parties, names []string) ([]engine.Mark, error) {
	if len(parties) == 0 || len(names) == 0 {
		return nil, nil
	}
	who, args := in(distinct(parties))
	what, more := in(distinct(names))
	var list []engine.Mark
	rows, err := s.rows(ctx, "SELECT party, name, case_id, event, until_date, at FROM flags WHERE party IN "+who+" AND name IN "+what+
		" ORDER BY party, name, case_id, event", append(args, more...)...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var m engine.Mark
		err := rows.Scan(&m.Party, &m.Name, &m.Case, &m.Event, &m.Until, &m.At)
		list = append(list, m)
		return err
	})
	return engine.CurrentMarks(list), err
}

const entryList = "e.process, e.register, e.case_id, e.rev, e.number, e.entry_date, e.unit, e.state, e.outcome, e.shown, e.by_person, e.at"

// Entries implements engine.Store.
func (s *Store) Entries(ctx context.Context, q engine.EntryQuery) ([]engine.Entered, error) {
	query := "SELECT " + entryList + " FROM register_entries e WHERE e.process = ? AND e.register = ?"
	args := []any{q.Process, q.Register}
	if q.Case != "" {
		query, args = query+" AND e.case_id = ? ORDER BY e.rev", append(args, q.Case)
		return s.entries(ctx, query, args)
	}
	query += " AND NOT EXISTS (SELECT 1 FROM register_entries n WHERE n.process = e.process AND n.register = e.register" +
		" AND n.case_id = e.case_id AND n.rev > e.rev)"
	for _, f := range []struct{ value, which string }{
		{q.Unit, " AND e.unit = ?"}, {q.Month, " AND substr(e.entry_date, 1, 7) = ?"}, {q.Before, " AND e.case_id < ?"},
	} {
		if f.value != "" {
			query, args = query+f.which, append(args, f.value)
		}
	}
	return s.entries(ctx, query+" ORDER BY e.case_id DESC LIMIT ?", append(args, max(q.Limit, 0)))
}

func (s *Store) entries(ctx context.Context, query string, args []any) ([]engine.Entered, error) {
	var list []engine.Entered
	rows, err := s.rows(ctx, query, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var r engine.Entered
		var shown sql.RawBytes
		err := rows.Scan(&r.Process, &r.Register, &r.Case, &r.Rev, &r.Number, &r.Date, &r.Unit, &r.State, &r.Outcome, &shown, &r.By, &r.At)
		if err == nil {
			err = decode(shown, &r.Shown)
		}
		list = append(list, r)
		return err
	})
	return list, err
}

// LogAsked implements engine.Store.
func (s *Store) LogAsked(ctx context.Context, a engine.Asked) error {
	return s.hot.transact(ctx, func(tx session) error {
		if err := tx.queue(ctx, "INSERT INTO standing_queries (id, actor, person, purpose, at) VALUES (?, ?, ?, ?, ?)",
			[]any{a.ID, a.Actor, a.Person, a.Purpose, a.At}); err != nil {
			return err
		}
		return tx.send(ctx)
	})
}

// AskedBefore implements engine.Store.
func (s *Store) AskedBefore(ctx context.Context, id string, limit int) ([]engine.Asked, error) {
	var list []engine.Asked
	rows, err := s.rows(ctx, "SELECT id, actor, person, purpose, at FROM standing_queries WHERE (? = '' OR id < ?) ORDER BY id DESC LIMIT ?",
		id, id, max(limit, 0))
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var a engine.Asked
		err := rows.Scan(&a.ID, &a.Actor, &a.Person, &a.Purpose, &a.At)
		list = append(list, a)
		return err
	})
	return list, err
}
