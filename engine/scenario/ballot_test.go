package scenario_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// panel is a procedure that ends in a secret ballot of the people in a field.
const panel = `语言版本: 1
流程: panel
名称: 评审
维护人: 秘书
角色:
  秘书: {名称: 秘书, 范围: 本单位}
  推荐人: {名称: 推荐小组, 范围: 本单位}
字段:
  名单: {名称: 评委名单, 类型: 多人, 必填: 是}
发起:
  组会: {由: 秘书}
环节:
  组会:
    名称: 组会
    可填: 全部
    动作:
      开始: {名称: 开始评审, 由: 发起人, 转到: 表决}
  表决:
    名称: 评审表决
    任务:
      办理人: 推荐人
      至少: 2
      票决: {形式: 线上, 名单: 名单, 无记名: 是, 到会: 应到的2/3以上, 同意票: 实到的2/3以上, 同意: 通过, 不同意: 不通过, 人数不足: 改期, 截止: 主持人, 记录人: 秘书}
    动作:
      通过: {名称: 评审通过, 转到: 通过了}
      不通过: {名称: 评审不通过, 转到: 没通过}
      改期: {名称: 改期, 转到: 表决}
  通过了: {名称: 通过了, 办结: 通过}
  没通过: {名称: 没通过, 办结: 未通过}
`

const panelStories = `流程: panel.yaml
基础:
  时间: 2026-09-01 09:00
  日历: {2026: {来源: 通知}}
  单位: {市: {层级: 市}}
  人物:
    秘书甲: {所在单位: 市, 岗位: [秘书]}
    专家1: {所在单位: 市}
    专家2: {所在单位: 市}
    专家3: {所在单位: 市}
    推荐1: {所在单位: 市, 岗位: [推荐人]}
    推荐2: {所在单位: 市, 岗位: [推荐人]}
  步骤组:
    开会:
      - {以: 秘书甲, 做: 发起, 填: {名单: [专家1, 专家2, 专家3]}}
      - {以: 秘书甲, 做: 开始}
样例:
  - 名称: 散会时计票
    步骤:
      - {照办: 开会}
      - {期望: {待办: [专家1, 专家2, 专家3, 秘书甲]}}
      - {以: 推荐1, 做: 通过, 被拒: {}}
      - {以: 专家1, 投: 同意}
      - {以: 专家1, 投: 不同意, 被拒: conflict}
      - {以: 专家2, 投: 同意}
      - {期望: {办理记录: [已投票, 已投票], 环节: 评审表决}}
      - {以: 专家3, 做: 结束投票, 被拒: forbidden}
      - {以: 秘书甲, 做: 结束投票}
      - {期望: {环节: 通过了, 办理记录: [已投票, 已投票, 结束投票]}}
  - 名称: 一人弃权，二人中一人同意，不到三分之二
    步骤:
      - {照办: 开会}
      - {以: 专家1, 投: 同意}
      - {以: 专家2, 投: 弃权}
      - {以: 专家3, 投: 同意, 意见: 好, 被拒: {代码: invalid, 含: 无记名}}
      - {以: 秘书甲, 做: 结束投票}
      - {期望: {环节: 没通过}}
  - 名称: 三人都投了，自动结束
    步骤:
      - {照办: 开会}
      - {以: 专家1, 投: 同意}
      - {以: 专家2, 投: 同意}
      - {以: 专家3, 投: 不同意}
      - {期望: {环节: 通过了}}
  - 名称: 只到一人，改期
    步骤:
      - {照办: 开会}
      - {以: 专家1, 投: 同意}
      - {以: 秘书甲, 做: 结束投票}
      - {期望: {环节: 评审表决, 待办: [专家1, 专家2, 专家3, 秘书甲]}}
`

func TestBallot_StoriesRunAndNoticeWhatIsDropped(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"panel.yaml": {Data: []byte(panel)}, "panel.test.yaml": {Data: []byte(panelStories)}}
	files, err := scenario.Load(fsys, ".")
	require.NoError(t, err)
	var out bytes.Buffer
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Mutate: true})
	require.NoError(t, err)
	require.Empty(t, rep.Summary())
	for _, f := range rep.Files {
		require.NotNil(t, f.Mutation)
		for _, m := range f.Mutation.Survivors {
			for _, item := range []string{"名单 没有", "不是无记名", "截止 没有"} {
				require.False(t, strings.HasSuffix(m.ID, item), "nobody notices: %s", m.ID)
			}
		}
	}
}
