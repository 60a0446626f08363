package engine_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// Who is named in a field as holder of a post (限角色) keeps a restricted case no longer than the post.
func TestSight_WhoIsNamedForAPostLosesTheCaseWithIt(t *testing.T) {
	t.Parallel()
	named := strings.Replace(restricted(checkText), "checkers: {name: 查核人, type: persons}", "checkers: {name: 查核人, type: persons, holders_of: board}", 1)
	before := maps.Clone(posts)
	before["board"] = "dan gus"
	w := newWorld(t, book(t, before), named)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign", with("checkers", []any{"dan", "gus"}, "note", "线索内容"))
	w.do("dan", c.ID, "done", say("属实"))
	w.do("gus", c.ID, "done", say("属实"))
	require.Equal(t, engine.Participant, w.relation("dan", c.ID))
	after := maps.Clone(before)
	after["board"] = "gus"
	w.dir.v.Store(bookAt(t, 2, after))
	w.gone("dan", c.ID)
	require.Equal(t, engine.Participant, w.relation("gus", c.ID))
}
