package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// away is the usual book with leaves in it.
func away(t *testing.T, revision int64, leaves ...directory.Leave) *directory.Book {
	t.Helper()
	tables := bookAt(t, revision, posts, directory.Kin{A: "jim", B: "ann", Relation: "夫妻"}).Tables()
	b, faults := directory.NewBook(revision, tables.Units, tables.People, tables.Posts, tables.Kin, leaves)
	require.Empty(t, faults)
	return b
}

func leave(person, delegate string, processes ...string) directory.Leave {
	return directory.Leave{ID: person + delegate, Person: person, Delegate: delegate, From: "2026-09-07", Until: "2026-09-09", Processes: processes, Reason: "出差"}
}

const twoHands = `
  work:
    name: 审核
    task: {for: chief, duty: review, mode: any}
    on: {agree: {name: 同意, to: last}, again: {name: 退回, to: draft}}
  last:
    name: 审批
    task: {for: [chief, head, board], not: {holder: work}, duty: approve}
    on: {agree: {name: 批准, to: yes}, refuse: {name: 不同意, to: no}}
` + ends

func delegated(t *testing.T, text string, leaves ...directory.Leave) (*world, string) {
	t.Helper()
	w := newWorld(t, away(t, 1, leaves...), text)
	c := w.open("ann", "small", with("subject", "ann"))
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func TestDelegate_ActsAndBothHaveHandled(t *testing.T) {
	t.Parallel()
	w, id := delegated(t, small(twoHands), leave("bob", "fay"))
	open := w.openTasks(id)
	require.Equal(t, []string{"bob", "cat", "dan", "fay"}, open[0].Candidates)
	require.Equal(t, map[string]string{"fay": "bob"}, open[0].Standins)
	w.do("fay", id, "agree", say("可以"))

	snap := w.load(id)
	require.Equal(t, "fay", snap.Case.Memo.Trail[1].Acts[0].Person)
	require.Equal(t, "bob", snap.Case.Memo.Trail[1].Acts[0].For)
	require.NotContains(t, w.openTasks(id)[0].Candidates, "bob", "经办≠审核≠审批 also for whom somebody acted")
	require.NotContains(t, w.openTasks(id)[0].Candidates, "fay", "and for who acted")
	require.Contains(t, w.openTasks(id)[0].Candidates, "eve")
	w.refused(engine.ERecused, []string{"审核"}, "bob", id, "agree")

	lines, err := w.engine.History(t.Context(), "cat", id)
	require.NoError(t, err)
	require.Equal(t, "人fay代人bob", lines[len(lines)-1].Actor)
	for _, p := range []string{"fay", "bob"} {
		done, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: p, Box: engine.BoxDone, Limit: 10})
		require.NoError(t, err)
		require.Len(t, done, 1, p)
		require.Equal(t, "bob", done[0].Row.Task.For)
	}
	w.refused(engine.EConflict, []string{"已由人fay代人bob办理"}, "cat", id, "again", onTask(open[0].ID))
	w.whole(id)
}

func TestDelegate_NeverWhoMustKeepOut(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		delegate string
		says     string
	}{
		"the applicant himself":     {"ann", "发起人"},
		"a relative of the subject": {"jim", "亲属关系"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, id := delegated(t, small(twoHands), leave("bob", v.delegate))
			require.Equal(t, []string{"bob", "cat", "dan"}, w.openTasks(id)[0].Candidates)
			_, err := w.try(v.delegate, id, "agree")
			require.Equal(t, engine.ERecused, engine.CodeOf(err))
			require.Contains(t, err.Error(), v.says)
		})
	}
}

func TestDelegate_EndsWithTheRangeAndWithTheReturn(t *testing.T) {
	t.Parallel()
	w, id := delegated(t, small(twoHands), leave("bob", "fay"))
	w.clock.at.Add(3 * 24 * 3600 * 1000) // the 10th: the range is over, nobody has looked at the case yet
	w.refused(engine.EForbidden, []string{"已经结束"}, "fay", id, "agree")
	_, err := w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.NotContains(t, w.openTasks(id)[0].Candidates, "fay")

	w, id = delegated(t, small(twoHands), leave("bob", "fay"))
	back := leave("bob", "fay")
	back.Ended = monday
	w.dir.v.Store(away(t, 2, back))
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"bob", "cat", "dan"}, w.openTasks(id)[0].Candidates)
	_, err = w.try("fay", id, "agree")
	require.Equal(t, engine.EForbidden, engine.CodeOf(err))
}

func TestDelegate_OnlyForTheProcessesHandedOver(t *testing.T) {
	t.Parallel()
	w, id := delegated(t, small(twoHands), leave("bob", "fay", "other"))
	require.Equal(t, []string{"bob", "cat", "dan"}, w.openTasks(id)[0].Candidates)
	w, id = delegated(t, small(twoHands), leave("bob", "fay", "small"))
	require.Equal(t, []string{"bob", "cat", "dan", "fay"}, w.openTasks(id)[0].Candidates)
}

const together = `
  work:
    name: 会签
    task: {for: chief, mode: all}
    on: {agree: {name: 同意, to: yes}, refuse: {name: 不同意, to: no}}
` + ends

func TestDelegate_NobodySignsTwiceInOneRound(t *testing.T) {
	t.Parallel()
	w, id := delegated(t, small(together), leave("bob", "fay"), leave("cat", "fay"))
	var held [][]string
	for _, task := range w.openTasks(id) {
		held = append(held, task.Candidates)
	}
	require.Equal(t, [][]string{{"bob", "fay"}, {"cat"}, {"dan"}}, held, "fay signs for one of two")
	w.do("fay", id, "agree")
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	w.do("dan", id, "agree")
	require.Equal(t, []string{"cat"}, w.openTasks(id)[0].Candidates)

	// A member who is himself called to sign signs for nobody else.
	w, id = delegated(t, small(together), leave("bob", "cat"))
	held = nil
	for _, task := range w.openTasks(id) {
		held = append(held, task.Candidates)
	}
	require.Equal(t, [][]string{{"bob"}, {"cat"}, {"dan"}}, held)
}

func TestDelegate_NeverInVotesAndRestrictedCasesUnlessSaid(t *testing.T) {
	t.Parallel()
	const ballot = `
  work:
    name: 票决
    task: {for: chief, vote: {held: online, quorum: 2/3 of seats, pass: 2/3 of present, yes: agree, no: refuse}%s}
    on: {agree: {name: 同意, to: yes}, refuse: {name: 不同意, to: no}}
` + ends
	seated := func(text string) bool {
		w, id := delegated(t, text, leave("bob", "fay"))
		for _, task := range w.openTasks(id) {
			if len(task.Standins) > 0 {
				return true
			}
		}
		return false
	}
	require.False(t, seated(small(strings.Replace(ballot, "%s", "", 1))))
	require.True(t, seated(small(strings.Replace(ballot, "%s", ", stand_in: true", 1))))
	require.False(t, seated(strings.Replace(small(twoHands), "parties: [subject]", "parties: [subject]\nsecrecy: restricted\nincidents_to: [head]", 1)))
	require.False(t, seated(small(strings.ReplaceAll(twoHands, "mode: any", "stand_in: false"))))
}

func TestDelegate_EventsOfAPost(t *testing.T) {
	t.Parallel()
	const byHead = `
  work:
    name: 审核
    task: {for: chief}
    on: {agree: {name: 同意, to: yes}, stop: {name: 终止, by: head, to: no}}
` + ends
	w, id := delegated(t, small(byHead), leave("ivy", "gus"), leave("eve", "hal"))
	w.refused(engine.ENotFound, nil, "hal", id, "stop")
	c := w.do("gus", id, "stop")
	require.Equal(t, "不同意", c.Outcome)
	acts := w.load(id).Case.Memo.Trail
	require.Equal(t, engine.Handled{Person: "gus", For: "ivy", State: "work", Event: "stop", At: monday, Content: acts[len(acts)-1].Acts[0].Content}, acts[len(acts)-1].Acts[0])
}
