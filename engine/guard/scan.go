package guard

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// tokenKind tells the parts of an expression apart.
type tokenKind int

const (
	tkPath tokenKind = iota
	tkNumber
	tkText
	tkBool
	tkOp    // operator, bracket, comma, ? or :
	tkOther // reported already; nothing can be made of it
)

// token is one part of the source, over the runes [from, to).
type token struct {
	kind     tokenKind
	text     string // operator in the parser's spelling; path; digits; text content
	from, to int
}

func (t token) leaf() bool { return t.kind < tkOp }

func (t token) is(op string) bool { return t.kind == tkOp && t.text == op }

// scanner splits a source into tokens. It reports slips and reads on as if the
// right character stood there, so that one pass finds everything.
type scanner struct {
	src    []rune
	at     int
	tokens []token
	ps     *problems
	zh     bool // a word operator is spelled in Chinese
	broken bool // a token could not be repaired: do not parse
}

func (s *scanner) peek(n int) rune {
	if s.at+n < len(s.src) {
		return s.src[s.at+n]
	}
	return 0
}

func (s *scanner) emit(kind tokenKind, text string, from int) {
	s.tokens = append(s.tokens, token{kind, text, from, s.at})
}

// scan reads the whole source.
func (s *scanner) scan() {
	for s.at < len(s.src) {
		r := s.src[s.at]
		_, quote := closers[r]
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r':
			s.at++
		case oddSpaces[r] != "":
			s.at++
			s.ps.add(s.at-1, s.at, "这里有"+oddSpaces[r], "请删去,改用普通空格")
		case quote:
			s.text(r)
		case r >= '0' && r <= '9':
			s.number()
		case isWordStart(r):
			s.word()
		default:
			s.operator()
		}
	}
}

func isWordStart(r rune) bool { return r == '_' || unicode.IsLetter(r) && !fullWidth(r) }

func isWordPart(r rune) bool {
	return isWordStart(r) || unicode.IsMark(r) || unicode.IsDigit(r) && !fullWidth(r)
}

// fullWidth reports the full-width forms of ASCII, which look like letters and
// digits but never are meant as such in a name.
func fullWidth(r rune) bool { return r >= '\uff01' && r <= '\uff5e' }

// text reads a quoted text, whatever its quotation marks.
func (s *scanner) text(open rune) {
	from := s.at
	end := s.closing(closers[open])
	if end < 0 && plainQuote(open) { // opened properly, closed by a Chinese mark
		end = s.closing([]rune{'\u201d', '\u2019'})
	}
	if end < 0 {
		s.at = len(s.src)
		s.broken = true
		s.ps.addf(from, from+1, "请在文字末尾补上英文引号", "引号“%c”没有配对", open)
		s.emit(tkOther, "", from)
		return
	}
	body := s.src[from+1 : end]
	s.at = end + 1
	if !plainQuote(open) || !plainQuote(s.src[end]) {
		s.ps.add(from, s.at, "这里不是英文引号", fmt.Sprintf("请改为英文双引号 \"%s\"", string(body)))
	}
	s.emit(tkText, s.unescape(body, from+1), from)
}

// closing is the index of the first unescaped rune of marks before the line
// ends, or -1.
func (s *scanner) closing(marks []rune) int {
	for i := s.at + 1; i < len(s.src) && s.src[i] != '\n'; i++ {
		if s.src[i] == '\\' {
			i++
		} else if slices.Contains(marks, s.src[i]) {
			return i
		}
	}
	return -1
}

func (s *scanner) unescape(body []rune, from int) string {
	var b strings.Builder
	for i := 0; i < len(body); i++ {
		r := body[i]
		if r == '\\' && i+1 < len(body) {
			i++
			if r = body[i]; r != '"' && r != '\'' && r != '\\' {
				s.ps.addf(from+i-1, from+i+1, `只能写 \" \' \\`, `引号里不认识“\%c”`, r)
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// number reads digits with at most one decimal point.
func (s *scanner) number() {
	from := s.at
	if s.bareDate() {
		return
	}
	s.digits()
	if s.peek(0) == '.' && s.peek(1) >= '0' && s.peek(1) <= '9' {
		s.at++
		s.digits()
	}
	digits := string(s.src[from:s.at])
	s.emit(tkNumber, digits, from)
	s.afterNumber(from)
}

// bareDate reads 2026-01-31 without quotation marks, which would otherwise be
// taken for a subtraction.
func (s *scanner) bareDate() bool {
	if s.peek(4) != '-' || s.peek(7) != '-' {
		return false
	}
	from := s.at
	rest := string(s.src[from:min(from+len(time.DateOnly), len(s.src))])
	if _, err := time.Parse(time.DateOnly, rest); err != nil {
		return false
	}
	s.at += len(rest)
	s.ps.add(from, s.at, "日期没有加引号", fmt.Sprintf("请改为 \"%s\"", rest))
	s.emit(tkText, rest, from)
	return true
}

func (s *scanner) digits() {
	for s.peek(0) >= '0' && s.peek(0) <= '9' {
		s.at++
	}
}

// afterNumber looks at a word written against a number: a keyword without a
// space is read as such, anything else (5天, 2万, 1e3, 0x1f) is refused.
func (s *scanner) afterNumber(from int) {
	if !isWordStart(s.peek(0)) {
		return
	}
	start := s.at
	for _, word := range []string{"属于", "且", "或"} {
		if strings.HasPrefix(string(s.src[start:min(start+2, len(s.src))]), word) {
			s.at += len([]rune(word))
			s.ps.addf(start, s.at, "前后请各空一格", "“%s”与数字连在一起", word)
			s.emit(tkOp, keywords[word], start)
			s.zh = true
			return
		}
	}
	for isWordPart(s.peek(0)) {
		s.at++
	}
	unit := string(s.src[start:s.at])
	hint := "数字直接写,不带单位;文字请加英文双引号"
	if strings.ContainsAny(unit, "元万亿分") {
		hint = "金额以元为单位直接写数字,如 20000"
	}
	s.ps.addf(from, s.at, hint, "数字后面不能直接写“%s”", unit)
}

// word reads a dotted path, a keyword or a truth value.
func (s *scanner) word() {
	from := s.at
	for {
		for isWordPart(s.peek(0)) {
			s.at++
		}
		if s.peek(0) != '.' || !isWordStart(s.peek(1)) {
			break
		}
		s.at++
	}
	name := string(s.src[from:s.at])
	lower := strings.ToLower(name)
	op, isKeyword := keywords[lower]
	isBool := lower == "true" || lower == "false"
	if (isKeyword || isBool) && lower != name {
		s.ps.addf(from, s.at, "请改为小写 "+lower, "“%s”不能用大写", name)
	}
	switch {
	case isKeyword:
		s.zh = s.zh || op != lower
		s.emit(tkOp, op, from)
	case isBool:
		s.emit(tkBool, lower, from)
	default:
		s.emit(tkPath, name, from)
	}
}
