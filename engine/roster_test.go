package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

const rosterText = `
  work:
    name: 审核
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
` + ends

// rosterProcess is small with a sensitive, a sealed and a choice field.
func rosterProcess() string {
	return strings.Replace(small(rosterText), "note: {name: 说明, type: text}", `note: {name: 说明, type: text}
  account: {name: 账号, type: text, sensitive: true, see: [head]}
  secret: {name: 反映内容, type: text, sealed: true, see: [head]}
  kind: {name: 种类, type: choice, options: [{a: 甲类}, {b: 乙类}]}`, 1)
}

func (w *world) roster(who string, q engine.RosterQuery) []engine.RosterLine {
	w.t.Helper()
	if q.Process, q.Limit = "small", max(q.Limit, 1); q.Limit == 1 {
		q.Limit = 50
	}
	var all []engine.RosterLine
	for {
		page, err := w.engine.Roster(w.t.Context(), who, q)
		require.NoError(w.t, err)
		require.LessOrEqual(w.t, len(page.Lines), q.Limit)
		all = append(all, page.Lines...)
		if q.Before = page.Next; page.Next == "" {
			return all
		}
	}
}

func TestRoster_AnOverseerSeesEveryCaseButNoFormAndNoName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts, directory.Kin{A: "own", B: "hal", Relation: "配偶"}), rosterProcess())
	for _, subject := range []string{"jim", "gus", "hal", "own"} {
		c := w.open("ann", "small", with("subject", subject, "amount", "12.50", "account", "62220000000012345", "secret", "密", "kind", "b"))
		w.do("ann", c.ID, "submit")
	}
	w.open("ann", "small", with("subject", "jim")) // a draft was not received
	lines := w.roster("own", engine.RosterQuery{Whole: true, Limit: 3})
	require.Len(t, lines, 2, "of cases about himself and his kin he sees nothing")
	for _, l := range lines {
		require.Empty(t, l.Title)
		require.Nil(t, l.Fields)
		require.Equal(t, "审核", l.StateName)
		require.Equal(t, "文旅局", l.UnitName)
	}
	mine := w.roster("ann", engine.RosterQuery{})
	require.Len(t, mine, 4)
	require.Equal(t, "人own", mine[0].Fields["subject"])
	require.Equal(t, "12.50", mine[0].Fields["amount"])
	require.Equal(t, "乙类", mine[0].Fields["kind"])
	require.Equal(t, "62220000000012345", mine[0].Fields["account"], "who filed it sees it whole")
	_, has := mine[0].Fields["secret"]
	require.False(t, has, "what is sealed has no column")
	theirs := w.roster("bob", engine.RosterQuery{})
	require.Len(t, theirs, 4)
	require.Equal(t, "****2345", theirs[0].Fields["account"])
	require.Empty(t, w.roster("ivy", engine.RosterQuery{}), "who has no part in any case sees none")
}

func TestRoster_IsNarrowedByUnitStateAndMonth(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), rosterProcess())
	first := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", first.ID, "submit")
	w.do("bob", first.ID, "agree")
	w.until("2026-10-08")
	second := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", second.ID, "submit")
	ids := func(q engine.RosterQuery) (list []string) {
		q.Whole = true
		for _, l := range w.roster("own", q) {
			list = append(list, l.Case)
		}
		return list
	}
	require.Equal(t, []string{second.ID, first.ID}, ids(engine.RosterQuery{}))
	require.Equal(t, []string{first.ID}, ids(engine.RosterQuery{Month: "2026-09"}))
	require.Equal(t, []string{second.ID}, ids(engine.RosterQuery{Month: "2026-10"}))
	require.Equal(t, []string{first.ID}, ids(engine.RosterQuery{State: "yes"}))
	require.Equal(t, []string{second.ID, first.ID}, ids(engine.RosterQuery{Unit: "city"}), "a unit stands for those below it")
	require.Empty(t, ids(engine.RosterQuery{Unit: "u2"}))
	for _, month := range []string{"2026-13", "2026-9", "九月", "2026-09-01"} {
		_, err := w.engine.Roster(t.Context(), "own", engine.RosterQuery{Process: "small", Month: month, Limit: 9})
		require.Equal(t, engine.EInvalid, engine.CodeOf(err), month)
	}
	_, err := w.engine.Roster(t.Context(), "own", engine.RosterQuery{Process: "none", Limit: 9})
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func TestRoster_OfARestrictedProcedureOnlyThoseWhoTakePartSeeAnything(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	_, err := w.engine.Roster(t.Context(), "own", engine.RosterQuery{Process: "small", Whole: true, Limit: 9})
	require.Equal(t, engine.EForbidden, engine.CodeOf(err))
	require.Empty(t, w.roster("own", engine.RosterQuery{}))
	require.Empty(t, w.roster("jim", engine.RosterQuery{}), "whom it is about learns nothing here")
	lines := w.roster("ivy", engine.RosterQuery{})
	require.Len(t, lines, 1)
	require.Equal(t, id, lines[0].Case)
}
