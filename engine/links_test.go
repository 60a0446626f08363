package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

// The parent asks for a review in a case of its own and waits for it.
const linkParent = `语言版本: 1
流程: original
名称: 原办件
维护人: 维护
角色:
  干部: {名称: 干部, 范围: 全市}
  办理: {名称: 办理, 范围: 全市}
  维护: {名称: 维护人, 范围: 全市}
字段:
  事由: {名称: 事由, 类型: 文本}
  对象: {名称: 对象, 类型: 人员}
  复核结果: {名称: 复核结果, 类型: 文本}
  复核结论: {名称: 复核结论, 类型: 单选, 选项: [维持, 变更]}
发起:
  草拟: {由: 干部}
环节:
  草拟:
    名称: 草拟
    可填: [事由, 对象]
    动作:
      提交: {名称: 提交, 由: 发起人, 转到: 办理}
  办理:
    名称: 办理
    任务: {办理人: 办理}
    动作:
      送复核:
        名称: 送复核
        转到: 复核中
        效果:
          - 启动办件: {流程: review, 名目: 复核, 带入: {原事由: 事由, 原经手人: 办件.经手人, 原对象: 对象}, 隐藏关联: HIDE}
          - 等待办结: {流程: review, 名目: 复核, 带入: {复核结果: 结果, 复核结论: 结论}}
      直接办结: {名称: 直接办结, 转到: 办结}
  复核中:
    名称: 复核中
    自动:
      - {条件: 关联.复核.结果 == "已复核", 转到: 办结}
  办结: {名称: 办结, 办结: 已办结}
`

const linkChild = `语言版本: 1
流程: review
名称: 复核
维护人: 维护
编号: {格式: "复〔{年}〕{序号}号", 给号动作: 提出}
角色:
  办理: {名称: 办理, 范围: 全市}
  复核: {名称: 复核, 范围: 全市}
  维护: {名称: 维护人, 范围: 全市}
字段:
  原事由: {名称: 原事由, 类型: 文本, 必填: 是}
  原对象: {名称: 原对象, 类型: 人员}
  原经手人: {名称: 原经手人, 类型: 多人}
  结论: {名称: 结论, 类型: 单选, 选项: [维持, 变更]}
发起:
  提出复核: {由: 办理, 动作: 提出}
环节:
  提出复核:
    名称: 提出复核
    可填: [原事由, 原经手人, 原对象]
    动作:
      提出: {名称: 提出, 由: 发起人, 转到: 复核}
  复核:
    名称: 复核
    任务: {办理人: 复核, 不得由: 原经手人}
    可填: [结论]
    动作:
      复核完毕: {名称: 复核完毕, 需填: [结论], 转到: 已复核}
  已复核: {名称: 已复核, 办结: 已复核}
`

func linkWorld(t *testing.T, hidden string, texts ...string) *world {
	t.Helper()
	b := book(t, map[string]string{"干部": "甲", "办理": "乙", "复核": "乙 丙", "维护": "丁"})
	if len(texts) == 0 {
		texts = []string{strings.ReplaceAll(linkParent, "HIDE", hidden), linkChild}
	}
	return newWorld(t, b, texts...)
}

func (w *world) link(caseID string) engine.Link {
	w.t.Helper()
	return w.load(caseID).Case.Memo.Links["复核"]
}

func toReview(w *world) (parent, child string) {
	w.t.Helper()
	c := w.open("甲", "original", with("事由", "某事"))
	w.do("甲", c.ID, "提交")
	w.do("乙", c.ID, "送复核")
	return c.ID, w.link(c.ID).Case
}

func TestLink_OpensTheOtherCaseAtOnceWithWhatItIsHanded(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否")
	parent, child := toReview(w)
	snap := w.load(child)
	require.Equal(t, "复核", snap.Case.State)
	require.Equal(t, "乙", snap.Case.Initiator)
	require.Equal(t, "某事", snap.Case.Memo.Fields["原事由"])
	require.Equal(t, []any{"甲", "乙"}, snap.Case.Memo.Fields["原经手人"])
	require.Equal(t, []engine.PersonID{"丙"}, w.openTasks(child)[0].Candidates, "乙 handled the original")
	l := w.link(parent)
	require.Equal(t, "复〔2026〕1号", l.Number)
	require.Equal(t, engine.Opened, l.Status)
	require.Nil(t, l.Order)
	require.Equal(t, "复核中", w.load(parent).Case.State)
	w.whole(parent)
	w.whole(child)
}

// A way in that is for linked cases alone is closed to everybody by hand, before filing too; the other case takes it in the
// name of who acts there.
func TestLink_AStartForLinkedCasesAloneIsNoWayInByHand(t *testing.T) {
	t.Parallel()
	only := strings.Replace(linkChild, "{由: 办理, 动作: 提出}", "{由: 办理, 动作: 提出, 只由关联启动: 是}", 1)
	w := linkWorld(t, "", strings.ReplaceAll(linkParent, "HIDE", "否"), only)
	for _, who := range []string{"甲", "乙", "丁"} {
		_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Process: "review", Actor: who, Fields: engine.Fields{"原事由": "编的"}})
		require.Equal(t, engine.ELinkedOnly, engine.CodeOf(err), "%s: %v", who, err)
		_, err = w.engine.ForecastNew(t.Context(), who, "review", "提出复核", nil)
		require.Equal(t, engine.ELinkedOnly, engine.CodeOf(err), who)
	}
	parent, child := toReview(w)
	require.Equal(t, "复核", w.load(child).Case.State)
	require.Equal(t, "乙", w.load(child).Case.Initiator)
	w.do("丙", child, "复核完毕", with("结论", "维持"))
	require.Equal(t, engine.Closed, w.load(parent).Case.Status)
}

func TestLink_BringsTheEndBackAndTheParentMovesOn(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否")
	parent, child := toReview(w)
	w.do("丙", child, "复核完毕", with("结论", "变更"))
	c := w.load(parent).Case
	require.Equal(t, engine.Closed, c.Status)
	require.Equal(t, "已复核", c.Memo.Fields["复核结果"])
	require.Equal(t, "变更", c.Memo.Fields["复核结论"])
	w.whole(parent)
	open, err := w.store.Errands(t.Context(), 10)
	require.NoError(t, err)
	require.Empty(t, open)
}

// broken stands between engine and store and fails to open linked cases, as a process that is killed would.
type broken struct {
	engine.Store
	down bool
}

func (b *broken) Apply(ctx context.Context, changes []*engine.Change) []error {
	answers := make([]error, len(changes))
	for i, c := range changes {
		if b.down && c.Assumes.Errand != "" {
			answers[i] = errors.New("killed")
			continue
		}
		answers[i] = b.Store.Apply(ctx, changes[i:i+1])[0]
	}
	return answers
}

func TestLink_AKillBetweenTheTwoCasesIsHealedByAnotherProcess(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否")
	b := &broken{Store: w.store, down: true}
	config := func() engine.Config {
		return engine.Config{
			Store: b, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
			Compile: process.Compile, NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
		}
	}
	w.engine = engine.New(config())
	parent, child := toReview(w)
	_, err := w.store.Load(t.Context(), child)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	w.engine.Close()

	b.down = false
	w.engine = engine.New(config())
	t.Cleanup(w.engine.Close)
	_, err = w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, "复核", w.load(child).Case.State)
	require.Equal(t, engine.Opened, w.link(parent).Status)

	before := w.load(child).Case.Rev
	_, err = w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, before, w.load(child).Case.Rev, "nothing is delivered twice")
}

func TestLink_ARefusedStartWaitsForAPersonAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否", strings.ReplaceAll(linkParent, "HIDE", "否")) // 复核 is not installed
	c := w.open("甲", "original", with("事由", "某事"))
	w.do("甲", c.ID, "提交")
	w.do("乙", c.ID, "送复核")
	got := w.load(c.ID).Case
	require.Equal(t, "复核中", got.State)
	require.Len(t, got.Memo.Incidents, 1)
	require.Contains(t, got.Memo.Incidents[0].Reason, "复核")

	_, err := w.engine.Install(t.Context(), "review.yaml", []byte(linkChild), "")
	require.NoError(t, err)
	w.do("丁", c.ID, engine.EventRetry)
	require.Empty(t, w.load(c.ID).Case.Memo.Incidents)
	require.Equal(t, "复核", w.load(w.link(c.ID).Case).Case.State)
}

func TestLink_StartRulesOfTheOtherProcedureHold(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否", strings.ReplaceAll(linkParent, "HIDE", "否"), strings.Replace(linkChild, "由: 办理, 动作", "由: 维护, 动作", 1))
	c := w.open("甲", "original", with("事由", "某事"))
	w.do("甲", c.ID, "提交")
	w.do("乙", c.ID, "送复核")
	require.Len(t, w.load(c.ID).Case.Memo.Incidents, 1, "乙 may not open a review")
}

func TestLink_StaleNewsChangesNothing(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否")
	parent, child := toReview(w)
	before := w.link(parent)
	_, err := w.engine.Act(t.Context(), engine.Command{
		Kind: engine.DoLink, Case: parent,
		Report: &engine.Report{Name: "复核", Case: child, Rev: before.Rev, Status: engine.Closed, Outcome: "已复核"},
	})
	require.NoError(t, err)
	require.Equal(t, before, w.link(parent))
	require.Equal(t, "复核中", w.load(parent).Case.State)
}

func TestLink_WhoMaySeeBothSeesTheLinkAndOthersNoTrace(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		hidden      string
		fromParent  []engine.LinkView // of 甲, who has no part in the review
		fromReview  []engine.LinkView // of 丙, who has no part in the original
		linesHidden bool
	}{
		{"是", nil, nil, true},
		{"否", []engine.LinkView{{Name: "复核", Role: "child"}}, []engine.LinkView{{Name: "复核", Role: "parent"}}, false},
	} {
		t.Run(tc.hidden, func(t *testing.T) {
			t.Parallel()
			w := linkWorld(t, tc.hidden)
			parent, child := toReview(w)
			both, err := w.engine.View(t.Context(), "乙", parent)
			require.NoError(t, err)
			require.Equal(t, child, both.Links[0].ID)
			back, err := w.engine.View(t.Context(), "乙", child)
			require.NoError(t, err)
			require.Equal(t, parent, back.Links[0].ID)
			p, err := w.engine.View(t.Context(), "甲", parent)
			require.NoError(t, err)
			require.Equal(t, tc.fromParent, p.Links)
			c, err := w.engine.View(t.Context(), "丙", child)
			require.NoError(t, err)
			require.Equal(t, tc.fromReview, c.Links)
			lines, err := w.engine.History(t.Context(), "丙", child)
			require.NoError(t, err)
			for _, l := range lines {
				require.NotContains(t, l.Opinion+l.Name, parent)
			}
		})
	}
}

func TestLink_AProcedureThatStartsItselfStops(t *testing.T) {
	t.Parallel()
	text := `语言版本: 1
流程: echo
名称: 回声
维护人: 维护
角色:
  办理: {名称: 办理, 范围: 全市}
  维护: {名称: 维护人, 范围: 全市}
字段:
  事由: {名称: 事由, 类型: 文本}
发起:
  草拟: {由: 办理, 动作: 提出}
环节:
  草拟:
    名称: 草拟
    可填: [事由]
    动作:
      提出:
        名称: 提出
        由: 发起人
        转到: 办理
        效果:
          - 启动办件: {流程: echo, 名目: 下一件}
  办理:
    名称: 办理
    任务: {办理人: 办理}
    动作:
      办完: {名称: 办完, 转到: 办结}
  办结: {名称: 办结, 办结: 已办结}
`
	w := newWorld(t, book(t, map[string]string{"办理": "乙", "维护": "丁"}), text)
	w.open("乙", "echo")
	cases, err := w.engine.Cases(t.Context(), engine.CaseQuery{Limit: 100})
	require.NoError(t, err)
	require.Len(t, cases, 6)
	var stuck int
	for _, c := range cases {
		stuck += len(w.load(c.ID).Case.Memo.Incidents)
	}
	require.Equal(t, 1, stuck)
}

func TestInstall_RefusesAMappingThatDoesNotFit(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "否")
	for _, text := range []string{
		strings.ReplaceAll(strings.ReplaceAll(linkParent, "HIDE", "否"), "原事由: 事由", "没有: 事由"),
		strings.ReplaceAll(strings.ReplaceAll(linkParent, "HIDE", "否"), "复核结论: 结论}", "复核结论: 没有}"),
		strings.Replace(linkChild, "可填: [原事由, 原经手人, 原对象]", "可填: [原事由, 原经手人]", 1),
	} {
		_, err := w.engine.Install(t.Context(), "p.yaml", []byte(text), "")
		require.Equal(t, engine.EInvalid, engine.CodeOf(err), err)
	}
}

// What was handed over is not what who asked for the review filed: he reads it where 可见 names him, and no more.
func TestLink_AnApplicantReadsOfWhatWasHandedOverWhatNamesHim(t *testing.T) {
	t.Parallel()
	w := linkWorld(t, "", strings.ReplaceAll(linkParent, "HIDE", "否"), strings.NewReplacer(
		"原经手人: {名称: 原经手人, 类型: 多人}", "原经手人: {名称: 原经手人, 类型: 多人, 敏感: 是, 可见: [维护]}",
		"原事由: {名称: 原事由, 类型: 文本, 必填: 是}", "原事由: {名称: 原事由, 类型: 文本, 必填: 是, 敏感: 是, 可见: [维护, 发起人]}",
	).Replace(linkChild))
	_, child := toReview(w)
	v, err := w.engine.View(t.Context(), "乙", child)
	require.NoError(t, err)
	require.Equal(t, engine.Applicant, v.Relation)
	require.Equal(t, []string{"原经手人"}, v.Masked)
	require.Equal(t, "某事", v.Fields["原事由"])
}
