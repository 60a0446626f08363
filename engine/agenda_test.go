package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
)

const toCall = `
  work:
    name: 会议
    task:
      for: board
      vote: {held: meeting, quorum: 2/3 of seats, pass: more than 1/2 of seats, yes: agree, no: refuse, recorder: clerk, confirm: head}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
` + ends

// called makes a world with cases about some people that wait for a meeting's record.
func called(t *testing.T, restricted bool, subjects ...string) (w *world, ids []string) {
	t.Helper()
	text := small(toCall)
	if restricted {
		text = strings.Replace(text, "owner: keeper\n", "owner: keeper\nsecrecy: restricted\nincidents_to: [head]\n", 1)
	}
	w = newWorld(t, book(t, posts, directory.Kin{A: "gus", B: "hal", Relation: "夫妻"}), text)
	for _, subject := range subjects {
		c := w.open("ann", "small", with("subject", subject))
		w.do("ann", c.ID, "submit")
		ids = append(ids, c.ID)
	}
	return w, ids
}

func TestMeeting_ItsMembersAreToldWhenAndWhere(t *testing.T) {
	t.Parallel()
	w, ids := called(t, false, "gus", "jim")
	told := func() []string {
		list := w.urged(engine.MessageNotify)
		return list
	}
	before := len(told())
	fresh := func() []string {
		list := told()[before:]
		before += len(list)
		return list
	}
	m, err := w.engine.CallMeeting(t.Context(), "ann", engine.Meeting{Body: "部务会", HeldOn: "2026-09-08", Place: "三楼"}, ids[:1])
	require.NoError(t, err)
	require.Equal(t, []string{"eve,fay: 请参加“部务会”会议:2026年9月8日,三楼"}, fresh(), "not whom the only item is about, nor his wife")

	m, err = w.engine.ChangeMeeting(t.Context(), "ann", m, ids)
	require.NoError(t, err)
	require.Equal(t, []string{"gus,hal: 请参加“部务会”会议:2026年9月8日,三楼"}, fresh(), "only whom the agenda did not call before")

	m.Place = "四楼"
	m, err = w.engine.ChangeMeeting(t.Context(), "ann", m, ids)
	require.NoError(t, err)
	require.Equal(t, []string{"eve,fay: 请参加“部务会”会议:2026年9月8日,四楼", "gus,hal: 请参加“部务会”会议:2026年9月8日,四楼"}, fresh(), "everybody once")

	_, err = w.engine.ChangeMeeting(t.Context(), "ann", m, ids)
	require.NoError(t, err)
	require.Empty(t, fresh(), "nothing changed")
	m.HeldOn = "不知道"
	m.Rev++
	_, err = w.engine.ChangeMeeting(t.Context(), "ann", m, ids)
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	require.Empty(t, fresh(), "what was refused is not told")
}

func TestMeeting_OfARestrictedProcedureNothingIsSaid(t *testing.T) {
	t.Parallel()
	w, ids := called(t, true, "jim")
	before := len(w.urged(engine.MessageNotify))
	_, err := w.engine.CallMeeting(t.Context(), "ann", engine.Meeting{Body: "线索研判会", HeldOn: "2026-09-08", Place: "三楼"}, ids)
	require.NoError(t, err)
	require.Equal(t, []string{"eve,fay,gus,hal: 您有1件待办,请登录系统办理"}, w.urged(engine.MessageNotify)[before:])
}

func TestHistory_NamesDraftsAndEditsToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(toCall))
	c := w.open("ann", "small", with("subject", "jim"))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: c.ID, Actor: "ann", Fields: engine.Fields{"note": "补充"}})
	require.NoError(t, err)
	w.do("ann", c.ID, "submit")
	lines, err := w.engine.History(t.Context(), "ann", c.ID)
	require.NoError(t, err)
	var names []string
	for i := range lines {
		names = append(names, lines[i].Name)
	}
	require.Equal(t, []string{"建立草稿", "修改内容", "提交"}, names)
}
