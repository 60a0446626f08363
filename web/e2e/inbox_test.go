package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestInbox_NewWorkAppearsAndIsDoneInABatch(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.trial(t, "批量甲"+canary)
	p := s.visit(t, desk)
	p.signIn("geshaojie")
	line := func(id string) string { return `document.querySelector('.line a[href="/cases/` + id + `"]')` }
	p.until("the first case", `!!`+line(first))
	p.eval(`window.stayed = true`)
	second := s.trial(t, "批量乙")
	p.until("the second case, without a reload", `!!`+line(second)+` && window.stayed`)
	p.sees("新到 1 件")
	p.until("its mark", line(second)+`.innerText.includes('新到')`)

	// What somebody else does meanwhile takes the line away, and the batch says what came of each.
	third := s.trial(t, "批量丙")
	p.until("the third case", `!!`+line(third))
	for _, id := range []string{first, second, third} {
		p.eval(line(id) + `.closest('.line').querySelector('input').click()`)
	}
	p.sees("已选 3 件")
	p.press("批量阅知")
	p.sees("对选中的 3 件逐件阅知?")
	p.press("确认批量阅知")
	p.sees("办好 3 件")
	p.sees("现在的环节:收文拟办")
	p.until("nothing of them in the box", `!`+line(first)+` && !`+line(second)+` && !`+line(third))
	p.press("知道了")

	// A key begins the act, another the return.
	fourth := s.trial(t, "键盘")
	p.until("the fourth case", `!!`+line(fourth))
	p.eval(line(fourth) + `.focus()`)
	p.run(chromedp.KeyEvent("a"))
	p.until("the act that was begun", `location.pathname === '/cases/`+fourth+`' && document.querySelector('.act-form')?.dataset.act === '阅知'`)
	p.press("确认阅知")
	p.sees("已阅知。现在的环节:收文拟办")
	p.quiet()
}

func TestInbox_FollowingEndsWithSigningOut(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := s.visit(t, desk)
	p.signIn("yanjingyi")
	p.until("the boxes", `!!document.querySelector('.boxes')`)
	p.press("退出")
	p.sees("选一位演示人员登录")
	require.Empty(t, ask[string](p, `fetch('/api/v1/inbox/stream').then(r => r.status === 401 ? '' : String(r.status))`))
	p.quiet()
}
