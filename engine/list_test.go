package engine_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// A member of the meeting was sent a copy before he turned out to be a party. The list and the box no longer show him
// what he may not read.
func TestLists_LeaveOutWhatSomebodyMustKeepOutOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	w.do("bob", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))
	shown := func() (cases, copies int) {
		list, err := w.engine.Cases(t.Context(), engine.CaseQuery{Person: "eve", Limit: 1})
		require.NoError(t, err)
		box, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "eve", Box: engine.BoxCC, Limit: 1})
		require.NoError(t, err)
		return len(list), len(box)
	}
	cases, copies := shown()
	require.Equal(t, 1, cases)
	require.Equal(t, 1, copies)

	w.dir.v.Store(bookAt(t, 2, carePosts, directory.Kin{A: "eve", B: "jim", Relation: "夫妻"}))
	cases, copies = shown()
	require.Zero(t, cases)
	require.Zero(t, copies)
}

// A member who recused himself after the meeting's turn opened is no longer told to the recorder as one who may sit: the
// record would be refused.
func TestMembers_LeaveOutWhoRecusedHimselfMeanwhile(t *testing.T) {
	t.Parallel()
	posts := maps.Clone(carePosts)
	posts["单位负责人"] = "gus dan"
	w := newWorld(t, book(t, posts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	w.do("bob", c.ID, "核实属实", with("困难程度", "特别困难", "核实说明", "属实"))
	minutes := func(present ...string) opt {
		return sheet(engine.Sheet{HeldOn: "2026-09-07", Present: present, Yes: len(present), Minutes: "同意。"})
	}
	w.do("bob", c.ID, "record", minutes("dan", "eve", "fay"))
	w.do("dan", c.ID, engine.EventRecuse, say("与当事人有关"))
	w.do("gus", c.ID, engine.EventCorrect, say("请更正"))
	members, err := w.engine.Members(t.Context(), "bob", c.ID)
	require.NoError(t, err)
	require.Equal(t, []string{"eve", "fay"}, members)
	w.do("bob", c.ID, "record", minutes(members...))
}
