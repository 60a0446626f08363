package guard

import (
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
		if bound, ok := err.(*file.Error); ok { //nolint:errorlint // the parser returns it unwrapped
			t = b.tokenAt(bound.Location)
		}
		ps.addf(t.from, t.to, "请检查前后的运算符和括号", "这里看不明白“%s”", t.text)
		return nil
	}
	return b.build(tree.Node)
}

// tokenAt is the token at a location of the parser's text.
func (b *builder) tokenAt(loc file.Location) token {
	found := 0
	for i, start := range b.starts {
		if start <= loc.From {
			found = i
		}
	}
	return b.tokens[found]
}

// next is the token after t.
func (b *builder) next(t token) token {
	for i := range b.tokens[:len(b.tokens)-1] {
		if b.tokens[i] == t {
			return b.tokens[i+1]
		}
	}
	return t
}

// build converts one node. The allow-list is the cases of this switch.
func (b *builder) build(n ast.Node) *node {
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return b.leaf(b.tokenAt(n.Location()))
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
		t := b.tokenAt(n.Location())
		b.ps.addf(t.from, t.to, "", "条件中不能使用这种写法“%s”", t.text)
		return &node{op: OpLiteral, bad: true, from: t.from, to: t.to}
	}
}

// group is an operation that spans its arguments.
func (b *builder) group(op Op, args ...*node) *node {
	return b.balance(&node{op: op, args: args, from: args[0].from, to: args[len(args)-1].to})
}

// balance widens the span of n over the parentheses around its first and last
// operand, which the parser does not keep.
func (b *builder) balance(n *node) *node {
	depth, low, first, last := 0, 0, -1, -1
	for i, t := range b.tokens {
		if t.from < n.from || t.to > n.to {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		switch {
		case t.is("("), t.is("["):
			depth++
		case t.is(")"), t.is("]"):
			depth--
			low = min(low, depth)
		}
	}
	for ; low < 0 && first > 0; low++ {
		first--
		n.from = b.tokens[first].from
		depth++
	}
	for ; depth > 0 && last+1 < len(b.tokens); depth-- {
		last++
		n.to = b.tokens[last].to
	}
	return n
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
	at := b.tokenAt(n.Location())
	from := min(at.from, arg.from)
	switch {
	case n.Operator == "not":
		return b.balance(&node{op: OpNot, args: []*node{arg}, from: from, to: arg.to})
	case arg.number() && !strings.HasPrefix(arg.raw, "-") && b.next(at).from == arg.from:
		arg.raw, arg.from = "-"+arg.raw, from
		return arg
	default:
		return b.balance(&node{op: OpNeg, args: []*node{arg}, from: from, to: arg.to})
	}
}

func (b *builder) binary(n *ast.BinaryNode) *node {
	left, right := b.build(n.Left), b.build(n.Right)
	switch op := Op(n.Operator); op {
	case OpAnd, OpOr:
		if left.op == op { // a and b and c is one operation of three
			left.args = append(left.args, right)
			left.to = right.to
			return b.balance(left)
		}
		return b.group(op, left, right)
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe, OpIn, OpAdd, OpSub, OpMul, OpDiv:
		return b.group(op, left, right)
	default: // the parser writes && for a chain, which our scanner never emits
		t := b.tokenAt(n.Location())
		whole := b.group(OpLt, left, right)
		b.ps.add(whole.from, whole.to, "不能连写比较", "请拆成两个条件,用 and(或 且)连接,如 1 < a and a < 2")
		return &node{op: OpLiteral, bad: true, from: t.from, to: t.to}
	}
}

// bracketed is a list or call that starts at loc; it ends at its bracket.
func (b *builder) bracketed(op Op, loc file.Location, nodes []ast.Node) *node {
	out := &node{op: op}
	first := b.tokenAt(loc)
	out.from = first.from
	out.to = b.closer(loc).to
	for _, arg := range nodes {
		out.args = append(out.args, b.build(arg))
	}
	return out
}

// closer is the bracket that closes the first one opened at or after loc.
func (b *builder) closer(loc file.Location) token {
	depth := 0
	for i, t := range b.tokens {
		if b.starts[i] < loc.From {
			continue
		}
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
	name := b.tokenAt(n.Callee.Location())
	out := b.bracketed(OpCall, n.Callee.Location(), n.Arguments)
	out.path = name.text
	return b.function(out, name)
}
