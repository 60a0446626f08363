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

// printer writes expressions with as few parentheses as they need.
type printer struct {
	strings.Builder
	zh bool // spell the word operators in Chinese
}

// String is the operation in canonical English spelling.
func (n *node) String() string { return n.text(false) }

// text is the operation as source, with Chinese word operators if zh.
func (n *node) text(zh bool) string {
	p := &printer{zh: zh}
	p.print(n)
	return p.String()
}

// word is the spelling of an operator.
func (p *printer) word(op Op) string {
	if zh, ok := chinese[string(op)]; ok && p.zh {
		return zh
	}
	return string(op)
}

func (p *printer) print(n *node) {
	switch n.op {
	case OpLiteral:
		p.WriteString(n.literalText())
	case OpPath:
		p.WriteString(pathText(n.path))
	case OpList:
		p.args("[", n.args, "]")
	case OpNot:
		p.not(n.args[0])
	case OpNeg:
		p.WriteString("-")
		if arg := n.args[0]; arg.number() && arg.raw[0] != '-' {
			p.args("(", n.args, ")") // -(2) is an operation, -2 a literal
		} else {
			p.within(arg, leafPrecedence)
		}
	case OpIf:
		p.within(n.args[0], precedence[OpIf]+1)
		p.WriteString(" ? ")
		p.within(n.args[1], precedence[OpIf]+1)
		p.WriteString(" : ")
		p.within(n.args[2], precedence[OpIf])
	case OpGiven, OpDays, OpMin, OpMax, OpLen, OpPlusDays, OpPlusMonths, OpPlusYears, OpSum, OpLatest, OpEarliest:
		p.args(string(n.op)+"(", n.args, ")")
	case OpCall:
		p.args(n.path+"(", n.args, ")")
	default:
		p.within(n.args[0], n.precedence())
		for _, a := range n.args[1:] {
			p.WriteString(" " + p.word(n.op) + " ")
			p.within(a, n.precedence()+1)
		}
	}
}

func (p *printer) not(arg *node) {
	if arg.op == OpIn {
		p.within(arg.args[0], precedence[OpIn]+1)
		p.WriteString(" " + p.word(OpNot) + " " + p.word(OpIn) + " ")
		p.within(arg.args[1], precedence[OpIn]+1)
		return
	}
	p.WriteString(p.word(OpNot) + " ")
	p.within(arg, leafPrecedence)
}

// within prints n where only operators of at least prec need no parentheses.
func (p *printer) within(n *node, prec int) {
	if n.precedence() >= prec {
		p.print(n)
		return
	}
	p.args("(", []*node{n}, ")")
}

func (p *printer) args(open string, args []*node, closing string) {
	p.WriteString(open)
	for i, a := range args {
		if i > 0 {
			p.WriteString(", ")
		}
		p.print(a)
	}
	p.WriteString(closing)
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
