package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// Whoever recuses himself is no longer asked to sign what waits for him: he can read neither the document nor the case. It
// waits for the others at once, not only from the next look at the directory.
func TestPaper_LeavesWhoRecusesHimself(t *testing.T) {
	t.Parallel()
	text := strings.Replace(paperText, "决定, 由: 发起人, 转到: done,", "决定, 由: 发起人, 转到: review,", 1)
	text = strings.Replace(text, "  done: {名称: 办结,", "  review: {名称: 复核, 任务: {办理人: boss}, 动作: {end: {名称: 办结, 转到: done}}}\n  done: {名称: 办结,", 1)
	w := &paperWorld{world: newWorld(t, book(t, map[string]string{"clerk": "ann bob", "checker": "cat", "boss": "dan hal", "seal": "eve", "archive": "fay", "owner": "own"}), text)}
	r, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Process: "papers", Actor: "ann"})
	require.NoError(t, err)
	w.id = r.Case.ID
	_, err = w.act("ann", w.id, "decide", engine.Fields{"person": "gus", "amount": "20000", "aids": []any{map[string]any{"from": "民政", "sum": "1000"}}})
	require.NoError(t, err)
	require.NoError(t, w.do("cat", "finding", engine.PaperCheck))
	waits := func(p string) bool {
		rows, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: p, Box: engine.BoxTodo, Limit: 20})
		require.NoError(t, err)
		for i := range rows {
			if strings.HasPrefix(rows[i].Row.Seat.Task, "doc:") {
				return true
			}
		}
		return false
	}
	require.True(t, waits("dan"))
	require.True(t, waits("hal"))
	w.world.do("dan", w.id, engine.EventRecuse, say("同学"))
	require.False(t, waits("dan"), "the document that waited for his signature")
	require.True(t, waits("hal"))
	_, err = w.engine.View(t.Context(), "dan", w.id)
	require.Error(t, err)
}
