package models_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/go-sql-driver/mysql"
	_ "github.com/ncruces/go-sqlite3/driver"
	"github.com/stretchr/testify/require"

	"dandang/models"
)

// childEnv makes this test binary a program that migrates one SQLite file and ends.
const childEnv = "DANDANG_TEST_MIGRATE_CHILD"

func TestMigrate_FromEmptyAndBackAndAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := open(t, o)
		have, want, err := s.SchemaVersion(ctx)
		require.NoError(t, err)
		require.Zero(t, have)
		require.Positive(t, want)
		require.NoError(t, s.Migrate(ctx))
		first := schema(t, o)
		require.Contains(t, first, "cases")
		require.NoError(t, s.Apply(ctx, changesOf(begin("c1")))[0])
		have, _, err = s.SchemaVersion(ctx)
		require.NoError(t, err)
		require.Equal(t, want, have)
		require.NoError(t, s.Migrate(ctx), "migrating what is migrated changes nothing")
		require.Equal(t, first, schema(t, o))
		_, err = s.Load(ctx, "c1")
		require.NoError(t, err)

		require.NoError(t, s.MigrateDown(ctx, 0))
		require.NotContains(t, schema(t, o), "cases", "nothing of ours is left")
		require.NoError(t, s.Migrate(ctx))
		require.Equal(t, first, schema(t, o), "up, down and up gives what up gives")
	})
}

func TestMigrate_ManyAtOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		const starters = 6
		failed := make([]error, starters)
		var all sync.WaitGroup
		for i := range starters {
			all.Go(func() {
				s, err := models.Open(context.Background(), o)
				if err == nil {
					err = errors.Join(s.Migrate(context.Background()), s.Close())
				}
				failed[i] = err
			})
		}
		all.Wait()
		require.NoError(t, errors.Join(failed...))
		require.Contains(t, schema(t, o), "cases")
	})
}

func TestMigrate_TwoProcessesAtOnce(t *testing.T) {
	if path := os.Getenv(childEnv); path != "" {
		s := open(t, models.Options{Driver: models.SQLite, Path: path})
		require.NoError(t, s.Migrate(context.Background()))
		return
	}
	t.Parallel()
	for range 3 {
		path := filepath.Join(t.TempDir(), "shared.db")
		var all sync.WaitGroup
		outputs, failed := make([]string, 2), make([]error, 2)
		for i := range 2 {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMigrate_TwoProcessesAtOnce$", "-test.count=1")
			cmd.Env = append(os.Environ(), childEnv+"="+path)
			all.Go(func() {
				out, err := cmd.CombinedOutput()
				outputs[i], failed[i] = string(out), err
			})
		}
		all.Wait()
		require.NoError(t, errors.Join(failed...), strings.Join(outputs, "\n"))
		s := open(t, models.Options{Driver: models.SQLite, Path: path})
		have, want, err := s.SchemaVersion(context.Background())
		require.NoError(t, err)
		require.Equal(t, want, have)
	}
}

// schema lists the definitions of all tables and indexes but goose's own.
func schema(t *testing.T, o models.Options) string {
	t.Helper()
	if o.Driver == models.SQLite {
		db, err := sql.Open("sqlite3", sqliteURL(o.Path))
		require.NoError(t, err)
		defer db.Close() //nolint:errcheck // only read
		return list(t, db, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' ORDER BY name")
	}
	db, err := sql.Open("mysql", o.DSN)
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // only read
	columns := list(t, db, "SELECT CONCAT_WS(' ', table_name, column_name, column_type, collation_name, is_nullable, column_default) FROM "+
		"information_schema.columns WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' ORDER BY table_name, ordinal_position")
	keys := list(t, db, "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) FROM information_schema.statistics "+
		"WHERE table_schema = DATABASE() AND table_name NOT LIKE 'goose%' ORDER BY table_name, index_name, seq_in_index")
	return columns + keys
}

func sqliteURL(path string) string {
	return "file:" + strings.NewReplacer("?", "%3f", "#", "%23", " ", "%20").Replace(path)
}

func list(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	rows, err := db.Query(query)
	require.NoError(t, err)
	defer rows.Close() //nolint:errcheck // rows.Err tells
	var b strings.Builder
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		b.WriteString(line + "\n")
	}
	require.NoError(t, rows.Err())
	return b.String()
}

func TestMigrate_MariaDBDistinguishesEveryCharacter(t *testing.T) {
	t.Parallel()
	o := databases[1].options(t)
	ready(t, o)
	for line := range strings.Lines(schema(t, o)) {
		if strings.Contains(line, "utf8") {
			require.Contains(t, line, "utf8mb4_bin")
		}
	}
}
