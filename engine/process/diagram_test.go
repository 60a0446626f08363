package process_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
)

func TestDiagram_DrawsEveryStateAndMove(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		d := parse(t, file)
		svg, err := process.Diagram(context.Background(), d)
		require.NoError(t, err)
		ids := map[string]bool{}
		dec := xml.NewDecoder(strings.NewReader(string(svg)))
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(t, err)
			if start, ok := token.(xml.StartElement); ok {
				for _, a := range start.Attr {
					if a.Name.Local == "id" {
						ids[a.Value] = true
					}
				}
			}
		}
		for _, s := range d.States {
			require.True(t, ids["state-"+s.ID], "%s: %s", file, s.ID)
			require.Contains(t, string(svg), s.Name)
			for _, e := range s.On {
				if e.Kind == process.ToState {
					require.True(t, ids["move-"+s.ID+"-"+e.ID+"-0"], "%s: %s %s", file, s.ID, e.ID)
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
