package process

import (
	"slices"
)

// check looks at the procedure as a whole: whether every state can be reached, whether an end can be reached from it,
// whether somebody can act, and whether what an act needs can be given.
func (b *builder) check() {
	b.def.buildIndex()
	b.ends()
	if !b.lost {
		b.reach()
	}
	for i := range b.def.States {
		b.checkState(i)
	}
	b.checkEverywhere()
	b.checkStarts()
	b.checkAsked()
}

// stateKey is where a state is named in the file.
func (b *builder) stateKey(i int) text { return b.src.States[i].Key }

func (b *builder) ends() {
	if len(b.def.States) == 0 {
		return
	}
	if !slices.ContainsFunc(b.def.States, func(s State) bool { return s.IsFinal }) {
		b.errorAt(b.src.States[0].Key.n, "no-final", "请至少有一个环节写“办结: 结果”", "流程没有办结环节")
	}
}

// edges maps each state to those that may follow it. back leads to every state that leads here.
func (b *builder) edges() map[string][]string {
	next := map[string][]string{}
	add := func(from, to string) {
		if b.def.State(from) != nil && b.def.State(to) != nil && !slices.Contains(next[from], to) {
			next[from] = append(next[from], to)
		}
	}
	var backs []string
	for i := range b.def.States {
		s := &b.def.States[i]
		lists := [][]Branch{s.Join, s.Auto}
		if s.After != nil {
			lists = append(lists, s.After.Branches)
		}
		for _, e := range b.def.EventsIn(s.ID) {
			lists = append(lists, e.Branches)
			for _, to := range e.Pick {
				add(s.ID, to)
			}
			if e.Kind == ToBack {
				backs = append(backs, s.ID)
			}
		}
		for _, list := range lists {
			for _, branch := range list {
				add(s.ID, branch.To)
			}
		}
	}
	forward := map[string][]string{}
	for from, tos := range next {
		forward[from] = slices.Clone(tos)
	}
	for _, here := range backs {
		for from, tos := range forward {
			if slices.Contains(tos, here) {
				add(here, from)
			}
		}
	}
	return next
}

// closure lists what can be reached from some states along edges, those states included.
func closure(from []string, edges map[string][]string) map[string]bool {
	seen := map[string]bool{}
	for len(from) > 0 {
		id := from[len(from)-1]
		from = from[:len(from)-1]
		if !seen[id] {
			seen[id] = true
			from = append(from, edges[id]...)
		}
	}
	return seen
}

func reverse(edges map[string][]string) map[string][]string {
	back := map[string][]string{}
	for from, tos := range edges {
		for _, to := range tos {
			back[to] = append(back[to], from)
		}
	}
	return back
}

// reach reports states that no case can get to, and states that no case can get out of.
func (b *builder) reach() {
	edges := b.edges()
	var starts, finals []string
	for i := range b.def.Starts {
		starts = append(starts, b.def.Starts[i].State)
	}
	for i := range b.def.States {
		if b.def.States[i].IsFinal {
			finals = append(finals, b.def.States[i].ID)
		}
	}
	reached, ending := closure(starts, edges), closure(finals, reverse(edges))
	for i := range b.def.States {
		s, key := &b.def.States[i], b.stateKey(i)
		if len(starts) > 0 && !reached[s.ID] && !s.Declared {
			b.errorAt(key.n, "unreachable", "请让某个动作转到这里,或删去这个环节", "环节“%s”没有任何动作能走到", s.Name)
		}
		switch {
		case s.IsFinal || len(finals) == 0 || ending[s.ID]:
		case len(edges[s.ID]) == 0:
			b.errorAt(key.n, "dead-end", "请补上“动作”,或写“办结: 结果”", "环节“%s”没有出路", s.Name)
		default:
			b.errorAt(key.n, "no-end", "请检查这里和后面各环节的去向", "从环节“%s”出发,永远走不到办结", s.Name)
		}
	}
}

func (b *builder) checkState(i int) {
	s, src, key := &b.def.States[i], &b.src.States[i].Val, b.stateKey(i)
	b.checkEventNames(s)
	if s.IsFinal {
		b.checkFinal(s, src)
		return
	}
	groups := len(src.Tasks) > 0
	switch {
	case groups && len(s.Join) == 0:
		b.errorAt(key.n, "missing-join", "请补上“汇合”,写明各组都有结果后去哪里", "环节“%s”有并行任务,没有写汇合", s.Name)
	case !groups && len(s.Join) > 0:
		b.errorAt(src.Join[0].At.n, "join-without-groups", "请删去“汇合”,或写“并行任务”", "环节“%s”没有并行任务,不需要汇合", s.Name)
	}
	votes := 0
	for j := range s.Tasks {
		b.checkTaskEvents(s, &s.Tasks[j], key)
		b.checkVote(s, &s.Tasks[j], key)
		b.checkBatch(s, &s.Tasks[j], key)
		if s.Tasks[j].Mode == Ballot {
			votes++
		}
	}
	if votes > 1 {
		b.errorAt(key.n, "two-votes", "一个环节只能有一项票决,请把另一项分到单独的环节", "环节“%s”有%d项票决", s.Name, votes)
	}
	for j := range s.On {
		b.checkEvent(s, &s.On[j], &src.On[j].Val, src.On[j].Key)
	}
	for j := range s.Auto {
		if s.Auto[j].To == s.ID {
			b.errorAt(src.Auto[j].At.n, "auto-self", "请改为其他环节", "“自动”又转到本环节,会一直循环")
		}
		if s.Auto[j].When == nil && !src.Auto[j].When.set() && src.Auto[j].At.set() && len(s.Tasks)+len(s.On) > 0 {
			b.warnAt(src.Auto[j].At.n, "auto-always", "请写条件,或删去任务和动作", "“自动”没有条件,环节“%s”的任务和动作永远用不到", s.Name)
		}
	}
	if s.Publish != nil && s.After == nil {
		b.warnAt(src.Publish.At.n, "publish-without-after", "请补上“到期: {时长: 5个工作日, …}”", "环节“%s”公示没有期限", s.Name)
	}
}

// checkEventNames reports an event that is both a state's own and common.
func (b *builder) checkEventNames(s *State) {
	for i := range b.def.Everywhere {
		e := &b.def.Everywhere[i]
		if slices.Contains(e.From, s.ID) && slices.ContainsFunc(s.On, func(own Event) bool { return own.ID == e.ID }) {
			b.errorAt(b.src.Everywhere[i].Key.n, "event-twice", "请改一个名称,或从“适用环节”中去掉该环节", "通用动作“%s”与环节“%s”自己的动作同名", e.ID, s.Name)
		}
	}
}

func (b *builder) checkFinal(s *State, src *stateSrc) {
	if len(s.Tasks) > 0 {
		at := src.Task
		if at == nil {
			at = &src.Tasks[0].Val
		}
		b.errorAt(at.At.n, "final-task", "请删去任务,或删去“办结”", "办结环节“%s”不能再有任务", s.Name)
	}
	if s.After != nil || len(s.Auto)+len(s.Join) > 0 {
		b.errorAt(src.Final.n, "final-moves", "请删去“到期”“自动”“汇合”", "办结环节“%s”不能自动转走", s.Name)
	}
	for i := range s.On {
		if len(s.On[i].By) == 0 {
			b.errorAt(src.On[i].Key.n, "nobody", "请补上“由: 角色”", "办结环节的动作“%s”没有写由谁做", s.On[i].Name)
			continue
		}
		b.checkEvent(s, &s.On[i], &src.On[i].Val, src.On[i].Key)
	}
}

// checkTaskEvents reports a task that no event belongs to: its holder could not do anything.
func (b *builder) checkTaskEvents(s *State, t *Task, key text) {
	for _, e := range b.def.EventsIn(s.ID) {
		if len(e.By) == 0 && (t.Group == "" || len(e.Groups) == 0 || slices.Contains(e.Groups, t.Group)) {
			return
		}
	}
	if t.Group != "" {
		b.errorAt(key.n, "task-without-event", "请补上动作", "环节“%s”的分组“%s”没有可做的动作", s.Name, t.Group)
		return
	}
	if s.After == nil && len(s.Auto) == 0 && !slices.ContainsFunc(s.On, func(e Event) bool { return len(e.By) > 0 }) {
		b.errorAt(key.n, "task-without-event", "请在“动作”里写办理人可以做什么", "环节“%s”有任务,没有可做的动作", s.Name)
	}
}

func (b *builder) checkEvent(s *State, e *Event, src *eventSrc, key text) {
	if len(e.By) == 0 && len(src.By) == 0 && len(s.Tasks) == 0 {
		b.errorAt(key.n, "nobody", "请给环节写“任务: {办理人: …}”,或给动作写“由: …”", "动作“%s”没有人可以做:环节“%s”没有任务", e.Name, s.Name)
	}
	b.checkAdopt(s, e, key)
	for i, n := range e.Needs {
		if n.Kind == "into" && i < len(src.Needs) {
			b.joins(e, src.Needs[i])
		}
		f := b.def.Field(n.Field)
		if n.Kind != "field" || f == nil || i >= len(src.Needs) {
			continue
		}
		switch {
		case f.Computed != nil || b.computed(f.ID):
			b.errorAt(src.Needs[i].n, "need-computed", "请从“需填”中删去", "“%s”是算出来的,不能要求填写", f.Name)
		case !b.def.EditableIn(s.ID, f.ID):
			b.errorAt(src.Needs[i].n, "need-not-editable", "请把它加到本环节的“可填”", "动作“%s”要填“%s”,但环节“%s”不能填它", e.Name, f.Name, s.Name)
		}
	}
	if slices.ContainsFunc(e.By, func(w Who) bool { return w.Kind == ByReader }) && s.Publish == nil {
		b.errorAt(key.n, "reader-without-publish", "请补上“公示”", "动作“%s”由公示范围内人员做,但环节“%s”没有公示", e.Name, s.Name)
	}
	if e.Kind == ToBack && b.isStart(s.ID) && !b.entered(s.ID) {
		b.errorAt(key.n, "back-from-start", "请改为“转到: 环节”", "环节“%s”是发起环节,没有来处可退", s.Name)
	}
}

func (b *builder) isStart(state string) bool { return b.def.Start(state) != nil }

// entered reports whether any other state leads to a state.
func (b *builder) entered(state string) bool {
	for from, tos := range b.edges() {
		if from != state && slices.Contains(tos, state) {
			return true
		}
	}
	return false
}

func (b *builder) checkEverywhere() {
	for i := range b.def.Everywhere {
		e, src := &b.def.Everywhere[i], &b.src.Everywhere[i]
		if len(e.From) == 0 {
			b.errorAt(src.Key.n, "event-nowhere", "请检查“适用环节”", "通用动作“%s”在哪个环节都做不了", e.Name)
			continue
		}
		hasTask := func(id string) bool { s := b.def.State(id); return s != nil && len(s.Tasks) > 0 }
		if len(e.By) == 0 && len(src.Val.By) == 0 && !slices.ContainsFunc(e.From, hasTask) {
			b.errorAt(src.Key.n, "nobody", "请补上“由: …”", "通用动作“%s”没有人可以做", e.Name)
		}
		atEnd := func(id string) bool { s := b.def.State(id); return s != nil && s.IsFinal }
		if len(e.By) == 0 && len(src.Val.By) == 0 && slices.ContainsFunc(e.From, hasTask) && slices.ContainsFunc(e.From, atEnd) {
			b.errorAt(src.Key.n, "nobody", "请补上“由: …”", "通用动作“%s”在办结环节没有人可以做", e.Name)
		}
		for j, n := range e.Needs {
			f := b.def.Field(n.Field)
			if n.Kind == "field" && f != nil && !slices.ContainsFunc(e.From, func(id string) bool { return b.def.EditableIn(id, f.ID) }) {
				b.errorAt(src.Val.Needs[j].n, "need-not-editable", "请把它加到这些环节的“可填”", "动作“%s”要填“%s”,但适用的环节都不能填它", e.Name, f.Name)
			}
		}
	}
}

// checkStarts looks at the ways in: their event, and that a draft can be completed there.
func (b *builder) checkStarts() {
	for i := range b.def.Starts {
		st, src := &b.def.Starts[i], &b.src.Start[i]
		s := b.def.State(st.State)
		if s == nil {
			continue
		}
		if s.IsFinal {
			b.errorAt(src.Key.n, "start-final", "请从其他环节开始", "不能从办结环节“%s”开始", s.Name)
		}
		if src.Val.Event.set() && b.def.Event(st.State, st.Event) == nil {
			names := ids(b.def.EventsIn(st.State), func(e *Event) string { return e.ID })
			b.unknownName(src.Val.Event, "动作", names, "环节“%s”没有动作“%s”", s.Name, st.Event)
		}
		for j := range b.def.Fields {
			f := &b.def.Fields[j]
			if f.Required && f.Default == nil && f.Computed == nil && !b.def.EditableIn(st.State, f.ID) && !s.IsFinal {
				b.errorAt(b.src.Fields[j].Key.n, "required-not-editable", "请把它加到“可填”,或在需要的动作里用“需填”", "“%s”必填,但发起环节“%s”不能填它,会无法提交", f.Name, s.Name)
			}
		}
	}
	for j := range b.def.Fields {
		b.neverWritten(&b.def.Fields[j], b.src.Fields[j].Key)
	}
}

// neverWritten warns of a field that nobody can fill and nothing sets, no effect, no service of a document and no scan.
func (b *builder) neverWritten(f *Field, key text) {
	if f.Computed != nil || b.computed(f.ID) || f.Default != nil || b.setSomewhere(f.ID) {
		return
	}
	for i := range b.def.States {
		if b.def.EditableIn(b.def.States[i].ID, f.ID) {
			return
		}
	}
	if b.def.takesScan(f.ID) || slices.ContainsFunc(b.def.Documents, func(doc Document) bool { return doc.ServedOn == f.ID }) {
		return
	}
	if !f.Required {
		b.warnAt(key.n, "never-written", "请把它加到某个环节的“可填”,或删去", "字段“%s”在哪个环节都不能填", f.Name)
	}
}

// setSomewhere reports whether an effect sets a field.
func (b *builder) setSomewhere(field string) bool {
	sets := func(list []Effect) bool {
		return slices.ContainsFunc(list, func(e Effect) bool {
			return e.Kind == Set && e.Field == field || e.Kind == Await && e.Take[field] != ""
		})
	}
	inBranches := func(list []Branch) bool {
		return slices.ContainsFunc(list, func(x Branch) bool { return sets(x.Do) })
	}
	inEvent := func(e Event) bool { return sets(e.Do) || inBranches(e.Branches) }
	return slices.ContainsFunc(b.def.Everywhere, inEvent) || slices.ContainsFunc(b.def.States, func(s State) bool {
		return inBranches(s.Join) || inBranches(s.Auto) || s.After != nil && inBranches(s.After.Branches) || slices.ContainsFunc(s.On, inEvent)
	})
}

// checkAsked warns of events that wait for an incident which never asks for them.
func (b *builder) checkAsked() {
	warn := func(e *Event, src *eventSrc) {
		if e.Asked && !b.asked[e.ID] {
			b.warnAt(src.Asked.n, "never-asked", "请在某个任务的“超期”里写“询问”", "动作“%s”要经询问才能做,但没有哪里询问它", e.Name)
		}
	}
	for i := range b.def.States {
		for j := range b.def.States[i].On {
			warn(&b.def.States[i].On[j], &b.src.States[i].Val.On[j].Val)
		}
	}
	for i := range b.def.Everywhere {
		warn(&b.def.Everywhere[i], &b.src.Everywhere[i].Val)
	}
}
