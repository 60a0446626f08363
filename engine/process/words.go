package process

import "strings"

// Besides the words below, six phrases are spelled in both languages:
//
//	2 workdays before          提前2个工作日          in remind; limits themselves are package workday's
//	2/3 of seats               应到的2/3以上          at least; bases: seats 应到, present 实到, cast 有效票
//	more than 1/2 of seats     超过应到的1/2          strictly more
//	holder of draft            草拟的办理人           who last acted in a state
//	all but [paid, closed]     除了 [已拨付, 已办结]  in from of everywhere
//	20000 yuan                 20000元                an amount of money in params

// word is one row of the closed table of keywords: the two spellings, and what the word means, which editors show
// on hover. Within a group each spelling occurs once.
type word struct{ En, Zh, Doc string }

// keyWords holds the keys that each kind of mapping may have, by the name of the mapping's type in source.go.
// One file uses one of the two languages; Format translates.
var keyWords = map[string][]word{
	"file": {
		{"language", "语言版本", "流程语言的版本,现为 1"},
		{"process", "流程", "流程标识,各版本不变,用于网址和引用"},
		{"name", "名称", "流程名称,办件人看到的标题"},
		{"basis", "依据", "政策依据,显示在办件旁并印在表单上"},
		{"owner", "维护人", "可以发布修改的角色;待人工处理事项也交给它"},
		{"params", "参数", "全部期限、上限、标准,可在不改流程的情况下调整"},
		{"number", "编号", "编号规则,每年连续,不重复使用"},
		{"secrecy", "知悉范围", "谁可以知道办件存在:公开、内部、限制知悉"},
		{"effective", "施行日期", "本版本从哪一天起适用"},
		{"deadline", "总时限", "从提交起到办结的总时限"},
		{"parties", "当事人", "这些人员字段中的人是当事人,须回避"},
		{"unique", "不得重复", "这些字段合起来相同的办件,同时只能有一件"},
		{"ledgers", "额度", "可占用、支出、释放的总额,如年度资金、空编"},
		{"roles", "角色", "参与办理的身份"},
		{"fields", "字段", "办件要填写的内容"},
		{"decisions", "判定表", "按条件给出结果的表,只作建议"},
		{"start", "发起", "从哪个环节开始,由谁发起"},
		{"states", "环节", "流程的各个环节"},
		{"everywhere", "通用动作", "多个环节都可以做的动作"},
		{"documents", "文书", "办理中出具的文书模板"},
		{"materials", "申请材料", "一次性告知的材料清单"},
		{"guide", "办事指南", "给申请人看的说明"},
		{"registers", "台账", "办件登记到哪些台账"},
		{"retention", "保管期限", "归档后的保管期限,如 永久、30年、10年"},
	},
	"effective": {{"from", "自", "施行的第一天,如 2026-01-01"}},
	"param": {
		{"name", "名称", "参数的名称"},
		{"value", "值", "期限(5个工作日)、金额(20000元)、整数、小数、文字、是否或文字列表"},
		{"source", "来源", "数值出自哪里;不知道时写 待确认"},
		{"confirmed", "已确认", "是否已经政策维护人确认"},
	},
	"number": {
		{"format", "格式", "编号格式,如 张关爱〔{年}〕{序号}号"},
		{"on", "给号动作", "做哪个动作时给编号"},
	},
	"ledger": {
		{"name", "名称", "额度的名称"},
		{"per", "周期", "按年度计算写 年度,不写为长期"},
		{"unit", "单位", "金额或数量"},
	},
	"role": {
		{"name", "名称", "角色的名称"},
		{"scope", "范围", "在哪些单位中找担任该角色的人"},
	},
	"field": {
		{"name", "名称", "字段的名称"},
		{"type", "类型", "字段的类型"},
		{"required", "必填", "是、否,或在什么条件下必填"},
		{"options", "选项", "单选、多选的选项,可写文字,也可写 标识: 文字"},
		{"columns", "列", "表格的各列"},
		{"min", "最小", "最小值"},
		{"max", "最大", "最大值"},
		{"length", "长度", "最多几个字(或几项);也可写 {最小, 最大}"},
		{"pattern", "样式", "文字必须符合的正则表达式"},
		{"default", "默认", "新建时填好的值"},
		{"computed", "计算", "由其他字段算出,不能填写"},
		{"help", "说明", "填写说明"},
		{"sensitive", "敏感", "除可见角色外显示为脱敏"},
		{"sealed", "密封", "加密保存,说明理由才能启封查看"},
		{"see", "可见", "哪些角色可以看到"},
		{"see_in", "可见环节", "在哪些环节可以看到"},
	},
	"length": {{"min", "最小", "至少几个字(或几项)"}, {"max", "最大", "至多几个字(或几项)"}},
	"decision": {
		{"name", "名称", "判定表的名称"},
		{"hit", "命中", "几条规则可以同时成立"},
		{"rules", "规则", "判定规则,从上到下"},
	},
	"rule": {
		{"when", "条件", "什么时候适用;不写为总是适用"},
		{"give", "给出", "结果,可写文字、数或表达式"},
		{"because", "理由", "规则的依据,显示在结果旁"},
	},
	"start": {
		{"by", "由", "谁可以发起"},
		{"event", "动作", "依职权直接启动时所做的动作"},
	},
	"state": {
		{"name", "名称", "环节的名称"},
		{"final", "办结", "办结环节,值为办理结果,如 已帮扶"},
		{"task", "任务", "本环节由谁办理"},
		{"tasks", "并行任务", "同时进行的几组任务,各有结果"},
		{"join", "汇合", "各组都有结果后去哪个环节,按顺序取第一个成立的"},
		{"auto", "自动", "进入本环节时按条件直接去哪个环节,都不成立则停留"},
		{"edit", "可填", "本环节可以修改的字段:全部、退回事项或字段列表"},
		{"clock", "计时", "暂停:本环节不计入总时限"},
		{"on", "动作", "本环节可以做的动作"},
		{"after", "到期", "时间到后自动去哪个环节"},
		{"publish", "公示", "在本环节期间公示"},
		{"show", "显示", "预测时显示岗位还是人员"},
		{"help", "说明", "给办理人的说明"},
		{"declared", "可指定进入", "是否允许特殊处置或版本迁移时直接进入"},
		{"duties", "跨环节时限", "从进入本环节起算、跨环节有效的时限,如告知 15日"},
	},
	"task": {
		{"name", "名称", "任务(或分组)的名称"},
		{"for", "办理人", "由谁办理:角色、发起人、人员字段,或按条件的列表"},
		{"not", "不得由", "哪些人不能办理:发起人、当事人、经手人等"},
		{"mode", "方式", "多人怎样办理:任一人、会签、依次、票决"},
		{"vote", "票决", "表决规则"},
		{"duty", "职责", "不相容岗位:经办、审核、审批不得由同一人"},
		{"due", "期限", "办理期限,如 5个工作日 或 参数.核实期限"},
		{"remind", "提醒", "到期前多久提醒,如 提前2个工作日"},
		{"overdue", "超期", "超期后依次做什么"},
		{"extend", "延期", "可否延期、由谁批准"},
		{"refuse", "视为不同意", "会签、依次中算作不同意的动作"},
		{"batch", "可批量", "是否允许批量办理,只用于阅知、归档"},
	},
	"due": {
		{"duration", "时长", "多长时间,如 5个工作日 或 参数.核实期限"},
		{"from", "起算", "从哪个日期字段起算;不写为进入本环节"},
	},
	"overdue": {
		{"remind", "提醒", "再次提醒办理人"},
		{"incident", "待人工处理", "转为待人工处理,值为事由"},
		{"ask", "询问", "由人从哪些动作中选择"},
		{"by", "由", "交给谁处理;不写为维护人"},
		{"escalate", "上报", "报给谁知道"},
		{"copy", "抄送", "抄送给谁"},
		{"after", "之后", "超期多久之后"},
	},
	"extend": {
		{"by", "由", "谁可以批准延期"},
		{"amount", "时长", "每次延长多久"},
		{"times", "次数", "最多几次"},
	},
	"vote": {
		{"held", "形式", "线上或会议"},
		{"quorum", "到会", "开会须到多少人,如 应到的2/3以上"},
		{"pass", "同意票", "多少票算同意,如 超过应到的1/2"},
		{"yes", "同意", "表决同意时做的动作"},
		{"no", "不同意", "表决不同意时做的动作"},
		{"tie", "平票", "票数相等时做的动作;不写为不同意"},
		{"no_quorum", "人数不足", "到会人数不足时做的动作"},
		{"second_tie", "再次平票", "第二次平票时做的动作"},
		{"recorder", "记录人", "登记会议结果的人"},
		{"confirm", "确认人", "确认会议结果的另一人"},
		{"secret", "无记名", "只记谁投了票,不记投了什么"},
		{"early", "提前结束", "结果已定时可否提前结束"},
		{"close", "截止", "由主持人还是期限结束投票"},
		{"on", "表决对象", "对拟办意见表决时写 拟办意见"},
		{"roster", "名单", "列出评委的多人字段"},
	},
	"who": {
		{"who", "谁", "发起人、当事人、经手人、公示范围内人员"},
		{"role", "角色", "担任某角色的人"},
		{"field", "字段", "人员字段中的人"},
		{"holder", "环节办理人", "最近办理某环节的人"},
		{"unit_of", "所属单位", "某字段所指的单位,与 角色 一起写"},
		{"when", "条件", "什么时候由他办理"},
		{"escalate", "逐级上找", "本单位没有人时向上级单位找"},
	},
	"event": {
		{"name", "名称", "动作的名称,即按钮上的文字"},
		{"by", "由", "谁可以做;不写为本环节办理人"},
		{"from", "适用环节", "通用动作在哪些环节可以做"},
		{"groups", "分组", "属于哪些并行任务;不写为全部"},
		{"to", "转到", "去哪个环节;也可写 退回来处、留在本环节或按条件的列表"},
		{"pick", "选择退回", "由办理人从到过的这些环节中选一个"},
		{"back", "退回来处", "退回来处:接续计时或重新计时"},
		{"needs", "需填", "必须同时填写的:意见、补正事项、附件或字段"},
		{"when", "条件", "什么条件下可以做"},
		{"because", "理由", "条件不成立时告诉人的理由"},
		{"do", "效果", "动作带来的结果"},
		{"asked", "经询问", "只有待人工处理询问时才可以做"},
		{"help", "说明", "按钮旁的说明"},
	},
	"branch": {
		{"when", "条件", "什么条件下去这里;最后一个不写条件"},
		{"to", "转到", "去哪个环节"},
		{"do", "效果", "去这里时的结果"},
		{"because", "理由", "为什么去这里,记入办理记录"},
	},
	"after": {
		{"duration", "时长", "多长时间,如 5个工作日"},
		{"from", "起算", "从哪个日期字段起算;不写为进入本环节"},
		{"to", "转到", "到期后去哪个环节,或按条件的列表"},
	},
	"publish": {
		{"title", "标题", "公示的标题"},
		{"show", "公开内容", "公示哪些内容,如 帮扶对象.姓名"},
		{"audience", "对象", "在本单位还是全市公示"},
	},
	"dutyclock": {
		{"name", "名称", "时限的名称"},
		{"due", "期限", "多长时间"},
		{"until", "直到", "做了哪个动作就算完成"},
	},
	"effect": {
		{"set", "设值", "给字段赋值,如 {等级: \"一级\"}"},
		{"notify", "通知", "发送通知"},
		{"copy", "抄送", "抄送给谁"},
		{"document", "出具文书", "出具哪份文书"},
		{"start", "启动办件", "启动另一个流程的办件"},
		{"await", "等待办结", "等待所启动的办件办结"},
		{"reserve", "占用", "占用额度"},
		{"spend", "支出", "把占用的额度转为支出"},
		{"release", "释放", "释放占用的额度"},
		{"register", "登记", "登记到台账"},
		{"flag", "标记", "给对象加标记,如影响期"},
	},
	"notify": {{"to", "对象", "通知谁"}, {"text", "内容", "通知内容,可用 {字段}"}},
	"entry": {
		{"ledger", "额度", "哪个额度"},
		{"amount", "数额", "多少"},
		{"name", "名目", "同一办件有几笔时用来区分"},
	},
	"link": {
		{"process", "流程", "哪个流程"},
		{"name", "名目", "同一办件启动几件时用来区分"},
		{"with", "带入", "带入新办件的字段"},
		{"hidden", "隐藏关联", "对不能看本办件的人隐藏关联"},
	},
	"flag": {{"name", "名称", "标记的名称"}, {"until", "直到", "到哪一天为止"}},
	"document": {
		{"name", "名称", "文书的名称"},
		{"number", "文号", "文书自己的文号格式"},
		{"title", "标题", "文书标题"},
		{"body", "正文", "文书正文,可用 {字段}、{办件.编号}"},
		{"signer", "签发人", "由谁签发"},
	},
	"material": {
		{"name", "名称", "材料名称"},
		{"field", "字段", "上传到哪个附件字段"},
		{"required", "必填", "是否必须提供"},
		{"when", "条件", "什么情况下需要"},
		{"help", "说明", "材料的要求"},
	},
}

// valueWords holds the closed values, by the set they belong to.
var valueWords = map[string][]word{
	"bool":    {{"true", "是", ""}, {"false", "否", ""}},
	"secrecy": {{"open", "公开", "任何登录人可知"}, {"internal", "内部", "本单位和办理人可知"}, {"restricted", "限制知悉", "只有办理人可知"}},
	"per":     {{"year", "年度", "每年一个额度"}},
	"ledger":  {{"money", "金额", ""}, {"count", "数量", ""}},
	"scope":   {{"unit", "本单位", "只在本单位"}, {"ancestors", "本单位或上级", "本单位没有时逐级向上"}, {"level", "本级", "本单位所在的区县或市直"}, {"city", "全市", "全市范围"}},
	"hit":     {{"unique", "唯一", "只能有一条成立"}, {"first", "首条", "取第一条成立的"}, {"collect", "汇总", "成立的全部取"}},
	"fieldtype": {
		{"text", "文本", "一行文字"},
		{"longtext", "长文本", "多行文字"},
		{"integer", "整数", ""},
		{"decimal", "小数", "精确小数"},
		{"money", "金额", "以元为单位,两位小数"},
		{"date", "日期", ""},
		{"datetime", "日期时间", ""},
		{"bool", "是否", ""},
		{"choice", "单选", ""},
		{"choices", "多选", ""},
		{"person", "人员", "通讯录中的一人"},
		{"persons", "多人", "通讯录中的几人"},
		{"party", "当事方", "人员或单位,可不在通讯录中"},
		{"unit", "单位", ""},
		{"files", "附件", ""},
		{"table", "表格", ""},
	},
	"edit":     {{"all", "全部", "所有字段"}, {"returned_items", "退回事项", "只限退回时列出的事项"}},
	"clock":    {{"paused", "暂停", "总时限和来处的计时停下"}, {"running", "继续", "照常计时"}},
	"show":     {{"posts", "岗位", "只显示岗位"}, {"people", "人员", "显示人员姓名"}},
	"mode":     {{"any", "任一人", "任一人办理即可"}, {"all", "会签", "每人都要同意"}, {"sequence", "依次", "按名单依次办理"}, {"vote", "票决", "按票决规则"}},
	"duty":     {{"handle", "经办", ""}, {"review", "审核", ""}, {"approve", "审批", ""}},
	"overdue":  {{"remind", "提醒", "再次提醒办理人"}},
	"held":     {{"online", "线上", "各人在线投票"}, {"meeting", "会议", "会上表决,由记录人登记"}},
	"close":    {{"chair", "主持人", ""}, {"due", "期限", ""}},
	"voteon":   {{"proposal", "拟办意见", ""}},
	"to":       {{"back", "退回来处", "退回到转来的环节"}, {"stay", "留在本环节", ""}},
	"back":     {{"resume", "接续计时", "接着剩余的时间"}, {"restart", "重新计时", "重新给全部时间"}},
	"need":     {{"opinion", "意见", "办理意见"}, {"items", "补正事项", "要补正的内容"}, {"files", "附件", ""}},
	"audience": {{"unit", "本单位", ""}, {"city", "全市", ""}},
	"escalate": {{"ancestors", "上级", ""}},
	"who": {
		{"initiator", "发起人", "发起本办件的人"},
		{"parties", "当事人", "当事人字段中的人"},
		{"handlers", "经手人", "此前办理过本办件的人"},
		{"reader", "公示范围内人员", "能看到公示的人"},
	},
	"from":    {{"all", "全部", "所有未办结的环节"}},
	"builtin": {{"record", "登记会议结果", ""}, {"confirm", "确认会议结果", ""}, {"correct", "退回登记人更正", ""}, {"recuse", "自行回避", ""}, {"abstain", "弃权", ""}, {"retry", "重新检查", ""}, {"extend", "延期", ""}},
	"base":    {{"seats", "应到", "成员减去回避"}, {"present", "实到", "到会,含弃权"}, {"cast", "有效票", "同意加不同意"}},
}

// rootWords are the first parts of guard paths that the language itself gives.
var rootWords = []word{
	{"case", "办件", "办件本身"},
	{"actor", "办理者", "正在做动作的人"},
	{"groups", "分组", "并行任务的结果"},
	{"vote", "表决", "表决结果"},
	{"params", "参数", ""},
	{"decisions", "判定表", ""},
	{"previous", "原值", "本环节之前的值"},
	{"today", "今天", ""},
}

// attrWords are the parts after the first of guard paths that the language itself gives.
var attrWords = []word{
	{"name", "姓名", ""},
	{"unit", "单位", ""},
	{"title", "职务", ""},
	{"establishment", "编制", ""},
	{"cadre_level", "管理层级", "省管、市管、县管"},
	{"active", "在职", ""},
	{"state", "环节", ""},
	{"initiator", "发起人", ""},
	{"number", "编号", ""},
	{"round", "轮次", ""},
	{"status", "状态", ""},
	{"submitted_on", "提交日期", ""},
	{"opened_on", "建立日期", ""},
	{"id", "标识", ""},
	{"result", "结果", ""},
	{"yes", "同意", ""},
	{"no", "不同意", ""},
	{"abstain", "弃权", ""},
	{"present", "实到", ""},
	{"seats", "应到", ""},
	{"free", "余额", ""},
	{"reserved", "已占用", ""},
	{"spent", "已支出", ""},
	{"budget", "预算", ""},
}

// functionWords are the functions and truth values of guards; package guard knows the English ones.
var functionWords = []word{
	{"given", "已填", "是否已经填写"},
	{"previous", "原值", "本环节之前的值"},
	{"days_between", "相隔天数", ""},
	{"min", "取小", ""},
	{"max", "取大", ""},
	{"len", "项数", "列表有几项"},
	{"any_of", "包含", "包含(列表, 值)"},
}

// placeholderWords are the placeholders of a number format.
var placeholderWords = []word{{"year", "年", "四位年份"}, {"seq", "序号", "当年的顺序号"}}

// find is the row of a group that has spelling s in either language.
func find(group []word, s string) (word, bool) {
	for _, w := range group {
		if w.En == s || w.Zh == s {
			return w, true
		}
	}
	return word{}, false
}

// english is the English spelling of s in a group, or s itself when it is no word of the group.
func english(group []word, s string) string {
	if w, ok := find(group, s); ok {
		return w.En
	}
	return s
}

// in is the spelling of w in a language: "zh" or "en".
func (w word) in(lang string) string {
	if lang == "zh" {
		return w.Zh
	}
	return w.En
}

// CanonPath gives the English spelling of a guard path whose language-given parts may be written in Chinese:
// 办件.编号 is case.number, 帮扶对象.姓名 is 帮扶对象.name, 参数.上限 is params.上限. Names that the file gives stay as they are.
func CanonPath(path string) string { return translatePath(path, "en") }

// translatePath writes the language-given parts of a guard path in a language.
func translatePath(path, lang string) string {
	parts := strings.Split(path, ".")
	root, known := find(rootWords, parts[0])
	own := 1 // parts that the file names
	if known {
		parts[0] = root.in(lang)
		switch root.En {
		case "params", "decisions":
			return strings.Join(parts, ".")
		case "previous", "groups":
			own = 2
		}
	}
	for i := own; i < len(parts); i++ {
		if w, ok := find(attrWords, parts[i]); ok {
			parts[i] = w.in(lang)
		}
	}
	return strings.Join(parts, ".")
}
