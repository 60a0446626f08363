package models

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
)

// session is a transaction of the hot path.
type session interface {
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
	exec(ctx context.Context, query string, args []any) error
	// queue is exec whose turn may come as late as send; errors may show only there.
	queue(ctx context.Context, query string, args []any) error
	send(ctx context.Context) error
}

// hotWriter gives sessions. lock keeps administration apart from them where there is only one connection.
type hotWriter interface {
	transact(ctx context.Context, do func(session) error) error
	lock()
	unlock()
}

// trouble sorts the errors of a write.
type trouble int

const (
	noTrouble  trouble = iota
	contention         // another transaction was in the way and this one gave in: try again
	locked             // another one held a lock for as long as Options.Busy allows
	duplicate          // a key was taken between the check and the write
)

// dialect is what the hot path must know of the database.
type dialect struct {
	forUpdate string // appended to a SELECT that locks
	locks     bool   // rows must be locked; otherwise the transaction is the only writer
	conflict  string // between VALUES and the assignments of an upsert, %s for the key
	assign    string // one assignment, %s for the column
	setBased  bool   // one statement for many rows; otherwise a prepared one for each
	trouble   func(error) trouble
}

var (
	sqliteDialect = dialect{conflict: " ON CONFLICT (%s) DO UPDATE SET ", assign: "%s = excluded.%s", trouble: sqliteTrouble}
	mysqlDialect  = dialect{
		forUpdate: " FOR UPDATE", locks: true, conflict: " ON DUPLICATE KEY UPDATE ", assign: "%s = VALUES(%s)", setBased: true, trouble: mysqlTrouble,
	}
)

// in gives "(?, ?, …)" and the arguments for a list of keys, sorted so that all transactions lock in the same order.
// The list is filled up with its last key to a power of two: so few different statements need preparing.
func in[K ~string](keys []K) (string, []any) {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	size := 1
	for size < len(keys) {
		size *= 2
	}
	args := make([]any, size)
	for i := range args {
		args[i] = string(keys[min(i, len(keys)-1)])
	}
	return "(?" + strings.Repeat(", ?", size-1) + ")", args
}

// scanAll calls scan for each row.
func scanAll(rows *sql.Rows, err error, scan func(*sql.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// statements prepares the hot reads once.
type statements struct {
	mu    sync.Mutex
	known map[string]*sql.Stmt
}

func (p *statements) get(ctx context.Context, pool *sql.DB, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if stmt, ok := p.known[query]; ok {
		return stmt, nil
	}
	stmt, err := pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.known == nil {
		p.known = map[string]*sql.Stmt{}
	}
	p.known[query] = stmt
	return stmt, nil
}

func (p *statements) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, stmt := range p.known {
		_ = stmt.Close()
	}
	p.known = nil
}

// rows runs a hot read: prepared on SQLite, in one round trip on MySQL.
func (s *Store) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s.dialect.setBased {
		return s.pool.QueryContext(ctx, query, args...)
	}
	stmt, err := s.stmts.get(ctx, s.pool, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}
