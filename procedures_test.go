package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/internal/yamldoc"
)

// domainItem is one thing that the procedures must carry out (docs/domain-items.yaml).
type domainItem struct{ id, text string }

// mappingRow is one row of docs/procedures.md: where an item stands.
type mappingRow struct {
	id, text string
	refs     []string
	note     string
	line     int
}

// mapping is docs/procedures.md: a row for each item, and what the procedures have beyond them.
type mapping struct{ rows, additions []mappingRow }

// absent is written where nothing carries an item out, which the note must justify.
const absent = "不设"

func readItems(t *testing.T) []domainItem {
	t.Helper()
	src, err := os.ReadFile("docs/domain-items.yaml")
	require.NoError(t, err)
	doc, problems := yamldoc.Parse("docs/domain-items.yaml", src)
	require.Empty(t, problems)
	list, ok := yamldoc.Get(doc.Root, "items")
	require.True(t, ok)
	kinds := strings.Fields("role rule clock limit field option evidence row transition effect document scenario")
	var items []domainItem
	for _, n := range yamldoc.Items(list) {
		of := map[string]string{}
		for _, e := range yamldoc.Entries(n) {
			of[e.Key.Value] = e.Value.Value
		}
		require.Contains(t, kinds, of["kind"], of["id"])
		require.Contains(t, []string{"S", "L", "P", "M", "D"}, of["source"], of["id"])
		require.NotEmpty(t, of["text"], of["id"])
		items = append(items, domainItem{of["id"], of["text"]})
	}
	return items
}

func readMapping(t *testing.T) mapping {
	t.Helper()
	src, err := os.ReadFile("docs/procedures.md")
	require.NoError(t, err)
	var m mapping
	columns := 0
	for i, line := range strings.Split(string(src), "\n") {
		switch {
		case line == "| 编号 | 事项 | 落在哪里 | 说明与偏离 |":
			columns = 4
		case line == "| 引用 | 理由 |":
			columns = 2
		case !strings.HasPrefix(line, "|"):
			columns = 0
		case strings.HasPrefix(line, "|---"):
		default:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			require.Len(t, cells, columns, "docs/procedures.md:%d: a row of another table", i+1)
			for c := range cells {
				cells[c] = strings.TrimSpace(cells[c])
			}
			if columns == 2 {
				m.additions = append(m.additions, mappingRow{refs: refsIn(cells[0]), note: cells[1], line: i + 1})
			} else {
				m.rows = append(m.rows, mappingRow{id: cells[0], text: cells[1], refs: refsIn(cells[2]), note: cells[3], line: i + 1})
			}
		}
	}
	return m
}

func refsIn(cell string) []string {
	var refs []string
	for _, ref := range strings.Split(cell, "；") {
		refs = append(refs, strings.Trim(strings.TrimSpace(ref), "`"))
	}
	return refs
}

// faults is everything that is wrong with a mapping.
func faults(items []domainItem, m mapping, p places) []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	rows := map[string]mappingRow{}
	for _, row := range m.rows {
		if before, twice := rows[row.id]; twice {
			say("line %d: %s stands at line %d already", row.line, row.id, before.line)
		}
		rows[row.id] = row
	}
	known := map[string]bool{}
	for _, item := range items {
		row, ok := rows[item.id]
		switch {
		case known[item.id]:
			say("domain-items.yaml: %s is there twice", item.id)
		case !ok:
			say("%s (%s) is not mapped", item.id, item.text)
		case row.text != item.text:
			say("line %d: %s is “%s” in domain-items.yaml", row.line, item.id, item.text)
		}
		known[item.id] = true
	}
	covered := map[string]bool{}
	for _, row := range append(slices.Clone(m.rows), m.additions...) {
		if row.id != "" && !known[row.id] {
			say("line %d: there is no item %s", row.line, row.id)
		}
		if row.note == "" && (row.id == "" || slices.Contains(row.refs, absent)) {
			say("line %d: the reason is missing", row.line)
		}
		for _, ref := range row.refs {
			if ref != absent && !p.resolves(ref) {
				say("line %d: %s leads nowhere", row.line, ref)
			}
			for _, c := range covers(ref) {
				covered[c] = true
			}
		}
	}
	for _, ref := range p.owed {
		if !covered[ref] {
			say("%s is in no row: map it to an item, or list it under 附加 with its reason", ref)
		}
	}
	return list
}

// Every item of the domain has its place in the procedures, and everything in the procedures has its reason.
func TestProcedures_EveryItemIsMappedAndEveryPlaceExists(t *testing.T) {
	t.Parallel()
	for _, fault := range faults(readItems(t), readMapping(t), everyPlace(t)) {
		t.Errorf("docs/procedures.md: %s", fault)
	}
}

func TestProcedures_AFaultyMappingIsNoticed(t *testing.T) {
	t.Parallel()
	items, whole, p := readItems(t), readMapping(t), everyPlace(t)
	before := len(faults(items, whole, p))
	noticed := func(m mapping, want string) {
		t.Helper()
		got := faults(items, m, p)
		require.Greater(t, len(got), before)
		require.Contains(t, strings.Join(got, "\n"), want)
	}
	for i, row := range whole.rows { // without any one row
		m := mapping{append(slices.Clone(whole.rows[:i]), whole.rows[i+1:]...), whole.additions}
		noticed(m, row.id+" ("+row.text+") is not mapped")
	}
	with := func(row mappingRow) mapping { return mapping{append(slices.Clone(whole.rows), row), whole.additions} }
	noticed(with(whole.rows[0]), "already")
	noticed(with(mappingRow{id: "A9.X", refs: []string{"care-fund#草拟"}}), "no item A9.X")
	for _, ref := range []string{
		"care-fund#不存在", "care-fund#草拟/不存在", "care-fund.字段.不存在", "care-fund.判定表.帮扶上限[99]",
		"engine:TestThereIsNoSuchTest", "adr:9999", "scenario: care-fund「没有这个样例」", "scenario: care-fund「」",
	} {
		row := whole.rows[0]
		row.refs = []string{ref}
		noticed(mapping{append([]mappingRow{row}, whole.rows[1:]...), whole.additions}, ref+" leads nowhere")
	}
	noticed(mapping{whole.rows, whole.additions[1:]}, "is in no row")
	row := whole.additions[0]
	row.note = ""
	noticed(mapping{whole.rows, append([]mappingRow{row}, whole.additions[1:]...)}, "reason is missing")
}
