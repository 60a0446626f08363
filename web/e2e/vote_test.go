package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestJourney_ProposalPaperAndSecretBallot(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := "/cases/" + s.trial(t, "拟办与表决", "阅知")

	// 拟办: what is suggested is read by who decides, and not written yet.
	clerk := s.visit(t, desk)
	clerk.signIn("shiyiming")
	clerk.goTo(path)
	clerk.press("提出拟办意见")
	clerk.fill("#opinion", "建议月底前办结。"+canary)
	clerk.fill("承办期限", "2026-03-31")
	clerk.press("确认提出拟办意见")
	clerk.sees("现在的环节:领导批示")

	// 代录: the secretary enters what the leader signed on paper; another checks it against the scan.
	secretary := s.visit(t, desk)
	secretary.signIn("jiangjianguo")
	secretary.goTo(path)
	secretary.sees("建议月底前办结。")
	secretary.press("代录")
	secretary.until("whom one may enter for", `document.querySelectorAll('#paper-who option').length > 1`)
	option := ask[string](secretary, `[...document.querySelectorAll('#paper-who option')].find(o => o.innerText.includes('苏桂芳') && o.innerText.includes('另行批示')).value`)
	secretary.fill("#paper-who", option)
	secretary.fill("#paper-on", "2026-03-02")
	secretary.attach("scan", "签批件.pdf", "%PDF-1.4\n%âãÏÓ\n1 0 obj")
	secretary.fill("#opinion", "同意,请抓紧。")
	secretary.fill("承办期限", "2026-04-15")
	secretary.press("确认代录")
	secretary.sees("代录待核对")
	checker := s.visit(t, desk)
	checker.signIn("hanyaqin")
	checker.goTo(path)
	checker.sees("请对照扫描件逐项核对")
	checker.sees("2026年4月15日")
	checker.press("核对一致")
	checker.press("确认核对一致")
	checker.sees("现在的环节:表决")
	checker.sees("签字的纸质件录入")

	// A secret ballot takes the choice alone, and nobody reads it afterwards.
	for i, who := range []string{"hezixuan", "zhouyiming"} {
		voter := s.visit(t, phone)
		voter.signIn(who)
		voter.goTo(path)
		voter.press("同意")
		voter.sees("只记下谁已投票,不记下投了什么")
		require.False(t, ask[bool](voter, `!!document.querySelector('#opinion')`), "a ballot has no opinion")
		voter.press("确认同意")
		if i == 0 {
			voter.sees("现在的环节:表决")
		} else {
			voter.sees("结果:已同意")
		}
		require.False(t, ask[bool](voter, `[...document.querySelectorAll('.history-head b')].some(b => b.innerText === '同意')`), "the record does not tell the choice")
		voter.quiet()
	}
	for _, p := range []*page{clerk, secretary, checker} {
		require.False(t, ask[bool](p, `!!document.getElementById('canary') || document.title.includes('XSS')`), "markup came alive")
		p.quiet()
	}
}
