package process_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
)

// drawnIDs counts the ids in a picture.
func drawnIDs(t *testing.T, d *process.Definition) (ids map[string]int, svg string) {
	t.Helper()
	out, err := process.Diagram(context.Background(), d)
	require.NoError(t, err)
	ids = map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(string(out)))
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return ids, string(out)
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok {
			for _, a := range start.Attr {
				if a.Name.Local == "id" {
					ids[a.Value]++
				}
			}
		}
	}
}

func TestDiagram_DrawsEveryStateAndMove(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		d := parse(t, file)
		ids, svg := drawnIDs(t, d)
		for _, s := range d.States {
			require.Equal(t, 1, ids["state-"+s.ID], "%s: %s", file, s.ID)
			require.Contains(t, svg, s.Name)
			for _, e := range s.On {
				if e.Kind == process.ToState {
					require.Equal(t, 1, ids["move-"+s.ID+"-"+e.ID+"-0"], "%s: %s %s", file, s.ID, e.ID)
				}
			}
		}
	}
}

func TestDiagram_NamesCannotBreakOut(t *testing.T) {
	t.Parallel()
	src := strings.Replace(string(read(t, "testdata/good/leave.yaml")), "名称: 审核\n", "名称: '<script>\"&lt;b&gt;\\N'\n", 1)
	d, problems := process.Parse("", []byte(src))
	require.NotNil(t, d, problems)
	svg, err := process.Diagram(context.Background(), d)
	require.NoError(t, err)
	require.NotContains(t, string(svg), "<script>")
	require.NotContains(t, string(svg), "<b>")
	require.Contains(t, string(svg), "&lt;script&gt;")
}

func TestDiagram_MayBeDrawnAtOnce(t *testing.T) {
	t.Parallel()
	d := parse(t, "testdata/good/leave.yaml")
	want, err := process.Diagram(context.Background(), d)
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, err := process.Diagram(context.Background(), d)
			if err != nil || string(got) != string(want) {
				t.Errorf("%v: another picture", err)
			}
		})
	}
	wg.Wait()
}

func TestDiagram_DrawsCommonEventsOnce(t *testing.T) {
	t.Parallel()
	drawn := 0
	for _, file := range goodFiles(t) {
		d := parse(t, file)
		ids, svg := drawnIDs(t, d)
		for _, e := range d.Everywhere {
			drawn++
			require.Contains(t, svg, e.Name)
			if e.Kind == process.ToState {
				require.Equal(t, 1, ids["common-"+e.ID], "%s: %s", file, e.ID)
			}
		}
	}
	require.NotZero(t, drawn)
}

func TestDiagram_BranchesToOneStateAreOneArrow(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		d := parse(t, file)
		ids, _ := drawnIDs(t, d)
		for _, s := range d.States {
			for _, e := range s.On {
				first := map[string]int{}
				for n, b := range e.Branches {
					want := 1
					if _, again := first[b.To]; again {
						want = 0
					}
					first[b.To] = n
					require.Equal(t, want, ids[fmt.Sprintf("move-%s-%s-%d", s.ID, e.ID, n)], "%s: %s/%s", file, s.ID, e.ID)
				}
			}
		}
	}
}

func TestDiagram_MarksTheWayOfACase(t *testing.T) {
	t.Parallel()
	d := parse(t, "testdata/good/leave.yaml")
	start := d.State(d.Starts[0].State)
	move := start.On[0]
	to := move.Branches[0].To
	way := process.Way{Current: to, States: []string{start.ID, to}, Moves: []process.Move{{From: start.ID, Event: move.ID, To: to}}}
	plain, err := process.Diagram(context.Background(), d)
	require.NoError(t, err)
	marked, err := process.DiagramOf(context.Background(), d, &way)
	require.NoError(t, err)
	for _, word := range []string{"visited", "current", "taken", "(现在在此)"} {
		require.NotContains(t, string(plain), word)
		require.Contains(t, string(marked), word)
	}
	require.Equal(t, 1, strings.Count(string(marked), "current"), "a case stands in one place")
	require.Equal(t, 2, strings.Count(string(marked), "visited"))
	require.Equal(t, 1, strings.Count(string(marked), "taken"))
	meeting, err := process.DiagramOf(context.Background(), d, &process.Way{Moves: []process.Move{{From: start.ID, Event: process.AnyEvent, To: to}}})
	require.NoError(t, err)
	require.Contains(t, string(meeting), "taken")
	other, err := process.DiagramOf(context.Background(), d, &process.Way{Moves: []process.Move{{From: start.ID, Event: "没有", To: to}}})
	require.NoError(t, err)
	require.NotContains(t, string(other), "taken")
}
