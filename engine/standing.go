package engine

import (
	"slices"

	"dandang/engine/process"
)

// seat is in what capacity somebody acts: as the holder of a task, or by the event's own `by`.
type seat struct {
	task   *Task         // nil when by
	spec   *process.Task // of the task
	reader bool          // by: reader of the standing notice
	// principal is whom the actor stands in for (委托代办), "" where he acts in his own right.
	principal PersonID
}

// standing finds the capacity in which the actor may do the event, or says why not.
func (d *decision) standing(e *process.Event) (seat, *Refusal) {
	if e.Asked && !slices.Contains(d.r.Data.Asked, e.ID) {
		return seat{}, refuse(EGuard, msgNotAsked.Text(d.nameOf(e)))
	}
	if len(e.By) > 0 {
		return d.standingBy(e)
	}
	var held []Task
	for _, t := range d.openTasks() {
		if t.Kind == Work && inGroup(e, t.Group) && slices.Contains(t.Candidates, d.cmd.Actor) && (d.cmd.Task == "" || d.cmd.Task == t.ID) {
			held = append(held, t)
		}
	}
	switch len(held) {
	case 1:
		spec := d.p.task(held[0].State, held[0].Group)
		principal := held[0].Standins[d.cmd.Actor]
		refusal := d.barred(d.cmd.Actor, spec)
		if principal != "" {
			refusal = d.standsFor(principal, spec)
		}
		if refusal != nil {
			return seat{}, refusal
		}
		if d.pooled(&held[0]) {
			return seat{}, refuse(EGuard, msgClaimFirst.Text())
		}
		if d.countedOnly(spec, e.ID) {
			return seat{}, refuse(EGuard, msgCounted.Text(d.nameOf(e)))
		}
		if a := d.signing(held[0].ID); a != nil && a.Place == SignBefore && e.Kind != process.ToStay {
			return seat{}, refuse(EGuard, msgSignFirst.Text())
		}
		return seat{task: &held[0], spec: spec, principal: principal}, nil
	case 0:
		return seat{}, d.notHolder(e)
	default:
		return seat{}, refuse(EAmbiguous, msgWhichTask.Text())
	}
}

func inGroup(e *process.Event, group string) bool {
	return len(e.Groups) == 0 || slices.Contains(e.Groups, group)
}

// standingBy: the event names its own people. The initiator and readers may be parties; anybody else may not.
func (d *decision) standingBy(e *process.Event) (seat, *Refusal) {
	for i := range e.By {
		w := e.By[i]
		if w.Kind == process.ByReader {
			if d.inAudience() {
				return seat{reader: true}, nil
			}
			continue
		}
		people, _ := d.people(e.By[i : i+1])
		if !slices.Contains(people, d.cmd.Actor) {
			if p := d.behind(&w, people); p != "" {
				return seat{principal: p}, d.mayStandIn(d.cmd.Actor, &process.Task{})
			}
			continue
		}
		if w.Kind == process.ByInitiator || d.ownPart(d.cmd.Actor, &w) {
			return seat{}, nil
		}
		if why := d.conflict(d.cmd.Actor); why != "" {
			return seat{}, d.recusal(why)
		}
		return seat{}, nil
	}
	return seat{}, refuse(EForbidden, msgNotBy.Text(d.nameOf(e), d.describe(e.By)))
}

// notHolder explains why the actor holds no task for the event: somebody was faster, he is barred, or it is not his.
func (d *decision) notHolder(e *process.Event) *Refusal {
	var open []Task
	for _, t := range d.tasks {
		if t.Round != d.r.N || t.Kind != Work || !inGroup(e, t.Group) {
			continue
		}
		switch {
		case d.cmd.Task != "" && t.ID == d.cmd.Task && t.Status != TaskOpen,
			t.Status == TaskDone && t.Actor == d.cmd.Actor:
			return d.wasDone(t)
		case t.Status == TaskOpen && slices.Contains(d.r.Data.Hands[t.ID].Pool, d.cmd.Actor):
			return d.claimed(t)
		case t.Status == TaskOpen:
			open = append(open, t)
		}
	}
	if d.cmd.Task != "" && !slices.ContainsFunc(d.tasks, func(t Task) bool { return t.ID == d.cmd.Task }) {
		if d.touchedBefore() {
			return refuse(EConflict, d.goneText())
		}
		return refuse(EForbidden, msgNoTask.Text())
	}
	state := d.state()
	for i := range state.Tasks { // an incident has no open turn, but those barred still learn why
		spec := &state.Tasks[i]
		if !inGroup(e, spec.Group) {
			continue
		}
		if people, _ := d.called(spec); slices.Contains(people, d.cmd.Actor) {
			if refusal := d.barred(d.cmd.Actor, spec); refusal != nil {
				return refusal
			}
		}
	}
	if refusal := d.heldBack(open); refusal != nil {
		return refusal
	}
	return refuse(EForbidden, msgNotYours.Text(d.holders(open)))
}

// touchedBefore reports whether the actor's task belonged to an earlier round, which somebody else closed.
func (d *decision) touchedBefore() bool { return len(d.c.Memo.Trail) > 0 && d.cmd.Task != "" }

func (d *decision) wasDone(t Task) *Refusal {
	if t.Actor == "" || d.p.Secrecy == process.Restricted || d.isVote(t) || (d.isApplicant(d.cmd.Actor) && t.Actor != d.cmd.Actor) {
		return refuse(EConflict, msgDone.Text())
	}
	return refuse(EConflict, msgDoneBy.Text(d.onBehalf(t.Actor, t.For)))
}

func (d *decision) isVote(t Task) bool {
	spec := d.p.task(t.State, t.Group)
	return spec != nil && spec.Mode == process.Ballot
}
