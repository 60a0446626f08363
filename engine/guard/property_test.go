package guard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"dandang/engine/guard"
)

// drawNumber draws the source of a whole number expression.
func drawNumber(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"count", "vote.yes", "vote.cast", "len(causes)", "-2", "0", "3"}).Draw(t, "number")
	}
	a, b := drawNumber(t, depth-1), drawNumber(t, depth-1)
	form := rapid.SampledFrom([]string{"(%s + %s)", "%s - (%s)", "%s * (%s)", "min(%s, %s)", "max(%s, %s)", "(verified ? %s : %s)"}).Draw(t, "form")
	return fmt.Sprintf(form, "("+a+")", b)
}

// drawCondition draws the source of a condition over paths of every kind.
func drawCondition(t *rapid.T, depth int) string {
	if depth == 0 {
		switch rapid.IntRange(0, 4).Draw(t, "leaf") {
		case 0:
			op := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "op")
			return drawNumber(t, rapid.IntRange(0, 1).Draw(t, "deep")) + " " + op + " " + drawNumber(t, 0)
		case 1:
			return rapid.SampledFrom([]string{"verified", "已核实", "true", "given(amount)", "given(posted_on)"}).Draw(t, "truth")
		case 2:
			return rapid.SampledFrom([]string{
				`cause in ["其他", "因公伤残"]`, `cause not in ["其他"]`, `"其他" in causes`, `cause == "其他"`,
			}).Draw(t, "choice")
		case 3:
			op := rapid.SampledFrom([]string{"<=", ">"}).Draw(t, "op")
			return "amount * 2 " + op + " fund.free - 0.5"
		default:
			return rapid.SampledFrom([]string{
				`days_between(on, posted_on) / count >= 1.5`, `plus_months(on, count) <= posted_on`, `latest(rows.until) > plus_days(on, 3)`,
				`sum(rows.days) > count`,
			}).Draw(t, "dates")
		}
	}
	a, b := drawCondition(t, depth-1), drawCondition(t, rapid.IntRange(0, depth-1).Draw(t, "right"))
	form := rapid.SampledFrom([]string{
		"%s and (%s)", "(%s or %s)", "(%s) == (%s)", "not (%s) 且 %s", "verified ? (%s) : (%s)", "(%s) 或 非 (%s)",
	}).Draw(t, "form")
	return fmt.Sprintf(form, "("+a+")", b)
}

// drawValues are what each path of the drawn conditions may hold.
var drawValues = map[string][]guard.Value{
	"count":      {guard.IntV(0), guard.IntV(3), guard.IntV(1 << 62)},
	"vote.yes":   {guard.IntV(-2), guard.IntV(5)},
	"vote.cast":  {guard.IntV(0), guard.IntV(9)},
	"causes":     {guard.ListV{}, guard.ListV{guard.TextV("其他")}, guard.ListV{guard.TextV("重大疾病"), guard.TextV("其他")}},
	"cause":      {guard.TextV("其他"), guard.TextV("因公牺牲")},
	"verified":   {guard.BoolV(true), guard.BoolV(false)},
	"已核实":        {guard.BoolV(true), guard.BoolV(false)},
	"amount":     {guard.MoneyV(0), guard.MoneyV(30000_00)},
	"fund.free":  {guard.MoneyV(50), guard.MoneyV(100000_00)},
	"on":         {guard.DateV("2026-01-01"), guard.DateV("2026-02-28")},
	"posted_on":  {guard.DateV("2026-01-01"), guard.DateV("2026-03-05")},
	"rows.until": {guard.ListV{}, guard.ListV{guard.DateV("2026-01-05"), guard.DateV("2026-01-04")}, guard.ListV{nil}},
	"rows.days":  {guard.ListV{}, guard.ListV{guard.IntV(1 << 62), guard.IntV(1 << 62)}, guard.ListV{guard.IntV(4)}},
}

// drawEnv gives every path a value, and hides some of them in the second map.
func drawEnv(t *rapid.T) (full, holed guard.MapEnv) {
	full, holed = guard.MapEnv{}, guard.MapEnv{}
	for _, path := range []string{"count", "vote.yes", "vote.cast", "causes", "cause", "verified", "已核实", "amount", "fund.free", "on", "posted_on", "rows.until", "rows.days"} {
		full[path] = rapid.SampledFrom(drawValues[path]).Draw(t, path)
		if rapid.Bool().Draw(t, "keep "+path) {
			holed[path] = full[path]
		}
	}
	return full, holed
}

func drawExpr(t *rapid.T) *guard.Expr {
	src := drawCondition(t, rapid.IntRange(0, 3).Draw(t, "depth"))
	e, problems := guard.Compile(src, scope(), guard.T(guard.Bool))
	if len(problems) > 0 {
		t.Fatalf("%s: %v", src, problems)
	}
	return e
}

func TestNegate_FlipsTestAndKeepsUnsure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t)
		full, holed := drawEnv(t)
		for _, env := range []guard.MapEnv{full, holed} {
			got, missing := e.Test(env)
			flipped, missing2 := e.Negate().Test(env)
			want := map[guard.Truth]guard.Truth{guard.Yes: guard.No, guard.No: guard.Yes, guard.Unsure: guard.Unsure}[got]
			if flipped != want || fmt.Sprint(missing) != fmt.Sprint(missing2) {
				t.Fatalf("%s: %v %v, negated %v %v", e, got, missing, flipped, missing2)
			}
		}
	})
}

// A decision made with values missing must stand whatever they turn out to be:
// otherwise the engine could act on a guard that does not hold. given is left
// out, since telling what is missing is its purpose.
func TestTest_KnownResultSurvivesFillingInWhatWasMissing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t)
		if strings.Contains(e.String(), "given(") {
			t.Skip("given tells missing values apart")
		}
		full, holed := drawEnv(t)
		before, _ := e.Test(holed)
		after, why := e.Test(full)
		if before != guard.Unsure && before != after {
			t.Fatalf("%s: %v with %v, then %v %v with %v", e, before, holed, after, why, full)
		}
	})
}

func TestRoot_PrintsWhatCompilesToTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t)
		printed := e.Root().String()
		again, problems := guard.Compile(printed, scope(), guard.T(guard.Bool))
		if len(problems) > 0 {
			t.Fatalf("%s prints as %s: %v", e, printed, problems)
		}
		if again.Root().String() != printed {
			t.Fatalf("%s prints as %s, then %s", e, printed, again.Root())
		}
		full, holed := drawEnv(t)
		for _, env := range []guard.MapEnv{full, holed} {
			a, _ := e.Test(env)
			b, _ := again.Test(env)
			if a != b {
				t.Fatalf("%s is %v, printed %s is %v", e, a, printed, b)
			}
		}
	})
}

func TestTranslate_ThereAndBackMeansTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t)
		zh := guard.Translate(e.String(), true)
		en := guard.Translate(zh, false)
		if en != guard.Translate(e.String(), false) {
			t.Fatalf("%s becomes %s, then %s", e, zh, en)
		}
		for _, src := range []string{zh, en} {
			again, problems := guard.Compile(src, scope(), guard.T(guard.Bool))
			if len(problems) > 0 || again.Root().String() != e.Root().String() {
				t.Fatalf("%s translates to %s: %v", e, src, problems)
			}
		}
	})
}

func TestExplain_SaysNothingExactlyIfTheConditionHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := drawExpr(t)
		full, holed := drawEnv(t)
		for _, env := range []guard.MapEnv{full, holed} {
			truth, _ := e.Test(env)
			if text := e.Explain(env); (text == "") != (truth == guard.Yes) {
				t.Fatalf("%s is %v, explained as %q", e, truth, text)
			}
		}
	})
}

func TestRoot_NodesPointAtTheirSource(t *testing.T) {
	t.Parallel()
	src := `金额合计 > 1`
	s := scope()
	s["金额合计"] = guard.T(guard.Money)
	e, problems := guard.Compile(`已核实 且 `+src+` 或 非 (cause 属于 ["其他"]) 且 -(count) < min(1, 2)`, s, guard.T(guard.Bool))
	require.Empty(t, problems)
	runes := []rune(e.String())
	var got []string
	var walk func(guard.Node)
	walk = func(n guard.Node) {
		got = append(got, string(n.Op())+" ‖ "+string(runes[n.Col()-1:n.Col()-1+n.Len()]))
		for _, a := range n.Args() {
			walk(a)
		}
	}
	walk(e.Root())
	require.Equal(t, []string{
		`or ‖ 已核实 且 金额合计 > 1 或 非 (cause 属于 ["其他"]) 且 -(count) < min(1, 2)`,
		`and ‖ 已核实 且 金额合计 > 1`, `path ‖ 已核实`,
		`> ‖ 金额合计 > 1`, `path ‖ 金额合计`, `literal ‖ 1`,
		`and ‖ 非 (cause 属于 ["其他"]) 且 -(count) < min(1, 2)`,
		`not ‖ 非 (cause 属于 ["其他"])`, `in ‖ cause 属于 ["其他"]`, `path ‖ cause`, `list ‖ ["其他"]`, `literal ‖ "其他"`,
		`< ‖ -(count) < min(1, 2)`, `neg ‖ -(count)`, `path ‖ count`, `min ‖ min(1, 2)`, `literal ‖ 1`, `literal ‖ 2`,
	}, got)
}
