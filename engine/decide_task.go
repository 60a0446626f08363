package engine

import (
	"slices"

	"dandang/engine/process"
)

// ballot records the actor's act on the task and answers whether the group is decided by it.
func (d *decision) ballot(e *process.Event, s seat) (decided bool, refusal *Refusal) {
	if e.Kind == process.ToStay { // an act within the turn, which goes on
		return true, nil
	}
	done := *s.task
	done.For = s.principal
	d.closeTask(done, TaskDone, d.cmd.Actor, e.ID, d.cmd.Opinion, "")
	d.endHelps(s.task.ID, d.nameOf(e))
	if d.hold(e, s.task) {
		return false, nil
	}
	return d.weigh(e, s)
}

// weigh answers whether a group is decided by what was done on a turn of it.
func (d *decision) weigh(e *process.Event, s seat) (decided bool, refusal *Refusal) {
	group := s.task.Group
	agrees := d.agrees(e, group)
	switch s.spec.Mode {
	case process.All:
		if agrees && d.groupOpen(group) {
			return false, nil
		}
	case process.Sequence:
		if agrees && d.nextInSequence(s) {
			return false, nil
		}
	case process.Ballot:
		if d.isChoice(s.spec.Vote, e.ID) {
			return d.castOnline(s)
		}
	case process.Any:
	}
	return true, nil
}

// agrees: in 会签 and 依次 anything but agreement decides at once: a refusal, and whatever leads elsewhere, as a return.
func (d *decision) agrees(e *process.Event, group string) bool {
	spec := d.p.task(d.c.State, group)
	if spec != nil && spec.Refuse != "" {
		return e.ID != spec.Refuse && !leaves(e, d.state()) && d.leadsAlike(e, d.agreement(group))
	}
	return e.ID == d.agreement(group)
}

// leadsAlike: an event leads where the agreement leads, and so is another way to agree.
func (d *decision) leadsAlike(e *process.Event, agreement string) bool {
	a := d.p.Event(d.c.State, agreement)
	if a == nil || a.ID == e.ID {
		return true
	}
	return a.Kind == e.Kind && slices.EqualFunc(a.Branches, e.Branches, func(x, y process.Branch) bool { return x.To == y.To })
}

// agreement is the first event that a state declares for the holders of a group.
func (d *decision) agreement(group string) string { return d.agreementIn(d.c.State, group) }

func (d *decision) agreementIn(state, group string) string {
	spec := d.p.task(state, group)
	for _, e := range d.p.EventsIn(state) {
		if inGroup(e, group) && len(e.By) == 0 && len(e.From) == 0 && e.Kind != process.ToStay && (spec == nil || e.ID != spec.Refuse) {
			return e.ID
		}
	}
	return ""
}

// leaves: in a state with parallel groups an event with a destination takes the whole case with it.
func leaves(e *process.Event, s *process.State) bool {
	return e.Kind == process.ToBack || e.Kind == process.ToPick || (len(s.Join) > 0 && len(e.Branches) > 0)
}

func (d *decision) groupOpen(group string) bool {
	return d.heldIn(group) || slices.ContainsFunc(d.openTasks(), func(t Task) bool { return t.Group == group && t.Kind == Work })
}

// nextInSequence opens the turn of the next person; false when there is none.
func (d *decision) nextInSequence(s seat) bool {
	g := d.r.Data.Groups[s.task.Group]
	able, _ := d.eligible(s.spec)
	for g.Step+1 < len(g.Steps) {
		g.Step++
		next := g.Steps[g.Step]
		if !slices.Contains(able, next) {
			continue // recused, or gave up the post, since the round opened
		}
		d.r.Data.Groups[s.task.Group] = g
		d.openTask(s.task.Group, Work, []PersonID{next}, g.Due)
		return true
	}
	d.r.Data.Groups[s.task.Group] = g
	return false
}

// take carries a decided event on: it gives a parallel group its result, or moves the case.
func (d *decision) take(e *process.Event, s seat) *Refusal {
	d.fulfil(e.ID)
	switch {
	case e.Kind == process.ToStay:
		if refusal := d.effects(e.Do); refusal != nil {
			return refusal
		}
		return d.retime()
	case e.Kind == process.ToResult && s.task != nil:
		if refusal := d.effects(e.Do); refusal != nil {
			return refusal
		}
		d.resolve(s.task.Group, e.ID)
		return d.retime()
	default:
		return d.move(e)
	}
}

// resolve gives a group its result and closes its siblings as superseded: they are not their holders' 已办.
func (d *decision) resolve(group, result string) {
	g := d.r.Data.Groups[group]
	g.Result = result
	if g.Clock != nil { // what it did not use is its own, should the case come back
		stopped := d.snap.Facts.Calendar.Pause(*g.Clock, d.now)
		g.Clock = &stopped
	}
	d.setGroup(group, g)
	for _, t := range d.openTasks() {
		if t.Group == group {
			d.closeTask(t, TaskSuperseded, "", "", "", d.p.eventName(d.c.State, result))
		}
	}
	d.stopTimers("", group)
}

func (d *decision) setGroup(group string, g GroupState) {
	if d.r.Data.Groups == nil {
		d.r.Data.Groups = map[string]GroupState{}
	}
	d.r.Data.Groups[group] = g
}

// openTask opens one turn and seats its candidates.
func (d *decision) openTask(group string, kind TaskKind, people []PersonID, due workdayDue) string {
	t := Task{
		ID: d.id(), Case: d.c.ID, Round: d.r.N, State: d.c.State, Group: group, Kind: kind, Status: TaskOpen,
		Due: due, OpenedAt: d.now,
	}
	d.standIn(&t, people)
	d.putTask(t)
	d.candidates[t.ID] = t.Candidates
	d.seatAll(t)
	return t.ID
}

// FarFuture is the sort key of a task without a due: after everything that has one.
const FarFuture int64 = 1 << 52

func sortAt(due workdayDue) int64 {
	if due.At == 0 {
		return FarFuture
	}
	return due.At
}

func (d *decision) seatAll(t Task) {
	box := BoxTodo
	if d.pooled(&t) {
		box = BoxPool
	}
	for _, p := range t.Candidates {
		d.putSeat(Seat{Person: p, Task: t.ID, Case: t.Case, Box: box, SortAt: sortAt(t.Due), State: t.State})
	}
}

// closeTask ends a turn. Who did it has it under 已办, and so has whom he acted for (t.For); the others keep only the trace
// that they were candidates.
func (d *decision) closeTask(t Task, status TaskStatus, actor PersonID, event, opinion, reason string) {
	t.Status, t.Actor, t.Event, t.Opinion, t.Reason, t.ClosedAt = status, actor, event, opinion, reason, d.now
	if t.Kind == Work {
		d.lapse(t.ID)
	}
	d.putTask(t)
	for _, p := range t.Candidates {
		box, at := BoxGone, sortAt(t.Due)
		if p == actor || p == t.For {
			box, at = BoxDone, d.now
		}
		d.putSeat(Seat{Person: p, Task: t.ID, Case: t.Case, Box: box, SortAt: at, State: t.State})
	}
}
