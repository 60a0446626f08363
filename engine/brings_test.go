package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const bringsText = `
  work:
    name: 审核
    task: {for: chief}
    edit: [shot]
    on:
      agree: {name: 同意, to: yes}
      redate: {name: 更正, by: clerk, needs: [shot], to: stay}
` + ends

// An act that names its own people takes its papers from them, though it is nobody's turn: whoever may do it may bring
// what it needs, and nothing else.
func TestView_AnActOfItsOwnPeopleBringsItsFiles(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(bringsText), "\nstart:", "\n  shot: {name: 截图, type: files}\nstart:", 1)
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small")
	view := func(who engine.PersonID) engine.View {
		v, err := w.engine.View(t.Context(), who, c.ID)
		require.NoError(t, err)
		return v
	}
	require.Empty(t, view("ann").Brings, "a draft is written, nothing is brought beside it")
	w.do("ann", c.ID, "submit")
	require.Equal(t, []string{"shot"}, view("ann").Brings)
	require.Empty(t, view("ann").Editable, "nobody writes it without the act")
	require.Empty(t, view("bob").Brings)
	require.False(t, view("ann").Serves)
	w.do("bob", c.ID, "agree")
	require.Empty(t, view("ann").Brings, "the case is over")
}
