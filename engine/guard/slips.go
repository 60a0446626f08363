package guard

// slip is a character that owners type or paste by mistake, what it is called,
// and the character that is read in its place so that checking can go on.
type slip struct {
	name string
	char rune
}

// slips are keyed by the wrong character; none of them is a letter or digit of
// a path. Escapes are used because many look like their right counterparts.
var slips = map[rune]slip{
	'\uff08': {"中文括号", '('}, '\uff09': {"中文括号", ')'},
	'\uff3b': {"全角方括号", '['}, '\uff3d': {"全角方括号", ']'},
	'\u3010': {"中文方括号", '['}, '\u3011': {"中文方括号", ']'},
	'\uff0c': {"中文逗号", ','}, '\u3001': {"顿号", ','},
	'\uff1a': {"中文冒号", ':'}, '\uff1f': {"中文问号", '?'},
	'\uff0e': {"全角点号", '.'}, '\u3002': {"中文句号", '.'},
	'\uff1d': {"全角等号", '='}, '\uff01': {"中文叹号", '!'},
	'\uff1e': {"全角大于号", '>'}, '\uff1c': {"全角小于号", '<'},
	'\uff0b': {"全角加号", '+'}, '\uff0d': {"全角减号", '-'},
	'\u2212': {"数学减号", '-'}, '\u2013': {"短横线", '-'}, '\u2014': {"破折号", '-'},
	'\u00d7': {"乘号", '*'}, '\uff0a': {"全角乘号", '*'},
	'\u00f7': {"除号", '/'}, '\uff0f': {"全角斜线", '/'},
}

// longSlips are characters that stand for an operator of two.
var longSlips = map[rune]struct{ name, op string }{
	'\u2265': {"大于等于号", ">="}, '\u2a7e': {"大于等于号", ">="}, '\u2267': {"大于等于号", ">="},
	'\u2264': {"小于等于号", "<="}, '\u2a7d': {"小于等于号", "<="}, '\u2266': {"小于等于号", "<="},
	'\u2260': {"不等号", "!="},
}

// spaces that look like a space but are none, as pasted from word processors.
var oddSpaces = map[rune]string{
	'\u3000': "全角空格", '\u00a0': "不换行空格", '\u2002': "排版空格", '\u2003': "排版空格", '\u2009': "排版空格",
	'\u200b': "看不见的空格", '\u200c': "看不见的字符", '\u200d': "看不见的字符", '\ufeff': "看不见的字符",
}

// closers maps each opening quotation mark to the marks that may end the text.
var closers = map[rune][]rune{
	'"': {'"'}, '\'': {'\''},
	'\u201c': {'\u201d', '\u201c', '"'}, '\u201d': {'\u201d', '"'},
	'\u2018': {'\u2019', '\u2018', '\''}, '\u2019': {'\u2019', '\''},
	'\u300c': {'\u300d'}, '\uff02': {'\uff02'}, '\uff07': {'\uff07'},
}

// plainQuote reports whether r is one of the two marks of the language.
func plainQuote(r rune) bool { return r == '"' || r == '\'' }

// keywords maps the spellings of the word operators to the one the parser
// knows (design.md §4: 且/或/非/属于 = and/or/not/in).
var keywords = map[string]string{
	"and": "and", "or": "or", "not": "not", "in": "in",
	"且": "and", "或": "or", "非": "not", "属于": "in",
}

// refusedOps are operators of the parser's own language and of others, with
// what to write instead.
var refusedOps = []struct{ op, hint string }{
	{"&&", "请改为 and(或 且)"},
	{"||", "请改为 or(或 或)"},
	{"??", "请用 given(字段) ? 字段 : 其他值"},
	{"?.", "直接写“.”即可,缺少的值会自动识别"},
	{"..", "请用 >= 和 <= 写出范围"},
	{"**", "请用乘法写出"},
	{"=>", "大于等于请写 >="},
	{"=<", "小于等于请写 <="},
	{"<>", "不等于请写 !="},
	{"::", ""},
	{"//", "条件中不能写注释"},
	{"/*", "条件中不能写注释"},
	{"&", "请改为 and(或 且)"},
	{"|", "请改为 or(或 或)"},
	{"!", "请改为 not(或 非)"},
	{"%", "百分之五请写 0.05"},
	{"\uff05", "百分之五请写 0.05"},
	{"^", "请用乘法写出"},
	{"#", ""},
	{"`", "文字请用英文双引号"},
	{"{", "列表请用方括号 [ ]"},
	{"}", "列表请用方括号 [ ]"},
	{";", "一个条件只能写一个表达式,多个条件请用 and 连接"},
	{"\uff1b", "一个条件只能写一个表达式,多个条件请用 and 连接"},
}

// repairs are the refused operators whose meaning is plain enough to go on.
var repairs = map[string]string{
	"&&": "and", "||": "or", "&": "and", "|": "or", "!": "not", "=>": ">=", "=<": "<=", "<>": "!=", "?.": ".",
}

// refusedWords are words of the parser's language that are not in ours.
var refusedWords = map[string]string{
	"contains": "列表请用 值 in 列表", "matches": "", "startsWith": "", "endsWith": "",
	"let": "", "if": "请用 条件 ? 值 : 其他值", "else": "请用 条件 ? 值 : 其他值",
	"xor": "", "like": "", "between": "请用 >= 和 <= 写出范围", "is": "请用 ==",
}
