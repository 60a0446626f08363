package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/processes"
)

// careWith is the shipped care fund with a part of its text changed.
func careWith(t *testing.T, from, to string) string {
	t.Helper()
	src, err := processes.Source("care-fund.yaml")
	require.NoError(t, err)
	require.Contains(t, string(src), from)
	return strings.Replace(string(src), from, to, 1)
}

func TestTemplate_ShowsTheReasonAndTheListOfTheActThatIssuesThePaper(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	w.do("bob", c.ID, "退回补正", say("结算单不清晰{today}"), items("困难情况", "费用结算单"))
	docs, err := w.engine.Store().Documents(t.Context(), c.ID)
	require.NoError(t, err)
	last := docs[len(docs)-1]
	require.Equal(t, "补正通知书", last.Name)
	require.Contains(t, last.Body, "需要补正的有：困难情况、费用结算单。具体要求：结算单不清晰{today}。请在10个工作日内")
	w.whole(c.ID)
}

func TestTemplate_WithoutReasonOrListShowsABlank(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), careWith(t, "困难情况：{困难情况}", "意见：{办件.所填意见}，清单：{办件.补正清单}。"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	docs, err := w.engine.Store().Documents(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, docs[0].Body, "意见：＿＿＿＿，清单：＿＿＿＿。")
}

func TestTemplate_ConditionsCannotRestOnTheOpinion(t *testing.T) {
	t.Parallel()
	src, err := processes.Source("care-fund.yaml")
	require.NoError(t, err)
	text := strings.Replace(string(src), "条件: ", "条件: 办件.所填意见 == \"同意\" 且 ", 1)
	require.NotEqual(t, string(src), text)
	d, problems := process.Parse("care-fund.yaml", []byte(text))
	require.Nil(t, d)
	require.NotEmpty(t, problems)
}

// A computed text that comes to no words leaves nothing; one that cannot be told is a blank like any missing value.
func TestTemplate_AComputedTextWithoutWordsLeavesNothing(t *testing.T) {
	t.Parallel()
	text := strings.Replace(careWith(t, "困难情况：{困难情况}", "称{甲称}乙{乙称}。"), "\n字段:\n", `
字段:
  甲称: {名称: 甲称, 类型: 文本, 计算: '已填(困难情况) ? "" : "无"'}
  未填: {名称: 未填, 类型: 是否}
  乙称: {名称: 乙称, 类型: 文本, 计算: '未填 == true ? "" : "无"'}
`, 1)
	w := newWorld(t, book(t, carePosts), text)
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	docs, err := w.engine.Store().Documents(t.Context(), c.ID)
	require.NoError(t, err)
	require.Contains(t, docs[0].Body, "称乙＿＿＿＿。")
}
