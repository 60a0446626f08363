package models

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/workday"
)

// The drivers.
const (
	SQLite = "sqlite"
	MySQL  = "mysql" // and what speaks its protocol: MariaDB
)

// Options say which database to open. The zero value of everything but Driver and Path or DSN is a good default.
type Options struct {
	Driver string // SQLite or MySQL
	Path   string // of the SQLite file; made when missing
	DSN    string // of MySQL, as in user:password@tcp(127.0.0.1:3306)/dandang

	Readers  int           // SQLite: connections that read; 0 means 4
	MaxConns int           // MySQL: connections at most; 0 means 32
	Busy     time.Duration // how long to wait for another process's lock; 0 means 10 s
	// Poll is how old the cached directory and calendar may be when another process changed them; 0 looks at their
	// revision at every call. Changes through this Store show at once either way.
	Poll time.Duration
	Log  *slog.Logger // nil means slog.Default
}

// Store is an engine.Store on a database. It is safe for concurrent use.
type Store struct {
	opts    Options
	dialect *dialect
	log     *slog.Logger

	read  *gorm.DB // plain reads
	pool  *sql.DB  // under read
	write *gorm.DB // administration, through admin only
	hot   hotWriter
	stmts statements // prepared reads (SQLite)

	book     cache[*directory.Book]
	calendar cache[*workday.Calendar]
	stop     context.CancelFunc
	polling  sync.WaitGroup
	closers  []func() error
}

var _ engine.Store = (*Store)(nil)

// Open connects to the database and checks that it answers. It does not migrate: see Migrate.
func Open(ctx context.Context, opts Options) (*Store, error) {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Busy <= 0 {
		opts.Busy = 10 * time.Second
	}
	s := &Store{opts: opts, log: opts.Log}
	var err error
	switch opts.Driver {
	case SQLite:
		err = s.openSQLite(ctx)
	case MySQL:
		err = s.openMySQL(ctx)
	default:
		err = fmt.Errorf("数据库类型“%s”不认识,请写 sqlite 或 mysql", opts.Driver)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	polling, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	if opts.Poll > 0 {
		s.polling.Go(func() { s.poll(polling) })
	}
	return s, nil
}

// Close waits for what runs and closes all connections.
func (s *Store) Close() error {
	if s.stop != nil {
		s.stop()
	}
	s.polling.Wait()
	s.stmts.close()
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// Ping tells whether the database answers; for readiness checks.
func (s *Store) Ping(ctx context.Context) error { return s.pool.PingContext(ctx) }

// gormOver puts gorm on a connection pool. Its own log is off: errors are returned, and who receives them logs.
func gormOver(d gorm.Dialector) (*gorm.DB, error) {
	return gorm.Open(d, &gorm.Config{
		Logger: logger.Discard, SkipDefaultTransaction: true, DisableAutomaticPing: true, TranslateError: true,
		NowFunc: func() time.Time { return time.Time{} }, // rows carry their own times
	})
}

// admin runs an administrative write in a transaction of its own.
func (s *Store) admin(ctx context.Context, do func(tx *gorm.DB) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.opts.Driver == SQLite {
		// A transaction whose context ends takes its connection with it, and there is only this one.
		ctx = context.WithoutCancel(ctx)
	}
	s.hot.lock()
	defer s.hot.unlock()
	return s.write.WithContext(ctx).Transaction(do)
}

func notFound() error {
	return engine.NotFound()
}
