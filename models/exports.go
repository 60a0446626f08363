package models

import (
	"context"
	"database/sql"

	"dandang/engine"
)

// LogExport implements engine.Store.
func (s *Store) LogExport(ctx context.Context, x engine.Export) error {
	return s.put(ctx, "INSERT INTO exports (id, actor, what, subject, filter, format, row_count, at, done_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		x.ID, x.Actor, x.What, x.Subject, x.Filter, x.Format, int64(x.Rows), x.At, x.DoneAt)
}

// EndExport implements engine.Store.
func (s *Store) EndExport(ctx context.Context, id string, rows int, at int64) error {
	return s.put(ctx, "UPDATE exports SET row_count = ?, done_at = ? WHERE id = ?", int64(rows), at, id)
}

// ExportsBefore implements engine.Store.
func (s *Store) ExportsBefore(ctx context.Context, id string, limit int) ([]engine.Export, error) {
	var list []engine.Export
	rows, err := s.rows(ctx, "SELECT id, actor, what, subject, filter, format, row_count, at, done_at FROM exports WHERE (? = '' OR id < ?) ORDER BY id DESC LIMIT ?",
		id, id, max(limit, 0))
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var x engine.Export
		err := rows.Scan(&x.ID, &x.Actor, &x.What, &x.Subject, &x.Filter, &x.Format, &x.Rows, &x.At, &x.DoneAt)
		list = append(list, x)
		return err
	})
	return list, err
}

// put carries one statement out in a transaction of its own.
func (s *Store) put(ctx context.Context, query string, args ...any) error {
	return s.hot.transact(ctx, func(tx session) error {
		if err := tx.queue(ctx, query, args); err != nil {
			return err
		}
		return tx.send(ctx)
	})
}
