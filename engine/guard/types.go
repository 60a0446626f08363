package guard

import "slices"

// Kind is the family a type belongs to.
type Kind int

// The kinds of the language. None is not the kind of any value: as the wanted
// type of Compile it means "any type will do".
const (
	Text    Kind = iota // 文本, also the text of a choice when Options is set
	Int                 // 整数, int64
	Decimal             // 小数, exact
	Money               // 金额, int64 分
	Date                // 日期, "2006-01-02"
	Instant             // 时间, Unix milliseconds
	Bool                // 是否
	List                // 列表 of Elem
	Record              // 记录 with Attrs (a person, a unit)
	Files               // 附件
	None                // no type
)

var kindNames = [...]string{
	Text: "文本", Int: "整数", Decimal: "小数", Money: "金额", Date: "日期", Instant: "时间",
	Bool: "是否", List: "列表", Record: "记录", Files: "附件", None: "不限",
}

// String is the Chinese name of the kind, as used in messages.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "不明类型"
	}
	return kindNames[k]
}

// Type describes what a path holds or an expression yields.
type Type struct {
	// Kind is the family.
	Kind Kind
	// Elem is the type of the items of a List; nil means the items are not
	// known, and only len and given accept such a list.
	Elem *Type
	// Attrs are the attributes of a Record, by name.
	Attrs map[string]Type
	// Options is the closed set of texts of a choice; empty means any text.
	// It applies to Text and, through Elem, to lists of texts.
	Options []string
}

// String is the Chinese name of the type, as used in messages.
func (t Type) String() string {
	switch {
	case t.Kind == Text && len(t.Options) > 0:
		return "选项"
	case t.Kind == List && t.Elem != nil:
		return t.Elem.String() + "列表"
	default:
		return t.Kind.String()
	}
}

// ListOf is the type of a list with items of elem.
func ListOf(elem Type) Type { return Type{Kind: List, Elem: &elem} }

// Choice is the type of a text that is one of options.
func Choice(options ...string) Type { return Type{Kind: Text, Options: slices.Clone(options)} }

// T is the plain type of a kind, without element, attributes or options.
func T(k Kind) Type { return Type{Kind: k} }

func (t Type) numeric() bool { return t.Kind == Int || t.Kind == Decimal }

func (t Type) ordered() bool {
	switch t.Kind {
	case Int, Decimal, Money, Date, Instant:
		return true
	default:
		return false
	}
}
