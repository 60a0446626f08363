package process

import (
	"regexp"
	"strings"
	"unicode"

	"dandang/engine/guard"
	"dandang/internal/yamldoc"
)

// places gives, for every character of a scalar's value and one past the end, its line and column in the source. YAML
// folds lines and drops indentation, so places are found by reading the source along with the value.
func places(lines [][]rune, n *yamldoc.Node) []Pos {
	c := cursor{lines: lines, line: n.Line - 1, col: n.Column - 1, quote: quoteOf(n)}
	if c.quote != 0 {
		c.col++
	}
	if n.Style&(yamldoc.LiteralStyle|yamldoc.FoldedStyle) != 0 {
		c.line, c.col = c.line+1, 0
	}
	value := []rune(n.Value)
	at := make([]Pos, 0, len(value)+1)
	for _, r := range value {
		if !unicode.IsSpace(r) {
			c.skipSpace()
		}
		at = append(at, Pos{c.line + 1, c.col + 1})
		if !unicode.IsSpace(r) || c.peek(0) == r || c.escapes(r) {
			c.take()
		}
	}
	return append(at, Pos{c.line + 1, c.col + 1})
}

func quoteOf(n *yamldoc.Node) rune {
	switch {
	case n.Style&yamldoc.DoubleQuotedStyle != 0:
		return '"'
	case n.Style&yamldoc.SingleQuotedStyle != 0:
		return '\''
	}
	return 0
}

// cursor walks over source lines.
type cursor struct {
	lines     [][]rune
	line, col int
	quote     rune
}

// peek is the character n further in the line, 0 past its end.
func (c *cursor) peek(n int) rune {
	if c.line >= len(c.lines) || c.col+n >= len(c.lines[c.line]) {
		return 0
	}
	return c.lines[c.line][c.col+n]
}

func (c *cursor) skipSpace() {
	for c.line < len(c.lines) {
		switch r := c.peek(0); {
		case r == 0, r == '\\' && c.quote == '"' && c.peek(1) == 0:
			if c.line+1 >= len(c.lines) {
				return
			}
			c.line, c.col = c.line+1, 0
		case unicode.IsSpace(r):
			c.col++
		default:
			return
		}
	}
}

// escapes: the white space r of the value is written as an escape here, and not by where the source breaks its lines.
func (c *cursor) escapes(r rune) bool {
	return c.quote == '"' && c.peek(0) == '\\' && c.peek(1) != 0 && (r != ' ' || strings.ContainsRune(" xuU", c.peek(1)))
}

// take moves over one character of the value, which an escape writes with several.
func (c *cursor) take() {
	switch r := c.peek(0); {
	case r == '\\' && c.quote == '"':
		c.col += map[rune]int{'x': 4, 'u': 6, 'U': 10}[c.peek(1)]
		if c.peek(1) != 0 && !strings.ContainsRune("xuU", c.peek(1)) {
			c.col += 2
		}
	case r == '\'' && c.quote == '\'' && c.peek(1) == '\'':
		c.col += 2
	default:
		c.col++
	}
}

// guardProblems turns what package guard found into problems of the file. columns maps the characters of the compiled
// text to those of the scalar's value.
func (d *decoder) guardProblems(n *yamldoc.Node, columns []int, found []guard.Problem) {
	at := places(d.lines, n)
	for _, p := range found {
		i := min(max(p.Col-1, 0), len(columns)-1)
		pos := at[min(columns[i], len(at)-1)]
		msg, hint := d.inOwnersWords(p)
		d.problems = append(d.problems, yamldoc.Problem{
			File: d.doc.File, Line: pos.Line, Col: pos.Col, Severity: yamldoc.Error, Code: "guard", Msg: msg, Hint: hint,
		})
	}
}

var unknownFunction = regexp.MustCompile(`^没有函数“(.*)”$`)

// inOwnersWords puts what package guard says of functions into the language of the file.
func (d *decoder) inOwnersWords(p guard.Problem) (msg, hint string) {
	msg, hint = p.Msg, p.Hint
	if strings.Contains(msg, "类型不同") && hint == "" {
		hint = "只有同一类的内容才能比较或计算"
	}
	m := unknownFunction.FindStringSubmatch(msg)
	if m == nil || d.language() != "zh" {
		return msg, hint
	}
	var names []string
	for _, w := range functionWords {
		names = append(names, w.Zh)
	}
	if near := nearest(m[1], names); near != "" {
		return msg, "是不是“" + near + "”"
	}
	return msg, "可用的函数:" + strings.Join(names, "、")
}
