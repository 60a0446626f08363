package guard

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// node is one operation of a compiled expression.
type node struct {
	op       Op
	args     []*node
	val      Value  // OpLiteral
	path     string // OpPath; of OpCall the name that is not known
	raw      string // OpLiteral number: its digits as written, sign included
	typ      Type
	bad      bool // has no type because of a problem that is reported
	from, to int  // runes of the source
}

// number reports a literal number, whose type can still follow its use.
func (n *node) number() bool { return n.op == OpLiteral && n.raw != "" }

func (n *node) textLiteral() (string, bool) {
	t, ok := n.val.(TextV)
	return string(t), ok && n.op == OpLiteral
}

// builder turns the parser's tree into ours.
type builder struct {
	tokens []token
	starts []int // rune offset of each token in the text given to the parser
	ps     *problems
}

// parse builds the tree of tokens that passed the grammar; nil after a problem.
//
// Every leaf is handed to the parser as a placeholder "_<index>". So literals
// keep their source text, no name can collide with a keyword or builtin of the
// parser's language, and a place in the parser's text is a token of ours.
func parse(tokens []token, ps *problems) *node {
	b := &builder{tokens: tokens, starts: make([]int, len(tokens)), ps: ps}
	var text strings.Builder
	runes := 0
	for i, t := range tokens {
		part := t.text
		if t.leaf() {
			part = "_" + strconv.Itoa(i)
		}
		b.starts[i] = runes
		text.WriteString(part)
		text.WriteByte(' ')
		runes += utf8.RuneCountInString(part) + 1
	}
	tree, err := parser.Parse(text.String())
	if err != nil {
		t := tokens[0]
		if bound := (*file.Error)(nil); errors.As(err, &bound) {
			t = tokens[b.tokenAt(bound.Location)]
		}
		ps.addf(t.from, t.to, "请检查前后的运算符和括号", "这里看不明白“%s”", t.text)
		return nil
	}
	return b.build(tree.Node)
}

// tokenAt is the index of the token at a location of the parser's text.
func (b *builder) tokenAt(loc file.Location) int {
	i, found := slices.BinarySearch(b.starts, loc.From)
	if !found && i > 0 {
		i--
	}
	return min(i, len(b.tokens)-1)
}

// after is the index of the first token at or after a rune of the source.
func (b *builder) after(at int) int {
	i, _ := slices.BinarySearchFunc(b.tokens, at, func(t token, at int) int { return t.from - at })
	return i
}

// build converts one node. The allow-list is the cases of this switch.
func (b *builder) build(n ast.Node) *node {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return b.leaf(b.tokens[b.tokenAt(n.Location())])
	case *ast.UnaryNode:
		return b.unary(n)
	case *ast.BinaryNode:
		return b.binary(n)
	case *ast.ConditionalNode:
		return b.group(OpIf, b.build(n.Cond), b.build(n.Exp1), b.build(n.Exp2))
	case *ast.ArrayNode:
		return b.bracketed(OpList, n.Location(), n.Nodes)
	case *ast.CallNode:
		return b.call(n)
	default:
		t := b.tokens[b.tokenAt(n.Location())]
		b.ps.addf(t.from, t.to, "", "条件中不能使用这种写法“%s”", t.text)
		return &node{op: OpLiteral, bad: true, from: t.from, to: t.to}
	}
}

// group is an operation that spans its arguments.
func (b *builder) group(op Op, args ...*node) *node {
	n := &node{op: op, args: args[:1:1], from: args[0].from, to: args[0].to}
	for _, a := range args[1:] {
		b.extend(n, n.to, a)
	}
	return n
}

// extend appends an operand to n and widens its span over the parentheses
// around its first and last operand, which the parser does not keep. Operands
// are balanced in themselves, so only the tokens from gap to the new one count.
func (b *builder) extend(n *node, gap int, arg *node) {
	n.args = append(n.args, arg)
	n.from, n.to = min(n.from, arg.from), max(n.to, arg.to)
	open, lacking := 0, 0 // closing brackets still to come; opening ones before n
	for i := b.after(gap); i < len(b.tokens) && b.tokens[i].from < arg.from; i++ {
		switch {
		case b.tokens[i].is("("):
			open++
		case b.tokens[i].is(")") && open > 0:
			open--
		case b.tokens[i].is(")"):
			lacking++
		}
	}
	for first := b.after(n.from) - 1; lacking > 0 && first >= 0; lacking-- {
		n.from = b.tokens[first].from
		first--
	}
	for last := b.after(n.to); open > 0 && last < len(b.tokens); open-- {
		n.to = b.tokens[last].to
		last++
	}
}

func (b *builder) leaf(t token) *node {
	n := &node{op: OpLiteral, from: t.from, to: t.to}
	switch t.kind {
	case tkNumber:
		n.raw = t.text
	case tkText:
		n.val, n.typ = TextV(t.text), T(Text)
	case tkBool:
		n.val, n.typ = BoolV(t.text == "true"), T(Bool)
	default:
		n.op, n.path = OpPath, t.text
	}
	return n
}

func (b *builder) unary(n *ast.UnaryNode) *node {
	arg := b.build(n.Node)
	i := b.tokenAt(n.Location())
	at := b.tokens[i]
	switch {
	case at.is("not in"): // arg is the whole "a in b"
		return &node{op: OpNot, args: []*node{arg}, from: arg.from, to: arg.to}
	case n.Operator == "not":
		out := &node{op: OpNot, from: at.from, to: at.to}
		b.extend(out, at.to, arg)
		return out
	case arg.number() && arg.raw[0] != '-' && b.tokens[i+1].from == arg.from:
		arg.raw, arg.from = "-"+arg.raw, at.from
		return arg
	default:
		out := &node{op: OpNeg, from: at.from, to: at.to}
		b.extend(out, at.to, arg)
		return out
	}
}

func (b *builder) binary(n *ast.BinaryNode) *node {
	op, right := Op(n.Operator), n.Right
	switch op {
	case OpAnd, OpOr, OpEq, OpNe, OpLt, OpLe, OpGt, OpGe, OpIn, OpAdd, OpSub, OpMul, OpDiv:
	default:
		// The parser writes a < b < c as a < b && b < c, which our scanner never
		// emits. The shared b must be built once only: each level of nesting
		// would double the work.
		op = opChain
		if last, ok := n.Right.(*ast.BinaryNode); ok {
			right = last.Right
		}
	}
	left, last := b.build(n.Left), b.build(right)
	if left.op == op && (op == OpAnd || op == OpOr || op == opChain) {
		b.extend(left, left.to, last) // a and b and c is one operation of three
		return left
	}
	return b.group(op, left, last)
}

// bracketed is a list or call that starts at loc; it ends at its bracket.
func (b *builder) bracketed(op Op, loc file.Location, nodes []ast.Node) *node {
	out := &node{op: op}
	first := b.tokenAt(loc)
	out.from, out.to = b.tokens[first].from, b.closer(first).to
	for _, arg := range nodes {
		out.args = append(out.args, b.build(arg))
	}
	return out
}

// closer is the bracket that closes the first one opened at or after token i.
func (b *builder) closer(i int) token {
	depth := 0
	for _, t := range b.tokens[i:] {
		switch {
		case t.is("("), t.is("["):
			depth++
		case t.is(")"), t.is("]"):
			if depth--; depth == 0 {
				return t
			}
		}
	}
	return b.tokens[len(b.tokens)-1]
}

func (b *builder) call(n *ast.CallNode) *node {
	name := b.tokens[b.tokenAt(n.Callee.Location())]
	out := b.bracketed(OpCall, n.Callee.Location(), n.Arguments)
	out.path = name.text
	return b.function(out, name)
}
