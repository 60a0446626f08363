package walker

import (
	"fmt"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/internal/yamldoc"
)

// Unreached is what the walk of a definition is not asked to take: a file that people review, one line a transition.
type Unreached struct {
	Reasons map[string]string // by transition
}

// ReadUnreached reads a file of the form
//
//	走不到:
//	  - {走向: 公示/after#0, 理由: …}
//
// A line must name a transition that the definition has, and give a reason.
func ReadUnreached(file string, src []byte, d *process.Definition) (Unreached, error) {
	u := Unreached{Reasons: map[string]string{}}
	doc, problems := yamldoc.Parse(file, src)
	if doc == nil {
		return u, fmt.Errorf("%v", problems)
	}
	list, ok := yamldoc.Get(doc.Root, "走不到")
	if !ok {
		return u, fmt.Errorf("%s: 走不到 is missing", file)
	}
	all := Transitions(d)
	for _, item := range yamldoc.Items(list) {
		id, hasID := yamldoc.Get(item, "走向")
		why, hasWhy := yamldoc.Get(item, "理由")
		switch {
		case !hasID || !hasWhy || strings.TrimSpace(why.Value) == "":
			return u, fmt.Errorf("%s 第%d行: 走向 and 理由 are needed", file, item.Line)
		case !slices.Contains(all, id.Value):
			return u, fmt.Errorf("%s 第%d行: %s has no transition %q", file, item.Line, d.Key, id.Value)
		}
		u.Reasons[id.Value] = why.Value
	}
	return u, nil
}

// Owed is what a walk of so many cases has left out, beside what the file excuses. An event that is written once for
// several stages is owed in each of them only where the walk has ten cases for each such stage; in a shorter walk one
// stage suffices, as it is one line of the definition.
func Owed(d *process.Definition, f *Findings, u Unreached, cases int) []string {
	var owed []string
	for _, id := range f.Missing {
		if u.Reasons[id] != "" {
			continue
		}
		state, rest, _ := strings.Cut(id, "/")
		event, _, _ := strings.Cut(rest, "#")
		at := slices.IndexFunc(d.Everywhere, func(e process.Event) bool { return e.ID == event && slices.Contains(e.From, state) })
		if at >= 0 && cases < 10*len(d.Everywhere[at].From) && slices.ContainsFunc(d.Everywhere[at].From, func(from string) bool {
			return f.Fired[from+"/"+rest] > 0
		}) {
			continue
		}
		owed = append(owed, id)
	}
	return owed
}
