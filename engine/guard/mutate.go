package guard

import (
	"math/big"
	"strings"
)

// mutantSlack lets a mutant be a little longer than what an owner may write.
const mutantSlack = 200

// Negate is the expression that holds exactly when e does not, and is unknown
// when e is. Only a Bool expression can be negated; others are returned as they
// are.
func (e *Expr) Negate() *Expr {
	if e.root.typ.Kind != Bool {
		return e
	}
	src := (&printer{zh: e.zh}).word(OpNot) + " (" + e.src + ")"
	if negated, _ := compile(src, e.scope, e.want, maxRunes+mutantSlack); negated != nil {
		return negated
	}
	// Too deep to be written down: keep the columns of e's own source.
	root := &node{op: OpNot, args: []*node{e.root}, typ: T(Bool), from: e.root.from, to: e.root.to}
	return &Expr{src: src, root: root, scope: e.scope, want: e.want, reads: e.reads, zh: e.zh}
}

// Nudges is the variants of e in which one literal number is moved by its
// smallest step, down and up: 分 for money, 1 for whole numbers, the last
// written place for decimals; and those in which latest is earliest and the
// other way round. Variants that do not compile are left out.
func (e *Expr) Nudges() []*Expr {
	var out []*Expr
	var walk func(*node)
	walk = func(n *node) {
		if n.number() {
			for _, step := range []int64{-1, 1} {
				if v := e.replace(n, nudged(n, step)); v != nil {
					out = append(out, v)
				}
			}
		}
		if other := swapped[n.op]; other != "" {
			if v := e.replace(&node{from: n.from, to: n.from + len(n.op)}, string(other)); v != nil {
				out = append(out, v)
			}
		}
		for _, a := range n.args {
			walk(a)
		}
	}
	walk(e.root)
	return out
}

// nudged is the literal n moved by step smallest steps, as source text.
func nudged(n *node, step int64) string {
	places := 0
	if _, frac, ok := strings.Cut(n.raw, "."); ok {
		places = len(frac)
	}
	if n.typ.Kind == Money {
		places = 2
	}
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	moved, ok := new(big.Rat).SetString(n.raw)
	if !ok {
		return n.raw
	}
	moved.Add(moved, unit.Quo(big.NewRat(step, 1), unit))
	text := moved.FloatString(places)
	if n.typ.Kind == Money {
		text = strings.TrimSuffix(text, ".00")
	}
	return text
}

// replace is e with the source of n replaced by text, nil if that is no longer
// a valid expression.
func (e *Expr) replace(n *node, text string) *Expr {
	runes := []rune(e.src)
	src := string(runes[:n.from]) + text + string(runes[n.to:])
	changed, _ := compile(src, e.scope, e.want, maxRunes+mutantSlack)
	return changed
}
