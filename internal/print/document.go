package print

import (
	"regexp"
	"strings"

	"dandang/engine"
)

// Sizes of official papers (GB/T 9704-2012): title 二号, text 三号, 28 characters to a line, 22 lines to a page.
const (
	titleSize, textSize = 22, 16
	textLine            = 28.9
)

// document draws title, number, paragraphs and 落款.
func (s *sheet) document() {
	s.left, s.edge, s.top, s.under = 28*mm, pageW-26*mm, 37*mm, pageH-30*mm
	s.page()
	s.heading(titleSize)
	if number := s.text(s.form.Number); number != "" {
		s.y += 4
		s.centre(number, (s.left+s.edge)/2, s.y, textSize)
		s.y += textLine
	}
	s.y += textLine / 2
	var sign []string
	for _, line := range s.form.Sign {
		sign = append(sign, s.text(line))
	}
	if rows := labelled(s.form.Text); rows != nil {
		for _, r := range rows {
			s.labelled(r)
		}
	} else {
		s.paragraphs(sign)
	}
	if len(sign) > 0 {
		s.space(float64(len(sign)+1) * textLine)
		s.y += textLine
		for _, line := range sign {
			s.space(textLine)
			s.right(line, s.edge-2*textSize, s.y, textSize)
			s.y += textLine
		}
	}
	s.small(s.lackings())
}

// counted is how the lines of a list begin.
var counted = regexp.MustCompile(`^\s*(\d+[.．、]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)`)

// labelled takes a text of which each paragraph is 名称：内容 for the rows of a table, as 登记表 and 送达回证 are drawn; nil for any
// other text.
func labelled(text []string) []engine.FormRow {
	const few, longest = 3, 14 // lines at least, characters of a name at most
	var rows []engine.FormRow
	for _, paragraph := range text {
		if len(rows) > 0 && counted.MatchString(paragraph) { // a value of several lines
			rows[len(rows)-1].Value = strings.TrimPrefix(rows[len(rows)-1].Value+"\n"+strings.TrimSpace(paragraph), "\n")
			continue
		}
		label, value, found := strings.Cut(strings.TrimSpace(paragraph), "：")
		if !found || label == "" || len([]rune(label)) > longest || strings.ContainsAny(label, "，。；、 ") {
			return nil
		}
		value = strings.Trim(value, " 　")
		if rest, whole := strings.CutSuffix(value, "。"); whole && !strings.Contains(rest, "。") {
			value = rest
		}
		rows = append(rows, engine.FormRow{Label: label, Value: value})
	}
	if len(rows) < few {
		return nil
	}
	return rows
}

// labelled draws a row; one without a value leaves room for a hand.
func (s *sheet) labelled(r engine.FormRow) {
	least := 0.0
	if r.Value == "" {
		least = blankStep / 2
	}
	var lines []cellText
	for _, line := range breakLines(s.text(r.Value), s.valueW(), 0, s.measure(cellSize)) {
		lines = append(lines, cellText{text: line})
	}
	s.row(r.Label, lines, least)
}

// addressed: a first line that says to whom a paper goes.
func addressed(paragraph string, first bool) bool {
	const longest = 40
	paragraph = strings.TrimSpace(paragraph)
	return first && strings.HasSuffix(paragraph, "：") && len([]rune(paragraph)) <= longest
}

// paragraphs writes a text that goes on, and what stands below it goes with its last lines.
func (s *sheet) paragraphs(sign []string) {
	for i, paragraph := range s.form.Text {
		last := i == len(s.form.Text)-1
		s.paragraph(s.text(strings.TrimSpace(paragraph)), i == 0, last && len(sign) > 0, float64(len(sign))*textLine)
	}
}

// paragraph writes a paragraph that begins two characters in, unless it is whom the paper is addressed to. Neither its
// first nor its last line stands alone on a page, and the 落款 never without a line of text above it.
func (s *sheet) paragraph(text string, first, signed bool, sign float64) {
	indent := 2.0 * textSize
	if addressed(text, first) {
		indent = 0
	}
	lines := breakLines(text, s.edge-s.left, indent, s.measure(textSize))
	for i, line := range lines {
		need := textLine
		left := len(lines) - i
		if i == 0 && left > 1 || left == 2 {
			need = 2 * textLine
		}
		if signed && (left == 2 || len(lines) == 1) {
			need += sign + textLine
		}
		s.space(need)
		x := s.left
		if i == 0 {
			x += indent
		}
		s.write(line, x, s.y, textSize)
		s.y += textLine
	}
}
