package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/internal/sheet"
)

// The measurement is of whole files: every case that the clerk has is a row of both, and the peak is one.
func TestExports_MeasureWholeFiles(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, exports(t.Context(), "..", "30,50", t.TempDir(), &out))
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, 6, out.String())
	var rows []int
	for i, line := range lines[2:] {
		var n, count int
		var format string
		var took, busy, size, peak float64
		_, err := fmt.Sscan(line, &n, &format, &count, &took, &busy, &size, &peak)
		require.NoError(t, err, line)
		require.Equal(t, []string{"xlsx", "csv"}[i%2], format)
		require.Equal(t, []int{30, 50}[i/2], n)
		require.Positive(t, took+busy, line)
		require.Greater(t, peak, 20.0, "MiB")
		rows = append(rows, count)
	}
	require.Equal(t, rows[0], rows[1])
	require.Equal(t, rows[2], rows[3])
	require.GreaterOrEqual(t, rows[0], 30, "and those of the demo")
	require.Equal(t, rows[0]+20, rows[2])
	require.Error(t, exports(t.Context(), "..", "20,10", "", &out), "only ascending")
}

func TestRowsIn_CountsBelowTheHead(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"xlsx", "csv"} {
		for _, n := range []int{0, 1, 2000} {
			name := filepath.Join(t.TempDir(), "x."+format)
			f, err := os.Create(name)
			require.NoError(t, err)
			w, err := sheet.New(f, format, sheet.Head{Title: "台账", Note: "张三", Columns: []string{"编号", "事由"}})
			require.NoError(t, err)
			for i := range n {
				require.NoError(t, w.Row([]string{fmt.Sprint(i), "两行\n的 <row 1>"}))
			}
			require.NoError(t, w.Close())
			require.NoError(t, f.Close())
			got, err := rowsIn(name, format)
			require.NoError(t, err)
			require.Equal(t, n, got, format)
		}
	}
}
