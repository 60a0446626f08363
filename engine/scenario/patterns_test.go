package scenario_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// TestPatternsPass runs the scenarios of the small examples in processes/_patterns, in both spellings of the language:
// each shows one thing that the engine can do, with the turns that must fail.
func TestPatternsPass(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh", "en"} {
		files, err := scenario.Load(os.DirFS("../../processes/_patterns"), ".")
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for i := range files {
			files[i].Process, err = process.Format(files[i].Process, lang)
			require.NoError(t, err)
		}
		var out bytes.Buffer
		rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Filter: os.Getenv("SCENARIO")})
		require.NoError(t, err)
		require.Equal(t, scenario.ExitFine, rep.ExitCode(), out.String())
	}
}
