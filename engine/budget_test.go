package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// An account that is named by what no case can hold would never be used: it gets no budget.
func TestSetBudget_TakesOnlyAccountsThatACaseCanHave(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("fields:\n", `ledgers:
  posts: {unit: count, split: [office, holder, code]}
fields:
  office: {name: 用人单位, type: unit}
  holder: {name: 负责人, type: person}
  code: {name: 岗位代码, type: text, pattern: '^[A-Z]+[0-9]+$'}
`).Replace(small(asksMore + ends))
	w := newWorld(t, book(t, posts), text)
	unit := w.load(w.open("ann", "small").ID).Case.Unit
	set := func(values ...string) error {
		_, err := w.engine.SetBudget(t.Context(), "own", "small", "posts", 3, values...)
		return err
	}
	for _, values := range [][]string{
		{"市委组织部", "ann", "A1"}, // the name of a unit in place of its id
		{unit, "nobody", "A1"},
		{unit, "ann", "a"},
	} {
		err := set(values...)
		require.Equal(t, engine.EInvalid, engine.CodeOf(err), "%v", values)
		var refusal *engine.Refusal
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, "account", refusal.Problems[0].Field)
	}
	accounts, err := w.engine.LedgerAccounts(t.Context(), "small", "posts")
	require.NoError(t, err)
	require.Empty(t, accounts, "nothing was set")
	require.NoError(t, set(unit, "ann", "A1"))
	accounts, err = w.engine.LedgerAccounts(t.Context(), "small", "posts")
	require.NoError(t, err)
	require.Len(t, accounts, 1)
}
