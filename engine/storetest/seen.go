package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func seenAt(t *testing.T, s engine.Store, person, caseID string) map[string]int64 {
	t.Helper()
	at := map[string]int64{}
	for _, seat := range must(s.Seats(context.Background(), person, caseID))(t) {
		at[seat.Task] = seat.SeenAt
	}
	return at
}

func testSeen(t *testing.T, s engine.Store) {
	ctx := context.Background()
	c, other := opening(caseID(1)), opening(caseID(2))
	id := c.Case.ID
	c.Seats = append(c.Seats,
		engine.Seat{Person: "张三", Task: "done", Case: id, Box: engine.BoxDone},
		engine.Seat{Person: "张三", Task: "cc:1", Case: id, Box: engine.BoxCC},
		engine.Seat{Person: "王五", Task: "pool", Case: id, Box: engine.BoxPool})
	mustApply(t, s, c, other)
	task := c.Tasks[0].ID
	require.NoError(t, s.MarkSeen(ctx, "张三", id, morning+5))
	require.NoError(t, s.MarkSeen(ctx, "张三", id, morning+9))
	require.NoError(t, s.MarkSeen(ctx, "李四", id, morning+5))
	require.NoError(t, s.MarkSeen(ctx, "nobody", id, morning+5))
	require.Equal(t, map[string]int64{task: morning + 5, "cc:1": morning + 5, "done": 0}, seenAt(t, s, "张三", id), "the first time counts")
	require.Equal(t, map[string]int64{id: 0}, seenAt(t, s, "李四", id), "his own case is no turn")
	require.Equal(t, map[string]int64{"pool": 0}, seenAt(t, s, "王五", id))
	require.Equal(t, map[string]int64{other.Tasks[0].ID: 0}, seenAt(t, s, "张三", other.Case.ID))
	keys := []engine.SeatKey{{Person: "王五", Task: "pool"}, {Person: "张三", Task: task}, {Person: "张三", Task: "none"}, {Person: "张三", Task: "cc:1"}}
	require.ElementsMatch(t, []engine.SeatKey{keys[1], keys[3]}, must(s.SeenOf(ctx, keys))(t))
	require.Empty(t, must(s.SeenOf(ctx, nil))(t))
	next := following(c.Case)
	next.Seats = []engine.Seat{{Person: "张三", Task: task, Case: id, Box: engine.BoxDone, SortAt: 3}}
	mustApply(t, s, next)
	require.Equal(t, morning+5, seenAt(t, s, "张三", id)[task])
	rev := load(t, s, id).Case.Rev
	require.Equal(t, next.Case.Rev, rev, "a mark is no change of the case")
}

func testTask(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	mustApply(t, s, c, opening(caseID(2)))
	same(t, c.Tasks[0], must(s.Task(context.Background(), c.Tasks[0].ID))(t))
	_, err := s.Task(context.Background(), "none")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func testUnseen(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	mustApply(t, s, c)
	key := engine.SeatKey{Person: "张三", Task: c.Tasks[0].ID}
	back := following(c.Case)
	back.Assumes.Unseen = []engine.SeatKey{key, {Person: "张三", Task: "none"}}
	mustApply(t, s, back)
	require.NoError(t, s.MarkSeen(context.Background(), "张三", c.Case.ID, morning))
	late := following(back.Case)
	late.Assumes.Unseen = []engine.SeatKey{key}
	require.ErrorIs(t, applyOne(t, s, late), engine.ErrStale)
	require.Equal(t, back.Case.Rev, load(t, s, c.Case.ID).Case.Rev)
}
