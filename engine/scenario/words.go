package scenario

// word is one keyword in its two spellings. A file may use either; within one mapping each key is written once.
type word struct{ en, zh string }

// keys is the closed table of the keys of scenario files.
var keys = []word{
	// a file
	{"process", "流程"},
	{"base", "基础"},
	{"scenarios", "样例"},
	{"use", "照用"},
	{"mutants", "变异说明"},
	// a table of what outsiders may learn
	{"secrets", "秘密"},
	{"columns", "列"},
	{"table", "表"},
	// a world: base, or what one scenario adds to it
	{"at", "时间"},
	{"calendar", "日历"},
	{"units", "单位"},
	{"people", "人物"},
	{"kin", "亲属"},
	{"leave", "请假"},
	{"budget", "预算"},
	{"values", "填表"},
	{"routes", "步骤组"},
	{"name", "名称"},
	{"why", "出处"},
	{"steps", "步骤"},
	{"parent", "上级"},
	{"level", "层级"},
	{"superior", "上级机关"},
	{"cast", "投"},
	{"record", "办理记录"},
	{"chair", "主持人"},
	{"chair_last", "末位表态"},
	{"order", "次序"},
	{"unit", "所在单位"},
	{"posts", "岗位"},
	{"title", "职务"},
	{"active", "在职"},
	{"attrs", "属性"},
	{"role", "角色"},
	{"from", "自"},
	{"until", "至"},
	{"who", "谁"},
	{"delegate", "委托"},
	{"returned", "销假"},
	{"reason", "事由"},
	{"off", "放假"},
	{"makeup", "补班"},
	{"source", "来源"},
	{"local", "本地调整"},
	{"work", "上班"},
	// a step
	{"as", "以"},
	{"do", "做"},
	{"with", "填"},
	{"using", "用表"},
	{"opinion", "意见"},
	{"items", "补正事项"},
	{"to", "转到"},
	{"meeting", "会议"},
	{"call_meeting", "召集会议"},
	{"agenda", "议题"},
	{"record_meeting", "会议登记"},
	{"confirm_meeting", "会议确认"},
	{"results", "各件"},
	{"absent", "缺席"},
	{"signed", "代录"},
	{"scan", "扫描件"},
	{"suggest", "建议"},
	{"proposal", "拟办意见"},
	{"signed_on", "签字日期"},
	{"unseal", "启封"},
	{"case", "办件"},
	{"group", "分组"},
	{"key", "防重标识"},
	{"stale", "凭旧内容"},
	{"start", "发起方式"},
	{"refused", "被拒"},
	{"wait", "等待"},
	{"wait_until", "等到"},
	{"expect", "期望"},
	{"change", "变动"},
	{"together", "同时"},
	{"succeed", "成功"},
	{"route", "照办"},
	{"publish", "发布"},
	{"old", "原文"},
	{"new", "改为"},
	{"note", "说明"},
	{"links", "关联"},
	{"ends", "办结"},
	{"brings", "带回"},
	{"into", "并入"},
	{"give", "交给"},
	{"place", "位置"},
	{"mode", "方式"},
	{"receiver", "签收人"},
	{"served_on", "送达日期"},
	{"proof", "送达回证"},
	{"reissue", "重新出具"},
	{"code", "代码"},
	{"says", "含"},
	{"fields", "字段"},
	{"held_on", "会议日期"},
	{"present", "到会"},
	{"yes", "同意"},
	{"no", "不同意"},
	{"abstain", "弃权"},
	{"minutes", "纪要"},
	// an expectation
	{"state", "环节"},
	{"status", "状态"},
	{"outcome", "结果"},
	{"number", "编号"},
	{"todo", "待办"},
	{"due", "期限"},
	{"deadline", "总时限"},
	{"after", "到期"},
	{"documents", "文书"},
	{"papers", "文书状态"},
	{"paper_number", "文号"},
	{"texts", "文书内容"},
	{"ledger", "额度"},
	{"registers", "台账"},
	{"flags", "标记"},
	{"messages", "通知"},
	{"inbox", "收件箱"},
	{"notice", "公示"},
	{"may", "可做"},
	{"may_not", "不可做"},
	{"incidents", "待人工处理"},
	{"sees", "可见"},
	{"blind", "不可见"},
	{"each", "各办件环节"},
	{"decisions", "判定表"},
	{"masked", "脱敏"},
	{"duties", "时限"},
	{"copies", "传阅"},
	{"comments", "留言"},
	{"typed", "暂存"},
	{"materials", "材料"},
	{"ahead", "预计经过"},
	{"standing", "查询影响期"},
	{"batch", "批量"},
	{"intervene", "特殊处置"},
	{"handover", "移交"},
	{"purpose", "用于"},
	{"free", "余额"},
	{"reserved", "占用"},
	{"spent", "支出"},
	{"shows", "内容"},
	{"audience", "对象"},
	{"repeat", "重复"},
	{"times", "次数"},
	{"where", "变异"},
	{"because", "理由"},
}

// values maps the Chinese spellings of closed values to the engine's words.
var values = map[string]string{
	"市": "city", "县": "county", "乡镇": "township", "部门": "dept",
	"草稿": "draft", "在办": "open", "办结": "closed",
	"待办": "todo", "待认领": "pool", "已办": "done", "待阅": "cc", "我的申请": "mine",
	"等待张贴": "waiting", "公示中": "posted", "已结束": "ended", "已停止": "stopped", "已撤下": "stopped",
	"本单位": "unit", "全市": "city",
	"是": "true", "否": "false",
	"任务": "work", "登记": "record", "结束投票": "close", "确认": "confirm", "待人工处理": "incident",
	"协办人": "help", "加签人": "sign", "代录核对人": "check",
	"提醒": "remind", "超期": "overdue", "抄送": "copy", "通知": "notify", "催办": "urge", "督办": "supervise",
	"无人可办": "nobody", "循环": "loop", "无法判断": "unknown",
}

// Opening a case: by somebody, or in his name by another case that the scenario does not have.
const (
	actOpen       = "open"
	actOpenLinked = "open_linked"
)

// acts maps the spellings of what the language itself lets people do to the engine's words.
var acts = map[string]string{
	"发起": actOpen, "关联发起": actOpenLinked, "修改": "edit", "登记会议结果": "record", "确认会议结果": "confirm", "退回登记人更正": "correct",
	"自行回避": "recuse", "催办": "urge", "督办": "supervise", "重新处理": "retry", "延期": "extend", "结束投票": "close", "弃权": "abstain", "收回": "take_back", "打开": "look", "传阅": "circulate", "阅知": "read", "留言": "comment", "暂存": "type",
	"认领": "claim", "取消认领": "release", "转办": "transfer", "协办": "delegate", "提出协办意见": "advise",
	"加签": "sign", "减签": "unsign", "加签同意": "sign_agree", "加签不同意": "sign_refuse",
	"核对一致": "enter_agree", "核对不符": "enter_refuse", "对代录提出异议": "contest",
}

// signWords are the closed values of added signatures.
var signWords = map[string]string{"之前": "before", "之后": "after", "同时": "together", "任一人": "any", "会签": "all", "依次": "sequence"}

// english is the canonical spelling of a key, "" if the table has no such key.
func english(key string) string {
	for _, w := range keys {
		if w.en == key || w.zh == key {
			return w.en
		}
	}
	return ""
}

// chinese is the Chinese spelling of a canonical key, for messages.
func chinese(key string) string {
	for _, w := range keys {
		if w.en == key {
			return w.zh
		}
	}
	return key
}

// value is the engine's word for a closed value.
func value(s string) string {
	if v, ok := values[s]; ok {
		return v
	}
	return s
}
