package scenario

import (
	"fmt"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// mutant is a procedure with one thing changed.
type mutant struct {
	Item
	state string // only stories that come by this state can notice; "" for what matters everywhere
	paper string // only stories in which this document was issued can notice; "" for what is not about one
	apply func(*process.Definition)
}

// mutants lists what can be changed in a procedure, in the order of the file. Each apply is given a deep copy.
func mutants(d *process.Definition) []mutant {
	m := &maker{def: d}
	m.params()
	m.whole()
	m.fields()
	m.tables()
	m.papers()
	for i := range d.States {
		m.stateOf(i)
	}
	for i := range d.Everywhere {
		e := &d.Everywhere[i]
		m.event("", "通用动作/"+e.ID, e, func(c *process.Definition) *process.Event { return &c.Everywhere[i] })
		for _, from := range e.From {
			m.add(from, "通用动作/"+e.ID+" 不适用于"+from, e.Pos.Line, func(c *process.Definition) {
				ev := &c.Everywhere[i]
				for k, s := range ev.From {
					if s == from {
						ev.From = without(ev.From, k)
						return
					}
				}
			})
		}
	}
	return m.list
}

type maker struct {
	def  *process.Definition
	list []mutant
}

func (m *maker) add(state, id string, line int, apply func(*process.Definition)) {
	m.list = append(m.list, mutant{Item: Item{id, line}, state: state, apply: apply})
}

// moved is a duration one unit longer or shorter; nothing is shorter than one.
func moved(d workday.Duration, by int) (workday.Duration, bool) {
	d.Amount += by
	return d, d.Amount >= 1 && !d.IsZero()
}

func sign(by int) string {
	if by < 0 {
		return "少一"
	}
	return "多一"
}

// params moves each value; a duration moves in every limit that names it.
func (m *maker) params() {
	for i := range m.def.Params {
		p := &m.def.Params[i]
		for _, by := range []int{-1, 1} {
			id := "参数/" + p.ID + " " + sign(by)
			if p.Value == nil {
				d, ok := moved(p.Duration, by)
				if ok {
					m.add("", id, p.Pos.Line, func(c *process.Definition) {
						c.Params[i].Duration = d
						eachLimit(c, func(l *process.Limit) {
							if l.Param == p.ID {
								l.Duration = d
							}
						})
					})
				}
				continue
			}
			if v := nudgeValue(p.Value, by); v != nil {
				m.add("", id, p.Pos.Line, func(c *process.Definition) { c.Params[i].Value = v })
			} else if by > 0 {
				if b, ok := p.Value.(guard.BoolV); ok {
					m.add("", "参数/"+p.ID+" 取反", p.Pos.Line, func(c *process.Definition) { c.Params[i].Value = !b })
				}
			}
		}
	}
}

func nudgeValue(v guard.Value, by int) guard.Value {
	switch v := v.(type) {
	case guard.MoneyV:
		return v + guard.MoneyV(by)
	case guard.IntV:
		return v + guard.IntV(by)
	default:
		return nil
	}
}

// eachLimit visits every limit of a procedure that may be changed in place.
func eachLimit(c *process.Definition, visit func(*process.Limit)) {
	if c.Deadline != nil {
		visit(c.Deadline)
	}
	for i := range c.States {
		s := &c.States[i]
		for j := range s.Tasks {
			if s.Tasks[j].Due != nil {
				visit(s.Tasks[j].Due)
			}
			if s.Tasks[j].Extend != nil {
				visit(&s.Tasks[j].Extend.Amount)
			}
		}
		if s.After != nil {
			visit(&s.After.Duration)
		}
		for j := range s.Duties {
			visit(&s.Duties[j].Due)
		}
	}
}

// limit moves a limit that is written on the spot, and drops it where that is possible.
func (m *maker) limit(state, id string, line int, l process.Limit, at func(*process.Definition) *process.Limit) {
	if l.Param != "" {
		return
	}
	for _, by := range []int{-1, 1} {
		if d, ok := moved(l.Duration, by); ok {
			m.add(state, id+" "+sign(by), line, func(c *process.Definition) { at(c).Duration = d })
		}
	}
}

// whole changes what is said of the procedure as a whole.
func (m *maker) whole() {
	d := m.def
	for i, p := range d.Parties {
		m.add("", "当事人 不含"+p, d.Pos.Line, func(c *process.Definition) { c.Parties = without(c.Parties, i) })
	}
	for i, u := range d.Unique {
		m.add("", "不得重复 不含"+u, d.Pos.Line, func(c *process.Definition) { c.Unique = without(c.Unique, i) })
	}
	if d.Deadline != nil {
		m.limit("", "总时限", d.Pos.Line, *d.Deadline, func(c *process.Definition) *process.Limit { return c.Deadline })
		m.add("", "总时限 没有", d.Pos.Line, func(c *process.Definition) { c.Deadline = nil })
	}
	if d.Number != nil {
		m.add("", "编号 没有", d.Number.Pos.Line, func(c *process.Definition) { c.Number = nil })
	}
	for i := range d.Roles {
		r := &d.Roles[i]
		if r.Scope != "city" {
			m.add("", "角色/"+r.ID+" 范围改为全市", r.Pos.Line, func(c *process.Definition) { c.Roles[i].Scope = "city" })
		}
	}
	for i := range d.Starts {
		s := &d.Starts[i]
		if s.Linked {
			m.add("", fmt.Sprintf("发起/%s 可以直接发起", s.State), s.Pos.Line, func(c *process.Definition) { c.Starts[i].Linked = false })
		}
		for j := range s.By {
			m.add("", fmt.Sprintf("发起/%s 由 去掉第%d项", s.State, j+1), s.Pos.Line, func(c *process.Definition) { c.Starts[i].By = without(c.Starts[i].By, j) })
		}
	}
}

// fields moves limits of values and drops demands.
func (m *maker) fields() {
	for i := range m.def.Fields {
		f := &m.def.Fields[i]
		id := "字段/" + f.ID
		add := func(what string, apply func(*process.Field)) {
			m.add("", id+" "+what, f.Pos.Line, func(c *process.Definition) { apply(&c.Fields[i]) })
		}
		for _, by := range []int{-1, 1} {
			if v := nudgeValue(f.Min, by); v != nil {
				add("最小"+sign(by), func(f *process.Field) { f.Min = v })
			}
			if v := nudgeValue(f.Max, by); v != nil {
				add("最大"+sign(by), func(f *process.Field) { f.Max = v })
			}
			if f.MinLen > 0 {
				add("最短"+sign(by), func(f *process.Field) { f.MinLen += by })
			}
			if f.MaxLen > 0 {
				add("最长"+sign(by), func(f *process.Field) { f.MaxLen += by })
			}
		}
		if f.Required {
			add("不必填", func(f *process.Field) { f.Required = false })
		}
		if f.Pattern != "" {
			add("没有样式", func(f *process.Field) { f.Pattern = "" })
		}
		if f.Default != nil {
			add("没有默认", func(f *process.Field) { f.Default = nil })
		}
		if f.Sensitive {
			add("不敏感", func(f *process.Field) { f.Sensitive = false })
		}
		for k, role := range f.See {
			add(role+"不可见", func(f *process.Field) { f.See = without(f.See, k) })
		}
		m.guard("", id+" 必填", f.Pos.Line, f.RequiredIf, func(c *process.Definition, e *guard.Expr) { c.Fields[i].RequiredIf = e })
		if f.RequiredIf != nil {
			add("不必填", func(f *process.Field) { f.RequiredIf = nil })
		}
		m.nudges("", id+" 计算", f.Pos.Line, f.Computed, func(c *process.Definition, e *guard.Expr) { c.Fields[i].Computed = e })
	}
}

// guard negates a condition and moves the numbers in it.
func (m *maker) guard(state, id string, line int, e *guard.Expr, set func(*process.Definition, *guard.Expr)) {
	if e == nil {
		return
	}
	m.add(state, id+" 取反", line, func(c *process.Definition) { set(c, e.Negate()) })
	m.nudges(state, id, line, e, set)
}

func (m *maker) nudges(state, id string, line int, e *guard.Expr, set func(*process.Definition, *guard.Expr)) {
	if e == nil {
		return
	}
	for _, n := range e.Nudges() {
		m.add(state, id+" 改为 "+n.String(), line, func(c *process.Definition) { set(c, n) })
	}
}

// tables negates, drops and swaps the rows of decision tables.
func (m *maker) tables() {
	for i := range m.def.Decisions {
		t := &m.def.Decisions[i]
		for j := range t.Rules {
			r := &t.Rules[j]
			id := fmt.Sprintf("判定表/%s 第%d行", t.ID, j+1)
			rules := func(c *process.Definition) []process.Rule { return c.Decisions[i].Rules }
			m.guard("", id, r.Pos.Line, r.When, func(c *process.Definition, e *guard.Expr) { rules(c)[j].When = e })
			for _, out := range sortedKeys(r.Give) {
				m.nudges("", id+" "+out, r.Pos.Line, r.Give[out], func(c *process.Definition, e *guard.Expr) { rules(c)[j].Give[out] = e })
			}
			m.add("", id+" 去掉", r.Pos.Line, func(c *process.Definition) { c.Decisions[i].Rules = without(rules(c), j) })
			if t.Hit == process.First && j+1 < len(t.Rules) {
				m.add("", id+" 与下一行对调", r.Pos.Line, func(c *process.Definition) {
					rules(c)[j], rules(c)[j+1] = rules(c)[j+1], rules(c)[j]
				})
			}
		}
	}
}
