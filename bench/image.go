package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// tables are all that an act may write, with the number of leading columns that make the primary key.
var tables = []struct {
	name string
	key  int
}{
	{"cases", 1},
	{"rounds", 2},
	{"tasks", 1},
	{"seats", 2},
	{"audit_events", 2},
	{"erasables", 2},
	{"timers", 1},
	{"outbox", 1},
	{"receipts", 2},
	{"ledger_accounts", 1},
	{"ledger_moves", 3},
	{"claims", 1},
	{"notices", 1},
	{"objections", 1},
	{"documents", 1},
	{"series", 1},
}

// row is one row of a table, as the driver gives it: int64 or string.
type row []any

// image is the content of one table: rows by primary key.
type image struct {
	cols []string
	rows map[string]row
}

// imageOf reads the rows of a table that fit a condition ("" for all).
func imageOf(ctx context.Context, db *sql.DB, table string, key int, where string, args ...any) (image, error) {
	img := image{rows: map[string]row{}}
	query := "SELECT * FROM " + table
	if where != "" {
		query += " WHERE " + where
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return img, fmt.Errorf("%s: %w", table, err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	if img.cols, err = rows.Columns(); err != nil {
		return img, err
	}
	for rows.Next() {
		r := make(row, len(img.cols))
		if err := rows.Scan(pointers(r)...); err != nil {
			return img, err
		}
		for i, v := range r {
			if b, ok := v.([]byte); ok {
				r[i] = string(b)
			}
		}
		img.rows[fmt.Sprint(r[:key]...)] = r
	}
	return img, rows.Err()
}

func pointers(r row) []any {
	into := make([]any, len(r))
	for i := range r {
		into[i] = &r[i]
	}
	return into
}

// change is what became of one row: before is nil when it is new.
type change struct{ before, after row }

// changes lists the rows that are new or different, and how many are gone.
func changes(before, after image) (list []change, gone int) {
	for key, r := range after.rows {
		was, known := before.rows[key]
		if !known || !same(was, r) {
			list = append(list, change{was, r})
		}
	}
	for key := range before.rows {
		if _, still := after.rows[key]; !still {
			gone++
		}
	}
	return list, gone
}

func same(a, b row) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// weight is about how many bytes the values of a row take.
func (r row) weight() int {
	n := 0
	for _, v := range r {
		if s, ok := v.(string); ok {
			n += len(s)
		} else {
			n += 8
		}
	}
	return n
}

// ofCase is the condition for the rows of one case, "" for tables that have none.
func ofCase(table string) string {
	switch table {
	case "cases":
		return "id = ?"
	case "ledger_accounts", "series":
		return ""
	default:
		return "case_id = ?"
	}
}

func marks(n int) string { return "(?" + strings.Repeat(", ?", n-1) + ")" }
