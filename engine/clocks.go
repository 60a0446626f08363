package engine

import (
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// Timer kinds.
const (
	TimerRemind   = "remind"
	TimerClose    = "close" // the due of a vote that its due closes
	TimerOverdue  = "overdue"
	TimerAfter    = "after"
	TimerDeadline = "deadline"
)

// clockCase lets the case deadline stand still or run, as the state entered wants.
func (d *decision) clockCase(s *process.State) {
	k := d.c.Memo.Clock
	if k == nil {
		return
	}
	cal := d.snap.Facts.Calendar
	next := *k
	if s.Paused {
		next = cal.Pause(next, d.now)
	} else {
		next = cal.Resume(next, d.now)
	}
	d.c.Memo.Clock = &next
	d.dueCase()
}

// dueCase derives the case's due from its clock and sets its timer anew.
func (d *decision) dueCase() {
	k := d.c.Memo.Clock
	if k == nil {
		return
	}
	d.c.Due = d.snap.Facts.Calendar.Due(*k)
	stop := TimerStop{Case: d.c.ID, Kind: TimerDeadline, Group: "*"}
	d.ch.StopTimers = append(d.ch.StopTimers, stop)
	d.dropNew(stop)
	if !k.Paused() && d.c.Status == Opened {
		d.setTimer(Timer{Kind: TimerDeadline}, d.c.Due, d.c.Due.At)
	}
}

// setTimer adds a timer of this round. A provisional date never fires.
func (d *decision) setTimer(t Timer, due workday.Due, at int64) {
	t.ID, t.Case, t.At, t.Provisional = d.id(), d.c.ID, at, due.Provisional
	if t.Kind != TimerDeadline {
		t.Round = d.r.N
		d.r.Data.Doubt = d.r.Data.Doubt || due.Provisional
		d.r.Data.TimedBy = d.snap.Facts.Calendar.Revision()
	}
	d.ch.Timers = append(d.ch.Timers, t)
}

// stopTimers cancels the round's open timers of a kind ("" = all) and group ("*" = all), those just set included.
func (d *decision) stopTimers(kind, group string) {
	stop := TimerStop{Case: d.c.ID, Round: d.r.N, Kind: kind, Group: group}
	d.ch.StopTimers = append(d.ch.StopTimers, stop)
	d.dropNew(stop)
}

func (d *decision) stopTimersOfCase() {
	stop := TimerStop{Case: d.c.ID, Group: "*"}
	d.ch.StopTimers = append(d.ch.StopTimers, stop)
	d.dropNew(stop)
}

// dropNew forgets timers set earlier in this Change: stores cancel old rows first and insert new ones after.
func (d *decision) dropNew(stop TimerStop) {
	kept := d.ch.Timers[:0]
	for _, t := range d.ch.Timers {
		if !stop.Covers(t) {
			kept = append(kept, t)
		}
	}
	d.ch.Timers = kept
}

// Covers reports whether a stop cancels a timer. Round 0 covers every round, Kind "" every kind, Group "*" every group.
func (s TimerStop) Covers(t Timer) bool {
	return t.Case == s.Case && (s.Round == 0 || s.Round == t.Round) && (s.Kind == "" || s.Kind == t.Kind) &&
		(s.Group == "*" || s.Group == t.Group)
}

// clockGroup starts the clock of a task group, or resumes the one that the case left behind.
func (d *decision) clockGroup(spec *process.Task, resumed *Visit) GroupState {
	var g GroupState
	if spec.Due == nil {
		return g
	}
	cal := d.snap.Facts.Calendar
	if resumed != nil {
		if k, ok := resumed.Clocks[spec.Group]; ok {
			k = cal.Resume(k, d.now)
			g.Clock, g.Due = &k, cal.Due(k)
			return g
		}
	}
	at, ok := d.anchor(spec.DueFrom)
	if !ok {
		return g // the date it runs from is not known yet
	}
	k := workday.Start(spec.Due.Duration, at)
	g.Clock, g.Due = &k, cal.Due(k)
	return g
}

// anchor is the instant a limit runs from: now, or the day that a date field gives.
func (d *decision) anchor(field string) (int64, bool) {
	if field == "" {
		return d.now, true
	}
	s, _ := d.c.Memo.Fields[field].(string)
	if s == "" {
		return 0, false
	}
	return workday.Date(s).Start(), true
}

// timersOf sets the reminders and overdue steps of a group.
func (d *decision) timersOf(spec *process.Task, g GroupState) {
	if g.Clock == nil || g.Due.At == 0 {
		return
	}
	cal := d.snap.Facts.Calendar
	for i, before := range spec.Remind {
		if due := cal.Before(g.Due, before); due.At > d.now {
			due.Provisional = due.Provisional || g.Due.Provisional
			d.setTimer(Timer{Kind: TimerRemind, Group: spec.Group, Step: i}, due, due.At)
		}
	}
	if dueCloses(spec) {
		d.setTimer(Timer{Kind: TimerClose, Group: spec.Group}, g.Due, g.Due.At)
	}
	for i, step := range spec.Overdue {
		due, at := g.Due, g.Due.At
		if step.After.Amount > 0 {
			due = cal.Due(workday.Start(step.After, g.Due.Date.Start()))
			due.Provisional = due.Provisional || g.Due.Provisional
			at = due.At
		}
		d.setTimer(Timer{Kind: TimerOverdue, Group: spec.Group, Step: i}, due, at)
	}
}

// startAfter sets the timer that moves the case on by itself, once the date that it runs from is known.
func (d *decision) startAfter(s *process.State) {
	if s.After == nil {
		return
	}
	d.r.Data.After, d.r.Data.AfterClock = workday.Due{}, nil
	if s.After.On != "" {
		d.afterOn(s.After.On)
		return
	}
	at, ok := d.anchor(s.After.From)
	if !ok || (s.After.From != "" && workday.DateOf(at) < d.noticeFloor()) {
		return // not known yet, or left over from an earlier posting
	}
	k := workday.Start(s.After.Duration.Duration, at)
	d.r.Data.AfterClock = &k
	d.timeAfter()
}

// afterOn sets the timer for the end of the day that a date field names: 24:00 of 2027-03-15 is the first instant of the
// 16th. The date is what somebody wrote down, so no calendar can move it and it is never provisional; one that is past
// is due at once.
func (d *decision) afterOn(field string) {
	day, _ := d.c.Memo.Fields[field].(string)
	if day == "" {
		return
	}
	d.r.Data.After = workday.Due{At: workday.Date(day).End(), Date: workday.Date(day)}
	d.setTimer(Timer{Kind: TimerAfter}, d.r.Data.After, d.r.Data.After.At)
}

// timeAfter sets the timer of the stored clock.
func (d *decision) timeAfter() {
	d.r.Data.After = d.snap.Facts.Calendar.Due(*d.r.Data.AfterClock)
	d.setTimer(Timer{Kind: TimerAfter}, d.r.Data.After, d.r.Data.After.At)
}

// retime derives again what rests on fields, and takes the moves that have become possible.
func (d *decision) retime() *Refusal {
	d.reanchor()
	return d.settle()
}

// reanchor: the end of a notice period when its posting date is entered or corrected, dues that run from a date, and who
// may act when a party was named.
func (d *decision) reanchor() {
	s := d.state()
	if s.IsFinal {
		return
	}
	if slices.ContainsFunc(d.p.Parties, func(f string) bool { _, changed := d.patch[f]; return changed }) {
		d.reseat()
		d.concludeFallen()
	}
	if s.After != nil && s.After.From+s.After.On != "" {
		if _, changed := d.patch[s.After.From+s.After.On]; changed {
			d.stopTimers(TimerAfter, "*")
			d.startAfter(s)
			d.repost()
		}
	}
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		if _, changed := d.patch[spec.DueFrom]; spec.DueFrom == "" || !changed || d.r.Data.Groups[spec.Group].Result != "" {
			continue
		}
		g := d.r.Data.Groups[spec.Group]
		fresh := d.clockGroup(spec, nil)
		g.Clock, g.Due = fresh.Clock, fresh.Due
		d.redue(spec, g)
	}
}

// redue gives a group a new due: its tasks, seats and timers follow.
func (d *decision) redue(spec *process.Task, g GroupState) {
	d.setGroup(spec.Group, g)
	d.stopTimers(TimerRemind, spec.Group)
	d.stopTimers(TimerOverdue, spec.Group)
	d.stopTimers(TimerClose, spec.Group)
	d.timersOf(spec, g)
	for _, t := range d.openTasks() {
		if t.Group == spec.Group && t.Kind != Trouble {
			t.Due = g.Due
			d.putTask(t)
			d.seatAll(t)
		}
	}
}
