package process

import (
	"slices"

	"dandang/engine/guard"
)

// registers reads the registers of a file: plain names, or names with columns and readers.
func (b *builder) registers(s *registersSrc) {
	if s == nil {
		return
	}
	plain := s.List
	if s.One.set() {
		plain = []text{s.One}
	}
	b.noRepeats(plain, "台账")
	for _, t := range plain {
		b.def.Registers = append(b.def.Registers, RegisterKind{Name: t.s, Pos: pos(t.n)})
	}
	for i := range s.Named {
		key, r := s.Named[i].Key, &s.Named[i].Val
		b.identifier(key, "台账", false)
		kind := RegisterKind{Name: key.s, See: strs(r.See), Pos: pos(key.n)}
		for _, role := range r.See {
			b.roleRef(role)
		}
		for _, c := range r.Columns {
			if b.readable(c.marker, c.s) {
				kind.Columns = append(kind.Columns, c.s)
			}
		}
		b.def.Registers = append(b.def.Registers, kind)
	}
}

func (b *builder) registerNames() []string {
	return ids(b.def.Registers, func(r RegisterKind) string { return r.Name })
}

// RegisterKind finds a register by name; nil when unknown.
func (d *Definition) RegisterKind(name string) *RegisterKind {
	for i := range d.Registers {
		if d.Registers[i].Name == name {
			return &d.Registers[i]
		}
	}
	return nil
}

// flags reads the flags that a file declares, and lets guards read them as 标记.影响期.直到.
func (b *builder) flags(list named[flagkindSrc]) {
	for i := range list {
		key, s := list[i].Key, &list[i].Val
		b.identifier(key, "标记", false)
		f := FlagKind{ID: key.s, Name: or(s.Name.s, key.s), Pos: pos(key.n)}
		for _, purpose := range s.Blocks {
			if purpose.s != "" && !slices.Contains(f.Blocks, purpose.s) {
				f.Blocks = append(f.Blocks, purpose.s)
			}
		}
		b.def.Flags = append(b.def.Flags, f)
		b.scope.paths["flags."+f.ID+".until"] = guard.T(guard.Date)
	}
}

// FlagKind finds a declared flag; nil when the file does not declare it.
func (d *Definition) FlagKind(id string) *FlagKind {
	for i := range d.Flags {
		if d.Flags[i].ID == id {
			return &d.Flags[i]
		}
	}
	return nil
}

func (b *builder) flagEffect(s *flagSrc) Effect {
	e := Effect{Kind: Flag, Flag: s.Name.s, On: s.On.s}
	if s.Name.set() && b.def.FlagKind(s.Name.s) == nil {
		names := ids(b.def.Flags, func(f FlagKind) string { return f.ID })
		if near := nearest(s.Name.s, names); near != "" {
			b.errorAt(s.Name.n, "unknown-name", "是不是“"+near+"”", "没有标记“%s”", s.Name.s)
		} else {
			b.warnAt(s.Name.n, "undeclared-flag", "请在文件最外层写“标记: {"+s.Name.s+": {影响: [提拔]}}”", "标记“%s”没有声明,查询时不计,也不能用在条件里", s.Name.s)
		}
	}
	if s.On.set() {
		b.peopleField(s.On)
	}
	if s.Until.set() && !isEmpty(s.Until.s) {
		e.Until = b.guard(s.Until.n, s.Until.s, guard.T(guard.Date))
	}
	return e
}

func (b *builder) dutyClock(key text, s *dutyclockSrc) DutyClock {
	d := DutyClock{
		ID: key.s, Name: s.Name.s, Due: b.limit(s.Due), Until: strs(s.Until), When: b.condition(s.When), From: s.From.s,
		By: b.who(s.By, "提醒对象"), Pos: pos(key.n),
	}
	b.dateRef(s.From)
	for _, e := range s.Until {
		b.eventRef(e)
	}
	for _, r := range s.Remind {
		d.Remind = append(d.Remind, r.d)
	}
	return d
}
