package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// says has somebody do an act that asks for an opinion too.
func (c *crew) says(username, act, opinion string, answers ...string) *page {
	c.t.Helper()
	p := c.by(username)
	p.does(act, func() { p.answers(answers...) }, func() { p.fill("#opinion", opinion) })
	return p
}

// found is what both who verify a report write: one allegation false, one that nobody could clear up.
func (p *page) found() {
	p.t.Helper()
	p.row("逐项认定", "逐项认定", "反映问题", "收受供应商礼金", "认定", "失实", "依据", "转账凭证系伪造。")
	p.row("逐项认定", "逐项认定", "反映问题", "违规提拔亲属", "认定", "查不清不能排除", "依据", "证人失联。")
	p.answers("核查报告", "核查报告.txt")
}

// TestJourney_ReportFromASealedReporterToClarificationAndWhoForgedIt: a report by name is registered, verified allegation by allegation
// and clarified; the case against who forged it is started by it, hidden, and ends before it is filed away.
func TestJourney_ReportFromASealedReporterToClarificationAndWhoForgedIt(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	c, clerk := begins(t, s, "dengxiulan", "举报线索快速核查与澄清正名")
	today := s.call(t, "dengxiulan").now()
	clerk.answers("来件性质", "反映问题", "来件渠道", "信", "收件日期", today, "署名方式", "实名", "反映人联系方式", "13800000000", "来件原件", "来信.txt",
		"被反映人", "柳静怡", "反映类型", "廉洁纪律", "反映内容", "一、收受供应商礼金;二、违规提拔亲属。", "时间节点", "不涉及")
	clerk.fillAt(`[data-field="反映人"] input[aria-label$="系统外人员姓名"]`, "贾反映")
	clerk.fillAt(`[data-field="反映人"] input[aria-label$="证件号码"]`, "11010519491231002X")
	clerk.does("登记")
	clerk.sees("现在的环节:待分流")
	clerk.seesNot("贾反映")

	c.does("tianhuimin", "受理").sees("现在的环节:待分派")
	c.handles("tianhuimin", "签发", "受理告知书")
	c.says("tianhuimin", "告知反映人受理情况", "已当面告知。")
	c.does("maolan", "分派", "承办部门", "示例市纪委监委", "承办负责人", "郭俊杰", "承办人", "廖振国|蔡振国")
	c.does("liaozhenguo", "提出处置意见", "处置方式", "初步核实", "处置理由", "线索具体。")
	c.does("caixiaodong", "批准处置意见").sees("现在的环节:快速核查")

	// Both who verify sign for the same findings; the second sees what the first has found.
	first := c.by("liaozhenguo")
	first.does("核查完毕", first.found)
	c.by("caizhenguo").sees("转账凭证系伪造。")
	c.does("caizhenguo", "核查完毕").sees("现在的环节:核查审定")
	c.does("caixiaodong", "审定").sees("澄清评估和诬告甄别")
	c.says("tianhuimin", "向反映人反馈核查结果", "已当面反馈。")
	c.handles("tianhuimin", "签发", "核查结果反馈书")

	// What is to be clarified, and four opinions on whether it was forged.
	c.does("liaozhenguo", "拟予澄清", "影响情形", "社会影响", "澄清方式", "书面澄清", "澄清范围", "示例市交通运输局", "澄清事项", "收受供应商礼金")
	c.says("guojunjie", "提出承办部门甄别意见", "伪造材料。", "承办甄别意见", "涉嫌诬告")
	c.says("tianhuimin", "提出信访室甄别意见", "内容前后不一。", "信访甄别意见", "据实")
	c.says("changjianjun", "提出审理室甄别意见", "有鉴定意见。", "审理甄别意见", "涉嫌诬告")
	leader := c.says("caixiaodong", "确认涉嫌诬告", "启动查处。", "失实问题", "收受供应商礼金", "甄别依据", "转账凭证系伪造")
	leader.until("the case against who forged it", `!!document.querySelector('.case-head .help a[href^="/cases/"]')`)
	accused := &crew{t: t, s: s, path: ask[string](leader, `document.querySelector('.case-head .help a[href^="/cases/"]').getAttribute('href')`), at: map[string]*page{}}

	// The clarification does not wait for it: paper to the person, his answer, the letter to him and to his unit.
	c.does("changjianjun", "核对同意").sees("现在的环节:拟澄清告知")
	c.handles("caixiaodong", "签发", "拟澄清告知书")
	c.handles("liaozhenguo", "送达", "拟澄清告知书")
	person := s.visit(t, phone)
	person.signIn("liujingyi")
	person.goTo("/documents")
	person.sees("拟澄清告知书")
	person.quiet()
	c.does("liaozhenguo", "报请审批", "告知书送达日期", today, "本人意见", "同意", "本人意见书", "意见书.txt")
	c.does("dinglijuan", "批准澄清").sees("现在的环节:澄清实施")
	c.handles("dinglijuan", "签发", "澄清函")
	c.handles("liaozhenguo", "送达", "澄清函")
	c.does("liaozhenguo", "完成澄清", "实施日期", today, "送达回证", "回证.txt")
	c.does("caizhenguo", "完成回访", "回访情况", "情绪稳定。", "回访表", "回访表.txt").sees("现在的环节:归档")
	archive := c.by("maolan")
	archive.sees("涉嫌诬告的须有查处结果")
	require.False(t, archive.mayDo("归档"), "the case against who forged it has not ended")

	accusation(accused, today)
	c.does("maolan", "归档")
	c.ends("maolan", "已澄清")
	for _, paper := range []string{"澄清函", "拟澄清告知书"} {
		person.goTo("/documents")
		person.sees(paper)
	}
	head := s.visit(t, desk)
	head.signIn("xuechunlan") // of the person's unit: she gets the letter, and learns nothing else
	head.goTo("/documents")
	head.sees("澄清函")
	head.goTo(c.path)
	head.sees("未找到该事项或无权查看")
}

// accusation takes the case against who forged a report to its end, by its people.
func accusation(c *crew, today string) {
	c.t.Helper()
	c.does("maolan", "指派", "查核部门", "示例市纪委监委", "查核负责人", "曾一帆", "查核人", "邵凤英|夏博")
	first := c.by("shaofengying")
	first.does("查核完毕", func() {
		first.answers("捏造说明", "伪造转账凭证。", "故意说明", "与被诬告人竞争岗位,事前策划。", "身份类别", "其他人员", "捏造证据", "鉴定意见.txt", "意图", "造成名誉损失",
			"故意证据", "聊天记录.txt", "申辩记录", "谈话笔录.txt", "获利情况", "没有")
		first.fillAt(`[data-field="涉嫌诬告人"] input[aria-label$="系统外人员姓名"]`, "贾反映")
		first.fillAt(`[data-field="涉嫌诬告人"] input[aria-label$="证件号码"]`, "11010519491231002X")
	})
	c.does("xiabo", "查核完毕").sees("现在的环节:审理审核")
	c.says("zengyi", "提出审理意见", "证据充分。", "审理结论", "诬告陷害")
	c.does("dinglijuan", "提请市级批准").sees("现在的环节:市级审批")
	recorder := c.by("houzhenguo")
	recorder.does("登记会议结果", func() { recorder.sits(today) }, func() { recorder.answers("会议纪要扫描件", "纪要.txt") })
	c.does("xiasiqi", "确认会议结果").sees("现在的环节:移送公安")
	c.does("maolan", "登记移送", "移交凭证", "交接单.txt")
	c.handles("dinglijuan", "签发", "移送公安机关函")
	c.does("maolan", "登记生效决定", "处理决定", "决定书.txt", "决定机关", "示例市公安局", "决定文号", "示公决〔2026〕9号", "生效日期", today)
	c.says("dinglijuan", "不予通报", "不宜公开。")
	end := c.does("maolan", "归档")
	require.NotContains(c.t, end.text(), "贾反映", "who forged it is sealed")
	c.ends("maolan", "已查处")
}
