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

// entered checks the people just written, once all that the command writes is in place: who becomes a party with it is
// one already.
func (d *decision) entered(written Fields) *Refusal {
	var problems []FieldProblem
	for _, id := range sortedKeys(written) {
		if problem := d.mayEnter(d.p.Field(id), written[id]); problem != "" {
			problems = append(problems, FieldProblem{id, problem})
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	return nil
}

// mayEnter checks whom a person field takes: nobody who must keep out of the case (须无回避), only holders of a role
// (限角色). It answers what is wrong, "" if nothing.
func (d *decision) mayEnter(f *process.Field, v any) string {
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
