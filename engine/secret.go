package engine

import (
	"slices"

	"dandang/engine/process"
)

// unsaidHash stands in the receipt of a secret ballot for the hash of the request, which would tell the choice to
// whoever knows the request key. A repeated request gets the first answer, whatever it says.
const unsaidHash = "unsaid"

// secret reports whether a task is a vote whose ballots nobody may attribute. In a meeting the paper ballots are; the
// sheet has counts only.
func secret(spec *process.Task) bool {
	return spec.Mode == process.Ballot && spec.Vote != nil && spec.Vote.Secret && !meeting(spec)
}

// holdsSecret reports whether a procedure has a secret ballot in some state.
func holdsSecret(d *process.Definition) bool {
	return slices.ContainsFunc(d.States, func(s process.State) bool {
		return slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return secret(&t) })
	})
}

// secretTally is the count as far as anybody may know it: nothing before the vote is closed.
func (d *decision) secretTally(t tally) tally {
	if c := d.r.Data.Count; c != nil {
		t.Known, t.Present, t.Yes, t.No, t.Abstain = true, c.Cast(), c.Yes, c.No, c.Abstain
	}
	return t
}

// castSecret takes a secret ballot. The choice goes into the sealed count; task, record and receipt say only that the
// person voted. The choice's own condition is not tested here, since what a guard reads would tell which it was; it is
// tested when the vote is carried.
func (d *decision) castSecret(choice string, s seat) *Refusal {
	if refusal := d.bare(); refusal != nil {
		return refusal
	}
	if d.snap.Facts.Urn == nil {
		return d.unsupported(msgNoUrn.Text())
	}
	count, err := d.snap.Facts.Urn.open(d.urnPlace(), d.r.Data.Urn)
	if err != nil {
		return refuse(EInternal, msgUrnBroken.Text())
	}
	switch choice {
	case s.spec.Vote.Yes:
		count.Yes++
	case s.spec.Vote.No:
		count.No++
	default:
		count.Abstain++
	}
	d.r.Data.Urn = d.snap.Facts.Urn.seal(d.cmd.Seed, d.urnPlace(), count)
	d.unsaid, d.facts = true, map[string]any{}
	d.cmd.Event, d.eventName = EventCast, builtin[EventCast].Text()
	d.closeTask(*s.task, TaskDone, d.cmd.Actor, EventCast, "", "")
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventCast, Duty: string(s.spec.Duty), At: d.now})
	if d.groupOpen(s.task.Group) {
		return d.retime()
	}
	// A refusal here would tell the last to vote how the others did: the ballot stands, and the owner is asked.
	if refusal := d.attempt(func() *Refusal { return d.closeVote(s.spec) }); refusal != nil {
		d.halt(refusal)
	}
	return nil
}

// bare refuses whatever a ballot could be recognised by.
func (d *decision) bare() *Refusal {
	if d.cmd.Opinion == "" && len(d.cmd.Fields)+len(d.cmd.Items)+len(d.cmd.Suggest) == 0 && d.cmd.Sheet == nil && d.cmd.To == "" {
		return nil
	}
	return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"opinion", msgSecretBare.Text()}}}
}

func (d *decision) urnPlace() string { return d.c.ID + "/" + itoa(d.r.N) }

// openUrn counts a secret ballot. The count must match the number of those who voted: an urn put back to an earlier state
// does not.
func (d *decision) openUrn(spec *process.Task) *Refusal {
	if d.r.Data.Count != nil {
		return nil
	}
	if d.snap.Facts.Urn == nil {
		return d.unsupported(msgNoUrn.Text())
	}
	count, err := d.snap.Facts.Urn.open(d.urnPlace(), d.r.Data.Urn)
	if err != nil || count.Cast() != d.castIn(spec.Group) {
		return refuse(EInternal, msgUrnBroken.Text())
	}
	d.r.Data.Count, d.r.Data.Urn = &count, ""
	return nil
}

// castIn counts the turns of a group that were done in this round.
func (d *decision) castIn(group string) int {
	n := 0
	for _, t := range d.tasks {
		if t.Round == d.r.N && t.Group == group && t.Kind == Work && t.Status == TaskDone {
			n++
		}
	}
	return n
}
