package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

const backText = `
  work:
    name: 审核
    task: {for: chief, due: 5 workdays, remind: 2 workdays before, overdue: [remind]}
    on:
      agree: {name: 同意, to: yes}
      fix: {name: 退回补正, to: fix, needs: [opinion, items]}
  fix:
    name: 补正
    clock: paused
    task: {for: initiator, due: 3 workdays, overdue: [remind, {incident: 逾期未补正, ask: [extend, finish], by: clerk}], extend: {by: clerk, amount: 2 workdays, times: 1}}
    edit: returned_items
    on:
      resubmit: {name: 补正后提交, to: back}
      finish: {name: 终结, by: clerk, asked: true, to: no, needs: [opinion]}
` + ends

func due(w *world, id string) string { return string(w.openTasks(id)[0].Due.Date) }

func TestBack_TheStateReturnedToKeepsTheDaysItHadLeft(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText, "deadline: 10 workdays"))
	require.Equal(t, "2026-09-14", due(w, id), "submitted Monday: five workdays end the next Monday")
	require.Equal(t, workday.Date("2026-09-20"), w.load(id).Case.Due.Date, "ten workdays: Sunday 09-20 is worked")
	w.until("2026-09-08")
	w.do("bob", id, "fix", say("缺材料"), items("note"))
	w.until("2026-09-10")
	c := w.do("ann", id, "resubmit", with("note", "补"))
	require.Equal(t, "work", c.State)
	require.Equal(t, "2026-09-16", due(w, id), "paused on the 9th with three days left, resumed on Friday the 11th")
	w.whole(id)
}

func TestOverdue_AsksAClerkAndNeverEndsTheCaseItself(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	w.do("bob", id, "fix", say("缺材料"), items("note"))
	w.refused(engine.EGuard, []string{"逾期"}, "ann", id, "finish", say("x"))
	w.until("2026-09-10")
	require.Equal(t, "fix", w.load(id).Case.State)
	snap := w.load(id)
	require.Len(t, snap.Case.Memo.Incidents, 1)
	require.Equal(t, []string{"extend", "finish"}, snap.Round.Data.Asked)
	w.refused(engine.EMissing, []string{"办理意见"}, "ann", id, "extend")
	w.do("ann", id, "extend", say("出差"))
	require.Equal(t, "2026-09-15", due(w, id), "a late extension runs from the day it is granted: the 11th")
	require.Empty(t, w.load(id).Case.Memo.Incidents)
	w.until("2026-09-15")
	w.refused(engine.EGuard, []string{"延期次数已用完"}, "ann", id, "extend", say("再延"))
	require.Equal(t, "不同意", w.do("ann", id, "finish", say("逾期")).Outcome)
	require.Empty(t, w.openTasks(id))
}

func TestRemind_IsSentOnceAndNotAfterTheTaskIsDone(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	w.until("2026-09-09")
	w.until("2026-09-10")
	out := w.sent()
	require.Len(t, out, 1)
	require.Equal(t, "remind", out[0].Kind)
	w.do("bob", id, "agree")
	w.until("2026-09-20")
	require.Len(t, w.sent(), 1)
}

const noticeText = `
  work:
    name: 公示
    task: {for: chief}
    publish: {show: [subject.name, amount], audience: unit}
    edit: [posted]
    after: {duration: 5 workdays, from: posted, to: yes}
    on:
      post: {name: 登记张贴, needs: [posted], to: stay}
      object: {name: 提出异议, by: reader, to: doubt, needs: [opinion]}
  doubt:
    name: 异议处理
    task: {for: head}
    on:
      uphold: {name: 异议成立, to: no}
` + ends

func TestNotice_RunsFromItsPostingAndACorrectionMovesItsEnd(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(noticeText), with("subject", "jim", "amount", "100"))
	n := w.load(id).Case.Memo.Posted
	require.Equal(t, engine.NoticeWaiting, n.Status)
	require.Equal(t, []engine.NoticeLine{{Label: "对象", Value: "人jim"}, {Label: "金额", Value: "100.00"}}, n.Body)
	_, err := w.engine.Object(t.Context(), engine.Command{Actor: "fay", Opinion: "有异议"}, n.ID)
	require.Equal(t, engine.EGuard, engine.CodeOf(err))
	w.refused(engine.EInvalid, []string{"不能晚于今天"}, "bob", id, "post", with("posted", "2026-09-30"))
	w.clock.at.Store(workday.Date("2026-09-18").Start() + 3600*1000)
	w.do("bob", id, "post", with("posted", "2026-09-18"))
	require.Equal(t, workday.Date("2026-09-24"), w.load(id).Case.Memo.Posted.Until.Date, "posted Friday 09-18; Sunday 09-20 is worked: ends Thursday 09-24")
	w.do("bob", id, "post", with("posted", "2026-09-17"))
	require.Equal(t, workday.Date("2026-09-23"), w.load(id).Case.Memo.Posted.Until.Date)
	w.until("2026-09-22")
	require.Equal(t, "work", w.load(id).Case.State)
	w.until("2026-09-23")
	require.Equal(t, "同意", w.load(id).Case.Outcome)
	ended, err := w.store.Notice(t.Context(), n.ID)
	require.NoError(t, err)
	require.Equal(t, engine.NoticeEnded, ended.Status)
	w.whole(id)
}

func TestObjection_IsByNameAndNobodyButItsHandlersLearnsIt(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(noticeText), with("subject", "jim", "amount", "100"))
	w.do("bob", id, "post", with("posted", "2026-09-07"))
	notice := w.load(id).Case.Memo.Posted.ID
	_, err := w.engine.Object(t.Context(), engine.Command{Actor: "fay"}, notice)
	require.Equal(t, engine.EMissing, engine.CodeOf(err))
	_, err = w.engine.Object(t.Context(), engine.Command{Actor: "fay", Opinion: "情况不实"}, notice)
	require.NoError(t, err)
	require.Equal(t, "doubt", w.load(id).Case.State)
	_, err = w.engine.View(t.Context(), "fay", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err), "objecting makes nobody a participant")
	_, err = w.engine.Objections(t.Context(), "bob", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	who, err := w.engine.Objections(t.Context(), "ivy", id)
	require.NoError(t, err)
	require.Equal(t, "fay", who[0].Person)
	lines, err := w.engine.History(t.Context(), "bob", id)
	require.NoError(t, err)
	require.Equal(t, "公示异议人", lines[len(lines)-1].Actor)
	w.refused(engine.EForbidden, nil, "bob", id, "uphold")
	w.whole(id)
}

func TestProvisional_ADateInAnUnpublishedYearFiresNothingUntilPublished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(noticeText))
	w.clock.at.Store(workday.Date("2026-12-28").Start() + 3600*1000)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "post", with("posted", "2026-12-28"))
	require.Equal(t, workday.Due{At: workday.Date("2027-01-04").End(), Date: "2027-01-04", Provisional: true}, w.load(c.ID).Case.Memo.Posted.Until)
	w.until("2027-01-10")
	require.Equal(t, "work", w.load(c.ID).Case.State, "provisional: nothing happens by itself")

	year := w.cal.get().Years()
	published, err := workday.New(2, append(year, workday.Year{Year: 2027, Published: true, Source: "国办通知", Off: []workday.Date{"2027-01-01"}}), nil)
	require.NoError(t, err)
	w.cal.v.Store(published)
	n, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, workday.Date("2027-01-05"), w.load(c.ID).Case.Memo.Posted.Until.Date)
	w.until("2027-01-10")
	require.Equal(t, "同意", w.load(c.ID).Case.Outcome)
	w.whole(c.ID)
}
