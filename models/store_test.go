package models_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/storetest"
	"dandang/models"
	"dandang/models/mariadbtest"
)

func TestMain(m *testing.M) { os.Exit(mariadbtest.Main(m)) }

// databases are the two ways to open an empty database for a test.
var databases = []struct {
	name    string
	options func(t testing.TB) models.Options
}{
	{"sqlite", func(t testing.TB) models.Options {
		return models.Options{Driver: models.SQLite, Path: filepath.Join(t.TempDir(), "数据 a?b#c.db")}
	}},
	{"mariadb", func(t testing.TB) models.Options {
		return models.Options{Driver: models.MySQL, DSN: mariadbtest.DSN(t), MaxConns: 8}
	}},
}

// open opens a store and closes it when the test ends.
func open(t testing.TB, o models.Options) *models.Store {
	t.Helper()
	s, err := models.Open(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// ready opens a store with the newest schema.
func ready(t testing.TB, o models.Options) *models.Store {
	t.Helper()
	s := open(t, o)
	require.NoError(t, s.Migrate(context.Background()))
	return s
}

// onEach runs a test on both databases.
func onEach(t *testing.T, test func(t *testing.T, o models.Options)) {
	t.Helper()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			t.Parallel()
			test(t, db.options(t))
		})
	}
}

func TestStore(t *testing.T) {
	t.Parallel()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) engine.Store { return ready(t, db.options(t)) })
		})
	}
}

// pair is one database under two stores, as when two processes serve it: they take turns in writing and in reading.
type pair struct {
	*models.Store
	other *models.Store
	turn  *atomic.Int64
}

func (p pair) pick() *models.Store {
	if p.turn.Add(1)%2 == 0 {
		return p.other
	}
	return p.Store
}

func (p pair) Apply(ctx context.Context, changes []*engine.Change) []error {
	return p.pick().Apply(ctx, changes)
}

func (p pair) Load(ctx context.Context, caseID string) (engine.Snapshot, error) {
	return p.pick().Load(ctx, caseID)
}

func (p pair) SetBudget(ctx context.Context, key string, amount int64, by engine.PersonID, at int64) error {
	return p.pick().SetBudget(ctx, key, amount, by, at)
}

func (p pair) Publish(ctx context.Context, v engine.Version) error { return p.pick().Publish(ctx, v) }

func TestStore_TwoProcessesOnOneDatabase(t *testing.T) {
	if raceEnabled {
		t.Skip("under the race detector the suite runs once for each database: SQLite is 20 times slower there")
	}
	t.Parallel()
	for _, db := range databases {
		t.Run(db.name, func(t *testing.T) {
			storetest.Run(t, func(t *testing.T) engine.Store {
				o := db.options(t)
				return pair{ready(t, o), open(t, o), &atomic.Int64{}}
			})
		})
	}
}
