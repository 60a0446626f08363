package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// three stages of which ivy holds the first and the last.
const thrice = `
  work:
    name: 初审
    task: {for: head}
    edit: [note]
    on: {agree: {name: 同意, to: look}}
  look:
    name: 复审
    task: {for: %s}
    edit: [posted]
    on: {agree: {name: 同意, to: last}, again: {name: 退回, to: work}}
  last:
    name: 审批
    task: {for: head%s}
    on: {agree: {name: 同意, to: yes}, refuse: {name: 不同意, to: no}}
` + ends

func sameRule(rule, second, last string) string {
	text := strings.Replace(strings.Replace(small(thrice), "%s", second, 1), "%s", last, 1)
	return strings.Replace(text, "parties: [subject]", "parties: [subject]\nsame_person: "+rule, 1)
}

func TestSamePerson_PassesOnlyWhereTheRuleReaches(t *testing.T) {
	t.Parallel()
	const voted = ", vote: {held: online, quorum: 1/2 of seats, pass: 1/2 of present, yes: agree, no: refuse}"
	for name, v := range map[string]struct {
		text  string
		by    string // who acts in the second stage; "" for nobody
		opts  []opt
		state string
	}{
		"none: everybody looks himself":           {sameRule("none", "head", ""), "", nil, "look"},
		"consecutive: all that follow are hers":   {sameRule("consecutive", "head", ""), "", nil, "yes"},
		"consecutive: somebody came between":      {sameRule("consecutive", "keeper", ""), "own", nil, "last"},
		"anywhere: somebody came between":         {sameRule("anywhere", "keeper", ""), "own", nil, "yes"},
		"anywhere: the content has changed since": {sameRule("anywhere", "keeper", ""), "own", []opt{with("posted", "2026-09-07")}, "last"},
		"a task with a duty is never passed":      {sameRule("anywhere", "keeper", ", duty: approve"), "own", nil, "last"},
		"a vote is never passed":                  {sameRule("anywhere", "keeper", voted), "own", nil, "last"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, id := start(t, v.text)
			c := w.do("ivy", id, "agree")
			if v.by != "" {
				c = w.do(v.by, id, "agree", v.opts...)
			}
			require.Equal(t, v.state, c.State)
			w.whole(id)
		})
	}
}

func TestSamePerson_TheReasonStandsInTheRecordAndNothingPassesAfterAReturn(t *testing.T) {
	t.Parallel()
	w, id := start(t, sameRule("anywhere", "keeper", ""))
	w.do("ivy", id, "agree")
	w.do("own", id, "again")
	w.do("ivy", id, "agree")
	require.Equal(t, "last", w.do("own", id, "agree").State, "after a return she looks again")

	w, id = start(t, sameRule("consecutive", "head", ""))
	w.do("ivy", id, "agree", say("可以"))
	lines, err := w.engine.History(t.Context(), "ivy", id)
	require.NoError(t, err)
	last := lines[len(lines)-1]
	require.Len(t, last.Passed, 2)
	require.Contains(t, last.Passed[0], "复审:同一办理人连续办理:人ivy已在“初审”环节同意")
	tasks, err := w.engine.Tasks(t.Context(), "ivy", id)
	require.NoError(t, err)
	for _, task := range tasks[1:] {
		require.Equal(t, engine.TaskDone, task.Status)
		require.Contains(t, task.Reason, "内容未变")
		require.Empty(t, task.Opinion, "the opinion was given on the first stage only")
	}
}

func TestSamePerson_ADelegateAgreesForNobodyTwice(t *testing.T) {
	t.Parallel()
	tables := book(t, posts).Tables()
	b, faults := directory.NewBook(1, tables.Units, tables.People, tables.Posts, tables.Kin, []directory.Leave{leave("ivy", "gus")})
	require.Empty(t, faults)
	w := newWorld(t, b, sameRule("anywhere", "head", ""))
	id := w.open("ann", "small").ID
	w.do("ann", id, "submit")
	require.Equal(t, "look", w.do("gus", id, "agree").State)
}
