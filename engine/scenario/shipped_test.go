package scenario_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/engine/scenario"
	"dandang/processes"
)

// The mutants of the shipped procedures are a step of their own (scripts/test.sh, make mutate): minutes, not for every run
// of the tests.

// TestShippedScenariosPass runs the scenarios of every shipped procedure: all pass, and nothing is left unvisited.
func TestShippedScenariosPass(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(processes.FS(), ".")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var out bytes.Buffer
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Filter: os.Getenv("SCENARIO")})
	require.NoError(t, err)
	t.Log(out.String())
	require.Equal(t, scenario.ExitFine, rep.ExitCode(), out.String())
	if os.Getenv("SCENARIO") != "" {
		return
	}
	for _, f := range rep.Files {
		for name, part := range map[string]scenario.Part{
			"states": f.Coverage.States, "transitions": f.Coverage.Moves, "guards": f.Coverage.Guards, "rows": f.Coverage.Rows,
		} {
			require.Empty(t, part.Missing, "%s: %s that no scenario reaches", f.File, name)
		}
	}
}

// TestShippedProceduresMeanTheSameInEnglish formats every shipped procedure with English keywords and runs the same
// scenarios: only one that publishes a text by its Chinese wording may fail.
func TestShippedProceduresMeanTheSameInEnglish(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(processes.FS(), ".")
	require.NoError(t, err)
	for i := range files {
		files[i].Process, err = process.Format(files[i].Process, "en")
		require.NoError(t, err)
		require.Contains(t, string(files[i].Process), "language: 1")
	}
	rep, err := scenario.Run(context.Background(), files, scenario.Options{})
	require.NoError(t, err)
	for _, f := range rep.Files {
		require.Empty(t, f.Problems)
		for _, s := range f.Scenarios {
			for _, x := range s.Failures {
				require.Contains(t, x.Msg, "应当恰好出现一次", "%s: %s", s.Name, x)
			}
		}
	}
}
