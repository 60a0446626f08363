package engine_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// A recorded meeting whose confirmer's post is vacant waits for the confirmer. Looking again does not ask the recorder
// a second time, and filling the post opens the confirmation of what was recorded.
func TestMeeting_WaitsForAConfirmerAndKeepsTheRecord(t *testing.T) {
	t.Parallel()
	vacant := maps.Clone(carePosts)
	delete(vacant, "单位负责人")
	w := newWorld(t, book(t, vacant), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	w.do("bob", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))
	w.do("bob", c.ID, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"dan", "eve", "fay"}, Yes: 3, Minutes: "同意。"}))
	waits := func() {
		snap := w.load(c.ID)
		require.Len(t, snap.Case.Memo.Incidents, 1)
		open := w.openTasks(c.ID)
		require.Len(t, open, 1)
		require.Equal(t, engine.Trouble, open[0].Kind)
	}
	waits()
	w.do("own", c.ID, engine.EventRetry)
	waits()
	w.dir.v.Store(bookAt(t, 2, carePosts))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	open := w.openTasks(c.ID)
	require.Len(t, open, 1)
	require.Equal(t, engine.Confirm, open[0].Kind)
	c = w.do("gus", c.ID, "confirm")
	require.Equal(t, "待张贴", c.State)
	w.whole(c.ID)
}
