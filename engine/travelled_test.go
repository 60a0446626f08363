package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

func (w *world) travelled(who, id string) process.Way {
	w.t.Helper()
	d, way, err := w.engine.Travelled(w.t.Context(), who, id)
	require.NoError(w.t, err)
	require.Equal(w.t, "small", d.Key)
	return way
}

func TestTravelled_TellsEachReaderWhatHisRecordTells(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	full := process.Way{Current: "sort", States: []string{"draft", "work", "check", "sort"}, Moves: []process.Move{
		{From: "draft", Event: "submit", To: "work"}, {From: "work", Event: "assign", To: "check"}, {From: "check", Event: "done", To: "sort"},
	}}
	require.Equal(t, full, w.travelled("bob", id))
	require.Equal(t, full, w.travelled("ann", id), "an applicant follows her case from stage to stage")
	require.Equal(t, process.Way{Current: "sort"}, w.travelled("eve", id), "of a copy only where it stands: the record is not hers")

	text := small(strings.NewReplacer("checkers, note", "note", ", needs: [checkers]", "", "for: checkers, mode: all, refuse: nope", "for: chief",
		"    edit: [checkers]\n", "").Replace(checkText))
	w = newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign", say("分给核查"))
	w.do("bob", c.ID, engine.EventRecuse, say("亲属"))
	w.do("cat", c.ID, "done", say("后来的意见"))
	past := w.travelled("bob", c.ID)
	require.Empty(t, past.Current, "who keeps out is not told where it stands")
	require.Equal(t, []process.Move{{From: "work", Event: "assign", To: "check"}}, past.Moves)
	require.NotContains(t, past.States, "sort")
}
