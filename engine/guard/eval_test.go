package guard_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

// env is one case: what is not in it is missing.
func env() guard.MapEnv {
	opened := time.Date(2026, 1, 5, 16, 30, 0, 0, time.UTC) // 2026-01-06 00:30 in Shanghai
	return guard.MapEnv{
		"amount":                     guard.MoneyV(30000_00),
		"fund.free":                  guard.MoneyV(100000_00),
		"params.cap_death":           guard.MoneyV(20000_00),
		"params.rate":                guard.NewDecimal(1, 3),
		"score":                      guard.NewDecimal(3, 10),
		"count":                      guard.IntV(3),
		"vote.yes":                   guard.IntV(5),
		"vote.cast":                  guard.IntV(9),
		"cause":                      guard.TextV("重大疾病"),
		"causes":                     guard.ListV{guard.TextV("重大疾病"), nil},
		"groups.organisation.result": guard.TextV("approve"),
		"code":                       guard.TextV("张\"三"),
		"cadre":                      guard.RecordV{"id": guard.TextV("p1"), "unit": nil},
		"actor":                      guard.RecordV{"id": guard.TextV("p2"), "unit": guard.TextV("u1")},
		"on":                         guard.DateV("2026-02-27"),
		"case.opened":                guard.InstantV(opened.UnixMilli()),
		"verified":                   guard.BoolV(true),
		"proof":                      guard.FilesV{"a.pdf", "b.pdf"},
		"rows.until":                 guard.ListV{guard.DateV("2026-09-15"), guard.DateV("2027-03-15")},
		"rows.paid":                  guard.ListV{guard.MoneyV(30000_00), guard.MoneyV(50)},
		"rows.days":                  guard.ListV{guard.IntV(2), guard.IntV(3)},
		"empty.until":                guard.ListV{},
		"holed.until":                guard.ListV{guard.DateV("2026-09-15"), nil},
		"previous.amount":            guard.MoneyV(10000_00),
	}
}

// TestEval compares results by their Chinese text; ? is unknown, followed by
// what is missing.
func TestEval(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ rule, src, want string }{
		{"whole literal is yuan", `amount == 30000`, "是"},
		{"decimal literal is yuan", `amount > 29999.99 and amount < 30000.01`, "是"},
		{"half a yuan is 50 fen", `amount - amount + 0.5 == 0.50`, "是"},
		{"literal on the left is yuan too", `20000 <= amount`, "是"},
		{"negative yuan", `amount > -0.01`, "是"},
		{"sum of literals is yuan", `amount == 10000 + 20000`, "是"},
		{"literals in a list are yuan", `amount in [10000, 30000.00]`, "是"},
		{"literal in min is yuan", `min(amount, 20000)`, "20000.00"},
		{"literal first in max is yuan", `max(50000, 0.5, amount)`, "50000.00"},
		{"literal in a branch is yuan", `verified ? amount : 0`, "30000.00"},
		{"literal first in a branch is yuan", `verified ? 0.5 : amount`, "0.50"},
		{"money times whole number", `amount * 2`, "60000.00"},
		{"whole number times money", `3 * 0.5 * amount`, "45000.00"},
		{"money times decimal is exact", `amount * 0.07`, "2100.00"},
		{"money by number rounds half up", `(amount + 0.01) / 2`, "15000.01"},
		{"negative money rounds half away from zero", `-(amount + 0.01) / 2`, "-15000.01"},
		{"money by three rounds down below half", `(amount + 0.01) / 3`, "10000.00"},
		{"money times a third", `amount * params.rate`, "10000.00"},
		{"money by money is a ratio", `amount / fund.free == 0.3`, "是"},
		{"decimals are exact", `0.1 + 0.2 == 0.3`, "是"},
		{"decimal field is exact", `score == 0.30`, "是"},
		{"whole numbers divide exactly", `count / 2`, "1.5"},
		{"a vote is a fraction, not a float", `vote.yes / vote.cast > 1 / 2`, "是"},
		{"thirds add up", `count / 9 * 3 == 1`, "是"},
		{"whole number compares with decimal", `count > 2.5`, "是"},
		{"precedence of times over plus", `1 + 2 * 3`, "7"},
		{"precedence of and over or", `true or false and false`, "是"},
		{"left to right", `10 - 3 - 2`, "5"},
		{"minus minus", `3 - -2`, "5"},
		{"minus of parentheses", `-(3) + 5`, "2"},
		{"options", `cause == "重大疾病" and cause != "其他"`, "是"},
		{"in a list of options", `cause in ["因公牺牲", "重大疾病"]`, "是"},
		{"not in", `cause not in ["因公牺牲", "重大疾病"]`, "否"},
		{"choices hold", `"重大疾病" in causes`, "是"},
		{"choices with a missing item are unknown", `"其他" in causes`, "? causes"},
		{"any_of is in", `any_of(causes, "重大疾病")`, "是"},
		{"Chinese operators", `amount > 1 且 非 (cause 属于 ["其他"]) 或 false`, "是"},
		{"not in in Chinese", `cause 非 属于 ["其他"]`, "是"},
		{"single quotes and escapes", `code == '张"三' and code == "张\"三"`, "是"},
		{"dates compare", `on > "2026-02-26" and on <= "2026-02-27"`, "是"},
		{"days across the end of February", `days_between(on, "2026-03-01")`, "2"},
		{"days backwards", `days_between(on, "2025-02-27")`, "-365"},
		{"a year after a day", `plus_months("2026-03-16", 12)`, "2027-03-16"},
		{"the last day of a year", `plus_days(plus_months("2026-03-16", 12), -1)`, "2027-03-15"},
		{"a month later is clipped to its end", `plus_months("2026-01-31", 1)`, "2026-02-28"},
		{"months back", `plus_months("2026-03-31", -1)`, "2026-02-28"},
		{"months across years", `plus_months("2026-11-30", 15)`, "2028-02-29"},
		{"a year after a leap day", `plus_years("2028-02-29", 1)`, "2029-02-28"},
		{"days after a moment count from its day", `plus_days(case.opened, 1)`, "2026-01-07"},
		{"a day later than missing", `plus_days(posted_on, 1)`, "? posted_on"},
		{"days out of the calendar", `plus_years(on, 9000)`, "? 数值超出范围:plus_years(on, 9000)"},
		{"more days than fit", `plus_days(on, 99999999999)`, "? 数值超出范围:plus_days(on, 99999999999)"},
		{"the latest of a column", `latest(rows.until)`, "2027-03-15"},
		{"the earliest of a column", `earliest(rows.until)`, "2026-09-15"},
		{"the latest of nothing", `latest(empty.until)`, "? empty.until"},
		{"the latest with a hole", `latest(holed.until)`, "? holed.until"},
		{"the latest of written days", `latest([on, "2026-05-01"])`, "2026-05-01"},
		{"the sum of amounts", `sum(rows.paid)`, "30000.50"},
		{"the sum of whole numbers", `sum(rows.days)`, "5"},
		{"day of a moment is that in Shanghai", `days_between("2026-01-05", case.opened)`, "1"},
		{"moment compares with a day's beginning", `case.opened >= "2026-01-06" and case.opened < "2026-01-06 00:31"`, "是"},
		{"later of two days", `max(on, "2026-03-01")`, "2026-03-01"},
		{"len of a list", `len(causes)`, "2"},
		{"len of files", `len(proof) >= 2`, "是"},
		{"len of a text counts characters", `len(code)`, "3"},
		{"len of a written list", `len([1, 2, 3])`, "3"},
		{"attribute", `actor.unit == "u1"`, "是"},
		{"attributes compare", `cadre.id != actor.id`, "是"},
		{"missing attribute", `cadre.unit == "u1"`, "? cadre.unit"},
		{"unset attribute", `cadre.name == "x"`, "? cadre.name"},
		{"given", `given(amount)`, "是"},
		{"given of missing", `given(posted_on)`, "否"},
		{"given of an attribute", `given(cadre.unit) or given(actor.unit)`, "是"},
		{"given of previous", `given(previous(amount)) and not given(previous(cause))`, "是"},
		{"previous", `amount - previous(amount) == 20000`, "是"},
		{"previous missing", `previous(cause) == cause`, "? previous.cause"},
		{"missing in arithmetic", `申请金额 + 5 > 1`, "? 申请金额"},
		{"all that is missing is named", `申请金额 > 1 and posted_on > on`, "? posted_on 申请金额"},
		{"missing condition names the condition", `已核实 ? 申请金额 : amount`, "? 已核实"},
		{"missing condition with equal branches is known", `(已核实 ? 1 : 1.0) == 1`, "是"},
		{"missing in the other branch does not matter", `verified ? amount : 申请金额`, "30000.00"},
		{"missing item in a written list", `amount in [申请金额, 30000]`, "是"},
		{"missing item decides", `amount in [申请金额, 1]`, "? 申请金额"},
		{"missing value of in", `申请金额 in [1, 2]`, "? 申请金额"},
		{"missing in min", `min(amount, 申请金额)`, "? 申请金额"},
		{"division by zero is unknown", `amount / (count - 3) > 1`, "? 除数为零:amount / (count - 3)"},
		{"division by zero that does not matter", `count == 3 or amount / (count - 3) > 1`, "是"},
		{"overflow is unknown", `9223372036854775807 + count`, "? 数值超出范围:9223372036854775807 + count"},
		{"subtraction overflow is unknown", `-9223372036854775807 - count`, "? 数值超出范围:-9223372036854775807 - count"},
		{"multiplication overflow is unknown", `count * 9223372036854775807 > 1`, "? 数值超出范围:count * 9223372036854775807"},
		{"money overflow is unknown", `amount * 9223372036854775807 > 1`, "? 数值超出范围:amount * 9223372036854775807"},
		{"smallest whole number", `-9223372036854775808 < count`, "是"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			v, unknown := mustCompile(t, c.src, guard.T(guard.None)).Eval(env())
			got := "? " + strings.Join(unknown, " ")
			if v != nil {
				require.Empty(t, unknown)
				got = v.String()
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestEval_WantedTypeIsDelivered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src  string
		want guard.Type
		v    guard.Value
	}{
		{`20000`, guard.T(guard.Money), guard.MoneyV(20000_00)},
		{`0.5`, guard.T(guard.Money), guard.MoneyV(50)},
		{`verified ? 1 : 2`, guard.T(guard.Money), guard.MoneyV(100)},
		{`-min(1, 2.5)`, guard.T(guard.Money), guard.MoneyV(-100)},
		{`3`, guard.T(guard.Decimal), decimal(t, "3")},
		{`count`, guard.T(guard.Decimal), decimal(t, "3")},
		{`"2026-01-31"`, guard.T(guard.Date), guard.DateV("2026-01-31")},
		{`"其他"`, guard.Choice("其他", "无"), guard.TextV("其他")},
		{`[1, 2]`, guard.ListOf(guard.T(guard.Money)), guard.ListV{guard.MoneyV(100), guard.MoneyV(200)}},
		{`actor`, guard.T(guard.Record), env()["actor"]},
	} {
		v, unknown := mustCompile(t, c.src, c.want).Eval(env())
		require.Empty(t, unknown, c.src)
		require.True(t, guard.Equal(c.v, v), "%s: want %v, got %v", c.src, c.v, v)
		require.Equal(t, c.v.Kind(), v.Kind(), c.src)
	}
}

func TestCompile_WantedTypeIsChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		src     string
		want    guard.Type
		problem string
	}{
		{`"x"`, guard.T(guard.Money), `第1列:这里需要金额,但“"x"”是文本`},
		{`count`, guard.T(guard.Money), `第1列:这里需要金额,但“count”是整数`},
		{`1.005`, guard.T(guard.Money), `第1列:“1.005”与金额一起使用时按元理解,金额最多两位小数,如 20000.00`},
		{`1.5`, guard.T(guard.Int), `第1列:这里需要整数,但“1.5”是小数`},
		{`"别的"`, guard.Choice("其他", "无"), `第1列:没有选项“别的”,可选:其他、无`},
		{`causes`, guard.ListOf(guard.T(guard.Money)), `第1列:这里需要金额列表,但“causes”是选项列表`},
		{`verified`, guard.T(guard.Text), `第1列:这里需要文本,但“verified”是是否`},
	} {
		e, problems := guard.Compile(c.src, scope(), c.want)
		require.Nil(t, e, c.src)
		require.Len(t, problems, 1, c.src)
		require.Equal(t, c.problem, problems[0].String())
	}
}

func TestEval_ValueOfAnotherTypeThanPromisedIsUnknown(t *testing.T) {
	t.Parallel()
	e := mustCompile(t, `amount > 5`, guard.T(guard.Bool))
	for _, wrong := range []guard.Value{guard.TextV("5"), guard.IntV(6), guard.ListV{}, guard.RecordV{}, guard.DateV("x")} {
		truth, unknown := e.Test(guard.MapEnv{"amount": wrong})
		require.Equal(t, guard.Unsure, truth)
		require.Equal(t, []string{"数据类型不符:amount"}, unknown)
	}
	truth, unknown := mustCompile(t, `days_between(on, posted_on) > 1`, guard.T(guard.Bool)).
		Test(guard.MapEnv{"on": guard.DateV("2026-02-30"), "posted_on": guard.DateV("2026-03-01")})
	require.Equal(t, guard.Unsure, truth)
	require.Equal(t, []string{"日期写得不对:days_between(on, posted_on)"}, unknown)
}

func TestUnknown_TellsPathsFromReasons(t *testing.T) {
	t.Parallel()
	_, unknown := mustCompile(t, `申请金额 > 1 and amount / (count - 3) > 1`, guard.T(guard.Bool)).Eval(env())
	require.Equal(t, []string{"申请金额"}, unknown.Paths())
	require.Equal(t, []string{"除数为零:amount / (count - 3)"}, unknown.Reasons())
	require.Len(t, unknown, 2, "asking must not change it")
}
