package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
)

// The kinds of intervention (特殊处置).
const (
	InterveneJump     = "jump"     // 指定环节: to a state that the procedure declares for it
	InterveneReassign = "reassign" // 指定办理人
	InterveneClose    = "close"    // 终止办理: to an end that the procedure declares for it
)

// The acts on an intervention. Two people do it: one proposes, another confirms.
const (
	EventPropose   = "intervention.propose"
	EventIntervene = "intervention.confirm"
	EventDecline   = "intervention.refuse" // by a second person, or the proposer himself takes it back
)

// EventHandover is what the record calls a hand-over.
const EventHandover = "handover"

// Intervention is one that was proposed and waits for a second person. It lapses when the case leaves the round.
type Intervention struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"`
	To     string   `json:"to,omitempty"`     // state, of a jump and a close
	Task   string   `json:"task,omitempty"`   // of a reassignment
	Person PersonID `json:"person,omitempty"` // of a reassignment
	Reason string   `json:"reason"`
	By     PersonID `json:"by"`
	At     int64    `json:"at"`
}

// intervene proposes, confirms or refuses an intervention. Which permission it needs is settled at the edge; here, that
// nobody intervenes who has a part in the case or owns the procedure, that two different people do it, and that the target
// is one that the procedure declares.
func (d *decision) intervene() *Refusal {
	if refusal := d.mayIntervene(); refusal != nil {
		return refusal
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"reason", msgNeedReason.Text()}}}
	}
	if d.cmd.Event == EventPropose {
		return d.proposeIt()
	}
	i := slices.IndexFunc(d.c.Memo.Interventions, func(v Intervention) bool { return v.ID == d.cmd.Intervention.ID })
	if i < 0 {
		return refuse(EConflict, msgNoIntervention.Text())
	}
	v := d.c.Memo.Interventions[i]
	d.tellOf(&v)
	switch d.cmd.Event {
	case EventDecline:
		d.eventName = msgDeclined.Text(d.interventionText(&v))
		d.c.Memo.Interventions = slices.Delete(slices.Clone(d.c.Memo.Interventions), i, i+1)
		return nil
	case EventIntervene:
		if v.By == d.cmd.Actor {
			return refuse(ESeparation, msgSecondPerson.Text())
		}
		if v.Person == d.cmd.Actor {
			return refuse(ESeparation, msgOwnBenefit.Text())
		}
		if refusal := d.fits(&v); refusal != nil {
			return refusal
		}
		d.eventName = msgIntervened.Text(d.interventionText(&v))
		d.c.Memo.Interventions = slices.Delete(slices.Clone(d.c.Memo.Interventions), i, i+1)
		return d.carryOut(&v)
	}
	return refuse(EWrongState, msgNoEvent.Text(d.p.stateName(d.c.State), d.cmd.Event))
}

// mayIntervene: a case that runs, and nobody who is party to it, related to a party, its applicant, or the owner of the
// procedure, who writes the rules and decides no case.
func (d *decision) mayIntervene() *Refusal {
	actor := d.cmd.Actor
	why := d.conflict(actor)
	if why == "" && actor == d.c.Initiator {
		why = msgInitiator.Text()
	}
	switch {
	case !d.active(actor):
		return NotFound()
	case why != "" && d.p.Secrecy == process.Restricted:
		return NotFound()
	case why != "":
		return d.recusal(why)
	case slices.Contains(d.snap.Facts.Book.Holders(d.p.Owner, d.c.Unit, cityScope, string(d.today())), actor):
		return refuse(EForbidden, msgOwnerNever.Text())
	case d.c.Status == Closed:
		return refuse(EClosed, msgClosed.Text(d.outcome()))
	case d.c.Status == Draft:
		return refuse(EWrongState, msgDraftNever.Text())
	}
	return nil
}

// proposeIt takes a proposal in, checked as if it were carried out now.
func (d *decision) proposeIt() *Refusal {
	v := *d.cmd.Intervention
	v.ID, v.Reason, v.By, v.At = d.id(), strings.TrimSpace(d.cmd.Opinion), d.cmd.Actor, d.now
	if v.Person == d.cmd.Actor {
		return refuse(ESeparation, msgOwnBenefit.Text())
	}
	if refusal := d.fits(&v); refusal != nil {
		return refusal
	}
	d.c.Memo.Interventions = append(slices.Clone(d.c.Memo.Interventions), v)
	d.eventName = msgProposed.Text(d.interventionText(&v))
	d.tellOf(&v)
	return nil
}

func (d *decision) tellOf(v *Intervention) {
	d.extra["intervention"] = map[string]any{"id": v.ID, "kind": v.Kind, "to": v.To, "task": v.Task, "person": v.Person, "by": v.By}
}

// interventionText is what the record calls it: 指定环节“审核”.
func (d *decision) interventionText(v *Intervention) string {
	if v.Kind == InterveneReassign {
		return interventionName[v.Kind].Text(d.personName(v.Person))
	}
	return interventionName[v.Kind].Text(d.p.stateName(v.To))
}

// fits checks the target of an intervention.
func (d *decision) fits(v *Intervention) *Refusal {
	problem := func(field, msg string) *Refusal {
		return &Refusal{Code: EInvalid, Detail: msg, Problems: []FieldProblem{{field, msg}}}
	}
	if v.Kind == InterveneReassign {
		t := d.turnByID(v.Task)
		var spec *process.Task
		if t != nil {
			spec = d.p.task(t.State, t.Group)
		}
		if r := d.assignable(t, spec, v.Person); r != nil {
			r.Problems = []FieldProblem{{"person", r.Detail}}
			return r
		}
		return nil
	}
	ends := v.Kind == InterveneClose
	if v.Kind != InterveneJump && !ends {
		return problem("kind", msgInterveneKind.Text())
	}
	s := d.p.State(v.To)
	if s == nil || !s.Declared || s.IsFinal != ends || s.ID == d.c.State {
		var names []string
		for _, id := range d.p.DeclaredStates(ends) {
			names = append(names, d.p.stateName(id))
		}
		if len(names) == 0 {
			return problem("to", msgNothingDeclared.Text())
		}
		return problem("to", msgNotDeclared.Text(strings.Join(names, msgAnd.Text())))
	}
	if len(s.DeclaredFrom) > 0 && !slices.Contains(s.DeclaredFrom, d.c.State) {
		var names []string
		for _, id := range s.DeclaredFrom {
			names = append(names, d.p.stateName(id))
		}
		return problem("to", msgNotFromHere.Text(s.Name, strings.Join(names, msgAnd.Text()), d.p.stateName(d.c.State)))
	}
	if state := d.votePending(); state != "" {
		return problem("to", msgVotePending.Text(d.p.stateName(state)))
	}
	if state := d.voteBetween(v.To); !ends && state != "" {
		return problem("to", msgVoteBetween.Text(d.p.stateName(state)))
	}
	return nil
}

// votePending names the state whose vote has begun and has no result yet. One that cannot go on (an incident) may be left.
func (d *decision) votePending() string {
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		if spec.Mode != process.Ballot || d.r.Data.Groups[spec.Group].Result != "" {
			continue
		}
		stuck := slices.ContainsFunc(d.c.Memo.Incidents, func(inc Incident) bool { return inc.Kind == "nobody" && inc.Group == spec.Group })
		if !stuck || d.r.Data.Sheet != nil || d.castIn(spec.Group) > 0 {
			return s.ID
		}
	}
	return ""
}

// voteBetween names a vote that the case would jump over: every way from here to the target leads through it, and the case
// has not been through it. Back to where it was is no jump over anything.
func (d *decision) voteBetween(to string) string {
	if slices.ContainsFunc(d.c.Memo.Trail, func(v Visit) bool { return v.State == to }) {
		return ""
	}
	passed := func(id string) bool {
		return slices.ContainsFunc(d.c.Memo.Trail, func(v Visit) bool { return v.State == id })
	}
	seen, queue, vote := map[string]bool{d.c.State: true}, []string{d.c.State}, ""
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, next := range d.p.Successors(at) {
			if next == to {
				return ""
			}
			if seen[next] {
				continue
			}
			seen[next] = true
			if s := d.p.State(next); slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return t.Mode == process.Ballot }) && !passed(next) {
				if vote == "" {
					vote = next
				}
				continue
			}
			queue = append(queue, next)
		}
	}
	return vote
}

// carryOut does what was confirmed. The turns left are cancelled with the reason; at an end what the case had reserved is
// released, as at any other.
func (d *decision) carryOut(v *Intervention) *Refusal {
	if v.Kind == InterveneReassign {
		d.assign(*d.turnByID(v.Task), []PersonID{v.Person})
		return nil
	}
	to, err := d.p.moves.Enter(d.c.State, v.To)
	if err != nil {
		return refuse(EInternal, err.Error())
	}
	d.rule = d.c.State + "/" + EventIntervene + ">" + to
	if refusal := d.claim(to); refusal != nil {
		return refusal
	}
	if v.Kind == InterveneJump {
		d.releaseSince(to)
	}
	from := d.leave(EventIntervene)
	d.enter(to, from, nil)
	return d.settle()
}
