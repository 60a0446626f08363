package e2e_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJourney_DelegationFromHandingOverToTakingBack(t *testing.T) {
	t.Parallel()
	s, _, stop := open(t).alone(t)
	t.Cleanup(stop)
	path := "/cases/" + s.filed(t, "E2E-LEAVE")
	today := s.call(t, "sunlixin").now()
	away := s.visit(t, desk)
	away.signIn("qinminghui")
	away.goTo("/leave")
	away.sees("您没有委托过别人")
	away.pickIn("#delegate", "何平")
	away.fill("#until", today)
	away.fill("#reason", "年休假")
	away.press("委托")
	away.sees("已委托。")
	away.sees("秦明辉 → 何平")

	// The delegate finds the turn, and acts in the other's name.
	delegate := s.visit(t, desk)
	delegate.signIn("heping")
	delegate.until("the turn of the other", `document.querySelector('a[href="`+path+`"]')?.innerText.includes('代秦明辉办理')`)
	delegate.goTo("/leave")
	delegate.sees("别人委托给我的")
	delegate.sees("秦明辉 → 何平")
	require.False(t, ask[bool](delegate, `[...document.querySelectorAll('button')].some(b => b.innerText === '收回')`), "not his to take back")
	delegate.goTo(path)
	delegate.does("核实属实", func() { delegate.choose("困难程度", "困难") }, func() { delegate.fill("核实说明", "情况属实。") })
	away.goTo(path)
	away.sees("何平代秦明辉")

	away.goTo("/leave")
	away.press("收回对何平的委托")
	away.press("确认收回")
	away.sees("已收回委托")
	delegate.goTo("/inbox")
	delegate.sees("没有待办事项")
	away.quiet()
	delegate.quiet()
}

func TestNotifications_AreReadAndChosen(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := "/cases/" + s.filed(t, "E2E-TOLD")
	p := s.visit(t, desk)
	p.signIn("sunlixin")
	p.goTo(path)
	p.press("催办")
	p.press("确认催办")
	p.sees("已催办。")
	told := s.visit(t, desk)
	told.signIn("qinminghui")
	told.goTo("/notifications?unread=1")
	told.until("the message of the urging", `[...document.querySelectorAll('.tell')].some(m => m.innerText.includes('催办'))`)
	before := ask[int](told, `document.querySelectorAll('.tell.unread').length`)
	told.eval(`[...document.querySelectorAll('.tell')].find(m => m.innerText.includes('催办')).querySelector('button').click()`)
	told.until("one less", `document.querySelectorAll('.tell.unread').length < `+fmt.Sprint(before))
	told.eval(`document.querySelector('input[aria-label="邮件:待办"]').click()`)
	told.press("保存")
	told.sees("已保存")
	told.goTo("/notifications")
	told.until("what was chosen", `document.querySelector('input[aria-label="邮件:待办"]')?.checked === false && document.querySelector('input[aria-label="邮件:超期提醒"]').checked`)
	told.quiet()
	p.quiet()
}
