package process

import (
	"strconv"
	"time"

	"dandang/engine/guard"
)

// GuardValue is a canonical wire value as guards see it; nil when it is missing or not of the field's type. A person is
// a record with the id only: attributes come from the directory, which the engine knows.
func (f *Field) GuardValue(wire any) guard.Value {
	if blankWire(wire) {
		return nil
	}
	switch f.Type {
	case Choices, Persons, Table, Files:
		return f.guardList(wire)
	case Bool:
		if b, ok := wire.(bool); ok {
			return guard.BoolV(b)
		}
		return nil
	case Party:
		if m, ok := wire.(map[string]any); ok {
			for _, kind := range []string{"person", "unit"} {
				if id, _ := m[kind].(string); id != "" {
					return guard.RecordV{"id": guard.TextV(id), "name": nil} // the name is the directory's to say
				}
			}
			name, _ := m["name"].(string)
			return guard.RecordV{"name": guard.TextV(name), "id": nil}
		}
	case Person:
	default:
		return f.guardScalar(wire)
	}
	if id, ok := wire.(string); ok {
		return guard.RecordV{"id": guard.TextV(id)}
	}
	return nil
}

func (f *Field) guardScalar(wire any) guard.Value {
	s, ok := digits(wire)
	if !ok {
		return nil
	}
	switch f.Type {
	case Integer:
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return guard.IntV(i)
		}
	case Decimal:
		if d, err := guard.ParseDecimal(s); err == nil {
			return d
		}
	case Money:
		if m, err := guard.ParseMoney(s); err == nil {
			return m
		}
	case Date:
		return guard.DateV(s)
	case DateTime:
		if t, err := time.Parse(time.RFC3339, s); err == nil {
			return guard.InstantV(t.UnixMilli())
		}
	default:
		return guard.TextV(s)
	}
	return nil
}

func (f *Field) guardList(wire any) guard.Value {
	list, ok := items(wire)
	if !ok {
		return nil
	}
	if f.Type == Files {
		var names guard.FilesV
		for _, item := range list {
			if m, ok := item.(map[string]any); ok {
				name, _ := m["name"].(string)
				names = append(names, name)
			}
		}
		return names
	}
	values := make(guard.ListV, 0, len(list))
	for _, item := range list {
		switch x := item.(type) {
		case string:
			if f.Type == Persons {
				values = append(values, guard.RecordV{"id": guard.TextV(x)})
				continue
			}
			values = append(values, guard.TextV(x))
		case map[string]any:
			row := guard.RecordV{}
			for i := range f.Columns {
				row[f.Columns[i].ID] = f.Columns[i].GuardValue(x[f.Columns[i].ID])
			}
			values = append(values, row)
		}
	}
	return values
}
