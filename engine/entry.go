package engine

import (
	"slices"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// short stops a group that has fewer people than it needs (至少). Nobody at all is for the caller to report.
func (d *decision) short(spec *process.Task, n int) bool {
	if n == 0 || n >= spec.AtLeast {
		return false
	}
	d.incident(Incident{
		Kind: "nobody", Group: spec.Group, Reason: msgIncidentNobody.Text(d.p.stateName(d.c.State), msgTooFew.Text(n, spec.AtLeast)),
	})
	return true
}

// mayEnter checks whom a person field takes: nobody who must keep out of the case (须无回避), only holders of a role
// (限角色), nobody at all while a vote is open on the roster. It answers what is wrong, "" if nothing.
func (d *decision) mayEnter(f *process.Field, v any) string {
	if f.Type != process.Person && f.Type != process.Persons {
		return ""
	}
	if d.fixedRoster(f.ID) && !sameWire(v, d.c.Memo.Fields[f.ID]) {
		return msgRosterFixed.Text(f.Name)
	}
	for _, p := range peopleOf(v) {
		if f.Clear && d.conflict(p) != "" {
			return msgEntryBarred.Text(d.personName(p)) // why is not the business of whoever enters him
		}
		if f.HoldersOf != "" && !slices.Contains(d.holdersFor(f.HoldersOf), p) {
			role := d.p.Role(f.HoldersOf)
			return msgNotRole.Text(d.personName(p), role.Name, f.Name)
		}
	}
	return ""
}

// holdersFor lists who holds a role, as far as its scope reaches from the case's unit.
func (d *decision) holdersFor(id string) []PersonID {
	role := d.p.Role(id)
	if role == nil {
		return nil
	}
	scope, _ := directory.ParseScope(role.Scope)
	return d.snap.Facts.Book.Holders(role.ID, d.roleUnit(), scope, string(d.today()))
}

// fixedRoster reports whether a vote of the open round rests on the field.
func (d *decision) fixedRoster(field string) bool {
	s := d.state()
	return s != nil && slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return t.Vote != nil && t.Vote.Roster == field })
}

// peopleOf lists the ids in a value of a person or persons field.
func peopleOf(v any) []PersonID {
	switch v := v.(type) {
	case string:
		if v != "" {
			return []PersonID{v}
		}
	case []any:
		var ids []PersonID
		for _, item := range v {
			if id, ok := item.(string); ok {
				ids = append(ids, id)
			}
		}
		return ids
	}
	return nil
}
