package scenario

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"dandang/engine"
)

// Which scenarios are tried against a mutant, and in which order: a mutant costs as many runs as it takes to find one that
// notices it.

// maxKillers is how many scenarios are remembered as likely to notice, of each kind of mutant.
const maxKillers = 6

// kind puts mutants together that the same scenarios are likely to notice: those of one state, and of the rest those of
// one sort (字段 … 最长).
func (mu *mutant) kind() string {
	if mu.state != "" {
		return mu.state
	}
	sort, rest, _ := strings.Cut(mu.ID, "/")
	return sort + " " + unsigned(rest[strings.LastIndexByte(rest, ' ')+1:])
}

func unsigned(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, sign(-1)), sign(1))
}

func (m *mutation) killed(kind, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(m.killers[kind]), func(s string) bool { return s == name })
	m.killers[kind] = append([]string{name}, list[:min(len(list), maxKillers-1)]...)
}

// order lists the scenarios that can notice a mutant: those that killed its kind lately, then those that speak most of
// what it changes, short ones first.
func (m *mutation) order(mu *mutant) []int {
	m.mu.Lock()
	killers := m.killers[mu.kind()]
	m.mu.Unlock()
	place, _, _ := strings.Cut(mu.ID, " ")
	words := mu.words()
	rank := map[int]int{}
	var list []int
	for i := range m.scenarios {
		h := m.reached[m.scenarios[i].name]
		if mu.state != "" && !h.states[mu.state] && !h.tried[mu.state] || mu.paper != "" && !h.issued(mu.paper) {
			continue
		}
		list = append(list, i)
		if k := slices.Index(killers, m.scenarios[i].name); k >= 0 {
			rank[i] = k - maxKillers - len(words)
			continue
		}
		if h.takes(place) {
			rank[i]--
		}
		for _, word := range words {
			if strings.Contains(m.wording[i], word) {
				rank[i]--
			}
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(len(m.scenarios[a].steps), len(m.scenarios[b].steps)))
	})
	return list
}

// takes reports whether a scenario has taken an event or another way out: 审核/同意, whichever its branch.
func (h *hits) takes(place string) bool {
	for move := range h.moves {
		if move == place || strings.HasPrefix(move, place+"#") {
			return true
		}
	}
	return false
}

// issued reports whether a case of the procedure under test ever had a document of a template. Until then nothing that
// the template says can make a difference.
func (h *hits) issued(paper string) bool {
	return slices.ContainsFunc(h.documents, func(d engine.Document) bool { return d.Key == paper })
}

// shownBy tells which words of a scenario show what a mutant changes, where they are not the mutant's own.
var shownBy = []struct{ mutant, story string }{
	{"不可见", "脱敏"},
	{"不敏感", "脱敏"},
	{"最长", "次数"},
	{"最短", "次数"},
	{"暂停计时", "总时限"},
	{"不用签发", "签发"},
	{"不用核稿", "核稿"},
	{"不用印", "用印"},
	{"由出具人拟稿", "签发"},
	{"不送达", "送达"},
	{"没有文号", "文号"},
	{"不得由", "待办"},
	{"notify", "代码: 通知"},
	{"copy", "抄送"},
	{"没有职责", "separation"},
	{"重新计时", "期限"},
}

// words are what a mutant is about: the names that its own name is made of, and by what such a change is shown.
func (mu *mutant) words() []string {
	var list []string
	for _, part := range strings.FieldsFunc(mu.ID, func(r rune) bool { return r == '/' || r == ' ' }) {
		part = unsigned(part)
		for _, verb := range []string{"不需填", "不可填", "不公示", "出具", "登记", "设值", "标记", "不适用于", "不因", "不问"} {
			if name := strings.TrimPrefix(part, verb); name != "" {
				part = name
			}
		}
		list = append(list, part)
	}
	for _, s := range shownBy {
		if strings.Contains(mu.ID, s.mutant) {
			list = append(list, s.story)
		}
	}
	return list
}

// wording is the text of each scenario as the file has it: from its line to that of the next.
func wording(src []byte, scenarios []scenario) []string {
	lines := bytes.Split(src, []byte("\n"))
	out := make([]string, len(scenarios))
	for i := range scenarios {
		from, to := scenarios[i].line-1, len(lines)
		for j := range scenarios {
			if l := scenarios[j].line - 1; l > from && l < to {
				to = l
			}
		}
		out[i] = string(bytes.Join(lines[from:to], []byte("\n")))
	}
	return out
}
