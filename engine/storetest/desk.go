package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var deskRules = []rule{
	{"a comment is kept with what is told of it, and voided by its author once", testComments},
	{"what was sent to read moves from 待阅 to 已阅", testMarkCopiesRead},
	{"phrases are kept in their order", testPhrases},
	{"a version typed over the head is the head, another is kept aside", testAutosaves},
	{"the oldest versions are dropped, the head never", testAutosaveSurplus},
	{"of two tabs at once one is told, and both texts are kept", testAutosaveRace},
}

func testComments(t *testing.T, s engine.Store) {
	ctx := context.Background()
	mustApply(t, s, opening(caseID(1)), opening(caseID(2)))
	first := engine.Comment{ID: "k1", Case: caseID(1), Person: "张三", Text: "请看𬀩", Mentions: []engine.PersonID{"李四"}, At: morning}
	second := engine.Comment{ID: "k2", Case: caseID(1), Person: "李四", Text: "已看", At: morning + 1}
	m := engine.Message{ID: "k1-01", Case: caseID(1), Kind: engine.MessageMention, To: []engine.PersonID{"李四"}, Text: "提到了您", At: morning}
	require.NoError(t, s.AddComment(ctx, second, nil))
	require.NoError(t, s.AddComment(ctx, first, []engine.Message{m}))
	require.NoError(t, s.AddComment(ctx, engine.Comment{ID: "k3", Case: caseID(2), Person: "张三", Text: "别的", At: morning}, nil))
	same(t, []engine.Comment{first, second}, must(s.Comments(ctx, caseID(1)))(t))
	same(t, []engine.Message{m}, must(s.Unaddressed(ctx, 9))(t))
	same(t, []engine.Message{m}, must(s.Outbox(ctx, "", 9))(t))

	require.False(t, must(s.VoidComment(ctx, caseID(1), "k1", "李四", "不是我写的", morning+2))(t))
	require.False(t, must(s.VoidComment(ctx, caseID(2), "k1", "张三", "别的办件", morning+2))(t))
	require.True(t, must(s.VoidComment(ctx, caseID(1), "k1", "张三", "写错了", morning+2))(t))
	require.False(t, must(s.VoidComment(ctx, caseID(1), "k1", "张三", "再作废", morning+3))(t))
	first.VoidAt, first.VoidWhy = morning+2, "写错了"
	same(t, []engine.Comment{first, second}, must(s.Comments(ctx, caseID(1)))(t))
	require.Empty(t, must(s.Comments(ctx, caseID(9)))(t))
}

func testMarkCopiesRead(t *testing.T, s engine.Store) {
	ctx := context.Background()
	c := opening(caseID(1))
	copied := engine.Seat{Person: "王五", Task: "cc:1", Case: caseID(1), Box: engine.BoxCC, SortAt: morning, State: "verification"}
	other := copied
	other.Person = "赵六"
	c.Seats = append(c.Seats, copied, other)
	mustApply(t, s, c)
	require.Equal(t, 1, must(s.MarkCopiesRead(ctx, "王五", caseID(1), morning+5))(t))
	require.Zero(t, must(s.MarkCopiesRead(ctx, "王五", caseID(1), morning+6))(t), "read once")
	require.Zero(t, must(s.MarkCopiesRead(ctx, "张三", caseID(1), morning+6))(t), "a turn is not something to read")
	copied.Box, copied.SortAt = engine.BoxRead, morning+5
	same(t, []engine.Seat{copied}, must(s.Seats(ctx, "王五", caseID(1)))(t))
	same(t, []engine.Seat{other}, must(s.Seats(ctx, "赵六", caseID(1)))(t))
	counts := must(s.BoxCounts(ctx, "王五", 9))(t)
	require.Equal(t, 1, counts[engine.BoxRead])
	require.Zero(t, counts[engine.BoxCC])
	rows := must(s.Inbox(ctx, engine.InboxQuery{Person: "王五", Box: engine.BoxRead, Limit: 9}))(t)
	require.Len(t, rows, 1)
	same(t, copied, rows[0].Seat)
	require.Len(t, must(s.Inbox(ctx, engine.InboxQuery{Person: "张三", Box: engine.BoxTodo, Limit: 9}))(t), 1)
}

func testPhrases(t *testing.T, s engine.Store) {
	ctx := context.Background()
	_, own, err := s.Phrases(ctx, "张三")
	require.NoError(t, err)
	require.False(t, own)
	require.NoError(t, s.SavePhrases(ctx, "张三", []string{"同意。"}, morning))
	require.NoError(t, s.SavePhrases(ctx, "张三", []string{"乙", "甲𬀩"}, morning))
	list, own, err := s.Phrases(ctx, "张三")
	require.NoError(t, err)
	require.True(t, own)
	require.Equal(t, []string{"乙", "甲𬀩"}, list)
	require.NoError(t, s.SavePhrases(ctx, "张三", nil, morning))
	list, own, err = s.Phrases(ctx, "张三")
	require.NoError(t, err)
	require.True(t, own, "none is a choice too")
	require.Empty(t, list)
	_, own, err = s.Phrases(ctx, "李四")
	require.NoError(t, err)
	require.False(t, own)
}

func typed(n int) engine.Autosave {
	return engine.Autosave{ID: fmt.Sprintf("s%d", n), Case: caseID(1), Person: "张三", Body: fmt.Sprintf(`{"opinion":"第%d稿"}`, n), At: morning + int64(n)}
}

func testAutosaves(t *testing.T, s engine.Store) {
	ctx := context.Background()
	want := make([]engine.Autosave, 4)
	for i, base := range []int64{0, 1, 1, 2} { // the third was typed over the first
		want[i] = typed(i + 1)
		got := must(s.Autosave(ctx, want[i], base))(t)
		want[i].Rev, want[i].Aside = int64(i+1), i == 2
		same(t, want[i], got)
	}
	slices.Reverse(want)
	same(t, want, must(s.Autosaves(ctx, caseID(1), "张三"))(t))
	require.Empty(t, must(s.Autosaves(ctx, caseID(1), "李四"))(t), "they are his alone")
	require.Empty(t, must(s.Autosaves(ctx, caseID(2), "张三"))(t))
	require.NoError(t, s.DropAutosaves(ctx, caseID(1), "张三"))
	require.Empty(t, must(s.Autosaves(ctx, caseID(1), "张三"))(t))
	require.Equal(t, int64(1), must(s.Autosave(ctx, typed(9), 0))(t).Rev)
}

func testAutosaveSurplus(t *testing.T, s engine.Store) {
	ctx := context.Background()
	require.Equal(t, int64(1), must(s.Autosave(ctx, typed(1), 0))(t).Rev)
	for i := range engine.KeptAutosaves + 5 {
		require.True(t, must(s.Autosave(ctx, typed(i+2), 0))(t).Aside, "typed over nothing, while there is a head")
	}
	list := must(s.Autosaves(ctx, caseID(1), "张三"))(t)
	require.Len(t, list, engine.KeptAutosaves+1)
	require.False(t, list[len(list)-1].Aside)
	require.Equal(t, int64(1), list[len(list)-1].Rev, "the head")
}

func testAutosaveRace(t *testing.T, s engine.Store) {
	ctx := context.Background()
	got := make([]engine.Autosave, 8)
	errs := make([]error, len(got))
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() { got[i], errs[i] = s.Autosave(ctx, typed(i+1), 0) })
	}
	all.Wait()
	heads, revs := 0, map[int64]bool{}
	for i, a := range got {
		require.NoError(t, errs[i])
		if !a.Aside {
			heads++
		}
		revs[a.Rev] = true
	}
	require.Equal(t, 1, heads)
	require.Len(t, revs, len(got))
	require.Len(t, must(s.Autosaves(ctx, caseID(1), "张三"))(t), len(got))
}
