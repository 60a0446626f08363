package engine

import (
	"slices"

	"dandang/engine/process"
)

// recuseSelf takes a candidate out of the case at his own word (自行回避). Nobody left becomes an incident.
func (d *decision) recuseSelf() *Refusal {
	mine := slices.ContainsFunc(d.openTasks(), func(t Task) bool { return t.Kind != Trouble && slices.Contains(t.Candidates, d.cmd.Actor) })
	if !mine {
		return refuse(EForbidden, msgNotYours.Text(d.holders(d.openTasks())))
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	d.eventName = builtin[EventRecuse].Text()
	d.c.Memo.Recusals = append(d.c.Memo.Recusals, Recusal{Person: d.cmd.Actor, Kind: "declared", Reason: d.cmd.Opinion, By: d.cmd.Actor, At: d.now})
	d.reseat()
	return d.settle()
}

// reassess looks again at who may act and when things are due, after the directory or the calendar changed. It reports
// whether anything did.
func (d *decision) reassess() bool {
	if d.c.Status != Opened && d.c.Status != Draft {
		return false
	}
	d.eventName = msgSystem.Text()
	moved := d.reclock()
	seated := d.reseat()
	cured := d.reconsider()
	return moved || seated || cured
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
		for _, t := range d.openTasks() {
			if t.Group == spec.Group && t.Kind != Trouble && d.reseatTask(spec, t) {
				changed = true
			}
		}
	}
	return changed
}

func (d *decision) reseatTask(spec *process.Task, t Task) bool {
	now := d.candidatesFor(spec, t)
	if slices.Equal(now, t.Candidates) {
		return false
	}
	for _, p := range t.Candidates {
		if !slices.Contains(now, p) {
			d.putSeat(Seat{Person: p, Task: t.ID, Case: t.Case, Box: BoxGone, SortAt: sortAt(t.Due), State: t.State})
		}
	}
	t.Candidates = now
	if len(now) > 0 {
		d.putTask(t)
		d.seatAll(t)
		d.candidates[t.ID] = now
		return true
	}
	t.Status, t.ClosedAt, t.Reason = TaskCancelled, d.now, msgAllRecused.Text()
	d.putTask(t)
	if t.Kind != Work || spec.Mode == process.Any || !d.groupOpen(spec.Group) {
		d.nobody(spec, spec.For, nil)
	}
	return true
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
	case Work, Trouble:
	}
	now, _ := d.eligible(spec)
	if spec.Mode == process.Any || spec.Mode == "" {
		return now
	}
	return slices.DeleteFunc(slices.Clone(t.Candidates), func(p PersonID) bool { return !slices.Contains(now, p) })
}

// reclock derives every due of the open round again from its stored clock, under the calendar as it is now.
func (d *decision) reclock() bool {
	changed := false
	cal := d.snap.Facts.Calendar
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		g := d.r.Data.Groups[spec.Group]
		if g.Clock == nil || g.Result != "" {
			continue
		}
		if due := cal.Due(*g.Clock); due != g.Due {
			g.Due = due
			d.redue(spec, g)
			changed = true
		}
	}
	if s.After != nil && d.r.Data.After.At != 0 {
		before := d.r.Data.After
		was := len(d.ch.Timers)
		d.startAfter(s)
		if d.r.Data.After == before {
			d.ch.Timers = d.ch.Timers[:was]
		} else {
			fresh := d.ch.Timers[len(d.ch.Timers)-1]
			d.stopTimers(TimerAfter, "*")
			d.ch.Timers = append(d.ch.Timers, fresh)
			d.repost()
			changed = true
		}
	}
	if k := d.c.Memo.Clock; k != nil && cal.Due(*k) != d.c.Due && d.c.Status == Opened {
		d.dueCase()
		changed = true
	}
	return changed
}
