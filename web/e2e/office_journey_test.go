package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

func TestOffice_MenuShowsWhatOneMayDoAndGoesByKeyboard(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("sunlixin")
	links := ask[[]string](clerk, `[...document.querySelectorAll('.menu a')].map(a => a.textContent)`)
	require.Contains(t, links, "台账")
	require.NotContains(t, links, "统计")
	require.NotContains(t, links, "岗位")

	p := s.visit(t, desk)
	p.signIn("geshaojie")
	p.eval(`document.querySelector('.menu .group button').focus()`)
	p.run(chromedp.KeyEvent(kb.Enter))
	p.until("the open group", `document.querySelector('.menu .group button').getAttribute('aria-expanded') === 'true'`)
	p.run(chromedp.KeyEvent(kb.ArrowDown))
	p.until("the first link", `document.activeElement.matches('.menu .group ul a')`)
	p.run(chromedp.KeyEvent(kb.Escape))
	p.until("the closed group with the focus on it", `document.activeElement.matches('.menu .group button[aria-expanded=false]')`)
	p.press("台账与统计")
	p.press("统计")
	p.sees("各事项")
	p.quiet()
}

func TestOffice_RosterIsFilteredByItsAddressAndExported(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.visit(t, desk)
	p.signIn("sunlixin")
	p.goTo("/rosters?process=care-fund&state=" + "%E9%A2%84%E6%8B%A8%E5%AE%A1%E6%89%B9") // 预拨审批
	p.sees("张关爱〔2026〕")
	p.until("only that state", `[...document.querySelectorAll('tbody td[data-name="环节"]')].every(c => c.innerText === '预拨审批') && document.getElementById('state').value === '预拨审批'`)
	p.press("导出 Excel")
	p.sees("已导出:干部关爱专项资金申请台账.xlsx")
	p.fill("#state", "")
	p.until("the address without the state", `!location.search.includes('state=')`)
	p.until("other states", `[...document.querySelectorAll('tbody td[data-name="环节"]')].some(c => c.innerText !== '预拨审批')`)

	// Without a procedure in the address the page takes the first, and does not stand in the way back.
	p.goTo("/inbox")
	p.until("the menu", `!!document.querySelector('.menu')`)
	p.press("台账与统计")
	p.press("台账")
	p.until("a procedure", `location.search.includes('process=')`)
	p.run(chromedp.NavigateBack())
	p.until("the inbox", `location.pathname === '/inbox'`)

	// Whoever oversees all sees neither titles nor forms; of what lies with others a clerk sees nothing.
	auditor := s.visit(t, desk)
	auditor.signIn("taoguodong")
	auditor.goTo("/rosters?process=care-fund&scope=all")
	auditor.sees("青石县卫生健康局")
	require.NotContains(t, auditor.text(), "何平")
	auditor.goTo("/exports")
	auditor.sees("孙立新")
	p.goTo("/rosters?process=care-fund&scope=all")
	p.sees("全部事项的台账只供督办、审计、系统管理人员")
	auditor.quiet()
	p.quiet()
}

func TestOffice_SupervisorUrgesWithoutSeeingTheCase(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("xulihua")
	id, number := clerk.fileCase("panwenbo", "E2E-S1")
	p := s.visit(t, phone)
	p.signIn("yanjingyi")
	p.goTo("/supervision")
	p.press("督办 " + number)
	p.fill("#urge", "请于本周内核实。"+canary)
	p.losesAnAnswer()
	p.press("确认督办")
	p.sees("连接不上服务器")
	p.press("确认督办") // the same act: a second one would be refused today
	p.sees("已督办" + number)
	p.sees("督办过")
	require.NotContains(t, ask[string](p, `document.querySelector('main').innerText`), "潘文博", "neither title nor content")
	p.inert()
	p.press("督办 " + number)
	p.fill("#urge", "再催一次")
	p.press("确认督办")
	p.until("once a day only", `!!document.querySelector('.act-form [role=alert]')`)

	holder := s.visit(t, desk)
	holder.signIn("zouruolan")
	holder.goTo("/cases/" + id)
	holder.sees("请于本周内核实。" + canary)
	holder.inert()
	holder.quiet()
	p.quiet()
}

// losesAnAnswer lets the next request that changes something arrive and its answer not.
func (p *page) losesAnAnswer() {
	p.t.Helper()
	p.eval(`{
		const whole = window.fetch
		window.fetch = async (address, options) => {
			const answer = await whole(address, options)
			if (!options?.method || options.method === 'GET') return answer
			window.fetch = whole
			throw new TypeError('the answer was lost')
		}
	} 0`)
}
