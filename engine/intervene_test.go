package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// special has a state and an end that an intervention may enter, and a vote between the first stage and the last.
const special = `
  work:
    name: 经办
    declared: true
    task: {for: chief, mode: all}
    on: {agree: {name: 受理, to: ballot}, refuse: {name: 不受理, to: no}}
  ballot:
    name: 表决
    task: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of present, yes: pass_it, no: fail}}
    on: {pass_it: {name: 赞成, to: pay}, fail: {name: 反对, to: no}}
  pay:
    name: 拨付
    declared: true
    task: {for: head}
    on: {done: {name: 拨付, to: yes}}
  stopped: {name: 终止, final: 已终止, declared: true}
` + ends

func (w *world) special(person, caseID, event string, v engine.Intervention, reason string) error {
	_, err := w.engine.Act(w.t.Context(), engine.Command{Kind: engine.DoIntervene, Case: caseID, Actor: person, Event: event, Opinion: reason, Intervention: &v})
	return err
}

func TestIntervene_WhoMayAndWhereTo(t *testing.T) {
	t.Parallel()
	jump := func(to string) engine.Intervention { return engine.Intervention{Kind: engine.InterveneJump, To: to} }
	for name, v := range map[string]struct {
		by     string
		act    engine.Intervention
		reason string
		code   engine.Code
		says   string
	}{
		"no reason":                       {"jim", jump("work"), " ", engine.EMissing, "还有内容"},
		"an undeclared state":             {"jim", jump("draft"), "录错", engine.EInvalid, "可指定进入"},
		"a state that does not exist":     {"jim", jump("nowhere"), "录错", engine.EInvalid, "可指定进入"},
		"where it stands already":         {"jim", jump("work"), "录错", engine.EInvalid, "可指定进入"},
		"an end is no jump":               {"jim", jump("stopped"), "录错", engine.EInvalid, "可指定进入"},
		"an undeclared end":               {"jim", engine.Intervention{Kind: engine.InterveneClose, To: "no"}, "重复", engine.EInvalid, "终止"},
		"over the vote":                   {"jim", jump("pay"), "赶时间", engine.EInvalid, "表决"},
		"the owner of the procedure":      {"own", jump("work"), "录错", engine.EForbidden, "维护人"},
		"the applicant":                   {"ann", jump("work"), "录错", engine.ERecused, "发起人"},
		"who is party to it":              {"jam", jump("work"), "录错", engine.ERecused, "对象"},
		"to oneself":                      {"jim", engine.Intervention{Kind: engine.InterveneReassign, Person: "jim"}, "换人", engine.ESeparation, "自己"},
		"to the applicant":                {"jim", engine.Intervention{Kind: engine.InterveneReassign, Person: "ann"}, "换人", engine.ERecused, "人ann"},
		"to who must keep out":            {"jim", engine.Intervention{Kind: engine.InterveneReassign, Person: "jam"}, "换人", engine.ERecused, "人jam"},
		"to who signs beside him already": {"jim", engine.Intervention{Kind: engine.InterveneReassign, Person: "cat"}, "换人", engine.EInvalid, "人cat"},
		"an unknown kind":                 {"jim", engine.Intervention{Kind: "magic"}, "换人", engine.EInvalid, "请选择"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, book(t, with2(posts, "other", "jam")), small(special))
			id := w.open("ann", "small", with("subject", "jam")).ID
			w.do("ann", id, "submit")
			v.act.Task = w.openTasks(id)[0].ID
			err := w.special(v.by, id, engine.EventPropose, v.act, v.reason)
			require.Equal(t, v.code, engine.CodeOf(err))
			require.Contains(t, err.Error(), v.says)
			require.Empty(t, w.load(id).Case.Memo.Interventions)
		})
	}
}

func with2(m map[string]string, key, value string) map[string]string {
	out := map[string]string{key: value}
	for k, v := range m {
		out[k] = v
	}
	return out
}

func TestIntervene_LapsesWhenTheCaseMovesOn(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(special))
	require.NoError(t, w.special("jim", id, engine.EventPropose, engine.Intervention{Kind: engine.InterveneClose, To: "stopped"}, "重复"))
	v := w.load(id).Case.Memo.Interventions[0]
	require.Equal(t, engine.ESeparation, engine.CodeOf(w.special("jim", id, engine.EventIntervene, v, "属实")))
	for _, p := range []string{"bob", "cat", "dan"} {
		w.do(p, id, "agree")
	}
	require.Equal(t, engine.ENotFound, engine.CodeOf(w.special("jam2", id, engine.EventIntervene, v, "属实")), "nobody of that name")
	require.Equal(t, engine.EConflict, engine.CodeOf(w.special("ivy", id, engine.EventIntervene, v, "属实")))
	require.Equal(t, engine.EInvalid, engine.CodeOf(w.special("jim", id, engine.EventPropose, engine.Intervention{Kind: engine.InterveneJump, To: "work"}, "重来")), "a vote that runs keeps the case")
	w.whole(id)
}

func TestIntervene_ReassignmentHoldsWhileTheOtherMayAct(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(special))
	turn := w.openTasks(id)[1]
	require.Equal(t, []string{"cat"}, turn.Candidates)
	require.NoError(t, w.special("jim", id, engine.EventPropose, engine.Intervention{Kind: engine.InterveneReassign, Task: turn.ID, Person: "fay"}, "住院"))
	require.NoError(t, w.special("ivy", id, engine.EventIntervene, w.load(id).Case.Memo.Interventions[0], "属实"))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"fay"}, w.openTasks(id)[1].Candidates)
	_, err = w.try("cat", id, "agree")
	require.Equal(t, engine.EForbidden, engine.CodeOf(err))
	w.do("fay", id, engine.EventRecuse, say("有利害关系"))
	require.Equal(t, []string{"bob", "dan"}, []string{w.openTasks(id)[0].Candidates[0], w.openTasks(id)[1].Candidates[0]}, "her turn falls out")
	w.do("bob", id, "agree")
	require.Equal(t, "ballot", w.do("dan", id, "agree").State)
	w.whole(id)
}

func TestIntervene_RestrictedCasesAreNotThereForWhoMustKeepOut(t *testing.T) {
	t.Parallel()
	text := restricted(checkText)
	w := newWorld(t, book(t, with2(posts, "other", "jam")), text)
	id := w.open("ann", "small", with("subject", "jam")).ID
	w.do("ann", id, "submit")
	err := w.special("jam", id, engine.EventPropose, engine.Intervention{Kind: engine.InterveneClose, To: "yes"}, "重复")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	items, err := w.engine.Handover(t.Context(), "jim", engine.Handover{From: "bob", To: "fay", Reason: "调离"})
	require.NoError(t, err)
	require.Len(t, items, 1)
	require.False(t, items[0].Handed)
	require.Empty(t, items[0].Case+items[0].StateName, "whoever administers does not learn of its cases")
}

// TestIntervene_IsFoundByTheNumberOfTheCase: whoever proposes knows the number, not the id; the next number of a restricted
// procedure must tell nothing.
func TestIntervene_IsFoundByTheNumberOfTheCase(t *testing.T) {
	t.Parallel()
	for secrecy, finds := range map[string]bool{"internal": true, "restricted": false} {
		text := strings.Replace(small(special), "owner: keeper\n", "owner: keeper\nsecrecy: "+secrecy+"\nnumber: {format: \"甲〔{year}〕{seq}号\", on: submit}\n", 1)
		w, id := start(t, text)
		number := w.load(id).Case.Number
		require.NotEmpty(t, number)
		byID, err := w.engine.InterventionOptions(t.Context(), "jim", id)
		require.NoError(t, err)
		byNumber, err := w.engine.InterventionOptions(t.Context(), "jim", number)
		if !finds {
			require.Equal(t, engine.ENotFound, engine.CodeOf(err))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, byID, byNumber)
		_, err = w.engine.InterventionOptions(t.Context(), "jim", number[:len(number)-len("1号")])
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), "a part of a number is none")
	}
}
