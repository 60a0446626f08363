package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

func TestReview_ApplicantLearnsHandlerAndVotes(t *testing.T) {
	w, id := start(t, small(onlineText), with("subject", "jim"))
	w.do("eve", id, "agree")
	w.do("fay", id, "refuse")
	for _, l := range hist(w, "jim", id) {
		t.Logf("%+v", l)
	}
	n := 0
	for _, l := range hist(w, "jim", id) {
		if l.Name == "不同意" || l.Name == "同意" {
			n++
		}
	}
	require.Zero(t, n, "an applicant never sees 表决")
}

func TestReview_ApplicantLearnsHandlerName(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: two}
  two:
    name: 二审
    task: {for: head}
    on: {agree2: {name: 同意, to: yes}}
`+ends), with("subject", "jim"))
	v, err := w.engine.View(t.Context(), "jim", id)
	require.NoError(t, err)
	t.Log(v.Open[0].Task)
	w.do("cat", id, "agree")
	_, err = w.try("jim", id, "agree")
	t.Log(err)
	require.NotContains(t, err.Error(), "人cat")
}

func TestReview_ApplicantSeesIncidentReason(t *testing.T) {
	text := small(`
  work:
    name: 审核
    task: {for: head}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	v, err := w.engine.View(t.Context(), "jim", c.ID)
	require.NoError(t, err)
	t.Log(v.Relation, v.Incidents)
	require.Empty(t, v.Incidents)
}

func TestReview_RecusedStillListed(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: two}
  two:
    name: 二审
    task: {for: chief}
    on: {agree2: {name: 同意, to: yes}}
`+ends), with("subject", "jim"))
	w.do("cat", id, "agree")
	w.do("bob", id, "recuse", say("x"))
	w.do("cat", id, "recuse", say("x"))
	_, err := w.engine.View(t.Context(), "bob", id)
	require.Error(t, err)
	cs, err := w.engine.Cases(t.Context(), engine.CaseQuery{Person: "bob", Limit: 10})
	require.NoError(t, err)
	for _, c := range cs {
		t.Log(c.Title, c.State)
	}
	in, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "cat", Box: engine.BoxDone, Limit: 10})
	require.NoError(t, err)
	t.Log("cat done:", len(in))
	require.Empty(t, cs)
}

func TestReview_MaskedFieldOracle(t *testing.T) {
	text := strings.Replace(small(`
  work:
    name: 审核
    edit: [amount]
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
`+ends), "note: {name: 说明, type: text}", "note: {name: 账号, type: text, sensitive: true, see: [head]}", 1)
	w, id := start(t, text, with("note", "6222000011"))
	v, _ := w.engine.View(t.Context(), "bob", id)
	t.Log(v.Fields["note"])
	edit := func(s string) error {
		_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "bob", Case: id, Fields: engine.Fields{"note": s}})
		return err
	}
	wrong, right := edit("6222000012"), edit("6222000011")
	t.Log(wrong, "|", right)
	require.Equal(t, wrong == nil, right == nil)
}

func TestReview_GuardExplainsSensitive(t *testing.T) {
	text := strings.Replace(small(`
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, when: 'amount < 100.00', to: yes}
      no1: {name: 不, to: no}
`+ends), "amount: {name: 金额, type: money}", "amount: {name: 金额, type: money, sensitive: true, see: [head]}", 1)
	w, id := start(t, text, with("amount", "4567.00"))
	v, _ := w.engine.View(t.Context(), "bob", id)
	t.Log(v.Fields)
	_, err := w.try("bob", id, "agree")
	t.Log(err)
	require.NotContains(t, strings.ReplaceAll(err.Error(), ",", ""), "4567")
}

func TestReview_ObjectionText(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    after: {duration: 5 workdays, to: yes}
    on:
      object: {name: 异议, by: reader, to: check, needs: [opinion]}
  check:
    name: 核查
    task: {for: head}
    on: {ok: {name: 不成立, to: pre}}
  pre:
    name: 前
    task: {for: chief}
    on: {ok2: {name: 好, to: yes}}
` + ends)
	w, id := start(t, text, with("subject", "jim"))
	ns, err := w.engine.Notices(t.Context(), "gus", "", 10)
	require.NoError(t, err)
	require.NotEmpty(t, ns)
	_, err = w.engine.Object(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: "gus", Opinion: "我是他前妻"}, ns[0].ID)
	require.NoError(t, err)
	w.do("ivy", id, "ok")
	for _, l := range hist(w, "bob", id) {
		t.Logf("%+v", l)
	}
	_, oerr := w.engine.Objections(t.Context(), "bob", id)
	t.Log(oerr)
	for _, l := range hist(w, "bob", id) {
		require.NotContains(t, l.Opinion, "前妻")
	}
}

func TestReview_FieldNamedActor(t *testing.T) {
	for _, name := range []string{"actor", "opinion", "sheet", "reader"} {
		text := strings.ReplaceAll(small(`
  work:
    name: 审
    edit: [note]
    task: {for: chief}
    on:
      ok: {name: 好, to: yes}
`+ends), "note", name)
		if _, err := process.Compile("x.yaml", []byte(text)); err != nil {
			t.Log(name, "refused by checker")
			continue
		}
		w, id := start(t, text)
		w.do("bob", id, "ok", with(name, "乙"), say("意见"))
		f, err := w.engine.Verify(t.Context(), id)
		require.NoError(t, err)
		t.Log(name, f)
		ev, er, _ := w.store.History(t.Context(), id)
		last := er[len(er)-1]
		t.Log(name, ev[len(ev)-1].Patch, last.Values)
	}
}

func TestReview_ObjectorNameToLaterHandler(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    after: {duration: 5 workdays, to: yes}
    on:
      object: {name: 异议, by: reader, to: check, needs: [opinion]}
  check:
    name: 核查
    task: {for: head}
    on: {ok: {name: 不成立, to: pre}}
  pre:
    name: 待张贴
    task: {for: chief}
    on: {ok2: {name: 好, to: yes}}
` + ends)
	w, id := start(t, text)
	ns, _ := w.engine.Notices(t.Context(), "gus", "", 10)
	_, err := w.engine.Object(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: "gus", Opinion: "x"}, ns[0].ID)
	require.NoError(t, err)
	w.do("ivy", id, "ok")
	o, err := w.engine.Objections(t.Context(), "bob", id)
	t.Log(o, err)
	require.Error(t, err)
}

func TestReview_RestrictedPartySees(t *testing.T) {
	text := strings.Replace(small(`
  work:
    name: 核查
    task: {for: chief}
    on:
      ok: {name: 好, to: yes}
`+ends), "parties: [subject]", "parties: [subject]\nsecrecy: restricted", 1)
	w, id := start(t, text, with("subject", "jim", "note", "举报内容"))
	v, err := w.engine.View(t.Context(), "jim", id)
	t.Log(err, v.Fields)
	require.Error(t, err)
}
