package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// crew are the people of one case, each at a browser of his own; everything that they do, they do on pages.
type crew struct {
	t    *testing.T
	s    *site
	path string
	at   map[string]*page
}

// begins opens the form of a procedure, as somebody who found it in the catalogue.
func begins(t *testing.T, s *site, username, procedure string) (*crew, *page) {
	t.Helper()
	p := s.visit(t, desk)
	p.signIn(username)
	p.goTo("/procedures")
	p.press(procedure)
	p.press("开始申请")
	p.until("the form", `location.pathname.startsWith('/cases/') && !!document.querySelector('.acts')`)
	return &crew{t: t, s: s, path: p.here(), at: map[string]*page{username: p}}, p
}

// by is the case as somebody reads it now.
func (c *crew) by(username string) *page {
	c.t.Helper()
	p := c.at[username]
	if p == nil {
		p = c.s.at(c.t, username, c.path)
		c.at[username] = p
		return p
	}
	p.eval(`document.querySelector('.crumbs a').click()`) // away and back reads it anew
	p.until("the list", `location.pathname === '/inbox'`)
	p.run(chromedp.NavigateBack())
	p.until("what may be done", `location.pathname === `+quote(c.path)+` && !!document.querySelector('.acts')`)
	return p
}

// does has somebody do an act, with what it asks for as pairs of a field and its value.
func (c *crew) does(username, act string, answers ...string) *page {
	c.t.Helper()
	p := c.by(username)
	p.does(act, func() { p.answers(answers...) })
	return p
}

// handles has somebody do what a paper of the case waits for.
func (c *crew) handles(username, act, title string) *page {
	c.t.Helper()
	p := c.by(username)
	p.press(act + ":" + title)
	p.press("确认" + act)
	p.sees("文书“" + title + "”已" + act)
	return p
}

// later moves the clock; everybody has gone home meanwhile.
func (c *crew) later(by string) {
	c.t.Helper()
	for _, p := range c.at {
		p.quiet()
		p.leave()
	}
	c.at = map[string]*page{}
	c.s.call(c.t, "sunlixin").advance(by)
}

// ends checks what the end of the case is for somebody, and that no page complained.
func (c *crew) ends(username, outcome string) *page {
	c.t.Helper()
	p := c.by(username)
	p.until("the end "+outcome, `document.querySelector('.case-head .tag')?.innerText === `+quote(outcome))
	for _, each := range c.at {
		each.quiet()
	}
	return p
}

// leave closes the browser of a person.
func (p *page) leave() {
	p.t.Helper()
	require.NoError(p.t, chromedp.Cancel(p.ctx))
}

// answers fills in fields one after the other, each by what the page offers for it: "field", "value", and so on. Several people,
// options or units stand in one value, with | between them.
func (p *page) answers(pairs ...string) {
	p.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		p.answer(fmt.Sprintf(`[data-field="%s"]`, pairs[i]), pairs[i+1])
	}
}

// answer does so for the field at a selector. What is folded away is unfolded first, as who fills it in must.
func (p *page) answer(at, value string) {
	p.t.Helper()
	p.until("field "+at, `!!document.querySelector(`+quote(at)+`)`)
	kind := ask[string](p, `(f => { const d = f.closest('details'); if (d) d.open = true
		return f.querySelector('input[type=file]') ? 'files' : f.querySelector('.el-select') ? 'pick' : f.querySelector('input[type=radio],input[type=checkbox]') ? 'options' : 'text' })(document.querySelector(`+quote(at)+`))`)
	switch kind {
	case "files":
		p.attachAt(at, value, "演示材料")
	case "text":
		p.fillAt(at+" :is(input, textarea, select)", value)
	default:
		for _, one := range strings.Split(value, "|") {
			if kind == "pick" {
				p.pickIn(at+" input", one)
			} else {
				p.chooseAt(at, one)
			}
		}
	}
}

// row adds a row to a table and fills in its cells.
func (p *page) row(table, name string, cells ...string) {
	p.t.Helper()
	p.press(name + ":增加一行")
	for i := 0; i+1 < len(cells); i += 2 {
		p.answer(fmt.Sprintf(`[data-field="%s"] tbody tr:last-child [data-field="%s"]`, table, cells[i]), cells[i+1])
	}
}
