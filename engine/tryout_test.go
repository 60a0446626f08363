package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const asksMore = `
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
`

// Whoever fills in a form learns before he saves what the rules of saving and submitting would tell him, and which questions
// are none for him.
func TestTryEdit_TellsWhatSavingAndSubmittingWould(t *testing.T) {
	t.Parallel()
	text := replaceOnce(t, small(asksMore+ends), "note: {name: 说明, type: text}", "note: {name: 说明, type: text, required: amount > 500}")
	text = replaceOnce(t, text, "amount: {name: 金额, type: money", "amount: {name: 金额, type: money, required: true")
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small")
	try := func(given engine.Fields) engine.Tryout {
		t.Helper()
		out, err := w.engine.TryEdit(t.Context(), "ann", c.ID, given)
		require.NoError(t, err)
		return out
	}
	fields := func(problems []engine.FieldProblem) (ids []string) {
		for _, p := range problems {
			ids = append(ids, p.Field)
		}
		return ids
	}

	out := try(nil)
	require.Equal(t, []string{"amount"}, fields(out.Needed))
	require.Equal(t, []string{"note"}, out.Idle, "an amount that is not known asks for no reason")
	out = try(engine.Fields{"amount": "300"})
	require.Empty(t, out.Needed)
	require.Equal(t, []string{"note"}, out.Idle)
	out = try(engine.Fields{"amount": "900"})
	require.Equal(t, []string{"note"}, fields(out.Needed))
	require.Empty(t, out.Idle)
	out = try(engine.Fields{"amount": "300", "note": "多余的说明"})
	require.Empty(t, out.Idle, "what is filled in stays in sight")
	out = try(engine.Fields{"amount": "much", "note": "说明"})
	require.Equal(t, []string{"amount"}, fields(out.Wrong))
	require.Equal(t, []string{"amount"}, fields(out.Needed), "a wrong value is none")
	require.Empty(t, w.load(c.ID).Case.Memo.Fields, "nothing is kept")

	_, err := w.engine.TryEdit(t.Context(), "jim", c.ID, nil)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}
