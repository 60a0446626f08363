package engine

import (
	"cmp"
	"slices"
	"strings"

	"dandang/engine/machine"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// move takes an event's transition: chooses the destination, carries the effects out, leaves the round and enters the next.
func (d *decision) move(e *process.Event) *Refusal {
	switch e.Kind {
	case process.ToBack:
		return d.moveBack(e)
	case process.ToPick:
		return d.movePick(e)
	default:
	}
	i, refusal := d.choose(d.nameOf(e), e.Branches)
	if refusal != nil {
		return refusal
	}
	d.askNumber(e.ID) // before the effects: the papers of this very event carry the number
	if refusal := d.effects(e.Do); refusal != nil {
		return refusal
	}
	mv := machine.Move{From: d.c.State, Kind: machine.ByEvent, Event: e.ID, Branch: i}
	if refusal := d.follow(mv, e.ID, e.Branches[i].Do); refusal != nil {
		return refusal
	}
	return d.settle()
}

// choose finds the first branch whose condition holds.
func (d *decision) choose(name string, branches []process.Branch) (int, *Refusal) {
	for i := range branches {
		b := &branches[i]
		if b.When == nil {
			return i, nil
		}
		switch truth, missing := b.When.Test(d.env(d.cmd.Actor)); truth {
		case guardYes:
			return i, nil
		case guardUnsure:
			if d.supposes(b.When, missing) {
				return i, nil
			}
			if d.foresight == nil {
				return 0, d.unknown(name, b.When.String(), missing)
			}
		case guardNo:
		}
	}
	return 0, refuse(EGuard, msgNoBranch.Text(name))
}

// follow carries one declared transition out.
func (d *decision) follow(mv machine.Move, event string, do []process.Effect) *Refusal {
	to, err := d.p.moves.Fire(mv)
	if err != nil {
		return refuse(EInternal, err.Error())
	}
	if refusal := d.effects(do); refusal != nil {
		return refusal
	}
	if d.rule == "" {
		d.rule = mv.ID()
	}
	if refusal := d.claim(to); refusal != nil {
		return refusal
	}
	from := d.leave(event)
	d.enter(to, from, nil)
	return nil
}

// claim holds the case's unique keys from submission to its end, so that no second live case rests on the same facts.
func (d *decision) claim(to string) *Refusal {
	if len(d.p.Unique) == 0 || d.p.State(to).IsFinal {
		return nil
	}
	keys := claimKeys(d.p, d.c.Memo.Fields, d.snap.Facts.Blind)
	for _, k := range keys {
		if holder := d.snap.Facts.Claims[k]; holder != "" && holder != d.c.ID {
			return refuse(EDuplicate, msgDuplicate.Text(strings.Join(d.uniqueNames(), msgAnd.Text())))
		}
		if !slices.Contains(d.c.Memo.Claims, k) {
			d.ch.Claims = append(d.ch.Claims, k)
		}
	}
	for _, old := range d.c.Memo.Claims {
		if !slices.Contains(keys, old) {
			d.ch.Unclaims = append(d.ch.Unclaims, old)
		}
	}
	d.c.Memo.Claims = keys
	return nil
}

func (d *decision) uniqueNames() []string {
	var names []string
	for _, id := range d.p.Unique {
		names = append(names, d.p.fieldName(id))
	}
	return names
}

// ClaimKeys gives the keys that a case of the definition holds for its unique fields: none while one of them is empty.
func ClaimKeys(def *process.Definition, fields Fields) []string {
	if len(def.Unique) == 0 {
		return nil
	}
	values := make([]any, 0, len(def.Unique))
	for _, id := range def.Unique {
		if empty(fields[id]) {
			return nil
		}
		values = append(values, comparable(fields[id]))
	}
	return []string{def.Key + ":" + digest(values)}
}

// opener is the closed round that `back` returns to: the one that opened this round, or where the case came back here
// from an aside (a correction), the one that opened the round that was taken up again. nil if there is none.
func (d *decision) opener() *Visit {
	return d.visit(cmp.Or(d.r.Data.Back, d.r.From))
}

// moveBack returns to the state that opened this round, with the time it had left (or all of it with restart).
func (d *decision) moveBack(e *process.Event) *Refusal {
	v := d.opener()
	if v == nil {
		return refuse(EGuard, msgNoBack.Text())
	}
	return d.jump(e, *v)
}

func (d *decision) movePick(e *process.Event) *Refusal {
	for i := len(d.c.Memo.Trail) - 1; i >= 0; i-- {
		if v := d.c.Memo.Trail[i]; v.State == d.cmd.To && !v.Taken {
			for _, allowed := range e.Pick {
				if allowed == v.State {
					return d.jump(e, v)
				}
			}
		}
	}
	return &Refusal{Code: EMissing, Detail: msgPick.Text(), Problems: []FieldProblem{{"to", msgPick.Text()}}}
}

func (d *decision) jump(e *process.Event, v Visit) *Refusal {
	to, err := d.p.moves.Jump(d.c.State, e.ID, v.State)
	if err != nil {
		return refuse(EInternal, err.Error())
	}
	if refusal := d.effects(e.Do); refusal != nil {
		return refusal
	}
	d.rule = d.c.State + "/" + e.ID + ">" + to
	if refusal := d.claim(to); refusal != nil {
		return refusal
	}
	from := d.leave(e.ID)
	resumed := &v
	if e.Restart || e.Kind == process.ToPick {
		resumed = nil
	}
	d.enter(to, from, resumed)
	if e.Kind == process.ToBack {
		d.r.Data.Back = v.Back
	}
	return d.settle()
}

func (d *decision) visit(round int) *Visit {
	for i := range d.c.Memo.Trail {
		if d.c.Memo.Trail[i].Round == round {
			return &d.c.Memo.Trail[i]
		}
	}
	return nil
}

// leave closes the open round: its tasks, timers, notice, incidents. The clocks stop and are kept, in case the case
// comes back. It answers the round's number.
func (d *decision) leave(event string) int {
	for _, t := range d.openTasks() {
		d.closeTask(t, TaskCancelled, "", "", "", d.p.eventName(d.c.State, event))
	}
	d.lapseAll()
	d.stopTimers("", "*")
	d.takeDown()
	d.c.Memo.Incidents, d.c.Memo.Interventions = nil, nil
	v := Visit{Round: d.r.N, State: d.r.State, Event: event, OpenedAt: d.r.OpenedAt, Tied: d.r.Data.Tied, Acts: d.r.Data.Acts, Extensions: d.r.Data.Extensions, Back: cmp.Or(d.r.Data.Back, d.r.From)}
	if d.c.Status == Closed { // the end is left again; the trail keeps what it was
		v.ClosedAt, v.Outcome = d.c.ClosedAt, d.c.Outcome
	}
	for group, g := range d.r.Data.Groups {
		if g.Clock != nil {
			if v.Clocks == nil {
				v.Clocks = map[string]workday.Clock{}
			}
			v.Clocks[group] = d.snap.Facts.Calendar.Pause(*g.Clock, d.now)
		}
	}
	d.c.Memo.Trail = append(d.c.Memo.Trail, v)
	d.r.ClosedAt, d.r.Event = d.now, event
	d.r.Data.Urn = "" // left without a count, the ballots are void
	d.putRound()
	d.askNumber(event)
	if event == d.cmd.Event && len(d.cmd.Items) > 0 {
		d.c.Memo.Returned, d.c.Memo.Answered = d.cmd.Items, false
	}
	return d.r.N
}

// askNumber has the store draw the case's number with the event that gives it.
func (d *decision) askNumber(event string) {
	if d.p.Number != nil && d.p.Number.On == event && d.c.Number == "" {
		d.ch.Number = &NumberRequest{Series: d.p.Key + "/" + itoa(d.today().Year()), Year: d.today().Year(), Format: d.p.Number.Format}
	}
}

// submitted: the first leave of the start state turns a draft into a case with a deadline.
func (d *decision) submitted() {
	d.c.Status, d.c.SubmittedAt = Opened, d.now
	if d.p.Deadline != nil {
		k := workday.Start(d.p.Deadline.Duration, d.now)
		d.c.Memo.Clock = &k
	}
}

// enter opens a new round in a state. resumed is the visit whose remaining time it takes up, nil for a fresh start.
func (d *decision) enter(to string, from int, resumed *Visit) {
	d.answered(to, resumed)
	d.c.Round++
	d.c.State = to
	d.r = Round{Case: d.c.ID, N: d.c.Round, State: to, OpenedAt: d.now, From: from}
	d.tasks = nil
	d.c.Memo.Previous = cloneFields(d.c.Memo.Fields)
	d.path = append(d.path, to)
	s := d.state()
	if s.Edit.Returned { // what was proposed was about what the case said before
		d.c.Memo.Proposal = nil
	}
	if s.IsFinal {
		d.end(s)
		return
	}
	if d.c.Status == Draft && from > 0 {
		d.submitted()
	}
	if d.c.Status == Closed { // reopened
		d.c.Status, d.c.ClosedAt, d.c.Outcome = Opened, 0, ""
		d.part()
	}
	if resumed != nil {
		d.r.Data.Extensions = resumed.Extensions
	}
	d.clockCase(s)
	for i := range s.Tasks {
		d.openGroup(&s.Tasks[i], resumed)
	}
	d.publish(s)
	d.startAfter(s)
	d.failedLinks()
	d.startDuties(s)
}

// answered notes that the list of the last return has been answered, once the case leaves the correction: a later
// correction without a list of its own opens nothing of the old one.
func (d *decision) answered(to string, resumed *Visit) {
	if d.c.State == to || d.c.State == "" {
		return
	}
	if d.p.State(to).Edit.Returned && d.c.Memo.Answered && resumed == nil {
		d.c.Memo.Returned = nil
	}
	d.c.Memo.Answered = d.c.Memo.Answered || d.state().Edit.Returned
}

// end closes the case: what it reserved is released, its unique claims are given up, its timers stop. A move from one end
// to another with the same outcome (filing a receipt) leaves it closed since the first.
func (d *decision) end(s *process.State) {
	outcome := s.Outcome
	if outcome == "" {
		outcome = s.Name
	}
	if d.c.Status != Closed || d.c.Outcome != outcome {
		d.c.ClosedAt = d.now
	}
	d.c.Status, d.c.Outcome = Closed, outcome
	d.r.ClosedAt = d.now
	d.releaseAll()
	for _, key := range d.c.Memo.Claims { // one taken by this very act was never held: stores give back before they take
		if i := slices.Index(d.ch.Claims, key); i >= 0 {
			d.ch.Claims = slices.Delete(slices.Clone(d.ch.Claims), i, i+1)
		} else {
			d.ch.Unclaims = append(d.ch.Unclaims, key)
		}
	}
	d.c.Memo.Claims = nil
	d.stopTimersOfCase()
	d.startDuties(s)
	d.timeDuties()
	if k := d.c.Memo.Clock; k != nil {
		stopped := d.snap.Facts.Calendar.Pause(*k, d.now)
		d.c.Memo.Clock = &stopped
	}
	d.c.Due = workday.Due{}
}

// settle takes automatic moves until the case rests: joins whose groups all have a result, states that decide
// themselves. A move that cannot be judged refuses the act that led to it; without an act it becomes an incident.
func (d *decision) settle() *Refusal {
	for range MaxSettle {
		kind, branches := d.automatic()
		if branches == nil && d.passSame() {
			continue
		}
		if branches == nil {
			return nil
		}
		if kind == machine.ByAuto && d.rests() {
			return nil
		}
		i, refusal := d.choose(d.p.stateName(d.c.State), branches)
		if refusal != nil && kind == machine.ByAuto {
			return nil // it stays until one of the branches holds
		}
		if refusal != nil {
			return d.stuck(refusal)
		}
		mv := machine.Move{From: d.c.State, Kind: kind, Branch: i}
		if refusal := d.follow(mv, string(kind), branches[i].Do); refusal != nil {
			return refusal
		}
	}
	d.incident(Incident{Kind: "loop", Reason: msgIncidentLoop.Text(MaxSettle, d.p.stateName(d.c.State))})
	return nil
}

func (d *decision) automatic() (machine.Kind, []process.Branch) {
	s := d.state()
	if s.IsFinal {
		return "", nil
	}
	if len(s.Auto) > 0 {
		return machine.ByAuto, s.Auto
	}
	if len(s.Join) == 0 || len(s.Tasks) == 0 {
		return "", nil
	}
	for i := range s.Tasks {
		if d.r.Data.Groups[s.Tasks[i].Group].Result == "" {
			return "", nil
		}
	}
	return machine.ByJoin, s.Join
}

// stuck: a person is told what is missing and nothing happens; the clock has nobody to tell, so the owner is asked.
func (d *decision) stuck(r *Refusal) *Refusal {
	if d.cmd.Actor != "" {
		return r
	}
	d.halt(r)
	return nil
}

// halt makes an incident of a refusal that nobody is there to hear.
func (d *decision) halt(r *Refusal) {
	why := []string{r.Detail}
	for _, p := range r.Problems {
		root, _, _ := strings.Cut(p.Field, ".")
		why = append(why, d.p.fieldName(root))
	}
	d.incident(Incident{Kind: "unknown", Reason: msgIncidentGuard.Text(d.p.stateName(d.c.State), strings.Join(why, msgAnd.Text()))})
}
