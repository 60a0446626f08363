package engine

import (
	"slices"

	"dandang/engine/process"
)

// recuseSelf takes a candidate out of the case at his own word (自行回避). Nobody left becomes an incident.
func (d *decision) recuseSelf() *Refusal {
	if !d.takesPart() {
		return refuse(EForbidden, msgNotYours.Text(d.holders(d.openTasks())))
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	d.eventName = builtin[EventRecuse].Text()
	d.c.Memo.Recusals = append(d.c.Memo.Recusals, Recusal{Person: d.cmd.Actor, Kind: "declared", Reason: d.cmd.Opinion, By: d.cmd.Actor, At: d.now})
	d.reseatPapers() // what waits for his signature waits for others now: he can no longer read it
	d.reseat()
	d.concludeFallen()
	return d.settle()
}

// takesPart: the actor holds an open turn, or sits in an open vote in which he has not voted: a ballot that was cast stands.
func (d *decision) takesPart() bool {
	for _, t := range d.openTasks() {
		g := d.r.Data.Groups[t.Group]
		if t.Kind != Trouble && (slices.Contains(t.Candidates, d.cmd.Actor) || slices.Contains(g.Seats, d.cmd.Actor) && !d.hasActed(t.Group, d.cmd.Actor)) {
			return true
		}
	}
	return false
}

// reassess looks again at who may act and when things are due, after the directory or the calendar changed. It reports
// whether anything did.
func (d *decision) reassess() bool {
	d.eventName = msgReassessed.Text()
	papers := d.reseatPapers()
	moved := d.recalendar()
	if d.c.Status != Opened && d.c.Status != Draft {
		return papers || moved
	}
	seated := d.reseat()
	d.concludeFallen()
	cured := d.reconsider()
	return moved || seated || cured || papers
}

// reseat drops candidates who may no longer act and adds those who may now (or-sign turns only: a 会签 or 票决 keeps the
// members it began with, less those who fell out).
func (d *decision) reseat() bool {
	changed := false
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		if d.r.Data.Groups[spec.Group].Result != "" {
			continue
		}
		if d.reseatVote(spec) {
			changed = true
		}
		for _, t := range d.openTasks() {
			if t.Group == spec.Group && t.Kind != Trouble && t.Kind != Checking && d.reseatTask(spec, t) {
				changed = true
			}
		}
	}
	changed = d.reseatChecks() || changed
	return d.reseatTrouble() || changed
}

// reseatVote keeps the base of a vote to those who may still vote. Nobody joins a vote that has begun.
func (d *decision) reseatVote(spec *process.Task) bool {
	g := d.r.Data.Groups[spec.Group]
	if spec.Mode != process.Ballot || len(g.Seats) == 0 {
		return false
	}
	able, _ := d.eligible(spec)
	left := slices.DeleteFunc(slices.Clone(g.Seats), func(p PersonID) bool { return !slices.Contains(able, p) && !d.hasActed(spec.Group, p) })
	if len(left) == len(g.Seats) {
		return false
	}
	g.Seats = left
	d.setGroup(spec.Group, g)
	return true
}

// reseatTrouble gives the incidents' turns to whoever they wait for now.
func (d *decision) reseatTrouble() bool {
	changed := false
	for _, inc := range d.c.Memo.Incidents {
		for _, t := range d.openTasks() {
			if now := d.troubled(inc); t.ID == inc.Task && !slices.Equal(now, t.Candidates) {
				d.replaceSeats(t, now)
				changed = true
			}
		}
	}
	return changed
}

// replaceSeats gives an open turn other candidates; those left out keep only the trace.
func (d *decision) replaceSeats(t Task, now []PersonID) {
	for _, p := range t.Candidates {
		if !slices.Contains(now, p) {
			d.putSeat(Seat{Person: p, Task: t.ID, Case: t.Case, Box: BoxGone, SortAt: sortAt(t.Due), State: t.State})
		}
	}
	t.Candidates = now
	d.putTask(t)
	d.seatAll(t)
	d.candidates[t.ID] = now
}

func (d *decision) reseatTask(spec *process.Task, t Task) bool {
	now := d.candidatesFor(spec, t)
	next := t
	if d.standIn(&next, now); sameTurn(&next, &t) {
		return false
	}
	if len(now) > 0 {
		t.Standins = next.Standins
		d.replaceSeats(t, next.Candidates)
		return true
	}
	d.closeTask(t, TaskCancelled, "", "", "", msgAllRecused.Text())
	if t.Kind == Helping || t.Kind == Signing {
		return true
	}
	if t.Kind != Work || spec.Mode == process.Any || spec.Mode == "" {
		who := spec.For
		if t.Kind == Ending {
			who = spec.Vote.Recorder
		}
		d.nobody(spec, who, nil)
	} else if !d.groupOpen(spec.Group) {
		d.fallen = append(d.fallen, spec)
	}
	return true
}

// concludeFallen settles the groups whose last open turn fell out: the next in a sequence, what the others signed, the
// votes that were cast. Where nobody has acted it is an incident.
func (d *decision) concludeFallen() {
	d.signersFell()
	for _, spec := range d.fallen {
		d.fallen = nil
		if refusal := d.attempt(func() *Refusal { return d.conclude(spec) }); refusal != nil {
			d.halt(refusal)
		}
	}
}

func (d *decision) conclude(spec *process.Task) *Refusal {
	acted := len(d.r.Data.Carried[spec.Group]) > 0 || slices.ContainsFunc(d.tasks, func(t Task) bool {
		return t.Round == d.r.N && t.Group == spec.Group && t.Kind == Work && t.Status == TaskDone
	})
	if spec.Mode == process.Sequence && d.nextInSequence(seat{task: &Task{Group: spec.Group}, spec: spec}) {
		return nil
	}
	if !acted {
		d.nobody(spec, spec.For, nil)
		return nil
	}
	if spec.Mode == process.Ballot {
		return d.closeVote(spec)
	}
	return d.carry(spec, d.agreement(spec.Group))
}

// candidatesFor is who may hold an open task now.
func (d *decision) candidatesFor(spec *process.Task, t Task) []PersonID {
	switch t.Kind {
	case Record:
		return d.clerks(spec, spec.Vote.Recorder, "")
	case Confirm:
		recorder := PersonID("")
		if d.r.Data.Sheet != nil {
			recorder = d.r.Data.Sheet.Recorder
		}
		return d.clerks(spec, d.confirmers(spec), recorder)
	case Ending:
		return d.closers(spec)
	case Helping, Signing:
		return slices.DeleteFunc(slices.Clone(t.Candidates), func(p PersonID) bool { return !d.active(p) || d.barred(p, spec) != nil })
	case Work, Entering, Checking, Trouble:
	}
	if holder := d.holderOf(&t, spec); holder != "" {
		return []PersonID{holder}
	}
	d.dropHand(t.ID)
	if given := d.assignedTo(&t, spec); len(given) > 0 {
		return given
	}
	now, _ := d.eligible(spec)
	if spec.Mode == process.Any || spec.Mode == "" {
		return now
	}
	return slices.DeleteFunc(t.principals(), func(p PersonID) bool { return !slices.Contains(now, p) })
}

// reclock derives every due of the open round again from its stored clock, under the calendar as it is now.
func (d *decision) reclock() bool {
	changed := false
	doubt := d.r.Data.Doubt && d.r.Data.TimedBy != d.snap.Facts.Calendar.Revision()
	if doubt {
		d.r.Data.Doubt = false // set again by the timers that still rest on an unpublished year
	}
	cal := d.snap.Facts.Calendar
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		g := d.r.Data.Groups[spec.Group]
		if g.Clock == nil || g.Result != "" {
			continue
		}
		if due := cal.Due(*g.Clock); due != g.Due || doubt {
			g.Due = due
			d.redue(spec, g)
			changed = true
		}
	}
	if k := d.r.Data.AfterClock; k != nil && cal.Due(*k) != d.r.Data.After {
		d.stopTimers(TimerAfter, "*")
		d.timeAfter()
		d.repost()
		changed = true
	}
	if k := d.c.Memo.Clock; k != nil && cal.Due(*k) != d.c.Due && d.c.Status == Opened {
		d.dueCase()
		changed = true
	}
	return changed
}
