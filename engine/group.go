package engine

import (
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
	if len(people) == 0 {
		d.nobody(spec, spec.For, missing)
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
	d.incident("nobody", msgIncidentNobody.Text(d.p.stateName(d.c.State), why), spec.Group, nil, nil)
}

// incident stops for a person: who is asked, or the process owner. It opens the events it asks for.
func (d *decision) incident(kind, reason, group string, ask []string, by []process.Who) {
	for _, i := range d.c.Memo.Incidents {
		if i.Kind == kind && i.Group == group {
			return // it waits already
		}
	}
	inc := Incident{ID: d.id(), Kind: kind, Reason: reason, Group: group, Ask: ask, At: d.now}
	d.c.Memo.Incidents = append(d.c.Memo.Incidents, inc)
	d.r.Data.Asked = append(d.r.Data.Asked, ask...)
	asked, _ := d.people(by)
	if len(asked) == 0 {
		asked = d.snap.Facts.Book.Holders(d.p.Owner, d.c.Unit, cityScope, string(d.today()))
	}
	d.openTask(group, Trouble, asked, workdayDue{})
	d.message("incident", asked, msgNotifyIncident.Text(d.titleText(), reason))
}

// retry: the owner of an incident (or whoever is asked) has the engine look again, after a post was filled, say.
func (d *decision) retry() *Refusal {
	if len(d.c.Memo.Incidents) == 0 {
		return refuse(EWrongState, msgNoIncident.Text())
	}
	task := d.trouble()
	if task == nil {
		return refuse(EForbidden, msgNotBy.Text(builtin[EventRetry].Text(), d.p.Owner))
	}
	d.eventName = builtin[EventRetry].Text()
	d.reconsider()
	return d.settle()
}

// trouble is the incident task that the actor holds, nil if none.
func (d *decision) trouble() *Task {
	for _, t := range d.openTasks() {
		if t.Kind != Trouble {
			continue
		}
		for _, p := range t.Candidates {
			if p == d.cmd.Actor {
				return &t
			}
		}
	}
	return nil
}

// reconsider opens what waited for somebody, where somebody is there now. It reports whether anything changed.
func (d *decision) reconsider() bool {
	changed := false
	var left []Incident
	for _, inc := range d.c.Memo.Incidents {
		spec := d.p.task(d.c.State, inc.Group)
		cured := inc.Kind == "unknown" || inc.Kind == "loop"
		if inc.Kind == "nobody" && spec != nil {
			cured = d.someoneFor(spec)
		}
		if !cured {
			left = append(left, inc)
			continue
		}
		changed = true
		d.closeTrouble(inc.Group)
		if inc.Kind == "nobody" {
			d.c.Memo.Incidents = nil // so that a new one may be noted
			d.openTurns(spec)
			left = append(left, d.c.Memo.Incidents...)
		}
	}
	d.c.Memo.Incidents = left
	return changed
}

func (d *decision) someoneFor(spec *process.Task) bool {
	if sheet := d.r.Data.Sheet; meeting(spec) && sheet != nil {
		return len(d.clerks(spec, d.confirmers(spec), sheet.Recorder)) > 0
	}
	if meeting(spec) {
		people, _ := d.eligible(spec)
		recorders, _ := d.eligible(&process.Task{For: spec.Vote.Recorder, Not: spec.Not})
		return len(people) > 0 && len(recorders) > 0
	}
	people, _ := d.eligible(spec)
	return len(people) > 0
}

func (d *decision) closeTrouble(group string) {
	for _, t := range d.openTasks() {
		if t.Kind == Trouble && t.Group == group {
			d.closeTask(t, TaskDone, d.cmd.Actor, EventRetry, "", "")
		}
	}
}
