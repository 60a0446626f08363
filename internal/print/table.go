package print

import (
	"dandang/engine"
)

// The table of a form.
const (
	cellSize  = 11
	cellLine  = 17
	cellPad   = 6
	labelW    = 92
	blankStep = 96 // height of a box that is to be filled in by hand
)

// cellText is one line in a box.
type cellText struct {
	text  string
	right bool
}

// table draws the 审批表.
func (s *sheet) table() {
	s.left, s.edge, s.top, s.under = 20*mm, pageW-20*mm, 24*mm, pageH-20*mm
	s.page()
	s.heading(20)
	if s.form.Number != "" {
		s.right(s.text(wordNumber+s.form.Number), s.edge, s.y, cellSize)
		s.y += cellLine
	}
	s.y += 4
	for i := 0; i < len(s.form.Rows); i++ {
		if i+1 < len(s.form.Rows) && s.short(s.form.Rows[i]) && s.short(s.form.Rows[i+1]) {
			s.pair(s.form.Rows[i], s.form.Rows[i+1])
			i++
			continue
		}
		var lines []cellText
		for _, line := range breakLines(s.text(s.form.Rows[i].Value), s.valueW(), 0, s.measure(cellSize)) {
			lines = append(lines, cellText{text: line})
		}
		s.row(s.form.Rows[i].Label, lines, 0)
	}
	for _, step := range s.form.Steps {
		lines, least := s.step(step)
		s.row(step.Name, lines, least)
	}
	basis := ""
	for i, b := range s.form.Basis {
		if i > 0 {
			basis += "；"
		}
		basis += b
	}
	if basis != "" {
		s.small(wordBasis + basis)
	}
	s.small(s.lackings())
}

func (s *sheet) valueW() float64 { return s.edge - s.left - labelW - 2*cellPad }

func (s *sheet) halfW() float64 { return (s.edge-s.left)/2 - labelW - 2*cellPad }

// short rows stand two by two.
func (s *sheet) short(r engine.FormRow) bool {
	value, label := s.text(r.Value), s.text(r.Label)
	lines := breakLines(value, s.halfW(), 0, s.measure(cellSize))
	return len(lines) == 1 && s.width(value, cellSize) <= s.halfW() && s.width(label, cellSize) <= labelW-2*cellPad
}

func (s *sheet) pair(a, b engine.FormRow) {
	const height = cellLine + 2*cellPad
	s.space(height)
	half := (s.edge - s.left) / 2
	for i, r := range []engine.FormRow{a, b} {
		x := s.left + float64(i)*half
		s.box(x, s.y, labelW, height)
		s.box(x+labelW, s.y, half-labelW, height)
		s.centre(s.text(r.Label), x+labelW/2, s.y+cellPad+2, cellSize)
		s.write(s.text(r.Value), x+labelW+cellPad, s.y+cellPad+2, cellSize)
	}
	s.y += height
}

// step makes the lines of a stage's box, and how high it is at least.
func (s *sheet) step(step engine.FormStep) (lines []cellText, least float64) {
	for i, e := range step.Entries {
		if e == (engine.FormEntry{}) {
			least = blankStep
			lines = append(lines, cellText{}, cellText{}, cellText{}, cellText{text: wordSigned + "　　　　　　　" + wordDay, right: true})
			continue
		}
		if i > 0 {
			lines = append(lines, cellText{})
		}
		for _, line := range breakLines(s.text(e.Opinion), s.valueW(), 0, s.measure(cellSize)) {
			lines = append(lines, cellText{text: line})
		}
		for _, line := range s.signed(e) {
			lines = append(lines, cellText{text: line, right: true})
		}
	}
	return lines, least
}

func (s *sheet) signed(e engine.FormEntry) []string {
	text := wordOn[len("　　"):] + e.Date
	if e.Signer != "" {
		text = wordSigned + e.Signer + wordOn + e.Date
	}
	return breakLines(s.text(text), s.valueW(), 0, s.measure(cellSize))
}

// row draws a label and its box. A box that does not fit goes to the next page whole; one that is long is parted, with at
// least two lines on either side.
func (s *sheet) row(label string, lines []cellText, least float64) {
	for part := 0; len(lines) > 0; part++ {
		names := breakLines(s.text(label), labelW-2*cellPad, 0, s.measure(cellSize))
		if part > 0 {
			names = append(names, wordContinue)
		}
		height := max(float64(max(len(lines), len(names)))*cellLine+2*cellPad, least)
		n := len(lines)
		if s.y+height > s.under {
			fits := int((s.under - s.y - 2*cellPad) / cellLine)
			switch {
			case s.y > s.top && (height < (s.under-s.top)/2 || fits < max(3, len(names))):
				s.page()
				part--
				continue
			case fits < n:
				n = max(min(fits, n-2), 1)
			}
			height = float64(max(n, len(names)))*cellLine + 2*cellPad
		}
		s.draw(names, lines[:n], height)
		lines, least = lines[n:], 0
	}
}

func (s *sheet) draw(names []string, lines []cellText, height float64) {
	s.box(s.left, s.y, labelW, height)
	s.box(s.left+labelW, s.y, s.edge-s.left-labelW, height)
	y := s.y + (height-float64(len(names))*cellLine)/2 + 2
	for _, name := range names {
		s.centre(name, s.left+labelW/2, y, cellSize)
		y += cellLine
	}
	y = s.y + cellPad + 2
	for i, line := range lines {
		if line.right {
			if i == len(lines)-1 { // the last signature stands at the foot of the box
				y = max(y, s.y+height-cellPad-cellLine+2)
			}
			s.right(line.text, s.edge-cellPad, y, cellSize)
		} else {
			s.write(line.text, s.left+labelW+cellPad, y, cellSize)
		}
		y += cellLine
	}
	s.y += height
}
