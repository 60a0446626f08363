// Package yamldoc reads the YAML files that people write for this system. It is the one home of yaml.v3 outside the
// process language.
//
// It is stricter than YAML, so that a file means what its reader thinks: one document, no tabs in the indentation, no
// duplicate keys, no anchors, aliases, merge keys, tags or directives. It reports all problems of a file at once (up to MaxProblems), with
// line and column and in Chinese, and it knows the slips that owners of procedures really make: full-width punctuation,
// spaces and quotation marks, and what word processors leave behind. A slip is mended in memory so that the rest of the
// file can still be checked; it is an error all the same.
//
// The package must not know what the files are about.
package yamldoc

import (
	"gopkg.in/yaml.v3"
)

// The limits of a file.
const (
	MaxBytes    = 1 << 20
	MaxDepth    = 64
	MaxProblems = 1000
)

// Doc is a file that could be parsed.
type Doc struct {
	File   string
	Source []byte
	// Root is the top node, with the line and column of the source in every node. Scalars keep their raw text: 0123 is
	// "0123" and 2026-01-01 is "2026-01-01".
	Root *yaml.Node
}

// Entry is one key and its value in a mapping.
type Entry struct {
	Key   *yaml.Node
	Value *yaml.Node
}

// Parse reads one YAML document. The Doc is nil when the structure cannot be known. It may be there beside errors: then
// it serves to look for further problems, and must not be put to use. An empty file gives a problem and no Doc.
func Parse(file string, src []byte) (*Doc, []Problem) {
	r := &reader{file: file}
	doc := r.read(src)
	return doc, Sort(r.problems)
}

// Entries lists the entries of a mapping in the order of the file; nil for any other node.
func Entries(n *yaml.Node) []Entry {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	list := make([]Entry, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		list = append(list, Entry{Key: n.Content[i], Value: n.Content[i+1]})
	}
	return list
}

// Items lists the items of a sequence; nil for any other node.
func Items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	return n.Content
}

// Get finds the value under a key of a mapping.
func Get(n *yaml.Node, key string) (*yaml.Node, bool) {
	for _, e := range Entries(n) {
		if e.Key.Value == key {
			return e.Value, true
		}
	}
	return nil, false
}

// IsNull reports whether nothing was written: an empty value, null or ~.
func IsNull(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// KindName names what a node is, for messages: 文字, 映射, 列表 or 空.
func KindName(n *yaml.Node) string {
	switch {
	case IsNull(n):
		return "空"
	case n.Kind == yaml.MappingNode:
		return "“键: 值”的映射"
	case n.Kind == yaml.SequenceNode:
		return "列表"
	}
	return "文字"
}

// At is the line and column of a node, from 1.
func (d *Doc) At(n *yaml.Node) (line, col int) {
	if n == nil {
		return 1, 1
	}
	return max(n.Line, 1), max(n.Column, 1)
}

// Problem makes a problem at a node.
func (d *Doc) Problem(n *yaml.Node, s Severity, code, msg, hint string) Problem {
	line, col := d.At(n)
	return Problem{File: d.File, Line: line, Col: col, Severity: s, Code: code, Msg: msg, Hint: hint}
}
