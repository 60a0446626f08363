package process

import "slices"

// splitTypes are the fields that a ledger can be split by: each has one plain value.
var splitTypes = []FieldType{Text, Choice, Integer, Person, UnitType, Date}

// split reads the fields that split a ledger into accounts. Their values are known before an act is decided, so that they
// are neither computed nor sealed.
func (b *builder) split(l *Ledger, fields []text) {
	for _, t := range fields {
		f := b.fieldRef(t)
		switch {
		case f == nil:
			continue
		case !slices.Contains(splitTypes, f.Type):
			b.errorAt(t.n, "split-type", "请改用文本、单选、整数、日期、人员或单位字段", "额度“%s”不能按%s字段“%s”分户", l.Name, typeName(f.Type), f.Name)
		case f.Sealed || b.computed(f.ID):
			b.errorAt(t.n, "split-field", "请改用办理人填写的字段", "额度“%s”不能按密封或算出来的字段“%s”分户", l.Name, f.Name)
		}
		l.Split = append(l.Split, t.s)
	}
	b.noRepeats(fields, "分户字段")
}

// checkSplit reports effects that change the account of a case while it is decided.
func (b *builder) checkSplit(field text) {
	if slices.ContainsFunc(b.def.Ledgers, func(l Ledger) bool { return slices.Contains(l.Split, field.s) }) {
		b.errorAt(field.n, "set-split", "请由办理人填写", "“%s”用于额度分户,不能赋值", field.s)
	}
}
