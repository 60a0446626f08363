package engine_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// signing is a procedure whose chiefs and boards may sign on paper: the head's people enter it. Values of every kind of
// confidence are written with the act.
const signing = `
  work:
    name: 审核
    edit: [account, source, witness]
    task: {for: chief, duty: review, on_paper: {by: [head, board], scan: scan}}
    on: {agree: {name: 同意, needs: [opinion, account], to: last}, again: {name: 退回, to: draft}}
  last:
    name: 审批
    task: {for: [board, keeper], duty: approve, not: [handlers]}
    on: {grant: {name: 批准, to: yes}, refuse: {name: 不同意, to: no}}
` + ends

func signingWorld(t *testing.T) (*world, string) {
	t.Helper()
	text := strings.Replace(small(signing), "  posted:", `  scan: {name: 签批件, type: files, filled: system}
  account: {name: 账号, type: text, sensitive: true, see: [chief]}
  source: {name: 来源, type: text, sealed: true, see: [chief]}
  witness: {name: 证人, type: party}
  posted:`, 1)
	p := map[string]string{"clerk": "ann", "chief": "bob", "board": "eve fay", "head": "ivy gus", "keeper": "own"}
	w := newWorld(t, book(t, p), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func signed(person, event string) opt {
	return func(c *engine.Command) {
		c.Signed = &engine.Signed{Person: person, Event: event, On: "2026-09-07", Scan: []any{map[string]any{"id": "f1", "name": "签批件.pdf", "size": int64(1)}}}
	}
}

func confidential() opt {
	return with("account", "6222020200112233445", "source", "来信人甲", "witness", map[string]any{"name": "张大山", "id_no": "110101199003078515"})
}

func TestOnPaper_TakesEffectAsTheSignersActWithBothClerksOnRecord(t *testing.T) {
	t.Parallel()
	w, id := signingWorld(t)
	before := w.load(id)
	w.do("ivy", id, "enter", signed("bob", "agree"), say("同意"), confidential())
	waits := w.load(id)
	require.Equal(t, before.Case.Round, waits.Case.Round)
	require.NotContains(t, waits.Case.Memo.Fields, "account", "nothing is written before it is checked")
	require.Len(t, waits.Case.Memo.Transcripts, 1)
	w.do("gus", id, "enter_agree", key("gus-key-1", "h"))

	snap := w.load(id)
	act := snap.Case.Memo.Trail[len(snap.Case.Memo.Trail)-1].Acts[0]
	require.Equal(t, &engine.Clerks{By: "ivy", Confirmed: "gus", On: "2026-09-07"}, act.Entered)
	require.Equal(t, []string{"bob", "review"}, []string{act.Person, act.Duty})
	require.Empty(t, snap.Case.Memo.Transcripts)
	require.Contains(t, snap.Case.Memo.Fields, "account")
	lines, err := w.engine.History(t.Context(), "bob", id)
	require.NoError(t, err)
	last := lines[len(lines)-1]
	require.Equal(t, []string{"人bob", "同意", "同意"}, []string{last.Actor, last.Name, last.Opinion})
	require.Equal(t, "据2026年9月7日签字的纸质件录入：代录人人ivy，核对人人gus", last.Entered)
	replayed, err := w.try("gus", id, "enter_agree", key("gus-key-1", "h"))
	require.NoError(t, err)
	require.True(t, replayed.Replayed, "the receipt is the second clerk's, not the signer's")
	w.whole(id)
}

func TestOnPaper_WhatWaitsIsAsConfidentialAsWhatIsWritten(t *testing.T) {
	t.Parallel()
	w, id := signingWorld(t)
	secrets := []string{"6222020200112233445", "来信人甲", "110101199003078515"}
	everything := func() string {
		events, erasables, err := w.store.History(t.Context(), id)
		require.NoError(t, err)
		tasks, err := w.store.AllTasks(t.Context(), id)
		require.NoError(t, err)
		out, err := w.store.Outbox(t.Context(), "", 1000)
		require.NoError(t, err)
		text, err := json.Marshal([]any{w.load(id), events, erasables, tasks, out})
		require.NoError(t, err)
		return string(text)
	}
	w.do("ivy", id, "enter", signed("bob", "agree"), say("同意"), confidential())
	for _, secret := range secrets {
		require.NotContains(t, everything(), secret)
	}
	for person, reads := range map[string]bool{"ivy": true, "gus": true, "bob": true, "fay": true} {
		_, waits, err := w.engine.OnPaper(t.Context(), person, id)
		require.NoError(t, err, person)
		require.Equal(t, reads, waits[0].Shown["account"] == "6222020200112233445", person)
		require.NotContains(t, waits[0].Shown["source"], "来信人甲")
	}
	_, _, err := w.engine.OnPaper(t.Context(), "hal", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	w.do("fay", id, "enter_agree")
	for _, secret := range secrets {
		require.NotContains(t, everything(), secret)
	}
	w.whole(id)
}

func TestOnPaper_WhoEnteredOrCheckedCountsAsHavingHandled(t *testing.T) {
	t.Parallel()
	w, id := signingWorld(t)
	w.do("eve", id, "enter", signed("bob", "agree"), say("同意"), confidential())
	w.do("ivy", id, "enter_agree")
	var called []string
	for _, task := range w.openTasks(id) {
		called = append(called, task.Candidates...)
	}
	require.Equal(t, []string{"fay", "own"}, called, "eve entered the review, so she approves nothing in this case")
	w.refused(engine.ERecused, []string{"审核"}, "eve", id, "grant")
}

func TestOnPaper_TheSignerTakesBackAndNoTurnOfACheckerComesBack(t *testing.T) {
	t.Parallel()
	w, id := signingWorld(t)
	w.do("ivy", id, "enter", signed("bob", "agree"), say("同意"), confidential())
	w.do("gus", id, "enter_agree")
	w.do("bob", id, "contest", say("没签过"))
	w.do("bob", id, "take_back", say("不是我签的"))
	snap := w.load(id)
	require.Equal(t, "work", snap.Case.State)
	require.NotContains(t, snap.Case.Memo.Fields, "account")
	open := w.openTasks(id)
	require.Len(t, open, 1)
	require.Equal(t, []string{"bob"}, open[0].Candidates)
	w.do("ivy", id, "enter", signed("bob", "agree"), say("同意"), confidential())
	w.do("fay", id, "enter_agree")
	w.whole(id)
}
