package main

import "dandang/engine"

// party is a person of the directory in a field that also takes people from outside.
func party(id string) map[string]any { return map[string]any{"person": id} }

// fault is an application for exemption by a cadre of the traffic bureau: circumstance four, everything made good.
func fault(subject, post, number string) engine.Fields {
	return engine.Fields{
		"启动方式": "本人", "对象类型": "个人", "认定对象": party(subject), "对象单位": "shi-jtj", "对象职务": post, "政治面貌": "中共党员",
		"管理权限": "市管", "事项": "为加快项目审批容缺受理,后发现一份材料失实。(演示)", "发生日期": "2026-01-20", "问责文号": number,
		"问责机关": "shi-yjj", "问责阶段": "已启动未决定", "情形": []any{"四"}, "主观动机": "为提高审批效率。(演示)",
		"自述谋取私利": false, "自述明令禁止": false, "损失金额": "50000.00", "已挽回金额": "50000.00", "请求结果": "免责",
		"签字申请书": nil, "证明材料": nil, "容缺受理材料": nil,
	}
}

// report is an anonymous letter about somebody, registered by the petition office.
func report(subject, kind, text string) engine.Fields {
	return engine.Fields{
		"来件性质": "反映问题", "来件渠道": "信", "收件日期": "2026-03-02", "署名方式": "匿名", "被反映人": subject, "反映类型": kind,
		"反映内容": text, "时间节点": "不涉及",
	}
}

// faultAnswers are what the discipline organ enters in an application for exemption, up to its notice: lighter within the
// range, to be made good by the unit.
var faultAnswers = engine.Fields{
	"管理权限核定": "市管", "主办人": "yuanminghui", "协办人": []any{"liuminghui"}, "情形属实": true, "查实情形": []any{"四"}, "查实谋取私利": false,
	"查实明令禁止": false, "查实故意": false, "查实弄虚作假": false, "重大责任事故": false, "遵纪守法": true, "勤勉尽责": true, "出于公心": true,
	"知错就改": true, "损害程度": "较大或部分挽回", "审理建议": "减责", "认定结论": "减责", "减责方式": "从轻", "末位表态": true, "需要整改": false,
	"需报批": false, "复核理由": "损失已全部挽回,应当免责。(演示)",
}

// faultAlso are answers that no event asks for in so many words.
var faultAlso = map[string][]string{"提出核查报告": {"查实情形"}, engine.EventRecord: {"减责方式"}}

// toReview takes an application for exemption to its end and to the 复核 that the applicant asks for.
var toReview = []string{
	"提交", "受理", "指派", "提出核查报告", "同意", "提请集体研究", engine.EventRecord, engine.EventConfirm, "登记函告", "登记送达", "申请复核",
}

// reportAnswers are what the discipline organ enters about a report that turns out to be forged.
var reportAnswers = engine.Fields{
	"承办部门": "shi-jw", "承办负责人": "yuanminghui", "承办人": []any{"liuminghui", "fengsiyuan"}, "处置方式": "初步核实",
	"逐项认定": []any{map[string]any{"反映问题": "收受供应商礼金(演示)", "认定": "失实", "依据": "转账凭证系伪造(演示)"}},
	"影响情形": []any{"社会影响"}, "澄清方式": []any{"书面澄清"}, "承办甄别意见": "涉嫌诬告", "信访甄别意见": "涉嫌诬告", "审理甄别意见": "涉嫌诬告",
}

// toAccusation takes a report to the case against whoever forged it.
var toAccusation = []string{
	"登记", "受理", "分派", "提出处置意见", "批准处置", "核查完毕", "核查完毕", "审定", "拟予澄清", "提出承办甄别意见", "提出信访甄别意见", "提出审理甄别意见", "确认涉嫌诬告",
}

// disciplineCases are those of the discipline organ: all restricted, seen only by who takes part.
func disciplineCases() []demoCase {
	const said = "经研究,同意。(演示)"
	return []demoCase{
		{process: faultKey, start: "草拟", by: "heping", fields: fault("heping", "工程科科员", "应急问〔2026〕5号"), events: []string{"提交"}},
		{
			process: faultKey, start: "草拟", by: "liujingyi", fields: fault("liujingyi", "运输科科员", "应急问〔2026〕6号"),
			events: []string{"提交", "受理"}, answers: faultAnswers,
		},
		{
			process: faultKey, start: "草拟", by: "heping", fields: fault("heping", "工程科科员", "应急问〔2025〕8号"),
			events: toReview, answers: faultAnswers, also: faultAlso, opinion: said, link: "复核",
		},
		{
			process: faultKey, start: "草拟", by: "liujingyi", fields: fault("liujingyi", "运输科科员", "应急问〔2025〕9号"),
			events: toReview, answers: faultAnswers, also: faultAlso, opinion: said, link: "复核", then: []string{"受理"},
		},
		{process: reportKey, by: "dengxiulan", fields: report("heping", "廉洁纪律", "一、收受供应商礼金;二、违规提拔亲属。(演示)"), events: []string{"登记"}},
		{process: reportKey, by: "zhangwei", fields: report("liujingyi", "工作纪律", "上班时间长期脱岗。(演示)"), events: []string{"登记", "受理"}},
		{
			process: reportKey, by: "dengxiulan", fields: report("panwenbo", "廉洁纪律", "收受供应商礼金。(演示)"),
			events: toAccusation, answers: reportAnswers, opinion: said, link: "诬告查处",
		},
		{
			process: reportKey, by: "zhangwei", fields: report("liujingyi", "廉洁纪律", "收受供应商礼金。(演示)"),
			events: toAccusation, answers: reportAnswers, opinion: said, link: "诬告查处",
		},
	}
}

// title is an application for 副高 of a specialist of the agricultural institute, by an outstanding contribution.
func title(person, now string) engine.Fields {
	return engine.Fields{
		"申报人": person, "身份": "事业在编", "一线岗位": "高山蔬菜基地", "现任职称": now, "目标级别": "副高", "系列": "农业", "专业": "作物栽培",
		"申报类型": "突出贡献直接申报", "处分情况": "没有受过处分",
		"业绩":   []any{map[string]any{"类别": "技术成果", "名目": "高山蔬菜良种(演示)", "时间": "2025-06-01", "本人作用": "主持"}},
		"业绩证明": nil, "业绩摘要": "育成良种2个(演示)", "突出贡献情形": []any{"技术成果取得显著效益"}, "突出贡献证明": nil, "破格理由": "成果推广面积大。(演示)",
		"承诺书": nil,
	}
}

// entry proposes a contract worker of the institute for an established post.
func entry(person, post, kin string) engine.Fields {
	return engine.Fields{
		"拟入编人": person, "用人单位": "shi-nks", "单位性质": "事业单位", "人员类别": "专业技术人员", "编外聘用": true, "聘用年限": int64(6), "职称": "农艺师",
		"岗位代码": post, "考核结果": "连续三年优秀", "特别优秀": "抗旱保苗连续驻点。(演示)", "特别优秀证明": nil, "突出贡献": "良种推广。(演示)",
		"突出贡献证明": nil, "业绩摘要": "推广良种(演示)", "入编依据": "考核招聘", "依据文号": "示人社发〔2026〕21号", "依据文件": nil,
		"单位内有亲属": true, "单位内亲属": []any{kin}, "亲属说明": "系其亲属,不在同一科室。(演示)", "应当回避": false,
	}
}

// titleCases are those of titles and posts.
func titleCases() []demoCase {
	return []demoCase{
		{process: titleKey, by: "qijie", fields: title("qijie", "农艺师"), events: []string{"提交"}},
		{process: titleKey, by: "duzhiqiang", fields: title("duzhiqiang", "助理研究员"), events: []string{"提交", "材料齐全"}},
		{process: postKey, by: "yaolan", fields: entry("yuguohua", "NY0012", "maochangqing"), events: []string{"提交"}},
		{
			process: postKey, by: "dongyifan", fields: entry("guxiaodong", "NY0013", "guhuimin"),
			events: []string{"提交", engine.EventRecord, engine.EventConfirm},
		},
	}
}
