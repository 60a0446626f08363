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

// disciplineCases are those of the discipline organ: all restricted, seen only by who takes part.
func disciplineCases() []demoCase {
	appeal := engine.Fields{
		"原办件编号": "张容错〔2025〕8号", "对象类型": "个人", "认定对象": party("heping"), "对象单位": "shi-jtj", "收件人": "何平", "原认定结论": "减责",
		"原减责方式": "从轻", "原认定日期": "2026-02-10", "原送达日期": "2026-02-12", "原主办人": "yuanminghui", "原协办人": []any{"liuminghui"},
		"原经手人": []any{"yuanminghui", "liuminghui"}, "复核理由": "损失已全部挽回,应当免责。(演示)", "复核申请书": nil,
	}
	accusation := engine.Fields{
		"被诬告人": "heping", "失实问题": "收受供应商礼金。(演示)", "失实依据": "转账凭证系伪造。(演示)", "署名方式": "匿名",
	}
	second := with(appeal, engine.Fields{"原办件编号": "张容错〔2025〕9号", "认定对象": party("liujingyi"), "收件人": "柳静怡"})
	return []demoCase{
		{process: faultKey, start: "草拟", by: "heping", fields: fault("heping", "工程科科员", "应急问〔2026〕5号"), events: []string{"提交"}},
		{
			process: faultKey, start: "草拟", by: "liujingyi", fields: fault("liujingyi", "运输科科员", "应急问〔2026〕6号"),
			events: []string{"提交", "受理"}, answers: engine.Fields{"管理权限核定": "市管"},
		},
		{process: reviewKey, by: "heping", fields: appeal, opens: true},
		{process: reviewKey, by: "liujingyi", fields: second, opens: true, events: []string{"受理"}},
		{process: reportKey, by: "dengxiulan", fields: report("heping", "廉洁纪律", "一、收受供应商礼金;二、违规提拔亲属。(演示)"), events: []string{"登记"}},
		{process: reportKey, by: "zhangwei", fields: report("liujingyi", "工作纪律", "上班时间长期脱岗。(演示)"), events: []string{"登记", "受理"}},
		{process: accusationKey, by: "caixiaodong", fields: accusation, opens: true},
		{process: accusationKey, by: "liaolin", fields: with(accusation, engine.Fields{"被诬告人": "liujingyi"}), opens: true},
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
