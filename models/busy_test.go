package models_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func TestApply_SaysBusyWhenAnotherProcessHoldsTheFile(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := databases[0].options(t)
	o.Busy = 20 * time.Millisecond
	s := ready(t, o)
	release := hold(t, "sqlite3", sqliteURL(o.Path), "UPDATE cases SET rev = rev")
	for _, err := range s.Apply(ctx, changesOf(begin("c1"), begin("c2"))) {
		require.Equal(t, engine.EBusy, engine.CodeOf(err))
	}
	release()
	for _, err := range s.Apply(ctx, changesOf(begin("c1"), begin("c2"))) {
		require.NoError(t, err)
	}
}

func TestApply_OneLockedCaseDoesNotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := databases[1].options(t)
	o.Busy = time.Second // the least that the server knows
	s := ready(t, o)
	first, second := begin("c1"), begin("c2")
	for _, err := range s.Apply(ctx, changesOf(first, second)) {
		require.NoError(t, err)
	}
	release := hold(t, "mysql", o.DSN, "SELECT id FROM cases WHERE id = 'c1' FOR UPDATE")
	answers := s.Apply(ctx, changesOf(approve(first.Case), approve(second.Case)))
	require.Equal(t, engine.EBusy, engine.CodeOf(answers[0]))
	require.NoError(t, answers[1])
	release()
	require.NoError(t, s.Apply(ctx, changesOf(approve(first.Case)))[0])
}

// TestApply_DeadlockIsTriedAgain lets another transaction hold what the second half of Apply wants, and then ask for what
// Apply holds: the server ends one of the two. Whichever it is, Apply succeeds.
func TestApply_DeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := databases[1].options(t)
	s := ready(t, o)
	first := begin("c1")
	require.NoError(t, s.Apply(ctx, changesOf(first))[0])
	require.NoError(t, s.SetBudget(ctx, "fund", 1000, "财务", 1))
	db, err := sql.Open("mysql", o.DSN)
	require.NoError(t, err)
	defer db.Close() //nolint:errcheck // a test
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(t, err)
	defer tx.Rollback() //nolint:errcheck // for when the test fails: an open transaction keeps the database from being dropped
	// Many changed rows make the server rather end the other one, which is ours.
	for i := range 50 {
		_, err = tx.ExecContext(ctx, "INSERT INTO settings (name, value) VALUES (?, '')", i)
		require.NoError(t, err)
	}
	_, err = tx.ExecContext(ctx, "UPDATE ledger_accounts SET budget = budget WHERE ledger_key = 'fund'")
	require.NoError(t, err)
	answer := make(chan error, 1)
	go func() {
		c := approve(first.Case)
		c.Assumes.Free = []engine.FreeFloor{{Key: "fund", Min: 1}}
		answer <- s.Apply(ctx, changesOf(c))[0]
	}()
	require.Eventually(t, func() bool {
		var n int
		err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'").Scan(&n)
		return err == nil && n > 0
	}, 8*time.Second, 200*time.Millisecond, "the server renews that table only when nobody has asked for 100 ms")
	_, err = tx.ExecContext(ctx, "UPDATE cases SET rev = rev WHERE id = 'c1'")
	if err == nil {
		require.NoError(t, tx.Commit())
	}
	require.NoError(t, <-answer)
	require.Equal(t, int64(2), load(t, s, "c1").Case.Rev)
}

// hold begins a transaction with a statement and gives what ends it.
func hold(t *testing.T, driver, dsn, statement string) (release func()) {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	tx, err := db.BeginTx(context.Background(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(context.Background(), statement)
	require.NoError(t, err)
	release = sync.OnceFunc(func() {
		require.NoError(t, tx.Rollback())
		require.NoError(t, db.Close())
	})
	t.Cleanup(release)
	return release
}
