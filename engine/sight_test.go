package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// restricted is small with need-to-know, incidents for the head, and named checkers.
func restricted(states string) string {
	return strings.NewReplacer(
		"parties: [subject]", "parties: [subject]\nsecrecy: restricted\nincidents_to: [head]",
		"note: {name: 说明, type: text}", "note: {name: 说明, type: text, see: [board, {holder: sort}]}\n  checkers: {name: 查核人, type: persons}",
	).Replace(small(states))
}

const checkText = `
  work:
    name: 分派
    task: {for: chief}
    edit: [checkers, note]
    on:
      assign: {name: 分派, to: check, needs: [checkers], do: [{copy: [board]}]}
  check:
    name: 核查
    task: {for: checkers, mode: all, refuse: nope}
    on:
      done: {name: 查完, to: sort}
      nope: {name: 查不下去, to: work}
  sort:
    name: 审定
    task: {for: head}
    edit: [checkers]
    on:
      replace: {name: 换人, to: check, needs: [checkers]}
      fine: {name: 同意, to: yes}
` + ends

// toSort takes a case of checkText to the head, checked by dan and gus.
func toSort(t *testing.T, kin ...directory.Kin) (*world, string) {
	t.Helper()
	w := newWorld(t, book(t, posts, kin...), restricted(checkText))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign", with("checkers", []any{"dan", "gus"}, "note", "线索内容"))
	w.do("dan", c.ID, "done", say("属实"))
	w.do("gus", c.ID, "done", say("属实"))
	return w, c.ID
}

func (w *world) relation(who, id string) engine.Relation {
	w.t.Helper()
	v, err := w.engine.View(w.t.Context(), who, id)
	if engine.CodeOf(err) == engine.ENotFound {
		return engine.NoRelation
	}
	require.NoError(w.t, err)
	return v.Relation
}

// gone demands that nothing of a case reaches somebody: no list, count, record, paper, prediction or reason.
func (w *world) gone(who, id string) {
	w.t.Helper()
	ctx := w.t.Context()
	require.Equal(w.t, engine.NoRelation, w.relation(who, id), who)
	cases, err := w.engine.Cases(ctx, engine.CaseQuery{Person: who, Limit: 9})
	require.NoError(w.t, err)
	require.Empty(w.t, cases, who)
	for _, box := range []engine.Box{engine.BoxTodo, engine.BoxPool, engine.BoxDone, engine.BoxCC, engine.BoxMine} {
		rows, err := w.engine.Inbox(ctx, engine.InboxQuery{Person: who, Box: box, Limit: 9})
		require.NoError(w.t, err)
		require.Empty(w.t, rows, "%s %s", who, box)
	}
	counts, err := w.engine.BoxCounts(ctx, who)
	require.NoError(w.t, err)
	for box, n := range counts {
		require.Zero(w.t, n, "%s %s", who, box)
	}
	_, err = w.engine.History(ctx, who, id)
	require.Equal(w.t, engine.NotFound(), err)
	_, _, err = w.engine.Travelled(ctx, who, id)
	require.Equal(w.t, engine.NotFound(), err)
	_, err = w.engine.Choices(ctx, who, id)
	require.Equal(w.t, engine.NotFound(), err)
	for _, event := range []string{"fine", "replace", "assign", "nothing", engine.EventRecuse, engine.EventRetry} {
		_, err = w.try(who, id, event, say("x"))
		require.Equal(w.t, engine.NotFound(), err, "%s %s", who, event)
	}
}

func TestSight_RestrictedEndsWithThePost(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	require.Equal(t, engine.Participant, w.relation("dan", id), "who did his part and is still named keeps it")
	require.Equal(t, engine.Participant, w.relation("bob", id), "who did his part and is still in post keeps it")
	require.Equal(t, engine.Applicant, w.relation("ann", id))
	w.gone("cat", id) // could have acted in bob's place, and did not
	w.gone("jim", id) // whom it is about
	w.gone("own", id) // who owns the rules

	w.do("ivy", id, "replace", with("checkers", []any{"hal", "gus"}))
	require.Equal(t, engine.Participant, w.relation("gus", id))
	w.gone("dan", id) // replaced; that he is a chief too, who never acted as such, does not help

	moved := map[string]string{"clerk": "ann", "chief": "cat", "board": "eve fay gus hal", "head": "ivy", "keeper": "own"}
	w.dir.v.Store(bookAt(t, 2, moved))
	w.gone("bob", id) // moved away
}

func TestSight_WhoRecusedHimselfLosesARestrictedCaseAndElsewhereKeepsWhatHeDid(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	w.do("ivy", id, "replace", with("checkers", []any{"dan", "gus"}))
	w.do("dan", id, engine.EventRecuse, say("亲属"))
	w.gone("dan", id)

	text := small(strings.NewReplacer("checkers, note", "note", ", needs: [checkers]", "", "for: checkers, mode: all, refuse: nope", "for: chief",
		"    edit: [checkers]\n", "").Replace(checkText))
	w = newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign", say("分给核查"))
	w.do("bob", c.ID, engine.EventRecuse, say("亲属"))
	w.do("cat", c.ID, "done", say("后来的意见"))
	v, err := w.engine.View(t.Context(), "bob", c.ID)
	require.NoError(t, err)
	require.Equal(t, engine.Past, v.Relation)
	require.Empty(t, v.Fields)
	require.Equal(t, "work", v.Case.State, "where he acted last, not where it stands")
	for _, l := range hist(w, "bob", c.ID) {
		require.Equal(t, "人bob", l.Actor)
		require.NotContains(t, l.Opinion, "后来")
	}
	done, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "bob", Box: engine.BoxDone, Limit: 9})
	require.NoError(t, err)
	require.Len(t, done, 1)
	choices, err := w.engine.Choices(t.Context(), "bob", c.ID)
	require.NoError(t, err)
	require.Empty(t, choices)
}

func TestSight_ACopyIsReadAsFarAsItConcernsTheReader(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	v, err := w.engine.View(t.Context(), "eve", id)
	require.NoError(t, err)
	require.Equal(t, engine.Copied, v.Relation)
	require.Equal(t, engine.Fields{"note": "线索内容"}, v.Fields, "only what names his role under 可见")
	require.Empty(t, v.Open)
	_, err = w.engine.History(t.Context(), "eve", id)
	require.Equal(t, engine.NotFound(), err)
	_, err = w.engine.Tasks(t.Context(), "eve", id)
	require.Equal(t, engine.NotFound(), err)
	cc, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "eve", Box: engine.BoxCC, Limit: 9})
	require.NoError(t, err)
	require.Len(t, cc, 1)

	w.dir.v.Store(bookAt(t, 2, map[string]string{"clerk": "ann", "chief": "bob", "board": "fay", "head": "ivy", "keeper": "own"}))
	w.gone("eve", id)

	w, id = toSort(t, directory.Kin{A: "eve", B: "jim", Relation: "夫妻"})
	w.gone("eve", id)
}

func TestSight_AFieldIsOpenToWhomTheCaseNames(t *testing.T) {
	t.Parallel()
	text := strings.Replace(restricted(checkText), "see: [board, {holder: sort}]", "sensitive: true, see: [checkers, {holder: work}]", 1)
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: c.ID, Actor: "cat", Fields: engine.Fields{"note": "账号六二二二"}})
	require.NoError(t, err)
	masked := func(who string) bool {
		v, err := w.engine.View(t.Context(), who, c.ID)
		require.NoError(t, err, who)
		return v.Fields["note"] != "账号六二二二"
	}
	require.True(t, masked("bob"), "nobody has handled that stage yet")
	w.do("bob", c.ID, "assign", with("checkers", []any{"gus"}))
	require.False(t, masked("bob"))
	require.False(t, masked("gus"))
	w.do("gus", c.ID, "done")
	require.True(t, masked("ivy"))
}

func TestSight_ARaceIsLostWithoutAName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), restricted(checkText))
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	task := w.openTasks(c.ID)[0]
	w.do("bob", c.ID, "assign", with("checkers", []any{"gus"}))
	_, err := w.try("cat", c.ID, "assign", onTask(task.ID))
	require.Equal(t, engine.EConflict, engine.CodeOf(err))
	require.NotContains(t, err.Error(), "人")
	_, err = w.try("own", c.ID, "assign", onTask(task.ID))
	require.Equal(t, engine.NotFound(), err, "the id of a turn opens nothing to a stranger")
}

func TestIncident_OfARestrictedProcedureIsForWhomItNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), restricted(checkText))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign", with("checkers", []any{"jim"}))
	require.Equal(t, []string{"ivy"}, w.openTasks(c.ID)[0].Candidates)
	require.Equal(t, engine.Participant, w.relation("ivy", c.ID))
	w.gone("own", c.ID)
	box, err := w.store.Outbox(t.Context(), "", 99)
	require.NoError(t, err)
	told := ""
	for _, m := range box {
		if len(m.To) == 1 && m.To[0] == "own" {
			told += m.Text
		}
	}
	require.Equal(t, "有1件异常", told)

	rows := func(who string, admin bool) []engine.IncidentRow {
		list, err := w.engine.Incidents(t.Context(), engine.IncidentReader{Person: who, Admin: admin}, "", 9)
		require.NoError(t, err)
		return list
	}
	require.Len(t, rows("own", false), 1)
	require.Equal(t, engine.Case{}, rows("own", false)[0].Case, "a count, no case")
	require.Equal(t, 1, rows("own", false)[0].Count)
	require.Empty(t, rows("eve", false))
	require.Empty(t, rows("eve", true), "it has a handler")

	w.dir.v.Store(bookAt(t, 2, posts, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}, directory.Kin{A: "own", B: "jim", Relation: "夫妻"}))
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	w.gone("ivy", c.ID)
	require.Empty(t, rows("own", false), "who must keep out does not count it either")
	orphan := rows("eve", true)
	require.Len(t, orphan, 1)
	require.True(t, orphan[0].Unhandled)
	require.Equal(t, engine.Case{ID: c.ID}, orphan[0].Case, "the id and nothing else")
}

func TestIncident_GoesToTheFirstNamedWhoNeedNotKeepOutAndUpwards(t *testing.T) {
	t.Parallel()
	text := strings.Replace(restricted(checkText), "incidents_to: [head]", "incidents_to: [{role: board, escalate: ancestors}, head]", 1)
	kin := []directory.Kin{{A: "eve", B: "jim", Relation: "夫妻"}}
	p := map[string]string{"clerk": "ann", "chief": "bob", "board": "eve", "head": "ivy", "keeper": "own"}
	for _, tc := range []struct {
		posts []directory.Post
		want  string
	}{{nil, "ivy"}, {[]directory.Post{{Role: "board", Person: "hal", Unit: "city"}}, "hal"}} {
		w := newWorld(t, withPosts(t, book(t, p, kin...), kin, tc.posts...), text)
		c := w.open("ann", "small", with("subject", "jim"))
		w.do("ann", c.ID, "submit")
		w.do("bob", c.ID, "assign", with("checkers", []any{"jim"}))
		require.Equal(t, []string{tc.want}, w.openTasks(c.ID)[0].Candidates)
	}
}

// withPosts is a directory with more posts.
func withPosts(t *testing.T, b *directory.Book, kin []directory.Kin, more ...directory.Post) *directory.Book {
	t.Helper()
	posts := more
	for _, role := range b.RoleNames() {
		posts = append(posts, b.Posts(role)...)
	}
	out, faults := directory.NewBook(b.Revision(), b.Units(), b.People(), posts, kin, nil)
	require.Empty(t, faults)
	return out
}

func TestIncident_AnOwnerReadsThoseOfHisProceduresOnly(t *testing.T) {
	t.Parallel()
	other := strings.NewReplacer("process: small", "process: other", "owner: keeper", "owner: head", "for: chief", "for: board").Replace(small(oneText))
	p := map[string]string{"clerk": "ann", "head": "ivy", "keeper": "own"}
	w := newWorld(t, book(t, p), small(oneText), other)
	for _, key := range []string{"small", "other"} {
		c := w.open("ann", key)
		w.do("ann", c.ID, "submit")
	}
	for who, key := range map[string]string{"own": "small", "ivy": "other"} {
		rows, err := w.engine.Incidents(t.Context(), engine.IncidentReader{Person: who}, "", 9)
		require.NoError(t, err)
		require.Len(t, rows, 1, who)
		require.Equal(t, key, rows[0].Case.Process)
	}
	rows, err := w.engine.Incidents(t.Context(), engine.IncidentReader{Person: "eve", Admin: true}, "", 9)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	rows, err = w.engine.Incidents(t.Context(), engine.IncidentReader{Person: "eve", Admin: true}, rows[0].Case.ID, 9)
	require.NoError(t, err)
	require.Len(t, rows, 1, "page by page")
}

// Who may act by his own party field (an appeal) reads a restricted case like an applicant once it is filed; his kin, and
// parties of procedures that have no such event, see nothing.
func TestSight_APartyWithASayFollowsARestrictedCase(t *testing.T) {
	t.Parallel()
	text := strings.Replace(restricted(checkText), "      replace: {name: 换人", "      appeal: {name: 申诉, by: subject, to: work, needs: [opinion]}\n      replace: {name: 换人", 1)
	w := newWorld(t, book(t, posts, directory.Kin{A: "jim", B: "fay", Relation: "夫妻"}), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.gone("jim", c.ID) // a draft is its author's
	w.do("ann", c.ID, "submit")
	require.Equal(t, engine.Applicant, w.relation("jim", c.ID))
	require.Equal(t, engine.NoRelation, w.relation("fay", c.ID))
	w.do("bob", c.ID, "assign", with("checkers", []any{"dan", "gus"}, "note", "线索内容"))
	v, err := w.engine.View(t.Context(), "jim", c.ID)
	require.NoError(t, err)
	require.NotContains(t, v.Fields, "note", "what handlers wrote is not his to read")
	w.do("dan", c.ID, "done", say("属实"))
	w.do("gus", c.ID, "done", say("属实"))
	w.do("jim", c.ID, "appeal", say("不服"))
	require.Equal(t, "work", w.load(c.ID).Case.State)

	other, id := toSort(t)
	other.gone("jim", id)
}
