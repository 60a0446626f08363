package guard

import (
	"math"
	"slices"
	"strings"
	"time"
)

// Truth is the three-valued result of a guard.
type Truth int

// The truth values.
const (
	No     Truth = iota // 不成立
	Yes                 // 成立
	Unsure              // 缺少数据,不能判断
)

// String is the Chinese name of the truth value.
func (t Truth) String() string {
	switch t {
	case Yes:
		return "成立"
	case No:
		return "不成立"
	default:
		return "不能判断"
	}
}

// Unknown says why a result is unknown: the paths that are missing and, for
// what cannot be calculated, Chinese reasons such as "除数为零:a / b". A reason
// contains a colon, a path never does. Empty means that the result is known.
type Unknown []string

// Paths is the missing paths among u.
func (u Unknown) Paths() []string {
	return slices.DeleteFunc(slices.Clone(u), isReason)
}

// Reasons is the Chinese reasons among u.
func (u Unknown) Reasons() []string {
	return slices.DeleteFunc(slices.Clone(u), func(s string) bool { return !isReason(s) })
}

func isReason(s string) bool { return strings.Contains(s, ":") }

const (
	reasonZero     = "除数为零"
	reasonRange    = "数值超出范围"
	reasonMismatch = "数据类型不符"
	reasonDate     = "日期写得不对"
)

// run is one evaluation. What is missing is collected as it is met; an
// operation that is decided without its missing operands takes it back.
type run struct {
	env     Env
	unknown Unknown
}

// cannot makes n unknown for a reason other than a missing path.
func (r *run) cannot(reason string, n *node) Value {
	r.unknown = append(r.unknown, reason+":"+n.String())
	return nil
}

// given is whether a path has a value; unknown where one may still come.
func (r *run) given(n *node) Value {
	path := n.args[0].path
	v, _ := r.env.Value(path)
	if open, ok := r.env.(OpenEnv); ok && v == nil && open.Open(path) {
		r.unknown = append(r.unknown, path)
		return nil
	}
	return BoolV(v != nil)
}

// eval is the value of n, nil if unknown.
func (r *run) eval(n *node) Value {
	if n.val != nil { // a literal, or a calculation with literals
		return n.val
	}
	switch n.op {
	case OpPath:
		return r.read(n)
	case OpList:
		return r.list(n)
	case OpAnd:
		return r.logic(n, false)
	case OpOr:
		return r.logic(n, true)
	case OpNot:
		if b, ok := r.eval(n.args[0]).(BoolV); ok {
			return !b
		}
		return nil
	case OpGiven:
		return r.given(n)
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe:
		return r.comparison(n)
	case OpIn:
		return r.membership(n)
	case OpIf:
		return r.conditional(n)
	case OpLen:
		return r.length(n)
	case OpDays:
		return r.days(n)
	case OpPlusDays, OpPlusMonths, OpPlusYears:
		return r.shift(n)
	case OpSum, OpLatest, OpEarliest:
		return r.aggregate(n)
	default:
		return r.arithmetic(n)
	}
}

// read is the value of a path, provided it has the type that was promised.
func (r *run) read(n *node) Value {
	v, _ := r.env.Value(n.path)
	if v == nil {
		r.unknown = append(r.unknown, n.path)
		return nil
	}
	if k := v.Kind(); k == n.typ.Kind || k == Int && n.typ.Kind == Decimal {
		return v
	}
	return r.cannot(reasonMismatch, n)
}

func (r *run) list(n *node) Value {
	out := make(ListV, len(n.args))
	for i, a := range n.args {
		if out[i] = r.eval(a); out[i] == nil {
			return nil
		}
	}
	return out
}

// logic is and (decided by false) and or (decided by true). A deciding operand
// counts wherever it stands, so an unknown before it does not matter.
func (r *run) logic(n *node, decisive BoolV) Value {
	mark, known := len(r.unknown), true
	for _, a := range n.args {
		b, ok := r.eval(a).(BoolV)
		switch {
		case !ok:
			known = false
		case b == decisive:
			r.unknown = r.unknown[:mark]
			return decisive
		}
	}
	if !known {
		return nil
	}
	return !decisive
}

func (r *run) comparison(n *node) Value {
	a, b := r.eval(n.args[0]), r.eval(n.args[1])
	if a == nil || b == nil {
		return nil
	}
	c, ok := compare(a, b)
	if !ok {
		return r.cannot(reasonMismatch, n)
	}
	switch n.op {
	case OpEq:
		return BoolV(c == 0)
	case OpNe:
		return BoolV(c != 0)
	case OpLt:
		return BoolV(c < 0)
	case OpLe:
		return BoolV(c <= 0)
	case OpGt:
		return BoolV(c > 0)
	default:
		return BoolV(c >= 0)
	}
}

// membership is true as soon as one item is equal, even if others are missing.
func (r *run) membership(n *node) Value {
	value := r.eval(n.args[0])
	if value == nil {
		return nil
	}
	list := n.args[1]
	mark, missing := len(r.unknown), false
	items := list.args
	if list.op != OpList {
		held, ok := r.eval(list).(ListV)
		if !ok {
			return nil
		}
		for _, item := range held {
			if item == nil {
				missing = true
			} else if Equal(value, item) {
				return BoolV(true)
			}
		}
		if missing {
			r.unknown = append(r.unknown, list.path)
			return nil
		}
		return BoolV(false)
	}
	for _, a := range items {
		item := r.eval(a)
		if item == nil {
			missing = true
		} else if Equal(value, item) {
			r.unknown = r.unknown[:mark]
			return BoolV(true)
		}
	}
	if missing {
		return nil
	}
	return BoolV(false)
}

// conditional with an unknown condition is known if both branches agree.
func (r *run) conditional(n *node) Value {
	mark := len(r.unknown)
	cond, ok := r.eval(n.args[0]).(BoolV)
	if ok {
		if cond {
			return r.eval(n.args[1])
		}
		return r.eval(n.args[2])
	}
	gaps := len(r.unknown)
	yes, no := r.eval(n.args[1]), r.eval(n.args[2])
	if yes != nil && no != nil && Equal(yes, no) {
		r.unknown = r.unknown[:mark]
		return yes
	}
	r.unknown = r.unknown[:gaps] // the branches are not what is in doubt
	return nil
}

func (r *run) length(n *node) Value {
	switch v := r.eval(n.args[0]).(type) {
	case ListV:
		return IntV(len(v))
	case FilesV:
		return IntV(len(v))
	case TextV:
		return IntV(len([]rune(string(v))))
	default:
		return nil
	}
}

// days counts from the first day to the second; moments count as their day in
// Asia/Shanghai.
func (r *run) days(n *node) Value {
	a, b := r.eval(n.args[0]), r.eval(n.args[1])
	if a == nil || b == nil {
		return nil
	}
	from, ok1 := day(a)
	to, ok2 := day(b)
	if !ok1 || !ok2 {
		return r.cannot(reasonDate, n)
	}
	return IntV(math.Round(to.Sub(from).Hours() / 24))
}

// day is the day of a date or moment as midnight UTC, so that days are 24 hours.
func day(v Value) (time.Time, bool) {
	switch v := v.(type) {
	case DateV:
		t, err := time.Parse(time.DateOnly, string(v))
		return t, err == nil
	case InstantV:
		y, m, d := time.UnixMilli(int64(v)).In(shanghai).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), true
	default:
		return time.Time{}, false
	}
}
