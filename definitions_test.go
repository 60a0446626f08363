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

// definition is a shipped procedure as the tests of its documentation find it.
type definition struct {
	*process.Definition
	source string
}

// definitions is every procedure, in order of its key.
func definitions(t *testing.T) []definition {
	t.Helper()
	files, err := filepath.Glob("processes/*.yaml")
	require.NoError(t, err)
	var found []definition
	for _, file := range files {
		if strings.HasSuffix(file, scenario.Suffix) {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		d, problems := process.Parse(file, src)
		require.NotNil(t, d, "%s: %v", file, problems)
		require.Equal(t, d.Key+".yaml", filepath.Base(file))
		found = append(found, definition{d, string(src)})
	}
	slices.SortFunc(found, func(a, b definition) int { return strings.Compare(a.Key, b.Key) })
	require.NotEmpty(t, found)
	return found
}

// scenarioFile is the procedure's own scenario file.
func (d definition) scenarioFile(t *testing.T) scenario.File {
	t.Helper()
	files, err := scenario.Load(os.DirFS("processes"), d.Key+scenario.Suffix)
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
