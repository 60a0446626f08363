package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
)

// dropPerson takes somebody out whom the holder of a turn has added: a helper, or a signer who has not signed yet, but
// never the last one of an added group.
func (d *decision) dropPerson() *Refusal {
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedReason.Text()}}}
	}
	if len(d.cmd.People) != 1 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"people", msgHowMany.Text(1)}}}
	}
	p := d.cmd.People[0]
	d.eventName, d.extra["people"] = builtin[EventUnsign].Text(), d.cmd.People
	for _, a := range d.addedBy() {
		if slices.Contains(a.People, p) {
			return d.dropSigner(a, p)
		}
	}
	for _, h := range d.r.Data.Helps {
		if t := d.taskByID(h.Task); d.hands(h.Parent, h.By) && t != nil && t.Status == TaskOpen && slices.Contains(t.Candidates, p) {
			d.closeTask(*t, TaskCancelled, "", "", "", builtin[EventUnsign].Text())
			return nil
		}
	}
	if !d.takesPart() {
		return refuse(EForbidden, msgNoTurn.Text(builtin[EventUnsign].Text()))
	}
	return &Refusal{Code: EGuard, Detail: msgNotAdded.Text(d.personName(p)), Problems: []FieldProblem{{"people", msgNotAdded.Text(d.personName(p))}}}
}

// hands: the actor asked for it, or has the turn now that it was asked for.
func (d *decision) hands(parent string, by PersonID) bool {
	t := d.taskByID(parent)
	return by == d.cmd.Actor || t != nil && t.Status == TaskOpen && len(t.Candidates) == 1 && t.Candidates[0] == d.cmd.Actor
}

// addedBy lists the added groups that run and that the actor may change.
func (d *decision) addedBy() []*Added {
	var list []*Added
	for i := range d.r.Data.Added {
		if a := &d.r.Data.Added[i]; !a.Done && d.hands(a.Parent, a.By) && (d.cmd.Task == "" || d.cmd.Task == a.Parent) {
			list = append(list, a)
		}
	}
	return list
}

func (d *decision) dropSigner(a *Added, p PersonID) *Refusal {
	switch {
	case slices.Contains(a.Signed, p):
		return refuse(EGuard, msgHasSigned.Text(d.personName(p)))
	case len(a.People) == 1:
		return refuse(EGuard, msgLastSigner.Text())
	}
	a.People = slices.DeleteFunc(slices.Clone(a.People), func(q PersonID) bool { return q == p })
	for _, t := range d.openTasks() {
		if !slices.Contains(a.Tasks, t.ID) || !slices.Contains(t.Candidates, p) {
			continue
		}
		if rest := slices.DeleteFunc(slices.Clone(t.Candidates), func(q PersonID) bool { return q == p }); len(rest) > 0 {
			d.replaceSeats(t, rest)
		} else {
			d.closeTask(t, TaskCancelled, "", "", "", builtin[EventUnsign].Text())
		}
	}
	if parent := d.taskByID(a.Parent); a.Place == SignAfter && a.Held == "" || parent == nil || d.goOnSigning(a) {
		return nil
	} else if len(a.Signed) > 0 {
		return d.signed(a, d.p.task(parent.State, parent.Group), true)
	}
	return nil
}

// signersFell goes on where an added signer's turn fell out: the next in a sequence, what the others signed, or where
// nobody is left to sign, the holder decides again.
func (d *decision) signersFell() {
	for i := range d.r.Data.Added {
		a := &d.r.Data.Added[i]
		parent := d.taskByID(a.Parent)
		if a.Done || parent == nil || len(a.Tasks) == 0 || d.goOnSigning(a) {
			continue
		}
		spec, agreed := d.p.task(parent.State, parent.Group), len(a.Signed) > 0
		if refusal := d.attempt(func() *Refusal { return d.signed(&d.r.Data.Added[i], spec, agreed) }); refusal != nil {
			d.halt(refusal)
		}
	}
}

// turnChoices are the built-in acts that the holder of a turn is offered, and why not where not.
func (d *decision) turnChoices(t *Task) []Choice {
	var list []Choice
	spec := d.p.task(t.State, t.Group)
	if spec == nil || spec.Mode == process.Ballot {
		return nil
	}
	add := func(event string, refusal *Refusal, needs ...Need) {
		c := Choice{Event: event, Name: builtin[event].Text(), Task: t.ID, Allowed: refusal == nil, Needs: needs, To: []string{d.c.State}}
		if refusal != nil {
			c.Why, c.Code, c.To = refusal.Detail, refusal.Code, nil
		}
		list = append(list, c)
	}
	if d.mayRelease(t) == nil {
		add(EventRelease, nil)
	} else if spec.Mode == process.Any && len(t.Candidates) > 1 {
		add(EventClaim, d.mayClaim(t, spec))
	}
	reason, people := Need{Kind: "opinion"}, Need{Kind: "people"}
	for _, event := range []string{EventTransfer, EventDelegate, EventSign} {
		needs := []Need{people, reason}
		if event == EventSign {
			needs = append(needs, Need{Kind: "place"}, Need{Kind: "mode"})
		}
		refusal := d.mayPass(event, t, spec)
		if refusal == nil && len(d.among(event, t, spec)) == 0 {
			refusal = refuse(EGuard, msgNobodyFits.Text(builtin[event].Text()))
		}
		add(event, refusal, needs...)
	}
	return list
}

// unsignChoice offers to take somebody out whom the actor has added.
func (d *decision) unsignChoice() []Choice {
	if len(d.removable()) == 0 {
		return nil
	}
	task := ""
	for _, h := range d.r.Data.Helps {
		if d.hands(h.Parent, h.By) {
			task = h.Parent
		}
	}
	for _, a := range d.addedBy() {
		task = a.Parent
	}
	return []Choice{{
		Event: EventUnsign, Name: builtin[EventUnsign].Text(), Task: task, Allowed: true, Needs: []Need{{Kind: "people"}, {Kind: "opinion"}}, To: []string{d.c.State},
	}}
}

// removable lists whom the actor has added and may take out.
func (d *decision) removable() []PersonID {
	var list []PersonID
	for _, a := range d.addedBy() {
		for _, p := range a.People {
			if len(a.People) > 1 && !slices.Contains(a.Signed, p) {
				list = append(list, p)
			}
		}
	}
	for _, h := range d.r.Data.Helps {
		if t := d.taskByID(h.Task); t != nil && t.Status == TaskOpen && d.hands(h.Parent, h.By) {
			list = append(list, t.Candidates...)
		}
	}
	return list
}

// Among lists whom the holder of a turn may choose for an act that names people (transfer, delegate, sign, unsign): events
// name posts, and only he is told people. Codes: ENotFound where he does not hold the turn, and those of the act.
func (e *Engine) Among(ctx context.Context, actor PersonID, taskID, act string) ([]PersonID, error) {
	task, err := e.cfg.Store.Task(ctx, taskID)
	if err != nil {
		return nil, err
	}
	d, rel, err := e.reading(ctx, actor, task.Case)
	if err != nil {
		return nil, err
	}
	d.cmd.Task, d.cmd.Event = taskID, act
	if act == EventUnsign && rel == Participant {
		return d.removable(), nil
	}
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.mayPass(act, t, spec)
	}
	if refusal != nil {
		return nil, refusal
	}
	return d.among(act, t, spec), nil
}
