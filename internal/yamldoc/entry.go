package yamldoc

import (
	"fmt"
	"unicode"
)

// entry reads "key: value", or an item that is a bare value. nested tells that the line is the first below a key
// without a value, where either may stand; owner is the column that a multi-line value must exceed.
func (s *scanner) entry(pos, width, owner int, dashed, nested bool) {
	pos, ok := s.prefix(pos, func(next int) { width += next - pos })
	line := s.lines[s.i]
	if !ok {
		return
	}
	end := contentEnd(line, pos)
	switch line[pos] {
	case '"', '\'':
		s.quotedEntry(pos, width, owner)
		return
	case '{', '[':
		if !s.placeholder(pos) || s.keyEnd(pos, end) < 0 {
			s.value(pos, owner)
			return
		}
	case '?':
		if plainBlank(at(line, pos+1)) {
			s.say(s.i, pos, "key-kind", "这里不能用“?”开头", "请写成“名称: 值”")
			s.mend(s.i, pos, len(line)-pos, "#")
			s.push(width, false)
			return
		}
	}
	if sep := s.keyEnd(pos, end); sep >= 0 {
		s.key(pos, sep, width)
		return
	}
	free := dashed || nested
	if !free || s.entriesFollow(width) {
		s.noColon(pos, end, width)
		return
	}
	if k := index(line, pos, end, "："); nested && !dashed && k > pos && nameLike(line, pos, k) && k+1 < end {
		s.warn(s.i, k, "fullwidth-colon", "这里是中文冒号“：”", "若用来隔开名称和值,请改为英文冒号并空一格")
	}
	s.value(pos, owner)
}

// keyEnd finds the colon that ends the key, preferring an earlier slip to a later right one: in "提交：{name: 提交}" the
// first colon is meant.
func (s *scanner) keyEnd(pos, end int) int {
	line := s.lines[s.i]
	sep := separator(line, pos, end)
	if sep < 0 {
		return -1
	}
	for j := pos; j < sep; j++ {
		if line[j] == '：' {
			return j
		}
		if line[j] == ':' && (unicode.IsLetter(at(line, j+1)) || isOneOf(at(line, j+1), "{[\"'“\u3000\u00A0")) {
			return j
		}
	}
	return sep
}

// key handles an entry whose key ends with the colon at sep, which may be a slip.
func (s *scanner) key(pos, sep, width int) {
	s.colonSlip(s.i, sep)
	line := s.lines[s.i]
	if sep == pos {
		s.say(s.i, sep, "key-empty", "冒号前面没有名称", "请补上名称")
		s.mend(s.i, sep, 0, "_")
	}
	for j := pos; j < sep; j++ {
		if invisible(line[j]) || line[j] == '\u3000' {
			s.checkGap(s.i, j)
		}
	}
	if isOneOf(line[pos], openQuotes) {
		s.say(s.i, pos, "smart-quote", "名称外面是中文引号", "请删去引号或改为英文引号")
	}
	s.push(width, false)
	s.value(sep+1, width)
}

// colonSlip reports and mends a full-width colon, or one without its space.
func (s *scanner) colonSlip(i, j int) {
	line := s.lines[i]
	next := at(line, j+1)
	switch {
	case line[j] == '：':
		s.say(i, j, "fullwidth-colon", "这里是中文冒号“：”", "请改为英文冒号并空一格")
		s.mend(i, j, 1, colonFor(next))
	case next == '\u3000' || next == '\u00A0':
		s.checkGap(i, j+1)
	case invisible(next):
		s.say(i, j+1, "invisible", fmt.Sprintf("这里有看不见的字符(U+%04X)", next), "多半是从Word粘贴来的,请删去后重新输入")
		s.mend(i, j+1, 1, " ")
	case !plainBlank(next):
		s.say(i, j, "colon-space", "英文冒号后面缺少空格", "请在冒号后空一格")
		s.mend(i, j, 1, ": ")
	}
}

func colonFor(next rune) string {
	if blankOr(next) {
		return ":"
	}
	return ": "
}

// noColon handles a line that should be an entry and has no colon that YAML knows.
func (s *scanner) noColon(pos, end, width int) {
	line := s.lines[s.i]
	if k := index(line, pos, end, "：:"); k > pos {
		s.key(pos, k, width)
		return
	}
	s.say(s.i, pos, "no-colon", "这一行没有英文冒号", "请写成“名称: 值”;若是上一行文字的继续,请多缩进两格")
	s.mend(s.i, pos, len(line)-pos, "#")
	s.push(width, false)
}

// entriesFollow looks ahead whether the lines beside or below this one are entries, so that this one was meant as one.
func (s *scanner) entriesFollow(width int) bool {
	here := s.lines[s.i]
	start := contentStart(here)
	for start < len(here) && (here[start] == '-' || isGap(here[start])) {
		start++
	}
	if k := index(here, start, len(here), "：:"); k < 0 || !nameLike(here, start, k) {
		return false
	}
	for i := s.i + 1; i < s.end; i++ {
		line := s.lines[i]
		pos := contentStart(line)
		if pos == len(line) || line[pos] == '#' {
			continue
		}
		if measure(line[:pos]) < width {
			return false
		}
		end := contentEnd(line, pos)
		if separator(line, pos, end) >= 0 {
			return true
		}
		if k := index(line, pos, end, "：:"); measure(line[:pos]) == width && k > pos && nameLike(line, pos, k) {
			return true
		}
	}
	return false
}

// quotedEntry handles a line that begins with a quotation mark: a key, or an item.
func (s *scanner) quotedEntry(pos, width, owner int) {
	first := s.i
	j := s.quoted(pos, owner)
	line := s.lines[s.i]
	next := j
	for next < len(line) && plainBlank(line[next]) {
		next++
	}
	if s.i == first && (at(line, next) == ':' || at(line, next) == '：') {
		s.colonSlip(s.i, next)
		s.push(width, false)
		s.value(next+1, width)
		return
	}
	s.rest(j)
}

// value reads the value that begins at or after j on the line in hand and belongs to the column owner.
func (s *scanner) value(j, owner int) {
	j, ok := s.prefix(s.gapAfter(j), func(int) {})
	line := s.lines[s.i]
	if !ok || j >= len(line) || line[j] == '#' {
		s.opener = owner
		return
	}
	end := contentEnd(line, j)
	switch r := line[j]; r {
	case '|', '>':
		s.blockHeader(j, end, owner)
	case '｜', '＞':
		if end == j+1 && s.deeper(owner) {
			s.say(s.i, j, "block-header", fmt.Sprintf("这里是中文符号“%c”", r), "请改为英文的“|”或“>”")
			s.mend(s.i, j, 1, map[rune]string{'｜': "|", '＞': ">"}[r])
			s.block = owner
			return
		}
		s.plainValue(j, end, owner)
	case '"', '\'':
		s.rest(s.quoted(j, owner))
	case '{', '[':
		if s.placeholder(j) {
			s.braceText(j, end)
			return
		}
		s.rest(s.flow(j, owner))
	case '｛', '［':
		if isOneOf(line[end-1], "｝］}]") && index(line, j, end, ",，、:：") > 0 {
			s.rest(s.flow(j, owner))
			return
		}
		s.plainValue(j, end, owner)
	case ']', '}', ',':
		s.say(s.i, j, "bracket", fmt.Sprintf("这里多出一个“%c”", r), "请删去,或补上前面缺少的内容")
		s.mend(s.i, j, 1, "_")
		s.plainValue(j, end, owner)
	case '-':
		if plainBlank(at(line, j+1)) {
			s.say(s.i, j, "list-place", "列表不能写在冒号后面", "请另起一行,缩进后以“- ”开头")
			s.mend(s.i, j, 1, "_")
		}
		s.plainValue(j, end, owner)
	default:
		if isOneOf(r, openQuotes) && s.smartQuoted(j, end) {
			return
		}
		s.plainValue(j, end, owner)
	}
}

// prefix handles what YAML reserves at the start of a value; ok is false when nothing is left to read.
func (s *scanner) prefix(j int, moved func(int)) (next int, ok bool) {
	line := s.lines[s.i]
	r := at(line, j)
	switch r {
	case '&', '!':
		k := j + 1
		for k < len(line) && line[k] < 0x80 && !isOneOf(line[k], " \t,[]{}") {
			k++
		}
		if plainBlank(at(line, k)) && k > j+1 {
			s.say(s.i, j, reservedCode[r], fmt.Sprintf("这里的“%s”是%s,本系统不支持", string(line[j:k]), reservedName[r]), "请删去;若是文字,请用英文引号括住")
			for k < len(line) && plainBlank(line[k]) {
				k++
			}
			s.mend(s.i, j, k-j, "")
			moved(k)
			return k, k < len(line)
		}
		fallthrough
	case '*', '@', '`', '%':
		s.say(s.i, j, "reserved-start", fmt.Sprintf("文字不能以“%c”开头", r), "请用英文引号括住整段文字")
		s.mend(s.i, j, 1, "_")
	}
	return j, j < len(line)
}

var (
	reservedCode = map[rune]string{'&': "anchor", '!': "tag"}
	reservedName = map[rune]string{'&': "锚点", '!': "类型标记"}
)

func (s *scanner) blockHeader(j, end, owner int) {
	line := s.lines[s.i]
	k := j + 1
	for k < end && isOneOf(line[k], "+-123456789") {
		k++
	}
	if k < end {
		s.say(s.i, k, "block-header", fmt.Sprintf("“%c”后面不能再写文字", line[j]), "请另起一行,多缩进两格")
		s.mend(s.i, k, len(line)-k, "")
	}
	s.block = owner
}

// deeper reports whether the next line with content is indented more than owner.
func (s *scanner) deeper(owner int) bool {
	for _, line := range s.lines[s.i+1 : s.end] {
		if pos := contentStart(line); pos < len(line) {
			return measure(line[:pos]) > owner
		}
	}
	return false
}

// rest checks that nothing but a comment follows a quoted or bracketed value.
func (s *scanner) rest(j int) {
	line := s.lines[s.i]
	k := j
	for k < len(line) && plainBlank(line[k]) {
		k++
	}
	if k >= len(line) || line[k] == '#' && k > j {
		return
	}
	if isGap(line[k]) {
		s.checkGap(s.i, k)
		s.rest(k + 1)
		return
	}
	if line[k] == ':' {
		s.say(s.i, k, "key-kind", "冒号前面的名称不能是列表或映射", "请写一个普通的名称")
		s.mend(s.i, k, len(line)-k, " #")
		return
	}
	s.say(s.i, k, "trailing-text", "引号或括号结束之后还有文字", "请把整段文字括在一对英文引号里,里面的引号用中文引号")
	s.mend(s.i, k, len(line)-k, " #")
}
