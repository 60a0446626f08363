package e2e_test

import "testing"

// A question that is none as the form stands is out of the way, comes when it becomes one, and can be looked at before.
func TestForm_AsksWhatTheRulesAskAndTellsWhatTheyRefuse(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, width := range []int{desk, phone} {
		p := s.visit(t, width)
		p.signIn("sunlixin")
		p.goTo("/procedures/care-fund")
		p.press("开始申请")
		p.sees("项按现在填写的内容不用填")
		shown := func(field string) string { return `!!document.querySelector('[data-field="` + field + `"]')` }
		p.until("no question of disablement", `!`+shown("伤残等级"))
		p.until("no question of another cause", `!`+shown("原因说明"))

		p.choose("致困原因", "因公伤残")
		p.until("its degree", shown("伤残等级"))
		p.until("its degree is missing", `[...document.querySelectorAll('.missing button')].some(e => e.innerText === '伤残等级')`)
		p.until("nothing about another cause", `!`+shown("原因说明"))
		p.choose("致困原因", "其他")
		p.until("what other cause", shown("原因说明"))
		p.until("no degree", `!`+shown("伤残等级"))

		wrong := `!!document.querySelector('[data-field="家庭人口"] [aria-invalid="true"]')`
		p.fill("家庭人口", "300")
		p.until("so many are refused before anybody saves", wrong)
		p.fill("家庭人口", "3")
		p.until("three are right", `!`+wrong)

		p.press("仍要查看")
		p.until("the degree is shown on demand", shown("伤残等级"))
	}
}
