package scenario

import (
	"slices"
	"strconv"
	"strings"

	"dandang/engine"
	"dandang/engine/process"
)

// fields turns what a story fills in into the form that a request carries. Unknown fields go through as text, so that a
// story can show that they are refused.
func (w *world) fields(def *process.Definition, using []string, with []pair) (engine.Fields, string) {
	out := engine.Fields{}
	for _, name := range using {
		set, ok := w.setup.values[name]
		if !ok {
			return nil, "“填表”下没有“" + name + "”"
		}
		for _, p := range set {
			w.put(def, out, p)
		}
	}
	for _, p := range with {
		w.put(def, out, p)
	}
	if len(out) == 0 {
		return nil, ""
	}
	return out, ""
}

// put adds one value; 无 takes one of the set out again, 空 sends it empty.
func (w *world) put(def *process.Definition, out engine.Fields, p pair) {
	switch {
	case p.val.shape == scalar && p.val.text == "无":
		delete(out, p.key)
	case p.val.shape == nothing || p.val.shape == scalar && p.val.text == "空":
		out[p.key] = nil
	default:
		out[p.key] = w.wire(def.Field(p.key), p.val)
	}
}

// wire is one value in wire form, by the field's type.
func (w *world) wire(f *process.Field, n *node) any {
	if long, ok := repeated(n); ok {
		return long
	}
	if f == nil {
		return n.text
	}
	switch f.Type {
	case process.Integer:
		if i, err := strconv.ParseInt(n.text, 10, 64); err == nil {
			return i
		}
	case process.Bool:
		switch value(n.text) {
		case "true":
			return true
		case "false":
			return false
		}
	case process.Money, process.Decimal:
		return plainNumber(n.text)
	case process.Date:
		if n.text == "今天" {
			return string(w.today())
		}
	case process.Party:
		return party(n)
	case process.Choices, process.Persons:
		return texts(n)
	case process.Files:
		return filesOf(n)
	case process.Table:
		return w.rows(f, n)
	default:
	}
	return n.text
}

// repeated is a long text made of a short one: {重复: 难, 次数: 2000}.
func repeated(n *node) (string, bool) {
	what, times := repetition(n)
	if what == nil || what.text == "" || times < 0 {
		return "", false
	}
	return strings.Repeat(what.text, times), true
}

// repetition is what a {重复: …, 次数: N} repeats and how often, nil and -1 where it does not say.
func repetition(n *node) (what *node, times int) {
	times = -1
	for _, p := range n.pairs() {
		switch english(p.key) {
		case "repeat":
			what = p.val
		case "times":
			times, _ = strconv.Atoi(p.val.text)
		}
	}
	return what, times
}

// rows is the value of a table field: a list of rows, or one row many times, {重复: {列: 值}, 次数: 51}.
func (w *world) rows(f *process.Field, n *node) any {
	rows := []any{}
	items := n.vals
	if row, times := repetition(n); row != nil && times > 0 {
		items = slices.Repeat([]*node{row}, times)
	}
	for _, item := range items {
		row := map[string]any{}
		for _, p := range item.pairs() {
			row[p.key] = p.val.text
			for i := range f.Columns {
				if f.Columns[i].ID == p.key {
					row[p.key] = w.wire(&f.Columns[i], p.val)
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func texts(n *node) []any {
	if n.shape == scalar {
		return []any{n.text}
	}
	list := []any{}
	for _, item := range n.vals {
		list = append(list, item.text)
	}
	return list
}

// filesOf makes references to uploaded files of their names.
func filesOf(n *node) []any {
	list := []any{}
	for _, name := range texts(n) {
		list = append(list, map[string]any{"id": name, "name": name, "size": int64(1)})
	}
	return list
}

// plainNumber drops what people write around an amount: 20000元 is 20000.
func plainNumber(s string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "元"))
}
