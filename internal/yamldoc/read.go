package yamldoc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// reader carries one Parse.
type reader struct {
	file     string
	problems []Problem
}

// say keeps a problem of the tree, up to MaxProblems, as the scanner does for those of the text.
func (r *reader) say(line, col int, code, msg, hint string) {
	if len(r.problems) > MaxProblems {
		return
	}
	r.problems = append(r.problems, Problem{File: r.file, Line: line, Col: col, Code: code, Msg: msg, Hint: hint})
}

func (r *reader) read(src []byte) *Doc {
	if !r.readable(src) {
		return nil
	}
	s := newScanner(r.file, splitLines(src))
	s.run()
	r.problems = append(r.problems, s.problems...)
	if s.stopped {
		return nil
	}
	root := r.parse(s)
	if root == nil {
		return nil
	}
	s.restore(root)
	r.inspect(root, 0)
	return &Doc{File: r.file, Source: src, Root: root}
}

// readable checks size and encoding, which come before any line can be counted.
func (r *reader) readable(src []byte) bool {
	switch {
	case len(src) > MaxBytes:
		r.say(0, 0, "too-large", fmt.Sprintf("文件有%d字节,超过上限1MiB", len(src)), "请拆分文件或删去多余内容")
		return false
	case bytes.HasPrefix(src, []byte{0xFF, 0xFE}) || bytes.HasPrefix(src, []byte{0xFE, 0xFF}):
		r.say(1, 1, "encoding", "文件的编码是UTF-16", "请在编辑器中另存为UTF-8编码")
		return false
	}
	if utf8.Valid(src) {
		return true
	}
	at := 0
	for at < len(src) {
		c, n := utf8.DecodeRune(src[at:])
		if c == utf8.RuneError && n <= 1 {
			break
		}
		at += n
	}
	before := splitLines(src[:at])
	r.say(len(before), len(before[len(before)-1])+1, "encoding", "这里的文字不是UTF-8编码(可能是GBK)", "请在编辑器中另存为UTF-8编码")
	return false
}

// parse runs yaml.v3 over the mended text.
func (r *reader) parse(s *scanner) (root *yaml.Node) {
	defer func() {
		// A defect of the parser must not take the server down with it; the owner gets a message like any other.
		if cause := recover(); cause != nil {
			r.say(0, 0, "syntax", "文件的结构无法读懂", "请检查缩进、引号和括号")
			root = nil
		}
	}()
	var node yaml.Node
	err := yaml.NewDecoder(strings.NewReader(s.mended())).Decode(&node)
	switch {
	case errors.Is(err, io.EOF), err == nil && (len(node.Content) == 0 || IsNull(node.Content[0])):
		if !HasErrors(r.problems) {
			r.say(0, 0, "empty", "文件里没有内容", "请按范例填写")
		}
		return nil
	case err != nil:
		// After a slip that was reported, a complaint of the parser is nearly always about the same place.
		if !HasErrors(r.problems) {
			r.problems = append(r.problems, translate(r.file, err, s.lines))
		}
		return nil
	}
	return node.Content[0]
}

// inspect walks the tree for what YAML allows and we do not.
func (r *reader) inspect(n *yaml.Node, depth int) {
	if depth > MaxDepth {
		r.say(n.Line, n.Column, "too-deep", fmt.Sprintf("嵌套超过%d层", MaxDepth), "请减少层次")
		return
	}
	if n.Kind == yaml.AliasNode {
		r.say(n.Line, n.Column, "alias", fmt.Sprintf("这里用了别名“*%s”,本系统不支持", n.Value), "请把内容原样写一遍")
		return
	}
	if n.Anchor != "" {
		r.say(n.Line, n.Column, "anchor", fmt.Sprintf("这里用了锚点“&%s”,本系统不支持", n.Anchor), "请删去锚点,需要重复的内容请原样写")
	}
	if n.Style&yaml.TaggedStyle != 0 {
		r.say(n.Line, n.Column, "tag", fmt.Sprintf("这里用了类型标记“%s”,本系统不支持", n.ShortTag()), "请删去标记")
	}
	if n.Kind == yaml.MappingNode {
		r.inspectKeys(n)
	}
	for _, child := range n.Content {
		r.inspect(child, depth+1)
	}
}

func (r *reader) inspectKeys(n *yaml.Node) {
	first := map[string]*yaml.Node{}
	for _, e := range Entries(n) {
		k := e.Key
		switch {
		case k.Kind != yaml.ScalarNode && k.Kind != yaml.AliasNode:
			r.say(k.Line, k.Column, "key-kind", "冒号前面的名称不能是列表或映射", "请写一个普通的名称")
			continue
		case k.Tag == "!!merge" || k.Value == "<<" && k.Style == 0:
			r.say(k.Line, k.Column, "merge", "这里用了合并记号“<<”,本系统不支持", "请把内容原样写一遍")
			continue
		case k.Value == "" && k.Kind == yaml.ScalarNode:
			r.say(k.Line, k.Column, "key-empty", "冒号前面没有名称", "请补上名称")
			continue
		}
		if have, twice := first[k.Value]; twice {
			r.say(k.Line, k.Column, "duplicate-key", fmt.Sprintf("“%s”重复了,前面第%d行已经写过", k.Value, have.Line), "请删去一处或改名")
			continue
		}
		first[k.Value] = k
	}
}
