package engine_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

const oneText = `
  work:
    name: 审核
    task: {for: chief}
    edit: [note]
    on:
      agree: {name: 同意, to: yes, needs: [note]}
      giveback: {name: 退回, to: draft, needs: [opinion]}
` + ends

func TestIdempotency_ARepeatedRequestGetsTheFirstAnswerAndAnotherBodyIsRefused(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText))
	first, err := w.try("bob", id, "agree", with("note", "好"), key("k1", "h1"))
	require.NoError(t, err)
	again, err := w.try("bob", id, "agree", with("note", "好"), key("k1", "h1"))
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, first.Event, again.Event)
	w.refused(engine.EKeyReused, []string{"防重复"}, "bob", id, "agree", key("k1", "h2"))
	w.refused(engine.EConflict, nil, "cat", id, "agree", key("k1", "h1"))
	events, _, err := w.store.History(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, events, 3, "open, submit, agree: a repeat adds nothing")
}

func TestIdempotency_OpeningTwiceMakesOneCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(oneText))
	a := w.open("ann", "small", key("new", "h"))
	b := w.open("ann", "small", key("new", "h"))
	require.Equal(t, a.ID, b.ID)
}

func TestContent_WhatWasNotSeenIsNotApproved(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText))
	seen := w.load(id).Case.Content
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: id, Actor: "cat", Fields: engine.Fields{"note": "改"}})
	require.NoError(t, err)
	w.refused(engine.EStaleView, []string{"有改动"}, "bob", id, "agree", sawContent(seen))
	w.do("bob", id, "agree", sawContent(w.load(id).Case.Content))
}

func TestEdit_OnlyWhoHandlesTheCaseAndOnlyWhatTheStateAllows(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText), with("amount", "5.00"))
	edit := func(actor string, f engine.Fields) error {
		_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: id, Actor: actor, Fields: f})
		return err
	}
	require.Equal(t, engine.EForbidden, engine.CodeOf(edit("ann", engine.Fields{"note": "x"})))
	err := edit("bob", engine.Fields{"amount": "6.00", "note": "x", "nonsense": 1})
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	require.Contains(t, problems(err), "“金额”在“审核”环节不能修改")
	require.Contains(t, problems(err), "没有这个字段")
	require.Nil(t, w.load(id).Case.Memo.Fields["note"], "all or nothing")
	require.NoError(t, edit("bob", engine.Fields{"amount": "5.00", "note": "x"}), "sending back what is there is no change")
}

func TestOpen_OnlyWhoMayAndOnlyValidValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(oneText))
	open := func(actor string, f engine.Fields) error {
		_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Actor: actor, Process: "small", Fields: f})
		return err
	}
	require.Equal(t, engine.EForbidden, engine.CodeOf(open("bob", nil)))
	require.Equal(t, engine.EForbidden, engine.CodeOf(open("ghost", nil)))
	require.Equal(t, engine.EInvalid, engine.CodeOf(open("ann", engine.Fields{"subject": "ghost"})))
	require.Equal(t, engine.EInvalid, engine.CodeOf(open("ann", engine.Fields{"amount": "1,000"})))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Actor: "ann", Process: "none"})
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func TestWithdraw_FromAllButWhereItIsExcluded(t *testing.T) {
	t.Parallel()
	text := small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: late}
  late:
    name: 拨付
    task: {for: head}
    on:
      agree: {name: 办结, to: yes}
`+ends, "everywhere:", "  withdraw: {name: 撤回申请, by: initiator, from: all but [late], to: no}")
	w, id := start(t, text)
	w.refused(engine.EForbidden, []string{"由发起人办理"}, "bob", id, "withdraw")
	w.do("bob", id, "agree")
	w.refused(engine.EWrongState, []string{"拨付"}, "ann", id, "withdraw")
	w, id = start(t, text)
	require.Equal(t, "不同意", w.do("ann", id, "withdraw").Outcome)
	require.Empty(t, w.openTasks(id))
}

const fundText = `
  work:
    name: 审核
    task: {for: chief}
    on:
      agree:
        name: 同意
        to:
          - {when: fund.free >= amount, to: pay, do: [reserve: {ledger: fund, amount: amount}]}
          - {to: wait}
  wait:
    name: 待预算
    task: {for: head}
    on:
      topup: {name: 预算到位, when: fund.free >= amount, because: 余额仍不足, to: pay, do: [reserve: {ledger: fund, amount: amount}]}
  pay:
    name: 拨付
    task: {for: head}
    on:
      paid: {name: 到账, to: yes, do: [spend: {ledger: fund}]}
      stop: {name: 停付, to: no}
` + ends

func fundWorld(t *testing.T, budget int64) *world {
	t.Helper()
	w := newWorld(t, book(t, posts), small(fundText, "ledgers: {fund: {per: year, unit: money}}"))
	_, err := w.engine.SetBudget(t.Context(), "ivy", "small", "fund", budget)
	require.NoError(t, err)
	return w
}

func (w *world) submitted(amount string) string {
	w.t.Helper()
	c := w.open("ann", "small", with("amount", amount))
	w.do("ann", c.ID, "submit")
	return c.ID
}

func (w *world) fund() engine.Balance {
	w.t.Helper()
	b, err := w.engine.Balance(w.t.Context(), "small", "fund")
	require.NoError(w.t, err)
	return b
}

func TestLedger_ReserveSpendAndReleaseAtAnyEnd(t *testing.T) {
	t.Parallel()
	w := fundWorld(t, 3000000)
	a, b := w.submitted("20000"), w.submitted("20000")
	require.Equal(t, "pay", w.do("bob", a, "agree").State)
	require.Equal(t, "wait", w.do("bob", b, "agree").State, "30,000 pays one of two 20,000s")
	w.refused(engine.EGuard, []string{"余额仍不足"}, "ivy", b, "topup")
	require.Equal(t, int64(1000000), w.fund().Free())
	_, err := w.engine.SetBudget(t.Context(), "ivy", "small", "fund", 1999999)
	require.Equal(t, engine.EInvalid, engine.CodeOf(err), "not below what is reserved")
	w.do("ivy", a, "stop")
	require.Equal(t, int64(3000000), w.fund().Free(), "released at the end without payment")
	w.do("ivy", b, "topup")
	w.do("ivy", b, "paid")
	require.Equal(t, engine.Balance{Key: "small/fund/2026", Budget: 3000000, Spent: 2000000}, w.fund())
	w.whole(b)
}

func TestLedger_AMissingAmountLeavesTheCaseWhereItIs(t *testing.T) {
	t.Parallel()
	w := fundWorld(t, 3000000)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	w.refused(engine.EUnknown, []string{"金额"}, "bob", c.ID, "agree")
	require.Equal(t, "work", w.load(c.ID).Case.State)
}

func TestRace_SixtyFourAtOnceOnOneTaskOneWins(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText))
	task := w.openTasks(id)[0].ID
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			_, err := w.try([]string{"bob", "cat", "dan"}[i%3], id, "agree", with("note", "好"), onTask(task))
			switch engine.CodeOf(err) {
			case "":
				won.Add(1)
			case engine.EConflict, engine.EClosed:
				lost.Add(1)
			default:
				t.Errorf("unexpected: %v", err)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int64(1), won.Load())
	require.Equal(t, int64(63), lost.Load())
}

func TestRace_SixtyFourApprovalsOfWhichTheLedgerCanPayTen(t *testing.T) {
	t.Parallel()
	w := fundWorld(t, 1000000)
	var ids []string
	for range 64 {
		ids = append(ids, w.submitted("1000"))
	}
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			if _, err := w.try("bob", id, "agree"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	in := map[string]int{}
	for _, id := range ids {
		in[w.load(id).Case.State]++
	}
	require.Equal(t, map[string]int{"pay": 10, "wait": 54}, in)
	require.Equal(t, int64(0), w.fund().Free())
}

func TestUnique_NoSecondLiveCaseForTheSameFacts(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(oneText, "unique: [subject, posted]"))
	a := w.open("ann", "small", with("subject", "jim", "posted", "2026-09-01"))
	w.do("ann", a.ID, "submit")
	b := w.open("ann", "small", with("subject", "jim", "posted", "2026-09-01"))
	w.refused(engine.EDuplicate, []string{"对象、张贴日期"}, "ann", b.ID, "submit")
	w.do("bob", a.ID, "agree", with("note", "x"))
	w.do("ann", b.ID, "submit")
}

func TestView_ApplicantsSeeTheApplicationAndNotWhatWasWrittenAboutIt(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText), with("subject", "jim", "amount", "5.00"))
	w.do("bob", id, "agree", with("note", "内部说明"), say("同意拨付"))
	applicant, err := w.engine.View(t.Context(), "jim", id)
	require.NoError(t, err)
	require.Equal(t, engine.Applicant, applicant.Relation)
	require.Equal(t, engine.Fields{"subject": "jim", "amount": "5.00"}, applicant.Fields)
	handler, err := w.engine.View(t.Context(), "bob", id)
	require.NoError(t, err)
	require.Equal(t, "内部说明", handler.Fields["note"])
	_, err = w.engine.View(t.Context(), "eve", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	_, err = w.engine.Tasks(t.Context(), "jim", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

// What is computed from what handlers found is theirs: an applicant reads it only where 可见 names him, and is not told that it is there.
func TestView_AnApplicantDoesNotReadWhatIsComputedForHandlers(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(oneText), "fields:\n", "fields:\n  sound: {name: 是否齐备, type: bool, sensitive: true, see: [chief], computed: 'given(note)'}\n", 1)
	w, id := start(t, text, with("subject", "jim", "amount", "5.00"))
	w.do("bob", id, "agree", with("note", "内部说明"), say("同意拨付"))
	for _, who := range []engine.PersonID{"jim", "ann"} {
		v, err := w.engine.View(t.Context(), who, id)
		require.NoError(t, err)
		require.Equal(t, engine.Applicant, v.Relation)
		require.NotContains(t, v.Fields, "sound")
		require.Empty(t, v.Masked)
	}
	handler, err := w.engine.View(t.Context(), "bob", id)
	require.NoError(t, err)
	require.Equal(t, true, handler.Fields["sound"])
}

func TestChoices_SayWhyTheRestIsNotAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts, directory.Kin{A: "cat", B: "jim", Relation: "兄弟"}), small(oneText))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	choices, err := w.engine.Choices(t.Context(), "bob", c.ID)
	require.NoError(t, err)
	byEvent := map[string]engine.Choice{}
	for _, ch := range choices {
		byEvent[ch.Event] = ch
	}
	require.True(t, byEvent["agree"].Allowed)
	require.Equal(t, []engine.Need{{Kind: "field", Field: "note", Name: "说明"}}, byEvent["agree"].Needs)
	require.Equal(t, []string{"yes"}, byEvent["agree"].To)
	choices, err = w.engine.Choices(t.Context(), "ann", c.ID)
	require.NoError(t, err)
	require.False(t, choices[0].Allowed)
	require.Contains(t, choices[0].Why, "审核人")
}

func TestChain_AnAlteredRowShowsAndAnErasedValueDoesNot(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText))
	w.do("bob", id, "agree", with("note", "张三的病历"), say("同意"))
	events, erasables, err := w.store.History(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, engine.VerifyChain(events, erasables))
	require.Empty(t, engine.VerifyChain(events, nil), "erased values leave the chain whole")
	for _, ev := range events {
		for _, v := range ev.Patch {
			require.NotContains(t, v, "张三的病历")
		}
	}
	events[1].Actor = "mallory"
	require.NotEmpty(t, engine.VerifyChain(events, erasables))
	events[1].Actor = "ann"
	require.NotEmpty(t, engine.VerifyChain(events[1:], nil), "a missing first event shows")
	salted := erasables[0].Values["note"]
	salted.Value = "李四的病历"
	erasables[0].Values["note"] = salted
	require.NotEmpty(t, engine.VerifyChain(events, erasables), "a changed personal value breaks its commitment")
}

func TestWithdraw_TellsFormerCandidatesThatTheCaseHasEnded(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(oneText, "everywhere:", "  withdraw: {name: 撤回申请, by: initiator, from: all, to: no}"))
	task := w.openTasks(id)[0].ID
	w.do("ann", id, "withdraw")
	w.refused(engine.EClosed, []string{"已办结(不同意)"}, "bob", id, "agree", with("note", "x"), onTask(task))
}

func TestReturn_AsksOnlyForWhatWasFilledInAtTheStart(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	w.refused(engine.EMissing, []string{"不是本事项"}, "bob", id, "fix", say("缺"), items("nonsense"))
	w, id = start(t, small(noteStage))
	w.refused(engine.EMissing, []string{"不是本事项"}, "bob", id, "fix", say("缺"), items("note"))
	w.do("bob", id, "fix", say("缺"), items("amount"))
}

const noteStage = `
  work:
    name: 审核
    task: {for: chief}
    edit: [note]
    on:
      agree: {name: 同意, to: yes, when: 'note == "好"', because: 说明须写好}
      fix: {name: 退回补正, to: fix, needs: [opinion, items]}
  fix:
    name: 补正
    task: {for: initiator}
    edit: returned_items
    on:
      resubmit: {name: 补正后提交, to: back}
` + ends

func TestChoices_AConditionOnWhatIsEnteredWithTheActIsOffered(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(noteStage))
	choices, err := w.engine.Choices(t.Context(), "bob", id)
	require.NoError(t, err)
	require.True(t, choices[0].Allowed)
	require.Equal(t, `note == "好"`, choices[0].Rule)
	w.refused(engine.EGuard, []string{"说明须写好"}, "bob", id, "agree", with("note", "差"))
	w.do("bob", id, "agree", with("note", "好"))
}
