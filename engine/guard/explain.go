package guard

import "strings"

// explainer tells in Chinese why a condition does not hold.
type explainer struct {
	run   run
	label func(path string) string
}

// Explain is one Chinese line that says why the condition does not hold in env,
// or what is missing to decide it; "" if it holds. Paths appear as they are
// written; see ExplainWith.
func (e *Expr) Explain(env Env) string { return e.ExplainWith(env, nil) }

// ExplainWith is Explain with the names that readers know: label gives the name
// of a path, "" to keep the path. The values that the expression reads appear
// in the line, so the caller must be allowed to show them.
func (e *Expr) ExplainWith(env Env, label func(path string) string) string {
	x := &explainer{run: run{env: env}, label: label}
	truth, unknown := e.Test(env)
	switch truth {
	case Yes:
		return ""
	case No:
		return x.why(e.root, false)
	default:
		return x.missing(unknown)
	}
}

// missing says what an unknown result waits for.
func (x *explainer) missing(unknown Unknown) string {
	var names []string
	for _, path := range unknown.Paths() {
		names = append(names, x.path(path))
	}
	parts := unknown.Reasons()
	if len(names) > 0 {
		parts = append([]string{"缺少:" + strings.Join(names, "、")}, parts...)
	}
	if len(parts) == 0 {
		return "不能判断"
	}
	return strings.Join(parts, ";")
}

// path is the name of a path for readers.
func (x *explainer) path(path string) string {
	name, before := strings.CutPrefix(path, previousPrefix)
	if x.label != nil {
		if l := x.label(name); l != "" {
			name = l
		}
	}
	if before {
		return "原" + name
	}
	return name
}

// truth is what n is in this environment.
func (x *explainer) truth(n *node) (value, known bool) {
	x.run.unknown = nil
	b, ok := x.run.eval(n).(BoolV)
	return bool(b), ok
}

// why says why n has the value got.
func (x *explainer) why(n *node, got bool) string {
	switch n.op {
	case OpAnd, OpOr:
		return x.several(n, got)
	case OpNot:
		return x.why(n.args[0], !got)
	case OpIf:
		if cond, ok := x.truth(n.args[0]); ok && !cond {
			return x.why(n.args[2], got)
		}
		return x.why(n.args[1], got)
	case OpEq, OpNe, OpLt, OpLe, OpGt, OpGe:
		return x.comparison(n, got)
	case OpIn:
		return x.operand(n.args[0]) + pick(got, " 属于 ", " 不属于 ") + x.operand(n.args[1])
	case OpGiven:
		return x.path(n.args[0].path) + pick(got, " 已填", " 未填")
	case OpLiteral:
		return "条件恒为" + n.val.String()
	default:
		return x.operand(n)
	}
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// several names the operands that decided: each false one of an and, or every
// one of an or; and the other way round for what should not hold.
func (x *explainer) several(n *node, got bool) string {
	var parts []string
	for _, a := range n.args {
		if b, ok := x.truth(a); ok && b == got {
			parts = append(parts, x.why(a, got))
		}
	}
	all := (n.op == OpOr) != got
	return strings.Join(parts, pick(all && len(parts) > 1, ",且", ";"))
}

// comparison names both sides: 申请金额 30000.00 不满足 <= 20000.00.
func (x *explainer) comparison(n *node, got bool) string {
	return x.operand(n.args[0]) + pick(got, " 满足 ", " 不满足 ") + string(n.op) + " " + x.operand(n.args[1])
}

// operand is a value with the name it goes by.
func (x *explainer) operand(n *node) string {
	switch n.op {
	case OpLiteral:
		return quoted(n.val)
	case OpList:
		parts := make([]string, len(n.args))
		for i, a := range n.args {
			parts[i] = x.operand(a)
		}
		return "[" + strings.Join(parts, "、") + "]"
	default:
	}
	x.run.unknown = nil
	v := x.run.eval(n)
	return x.name(n) + " " + quoted(v)
}

// quoted sets texts off from the words around them.
func quoted(v Value) string {
	if t, ok := v.(TextV); ok {
		return "“" + string(t) + "”"
	}
	return show(v)
}

// name is what an operation is called: its label, or its expression with the
// labels put in.
func (x *explainer) name(n *node) string {
	switch n.op {
	case OpPath:
		return x.path(n.path)
	case OpLiteral, OpList:
		return x.operand(n)
	case OpLen:
		return x.name(n.args[0]) + "的个数"
	case OpDays:
		return x.name(n.args[0]) + "至" + x.name(n.args[1]) + "的天数"
	case OpPlusDays, OpPlusMonths, OpPlusYears:
		unit := map[Op]string{OpPlusDays: "日", OpPlusMonths: "个月", OpPlusYears: "年"}[n.op]
		return x.name(n.args[0]) + "加" + x.name(n.args[1]) + unit
	case OpSum:
		return x.name(n.args[0]) + "的合计"
	case OpLatest, OpEarliest:
		return x.name(n.args[0]) + pick(n.op == OpLatest, "中最晚的", "中最早的")
	case OpMin, OpMax:
		names := make([]string, len(n.args))
		for i, a := range n.args {
			names[i] = x.name(a)
		}
		return strings.Join(names, "与") + pick(n.op == OpMin, "中的较小者", "中的较大者")
	default:
		return x.labelled(n)
	}
}

// labelled is the expression of n with labels for its paths.
func (x *explainer) labelled(n *node) string {
	var relabel func(*node) *node
	relabel = func(n *node) *node {
		out := *n
		if n.op == OpPath {
			out.path = x.path(n.path)
		}
		out.args = make([]*node, len(n.args))
		for i, a := range n.args {
			out.args[i] = relabel(a)
		}
		return &out
	}
	return relabel(n).String()
}
