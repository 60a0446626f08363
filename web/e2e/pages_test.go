package e2e_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// look is a page as somebody comes upon it, opened by a function that leaves it ready to be looked at.
type look struct {
	name, as string
	open     func(*page)
}

// looks are the pages of who files and handles cases.
var looks = []look{
	{"sign-in", "", func(p *page) { p.goTo("/sign-in"); p.sees("选一位演示人员登录") }},
	{"inbox", "qinminghui", func(p *page) { p.goTo("/inbox"); p.until("lines", `!!document.querySelector('.line-link')`) }},
	{"inbox-empty", "qinminghui", func(p *page) { p.goTo("/inbox?box=cc"); p.sees("没有待阅的事项") }},
	{"my-applications", "sunlixin", func(p *page) { p.goTo("/inbox?box=mine"); p.until("lines", `!!document.querySelector('.line-link')`) }},
	{"case", "qinminghui", func(p *page) {
		p.line("/inbox", "单位核实")
		p.sees("申请内容")
		p.sees("接下来")
		p.press("退回补正")
		p.sees("需要补正的内容")
	}},
	{"case-record", "sunlixin", func(p *page) { p.line("/inbox", "待张贴"); p.sees("会议研究了该申请"); p.sees("接下来") }},
	{"draft", "sunlixin", func(p *page) {
		p.line("/inbox?box=mine", "未提交")
		p.sees("提交后怎样办")
		p.sees("按现行规则和已填内容推算")
	}},
	{"catalogue", "sunlixin", func(p *page) { p.goTo("/procedures"); p.sees("干部关爱专项资金申请") }},
	{"procedure", "sunlixin", func(p *page) { p.goTo("/procedures/care-fund"); p.sees("要准备的材料") }},
	{"not-found", "sunlixin", func(p *page) {
		p.goTo("/cases/01a21dfe-0000-7000-8000-000000000000")
		p.sees("未找到该事项或无权查看")
	}},
	{"nowhere", "sunlixin", func(p *page) { p.goTo("/nowhere"); p.sees("没有这个页面") }},
}

// line opens the first case of a box whose line shows a text.
func (p *page) line(box, text string) {
	p.t.Helper()
	p.goTo(box)
	line := `[...document.querySelectorAll('.line')].find(l => l.innerText.includes(` + quote(text) + `))`
	p.until("a line with "+text, `!!(`+line+`)`)
	p.eval(`(` + line + `).querySelector('a').click()`)
}

// TestPages_LookAndAccessibility opens every page at the width of a desk and of a telephone: nothing sticks out to the side, the browser
// has nothing to complain about, and axe-core finds no violation. DANDANG_SCREENSHOTS names a folder for pictures (make screenshots).
func TestPages_LookAndAccessibility(t *testing.T) {
	t.Parallel()
	lookAt(t, looks)
}

func lookAt(t *testing.T, list []look) {
	t.Helper()
	s := open(t)
	axe, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		missing(t, "web/node_modules/axe-core")
	}
	pictures := os.Getenv("DANDANG_SCREENSHOTS")
	narrow := phone
	if pictures != "" {
		narrow = 390
	}
	people := map[string]*page{}
	for _, l := range list {
		t.Run(l.name, func(one *testing.T) {
			p := people[l.as]
			if p == nil {
				p = s.visit(t, desk)
				people[l.as] = p
				if l.as != "" {
					p.signIn(l.as)
				}
			}
			p.t = one
			for width, suffix := range map[int]string{desk: "1440", narrow: "390"} {
				p.run(chromedp.EmulateViewport(int64(width), 900))
				l.open(p)
				one.Log(l.name, suffix)
				require.LessOrEqual(one, ask[int](p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`), 0, "%s at %d px sticks out", l.name, width)
				p.axe(l.name, string(axe))
				if pictures != "" {
					p.picture(filepath.Join(pictures, l.name+"-"+suffix+".png"))
				}
			}
			p.quiet()
		})
	}
}

func (p *page) axe(name, source string) {
	p.t.Helper()
	p.eval(source + ";0")
	found := ask[[]string](p, `axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' — ' + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? v.help))))`)
	if len(found) > 0 {
		p.t.Errorf("%s: axe finds\n%s", name, strings.Join(found, "\n"))
	}
}

func (p *page) picture(path string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	require.NoError(p.t, err)
	require.NoError(p.t, os.WriteFile(path, png, 0o600))
}

func TestInbox_KeyboardAndAddress(t *testing.T) {
	t.Parallel()
	p := open(t).visit(t, desk)
	p.signIn("qinminghui")
	p.until("two lines", `document.querySelectorAll('.line-link').length > 1`)
	p.run(chromedp.KeyEvent("j"), chromedp.KeyEvent("j"))
	p.until("the second line", `document.activeElement.dataset.line === '1'`)
	p.run(chromedp.KeyEvent("k"))
	p.until("the first line", `document.activeElement.dataset.line === '0'`)
	want := ask[string](p, `document.activeElement.getAttribute('href')`)
	p.run(chromedp.KeyEvent("\r"))
	p.until("the case", `location.pathname === `+quote(want))

	p.goTo("/inbox?box=done&process=care-fund")
	p.until("the box of the address", `document.querySelector('.boxes [aria-current]')?.innerText.startsWith('已办') && document.getElementById('process').value === 'care-fund'`)
	p.press("待阅")
	p.until("the address of the box", `location.search.includes('box=cc') && location.search.includes('process=care-fund')`)
	p.run(chromedp.NavigateBack())
	p.until("the box before", `document.querySelector('.boxes [aria-current]')?.innerText.startsWith('已办')`)
	p.quiet()
}
