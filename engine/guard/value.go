package guard

import (
	"math/big"
	"slices"
	"strings"
	"time"
)

// Value is a value of the language. The set is closed: TextV, IntV, DecimalV,
// MoneyV, DateV, InstantV, BoolV, ListV, RecordV and FilesV. A missing value is
// the nil Value. Compare with Equal, never with ==.
type Value interface {
	// Kind is the kind of the value.
	Kind() Kind
	// String is the value as a reader of Chinese text expects it.
	String() string
	sealed()
}

type (
	// TextV is a text, or the chosen option of a choice.
	TextV string
	// IntV is a whole number.
	IntV int64
	// MoneyV is an amount of money in 分.
	MoneyV int64
	// DateV is a day, spelled "2006-01-02".
	DateV string
	// InstantV is a moment in Unix milliseconds.
	InstantV int64
	// BoolV is a truth value.
	BoolV bool
	// ListV is a list; nil items are missing items.
	ListV []Value
	// RecordV is a record such as a person; nil attributes are missing.
	RecordV map[string]Value
	// FilesV holds the names of attached files.
	FilesV []string
)

// shanghai is the zone in which moments are shown and turned into days
// (design.md §5: due = 24:00 Asia/Shanghai). China has had no summer time
// since 1991, so a fixed offset avoids depending on zone data in the image.
var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// Kind implements Value.
func (TextV) Kind() Kind { return Text }

// Kind implements Value.
func (IntV) Kind() Kind { return Int }

// Kind implements Value.
func (DecimalV) Kind() Kind { return Decimal }

// Kind implements Value.
func (MoneyV) Kind() Kind { return Money }

// Kind implements Value.
func (DateV) Kind() Kind { return Date }

// Kind implements Value.
func (InstantV) Kind() Kind { return Instant }

// Kind implements Value.
func (BoolV) Kind() Kind { return Bool }

// Kind implements Value.
func (ListV) Kind() Kind { return List }

// Kind implements Value.
func (RecordV) Kind() Kind { return Record }

// Kind implements Value.
func (FilesV) Kind() Kind { return Files }

func (TextV) sealed()    {}
func (IntV) sealed()     {}
func (DecimalV) sealed() {}
func (MoneyV) sealed()   {}
func (DateV) sealed()    {}
func (InstantV) sealed() {}
func (BoolV) sealed()    {}
func (ListV) sealed()    {}
func (RecordV) sealed()  {}
func (FilesV) sealed()   {}

// String is the text itself.
func (v TextV) String() string { return string(v) }

// String is the number in decimal digits.
func (v IntV) String() string { return big.NewInt(int64(v)).String() }

// String is the day as "2006-01-02".
func (v DateV) String() string { return string(v) }

// String is the moment as "2006-01-02 15:04" in Asia/Shanghai.
func (v InstantV) String() string {
	return time.UnixMilli(int64(v)).In(shanghai).Format("2006-01-02 15:04")
}

// String is 是 or 否.
func (v BoolV) String() string {
	if v {
		return "是"
	}
	return "否"
}

// String is the items joined by 、; a missing item shows as 未填.
func (v ListV) String() string {
	parts := make([]string, len(v))
	for i, item := range v {
		parts[i] = show(item)
	}
	return strings.Join(parts, "、")
}

// String is the record's name attribute if it has one, else 记录: the other
// attributes (identity numbers, say) must not slip into messages.
func (v RecordV) String() string {
	if name, ok := v["name"].(TextV); ok {
		return string(name)
	}
	return Record.String()
}

// String is the file names joined by 、.
func (v FilesV) String() string { return strings.Join(v, "、") }

func show(v Value) string {
	if v == nil {
		return "未填"
	}
	return v.String()
}

// Equal reports whether a and b are the same value. Missing equals missing,
// and IntV(1) equals the decimal 1.0; other kinds never equal each other.
func Equal(a, b Value) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch x := a.(type) {
	case ListV:
		y, ok := b.(ListV)
		return ok && slices.EqualFunc(x, y, Equal)
	case FilesV:
		y, ok := b.(FilesV)
		return ok && slices.Equal(x, y)
	case RecordV:
		return equalRecords(x, b)
	default:
		c, ok := compare(a, b)
		return ok && c == 0
	}
}

func equalRecords(x RecordV, b Value) bool {
	y, ok := b.(RecordV)
	if !ok || len(x) != len(y) {
		return false
	}
	for name, v := range x {
		w, ok := y[name]
		if !ok || !Equal(v, w) {
			return false
		}
	}
	return true
}

// compare orders two scalars of one kind (or Int with Decimal). Texts and
// truth values are ordered only so that equality can be told.
func compare(a, b Value) (int, bool) {
	switch x := a.(type) {
	case MoneyV:
		y, ok := b.(MoneyV)
		return order(x, y), ok
	case IntV:
		if y, ok := b.(IntV); ok {
			return order(x, y), true
		}
		y, ok := b.(DecimalV)
		if !ok {
			return 0, false
		}
		return decimalOf(x).Cmp(y), true
	case DecimalV:
		y, ok := toDecimal(b)
		if !ok {
			return 0, false
		}
		return x.Cmp(y), true
	case TextV:
		y, ok := b.(TextV)
		return order(x, y), ok
	case DateV:
		y, ok := b.(DateV)
		return order(x, y), ok
	case InstantV:
		y, ok := b.(InstantV)
		return order(x, y), ok
	case BoolV:
		y, ok := b.(BoolV)
		if x == y {
			return 0, ok
		}
		return 1, ok
	default:
		return 0, false
	}
}

func order[T ~int64 | ~string](a, b T) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}
