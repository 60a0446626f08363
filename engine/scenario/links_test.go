package scenario_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

const linkedPeople = `
  人物:
    甲: {所在单位: 文旅局, 岗位: [干部]}
    乙: {所在单位: 文旅局, 岗位: [办理]}
    丙: {所在单位: 文旅局, 岗位: [复核]}
    丁: {所在单位: 文旅局, 岗位: [维护]}
  单位:
    文旅局: {名称: 文旅局}
  步骤组:
    送去:
      - {以: 甲, 做: open, 填: {事由: 某事}}
      - {以: 甲, 做: 提交}
      - {以: 乙, 做: 送复核}
`

const aloneStory = `流程: original.yaml
基础:` + linkedPeople + `
样例:
  - 名称: 复核维持后办结
    步骤:
      - {照办: 送去}
      - {期望: {环节: 复核中, 关联: {复核: {状态: open, 结果: 无}}}}
      - {关联: 复核, 办结: 已复核, 带回: {结论: 变更}}
      - {期望: {环节: 办结, 字段: {复核结果: 已复核, 复核结论: 变更}}}
`

const togetherStory = `流程: [original.yaml, review.yaml]
基础:
  照用: [original.test.yaml]
样例:
  - 名称: 两件连着办
    步骤:
      - {照办: original/送去}
      - {期望: {环节: 复核中, 关联: {复核: {环节: 复核, 编号: 复〔2026〕1号, 结果: 无}, 乙: [复核], 甲: 无}}}
      - {以: 丙, 做: 复核完毕, 办件: 复核, 填: {结论: 维持}}
      - {期望: {环节: 已复核, 关联: {丙: 无, 乙: [原件]}}}
      - {期望: {环节: 办结, 字段: {复核结论: 维持}}, 办件: 办件}
`

func linkedFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		return b
	}
	return fstest.MapFS{
		"original.yaml": {Data: read("original.yaml")}, "review.yaml": {Data: read("review.yaml")},
		"original.test.yaml": {Data: []byte(aloneStory)}, "both.test.yaml": {Data: []byte(togetherStory)},
	}
}

func TestRun_LinkedCasesAreRealOrPlayed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"original.test.yaml", "both.test.yaml"} {
		files, err := scenario.Load(linkedFiles(t), name)
		require.NoError(t, err)
		rep, err := scenario.Run(t.Context(), files, scenario.Options{})
		require.NoError(t, err)
		require.Empty(t, rep.Files[0].Problems, name)
		for _, sc := range rep.Files[0].Scenarios {
			require.Empty(t, sc.Failures, name)
		}
	}
}

func TestRun_ALinkThatIsDroppedIsNoticed(t *testing.T) {
	t.Parallel()
	for _, cut := range []string{"启动办件", "等待办结"} {
		fsys := linkedFiles(t)
		text := string(fsys["original.yaml"].Data)
		var kept []string
		for _, line := range strings.Split(text, "\n") {
			if !strings.Contains(line, "- "+cut) && (cut == "等待办结" || !strings.Contains(line, "- 等待办结") && !strings.Contains(line, "关联.复核")) {
				kept = append(kept, line)
			}
		}
		text = strings.Join(kept, "\n")
		if cut == "启动办件" {
			text = strings.Replace(text, "    自动:\n", "    到期: {时长: 1日, 转到: 办结}\n", 1)
			text = strings.Replace(text, "        效果:\n", "", 1)
		}
		fsys["original.yaml"].Data = []byte(text)
		files, err := scenario.Load(fsys, "original.test.yaml")
		require.NoError(t, err)
		rep, err := scenario.Run(t.Context(), files, scenario.Options{})
		require.NoError(t, err)
		require.Empty(t, rep.Files[0].Problems)
		require.NotEmpty(t, rep.Files[0].Scenarios[0].Failures, cut)
	}
}
