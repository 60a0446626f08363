package scenario_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// marked is the small procedure with a flag, a register and a duty.
var marked = strings.NewReplacer(
	"ledgers:", "flags: {影响期: {blocks: [promotion]}}\nregisters: {补助台账: {columns: [amount]}}\nledgers:",
	"          - spend: {ledger: fund}\n", "          - spend: {ledger: fund}\n          - flag: {name: 影响期, until: 'plus_months(today, 12)'}\n          - register: 补助台账\n",
	"    task: {for: boss, due: 3 workdays}\n", "    task: {for: boss, due: 3 workdays}\n    duties: {告知: {name: 告知, due: 15 days, until: approve}}\n",
).Replace(grant)

func runMarked(t *testing.T, steps string) (string, string) {
	t.Helper()
	fsys := fstest.MapFS{"grant.yaml": {Data: []byte(marked)}, "grant.test.yaml": {Data: []byte(story(steps))}}
	files, err := scenario.Load(fsys, ".")
	require.NoError(t, err)
	var out bytes.Buffer
	rep, err := scenario.Run(t.Context(), files, scenario.Options{Out: &out})
	require.NoError(t, err)
	return rep.Summary(), out.String()
}

func TestRun_TellsOfFlagsRegistersDutiesAndStanding(t *testing.T) {
	t.Parallel()
	summary, out := runMarked(t, `
- {route: sent}
- {expect: {duties: {告知: 2026-09-16}, flags: 无, registers: 无}}
- {standing: ann, as: bob, purpose: 提拔, outcome: 无}
- {as: bob, do: approve}
- {expect: {duties: {告知: 已完成}, flags: {影响期: 2027-09-01, 别的: 无}, registers: {补助台账: ["100.00", 已发]}}}
- {standing: ann, as: bob, purpose: 提拔, outcome: 2027-09-01}
- {standing: ann, as: bob, purpose: 职称, outcome: 无}
- {standing: ann, as: bob, purpose: 好奇, refused: invalid}
`)
	require.Empty(t, summary, out)
	for _, c := range []struct{ steps, want string }{
		{"- {expect: {flags: {影响期: 2027-08-31}}}", "标记“影响期”期望“2027-08-31”,实际“2027-09-01”"},
		{"- {expect: {registers: 无}}", "期望“无”,实际“补助台账”"},
		{"- {expect: {duties: {告知: 超期}}}", "告知 期望“超期”,实际“已完成”"},
		{"- {standing: ann, as: bob, purpose: 提拔, outcome: 无}", "查询ann的影响期:期望“无”,实际“2027-09-01”"},
	} {
		_, out := runMarked(t, "- {route: sent}\n- {as: bob, do: approve}\n"+c.steps)
		require.Contains(t, out, c.want)
	}
}
