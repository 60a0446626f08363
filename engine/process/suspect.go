package process

import "slices"

// Suspect says which cases look like duplicates (疑似重复): those of the procedure whose fields are all equal. Nothing is
// refused; whoever holds a role of See and handles the case is shown the others.
type Suspect struct {
	Fields []string
	See    []string // role ids
	Pos    Pos
}

type suspectSrc struct {
	At     marker
	Fields []text `key:"fields,required"`
	See    []text `key:"see,required"`
}

// suspect reads 疑似重复.
func (b *builder) suspect() {
	s := b.src.Suspect
	if s == nil {
		return
	}
	b.def.Suspect = &Suspect{Fields: strs(s.Fields), See: strs(s.See), Pos: pos(s.At.n)}
	for _, t := range s.Fields {
		f := b.fieldRef(t)
		switch {
		case f == nil:
		case slices.Contains([]FieldType{Files, Table, LongText}, f.Type):
			b.errorAt(t.n, "unique-type", "请改用其他字段", "%s字段“%s”不能用来判断重复", typeName(f.Type), f.Name)
		case b.sealed[f.ID]:
			b.errorAt(t.n, "sealed-read", "请改用不密封的字段", "密封字段“%s”不能用来比对疑似重复", f.ID)
		}
	}
	b.noRepeats(s.Fields, "字段")
	for _, t := range s.See {
		b.roleRef(t)
	}
}

// joins checks an event that joins the case to another: it must end the case, and the procedure must say what makes
// cases alike.
func (b *builder) joins(e *Event, n text) {
	if b.src.Suspect == nil {
		b.errorAt(n.n, "join-without-suspect", "请在文件开头写“疑似重复”", "动作“%s”并入另一件,但流程没有写怎样算疑似重复", e.Name)
	}
	for _, branch := range e.Branches {
		if s := b.def.State(branch.To); s != nil && !s.IsFinal {
			b.errorAt(n.n, "join-goes-on", "请转到办结环节,如“已并案”", "动作“%s”并入另一件,本件应当办结,不能转到“%s”", e.Name, s.Name)
		}
	}
}
