package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/models"
	"dandang/models/mariadbtest"
)

func TestMain(m *testing.M) { os.Exit(mariadbtest.Main(m)) }

// onEach runs a test on both databases.
func onEach(t *testing.T, test func(t *testing.T, o models.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, models.Options{Driver: models.SQLite, Path: filepath.Join(t.TempDir(), "bench.db")})
	})
	t.Run("mariadb", func(t *testing.T) {
		t.Parallel()
		test(t, models.Options{Driver: models.MySQL, DSN: mariadbtest.DSN(t)})
	})
}

// newWorld opens a world and closes it when the test ends.
func newWorld(t *testing.T, o models.Options) *world {
	t.Helper()
	w, err := openWorld(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.close()) })
	return w
}

func newFloor(t *testing.T, w *world, byRow bool) *floor {
	t.Helper()
	f, err := openFloor(context.Background(), w, byRow)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.close()) })
	return f
}
