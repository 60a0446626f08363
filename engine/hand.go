package engine

import (
	"slices"

	"dandang/engine/process"
)

// The built-in acts on a turn (design.md §5): all but a claim and a release need a reason, and the people they name are
// checked for recusal and separation as if the turn opened for them.
const (
	EventClaim    = "claim"       // 认领: of a turn that several may do
	EventRelease  = "release"     // 取消认领
	EventTransfer = "transfer"    // 转办: the turn goes to somebody else
	EventDelegate = "delegate"    // 协办: somebody gives an opinion, the holder decides
	EventAdvise   = "advise"      // the helper's opinion
	EventSign     = "sign"        // 加签: others sign before, after or together with the holder
	EventUnsign   = "unsign"      // 减签, and ending a 协办: of people added, never the last signer
	EventSignYes  = "sign_agree"  // of an added signer
	EventSignNo   = "sign_refuse" // of an added signer; the holder decides again
)

// Hand is who has a turn that several could have: by claiming it, or because it was handed to him.
type Hand struct {
	Holder PersonID   `json:"holder"`
	Given  bool       `json:"given,omitempty"` // handed over, perhaps to somebody whom the turn does not call
	By     PersonID   `json:"by,omitempty"`    // who handed it over last
	Pool   []PersonID `json:"pool,omitempty"`  // who could have claimed it
}

// onTurn carries the built-in acts on turns out; ok is false for any other event.
func (d *decision) onTurn() (refusal *Refusal, ok bool) {
	switch d.cmd.Event {
	case EventClaim:
		return d.claimTurn(), true
	case EventRelease:
		return d.releaseTurn(), true
	case EventTransfer:
		return d.transfer(), true
	case EventDelegate:
		return d.askHelp(), true
	case EventAdvise:
		return d.advise(), true
	case EventSign:
		return d.addSigners(), true
	case EventUnsign:
		return d.dropPerson(), true
	case EventSignYes, EventSignNo:
		return d.countersign(), true
	}
	return nil, false
}

// turn finds the actor's open task of a kind: the one that he names, or the only one.
func (d *decision) turn(kind TaskKind) (*Task, *process.Task, *Refusal) {
	var held []Task
	for _, t := range d.openTasks() {
		if t.Kind == kind && slices.Contains(t.Candidates, d.cmd.Actor) && (d.cmd.Task == "" || d.cmd.Task == t.ID) {
			held = append(held, t)
		}
	}
	if len(held) == 0 {
		for _, t := range d.tasks {
			if t.ID == d.cmd.Task && t.Status != TaskOpen {
				return nil, nil, d.wasDone(t)
			}
			if hand := d.r.Data.Hands[t.ID]; t.Status == TaskOpen && kind == t.Kind && slices.Contains(hand.Pool, d.cmd.Actor) {
				return nil, nil, d.claimed(t)
			}
		}
		return nil, nil, d.noTurn(kind)
	}
	if len(held) > 1 {
		return nil, nil, refuse(EAmbiguous, msgWhichTask.Text())
	}
	spec := d.p.task(held[0].State, held[0].Group)
	refusal := d.barred(d.cmd.Actor, spec)
	if p := held[0].Standins[d.cmd.Actor]; p != "" {
		d.principal = p
		if refusal = d.standsFor(p, spec); refusal == nil && d.cmd.Event != EventClaim && d.cmd.Event != EventRelease {
			refusal = refuse(EForbidden, msgDelegateKeeps.Text(builtin[d.cmd.Event].Text()))
		}
	}
	if refusal != nil {
		return nil, nil, refusal
	}
	return &held[0], spec, nil
}

// noTurn: whoever is called by his post and barred learns why; nobody else holds such a turn.
func (d *decision) noTurn(kind TaskKind) *Refusal {
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		if people, _ := d.called(spec); kind != Work || !slices.Contains(people, d.cmd.Actor) {
			continue
		}
		if refusal := d.barred(d.cmd.Actor, spec); refusal != nil {
			return refusal
		}
	}
	return refuse(EForbidden, msgNoTurn.Text(builtin[d.cmd.Event].Text()))
}

// claimed says that somebody else has the turn; who, only where that is no secret.
func (d *decision) claimed(t Task) *Refusal {
	if d.p.Secrecy == process.Restricted {
		return refuse(EConflict, msgClaimed.Text())
	}
	return refuse(EConflict, msgClaimedBy.Text(d.personName(d.r.Data.Hands[t.ID].Holder)))
}

// pooled: the turn waits to be claimed before anybody may act on it.
func (d *decision) pooled(t *Task) bool {
	spec := d.p.task(t.State, t.Group)
	return t.Kind == Work && spec != nil && spec.Claim == process.ClaimFirst && len(t.principals()) > 1
}

// mayClaim says why the turn cannot be claimed, nil if it can.
func (d *decision) mayClaim(t *Task, spec *process.Task) *Refusal {
	switch {
	case spec.Mode != process.Any || spec.Claim == process.ClaimNever:
		return refuse(EGuard, msgNotPassed.Text(builtin[EventClaim].Text()))
	case len(t.principals()) == 1:
		return refuse(EGuard, msgClaimAlone.Text())
	}
	return nil
}

func (d *decision) claimTurn() *Refusal {
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.mayClaim(t, spec)
	}
	if refusal != nil {
		return refusal
	}
	d.eventName = builtin[EventClaim].Text()
	holder := d.cmd.Actor
	if d.principal != "" { // a delegate claims in the name of whom he stands in for
		holder = d.principal
	}
	d.setHand(t.ID, Hand{Holder: holder, Pool: slices.Clone(t.Candidates)})
	d.seatTurn(*t, []PersonID{holder})
	return nil
}

// mayRelease says why the turn cannot go back to those who could have claimed it, nil if it can.
func (d *decision) mayRelease(t *Task) *Refusal {
	if d.r.Data.Hands[t.ID].Pool == nil {
		return refuse(EGuard, msgNotClaimed.Text())
	}
	return nil
}

func (d *decision) releaseTurn() *Refusal {
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.mayRelease(t)
	}
	if refusal != nil {
		return refusal
	}
	d.eventName = builtin[EventRelease].Text()
	d.dropHand(t.ID)
	people, _ := d.eligible(spec)
	d.seatTurn(*t, people)
	return nil
}

func (d *decision) setHand(task string, h Hand) {
	if d.r.Data.Hands == nil {
		d.r.Data.Hands = map[string]Hand{}
	}
	d.r.Data.Hands[task] = h
}

func (d *decision) dropHand(task string) { delete(d.r.Data.Hands, task) }

// mayPass says why the holder of a turn may not transfer it, ask for help or add signers, nil if he may.
func (d *decision) mayPass(event string, t *Task, spec *process.Task) *Refusal {
	switch p := passOf(event, spec); {
	case spec.Mode == process.Ballot || p.Never || len(p.To) == 0 && event != EventTransfer && (d.forInitiator(spec) || d.p.Secrecy == process.Restricted):
		return refuse(EGuard, msgNotPassed.Text(builtin[event].Text()))
	case len(t.principals()) > 1:
		return refuse(EGuard, msgClaimFirst.Text())
	case event == EventSign && d.signing(t.ID) != nil:
		return refuse(EGuard, msgSignRuns.Text())
	}
	return nil
}

func passOf(event string, spec *process.Task) process.Pass {
	switch event {
	case EventTransfer:
		return spec.Transfer
	case EventDelegate:
		return spec.Delegate
	default:
		return spec.Sign
	}
}

// among lists who may be chosen: whom the procedure lists, or else for a transfer whom the turn itself calls, and for help
// and signatures whoever has a role in the procedure. Who must keep out or has his own part in the group is left out.
func (d *decision) among(event string, t *Task, spec *process.Task) []PersonID {
	var all, fit []PersonID
	switch p := passOf(event, spec); {
	case len(p.To) > 0:
		all, _ = d.people(p.To)
	case event == EventTransfer:
		all, _ = d.callable(spec, nil)
	default:
		for i := range d.p.Roles {
			all = append(all, d.holdersFor(d.p.Roles[i].ID)...)
		}
	}
	for _, p := range all {
		if !slices.Contains(fit, p) && d.unfit(event, p, t, spec) == nil {
			fit = append(fit, p)
		}
	}
	return fit
}

// unfit says why somebody may not be given a part in a turn, nil if he may. Why he must keep out is not the business of
// whoever names him.
func (d *decision) unfit(event string, p PersonID, t *Task, spec *process.Task) *Refusal {
	if !d.active(p) {
		return refuse(EInvalid, msgNobody.Text(p))
	}
	if r := d.barred(p, spec); r != nil {
		return refuse(r.Code, msgEntryBarred.Text(d.personName(p)))
	}
	if p == d.c.Initiator && event != EventTransfer { // nobody has a say in what he filed himself
		return refuse(ERecused, msgEntryBarred.Text(d.personName(p)))
	}
	own := p == d.cmd.Actor || slices.Contains(t.Candidates, p)
	for _, other := range d.openTasks() {
		pooledHere := event == EventTransfer && other.ID == t.ID
		own = own || other.Group == t.Group && other.Kind != Trouble && !pooledHere && slices.Contains(other.Candidates, p)
	}
	if own || d.hasActed(t.Group, p) || slices.Contains(d.r.Data.Groups[t.Group].Steps, p) {
		return refuse(EInvalid, msgHasPart.Text(d.personName(p)))
	}
	return nil
}

// chosen checks the people that a command names, and its reason.
func (d *decision) chosen(event string, t *Task, spec *process.Task, most int) *Refusal {
	if refusal := d.mayPass(event, t, spec); refusal != nil {
		return refusal
	}
	var problems []FieldProblem
	if d.lacksOpinion() {
		problems = append(problems, FieldProblem{"opinion", msgNeedReason.Text()})
	}
	if n := len(d.cmd.People); n == 0 || n > most {
		problems = append(problems, FieldProblem{"people", msgHowMany.Text(most)})
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	fit := d.among(event, t, spec)
	for i, p := range d.cmd.People {
		refusal := d.unfit(event, p, t, spec)
		switch {
		case refusal != nil:
		case slices.Contains(d.cmd.People[:i], p):
			refusal = refuse(EInvalid, msgSheetTwice.Text(d.personName(p)))
		case !slices.Contains(fit, p):
			refusal = refuse(EInvalid, msgNotAmong.Text(d.personName(p), builtin[event].Text()))
		default:
			continue
		}
		refusal.Problems = []FieldProblem{{"people", refusal.Detail}}
		return refusal
	}
	d.eventName = builtin[event].Text()
	d.extra["people"] = d.cmd.People
	return nil
}

// transfer hands the actor's turn to somebody else, who answers for it from now on.
func (d *decision) transfer() *Refusal {
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.chosen(EventTransfer, t, spec, 1)
	}
	if refusal != nil {
		return refusal
	}
	to := d.cmd.People[0]
	d.setHand(t.ID, Hand{Holder: to, Given: true, By: d.cmd.Actor, Pool: d.r.Data.Hands[t.ID].Pool})
	if g := d.r.Data.Groups[t.Group]; spec.Mode == process.Sequence {
		g.Steps = slices.Clone(g.Steps)
		g.Steps[g.Step] = to
		d.setGroup(t.Group, g)
	}
	d.seatTurn(*t, []PersonID{to})
	d.putSeat(Seat{Person: d.cmd.Actor, Task: t.ID, Case: t.Case, Box: BoxDone, SortAt: d.now, State: t.State})
	d.message("notify", []PersonID{to}, msgHandedOver.Text(d.personName(d.cmd.Actor), d.titleText(), d.p.stateName(t.State)))
	return nil
}

// holderOf is who has the turn by a claim or a transfer, if he still may have it; "" if nobody, or no longer.
func (d *decision) holderOf(t *Task, spec *process.Task) PersonID {
	hand, ok := d.r.Data.Hands[t.ID]
	if !ok || !d.active(hand.Holder) || d.barred(hand.Holder, spec) != nil {
		return ""
	}
	called, _ := d.callable(spec, nil)
	if hand.Given && len(spec.Transfer.To) > 0 {
		more, _ := d.people(spec.Transfer.To)
		called = append(slices.Clone(called), more...)
	}
	if !slices.Contains(called, hand.Holder) {
		return ""
	}
	return hand.Holder
}
