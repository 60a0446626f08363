package engine_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

func TestReview_AllAbstainPasses(t *testing.T) {
	text := strings.Replace(small(meetingText), "pass: more than 1/2 of seats", "pass: 2/3 of cast", 1)
	w, id := start(t, text)
	w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus", "hal"}, Abstain: 4, Minutes: "记录"}))
	c := w.do("ivy", id, "confirm")
	require.NotEqual(t, "同意", c.Outcome)
}

func TestReview_EarlyWithTiePossible(t *testing.T) {
	text := small(`
  work:
    name: 票决
    task: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 3/4 of seats, yes: agree, no: refuse, tie: again, early: true}}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
      again: {name: 再次研究, to: work}
` + ends)
	p := map[string]string{"clerk": "ann", "board": "bob cat dan eve fay gus", "keeper": "own", "chief": "hal", "head": "ivy"}
	w := newWorld(t, book(t, p), text)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "agree")
	w.do("cat", c.ID, "refuse")
	got := w.do("dan", c.ID, "refuse")
	t.Log(got.State)
	require.Equal(t, "work", got.State, "3 yes / 3 no is still possible: a tie, which leads elsewhere")
}

func TestReview_TwoVotesInParallel(t *testing.T) {
	text := small(`
  work:
    name: 并行票决
    tasks:
      first: {for: chief, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: ok, no: bad}}
      second: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: ok, no: bad}}
    on:
      ok: {name: 同意}
      bad: {name: 不同意}
    join:
      - {when: groups.first.result == "ok" and groups.second.result == "ok", to: yes}
      - {to: no}
` + ends)
	_, err := process.Compile("x.yaml", []byte(text))
	require.ErrorContains(t, err, "一个环节只能有一项票决", "two votes in one state would share one count")
}

func TestReview_SheetStaleRecusal(t *testing.T) {
	w, id := start(t, small(meetingText), with("subject", "jim"))
	w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus"}, Yes: 3, Minutes: "记录"}))
	w.dir.v.Store(bookAt(t, 2, posts, directory.Kin{A: "eve", B: "jim", Relation: "夫妻"}))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	r, err := w.try("ivy", id, "confirm")
	t.Log(err, r.Case.Outcome)
	require.Error(t, err)
}

func TestReview_MeetingMemberCannotRecuse(t *testing.T) {
	w, id := start(t, small(meetingText))
	choices, err := w.engine.Choices(t.Context(), "eve", id)
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(choices, func(c engine.Choice) bool { return c.Event == engine.EventRecuse }), "he is told that he may")
	_, err = w.try("eve", id, "recuse", say("同学"))
	require.NoError(t, err)
}

func TestReview_OnlineVoteRecusal(t *testing.T) {
	w, id := start(t, small(onlineText))
	w.do("eve", id, "agree")
	w.do("fay", id, "agree")
	w.do("gus", id, "refuse")
	c := w.do("hal", id, "recuse", say("同学"))
	t.Log("state", c.State, "outcome", c.Outcome, "incidents", w.load(id).Case.Memo.Incidents)
	if c.State == "work" {
		_, err := w.try("own", id, "retry")
		t.Log("retry", err)
		for _, x := range w.openTasks(id) {
			t.Log("open", x.Kind, x.Candidates)
		}
		t.Log("seats", w.load(id).Round.Data.Groups[""].Seats)
		_, err = w.try("gus", id, "refuse")
		t.Log("gus again", err)
		_, err = w.try("eve", id, "agree")
		t.Log("eve again", err)
		r, err := w.try("fay", id, "refuse")
		t.Log("fay again", err, r.Case.Outcome)
	}
	require.Equal(t, "同意", c.Outcome, "2 of 3 remaining seats is more than half")
}

func TestReview_AllRecusal(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 会签
    task: {for: chief, mode: all}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no, needs: [opinion]}
`+ends))
	w.do("bob", id, "agree")
	w.do("cat", id, "agree")
	c := w.do("dan", id, "recuse", say("同学"))
	if c.State == "work" {
		_, err := w.try("own", id, "retry")
		t.Log(err)
		for _, x := range w.openTasks(id) {
			t.Log("open", x.Kind, x.Candidates)
		}
	}
	require.Equal(t, "同意", c.Outcome)
}

func TestReview_SequenceRecusal(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 依次
    task: {for: chief, mode: sequence}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
`+ends))
	w.do("bob", id, "agree")
	w.do("cat", id, "recuse", say("同学"))
	t.Log(w.openTasks(id)[0].Kind, w.openTasks(id)[0].Candidates)
	if w.openTasks(id)[0].Kind == engine.Trouble {
		w.do("own", id, "retry")
		t.Log("after retry:", w.openTasks(id)[0].Kind, w.openTasks(id)[0].Candidates)
	}
	require.Equal(t, []string{"dan"}, w.openTasks(id)[0].Candidates)
}

func TestReview_SequenceNextInactive(t *testing.T) {
	w, id := start(t, small(`
  work:
    name: 依次
    task: {for: chief, mode: sequence}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
`+ends))
	w.dir.v.Store(bookAt(t, 2, map[string]string{"clerk": "ann", "chief": "bob dan", "board": "eve fay gus hal", "head": "ivy", "keeper": "own"}))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	w.do("bob", id, "agree")
	t.Log(w.openTasks(id)[0].Candidates)
	require.Equal(t, []string{"dan"}, w.openTasks(id)[0].Candidates, "cat gave up the post before her turn")
}

func TestReview_AnchorWrittenByABallot(t *testing.T) {
	text := small(`
  work:
    name: 会签公示
    edit: [posted]
    task: {for: chief, mode: all, refuse: bad}
    after: {duration: 2 workdays, from: posted, to: yes}
    on:
      agree: {name: 同意, to: no}
      bad: {name: 不同意, to: no}
` + ends)
	_, compileErr := process.Compile("x.yaml", []byte(text))
	require.NoError(t, compileErr)
	w, id := start(t, text)
	w.do("bob", id, "agree", with("posted", "2026-09-07"))
	w.until("2026-09-30")
	require.Equal(t, "yes", w.load(id).Case.State)
}
