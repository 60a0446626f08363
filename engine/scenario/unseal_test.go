package scenario_test

import (
	"bytes"
	"testing"

	"dandang/engine/scenario"

	"github.com/stretchr/testify/require"
)

const sealedProcess = `语言版本: 1
流程: sealed
名称: 密封
维护人: 维护人
角色: {登记员: {名称: 登记员, 范围: 全市}, 负责人: {名称: 负责人, 范围: 全市}, 维护人: {名称: 维护人, 范围: 全市}}
字段:
  反映人: {名称: 反映人, 类型: 当事方, 密封: 是, 可见: [负责人]}
  证人: {名称: 证人, 类型: 当事方}
发起: {登记: {由: 登记员}}
环节:
  登记: {名称: 登记, 可填: [反映人, 证人], 动作: {送出: {名称: 送出, 由: 发起人, 转到: 办理}}}
  办理: {名称: 办理, 任务: {办理人: 负责人}, 动作: {办完: {名称: 办完, 转到: 办结}}}
  办结: {名称: 办结, 办结: 办结}
`

const sealedStory = `流程: sealed
基础:
  单位: {局: {层级: 市}}
  人物:
    甲: {所在单位: 局, 岗位: [登记员]}
    乙: {所在单位: 局, 岗位: [负责人]}
    丙: {所在单位: 局, 岗位: [负责人]}
样例:
  - 名称: 密封、启封、回避
    步骤:
      - {以: 甲, 做: 发起, 填: {反映人: {姓名: 李四, 证件号码: 11010519491231002X}, 证人: {人员: 丙}}}
      - {期望: {字段: {反映人: 已密封, 证人: {人员: 丙}}}}
      - {以: 甲, 做: 修改, 填: {反映人: {姓名: 李四, 证件号码: 110105194912310021}}, 被拒: {代码: invalid, 含: 证件号码不对}}
      - {以: 甲, 做: 修改, 填: {反映人: 丙}}
      - {以: 甲, 做: 送出}
      - {期望: {待办: [乙]}}
      - {以: 丙, 做: 办完, 被拒: {含: 依规不能办理该事项}}
      - {以: 甲, 启封: 反映人, 理由: 看看, 被拒: forbidden}
      - {以: 丙, 启封: 反映人, 理由: 看看, 被拒: not_found}
      - {以: 乙, 启封: 反映人, 被拒: missing}
      - {以: 乙, 启封: 反映人, 理由: 核实, 含: 丙}
`

func TestUnseal_StoriesFillInOpenAndExpectSealedFields(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	rep, err := scenario.Run(t.Context(), []scenario.File{{
		Name: "sealed.test.yaml", Source: []byte(sealedStory), ProcessName: "sealed.yaml", Process: []byte(sealedProcess),
	}}, scenario.Options{Out: &out})
	require.NoError(t, err)
	require.Len(t, rep.Files[0].Scenarios, 1, out.String())
	require.Zero(t, rep.Files[0].Failed(), out.String())
}
