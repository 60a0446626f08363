package yamldoc

import (
	"regexp"
	"strconv"
	"strings"
)

// phrase is what a complaint of yaml.v3 means to the owner of a file.
type phrase struct {
	has, code, msg, hint string
}

// phrases are tried in order; the first whose text occurs in the complaint is taken.
var phrases = []phrase{
	{"mapping values are not allowed", "nested-colon", "这里的英文冒号位置不对", "值里面的冒号请改为中文冒号,或用英文引号括住整个值;若是新的一项,请检查缩进"},
	{"could not find expected ':'", "no-colon", "这一带有一行缺少英文冒号", "请写成“名称: 值”"},
	{"block sequence entries are not allowed", "list-place", "列表不能写在这里", "请另起一行,以“- ”开头"},
	{"mapping keys are not allowed", "key-place", "这里不能出现新的名称", "请检查缩进"},
	{"tab character", "tab-indent", "这一带用了制表符(Tab)缩进", "请改为空格"},
	{"did not find expected ',' or ']'", "bracket", "方括号里的内容没有写对", "请检查英文逗号和“]”"},
	{"did not find expected ',' or '}'", "bracket", "花括号里的内容没有写对", "请检查英文逗号和“}”"},
	{"did not find expected '-' indicator", "bad-indent", "列表的缩进不一致", "请让同一列表的“-”上下对齐"},
	{"did not find expected key", "bad-indent", "这一带的缩进或引号不对", "请让同一层的各行上下对齐,并检查引号是否成对"},
	{"did not find expected node content", "no-content", "这里缺少内容", "请检查是否多写了逗号或括号"},
	{"did not find expected comment or line break", "block-header", "“|”或“>”后面不能再写文字", "请另起一行,多缩进两格"},
	{"indentation indicator equal to 0", "block-header", "“|”或“>”后面的数字不能是0", "请删去数字"},
	{"cannot start any token", "reserved-start", "这里的文字不能用这个符号开头", "请用英文引号括住整段文字"},
	{"alphabetic or numeric character", "reserved-start", "这里的文字不能用“*”或“&”开头", "请用英文引号括住整段文字"},
	{"unknown anchor", "alias", "这里用了别名,本系统不支持", "请把内容原样写一遍"},
	{"unknown escape character", "bad-escape", "双引号里的反斜杠写法不能识别", "请改用英文单引号"},
	{"hexdecimal number", "bad-escape", "双引号里的反斜杠编码不完整", "请改用英文单引号"},
	{"Unicode character escape", "bad-escape", "双引号里的反斜杠编码不对", "请改用英文单引号"},
	{"unexpected document indicator", "second-document", "引号还没有结束就出现了“---”", "请补上引号"},
	{"unexpected end of stream", "open-quote", "引号没有写完", "请补上与开头相同的英文引号"},
	{"<document start>", "second-document", "正文之后又出现了别的内容", "请检查缩进,一个文件只写一份"},
	{"control characters", "control", "文件里有看不见的控制字符", "请删去该字符后重新输入"},
	{"exceeded max depth", "too-deep", "嵌套的层次太多", "请减少层次"},
	{"directive", "directive", "“%”开头的行本系统不支持", "请删去这一行"},
	{"document", "second-document", "文件的开头或结尾不对", "一个文件只写一份,请删去多余的“---”"},
	{"tag", "tag", "“!”开头的类型标记本系统不支持", "请用英文引号括住整段文字"},
	{"UTF-", "encoding", "文件的编码不对", "请在编辑器中另存为UTF-8编码"},
}

var complaintLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): `)

// translate turns an error of yaml.v3 into Chinese. The parser names a line near the fault, and no column.
func translate(file string, err error, lines [][]rune) Problem {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := complaintLine.FindStringSubmatch(text); m != nil {
		if n, convErr := strconv.Atoi(m[1]); convErr == nil {
			line = min(max(n, 1), len(lines))
		}
	}
	p := Problem{
		File: file, Line: line, Col: firstVisible(lines[line-1]) + 1,
		Code: "syntax", Msg: "这一带的结构无法读懂", Hint: "请检查这一行和上一行的缩进、引号和括号",
	}
	for _, known := range phrases {
		if strings.Contains(text, known.has) {
			p.Code, p.Msg, p.Hint = known.code, known.msg, known.hint
			break
		}
	}
	return p
}

// firstVisible is the index of the first character that is neither space nor tab, or 0.
func firstVisible(line []rune) int {
	for i, r := range line {
		if r != ' ' && r != '\t' {
			return i
		}
	}
	return 0
}
