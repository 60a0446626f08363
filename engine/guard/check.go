package guard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// checker gives every node its type and reports what does not fit. A node with
// a reported problem is bad, and nothing is reported because of it again.
type checker struct {
	scope Scope
	ps    *problems
	zh    bool // the owner spells the word operators in Chinese
}

// fail reports a problem at n and makes it bad. Nodes and operators among args
// are shown in the spelling the owner uses.
func (c *checker) fail(n *node, hint, format string, args ...any) {
	for i, a := range args {
		switch a := a.(type) {
		case *node:
			args[i] = brief(a.text(c.zh))
		case Op:
			args[i] = (&printer{zh: c.zh}).word(a)
		}
	}
	c.ps.addf(n.from, n.to, hint, format, args...)
	n.bad = true
}

// brief cuts what is quoted in a message to a length that can be read.
func brief(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// check types n from its operands up.
func (c *checker) check(n *node) {
	if c.compares(n) {
		c.unquotedOptions(n)
	}
	for _, a := range n.args {
		if n.op != OpGiven || a.op == OpPath {
			c.check(a)
		}
	}
	if n.bad {
		return
	}
	switch n.op {
	case OpLiteral:
		c.literal(n)
	case OpPath:
		c.pathType(n)
	case OpList:
		c.list(n)
	case OpGiven:
		n.typ = T(Bool)
	case OpAnd, OpOr, OpNot:
		c.logic(n)
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe:
		c.comparison(n)
	case OpIn:
		c.membership(n)
	case OpIf:
		c.conditional(n)
	case opChain:
		c.fail(n, "请拆成两个条件,用 and(或 且)连接,如 1 < a and a < 2", "不能连写比较")
	case OpLen:
		c.length(n)
	case OpDays:
		c.days(n)
	case OpPlusDays, OpPlusMonths, OpPlusYears:
		c.shift(n)
	case OpSum, OpLatest, OpEarliest:
		c.aggregate(n)
	default:
		c.arithmetic(n)
	}
}

// spoiled marks n bad if one of its operands is; n then has no type.
func spoiled(n *node) bool {
	n.bad = n.bad || slices.ContainsFunc(n.args, func(a *node) bool { return a.bad })
	return n.bad
}

func (c *checker) literal(n *node) {
	if n.raw == "" {
		return // text and truth values are typed when built
	}
	if digits := strings.TrimPrefix(n.raw, "-"); len(digits) > 1 && digits[0] == '0' && digits[1] != '.' {
		c.fail(n, fmt.Sprintf("如果是编号,请加英文双引号 \"%s\"", digits), "整数不要以 0 开头")
	}
	if strings.Contains(n.raw, ".") {
		d, err := ParseDecimal(n.raw)
		if err != nil {
			c.fail(n, "", "数字“%s”写得不对:%v", n.raw, err)
		}
		n.val, n.typ = d, T(Decimal)
		return
	}
	i, err := strconv.ParseInt(n.raw, 10, 64)
	if err != nil {
		c.fail(n, "", "数字“%s”超出范围", n.raw)
	}
	n.val, n.typ = IntV(i), T(Int)
}

func (c *checker) pathType(n *node) {
	if t, ok := c.scope.Lookup(n.path); ok {
		n.typ = t
		return
	}
	name := strings.TrimPrefix(n.path, previousPrefix)
	if t, ok := c.scope.Lookup(name); ok && name != n.path {
		n.typ = t
		return
	}
	if r, ok := c.scope.(Refuser); ok {
		if msg, hint := r.Refuse(name); msg != "" {
			c.fail(n, hint, "%s", msg)
			return
		}
	}
	c.fail(n, c.nameHint(name), "没有字段或名称“%s”", name)
}

// nameHint says what an unknown name may have been meant to be.
func (c *checker) nameHint(name string) string {
	for _, word := range []string{"属于", "且", "或", "非"} {
		if i := strings.Index(name, word); i >= 0 {
			if _, ok := c.scope.Lookup(name[:i]); ok || i == 0 {
				return "“" + word + "”前后请各空一格"
			}
		}
	}
	switch name {
	case "nil", "null", "none", "空", "无":
		return "判断是否填写请用 given(字段)"
	case "是", "真", "yes", "on":
		return "请写 true"
	case "否", "假", "no", "off":
		return "请写 false"
	}
	if l, ok := c.scope.(Lister); ok {
		if near := nearest(name, l.Names()); len(near) > 0 {
			return "是不是 " + strings.Join(near, "、")
		}
	}
	if hint := refusedWords[name]; hint != "" {
		return hint
	}
	return "请核对名称;如果是文字,请加英文双引号"
}

func (c *checker) list(n *node) {
	if len(n.args) == 0 {
		c.fail(n, "请写出列表中的值", "列表是空的")
	}
	if spoiled(n) {
		return
	}
	for _, a := range n.args[1:] {
		if !c.unify(n.args[0], a) {
			n.bad = true
			return
		}
	}
	n.typ = ListOf(n.args[0].typ)
}

// logic checks and, or and not.
func (c *checker) logic(n *node) {
	n.typ = T(Bool)
	for _, a := range n.args {
		if a.bad || a.typ.Kind == Bool {
			continue
		}
		c.fail(a, c.logicHint(n, a), "“%s”是%s,不是条件,不能用在 %s 中", a, a.typ, n.op)
	}
	spoiled(n)
}

func (c *checker) logicHint(n, a *node) string {
	first := n.args[0]
	switch {
	case n.op == OpNot && a.op != OpLiteral:
		return fmt.Sprintf("%s 后面的比较请加括号,如 %[1]s (a == b)", (&printer{zh: c.zh}).word(OpNot))
	case n.op == OpOr && first.op == OpEq && a.op == OpLiteral && len(first.args) == 2:
		return "几个值之一请写 " + c.inList(first.args[0], first.args[1], a)
	case a.op == OpPath && a.typ.ordered():
		return "请写成完整的比较,如 " + a.String() + " > …"
	default:
		return "请写成完整的比较,如 a == b"
	}
}

// inList is "value in [items]" in the owner's spelling.
func (c *checker) inList(value *node, items ...*node) string {
	list := &node{op: OpList, args: items}
	return (&node{op: OpIn, args: []*node{value, list}}).text(c.zh)
}

func (c *checker) membership(n *node) {
	value, list := n.args[0], n.args[1]
	n.typ = T(Bool)
	if n.bad = value.bad || list.bad; value.bad || list.bad && list.op != OpList {
		return
	}
	switch {
	case list.op == OpList:
		for _, item := range list.args {
			n.bad = !c.unify(value, item) || n.bad
		}
		if !n.bad {
			list.typ = ListOf(list.args[0].typ)
		}
	case list.typ.Kind != List:
		c.fail(list, "请写成列表,如 "+c.inList(value, list), "“%s”是%s,不是列表", list, list.typ)
	case list.typ.Elem == nil:
		c.fail(list, "", "“%s”不能用在 in 中", list)
	default:
		item := &node{op: OpPath, path: list.path, typ: *list.typ.Elem, from: list.from, to: list.to}
		n.bad = !c.unify(value, item)
	}
	n.bad = n.bad || list.bad
}

func (c *checker) conditional(n *node) {
	cond, yes, no := n.args[0], n.args[1], n.args[2]
	if !cond.bad && cond.typ.Kind != Bool {
		c.fail(cond, "请写成完整的比较,如 a == b", "“?”前面的“%s”是%s,不是条件", cond, cond.typ)
	}
	if spoiled(n) || !c.unify(yes, no) {
		n.bad = true
		return
	}
	n.typ = join(yes.typ, no.typ)
}

func (c *checker) length(n *node) {
	n.typ = T(Int)
	if spoiled(n) {
		return
	}
	switch n.args[0].typ.Kind {
	case List, Files, Text:
	default:
		c.fail(n.args[0], "写法是 "+functions["len"].usage, "len 不能用于%s“%s”", n.args[0].typ, n.args[0])
		n.bad = true
	}
}

func (c *checker) days(n *node) {
	n.typ = T(Int)
	for _, a := range n.args {
		if a.bad {
			continue
		}
		c.coerce(a, T(Date))
		if k := a.typ.Kind; !a.bad && k != Date && k != Instant {
			c.fail(a, "写法是 "+functions["days_between"].usage, "“%s”是%s,不是日期", a, a.typ)
		}
	}
	spoiled(n)
}
