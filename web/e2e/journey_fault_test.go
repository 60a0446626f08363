package e2e_test

import "testing"

// TestJourney_FaultToleranceThroughAReconsiderationToItsEnd: a cadre applies, is heard, a meeting decides, the finding is signed and served;
// he asks for a reconsideration by others, which changes it, and the case goes to its end with what they decided.
func TestJourney_FaultToleranceThroughAReconsiderationToItsEnd(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	c, cadre := begins(t, s, "heping", "容错纠错减责免责认定")
	cadre.answers("启动方式", "本人", "对象类型", "个人", "认定对象", "何平", "对象单位", "示例市交通运输局", "对象职务", "工程科科员", "政治面貌", "中共党员", "管理权限", "市管",
		"事项", "为加快项目审批容缺受理,后发现一份材料失实。", "发生日期", "2026-01-20", "问责文号", "应急问〔2026〕51号", "问责机关", "示例市应急管理局",
		"问责阶段", "已启动未决定", "情形", fourth, "主观动机", "为提高审批效率。", "自述谋取私利", "否", "自述明令禁止", "否", "损失金额", "50000", "已挽回金额", "50000",
		"请求结果", "免责", "签字申请书", "申请书.txt", "证明材料", "证明.txt", "容缺受理材料", "承诺书.txt")
	cadre.does("提交")
	cadre.sees("现在的环节:受理审查")

	today := s.call(t, "heping").now()
	c.does("mengfengying", "受理", "管理权限核定", "市管")
	for _, paper := range []string{"容错认定受理通知书", "关于等待容错认定结果的商请函"} {
		c.handles("renjunjie", "签发", paper)
		c.handles("mengfengying", "送达", paper)
	}
	c.does("renjunjie", "指派", "主办人", "袁明辉", "协办人", "柳明辉")
	c.does("yuanminghui", "提出核查报告", "听取情况", "已听取", "听取日期", today, "陈述记录", "笔录.txt", "核查报告", "核查报告.txt", "核查结论", "属于容缺受理中的失误。",
		"情形属实", "是", "查实情形", "四", "查实谋取私利", "否", "查实明令禁止", "否", "查实故意", "否", "查实弄虚作假", "否", "重大责任事故", "否", "遵纪守法", "是",
		"勤勉尽责", "是", "出于公心", "是", "程序情况", "程序正当", "知错就改", "是", "损害程度", "较大或部分挽回").sees("现在的环节:核查人员会签")
	c.does("liuminghui", "同意")
	c.does("huzhenguo", "提请集体研究", "审理意见", "事实清楚,证据充分。", "审理建议", "减责").sees("现在的环节:集体研究")
	recorder := c.by("xiongxinmin")
	recorder.does("登记会议结果", func() { recorder.sits(today) }, func() {
		recorder.answers("认定结论", "减责", "减责方式", "从轻", "认定理由", "属于情形四,损失部分挽回。", "末位表态", "是", "需要整改", "否", "需报批", "否")
	})
	c.does("renjunjie", "确认会议结果").sees("现在的环节:函告问责机关")
	c.serves(today)

	// The unit's head talks with him; he finds the paper among his own, and asks for a reconsideration.
	c.does("xuechunlan", "登记谈话", "谈话日期", today, "谈话人", "薛春兰", "谈话记录", "谈话.txt")
	cadre = c.by("heping")
	cadre.sees("减责（从轻）")
	cadre.seesNot("基本条件") // what the finding rests on is not his to read
	cadre.does("申请复核", func() {
		cadre.answers("复核申请书", "复核申请.txt", "复核理由", "损失已全部挽回,应当免责。")
	})
	cadre.until("the reconsideration", `!!document.querySelector('.case-head .help a[href^="/cases/"]')`)
	again := &crew{t: t, s: s, path: ask[string](cadre, `document.querySelector('.case-head .help a[href^="/cases/"]').getAttribute('href')`), at: map[string]*page{}}
	reconsidered(again, today)

	// The finding is changed, told and served anew, and filed away.
	c.does("mengfengying", "按复核结果变更认定").sees("现在的环节:函告问责机关")
	c.serves(today)
	c.does("xuechunlan", "登记谈话", "谈话日期", today, "谈话人", "薛春兰", "谈话记录", "谈话.txt").sees("现在的环节:待归档")
	c.does("mengfengying", "登记备案", "备案日期", today, "备案回执", "备案.txt")
	c.does("mengfengying", "归档")
	c.ends("heping", "免责")
}

const fourth = "四、在服务重点项目、重要民生等行政审批事项中,为提高效率,进行容缺受理和审查,出现失误或错误的;"

// serves tells the organ that holds to account, signs the finding and serves it.
func (c *crew) serves(day string) {
	c.t.Helper()
	c.does("mengfengying", "登记函告", "函告问责机关日期", day, "函告问责机关回执", "回执.txt", "问责决定情况", "尚未决定")
	const finding = "容错纠错减责免责认定意见书"
	c.handles("renjunjie", "签发", finding)
	c.handles("mengfengying", "送达", finding)
	c.does("mengfengying", "登记送达", "送达日期", day, "送达方式", "直接送达", "送达回证", "回证.txt", "函告组织部日期", day).sees("现在的环节:谈心谈话")
}

// reconsidered takes the reconsideration to an end that changes the finding, by people who had no hand in it.
func reconsidered(c *crew, day string) {
	c.t.Helper()
	c.does("huyifan", "受理").sees("现在的环节:复核审查")
	const taken = "容错认定复核受理通知书"
	c.handles("mengguohua", "签发", taken)
	c.handles("huyifan", "送达", taken)
	c.does("yuzhiyuan", "提出审查意见", "审查报告", "审查.txt", "审查意见", "损失已全部挽回,可以免责。")
	recorder := c.by("huyifan")
	recorder.does("登记会议结果", func() { recorder.sits(day) }, func() {
		recorder.answers("复核结论", "免责", "决定理由", "损失已全部挽回。", "变更理由", "复核中补充了挽回损失的证据。", "末位表态", "是")
	})
	c.does("mengguohua", "确认会议结果").sees("现在的环节:送达复核决定")
	const decision = "容错认定复核决定书"
	c.handles("mengguohua", "签发", decision)
	c.handles("huyifan", "送达", decision)
	c.does("huyifan", "登记送达", "复核送达日期", day, "复核送达方式", "直接送达", "复核送达回证", "回证.txt")
	c.ends("huyifan", "变更认定")
}
