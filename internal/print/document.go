package print

import "strings"

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
	for i, paragraph := range s.form.Text {
		last := i == len(s.form.Text)-1
		s.paragraph(s.text(strings.TrimSpace(paragraph)), i == 0, last && len(sign) > 0, float64(len(sign))*textLine)
	}
	if len(sign) > 0 {
		s.y += textLine
		for _, line := range sign {
			s.space(textLine)
			s.right(line, s.edge-2*textSize, s.y, textSize)
			s.y += textLine
		}
	}
	s.small(s.lackings())
}

// paragraph writes a paragraph that begins two characters in, unless it is whom the paper is addressed to. Neither its
// first nor its last line stands alone on a page, and the 落款 never without a line of text above it.
func (s *sheet) paragraph(text string, first, signed bool, sign float64) {
	indent := 2.0 * textSize
	if first && strings.HasSuffix(text, "：") {
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
