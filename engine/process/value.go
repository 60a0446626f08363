package process

import (
	"fmt"
	"regexp"
	"strings"

	"dandang/engine/guard"
	"dandang/internal/yamldoc"
)

// reader is a part of the written form that reads its node, of whatever kind, by itself.
type reader interface {
	readNode(d *decoder, n *yamldoc.Node, key string)
}

// plainValue is a value in the type of its field: a scalar or a list of scalars. It is never translated.
type plainValue struct {
	marker
	s     string
	items []string
}

func (p *plainValue) readNode(d *decoder, n *yamldoc.Node, key string) {
	p.n = n
	switch n.Kind {
	case yamldoc.ScalarNode:
		p.s = n.Value
	case yamldoc.SequenceNode:
		for _, item := range n.Content {
			if item.Kind != yamldoc.ScalarNode {
				d.errorAt(item, "not-scalar", "请逐项写值", "“%s”的列表里应是一个个值,这里是%s", key, yamldoc.KindName(item))
				continue
			}
			p.items = append(p.items, item.Value)
		}
	default:
		d.errorAt(n, "not-scalar", "请直接写一个值", "“%s”后面应是一个值或列表,这里是%s", key, yamldoc.KindName(n))
	}
}

func (p *plainValue) list() bool { return p.n != nil && p.n.Kind == yamldoc.SequenceNode }

// anyValue is the value of a param: a limit, money, number, text, truth value or list of texts.
type anyValue struct{ plainValue }

// translateAny translates a limit, an amount of money or a truth value that is not in quotation marks.
func translateAny(n *yamldoc.Node, lang string) string {
	s := n.Value
	if n.Style != 0 {
		return s
	}
	if m, ok := yuan(s); ok {
		if lang == "zh" {
			return m + "元"
		}
		return m + " yuan"
	}
	if _, ok := truth(s); ok {
		return translateWord(valueWords["bool"], s, lang)
	}
	return translateDuration(s, lang)
}

// yuan is the number of an amount such as 20000元 or 20000 yuan.
func yuan(s string) (string, bool) {
	n, ok := strings.CutSuffix(strings.TrimSpace(s), "元")
	if !ok {
		n, ok = strings.CutSuffix(strings.TrimSpace(s), " yuan")
	}
	n = strings.TrimSpace(n)
	_, err := guard.ParseMoney(n)
	return n, ok && err == nil
}

// fromList is the states of a common event: a list, or 除了 and a list.
type fromList struct {
	marker
	butNot bool
	states []text
}

func (f *fromList) readNode(d *decoder, n *yamldoc.Node, key string) {
	f.n = n
	for i, item := range n.Content {
		if item.Kind != yamldoc.ScalarNode {
			d.errorAt(item, "not-scalar", "请写环节的标识", "“%s”的列表里应是环节,这里是%s", key, yamldoc.KindName(item))
			continue
		}
		if w, ok := find(allBut, item.Value); ok && i == 0 {
			f.butNot = w.En != ""
			continue
		}
		f.states = append(f.states, text{marker{item}, item.Value})
	}
}

// fromPhrase is 全部, or 除了 and a list where YAML reads it as one text because it is quoted.
type fromPhrase struct {
	closed
	list fromList
}

var quotedAllBut = regexp.MustCompile(`^(all but|除了) *\[(.*)\]$`)

func (f *fromPhrase) read(d *decoder, n *yamldoc.Node, words string) {
	m := quotedAllBut.FindStringSubmatch(strings.TrimSpace(n.Value))
	if m == nil {
		f.closed.read(d, n, words)
		return
	}
	f.list = fromList{marker: marker{n}, butNot: true}
	for name := range strings.SplitSeq(m[2], ",") {
		f.list.states = append(f.list.states, text{marker{n}, strings.TrimSpace(name)})
	}
}

func (f *fromPhrase) translate(s, words, lang string) []span {
	m := quotedAllBut.FindStringSubmatch(s)
	if m == nil {
		return f.closed.translate(s, words, lang)
	}
	phrase := "all but"
	if lang == "zh" {
		phrase = "除了"
	}
	if m[1] == phrase {
		return nil
	}
	return []span{{0, len([]rune(m[1])), phrase}}
}

// allBut are the marks that mendAllBut leaves in front of a list.
var allBut = []word{{"all_but", "除了", ""}}

var allButPhrase = regexp.MustCompile(`(?m)((?:from|适用环节) *: +)(all but|除了) \[`)

// mendAllBut rewrites "from: all but [a, b]" to a list that begins with a mark, "from: [all_but,a, b]". YAML does not
// allow the phrase inside braces. The length stays, so that every place in the file stays.
func mendAllBut(src []byte) []byte {
	return allButPhrase.ReplaceAllFunc(src, func(found []byte) []byte {
		m := allButPhrase.FindSubmatch(found)
		return fmt.Appendf(nil, "%s[%s,", m[1], strings.ReplaceAll(string(m[2]), " ", "_"))
	})
}

// template is a text with placeholders: {amount}, {case.number}. s has them in canonical spelling.
type template struct {
	marker
	s      string
	number bool // of a number format: {year} and {seq} only
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

func (t *template) read(_ *decoder, n *yamldoc.Node, words string) {
	t.n, t.number = n, words != ""
	t.s = apply(n.Value, t.translate(n.Value, words, "en"))
}

func (*template) translate(s, words, lang string) []span {
	var spans []span
	for _, at := range placeholder.FindAllStringIndex(s, -1) {
		inner := strings.TrimSpace(s[at[0]+1 : at[1]-1])
		text := translatePath(inner, lang)
		if w, ok := find(paperWords, inner); ok {
			text = w.in(lang)
		}
		if words != "" {
			text = translateWord(placeholderWords, inner, lang)
		}
		from := len([]rune(s[:at[0]])) + 1
		spans = append(spans, span{from, from + len([]rune(s[at[0]+1:at[1]-1])), text})
	}
	return spans
}
