package guard

import (
	"slices"
	"unicode/utf8"
)

// Expr is a compiled expression. It is immutable and may be used by several
// goroutines at once.
type Expr struct {
	src   string
	root  *node
	scope Scope
	want  Type
	reads []string
	zh    bool // the word operators are spelled in Chinese
}

// Compile parses and type-checks src against scope; the result must be of type
// want (Int where Decimal is wanted will do; Kind None accepts any type). It
// returns either an expression or at least one problem, and as many problems
// as can be found at once, ordered by column. Source longer than 2000 runes or
// nested deeper than 64 levels is refused before parsing.
func Compile(src string, scope Scope, want Type) (*Expr, []Problem) {
	return compile(src, scope, want, maxRunes)
}

func compile(src string, scope Scope, want Type, limit int) (*Expr, []Problem) {
	ps := &problems{}
	runes := []rune(src)
	if len(runes) > limit {
		ps.addf(limit, limit, "请拆成几个条件", "表达式太长:最多%d个字", maxRunes)
		return nil, ps.list
	}
	if !utf8.ValidString(src) {
		ps.add(0, 0, "文字编码不对", "请把文件存为 UTF-8")
		return nil, ps.list
	}
	s := &scanner{src: runes, ps: ps}
	s.scan()
	if len(s.tokens) == 0 && len(ps.list) == 0 {
		ps.add(0, 0, "表达式是空的", "")
	}
	g := &grammar{src: runes, tokens: s.tokens, ps: ps}
	if !g.check() || s.broken {
		return nil, ps.sorted()
	}
	tokens := slices.DeleteFunc(s.tokens, func(t token) bool { return t.text == "" && t.kind == tkOp })
	root := parse(tokens, ps)
	if root != nil {
		c := &checker{scope: scope, ps: ps, zh: s.zh}
		c.check(root)
		c.result(root, want)
	}
	if len(ps.list) > 0 {
		return nil, ps.sorted()
	}
	fold(root)
	return &Expr{src: src, root: root, scope: scope, want: want, reads: reads(root), zh: s.zh}, nil
}

// result checks that the whole expression is of the wanted type.
func (c *checker) result(root *node, want Type) {
	if root.bad || want.Kind == None {
		return
	}
	c.coerce(root, want)
	got := root.typ
	switch {
	case root.bad || got.Kind == want.Kind && want.Kind != List || want.Kind == Decimal && got.Kind == Int:
	case want.Kind == List && got.Kind == List:
		if want.Elem != nil && got.Elem != nil && want.Elem.Kind != got.Elem.Kind {
			c.fail(root, "", "这里需要%s,但“%s”是%s", want, root, got)
		}
	case want.Kind == Bool:
		c.fail(root, "请写成完整的比较,如 a == b", "这里需要一个条件,但“%s”是%s", root, got)
	default:
		c.fail(root, "", "这里需要%s,但“%s”是%s", want, root, got)
	}
}

// fold calculates what consists of literals only, such as the 1/2 of a quorum,
// once and for all. The tree keeps its shape.
func fold(n *node) (constant bool) {
	constant = n.op == OpLiteral
	if len(n.args) > 0 && n.op != OpGiven {
		constant = true
		for _, a := range n.args {
			constant = fold(a) && constant
		}
	}
	if constant && n.op != OpLiteral {
		r := run{}
		n.val = r.eval(n) // nil if it cannot be: then each Eval says why
	}
	return constant
}

// reads is the paths below n, sorted, each once.
func reads(n *node) []string {
	var paths []string
	var walk func(*node)
	walk = func(n *node) {
		if n.op == OpPath {
			paths = append(paths, n.path)
		}
		for _, a := range n.args {
			walk(a)
		}
	}
	walk(n)
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Eval is the value of the expression, or nil and the reasons why it is
// unknown. It never fails otherwise: a value of another type than the scope
// promised, a division by zero or an overflow makes the result unknown too.
func (e *Expr) Eval(env Env) (Value, Unknown) {
	r := run{env: env}
	v := r.eval(e.root)
	if v == nil {
		slices.Sort(r.unknown)
		return nil, slices.Compact(r.unknown)
	}
	if i, ok := v.(IntV); ok && e.want.Kind == Decimal {
		return decimalOf(i), nil
	}
	return v, nil
}

// Test is the truth of the expression, with the reasons if it is Unsure (see
// Unknown). An expression that is not Bool is Unsure, without reasons.
func (e *Expr) Test(env Env) (Truth, []string) {
	v, unknown := e.Eval(env)
	b, ok := v.(BoolV)
	switch {
	case !ok:
		return Unsure, unknown
	case bool(b):
		return Yes, nil
	default:
		return No, nil
	}
}

// Reads is the dotted paths the expression reads, sorted; previous(x) reads
// "previous.x". The caller owns the slice.
func (e *Expr) Reads() []string { return slices.Clone(e.reads) }

// String is the source as it was given.
func (e *Expr) String() string { return e.src }

// Type is what the expression yields.
func (e *Expr) Type() Type { return e.root.typ }

// Root is the tree of the expression.
func (e *Expr) Root() Node { return Node{e.root} }
