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
	{"supervision", "geshaojie", func(p *page) {
		p.goTo("/supervision")
		p.until("lines", `!!document.querySelector('.watch button')`)
		p.eval(`document.querySelector('.watch button').click()`)
		p.sees("督办要求")
	}},
	{"supervision-late", "geshaojie", func(p *page) { p.goTo("/supervision?late=1"); p.sees("没有超期的事项") }},
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
	{"budgets-new", "huyutong", func(p *page) {
		p.goTo("/budgets")
		p.press("设置另一个账户的额度")
		p.sees("编制实名制系统中的岗位代码")
	}},
	{"meeting-new", "yaolan", func(p *page) {
		p.goTo("/meetings/new")
		p.sees("等待上会的办件")
		p.call("推荐表决", "党组织研究")
	}},
	{"meeting", "yaolan", func(p *page) {
		p.goTo("/meetings")
		p.until("meetings or none", `!!document.querySelector('.line-link, .empty')`)
		if !ask[bool](p, `!!document.querySelector('.line-link')`) {
			p.goTo("/meetings/new")
			p.call("推荐表决", "党组织研究")
			p.fill("#place", "会议室")
			p.eval(`[...document.querySelectorAll('main button')].find(b => b.innerText.trim() === '召集会议').click()`)
			p.sees("点名")
			p.goTo("/meetings")
		}
		p.until("the meeting", `!!document.querySelector('.line-link')`)
		p.eval(`document.querySelector('.line-link').click()`)
		p.press("全部到会")
		p.sees("回避")
	}},
	{"meetings", "yaolan", func(p *page) {
		p.goTo("/meetings")
		p.sees("召集会议")
		p.until("lines", `!!document.querySelector('.line-link')`)
	}},
	{"meetings-empty", "jiangjianguo", func(p *page) {
		p.goTo("/meetings")
		p.until("lines or none", `!!document.querySelector('.line-link, .empty')`)
	}},
	{"standing", "gelixin", func(p *page) {
		p.goTo("/standing")
		p.pick("person", "何平")
		p.press("查询")
		p.until("an answer", `!!document.querySelector('main [role=status], main [role=alert]')`)
	}},
	{"standing-asked", "taoguodong", func(p *page) {
		p.goTo("/standing")
		p.until("lines or none", `!!document.querySelector('.sheet-table tbody tr, .empty')`)
	}},
	{"notices", "sunlixin", func(p *page) {
		p.goTo("/notices")
		p.until("notices or none", `!!document.querySelector('.notice, .empty')`)
	}},
	{"rules-guide", "sunlixin", func(p *page) { p.goTo("/procedures/care-fund/rules"); p.sees("维护 关爱资金政策维护人") }},
	{"rules-params", "sunlixin", func(p *page) { p.goTo("/procedures/care-fund/rules?part=params"); p.sees("出处") }},
	{"rules-diagram", "sunlixin", func(p *page) {
		p.goTo("/procedures/care-fund/rules?part=diagram")
		p.until("the drawing", `document.querySelector('.diagram img')?.naturalWidth > 0`)
	}},
	{"rules-versions", "sunlixin", func(p *page) { p.goTo("/procedures/care-fund/rules?part=versions"); p.sees("现行") }},
	{"rules-text", "sunlixin", func(p *page) {
		p.goTo("/procedures/care-fund/rules?part=text")
		p.until("the text", `document.querySelectorAll('.source li').length > 100`)
	}},
	{"admin-incidents", "sunminghui", func(p *page) {
		p.goTo("/admin/incidents")
		p.until("lines or none", `!!document.querySelector('.watch, .empty')`)
	}},
	{"admin-interventions", "guoxiangdong", func(p *page) {
		p.goTo("/admin/interventions?case=" + "%E5%BC%A0%E5%85%B3%E7%88%B1%E3%80%942026%E3%80%951%E5%8F%B7") // 张关爱〔2026〕1号
		p.sees("怎样处置")
		p.press("指定办理人")
		p.sees("改由谁办理")
	}},
	{"admin-people", "sunminghui", func(p *page) { p.goTo("/admin/people?q=heping"); p.press("亲属关系"); p.sees("登记亲属关系") }},
	{"admin-posts", "sunminghui", func(p *page) { p.goTo("/admin/posts"); p.sees("个岗位") }},
	{"admin-leaves", "sunminghui", func(p *page) { p.goTo("/admin/leaves"); p.sees("汤思源") }},
	{"admin-handover", "sunminghui", func(p *page) { p.goTo("/admin/handover"); p.sees("只移交这些事项") }},
	{"admin-calendar", "sunminghui", func(p *page) {
		p.goTo("/admin/calendar?year=2026&month=2")
		p.until("the month", `!!document.querySelector('[data-date="2026-02-14"]')`)
		p.eval(`document.querySelector('[data-date="2026-02-14"]').click()`)
		p.sees("调休上班")
	}},
	{"admin-calendar-read", "taoguodong", func(p *page) { p.goTo("/admin/calendar?year=2027&month=1"); p.sees("期限都是暂定") }},
	{"admin-deliveries", "sunminghui", func(p *page) { p.goTo("/admin/deliveries"); p.sees("没有发送失败的消息") }},
	{"exports", "taoguodong", func(p *page) {
		p.goTo("/exports")
		p.until("lines or none", `!!document.querySelector('.sheet-table tbody tr, .empty')`)
	}},
}

// call marks the cases of a new agenda whose lines show these texts.
func (p *page) call(lines ...string) {
	p.t.Helper()
	for _, text := range lines {
		line := `[...document.querySelectorAll('.checklist li')].find(l => l.innerText.includes(` + quote(text) + `))`
		p.until("a case with "+text, `!!(`+line+`)`)
		p.eval(`(` + line + `).querySelector('input').click()`)
	}
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
