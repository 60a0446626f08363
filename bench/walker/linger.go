package walker

import (
	"slices"

	"dandang/engine/process"
)

// lingers reports whether a case is left lying: what no case has done yet in its state opens only when the limit has
// lapsed. Every other case that stands there waits for that; an incident that asks is answered at once.
func (w *Walk) lingers(t *track, c *caseView) bool {
	if len(t.dom.missing) == 0 || slices.Index(w.order, t)%2 != 0 {
		return false
	}
	if slices.ContainsFunc(c.Incidents, func(i incident) bool { return i.Kind == "overdue" }) {
		return false
	}
	return slices.ContainsFunc(t.dom.Definition.EventsIn(c.State.ID), func(e *process.Event) bool {
		return e.Asked && t.dom.owes(c.State.ID, e.ID) > 0
	})
}

// asked reports whether an event opens only when an incident asks for it.
func (d *domain) asked(state, event string) bool {
	e := d.Definition.Event(state, event)
	return e != nil && e.Asked
}

// byReaders reports whether whoever reads a notice may do the event: an objection.
func (d *domain) byReaders(state, event string) bool {
	e := d.Definition.Event(state, event)
	return e != nil && slices.ContainsFunc(e.By, func(who process.Who) bool { return who.Kind == process.ByReader })
}

// mayObject keeps objections to one case in six, beside those that stories tell and that nobody has raised yet: a notice
// stands for days, and so many come by that hardly a case would get past it.
func (w *Walk) mayObject(t *track, c *caseView, e *event) bool {
	step, gap := t.script.next(e)
	return step != nil && gap == 0 || t.dom.owes(c.State.ID, e.Event) > 0 || w.rep.Done[e.Event] < 1+t.dom.opened/6
}

// secret reports whether an event is a choice in a secret ballot.
func (d *domain) secret(state, event string) bool {
	s := d.Definition.State(state)
	return s != nil && slices.ContainsFunc(s.Tasks, func(task process.Task) bool {
		v := task.Vote
		return v != nil && v.Secret && slices.Contains([]string{v.Yes, v.No, doAbstain}, event)
	})
}

// desert notes which fields name the people of a stage that has nobody left, so that whoever may enter them names others.
// Looking again whether an incident is over is worth while on another day only.
func (w *Walk) desert(t *track, before *caseView, e *event, b *act) {
	for id := range b.Fields {
		delete(t.deserted, id)
	}
	if e.Event == doRetry {
		t.shut[before.State.ID+"/"+doRetry] = w.today()
	}
	s := t.dom.Definition.State(before.State.ID)
	if s == nil || !slices.ContainsFunc(before.Incidents, func(i incident) bool { return i.Kind == "nobody" }) {
		return
	}
	for i := range s.Tasks {
		for _, who := range s.Tasks[i].For {
			if who.Kind == process.ByField {
				t.deserted[who.Field] = true
			}
		}
	}
}
