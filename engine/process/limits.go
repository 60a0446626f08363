package process

import (
	"regexp"
	"slices"

	"dandang/engine/guard"
	"dandang/engine/workday"
)

// limits reads min, max, length and pattern of a field.
func (b *builder) limits(f *Field, s *fieldSrc) {
	f.Min, f.Max = b.bound(f, &s.Min), b.bound(f, &s.Max)
	if f.Min != nil && f.Max != nil && lessValue(f.Max, f.Min) {
		b.errorAt(s.Min.n, "min-above-max", "请对调或改正", "“%s”的最小值%s大于最大值%s", f.Name, s.Min.s, s.Max.s)
	}
	if l := s.Length; l != nil {
		f.MinLen, f.MaxLen = l.Min.v, l.Max.v
		if l.Most.set() {
			f.MaxLen = l.Most.v
		}
		if f.MinLen < 0 || f.MaxLen < 0 || f.MaxLen > 0 && f.MinLen > f.MaxLen {
			b.errorAt(l.At.n, "bad-length", "请写不小于0的数,最小不超过最大", "“%s”的长度不对", f.Name)
		}
	}
	if s.Pattern.set() {
		f.Pattern = s.Pattern.s
		if _, err := regexp.Compile(f.Pattern); err != nil {
			b.errorAt(s.Pattern.n, "bad-pattern", "请找懂正则表达式的人核对,如 ^[0-9]{11}$", "样式“%s”写法不对", f.Pattern)
		}
	}
}

// bound reads a smallest or largest value in the field's own type; nil when none was written or it is wrong.
func (b *builder) bound(f *Field, v *plainValue) guard.Value {
	if !v.set() {
		return nil
	}
	switch f.Type {
	case Integer, Decimal, Money, Date:
	default:
		return nil // reported by fieldParts
	}
	bare := Field{ID: f.ID, Name: f.Name, Type: f.Type}
	wire, problem := bare.Normalise(v.wire(f.Type))
	if problem != "" {
		b.errorAt(v.n, "bad-bound", "", "%s", problem)
		return nil
	}
	return bare.GuardValue(wire)
}

// lessValue reports a < b for two bounds of one type.
func lessValue(a, b guard.Value) bool {
	switch x := a.(type) {
	case guard.IntV:
		y, ok := b.(guard.IntV)
		return ok && x < y
	case guard.MoneyV:
		y, ok := b.(guard.MoneyV)
		return ok && x < y
	case guard.DateV:
		y, ok := b.(guard.DateV)
		return ok && x < y
	case guard.DecimalV:
		y, ok := b.(guard.DecimalV)
		return ok && x.Cmp(y) < 0
	}
	return false
}

// wire is a written value as JSON would carry it for a field of a type.
func (p *plainValue) wire(t FieldType) any {
	if p.list() {
		items := make([]any, len(p.items))
		for i, item := range p.items {
			items[i] = item
		}
		return items
	}
	if t == Bool {
		if v, ok := truth(p.s); ok {
			return v
		}
	}
	return p.s
}

// defaultValue reads the value that a new case has in a field.
func (b *builder) defaultValue(f *Field, s *fieldSrc) {
	if !s.Default.set() {
		return
	}
	switch f.Type {
	case Text, LongText, Integer, Decimal, Money, Date, Bool, Choice, Choices:
	default:
		return // reported by fieldParts
	}
	wire, problem := f.Normalise(s.Default.wire(f.Type))
	if problem != "" {
		b.errorAt(s.Default.n, "bad-default", "请改默认值", "默认值不能用:%s", problem)
		return
	}
	f.Default = wire
}

// limit resolves a length of time.
func (b *builder) limit(l limit) Limit {
	if l.param == "" {
		return Limit{Duration: l.d}
	}
	i := slices.IndexFunc(b.def.Params, func(p Param) bool { return p.ID == l.param })
	if i < 0 {
		b.unknownName(text{l.marker, l.param}, "参数", ids(b.def.Params, func(p Param) string { return p.ID }), "没有参数“%s”", l.param)
		return Limit{Param: l.param}
	}
	p := &b.def.Params[i]
	if p.Value != nil {
		b.errorAt(l.n, "param-type", "请把参数的值写成“5个工作日”的样子", "参数“%s”不是期限,是%s", p.ID, p.Type)
	}
	return Limit{Duration: p.Duration, Param: l.param}
}

func (b *builder) plainLimit(l limit) workday.Duration {
	if !l.set() {
		return workday.Duration{}
	}
	return b.limit(l).Duration
}
