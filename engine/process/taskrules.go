package process

import "slices"

// delegable settles whether a delegate may act on a task, and refuses it where nobody can vote for somebody else.
func (b *builder) delegable(t *Task, s *taskSrc) {
	t.Delegable = t.Mode != Ballot && b.def.Secrecy != Restricted
	if !s.StandIn.set() {
		return
	}
	t.Delegable = s.StandIn.v
	if v := t.Vote; t.Delegable && v != nil && (v.Secret || v.Held == "meeting") {
		b.errorAt(s.StandIn.n, "delegate-vote", "请删去“可委托”", "无记名票决和会议票决须本人到会、本人投票,不能写“可委托: 是”")
	}
}

// checkBatch: what is done for many cases at once is taken note of, not decided on (domain A00.9).
func (b *builder) checkBatch(s *State, t *Task, key text) {
	if !t.Batch {
		return
	}
	switch {
	case t.Mode == Ballot:
		b.errorAt(key.n, "batch-vote", "请删去“可批量”", "环节“%s”是票决,不能批量办理", s.Name)
	case t.Duty == Review || t.Duty == Approve:
		b.errorAt(key.n, "batch-duty", "可批量只用于阅知、归档,请删去", "环节“%s”是审核或审批,不能批量办理", s.Name)
	case !slices.ContainsFunc(b.def.EventsIn(s.ID), func(e *Event) bool {
		return len(e.Needs) == 0 && len(e.By) == 0 && len(e.From) == 0 && e.Kind != ToPick && !e.Asked && (len(e.Groups) == 0 || slices.Contains(e.Groups, t.Group))
	}):
		b.warnAt(key.n, "batch-nothing", "请删去“可批量”,或留一个不需填写的动作", "环节“%s”可批量,但每个动作都要填写内容", s.Name)
	}
}

// onPaper builds who may enter what was signed on paper, nil where nothing is written. What is restricted is done by who
// may know of it, and by nobody for him.
func (b *builder) onPaper(s *onpaperSrc) *OnPaper {
	if s == nil {
		return nil
	}
	o := &OnPaper{By: b.who(s.By, "代录"), Check: b.who(s.Check, "核对人"), Scan: s.Scan.s, Pos: pos(s.At.n)}
	if b.def.Secrecy == Restricted {
		b.errorAt(s.At.n, "paper-restricted", "请删去“代录”", "限制知悉的流程由本人办理,不能代录")
	}
	if f := b.fieldRef(s.Scan); f != nil && (f.Type != Files || f.Filled == "" || f.Sealed) {
		b.errorAt(s.Scan.n, "paper-scan", "请改用类型为附件、写了“填写: 系统”、不密封的字段", "“%s”不能放代录的扫描件:它须是附件,且只由代录填写", f.Name)
	}
	return o
}

// takesScan reports whether a field takes the scan of what is entered from paper.
func (d *Definition) takesScan(field string) bool {
	is := func(o *OnPaper) bool { return o != nil && o.Scan == field }
	events := func(list []Event) bool { return slices.ContainsFunc(list, func(e Event) bool { return is(e.OnPaper) }) }
	return events(d.Everywhere) || slices.ContainsFunc(d.Starts, func(s Start) bool { return is(s.OnPaper) }) ||
		slices.ContainsFunc(d.States, func(s State) bool {
			return events(s.On) || slices.ContainsFunc(s.Tasks, func(t Task) bool { return is(t.OnPaper) })
		})
}
