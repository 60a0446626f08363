package engine

import (
	"slices"

	"dandang/engine/machine"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// timer carries out what became due. It reminds, asks a person, or takes the move that `after` declares; it never
// decides against anybody. The timer is marked done by the Change, so that it acts once whoever else polls.
func (d *decision) timer() *Refusal {
	t := d.cmd.Timer
	d.ch.Assumes.Timer = t.ID
	d.eventName = timerName[t.Kind].Text()
	if t.Kind == TimerDuty {
		d.dutyTimer(t)
		return nil
	}
	if d.c.Status == Closed || (t.Round != 0 && t.Round != d.r.N) {
		return nil // left behind; only the mark is written
	}
	switch t.Kind {
	case TimerRemind:
		d.remind(t)
	case TimerOverdue:
		d.overdue(t)
	case TimerDeadline:
		to := d.awaited()
		d.message("overdue", append(to, d.c.Initiator), msgNotifyDeadline.Text(d.titleText(), d.c.Due.Date.Chinese()))
	case TimerAfter:
		return d.after()
	case TimerClose:
		return d.closeByTime(t)
	}
	return nil
}

// awaited lists who has an open task of the case.
func (d *decision) awaited() []PersonID {
	var to []PersonID
	for _, t := range d.openTasks() {
		for _, p := range t.Candidates {
			if !slices.Contains(to, p) {
				to = append(to, p)
			}
		}
	}
	return to
}

func (d *decision) waitingIn(group string) []PersonID {
	var to []PersonID
	for _, t := range d.openTasks() {
		if t.Group == group && t.Kind != Trouble {
			to = append(to, t.Candidates...)
		}
	}
	slices.Sort(to)
	return slices.Compact(to)
}

func (d *decision) remind(t *Timer) {
	due := d.r.Data.Groups[t.Group].Due
	d.message("remind", d.waitingIn(t.Group), msgNotifyRemind.Text(d.titleText(), d.p.stateName(d.c.State), due.Date.Chinese()))
}

func (d *decision) overdue(t *Timer) {
	spec := d.p.task(d.c.State, t.Group)
	if spec == nil || t.Step >= len(spec.Overdue) {
		return
	}
	step := &spec.Overdue[t.Step]
	due := d.r.Data.Groups[t.Group].Due
	text := msgNotifyOverdue.Text(d.titleText(), d.p.stateName(d.c.State), due.Date.Chinese())
	switch step.Kind {
	case "remind":
		d.message("overdue", d.waitingIn(t.Group), text)
	case "copy", "escalate":
		to, _ := d.people(step.By)
		as := seatCopy
		if step.Kind == "escalate" {
			as = seatReport
		}
		d.copyTo(as, to)
		d.message("overdue", to, text)
	case "incident":
		d.incident(Incident{Kind: "overdue", Reason: step.Text, Group: t.Group, Step: t.Step, Ask: step.Ask})
	}
}

// after takes the move that a time passed allows. What cannot be carried out waits for a person.
func (d *decision) after() *Refusal {
	if refusal := d.attempt(d.goOn); refusal != nil {
		d.halt(refusal)
	}
	return nil
}

// goOn takes whatever move the clock or the results of the groups allow now.
func (d *decision) goOn() *Refusal {
	if spec := d.votedOut(); spec != nil {
		return d.closeVote(spec)
	}
	s := d.state()
	if s.After == nil || d.r.Data.After.At == 0 || d.r.Data.After.At > d.now || d.r.Data.After.Provisional {
		return d.settle()
	}
	return d.leaveBy(machine.ByAfter, TimerAfter, s.After.Branches)
}

// leaveBy leaves the state by the first branch that holds, and goes on from there as far as nothing is waited for.
func (d *decision) leaveBy(kind machine.Kind, event string, branches []process.Branch) *Refusal {
	i, refusal := d.choose(d.p.stateName(d.c.State), branches)
	if refusal != nil {
		return refusal
	}
	if refusal := d.follow(machine.Move{From: d.c.State, Kind: kind, Branch: i}, event, branches[i].Do); refusal != nil {
		return refusal
	}
	return d.settle()
}

// extend prolongs a task's due, approved before it expires, or after an incident asked for it.
func (d *decision) extend() *Refusal {
	spec := d.extendable()
	if refusal := d.mayExtend(spec); refusal != nil {
		return refusal
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	g := d.r.Data.Groups[spec.Group]
	k, err := d.snap.Facts.Calendar.Extend(*g.Clock, spec.Extend.Amount.Duration)
	if err != nil {
		return refuse(EInvalid, err.Error())
	}
	if g.Due.At <= d.now { // late, and asked for: the new time runs from today
		k = workday.Start(spec.Extend.Amount.Duration, d.now)
	}
	d.eventName = builtin[EventExtend].Text()
	d.r.Data.Extensions++
	g.Clock, g.Due = &k, d.snap.Facts.Calendar.Due(k)
	d.unask(spec.Group)
	d.redue(spec, g)
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventExtend, At: d.now})
	return nil
}

// mayExtend: the actor may extend the limit of the task now: by the authority that it names, before it is up, or when an
// incident asks him.
func (d *decision) mayExtend(spec *process.Task) *Refusal {
	if spec == nil {
		return refuse(EWrongState, msgNoExtend.Text())
	}
	people, _ := d.people(spec.Extend.By)
	asked := slices.Contains(d.r.Data.Asked, EventExtend)
	if !slices.Contains(people, d.cmd.Actor) && (!asked || d.trouble() == nil) {
		return refuse(EForbidden, msgNotBy.Text(builtin[EventExtend].Text(), d.describe(spec.Extend.By)))
	}
	if why := d.conflict(d.cmd.Actor); why != "" {
		return d.recusal(why)
	}
	if d.r.Data.Extensions >= spec.Extend.Times {
		return refuse(EGuard, msgExtended.Text(spec.Extend.Times))
	}
	if g := d.r.Data.Groups[spec.Group]; g.Due.At <= d.now && !g.Due.Provisional && !asked {
		return refuse(EGuard, msgExtendLate.Text())
	}
	return nil
}

// grantsTime: a task that is open names the person as the authority for its extension, so that he must be able to read
// what he decides on.
func (d *decision) grantsTime(actor PersonID) bool {
	s := d.state()
	return slices.ContainsFunc(s.Tasks, func(t process.Task) bool {
		if t.Extend == nil || d.r.Data.Groups[t.Group].Result != "" {
			return false
		}
		people, _ := d.people(t.Extend.By)
		return slices.Contains(people, actor)
	})
}

func (d *decision) lacksOpinion() bool {
	_, lacks := d.lacks(process.Need{Kind: "opinion"})
	return lacks
}

// extendable is the task of the state whose due may be prolonged: of the incident that asks the actor, of the turn that
// he names, or the first that knows extension. nil if none.
func (d *decision) extendable() *process.Task {
	knows := func(group string) *process.Task {
		spec := d.p.task(d.c.State, group)
		if g := d.r.Data.Groups[group]; spec != nil && spec.Extend != nil && g.Clock != nil && g.Result == "" {
			return spec
		}
		return nil
	}
	if t := d.trouble(); t != nil {
		return knows(t.Group)
	}
	for _, t := range d.openTasks() {
		if d.cmd.Task == t.ID {
			return knows(t.Group)
		}
	}
	s := d.state()
	for i := range s.Tasks {
		if spec := knows(s.Tasks[i].Group); spec != nil {
			return spec
		}
	}
	return nil
}

// unask closes what an overdue incident of a group asked, once it is answered.
func (d *decision) unask(group string) {
	for _, i := range slices.Clone(d.c.Memo.Incidents) {
		if i.Kind == "overdue" && i.Group == group {
			d.cured(i)
		}
	}
}
