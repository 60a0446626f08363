package process

import (
	"slices"
	"strings"

	"dandang/engine/guard"
)

// decisions compiles the decision tables, in the order of the file: a table may read those above it.
func (b *builder) decisions() {
	seen := map[string]text{}
	for i := range b.src.Decisions {
		key, s := b.src.Decisions[i].Key, &b.src.Decisions[i].Val
		b.name(seen, key, "判定表")
		t := Decision{
			ID: key.s, Name: or(s.Name.s, key.s), Hit: HitPolicy(s.Hit.s), Outputs: map[string]guard.Type{}, Pos: pos(key.n),
		}
		for j := range s.Rules {
			t.Rules = append(t.Rules, b.rule(&t, &s.Rules[j], j == len(s.Rules)-1))
		}
		for out, typ := range t.Outputs {
			if t.Hit == Collect {
				typ = guard.ListOf(typ)
			}
			b.scope.paths["decisions."+t.ID+"."+out] = typ
		}
		b.def.Decisions = append(b.def.Decisions, t)
	}
}

func (b *builder) rule(t *Decision, s *ruleSrc, last bool) Rule {
	r := Rule{When: b.condition(s.When), Give: map[string]*guard.Expr{}, Because: s.Because.s, Pos: pos(s.At.n)}
	if t.Hit == First && !s.When.set() && !last {
		b.errorAt(s.At.n, "dead-rule", "没有条件的规则请放在最后", "这条规则没有条件,后面的规则永远用不到")
	}
	for _, g := range s.Give {
		if len(t.Rules) == 0 {
			b.identifier(g.Key, "结果", false)
		}
		want, known := t.Outputs[g.Key.s]
		if !known {
			want = guard.T(guard.None)
		}
		e := b.value(g.Val, want)
		if e == nil {
			continue
		}
		r.Give[g.Key.s] = e
		switch {
		case known:
		case len(t.Rules) > 0 && len(t.Outputs) > 0:
			b.unknownName(g.Key, "结果", outputs(t), "第一条规则没有给出“%s”,各条规则给出的结果要一样", g.Key.s)
		default:
			typ := e.Type()
			typ.Options = nil // later rules may give other texts
			t.Outputs[g.Key.s] = typ
		}
	}
	return r
}

func outputs(t *Decision) []string {
	var names []string
	for name := range t.Outputs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// unknownName reports a name that nothing has, with the nearest one that something has.
func (b *builder) unknownName(t text, what string, names []string, format string, args ...any) {
	if mark := strings.IndexAny(t.s, "、，；"); mark >= 0 {
		b.errorAt(t.n, "unknown-name", "各项之间请用英文逗号并空一格", "“%s”里有中文标点", t.s)
		return
	}
	hint := "请先在“" + what + "”中写明,或改正名称"
	if near := nearest(t.s, names); near != "" {
		hint = "是不是“" + near + "”"
	} else if len(names) > 0 && len(names) <= 8 {
		hint = "现有的" + what + ":" + joined(names)
	}
	b.errorAt(t.n, "unknown-name", hint, format, args...)
}

func joined(names []string) string {
	s := ""
	for i, n := range names {
		if i > 0 {
			s += "、"
		}
		s += n
	}
	return s
}

// fieldGuards compiles what fields say in expressions, and refuses computed fields that go in a circle.
func (b *builder) fieldGuards() {
	computed := map[string]*guard.Expr{}
	for i := range b.src.Fields {
		f, s := &b.def.Fields[i], &b.src.Fields[i].Val
		if s.Required.expr != "" && b.aWord(s.Required.expr) {
			b.errorAt(s.Required.n, "not-bool", "请写 是、否,或一个条件", "这里应写是否必填,现在是“%s”", s.Required.expr)
		} else if s.Required.expr != "" {
			f.RequiredIf = b.guard(s.Required.n, s.Required.expr, guard.T(guard.Bool))
		}
		if !s.Computed.set() {
			continue
		}
		f.Computed = b.guard(s.Computed.n, s.Computed.s, f.GuardType())
		if f.Computed != nil {
			computed[f.ID] = f.Computed
		}
		if s.Default.set() || s.Required.set() {
			b.errorAt(s.Computed.n, "computed-entered", "请删去 默认 和 必填", "“%s”是算出来的,不能再写默认或必填", f.Name)
		}
		if f.Type == Files || f.Type == Table || f.Type == Persons || f.Type == Person || f.Type == Party {
			b.errorAt(s.Computed.n, "computed-type", "请改类型", "%s字段“%s”不能算出来", typeName(f.Type), f.Name)
		}
	}
	for i := range b.def.Fields {
		if id := b.def.Fields[i].ID; b.reachesItself(id, id, computed, map[string]bool{}) {
			b.errorAt(b.src.Fields[i].Val.Computed.n, "computed-cycle", "请去掉其中一处", "“%s”的计算最终用到了它自己", b.def.Fields[i].Name)
		}
	}
}

// reachesItself follows what computed fields read, through decision tables too.
func (b *builder) reachesItself(start, at string, computed map[string]*guard.Expr, seen map[string]bool) bool {
	for _, next := range b.readBy(computed[at]) {
		if next == start {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if b.reachesItself(start, next, computed, seen) {
				return true
			}
		}
	}
	return false
}

// readBy lists the fields that an expression reads, those that its decision tables read included. Tables read only
// tables above them, so this ends.
func (b *builder) readBy(e *guard.Expr) []string {
	if e == nil {
		return nil
	}
	var fields []string
	for _, path := range e.Reads() {
		path = CanonPath(path)
		root := b.fieldOf(path)
		if root != "decisions" {
			fields = append(fields, root)
			continue
		}
		for i := range b.def.Decisions {
			t := &b.def.Decisions[i]
			if !hasPrefixPart(path, "decisions."+t.ID) {
				continue
			}
			for _, r := range t.Rules {
				fields = append(fields, b.readBy(r.When)...)
				for _, g := range r.Give {
					fields = append(fields, b.readBy(g)...)
				}
			}
		}
	}
	return fields
}

func hasPrefixPart(path, prefix string) bool {
	return path == prefix || len(path) > len(prefix) && path[:len(prefix)] == prefix && path[len(prefix)] == '.'
}
