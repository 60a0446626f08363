package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3/driver"

	"dandang/models"
)

// openSQLite opens one connection that writes and four that read, with the settings of models.Open: WAL, every commit
// on the disk, the same caches.
func (f *floor) openSQLite(ctx context.Context, o models.Options) error {
	dsn := func(extra ...string) string {
		q := url.Values{}
		pragmas := []string{
			"busy_timeout(10000)", "synchronous(full)", "foreign_keys(on)", "cache_size(-16000)", "wal_autocheckpoint(4000)",
		}
		for _, p := range append(pragmas, extra...) {
			q.Add("_pragma", p)
		}
		return "file:" + (&url.URL{Path: filepath.ToSlash(o.Path)}).EscapedPath() + "?" + q.Encode()
	}
	writing, err := driver.Open(dsn("journal_mode(wal)"))
	if err != nil {
		return err
	}
	f.closers = append(f.closers, writing.Close)
	conn, err := writing.Conn(ctx)
	if err != nil {
		return err
	}
	f.closers = append(f.closers, conn.Close)
	writer := &sqliteRows{conn: conn, prepared: map[string]*sql.Stmt{}}
	f.writer, f.closers = writer, append(f.closers, writer.close)
	if f.db, err = driver.Open(dsn("query_only(on)")); err != nil {
		return err
	}
	f.closers = append(f.closers, f.db.Close)
	f.db.SetMaxOpenConns(4)
	f.db.SetMaxIdleConns(4)
	for _, query := range []string{readInbox, readCase, readTasks} {
		if f.reads[query], err = f.db.PrepareContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// sqliteRows writes with prepared statements, one for each row: in one process there is no round trip to save.
type sqliteRows struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (s *sqliteRows) close() error {
	for _, stmt := range s.prepared {
		_ = stmt.Close()
	}
	return nil
}

func (s *sqliteRows) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt := s.prepared[query]
	if stmt == nil {
		var err error
		if stmt, err = s.conn.PrepareContext(ctx, query); err != nil {
			return nil, fmt.Errorf("%s: %w", query, err)
		}
		s.prepared[query] = stmt
	}
	return stmt.ExecContext(ctx, args...)
}

func (s *sqliteRows) commit(ctx context.Context, batch []act) error {
	if _, err := s.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for i := range batch {
		if err := writeRows(ctx, batch[i], s.exec); err != nil {
			_, _ = s.exec(ctx, "ROLLBACK")
			return err
		}
	}
	_, err := s.exec(ctx, "COMMIT")
	return err
}

// stopTimers stops what waits for a case; the act sets anew what goes on.
const stopTimers = "UPDATE timers SET status = 'stopped' WHERE case_id = ? AND status = 'open'"

// writeRows writes one act row by row: an INSERT for each new row, an UPDATE of the changed columns for each other.
func writeRows(ctx context.Context, j act, exec func(context.Context, string, ...any) (sql.Result, error)) error {
	for i := range j.t.tables {
		t := &j.t.tables[i]
		if t.name == "timers" && len(t.updated) > 0 {
			if _, err := exec(ctx, stopTimers, j.f.caseID); err != nil {
				return err
			}
		}
		for _, r := range j.f.inserted[i] {
			if _, err := exec(ctx, t.insertSQL, r...); err != nil {
				return err
			}
		}
		if t.name == "timers" {
			continue
		}
		for _, r := range j.f.updated[i] {
			if err := updateRow(ctx, t, r, j.f.rev, exec); err != nil {
				return err
			}
		}
	}
	return nil
}

func updateRow(ctx context.Context, t *tableTemplate, r row, rev int64, exec func(context.Context, string, ...any) (sql.Result, error)) error {
	args := make([]any, 0, len(t.set)+t.key+1)
	for _, c := range t.set {
		args = append(args, r[c])
	}
	args = append(args, r[:t.key]...)
	if t.name == "cases" {
		args = append(args, rev)
	}
	result, err := exec(ctx, t.updateSQL, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errStale
	}
	return nil
}

// prepareSQL writes the statements of a table down, once.
func (t *tableTemplate) prepareSQL() {
	t.insertSQL = "INSERT INTO " + t.name + " (" + strings.Join(t.cols, ", ") + ") VALUES " + marks(len(t.cols))
	var set, where []string
	for _, c := range t.set {
		set = append(set, t.cols[c]+" = ?")
	}
	for _, col := range t.cols[:t.key] {
		where = append(where, col+" = ?")
	}
	if t.name == "cases" {
		where = append(where, "rev = ?")
	}
	t.updateSQL = "UPDATE " + t.name + " SET " + strings.Join(set, ", ") + " WHERE " + strings.Join(where, " AND ")
}
