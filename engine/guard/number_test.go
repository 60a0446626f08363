package guard_test

import (
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"dandang/engine/guard"
)

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]guard.MoneyV{
		"0": 0, "20000": 20000_00, "20000.5": 20000_50, "20000.50": 20000_50, "0.01": 1, "-0.01": -1, "-12.3": -12_30,
		"007": 7_00, "92233720368547758.07": math.MaxInt64, "-92233720368547758.08": math.MinInt64,
	} {
		got, err := guard.ParseMoney(src)
		require.NoError(t, err, src)
		require.Equal(t, want, got, src)
	}
}

func TestParseMoney_SaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const form = "不是数字,只能用数字、小数点和开头的负号,如 20000.00"
	for src, want := range map[string]string{
		"": "没有填写数字", "20,000": "数字中不要写千分位逗号,如 20000.00", "20\uff0c000.00": "数字中不要写千分位逗号,如 20000.00",
		"1.234": "金额最多两位小数,如 20000.00", "1.": form, ".5": form, "-": form, "--1": form, "+1": form, "1e3": form, "1_000": form,
		" 1": form, "5元": form, "\uff11": form, "1.2.3": form, "NaN": form, "0x10": form,
		"92233720368547758.08": "金额超出范围", strings.Repeat("9", 61): "数字太长",
	} {
		_, err := guard.ParseMoney(src)
		require.EqualError(t, err, want, src)
	}
}

func TestParseDecimal(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"0": "0", "1.50": "1.5", "-0.001": "-0.001", "12345678901234567890.5": "12345678901234567890.5", "10": "10",
	} {
		got, err := guard.ParseDecimal(src)
		require.NoError(t, err, src)
		require.Equal(t, want, got.String())
	}
	_, err := guard.ParseDecimal("1,5")
	require.EqualError(t, err, "数字中不要写千分位逗号,如 20000.00")
}

func TestDecimalV(t *testing.T) {
	t.Parallel()
	third := guard.NewDecimal(1, 3)
	require.Equal(t, "约0.333333", third.String())
	require.Equal(t, "0", guard.DecimalV{}.String(), "the zero value is 0")
	require.Equal(t, "0", guard.NewDecimal(1, 0).String())
	require.True(t, decimal(t, "1.5").Equal(decimal(t, "1.500")))
	third.Rat().Add(third.Rat(), big.NewRat(1, 1))
	require.True(t, third.Equal(guard.NewDecimal(2, 6)), "the caller's rational is a copy")
}

func TestMoneyV_StringIsReadBack(t *testing.T) {
	t.Parallel()
	require.Equal(t, "20000.00", guard.MoneyV(20000_00).String())
	require.Equal(t, "-0.05", guard.MoneyV(-5).String())
	require.Equal(t, "-92233720368547758.08", guard.MoneyV(math.MinInt64).String())
	rapid.Check(t, func(t *rapid.T) {
		m := guard.MoneyV(rapid.Int64().Draw(t, "fen"))
		back, err := guard.ParseMoney(m.String())
		if err != nil || back != m {
			t.Fatalf("%d prints as %s, read back as %d, %v", int64(m), m, int64(back), err)
		}
	})
}

func TestMoney_RoundsHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	e, problems := guard.Compile(`m / n`, guard.MapScope{"m": guard.T(guard.Money), "n": guard.T(guard.Int)}, guard.T(guard.Money))
	require.Empty(t, problems)
	rapid.Check(t, func(t *rapid.T) {
		m, n := rapid.Int64Range(-1e6, 1e6).Draw(t, "fen"), rapid.Int64Range(1, 50).Draw(t, "divisor")
		want := (2*abs(m) + n) / (2 * n)
		if m < 0 {
			want = -want
		}
		got, _ := e.Eval(guard.MapEnv{"m": guard.MoneyV(m), "n": guard.IntV(n)})
		if got != guard.MoneyV(want) {
			t.Fatalf("%d / %d is %v, want %v", m, n, got, guard.MoneyV(want))
		}
	})
}

func abs(i int64) int64 { return max(i, -i) }

func TestEqual(t *testing.T) {
	t.Parallel()
	a := guard.RecordV{"id": guard.TextV("1"), "tags": guard.ListV{guard.IntV(1), nil}, "f": guard.FilesV{"x"}}
	b := guard.RecordV{"id": guard.TextV("1"), "tags": guard.ListV{guard.NewDecimal(2, 2), nil}, "f": guard.FilesV{"x"}}
	require.True(t, guard.Equal(a, b))
	b["tags"] = guard.ListV{guard.IntV(1), guard.IntV(2)}
	require.False(t, guard.Equal(a, b))
	require.True(t, guard.Equal(nil, nil))
	require.False(t, guard.Equal(nil, guard.TextV("")))
	require.False(t, guard.Equal(guard.IntV(1), guard.MoneyV(1)))
	require.False(t, guard.Equal(guard.DateV("2026-01-01"), guard.TextV("2026-01-01")))
	require.False(t, guard.Equal(guard.RecordV{"a": nil}, guard.RecordV{"b": nil}))
}

func TestValues_ShowNoMoreThanTheName(t *testing.T) {
	t.Parallel()
	require.Equal(t, "张三", guard.RecordV{"name": guard.TextV("张三"), "id_no": guard.TextV("510104")}.String())
	require.Equal(t, "记录", guard.RecordV{"id_no": guard.TextV("510104")}.String())
	require.Equal(t, "1、未填、是", guard.ListV{guard.IntV(1), nil, guard.BoolV(true)}.String())
	require.Equal(t, "2026-01-06 00:30", env()["case.opened"].String())
}
