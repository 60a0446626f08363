package models

import (
	"context"
	"database/sql"
	"strings"

	"gorm.io/gorm"

	"dandang/engine"
)

// MarkSeen implements engine.Store: one small UPDATE by the index (person, case_id), outside the hot road.
func (s *Store) MarkSeen(ctx context.Context, person engine.PersonID, caseID string, at int64) error {
	const mark = "UPDATE seats SET seen_at = ? WHERE person = ? AND case_id = ? AND seen_at = 0 AND box IN ('todo', 'pool', 'cc')"
	return s.admin(ctx, func(tx *gorm.DB) error { return tx.Exec(mark, at, person, caseID).Error })
}

// SeenOf implements engine.Store.
func (s *Store) SeenOf(ctx context.Context, keys []engine.SeatKey) ([]engine.SeatKey, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	query, args := seenQuery(keys)
	var seen []engine.SeatKey
	rows, err := s.rows(ctx, query+" ORDER BY person, task", args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		key, ok, err := scanSeen(rows)
		if ok {
			seen = append(seen, key)
		}
		return err
	})
	return seen, err
}

func seenQuery(keys []engine.SeatKey) (query string, args []any) {
	const which = "(person = ? AND task = ?)"
	for _, key := range keys {
		args = append(args, key.Person, key.Task)
	}
	return "SELECT person, task, seen_at FROM seats WHERE " + which + strings.Repeat(" OR "+which, len(keys)-1), args
}

// scanSeen reads a row of seenQuery; ok says that the seat has been opened.
func scanSeen(rows *sql.Rows) (key engine.SeatKey, ok bool, err error) {
	var at int64
	err = rows.Scan(&key.Person, &key.Task, &at)
	return key, at > 0, err
}

// seen loads which of the seats that a batch assumes unopened have been opened. All are locked, the unopened too, lest one
// is opened before the batch is written.
func (g *gathering) seen(ctx context.Context, keys []engine.SeatKey) {
	if g.err != nil || len(keys) == 0 {
		return
	}
	query, args := seenQuery(keys)
	rows, err := g.tx.query(ctx, query+g.s.dialect.forUpdate, args)
	g.err = scanAll(rows, err, func(r *sql.Rows) error {
		key, ok, err := scanSeen(r)
		g.f.seen[key] = g.f.seen[key] || ok
		return err
	})
}
