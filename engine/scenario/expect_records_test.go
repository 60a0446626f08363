package scenario_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// A story can say what a register's line shows and until when a flag stands, and is told where it is wrong.
func TestRun_RegistersAndFlagsAreCompared(t *testing.T) {
	t.Parallel()
	entered := strings.NewReplacer(
		"parties: [helped]\n", "parties: [helped]\nregisters: {补助台账: {columns: [helped.name, amount]}, 别的台账: {columns: [amount]}}\nflags: {已补助: {blocks: [award]}}\n",
		"          - spend: {ledger: fund}\n", "          - spend: {ledger: fund}\n          - register: 补助台账\n          - flag: {name: 已补助, until: \"plus_years(today, 1)\"}\n",
	).Replace(grant)
	steps := func(expect string) string {
		return story("- {route: sent}\n- {expect: {registers: {补助台账: 无}, flags: {已补助: 无}}}\n- {as: bob, do: approve}\n- {expect: " + expect + "}")
	}
	fine := steps(`{registers: {补助台账: [补〔2026〕1号, 安, "100.00", 2026-09-01], 别的台账: 无}, flags: {已补助: 2027-09-01}}`)
	rep, out := runWith(t, entered, fine)
	require.Equal(t, scenario.ExitFine, rep.ExitCode(), out)
	for expect, want := range map[string]string{
		`{registers: {补助台账: [白]}}`:        "台账“补助台账”应当含“白”",
		`{registers: {补助台账: 无}}`:          "台账“补助台账”不应当有登记",
		`{registers: {别的台账: [安]}}`:        "台账“别的台账”没有登记",
		`{flags: {已补助: 2027-08-31}}`:      "标记“已补助”期望“2027-08-31”,实际“2027-09-01”",
		`{台账: {补助台账: [安]}, 标记: {已补助: 无}}`: "标记“已补助”期望“无”",
	} {
		rep, out := runWith(t, entered, steps(expect))
		require.NotEqual(t, scenario.ExitFine, rep.ExitCode(), expect)
		require.Contains(t, out, want)
	}
}

func runWith(t *testing.T, procedure, text string) (scenario.Report, string) {
	t.Helper()
	files, err := scenario.Load(fstest.MapFS{"grant.yaml": {Data: []byte(procedure)}, "grant.test.yaml": {Data: []byte(text)}}, ".")
	require.NoError(t, err)
	var out bytes.Buffer
	rep, err := scenario.Run(t.Context(), files, scenario.Options{Out: &out})
	require.NoError(t, err)
	return rep, out.String()
}
