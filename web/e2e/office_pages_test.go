package e2e_test

import "testing"

// officeLooks are the pages of supervisors and administrators.
var officeLooks = []look{
	{"menu", "sunminghui", func(p *page) {
		p.goTo("/inbox")
		p.until("the menu", `!!document.querySelector('.burger')`)
		if ask[bool](p, `!!document.querySelector('.burger')?.offsetParent`) {
			p.press("菜单")
		}
		p.press("台账与统计")
		p.until("the open group", `!!document.querySelector('.menu .group button[aria-expanded=true]')`)
	}},
	{"supervision-empty", "geshaojie", func(p *page) { p.goTo("/supervision"); p.sees("没有需要督办的在办事项") }},
	{"roster-all", "geshaojie", func(p *page) { p.goTo("/rosters?process=care-fund&scope=all"); p.sees("张关爱〔2026〕") }},
	{"roster-mine", "sunlixin", func(p *page) {
		p.goTo("/rosters?process=care-fund")
		p.sees("张关爱〔2026〕")
		p.sees("申请金额")
	}},
	{"registers", "hanzixuan", func(p *page) {
		p.goTo("/registers")
		p.until("lines or none", `!!document.querySelector('.sheet-table tbody tr, .empty')`)
	}},
	{"stats", "geshaojie", func(p *page) { p.goTo("/stats"); p.sees("各事项"); p.drawn() }},
	{"stats-procedure", "geshaojie", func(p *page) {
		p.goTo("/stats?process=care-fund")
		p.sees("时间花在哪里")
		p.drawn()
		p.until("the diagram", `!!document.querySelector('.diagram svg')`)
	}},
	{"stats-frozen", "geshaojie", func(p *page) {
		p.goTo("/stats?process=care-fund&period=2026-02")
		p.sees("已在月末定格")
		p.drawn()
	}},
	{"budgets", "yanguodong", func(p *page) { p.goTo("/budgets"); p.sees("500,000.00 元"); p.press("设置额度 关爱资金") }},
	{"exports", "taoguodong", func(p *page) {
		p.goTo("/exports")
		p.until("lines or none", `!!document.querySelector('.sheet-table tbody tr, .empty')`)
	}},
}

// drawn waits until every chart of the page stands.
func (p *page) drawn() {
	p.t.Helper()
	p.until("the charts", `[...document.querySelectorAll('.chart')].length > 0 && [...document.querySelectorAll('.chart')].every(c => c.querySelector('canvas'))`)
}

// TestPages_Office looks at the pages of supervisors and administrators as TestPages_LookAndAccessibility does at the others.
func TestPages_Office(t *testing.T) {
	t.Parallel()
	lookAt(t, officeLooks)
}
