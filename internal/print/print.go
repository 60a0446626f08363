// Package print draws forms on A4 paper, as a page for a browser and as PDF.
//
// It knows what is on a sheet (engine.Form) and nothing of cases, rights or HTTP. Everything on a form is text that people
// typed: it is escaped in HTML, and in PDF it is drawn and cannot be anything but drawn.
package print

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// geta stands where the font has no character, as printers have always done it.
const geta = '〓'

// tidy takes out what is not to be seen: control characters, marks of direction that could turn the reading order, and
// variation selectors, which the font does not know. A tab becomes a space.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', unicode.Is(unicode.Zs, r) && r != '\u3000' && r != ' ':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), r == utf8.RuneError,
			unicode.Is(unicode.Noncharacter_Code_Point, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, s)
}

// The words that the paper itself has.
const (
	wordNumber   = "编号："
	wordSigned   = "签名："
	wordDay      = "　　年　　月　　日"
	wordBasis    = "依据："
	wordOn       = "　　日期："
	wordContinue = "（续）"
	wordMissing  = "注：“〓”处为字库暂缺的字，编码依次为"
)
