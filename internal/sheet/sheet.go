// Package sheet writes tables for spreadsheets, as xlsx or csv, row by row: however long a table is, only a few rows of it
// lie in memory.
//
// It must not know cases, people, HTTP or where rows come from.
package sheet

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// MaxRows is how many rows a table may have; a sheet of xlsx ends at 1,048,576.
const MaxRows = 1_000_000

// ErrTooLong means that a table came to more than MaxRows.
var ErrTooLong = errors.New("table too long")

// maxCell is how many characters xlsx allows in a cell.
const maxCell = 32_767

// Head is what stands above the rows.
type Head struct {
	Title   string
	Note    string // watermark: who took the table out, when
	Columns []string
	Numbers []bool // by column: its cells are decimal numbers
}

// Writer takes rows. A table is whole only once Close has returned nil.
type Writer interface {
	// Row adds a row, one cell for each column.
	Row(cells []string) error
	Close() error
}

// New starts a table in a format, "xlsx" or "csv".
func New(w io.Writer, format string, head Head) (Writer, error) {
	switch format {
	case "xlsx":
		return newXLSX(w, head)
	case "csv":
		return newCSV(w, head)
	}
	return nil, fmt.Errorf("no format %q", format)
}

// Inert makes a text that no spreadsheet takes for a formula, however it is opened: one that begins like a formula, in
// the wide forms too, gets an apostrophe before it. Control characters, which could hide what follows, are taken out.
func Inert(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\ufffe', r == '\uffff', r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u3000\u00a0\n"))
	if first == '\t' || strings.ContainsRune("=+-@＝＋－＠", first) && first != utf8.RuneError {
		return "'" + s
	}
	return s
}

// decimal is what a cell of a column of numbers may hold; anything else is text.
var decimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,4})?$`)

type csvWriter struct {
	w    *csv.Writer
	head Head
	rows int
}

func newCSV(w io.Writer, head Head) (*csvWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // or Excel reads it in the encoding of the country
		return nil, fmt.Errorf("write csv: %w", err)
	}
	c := &csvWriter{w: csv.NewWriter(w), head: head}
	c.w.UseCRLF = true
	for _, row := range [][]string{{Inert(head.Title)}, {Inert(head.Note)}, inert(head.Columns)} {
		if err := c.w.Write(row); err != nil {
			return nil, fmt.Errorf("write csv: %w", err)
		}
	}
	return c, nil
}

func inert(cells []string) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = Inert(cell)
	}
	return out
}

// Row adds a row.
func (c *csvWriter) Row(cells []string) error {
	if c.rows++; c.rows > MaxRows {
		return ErrTooLong
	}
	out := inert(cells)
	for i, cell := range cells {
		if i < len(c.head.Numbers) && c.head.Numbers[i] && decimal.MatchString(cell) {
			out[i] = cell
		}
	}
	return c.w.Write(out)
}

// Close writes what is left.
func (c *csvWriter) Close() error {
	c.w.Flush()
	return c.w.Error()
}

type xlsxWriter struct {
	out     io.Writer
	file    *excelize.File
	stream  *excelize.StreamWriter
	head    Head
	money   int // style
	text    int
	rows    int // of the table
	written int // of the sheet, with the head
}

const sheetName = "台账"

func newXLSX(w io.Writer, head Head) (_ *xlsxWriter, err error) {
	x := &xlsxWriter{out: w, file: excelize.NewFile(), head: head}
	defer func() {
		if err != nil {
			_ = x.file.Close()
		}
	}()
	if err := x.file.SetSheetName("Sheet1", sheetName); err != nil {
		return nil, fmt.Errorf("write xlsx: %w", err)
	}
	if x.stream, err = x.file.NewStreamWriter(sheetName); err != nil {
		return nil, fmt.Errorf("write xlsx: %w", err)
	}
	return x, x.begin()
}

func (x *xlsxWriter) begin() error {
	number := "#,##0.00"
	border := []excelize.Border{{Type: "left", Style: 1, Color: "808080"}, {Type: "right", Style: 1, Color: "808080"}, {Type: "top", Style: 1, Color: "808080"}, {Type: "bottom", Style: 1, Color: "808080"}}
	styles := []*excelize.Style{
		{Border: border, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}},
		{Border: border, Alignment: &excelize.Alignment{Vertical: "center"}, CustomNumFmt: &number},
		{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}},
		{Font: &excelize.Font{Size: 9, Color: "606060"}},
		{Border: border, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"EDEDED"}}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}},
	}
	ids := make([]int, len(styles))
	for i, s := range styles {
		id, err := x.file.NewStyle(s)
		if err != nil {
			return fmt.Errorf("write xlsx: %w", err)
		}
		ids[i] = id
	}
	x.text, x.money = ids[0], ids[1]
	last, err := excelize.CoordinatesToCellName(max(len(x.head.Columns), 1), 1)
	if err != nil {
		return fmt.Errorf("write xlsx: %w", err)
	}
	columns := make([]any, len(x.head.Columns))
	for i, name := range x.head.Columns {
		columns[i] = excelize.Cell{StyleID: ids[4], Value: cell(name)}
	}
	return errors.Join(
		x.stream.SetColWidth(1, max(len(x.head.Columns), 1), 18),
		x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 3, TopLeftCell: "A4", ActivePane: "bottomLeft"}),
		x.line([]any{excelize.Cell{StyleID: ids[2], Value: cell(x.head.Title)}}, excelize.RowOpts{Height: 28}),
		x.line([]any{excelize.Cell{StyleID: ids[3], Value: cell(x.head.Note)}}),
		x.line(columns),
		x.merge("A1", last),
	)
}

func (x *xlsxWriter) merge(from, to string) error {
	if from == to {
		return nil
	}
	return x.stream.MergeCell(from, to)
}

func (x *xlsxWriter) line(cells []any, opts ...excelize.RowOpts) error {
	x.written++
	at, err := excelize.CoordinatesToCellName(1, x.written)
	if err != nil {
		return err
	}
	return x.stream.SetRow(at, cells, opts...)
}

// cell is a text as a cell may hold it.
func cell(s string) string {
	s = Inert(s)
	if utf8.RuneCountInString(s) > maxCell {
		s = string([]rune(s)[:maxCell-1]) + "…"
	}
	return s
}

// Row adds a row.
func (x *xlsxWriter) Row(cells []string) error {
	if x.rows++; x.rows > MaxRows {
		return ErrTooLong
	}
	out := make([]any, len(cells))
	for i, text := range cells {
		if i < len(x.head.Numbers) && x.head.Numbers[i] && decimal.MatchString(text) {
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				out[i] = excelize.Cell{StyleID: x.money, Value: n}
				continue
			}
		}
		out[i] = excelize.Cell{StyleID: x.text}
		if text != "" {
			out[i] = excelize.Cell{StyleID: x.text, Value: cell(text)}
		}
	}
	return x.line(out)
}

// Close writes the file.
func (x *xlsxWriter) Close() error {
	err := x.stream.Flush()
	if err == nil {
		// Write would gather the whole archive in memory first: so it goes to where it belongs while it is made, and what the
		// library gathers stays empty.
		x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(x.out) })
		_, err = x.file.WriteToBuffer()
	}
	return errors.Join(err, x.file.Close())
}
