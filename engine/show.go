package engine

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Show writes the value of a field, in wire form, as tables and forms have it: people and units by name, choices by
// label, files by name, a table in numbered lines, dates 2006-01-02, money as it is kept. A sealed value, or anything of
// an outsider but his name, is never shown.
func Show(f *process.Field, v any, book *directory.Book) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		if v {
			return msgYes.Text()
		}
		return msgNo.Text()
	case []any:
		return showList(f, v, book)
	case map[string]any:
		return showRecord(f, v, book)
	case json.Number:
		return v.String()
	case string:
		return showText(f, v, book)
	default:
		return fmt.Sprint(v)
	}
}

func showText(f *process.Field, s string, book *directory.Book) string {
	switch f.Type {
	case process.Person, process.Persons, process.Party:
		if p, ok := book.Person(s); ok {
			return p.Name
		}
	case process.UnitType:
		if u, ok := book.Unit(s); ok {
			return u.Name
		}
	case process.Choice, process.Choices:
		for _, o := range f.Options {
			if o.Value == s && o.Label != "" {
				return o.Label
			}
		}
	case process.DateTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return t.In(workday.Zone()).Format("2006-01-02 15:04")
		}
	default:
	}
	return s
}

func showRecord(f *process.Field, m map[string]any, book *directory.Book) string {
	if _, sealed := m["sealed"]; sealed {
		return ""
	}
	for _, key := range []string{"person", "name", "unit"} { // of a party
		s, ok := m[key].(string)
		if !ok || s == "" {
			continue
		}
		if u, known := book.Unit(s); key == "unit" && known {
			return u.Name
		}
		return showText(f, s, book)
	}
	return ""
}

func showList(f *process.Field, list []any, book *directory.Book) string {
	var parts []string
	for i, item := range list {
		m, isRecord := item.(map[string]any)
		switch {
		case f.Type == process.Table && isRecord:
			parts = append(parts, fmt.Sprintf("%d. %s", i+1, showRow(f, m, book)))
		case f.Type == process.Files && isRecord:
			name, _ := m["name"].(string)
			parts = append(parts, name)
		default:
			parts = append(parts, Show(f, item, book))
		}
	}
	if f.Type == process.Table {
		return strings.Join(parts, "\n")
	}
	return strings.Join(parts, msgAnd.Text())
}

func showRow(f *process.Field, row map[string]any, book *directory.Book) string {
	var cells []string
	for i := range f.Columns {
		c := &f.Columns[i]
		if text := Show(c, row[c.ID], book); text != "" {
			cells = append(cells, c.Name+"："+text)
		}
	}
	return strings.Join(cells, "；")
}
