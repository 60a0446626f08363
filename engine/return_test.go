package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const fixState = `
  fix:
    name: 补正
    clock: paused
    task: {for: initiator}
    edit: returned_items
    on:
      resubmit: {name: 补正后提交, to: back}
`

// signed is a 会签 of three that can send the case back, and a stage before it.
const signedText = `
  look:
    name: 初核
    task: {for: head, due: 5 workdays}
    on:
      pass: {name: 核实, to: work}
  work:
    name: 会签
    task: {for: chief, mode: all, due: 5 workdays}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no, needs: [opinion]}
      giveback: {name: 退回补正, to: fix, needs: [opinion, items]}
      turnback: {name: 退回上一环节, to: back, needs: [opinion]}
      pickback: {name: 选择退回, pick: [draft, look]}
` + fixState + ends

func startSigned(t *testing.T) (*world, string) {
	t.Helper()
	text := small(signedText)
	w := newWorld(t, book(t, posts), replaceOnce(t, text, "to: work}\n      drop", "to: look}\n      drop"))
	c := w.open("ann", "small", with("note", "旧", "amount", "1.00"))
	w.do("ann", c.ID, "submit")
	w.do("ivy", c.ID, "pass")
	return w, c.ID
}

func statuses(t *testing.T, w *world, id, state string) map[string]engine.TaskStatus {
	t.Helper()
	all, err := w.store.AllTasks(t.Context(), id)
	require.NoError(t, err)
	out := map[string]engine.TaskStatus{}
	for _, task := range all {
		if task.State == state {
			out[task.Candidates[0]] = task.Status
		}
	}
	return out
}

func TestReturn_DuringACountersignLeavesAtOnceAndNobodyIsTakenToHaveAgreed(t *testing.T) {
	t.Parallel()
	w, id := startSigned(t)
	w.do("bob", id, "agree")
	w.refused(engine.EMissing, []string{"补正"}, "cat", id, "giveback", say("缺说明"))
	c := w.do("cat", id, "giveback", say("缺说明"), items("note"))
	require.Equal(t, "fix", c.State, "a return is no ballot: it does not wait for the others")
	require.Equal(t, map[string]engine.TaskStatus{"bob": engine.TaskDone, "cat": engine.TaskDone, "dan": engine.TaskCancelled}, statuses(t, w, id, "work"))
	w.refused(engine.EInvalid, []string{"金额", "不能修改"}, "ann", id, "resubmit", with("amount", "2.00"))
	w.refused(engine.EConflict, nil, "dan", id, "agree")
	w.do("ann", id, "resubmit", with("note", "新"))
	require.Len(t, w.openTasks(id), 3, "what changed is signed by all again")
	w.do("bob", id, "agree")
	w.do("cat", id, "agree")
	require.Equal(t, "同意", w.do("dan", id, "agree").Outcome)
	w.whole(id)
}

func TestReturn_AListOfAnEarlierReturnOpensNothingLater(t *testing.T) {
	t.Parallel()
	text := replaceOnce(t, small(signedText), "to: fix, needs: [opinion, items]", "to: fix, needs: [opinion]")
	text = replaceOnce(t, text, "to: work}\n      drop", "to: look}\n      drop")
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", with("note", "旧", "amount", "1.00"))
	w.do("ann", c.ID, "submit")
	w.do("ivy", c.ID, "pass")
	w.do("bob", c.ID, "giveback", say("缺说明"), items("note"))
	w.do("ann", c.ID, "resubmit", with("note", "新"))
	w.do("bob", c.ID, "giveback", say("请再看看"))
	w.refused(engine.EInvalid, []string{"说明", "不能修改"}, "ann", c.ID, "resubmit", with("note", "又改"))
	w.do("ann", c.ID, "resubmit")
}

func TestReturn_AfterACorrectionBackStillMeansTheStageBefore(t *testing.T) {
	t.Parallel()
	w, id := startSigned(t)
	w.do("bob", id, "giveback", say("缺说明"), items("note"))
	w.do("ann", id, "resubmit", with("note", "新"))
	require.Equal(t, "look", w.do("cat", id, "turnback", say("请重新核实")).State, "not the correction, which was an aside")
}

func TestReturn_PickGoesToAVisitedStateWithAReason(t *testing.T) {
	t.Parallel()
	w, id := startSigned(t)
	to := func(s string) opt { return func(c *engine.Command) { c.To = s } }
	w.refused(engine.EMissing, []string{"办理意见"}, "bob", id, "pickback", to("look"))
	w.refused(engine.EMissing, []string{"请选择退回"}, "bob", id, "pickback", say("重来"))
	w.refused(engine.EMissing, []string{"请选择退回"}, "bob", id, "pickback", say("重来"), to("fix"))
	require.Equal(t, "draft", w.do("bob", id, "pickback", say("重来"), to("draft")).State)
	require.Empty(t, w.openTasks(id))
	require.Equal(t, "look", w.do("ann", id, "submit").State)
	w.whole(id)
}

func TestReturn_FromOneGroupTheOtherLosesNoTimeThatItDidNotUse(t *testing.T) {
	t.Parallel()
	w, id := start(t, replaceOnce(t, small(groupsText), "second: {for: board}", "second: {for: board, due: 5 workdays}"), with("note", "旧"))
	w.do("eve", id, "ok") // on the day of entry: five workdays left
	w.until("2026-09-11") // four workdays pass while only the first group is waited for
	w.do("bob", id, "giveback", items("note"))
	w.do("ann", id, "resubmit", with("note", "新"))
	for _, task := range w.openTasks(id) {
		if task.Group == "second" {
			require.Equal(t, "2026-09-18", string(task.Due.Date), "five workdays from 12 September")
		}
	}
}

func replaceOnce(t *testing.T, text, old, fresh string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(text, old), old)
	return strings.Replace(text, old, fresh, 1)
}
