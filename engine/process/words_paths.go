package process

// rootWords are the first parts of guard paths that the language itself gives.
var rootWords = []word{
	{"case", "办件", "办件本身"},
	{"actor", "办理者", "正在做动作的人"},
	{"groups", "分组", "并行任务的结果"},
	{"links", "关联", "所启动的办件,如 关联.复核.结果"},
	{"vote", "表决", "表决结果"},
	{"params", "参数", ""},
	{"decisions", "判定表", ""},
	{"previous", "原值", "本环节之前的值"},
	{"flags", "标记", "当事人的标记"},
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
	{"level", "级别", "发起单位的级别:市级、县级、乡级"},
	{"status", "状态", ""},
	{"submitted_on", "提交日期", ""},
	{"opened_on", "建立日期", ""},
	{"opinion_given", "所填意见", "出具文书的那个动作所填的意见,只用于模板"},
	{"items_listed", "补正清单", "出具文书的那个动作列出的补正事项,只用于模板"},
	{"handlers", "经手人", "办理过本办件的人"},
	{"joined", "并入数", "并入本办件的重复件有几件"},
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
	{"until", "直到", "标记到哪一天为止"},
	{"capital", "大写", "金额的中文大写,只用于模板"},
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
	{"plus_days", "加日", "加日(日期, 天数),天数可以是负数"},
	{"plus_months", "加月", "加月(日期, 月数),没有这一天的取月末"},
	{"plus_years", "加年", "加年(日期, 年数)"},
	{"sum", "合计", "合计(表格.列),数字或金额"},
	{"latest", "最晚", "最晚(表格.日期列)"},
	{"earliest", "最早", "最早(表格.日期列)"},
}

// paperWords are the placeholders that only documents have; they are filled in when the document is signed.
var paperWords = []word{
	{"paper_number", "文号", "文书的文号"},
	{"signed_on", "签发日期", "签发的日期"},
	{"signed_by", "签发人", "签发人的姓名"},
}

// placeholderWords are the placeholders of a number format.
var placeholderWords = []word{{"year", "年", "四位年份"}, {"seq", "序号", "当年的顺序号"}}
