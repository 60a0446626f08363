package main

import (
	"os/exec"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/models"
)

// inspect reads the database that the kill left: every acknowledged act is there, nothing is half there.
func (c *crash) inspect() {
	c.t.Helper()
	ctx := c.t.Context()
	out, err := exec.CommandContext(ctx, c.bin, append([]string{"audit", "verify"}, c.args...)...).CombinedOutput()
	require.NoError(c.t, err, "%s", out)
	require.Contains(c.t, string(out), ",0件有问题")
	store, e, done := c.engineOn()
	defer done()
	for _, r := range c.requests {
		if !r.answered {
			continue
		}
		receipt, err := store.Recall(ctx, r.who, r.key)
		require.NoError(c.t, err)
		require.NotNil(c.t, receipt, "%s of %s was acknowledged", r.body, r.who)
		require.Equal(c.t, r.caseID, receipt.Case)
		events, _, err := store.History(ctx, r.caseID)
		require.NoError(c.t, err)
		require.GreaterOrEqual(c.t, int64(len(events)), receipt.Event)
		event := events[receipt.Event-1]
		require.Equal(c.t, r.who, event.Actor)
		if name, ok := r.body["event"]; ok {
			require.Equal(c.t, name, event.Event)
		}
	}
	cases, err := store.Cases(ctx, engine.CaseQuery{Process: "crash", Limit: 100_000})
	require.NoError(c.t, err)
	var reserved, spent int64
	for _, k := range cases {
		r, s := c.wholeCase(store, k)
		reserved, spent = reserved+r, spent+s
	}
	b, err := e.Balance(ctx, "crash", "fund")
	require.NoError(c.t, err)
	require.Equal(c.t, reserved, b.Reserved, "the ledger holds what the cases hold")
	require.Equal(c.t, spent, b.Spent)
	moves, err := store.LedgerMoves(ctx, b.Key)
	require.NoError(c.t, err)
	sums := map[string]int64{}
	for _, m := range moves {
		sums[m.Kind] += m.Amount
	}
	require.Equal(c.t, map[string]int64{"reserve": reserved + spent, "spend": spent}, withoutZero(sums, "reserve", "spend"))
}

// withoutZero gives the map with the named keys there.
func withoutZero(m map[string]int64, keys ...string) map[string]int64 {
	for _, k := range keys {
		m[k] += 0
	}
	return m
}

// wholeCase demands that a case has all the rows that its state calls for, and answers what it holds of the ledger.
func (c *crash) wholeCase(store *models.Store, k engine.Case) (reserved, spent int64) {
	c.t.Helper()
	ctx := c.t.Context()
	snap, err := store.Load(ctx, k.ID)
	require.NoError(c.t, err)
	events, erasables, err := store.History(ctx, k.ID)
	require.NoError(c.t, err)
	rounds, err := store.AllRounds(ctx, k.ID)
	require.NoError(c.t, err)
	tasks, err := store.AllTasks(ctx, k.ID)
	require.NoError(c.t, err)
	// What a case looks like after so many acts: open, submit, pay, done.
	shape := []struct {
		state                                    string
		rounds, open, done, erasables, res, paid int
	}{{"draft", 1, 0, 0, 1, 0, 0}, {"work", 2, 1, 0, 2, 0, 0}, {"paying", 3, 1, 1, 3, 1, 0}, {"closed", 4, 0, 2, 4, 0, 1}}
	acts := len(events)
	require.LessOrEqual(c.t, acts, len(shape))
	want := shape[acts-1]
	require.Equal(c.t, int64(acts), snap.Case.Rev)
	require.Equal(c.t, int64(acts), snap.Case.Events)
	require.Equal(c.t, events[acts-1].Hash, snap.Case.Head)
	require.Equal(c.t, want.state, snap.Case.State)
	require.Len(c.t, rounds, want.rounds)
	require.Len(c.t, erasables, want.erasables, want.state)
	open, closed := 0, 0
	for _, task := range tasks {
		if task.Status != engine.TaskOpen {
			closed++
			continue
		}
		open++
		require.Equal(c.t, snap.Case.Round, task.Round)
		for _, person := range task.Candidates {
			items, err := store.Inbox(ctx, engine.InboxQuery{Person: person, Box: engine.BoxTodo, Limit: 100_000, Process: "crash"})
			require.NoError(c.t, err)
			found := 0
			for _, item := range items {
				if item.Seat.Task == task.ID {
					found++
				}
			}
			require.Equal(c.t, 1, found, "%s has the task in the inbox", person)
		}
	}
	require.Equal(c.t, want.open, open)
	require.Equal(c.t, want.done, closed)
	return int64(want.res) * crashAmount, int64(want.paid) * crashAmount
}
