package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
)

// openSQLite opens one connection that writes and several that read. WAL lets them work at the same time, and
// synchronous FULL makes a commit survive a power cut.
func (s *Store) openSQLite(ctx context.Context) error {
	if s.opts.Path == "" {
		return errors.New("没有写 SQLite 数据库文件的位置")
	}
	s.dialect = &sqliteDialect
	conn, err := s.openWriter(ctx)
	if err != nil {
		return fmt.Errorf("open %s: %w", s.opts.Path, err)
	}
	hot := &sqliteWriter{conn: conn, prepared: map[string]*sql.Stmt{}}
	s.closers = append(s.closers, hot.close)
	s.hot = hot
	if s.write, err = gormOver(gormlite.OpenDB(conn)); err != nil {
		return err
	}
	if s.pool, err = driver.Open(sqliteDSN(s.opts, true)); err != nil {
		return err
	}
	s.closers = append(s.closers, s.pool.Close)
	readers := s.opts.Readers
	if readers <= 0 {
		readers = 4
	}
	s.pool.SetMaxOpenConns(readers)
	s.pool.SetMaxIdleConns(readers)
	if s.read, err = gormOver(gormlite.OpenDB(s.pool)); err != nil {
		return err
	}
	return s.pool.PingContext(ctx)
}

// openWriter opens the one connection that writes. The first opening of a file turns it to WAL, for which SQLite wants
// it for itself and does not wait: so processes that start together take turns.
func (s *Store) openWriter(ctx context.Context) (*sql.Conn, error) {
	release, err := lockFile(ctx, s.opts.Path)
	if err != nil {
		return nil, err
	}
	writer, err := driver.Open(sqliteDSN(s.opts, false))
	if err != nil {
		return nil, errors.Join(err, release())
	}
	s.closers = append(s.closers, writer.Close)
	writer.SetMaxOpenConns(1)
	conn, err := writer.Conn(ctx)
	return conn, errors.Join(err, release())
}

// lockFile makes the caller the only process, of those that ask, to work on the shape of the database at path.
func lockFile(ctx context.Context, path string) (release func() error, err error) {
	lock := flock.New(path + ".lock")
	wait, cancel := context.WithTimeout(ctx, shapeWait)
	defer cancel()
	if _, err := lock.TryLockContext(wait, 5*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for another process: %w", err)
	}
	return lock.Unlock, nil
}

// shapeWait is how long to wait for another process that migrates.
const shapeWait = 2 * time.Minute

func sqliteDSN(o Options, reader bool) string {
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", o.Busy.Milliseconds()))
	if !reader {
		q.Add("_pragma", "journal_mode(wal)")
	}
	q.Add("_pragma", "synchronous(full)")
	q.Add("_pragma", "foreign_keys(on)")
	q.Add("_pragma", "cache_size(-16000)")
	q.Add("_pragma", "wal_autocheckpoint(4000)")
	if reader {
		q.Add("_pragma", "query_only(on)")
		q.Set("_txlock", "deferred")
	}
	return "file:" + (&url.URL{Path: filepath.ToSlash(o.Path)}).EscapedPath() + "?" + q.Encode()
}

// sqliteWriter is the one connection that writes, with its prepared statements.
type sqliteWriter struct {
	mu       sync.Mutex
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func (w *sqliteWriter) lock()   { w.mu.Lock() }
func (w *sqliteWriter) unlock() { w.mu.Unlock() }

func (w *sqliteWriter) close() error {
	for _, stmt := range w.prepared {
		_ = stmt.Close()
	}
	return w.conn.Close()
}

// transact runs do between BEGIN IMMEDIATE and COMMIT. A local write is over in milliseconds, so that giving up half
// way, when the caller has gone, would only leave a connection to be repaired.
func (w *sqliteWriter) transact(ctx context.Context, do func(session) error) error {
	ctx = context.WithoutCancel(ctx)
	w.lock()
	defer w.unlock()
	if err := w.exec(ctx, "BEGIN IMMEDIATE", nil); err != nil {
		return err
	}
	err := do(w)
	if err == nil {
		err = w.exec(ctx, "COMMIT", nil)
	}
	if err != nil {
		// After some failures SQLite has rolled back by itself, and then this one reports that; nothing is lost.
		_ = w.exec(ctx, "ROLLBACK", nil)
	}
	return err
}

func (w *sqliteWriter) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.prepared[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.prepared[query] = stmt
	return stmt, nil
}

func (w *sqliteWriter) exec(ctx context.Context, query string, args []any) error {
	stmt, err := w.stmt(ctx, query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx, args...)
	return err
}

func (w *sqliteWriter) queue(ctx context.Context, query string, args []any) error {
	return w.exec(ctx, query, args)
}

func (w *sqliteWriter) send(context.Context) error { return nil }

func (w *sqliteWriter) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	stmt, err := w.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// sqliteTrouble sorts the errors of a write.
func sqliteTrouble(err error) trouble {
	switch {
	case errors.Is(err, sqlite3.BUSY), errors.Is(err, sqlite3.LOCKED):
		return locked
	case errors.Is(err, sqlite3.CONSTRAINT_UNIQUE), errors.Is(err, sqlite3.CONSTRAINT_PRIMARYKEY):
		return duplicate
	default:
		return noTrouble
	}
}
