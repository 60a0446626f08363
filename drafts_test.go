package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
)

// The drafts cannot run yet, but what an owner reads there must be right in the language.
func TestDrafts_CheckWithoutErrors(t *testing.T) {
	files, err := filepath.Glob("docs/drafts/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		if strings.HasSuffix(file, ".test.yaml") {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		d, problems := process.Parse(file, src)
		require.NotNil(t, d, "%s: %v", file, problems)
	}
}
