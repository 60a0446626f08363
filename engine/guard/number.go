package guard

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// maxDigits bounds the digits of a number in source or input, so that no
// arithmetic on it can become expensive.
const maxDigits = 60

// DecimalV is an exact decimal number; the zero value is 0. It is immutable.
type DecimalV struct{ rat *big.Rat }

func decimalOf(i IntV) DecimalV { return DecimalV{new(big.Rat).SetInt64(int64(i))} }

func toDecimal(v Value) (DecimalV, bool) {
	switch x := v.(type) {
	case DecimalV:
		return x, true
	case IntV:
		return decimalOf(x), true
	default:
		return DecimalV{}, false
	}
}

// NewDecimal is the exact quotient num/den; den must not be 0, else the result
// is 0.
func NewDecimal(num, den int64) DecimalV {
	if den == 0 {
		return DecimalV{}
	}
	return DecimalV{big.NewRat(num, den)}
}

// Rat is the number as a fresh rational that the caller may change.
func (d DecimalV) Rat() *big.Rat { return new(big.Rat).Set(d.r()) }

func (d DecimalV) r() *big.Rat {
	if d.rat == nil {
		return new(big.Rat)
	}
	return d.rat
}

// Cmp is -1, 0 or 1 as d is less than, equal to or greater than o.
func (d DecimalV) Cmp(o DecimalV) int { return d.r().Cmp(o.r()) }

// Equal reports whether d and o are the same number (1.5 equals 1.50).
func (d DecimalV) Equal(o DecimalV) bool { return d.Cmp(o) == 0 }

// String is the exact decimal where it is finite, else six decimals and 约.
func (d DecimalV) String() string {
	places, finite := d.r().FloatPrec()
	if !finite {
		return "约" + d.r().FloatString(6)
	}
	return d.r().FloatString(places)
}

// String is the amount in yuan with two decimals and no separators: 20000.00.
func (m MoneyV) String() string {
	sign, fen := "", uint64(m)
	if m < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

var (
	errNumberEmpty  = errors.New("没有填写数字")
	errNumberCommas = errors.New("数字中不要写千分位逗号,如 20000.00")
	errNumberForm   = errors.New("不是数字,只能用数字、小数点和开头的负号,如 20000.00")
	errNumberLong   = errors.New("数字太长")
	errMoneyPlaces  = errors.New("金额最多两位小数,如 20000.00")
	errMoneyRange   = errors.New("金额超出范围")
)

// ParseMoney reads an amount in yuan, with at most two decimals and without
// separators: "20000", "20000.5", "-0.01". The error says in Chinese what to
// write instead; it does not repeat the input.
func ParseMoney(s string) (MoneyV, error) {
	neg, whole, frac, err := splitNumber(s)
	if err != nil {
		return 0, err
	}
	if len(frac) > 2 {
		return 0, errMoneyPlaces
	}
	digits := whole + (frac + "00")[:2]
	if neg {
		digits = "-" + digits
	}
	fen, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, errMoneyRange
	}
	return MoneyV(fen), nil
}

// ParseDecimal reads a decimal number without separators or exponent, exactly.
// The error says in Chinese what to write instead.
func ParseDecimal(s string) (DecimalV, error) {
	neg, whole, frac, err := splitNumber(s)
	if err != nil {
		return DecimalV{}, err
	}
	num, ok := new(big.Int).SetString(whole+frac, 10)
	if !ok {
		return DecimalV{}, errNumberForm
	}
	if neg {
		num.Neg(num)
	}
	den := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(frac))), nil)
	return DecimalV{new(big.Rat).SetFrac(num, den)}, nil
}

// splitNumber takes a plain decimal apart; whole has at least one digit.
func splitNumber(s string) (neg bool, whole, frac string, err error) {
	body, neg := strings.CutPrefix(s, "-")
	whole, frac, dotted := strings.Cut(body, ".")
	switch {
	case s == "":
		return false, "", "", errNumberEmpty
	case strings.ContainsAny(s, ",\uff0c"):
		return false, "", "", errNumberCommas
	case whole == "" || dotted && frac == "" || !allDigits(whole) || !allDigits(frac):
		return false, "", "", errNumberForm
	case len(whole)+len(frac) > maxDigits:
		return false, "", "", errNumberLong
	}
	return neg, whole, frac, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// roundMoney is r 分 rounded half away from zero (四舍五入), the rule of
// Chinese accounting for amounts; false if it does not fit.
func roundMoney(r *big.Rat) (MoneyV, bool) {
	num, den := new(big.Int).Abs(r.Num()), r.Denom()
	num.Lsh(num, 1).Add(num, den)
	num.Quo(num, new(big.Int).Lsh(den, 1))
	if r.Sign() < 0 {
		num.Neg(num)
	}
	return MoneyV(num.Int64()), num.IsInt64()
}
