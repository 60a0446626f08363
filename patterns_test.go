package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// Each pattern shows one capability in a small procedure; its stories take every way that it has.
func TestPatterns_EveryStoryHoldsAndEveryWayIsTaken(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("processes/_patterns/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, scenario.Suffix) {
			continue
		}
		name := strings.TrimSuffix(file, ".yaml") + scenario.Suffix
		_, err := os.Stat(name)
		require.NoError(t, err, "%s has no stories", file)
		code, out, errs := command(t, "", "test", name)
		require.Zero(t, code, "%s%s", out, errs)
		require.NotContains(t, out, "没有样例经过", file)
	}
}
