package process

import (
	"bytes"
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"dandang/internal/yamldoc"
)

// Format writes a procedure in one language, "zh" or "en", and tidies line ends. lang "" keeps the words as they are.
// Only keywords, closed values, limits and the words of guards change; names, texts, comments and layout stay. It fails
// with an *InvalidError when the file is no readable YAML; mistakes in what it says do not matter.
func Format(src []byte, lang string) ([]byte, error) {
	if lang != "" && lang != "zh" && lang != "en" {
		return nil, fmt.Errorf("不认识的语言“%s”,请写 zh 或 en", lang)
	}
	doc, problems := yamldoc.Parse("", mendAllBut(src))
	if doc == nil || yamldoc.HasErrors(problems) {
		return nil, &InvalidError{problems}
	}
	f := formatter{lines: sourceLines(src), lang: lang}
	if lang != "" {
		f.walk(doc.Root, reflect.TypeFor[fileSrc](), "")
		f.apply()
	}
	return f.bytes(), nil
}

// lineEdit replaces the characters [from, to) of a line.
type lineEdit struct {
	line, from, to int
	text           string
}

// formatter walks the nodes of a file along the types of source.go and collects edits.
type formatter struct {
	lines [][]rune
	lang  string
	edits []lineEdit
}

// walk translates a node that is read into type t; words is the group of closed values of its tag.
func (f *formatter) walk(n *yamldoc.Node, t reflect.Type, words string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := reflect.New(t).Interface().(type) {
	case *anyValue:
		if n.Kind == yamldoc.ScalarNode {
			f.spans(n, whole(n.Value, translateAny(n, f.lang)))
		}
		return
	case *fromList:
		f.butNot(n)
		return
	case reader:
		return
	case *setOrEmpty:
		if !quotedText(n) {
			f.spans(n, v.translate(n.Value, words, f.lang))
		}
		return
	case *exprOrText:
		if !quotedText(n) {
			f.spans(n, v.translate(n.Value, words, f.lang))
		}
		return
	case leaf:
		if n.Kind == yamldoc.ScalarNode && !yamldoc.IsNull(n) {
			f.spans(n, v.translate(n.Value, words, f.lang))
		}
		return
	case namedList:
		for _, e := range yamldoc.Entries(n) {
			f.walk(e.Value, t.Elem().Field(1).Type, words)
		}
		return
	}
	f.walkShape(n, t, words)
}

func (f *formatter) walkShape(n *yamldoc.Node, t reflect.Type, words string) {
	if t.Kind() == reflect.Slice {
		if n.Kind != yamldoc.SequenceNode {
			f.walk(n, t.Elem(), words)
		}
		for _, item := range yamldoc.Items(n) {
			f.walk(item, t.Elem(), words)
		}
		return
	}
	s := shapeOf(t)
	follow := func(p *part) {
		if p != nil {
			f.walk(n, t.Field(p.index).Type, p.words)
		}
	}
	switch n.Kind {
	case yamldoc.ScalarNode:
		follow(s.scalar)
	case yamldoc.SequenceNode:
		follow(s.list)
	case yamldoc.MappingNode:
		follow(s.freeNames)
		if s.freeNames == nil {
			f.walkKeys(n, t, s)
		}
	default: // yamldoc lets nothing else through
	}
}

func (f *formatter) walkKeys(n *yamldoc.Node, t reflect.Type, s shape) {
	for _, e := range yamldoc.Entries(n) {
		w, ok := find(keyWords[s.group], e.Key.Value)
		if !ok {
			continue
		}
		f.spans(e.Key, whole(e.Key.Value, w.in(f.lang)))
		for _, p := range s.keys {
			if p.key == w.En {
				f.walk(e.Value, t.Field(p.index).Type, p.words)
			}
		}
	}
}

// spans turns replacements in a scalar's value into edits of the source.
func (f *formatter) spans(n *yamldoc.Node, list []span) {
	if len(list) == 0 {
		return
	}
	at := places(f.lines, n)
	for _, sp := range list {
		if sp.to <= sp.from || sp.to > len(at)-1 {
			continue
		}
		from, last := at[sp.from], at[sp.to-1]
		if from.Line == last.Line { // a phrase broken over lines stays as it is: it is right in either language
			f.edits = append(f.edits, lineEdit{from.Line - 1, from.Col - 1, last.Col, sp.text})
		}
	}
}

// butNot translates the phrase that mendAllBut turned into the first item of a list.
func (f *formatter) butNot(n *yamldoc.Node) {
	items := yamldoc.Items(n)
	if len(items) == 0 {
		return
	}
	w, ok := find(allBut, items[0].Value)
	if !ok || n.Line > len(f.lines) {
		return
	}
	from, phrase := n.Column-1, map[string]string{"en": "all but", "zh": "除了"}
	if written := string(f.lines[n.Line-1][from:min(from+7, len(f.lines[n.Line-1]))]); strings.HasPrefix(written, "all but") || strings.HasPrefix(written, "除了") {
		length := len([]rune(phrase["zh"]))
		if items[0].Value == w.En {
			length = len(phrase["en"])
		}
		f.edits = append(f.edits, lineEdit{n.Line - 1, from, from + length, phrase[f.lang]})
	}
}

// apply carries the edits out, from the last to the first.
func (f *formatter) apply() {
	slices.SortFunc(f.edits, func(a, b lineEdit) int { return cmp.Or(b.line-a.line, b.from-a.from) })
	for _, e := range f.edits {
		if e.line >= len(f.lines) || e.to > len(f.lines[e.line]) {
			continue
		}
		line := f.lines[e.line]
		f.lines[e.line] = slices.Concat(line[:e.from], []rune(e.text), line[e.to:])
	}
}

// bytes joins the lines, without blanks at their ends and with one line end at the end of the file.
func (f *formatter) bytes() []byte {
	var out bytes.Buffer
	for _, line := range f.lines {
		out.WriteString(strings.TrimRight(string(line), " \t"))
		out.WriteByte('\n')
	}
	return append(bytes.TrimRight(out.Bytes(), "\n"), '\n')
}
