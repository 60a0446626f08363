package models

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	mysqldriver "github.com/go-sql-driver/mysql"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql migrations/mysql/*.sql
var migrations embed.FS

// Migrate brings the schema up to date. Several processes may call it at once: one works, the others wait.
func (s *Store) Migrate(ctx context.Context) error {
	return s.withMigrations(ctx, func(p *goose.Provider) error {
		_, err := p.Up(ctx)
		return err
	})
}

// MigrateDown takes the schema back to a version; 0 removes every table and all data in them.
func (s *Store) MigrateDown(ctx context.Context, version int64) error {
	return s.withMigrations(ctx, func(p *goose.Provider) error {
		_, err := p.DownTo(ctx, version)
		return err
	})
}

// SchemaVersion tells which version the database has and which this program wants; they differ before Migrate.
func (s *Store) SchemaVersion(ctx context.Context) (have, want int64, err error) {
	err = s.withMigrations(ctx, func(p *goose.Provider) error {
		have, want, err = p.GetVersions(ctx)
		return err
	})
	return have, want, err
}

// withMigrations opens a connection of its own, because migrations may need other settings than the work, and makes sure
// that only one process at a time uses it: goose has no lock for SQLite or MySQL.
func (s *Store) withMigrations(ctx context.Context, do func(*goose.Provider) error) error {
	dialect := goose.DialectSQLite3
	open := s.migrationSQLite
	if s.opts.Driver == MySQL {
		dialect, open = goose.DialectMySQL, s.migrationMySQL
	}
	db, release, err := open(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	files, err := fs.Sub(migrations, "migrations/"+s.opts.Driver)
	if err == nil {
		var provider *goose.Provider
		if provider, err = goose.NewProvider(dialect, db, files); err == nil {
			err = do(provider)
		}
	}
	if err = errors.Join(err, release(), db.Close()); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

func (s *Store) migrationSQLite(ctx context.Context) (*sql.DB, func() error, error) {
	release, err := lockFile(ctx, s.opts.Path)
	if err != nil {
		return nil, nil, err
	}
	db, err := sqlitedriver.Open(sqliteDSN(s.opts, false))
	if err != nil {
		return nil, nil, errors.Join(err, release())
	}
	db.SetMaxOpenConns(1)
	return db, release, nil
}

func (s *Store) migrationMySQL(ctx context.Context) (*sql.DB, func() error, error) {
	cfg, err := mysqlConfig(s.opts)
	if err != nil {
		return nil, nil, err
	}
	cfg.ParseTime = true // goose reads its own table
	connector, err := mysqldriver.NewConnector(cfg)
	if err != nil {
		return nil, nil, err
	}
	db := sql.OpenDB(readCommitted{connector})
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	// The lock belongs to the connection: it ends with the process, whatever happens. The name is per database.
	name := "dandang/" + cfg.DBName
	var got sql.NullInt64
	err = conn.QueryRowContext(ctx, "SELECT GET_LOCK(?, ?)", name[:min(len(name), 64)], int(shapeWait.Seconds())).Scan(&got)
	if err == nil && got.Int64 != 1 {
		err = errors.New("another process has been migrating for too long")
	}
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close(), db.Close())
	}
	return db, conn.Close, nil
}
