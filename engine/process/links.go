package process

import (
	"fmt"
	"maps"
	"slices"

	"dandang/engine/guard"
	"dandang/internal/yamldoc"
)

// LinkOutcome stands for the outcome of a linked case in an await mapping (结果).
const LinkOutcome = "result"

// Effects calls f with every effect of the definition, in order of the file: of states, then of everywhere.
func (d *Definition) Effects(f func(e *Effect)) {
	all := func(list []Effect) {
		for i := range list {
			f(&list[i])
		}
	}
	branches := func(list []Branch) {
		for i := range list {
			all(list[i].Do)
		}
	}
	event := func(e *Event) { all(e.Do); branches(e.Branches) }
	for i := range d.States {
		s := &d.States[i]
		for j := range s.On {
			event(&s.On[j])
		}
		branches(s.Join)
		branches(s.Auto)
		if s.After != nil {
			branches(s.After.Branches)
		}
	}
	for i := range d.Everywhere {
		event(&d.Everywhere[i])
	}
}

// Awaited is what an await brings back under a name, over all awaits of that name: the case's field → the field of the
// linked case, or LinkOutcome.
func (d *Definition) Awaited(name string) map[string]string {
	take := map[string]string{}
	d.Effects(func(e *Effect) {
		if e.Kind == Await && e.Name == name {
			for field, from := range e.Take {
				take[field] = from
			}
		}
	})
	return take
}

// linkPaths gives guards the paths of the linked cases that the file starts: 关联.名目.结果 and its like.
func (b *builder) linkPaths() {
	b.eachEffectSrc(func(s *effectSrc) {
		l := s.Start
		if l == nil || !l.Process.set() {
			return
		}
		for _, attr := range []string{"result", "status", "state", "number"} {
			b.scope.paths["links."+or(l.Name.s, l.Process.s)+"."+attr] = guard.T(guard.Text)
		}
	})
}

func (b *builder) eachEffectSrc(f func(*effectSrc)) {
	all := func(list []effectSrc) {
		for i := range list {
			f(&list[i])
		}
	}
	branches := func(list []branchSrc) {
		for i := range list {
			all(list[i].Do)
		}
	}
	event := func(e *eventSrc) {
		all(e.Do)
		if e.To != nil {
			branches(e.To.List)
		}
	}
	for i := range b.src.States {
		s := &b.src.States[i].Val
		for j := range s.On {
			event(&s.On[j].Val)
		}
		branches(s.Join)
		branches(s.Auto)
		if s.After != nil && s.After.To != nil {
			branches(s.After.To.List)
		}
	}
	for i := range b.src.Everywhere {
		event(&b.src.Everywhere[i].Val)
	}
}

// link builds a start or an await.
func (b *builder) link(kind EffectKind, s *linkSrc) Effect {
	e := Effect{Kind: kind, Process: s.Process.s, Name: or(s.Name.s, s.Process.s), Hidden: s.Hidden.v}
	if kind == Await {
		b.awaits(&e, s)
		return e
	}
	if len(s.With) > 0 {
		e.With = map[string]*guard.Expr{}
	}
	for _, w := range s.With {
		e.With[w.Key.s] = b.value(w.Val, guard.T(guard.None))
	}
	return e
}

// awaits reads what comes back: {本办件字段: 子办件字段 或 结果}. Something must have started the case that is awaited.
func (b *builder) awaits(e *Effect, s *linkSrc) {
	started, process := false, ""
	b.eachEffectSrc(func(other *effectSrc) {
		if l := other.Start; l != nil && or(l.Name.s, l.Process.s) == e.Name {
			started, process = true, l.Process.s
		}
	})
	switch {
	case !started:
		b.errorAt(s.At.n, "await-nothing", "请用“启动办件”启动它,并写同样的名目", "没有哪里启动名目为“%s”的办件,等不到它", e.Name)
	case process != e.Process && s.Process.set():
		b.errorAt(s.Process.n, "await-other", "请改为“"+process+"”", "名目“%s”启动的是流程“%s”,不是“%s”", e.Name, process, e.Process)
	}
	if s.Hidden.v {
		b.errorAt(s.At.n, "await-hidden", "请把它写在“启动办件”里", "“隐藏关联”不能写在“等待办结”里")
	}
	e.Take = map[string]string{}
	for _, w := range s.With {
		f := b.fieldRef(w.Key)
		from := w.Val.s
		if from == "结果" {
			from = LinkOutcome
		}
		e.Take[w.Key.s] = from
		switch {
		case f == nil:
		case b.computed(f.ID):
			b.errorAt(w.Key.n, "set-computed", "请删去", "“%s”是算出来的,不能赋值", f.Name)
		case b.sealed[f.ID]:
			b.errorAt(w.Key.n, "sealed-read", "请改用不密封的字段", "密封字段“%s”不能用在条件、计算、模板和带入里", f.ID)
		case from == LinkOutcome && !slices.Contains([]FieldType{Text, LongText, Choice}, f.Type):
			b.errorAt(w.Key.n, "await-type", "请改用文本或单选字段", "办结结果是文字,不能带回%s字段“%s”", typeName(f.Type), f.Name)
		}
	}
}

// CheckLinks checks what one file cannot tell by itself: that the fields which a definition hands to the cases it
// starts exist there and may be written where those begin, and that what it awaits exists. find gives a definition by
// its key, nil where it is not known: then nothing is said. The problems are errors without a file name.
func CheckLinks(d *Definition, find func(key string) *Definition) []yamldoc.Problem {
	var problems []yamldoc.Problem
	say := func(e *Effect, format, hint string, args ...any) {
		problems = append(problems, linkProblem(e, format, hint, args...))
	}
	d.Effects(func(e *Effect) {
		if e.Kind != StartCase && e.Kind != Await {
			return
		}
		child := find(e.Process)
		if child == nil {
			return
		}
		for _, id := range sortedNames(e.With) {
			f := child.Field(id)
			switch {
			case f == nil:
				say(e, "流程“%s”没有字段“%s”", "请核对“带入”左边的字段", child.Name, id)
			case f.Computed != nil:
				say(e, "流程“%s”的“%s”是算出来的,不能带入", "请从“带入”中删去", child.Name, id)
			case !slices.ContainsFunc(child.Starts, func(s Start) bool { return child.EditableIn(s.State, id) }):
				say(e, "流程“%s”的“%s”在发起环节不能填,不能带入", "请把它加到发起环节的“可填”", child.Name, id)
			}
		}
		for _, id := range sortedNames(e.Take) {
			if from := e.Take[id]; from != LinkOutcome && (child.Field(from) == nil || child.Field(from).Sealed) {
				say(e, "流程“%s”没有可以带回的字段“%s”", "请核对“带入”右边的字段,或写 结果", child.Name, from)
			}
		}
	})
	return problems
}

// CheckLinked checks that some procedure starts the cases of one that only others start (只由关联启动). all are the
// procedures looked at together, by key: where there is none but d, it may be that the others were left out.
func CheckLinked(d *Definition, all map[string]*Definition) []yamldoc.Problem {
	i := slices.IndexFunc(d.Starts, func(s Start) bool { return s.Linked })
	if i < 0 {
		return nil
	}
	started := false
	for _, other := range all {
		other.Effects(func(e *Effect) { started = started || e.Kind == StartCase && e.Process == d.Key })
	}
	p := yamldoc.Problem{Line: d.Starts[i].Pos.Line, Col: d.Starts[i].Pos.Col}
	switch {
	case started:
		return nil
	case len(all) < 2:
		p.Severity, p.Code = yamldoc.Warning, "linked-alone"
		p.Msg, p.Hint = fmt.Sprintf("“%s”只由关联启动,单独检查看不出哪个流程启动它", d.Name), "请和启动它的流程一起检查"
	default:
		p.Severity, p.Code = yamldoc.Error, "linked-nobody"
		p.Msg, p.Hint = fmt.Sprintf("“%s”只由关联启动,但没有哪个流程启动它", d.Name), "请在那个流程里写“启动办件”,或删去“只由关联启动”"
	}
	return []yamldoc.Problem{p}
}

func linkProblem(e *Effect, format, hint string, args ...any) yamldoc.Problem {
	return yamldoc.Problem{
		Line: e.Pos.Line, Col: e.Pos.Col, Severity: yamldoc.Error, Code: "link", Msg: fmt.Sprintf(format, args...), Hint: hint,
	}
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
