package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var timerRules = []rule{
	{"due timers come oldest first, and only those", testDueTimers},
	{"a timer fires once", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		c.Timers = []engine.Timer{{ID: "a", Case: c.Case.ID, Round: 1, Kind: "after", At: morning}}
		mustApply(t, s, c)
		fire := following(c.Case)
		fire.Assumes.Timer = "a"
		mustApply(t, s, fire)
		require.Empty(t, due(t, s, morning))
		again := following(fire.Case)
		again.Assumes.Timer = "a"
		require.ErrorIs(t, applyOne(t, s, again), engine.ErrStale)
	}},
	{"timers that run on after the end of a case are found", func(t *testing.T, s engine.Store) {
		ended, open, quiet := opening(caseID(1)), opening(caseID(2)), opening(caseID(3))
		for _, c := range []*engine.Change{ended, open} {
			for i, id := range []string{"a", "b"} {
				c.Timers = append(c.Timers, engine.Timer{ID: c.Case.ID + id, Case: c.Case.ID, Kind: engine.TimerDuty, Step: i, At: morning, Provisional: i == 0})
			}
		}
		for _, c := range []*engine.Change{ended, open, quiet} {
			mustApply(t, s, c)
		}
		ctx := context.Background()
		require.Empty(t, must(s.TimedEnded(ctx, "", 9))(t))
		var last *engine.Change
		for _, c := range []*engine.Change{ended, quiet} {
			last = following(c.Case)
			last.Case.Status = engine.Closed
			mustApply(t, s, last)
		}
		same(t, []string{caseID(1)}, must(s.TimedEnded(ctx, "", 9))(t))
		require.Empty(t, must(s.TimedEnded(ctx, caseID(1), 9))(t))
		require.Empty(t, must(s.TimedEnded(ctx, "", 0))(t))
		stop := following(func() engine.Case { return load(t, s, caseID(1)).Case }())
		stop.StopTimers = []engine.TimerStop{{Case: caseID(1), Group: "*"}}
		mustApply(t, s, stop)
		require.Empty(t, must(s.TimedEnded(ctx, "", 9))(t))
	}},
	{"a stop ends the timers that it describes", testStopTimers},
	{"a change may stop the timers of a round and set new ones", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		c.Timers = []engine.Timer{{ID: "old", Case: c.Case.ID, Round: 1, Kind: "overdue", At: 5}}
		mustApply(t, s, c)
		next := following(c.Case)
		next.StopTimers = []engine.TimerStop{{Case: c.Case.ID, Group: "*"}}
		next.Timers = []engine.Timer{{ID: "new", Case: c.Case.ID, Round: 1, Kind: "overdue", At: 6}}
		mustApply(t, s, next)
		require.Equal(t, []string{"new"}, due(t, s, morning))
	}},
}

func due(t *testing.T, s engine.Store, now int64) []string {
	t.Helper()
	var ids []string
	for _, timer := range must(s.DueTimers(context.Background(), now, 100))(t) {
		ids = append(ids, timer.ID)
	}
	return ids
}

func testDueTimers(t *testing.T, s engine.Store) {
	a, b := opening(caseID(1)), opening(caseID(2))
	a.Timers = []engine.Timer{
		{ID: "late", Case: a.Case.ID, Round: 1, Kind: "overdue", Group: "纪检", Step: 2, At: morning},
		{ID: "tomorrow", Case: a.Case.ID, Round: 1, Kind: "remind", At: morning + 1},
		{ID: "unsure", Case: a.Case.ID, Round: 1, Kind: "after", At: 1, Provisional: true},
	}
	b.Timers = []engine.Timer{
		{ID: "b", Case: b.Case.ID, Round: 1, Kind: "remind", At: morning - 5},
		{ID: "a", Case: b.Case.ID, Round: 1, Kind: "remind", At: morning - 5},
	}
	want := a.Timers[0]
	mustApply(t, s, a, b)
	require.Equal(t, []string{"a", "b", "late"}, due(t, s, morning))
	got := must(s.DueTimers(context.Background(), morning, 100))(t)
	same(t, want, got[2])
	limited := must(s.DueTimers(context.Background(), morning, 1))(t)
	require.Len(t, limited, 1)
	require.Equal(t, "a", limited[0].ID)
	require.Equal(t, []string{"a", "b", "late", "tomorrow"}, due(t, s, morning+1))
}

func testStopTimers(t *testing.T, s engine.Store) {
	timers := []struct {
		id, kind, group string
		round           int
	}{
		{"r1-remind", "remind", "", 1},
		{"r1-overdue", "overdue", "", 1},
		{"r1-organisation", "overdue", "organisation", 1},
		{"r2-overdue", "overdue", "", 2},
		{"case", "deadline", "", 0},
	}
	all := []string{"case", "r1-organisation", "r1-overdue", "r1-remind", "r2-overdue"}
	for n, test := range []struct {
		stop engine.TimerStop
		left []string
	}{
		{engine.TimerStop{Group: "*"}, nil},
		{engine.TimerStop{Round: 1, Group: "*"}, []string{"case", "r2-overdue"}},
		{engine.TimerStop{Round: 1, Kind: "overdue", Group: "*"}, []string{"case", "r1-remind", "r2-overdue"}},
		{engine.TimerStop{Round: 1, Kind: "overdue", Group: ""}, []string{"case", "r1-organisation", "r1-remind", "r2-overdue"}},
		{engine.TimerStop{Round: 1, Group: "organisation"}, []string{"case", "r1-overdue", "r1-remind", "r2-overdue"}},
		{engine.TimerStop{Kind: "deadline", Group: "*"}, []string{"r1-organisation", "r1-overdue", "r1-remind", "r2-overdue"}},
		{engine.TimerStop{Round: 3, Group: "*"}, all},
	} {
		c := opening(caseID(n))
		for _, timer := range timers {
			c.Timers = append(c.Timers, engine.Timer{ID: timer.id, Case: c.Case.ID, Round: timer.round, Kind: timer.kind, Group: timer.group, At: 1})
		}
		// Ids are unique in the store: each case has its own.
		for i := range c.Timers {
			c.Timers[i].ID = c.Case.ID + c.Timers[i].ID
		}
		mustApply(t, s, c)
		next := following(c.Case)
		test.stop.Case = c.Case.ID
		next.StopTimers = []engine.TimerStop{test.stop}
		mustApply(t, s, next)
		var left []string
		for _, id := range due(t, s, 1) {
			left = append(left, id[len(c.Case.ID):])
		}
		require.Equal(t, test.left, left, "stop %+v", test.stop)
		end := following(next.Case)
		end.StopTimers = []engine.TimerStop{{Case: c.Case.ID, Group: "*"}}
		mustApply(t, s, end)
	}
}
