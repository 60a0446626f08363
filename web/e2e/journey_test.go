package e2e_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	desk  = 1440
	phone = 360
)

// canary would show itself as a dialogue, a changed title or an element if any page took text for markup.
const canary = `<img src=x onerror="document.title='XSS'"><b id=canary>甲</b>`

// apply fills a draft of care-fund for a cadre of the clerk's unit and leaves it unsubmitted.
func apply(p *page, family, hardship string) {
	p.t.Helper()
	p.goTo("/procedures")
	p.press("干部关爱专项资金申请")
	p.sees("要准备的材料")
	p.sees("诊断证明")
	p.press("开始申请")
	p.sees("还缺")
	p.pick("帮扶对象", "柳静怡")
	p.fill("申请人姓名", "柳静怡")
	p.choose("与帮扶对象关系", "本人")
	p.fill("家庭标识", family)
	p.choose("事发时在编在岗", "是")
	p.choose("致困原因", "重大疾病")
	p.fill("事发日期", "2026-01-20")
	p.fill("困难情况", hardship)
	p.attach("诊断证明", "诊断证明.txt", "诊断证明(演示)")
	p.attach("费用结算单", "结算单.txt", "结算单(演示)")
	p.fill("自付费用", "56000")
	p.fill("家庭人口", "3")
	p.fill("家庭年收入", "72000")
	p.press("其他帮扶:增加一行")
	p.fillIn("其他帮扶", "第1行 来源", "单位捐助")
	p.fillIn("其他帮扶", "第1行 金额", "1500.50")
	p.fill("申请金额", "12000")
	p.fill("开户名", "柳静怡")
	p.fill("开户行", "示例银行示例支行")
}

// here gives the address of the case that the page shows.
func (p *page) here() string { return ask[string](p, "location.pathname") }

func TestJourney_CareFundFromDraftThroughAReturnToTheBoard(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("sunlixin")
	apply(clerk, "E2E-0001", "长期住院,自付费用高。"+canary)
	clerk.sees("提交后怎样办")
	clerk.sees("组织部审核人")

	// What the server refuses stands at its field, and the field gets the focus; nothing typed is lost.
	clerk.fill("银行账号", "12")
	clerk.press("提交")
	clerk.press("确认提交")
	clerk.until("the refusal at the account number", `!!document.querySelector('[data-field="银行账号"] .error')`)
	require.Equal(t, "12000", ask[string](clerk, `document.querySelector('[data-field="申请金额"] input').value`))
	clerk.fill("银行账号", "6222000000000000123")
	clerk.press("确认提交")
	clerk.sees("现在的环节:单位核实")
	clerk.sees("张关爱〔2026〕")
	path := clerk.here()

	// The verifier finds it in his inbox, may not what is not his, and returns two items.
	verifier := s.visit(t, desk)
	verifier.signIn("qinminghui")
	verifier.until("the case in the inbox", fmt.Sprintf(`!!document.querySelector('a[href=%q]')`, path))
	verifier.eval(fmt.Sprintf(`document.querySelector('a[href=%q]').click()`, path))
	verifier.sees("单位捐助")
	verifier.sees(canary) // as text
	verifier.sees("“撤回申请”由发起人办理")
	verifier.press("退回补正")
	verifier.press("确认退回补正")
	verifier.sees("请逐项列出需要补正的内容")
	verifier.fill("#opinion", "结算单看不清,请重新上传。"+canary)
	for _, item := range []string{"费用结算单", "困难情况"} {
		verifier.eval(`[...document.querySelectorAll('.items label')].find(l => l.innerText.trim() === ` + quote(item) + `).click()`)
	}
	verifier.press("确认退回补正")
	verifier.sees("现在的环节:补正")

	// The applicant sees each item, changes only those, and sends it back.
	clerk.goTo("/inbox?box=mine")
	clerk.until("the case among the applications", fmt.Sprintf(`!!document.querySelector('a[href=%q]')`, path))
	clerk.goTo(path)
	clerk.sees("补正通知:请补正以下2项")
	require.Equal(t, []string{"困难情况", "费用结算单"}, ask[[]string](clerk, `[...document.querySelectorAll('.field[data-field]')].map(e => e.dataset.field)`))
	clerk.attach("费用结算单", "结算单-清晰.txt", "结算单(演示,清晰)")
	clerk.press("补正后提交")
	clerk.press("确认补正后提交")
	clerk.sees("现在的环节:单位核实")

	verifier.goTo(path)
	verifier.sees("结算单-清晰.txt")
	verifier.press("核实属实")
	verifier.choose("困难程度", "困难")
	verifier.fill("核实说明", "已上门走访,情况属实。")
	verifier.press("确认核实属实")
	verifier.sees("现在的环节:单位集体研究")
	for _, p := range []*page{clerk, verifier} {
		require.False(t, ask[bool](p, `!!document.getElementById('canary') || document.title.includes('XSS') || !!document.querySelector('main img[src=x]')`), "markup came alive")
		p.quiet()
	}
}

func TestJourney_WhatIsTypedSurvivesAnExpiredSessionAndASecondTab(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.visit(t, desk)
	p.signIn("xulihua")
	p.goTo("/procedures/care-fund")
	p.press("开始申请")
	p.fill("申请人姓名", "第一页")
	p.sees("已自动保存")
	path := p.here()

	p.eval(`fetch('/api/v1/session', {method: 'DELETE'})`)
	p.fill("开户行", "过期以后填的")
	p.sees("登录已过期,请重新登录")
	p.run(clickOn(`.again [data-account="xulihua"]`))
	p.seesNot("登录已过期,请重新登录")
	require.Equal(t, "过期以后填的", ask[string](p, `document.querySelector('[data-field="开户行"] input').value`))
	p.until("the kept text on the server", `fetch('/api/v1'+location.pathname+'/autosave').then(r => r.json()).then(a => a.head.fields['开户行'] === '过期以后填的')`)

	// A second tab takes up what was typed; the first, typing on, is told, and neither text is lost.
	second := p.tab(desk)
	second.goTo(path)
	second.sees("没有存完的内容")
	require.Equal(t, "第一页", ask[string](second, `document.querySelector('[data-field="申请人姓名"] input').value`))
	second.fill("申请人姓名", "第二页")
	second.sees("已自动保存")
	p.fill("开户名", "第一页接着填")
	p.sees("同一草稿在另一个页面上也在填写")
	p.press("用另一页面的")
	p.until("the other tab's name", `document.querySelector('[data-field="申请人姓名"] input').value === '第二页'`)
	p.press("暂存")
	p.sees("已暂存")
}
