package process

import (
	"slices"
	"strings"

	"dandang/engine/guard"
)

// event builds an event of a state; in is nil for an event of everywhere.
func (b *builder) event(key text, s *eventSrc, in *stateSrc) Event {
	e := Event{
		ID: key.s, Name: or(s.Name.s, key.s), By: b.who(s.By, "由"), Groups: strs(s.Groups), When: b.condition(s.When),
		Because: s.Because.s, Do: b.effects(s.Do), Asked: s.Asked.v, Fixed: s.Undo.set() && !s.Undo.v, Help: s.Help.s, Pos: pos(key.n),
	}
	if s.When.set() && !s.Because.set() {
		b.warnAt(s.When.n, "missing-because", "请补上“理由”,告诉人为什么现在不能做", "动作“%s”写了条件,没有写理由", e.Name)
	}
	if in != nil && s.From != nil {
		b.errorAt(s.From.At.n, "from-in-state", "请删去,或把动作移到“通用动作”", "“适用环节”只能写在通用动作里")
	}
	if e.OnPaper = b.onPaper(s.OnPaper); e.OnPaper != nil && (len(e.By) == 0 || slices.ContainsFunc(e.By, func(w Who) bool { return w.Kind == ByReader })) {
		b.errorAt(s.OnPaper.At.n, "paper-by", "办理人的动作请把“代录”写在任务上", "动作“%s”没有写由谁做,或由公示范围内人员做,不能写“代录”", e.Name)
	}
	b.proposal(&e, s, in)
	for _, g := range s.Groups {
		if in == nil || !slices.ContainsFunc(in.Tasks, func(t entry[taskSrc]) bool { return t.Key.s == g.s }) {
			b.errorAt(g.n, "unknown-group", "请写本环节“并行任务”中的分组", "没有分组“%s”", g.s)
		}
	}
	for _, n := range s.Needs {
		e.Needs = append(e.Needs, b.need(n))
	}
	b.noRepeats(s.Needs, "需填项")
	b.target(&e, key, s, in)
	return e
}

func (b *builder) need(t text) Need {
	switch t.s {
	case "opinion", "items", "files", "into":
		return Need{Kind: t.s}
	}
	b.fieldRef(t)
	return Need{Kind: "field", Field: t.s}
}

// target finds where an event leads. Exactly one of to, pick and back may be written; none is right only in a state
// with parallel groups.
func (b *builder) target(e *Event, key text, s *eventSrc, in *stateSrc) {
	ways := 0
	for _, written := range []bool{s.To != nil, len(s.Pick) > 0, s.Back.set()} {
		if written {
			ways++
		}
	}
	if ways > 1 {
		b.errorAt(key.n, "two-targets", "请只保留一个", "动作“%s”同时写了转到、选择退回、退回来处中的几个", e.Name)
	}
	switch {
	case s.Back.set():
		e.Kind, e.Restart = ToBack, s.Back.s == "restart"
	case len(s.Pick) > 0:
		e.Kind, e.Pick = ToPick, strs(s.Pick)
		for _, p := range s.Pick {
			b.stateRef(p)
		}
	case s.To == nil:
		e.Kind = ToResult
		if in == nil || len(in.Tasks) == 0 {
			b.lost = true
			b.errorAt(key.n, "no-target", "请补上“转到: 环节”", "动作“%s”没有写转到哪里", e.Name)
		}
	case s.To.One.s == "back":
		e.Kind = ToBack
	case s.To.One.s == "stay":
		e.Kind = ToStay
	default:
		e.Kind, e.Branches = ToState, b.to(s.To, "转到")
	}
}

// to builds the destinations of an event or of after.
func (b *builder) to(s *toSrc, what string) []Branch {
	if !s.One.set() {
		return b.branches(s.List, what, true)
	}
	b.stateRef(s.One)
	return []Branch{{To: s.One.s, Pos: pos(s.One.n)}}
}

// branches builds a guarded list. complete asks for a last branch that always holds.
func (b *builder) branches(list []branchSrc, what string, complete bool) []Branch {
	var out []Branch
	dead := false
	for i := range list {
		s := &list[i]
		b.stateRef(s.To)
		out = append(out, Branch{When: b.condition(s.When), To: s.To.s, Do: b.effects(s.Do), Because: s.Because.s, Pos: pos(s.At.n)})
		last := i == len(list)-1
		if !s.When.set() && !last && s.At.set() {
			dead = true
			b.errorAt(s.At.n, "dead-branch", "没有条件的去向请放在最后", "“%s”的这个去向没有条件,后面的永远走不到", what)
		}
		if s.When.set() && last && complete && !dead {
			b.warnAt(s.At.n, "incomplete-branches", "请在最后补一个不写条件的去向", "“%s”的条件都不成立时无处可去", what)
		}
	}
	return out
}

func (b *builder) after(s *afterSrc) *After {
	if s == nil {
		return nil
	}
	a := &After{Duration: b.limit(s.Duration), From: s.From.s, On: s.On.s, Pos: pos(s.At.n)}
	b.dateRef(s.From)
	b.dateRef(s.On)
	switch {
	case s.On.set() && (s.Duration.set() || s.From.set()):
		b.errorAt(s.On.n, "after-on", "请只写“到: 日期字段”,或只写“时长”和“起算”", "“到”是到期的那一天,不能再写时长和起算")
	case !s.On.set() && !s.Duration.set():
		b.errorAt(s.At.n, "missing-key", "请补上“时长: 5个工作日”,或“到: 日期字段”", "“到期”缺少“时长”")
	}
	if s.To == nil {
		return a
	}
	if s.To.One.s == "back" || s.To.One.s == "stay" {
		b.errorAt(s.To.One.n, "after-target", "请写环节", "到期后不能“%s”", s.To.One.n.Value)
		return a
	}
	a.Branches = b.to(s.To, "到期")
	return a
}

func (b *builder) publish(s *publishSrc) *Publish {
	if s == nil {
		return nil
	}
	p := &Publish{Audience: s.Audience.s, Title: b.template(s.Title), Pos: pos(s.At.n)}
	for _, show := range s.Show {
		path := show.s
		if path == "unit" || path == "单位" {
			if b.field1(path) == nil {
				path = "case.unit"
			}
		}
		if b.readable(show.marker, path) {
			p.Show = append(p.Show, path)
		}
	}
	return p
}

// readable checks a path outside a guard: that it exists and that it is not sealed.
func (b *builder) readable(m marker, path string) bool {
	if id, ok := strings.CutSuffix(path, ".capital"); ok {
		if f := b.field1(id); f != nil && f.Type == Money {
			path = id
		}
	}
	if _, ok := b.scope.Lookup(path); !ok {
		b.unknownName(text{m, translatePath(path, b.scope.lang)}, "字段", b.scope.Names(), "没有字段或名称“%s”", translatePath(path, b.scope.lang))
		return false
	}
	if field := b.fieldOf(path); b.sealed[field] {
		b.errorAt(m.n, "sealed-read", "请改用不密封的字段", "密封字段“%s”不能用在条件、计算、模板和带入里", field)
		return false
	}
	return true
}

// template checks the placeholders of a text and gives it in canonical spelling.
func (b *builder) template(t template) string {
	for _, found := range placeholder.FindAllString(t.s, -1) {
		path := found[1 : len(found)-1]
		switch {
		case !t.number && isPaperWord(path):
			b.errorAt(t.n, "bad-placeholder", "请在“文书”的标题或正文里用", "“{%s}”只能用在文书里", translateWord(paperWords, path, b.language()))
		case !t.number && (path == "year" || path == "seq"):
			b.errorAt(t.n, "bad-placeholder", "请改用 {办件.编号}", "“%s”只能用在编号格式里", found)
		case !t.number && OfAct(CanonPath(path)): // filled in by the act
		case !t.number:
			if b.def.limitParam(path) == nil {
				b.readable(t.marker, path)
			}
		case path != "year" && path != "seq":
			b.errorAt(t.n, "bad-placeholder", "只能用 {年} 和 {序号}", "编号格式里不认识“%s”", found)
		}
	}
	return t.s
}

// from resolves the states in which a common event applies.
func (b *builder) from(s *fromSrc) []string {
	var open []string
	for i := range b.def.States {
		if !b.def.States[i].IsFinal {
			open = append(open, b.def.States[i].ID)
		}
	}
	if s == nil || s.Word.set() {
		return open
	}
	list := s.List
	if s.Word.list.set() {
		list = s.Word.list
	}
	listed := strs(list.states)
	for _, t := range list.states {
		b.stateRef(t)
	}
	b.noRepeats(list.states, "环节")
	if !list.butNot {
		return listed
	}
	return slices.DeleteFunc(open, func(id string) bool { return slices.Contains(listed, id) })
}

func (b *builder) material(s *materialSrc) Material {
	m := Material{Name: s.Name.s, Field: s.Field.s, Required: s.Required.v, When: b.condition(s.When), Help: s.Help.s}
	if f := b.fieldRef(s.Field); f != nil && f.Type != Files {
		b.errorAt(s.Field.n, "material-type", "请写附件类型的字段", "材料“%s”的字段“%s”不是附件", m.Name, f.Name)
	}
	return m
}

// effects builds what an event or branch brings about.
func (b *builder) effects(list []effectSrc) []Effect {
	var out []Effect
	for i := range list {
		s := &list[i]
		made := b.effect(s)
		if s.At.set() && len(s.At.n.Content) > 2 {
			b.errorAt(s.At.n, "two-effects", "每个效果请另起一项,以“- ”开头", "一个效果里写了%d种", len(s.At.n.Content)/2)
		}
		for j := range made {
			made[j].Pos = pos(s.At.n)
		}
		out = append(out, made...)
	}
	return out
}

func (b *builder) effect(s *effectSrc) []Effect {
	switch {
	case len(s.Set) > 0:
		return b.setEffect(s.Set)
	case s.Notify != nil:
		return []Effect{{Kind: Notify, To: b.who(s.Notify.To, "对象"), Text: b.template(s.Notify.Text)}}
	case len(s.Copy) > 0:
		return []Effect{{Kind: Copy, To: b.who(s.Copy, "抄送")}}
	case s.Document.set():
		names := ids(b.src.Documents, func(e entry[documentSrc]) string { return e.Key.s })
		if !slices.Contains(names, s.Document.s) {
			b.unknownName(s.Document, "文书", names, "没有文书“%s”", s.Document.s)
		}
		return []Effect{{Kind: Issue, Document: s.Document.s}}
	case s.Start != nil:
		return []Effect{b.link(StartCase, s.Start)}
	case s.Await != nil:
		return []Effect{b.link(Await, s.Await)}
	case s.Reserve != nil:
		return []Effect{b.ledgerEffect(Reserve, s.Reserve)}
	case s.Spend != nil:
		return []Effect{b.ledgerEffect(Spend, s.Spend)}
	case s.Release != nil:
		return []Effect{b.ledgerEffect(Release, s.Release)}
	case s.Refund != nil:
		return []Effect{b.ledgerEffect(Refund, s.Refund)}
	case s.Register.set():
		names := b.registerNames()
		if !slices.Contains(names, s.Register.s) {
			b.unknownName(s.Register, "台账", names, "没有台账“%s”", s.Register.s)
		}
		return []Effect{{Kind: Register, Register: s.Register.s}}
	case s.Flag != nil:
		return []Effect{b.flagEffect(s.Flag)}
	}
	return nil
}

func (b *builder) setEffect(list named[setOrEmpty]) []Effect {
	var out []Effect
	for _, e := range list {
		want := guard.T(guard.None)
		if f := b.fieldRef(e.Key); f != nil {
			if b.computed(f.ID) {
				b.errorAt(e.Key.n, "set-computed", "请删去", "“%s”是算出来的,不能赋值", f.Name)
			}
			b.checkSplit(e.Key)
			want = f.GuardType()
			if isEmpty(e.Val.s) && !quotedText(e.Val.n) {
				out = append(out, Effect{Kind: Set, Field: e.Key.s})
				continue
			}
			switch f.Type {
			case Person, Persons, Party, Files, Table:
				b.errorAt(e.Key.n, "set-type", "请由办理人填写", "%s字段“%s”不能赋值", typeName(f.Type), f.Name)
				want = guard.T(guard.None)
			default:
			}
		}
		out = append(out, Effect{Kind: Set, Field: e.Key.s, Value: b.value(e.Val.exprOrText, want)})
	}
	return out
}

func (b *builder) ledgerEffect(kind EffectKind, s *entrySrc) Effect {
	e := Effect{Kind: kind, Ledger: s.Ledger.s, Name: or(s.Name.s, s.Ledger.s)}
	i := slices.IndexFunc(b.def.Ledgers, func(l Ledger) bool { return l.ID == s.Ledger.s })
	want := guard.T(guard.Money)
	switch {
	case i >= 0 && b.def.Ledgers[i].Unit == "count":
		want = guard.T(guard.Int)
	case i < 0 && s.Ledger.set():
		b.unknownName(s.Ledger, "额度", ids(b.def.Ledgers, func(l Ledger) string { return l.ID }), "没有额度“%s”", s.Ledger.s)
	}
	if kind == Refund {
		e.Name = s.Name.s // without a name it is about all that the case spent
	}
	if s.Amount.set() {
		e.Amount = b.guard(s.Amount.n, s.Amount.s, want)
	} else if kind == Reserve {
		b.errorAt(s.At.n, "missing-key", "请补上“数额: 字段”", "占用额度要写数额")
	}
	return e
}
