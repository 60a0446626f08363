package config

import (
	"fmt"
	"strconv"
	"strings"

	"dandang/internal/yamldoc"
)

// decoder reads known keys out of a document and collects what does not fit.
type decoder struct {
	doc      *yamldoc.Doc
	problems []yamldoc.Problem
}

func (d *decoder) say(n *yamldoc.Node, code, msg, hint string) {
	d.problems = append(d.problems, d.doc.Problem(n, yamldoc.Error, code, msg, hint))
}

// mapping gives each entry of n to the function for its key. An unknown key is reported with the known ones.
func (d *decoder) mapping(n *yamldoc.Node, known []string, take func(key string, value *yamldoc.Node)) {
	if n.Kind != yamldoc.MappingNode {
		d.say(n, "kind", fmt.Sprintf("这里应为“键: 值”的映射,现在是%s", yamldoc.KindName(n)), "请逐项写明")
		return
	}
	for _, e := range yamldoc.Entries(n) {
		found := false
		for _, key := range known {
			if e.Key.Value == key {
				found = true
				take(key, e.Value)
			}
		}
		if !found {
			d.say(e.Key, "unknown-key", fmt.Sprintf("不认识“%s”", e.Key.Value), "可用的有:"+strings.Join(known, "、"))
		}
	}
}

// list gives each item of a sequence to take; an empty value is an empty list.
func (d *decoder) list(n *yamldoc.Node, take func(item *yamldoc.Node)) {
	if yamldoc.IsNull(n) {
		return
	}
	if n.Kind != yamldoc.SequenceNode {
		d.say(n, "kind", fmt.Sprintf("这里应为列表,现在是%s", yamldoc.KindName(n)), "请每项一行,以“- ”开头")
		return
	}
	for _, item := range yamldoc.Items(n) {
		take(item)
	}
}

func (d *decoder) text(n *yamldoc.Node) string {
	if n.Kind != yamldoc.ScalarNode {
		d.say(n, "kind", fmt.Sprintf("这里应为文字,现在是%s", yamldoc.KindName(n)), "请写一段文字")
		return ""
	}
	if yamldoc.IsNull(n) {
		return ""
	}
	return n.Value
}

func (d *decoder) texts(n *yamldoc.Node) []string {
	var list []string
	d.list(n, func(item *yamldoc.Node) { list = append(list, d.text(item)) })
	return list
}

func (d *decoder) integer(n *yamldoc.Node) int {
	v, err := strconv.Atoi(d.text(n))
	if err != nil && n.Kind == yamldoc.ScalarNode {
		d.say(n, "integer", fmt.Sprintf("“%s”不是整数", n.Value), "请写整数,如 2026")
	}
	return v
}

// yes reads 是 and 否, and true and false.
func (d *decoder) yes(n *yamldoc.Node) bool {
	v, err := parseYes(d.text(n))
	if err != nil && n.Kind == yamldoc.ScalarNode {
		d.say(n, "bool", err.Error(), "")
	}
	return v
}

func parseYes(s string) (bool, error) {
	switch s {
	case "是", "true":
		return true, nil
	case "否", "false":
		return false, nil
	}
	return false, fmt.Errorf("“%s”应写“是”或“否”", s)
}
