package guard_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

func TestNudges_MoveOneLiteralByItsSmallestStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule, src string
		want      []string
	}{
		{"money moves by a fen", `amount <= 20000`, []string{`amount <= 19999.99`, `amount <= 20000.01`}},
		{"money keeps its form", `amount <= 0.5`, []string{`amount <= 0.49`, `amount <= 0.51`}},
		{"money may become whole", `amount > 0.01`, []string{`amount > 0`, `amount > 0.02`}},
		{"whole numbers move by one", `count >= 3`, []string{`count >= 2`, `count >= 4`}},
		{"zero moves below", `count > 0`, []string{`count > -1`, `count > 1`}},
		{"a negative moves as a whole", `count > -1`, []string{`count > -2`, `count > 0`}},
		{"decimals move by their last place", `score > 0.25`, []string{`score > 0.24`, `score > 0.26`}},
		{"each literal on its own", `count > 1 且 amount < 2`, []string{
			`count > 0 且 amount < 2`, `count > 2 且 amount < 2`, `count > 1 且 amount < 1.99`, `count > 1 且 amount < 2.01`,
		}},
		{"texts and dates stay", `cause == "其他" and on > "2026-01-01"`, nil},
		{"one end of a list for the other", `latest(rows.until) > plus_months(on, 12)`, []string{
			`earliest(rows.until) > plus_months(on, 12)`, `latest(rows.until) > plus_months(on, 11)`, `latest(rows.until) > plus_months(on, 13)`,
		}},
		{"what would not compile is left out", `amount / 1 > fund.free`, []string{`amount / 2 > fund.free`}},
		{"literal after a minus", `count -1 > 5`, []string{`count -0 > 5`, `count -2 > 5`, `count -1 > 4`, `count -1 > 6`}},
		{"literal in parentheses after a minus", `-(1) < count`, []string{`-(0) < count`, `-(2) < count`}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, e := range mustCompile(t, c.src, guard.T(guard.Bool)).Nudges() {
				got = append(got, e.String())
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestNudges_ChangeTheResultAtTheLimit(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `amount <= 20000`, guard.T(guard.Bool))
	at := guard.MapEnv{"amount": guard.MoneyV(20000_00)}
	truth, _ := e.Test(at)
	require.Equal(t, guard.Yes, truth)
	below, _ := e.Nudges()[0].Test(at)
	require.Equal(t, guard.No, below, "a scenario at the limit notices the mutant")
}

func TestNegate_KeepsTheOwnersSpelling(t *testing.T) {
	t.Parallel()
	require.Equal(t, `not (count > 1)`, mustCompile(t, `count > 1`, guard.T(guard.Bool)).Negate().String())
	require.Equal(t, `非 (count > 1 且 verified)`, mustCompile(t, `count > 1 且 verified`, guard.T(guard.Bool)).Negate().String())
	require.Equal(t, `not (code == "且")`, mustCompile(t, `code == "且"`, guard.T(guard.Bool)).Negate().String())
}

func TestNegate_WorksAtTheLimitsOfLengthAndDepth(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(", 64) + "verified" + strings.Repeat(")", 64)
	long := "verified" + strings.Repeat(" and verified", (2000-8)/13)
	for _, src := range []string{deep, long} {
		e := mustCompile(t, src, guard.T(guard.Bool))
		negated := e.Negate()
		require.Equal(t, "not ("+src+")", negated.String())
		require.Equal(t, guard.OpNot, negated.Root().Op())
		truth, _ := negated.Test(env())
		require.Equal(t, guard.No, truth)
	}
}

func TestNegate_LeavesWhatIsNoConditionAlone(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `amount + 5`, guard.T(guard.Money))
	require.Same(t, e, e.Negate())
}

func TestTranslate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, en, zh string }{
		{"operators change, all else stays", `(a  and b) or not c in ["x"]`, `(a  且 b) 或 非 c 属于 ["x"]`},
		{"not in", `a not in [1]`, `a 非 属于 [1]`},
		{"texts stay", `a == "and 且" and b == 'or'`, `a == "and 且" 且 b == 'or'`},
		{"names that contain words stay", `band and 是否或有 or a.in`, `band 且 是否或有 或 a.in`},
		{"line breaks stay", "a\n\tand\nb", "a\n\t且\nb"},
		{"functions stay", `any_of(a, b) and len(a) > 1`, `any_of(a, b) 且 len(a) > 1`},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.zh, guard.Translate(c.en, true))
			require.Equal(t, c.en, guard.Translate(c.zh, false))
			require.Equal(t, c.zh, guard.Translate(c.zh, true), "already Chinese")
			require.Equal(t, c.en, guard.Translate(c.en, false), "already English")
		})
	}
}

func TestTranslate_SetsEnglishWordsApart(t *testing.T) {
	t.Parallel()
	require.Equal(t, `5 and given(b) or 7 or b`, guard.Translate(`5且given(b) 或 7或b`, false))
	require.Equal(t, `(a)and(b) or 5 and b`, guard.Translate(`(a)且(b) 或 5且 b`, false))
}
