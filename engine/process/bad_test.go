package process_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
)

var update = flag.Bool("update", false, "write what is expected instead of comparing")

// TestBadInput holds the exact words that an owner reads for each mistake. Adding a case is adding a file:
// testdata/bad/NN-name.yaml; go test -run BadInput -update writes the words beside it, to be read before committing.
func TestBadInput(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 60)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			_, problems := process.Parse(filepath.Base(file), src)
			var out bytes.Buffer
			code := process.Report(filepath.Base(file), src, problems, &out)
			require.NotEqual(t, process.ExitFine, code, "nothing was found wrong")
			compareGolden(t, strings.TrimSuffix(file, ".yaml")+".txt", out.String())
		})
	}
}

// TestBadInput_NoJargon keeps words that mean nothing to the owner of a procedure out of every message.
func TestBadInput_NoJargon(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		_, problems := process.Parse("", src)
		for _, p := range problems {
			for _, word := range []string{"node", "token", "nil", "null", "scalar", "mapping", "syntax"} {
				require.NotContains(t, strings.ToLower(p.Error()), word, file)
			}
			require.NotEmpty(t, p.Hint+p.Msg, file)
		}
	}
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run with -update and read the result")
	require.Equal(t, string(want), got)
}
