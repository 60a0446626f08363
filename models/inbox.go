package models

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"dandang/engine"
)

// Inbox implements engine.Reader. The index (person, box, sort_at, task) gives the rows in order.
func (s *Store) Inbox(ctx context.Context, q engine.InboxQuery) ([]engine.InboxRow, error) {
	if q.Limit <= 0 {
		return nil, nil
	}
	var b strings.Builder
	b.WriteString("SELECT s.person, s.task, s.case_id, s.box, s.sort_at, s.state, t.id IS NOT NULL, " + inboxTask + ", " + caseList +
		" FROM seats s JOIN cases c ON c.id = s.case_id LEFT JOIN tasks t ON t.id = s.task WHERE s.person = ? AND s.box = ?")
	args := []any{q.Person, string(q.Box)}
	// The limit is written out: SQLite plans a statement anew whenever a bound LIMIT is given, even the same one.
	order, later := " ORDER BY s.sort_at, s.task LIMIT ", ">"
	if q.Box == engine.BoxDone || q.Box == engine.BoxRead {
		order, later = " ORDER BY s.sort_at DESC, s.task DESC LIMIT ", "<"
	}
	if q.AfterTask != "" {
		// Not (sort_at, task) > (?, ?): MySQL would read the whole box for that.
		b.WriteString(" AND s.sort_at " + later + "= ? AND (s.sort_at " + later + " ? OR s.task " + later + " ?)")
		args = append(args, q.AfterAt, q.AfterAt, q.AfterTask)
	}
	if q.Process != "" {
		b.WriteString(" AND c.process = ?")
		args = append(args, q.Process)
	}
	b.WriteString(order + strconv.Itoa(q.Limit))
	var list []engine.InboxRow
	rows, err := s.rows(ctx, b.String(), args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		row, err := scanInbox(rows)
		list = append(list, row)
		return err
	})
	return list, err
}

// inboxTask is taskList for a task that may not be there.
var inboxTask = func() string {
	cols := strings.Split(taskList, ", ")
	for i, col := range cols {
		switch col {
		case "t.round", "t.due_at", "t.due_provisional", "t.opened_at", "t.closed_at":
			cols[i] = "COALESCE(" + col + ", 0)"
		default:
			cols[i] = "COALESCE(" + col + ", '')"
		}
	}
	return strings.Join(cols, ", ")
}()

func scanInbox(rows *sql.Rows) (row engine.InboxRow, err error) {
	seat := &row.Seat
	var hasTask bool
	var candidates, standins sql.RawBytes
	into := []any{&seat.Person, &seat.Task, &seat.Case, &seat.Box, &seat.SortAt, &seat.State, &hasTask}
	into = append(into, taskScan(&row.Task, &candidates, &standins)...)
	if err := rows.Scan(append(into, caseScan(&row.Case)...)...); err != nil {
		return row, err
	}
	if !hasTask {
		row.Task = engine.Task{}
		return row, nil
	}
	return row, errors.Join(decode(candidates, &row.Task.Candidates), decode(standins, &row.Task.Standins))
}

// boxes are those that a person sees.
var boxes = []engine.Box{engine.BoxTodo, engine.BoxPool, engine.BoxDone, engine.BoxCC, engine.BoxRead, engine.BoxMine}

// BoxCounts implements engine.Reader: each count reads at most limit entries of the index.
func (s *Store) BoxCounts(ctx context.Context, p engine.PersonID, limit int) (map[engine.Box]int, error) {
	counts := make(map[engine.Box]int, len(boxes))
	var b strings.Builder
	var args []any
	for i, box := range boxes {
		counts[box] = 0
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		b.WriteString("SELECT '" + string(box) + "', COUNT(*) FROM (SELECT 1 FROM seats WHERE person = ? AND box = '" + string(box) +
			"' LIMIT " + strconv.Itoa(max(limit, 0)) + ") AS some_" + string(box))
		args = append(args, p)
	}
	rows, err := s.rows(ctx, b.String(), args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var box engine.Box
		var n int
		err := rows.Scan(&box, &n)
		counts[box] = n
		return err
	})
	return counts, err
}

// Seats implements engine.Reader. The index (person, case_id) finds them.
func (s *Store) Seats(ctx context.Context, p engine.PersonID, caseID string) ([]engine.Seat, error) {
	in, err := s.SeatsIn(ctx, p, []string{caseID})
	return in[caseID], err
}

// SeatsIn implements engine.Reader.
func (s *Store) SeatsIn(ctx context.Context, p engine.PersonID, caseIDs []string) (map[string][]engine.Seat, error) {
	found := map[string][]engine.Seat{}
	if len(caseIDs) == 0 {
		return found, nil
	}
	list, args := in(caseIDs)
	rows, err := s.rows(ctx, "SELECT person, task, case_id, box, sort_at, state, seen_at FROM seats WHERE person = ? AND case_id IN "+list+" ORDER BY task",
		append([]any{p}, args...)...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var seat engine.Seat
		err := rows.Scan(&seat.Person, &seat.Task, &seat.Case, &seat.Box, &seat.SortAt, &seat.State, &seat.SeenAt)
		found[seat.Case] = append(found[seat.Case], seat)
		return err
	})
	return found, err
}

// Cases implements engine.Reader.
func (s *Store) Cases(ctx context.Context, q engine.CaseQuery) ([]engine.Case, error) {
	return listed(ctx, s, q, s.cases)
}

// CaseIDs implements engine.Reader.
func (s *Store) CaseIDs(ctx context.Context, q engine.CaseQuery) ([]string, error) {
	return listed(ctx, s, q, func(ctx context.Context, query string, args ...any) ([]string, error) {
		return s.texts(ctx, "SELECT c.id FROM cases c "+query, args...)
	})
}

// listed reads what a query lists of cases: read runs what comes after FROM cases c.
func listed[T any](ctx context.Context, s *Store, q engine.CaseQuery, read func(context.Context, string, ...any) ([]T, error)) ([]T, error) {
	if q.Limit <= 0 {
		return nil, nil
	}
	where, args := caseFilter(q)
	if q.Person == "" {
		if q.Before != "" {
			where, args = where+" AND c.id < ?", append(args, q.Before)
		}
		return read(ctx, "WHERE "+where+" ORDER BY c.id DESC LIMIT ?", append(args, q.Limit)...)
	}
	return ofPerson(ctx, s, q, where, args, read)
}

// lastID sorts after every id.
const lastID = "\U0010FFFF"

// ofPerson walks a person's cases from the newest, a few at a time, until the page is full. So the cost depends on his
// own cases, not on how many there are.
func ofPerson[T any](ctx context.Context, s *Store, q engine.CaseQuery, where string, args []any, read func(context.Context, string, ...any) ([]T, error)) ([]T, error) {
	before := q.Before
	if before == "" {
		before = lastID
	}
	step := max(2*q.Limit, 64)
	var list []T
	for {
		ids, err := s.texts(ctx, "SELECT DISTINCT case_id FROM seats WHERE person = ? AND case_id < ? ORDER BY case_id DESC LIMIT ?",
			q.Person, before, step)
		if err != nil || len(ids) == 0 {
			return list, err
		}
		in, keys := in(ids)
		keys = append(append(keys, args...), q.Limit-len(list))
		found, err := read(ctx, "WHERE c.id IN "+in+" AND "+where+" ORDER BY c.id DESC LIMIT ?", keys...)
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
		if len(list) >= q.Limit || len(ids) < step {
			return list, nil
		}
		before = ids[len(ids)-1]
	}
}

func caseFilter(q engine.CaseQuery) (string, []any) {
	var b strings.Builder
	var args []any
	b.WriteString("1 = 1")
	for _, f := range []struct{ col, value string }{{"process", q.Process}, {"state", q.State}, {"status", string(q.Status)}} {
		if f.value != "" {
			b.WriteString(" AND c." + f.col + " = ?")
			args = append(args, f.value)
		}
	}
	if q.Number != "" {
		// A range, not LIKE: no wildcards to escape, and SQLite's LIKE does not tell a from A.
		b.WriteString(" AND c.number >= ? AND c.number < ?")
		args = append(args, q.Number, q.Number+lastID)
	}
	if len(q.Processes) > 0 {
		list, keys := in(q.Processes)
		b.WriteString(" AND c.process IN " + list)
		args = append(args, keys...)
	}
	if len(q.Units) > 0 {
		list, units := in(q.Units)
		b.WriteString(" AND c.unit IN " + list)
		args = append(args, units...)
	}
	if q.From > 0 {
		b.WriteString(" AND c.submitted_at >= ?")
		args = append(args, q.From)
	}
	if q.Until > 0 {
		b.WriteString(" AND c.submitted_at < ?")
		args = append(args, q.Until)
	}
	return b.String(), args
}

// OpenCases implements engine.Reader. Two walks of the index (status, id) spare the closed cases, which are most.
func (s *Store) OpenCases(ctx context.Context, after string, limit int) ([]string, error) {
	const query = "SELECT id FROM (SELECT id FROM cases WHERE status = '" + string(engine.Draft) + "' AND id > ? ORDER BY id LIMIT ?) AS drafts " +
		"UNION ALL SELECT id FROM (SELECT id FROM cases WHERE status = '" + string(engine.Opened) + "' AND id > ? ORDER BY id LIMIT ?) AS opened " +
		"ORDER BY id LIMIT ?"
	limit = max(limit, 0)
	return s.texts(ctx, query, after, limit, after, limit, limit)
}

// Interventions implements engine.Reader. The index (proposed, id) finds them.
func (s *Store) Interventions(ctx context.Context, after string, limit int) ([]engine.Case, error) {
	return s.cases(ctx, "WHERE c.proposed = 1 AND c.id > ? ORDER BY c.id LIMIT ?", after, max(limit, 0))
}

// Incidents implements engine.Reader.
func (s *Store) Incidents(ctx context.Context, after string, limit int) ([]engine.Case, error) {
	return s.cases(ctx, "WHERE c.troubled = 1 AND c.id > ? ORDER BY c.id LIMIT ?", after, max(limit, 0))
}
