package process

import (
	"slices"

	"dandang/engine/guard"
	"dandang/internal/yamldoc"
)

// statesAndEvents builds states with their tasks and events, after everything that they refer to is declared.
func (b *builder) statesAndEvents() {
	b.collectIDs()
	b.registers(b.src.Registers)
	for i := range b.src.States {
		b.def.States = append(b.def.States, b.state(b.src.States[i].Key, &b.src.States[i].Val))
	}
	b.def.buildIndex()
	for i := range b.src.Everywhere {
		e := b.event(b.src.Everywhere[i].Key, &b.src.Everywhere[i].Val, nil)
		e.From = b.from(b.src.Everywhere[i].Val.From)
		b.def.Everywhere = append(b.def.Everywhere, e)
	}
	for i := range b.src.Documents {
		b.def.Documents = append(b.def.Documents, b.document(b.src.Documents[i].Key, &b.src.Documents[i].Val))
	}
	for i := range b.src.Materials {
		b.def.Materials = append(b.def.Materials, b.material(&b.src.Materials[i]))
	}
	for _, e := range b.src.Start {
		s := Start{State: e.Key.s, By: b.who(e.Val.By, "发起"), Event: e.Val.Event.s, Linked: e.Val.Linked.v, OnPaper: b.onPaper(e.Val.OnPaper), Pos: pos(e.Key.n)}
		if s.OnPaper != nil && s.Event != "" {
			b.errorAt(e.Val.OnPaper.At.n, "paper-event", "请删去“代录”", "依职权直接启动的,由本人启动,不能写“代录”")
		}
		if s.OnPaper != nil && s.Linked {
			b.errorAt(e.Val.OnPaper.At.n, "paper-linked", "请删去“代录”", "只由关联启动的,内容由原办件带入,不能写“代录”")
		}
		b.stateRef(e.Key)
		b.def.Starts = append(b.def.Starts, s)
	}
}

// collectIDs gathers the ids of states, events and groups, which refer to each other in any order.
func (b *builder) collectIDs() {
	groups := map[string][]string{}
	for i := range b.src.States {
		s := &b.src.States[i].Val
		b.identifier(b.src.States[i].Key, "环节", true)
		var own []string
		for _, e := range s.On {
			own = append(own, e.Key.s)
			b.events[e.Key.s] = true
			b.identifier(e.Key, "动作", true)
		}
		for _, t := range s.Tasks {
			b.identifier(t.Key, "分组", false)
			groups[t.Key.s] = append(groups[t.Key.s], own...)
		}
		if s.Task != nil {
			b.noteAsked(s.Task)
		}
		for j := range s.Tasks {
			b.noteAsked(&s.Tasks[j].Val)
		}
	}
	for _, e := range b.src.Everywhere {
		b.events[e.Key.s] = true
		b.identifier(e.Key, "动作", true)
	}
	for group, results := range groups {
		b.scope.paths["groups."+group+".result"] = guard.Choice(results...)
	}
	for i := range b.def.Fields {
		if f := &b.def.Fields[i]; f.Type == UnitType {
			b.scope.paths[f.ID+".name"] = guard.T(guard.Text)
		}
	}
}

func (b *builder) noteAsked(t *taskSrc) {
	for _, o := range t.Overdue {
		for _, a := range o.Ask {
			b.asked[a.s] = true
		}
	}
}

func (b *builder) state(key text, s *stateSrc) State {
	st := State{
		ID: key.s, Name: or(s.Name.s, key.s), IsFinal: s.Final.set(), Outcome: s.Final.s, Help: s.Help.s,
		Paused: s.Clock.s == "paused", Progress: s.History.s == "progress", Pos: pos(key.n),
	}
	b.declared(&st, s.Declared)
	if s.Show.s == "people" {
		st.Show = "people"
	}
	if t, ok := truth(s.Final.s); ok && s.Final.set() {
		b.errorAt(s.Final.n, "final-outcome", "请写办理结果,如 已帮扶、不予帮扶", "“%s”应写办理结果,不是%s", "办结", map[bool]string{true: "是", false: "否"}[t])
	}
	st.Edit = b.edit(s.Edit)
	for i := range s.On {
		st.On = append(st.On, b.event(s.On[i].Key, &s.On[i].Val, s))
	}
	if s.Task != nil {
		st.Tasks = append(st.Tasks, b.task(text{marker{s.Task.At.n}, ""}, s.Task, s))
		if len(s.Tasks) > 0 {
			b.errorAt(s.Tasks[0].Key.n, "task-and-tasks", "只保留一个", "“任务”和“并行任务”不能同时写")
		}
	}
	for i := range s.Tasks {
		st.Tasks = append(st.Tasks, b.task(s.Tasks[i].Key, &s.Tasks[i].Val, s))
	}
	st.Join, st.Auto = b.branches(s.Join, "汇合", true), b.branches(s.Auto, "自动", false)
	st.After, st.Publish = b.after(s.After), b.publish(s.Publish)
	for i := range s.Duties {
		d := &s.Duties[i].Val
		st.Duties = append(st.Duties, b.dutyClock(s.Duties[i].Key, d))
	}
	return st
}

func (b *builder) edit(s *editSrc) Edit {
	if s == nil {
		return Edit{}
	}
	e := Edit{All: s.Word.s == "all", Returned: s.Word.s == "returned_items"}
	for _, t := range s.Fields {
		switch t.s {
		case "all", "全部", "returned_items", "退回事项":
			b.errorAt(t.n, "edit-word", "“全部”和“退回事项”请单独写,不放在方括号里", "“可填”的列表里不能写“%s”", t.s)
		default:
			b.fieldRef(t)
			if f := b.field1(t.s); f != nil && b.computed(t.s) {
				b.errorAt(t.n, "edit-computed", "请从“可填”中删去", "“%s”是算出来的,不能填", f.Name)
			} else if f != nil && f.Filled != "" {
				b.errorAt(t.n, "edit-system", "请从“可填”中删去,或删去字段的“填写: 系统”", "“%s”由系统填写,不能填", f.Name)
			}
			e.Fields = append(e.Fields, t.s)
		}
	}
	b.noRepeats(s.Fields, "字段")
	return e
}

// declared says whether, and out of which states, an intervention may put a case into this one.
func (b *builder) declared(st *State, s *declaredSrc) {
	if s == nil {
		return
	}
	st.Declared, st.DeclaredFrom = s.Word.s != "false", strs(s.List)
	b.noRepeats(s.List, "环节")
	for _, t := range s.List {
		b.stateRef(t)
		if t.s == st.ID {
			b.errorAt(t.n, "declared-itself", "请删去,写从哪些别的环节可以进入", "“可指定进入”不能写本环节“%s”", st.Name)
		}
	}
}

// field1 finds a declared field while the definition is being built.
func (b *builder) field1(id string) *Field {
	i := slices.IndexFunc(b.def.Fields, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return nil
	}
	return &b.def.Fields[i]
}

func (b *builder) computed(id string) bool {
	for i := range b.src.Fields {
		if b.src.Fields[i].Key.s == id {
			return b.src.Fields[i].Val.Computed.set()
		}
	}
	return false
}

// task builds one turn. key is its group, or the place of the task.
func (b *builder) task(key text, s *taskSrc, in *stateSrc) Task {
	t := Task{
		Group: key.s, Name: or(s.Name.s, key.s), For: b.who(s.For, "办理人"), Not: b.who(s.Not, "不得由"), Mode: Mode(s.Mode.s),
		Duty: Separation(s.Duty.s), Refuse: s.Refuse.s, Batch: s.Batch.v, AtLeast: s.AtLeast.v, IncidentsTo: b.who(s.Incidents, "异常交给"), Pos: pos(key.n),
	}
	b.due(&t, s.Due)
	for _, r := range s.Remind {
		t.Remind = append(t.Remind, r.d)
	}
	if len(s.Remind) > 0 && s.Due == nil {
		b.errorAt(s.Remind[0].n, "remind-without-due", "请补上“期限”", "没有期限,不能提醒")
	}
	for i := range s.Overdue {
		t.Overdue = append(t.Overdue, b.overdue(&s.Overdue[i], in, s)...)
	}
	if len(s.Overdue) > 0 && s.Due == nil {
		b.errorAt(s.Overdue[0].At.n, "overdue-without-due", "请补上“期限”", "没有期限,不会超期")
	}
	if x := s.Extend; x != nil {
		t.Extend = &Extend{By: b.who(x.By, "由"), Amount: b.limit(x.Amount), Times: x.Times.v}
		if !x.Times.set() {
			t.Extend.Times = 1
		}
		if s.Due == nil {
			b.errorAt(x.At.n, "extend-without-due", "请补上“期限”", "没有期限,不能延期")
		}
	}
	b.mode(&t, s, in)
	b.passing(&t, s)
	b.delegable(&t, s)
	if t.OnPaper = b.onPaper(s.OnPaper); t.OnPaper != nil && t.Vote != nil && (t.Vote.Secret || t.Vote.Held == "meeting") {
		b.errorAt(s.OnPaper.At.n, "paper-vote", "请删去“代录”", "无记名票决不能代录,会议票决由记录人登记")
	}
	return t
}

// passing builds whether a turn is claimed, handed on, helped with and countersigned. A vote is nobody else's.
func (b *builder) passing(t *Task, s *taskSrc) {
	switch {
	case s.Claim.set() && s.Claim.v:
		t.Claim = ClaimFirst
	case s.Claim.set():
		t.Claim = ClaimNever
	}
	if t.Claim == ClaimFirst && t.Mode != Any {
		b.errorAt(s.Claim.n, "claim-mode", "请删去“认领”,或把“方式”改为任一人", "只有任一人办理的任务才需要认领")
	}
	for _, p := range []struct {
		to   *Pass
		from *passSrc
		key  string
	}{{&t.Transfer, s.Transfer, "转办"}, {&t.Delegate, s.Delegate, "协办"}, {&t.Sign, s.Sign, "加签"}} {
		if p.from == nil {
			continue
		}
		p.to.Never, p.to.To = p.from.Word.s == "false", b.who(p.from.List, p.key)
		if t.Mode == Ballot && !p.to.Never {
			b.errorAt(p.from.At.n, "pass-vote", "请删去", "票决由本人投票,不能写“%s”", p.key)
		}
	}
}

func (b *builder) due(t *Task, s *dueSrc) {
	if s == nil {
		return
	}
	written := s.Short
	if !written.set() {
		written = s.Duration
	}
	if !written.set() {
		b.errorAt(s.At.n, "missing-key", "请补上“时长: 5个工作日”", "“期限”缺少“时长”")
		return
	}
	l := b.limit(written)
	t.Due, t.DueFrom = &l, s.From.s
	b.dateRef(s.From)
}

// mode completes and checks how several people share a task.
func (b *builder) mode(t *Task, s *taskSrc, in *stateSrc) {
	if s.Vote != nil {
		t.Vote = b.vote(s.Vote, in)
		if t.Mode != "" && t.Mode != Ballot {
			b.errorAt(s.Mode.n, "mode-vote", "请删去“方式”或“票决”", "写了票决规则,方式只能是票决")
		}
		t.Mode = Ballot
	}
	if t.Mode == "" {
		t.Mode = Any
	}
	if t.Mode == Ballot && s.Vote == nil {
		b.errorAt(s.Mode.n, "missing-vote", "请补上“票决: {形式: …, 到会: …, 同意票: …, 同意: …, 不同意: …}”", "方式是票决,但没有写票决规则")
	}
	if t.Mode != All && t.Mode != Sequence {
		if s.Refuse.set() {
			b.errorAt(s.Refuse.n, "refuse-mode", "请删去“视为不同意”", "只有会签和依次才写“视为不同意”")
		}
		return
	}
	if s.Refuse.set() {
		b.eventIn(s.Refuse, in)
		return
	}
	for _, id := range []string{"refuse", "不同意"} {
		if b.hasEvent(in, id) {
			t.Refuse = id
			return
		}
	}
	b.errorAt(s.Mode.n, "missing-refuse", "请补上“视为不同意: 动作”", "会签和依次要写明哪个动作视为不同意")
}

func (b *builder) vote(s *voteSrc, in *stateSrc) *Vote {
	v := &Vote{
		Held: s.Held.s, Quorum: s.Quorum.v, Pass: s.Pass.v, Yes: s.Yes.s, No: s.No.s, Tie: s.Tie.s, NoQuorum: s.NoQuorum.s,
		SecondTie: s.SecondTie.s, Recorder: b.who(s.Recorder, "记录人"), Confirm: b.who(s.Confirm, "确认人"), Secret: s.Secret.v,
		Early: s.Early.v, Close: s.Close.s, On: s.On.s, Roster: s.Roster.s, Chair: b.who(s.Chair, "主持人"), Pos: pos(s.At.n),
	}
	for _, e := range []text{s.Yes, s.No, s.Tie, s.NoQuorum, s.SecondTie} {
		b.eventIn(e, in)
	}
	if s.Yes.set() && s.Yes.s == s.No.s {
		b.errorAt(s.No.n, "vote-same", "请写两个不同的动作", "同意和不同意不能是同一个动作")
	}
	if f := b.fieldRef(s.Roster); f != nil && f.Type != Persons && f.Type != Person {
		b.errorAt(s.Roster.n, "roster-type", "请改用类型为“多人”或“人员”的字段", "名单“%s”是%s字段", f.Name, typeName(f.Type))
	}
	b.voteForm(v, s)
	b.voteSecret(v, s)
	b.voteClose(v, s)
	return v
}

// voteForm checks that the parts of a vote suit the way it is held (design.md §4 Task modes).
func (b *builder) voteForm(v *Vote, s *voteSrc) {
	if v.Held == "meeting" {
		if len(v.Recorder) == 0 && s.Held.set() {
			b.errorAt(s.At.n, "missing-recorder", "请补上“记录人: 角色”,会议结果由他登记", "会议票决没有写记录人")
		}
		if len(v.Confirm) == 0 && s.Held.set() {
			b.warnAt(s.At.n, "missing-confirm", "请补上“确认人: 角色”,由登记人以外的人确认", "会议票决没有写确认人")
		}
		for _, p := range []struct {
			m   marker
			key string
		}{{s.Early.marker, "提前结束"}, {s.Close.marker, "截止"}} {
			if p.m.set() {
				b.errorAt(p.m.n, "vote-form", "请删去,会议票决不提前结束", "会议票决不能写“%s”", p.key)
			}
		}
	}
	if v.Held == "online" && (len(v.Confirm) > 0 || len(v.Recorder) > 0 && v.Close != "chair") {
		b.errorAt(s.At.n, "vote-form", "请删去,线上票决由系统计票;由主持人截止的才写记录人", "线上票决不写记录人和确认人")
	}
}

// overdue builds the steps after a due; escalate and copy may stand beside each other as steps of their own.
func (b *builder) overdue(s *overdueSrc, in *stateSrc, t *taskSrc) []OverdueStep {
	step := OverdueStep{After: b.plainLimit(s.After), Pos: pos(s.At.n)}
	switch {
	case s.Short.set() || s.Remind.v:
		step.Kind = "remind"
	case s.Incident.set():
		step.Kind, step.Text, step.By = "incident", s.Incident.s, b.who(s.By, "由")
		for _, a := range s.Ask {
			step.Ask = append(step.Ask, a.s)
			b.askRef(a, in, t)
		}
	case len(s.Escalate) > 0:
		step.Kind, step.By = "escalate", b.who(s.Escalate, "上报")
	case len(s.Copy) > 0:
		step.Kind, step.By = "copy", b.who(s.Copy, "抄送")
	case s.At.set() && s.At.n.Kind == 0:
	default:
		if s.At.set() && len(yamldoc.Entries(s.At.n)) > 0 {
			b.errorAt(s.At.n, "overdue-kind", "请写 提醒、{待人工处理: 事由}、{上报: 谁} 或 {抄送: 谁}", "超期后做什么没有写明")
		}
		return nil
	}
	if step.Kind != "incident" && (len(s.Ask) > 0 || len(s.By) > 0) {
		b.errorAt(s.At.n, "overdue-ask", "请改为 {待人工处理: 事由, 询问: […]}", "只有待人工处理才能写“询问”和“由”")
	}
	return []OverdueStep{step}
}

// askRef checks an event that an incident opens: one of the state's, or 延期 where the task allows it.
func (b *builder) askRef(a text, in *stateSrc, t *taskSrc) {
	if a.s == "extend" && !b.hasEvent(in, a.s) {
		if t.Extend == nil {
			b.errorAt(a.n, "ask-extend", "请给任务补上“延期: {由: …, 时长: …, 次数: 1}”", "询问里有“延期”,但任务没有写延期规则")
		}
		return
	}
	b.eventIn(a, in)
}

func ids[T any](list []T, id func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = id(v)
	}
	return out
}
