package sheet_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"dandang/internal/sheet"
)

func table(t *testing.T, format string, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.New(&b, format, sheet.Head{Title: "容错台账", Note: "张三 市委组织部", Columns: []string{"编号", "事由", "金额"}, Numbers: []bool{false, false, true}})
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.Row(row))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func readXLSX(t *testing.T, b []byte) (*excelize.File, [][]string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	rows, err := f.GetRows("台账", excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	return f, rows
}

// dangerous are texts that a spreadsheet might run, and what must stand in the cell instead.
var dangerous = map[string]string{
	"=HYPERLINK(\"x\")":  "'=HYPERLINK(\"x\")",
	"+1+cmd|' /C calc'!": "'+1+cmd|' /C calc'!",
	"-2+3":               "'-2+3",
	"@SUM(A1)":           "'@SUM(A1)",
	"\t=1+1":             "'\t=1+1",
	"\r=1+1":             "'\n=1+1",
	" =1+1":              "' =1+1",
	"　＝1+1":              "'　＝1+1",
	"\u202e=1+1":         "'=1+1",
	"\x00=1+1":           "'=1+1",
	"DDE":                "DDE",
	"a=b":                "a=b",
	"𬀩𬱖䶮㛃😀":              "𬀩𬱖䶮㛃😀",
	"<b>&\"'":            "<b>&\"'",
}

func TestTable_NoCellIsTakenForAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range dangerous {
		require.Equal(t, want, sheet.Inert(text))
		f, rows := readXLSX(t, table(t, "xlsx", []string{text, text, text}))
		require.Equal(t, []string{want, want, want}, rows[3], "%q", text)
		for _, cell := range []string{"A4", "B4", "C4"} {
			formula, err := f.GetCellFormula("台账", cell)
			require.NoError(t, err)
			require.Empty(t, formula, "%q", text)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(table(t, "csv", []string{text, text, text})), "\ufeff")))
		r.FieldsPerRecord = -1
		lines, err := r.ReadAll()
		require.NoError(t, err)
		require.Equal(t, []string{want, want, want}, lines[3], "%q", text)
	}
}

func TestTable_MoneyIsANumberAndNothingElseIs(t *testing.T) {
	t.Parallel()
	f, rows := readXLSX(t, table(t, "xlsx", []string{"0012", "-5", "-20000.10"}, []string{"1e9", "", "无"}))
	require.Equal(t, []string{"容错台账"}, rows[0])
	require.Equal(t, []string{"张三 市委组织部"}, rows[1])
	require.Equal(t, []string{"编号", "事由", "金额"}, rows[2])
	require.Equal(t, []string{"0012", "'-5", "-20000.1"}, rows[3])
	kind, err := f.GetCellType("台账", "C4")
	require.NoError(t, err)
	require.NotEqual(t, excelize.CellTypeInlineString, kind)
	shown, err := f.GetCellValue("台账", "C4")
	require.NoError(t, err)
	require.Equal(t, "-20,000.10", shown)
	kind, err = f.GetCellType("台账", "A4")
	require.NoError(t, err)
	require.Equal(t, excelize.CellTypeInlineString, kind, "a number keeps its zeros")
}

func TestTable_ALongTextIsCutWhereXLSXEnds(t *testing.T) {
	t.Parallel()
	_, rows := readXLSX(t, table(t, "xlsx", []string{strings.Repeat("长", 40_000), "", ""}))
	require.Len(t, []rune(rows[3][0]), 32_767)
	_, err := sheet.New(&bytes.Buffer{}, "ods", sheet.Head{})
	require.Error(t, err)
}
