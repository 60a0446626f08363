package guard_test

import "testing"

// An unknown name comes with the nearest known ones.
func TestCompile_Names(t *testing.T) {
	t.Parallel()
	checkProblems(t, []problemCase{
		{"misspelt field", `amunt > 5`, []string{
			`第1列:没有字段或名称“amunt”,是不是 amount ‖5`,
		}},
		{"misspelt attribute", `cadre.uint == "x"`, []string{
			`第1列:没有字段或名称“cadre.uint”,是不是 cadre.unit ‖10`,
		}},
		{"attribute without its record", `unit == "x"`, []string{
			`第1列:没有字段或名称“unit”,是不是 actor.unit、cadre.unit ‖4`,
		}},
		{"wrong case", `Amount > 5`, []string{
			`第1列:没有字段或名称“Amount”,是不是 amount ‖6`,
		}},
		{"nothing near", `完全无关 == "x"`, []string{
			`第1列:没有字段或名称“完全无关”,请核对名称;如果是文字,请加英文双引号 ‖4`,
		}},
		{"misspelt function", `days_betwen(on, posted_on) > 1`, []string{
			`第1列:没有函数“days_betwen”,是不是 days_between ‖11`,
		}},
		{"misspelt option", `cause == "其它"`, []string{
			`第10列:没有选项“其它”,是不是“其他”;可选:因公牺牲、因公伤残、重大疾病、其他 ‖4`,
		}},
		{"several misspelt options", `cause in ["其它", "重病"]`, []string{
			`第11列:没有选项“其它”,是不是“其他”;可选:因公牺牲、因公伤残、重大疾病、其他 ‖4`,
			`第17列:没有选项“重病”,可选:因公牺牲、因公伤残、重大疾病、其他 ‖4`,
		}},
		{"wrong option on the left", `"无" in causes`, []string{
			`第1列:没有选项“无”,可选:因公牺牲、因公伤残、重大疾病、其他 ‖3`,
		}},
		{"wrong option in any_of", `any_of(causes, "无")`, []string{
			`第16列:没有选项“无”,可选:因公牺牲、因公伤残、重大疾病、其他 ‖3`,
		}},
		{"wrong option in a branch", `(verified ? "无" : "其他") == cause`, []string{
			`第13列:没有选项“无”,可选:因公牺牲、因公伤残、重大疾病、其他 ‖3`,
		}},
		{"unknown name in previous", `previous(nothing) > 1`, []string{
			`第1列:没有字段或名称“nothing”,请核对名称;如果是文字,请加英文双引号 ‖17`,
		}},
		{"several unknown names", `amunt > 5 and verifed`, []string{
			`第1列:没有字段或名称“amunt”,是不是 amount ‖5`,
			`第15列:没有字段或名称“verifed”,是不是 verified ‖7`,
		}},
	})
}
