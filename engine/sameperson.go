package engine

import (
	"slices"

	"dandang/engine/process"
)

// passSame passes one turn of the state just entered that falls to somebody who has agreed already, where the procedure
// says so (同人办理). It reports whether it did. Never after a return, never a vote, never a task with a duty of its own:
// there a person is meant to look again.
func (d *decision) passSame() bool {
	if d.p.SamePerson == process.SameNone || d.c.Round == d.snap.Case.Round || d.c.Status != Opened || d.returnedOnce() {
		return false
	}
	for _, t := range d.openTasks() {
		spec := d.p.task(t.State, t.Group)
		if t.Kind != Work || spec == nil || spec.Duty != "" || spec.Mode == process.Ballot || len(t.Candidates) != 1 {
			continue
		}
		e := d.p.Event(d.c.State, d.agreement(t.Group))
		before, ok := d.agreedBefore(t.Candidates[0])
		if !ok || e == nil || !plainEvent(e) || d.checksRequired(e) && len(d.missing()) > 0 {
			continue
		}
		if d.attempt(func() *Refusal { return d.passFor(t, spec, e, before) }) == nil {
			return true
		}
	}
	return false
}

// passFor carries the agreement of a turn out in the name of who holds it, with the reason.
func (d *decision) passFor(t Task, spec *process.Task, e *process.Event, before Handled) *Refusal {
	cmd, principal := d.cmd, d.principal
	d.cmd.Actor, d.cmd.Opinion, d.cmd.Items, d.cmd.Fields, d.cmd.To, d.principal = before.Person, "", nil, nil, "", ""
	if refusal := d.allowed(e); refusal != nil {
		return refusal
	}
	list, _ := d.extra["passed"].([]any)
	d.extra["passed"] = append(slices.Clone(list), map[string]any{
		"person": before.Person, "state": t.State, "event": e.ID, "agreed_in": before.State, "agreed": before.Event, "rule": string(d.p.SamePerson),
	})
	d.closeTask(t, TaskDone, before.Person, e.ID, "", d.passReason(before, e.ID, t.State))
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: before.Person, State: t.State, Event: e.ID, At: d.now, Content: d.c.Content, Auto: true})
	s := seat{task: &t, spec: spec}
	waits := spec.Mode == process.All && d.groupOpen(t.Group) || spec.Mode == process.Sequence && d.nextInSequence(s)
	var refusal *Refusal
	if !waits {
		refusal = d.take(e, s)
	}
	d.cmd, d.principal = cmd, principal
	return refusal
}

// passReason says why a turn passed by itself: who agreed where, and that nothing has changed since.
func (d *decision) passReason(before Handled, event, state string) string {
	rule := msgSameBefore
	if d.p.SamePerson == process.SameConsecutive {
		rule = msgSameOnce
	}
	return rule.Text(d.personName(before.Person), d.p.stateName(before.State), d.p.eventName(before.State, before.Event), d.p.eventName(state, event))
}

// agreedBefore finds where somebody has agreed himself, to the very content that the case has now: in the state just left,
// or in any before, as the procedure says.
func (d *decision) agreedBefore(p PersonID) (Handled, bool) {
	for i := len(d.c.Memo.Trail) - 1; i >= 0; i-- {
		v := &d.c.Memo.Trail[i]
		for _, a := range v.Acts {
			if a.Person == p && a.For == "" && a.Entered == nil && a.Content == d.c.Content && d.agreedIn(v.State, a.Event) {
				return a, true
			}
		}
		if d.p.SamePerson == process.SameConsecutive {
			break
		}
	}
	return Handled{}, false
}

// agreedIn: the event is the agreement of a turn of the state that was no vote.
func (d *decision) agreedIn(state, event string) bool {
	s := d.p.State(state)
	return s != nil && slices.ContainsFunc(s.Tasks, func(t process.Task) bool {
		return t.Mode != process.Ballot && d.agreementIn(state, t.Group) == event
	})
}

// returnedOnce: the case has gone back somewhere: a state was entered twice, something was asked to be corrected, or a
// back, a pick or an intervention moved it.
func (d *decision) returnedOnce() bool {
	if len(d.c.Memo.Returned) > 0 {
		return true
	}
	seen := map[string]bool{d.c.State: true}
	for i := range d.c.Memo.Trail {
		v := &d.c.Memo.Trail[i]
		e := d.p.Event(v.State, v.Event)
		if seen[v.State] || e != nil && (e.Kind == process.ToBack || e.Kind == process.ToPick) {
			return true
		}
		seen[v.State] = true
	}
	return false
}

// passedLines says which turns passed by themselves with an act, as the record keeps it.
func (d *decision) passedLines(ev *AuditEvent) []string {
	list, _ := ev.Extra["passed"].([]any)
	var lines []string
	for _, item := range list {
		m, _ := item.(map[string]any)
		text := func(key string) string { s, _ := m[key].(string); return s }
		before := Handled{Person: text("person"), State: text("agreed_in"), Event: text("agreed")}
		lines = append(lines, d.p.stateName(text("state"))+":"+d.passReason(before, text("event"), text("state")))
	}
	return lines
}
