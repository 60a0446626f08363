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
