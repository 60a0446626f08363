package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// staleRules: each way in which an assumption can fail. The change that fails carries one of everything; it must leave
// nothing behind, while its neighbours in the batch land.
var staleRules = []rule{
	staleRule("the case exists already", func(c *engine.Change) {
		c.New, c.Assumes.Rev, c.Case.Rev = true, 0, 1
	}),
	staleRule("the case does not exist", func(c *engine.Change) {
		c.Case.ID = "nowhere"
		c.Event.Case = "nowhere"
	}),
	staleRule("the row was changed by somebody else", func(c *engine.Change) {
		c.Assumes.Rev, c.Case.Rev = 2, 3
	}),
	staleRule("the timer fired before", func(c *engine.Change) { c.Assumes.Timer = "fired" }),
	staleRule("the timer was stopped", func(c *engine.Change) { c.Assumes.Timer = "stopped" }),
	staleRule("the timer never was", func(c *engine.Change) { c.Assumes.Timer = "never" }),
	staleRule("too little is free in the ledger", func(c *engine.Change) {
		c.Assumes.Free = []engine.FreeFloor{{Key: "fund/2026", Min: 1000}, {Key: "fund/2026", Min: 1001}}
	}),
	staleRule("nothing is free in a ledger without budget", func(c *engine.Change) {
		c.Assumes.Free = []engine.FreeFloor{{Key: "fund/2027", Min: 1}}
	}),
	staleRule("a unique key is held by another case", func(c *engine.Change) { c.Claims = []string{"free", "taken"} }),
	staleRule("the request was answered before", func(c *engine.Change) {
		c.Receipt = &engine.Receipt{Actor: "张三", Key: "k-taken", Case: c.Case.ID, At: morning}
	}),
	{"of two changes of one case in a batch the second is stale", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		mustApply(t, s, c)
		first := following(c.Case)
		answers := s.Apply(context.Background(), []*engine.Change{first, following(first.Case)})
		require.NoError(t, answers[0])
		require.ErrorIs(t, answers[1], engine.ErrStale)
		require.Equal(t, int64(2), load(t, s, caseID(1)).Case.Rev)
	}},
	{"of two changes in a batch that take the same thing the first wins", testSameThingInBatch},
	{"a change that contradicts itself is an error, and its neighbours land", func(t *testing.T, s engine.Store) {
		bad, good := opening(caseID(1)), opening(caseID(2))
		bad.Case.Rev = 7
		answers := s.Apply(context.Background(), []*engine.Change{bad, good})
		require.Error(t, answers[0])
		require.NotErrorIs(t, answers[0], engine.ErrStale)
		require.NoError(t, answers[1])
	}},
	{"what exists is not inserted again: that is an error, and its neighbours land", testInsertTwice},
}

func testInsertTwice(t *testing.T, s engine.Store) {
	first := opening(caseID(1))
	first.Timers = []engine.Timer{{ID: "timer", Case: first.Case.ID, Round: 1, Kind: "remind", At: 1}}
	first.Outbox = []engine.Message{{ID: "message", Case: first.Case.ID, Kind: "notify", At: morning}}
	first.Objections = []engine.Objection{{ID: "objection", Case: first.Case.ID, At: morning}}
	mustApply(t, s, first)
	for i, spoil := range []func(c *engine.Change){
		func(c *engine.Change) { c.Timers = first.Timers },
		func(c *engine.Change) { c.Outbox = first.Outbox },
		func(c *engine.Change) { c.Objections = first.Objections },
	} {
		before, bad, after := opening(caseID(10*i+11)), numbered(caseID(10*i+12), "fund"), numbered(caseID(10*i+13), "fund")
		bad.Claims = []string{"left"}
		spoil(bad)
		answers := s.Apply(context.Background(), []*engine.Change{before, bad, after})
		require.NoError(t, answers[0])
		require.Error(t, answers[1])
		require.NotErrorIs(t, answers[1], engine.ErrStale)
		require.NoError(t, answers[2])
		_, err := s.Load(context.Background(), bad.Case.ID)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		require.Empty(t, must(s.Claims(context.Background(), []string{"left"}))(t))
		require.Equal(t, load(t, s, after.Case.ID).Case.Number, after.Case.Number)
		require.Equal(t, fmt.Sprintf("fund-2026-%d", i+1), after.Case.Number, "what was rolled back took no number")
	}
}

func staleRule(name string, spoil func(*engine.Change)) rule {
	return rule{"stale: " + name, func(t *testing.T, s engine.Store) {
		prepareStale(t, s)
		c := following(opening(caseID(1)).Case)
		fill(c)
		spoil(c)
		before, after := opening(caseID(8)), opening(caseID(9))
		answers := s.Apply(context.Background(), []*engine.Change{before, c, after})
		require.Len(t, answers, 3)
		require.NoError(t, answers[0])
		require.ErrorIs(t, answers[1], engine.ErrStale)
		require.NoError(t, answers[2])
		require.Equal(t, caseID(8), load(t, s, caseID(8)).Case.ID)
		require.Equal(t, caseID(9), load(t, s, caseID(9)).Case.ID)
		nothingLeft(t, s, c.Case.ID)
	}}
}

// prepareStale opens the case, lets another hold what the rules want, and makes timers that are no longer open.
func prepareStale(t *testing.T, s engine.Store) {
	t.Helper()
	c, other := opening(caseID(1)), opening(caseID(2))
	other.Timers = []engine.Timer{
		{ID: "fired", Case: other.Case.ID, Round: 1, Kind: "remind", At: 1}, {ID: "stopped", Case: other.Case.ID, Round: 1, Kind: "overdue", At: 1},
	}
	other.Claims = []string{"taken"}
	other.Receipt = &engine.Receipt{Actor: "张三", Key: "k-taken", Hash: "h", Case: other.Case.ID, Event: 1, Status: 201, At: morning}
	mustApply(t, s, c, other)
	fire := following(other.Case)
	fire.Assumes.Timer = "fired"
	fire.StopTimers = []engine.TimerStop{{Case: other.Case.ID, Kind: "overdue", Group: "*"}}
	mustApply(t, s, fire)
	require.NoError(t, s.SetBudget(context.Background(), "fund/2026", 1000, "财务", morning))
}

// fill gives a change one of everything, so that whatever a store writes too early is seen.
func fill(c *engine.Change) {
	id := c.Case.ID
	c.Rounds = []engine.Round{{Case: id, N: 2, State: "left", OpenedAt: morning}}
	c.Tasks = []engine.Task{{ID: "left-task", Case: id, Round: 1, Kind: engine.Work, Status: engine.TaskOpen}}
	c.Seats = []engine.Seat{{Person: "漏网者", Task: "left-task", Case: id, Box: engine.BoxTodo}}
	c.Erasable = &engine.Erasable{Case: id, N: c.Event.N, Values: map[string]engine.Salted{"cadre": {Value: "张三", Salt: "00"}}}
	c.Timers = []engine.Timer{{ID: "left-timer", Case: id, Round: 1, Kind: "overdue", At: 2}}
	c.Outbox = []engine.Message{{ID: "left-message", Case: id, Kind: "notify", Text: "x", At: morning}}
	c.Ledger = []engine.LedgerMove{{Key: "fund/2026", Case: id, Name: "aid", Kind: "reserve", Amount: 1, At: morning}}
	c.Claims = []string{"free"}
	c.Notices = []engine.Notice{{ID: "left-notice", Case: id, Audience: "city", Status: "posted", At: morning}}
	c.Objections = []engine.Objection{{ID: "left-objection", Notice: "left-notice", Case: id, Person: "张三", Text: "x", At: morning}}
	c.Documents = []engine.Document{{ID: "left-document", Case: id, Key: "notice", Name: "x", At: morning}}
	c.Receipt = &engine.Receipt{Actor: "张三", Key: "k-free", Case: id, At: morning}
}

// nothingLeft demands that no part of the filled change is seen anywhere.
func nothingLeft(t *testing.T, s engine.Store, id string) {
	t.Helper()
	ctx := context.Background()
	snap := load(t, s, caseID(1))
	require.Equal(t, int64(1), snap.Case.Rev)
	require.Len(t, snap.Tasks, 1)
	for _, of := range []string{caseID(1), id} {
		events, erasables, err := s.History(ctx, of)
		require.NoError(t, err)
		require.LessOrEqual(t, len(events), 1)
		require.Empty(t, erasables)
		require.LessOrEqual(t, len(must(s.AllRounds(ctx, of))(t)), 1)
		require.Empty(t, must(s.Documents(ctx, of))(t))
		require.Empty(t, must(s.Objections(ctx, of))(t))
	}
	require.Empty(t, inbox(t, s, engine.InboxQuery{Person: "漏网者", Box: engine.BoxTodo, Limit: 9}))
	require.Empty(t, must(s.DueTimers(ctx, morning, 9))(t))
	require.Empty(t, must(s.Outbox(ctx, "", 9))(t))
	require.Empty(t, must(s.LedgerMoves(ctx, "fund/2026"))(t))
	require.Equal(t, int64(1000), must(s.Balances(ctx, []string{"fund/2026"}))(t)["fund/2026"].Free())
	require.Empty(t, must(s.Claims(ctx, []string{"free"}))(t))
	_, err := s.Notice(ctx, "left-notice")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	require.Nil(t, must(s.Recall(ctx, "张三", "k-free"))(t))
}

func testSameThingInBatch(t *testing.T, s engine.Store) {
	require.NoError(t, s.SetBudget(context.Background(), "fund", 150, "财务", morning))
	take := func(n int) *engine.Change { return opening(caseID(n)) }
	a, b := take(1), take(2)
	a.Claims, b.Claims = []string{"household"}, []string{"household"}
	c, d := take(3), take(4)
	c.Receipt = &engine.Receipt{Actor: "张三", Key: "k", Case: c.Case.ID, At: morning}
	d.Receipt = &engine.Receipt{Actor: "张三", Key: "k", Case: d.Case.ID, At: morning}
	e, f := take(5), take(6)
	for _, x := range []*engine.Change{e, f} {
		x.Assumes.Free = []engine.FreeFloor{{Key: "fund", Min: 100}}
		x.Ledger = []engine.LedgerMove{{Key: "fund", Case: x.Case.ID, Name: "aid", Kind: "reserve", Amount: 100, At: morning}}
	}
	other := take(7)
	other.Receipt = &engine.Receipt{Actor: "李四", Key: "k", Case: other.Case.ID, At: morning}
	answers := s.Apply(context.Background(), []*engine.Change{a, b, c, d, e, f, other})
	for i, stale := range []bool{false, true, false, true, false, true, false} {
		if stale {
			require.ErrorIs(t, answers[i], engine.ErrStale, "change %d", i)
		} else {
			require.NoError(t, answers[i], "change %d", i)
		}
	}
	held := must(s.Claims(context.Background(), []string{"household", "nobody's"}))(t)
	require.Equal(t, map[string]string{"household": caseID(1)}, held)
}
