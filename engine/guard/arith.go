package guard

// comparison checks ==, !=, <, <=, > and >=.
func (c *checker) comparison(n *node) {
	n.typ = T(Bool)
	a, b := n.args[0], n.args[1]
	if !c.unify(a, b) {
		n.bad = true
		return
	}
	switch equality := n.op == OpEq || n.op == OpNe; {
	case equality && a.typ.Kind == Record:
		c.fail(n, "请比较其中的一项,如 "+a.String()+".id", "“%s”是记录,不能直接比较", a)
	case equality && a.typ.Kind == List:
		c.fail(n, "请用 值 in 列表 或 len(列表)", "“%s”是列表,不能直接比较", a)
	case equality && a.typ.Kind == Files:
		c.fail(n, "请用 given(附件) 或 len(附件)", "“%s”是附件,不能直接比较", a)
	case !equality && !a.typ.ordered():
		c.fail(n, "只有数字、金额、日期和时间能比较大小", "%s“%s”不能用 %s 比较", a.typ, a, n.op)
	}
}

// arithmetic checks + - * /, unary minus, min and max.
func (c *checker) arithmetic(n *node) {
	if spoiled(n) {
		return
	}
	c.earliest(n)
	for _, a := range n.args {
		if a.bad || !c.countable(n, a) {
			n.bad = true
			return
		}
	}
	switch n.op {
	case OpMul:
		c.product(n)
	case OpDiv:
		c.quotient(n)
	default: // operands of one type
		n.typ = n.args[0].typ
		for _, a := range n.args[1:] {
			if !c.unify(n.args[0], a) {
				n.bad = true
				return
			}
			n.typ = join(n.args[0].typ, join(a.typ, n.typ))
		}
		// A later operand may have made the first one money: align the others.
		for _, a := range n.args {
			c.coerce(a, n.typ)
			n.bad = n.bad || a.bad
		}
	}
}

// earliest reads the texts in min and max of days or moments as such.
func (c *checker) earliest(n *node) {
	for _, day := range n.args {
		if k := day.typ.Kind; (n.op == OpMin || n.op == OpMax) && (k == Date || k == Instant) {
			for _, a := range n.args {
				c.coerce(a, day.typ)
			}
		}
	}
}

// countable reports an operand that cannot be calculated with.
func (c *checker) countable(n, a *node) bool {
	dates := n.op == OpMin || n.op == OpMax
	switch k := a.typ.Kind; {
	case k == Int, k == Decimal, k == Money, dates && (k == Date || k == Instant):
		return true
	case k == Date, k == Instant:
		c.fail(a, "相隔天数请用 days_between(开始日期, 结束日期)", "%s“%s”不能加减乘除", a.typ, a)
	default:
		if _, ok := a.textLiteral(); ok {
			c.fail(a, "数字不要加引号", "文本“%s”不能参加计算", a)
		} else {
			c.fail(a, "", "%s“%s”不能参加计算", a.typ, a)
		}
	}
	return false
}

func (c *checker) product(n *node) {
	a, b := n.args[0].typ, n.args[1].typ
	switch {
	case a.Kind == Money && b.Kind == Money:
		c.fail(n, "金额只能乘以整数或小数", "金额不能乘以金额")
	case a.Kind == Money || b.Kind == Money:
		n.typ = T(Money)
	default:
		n.typ = join(a, b)
	}
}

func (c *checker) quotient(n *node) {
	a, b := n.args[0].typ, n.args[1].typ
	switch {
	case n.args[1].op == OpLiteral && isZero(n.args[1].val):
		c.fail(n, "", "不能除以零")
	case b.Kind == Money && a.Kind != Money:
		c.fail(n, "金额只能被金额、整数或小数除", "%s不能除以金额", a)
	case a.Kind == Money && b.Kind != Money:
		n.typ = T(Money)
	default:
		n.typ = T(Decimal)
	}
}

func isZero(v Value) bool {
	switch x := v.(type) {
	case IntV:
		return x == 0
	case MoneyV:
		return x == 0
	case DecimalV:
		return x.r().Sign() == 0
	default:
		return false
	}
}
