package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

const atOnceText = `
语言版本: 1
流程: direct
名称: 直接立项
维护人: owner
角色:
  owner: {名称: 维护人, 范围: 全市}
  clerk: {名称: 经办人, 范围: 本单位}
  boss: {名称: 分管领导, 范围: 全市}
字段:
  note: {名称: 事由, 类型: 文本, 必填: 是}
发起:
  start: {由: clerk, 动作: file}
编号: {格式: "直〔{年}〕{序号}号", 给号动作: file}
环节:
  start:
    名称: 直接立项
    可填: 全部
    动作:
      file: {名称: 立项, 由: 发起人, 转到: review}
  review: {名称: 审批, 任务: {办理人: boss}, 动作: {end: {名称: 办结, 转到: done}}}
  done: {名称: 办结, 办结: 已定}
`

// A way in that acts at once may be opened as a draft first: papers are uploaded into a case that is there. The draft is a
// draft like any other: nobody else sees it, it has no number, and what the act demands is demanded when it is done.
func TestOpen_DraftOfAWayInThatActsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, map[string]string{"clerk": "ann", "boss": "dan", "owner": "own"}), atOnceText)
	open := func(draft bool, fields engine.Fields) (engine.Result, error) {
		return w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Process: "direct", Actor: "ann", Draft: draft, Fields: fields})
	}
	_, err := open(false, nil)
	require.ErrorContains(t, err, "missing")
	at, err := open(false, engine.Fields{"note": "甲"})
	require.NoError(t, err)
	require.Equal(t, "review", at.Case.State)

	kept, err := open(true, nil)
	require.NoError(t, err)
	require.Equal(t, "start", kept.Case.State)
	require.Equal(t, engine.Draft, kept.Case.Status)
	require.Empty(t, kept.Case.Number)
	_, err = w.engine.View(t.Context(), "dan", kept.Case.ID)
	require.Error(t, err)
	_, err = w.act("ann", kept.Case.ID, "file", nil)
	require.ErrorContains(t, err, "missing")
	filed, err := w.act("ann", kept.Case.ID, "file", engine.Fields{"note": "乙"})
	require.NoError(t, err)
	require.Equal(t, "review", filed.Case.State)
	require.NotEmpty(t, filed.Case.Number)
}
