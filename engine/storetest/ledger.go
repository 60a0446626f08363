package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var ledgerRules = []rule{
	{"an account that nobody made has zero everything", func(t *testing.T, s engine.Store) {
		got := must(s.Balances(context.Background(), []string{"none"}))(t)
		require.Equal(t, map[string]engine.Balance{"none": {Key: "none"}}, got)
		require.Empty(t, must(s.Balances(context.Background(), nil))(t))
	}},
	{"reserve, spend and release move the amounts", testLedgerArithmetic},
	{"a move repeated with the same amount counts once", testMoveOnce},
	{"a move repeated with another amount is an error", func(t *testing.T, s engine.Store) {
		c := reserving(caseID(1), 100)
		mustApply(t, s, c)
		refuseMove(t, s, c, engine.LedgerMove{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "reserve", Amount: 200, At: morning})
	}},
	{"a released entry is not reserved again", func(t *testing.T, s engine.Store) {
		c := reserving(caseID(1), 100)
		mustApply(t, s, c)
		release := following(c.Case)
		release.Ledger = []engine.LedgerMove{{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "release", Amount: 100, At: morning}}
		mustApply(t, s, release)
		refuseMove(t, s, release, c.Ledger[0])
	}},
	{"more than was reserved can neither be spent nor released", func(t *testing.T, s engine.Store) {
		c := reserving(caseID(1), 100)
		mustApply(t, s, c)
		for _, kind := range []string{"spend", "release", "steal"} {
			refuseMove(t, s, c, engine.LedgerMove{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: kind, Amount: 101, At: morning})
		}
	}},
	{"a refund makes free what was spent, and never more", testRefund},
	{"the accounts of a ledger are found by its key", testLedgerAccounts},
	{"a budget below what is reserved and spent is refused", testBudgetFloor},
	{"a floor counts the moves of the changes before it in the batch", testFloorInBatch},
}

// reserving opens a case that reserves amount under the name aid.
func reserving(id string, amount int64) *engine.Change {
	c := opening(id)
	c.Ledger = []engine.LedgerMove{{Key: "fund", Case: id, Name: "aid", Kind: "reserve", Amount: amount, At: morning}}
	return c
}

// refuseMove demands that a change with this move is an error and leaves the account alone.
func refuseMove(t *testing.T, s engine.Store, after *engine.Change, m engine.LedgerMove) {
	t.Helper()
	before := must(s.Balances(context.Background(), []string{m.Key}))(t)
	c := following(after.Case)
	c.Ledger = []engine.LedgerMove{m}
	err := applyOne(t, s, c)
	require.Error(t, err)
	require.NotErrorIs(t, err, engine.ErrStale, "deciding again would not help")
	require.Equal(t, before, must(s.Balances(context.Background(), []string{m.Key}))(t))
	require.Equal(t, after.Case.Rev, load(t, s, after.Case.ID).Case.Rev)
}

func testLedgerArithmetic(t *testing.T, s engine.Store) {
	ctx := context.Background()
	require.NoError(t, s.SetBudget(ctx, "fund", 1000, "财务", morning))
	c := reserving(caseID(1), 600)
	c.Ledger = append(c.Ledger, engine.LedgerMove{Key: "Fund", Case: c.Case.ID, Name: "other", Kind: "reserve", Amount: 5, At: morning})
	mustApply(t, s, c)
	got := must(s.Balances(ctx, []string{"fund", "Fund"}))(t)
	require.Equal(t, engine.Balance{Key: "fund", Budget: 1000, Reserved: 600}, got["fund"])
	require.Equal(t, engine.Balance{Key: "Fund", Reserved: 5}, got["Fund"], "an account may be in debt when nothing is assumed of it")
	pay := following(c.Case)
	pay.Ledger = []engine.LedgerMove{
		{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "spend", Amount: 400, At: morning + 2},
		{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "release", Amount: 200, At: morning + 1},
	}
	mustApply(t, s, pay)
	balance := must(s.Balances(ctx, []string{"fund"}))(t)["fund"]
	require.Equal(t, engine.Balance{Key: "fund", Budget: 1000, Spent: 400}, balance)
	require.Equal(t, int64(600), balance.Free())
	want := []engine.LedgerMove{c.Ledger[0], pay.Ledger[1], pay.Ledger[0]}
	same(t, want, must(s.LedgerMoves(ctx, "fund"))(t))
}

func testRefund(t *testing.T, s engine.Store) {
	ctx := context.Background()
	require.NoError(t, s.SetBudget(ctx, "fund", 1000, "财务", morning))
	c := reserving(caseID(1), 600)
	c.Ledger = append(c.Ledger, engine.LedgerMove{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "spend", Amount: 600, At: morning})
	mustApply(t, s, c)
	refuseMove(t, s, c, engine.LedgerMove{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "refund", Amount: 601, At: morning})
	first := following(c.Case)
	first.Ledger = []engine.LedgerMove{{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "refund", Amount: 200, At: morning}}
	mustApply(t, s, first)
	second := following(first.Case)
	second.Ledger = []engine.LedgerMove{
		first.Ledger[0], {Key: "fund", Case: c.Case.ID, Name: "aid~2", Kind: "refund", Amount: 100, At: morning},
	}
	mustApply(t, s, second)
	balance := must(s.Balances(ctx, []string{"fund"}))(t)["fund"]
	require.Equal(t, engine.Balance{Key: "fund", Budget: 1000, Spent: 300}, balance, "the repeated part counts once")
	require.Len(t, must(s.LedgerMoves(ctx, "fund"))(t), 4)
}

func testLedgerAccounts(t *testing.T, s engine.Store) {
	ctx := context.Background()
	for i, key := range []string{"p/posts/乙/Z2", "p/posts/甲/Z1", "p/posts2", "p/post", "p/posts"} {
		require.NoError(t, s.SetBudget(ctx, key, int64(i+1), "人社", morning))
	}
	got := must(s.LedgerAccounts(ctx, "p/posts"))(t)
	same(t, []engine.Balance{
		{Key: "p/posts", Budget: 5}, {Key: "p/posts/乙/Z2", Budget: 1}, {Key: "p/posts/甲/Z1", Budget: 2},
	}, got)
	require.Empty(t, must(s.LedgerAccounts(ctx, "p/none"))(t))
}

func testMoveOnce(t *testing.T, s engine.Store) {
	c := reserving(caseID(1), 100)
	c.Ledger = append(c.Ledger, c.Ledger[0])
	mustApply(t, s, c)
	again := following(c.Case)
	again.Ledger = c.Ledger[:1]
	mustApply(t, s, again)
	require.Equal(t, int64(100), must(s.Balances(context.Background(), []string{"fund"}))(t)["fund"].Reserved)
	require.Len(t, must(s.LedgerMoves(context.Background(), "fund"))(t), 1)
	require.Equal(t, int64(2), load(t, s, caseID(1)).Case.Rev, "the change itself lands")
	mustApply(t, s, reserving(caseID(2), 100))
	require.Equal(t, int64(200), must(s.Balances(context.Background(), []string{"fund"}))(t)["fund"].Reserved)
}

func testBudgetFloor(t *testing.T, s engine.Store) {
	ctx := context.Background()
	require.NoError(t, s.SetBudget(ctx, "fund", 1000, "财务", morning))
	c := reserving(caseID(1), 600)
	c.Ledger = append(c.Ledger, engine.LedgerMove{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "spend", Amount: 250, At: morning})
	mustApply(t, s, c)
	require.Equal(t, engine.EInvalid, engine.CodeOf(s.SetBudget(ctx, "fund", 599, "财务", morning)))
	require.Equal(t, engine.EInvalid, engine.CodeOf(s.SetBudget(ctx, "empty", -1, "财务", morning)))
	require.Equal(t, int64(1000), must(s.Balances(ctx, []string{"fund"}))(t)["fund"].Budget)
	require.NoError(t, s.SetBudget(ctx, "fund", 600, "财务", morning))
	require.Equal(t, int64(0), must(s.Balances(ctx, []string{"fund"}))(t)["fund"].Free())
}

func testFloorInBatch(t *testing.T, s engine.Store) {
	require.NoError(t, s.SetBudget(context.Background(), "fund", 250, "财务", morning))
	var batch []*engine.Change
	for n := range 4 {
		c := reserving(caseID(n), 100)
		c.Assumes.Free = []engine.FreeFloor{{Key: "fund", Min: 100}}
		batch = append(batch, c)
	}
	answers := s.Apply(context.Background(), batch)
	require.NoError(t, answers[0])
	require.NoError(t, answers[1])
	require.ErrorIs(t, answers[2], engine.ErrStale)
	require.ErrorIs(t, answers[3], engine.ErrStale)
	require.Equal(t, int64(200), must(s.Balances(context.Background(), []string{"fund"}))(t)["fund"].Reserved)
}
