package scenario

import (
	"fmt"
	"strconv"

	"dandang/engine/guard"
	"dandang/engine/process"
)

// stateOf makes the mutants of one state.
func (m *maker) stateOf(i int) {
	s := &m.def.States[i]
	at := func(c *process.Definition) *process.State { return &c.States[i] }
	if s.Paused {
		m.add(s.ID, s.ID+" 不暂停计时", s.Pos.Line, func(c *process.Definition) { at(c).Paused = false })
	} else if !s.IsFinal && m.def.Deadline != nil && m.def.Starts[0].State != s.ID {
		m.add(s.ID, s.ID+" 暂停计时", s.Pos.Line, func(c *process.Definition) { at(c).Paused = true })
	}
	if s.Declared {
		m.add("", s.ID+" 不可指定进入", s.Pos.Line, func(c *process.Definition) { at(c).Declared = false })
	}
	if len(s.DeclaredFrom) > 0 {
		m.add("", s.ID+" 可指定进入 不限来处", s.Pos.Line, func(c *process.Definition) { at(c).DeclaredFrom = nil })
	}
	for j := range s.DeclaredFrom {
		m.add("", s.ID+" 可指定进入 去掉第"+strconv.Itoa(j+1)+"个来处", s.Pos.Line, func(c *process.Definition) {
			at(c).DeclaredFrom = without(at(c).DeclaredFrom, j)
		})
	}
	for j, f := range s.Edit.Fields {
		m.add(s.ID, s.ID+" 不可填"+f, s.Pos.Line, func(c *process.Definition) { at(c).Edit.Fields = without(at(c).Edit.Fields, j) })
	}
	for j := range s.Tasks {
		m.task(s, j, func(c *process.Definition) *process.Task { return &at(c).Tasks[j] })
	}
	m.branches(s.ID, s.ID+"/汇合", s.Join, func(c *process.Definition) []process.Branch { return at(c).Join })
	m.branches(s.ID, s.ID+"/自动", s.Auto, func(c *process.Definition) []process.Branch { return at(c).Auto })
	for j := range s.On {
		m.event(s.ID, s.ID+"/"+s.On[j].ID, &s.On[j], func(c *process.Definition) *process.Event { return &at(c).On[j] })
	}
	if s.After != nil {
		if s.After.On == "" {
			m.limit(s.ID, s.ID+"/到期", s.After.Pos.Line, s.After.Duration, func(c *process.Definition) *process.Limit { return &at(c).After.Duration })
		}
		m.branches(s.ID, s.ID+"/到期", s.After.Branches, func(c *process.Definition) []process.Branch { return at(c).After.Branches })
		m.add(s.ID, s.ID+"/到期 没有", s.After.Pos.Line, func(c *process.Definition) { at(c).After = nil })
		if s.After.From != "" {
			m.add(s.ID, s.ID+"/到期 从进入起算", s.After.Pos.Line, func(c *process.Definition) { at(c).After.From = "" })
		}
	}
	m.publish(s, at)
	m.duties(s, at)
}

// duties drops each limit across states, its conditions and its reminders, and moves it.
func (m *maker) duties(s *process.State, at func(*process.Definition) *process.State) {
	for j := range s.Duties {
		k := &s.Duties[j]
		id := s.ID + "/时限 " + k.ID
		spec := func(c *process.Definition) *process.DutyClock { return &at(c).Duties[j] }
		m.add("", id+" 没有", k.Pos.Line, func(c *process.Definition) { at(c).Duties = without(at(c).Duties, j) })
		m.limit("", id, k.Pos.Line, k.Due, func(c *process.Definition) *process.Limit { return &spec(c).Due })
		m.guard("", id+" 条件", k.Pos.Line, k.When, func(c *process.Definition, e *guard.Expr) { spec(c).When = e })
		for n := range k.Until {
			m.add("", id+" 不因"+k.Until[n]+"完成", k.Pos.Line, func(c *process.Definition) { spec(c).Until = without(spec(c).Until, n) })
		}
		if k.From != "" {
			m.add("", id+" 从进入起算", k.Pos.Line, func(c *process.Definition) { spec(c).From = "" })
		}
		for n := range k.Remind {
			m.add("", id+" 不提醒", k.Pos.Line, func(c *process.Definition) { spec(c).Remind = without(spec(c).Remind, n) })
		}
	}
}

func (m *maker) publish(s *process.State, at func(*process.Definition) *process.State) {
	p := s.Publish
	if p == nil {
		return
	}
	m.add(s.ID, s.ID+" 不公示", p.Pos.Line, func(c *process.Definition) { at(c).Publish = nil })
	for j, show := range p.Show {
		m.add(s.ID, s.ID+" 不公示"+show, p.Pos.Line, func(c *process.Definition) { at(c).Publish.Show = without(at(c).Publish.Show, j) })
	}
	if p.Audience == "unit" {
		m.add(s.ID, s.ID+" 公示到全市", p.Pos.Line, func(c *process.Definition) { at(c).Publish.Audience = "city" })
	}
}

// task makes the mutants of one task or parallel group.
func (m *maker) task(s *process.State, j int, at func(*process.Definition) *process.Task) {
	t := &s.Tasks[j]
	id := s.ID
	if t.Group != "" {
		id += "/" + t.Group
	}
	line := t.Pos.Line
	if t.Due != nil {
		m.limit(s.ID, id+" 期限", line, *t.Due, func(c *process.Definition) *process.Limit { return at(c).Due })
		m.add(s.ID, id+" 没有期限", line, func(c *process.Definition) { at(c).Due = nil })
	}
	for k := range t.For {
		if len(t.For) > 1 {
			m.add(s.ID, fmt.Sprintf("%s 办理人 去掉第%d项", id, k+1), line, func(c *process.Definition) { at(c).For = without(at(c).For, k) })
		}
		m.guard(s.ID, fmt.Sprintf("%s 办理人第%d项条件", id, k+1), line, t.For[k].When, func(c *process.Definition, e *guard.Expr) { at(c).For[k].When = e })
	}
	for k := range t.Not {
		m.add(s.ID, fmt.Sprintf("%s 不得由 去掉第%d项", id, k+1), line, func(c *process.Definition) { at(c).Not = without(at(c).Not, k) })
	}
	if o := t.OnPaper; o != nil {
		m.add(s.ID, id+" 没有代录", line, func(c *process.Definition) { at(c).OnPaper = nil })
		if len(o.Check) > 0 {
			m.add(s.ID, id+" 代录没有核对人", line, func(c *process.Definition) { at(c).OnPaper.Check = nil })
		}
	}
	if t.AtLeast > 0 {
		m.add(s.ID, id+" 至少 没有", line, func(c *process.Definition) { at(c).AtLeast = 0 })
		m.add(s.ID, id+" 至少 多一", line, func(c *process.Definition) { at(c).AtLeast++ })
	}
	if t.Duty != "" {
		m.add(s.ID, id+" 没有职责", line, func(c *process.Definition) { at(c).Duty = "" })
	}
	m.reminders(s.ID, id, t, at)
	if t.Extend != nil {
		m.limit(s.ID, id+" 延期", line, t.Extend.Amount, func(c *process.Definition) *process.Limit { return &at(c).Extend.Amount })
		m.add(s.ID, id+" 延期次数多一", line, func(c *process.Definition) { at(c).Extend.Times++ })
		m.add(s.ID, id+" 不可延期", line, func(c *process.Definition) { at(c).Extend = nil })
	}
	if t.Vote != nil {
		m.vote(s.ID, id, line, t.Vote, func(c *process.Definition) *process.Vote { return at(c).Vote })
	}
}

func (m *maker) reminders(state, id string, t *process.Task, at func(*process.Definition) *process.Task) {
	for k, before := range t.Remind {
		m.add(state, fmt.Sprintf("%s 第%d个提醒 没有", id, k+1), t.Pos.Line, func(c *process.Definition) { at(c).Remind = without(at(c).Remind, k) })
		for _, by := range []int{-1, 1} {
			if d, ok := moved(before, by); ok {
				m.add(state, fmt.Sprintf("%s 第%d个提醒 %s", id, k+1, sign(by)), t.Pos.Line, func(c *process.Definition) { at(c).Remind[k] = d })
			}
		}
	}
	for k := range t.Overdue {
		step := &t.Overdue[k]
		name := fmt.Sprintf("%s 超期第%d步", id, k+1)
		m.add(state, name+" 没有", step.Pos.Line, func(c *process.Definition) { at(c).Overdue = without(at(c).Overdue, k) })
		for _, by := range []int{-1, 1} {
			if d, ok := moved(step.After, by); ok && step.After.Amount > 0 {
				m.add(state, name+" "+sign(by), step.Pos.Line, func(c *process.Definition) { at(c).Overdue[k].After = d })
			}
		}
		for a := range step.Ask {
			m.add(state, name+" 不问"+step.Ask[a], step.Pos.Line, func(c *process.Definition) { at(c).Overdue[k].Ask = without(at(c).Overdue[k].Ask, a) })
		}
		if len(step.By) > 0 && step.Kind == "incident" {
			m.add(state, name+" 改交维护人", step.Pos.Line, func(c *process.Definition) { at(c).Overdue[k].By = nil })
		}
	}
}

// vote moves the thresholds and drops the special outcomes.
func (m *maker) vote(state, id string, line int, v *process.Vote, at func(*process.Definition) *process.Vote) {
	for _, th := range []struct {
		name string
		t    process.Threshold
		at   func(*process.Vote) *process.Threshold
	}{
		{"到会", v.Quorum, func(v *process.Vote) *process.Threshold { return &v.Quorum }},
		{"同意票", v.Pass, func(v *process.Vote) *process.Threshold { return &v.Pass }},
	} {
		if th.t.Den == 0 {
			continue
		}
		name := id + " " + th.name
		m.add(state, name+" 以上与超过互换", line, func(c *process.Definition) { t := th.at(at(c)); t.More = !t.More })
		for _, by := range []int64{-1, 1} {
			m.add(state, name+" 分子"+sign(int(by)), line, func(c *process.Definition) { th.at(at(c)).Num += by })
		}
		for _, base := range []string{"seats", "present"} {
			if base != th.t.Of {
				m.add(state, name+" 改以"+base+"为基数", line, func(c *process.Definition) { th.at(at(c)).Of = base })
			}
		}
	}
	if v.Tie != "" {
		m.add(state, id+" 平票 没有", line, func(c *process.Definition) { at(c).Tie = "" })
	}
	if v.NoQuorum != "" {
		m.add(state, id+" 人数不足 没有", line, func(c *process.Definition) { at(c).NoQuorum = at(c).No })
	}
	if v.SecondTie != "" {
		m.add(state, id+" 再次平票 没有", line, func(c *process.Definition) { at(c).SecondTie = "" })
	}
	if v.Roster != "" {
		m.add(state, id+" 名单 没有", line, func(c *process.Definition) { at(c).Roster = "" })
	}
	if v.Secret {
		m.add(state, id+" 不是无记名", line, func(c *process.Definition) { at(c).Secret = false })
	}
	if v.Close != "" {
		m.add(state, id+" 截止 没有", line, func(c *process.Definition) { at(c).Close = "" })
	}
	if v.On != "" {
		m.add(state, id+" 不对拟办意见表决", line, func(c *process.Definition) { at(c).On = "" })
	}
	if len(v.Chair) > 0 {
		m.add(state, id+" 主持人 没有", line, func(c *process.Definition) { at(c).Chair = nil })
	}
	if len(v.Confirm) > 0 {
		m.add(state, id+" 确认人 没有", line, func(c *process.Definition) { at(c).Confirm = nil })
	}
}

// event makes the mutants of one event.
func (m *maker) event(state, id string, e *process.Event, at func(*process.Definition) *process.Event) {
	line := e.Pos.Line
	m.guard(state, id+" 条件", line, e.When, func(c *process.Definition, x *guard.Expr) { at(c).When = x })
	if e.When != nil {
		m.add(state, id+" 没有条件", line, func(c *process.Definition) { at(c).When = nil })
	}
	if len(e.By) > 0 {
		m.add(state, id+" 由 去掉", line, func(c *process.Definition) { at(c).By = nil })
	}
	if e.OnPaper != nil {
		m.add(state, id+" 没有代录", line, func(c *process.Definition) { at(c).OnPaper = nil })
	}
	if e.Asked {
		m.add(state, id+" 不经询问", line, func(c *process.Definition) { at(c).Asked = false })
	}
	if len(e.Groups) > 0 {
		m.add(state, id+" 不分组", line, func(c *process.Definition) { at(c).Groups = nil })
	}
	if e.Kind == process.ToBack && !e.Restart {
		m.add(state, id+" 重新计时", line, func(c *process.Definition) { at(c).Restart = true })
	}
	for k, n := range e.Needs {
		name := n.Kind
		if n.Kind == "field" {
			name = n.Field
		}
		m.add(state, id+" 不需填"+name, line, func(c *process.Definition) { at(c).Needs = without(at(c).Needs, k) })
	}
	for k := range e.Do {
		m.add(state, id+" 没有效果"+effectName(&e.Do[k]), line, func(c *process.Definition) { at(c).Do = without(at(c).Do, k) })
		m.amount(state, id, line, &e.Do[k], func(c *process.Definition) *process.Effect { return &at(c).Do[k] })
	}
	m.branches(state, id, e.Branches, func(c *process.Definition) []process.Branch { return at(c).Branches })
}

func (m *maker) amount(state, id string, line int, e *process.Effect, at func(*process.Definition) *process.Effect) {
	m.nudges(state, id+" "+effectName(e), line, e.Amount, func(c *process.Definition, x *guard.Expr) { at(c).Amount = x })
	m.nudges(state, id+" "+effectName(e), line, e.Until, func(c *process.Definition, x *guard.Expr) { at(c).Until = x })
	m.nudges(state, id+" "+effectName(e), line, e.Value, func(c *process.Definition, x *guard.Expr) { at(c).Value = x })
}

// effectName tells effects of one event apart.
func effectName(e *process.Effect) string {
	switch e.Kind {
	case process.Issue:
		return " 出具" + e.Document
	case process.Reserve, process.Spend, process.Release, process.Refund:
		return fmt.Sprintf(" %s %s", e.Kind, e.Ledger)
	case process.Set:
		return " 设值" + e.Field
	case process.Flag:
		return " 标记" + e.Flag
	case process.Register:
		return " 登记" + e.Register
	default:
		return " " + string(e.Kind)
	}
}

// branches makes the mutants of guarded destinations: conditions, effects, and for a guarded list the order.
func (m *maker) branches(state, id string, list []process.Branch, at func(*process.Definition) []process.Branch) {
	for k := range list {
		b := &list[k]
		name := fmt.Sprintf("%s 去向%d", id, k+1)
		m.guard(state, name, b.Pos.Line, b.When, func(c *process.Definition, x *guard.Expr) { at(c)[k].When = x })
		if other := m.another(b.To, state); other != "" {
			m.add(state, name+" 改到"+other, b.Pos.Line, func(c *process.Definition) { at(c)[k].To = other })
		}
		if b.When != nil {
			m.add(state, name+" 没有条件", b.Pos.Line, func(c *process.Definition) { at(c)[k].When = nil })
		}
		for n := range b.Do {
			m.add(state, name+" 没有效果"+effectName(&b.Do[n]), b.Pos.Line, func(c *process.Definition) { at(c)[k].Do = without(at(c)[k].Do, n) })
			m.amount(state, name, b.Pos.Line, &b.Do[n], func(c *process.Definition) *process.Effect { return &at(c)[k].Do[n] })
		}
	}
}

// another is the first state that is neither of two.
func (m *maker) another(a, b string) string {
	for i := range m.def.States {
		if id := m.def.States[i].ID; id != a && id != b {
			return id
		}
	}
	return ""
}
