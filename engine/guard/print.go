package guard

import "strings"

// precedence of the operators, as the parser has them; higher binds tighter.
var precedence = map[Op]int{
	OpIf: 1, OpOr: 10, OpAnd: 15,
	OpEq: 20, OpNe: 20, OpLt: 20, OpLe: 20, OpGt: 20, OpGe: 20, OpIn: 20,
	OpAdd: 30, OpSub: 30, OpNot: 50, OpMul: 60, OpDiv: 60, OpNeg: 90,
}

const leafPrecedence = 1000

func (n *node) precedence() int {
	if n.op == OpNot && n.args[0].op == OpIn {
		return precedence[OpIn]
	}
	if p, ok := precedence[n.op]; ok {
		return p
	}
	return leafPrecedence
}

// String is the operation in canonical English spelling with as few
// parentheses as it needs.
func (n *node) String() string {
	var b strings.Builder
	n.print(&b)
	return b.String()
}

func (n *node) print(b *strings.Builder) {
	switch n.op {
	case OpLiteral:
		b.WriteString(n.literalText())
	case OpPath:
		b.WriteString(pathText(n.path))
	case OpList:
		printArgs(b, "[", n.args, "]")
	case OpNot:
		if in := n.args[0]; in.op == OpIn {
			in.args[0].printIn(b, precedence[OpIn]+1)
			b.WriteString(" not in ")
			in.args[1].printIn(b, precedence[OpIn]+1)
			return
		}
		b.WriteString("not ")
		n.args[0].printIn(b, leafPrecedence)
	case OpNeg:
		b.WriteString("-")
		n.args[0].printIn(b, leafPrecedence)
	case OpIf:
		n.args[0].printIn(b, precedence[OpIf]+1)
		b.WriteString(" ? ")
		n.args[1].printIn(b, precedence[OpIf]+1)
		b.WriteString(" : ")
		n.args[2].printIn(b, precedence[OpIf])
	case OpGiven, OpDays, OpMin, OpMax, OpLen:
		printArgs(b, string(n.op)+"(", n.args, ")")
	case OpCall:
		printArgs(b, n.path+"(", n.args, ")")
	default:
		for i, a := range n.args {
			if i > 0 {
				b.WriteString(" " + string(n.op) + " ")
				a.printIn(b, n.precedence()+1)
				continue
			}
			a.printIn(b, n.precedence())
		}
	}
}

// printIn prints n where only operators of at least prec need no parentheses.
func (n *node) printIn(b *strings.Builder, prec int) {
	if n.precedence() >= prec {
		n.print(b)
		return
	}
	printArgs(b, "(", []*node{n}, ")")
}

func printArgs(b *strings.Builder, open string, args []*node, closing string) {
	b.WriteString(open)
	for i, a := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.print(b)
	}
	b.WriteString(closing)
}

func pathText(path string) string {
	if rest, ok := strings.CutPrefix(path, previousPrefix); ok {
		return "previous(" + rest + ")"
	}
	return path
}

// literalText is the literal as it can be written in a source.
func (n *node) literalText() string {
	if n.raw != "" {
		return n.raw
	}
	switch v := n.val.(type) {
	case nil:
		return "?"
	case BoolV:
		if v {
			return "true"
		}
		return "false"
	case InstantV:
		return `"` + v.String() + `"`
	default:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.String()) + `"`
	}
}
