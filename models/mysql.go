package models

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
)

// openMySQL opens the pool. Every connection works at READ COMMITTED, strictly, in utf8mb4_bin, and counts matched rows.
func (s *Store) openMySQL(ctx context.Context) error {
	s.dialect = &mysqlDialect
	cfg, err := mysqlConfig(s.opts)
	if err != nil {
		return err
	}
	conns := s.opts.MaxConns
	if conns <= 0 {
		conns = 32
	}
	if s.pool, err = s.mysqlPool(cfg, (conns+1)/2); err != nil {
		return err
	}
	// Only the hot path, whose statements are all constant, may send several at once.
	cfg.MultiStatements = true
	hot, err := s.mysqlPool(cfg, (conns+1)/2)
	if err != nil {
		return err
	}
	s.hot = &mysqlWriter{pool: hot}
	if err := s.pool.PingContext(ctx); err != nil {
		return fmt.Errorf("connect to database: %w", err)
	}
	if s.read, err = gormOver(mysql.New(mysql.Config{Conn: s.pool})); err != nil {
		return err
	}
	s.write = s.read
	return nil
}

func (s *Store) mysqlPool(cfg *mysqldriver.Config, conns int) (*sql.DB, error) {
	connector, err := mysqldriver.NewConnector(cfg)
	if err != nil {
		return nil, fmt.Errorf("数据库连接串有误: %w", err)
	}
	pool := sql.OpenDB(readCommitted{connector})
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	s.closers = append(s.closers, pool.Close)
	return pool, nil
}

func mysqlConfig(o Options) (*mysqldriver.Config, error) {
	cfg, err := mysqldriver.ParseDSN(o.DSN)
	if err != nil {
		return nil, fmt.Errorf("数据库连接串有误: %w", err)
	}
	if cfg.DBName == "" {
		return nil, errors.New("数据库连接串没有写库名,请写成 用户:密码@tcp(主机:3306)/库名")
	}
	cfg.ClientFoundRows = true
	cfg.InterpolateParams = true // a statement per batch size would be prepared once and never again
	cfg.MultiStatements = false
	cfg.Collation = "utf8mb4_bin"
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["sql_mode"] = "'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'"
	cfg.Params["innodb_lock_wait_timeout"] = fmt.Sprint(max(1, int(o.Busy.Seconds())))
	return cfg, nil
}

// readCommitted sets the isolation level once per connection, which saves a round trip per transaction. It is not a
// parameter of the connection string because MySQL and MariaDB call the variable by different names.
type readCommitted struct{ driver.Connector }

// Connect implements driver.Connector.
func (c readCommitted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.(driver.ExecerContext).ExecContext(ctx, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", nil)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// mysqlWriter takes a connection of the pool for each transaction; row locks order them.
type mysqlWriter struct{ pool *sql.DB }

func (w *mysqlWriter) lock()   {}
func (w *mysqlWriter) unlock() {}

func (w *mysqlWriter) transact(ctx context.Context, do func(session) error) error {
	tx, err := w.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(&mysqlSession{tx: tx}); err != nil {
		_ = tx.Rollback() // the first error says more
		return err
	}
	return tx.Commit()
}

// mysqlSession sends queued statements together: what a batch writes is one round trip and not one for each table.
type mysqlSession struct {
	tx   *sql.Tx
	text strings.Builder
	args []any
	size int
}

func (m *mysqlSession) exec(ctx context.Context, query string, args []any) error {
	_, err := m.tx.ExecContext(ctx, query, args...)
	return err
}

func (m *mysqlSession) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return m.tx.QueryContext(ctx, query, args...)
}

func (m *mysqlSession) queue(ctx context.Context, query string, args []any) error {
	size := len(query) + weight(args)
	if m.size+size > maxBytes {
		if err := m.send(ctx); err != nil {
			return err
		}
	}
	if m.size > 0 {
		m.text.WriteString("; ")
	}
	m.text.WriteString(query)
	m.args = append(m.args, args...)
	m.size += size
	return nil
}

func (m *mysqlSession) send(ctx context.Context) error {
	if m.size == 0 {
		return nil
	}
	err := m.exec(ctx, m.text.String(), m.args)
	m.text.Reset()
	m.args, m.size = nil, 0
	return err
}

// The numbers of MySQL's errors that Apply reacts to.
const (
	mysqlDuplicate   = 1062
	mysqlChanged     = 1020 // MariaDB: record has changed since last read
	mysqlLockTimeout = 1205
	mysqlDeadlock    = 1213
)

// mysqlTrouble sorts the errors of a write.
func mysqlTrouble(err error) trouble {
	var e *mysqldriver.MySQLError
	if !errors.As(err, &e) {
		return noTrouble
	}
	switch e.Number {
	case mysqlDeadlock, mysqlChanged:
		return contention
	case mysqlLockTimeout:
		return locked
	case mysqlDuplicate:
		return duplicate
	default:
		return noTrouble
	}
}
