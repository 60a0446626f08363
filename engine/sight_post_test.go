package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

// An event for a post is done by whoever may see the case; while somebody of the post has it in hand, his colleagues
// neither see it nor act on it, though they know its id.
func TestSight_APostsEventIsForWhoHasTheCaseInHandAndThenForWhoSucceedsHim(t *testing.T) {
	t.Parallel()
	text := strings.Replace(restricted(`
  work:
    name: 分派
    task: {for: chief}
    on: {assign: {name: 分派, to: check}}
  check:
    name: 核查
    task: {for: head}
    on:
      done: {name: 查完, to: yes}
      recall: {name: 收回, by: chief, to: work}
`+ends), "holder: sort", "holder: work", 1)
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "assign")
	require.Equal(t, engine.NoRelation, w.relation("cat", c.ID))
	_, err := w.try("cat", c.ID, "recall")
	require.Equal(t, engine.NotFound(), err)
	require.Equal(t, "check", w.load(c.ID).Case.State)

	left := map[string]string{"clerk": "ann", "chief": "cat dan", "head": "ivy", "keeper": "own"}
	w.dir.v.Store(bookAt(t, 2, left, directory.Kin{A: "dan", B: "jim", Relation: "父子"}))
	w.gone("bob", c.ID)
	w.gone("dan", c.ID)
	require.Equal(t, engine.Participant, w.relation("cat", c.ID), "the last who had it has left")
	w.do("cat", c.ID, "recall")
	require.Equal(t, "work", w.load(c.ID).Case.State)
}

// Who opens a restricted case ex officio, by a post of a level or of the city, knows of it as long as he holds the post.
// Who filed for himself or for his unit goes on following it.
func TestSight_WhoOpenedItExOfficioKnowsOfItWhileHeHoldsThePost(t *testing.T) {
	t.Parallel()
	for scope, stays := range map[string]engine.Relation{
		"unit": engine.Applicant, "ancestors": engine.Applicant, "level": engine.NoRelation, "city": engine.NoRelation,
	} {
		t.Run(scope, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(restricted(checkText), "clerk: {name: 经办人, scope: unit}", "clerk: {name: 经办人, scope: "+scope+"}", 1)
			w := newWorld(t, book(t, posts), text)
			c := w.open("ann", "small", with("subject", "jim"))
			w.do("ann", c.ID, "submit")
			require.Equal(t, engine.Applicant, w.relation("ann", c.ID), "in post")
			w.dir.v.Store(bookAt(t, 2, map[string]string{"clerk": "gus", "chief": "bob cat dan", "head": "ivy", "keeper": "own"}))
			require.Equal(t, stays, w.relation("ann", c.ID))
			if stays == engine.NoRelation {
				w.gone("ann", c.ID)
			}
		})
	}
}

// Who handles the case only in stages marked so reads of its record how it went and what he did himself; whoever else has a
// part in it reads all.
func TestSight_WhoOnlyCarriesOutReadsHowTheCaseWent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), strings.Replace(small(`
  work:
    name: 审核
    task: {for: chief}
    on: {agree: {name: 同意, needs: [opinion], to: talk}}
  talk:
    name: 谈话
    history: progress
    task: {for: head}
    on: {talked: {name: 已谈, needs: [opinion], to: yes}}
`+ends), "parties: [subject]", "parties: [subject]\nsecrecy: restricted\nincidents_to: [board]", 1))
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "agree", say("证据充分"))
	w.do("ivy", c.ID, "talked", say("已谈心"))
	said := func(who string) (opinions []string) {
		lines, err := w.engine.History(t.Context(), who, c.ID)
		require.NoError(t, err)
		for _, l := range lines {
			if l.Opinion != "" {
				opinions = append(opinions, l.Opinion)
			}
		}
		return opinions
	}
	require.Equal(t, []string{"已谈心"}, said("ivy"))
	require.Equal(t, []string{"证据充分", "已谈心"}, said("bob"))
	mine, err := w.engine.Tasks(t.Context(), "ivy", c.ID)
	require.NoError(t, err)
	require.Len(t, mine, 1)
	all, err := w.engine.Tasks(t.Context(), "bob", c.ID)
	require.NoError(t, err)
	require.Len(t, all, 2)
}
