package guard_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
)

// scope is what the tests' expressions may read: the shapes of design.md §4.
func scope() guard.MapScope {
	person := guard.Type{Kind: guard.Record, Attrs: map[string]guard.Type{
		"id": guard.T(guard.Text), "name": guard.T(guard.Text), "unit": guard.T(guard.Text),
	}}
	return guard.MapScope{
		"amount":                     guard.T(guard.Money),
		"申请金额":                       guard.T(guard.Money),
		"fund.free":                  guard.T(guard.Money),
		"params.cap_death":           guard.T(guard.Money),
		"decisions.cap.cap":          guard.T(guard.Money),
		"params.rate":                guard.T(guard.Decimal),
		"score":                      guard.T(guard.Decimal),
		"count":                      guard.T(guard.Int),
		"vote.yes":                   guard.T(guard.Int),
		"vote.cast":                  guard.T(guard.Int),
		"cause":                      guard.Choice("因公牺牲", "因公伤残", "重大疾病", "其他"),
		"causes":                     guard.ListOf(guard.Choice("因公牺牲", "因公伤残", "重大疾病", "其他")),
		"groups.organisation.result": guard.Choice("approve", "refuse"),
		"case.state":                 guard.T(guard.Text),
		"code":                       guard.T(guard.Text),
		"cadre":                      person,
		"actor":                      person,
		"on":                         guard.T(guard.Date),
		"posted_on":                  guard.T(guard.Date),
		"case.opened":                guard.T(guard.Instant),
		"verified":                   guard.T(guard.Bool),
		"已核实":                        guard.T(guard.Bool),
		"proof":                      guard.T(guard.Files),
		"rows.until":                 guard.ListOf(guard.T(guard.Date)),
		"rows.paid":                  guard.ListOf(guard.T(guard.Money)),
		"rows.days":                  guard.ListOf(guard.T(guard.Int)),
		"empty.until":                guard.ListOf(guard.T(guard.Date)),
		"holed.until":                guard.ListOf(guard.T(guard.Date)),
	}
}

// mustCompile compiles an expression that is expected to be right.
func mustCompile(tb testing.TB, src string, want guard.Type) *guard.Expr {
	tb.Helper()
	e, problems := guard.Compile(src, scope(), want)
	require.Empty(tb, problems, "problems of %s", src)
	require.NotNil(tb, e)
	return e
}

func decimal(tb testing.TB, s string) guard.DecimalV {
	tb.Helper()
	d, err := guard.ParseDecimal(s)
	require.NoError(tb, err)
	return d
}

// problemCase is a source and the problems expected of it, each followed by the
// number of runes it concerns: "第8列:…,请改为 == ‖1".
type problemCase struct {
	rule string
	src  string
	want []string
}

// checkProblems compiles each source as a condition.
func checkProblems(t *testing.T, cases []problemCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			t.Parallel()
			e, problems := guard.Compile(c.src, scope(), guard.T(guard.Bool))
			require.Nil(t, e, "an expression with problems must not compile")
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprintf("%v ‖%d", p, p.Len))
			}
			require.Equal(t, c.want, got)
		})
	}
}
