package process

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-graphviz"
)

// drawing keeps pictures apart: the library shares one instance of graphviz, which fails when used by two at once.
var drawing sync.Mutex

// Diagram draws the procedure as SVG: states as boxes, ends as double boxes, events as arrows with their names. For
// pages to highlight them, each state is a group with the id "state-ID" and the class "state" (also "start", "final",
// "paused"), and each arrow one with the class "move" and the id "move-FROM-EVENT-NUMBER". Common events are left out:
// they would hide the rest; the page lists them.
func Diagram(ctx context.Context, d *Definition) (svg []byte, err error) {
	drawing.Lock()
	defer drawing.Unlock()
	g, err := graphviz.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	defer func() {
		if closed := g.Close(); err == nil && closed != nil {
			svg, err = nil, fmt.Errorf("graphviz: %w", closed)
		}
	}()
	graph, err := graphviz.ParseBytes([]byte(dot(d)))
	if err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	defer func() {
		if closed := graph.Close(); err == nil && closed != nil {
			svg, err = nil, fmt.Errorf("graphviz: %w", closed)
		}
	}()
	var out bytes.Buffer
	if err := g.Render(ctx, graph, graphviz.SVG, &out); err != nil {
		return nil, fmt.Errorf("graphviz: %w", err)
	}
	svg = out.Bytes()
	if at := bytes.Index(svg, []byte("<svg")); at > 0 { // without the prolog it can stand in a page
		svg = svg[at:]
	}
	return svg, nil
}

// dot writes the graph in the language of graphviz.
func dot(d *Definition) string {
	var b strings.Builder
	b.WriteString("digraph process {\n  rankdir=TB; bgcolor=\"transparent\"; nodesep=0.5; ranksep=0.6;\n" +
		"  node [shape=box style=\"rounded\" fontname=\"Noto Sans SC,sans-serif\" fontsize=14 margin=\"0.28,0.12\"];\n" +
		"  edge [fontname=\"Noto Sans SC,sans-serif\" fontsize=11 arrowsize=0.8];\n")
	for i := range d.States {
		dotState(&b, d, &d.States[i])
	}
	for i := range d.States {
		dotMoves(&b, d, &d.States[i])
	}
	b.WriteString("}\n")
	return b.String()
}

func dotState(b *strings.Builder, d *Definition, s *State) {
	class, extra := "state", ""
	if d.Start(s.ID) != nil {
		class += " start"
	}
	if s.IsFinal {
		class, extra = class+" final", " peripheries=2"
	}
	if s.Paused {
		class, extra = class+" paused", " style=\"rounded,dashed\""
	}
	fmt.Fprintf(b, "  %s [label=%s id=%s class=%s tooltip=%s%s];\n", quoteDot(s.ID), quoteDot(s.Name), quoteDot("state-"+s.ID),
		quoteDot(class), quoteDot(s.Name), extra)
}

// dotMoves draws the ways out of a state.
func dotMoves(b *strings.Builder, d *Definition, s *State) {
	for i := range s.On {
		e := &s.On[i]
		switch e.Kind {
		case ToState:
			dotBranches(b, s.ID, e.ID, e.Name, "solid", e.Branches)
		case ToPick:
			for n, to := range e.Pick {
				dotMove(b, s.ID, e.ID, n, to, e.Name, "dashed")
			}
		case ToBack:
			for n, from := range whereFrom(d, s.ID) {
				dotMove(b, s.ID, e.ID, n, from, e.Name, "dashed")
			}
		default: // staying and deciding a group lead nowhere
		}
	}
	dotBranches(b, s.ID, "join", "汇合", "solid", s.Join)
	dotBranches(b, s.ID, "auto", "自动", "dotted", s.Auto)
	if s.After != nil {
		dotBranches(b, s.ID, "after", s.After.Duration.Chinese()+"后", "dotted", s.After.Branches)
	}
}

func dotBranches(b *strings.Builder, from, event, name, style string, branches []Branch) {
	for n := range branches {
		label := name
		if branches[n].When != nil {
			label += "(有条件)"
		}
		dotMove(b, from, event, n, branches[n].To, label, style)
	}
}

func dotMove(b *strings.Builder, from, event string, n int, to, label, style string) {
	fmt.Fprintf(b, "  %s -> %s [label=%s id=%s class=\"move\" style=%s];\n", quoteDot(from), quoteDot(to), quoteDot(widened(label)),
		quoteDot(fmt.Sprintf("move-%s-%s-%d", from, event, n)), style)
}

// widened pads a label with blanks, which SVG does not draw: the layout takes Chinese characters for half as wide as they
// are, and without this labels lie on their arrows or run over the edge.
func widened(label string) string {
	pad := strings.Repeat(" ", utf8.RuneCountInString(label))
	return pad + label + pad
}

// whereFrom lists the states with an event that leads to a state.
func whereFrom(d *Definition, state string) []string {
	var from []string
	for i := range d.States {
		s := &d.States[i]
		leads := func(e Event) bool {
			return slices.ContainsFunc(e.Branches, func(x Branch) bool { return x.To == state })
		}
		if s.ID != state && slices.ContainsFunc(s.On, leads) {
			from = append(from, s.ID)
		}
	}
	return from
}

// quoteDot writes a text as a string of graphviz. An ampersand would begin a character entity there.
func quoteDot(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "&", "&amp;").Replace(s) + `"`
}
