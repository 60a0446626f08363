package main

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

var update = flag.Bool("update", false, "write what is generated (owners' tables, diagrams, golden documents) instead of comparing")

// definition is a procedure as the tests of its documentation find it: shipped, or else a draft.
type definition struct {
	*process.Definition
	dir     string // where it lies: processes, or docs/drafts until it is shipped
	shipped bool
	source  string
}

// everyDefinition finds every procedure, in order of its key, and where it is shipped and drafted anew both of them, the
// shipped one first.
func everyDefinition(t *testing.T) []definition {
	t.Helper()
	var found []definition
	for _, dir := range []string{"processes", "docs/drafts"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
		require.NoError(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, scenario.Suffix) {
				continue
			}
			src, err := os.ReadFile(file)
			require.NoError(t, err)
			d, problems := process.Parse(file, src)
			require.NotNil(t, d, "%s: %v", file, problems)
			require.Equal(t, d.Key+".yaml", filepath.Base(file))
			found = append(found, definition{d, dir, dir == "processes", string(src)})
		}
	}
	slices.SortStableFunc(found, func(a, b definition) int { return strings.Compare(a.Key, b.Key) })
	require.NotEmpty(t, found)
	return found
}

// definitions is every procedure once: one that is shipped hides its draft.
func definitions(t *testing.T) []definition {
	t.Helper()
	return slices.CompactFunc(everyDefinition(t), func(a, b definition) bool { return a.Key == b.Key })
}

// scenarioFile is the procedure's own scenario file.
func (d definition) scenarioFile(t *testing.T) scenario.File {
	t.Helper()
	files, err := scenario.Load(os.DirFS(d.dir), d.Key+scenario.Suffix)
	require.NoError(t, err)
	require.Len(t, files, 1)
	return files[0]
}

var scenarioName = regexp.MustCompile(`(?m)^  - (?:名称|name): *(.*?) *$`)

// scenarioNames lists the scenarios of a scenario file, as written there.
func scenarioNames(src []byte) []string {
	var names []string
	for _, m := range scenarioName.FindAllSubmatch(src, -1) {
		names = append(names, strings.Trim(string(m[1]), `"'`))
	}
	return names
}

// runs reports whether the scenarios of the procedure are to hold: of what is shipped, and of drafts that name nobody
// confidentially; the others are not finished yet.
func (d definition) runs() bool {
	return d.shipped || !slices.ContainsFunc(d.Fields, func(f process.Field) bool { return f.Sealed || f.Type == process.Party })
}

// sameFile compares a file with what it should hold, or writes it when asked to.
func sameFile(t *testing.T, file, want string) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(want), 0o644)) //nolint:gosec // documentation, for everybody
		return
	}
	got, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is missing; go test . -run %s -update writes it", file, t.Name())
		return
	}
	require.NoError(t, err)
	require.Equal(t, want, string(got), "%s is out of date; go test . -run %s -update writes it anew: read what changed", file, t.Name())
}
