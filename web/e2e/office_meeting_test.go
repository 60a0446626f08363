package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMeeting_IsHeldWhollyByPages: two cases on one agenda, the roll, an item with somebody out of the room, counts and minutes, and a second
// person who confirms them.
func TestMeeting_IsHeldWhollyByPages(t *testing.T) {
	t.Parallel()
	s := open(t)
	clerk := s.visit(t, desk)
	clerk.signIn("xulihua")
	first, number := clerk.fileCase("panwenbo", "E2E-M1")
	second, other := clerk.fileCase("liming2", "E2E-M2")
	recorder := s.visit(t, desk)
	recorder.signIn("zouruolan")
	for _, id := range []string{first, second} {
		recorder.act(id, "核实属实", `{困难程度: '困难', 核实说明: '已上门走访。'}`)
	}
	recorder.goTo("/meetings")
	recorder.press("召集会议")
	for _, n := range []string{number, other} {
		recorder.until("case "+n, `[...document.querySelectorAll('.checklist li')].some(l => l.innerText.includes(`+quote(n)+`))`)
		recorder.eval(`[...document.querySelectorAll('.checklist li')].find(l => l.innerText.includes(` + quote(n) + `)).querySelector('input').click()`)
	}
	recorder.fill("#body", "局党组会<b id=canary>甲</b>")
	recorder.fill("#place", "三楼会议室"+canary)
	recorder.press("下移 干部关爱专项资金申请·潘文博")
	recorder.until("the other order", `document.querySelector('.agenda li').innerText.includes('李明')`)
	recorder.eval(`[...document.querySelectorAll('main button')].find(b => b.innerText.trim() === '召集会议').click()`)
	recorder.sees("点名")
	recorder.sees("应到 5")
	path := recorder.here()

	// The roll is called; on one item one was out of the room. Counts that do not fit are refused by item, nothing is lost.
	recorder.press("全部到会")
	recorder.sees("实到 5 / 应到 5")
	recorder.fill("#chair", ask[string](recorder, `[...document.querySelectorAll('#chair option')].find(o => o.innerText === '金海涛').value`))
	yes := func(id, n string) { recorder.fill("#yes-"+id, n) }
	yes(first, "9")
	yes(second, "4")
	recorder.eval(`(() => { const s = [...document.querySelectorAll('section')].find(s => s.querySelector('#yes-` + second + `')); s.querySelector('details').open = true; [...s.querySelectorAll('details label')].find(l => l.innerText.trim() === '韩红霞').querySelector('input').click() })()`)
	recorder.sees("这一件实到4人")
	recorder.fill("#minutes-"+first, "一致同意。"+canary)
	recorder.fill("#minutes-"+second, "韩红霞离场,其余同意。")
	recorder.press("登记2件的会议结果")
	recorder.sees("已登记1件")
	recorder.until("the refused item with its text", `document.querySelector('#minutes-`+first+`')?.value.startsWith('一致同意') && !document.querySelector('#yes-`+second+`')`)
	yes(first, "5")
	recorder.press("登记1件的会议结果")
	recorder.sees("待确认")
	recorder.seesNot("点名")
	recorder.inert()

	head := s.visit(t, phone)
	head.signIn("jinhaitao")
	head.goTo("/meetings")
	head.sees("局党组会")
	head.goTo(path)
	head.sees("韩红霞离场,其余同意。")
	head.sees(canary)
	head.press("确认全部2件")
	head.sees("已确认2件")
	head.sees("会议纪要编号")
	head.sees("同意")
	head.press("打印会议纪要(PDF)")
	head.sees("已生成")
	head.inert()
	head.quiet()
	recorder.quiet()
	clerk.goTo("/cases/" + first)
	clerk.sees("待张贴")
	require.Equal(t, number, ask[string](clerk, `document.querySelector('.case-head .facts span:nth-child(2)').innerText`))

	// What was agreed is posted; a colleague reads the notice on its page and objects.
	clerk.act(first, "登记张贴", `{张贴日期: '2026-03-02', 公示截图: `+clerk.upload(first, "公示截图")+`}`)
	reader := s.visit(t, phone)
	reader.signIn("hanhongxia")
	reader.press("菜单")
	reader.press("公示")
	reader.sees("干部关爱专项资金拟帮扶对象公示")
	reader.sees("潘文博")
	reader.press("对干部关爱专项资金拟帮扶对象公示提出异议")
	reader.fill("#objection", "家庭收入与实际不符。"+canary)
	reader.press("确认提出")
	reader.sees("异议已收到")
	reader.inert()
	reader.quiet()
	clerk.goTo("/cases/" + first)
	clerk.sees("异议处理")
	clerk.inert()
}
