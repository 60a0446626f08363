package guard_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

// TestTest_TruthTables is Kleene's strong three-valued logic, whole.
func TestTest_TruthTables(t *testing.T) {
	t.Parallel()
	const no, yes, unsure = guard.No, guard.Yes, guard.Unsure
	values := []guard.Truth{no, unsure, yes}
	tables := map[string][3][3]guard.Truth{
		"verified and 已核实": {{no, no, no}, {no, unsure, unsure}, {no, unsure, yes}},
		"verified or 已核实":  {{no, unsure, yes}, {unsure, unsure, yes}, {yes, yes, yes}},
		"verified == 已核实":  {{yes, unsure, no}, {unsure, unsure, unsure}, {no, unsure, yes}},
		"verified != 已核实":  {{no, unsure, yes}, {unsure, unsure, unsure}, {yes, unsure, no}},
	}
	for src, table := range tables {
		for swap, e := range []*guard.Expr{mustCompile(t, src, guard.T(guard.Bool)), mustCompile(t, swapped(src), guard.T(guard.Bool))} {
			for i, a := range values {
				for j, b := range values {
					got, missing := e.Test(bools(a, b))
					require.Equal(t, table[i][j], got, "%s with %v, %v (operands swapped: %d)", src, a, b, swap)
					require.Equal(t, got == unsure, len(missing) > 0, "missing paths are named exactly if unsure")
				}
			}
		}
	}
	not := mustCompile(t, "not verified", guard.T(guard.Bool))
	for a, want := range map[guard.Truth]guard.Truth{no: yes, yes: no, unsure: unsure} {
		got, _ := not.Test(bools(a, no))
		require.Equal(t, want, got)
	}
}

func TestTest_ComparisonsAtTheirLimits(t *testing.T) {
	t.Parallel()
	for op, want := range map[string][3]guard.Truth{ // below, at and above 5
		"<": {guard.Yes, guard.No, guard.No}, "<=": {guard.Yes, guard.Yes, guard.No},
		">": {guard.No, guard.No, guard.Yes}, ">=": {guard.No, guard.Yes, guard.Yes},
		"==": {guard.No, guard.Yes, guard.No}, "!=": {guard.Yes, guard.No, guard.Yes},
	} {
		for i, fen := range []guard.MoneyV{499, 500, 501} {
			got, _ := mustCompile(t, "amount "+op+" 5", guard.T(guard.Bool)).Test(guard.MapEnv{"amount": fen})
			require.Equal(t, want[i], got, "%v %s 5.00", fen, op)
		}
		for i, score := range []string{"4.9999", "5.0", "5.0001"} {
			got, _ := mustCompile(t, "score "+op+" 5", guard.T(guard.Bool)).Test(guard.MapEnv{"score": decimal(t, score)})
			require.Equal(t, want[i], got, "%s %s 5", score, op)
		}
		for i, day := range []guard.DateV{"2026-01-30", "2026-01-31", "2026-02-01"} {
			got, _ := mustCompile(t, "on "+op+` "2026-01-31"`, guard.T(guard.Bool)).Test(guard.MapEnv{"on": day})
			require.Equal(t, want[i], got, "%s %s 2026-01-31", day, op)
		}
	}
	got, _ := mustCompile(t, "score == 5", guard.T(guard.Bool)).Test(guard.MapEnv{"score": guard.IntV(5)})
	require.Equal(t, guard.Yes, got, "a decimal field may hold a whole number")
}

// swapped is src with its two operands in the other order.
func swapped(src string) string {
	return map[string]string{
		"verified and 已核实": "已核实 and verified", "verified or 已核实": "已核实 or verified",
		"verified == 已核实": "已核实 == verified", "verified != 已核实": "已核实 != verified",
	}[src]
}

func bools(verified, checked guard.Truth) guard.MapEnv {
	value := map[guard.Truth]guard.Value{guard.Yes: guard.BoolV(true), guard.No: guard.BoolV(false)}
	return guard.MapEnv{"verified": value[verified], "已核实": value[checked]}
}

func TestTest_OnlyWhatDecidesIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src  string
		want []string
	}{
		{`verified and 已核实`, []string{"verified", "已核实"}},
		{`verified and (已核实 or count == 3)`, []string{"verified"}},
		{`verified or (已核实 and count == 4)`, []string{"verified"}},
		{`verified and verified`, []string{"verified"}},
		{`(verified ? count : 4) == 4`, []string{"verified"}},
	} {
		truth, missing := mustCompile(t, c.src, guard.T(guard.Bool)).Test(guard.MapEnv{"count": guard.IntV(3)})
		require.Equal(t, guard.Unsure, truth, c.src)
		require.Equal(t, c.want, missing, c.src)
	}
	truth, missing := mustCompile(t, `(verified ? count : 3) == 4`, guard.T(guard.Bool)).Test(guard.MapEnv{"count": guard.IntV(3)})
	require.Equal(t, guard.No, truth, "both branches are 3, so the condition does not matter")
	require.Empty(t, missing)
}

func TestReads_ListsEveryPathOnceSorted(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `amount > previous(amount) and given(cadre.unit) and fund.free >= amount and cause in ["其他"]`, guard.T(guard.Bool))
	require.Equal(t, []string{"amount", "cadre.unit", "cause", "fund.free", "previous.amount"}, e.Reads())
	e.Reads()[0] = "changed"
	require.Equal(t, "amount", e.Reads()[0])
}
