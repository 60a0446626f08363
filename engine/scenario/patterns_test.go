package scenario_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// TestPatternsPass runs the scenarios of the small examples in processes/_patterns, in both spellings of the language:
// each shows one thing that the engine can do, with the turns that must fail, and takes every way that it has.
func TestPatternsPass(t *testing.T) {
	t.Parallel()
	all, err := filepath.Glob("../../processes/_patterns/*.yaml")
	require.NoError(t, err)
	for _, lang := range []string{"zh", "en"} {
		files, err := scenario.Load(os.DirFS("../../processes/_patterns"), ".")
		require.NoError(t, err)
		require.Len(t, all, 2*len(files), "each example has its scenarios")
		for i := range files {
			files[i].Process, err = process.Format(files[i].Process, lang)
			require.NoError(t, err)
		}
		var out bytes.Buffer
		rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Filter: os.Getenv("SCENARIO")})
		require.NoError(t, err)
		require.Equal(t, scenario.ExitFine, rep.ExitCode(), out.String())
		for i := range rep.Files {
			c := &rep.Files[i].Coverage
			for _, part := range []scenario.Part{c.States, c.Moves, c.Guards, c.Rows} {
				require.Empty(t, part.Missing, rep.Files[i].Process)
			}
		}
	}
}

// TestPatterns_EveryMutantIsNoticedOrExplained: an example that nobody tests teaches a rule that may not hold.
func TestPatterns_EveryMutantIsNoticedOrExplained(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(os.DirFS("../../processes/_patterns"), ".")
	require.NoError(t, err)
	var out bytes.Buffer
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Mutate: true, Again: true})
	require.NoError(t, err)
	require.Equal(t, scenario.ExitFine, rep.ExitCode(), out.String())
}
