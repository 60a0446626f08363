package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// told lists what was said of one kind.
func (w *world) told(kind string) (list []engine.Message) {
	all, err := w.engine.Store().Outbox(w.t.Context(), "", 1000)
	require.NoError(w.t, err)
	for _, m := range all {
		if m.Kind == kind {
			list = append(list, m)
		}
	}
	return list
}

func TestComment_AmongThoseWhoSeeTheRecord(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	c, err := w.engine.Comment(t.Context(), "bob", id, " 金额请再核一下 ", []engine.PersonID{"cat", "cat", "bob"})
	require.NoError(t, err)
	require.Equal(t, []engine.PersonID{"cat"}, c.Mentions, "once, and not oneself")
	list, err := w.engine.Comments(t.Context(), "cat", id)
	require.NoError(t, err)
	require.Equal(t, "金额请再核一下", list[0].Text)
	told := w.told(engine.MessageMention)
	require.Len(t, told, 1)
	require.Equal(t, []engine.PersonID{"cat"}, told[0].To)
	require.Equal(t, "人bob在“小流程”的评论中提到了您", told[0].Text)

	for _, who := range []string{"ann", "eve", "own"} { // the applicant sees no record, the others nothing
		_, err := w.engine.Comments(t.Context(), who, id)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), who)
		_, err = w.engine.Comment(t.Context(), who, id, "我也说一句", nil)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), who)
		require.Equal(t, engine.ENotFound, engine.CodeOf(w.engine.VoidComment(t.Context(), who, id, c.ID, "删")), who)
		_, err = w.engine.Comment(t.Context(), "bob", id, "请看", []engine.PersonID{"cat", who})
		require.Equal(t, engine.EInvalid, engine.CodeOf(err), who)
		require.Contains(t, problems(err), "不能查看该事项的办理记录", who)
	}
	require.Len(t, w.told(engine.MessageMention), 1, "nobody else was told")
	_, err = w.engine.Comment(t.Context(), "bob", id, "  ", nil)
	require.Equal(t, engine.EMissing, engine.CodeOf(err))
	_, err = w.engine.Comment(t.Context(), "bob", id, strings.Repeat("字", 4001), nil)
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
}

func TestComment_IsVoidedByItsAuthorWithAReason(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	c, err := w.engine.Comment(t.Context(), "bob", id, "写错地方了", nil)
	require.NoError(t, err)
	require.Equal(t, engine.EMissing, engine.CodeOf(w.engine.VoidComment(t.Context(), "bob", id, c.ID, " ")))
	require.Equal(t, engine.ENotFound, engine.CodeOf(w.engine.VoidComment(t.Context(), "cat", id, c.ID, "不是我的")))
	require.NoError(t, w.engine.VoidComment(t.Context(), "bob", id, c.ID, "写错地方了,请看另一件"))
	require.Equal(t, engine.ENotFound, engine.CodeOf(w.engine.VoidComment(t.Context(), "bob", id, c.ID, "再来")))
	list, err := w.engine.Comments(t.Context(), "cat", id)
	require.NoError(t, err)
	require.Len(t, list, 1, "it stays")
	require.Empty(t, list[0].Text)
	require.Equal(t, "写错地方了,请看另一件", list[0].VoidWhy)
}

func TestComment_OfARestrictedCaseTellsNothing(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	_, err := w.engine.Comment(t.Context(), "ivy", id, "请补充", []engine.PersonID{"fay"})
	require.Contains(t, problems(err), "不能在评论中提到", "a board member had a copy, not the record")
	for _, who := range []string{"ann", "jim", "own", "fay"} {
		_, err := w.engine.Comments(t.Context(), who, id)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), who)
	}
	reached, err := w.engine.Comment(t.Context(), "ivy", id, "请补充", []engine.PersonID{"dan"})
	require.NoError(t, err)
	require.NotEmpty(t, reached.ID)
	told := w.told(engine.MessageMention)
	require.Equal(t, "您有1件待办,请登录系统办理", told[0].Text)
}

func TestCirculate_IsRecordedAndRead(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	r, err := w.engine.Circulate(t.Context(), engine.Command{Actor: "bob", Case: id, Readers: []engine.PersonID{"eve", "eve", "bob"}, Opinion: "请阅示"})
	require.NoError(t, err)
	require.Equal(t, "work", r.Case.State, "nothing else happens")
	w.whole(id)
	require.Equal(t, engine.Copied, w.relation("eve", id))
	lines, err := w.engine.History(t.Context(), "bob", id)
	require.NoError(t, err)
	last := lines[len(lines)-1]
	require.Equal(t, []string{"传阅", "请阅示", "人bob"}, []string{last.Name, last.Opinion, last.Actor})
	require.Equal(t, []engine.PersonID{"eve"}, w.told(engine.MessageCopy)[0].To)

	copies := func() engine.CopyView {
		list, err := w.engine.Copies(t.Context(), "bob", id)
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	require.Equal(t, engine.CopyView{Person: "eve", SentAt: monday}, copies())
	w.clock.at.Add(60_000)
	n, err := w.engine.Seen(t.Context(), "eve", id)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, monday+60_000, copies().ReadAt)
	counts, err := w.engine.BoxCounts(t.Context(), "eve")
	require.NoError(t, err)
	require.Equal(t, []int{0, 1}, []int{counts[engine.BoxCC], counts[engine.BoxRead]})
	items, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: "eve", Box: engine.BoxRead, Limit: 9})
	require.NoError(t, err)
	require.Len(t, items, 1)
	for _, who := range []string{"eve", "ann"} { // a reader does not see who else reads, nor passes it on
		_, err := w.engine.Copies(t.Context(), who, id)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		_, err = w.engine.Circulate(t.Context(), engine.Command{Actor: who, Case: id, Readers: []engine.PersonID{"fay"}, Opinion: "请阅"})
		require.Equal(t, engine.EForbidden, engine.CodeOf(err))
	}
	_, err = w.engine.Circulate(t.Context(), engine.Command{Actor: "gus", Case: id, Readers: []engine.PersonID{"fay"}, Opinion: "请阅"})
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	_, err = w.engine.Seen(t.Context(), "gus", id)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func TestCirculate_RefusesWhatIsMissingAndWhoMayNotKnow(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(backText))
	for _, c := range []struct {
		name   string
		to     []engine.PersonID
		reason string
		code   engine.Code
		says   string
	}{
		{"no reason", []engine.PersonID{"eve"}, " ", engine.EMissing, "reason: 请写明理由"},
		{"nobody", nil, "请阅", engine.EMissing, "to: 请选择传阅给谁"},
		{"only oneself", []engine.PersonID{"bob"}, "请阅", engine.EInvalid, "请选择传阅给谁"},
		{"somebody who is not there", []engine.PersonID{"nobody"}, "请阅", engine.EInvalid, "查无此人"},
		{"who recused himself", []engine.PersonID{"eve", "cat"}, "请阅", engine.EInvalid, "人cat依规不能阅知该事项"},
	} {
		if c.name == "who recused himself" {
			w.do("cat", id, engine.EventRecuse, say("亲属"))
		}
		_, err := w.engine.Circulate(t.Context(), engine.Command{Actor: "bob", Case: id, Readers: c.to, Opinion: c.reason})
		require.Equal(t, c.code, engine.CodeOf(err), c.name)
		require.Contains(t, problems(err), c.says, c.name)
	}
	require.Empty(t, w.told(engine.MessageCopy), "nobody was told of it, not even those who may")
}

func TestCirculate_ARestrictedCaseGoesOnlyToWhomTheProcedureNames(t *testing.T) {
	t.Parallel()
	w, id := toSort(t)
	before := len(w.told(engine.MessageCopy))
	send := func(actor, to string) error {
		_, err := w.engine.Circulate(t.Context(), engine.Command{Actor: actor, Case: id, Readers: []engine.PersonID{to}, Opinion: "请阅"})
		return err
	}
	for _, to := range []string{"own", "jim", "ann"} { // a stranger, the subject, who reported: in one and the same words
		require.Contains(t, problems(send("ivy", to)), "人"+to+"依规不能阅知该事项,请另选")
	}
	require.Equal(t, engine.EForbidden, engine.CodeOf(send("bob", "fay")), "his turn is over")
	require.Len(t, w.told(engine.MessageCopy), before)
	require.NoError(t, send("ivy", "fay"))
	told := w.told(engine.MessageCopy)
	require.Len(t, told, before+1)
	require.Equal(t, "您有1件待办,请登录系统办理", told[before].Text)
}

func TestPhrases_BeginWithTheCatalogue(t *testing.T) {
	t.Parallel()
	w, _ := start(t, small(backText))
	list, own, err := w.engine.Phrases(t.Context(), "bob")
	require.NoError(t, err)
	require.False(t, own)
	require.Contains(t, list, "同意。")
	require.NoError(t, w.engine.SavePhrases(t.Context(), "bob", []string{" 同意呈批。 ", "", "已核。", "同意呈批。"}))
	list, own, err = w.engine.Phrases(t.Context(), "bob")
	require.NoError(t, err)
	require.True(t, own)
	require.Equal(t, []string{"同意呈批。", "已核。"}, list)
	require.Equal(t, engine.EInvalid, engine.CodeOf(w.engine.SavePhrases(t.Context(), "bob", []string{strings.Repeat("长", 201)})))
	many := make([]string, 51)
	for i := range many {
		many[i] = strings.Repeat("x", i+1)
	}
	require.Equal(t, engine.EInvalid, engine.CodeOf(w.engine.SavePhrases(t.Context(), "bob", many)))
}

func TestAutosave_TheSecondTabIsToldAndNothingIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(backText))
	id := w.open("ann", "small").ID
	rev := w.load(id).Case.Rev
	save := func(note, opinion string, base int64) engine.Autosaved {
		got, err := w.engine.SaveTyped(t.Context(), "ann", id, engine.Typed{Fields: engine.Fields{"note": note}, Opinion: opinion}, base)
		require.NoError(t, err)
		return got
	}
	first := save("第一稿", "", 0)
	require.Nil(t, first.Other)
	w.clock.at.Add(1000)
	tabA := save("甲页的第二稿", "同意", first.Rev)
	require.Nil(t, tabA.Other)
	tabB := save("乙页的第二稿", "", first.Rev)
	require.NotNil(t, tabB.Other, "the second tab is told")
	require.Equal(t, tabA.Rev, tabB.Other.Rev)
	require.Equal(t, monday+1000, tabB.Other.At)
	require.Equal(t, []string{"note", "opinion"}, tabB.Differs)

	view, err := w.engine.Typed(t.Context(), "ann", id)
	require.NoError(t, err)
	require.Equal(t, "甲页的第二稿", view.Head.Fields["note"])
	require.Len(t, view.Aside, 1)
	require.Equal(t, "乙页的第二稿", view.Aside[0].Fields["note"])
	merged := save("两稿合一", "同意", tabA.Rev)
	require.Nil(t, merged.Other)
	require.Equal(t, rev, w.load(id).Case.Rev, "the record knows nothing of it")
	for _, who := range []string{"bob", "own"} {
		_, err := w.engine.Typed(t.Context(), who, id)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		_, err = w.engine.SaveTyped(t.Context(), who, id, engine.Typed{}, 0)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	}
	_, err = w.engine.SaveTyped(t.Context(), "ann", id, engine.Typed{Fields: engine.Fields{"nothing": "x"}}, merged.Rev)
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	require.NoError(t, w.engine.DropTyped(t.Context(), "ann", id))
	view, err = w.engine.Typed(t.Context(), "ann", id)
	require.NoError(t, err)
	require.Nil(t, view.Head)
	require.Empty(t, view.Aside)
}

func TestAtRest_CommentsAutosavesAndMessagesAreSealed(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(backText), "note: {name: 说明, type: text}",
		"note: {name: 说明, type: text, sensitive: true}\n  code: {name: 暗号, type: text, sealed: true, see: [chief]}\n  who: {name: 对象, type: party}", 1)
	w, id := start(t, text)
	c, err := w.engine.Comment(t.Context(), "bob", id, "明文评论", []engine.PersonID{"cat"})
	require.NoError(t, err)
	require.NoError(t, w.engine.VoidComment(t.Context(), "bob", id, c.ID, "明文理由"))
	got, err := w.engine.SaveTyped(t.Context(), "bob", id, engine.Typed{
		Fields: engine.Fields{"note": "明文草稿", "code": "绝密词", "who": map[string]any{"name": "某人", "id_no": "110101199003070000"}}, Opinion: "明文意见",
	}, 0)
	require.NoError(t, err)
	require.Equal(t, []string{"code", "who.id_no"}, got.LeftOut, "sealed values lie nowhere but sealed in the record")
	kept, err := w.store.Comments(t.Context(), id)
	require.NoError(t, err)
	saves, err := w.store.Autosaves(t.Context(), id, "bob")
	require.NoError(t, err)
	said, err := w.store.Outbox(t.Context(), "", 99)
	require.NoError(t, err)
	all := kept[0].Text + kept[0].VoidWhy + saves[0].Body
	for _, m := range said {
		all += m.Text
	}
	for _, word := range []string{"明文", "绝密词", "110101", "小流程"} {
		require.NotContains(t, all, word)
	}
	view, err := w.engine.Typed(t.Context(), "bob", id)
	require.NoError(t, err)
	require.Equal(t, engine.Fields{"note": "明文草稿", "who": map[string]any{"name": "某人"}}, view.Head.Fields)
	require.Equal(t, "明文意见", view.Head.Opinion)
	list, err := w.engine.Comments(t.Context(), "cat", id)
	require.NoError(t, err)
	require.Equal(t, "明文理由", list[0].VoidWhy)
}
