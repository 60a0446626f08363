package e2e_test

import "testing"

// deskLooks are the pages and states of who handles cases, beside those of looks.
var deskLooks = []look{
	{"inbox-batch", "yanjingyi", func(p *page) {
		p.goTo("/inbox")
		p.until("a line for a batch", `!!document.querySelector('.pick-line input')`)
		p.press("全选")
		p.press("批量阅知")
	}},
	{"case-paper", "sunlixin", func(p *page) {
		p.line("/inbox", "待张贴")
		p.until("the papers", `!!document.querySelector('.paper .act')`)
		p.eval(`document.querySelector('.paper .act').click()`)
		p.press("在流程图上看")
		p.until("the picture", `document.querySelector('.diagram img')?.naturalWidth > 100`)
	}},
	{"case-on-paper", "jiangjianguo", func(p *page) {
		p.goTo("/cases/" + p.site.trial(p.t, "代录的样子", "阅知", "拟办"))
		p.press("代录")
		p.until("whom one may enter for", `document.querySelectorAll('#paper-who option').length > 1`)
	}},
	{"case-names", "qinminghui", func(p *page) {
		p.line("/inbox", "单位核实")
		p.until("who may be sent it", `!!document.querySelector('.columns') && document.body.innerText.includes('还没有送给谁阅')`)
		p.eval(`[...document.querySelectorAll('section[aria-labelledby=copies-title] .act')].find(b => b.innerText === '传阅').click()`)
		p.press("传阅给:按名单加入")
		p.fill("#copy-to-names", "李明、无此人")
		p.press("传阅给:加入")
		p.sees("无此人:没有找到")
	}},
	{"notifications", "qinminghui", func(p *page) { p.goTo("/notifications"); p.until("messages", `!!document.querySelector('.tell')`) }},
	{"notifications-empty", "xueyiming", func(p *page) { p.goTo("/notifications?unread=1"); p.sees("没有未读的通知") }},
	{"leave", "qinminghui", func(p *page) { p.goTo("/leave"); p.sees("您没有委托过别人") }},
	{"documents", "sunlixin", func(p *page) { p.goTo("/documents"); p.until("papers", `!!document.querySelector('.paper, .empty')`) }},
	{"documents-empty", "xueyiming", func(p *page) { p.goTo("/documents?box=todo"); p.sees("没有等您核稿") }},
}

func TestPages_Desk(t *testing.T) {
	t.Parallel()
	open(t).trial(t, "批量的样子")
	lookAt(t, deskLooks)
}
