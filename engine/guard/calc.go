package guard

import "math/big"

// arithmetic evaluates + - * /, unary minus, min and max. Whole numbers and
// money that leave int64 make the result unknown; nothing wraps around.
func (r *run) arithmetic(n *node) Value {
	acc := r.eval(n.args[0])
	if n.op == OpNeg {
		if acc == nil {
			return nil
		}
		return r.calculate(n, OpSub, zeroOf(acc), acc)
	}
	for _, a := range n.args[1:] {
		v := r.eval(a)
		if acc == nil || v == nil {
			acc = nil // read on: every missing path is to be named
			continue
		}
		acc = r.calculate(n, n.op, acc, v)
	}
	return acc
}

func zeroOf(v Value) Value {
	if v.Kind() == Money {
		return MoneyV(0)
	}
	return IntV(0)
}

func (r *run) calculate(n *node, op Op, a, b Value) Value {
	if op == OpMin || op == OpMax {
		c, ok := compare(a, b)
		switch {
		case !ok:
			return r.cannot(reasonMismatch, n)
		case (c <= 0) == (op == OpMin):
			return a
		default:
			return b
		}
	}
	if op == OpDiv && isZero(b) {
		return r.cannot(reasonZero, n)
	}
	if i, ok := a.(IntV); ok && op == OpDiv {
		if j, ok := b.(IntV); ok {
			return DecimalV{big.NewRat(int64(i), int64(j))}
		}
	}
	x, ok1 := rational(a)
	y, ok2 := rational(b)
	if !ok1 || !ok2 {
		return r.cannot(reasonMismatch, n)
	}
	if v, ok := small(n, op, a, b); ok {
		return v
	}
	z := new(big.Rat)
	switch op {
	case OpAdd:
		z.Add(x, y)
	case OpSub:
		z.Sub(x, y)
	case OpMul:
		z.Mul(x, y)
	default:
		z.Quo(x, y)
	}
	return r.result(n, z)
}

// small adds and subtracts whole numbers and money without rationals; false if
// it does not apply or would overflow.
func small(n *node, op Op, a, b Value) (Value, bool) {
	if op != OpAdd && op != OpSub {
		return nil, false
	}
	var x, y int64
	switch a := a.(type) {
	case IntV:
		v, ok := b.(IntV)
		if !ok || n.typ.Kind != Int {
			return nil, false
		}
		x, y = int64(a), int64(v)
	case MoneyV:
		v, ok := b.(MoneyV)
		if !ok {
			return nil, false
		}
		x, y = int64(a), int64(v)
	default:
		return nil, false
	}
	z := x + y
	overflow := (z < x) != (y < 0)
	if op == OpSub {
		z = x - y
		overflow = (z > x) != (y < 0)
	}
	if overflow {
		return nil, false
	}
	if n.typ.Kind == Money {
		return MoneyV(z), true
	}
	return IntV(z), true
}

// rational is a number, or an amount of money in 分.
func rational(v Value) (*big.Rat, bool) {
	switch x := v.(type) {
	case IntV:
		return new(big.Rat).SetInt64(int64(x)), true
	case MoneyV:
		return new(big.Rat).SetInt64(int64(x)), true
	case DecimalV:
		return x.r(), true
	default:
		return nil, false
	}
}

// result brings z into the type of n. The type check leaves three cases: a
// ratio of two amounts needs no scaling, an amount times or divided by a
// number is in 分 and is rounded half away from zero, and the rest is exact.
func (r *run) result(n *node, z *big.Rat) Value {
	switch n.typ.Kind {
	case Money:
		if m, ok := roundMoney(z); ok {
			return m
		}
	case Int:
		if z.IsInt() && z.Num().IsInt64() {
			return IntV(z.Num().Int64())
		}
	default:
		if z.Num().BitLen()+z.Denom().BitLen() <= maxBits {
			return DecimalV{z}
		}
	}
	return r.cannot(reasonRange, n)
}

// maxBits bounds the size of a decimal result; real ones need a few hundred.
const maxBits = 1 << 14
