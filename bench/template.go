package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

// template is what one real act of the engine wrote, learnt by comparing the database before and after. The floor
// writes the same rows for another case: same tables, same columns, same JSON, other identifiers.
type template struct {
	tables []tableTemplate
	ids    []string // what must be replaced, in the order of identifiers.list
}

type tableTemplate struct {
	name     string
	cols     []string
	key      int
	set      []int // columns that the act changed in rows that exist
	inserted []cells
	updated  []cells

	insertSQL, updateSQL string // for one row
	marks, upsertSQL     string // for many
}

// cells is a row with the columns in which an identifier occurs.
type cells struct {
	row   row
	holes []int
}

// identifiers are the values that differ from case to case.
type identifiers struct {
	caseID, number, head string // of the case, as read
	task                 string // the open task, as read
	command, key         string // new
}

func (i identifiers) list() []string {
	return []string{i.caseID, i.number, i.head, i.task, i.command, i.key}
}

// learn has the engine act on a case and keeps what it wrote.
func learn(ctx context.Context, w *world, db *sql.DB, j job) (*template, error) {
	before, err := picture(ctx, db, j.caseID)
	if err != nil {
		return nil, err
	}
	if err := w.act(ctx, j); err != nil {
		return nil, err
	}
	after, err := picture(ctx, db, j.caseID)
	if err != nil {
		return nil, err
	}
	t := &template{}
	for i, table := range tables {
		list, gone := changes(before[i], after[i])
		if gone > 0 {
			return nil, fmt.Errorf("%s: the act deletes rows, which the floor does not know", table.name)
		}
		if len(list) > 0 {
			t.tables = append(t.tables, newTableTemplate(table.name, table.key, after[i].cols, list))
		}
	}
	ids, err := identify(t, before[0], j.caseID)
	if err != nil {
		return nil, err
	}
	t.ids = ids.list()
	t.findHoles()
	return t, nil
}

func picture(ctx context.Context, db *sql.DB, caseID string) ([]image, error) {
	list := make([]image, len(tables))
	for i, t := range tables {
		var args []any
		where := ofCase(t.name)
		if where != "" {
			args = []any{caseID}
		}
		var err error
		if list[i], err = imageOf(ctx, db, t.name, t.key, where, args...); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func newTableTemplate(name string, key int, cols []string, list []change) tableTemplate {
	t := tableTemplate{name: name, cols: cols, key: key}
	slices.SortFunc(list, func(a, b change) int { return cmp.Compare(fmt.Sprint(a.after[:key]...), fmt.Sprint(b.after[:key]...)) })
	for _, c := range list {
		if c.before == nil {
			t.inserted = append(t.inserted, cells{row: c.after})
			continue
		}
		t.updated = append(t.updated, cells{row: c.after})
		for i := range c.after {
			if c.after[i] != c.before[i] && !slices.Contains(t.set, i) {
				t.set = append(t.set, i)
			}
		}
	}
	slices.Sort(t.set)
	t.prepareSQL()
	t.prepareUpsert()
	return t
}

func (t *template) table(name string) *tableTemplate {
	for i := range t.tables {
		if t.tables[i].name == name {
			return &t.tables[i]
		}
	}
	return &tableTemplate{}
}

func (t *tableTemplate) col(name string) int { return slices.Index(t.cols, name) }

func (t *tableTemplate) text(r row, col string) string {
	s, _ := r[t.col(col)].(string)
	return s
}

// identify finds the identifiers in what was written.
func identify(t *template, cases image, caseID string) (identifiers, error) {
	tasks, receipts := t.table("tasks"), t.table("receipts")
	if len(tasks.updated) != 1 || len(tasks.inserted) != 1 || len(receipts.inserted) != 1 {
		return identifiers{}, fmt.Errorf("the act closes %d tasks, opens %d and keeps %d receipts; the floor is written for one of each",
			len(tasks.updated), len(tasks.inserted), len(receipts.inserted))
	}
	command, _, _ := cutLast(tasks.text(tasks.inserted[0].row, "id"), "-")
	before := cases.rows[caseID]
	return identifiers{
		caseID: caseID, command: command, task: tasks.text(tasks.updated[0].row, "id"), key: receipts.text(receipts.inserted[0].row, "idem_key"),
		number: before[slices.Index(cases.cols, "number")].(string), //nolint:forcetypeassert // a text column
		head:   before[slices.Index(cases.cols, "head")].(string),   //nolint:forcetypeassert // a text column
	}, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

func (t *template) findHoles() {
	for i := range t.tables {
		for _, list := range [][]cells{t.tables[i].inserted, t.tables[i].updated} {
			for k := range list {
				for c, v := range list[k].row {
					s, ok := v.(string)
					if ok && slices.ContainsFunc(t.ids, func(id string) bool { return strings.Contains(s, id) }) {
						list[k].holes = append(list[k].holes, c)
					}
				}
			}
		}
	}
}

// filled is the template for one case: rows of each table, in the order of t.tables.
type filled struct {
	caseID            string
	rev               int64 // that the act rests on
	inserted, updated [][]row
}

// fill puts a case's identifiers in the holes.
func (t *template) fill(ids identifiers, rev int64) filled {
	pairs := make([]string, 0, 2*len(t.ids))
	for i, id := range ids.list() {
		pairs = append(pairs, t.ids[i], id)
	}
	replace := strings.NewReplacer(pairs...)
	f := filled{caseID: ids.caseID, rev: rev, inserted: make([][]row, len(t.tables)), updated: make([][]row, len(t.tables))}
	for i := range t.tables {
		f.inserted[i] = fillAll(t.tables[i].inserted, replace)
		f.updated[i] = fillAll(t.tables[i].updated, replace)
	}
	return f
}

func fillAll(list []cells, replace *strings.Replacer) []row {
	out := make([]row, len(list))
	for i, c := range list {
		out[i] = slices.Clone(c.row)
		for _, h := range c.holes {
			out[i][h] = replace.Replace(c.row[h].(string)) //nolint:forcetypeassert // holes are in texts
		}
	}
	return out
}

// String tells the rows that the act writes in each table.
func (t *template) String() string {
	var parts []string
	for _, table := range t.tables {
		text := table.name
		if n := len(table.inserted); n > 0 {
			text += fmt.Sprintf(" +%d", n)
		}
		if n := len(table.updated); n > 0 {
			text += fmt.Sprintf(" ~%d", n)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}
