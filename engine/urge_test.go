package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/workday"
)

const watched = `
  work:
    name: 审核
    task: {for: chief, due: 5 workdays}
    on:
      agree: {name: 同意, to: yes}
      fix: {name: 退回补正, needs: [opinion, items], to: correction}
  correction:
    name: 补正
    task: {for: initiator}
    edit: returned_items
    on:
      again: {name: 补正后提交, to: back}
`

// urged is the texts of the messages of a kind, with whom they went to.
func (w *world) urged(kind string) []string {
	w.t.Helper()
	rows, err := w.store.Outbox(w.t.Context(), "", 500)
	require.NoError(w.t, err)
	var list []string
	for _, m := range rows {
		if m.Kind == kind {
			list = append(list, strings.Join(m.To, ",")+": "+m.Text)
		}
	}
	return list
}

func supervised(restricted bool) string {
	text := strings.Replace(small(watched+ends), "owner: keeper\n", "owner: keeper\nsupervisors: [overseer]\n", 1)
	text = strings.Replace(text, "  keeper: {name: 维护人, scope: city}\n", "  keeper: {name: 维护人, scope: city}\n  overseer: {name: 督办员, scope: city}\n", 1)
	if restricted {
		text = strings.Replace(text, "owner: keeper\n", "owner: keeper\nsecrecy: restricted\nincidents_to: [head]\n", 1)
	}
	return text
}

func overseen(t *testing.T, restricted bool, kin ...directory.Kin) (*world, string) {
	t.Helper()
	people := map[string]string{"overseer": "jim"}
	for role, who := range posts {
		people[role] = who
	}
	w := newWorld(t, book(t, people, kin...), supervised(restricted))
	c := w.open("ann", "small", with("subject", "cat"))
	w.do("ann", c.ID, "submit")
	return w, c.ID
}

func TestUrge_OncePerDayByTheApplicant_ToWhoeverHasTheCase(t *testing.T) {
	t.Parallel()
	w, id := overseen(t, false)
	before := w.load(id).Case
	w.refused(engine.EForbidden, []string{"“催办”由发起人办理"}, "bob", id, "urge")
	w.do("ann", id, "urge", say("急用"))
	require.Equal(t, []string{"bob,dan: 小流程在“审核”环节,申请人催办,请尽快办理。急用"}, w.urged("urge"), "cat is the subject")
	w.refused(engine.EGuard, []string{"今天已催办过,请明日再办"}, "ann", id, "urge")
	after := w.load(id).Case
	require.Equal(t, before.Round, after.Round)
	require.Equal(t, before.Content, after.Content, "nobody's reading is void")
	w.clock.at.Add(24 * 3600 * 1000)
	w.do("ann", id, "urge")
	require.Len(t, w.urged("urge"), 2)
	w.do("bob", id, "fix", say("改"), items("note"))
	w.refused(engine.EWrongState, []string{"目前没有等待别人办理的事项"}, "ann", id, "urge")
	w.whole(id)
}

func TestUrge_IsOfferedToApplicantsOnlyWhileItHelps(t *testing.T) {
	t.Parallel()
	w, id := overseen(t, false)
	offered := func(person string) bool {
		list, err := w.engine.Choices(t.Context(), person, id)
		require.NoError(t, err)
		for _, c := range list {
			if c.Event == engine.EventUrge {
				return c.Allowed
			}
		}
		return false
	}
	require.True(t, offered("ann"))
	require.False(t, offered("bob"))
	w.do("ann", id, "urge")
	require.False(t, offered("ann"))
}

func TestSupervise_SeesHowFarNotWhat_AndDecidesNothing(t *testing.T) {
	t.Parallel()
	for _, restricted := range []bool{false, true} {
		w, id := overseen(t, restricted)
		_, err := w.engine.View(t.Context(), "jim", id)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		w.refused(engine.ENotFound, nil, "jim", id, "agree")
		w.refused(engine.EMissing, []string{"请填写办理意见"}, "jim", id, "supervise")
		w.refused(engine.ENotFound, nil, "own", id, "supervise", say("快"))
		w.do("jim", id, "supervise", say("请于本周办结"))
		w.refused(engine.EGuard, []string{"今天已督办过"}, "jim", id, "supervise", say("再快"))
		if restricted {
			require.Equal(t, []string{"bob,dan: 您有1件待办,请登录系统办理"}, w.urged("supervise"))
		} else {
			require.Equal(t, []string{"bob,dan: 小流程在“审核”环节被督办,请按期办理并说明情况。督办要求:请于本周办结"}, w.urged("supervise"))
		}
		w.whole(id)
	}
}

func TestWatch_ListsWhatIsLate_WithoutContent(t *testing.T) {
	t.Parallel()
	w, id := overseen(t, false)
	list, next, err := w.engine.Watch(t.Context(), "jim", false, "", 10)
	require.NoError(t, err)
	require.Empty(t, next)
	require.Len(t, list, 1)
	require.Equal(t, id, list[0].Case.ID)
	require.Equal(t, engine.Memo{}, list[0].Case.Memo)
	require.Empty(t, list[0].Case.Initiator)
	require.Equal(t, "审核人", list[0].Open[0].Who)
	require.Equal(t, workday.Green, list[0].Light)

	late, _, err := w.engine.Watch(t.Context(), "jim", true, "", 10)
	require.NoError(t, err)
	require.Empty(t, late)
	w.until("2026-09-14")
	w.do("jim", id, "supervise", say("已超期"))
	late, _, err = w.engine.Watch(t.Context(), "jim", true, "", 10)
	require.NoError(t, err)
	require.Len(t, late, 1)
	require.Equal(t, workday.Red, late[0].Light)
	require.Equal(t, workday.Date("2026-09-15"), late[0].Urged)

	other, _, err := w.engine.Watch(t.Context(), "ivy", false, "", 10)
	require.NoError(t, err)
	require.Empty(t, other)
}

func TestWatch_LeavesOutWhatTheSupervisorMustKeepOutOf(t *testing.T) {
	t.Parallel()
	w, id := overseen(t, false, directory.Kin{A: "jim", B: "cat", Relation: "夫妻"})
	list, _, err := w.engine.Watch(t.Context(), "jim", false, "", 10)
	require.NoError(t, err)
	require.Empty(t, list)
	_, err = w.try("jim", id, "supervise", say("快"))
	require.Error(t, err)
	require.Contains(t, []engine.Code{engine.ERecused, engine.ENotFound}, engine.CodeOf(err))
}

func TestWatch_GoesOnWhereAPageEnds(t *testing.T) {
	t.Parallel()
	w, first := overseen(t, false)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	page1, next, err := w.engine.Watch(t.Context(), "jim", false, "", 1)
	require.NoError(t, err)
	require.Equal(t, c.ID, page1[0].Case.ID)
	page2, _, err := w.engine.Watch(t.Context(), "jim", false, next, 1)
	require.NoError(t, err)
	require.Equal(t, first, page2[0].Case.ID)
}
