package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// registers files a report about one and the same thing, with a reporter whose name is sealed.
func registers(t *testing.T, s *site, username, reporter string) *crew {
	t.Helper()
	c, p := begins(t, s, username, "举报线索快速核查与澄清正名")
	p.answers("来件性质", "反映问题", "来件渠道", "信", "收件日期", s.call(t, username).now(), "署名方式", "实名", "来件原件", "来信.txt",
		"被反映人", "欧阳岚", "反映类型", "生活纪律", "反映内容", "一、大操大办。", "时间节点", "不涉及")
	p.fillAt(`[data-field="反映人"] input[aria-label$="系统外人员姓名"]`, reporter)
	p.fillAt(`[data-field="反映人"] input[aria-label$="证件号码"]`, "11010519491231002X")
	p.does("登记")
	return c
}

// opens asks for what is sealed, with a reason.
func (p *page) opens(field, reason string) {
	p.t.Helper()
	p.press("启封查看 " + field)
	p.fill("#seal-"+field, reason)
	p.press("启封")
}

// TestJourney_TwoReportsBecomeOneAndTheSealIsOpenedByTwo: who registers the second report is told of the first, the head of the
// office joins them; two who may open the seal do, each with his reason, and nobody else can.
func TestJourney_TwoReportsBecomeOneAndTheSealIsOpenedByTwo(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := registers(t, s, "dengxiulan", "贾一")
	number := ask[string](first.by("dengxiulan"), `document.querySelector('.case-head .facts span:nth-child(2)').innerText`)
	second := registers(t, s, "zhangwei", "贾二")
	clerk := second.by("zhangwei")
	clerk.sees("疑似重复:" + number)
	head := second.by("tianhuimin") // who handles both
	head.press("并案")
	head.fill("#into-number", number)
	head.press("查找")
	head.until("the other report", `!!document.querySelector('input[name=into]')`)
	head.eval(`document.querySelector('input[name=into]').click()`)
	head.fill("#opinion", "同一问题。")
	head.press("确认并案")
	head.sees("已并案。")
	second.ends("zhangwei", "已并案")

	// Two who may open the seal do, each for a reason of his own that stands in the record; a page that is read anew is sealed again.
	for username, reason := range map[string]string{"tianhuimin": "核对反映人身份。", "changlan": "当面告知受理情况。"} {
		p := first.by(username)
		require.NotContains(t, p.text(), "贾一")
		p.opens("反映人", reason)
		p.sees("贾一")
		p.press("收起")
		p.seesNot("贾一")
		p = first.by(username)
		p.seesNot("贾一")
		p.sees(reason)
	}
	registrar := first.by("dengxiulan")
	registrar.seesNot("贾一")
	registrar.seesNot("启封查看")
	for _, p := range []*page{registrar, clerk} {
		p.quiet()
	}
}
