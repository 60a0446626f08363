package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCase_CommentsCirculationAndPhrases(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := "/cases/" + s.filed(t, "E2E-BESIDE")
	verifier := s.visit(t, desk)
	verifier.signIn("qinminghui")
	verifier.goTo(path)
	verifier.sees("还没有评论")

	// A comment that names somebody who may not see the record is refused at its field, and kept.
	verifier.fill("#remark", "请核对结算单。"+canary)
	verifier.pickIn("#remark-to", "许丽华")
	verifier.press("发表评论")
	verifier.sees("不能在评论中提到")
	verifier.eval(`document.querySelector('.remark-form .el-tag__close').click()`)
	verifier.press("发表评论")
	verifier.until("the comment", `document.querySelector('.remarks')?.innerText.includes('请核对结算单。')`)
	verifier.press("作废这条评论")
	verifier.eval(`document.querySelector('.remarks form input').id = 'void-reason'`)
	verifier.fill("#void-reason", "写错了")
	verifier.press("作废")
	verifier.sees("已作废:写错了")
	require.False(t, ask[bool](verifier, `document.querySelector('.remarks').innerText.includes('结算单')`), "a void comment is not read")

	// 传阅: who was sent the case finds it in 待阅; opening it is reading it, and the sender sees that.
	verifier.press("传阅")
	verifier.pickIn("#copy-to", "冯思源")
	verifier.fill("#copy-why", "请阅知")
	verifier.press("确认传阅")
	verifier.until("who has not read it", `document.querySelector('.copies')?.innerText.includes('待阅')`)
	reader := s.visit(t, phone)
	reader.signIn("fengsiyuan")
	reader.goTo("/inbox?box=cc")
	reader.until("the case to read", `!!document.querySelector('a[href="`+path+`"]')`)
	reader.eval(`document.querySelector('a[href="` + path + `"]').click()`)
	reader.sees("已阅。")
	verifier.goTo(path)
	verifier.until("who has read it", `document.querySelector('.copies')?.innerText.includes('已阅')`)

	// Phrases: one's own opinion is kept as one, offered, and taken out again. What is being written outlives the page.
	verifier.press("退回补正")
	verifier.fill("#opinion", "请按清单逐项补齐。")
	verifier.press("存为常用语")
	verifier.until("the phrase", `[...document.querySelectorAll('.phrases button')].some(b => b.innerText === '请按清单逐项补齐。')`)
	verifier.until("the kept opinion", `fetch('/api/v1'+location.pathname+'/autosave').then(r => r.json()).then(a => a.head?.opinion === '请按清单逐项补齐。')`)
	verifier.goTo(path)
	verifier.sees("没有存完的内容")
	verifier.press("退回补正")
	verifier.until("the opinion of before", `document.querySelector('#opinion')?.value === '请按清单逐项补齐。'`)
	verifier.press("整理")
	verifier.press("删除常用语 请按清单逐项补齐。")
	verifier.until("no such phrase", `![...document.querySelectorAll('.phrases button')].some(b => b.innerText.startsWith('请按清单逐项补齐'))`)
	verifier.quiet()
	reader.quiet()
}
