package yamldoc

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// edit mends a slip in one line: drop characters from index at, and put others in their place.
type edit struct {
	at, drop int
	put      []rune
}

// mend notes an edit of line i. An edit that overlaps an earlier one is dropped: the first diagnosis stands.
func (s *scanner) mend(i, at, drop int, put string) {
	if s.stopped {
		return
	}
	for _, e := range s.edits[i] {
		if at < e.at+max(e.drop, 1) && e.at < at+max(drop, 1) {
			return
		}
	}
	s.edits[i] = append(s.edits[i], edit{at: at, drop: drop, put: []rune(put)})
}

// mended is the text of the first document with all edits made.
func (s *scanner) mended() string {
	var b strings.Builder
	for i, line := range s.lines[:s.end] {
		if i > 0 {
			b.WriteByte('\n') // no line break is added at the end: a text after |+ would keep it
		}
		slices.SortFunc(s.edits[i], func(x, y edit) int { return x.at - y.at })
		from := 0
		for _, e := range s.edits[i] {
			b.WriteString(string(line[from:min(e.at, len(line))]))
			b.WriteString(string(e.put))
			from = min(e.at+e.drop, len(line))
		}
		b.WriteString(string(line[from:]))
	}
	return b.String()
}

// restore moves every node from its column in the mended text to its column in the file.
func (s *scanner) restore(n *yaml.Node) {
	if n.Line >= 1 && n.Line <= len(s.edits) {
		n.Column = s.original(n.Line-1, n.Column-1) + 1
	}
	for _, child := range n.Content {
		s.restore(child)
	}
}

func (s *scanner) original(i, index int) int {
	shift := 0
	for _, e := range s.edits[i] {
		start := e.at + shift
		if index < start {
			break
		}
		if index < start+len(e.put) {
			return min(e.at, max(len(s.lines[i])-1, 0))
		}
		shift += len(e.put) - e.drop
	}
	return index - shift
}
