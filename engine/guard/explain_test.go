package guard_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

func TestExplainWith_SaysInOneLineWhy(t *testing.T) {
	t.Parallel()
	labels := map[string]string{
		"amount": "申请金额", "params.cap_death": "帮扶上限", "cause": "致困原因", "causes": "各项原因",
		"verified": "已核实", "posted_on": "张贴日期", "on": "事发日期", "count": "件数", "code": "编号",
		"cadre.unit": "所在单位", "申请金额": "另一金额", "已核实": "复核", "proof": "证明材料",
	}
	for _, c := range []struct{ rule, src, want string }{
		{"a comparison with a literal", `amount <= 20000`, "申请金额 30000.00 不满足 <= 20000.00"},
		{"a comparison with a named value", `amount <= params.cap_death`, "申请金额 30000.00 不满足 <= 帮扶上限 20000.00"},
		{"texts are quoted", `cause == "其他"`, "致困原因 “重大疾病” 不满足 == “其他”"},
		{"a list", `cause in ["其他", "因公伤残"]`, "致困原因 “重大疾病” 不属于 [“其他”、“因公伤残”]"},
		{"a list that must not hold it", `cause not in ["重大疾病"]`, "致困原因 “重大疾病” 属于 [“重大疾病”]"},
		{"each false part of an and", `amount > 50000 and count == 3 and not verified`, "申请金额 30000.00 不满足 > 50000.00;已核实 是"},
		{"all parts of an or", `amount > 50000 or count == 4`, "申请金额 30000.00 不满足 > 50000.00,且件数 3 不满足 == 4"},
		{"what holds but must not", `not (count == 3)`, "件数 3 满足 == 3"},
		{"an and that must not hold", `not (count == 3 and verified)`, "件数 3 满足 == 3,且已核实 是"},
		{"an or that must not hold", `not (count == 3 or count == 4)`, "件数 3 满足 == 3"},
		{"not given", `given(posted_on)`, "张贴日期 未填"},
		{"given but must not", `not given(amount)`, "申请金额 已填"},
		{"the branch that was taken", `verified ? count > 5 : count > 6`, "件数 3 不满足 > 5"},
		{"calculation with labels", `amount * 2 - 5 <= params.cap_death`, "申请金额 * 2 - 5 59995.00 不满足 <= 帮扶上限 20000.00"},
		{"previous value", `amount < previous(amount)`, "申请金额 30000.00 不满足 < 原申请金额 10000.00"},
		{"number of items", `len(proof) > 2`, "证明材料的个数 2 不满足 > 2"},
		{"days", `days_between(on, "2026-03-01") > 5`, "事发日期至2026-03-01的天数 2 不满足 > 5"},
		{"a later day", `plus_months(on, 12) == "2026-03-01"`, "事发日期加12个月 2027-02-27 不满足 == 2026-03-01"},
		{"the last day of a column", `latest(rows.until) < on`, "rows.until中最晚的 2027-03-15 不满足 < 事发日期 2026-02-27"},
		{"the sum of a column", `sum(rows.paid) < amount`, "rows.paid的合计 30000.50 不满足 < 申请金额 30000.00"},
		{"the smaller one", `min(amount, params.cap_death) > 20000`, "申请金额与帮扶上限中的较小者 20000.00 不满足 > 20000.00"},
		{"never", `false`, "条件恒为否"},
		{"missing", `posted_on > on and 申请金额 > 1`, "缺少:张贴日期、另一金额"},
		{"missing attribute", `cadre.unit == "x"`, "缺少:所在单位"},
		{"division by zero", `amount / (count - 3) > 1`, "除数为零:amount / (count - 3)"},
		{"holds", `verified`, ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			e := mustCompile(t, c.src, guard.T(guard.Bool))
			require.Equal(t, c.want, e.ExplainWith(env(), func(path string) string { return labels[path] }))
		})
	}
}

func TestExplain_UsesPathsWithoutLabels(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `fund.free >= amount * 10`, guard.T(guard.Bool))
	require.Equal(t, "fund.free 100000.00 不满足 >= amount * 10 300000.00", e.Explain(env()))
}
