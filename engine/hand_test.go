package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

const handText = `
  work:
    name: 审核
    task: {for: chief, duty: review, due: 5 workdays, not: [parties]}
    edit: [note]
    on:
      agree: {name: 同意, to: decide}
      refuse: {name: 不同意, to: no, needs: [opinion]}
  decide:
    name: 审批
    task: {for: board, duty: approve, mode: all, transfer: [head], sign: [head, chief], delegate: false}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no, needs: [opinion]}
` + ends

func startHand(t *testing.T, opts ...opt) (*world, string) {
	t.Helper()
	w := newWorld(t, book(t, posts, directory.Kin{A: "cat", B: "jim", Relation: "夫妻"}), small(handText))
	c := w.open("ann", "small", opts...)
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func give(people ...string) opt { return func(c *engine.Command) { c.People = people } }
func how(place, mode string) opt {
	return func(c *engine.Command) { c.Place, c.Mode = place, mode }
}

func boxOf(t *testing.T, w *world, person, task string) engine.Box {
	t.Helper()
	for _, c := range []engine.Box{engine.BoxTodo, engine.BoxPool, engine.BoxDone, engine.BoxGone} {
		rows, err := w.store.Inbox(t.Context(), engine.InboxQuery{Person: person, Box: c, Limit: 50})
		require.NoError(t, err)
		for _, r := range rows {
			if r.Seat.Task == task {
				return c
			}
		}
	}
	return ""
}

func TestClaim_OneTakesItAndGivesItBack(t *testing.T) {
	t.Parallel()
	w, id := startHand(t)
	task := w.openTasks(id)[0].ID
	require.Equal(t, engine.BoxTodo, boxOf(t, w, "bob", task), "nothing is said: who likes acts at once")
	w.do("bob", id, "claim")
	require.Equal(t, []string{"bob"}, w.openTasks(id)[0].Candidates)
	w.refused(engine.EConflict, []string{"人bob认领"}, "cat", id, "agree")
	w.refused(engine.EConflict, []string{"人bob认领"}, "cat", id, "claim", onTask(task))
	w.refused(engine.EGuard, []string{"只有您一人"}, "bob", id, "claim")
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"bob"}, w.openTasks(id)[0].Candidates, "a look at the directory takes nothing from him")
	w.do("bob", id, "release")
	require.Equal(t, []string{"bob", "cat", "dan"}, w.openTasks(id)[0].Candidates)
	w.refused(engine.EGuard, []string{"不能取消认领"}, "bob", id, "release")
	w.do("cat", id, "agree")
	w.whole(id)
}

func TestClaim_WhereItMustComeFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), replaceOnce(t, small(handText), "due: 5 workdays,", "due: 5 workdays, claim: true,"))
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	task := w.openTasks(c.ID)[0].ID
	require.Equal(t, engine.BoxPool, boxOf(t, w, "cat", task))
	w.refused(engine.EGuard, []string{"请先认领"}, "cat", c.ID, "agree")
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "cat", Case: c.ID, Fields: engine.Fields{"note": "x"}})
	require.Equal(t, engine.EGuard, engine.CodeOf(err))
	w.do("cat", c.ID, "claim")
	require.Equal(t, engine.BoxTodo, boxOf(t, w, "cat", task))
	require.Equal(t, engine.BoxGone, boxOf(t, w, "bob", task))
	w.do("cat", c.ID, "release")
	require.Equal(t, engine.BoxPool, boxOf(t, w, "bob", task))
	w.do("bob", c.ID, "claim")
	w.do("bob", c.ID, "agree")
}

func TestTransfer_GoesWithAReasonToWhoMayHaveIt(t *testing.T) {
	t.Parallel()
	w, id := startHand(t, with("subject", "jim"))
	w.refused(engine.EGuard, []string{"请先认领"}, "bob", id, "transfer", give("dan"), say("出差"))
	w.do("bob", id, "claim")
	w.refused(engine.EMissing, []string{"理由", "请选择人员"}, "bob", id, "transfer")
	w.refused(engine.EInvalid, []string{"人eve不在"}, "bob", id, "transfer", give("eve"), say("出差"))
	w.refused(engine.ERecused, []string{"人cat依规不能办理"}, "bob", id, "transfer", give("cat"), say("出差"))
	w.refused(engine.EInvalid, []string{"查无此人"}, "bob", id, "transfer", give("zzz"), say("出差"))
	w.refused(engine.ESeparation, nil, "bob", id, "transfer", give("ann"), say("出差"))
	w.do("bob", id, "transfer", give("dan"), say("出差"))
	task := w.openTasks(id)[0]
	require.Equal(t, []string{"dan"}, task.Candidates)
	require.Equal(t, engine.BoxDone, boxOf(t, w, "bob", task.ID))
	w.refused(engine.EConflict, []string{"人dan"}, "bob", id, "agree")
	w.do("dan", id, "agree")
	// the board signs by three; one of them hands his turn to the head, whom the procedure lists
	w.refused(engine.EInvalid, []string{"人fay已有本环节的任务"}, "eve", id, "transfer", give("fay"), say("开会"))
	w.refused(engine.ESeparation, []string{"人dan依规"}, "eve", id, "transfer", give("dan"), say("开会"))
	w.do("eve", id, "transfer", give("ivy"), say("开会"))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	for _, p := range []string{"fay", "gus", "hal", "ivy"} {
		w.do(p, id, "agree")
	}
	require.Equal(t, "同意", w.load(id).Case.Outcome)
	w.whole(id)
}

func TestTransfer_FallsBackToThePostWhenItsHolderFallsOut(t *testing.T) {
	t.Parallel()
	w, id := startHand(t)
	w.do("bob", id, "claim")
	w.do("bob", id, "transfer", give("dan"), say("出差"))
	w.do("dan", id, "recuse", say("同学"))
	require.Equal(t, []string{"bob", "cat"}, w.openTasks(id)[0].Candidates)
	w.do("cat", id, "agree")
	w.whole(id)
}

func TestHelp_TheHelperAdvisesAndTheHolderDecides(t *testing.T) {
	t.Parallel()
	w, id := startHand(t, with("subject", "jim"))
	w.do("bob", id, "claim")
	w.refused(engine.ERecused, []string{"人cat依规不能办理"}, "bob", id, "delegate", give("cat"), say("请提意见"))
	w.refused(engine.ESeparation, []string{"人ann依规不能办理"}, "bob", id, "delegate", give("ann"), say("请提意见"))
	w.do("bob", id, "delegate", give("ivy", "hal"), say("请提意见"))
	w.refused(engine.EInvalid, []string{"人ivy已有"}, "bob", id, "delegate", give("ivy"), say("再请"))
	w.refused(engine.EForbidden, nil, "ivy", id, "agree")
	w.refused(engine.EMissing, []string{"办理意见"}, "ivy", id, "advise")
	w.do("ivy", id, "advise", say("可行"))
	w.do("bob", id, "agree")
	all, err := w.store.AllTasks(t.Context(), id)
	require.NoError(t, err)
	got := map[string]engine.TaskStatus{}
	for _, task := range all {
		if task.Kind == engine.Helping {
			got[task.Candidates[0]] = task.Status
		}
	}
	require.Equal(t, map[string]engine.TaskStatus{"ivy": engine.TaskDone, "hal": engine.TaskSuperseded}, got)
	for _, task := range w.openTasks(id) {
		require.Equal(t, engine.Work, task.Kind)
	}
	w.refused(engine.EGuard, []string{"不能协办"}, "eve", id, "delegate", give("ivy"), say("x"))
	w.refused(engine.ESeparation, []string{"人ivy"}, "eve", id, "transfer", give("ivy"), say("她已参与审核"))
	w.whole(id)
}

func TestHelp_NobodyHasASayInWhatHeFiled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), replaceOnce(t, small(handText), "duty: review, due: 5 workdays, not: [parties]", "due: 5 workdays"))
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "claim")
	w.refused(engine.ERecused, []string{"人ann依规不能办理"}, "bob", c.ID, "delegate", give("ann"), say("请提意见"))
	w.refused(engine.ERecused, []string{"人ann依规不能办理"}, "bob", c.ID, "sign", give("ann"), say("请把关"), how("before", "any"))
}
