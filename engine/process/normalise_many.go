package process

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// items is a JSON list; a lone text does not count as one.
func items(v any) ([]any, bool) {
	switch x := v.(type) {
	case []any:
		return x, true
	case []string:
		list := make([]any, len(x))
		for i, s := range x {
			list[i] = s
		}
		return list, true
	}
	return nil, false
}

func (f *Field) normalChoices(v any) (any, string) {
	list, ok := items(v)
	if !ok {
		return nil, f.say("应是选项的列表")
	}
	chosen := map[string]bool{}
	for _, item := range list {
		s, ok := item.(string)
		if !ok || !f.isOption(s) {
			return nil, f.notOption(fmt.Sprint(item))
		}
		if chosen[s] {
			return nil, f.say("的“%s”选了两次", f.Label(s))
		}
		chosen[s] = true
	}
	out := make([]any, 0, len(list))
	for _, o := range f.Options {
		if chosen[o.Value] {
			out = append(out, o.Value)
		}
	}
	if problem := f.checkLength(len(out), "项"); problem != "" {
		return nil, problem
	}
	return out, ""
}

func (f *Field) normalID(v any) (any, string) {
	s, ok := v.(string)
	if !ok || len(s) > 100 {
		if f.Type == Person {
			return nil, f.say("请从通讯录中选一人")
		}
		return nil, f.say("请选一个单位")
	}
	return strings.TrimSpace(s), ""
}

func (f *Field) normalPersons(v any) (any, string) {
	list, ok := items(v)
	if !ok {
		return nil, f.say("请从通讯录中选人")
	}
	out := make([]any, 0, len(list))
	for _, item := range list {
		s, ok := item.(string)
		if !ok || s == "" || len(s) > 100 {
			return nil, f.say("请从通讯录中选人")
		}
		if slices.Contains(out, any(s)) {
			return nil, f.say("里有人重复")
		}
		out = append(out, s)
	}
	if problem := f.checkLength(len(out), "人"); problem != "" {
		return nil, problem
	}
	return out, ""
}

// normalParty takes {person: id}, {unit: id}, an outsider {name, id_no}, or an id alone, which is a person's. It gives the
// one of the first three that is meant.
func (f *Field) normalParty(v any) (any, string) {
	if s, ok := v.(string); ok {
		v = map[string]any{"person": s}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, f.say("请从通讯录中选择,或填写姓名和证件号码")
	}
	for key := range m {
		if !slices.Contains([]string{"person", "unit", "name", "id_no"}, key) {
			return nil, f.say("里不能有“%s”", key)
		}
	}
	for _, kind := range []string{"person", "unit"} {
		id, _ := m[kind].(string)
		if id = strings.TrimSpace(id); id != "" && len(id) <= 100 && len(m) == 1 {
			return map[string]any{kind: id}, ""
		}
	}
	name, _ := m["name"].(string)
	if name = strings.TrimSpace(name); m["person"] != nil || m["unit"] != nil || name == "" || utf8.RuneCountInString(name) > 100 {
		return nil, f.say("请从通讯录中选一人或一个单位,或填写姓名(100字以内)和证件号码")
	}
	out := map[string]any{"name": name}
	if !blankWire(m["id_no"]) {
		text, _ := m["id_no"].(string)
		clean, ok := IDNumber(text)
		if !ok {
			return nil, f.say("的证件号码不对,请核对18位居民身份证号码")
		}
		out["id_no"] = clean
	}
	return out, ""
}

func (f *Field) normalFiles(v any) (any, string) {
	list, ok := items(v)
	if !ok {
		return nil, f.say("应是附件的列表")
	}
	out := make([]any, 0, len(list))
	for _, item := range list {
		m, ok := item.(map[string]any)
		id, _ := m["id"].(string)
		name, _ := m["name"].(string)
		if !ok || id == "" || name == "" || utf8.RuneCountInString(name) > 255 {
			return nil, f.say("的附件信息不完整,请重新上传")
		}
		size, whole := int64(0), true
		if m["size"] != nil {
			s, _ := digits(m["size"])
			var err error
			size, err = strconv.ParseInt(s, 10, 64)
			whole = err == nil && size >= 0
		}
		if !whole {
			return nil, f.say("的附件大小不对,请重新上传")
		}
		out = append(out, map[string]any{"id": id, "name": name, "size": size})
	}
	if problem := f.checkLength(len(out), "个"); problem != "" {
		return nil, problem
	}
	return out, ""
}

func (f *Field) normalTable(v any) (any, string) {
	list, ok := items(v)
	if !ok {
		return nil, f.say("应是表格的各行")
	}
	out := make([]any, 0, len(list))
	for i, item := range list {
		row, ok := item.(map[string]any)
		if !ok {
			return nil, f.say("第%d行的内容不对", i+1)
		}
		clean, problem := f.normalRow(row)
		if problem != "" {
			return nil, f.say("第%d行:%s", i+1, problem)
		}
		out = append(out, clean)
	}
	if problem := f.checkLength(len(out), "行"); problem != "" {
		return nil, problem
	}
	return out, ""
}

func (f *Field) normalRow(row map[string]any) (map[string]any, string) {
	clean := map[string]any{}
	for i := range f.Columns {
		c := &f.Columns[i]
		v, problem := c.Normalise(row[c.ID])
		switch {
		case problem != "":
			return nil, problem
		case v == nil && c.Required:
			return nil, c.say("没有填写")
		case v != nil:
			clean[c.ID] = v
		}
	}
	for key := range row {
		if !slices.ContainsFunc(f.Columns, func(c Field) bool { return c.ID == key }) {
			return nil, fmt.Sprintf("没有“%s”这一列", key)
		}
	}
	return clean, ""
}
