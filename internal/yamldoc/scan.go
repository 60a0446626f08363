package yamldoc

import (
	"fmt"
	"strings"
	"unicode"
)

// none stands where a column would; -1 is the column of the whole document.
const none = -2

// level is an open block collection.
type level struct {
	col int
	seq bool
}

// scanner reads the lines the way YAML does, just closely enough to know which characters are structure and which are
// text, so that a full-width colon in a sentence is left alone and one after a key is reported.
type scanner struct {
	file     string
	lines    [][]rune
	edits    [][]edit
	end      int // lines of the first document
	problems []Problem
	stopped  bool // nothing more is looked for: too deep, or too many problems

	i       int            // line in hand
	levels  []level        // open block collections, outermost first
	begun   bool           // some content has been seen
	marked  bool           // a "---" has been seen
	opener  int            // column of a key or dash whose value may follow on deeper lines
	plain   int            // column of the owner of a plain text that may go on on deeper lines
	plainAt int            // line where that text began
	block   int            // column of the owner of a block text (| or >)
	tabbed  map[string]int // indentation with tabs → the width that it was taken for
}

func newScanner(file string, lines [][]rune) *scanner {
	return &scanner{
		file: file, lines: lines, edits: make([][]edit, len(lines)), end: len(lines),
		opener: -1, plain: none, block: none, tabbed: map[string]int{},
	}
}

func (s *scanner) say(i, j int, code, msg, hint string) {
	s.note(Problem{File: s.file, Line: i + 1, Col: j + 1, Code: code, Msg: msg, Hint: hint})
}

func (s *scanner) warn(i, j int, code, msg, hint string) {
	s.note(Problem{File: s.file, Line: i + 1, Col: j + 1, Severity: Warning, Code: code, Msg: msg, Hint: hint})
}

// note keeps a problem, up to MaxProblems: nobody reads more, and a hostile file must not cost more.
func (s *scanner) note(p Problem) {
	switch {
	case s.stopped:
	case len(s.problems) < MaxProblems:
		s.problems = append(s.problems, p)
	default:
		s.stopped = true
		s.problems = append(s.problems, Problem{
			File: s.file, Code: "too-many",
			Msg: fmt.Sprintf("问题超过%d个,其余的没有列出", MaxProblems), Hint: "请先改正已列出的",
		})
	}
}

func (s *scanner) run() {
	s.controls()
	for s.i = 0; s.i < s.end && !s.stopped; s.i++ {
		s.line()
	}
}

// controls drops the characters that YAML forbids everywhere, and those that it would take for a line break while no
// editor does.
func (s *scanner) controls() {
	for i, line := range s.lines {
		for j, r := range line {
			if forbidden(r) {
				s.say(i, j, "control", fmt.Sprintf("这里有看不见的控制字符(U+%04X)", r), "请删去后重新输入")
				s.mend(i, j, 1, "")
			}
		}
	}
}

// line reads one line at block level. Values that span lines move s.i on.
func (s *scanner) line() {
	line := s.lines[s.i]
	pos := contentStart(line)
	if s.block != none && s.inBlock(line, pos) {
		return
	}
	s.block = none
	if pos == len(line) {
		s.blank(line)
		return
	}
	if line[pos] == '#' {
		s.indent(s.i, pos)
		return
	}
	if s.marker(line) {
		return
	}
	width := s.indent(s.i, pos)
	if s.plain != none && width > s.plain {
		s.continued(line, pos)
		return
	}
	s.plain = none
	if line[pos] == '＃' {
		s.say(s.i, pos, "fullwidth-hash", "这里是中文井号“＃”", "注释请以英文井号“#”开头")
		s.mend(s.i, pos, 1, "#")
		return
	}
	s.structure(line, pos, width)
}

// inBlock reports whether the line is text of a block scalar, and mends its indentation if need be.
func (s *scanner) inBlock(line []rune, pos int) bool {
	spaces := 0
	for spaces < len(line) && line[spaces] == ' ' {
		spaces++
	}
	if spaces > s.block || pos == len(line) {
		return true
	}
	if measure(line[:pos]) <= s.block {
		return false
	}
	s.indent(s.i, pos)
	return true
}

// blank mends a line that only seems empty: to YAML a full-width or no-break space is text.
func (s *scanner) blank(line []rune) {
	for j, r := range line {
		if r != ' ' && r != '\t' {
			s.say(s.i, j, "blank-line", "这一空行里有看不见的字符", "请把这一行清空")
			break
		}
	}
	if len(line) > 0 {
		s.mend(s.i, 0, len(line), "")
	}
}

// marker handles "---", "..." and directives, which stand at the very start of a line.
func (s *scanner) marker(line []rune) bool {
	text := string(line)
	bare := len(line) == 3 || len(line) > 3 && (line[3] == ' ' || line[3] == '\t')
	switch {
	case bare && text[:3] == "---":
		if s.begun || s.marked {
			s.say(s.i, 0, "second-document", "这里开始了第二份文档", "一个文件只能写一份,请删去“---”及其后的内容,或另存为一个文件")
			s.end = s.i
		}
		s.marked = true
		return true
	case bare && text[:3] == "...":
		s.say(s.i, 0, "second-document", "这里的“...”表示文档结束", "请删去这一行")
		s.end = s.i
		return true
	case line[0] == '%' && !s.begun:
		s.say(s.i, 0, "directive", "“%”开头的行本系统不支持", "请删去这一行")
		s.mend(s.i, 0, 1, "#")
		return true
	}
	return false
}

// indent reports and mends what is not a plain space before pos, and answers the width after mending.
func (s *scanner) indent(i, pos int) int {
	lead := s.lines[i][:pos]
	told := map[string]bool{}
	tell := func(j int, code, msg, hint string) {
		if !told[code] {
			s.say(i, j, code, msg, hint)
		}
		told[code] = true
	}
	for j, r := range lead {
		switch {
		case r == '\t':
			tell(j, "tab-indent", "这里用了制表符(Tab)缩进", "请改为空格,每层两个空格")
		case r == '\u3000':
			tell(j, "fullwidth-space", "这里用了全角空格缩进", "请改为英文空格,每层两个空格")
		case r != ' ':
			tell(j, "invisible", fmt.Sprintf("这里有看不见的字符(U+%04X)", r), "多半是从Word粘贴来的,请删去后重新输入空格")
		}
	}
	width := measure(lead)
	if told["tab-indent"] {
		width = s.tabWidth(string(lead), width)
	}
	if len(told) > 0 {
		s.mend(i, 0, pos, strings.Repeat(" ", width))
	}
	return width
}

// tabWidth guesses how wide an indentation with tabs was meant: as before in this file, and below a key that waits for
// its value always deeper than the key.
func (s *scanner) tabWidth(lead string, width int) int {
	if s.opener != none && width <= s.opener {
		width = s.opener + 2
	} else if before, ok := s.tabbed[lead]; ok {
		width = before
	}
	s.tabbed[lead] = width
	return width
}

// continued reads a deeper line after a plain value: it belongs to that text, unless it was meant as an entry.
func (s *scanner) continued(line []rune, pos int) {
	end := contentEnd(line, pos)
	if sep := separator(line, pos, end); sep >= 0 {
		s.say(s.i, pos, "bad-indent", fmt.Sprintf("这一行缩进过深,第%d行的值已经写完", s.plainAt+1),
			"请与上一项左对齐;若是上一行文字的继续,请把英文冒号改为中文冒号")
		s.mend(s.i, sep, 1, "：")
	}
	s.textMarks(s.i, pos, end)
}

// structure reads a line that begins an entry or an item.
func (s *scanner) structure(line []rune, pos, width int) {
	for len(s.levels) > 0 && s.top().col > width {
		s.levels = s.levels[:len(s.levels)-1]
	}
	s.dashSlips(line, pos)
	dash := s.isDash(line, pos)
	if len(s.levels) > 0 && s.top().col == width && s.top().seq && !dash {
		s.levels = s.levels[:len(s.levels)-1]
	}
	sibling := len(s.levels) > 0 && s.top().col == width && s.top().seq == dash
	fresh := s.opener != none && (width > s.opener || dash && width == s.opener)
	if !sibling && !fresh && s.begun {
		s.misplaced(pos, width, dash)
	}
	nested := fresh && s.begun && !sibling
	s.begun, s.opener = true, none
	owner := width - 1
	if len(s.levels) > 0 && !sibling {
		owner = s.top().col
	}
	dashed := false
	for s.isDash(line, pos) {
		s.push(width, true)
		owner, dashed = width, true
		next := s.gapAfter(pos + 1)
		if next == len(line) || line[next] == '#' {
			s.opener = owner
			return
		}
		width += max(next-pos, 2)
		pos = next
	}
	s.entry(pos, width, owner, dashed, nested)
}

func (s *scanner) top() level { return s.levels[len(s.levels)-1] }

// push opens a collection, unless it is open already: an item or key beside its siblings.
func (s *scanner) push(col int, seq bool) {
	for len(s.levels) > 0 && s.top().col > col {
		s.levels = s.levels[:len(s.levels)-1]
	}
	if len(s.levels) == 0 || s.top() != (level{col, seq}) {
		s.levels = append(s.levels, level{col, seq})
	}
	if len(s.levels) > MaxDepth {
		s.say(s.i, 0, "too-deep", fmt.Sprintf("嵌套超过%d层", MaxDepth), "请减少层次")
		s.stopped = true
	}
}

func (s *scanner) misplaced(pos, width int, dash bool) {
	for _, l := range s.levels {
		if l.col == width && dash {
			s.say(s.i, pos, "list-place", "列表不能与上面的各项混写在同一层", "请把列表缩进到它所属的名称下面")
			return
		}
	}
	s.say(s.i, pos, "bad-indent", "这一行的缩进与上面各行都没有对齐", "请与同一层的各行左对齐")
}

// dashSlips mends what stands where the dash of a list item should: a bullet, a long dash, a dash without its space.
func (s *scanner) dashSlips(line []rune, pos int) {
	r, next := line[pos], at(line, pos+1)
	switch r {
	case '－', '—', '–', '•', '·', '●', '▪', '◦':
		if next == r {
			return // —— begins a sentence
		}
		s.say(s.i, pos, "bullet", fmt.Sprintf("这里是符号“%c”", r), "列表请改用英文减号并空一格")
		s.mend(s.i, pos, 1, dashFor(next))
	case '*':
		if next == ' ' {
			s.say(s.i, pos, "bullet", "这里是符号“*”", "列表请改用英文减号并空一格")
			s.mend(s.i, pos, 1, "-")
		}
	case '-':
		if unicode.IsLetter(next) || next == '"' || next == '\'' || next == '{' || next == '[' || next == '“' {
			s.say(s.i, pos, "dash-space", "英文减号后面缺少空格", "请在减号后空一格")
			s.mend(s.i, pos, 1, "- ")
		}
	}
}

func dashFor(next rune) string {
	if next == ' ' || next == '\u3000' {
		return "-"
	}
	return "- "
}

// isDash reports whether a list item begins at pos, as written or as mended.
func (s *scanner) isDash(line []rune, pos int) bool {
	for _, e := range s.edits[s.i] {
		if e.at == pos && len(e.put) > 0 && e.put[0] == '-' {
			return true
		}
	}
	return at(line, pos) == '-' && blankOr(at(line, pos+1))
}

// gapAfter skips the space after a dash or colon, reporting what is not a plain space.
func (s *scanner) gapAfter(j int) int {
	line := s.lines[s.i]
	for j < len(line) && isGap(line[j]) {
		s.checkGap(s.i, j)
		j++
	}
	return j
}

func (s *scanner) checkGap(i, j int) {
	switch r := s.lines[i][j]; {
	case r == '\u3000':
		s.say(i, j, "fullwidth-space", "这里是全角空格", "请改为英文空格")
		s.mend(i, j, 1, " ")
	case r != ' ' && r != '\t':
		s.say(i, j, "invisible", fmt.Sprintf("这里有看不见的字符(U+%04X)", r), "多半是从Word粘贴来的,请删去后重新输入")
		s.mend(i, j, 1, gap(r))
	}
}
