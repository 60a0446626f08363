package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var applyRules = []rule{
	{"a case that nobody opened is not found", func(t *testing.T, s engine.Store) {
		_, err := s.Load(context.Background(), "nowhere")
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	}},
	{"what was opened is loaded as it was", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		want := engine.Snapshot{Case: c.Case, Round: c.Rounds[0], Tasks: c.Tasks}
		mustApply(t, s, c)
		same(t, want, load(t, s, caseID(1)))
	}},
	{"load gives the open round and its tasks, in order of id, and no others", testLoadOpenRound},
	{"rounds, tasks and seats that exist are overwritten", testUpserts},
	{"the caller's memory is not shared", testNothingShared},
	{"several cases land in one call", func(t *testing.T, s engine.Store) {
		batch := []*engine.Change{opening(caseID(1)), opening(caseID(2)), opening(caseID(3))}
		mustApply(t, s, batch...)
		next := []*engine.Change{following(batch[2].Case), following(batch[0].Case), opening(caseID(4))}
		mustApply(t, s, next...)
		for id, rev := range map[string]int64{caseID(1): 2, caseID(2): 1, caseID(3): 2, caseID(4): 1} {
			require.Equal(t, rev, load(t, s, id).Case.Rev)
		}
	}},
	{"no changes, no answers", func(t *testing.T, s engine.Store) {
		require.Empty(t, s.Apply(context.Background(), nil))
	}},
	{"a cancelled context writes nothing", func(t *testing.T, s engine.Store) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		answers := s.Apply(ctx, []*engine.Change{opening(caseID(1))})
		require.Len(t, answers, 1)
		require.ErrorIs(t, answers[0], context.Canceled)
		_, err := s.Load(context.Background(), caseID(1))
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	}},
	{"numbers of a series follow each other, each series by itself", testNumbers},
	{"a change that did not land takes no number", testNumberNotWasted},
}

func testLoadOpenRound(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	mustApply(t, s, c)
	next := following(c.Case)
	next.Case.Round, next.Case.State = 2, "review"
	closed := c.Rounds[0]
	closed.ClosedAt, closed.Event = morning+5, "verify"
	open := engine.Round{Case: closed.Case, N: 2, State: "review", OpenedAt: morning + 5, From: 1}
	next.Rounds = []engine.Round{closed, open}
	for _, id := range []string{"b", "a", "A", "c"} {
		next.Tasks = append(next.Tasks, engine.Task{ID: id, Case: closed.Case, Round: 2, State: "review", Kind: engine.Work, Status: engine.TaskOpen})
	}
	mustApply(t, s, next)
	snap := load(t, s, caseID(1))
	same(t, open, snap.Round)
	var ids []string
	for _, task := range snap.Tasks {
		ids = append(ids, task.ID)
	}
	require.Equal(t, []string{"A", "a", "b", "c"}, ids)
	same(t, []engine.Round{closed, open}, must(s.AllRounds(context.Background(), caseID(1)))(t))
	all := must(s.AllTasks(context.Background(), caseID(1)))(t)
	require.Len(t, all, 5)
	require.Equal(t, caseID(1)+"-t1", all[0].ID, "tasks of earlier rounds come first")
}

func testUpserts(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	mustApply(t, s, c)
	next := following(c.Case)
	next.Case.Title, next.Case.Outcome, next.Case.Status, next.Case.ClosedAt = "改过的标题", "已帮扶", engine.Closed, morning+9
	next.Rounds = []engine.Round{c.Rounds[0]}
	next.Rounds[0].Data = engine.RoundData{
		Tied: true, Groups: map[string]engine.GroupState{"": {Result: "verify", Seats: []engine.PersonID{"张三"}}},
		Sheet: &engine.Sheet{HeldOn: "2026-03-02", Present: []engine.PersonID{"张三"}, Yes: 1, Recorder: "王五", RecordedAt: morning},
	}
	task := c.Tasks[0]
	task.Status, task.Actor, task.For, task.Event, task.Opinion, task.ClosedAt = engine.TaskDone, "王五", "张三", "verify", "属实", morning+9
	next.Tasks = []engine.Task{task}
	next.Seats = []engine.Seat{{Person: "张三", Task: task.ID, Case: c.Case.ID, Box: engine.BoxDone, SortAt: morning + 9, State: "verification"}}
	want := engine.Snapshot{Case: next.Case, Round: next.Rounds[0], Tasks: next.Tasks}
	mustApply(t, s, next)
	same(t, want, load(t, s, caseID(1)))
	require.Empty(t, inbox(t, s, engine.InboxQuery{Person: "张三", Box: engine.BoxTodo, Limit: 9}))
	require.Len(t, inbox(t, s, engine.InboxQuery{Person: "张三", Box: engine.BoxDone, Limit: 9}), 1)
}

func testNothingShared(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Case.Memo.Fields["list"] = []any{"甲"}
	mustApply(t, s, c)
	c.Case.Memo.Fields["list"].([]any)[0] = "changed after Apply"
	c.Tasks[0].Candidates[0], c.Tasks[0].Standins["王五"] = "changed after Apply", "changed after Apply"
	first := load(t, s, caseID(1))
	require.Equal(t, []any{"甲"}, first.Case.Memo.Fields["list"])
	require.Equal(t, opening(caseID(1)).Tasks[0], first.Tasks[0])
	first.Case.Memo.Fields["list"].([]any)[0] = "changed after Load"
	first.Tasks[0].Candidates[0], first.Tasks[0].Standins["王五"] = "changed after Load", "changed after Load"
	second := load(t, s, caseID(1))
	require.Equal(t, []any{"甲"}, second.Case.Memo.Fields["list"])
	require.Equal(t, opening(caseID(1)).Tasks[0], second.Tasks[0])
}

// numbered is an opening that asks for a number.
func numbered(id, series string) *engine.Change {
	c := opening(id)
	c.Number = &engine.NumberRequest{Series: series, Year: 2026, Format: series + "-{year}-{seq}"}
	return c
}

func testNumbers(t *testing.T, s engine.Store) {
	a, b, x := numbered(caseID(1), "fund"), numbered(caseID(2), "fund"), numbered(caseID(3), "Fund")
	mustApply(t, s, a, b, x)
	c := numbered(caseID(4), "fund")
	mustApply(t, s, c)
	for _, change := range []*engine.Change{a, b, x, c} {
		kept := load(t, s, change.Case.ID).Case
		require.Equal(t, kept.Number, change.Case.Number, "the caller sees the number that was kept")
		require.Equal(t, kept.Head, change.Case.Head)
		events, _, err := s.History(context.Background(), change.Case.ID)
		require.NoError(t, err)
		require.Equal(t, change.Event.Hash, events[0].Hash, "the event is kept as sealed with its number")
		require.Equal(t, kept.Number, events[0].Number)
	}
	require.Equal(t, "fund-2026-1", a.Case.Number)
	require.Equal(t, "fund-2026-2", b.Case.Number)
	require.Equal(t, "Fund-2026-1", x.Case.Number)
	require.Equal(t, "fund-2026-3", c.Case.Number)
}

func testNumberNotWasted(t *testing.T, s engine.Store) {
	mustApply(t, s, numbered(caseID(1), "fund"))
	stale, lands := numbered(caseID(1), "fund"), numbered(caseID(2), "fund")
	answers := s.Apply(context.Background(), []*engine.Change{stale, lands})
	require.ErrorIs(t, answers[0], engine.ErrStale)
	require.NoError(t, answers[1])
	require.Equal(t, "fund-2026-2", lands.Case.Number)
}
