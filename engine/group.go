package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
)

// openGroup opens a task group of the state just entered: finds who may act, starts the clock, opens the turns.
func (d *decision) openGroup(spec *process.Task, resumed *Visit) {
	g := d.clockGroup(spec, resumed)
	if spec.Mode == process.Ballot {
		g.Seats, _ = d.eligible(spec)
	}
	d.setGroup(spec.Group, g)
	d.openTurns(spec)
	d.timersOf(spec, g)
}

// openTurns opens the turns of a group by its mode. Nobody left is an incident, never a silent pass.
func (d *decision) openTurns(spec *process.Task) {
	g := d.r.Data.Groups[spec.Group]
	if meeting(spec) {
		d.openMeeting(spec)
		return
	}
	people, missing := d.eligible(spec)
	if d.short(spec, len(people)) {
		return
	}
	if spec.Mode != process.Any {
		people = slices.DeleteFunc(people, func(p PersonID) bool { return d.hasActed(spec.Group, p) })
	}
	if len(people) == 0 {
		d.nobody(spec, spec.For, missing)
		return
	}
	if !d.openEnding(spec) {
		return
	}
	switch spec.Mode {
	case process.All, process.Ballot:
		for _, p := range people {
			d.openTask(spec.Group, Work, []PersonID{p}, g.Due)
		}
	case process.Sequence:
		g.Steps, g.Step = people, 0
		d.setGroup(spec.Group, g)
		d.openTask(spec.Group, Work, people[:1], g.Due)
	default:
		d.openTask(spec.Group, Work, people, g.Due)
	}
}

// hasActed: the person has closed a turn of the group in this round; nobody signs or votes twice.
func (d *decision) hasActed(group string, p PersonID) bool {
	return slices.Contains(d.r.Data.Carried[group], p) || slices.ContainsFunc(d.tasks, func(t Task) bool {
		return t.Round == d.r.N && t.Group == group && t.Kind == Work && t.Status == TaskDone && (t.Actor == p || t.For == p)
	})
}

// nobody stops the group as an incident to the process owner.
func (d *decision) nobody(spec *process.Task, whos []process.Who, missing []string) {
	why := msgAllRecused.Text() + "：" + d.describe(whos)
	if len(missing) > 0 {
		var names []string
		for _, m := range missing {
			names = append(names, d.p.fieldName(m))
		}
		why = strings.Join(names, msgAnd.Text())
	}
	d.incident(Incident{Kind: "nobody", Reason: msgIncidentNobody.Text(d.p.stateName(d.c.State), why), Group: spec.Group})
}

// incident stops for a person: who is asked, or the process owner. It opens the events that it asks for.
func (d *decision) incident(inc Incident) {
	for _, i := range d.c.Memo.Incidents {
		if i.Kind == inc.Kind && i.Group == inc.Group && i.Step == inc.Step && i.Link == inc.Link {
			return // it waits already
		}
	}
	inc.ID, inc.At = d.id(), d.now
	asked := d.troubled(inc)
	inc.Task = d.openTask(inc.Group, Trouble, asked, workdayDue{})
	d.c.Memo.Incidents = append(d.c.Memo.Incidents, inc)
	d.reask()
	d.message("incident", asked, msgNotifyIncident.Text(d.titleText(), inc.Reason))
	d.tellOwner(asked)
}

// troubled is whom an incident waits for.
func (d *decision) troubled(inc Incident) []PersonID {
	if spec := d.p.task(d.c.State, inc.Group); inc.Kind == "overdue" && spec != nil && inc.Step < len(spec.Overdue) {
		if asked, _ := d.people(spec.Overdue[inc.Step].By); len(d.unconflicted(asked)) > 0 {
			return d.unconflicted(asked)
		}
	}
	return d.responsible(inc.Group)
}

// unconflicted leaves out who must keep out of the case: an incident is part of it.
func (d *decision) unconflicted(people []PersonID) []PersonID {
	return slices.DeleteFunc(slices.Clone(people), func(p PersonID) bool { return d.conflict(p) != "" })
}

// reask opens exactly the events that the standing incidents ask for.
func (d *decision) reask() {
	d.r.Data.Asked = nil
	for _, i := range d.c.Memo.Incidents {
		d.r.Data.Asked = append(d.r.Data.Asked, i.Ask...)
	}
}

// retry: the owner of an incident (or whoever is asked) has the engine look again, after a post was filled, say.
func (d *decision) retry() *Refusal {
	if len(d.c.Memo.Incidents) == 0 {
		return refuse(EWrongState, msgNoIncident.Text())
	}
	if d.trouble() == nil {
		return refuse(EForbidden, msgNotBy.Text(builtin[EventRetry].Text(), d.p.Owner))
	}
	d.eventName = builtin[EventRetry].Text()
	d.reconsider()
	return nil
}

// trouble is the incident task that the actor holds, nil if none.
func (d *decision) trouble() *Task {
	for _, t := range d.openTasks() {
		if t.Kind == Trouble && slices.Contains(t.Candidates, d.cmd.Actor) && (d.cmd.Task == "" || d.cmd.Task == t.ID) {
			return &t
		}
	}
	return nil
}

// reconsider goes on where what an incident waited for has come: somebody for a turn, a value for a move. An incident
// stays until then. It reports whether anything changed.
func (d *decision) reconsider() bool {
	changed := false
	for _, inc := range slices.Clone(d.c.Memo.Incidents) {
		round := d.r.N
		switch inc.Kind {
		case "nobody":
			if spec := d.p.task(d.c.State, inc.Group); spec != nil && d.someoneFor(spec) {
				d.cured(inc)
				d.reopen(spec)
				changed = true
			}
		case "link", "value":
			changed = d.tryLink(inc) || changed
		case "unknown", "loop":
			if d.attempt(d.goOn) == nil && d.r.N != round {
				return true // the round that it stood in is left, and its incidents with it
			}
		}
	}
	return changed
}

// reopen opens what a group waited for: the confirmation of a record that is in, or its turns.
func (d *decision) reopen(spec *process.Task) {
	if meeting(spec) && d.r.Data.Sheet != nil {
		d.openConfirm(spec)
		return
	}
	d.openTurns(spec)
}

// cured takes an incident away with its turn.
func (d *decision) cured(inc Incident) {
	d.c.Memo.Incidents = slices.DeleteFunc(d.c.Memo.Incidents, func(i Incident) bool { return i.ID == inc.ID })
	d.reask()
	for _, t := range d.openTasks() {
		if t.ID == inc.Task {
			d.closeTask(t, TaskDone, d.cmd.Actor, d.cmd.Event, d.cmd.Opinion, "")
		}
	}
}

func (d *decision) someoneFor(spec *process.Task) bool {
	people, _ := d.eligible(spec)
	if !meeting(spec) {
		return len(people) >= max(1, spec.AtLeast) && (!chairCloses(spec) || len(d.closers(spec)) > 0)
	}
	if d.r.Data.Sheet != nil {
		return len(d.clerks(spec, d.confirmers(spec), d.r.Data.Sheet.Recorder)) > 0
	}
	return len(people) >= max(1, spec.AtLeast) && len(d.clerks(spec, spec.Vote.Recorder, "")) > 0
}
