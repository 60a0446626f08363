package process

import (
	"fmt"
	"strings"
)

// Reference lists every keyword of the language in both spellings as Markdown tables, for docs/process-language.md.
func Reference() string {
	var b strings.Builder
	table := func(title string, words []word) {
		fmt.Fprintf(&b, "\n#### %s\n\n| English | 中文 | 含义 |\n|---|---|---|\n", title)
		for _, w := range words {
			fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", w.En, w.Zh, w.Doc)
		}
	}
	b.WriteString("\n### Keys\n")
	for _, g := range referenceKeys {
		table(g.title, keyWords[g.id])
	}
	b.WriteString("\n### Closed values\n")
	for _, g := range referenceValues {
		table(g.title, valueWords[g.id])
	}
	b.WriteString("\n### Words of guards\n")
	table("Operators", operatorWords)
	table("Functions", functionWords)
	table("Roots of paths", rootWords)
	table("Attributes", attrWords)
	table("Placeholders of number formats", placeholderWords)
	return b.String()
}

// title names a group of words for readers.
type title struct{ id, title string }

var referenceKeys = []title{
	{"file", "Top of the file"},
	{"suspect", "suspect 疑似重复"},
	{"effective", "effective 施行日期"},
	{"param", "A param 参数"},
	{"number", "number 编号"},
	{"ledger", "A ledger 额度"},
	{"role", "A role 角色"},
	{"field", "A field or column 字段、列"},
	{"length", "length 长度"},
	{"decision", "A decision table 判定表"},
	{"rule", "A rule of a decision table 规则"},
	{"start", "A way in 发起"},
	{"onpaper", "on_paper 代录"},
	{"state", "A state 环节"},
	{"task", "A task 任务"},
	{"due", "due 期限"},
	{"overdue", "A step of overdue 超期"},
	{"extend", "extend 延期"},
	{"vote", "vote 票决"},
	{"who", "An entry of a list of people 办理人、由、不得由 …"},
	{"event", "An event 动作"},
	{"branch", "A branch of to, join, auto 去向"},
	{"after", "after 到期"},
	{"publish", "publish 公示"},
	{"register", "A register 台账"},
	{"flagkind", "An entry of flags 标记"},
	{"dutyclock", "An entry of duties 跨环节时限"},
	{"effect", "An effect 效果 (one of)"},
	{"notify", "notify 通知"},
	{"entry", "reserve, spend, release 占用、支出、释放"},
	{"link", "start, await 启动办件、等待办结"},
	{"flag", "flag 标记"},
	{"document", "A document 文书"},
	{"material", "An entry of materials 申请材料"},
}

var referenceValues = []title{
	{"bool", "Truth"},
	{"secrecy", "secrecy 知悉范围"},
	{"same", "same_person 同人办理"},
	{"per", "per 周期"},
	{"ledger", "unit 单位 of a ledger"},
	{"scope", "scope 范围"},
	{"hit", "hit 命中"},
	{"fieldtype", "type 类型"},
	{"purpose", "blocks 影响"},
	{"filled", "filled 填写"},
	{"edit", "edit 可填"},
	{"clock", "clock 计时"},
	{"show", "show 显示"},
	{"history", "history 办理记录"},
	{"mode", "mode 方式"},
	{"duty", "duty 职责"},
	{"overdue", "overdue 超期"},
	{"held", "held 形式"},
	{"close", "close 截止"},
	{"voteon", "on 表决对象"},
	{"to", "to 转到"},
	{"back", "back 退回来处"},
	{"need", "needs 需填"},
	{"audience", "audience 对象"},
	{"escalate", "escalate 逐级上找"},
	{"who", "People 办理人、由、不得由"},
	{"from", "from 适用环节"},
	{"base", "Bases of a fraction"},
	{"builtin", "Built-in events (not to be declared)"},
}
