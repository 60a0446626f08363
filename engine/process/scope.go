package process

import (
	"slices"
	"strings"

	"dandang/engine/guard"
)

// scope is what the guards of one definition may read. Paths are kept in English and found in both spellings.
type scope struct {
	paths guard.MapScope
	lang  string // of the names that are suggested
}

// Lookup implements guard.Scope.
func (s *scope) Lookup(path string) (guard.Type, bool) {
	path = CanonPath(path)
	if field, ok := strings.CutPrefix(path, "previous."); ok {
		if root, _, _ := strings.Cut(field, "."); isRoot(root) {
			return guard.Type{}, false
		}
		path = field
	}
	return s.paths.Lookup(path)
}

// Names implements guard.Lister.
func (s *scope) Names() []string {
	names := s.paths.Names()
	for i, name := range names {
		names[i] = translatePath(name, s.lang)
	}
	return names
}

func isRoot(s string) bool {
	_, ok := find(rootWords, s)
	return ok
}

// basePaths are the paths that every definition has.
func basePaths() guard.MapScope {
	m := guard.MapScope{"today": guard.T(guard.Date)}
	for path, kind := range map[string]guard.Kind{
		"case.state": guard.Text, "case.initiator": guard.Text, "case.unit": guard.Text, "case.number": guard.Text,
		"case.status": guard.Text, "case.round": guard.Int, "case.submitted_on": guard.Date, "case.opened_on": guard.Date,
		"actor.id": guard.Text, "actor.unit": guard.Text, "actor.name": guard.Text,
		"vote.yes": guard.Int, "vote.no": guard.Int, "vote.abstain": guard.Int, "vote.present": guard.Int, "vote.seats": guard.Int,
	} {
		m[path] = guard.T(kind)
	}
	m["case.level"] = guard.Choice("市级", "县级", "乡级")
	m["case.handlers"], m["case.joined"] = guard.ListOf(personType()), guard.T(guard.Int)
	return m
}

// personType is what guards see of a person; the engine fills it from the directory.
func personType() guard.Type {
	attrs := map[string]guard.Type{"active": guard.T(guard.Bool)}
	for _, name := range []string{"id", "name", "unit", "title", "establishment", "cadre_level"} {
		attrs[name] = guard.T(guard.Text)
	}
	return guard.Type{Kind: guard.Record, Attrs: attrs}
}

// GuardType is the type that guards see the field in.
func (f *Field) GuardType() guard.Type {
	switch f.Type {
	case Integer:
		return guard.T(guard.Int)
	case Decimal:
		return guard.T(guard.Decimal)
	case Money:
		return guard.T(guard.Money)
	case Date:
		return guard.T(guard.Date)
	case DateTime:
		return guard.T(guard.Instant)
	case Bool:
		return guard.T(guard.Bool)
	case Choice:
		return guard.Choice(f.optionValues()...)
	case Choices:
		return guard.ListOf(guard.Choice(f.optionValues()...))
	case Person:
		return personType()
	case Persons:
		return guard.ListOf(personType())
	case Party:
		return guard.Type{Kind: guard.Record, Attrs: map[string]guard.Type{"id": guard.T(guard.Text), "name": guard.T(guard.Text)}}
	case Files:
		return guard.T(guard.Files)
	case Table:
		row := guard.Type{Kind: guard.Record, Attrs: map[string]guard.Type{}}
		for i := range f.Columns {
			row.Attrs[f.Columns[i].ID] = f.Columns[i].GuardType()
		}
		return guard.ListOf(row)
	default: // text, longtext, unit
		return guard.T(guard.Text)
	}
}

// columnPaths adds the columns of a table, each a list: 处分情况.截止日.
func columnPaths(m guard.MapScope, f *Field) {
	for i := range f.Columns {
		m[f.ID+"."+f.Columns[i].ID] = guard.ListOf(f.Columns[i].GuardType())
	}
}

func (f *Field) optionValues() []string {
	values := make([]string, len(f.Options))
	for i, o := range f.Options {
		values[i] = o.Value
	}
	return values
}

// Label is what a reader sees for a stored option value; the value itself when it is no option.
func (f *Field) Label(value string) string {
	if i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Value == value }); i >= 0 {
		return f.Options[i].Label
	}
	return value
}

// ledgerPaths adds what guards may read of a ledger.
func ledgerPaths(m guard.MapScope, l *Ledger) {
	kind := guard.Money
	if l.Unit == "count" {
		kind = guard.Int
	}
	for _, part := range []string{"free", "reserved", "spent", "budget"} {
		m[l.ID+"."+part] = guard.T(kind)
	}
}
