package process

import (
	"slices"

	"dandang/internal/yamldoc"
)

// fieldRef finds the field that a name refers to, and reports when there is none. It is nil for what was not written.
func (b *builder) fieldRef(t text) *Field {
	if !t.set() {
		return nil
	}
	f := b.field1(t.s)
	if f == nil {
		b.unknownName(t, "字段", ids(b.def.Fields, func(f Field) string { return f.ID }), "没有字段“%s”", t.s)
	}
	return f
}

// dateRef checks that a name is a date field.
func (b *builder) dateRef(t text) {
	if f := b.fieldRef(t); f != nil && f.Type != Date {
		b.errorAt(t.n, "not-date", "请写日期类型的字段", "“%s”是%s字段,不能作为起算日期", f.Name, typeName(f.Type))
	}
}

func (b *builder) stateRef(t text) {
	if !t.set() {
		return
	}
	names := ids(b.src.States, func(e entry[stateSrc]) string { return e.Key.s })
	if slices.Contains(names, t.s) {
		return
	}
	b.lost = true
	for _, e := range b.src.States { // the name on screen instead of the id
		if e.Val.Name.s == t.s {
			b.errorAt(t.n, "name-for-id", "请改为“"+e.Key.s+"”", "“%s”是环节的名称,这里要写它的标识", t.s)
			return
		}
	}
	b.unknownName(t, "环节", names, "没有环节“%s”", t.s)
}

func (b *builder) roleRef(t text) {
	if !t.set() {
		return
	}
	names := ids(b.def.Roles, func(r Role) string { return r.ID })
	if slices.Contains(names, t.s) {
		return
	}
	for _, r := range b.def.Roles {
		if r.Name == t.s {
			b.errorAt(t.n, "name-for-id", "请改为“"+r.ID+"”", "“%s”是角色的名称,这里要写它的标识", t.s)
			return
		}
	}
	b.unknownName(t, "角色", names, "没有角色“%s”", t.s)
}

// eventRef checks that some state has an event.
func (b *builder) eventRef(t text) {
	if !t.set() || b.events[t.s] {
		return
	}
	var names []string
	for id := range b.events {
		names = append(names, id)
	}
	slices.Sort(names)
	b.unknownName(t, "动作", names, "没有动作“%s”", t.s)
}

func (b *builder) hasEvent(in *stateSrc, id string) bool {
	match := func(e entry[eventSrc]) bool { return e.Key.s == id }
	return in != nil && slices.ContainsFunc(in.On, match) || slices.ContainsFunc(b.src.Everywhere, match)
}

// eventIn checks that a state has an event, its own or a common one.
func (b *builder) eventIn(t text, in *stateSrc) {
	if !t.set() || b.hasEvent(in, t.s) {
		return
	}
	var names []string
	if in != nil {
		names = ids(in.On, func(e entry[eventSrc]) string { return e.Key.s })
	}
	b.unknownName(t, "动作", names, "本环节没有动作“%s”", t.s)
}

// who resolves a list of people. what names the list in messages.
func (b *builder) who(list []whoSrc, what string) []Who {
	var out []Who
	dead := false
	guarded := slices.ContainsFunc(list, func(w whoSrc) bool { return w.When.set() })
	for i := range list {
		s := &list[i]
		w, ok := b.one(s, what)
		if !ok {
			continue
		}
		w.When, w.Escalate, w.Pos = b.condition(s.When), s.Escalate.s == "ancestors", pos(s.At.n)
		out = append(out, w)
		switch last := i == len(list)-1; {
		case dead:
		case guarded && !s.When.set() && !last:
			dead = true
			b.errorAt(s.At.n, "dead-who", "没有条件的请放在最后", "“%s”的这一项没有条件,后面的永远轮不到", what)
		case s.When.set() && last:
			b.warnAt(s.At.n, "incomplete-who", "请在最后补一项不写条件的", "“%s”的条件都不成立时没有人", what)
		}
		if w.Escalate && w.Role == "" {
			b.errorAt(s.Escalate.n, "escalate-role", "请删去", "“逐级上找”只能和角色一起写")
		}
	}
	return out
}

var whoKinds = map[string]WhoKind{"initiator": ByInitiator, "parties": ByParties, "handlers": ByHandlers, "reader": ByReader}

// one resolves one entry of a list of people.
func (b *builder) one(s *whoSrc, what string) (Who, bool) {
	if s.Short.set() {
		return b.short(s.Short, what)
	}
	written := 0
	for _, m := range []marker{s.Who.marker, s.Field.marker, s.Holder.marker, s.UnitOf.marker} {
		if m.set() {
			written++
		}
	}
	if s.Role.set() && !s.UnitOf.set() {
		written++
	}
	switch {
	case !s.At.set() || len(yamldoc.Entries(s.At.n)) == 0:
		return Who{}, false
	case written != 1:
		b.errorAt(s.At.n, "who-kind", "请写 角色、谁、字段、环节办理人 中的一个,或 {所属单位: 字段, 角色: 角色}", "“%s”这一项要写且只写一种人", what)
		return Who{}, false
	case s.Who.set():
		return b.word(text{s.Who.marker, s.Who.s}, what)
	case s.Holder.set():
		b.stateRef(s.Holder)
		return Who{Kind: ByHolder, State: s.Holder.s}, true
	case s.Field.set():
		b.peopleField(s.Field)
		return Who{Kind: ByField, Field: s.Field.s}, true
	case s.UnitOf.set():
		if f := b.fieldRef(s.UnitOf); f != nil && f.Type != UnitType && f.Type != Person {
			b.errorAt(s.UnitOf.n, "unit-of-type", "请写单位或人员类型的字段", "“%s”是%s字段,不指向单位", f.Name, typeName(f.Type))
		}
		if !s.Role.set() {
			b.errorAt(s.At.n, "missing-key", "请补上“角色: …”", "写了所属单位,还要写该单位的什么角色")
		}
		b.roleRef(s.Role)
		return Who{Kind: ByUnitOf, Field: s.UnitOf.s, Role: s.Role.s}, true
	}
	b.roleRef(s.Role)
	return Who{Kind: ByRole, Role: s.Role.s}, true
}

// word resolves 发起人 and its like; 当事人 and 经手人 only exclude (当事人 may also be served), 公示范围内人员 only act.
func (b *builder) word(t text, what string) (Who, bool) {
	kind, ok := whoKinds[t.s]
	if (kind == ByParties || kind == ByHandlers) && what != "不得由" && (kind != ByParties || what != "送达") {
		b.errorAt(t.n, "who-only-not", "请改写角色、发起人或人员字段", "“%s”只能写在“不得由”里", t.n.Value)
	}
	if kind == ByReader && what != "由" {
		b.errorAt(t.n, "who-only-by", "请改写角色、发起人或人员字段", "“%s”只能作为动作的“由”", t.n.Value)
	}
	return Who{Kind: kind}, ok
}

func (b *builder) short(w whoPhrase, what string) (Who, bool) {
	t := text{w.marker, w.s}
	switch {
	case w.holder:
		b.stateRef(t)
		return Who{Kind: ByHolder, State: w.s}, true
	case w.word:
		return b.word(t, what)
	case slices.ContainsFunc(b.def.Roles, func(r Role) bool { return r.ID == w.s }):
		return Who{Kind: ByRole, Role: w.s}, true
	case b.field1(w.s) != nil:
		b.peopleField(t)
		return Who{Kind: ByField, Field: w.s}, true
	}
	b.roleRef(t)
	return Who{}, false
}

func (b *builder) peopleField(t text) {
	f := b.fieldRef(t)
	if f != nil && f.Type != Person && f.Type != Persons && f.Type != Party {
		b.errorAt(t.n, "not-people", "请写人员或多人类型的字段", "“%s”是%s字段,不能当作人", f.Name, typeName(f.Type))
	}
}

// references checks what the head of the file refers to.
func (b *builder) references() {
	s, d := &b.src, b.def
	b.roleRef(s.Owner)
	d.Owner = s.Owner.s
	d.IncidentsTo = b.who(s.Incidents, "异常交给")
	d.Supervisors = b.who(s.Supervise, "督办人")
	if d.Secrecy == Restricted && len(d.IncidentsTo) == 0 && s.Owner.set() {
		b.warnAt(s.Secrecy.n, "restricted-incidents", "请加上“异常交给: 角色”", "限制知悉的流程里,维护人只知道有几件异常;没有写“异常交给”,异常没有人能处理")
	}
	d.Parties, d.Unique = strs(s.Parties), strs(s.Unique)
	for _, p := range s.Parties {
		b.peopleField(p)
	}
	b.noRepeats(s.Parties, "当事人")
	for _, u := range s.Unique {
		if f := b.fieldRef(u); f != nil && slices.Contains([]FieldType{Files, Table, LongText}, f.Type) {
			b.errorAt(u.n, "unique-type", "请改用其他字段", "%s字段“%s”不能用来判断重复", typeName(f.Type), f.Name)
		}
	}
	b.noRepeats(s.Unique, "字段")
	b.suspect()
	if n := s.Number; n != nil {
		d.Number = &Number{Format: b.template(n.Format), On: n.On.s, Pos: pos(n.At.n)}
		b.eventRef(n.On)
		if n.Format.set() && !containsPlaceholder(d.Number.Format, "seq") {
			b.errorAt(n.Format.n, "number-seq", "请加上 {序号},如 张关爱〔{年}〕{序号}号", "编号格式里没有序号,编号会重复")
		}
	}
	if s.Deadline.set() {
		l := b.limit(s.Deadline)
		d.Deadline = &l
	}
	for i := range s.Fields {
		b.see(&d.Fields[i], s.Fields[i].Val.See)
		for _, st := range s.Fields[i].Val.SeeIn {
			b.stateRef(st)
		}
	}
}

// see resolves whom a field is open to: roles by themselves, and beside them people whom the case names.
func (b *builder) see(f *Field, list []whoSrc) {
	for i := range list {
		if s := &list[i]; s.When.set() || s.Escalate.set() {
			b.errorAt(s.At.n, "see-plain", "请删去条件和逐级上找", "“可见”里只写谁,不写条件")
			return
		}
	}
	for _, w := range b.who(list, "可见") {
		if w.Kind == ByRole {
			f.See = append(f.See, w.Role)
		} else {
			f.SeeBy = append(f.SeeBy, w)
		}
	}
}

func containsPlaceholder(format, name string) bool {
	return slices.Contains(placeholder.FindAllString(format, -1), "{"+name+"}")
}
