package print

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"sync"

	"github.com/signintech/gopdf"
)

//go:embed font/NotoSansSC-Regular.ttf.gz
var packedFont []byte

const family = "han"

// fonts holds the font, read once. PDFs share it and keep what they use of it to themselves.
var fonts = sync.OnceValues(func() (*gopdf.FontContainer, error) {
	z, err := gzip.NewReader(bytes.NewReader(packedFont))
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	c := &gopdf.FontContainer{}
	if err := c.AddTTFFontData(family, data); err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	return c, nil
})

// canvas draws on pages. Lengths are points, from the upper left corner. The first error stays and ends all drawing.
type canvas struct {
	pdf     *gopdf.GoPdf
	widths  map[rune]float64 // of a character at 1 point
	lacking map[rune]bool    // by character: the font does not have it
	missing []rune           // those met, in order
	err     error
}

func newCanvas(title string) (*canvas, error) {
	shared, err := fonts()
	if err != nil {
		return nil, err
	}
	c := &canvas{pdf: &gopdf.GoPdf{}, widths: map[rune]float64{}, lacking: map[rune]bool{}}
	c.pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	c.pdf.SetInfo(gopdf.PdfInfo{Title: title, Creator: "担当", Producer: "担当"})
	if err := c.pdf.AddTTFFontFromFontContainer(family, shared); err != nil {
		return nil, fmt.Errorf("font: %w", err)
	}
	c.fail(c.pdf.SetFont(family, "", 10))
	return c, c.err
}

func (c *canvas) fail(err error) {
	if c.err == nil && err != nil {
		c.err = fmt.Errorf("draw: %w", err)
	}
}

// text makes a text drawable: what the font lacks becomes 〓 and is remembered.
func (c *canvas) text(s string) string {
	out := []rune(tidy(s))
	for i, r := range out {
		if r == '\n' || c.has(r) {
			continue
		}
		out[i] = geta
	}
	return string(out)
}

func (c *canvas) has(r rune) bool {
	lacks, known := c.lacking[r]
	if !known {
		has, err := c.pdf.IsCurrFontContainGlyph(r)
		c.fail(err)
		lacks = !has
		if c.lacking[r] = lacks; lacks {
			c.missing = append(c.missing, r)
		}
	}
	return !lacks
}

// measure gives the width of a character at a size.
func (c *canvas) measure(size float64) func(rune) float64 {
	return func(r rune) float64 {
		w, known := c.widths[r]
		if !known {
			c.fail(c.pdf.SetFontSize(100))
			wide, err := c.pdf.MeasureTextWidth(string(r))
			c.fail(err)
			w = wide / 100
			c.widths[r] = w
		}
		return w * size
	}
}

func (c *canvas) width(s string, size float64) float64 {
	sum, measure := 0.0, c.measure(size)
	for _, r := range s {
		sum += measure(r)
	}
	return sum
}

// write draws one line whose upper edge is y; s has gone through text.
func (c *canvas) write(s string, x, y, size float64) {
	if s == "" || c.err != nil {
		return
	}
	c.fail(c.pdf.SetFontSize(size))
	c.pdf.SetXY(x, y+size*0.88)
	c.fail(c.pdf.Text(s))
}

// right and centre draw one line that ends at x, or lies around it.
func (c *canvas) right(s string, x, y, size float64)  { c.write(s, x-c.width(s, size), y, size) }
func (c *canvas) centre(s string, x, y, size float64) { c.write(s, x-c.width(s, size)/2, y, size) }

func (c *canvas) box(x, y, w, h float64) {
	c.pdf.SetLineWidth(0.6)
	c.pdf.SetStrokeColor(60, 60, 60)
	c.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
}
