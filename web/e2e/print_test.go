package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	pages "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// sheet is the width of an A4 sheet within its margins, at 96 dots an inch.
const sheet = 688

// A page on paper is what stands on it: nothing that one could press, nothing cut off at the edge of an A4 sheet, and at the
// foot of each who printed it and when. DANDANG_SCREENSHOTS names a folder for the sheets.
func TestPrint_PagesFitTheSheet(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, one := range []struct{ name, as, path, ready string }{
		{"print-inbox", "qinminghui", "/inbox", ".line-link"},
		{"print-procedure", "sunlixin", "/procedures/care-fund", ".card h2"},
		{"print-stats", "geshaojie", "/stats", "table td"},
		{"print-case", "qinminghui", "", "#history-title"},
	} {
		p := s.visit(t, desk)
		p.signIn(one.as)
		if one.path == "" {
			p.goTo("/inbox")
			p.until("a line", `!!document.querySelector('.line-link')`)
			one.path = ask[string](p, `document.querySelector('.line-link').getAttribute('href')`)
		}
		p.goTo(one.path)
		p.until("the page", `!!document.querySelector(`+quote(one.ready)+`) && !document.querySelector('.bones')`)
		p.run(chromedp.EmulateViewport(sheet, 1000))
		_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		require.NoError(t, err)
		pressable := ask[[]string](p, `[...document.querySelectorAll('button, nav a, input[type=file]')].filter(e => e.offsetParent !== null).map(e => e.outerHTML.slice(0, 120))`)
		require.Empty(t, pressable, one.name)
		require.LessOrEqual(t, ask[int](p, `document.documentElement.scrollWidth`), sheet, "%s is cut off at the edge", one.name)
		require.Contains(t, ask[string](p, `document.querySelector('.maker').innerText`), "2026年", "who printed it, and when")
		if folder := os.Getenv("DANDANG_SCREENSHOTS"); folder != "" {
			size := true
			pdf, err := chromedp.Call(p.ctx, pages.PrintToPDF, pages.PrintToPDFParams{PreferCSSPageSize: &size})
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(folder, one.name+".pdf"), pdf.Data, 0o600))
		}
	}
}
