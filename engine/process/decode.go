package process

import (
	"fmt"
	"reflect"
	"strings"

	"dandang/internal/yamldoc"
)

// decoder turns yaml nodes into the types of source.go and collects what is wrong.
type decoder struct {
	doc      *yamldoc.Doc
	lines    [][]rune
	problems []yamldoc.Problem
	zh, en   *yamldoc.Node // first key seen in each language
}

// errorAt records an error at a node.
func (d *decoder) errorAt(n *yamldoc.Node, code, hint, format string, args ...any) {
	d.problems = append(d.problems, d.doc.Problem(n, yamldoc.Error, code, fmt.Sprintf(format, args...), hint))
}

// warnAt records a warning at a node.
func (d *decoder) warnAt(n *yamldoc.Node, code, hint, format string, args ...any) {
	d.problems = append(d.problems, d.doc.Problem(n, yamldoc.Warning, code, fmt.Sprintf(format, args...), hint))
}

// leaf is a part of the written form that is one scalar.
type leaf interface {
	// read takes a scalar node; words is the group of closed values that the field's tag names.
	read(d *decoder, n *yamldoc.Node, words string)
	// translate says what to replace in the text of the scalar to have it in a language.
	translate(s, words, lang string) []span
}

// namedList is a mapping whose keys the author chooses.
type namedList interface{ isNamed() }

// marker is embedded in what is read, to say where it stands. The zero value means that nothing was written.
type marker struct{ n *yamldoc.Node }

// set reports whether the part was written.
func (m marker) set() bool { return m.n != nil }

// named is a mapping whose keys the author chooses, in the order of the file.
type named[T any] []entry[T]

func (named[T]) isNamed() {}

// entry is one key of a named mapping and its value.
type entry[T any] struct {
	Key text
	Val T
}

// part is one field of a struct of source.go.
type part struct {
	index    int
	key      string // English
	required bool
	words    string
}

// shape is what a struct of source.go allows to be written.
type shape struct {
	group                   string // in keyWords
	keys                    []part
	scalar, list, freeNames *part
}

// shapeOf reads the tags of a struct type.
func shapeOf(t reflect.Type) shape {
	s := shape{group: strings.TrimSuffix(t.Name(), "Src")}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("key"), ",")
		p := part{index: i, key: tag, required: options == "required", words: f.Tag.Get("words")}
		switch tag {
		case "|scalar":
			s.scalar = &p
		case "|list":
			s.list = &p
		case "|map":
			s.freeNames = &p
		case "":
		default:
			s.keys = append(s.keys, p)
		}
	}
	return s
}

// what describes the ways a shape may be written, for messages.
func (s shape) what() string {
	var ways []string
	if s.scalar != nil {
		ways = append(ways, "一个值")
	}
	if s.list != nil {
		ways = append(ways, "列表")
	}
	if len(s.keys) > 0 || s.freeNames != nil {
		ways = append(ways, "“名称: 值”")
	}
	return strings.Join(ways, "或")
}

var (
	leafType   = reflect.TypeFor[leaf]()
	readerType = reflect.TypeFor[reader]()
)

// decode reads node n into v. key is what the node stands under, for messages.
func (d *decoder) decode(n *yamldoc.Node, v reflect.Value, words, key string) {
	switch {
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.decode(n, v.Elem(), words, key)
	case yamldoc.IsNull(n):
		d.errorAt(n, "missing-value", "请补上内容,或删去这一行", "“%s”后面没有内容", key)
	case v.Addr().Type().Implements(readerType):
		v.Addr().Interface().(reader).readNode(d, n, key)
	case v.Addr().Type().Implements(leafType):
		if n.Kind != yamldoc.ScalarNode {
			d.errorAt(n, "not-scalar", "请直接写一个值", "“%s”后面应是一个值,这里是%s", key, yamldoc.KindName(n))
			return
		}
		v.Addr().Interface().(leaf).read(d, n, words)
	case v.Kind() == reflect.Slice:
		d.decodeSlice(n, v, words, key)
	case v.Kind() == reflect.Struct:
		d.decodeStruct(n, v, key)
	}
}

func (d *decoder) decodeSlice(n *yamldoc.Node, v reflect.Value, words, key string) {
	if _, ok := v.Interface().(namedList); ok {
		d.decodeNamed(n, v, words, key)
		return
	}
	if n.Kind == yamldoc.ScalarNode && n.Style == 0 && strings.ContainsAny(firstRune(n.Value), "【［〔") {
		d.errorAt(n, "fullwidth-bracket", "请改为英文方括号 [ ],各项之间用英文逗号并空一格", "这里是中文括号“%s”", firstRune(n.Value))
		if v.Type().Elem() != reflect.TypeFor[optionSrc]() { // names in it would all be reported as unknown
			return
		}
	}
	items := []*yamldoc.Node{n} // one item may stand without a list
	if n.Kind == yamldoc.SequenceNode {
		items = n.Content
	}
	if len(items) == 0 {
		d.errorAt(n, "empty-list", "请填写,或删去这一行", "“%s”的列表是空的", key)
	}
	for _, item := range items {
		element := reflect.New(v.Type().Elem()).Elem()
		d.decode(item, element, words, key)
		v.Set(reflect.Append(v, element))
	}
}

func (d *decoder) decodeNamed(n *yamldoc.Node, v reflect.Value, words, key string) {
	if n.Kind != yamldoc.MappingNode {
		d.errorAt(n, "not-mapping", "请每行写一项“名称: 内容”,并比上一行多缩进两格", "“%s”下面应逐项写“名称: 内容”,这里是%s", key, yamldoc.KindName(n))
		return
	}
	for _, e := range yamldoc.Entries(n) {
		element := reflect.New(v.Type().Elem()).Elem()
		element.Field(0).Set(reflect.ValueOf(text{marker{e.Key}, e.Key.Value}))
		d.decode(e.Value, element.Field(1), words, e.Key.Value)
		v.Set(reflect.Append(v, element))
	}
}

func (d *decoder) decodeStruct(n *yamldoc.Node, v reflect.Value, key string) {
	s := shapeOf(v.Type())
	if at := v.FieldByName("At"); at.IsValid() {
		at.Set(reflect.ValueOf(marker{n}))
	}
	switch {
	case n.Kind == yamldoc.ScalarNode && s.scalar != nil:
		d.decode(n, v.Field(s.scalar.index), s.scalar.words, key)
	case n.Kind == yamldoc.SequenceNode && s.list != nil:
		d.decode(n, v.Field(s.list.index), s.list.words, key)
	case n.Kind == yamldoc.MappingNode && s.freeNames != nil:
		d.decode(n, v.Field(s.freeNames.index), s.freeNames.words, key)
	case n.Kind == yamldoc.MappingNode && len(s.keys) > 0:
		d.decodeKeys(n, v, s, key)
	default:
		d.errorAt(n, "wrong-shape", "请对照范例检查缩进和写法", "“%s”下面应写%s,这里是%s", key, s.what(), yamldoc.KindName(n))
	}
}

func (d *decoder) decodeKeys(n *yamldoc.Node, v reflect.Value, s shape, key string) {
	words := keyWords[s.group]
	seen := map[string]*yamldoc.Node{}
	for _, e := range yamldoc.Entries(n) {
		w, ok := find(words, e.Key.Value)
		if !ok {
			if w, ok = d.unknownKey(e.Key, s.group, key); !ok || seen[w.En] != nil {
				continue // else read on as if the right key stood there
			}
		}
		if before, twice := seen[w.En]; twice {
			if before.Value != e.Key.Value { // the same spelling twice is reported by yamldoc
				d.errorAt(e.Key, "duplicate-key", "请删去一处", "“%s”和第%d行的“%s”是同一项", e.Key.Value, before.Line, before.Value)
			}
			continue
		}
		seen[w.En] = e.Key
		d.noteLanguage(e.Key, w)
		for _, p := range s.keys {
			if p.key == w.En {
				d.decode(e.Value, v.Field(p.index), p.words, e.Key.Value)
			}
		}
	}
	d.missingKeys(n, s, seen, key)
}

// missingKeys reports all keys at once that should be there and are not.
func (d *decoder) missingKeys(n *yamldoc.Node, s shape, seen map[string]*yamldoc.Node, key string) {
	var missing, lines []string
	for _, p := range s.keys {
		if p.required && seen[p.key] == nil {
			w, _ := find(keyWords[s.group], p.key)
			missing = append(missing, "“"+w.in(d.language())+"”")
			lines = append(lines, "“"+w.in(d.language())+": …”")
		}
	}
	if len(missing) > 0 {
		d.errorAt(n, "missing-key", "请补上"+strings.Join(lines, ""), "“%s”缺少%s", key, strings.Join(missing, ""))
	}
}

// noteLanguage remembers the first key of each language.
func (d *decoder) noteLanguage(n *yamldoc.Node, w word) {
	if w.Zh == n.Value && d.zh == nil {
		d.zh = n
	}
	if w.En == n.Value && d.en == nil {
		d.en = n
	}
}

// language is the language of the file as far as it has been read.
func (d *decoder) language() string {
	if d.en != nil && (d.zh == nil || before(d.en, d.zh)) {
		return "en"
	}
	return "zh"
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

func before(a, b *yamldoc.Node) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// unknownKey says what an unknown key may have been meant to be, and answers the key that was most likely meant.
func (d *decoder) unknownKey(n *yamldoc.Node, group, under string) (word, bool) {
	var names []string
	for _, w := range keyWords[group] {
		names = append(names, w.in(d.language()))
	}
	if hint, ok := slipKeys[n.Value]; ok {
		if w, known := find(keyWords[group], hint); known {
			d.errorAt(n, "unknown-key", fmt.Sprintf("请改为“%s”", w.in(d.language())), "“%s”里不能写“%s”", under, n.Value)
			return w, true
		}
	}
	if near := nearest(n.Value, names); near != "" {
		d.errorAt(n, "unknown-key", fmt.Sprintf("是不是“%s”", near), "“%s”里没有“%s”这一项", under, n.Value)
		return find(keyWords[group], near)
	}
	for _, g := range groupOrder {
		if w, ok := find(keyWords[g.id], n.Value); ok && g.id != group {
			d.errorAt(n, "misplaced-key", fmt.Sprintf("“%s”要写在%s里,请检查缩进", w.in(d.language()), g.name), "“%s”不能写在“%s”里", n.Value, under)
			return word{}, false
		}
	}
	d.errorAt(n, "unknown-key", "这里可以写:"+strings.Join(names, "、"), "“%s”里没有“%s”这一项", under, n.Value)
	return word{}, false
}

// groupOrder names the groups of keys that people put in the wrong place, the likeliest first.
var groupOrder = []struct{ id, name string }{
	{"task", "任务"},
	{"event", "动作"},
	{"state", "环节"},
	{"field", "字段"},
	{"vote", "票决"},
	{"file", "文件最外层"},
	{"effect", "效果"},
	{"overdue", "超期"},
	{"decision", "判定表"},
	{"rule", "判定表的规则"},
	{"role", "角色"},
	{"param", "参数"},
	{"document", "文书"},
	{"publish", "公示"},
	{"number", "编号"},
	{"entry", "额度的占用或支出"},
	{"material", "申请材料"},
}

// slipKeys are keys that owners write for another one, with the English key that is meant.
var slipKeys = map[string]string{
	"标题": "name", "姓名": "name", "节点": "states", "步骤": "states", "阶段": "states", "流程名称": "name", "操作": "on", "事件": "on",
	"按钮": "on", "审批人": "for", "经办人": "for", "办理": "for", "处理人": "for", "时限": "due", "截止日期": "due", "办理期限": "due",
	"下一步": "to", "去向": "to", "流转到": "to", "必须": "required", "是否必填": "required", "选择": "options", "候选": "options",
	"备注": "help", "提示": "help", "原因": "because", "表单": "fields", "变量": "params", "当": "when", "如果": "when", "title": "name",
	"label": "name", "steps": "states", "nodes": "states", "events": "on", "actions": "on", "transitions": "on", "assignee": "for",
	"deadline": "due", "target": "to", "next": "to", "if": "when", "condition": "when", "reason": "because", "description": "help",
}
