package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

const undoText = `
  work:
    name: 会签
    task: {for: chief, mode: all, due: 5 workdays}
    edit: [note]
    on:
      agree: {name: 同意, to: decide, do: [reserve: {ledger: fund, amount: "100.00"}]}
      refuse: {name: 不同意, to: decide, needs: [opinion]}
      look: {name: 记下, to: stay}
  decide:
    name: 审批
    task: {for: head}
    on:
      pay: {name: 拨付, to: paid, do: [spend: {ledger: fund}]}
      fix: {name: 退回补正, to: fix, needs: [opinion, items]}
      fixed: {name: 定了, to: paid, take_back: false}
  paid:
    name: 归档
    task: {for: clerk}
    on:
      file: {name: 归档, to: yes}
` + fixState + ends

func startBack(t *testing.T) (*world, string) {
	t.Helper()
	text := replaceOnce(t, small(undoText), "fields:\n", "ledgers: {fund: {unit: money}}\nnumber: {format: \"{year}-{seq}\", on: submit}\nfields:\n")
	text = replaceOnce(t, text, "note: {name: 说明, type: text}", "note: {name: 说明, type: text, required: true}")
	text = replaceOnce(t, text, "start:\n", "unique: [note]\ndeadline: 60 workdays\nstart:\n")
	w := newWorld(t, book(t, posts), text)
	require.NoError(t, w.store.SetBudget(t.Context(), "small/fund", 15000, "own", 1))
	c := w.open("ann", "small", with("note", "旧", "amount", "1.00"))
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func (w *world) look(person, id string) {
	w.t.Helper()
	require.NoError(w.t, w.engine.Opened(w.t.Context(), person, id))
}

func free(t *testing.T, w *world) int64 {
	t.Helper()
	b, err := w.store.Balances(t.Context(), []string{"small/fund"})
	require.NoError(t, err)
	f := b["small/fund"]
	return f.Free()
}

func TestTakeBack_OfASubmissionMakesItADraftAgainWithItsNumber(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	number := w.load(id).Case.Number
	w.refused(engine.EMissing, []string{"理由"}, "ann", id, "take_back")
	c := w.do("ann", id, "take_back", say("填错了"))
	require.Equal(t, engine.Draft, c.Status)
	require.Equal(t, "draft", c.State)
	require.Equal(t, number, c.Number, "a number is never reused")
	require.Zero(t, c.Due.At)
	require.Zero(t, c.SubmittedAt)
	require.Empty(t, w.openTasks(id))
	held, err := w.store.Claims(t.Context(), engine.ClaimKeys(mustDefinition(t, w, c.Version), c.Memo.Fields))
	require.NoError(t, err)
	require.Empty(t, held, "a draft keeps nobody else from filing")
	w.refused(engine.EConflict, nil, "bob", id, "agree")
	w.refused(engine.EGuard, []string{"没有可以收回的"}, "ann", id, "take_back", say("再收"))
	c = w.do("ann", id, "submit", with("note", "新"))
	require.Equal(t, number, c.Number)
	require.NotZero(t, c.Due.At)
	w.whole(id)
}

func TestTakeBack_WithinARoundOpensTheOwnTurnAgainAndNoOther(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	w.do("bob", id, "agree")
	w.refused(engine.EGuard, nil, "cat", id, "take_back", say("x"))
	w.do("bob", id, "take_back", say("看错了"))
	require.Len(t, w.openTasks(id), 3)
	require.Equal(t, engine.TaskTaken, taskOf(t, w, id, "bob", "agree").Status)
	w.do("bob", id, "agree")
	w.do("cat", id, "agree")
	w.do("dan", id, "agree")
	require.Equal(t, "decide", w.load(id).Case.State)
	w.whole(id)
}

func TestTakeBack_OfTheLastSignatureKeepsTheOthersAndReleasesTheMoney(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	w.do("bob", id, "agree")
	w.do("cat", id, "agree")
	w.do("dan", id, "agree", with("note", "改过"))
	require.EqualValues(t, 5000, free(t, w))
	w.until("2026-09-08") // time goes by and reminders are sent: nobody has acted
	c := w.do("dan", id, "take_back", say("再想想"))
	require.Equal(t, "work", c.State)
	require.Equal(t, "旧", c.Memo.Fields["note"], "what was written with it is as it was")
	require.EqualValues(t, 15000, free(t, w))
	open := w.openTasks(id)
	require.Len(t, open, 1)
	require.Equal(t, []string{"dan"}, open[0].Candidates)
	require.Equal(t, "2026-09-16", string(open[0].Due.Date), "five workdays were left, and are from the day of the take-back")
	w.refused(engine.EForbidden, nil, "bob", id, "agree")
	c = w.do("dan", id, "agree")
	require.Equal(t, "decide", c.State)
	require.EqualValues(t, 5000, free(t, w), "reserved once more, under a new entry")
	c = w.do("dan", id, "take_back", say("又想想"))
	require.EqualValues(t, 15000, free(t, w))
	require.Equal(t, "work", c.State)
	w.do("dan", id, "refuse", say("不妥"))
	w.whole(id)
}

func TestTakeBack_NotOnceTheNextPersonOpenedIt(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	w.look("ann", id)
	w.look("jim", id) // no part in it: leaves no mark
	list, err := w.engine.Choices(t.Context(), "ann", id)
	require.NoError(t, err)
	require.True(t, choice(list, "take_back").Allowed)
	w.look("cat", id)
	w.look("cat", id)
	list, err = w.engine.Choices(t.Context(), "ann", id)
	require.NoError(t, err)
	require.Equal(t, "对方已经打开,不能收回", choice(list, "take_back").Why)
	w.refused(engine.EConflict, []string{"已经打开"}, "ann", id, "take_back", say("填错了"))
}

func TestTakeBack_WhatHasNoInverseIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	for _, p := range []string{"bob", "cat", "dan"} {
		w.do(p, id, "agree")
	}
	w.do("ivy", id, "fix", say("缺"), items("note"))
	w.do("ivy", id, "take_back", say("不必补了"))
	require.Equal(t, "decide", w.load(id).Case.State)
	w.refused(engine.EConflict, nil, "ann", id, "resubmit")
	w.do("ivy", id, "pay")
	w.refused(engine.EGuard, []string{"fund", "已经支出"}, "ivy", id, "take_back", say("x"))
	w.do("ann", id, "file")
	w.refused(engine.EClosed, []string{"已办结"}, "ann", id, "take_back", say("x"))
	w.whole(id)
}

func TestTakeBack_TheProcedureMayForbidIt(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	for _, p := range []string{"bob", "cat", "dan"} {
		w.do(p, id, "agree")
	}
	w.do("ivy", id, "fixed")
	w.refused(engine.EGuard, []string{"按流程规定"}, "ivy", id, "take_back", say("x"))
}

func TestTakeBack_AnActAfterItEndsTheChance(t *testing.T) {
	t.Parallel()
	w, id := startBack(t)
	w.do("bob", id, "agree")
	w.do("cat", id, "agree")
	w.refused(engine.EGuard, []string{"没有可以收回的"}, "bob", id, "take_back", say("x"))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "dan", Case: id, Fields: engine.Fields{"note": "新"}})
	require.NoError(t, err)
	w.refused(engine.EGuard, nil, "cat", id, "take_back", say("x"))
}

func choice(list []engine.Choice, event string) engine.Choice {
	for _, c := range list {
		if c.Event == event {
			return c
		}
	}
	return engine.Choice{}
}

func mustDefinition(t *testing.T, w *world, hash string) *process.Definition {
	t.Helper()
	def, err := w.engine.Definition(t.Context(), hash)
	require.NoError(t, err)
	return def
}

func taskOf(t *testing.T, w *world, id, person, event string) engine.Task {
	t.Helper()
	all, err := w.store.AllTasks(t.Context(), id)
	require.NoError(t, err)
	for _, task := range all {
		if task.Actor == person && task.Event == event {
			return task
		}
	}
	require.Fail(t, "no such task")
	return engine.Task{}
}
