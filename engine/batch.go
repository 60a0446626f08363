package engine

import "dandang/engine/process"

// batched refuses what was sent together with other acts where the task does not allow it. What asks for anything is done
// one by one: nobody decides a hundred cases with one sentence.
func (d *decision) batched(e *process.Event, s seat) *Refusal {
	switch {
	case !d.cmd.Batch:
		return nil
	case s.spec == nil || !s.spec.Batch:
		return refuse(EForbidden, msgNoBatch.Text(d.p.stateName(d.c.State)))
	case !plainEvent(e) || len(d.cmd.Fields)+len(d.cmd.Items) > 0:
		return refuse(EForbidden, msgBatchNeeds.Text(d.nameOf(e)))
	}
	return nil
}

// plainEvent: the holder of a turn does it without giving anything.
func plainEvent(e *process.Event) bool {
	return len(e.Needs) == 0 && len(e.By) == 0 && len(e.From) == 0 && !e.Asked && e.Kind != process.ToPick && !e.Propose && !e.Adopt
}

// batchEvents are the events of a turn that may be done for many cases at once.
func (p *Procedure) batchEvents(t *Task) []process.Event {
	spec := p.task(t.State, t.Group)
	if t.Kind != Work || spec == nil || !spec.Batch {
		return nil
	}
	var list []process.Event
	for _, e := range p.EventsIn(t.State) {
		if plainEvent(e) && inGroup(e, t.Group) {
			list = append(list, *e)
		}
	}
	return list
}
