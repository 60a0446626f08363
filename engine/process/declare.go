package process

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dandang/engine/guard"
)

// declare reads what the rest of the file refers to: params, ledgers, roles, fields.
func (b *builder) declare() {
	seen := map[string]text{}
	for _, e := range b.src.Params {
		b.name(seen, e.Key, "参数")
		b.def.Params = append(b.def.Params, b.param(e.Key, &e.Val))
	}
	for _, p := range b.def.Params {
		if p.Value != nil {
			b.scope.paths["params."+p.ID] = p.Type
		}
	}
	roles := map[string]text{}
	for _, e := range b.src.Roles {
		b.identifier(e.Key, "角色", true)
		roles[e.Key.s] = e.Key
		b.def.Roles = append(b.def.Roles, Role{ID: e.Key.s, Name: e.Val.Name.s, Scope: e.Val.Scope.s, Pos: pos(e.Key.n)})
	}
	top := map[string]text{} // fields and ledgers stand at the root of guard paths
	b.def.Fields = b.fields(b.src.Fields, "字段", top)
	for i := range b.def.Fields {
		f := &b.def.Fields[i]
		b.scope.paths[f.ID] = f.GuardType()
		columnPaths(b.scope.paths, f)
		b.sealed[f.ID] = f.Sealed
		b.paperName(b.src.Fields[i].Key)
		if e := b.src.Fields[i]; roles[e.Key.s].set() {
			b.errorAt(e.Key.n, "ambiguous-name", "请改一个名称", "“%s”既是字段又是角色,办理人会分不清", e.Key.s)
		}
	}
	b.flags(b.src.Flags)
	for _, e := range b.src.Ledgers {
		b.name(top, e.Key, "额度")
		l := Ledger{ID: e.Key.s, Name: or(e.Val.Name.s, e.Key.s), Per: e.Val.Per.s, Unit: e.Val.Unit.s, Pos: pos(e.Key.n)}
		b.split(&l, e.Val.Split)
		ledgerPaths(b.scope.paths, &l)
		b.def.Ledgers = append(b.def.Ledgers, l)
	}
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// name checks an identifier that guards may use, and that it is given once.
func (b *builder) name(seen map[string]text, key text, what string) {
	b.identifier(key, what, false)
	if _, reserved := find(rootWords, key.s); reserved {
		b.errorAt(key.n, "reserved-name", "请改一个名称", "“%s”是系统保留的名称,不能用作%s", key.s, what)
	}
	if first, twice := seen[key.s]; twice && first.n.Line != key.n.Line {
		b.errorAt(key.n, "duplicate-name", "请改一个名称", "“%s”重复了,第%d行已经用过", key.s, first.n.Line)
	}
	seen[key.s] = key
}

// reservedWords cannot name anything, because they mean something where names stand. Functions can: a bracket follows them.
var reservedWords = func() map[string]bool {
	m := map[string]bool{}
	for _, group := range [][]word{
		valueWords["who"], valueWords["to"], valueWords["need"], valueWords["edit"], valueWords["from"], valueWords["bool"],
		valueWords["builtin"], operatorWords, allBut,
	} {
		for _, w := range group {
			m[w.En], m[w.Zh] = true, true
		}
	}
	return m
}()

// identifier checks how a name is written. dashes tells whether a hyphen is allowed inside, which guards could not tell
// from a minus.
func (b *builder) identifier(t text, what string, dashes bool) {
	for i, r := range []rune(t.s) {
		ok := r == '_' || unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || unicode.IsMark(r) || dashes && r == '-')
		if fullWidth := r > '\uff00' && r < '\uff5f'; ok && !fullWidth {
			continue
		}
		if !unicode.IsPrint(r) {
			b.errorAt(t.n, "bad-name", "多半是从Word粘贴来的,请删去后重新输入", "%s名称里有看不见的字符(U+%04X)", what, r)
			return
		}
		hint := "名称只能用汉字、字母、数字和下划线,不能以数字开头"
		if r == '-' && !dashes {
			hint = "请用下划线 _ 代替减号,条件里会把减号当作相减"
		}
		b.errorAt(t.n, "bad-name", hint, "%s名称“%s”里不能有“%c”", what, t.s, r)
		return
	}
	if len([]rune(t.s)) > 40 {
		b.errorAt(t.n, "long-name", "请控制在40个字以内,全称写在“名称”里", "%s名称太长", what)
	}
	if reservedWords[t.s] {
		b.errorAt(t.n, "reserved-name", "请改一个名称", "“%s”是系统保留的词,不能用作%s", t.s, what)
	}
}

// noRepeats reports texts that occur twice in a list.
func (b *builder) noRepeats(list []text, what string) {
	first := map[string]int{}
	for _, t := range list {
		if !t.set() {
			continue
		}
		if line, twice := first[t.s]; twice {
			b.errorAt(t.n, "duplicate-item", "请删去一个", "%s“%s”写了两次,前一次在第%d行", what, t.s, line)
			continue
		}
		first[t.s] = t.n.Line
	}
}

func (b *builder) param(key text, s *paramSrc) Param {
	p := Param{ID: key.s, Name: or(s.Name.s, key.s), Source: s.Source.s, Pos: pos(key.n)}
	p.Confirmed = s.Source.s != "" && s.Source.s != "待确认"
	if s.Confirmed.set() {
		p.Confirmed = s.Confirmed.v
	}
	if !p.Confirmed {
		b.warnAt(key.n, "unconfirmed-param", "请政策维护人核对后写明来源和 已确认: 是", "参数“%s”尚未确认", p.Name)
	}
	b.paramValue(&p, &s.Value)
	return p
}

// paramValue tells the type of a param from the way its value is written.
func (b *builder) paramValue(p *Param, v *anyValue) {
	quoted := v.n != nil && quoteOf(v.n) != 0
	s := strings.TrimSpace(v.s)
	switch t, isTruth := truth(s); {
	case v.n == nil:
	case v.list():
		var list guard.ListV
		for _, item := range v.items {
			list = append(list, guard.TextV(item))
		}
		p.Value, p.Type = list, guard.ListOf(guard.T(guard.Text))
	case quoted:
		p.Value, p.Type = guard.TextV(v.s), guard.T(guard.Text)
	case isTruth:
		p.Value, p.Type = guard.BoolV(t), guard.T(guard.Bool)
	case validDate(s):
		p.Value, p.Type = guard.DateV(s), guard.T(guard.Date)
	case s[0] >= '0' && s[0] <= '9' || s[0] == '-':
		b.paramNumber(p, v, s)
	default:
		p.Value, p.Type = guard.TextV(s), guard.T(guard.Text)
	}
}

func (b *builder) paramNumber(p *Param, v *anyValue, s string) {
	if amount, ok := yuan(s); ok {
		m, _ := guard.ParseMoney(amount) // yuan has tried it
		p.Value, p.Type = m, guard.T(guard.Money)
		return
	}
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		p.Value, p.Type = guard.IntV(i), guard.T(guard.Int)
		return
	}
	if d, err := guard.ParseDecimal(s); err == nil {
		p.Value, p.Type = d, guard.T(guard.Decimal)
		return
	}
	if strings.HasSuffix(s, "元") || strings.HasSuffix(s, "yuan") {
		p.Value, p.Type = guard.MoneyV(0), guard.T(guard.Money) // so that its uses are not reported too
		b.errorAt(v.n, "bad-money", "请写成“20000元”或“20000.50元”,不写“万”和千分位逗号", "金额“%s”看不懂", s)
		return
	}
	if strings.HasSuffix(s, "%") || strings.HasSuffix(s, "％") {
		p.Value, p.Type = guard.NewDecimal(0, 1), guard.T(guard.Decimal)
		b.errorAt(v.n, "percent", "百分之五请写 0.05", "这里不能写百分号")
		return
	}
	p.Duration = b.duration(v.n, s)
}

func (b *builder) fields(list named[fieldSrc], what string, seen map[string]text) []Field {
	var fields []Field
	labels := map[string]int{}
	for i := range list {
		key, s := list[i].Key, &list[i].Val
		b.name(seen, key, what)
		if line, twice := labels[s.Name.s]; twice && s.Name.set() {
			b.warnAt(s.Name.n, "same-label", "请改成能区分的名称", "有两个%s都叫“%s”(第%d行也是)", what, s.Name.s, line)
		} else if s.Name.set() {
			labels[s.Name.s] = s.Name.n.Line
		}
		fields = append(fields, b.field(key, s, what == "列"))
	}
	return fields
}

func (b *builder) field(key text, s *fieldSrc, column bool) Field {
	f := Field{
		ID: key.s, Name: or(s.Name.s, key.s), Type: FieldType(s.Type.s), Required: s.Required.v, Help: s.Help.s,
		Filled: s.Filled.s, Sensitive: s.Sensitive.v, Sealed: s.Sealed.v, SeeIn: strs(s.SeeIn), Clear: s.Clear.v, Pos: pos(key.n),
	}
	b.systemField(&f, s)
	b.options(&f, s)
	if len(s.Columns) > 0 {
		f.Columns = b.fields(s.Columns, "列", map[string]text{})
	}
	if column {
		b.columnLimits(&f, s)
	}
	b.fieldParts(&f, s)
	b.fieldPeople(&f, s)
	b.limits(&f, s)
	b.defaultValue(&f, s)
	return f
}

func (b *builder) options(f *Field, s *fieldSrc) {
	first := map[string]int{}
	for _, o := range s.Options {
		var option Option
		switch {
		case o.Label.set():
			option = Option{o.Label.s, o.Label.s}
		case len(o.Pairs) == 1:
			option = Option{o.Pairs[0].Key.s, o.Pairs[0].Val.s}
		case o.At.set():
			b.errorAt(o.At.n, "bad-option", "每个选项请写成一项:文字,或 {标识: 文字}", "一个选项里写了%d对内容", len(o.Pairs))
			continue
		default:
			continue
		}
		if line, twice := first[option.Value]; twice {
			b.errorAt(o.At.n, "duplicate-option", "请删去一个", "选项“%s”写了两次,前一次在第%d行", option.Value, line)
			continue
		}
		first[option.Value] = o.At.n.Line
		f.Options = append(f.Options, option)
	}
}

// columnLimits refuses what a column of a table cannot be.
func (b *builder) columnLimits(f *Field, s *fieldSrc) {
	if slices.Contains([]FieldType{Table, Files, Persons, Party}, f.Type) {
		b.errorAt(s.Type.n, "bad-column", "请改用其他类型,或把它作为单独的字段", "表格的列“%s”不能是%s", f.Name, typeName(f.Type))
	}
	if s.Clear.v || s.HoldersOf.set() || s.Sealed.v || s.Sensitive.v || s.Computed.set() || s.Required.expr != "" || len(s.See)+len(s.SeeIn) > 0 || s.Filled.set() {
		b.errorAt(s.At.n, "bad-column", "请写在整个表格上", "表格的列“%s”不能写 敏感、密封、计算、可见、填写 和有条件的必填", f.Name)
	}
}

// typeName is the Chinese name of a field type.
func typeName(t FieldType) string {
	if w, ok := find(valueWords["fieldtype"], string(t)); ok {
		return w.Zh
	}
	return string(t)
}

// fieldParts checks that the parts of a field suit its type.
func (b *builder) fieldParts(f *Field, s *fieldSrc) {
	type rule struct {
		written marker
		key     string
		types   []FieldType
	}
	var options, columns marker
	if len(s.Options) > 0 {
		options = s.Options[0].At
	}
	if len(s.Columns) > 0 {
		columns = s.Columns[0].Key.marker
	}
	length := marker{}
	if s.Length != nil {
		length = s.Length.At
	}
	for _, r := range []rule{
		{options, "options", []FieldType{Choice, Choices}},
		{columns, "columns", []FieldType{Table}},
		{s.Min.marker, "min", []FieldType{Integer, Decimal, Money, Date}},
		{s.Max.marker, "max", []FieldType{Integer, Decimal, Money, Date}},
		{length, "length", []FieldType{Text, LongText, Choices, Persons, Files, Table}},
		{s.Pattern.marker, "pattern", []FieldType{Text}},
		{s.Clear.marker, "unconflicted", []FieldType{Person, Persons}},
		{s.HoldersOf.marker, "holders_of", []FieldType{Person, Persons}},
		{s.Default.marker, "default", []FieldType{Text, LongText, Integer, Decimal, Money, Date, Bool, Choice, Choices}},
	} {
		if r.written.set() && f.Type != "" && !slices.Contains(r.types, f.Type) {
			w, _ := find(keyWords["field"], r.key)
			b.errorAt(r.written.n, "wrong-for-type", fmt.Sprintf("请删去“%s”,或改字段的类型", w.in(b.language())),
				"%s字段“%s”不能写“%s”", typeName(f.Type), f.Name, w.in(b.language()))
		}
	}
	if (f.Type == Choice || f.Type == Choices) && len(s.Options) == 0 {
		b.errorAt(s.Type.n, "missing-options", "请补上“选项: [甲, 乙]”", "%s字段“%s”没有写选项", typeName(f.Type), f.Name)
	}
	if f.Type == Table && len(s.Columns) == 0 {
		b.errorAt(s.Type.n, "missing-columns", "请补上“列”", "表格字段“%s”没有写列", f.Name)
	}
}
