package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func TestBatch_OnlyWhereTheTaskAllowsItAndNothingIsAsked(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 阅知
    task: {for: chief, batch: true}
    on:
      read: {name: 阅知, to: file}
      ask: {name: 退回, needs: [opinion], to: no}
  file:
    name: 归档
    task: {for: head}
    on: {keep: {name: 归档, to: yes}}
`+ends))
	together := func(c *engine.Command) { c.Batch = true }
	rows, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "bob", Box: engine.BoxTodo, Limit: 5})
	require.NoError(t, err)
	require.Len(t, rows[0].Batch, 1)
	require.Equal(t, "read", rows[0].Batch[0].ID)
	of, err := w.engine.TaskCase(t.Context(), rows[0].Row.Task.ID)
	require.NoError(t, err)
	require.Equal(t, id, of)

	w.refused(engine.EForbidden, []string{"逐件"}, "bob", id, "ask", say("缺页"), together)
	w.refused(engine.EForbidden, []string{"逐件"}, "bob", id, engine.EventRecuse, say("有利害关系"), together)
	w.do("bob", id, "read", say("已阅"), together)
	w.refused(engine.EForbidden, []string{"归档", "逐件"}, "ivy", id, "keep", together)
	require.Equal(t, "yes", w.do("ivy", id, "keep").State)
}
