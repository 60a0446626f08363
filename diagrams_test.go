package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
)

// The committed picture of each shipped procedure is the one that the program draws.
func TestDiagrams_CommittedOnesAreFresh(t *testing.T) {
	for _, d := range definitions(t) {
		svg, err := process.Diagram(t.Context(), d.Definition)
		require.NoError(t, err)
		sameFile(t, "docs/diagrams/"+d.Key+".svg", string(svg))
	}
}
