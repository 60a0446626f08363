package yamldoc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a problem stops the file from being used.
type Severity int

// The severities.
const (
	Error Severity = iota
	Warning
)

// String names the severity in Chinese.
func (s Severity) String() string {
	if s == Warning {
		return "提醒"
	}
	return "错误"
}

// Problem is one thing wrong in a source file, and what to do about it.
type Problem struct {
	File     string
	Line     int // from 1; 0 when the problem concerns the whole file
	Col      int // from 1, in characters; 0 when the problem concerns the whole line
	Severity Severity
	Code     string // stable, for programs: "fullwidth-colon"
	Msg      string // what is wrong, in Chinese, without a full stop
	Hint     string // what to do; may be empty
}

// Error is the sentence with its place: 第12行第9列:这里是中文冒号“：”,请改为英文冒号并空一格.
func (p Problem) Error() string { return p.Place() + p.Text() }

// Text is what is wrong and what to do, without the place.
func (p Problem) Text() string {
	if p.Hint == "" {
		return p.Msg
	}
	return p.Msg + "," + p.Hint
}

// Place is the place in Chinese with its colon, or "" for the whole file.
func (p Problem) Place() string {
	switch {
	case p.Line == 0:
		return ""
	case p.Col == 0:
		return fmt.Sprintf("第%d行:", p.Line)
	}
	return fmt.Sprintf("第%d行第%d列:", p.Line, p.Col)
}

// Format shows the problem for a terminal: file:line:col, the sentence, the line of src, and a caret under the place.
// The caret stands right in fonts that draw Chinese characters two columns wide.
//
//	care-fund.yaml:12:3: 错误:第12行第3列:这里是中文冒号“：”,请改为英文冒号并空一格
//	  12 | 名称：关爱资金
//	     |     ^
func (p Problem) Format(src []byte) string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, max(p.Col, 1))
	}
	fmt.Fprintf(&b, ": %s:%s\n", p.Severity, p.Error())
	lines := splitLines(src)
	if p.Line < 1 || p.Line > len(lines) {
		return b.String()
	}
	number := fmt.Sprintf("%4d", p.Line)
	line := lines[p.Line-1]
	fmt.Fprintf(&b, "%s | %s\n%s | %s^\n", number, show(line), strings.Repeat(" ", len(number)), pad(line, p.Col-1))
	return b.String()
}

// Sort orders problems by file, place, severity and code, and drops exact repeats and a second problem of one code at
// one place. It reorders its argument.
func Sort(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col, int(a.Severity-b.Severity),
			strings.Compare(a.Code, b.Code), strings.Compare(a.Msg, b.Msg))
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool {
		return a.File == b.File && a.Line == b.Line && a.Col == b.Col && a.Code == b.Code && (a.Code != "" && a.Line > 0 || a.Msg == b.Msg)
	})
}

// HasErrors reports whether any problem is more than a warning.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Error })
}

// splitLines cuts source into lines as Parse counts them: a byte order mark is dropped, and CRLF and CR end lines too.
func splitLines(src []byte) [][]rune {
	text := strings.TrimPrefix(string(src), "\uFEFF")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	parts := strings.Split(text, "\n")
	lines := make([][]rune, len(parts))
	for i, part := range parts {
		lines[i] = []rune(part)
	}
	return lines
}

// show makes a line printable: tabs are two spaces, and characters that would hide or move the caret are drawn.
func show(line []rune) string {
	var b strings.Builder
	for _, r := range line {
		switch {
		case r == '\t':
			b.WriteString("  ")
		case width(r) == 0 || r < ' ':
			b.WriteRune('·')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// pad is as many spaces as the first n characters of line take in show.
func pad(line []rune, n int) string {
	columns := 0
	for i := 0; i < n; i++ {
		switch {
		case i >= len(line):
			columns++
		case line[i] == '\t':
			columns += 2
		default:
			columns += max(width(line[i]), 1)
		}
	}
	return strings.Repeat(" ", columns)
}

// width is the number of terminal columns of a character: 0 for invisible ones, 2 for East Asian wide ones.
func width(r rune) int {
	if invisible(r) && r != '\u00A0' {
		return 0
	}
	wide := [][2]rune{
		{0x1100, 0x115F},
		{0x2E80, 0x303E},
		{0x3041, 0x33FF},
		{0x3400, 0x4DBF},
		{0x4E00, 0x9FFF},
		{0xA000, 0xA4CF},
		{0xAC00, 0xD7A3},
		{0xF900, 0xFAFF},
		{0xFE30, 0xFE4F},
		{0xFF00, 0xFF60},
		{0xFFE0, 0xFFE6},
		{0x1F300, 0x1FAFF},
		{0x20000, 0x3FFFD},
		{0x2018, 0x2019},
		{0x201C, 0x201D},
		{0x2014, 0x2014},
		{0x2026, 0x2026},
	}
	for _, w := range wide {
		if r >= w[0] && r <= w[1] {
			return 2
		}
	}
	return 1
}

// invisible lists characters that word processors leave behind and nobody sees.
func invisible(r rune) bool {
	switch r {
	case '\u00A0', '\u00AD', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2028', '\u2029', '\u202A', '\u202B',
		'\u202C', '\u202D', '\u202E', '\u2060', '\uFEFF', '\u0085', '\v', '\f':
		return true
	}
	return false
}
