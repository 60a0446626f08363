package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const joinText = `语言版本: 1
流程: tips
名称: 线索
维护人: 维护
编号: {格式: "线〔{年}〕{序号}号", 给号动作: 登记}
疑似重复: {字段: [对象, 问题], 可见: [信访]}
角色:
  登记: {名称: 登记员, 范围: 全市}
  信访: {名称: 信访室, 范围: 全市}
  维护: {名称: 维护人, 范围: 全市}
字段:
  对象: {名称: 对象, 类型: 文本}
  问题: {名称: 问题, 类型: 文本}
发起:
  草拟: {由: 登记}
环节:
  草拟:
    名称: 草拟
    可填: [对象, 问题]
    动作:
      登记: {名称: 登记, 由: 发起人, 转到: 分流}
  分流:
    名称: 分流
    任务: {办理人: 信访}
    动作:
      并案: {名称: 并案, 需填: [意见, 主件], 转到: 已并案}
      了结: {名称: 了结, 条件: 办件.并入数 >= 0, 理由: 无, 转到: 了结}
  已并案:
    名称: 已并案
    办结: 已并案
    动作:
      恢复: {名称: 恢复办理, 由: 信访, 需填: [意见], 转到: 分流}
  了结: {名称: 了结, 办结: 已了结}
`

func joinWorld(t *testing.T) *world {
	t.Helper()
	return newWorld(t, book(t, map[string]string{"登记": "甲", "信访": "乙", "维护": "丁"}), joinText)
}

func tip(w *world, who, what string) string {
	w.t.Helper()
	c := w.open("甲", "tips", with("对象", who, "问题", what))
	return w.do("甲", c.ID, "登记").ID
}

func into(id string) opt { return func(c *engine.Command) { c.Into = id } }

func TestDuplicates_AreShownToTheNamedRoleOnlyAndHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	w := joinWorld(t)
	first, second := tip(w, "张三", "收礼 ABC-1"), tip(w, "张 三", "收礼，ａｂｃ１")
	tip(w, "张三", "别的")
	tip(w, "张三", "")
	w.open("甲", "tips", with("对象", "张三", "问题", "收礼ABC1")) // a draft is nobody's business
	list, err := w.engine.Duplicates(t.Context(), "乙", second)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, first, list[0].ID)
	require.Equal(t, "线〔2026〕1号", list[0].Number)
	for _, person := range []string{"甲", "丁"} {
		_, err = w.engine.Duplicates(t.Context(), person, second)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), person)
	}
	w.do("乙", first, "了结")
	list, err = w.engine.Duplicates(t.Context(), "乙", second)
	require.NoError(t, err)
	require.Equal(t, "已了结", list[0].Outcome, "closed ones too")
}

// Who registers is told at once, and may join what he registered; what he registered about himself he keeps out of.
func TestDuplicates_TheRegistrarSeesAndJoinsWhatHeRegistered(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer("可见: [信访]", "可见: [登记]", "对象: {名称: 对象, 类型: 文本}", "对象: {名称: 对象, 类型: 人员}",
		"并案: {名称: 并案,", "并案: {名称: 并案, 由: [登记, 信访],").Replace(joinText)
	for parties, want := range map[string]engine.Code{"": "", "当事人: [对象]\n": engine.ENotFound} {
		w := newWorld(t, book(t, map[string]string{"登记": "ann bob", "信访": "cat", "维护": "own"}), text+parties)
		register := func(who string) string {
			return w.do(who, w.open(who, "tips", with("对象", "ann", "问题", "收礼")).ID, "登记").ID
		}
		first, second := register("ann"), register("ann")
		list, err := w.engine.Duplicates(t.Context(), "ann", second)
		require.Equal(t, want, engine.CodeOf(err))
		_, err = w.engine.Duplicates(t.Context(), "cat", second)
		require.Equal(t, engine.ENotFound, engine.CodeOf(err), "who handles it holds no role that sees duplicates")
		if want != "" {
			continue
		}
		require.Len(t, list, 1)
		require.Equal(t, first, list[0].ID)
		third := register("bob")
		_, err = w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: "bob", Case: third, Event: "并案", Opinion: "同一件事", Into: first})
		require.Equal(t, engine.EMissing, engine.CodeOf(err), "another registrar's")
		w.do("ann", second, "并案", say("同一件事"), into(first))
		require.Equal(t, "已并案", w.load(second).Case.Outcome)
	}
}

func TestJoin_EndsTheDuplicateAndTheMainCaseCountsIt(t *testing.T) {
	t.Parallel()
	w := joinWorld(t)
	main, dup := tip(w, "张三", "收礼"), tip(w, "张三", "收礼")
	w.do("乙", dup, "并案", say("同一件事"), into(main))
	require.Equal(t, "已并案", w.load(dup).Case.Outcome)
	require.Equal(t, "线〔2026〕2号", w.load(dup).Case.Number, "registered first")
	require.Equal(t, []string{dup}, w.load(main).Case.Memo.Joined)
	v, err := w.engine.View(t.Context(), "乙", main)
	require.NoError(t, err)
	require.Equal(t, []string{"duplicate", dup}, []string{v.Links[0].Role, v.Links[0].ID})
	v, err = w.engine.View(t.Context(), "乙", dup)
	require.NoError(t, err)
	require.Equal(t, []string{"main", main}, []string{v.Links[0].Role, v.Links[0].ID})
	v, err = w.engine.View(t.Context(), "甲", dup)
	require.NoError(t, err)
	require.Empty(t, v.Links, "the registrar holds no role that sees duplicates")
	w.whole(main)
	w.whole(dup)

	w.do("乙", dup, "恢复", say("不是一件事"))
	require.Empty(t, w.load(main).Case.Memo.Joined, "reopened, it stands for itself")
	require.Empty(t, w.load(dup).Case.Memo.Into)
}

func TestJoin_IsRefusedWhereItMakesNoSense(t *testing.T) {
	t.Parallel()
	w := joinWorld(t)
	main, dup, third := tip(w, "张三", "收礼"), tip(w, "张三", "收礼"), tip(w, "张三", "收礼")
	draft := w.open("甲", "tips").ID
	for _, id := range []string{"", dup, draft, "none"} {
		w.refused(engine.EMissing, nil, "乙", dup, "并案", say("同一件事"), into(id))
	}
	w.do("乙", dup, "并案", say("同一件事"), into(main))
	w.refused(engine.EMissing, nil, "乙", third, "并案", say("同一件事"), into(dup))
	w.refused(engine.EMissing, nil, "乙", main, "并案", say("同一件事"), into(third))
}
