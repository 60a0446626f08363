package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dandang/internal/yamldoc"
)

// shape tells what a node is.
type shape int

const (
	scalar shape = iota
	mapping
	list
	nothing
)

// node is a piece of a scenario file with its place. A nil node is nothing.
type node struct {
	shape     shape
	text      string
	line, col int
	keys      []*node // of a mapping, as written
	vals      []*node // of a mapping or list
}

// convert copies a parsed tree. It takes an Entry because that is how yamldoc hands out its nodes.
func convert(e yamldoc.Entry) *node {
	src := e.Value
	n := &node{text: src.Value, line: src.Line, col: src.Column}
	switch {
	case yamldoc.IsNull(src):
		n.shape = nothing
	case src.ShortTag() == "!!map":
		n.shape = mapping
		for _, child := range yamldoc.Entries(src) {
			n.keys = append(n.keys, convert(yamldoc.Entry{Value: child.Key}))
			n.vals = append(n.vals, convert(child))
		}
	case src.ShortTag() == "!!seq":
		n.shape = list
		for _, item := range yamldoc.Items(src) {
			n.vals = append(n.vals, convert(yamldoc.Entry{Value: item}))
		}
	}
	return n
}

func (n *node) empty() bool { return n == nil || n.shape == nothing }

// pairs lists the entries of a mapping whose keys the file names itself.
func (n *node) pairs() []pair {
	if n == nil || n.shape != mapping {
		return nil
	}
	out := make([]pair, len(n.keys))
	for i := range n.keys {
		out[i] = pair{n.keys[i].text, n.vals[i]}
	}
	return out
}

// pair is one entry of a mapping.
type pair struct {
	key string
	val *node
}

// reader gathers the problems of one file.
type reader struct {
	file     string
	problems []yamldoc.Problem
}

func (r *reader) say(n *node, format string, args ...any) {
	p := yamldoc.Problem{File: r.file, Line: 1, Col: 1, Code: "scenario", Msg: fmt.Sprintf(format, args...)}
	if n != nil {
		p.Line, p.Col = n.line, n.col
	}
	r.problems = append(r.problems, p)
}

// keyed reads a mapping whose keys belong to the language: canonical key → value. Only allowed keys may occur.
func (r *reader) keyed(n *node, allowed ...string) map[string]*node {
	out := map[string]*node{}
	if n.empty() {
		return out
	}
	if n.shape != mapping {
		r.say(n, "这里要写“键: 值”")
		return out
	}
	for i, k := range n.keys {
		en := english(k.text)
		switch {
		case !slices.Contains(allowed, en):
			var known []string
			for _, a := range allowed {
				known = append(known, chinese(a))
			}
			r.say(k, "这里不能写“%s”,可以写:%s", k.text, strings.Join(known, "、"))
		case out[en] != nil:
			r.say(k, "“%s”写了两次", k.text)
		default:
			out[en] = n.vals[i]
		}
	}
	return out
}

// str is the text of a scalar, "" for nothing.
func (r *reader) str(n *node) string {
	if n.empty() {
		return ""
	}
	if n.shape != scalar {
		r.say(n, "这里要写文字")
		return ""
	}
	return n.text
}

// strs is a list of texts; a single text is a list of one.
func (r *reader) strs(n *node) []string {
	switch {
	case n.empty():
		return nil
	case n.shape == scalar:
		return []string{n.text}
	case n.shape == mapping:
		r.say(n, "这里要写列表")
		return nil
	}
	out := make([]string, 0, len(n.vals))
	for _, item := range n.vals {
		out = append(out, r.str(item))
	}
	return out
}

// num is a whole number, def when nothing is written.
func (r *reader) num(n *node, def int) int {
	if n.empty() {
		return def
	}
	i, err := strconv.Atoi(n.text)
	if n.shape != scalar || err != nil {
		r.say(n, "这里要写整数")
	}
	return i
}

// yes reads 是 or 否, def when nothing is written.
func (r *reader) yes(n *node, def bool) bool {
	if n.empty() {
		return def
	}
	switch value(n.text) {
	case "true":
		return true
	case "false":
		return false
	}
	r.say(n, "这里要写 是 或 否")
	return def
}
