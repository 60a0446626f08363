package process

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/goccy/go-graphviz"
)

// drawing keeps pictures apart: the library shares one instance of graphviz, which fails when used by two at once.
var drawing sync.Mutex

// Diagram draws the procedure as SVG, from top to bottom in the order in which the file tells it: states as boxes, ends
// as double boxes, events as arrows with their names, ways back dashed and brown. For pages to highlight them, each state
// is a group with the id "state-ID" and the class "state" (also "start", "final", "paused"), and each arrow one with the
// class "move" and the id "move-FROM-EVENT-NUMBER": branches of one event to one state are one arrow, and NUMBER is that
// of the first. A common event is drawn once, as a grey note ("common-EVENT") that says where it applies, and not as an
// arrow out of each of thirty states.
func Diagram(ctx context.Context, d *Definition) ([]byte, error) { return DiagramOf(ctx, d, nil) }

// DiagramOf draws the same picture with the way of one case marked in it; nil marks nothing. What is marked has the classes
// "visited" and "current" (states) and "taken" (arrows) besides.
func DiagramOf(ctx context.Context, d *Definition, way *Way) (svg []byte, err error) {
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
	graph, err := graphviz.ParseBytes([]byte(dot(d, way)))
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
