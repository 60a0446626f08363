package process

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// diagramFonts are tried in order: those of Debian, of Windows and of macOS that have Chinese characters.
const diagramFonts = "Noto Sans SC,Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,PingFang SC,WenQuanYi Micro Hei,sans-serif"

// Colours are pale, so that black text reads on each and a print without colour loses nothing: the line style says it too.
const (
	startColour  = "#dcebfa"
	finalColour  = "#dff0dc"
	pausedColour = "#fdf3d0"
	noteColour   = "#eeeeee"
	backColour   = "#8a5a00"
)

var dotLegend = []string{
	"图例:蓝底为发起环节,绿底双框为办结,黄底虚框为不计时,",
	"灰底为多个环节通用的动作;棕色虚线为退回来处,点线为自动或到期;",
	"“(有条件)”的走向按规则中的顺序,取第一个成立的",
}

// manyBack is from how many sources on a way back leads to one note instead of an arrow to each.
const manyBack = 4

// drawn writes one procedure in the language of graphviz.
type drawn struct {
	strings.Builder
	d     *Definition
	way   *Way            // of one case, nil for none
	order map[string]int  // of states in the file, which is the order of reading
	loops map[string]bool // states with an arrow to themselves
}

func dot(d *Definition, way *Way) string {
	w := &drawn{d: d, way: way, order: map[string]int{}, loops: map[string]bool{}}
	w.WriteString("digraph process {\n  rankdir=TB; bgcolor=\"transparent\"; nodesep=0.45; ranksep=0.55;\n" +
		"  node [shape=box style=\"rounded,filled\" fillcolor=\"white\" fontname=\"" + diagramFonts + "\" fontsize=14 margin=\"0.28,0.12\"];\n" +
		"  edge [fontname=\"" + diagramFonts + "\" fontsize=11 arrowsize=0.8];\n")
	for i := range d.States {
		w.order[d.States[i].ID] = i
		w.state(&d.States[i])
	}
	for i := range d.States {
		w.moves(&d.States[i])
	}
	w.common()
	w.legend()
	w.WriteString("}\n")
	return w.String()
}

func (w *drawn) legend() {
	fmt.Fprintf(w, "  labelloc=b; labeljust=l; fontname=%s; fontsize=11; label=\"", quoteDot(diagramFonts))
	for _, line := range dotLegend {
		w.WriteString(line + strings.Repeat(" ", utf8.RuneCountInString(line)) + `\l`)
	}
	w.WriteString("\";\n")
}

func (w *drawn) state(s *State) {
	class, extra := "state", ""
	if w.d.Start(s.ID) != nil {
		class, extra = class+" start", ` fillcolor="`+startColour+`"`
	}
	if s.IsFinal {
		class, extra = class+" final", ` peripheries=2 fillcolor="`+finalColour+`"`
	}
	if s.Paused {
		class, extra = class+" paused", ` style="rounded,filled,dashed" fillcolor="`+pausedColour+`"`
	}
	if mark := w.way.stateMark(s.ID); mark != "" {
		class, extra = class+" visited", extra+mark
	}
	lines := []string{s.Name}
	if w.way != nil && s.ID == w.way.Current {
		class, lines = class+" current", append(lines, currentLabel)
	}
	if st := w.d.Start(s.ID); st != nil && st.Linked {
		lines = append(lines, "(由原办件启动)")
	}
	if len(s.Tasks) > 1 {
		var groups []string
		for i := range s.Tasks {
			groups = append(groups, s.Tasks[i].Group)
		}
		lines = append(lines, wrapped("并行:"+strings.Join(groups, "、"), 16)...)
	}
	fmt.Fprintf(w, "  %s [label=%s id=%s class=%s tooltip=%s%s];\n", quoteDot(s.ID), dotLines(lines), quoteDot("state-"+s.ID),
		quoteDot(class), quoteDot(s.Name), extra)
}

// moves draws the ways out of a state.
func (w *drawn) moves(s *State) {
	for i := range s.On {
		e := &s.On[i]
		switch e.Kind {
		case ToState:
			w.branches(s.ID, e.ID, e.Name, "solid", e.Branches)
		case ToPick:
			for n, to := range e.Pick {
				w.move(s.ID, e.ID, n, to, e.Name, "dashed")
			}
		case ToBack:
			w.back(s, e)
		default: // staying and deciding a group lead nowhere
		}
	}
	w.branches(s.ID, "join", "汇合", "solid", s.Join)
	w.branches(s.ID, "auto", "自动", "dotted", s.Auto)
	if s.After != nil {
		w.branches(s.ID, "after", s.After.text(), "dotted", s.After.Branches)
	}
}

// back draws the ways to where a round may have come from.
func (w *drawn) back(s *State, e *Event) {
	from := whereFrom(w.d, s.ID)
	if len(from) >= manyBack {
		note := "back-" + s.ID + "-" + e.ID
		w.note(note, []string{"退回来处", fmt.Sprintf("(%d处之一)", len(from))})
		from = []string{note}
	}
	for n, to := range from {
		w.move(s.ID, e.ID, n, to, e.Name, "dashed")
	}
}

// branches draws one arrow to each state that the branches lead to. It has a condition when each branch to that state
// has one, unless there is no other place to go.
func (w *drawn) branches(from, event, name, style string, branches []Branch) {
	var targets []string
	for n := range branches {
		to := branches[n].To
		if slices.Contains(targets, to) {
			continue
		}
		targets = append(targets, to)
		elsewhere := slices.ContainsFunc(branches, func(b Branch) bool { return b.To != to })
		always := slices.ContainsFunc(branches, func(b Branch) bool { return b.To == to && b.When == nil })
		label := name
		if elsewhere && !always {
			label += "(有条件)"
		}
		w.move(from, event, n, to, label, style)
	}
}

// move draws an arrow. One that leads back to what was told before does not shape the picture.
func (w *drawn) move(from, event string, n int, to, label, style string) {
	extra := ""
	place, isState := w.order[to]
	switch {
	case isState && place < w.order[from]:
		extra = " constraint=false"
	case to == from && w.loops[from]: // a second loop on the same side would lie on the first
		extra = " tailport=w headport=w"
	case to == from:
		w.loops[from] = true
	}
	if style == "dashed" {
		extra += ` color="` + backColour + `" fontcolor="` + backColour + `"`
	}
	class := "move"
	if w.way.took(from, event, to) {
		class, extra = "move taken", extra+moveMark
	}
	fmt.Fprintf(w, "  %s -> %s [label=%s id=%s class=%s style=%s%s];\n", quoteDot(from), quoteDot(to), quoteDot(widened(label)),
		quoteDot(fmt.Sprintf("move-%s-%s-%d", from, event, n)), quoteDot(class), style, extra)
}

// common draws each event of many states as a note, with an arrow to where it leads; those that lead nowhere share one.
func (w *drawn) common() {
	var staying []string
	for i := range w.d.Everywhere {
		e := &w.d.Everywhere[i]
		if e.Kind != ToState {
			staying = append(staying, fmt.Sprintf("%s(%s)", e.Name, w.places(e.From)))
			continue
		}
		note := "common-" + e.ID
		lines := append([]string{e.Name}, wrapped("适用:"+w.places(e.From), 16)...)
		w.note(note, lines)
		var seen []string
		for n := range e.Branches {
			if to := e.Branches[n].To; !slices.Contains(seen, to) {
				seen = append(seen, to)
				class, mark := "move", ` color="#777777"`
				if w.way.took("", e.ID, to) {
					class, mark = "move taken", moveMark
				}
				fmt.Fprintf(w, "  %s -> %s [id=%s class=%s%s];\n", quoteDot(note), quoteDot(to),
					quoteDot(fmt.Sprintf("move-common-%s-%d", e.ID, n)), quoteDot(class), mark)
			}
		}
	}
	if len(staying) > 0 {
		lines := []string{"通用动作(留在原环节)"}
		for _, s := range staying {
			lines = append(lines, wrapped(s, 18)...)
		}
		w.note("common-stay", lines)
	}
}

func (w *drawn) note(id string, lines []string) {
	fmt.Fprintf(w, "  %s [label=%s id=%s class=\"common\" style=\"filled\" fillcolor=\"%s\" color=\"#777777\" fontsize=11];\n",
		quoteDot(id), dotLines(lines), quoteDot(id), noteColour)
}

// places names the states that an event applies in, or says how many there are when names would fill the picture.
func (w *drawn) places(from []string) string {
	var names []string
	for _, id := range from {
		if s := w.d.State(id); s != nil {
			names = append(names, s.Name)
		}
	}
	if len(names) > 12 {
		return fmt.Sprintf("%s等%d个环节", strings.Join(names[:3], "、"), len(names))
	}
	return strings.Join(names, "、")
}

// wrapped breaks a list into lines of about n characters, after a comma where there is one.
func wrapped(s string, n int) []string {
	lines := []string{""}
	for _, part := range strings.SplitAfter(s, "、") {
		last := &lines[len(lines)-1]
		if *last != "" && utf8.RuneCountInString(*last+part) > n {
			lines = append(lines, part)
		} else {
			*last += part
		}
	}
	return lines
}

// dotLines is a label of several lines, padded like the labels of arrows when it is long.
func dotLines(lines []string) string {
	parts := make([]string, len(lines))
	for i, line := range lines {
		if pad := utf8.RuneCountInString(line) - 6; pad > 0 {
			line = strings.Repeat(" ", pad) + line + strings.Repeat(" ", pad)
		}
		quoted := quoteDot(line)
		parts[i] = quoted[1 : len(quoted)-1]
	}
	return `"` + strings.Join(parts, `\n`) + `"`
}

// widened pads a label with blanks, which SVG does not draw: the layout takes Chinese characters for half as wide as they
// are, and without this labels lie on their arrows or run over the edge.
func widened(label string) string {
	pad := strings.Repeat(" ", utf8.RuneCountInString(label))
	return pad + label + pad
}

// whereFrom lists the states with an event that leads to a state, and the notes of common events that do.
func whereFrom(d *Definition, state string) []string {
	var from []string
	leads := func(e Event) bool {
		return slices.ContainsFunc(e.Branches, func(x Branch) bool { return x.To == state })
	}
	for i := range d.States {
		if s := &d.States[i]; s.ID != state && slices.ContainsFunc(s.On, leads) {
			from = append(from, s.ID)
		}
	}
	for i := range d.Everywhere {
		if leads(d.Everywhere[i]) {
			from = append(from, "common-"+d.Everywhere[i].ID)
		}
	}
	return from
}

// quoteDot writes a text as a string of graphviz. An ampersand would begin a character entity there.
func quoteDot(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "&", "&amp;").Replace(s) + `"`
}
