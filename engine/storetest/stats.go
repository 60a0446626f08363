package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

var statsRules = []rule{
	{"cases, rounds and turns of a period are added up by unit, state and day", testCounts},
	{"a frozen month stays as it was first kept", testFrozen},
}

// at is an instant of a day in the zone of the rules.
func at(day string, hour int64) int64 { return workday.Date(day).Start() + hour*3600*1000 }

// counted is a case that was submitted and, unless ended is 0, closed.
func counted(n int, unit engine.UnitID, submitted, ended, due int64, outcome string) *engine.Change {
	c := opening(caseID(n))
	c.Case.Unit, c.Case.SubmittedAt, c.Case.Due = unit, submitted, workday.Due{At: due}
	c.Rounds[0].OpenedAt, c.Tasks[0].OpenedAt, c.Tasks[0].Due = submitted, submitted, workday.Due{At: due}
	if ended != 0 {
		c.Case.Status, c.Case.ClosedAt, c.Case.Outcome = engine.Closed, ended, outcome
		c.Rounds[0].ClosedAt, c.Tasks[0].ClosedAt, c.Tasks[0].Status = ended, ended, engine.TaskDone
	}
	return c
}

func testCounts(t *testing.T, s engine.Store) {
	ctx := context.Background()
	none := engine.Counts{Received: map[string]int{}, Open: map[string]int{}, Overdue: map[string]int{}, Entered: map[string]int{}, Late: map[string]int{}}
	q := engine.CountQuery{Process: "care-fund", From: at("2026-03-01", 0), Until: at("2026-04-01", 0), Now: at("2026-04-01", 0)}
	same(t, none, must(s.Counts(ctx, q))(t))
	other := counted(9, "u1", at("2026-03-02", 9), 0, 0, "")
	other.Case.Process = "other"
	mustApply(t, s,
		counted(1, "u1", at("2026-02-27", 9), at("2026-03-02", 10), at("2026-03-02", 24), "已拨付"), // on time
		counted(2, "u1", at("2026-02-27", 23), at("2026-03-02", 0), at("2026-03-01", 24), "已拨付"), // late, the same days
		counted(3, "u2", at("2026-03-31", 23), 0, at("2026-05-01", 0), ""),                       // open
		counted(4, "u2", at("2026-02-01", 9), at("2026-04-01", 0), at("2026-03-05", 0), "不予帮扶"),  // closed after the period, overdue in it
		counted(5, "u2", at("2026-04-01", 0), 0, 0, ""),                                          // not yet received
		counted(6, "u1", 0, 0, 0, ""), // never submitted
		counted(7, "u1", at("2026-03-01", 0), at("2026-03-31", 23), at("2026-03-20", 0), "不予帮扶"), // late
		other,
	)
	want := engine.Counts{
		Received: map[string]int{"u1": 1, "u2": 1}, Open: map[string]int{"u2": 2}, Overdue: map[string]int{"u2": 1},
		Closed: []engine.Tally{
			{Unit: "u1", Outcome: "不予帮扶", Began: "2026-03-01", Ended: "2026-03-31", Late: true, N: 1},
			{Unit: "u1", Outcome: "已拨付", Began: "2026-02-27", Ended: "2026-03-02", N: 1},
			{Unit: "u1", Outcome: "已拨付", Began: "2026-02-27", Ended: "2026-03-02", Late: true, N: 1},
		},
		Entered: map[string]int{"verification": 2}, Late: map[string]int{"verification": 3},
		Spans: []engine.Tally{
			{State: "verification", Began: "2026-02-27", Ended: "2026-03-02", N: 2},
			{State: "verification", Began: "2026-03-01", Ended: "2026-03-31", N: 1},
		},
	}
	same(t, want, must(s.Counts(ctx, q))(t))
	q.Units = []engine.UnitID{"u2", "u7"}
	got := must(s.Counts(ctx, q))(t)
	require.Equal(t, map[string]int{"u2": 1}, got.Received)
	require.Empty(t, got.Closed)
	q.Now = at("2026-03-04", 0)
	require.Empty(t, must(s.Counts(ctx, q))(t).Overdue, "what is not due yet is not overdue")
}

func testFrozen(t *testing.T, s engine.Store) {
	ctx := context.Background()
	three, half := 3, 2.5
	m := engine.Stats{
		Process: "care-fund", Period: "2026-03", TakenAt: morning, Frozen: true, Total: engine.Figures{Closed: &three, Average: &half},
		Units: []engine.UnitFigures{{Unit: "u1", Name: "𬀩"}}, States: []engine.UnitFigures{{State: "s", Name: "审核"}}, Outcomes: map[string]int{"免责": 3},
	}
	require.Nil(t, must(s.FrozenMonth(ctx, "care-fund", "2026-03"))(t))
	require.NoError(t, s.FreezeMonth(ctx, m))
	again := m
	again.TakenAt++
	require.NoError(t, s.FreezeMonth(ctx, again))
	same(t, &m, must(s.FrozenMonth(ctx, "care-fund", "2026-03"))(t))
	require.Nil(t, must(s.FrozenMonth(ctx, "care-fund", "2026-02"))(t))
	require.Nil(t, must(s.FrozenMonth(ctx, "other", "2026-03"))(t))
}
