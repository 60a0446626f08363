package print

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"dandang/engine"
)

// The paper, in points (1 mm = 72/25.4 points).
const (
	pageW, pageH = 595.28, 841.89
	mm           = 72 / 25.4
)

// PDF draws a form on A4.
func PDF(w io.Writer, f *engine.Form) error {
	c, err := newCanvas(tidy(f.Title))
	if err != nil {
		return err
	}
	s := &sheet{canvas: c, form: f}
	if len(f.Text) > 0 {
		s.document()
	} else {
		s.table()
	}
	s.feet()
	if c.err != nil {
		return c.err
	}
	var file bytes.Buffer
	if _, err := c.pdf.WriteTo(&file); err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	mended, err := mendUnicode(file.Bytes())
	if err == nil {
		_, err = w.Write(mended)
	}
	if err != nil {
		return fmt.Errorf("write pdf: %w", err)
	}
	return nil
}

// sheet is a form while it is drawn.
type sheet struct {
	*canvas
	form                   *engine.Form
	left, edge, top, under float64 // edges of what is written on
	y                      float64 // where the next thing goes
	pages                  int
}

// page begins a page: watermark first, so that everything lies above it, then the mark.
func (s *sheet) page() {
	s.pdf.AddPage()
	s.pages++
	s.tile()
	s.pdf.SetTextColor(0, 0, 0)
	if mark := s.text(s.form.Mark); mark != "" {
		s.write(mark, s.left, 12*mm, 12)
	}
	if notes := s.notes(); notes != "" {
		s.pdf.SetTextColor(190, 0, 0)
		for i, line := range breakLines(notes, s.edge-s.left-60, 0, s.measure(11)) {
			s.right(line, s.edge, 12*mm+float64(i)*14, 11)
		}
		s.pdf.SetTextColor(0, 0, 0)
	}
	s.y = s.top
}

func (s *sheet) notes() string { return s.text(strings.Join(s.form.Notes, "　")) }

// tile lays the watermark over the page.
func (s *sheet) tile() {
	mark := s.text(s.form.Watermark)
	s.pdf.SetTextColor(232, 232, 232)
	step := max(s.width(mark, 13)*0.87+60, 200)
	for y := 190.0; y < pageH; y += 170 {
		for x := 20.0; x < pageW-40; x += step {
			s.pdf.Rotate(30, x, y)
			s.write(mark, x, y, 13)
			s.pdf.RotateReset()
		}
	}
}

// feet goes back to every page for its number, which is known only now, and for who printed it.
func (s *sheet) feet() {
	if s.err != nil {
		return
	}
	for n := 1; n <= s.pages; n++ {
		s.fail(s.pdf.SetPage(n))
		s.pdf.SetTextColor(110, 110, 110)
		s.write(s.text("打印："+s.form.Watermark), s.left, pageH-14*mm, 8)
		s.pdf.SetTextColor(0, 0, 0)
		s.right(fmt.Sprintf("第 %d 页　共 %d 页", n, s.pages), s.edge, pageH-14*mm, 9)
	}
}

// space begins a new page unless so much is left on this one.
func (s *sheet) space(height float64) {
	if s.y+height > s.under && s.y > s.top {
		s.page()
	}
}

// heading draws the title and the number below it.
func (s *sheet) heading(size float64) {
	for _, line := range breakLines(s.text(s.form.Title), s.edge-s.left, 0, s.measure(size)) {
		s.space(size * 1.5)
		s.centre(line, (s.left+s.edge)/2, s.y, size)
		s.y += size * 1.5
	}
}

// small draws remarks under everything: 依据, and what the font lacks.
func (s *sheet) small(text string) {
	if text == "" {
		return
	}
	s.y += 6
	for _, line := range breakLines(s.text(text), s.edge-s.left, 0, s.measure(9)) {
		s.space(14)
		s.write(line, s.left, s.y, 9)
		s.y += 14
	}
}

// lackings names the characters that are not in the font, so that somebody can write them in by hand.
func (s *sheet) lackings() string {
	if len(s.missing) == 0 {
		return ""
	}
	var codes []string
	for _, r := range s.missing {
		codes = append(codes, fmt.Sprintf("U+%04X", r))
	}
	return wordMissing + strings.Join(codes, "、")
}
