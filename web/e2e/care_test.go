package e2e_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// at opens the case as somebody does at his own browser.
func (s *site) at(t *testing.T, username, path string) *page {
	t.Helper()
	p := s.visit(t, desk)
	p.signIn(username)
	p.goTo(path)
	p.until("what may be done", `!!document.querySelector('.acts')`)
	return p
}

// does chooses an act, fills in what it asks for and confirms it.
func (p *page) does(act string, fill ...func()) {
	p.t.Helper()
	p.press(act)
	for _, f := range fill {
		f()
	}
	p.press("确认" + act)
	p.sees("已" + act + "。")
}

// sits enters the result of a meeting that everybody attended and agreed in.
func (p *page) sits(day string) {
	p.t.Helper()
	p.fill("#held", day)
	p.press("全部到会")
	n := ask[int](p, `document.querySelectorAll('[aria-labelledby=present] input').length`)
	p.eval(`document.querySelector('.three input').id = 'yes'`)
	p.fill("#yes", fmt.Sprint(n))
	p.fill("#minutes", "经研究,同意。(演示)")
}

// mayDo tells whether the page offers an act.
func (p *page) mayDo(act string) bool {
	p.t.Helper()
	return ask[bool](p, `[...document.querySelectorAll('.act-list .act')].some(b => b.innerText.trim() === `+quote(act)+`)`)
}

func TestJourney_CareFundToItsEnd(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	path := "/cases/" + s.filed(t, "E2E-END")
	today := s.call(t, "sunlixin").now()

	clerk := s.at(t, "qinminghui", path)
	clerk.does("核实属实", func() { clerk.choose("困难程度", "特别困难") }, func() { clerk.fill("核实说明", "已上门走访,情况属实。") })
	recorder := s.at(t, "yanglixin", path)
	if !recorder.mayDo("登记会议结果") {
		recorder = s.at(t, "qinminghui", path)
	}
	recorder.does("登记会议结果", func() { recorder.sits(today) })
	head := s.at(t, "xuechunlan", path)
	head.does("确认会议结果")
	head.sees("票决")
	clerk.goTo(path)
	clerk.does("登记张贴", func() { clerk.fill("张贴日期", today) }, func() { clerk.attach("公示截图", "公示.txt", "公示(演示)") })
	clerk.sees("总时限已暂停计时")

	// The period of the notice passes; who reviews sees every opinion before his own.
	s.call(t, "sunlixin").advance("9 workdays")
	for _, who := range []string{"wangwei", "hanzixuan"} {
		p := s.at(t, who, path)
		p.does("同意", func() { p.fill("#opinion", "同意上会。") })
		p.quiet()
	}
	secretary := s.at(t, "jiangjianguo", path)
	secretary.sees("同意上会。")
	day := s.call(t, "sunlixin").now()
	secretary.does("登记会议结果", func() { secretary.sits(day) }, func() { secretary.fill("核定金额", "12000") })
	chief := s.at(t, "suguifang", path)
	chief.does("确认会议结果")
	finance := s.at(t, "yanguodong", path)
	finance.does("下达拨付指令")
	cashier := s.at(t, "xueyiming", path)
	cashier.does("确认到账", func() { cashier.attach("支付凭证", "凭证.txt", "凭证(演示)") })

	// The applicant's side of it: the end, the papers that were served, the print.
	applicant := s.at(t, "sunlixin", path)
	applicant.sees("已拨付")
	applicant.until("the paper", `!!document.querySelector('[data-paper="拨付通知"]')`)
	print := ask[string](applicant, `[...document.querySelectorAll('a')].find(a => a.innerText === '打印审批表').getAttribute('href')`)
	require.Contains(t, ask[string](applicant, `fetch(`+quote(print)+`).then(r => r.text())`), "审批表")
	applicant.press("在流程图上看")
	applicant.until("the picture", `document.querySelector('.diagram img')?.naturalWidth > 100`)
	for _, p := range []*page{clerk, recorder, head, secretary, chief, finance, cashier, applicant} {
		p.quiet()
	}
}

func TestJourney_TransferHelpSignatureAndRecusal(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := "/cases/" + s.trial(t, "转办与加签", "阅知", "拟办")

	// One of three claims the turn and hands it over; who gets it reads why.
	first := s.at(t, "suguifang", path)
	first.does("认领")
	first.does("转办", func() { first.pickIn("#act-people", "谢永强") }, func() { first.fill("#opinion", "出差,请代为批示。") })
	second := s.at(t, "xieyongqiang", path)
	second.sees("出差,请代为批示。")

	// He asks for help, and for a signature before his own.
	second.does("协办", func() { second.pickIn("#act-people", "朱一鸣") }, func() { second.fill("#opinion", "请核对期限。") })
	helper := s.at(t, "zhuyiming", path)
	helper.does("提出协办意见", func() { helper.fill("#opinion", "期限合适。") })
	second.goTo(path)
	second.sees("期限合适。")
	second.does("加签", func() { second.pickIn("#act-people", "朱一鸣") }, func() { second.fill("#opinion", "请先签。") })
	helper.goTo(path)
	helper.does("加签同意")
	second.goTo(path)
	second.until("the act that waits no longer", `[...document.querySelectorAll('.act-list .act')].some(b => b.innerText.trim() === '同意拟办意见')`)

	// 自行回避: he keeps out from here on, and the turn is another's.
	second.does("自行回避", func() { second.fill("#opinion", "系亲属。") })
	first.goTo(path)
	first.does("同意拟办意见")
	first.sees("现在的环节:表决")
	for _, p := range []*page{first, second, helper} {
		p.quiet()
	}
}
