package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// inert fails where text of somebody came alive as markup.
func (p *page) inert() {
	p.t.Helper()
	require.False(p.t, ask[bool](p, `!!document.getElementById('canary') || document.title.includes('XSS') || !!document.querySelector('main img[src=x]')`), "markup came alive")
}

func TestAdmin_InterventionTakesTwoPeople(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("xulihua")
	_, number := clerk.fileCase("panwenbo", "E2E-I1")

	proposer := s.visit(t, desk)
	proposer.signIn("guoxiangdong")
	proposer.press("特殊处置") // his only entry of administration stands in the menu itself
	proposer.fill("#number", number)
	proposer.press("查找")
	proposer.sees("现在的环节:单位核实")
	proposer.press("指定办理人")
	proposer.pick("person", "周志远")
	proposer.fill("#reason", "原办理人长期外出。"+canary)
	proposer.press("提出")
	proposer.sees("等另一人确认后才执行")
	proposer.sees(canary)
	proposer.inert()
	require.NotContains(t, ask[string](proposer, `document.querySelector('main').innerText`), "核对并确认", "nobody confirms his own")

	second := s.visit(t, phone)
	second.signIn("tangwanyi")
	second.goTo("/admin/interventions")
	second.sees(number)
	second.press("核对并确认")
	second.fill("#settle", "情况属实。"+canary)
	second.press("确认执行")
	second.sees("已确认并执行")
	second.sees("没有等待确认的特殊处置")
	second.inert()
	second.quiet()
	proposer.quiet()

	holder := s.visit(t, desk)
	holder.signIn("zhouzhiyuan")
	holder.sees(number)
}

func TestAdmin_HandoverIsPreviewedAndThenDone(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("yanghongxia")
	_, number := clerk.fileCase("shangguanshufen", "E2E-H1")
	p := s.visit(t, desk)
	p.signIn("sunminghui")
	p.goTo("/admin/handover")
	p.pick("from", "易琳")
	p.pick("to", "易博")
	p.fill("#reason", "调离。"+canary)
	p.press("预览")
	p.sees("易琳手上没有待办")

	p.goTo("/admin/handover")
	p.pick("from", "曹海涛")
	p.pick("to", "雷学军")
	p.fill("#reason", "轮岗。"+canary)
	p.press("预览")
	p.sees(number)
	p.sees("将移交")
	require.Contains(t, ask[string](p, `document.querySelector('main').innerText`), "将会怎样")
	p.press("确认移交1件给雷学军")
	p.sees("已移交1件")
	p.inert()
	p.quiet()
	heir := s.visit(t, desk)
	heir.signIn("leixuejun")
	heir.sees(number)
}

func TestAdmin_CalendarChangeIsPreviewedWithWhatMoves(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.visit(t, desk)
	p.signIn("weichunlan")
	p.goTo("/admin/calendar?year=2026&month=5")
	p.sees("全年 248 个工作日")
	p.eval(`document.querySelector('[data-date="2026-05-20"]').click()`)
	p.fill("#local", "off")
	p.fill("#source", "示政办发〔2026〕9号"+canary)
	p.press("改这一天")
	p.sees("2026-05-20:平常 → 本地休")
	p.press("预览哪些期限会变")
	p.sees("改后全年 247 个工作日")
	p.until("a due that moves", `[...document.querySelectorAll('section[aria-labelledby="moved-title"] li')].some(l => l.innerText.includes('张关爱') && l.innerText.includes('2026年5月28日') && l.innerText.includes('2026年5月29日'))`)
	p.fill("#why", "本地纪念日")
	p.press("保存并重新计算期限")
	p.sees("按新安排重新计算")
	p.sees("全年 247 个工作日")
	p.sees("本地纪念日")
	p.inert()

	// A holiday of the next year, entered as a period, is only looked at.
	p.goTo("/admin/calendar?year=2027&month=1")
	p.press("一次设置一段日期")
	p.fill("#span-from", "2027-01-01")
	p.fill("#span-to", "2027-01-03")
	p.press("设置这些天")
	p.sees("2027-01-03:平常 → 休")
	p.press("预览哪些期限会变")
	p.sees("若已公布,请改为已公布并写明来源")
	p.press("国务院已公布这一年的安排")
	p.fill("#published", "国办发明电〔2026〕1号")
	p.press("预览哪些期限会变")
	p.sees("改后全年")
	p.goTo("/admin/calendar?year=2026&month=5")
	p.sees("全年 247 个工作日")

	auditor := s.visit(t, phone)
	auditor.signIn("miaojianing")
	auditor.goTo("/admin/calendar?year=2026&month=5")
	auditor.sees("韦春兰")
	require.False(t, ask[bool](auditor, `!!document.querySelector('button[data-date]')`), "an auditor only reads")
	auditor.inert()

	// Undone, so that nothing of the shared demo stays moved.
	p.eval(`document.querySelector('[data-date="2026-05-20"]').click()`)
	p.fill("#local", "")
	p.press("改这一天")
	p.press("预览哪些期限会变")
	p.sees("改后全年 248 个工作日")
	p.press("保存并重新计算期限")
	p.sees("全年 248 个工作日")
	p.quiet()
}

func TestAdmin_PostsLeavesAndKin(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.visit(t, desk)
	p.signIn("sunminghui")
	p.goTo("/admin/people?q=" + "%E5%88%98%E6%8C%AF%E5%8D%8E") // nobody of that name
	p.sees("没有找到")
	p.goTo("/admin/people?q=zhouzhiyuan")
	p.sees("周志远")
	p.press("亲属关系")
	p.pick("kin", "雷学军")
	p.fill("#relation", "表亲"+strings.ReplaceAll(canary[:12], "src", "s"))
	p.press("登记亲属关系")
	p.sees("已登记周志远与雷学军")
	p.inert()
	p.press("删去与雷学军的亲属关系")
	p.sees("已删去周志远与雷学军的亲属关系")

	p.goTo("/admin/posts?q=" + "%E5%87%BA%E7%BA%B3") // 出纳
	p.sees("倪国栋")
	p.press("调整 示例市财政局出纳倪国栋")
	p.pick("after", "柳振华")
	p.press("确认")
	p.sees("改由柳振华担任")
	p.press("调整 示例市财政局出纳柳振华")
	p.pick("after", "倪国栋")
	p.press("确认")
	p.sees("改由倪国栋担任")

	p.goTo("/admin/leaves")
	p.pick("person", "孔一鸣")
	p.pick("delegate", "秦静怡")
	p.fill("#from", "2026-03-02")
	p.fill("#until", "2026-03-06")
	p.fill("#leave-reason", "培训"+canary)
	p.press("登记")
	p.sees("已登记孔一鸣请假,由秦静怡代办")
	p.inert()
	p.press("提前结束 孔一鸣")
	p.press("确认结束")
	p.sees("孔一鸣的委托已提前结束")
	p.quiet()
}
