package engine

import (
	"slices"

	"dandang/engine/process"
)

// assign gives an open turn to the people listed, whatever its own list says: by intervention, or when somebody leaves his
// post. It holds while one of them may act; then the turn's own list counts again.
func (d *decision) assign(t Task, people []PersonID) {
	assigned := map[string][]PersonID{}
	for id, list := range d.r.Data.Assigned {
		assigned[id] = list
	}
	assigned[t.ID] = people
	d.r.Data.Assigned = assigned
	d.dropHand(t.ID) // a claim or a transfer before is over
	if spec := d.p.task(t.State, t.Group); spec != nil && spec.Mode == process.Sequence {
		g := d.r.Data.Groups[t.Group]
		g.Steps = slices.Clone(g.Steps)
		g.Steps[g.Step] = people[0]
		d.setGroup(t.Group, g)
	}
	d.seatTurn(t, people)
}

// assignedTo lists who holds a turn by assignment and may still act on it; none where nobody was assigned.
func (d *decision) assignedTo(t *Task, spec *process.Task) []PersonID {
	return slices.DeleteFunc(slices.Clone(d.r.Data.Assigned[t.ID]), func(p PersonID) bool { return !d.active(p) || d.barred(p, spec) != nil })
}

// assignable says why a turn cannot be given to somebody, nil if it can. A vote's members are who they are, the applicant
// decides nothing of his own, and in 会签 and 依次 nobody signs twice.
func (d *decision) assignable(t *Task, spec *process.Task, to PersonID) *Refusal {
	switch {
	case t == nil || spec == nil || t.Kind != Work:
		return refuse(EInvalid, msgAssignTask.Text())
	case spec.Mode == process.Ballot:
		return refuse(EInvalid, msgAssignVote.Text())
	case !d.active(to):
		return refuse(EInvalid, msgNobody.Text(to))
	case slices.Contains(t.principals(), to):
		return refuse(EInvalid, msgAssignHas.Text(d.personName(to)))
	case to == d.c.Initiator:
		return refuse(ERecused, msgEntryBarred.Text(d.personName(to)))
	}
	if r := d.barred(to, spec); r != nil {
		return refuse(r.Code, msgEntryBarred.Text(d.personName(to)))
	}
	twice := d.hasActed(t.Group, to) || slices.Contains(d.r.Data.Groups[t.Group].Steps, to) ||
		slices.ContainsFunc(d.openTasks(), func(o Task) bool {
			return o.Group == t.Group && o.Kind == Work && o.ID != t.ID && slices.Contains(o.Candidates, to)
		})
	if twice && spec.Mode != process.Any {
		return refuse(EInvalid, msgAssignHas.Text(d.personName(to)))
	}
	return nil
}

func (d *decision) turnByID(id string) *Task {
	for _, t := range d.openTasks() {
		if t.ID == id {
			return &t
		}
	}
	return nil
}
