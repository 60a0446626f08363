// Package scenario runs owners' tests: YAML files beside a procedure that tell stories of cases in the words of the
// procedure, and say what must come of them (design.md §4). Every story runs on the real engine.Engine over the memory
// store, on a virtual clock and with a directory of its own, so that what it shows is what production does.
//
// It also measures what the stories reach (states, transitions, conditions both ways, rows of decision tables), and makes
// mutants: the procedure with one condition negated, one limit moved, one requirement dropped. A mutant that no story
// notices is a rule that nobody tests.
//
// The package must not know HTTP, SQL or where files lie: it is given their texts.
//
// docs/scenario-files.md is the reference of the files. In short: a file has a base (people, units, calendar, named values,
// named lists of steps), scenarios that add to it, and explanations of mutants that may live. Keywords are English or
// Chinese (words.go is the table):
//
//	流程: care-fund.yaml
//	基础:
//	  时间: 2026-09-01 09:00
//	  单位: {市卫健局: {层级: 市}}
//	  人物:
//	    覃勇: {所在单位: 市卫健局, 岗位: [干部]}
//	    向梅: {所在单位: 市卫健局, 岗位: [单位经办人]}
//	  填表: {疾病: {致困原因: 重大疾病, 申请金额: 15000}}
//	  步骤组: {到核实: [{以: 覃勇, 做: 发起, 用表: 疾病}, {以: 覃勇, 做: 提交}]}
//	样例:
//	  - 名称: 没有结算单不能核实属实
//	    步骤:
//	      - {照办: 到核实}
//	      - {以: 向梅, 做: 核实属实, 被拒: {代码: guard, 含: 费用结算单}}
//	      - {等待: 5个工作日}
//	      - {期望: {环节: 单位核实, 待办: [向梅], 期限: 2026-09-08, 通知: [{代码: 超期, 谁: [向梅]}]}}
//	变异说明:
//	  - {变异: "参数/核实期限 多一", 理由: …}
//
// A step does one thing: somebody acts (以, 做, with 填, 用表, 意见, 补正事项, 会议, and 被拒 when it must be refused), the
// clock moves (等待, 等到), something is expected (期望), a budget is set (预算), the directory or calendar changes (变动), a
// changed procedure is published (发布), several act at once (同时), or a named list of steps runs (照办). 会议 left empty
// means that everybody came and agreed. 通知 speaks of what was sent since it was last looked at.
package scenario
