package guard

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// join is the type of either of two types that unify.
func join(a, b Type) Type {
	if a.Kind == Int && b.Kind == Decimal {
		return b
	}
	if a.Kind == Text && !slices.Equal(a.Options, b.Options) {
		return T(Text)
	}
	return a
}

// unify makes a and b comparable, giving literals the type of the other side,
// or reports at b why they are not.
func (c *checker) unify(a, b *node) bool {
	if a.bad || b.bad {
		return false
	}
	c.coerce(b, a.typ)
	if !b.bad {
		c.coerce(a, b.typ)
	}
	if a.bad || b.bad {
		return false
	}
	same := a.typ.Kind == b.typ.Kind || a.typ.numeric() && b.typ.numeric()
	if !same {
		c.fail(b, mismatchHint(a, b), "%s“%s”与%s“%s”类型不同", b.typ, b, a.typ, a)
	}
	return same
}

// mismatchHint says what to write where the types of a and b differ.
func mismatchHint(a, b *node) string {
	if b.op != OpLiteral && a.op == OpLiteral {
		a, b = b, a
	}
	text, isText := b.textLiteral()
	switch {
	case isText && (a.typ.numeric() || a.typ.Kind == Money):
		return "数字不要加引号"
	case isText && a.typ.Kind == Bool:
		return "请写 true 或 false"
	case b.number() && a.typ.Kind == Text:
		return fmt.Sprintf("文字请加英文双引号 \"%s\"", b.raw)
	case b.number() && (a.typ.Kind == Date || a.typ.Kind == Instant):
		return `日期请写成 "2026-01-31"`
	case a.typ.Kind == Money && b.typ.numeric(), a.typ.numeric() && b.typ.Kind == Money:
		return "只有直接写出的数字才按元理解"
	case a.typ.Kind == Date && b.typ.Kind == Instant, a.typ.Kind == Instant && b.typ.Kind == Date:
		return "日期和时间请用 days_between(开始, 结束) 比较"
	case a.typ.Kind == Record:
		return "请比较其中的一项,如 " + a.String() + ".id"
	case a.typ.Kind == List:
		return fmt.Sprintf("请写成 \"%s\" in %s", text, a)
	default:
		return ""
	}
}

// untyped reports a number made of literals only, which may become money.
func untyped(n *node) bool {
	switch n.op {
	case OpLiteral:
		return n.number() && n.typ.Kind != Money
	case OpIf:
		return untyped(n.args[1]) && untyped(n.args[2])
	case OpNeg, OpAdd, OpSub, OpMin, OpMax:
		return !slices.ContainsFunc(n.args, func(a *node) bool { return !untyped(a) })
	default:
		return false
	}
}

// coerce gives a literal, or an expression of literals, the type its use asks
// for: yuan as money, "2026-01-01" as a date, a text as one of the options.
func (c *checker) coerce(n *node, want Type) {
	text, isText := n.textLiteral()
	switch {
	case n.bad:
	case n.op == OpList && want.Kind == List && want.Elem != nil:
		for _, a := range n.args {
			c.coerce(a, *want.Elem)
			n.bad = n.bad || a.bad
		}
		n.typ = ListOf(n.args[0].typ)
	case want.Kind == Money && n.typ.numeric() && untyped(n):
		c.toMoney(n)
	case n.op == OpIf && (n.typ.Kind == Text || want.Kind == Text && len(want.Options) > 0):
		c.coerce(n.args[1], want)
		c.coerce(n.args[2], want)
		if n.bad = n.args[1].bad || n.args[2].bad; !n.bad {
			n.typ = join(n.args[1].typ, n.args[2].typ)
		}
	case isText && want.Kind == Text:
		c.option(n, text, want.Options)
	case isText && want.Kind == Date:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			c.fail(n, `请写成 "2026-01-31"`, "日期“%s”写得不对", text)
		}
		n.val, n.typ = DateV(text), T(Date)
	case isText && want.Kind == Instant:
		c.toInstant(n, text)
	}
}

// toMoney reads the literals of n as yuan.
func (c *checker) toMoney(n *node) {
	n.typ = T(Money)
	args := n.args
	if n.op == OpIf {
		args = args[1:]
	}
	for _, a := range args {
		c.toMoney(a)
		n.bad = n.bad || a.bad
	}
	if n.op != OpLiteral {
		return
	}
	m, err := ParseMoney(n.raw)
	if err != nil {
		c.fail(n, "", "“%s”与金额一起使用时按元理解,%v", n.raw, err)
		return
	}
	n.val = m
}

// toInstant reads a day (its first moment) or a minute in Asia/Shanghai.
func (c *checker) toInstant(n *node, text string) {
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(layout, text, shanghai); err == nil {
			n.val, n.typ = InstantV(at.UnixMilli()), T(Instant)
			return
		}
	}
	c.fail(n, `请写成 "2026-01-31 08:30"`, "时间“%s”写得不对", text)
}

// option checks a text against the closed set of a choice.
func (c *checker) option(n *node, text string, options []string) {
	if len(options) == 0 || slices.Contains(options, text) {
		return
	}
	hint := "可选:" + strings.Join(options, "、")
	if near := nearest(text, options); len(near) > 0 {
		hint = "是不是“" + near[0] + "”;" + hint
	}
	c.fail(n, hint, "没有选项“%s”", text)
}

// compares reports a comparison or membership, whose operands may be options.
func (c *checker) compares(n *node) bool { return n.op == OpEq || n.op == OpNe || n.op == OpIn }

// unquotedOptions reports a bare option (cause == 因公牺牲) as the missing
// quotation marks it is, before it is taken for an unknown name.
func (c *checker) unquotedOptions(n *node) {
	if n.bad || len(n.args) != 2 || n.args[0].op != OpPath {
		return
	}
	t, _ := c.scope.Lookup(n.args[0].path)
	if t.Kind != Text {
		return
	}
	bare := n.args[1:]
	if n.args[1].op == OpList {
		bare = n.args[1].args
	}
	for _, b := range bare {
		if _, known := c.scope.Lookup(b.path); b.op != OpPath || known || !slices.Contains(t.Options, b.path) {
			continue
		}
		c.fail(b, fmt.Sprintf("请改为 \"%s\"", b.path), "选项“%s”没有加引号", b.path)
	}
}
