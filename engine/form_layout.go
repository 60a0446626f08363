package engine

import (
	"regexp"
	"strings"
)

// endingDay is a day at the very end of a text, as a sentence of its own.
var endingDay = regexp.MustCompile(`(^|[。；\n])\s*(\d{4}年\d{1,2}月\d{1,2}日)$`)

// layOut parts the text of a document as it is written on paper: its number stands below the title and not once more before
// the text; the day that it ends with stands in the 落款, after the unit of whoever signed it.
func (d *decision) layOut(f *Form, doc *Document, body string) {
	text := strings.TrimSpace(body)
	if rest, begins := strings.CutPrefix(text, doc.Number); begins && doc.Number != "" {
		text = strings.TrimLeft(rest, "。，； 　\n")
	}
	day := ""
	if m := endingDay.FindStringSubmatchIndex(text); m != nil {
		day, text = text[m[4]:], strings.TrimSpace(text[:m[4]])
	}
	if doc.Life.SignedAt != 0 {
		p, _ := d.snap.Facts.Book.Person(doc.Life.Signer)
		u, _ := d.snap.Facts.Book.Unit(p.Unit)
		if day == "" {
			day = chineseDay(doc.Life.SignedAt)
		}
		if u.Name != "" {
			if i := strings.LastIndex(text, "\n"); strings.TrimSpace(text[i+1:]) == u.Name {
				text = strings.TrimSpace(text[:i+1])
			}
			f.Sign = append(f.Sign, u.Name)
		}
	}
	if day != "" {
		f.Sign = append(f.Sign, day)
	}
	f.Text = strings.Split(text, "\n")
}
