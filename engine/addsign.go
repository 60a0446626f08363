package engine

import (
	"slices"

	"dandang/engine/process"
)

// Added are people whose signatures the holder of a turn has asked for (加签). They have no post in the procedure for
// this: they sign or object, and who decides stays the holder. What he does takes effect once they have signed; an
// objection gives him the turn back.
type Added struct {
	Parent string     `json:"parent"` // the holder's turn
	By     PersonID   `json:"by"`
	Place  string     `json:"place"` // before | after | together
	Mode   string     `json:"mode"`  // any | all | sequence
	People []PersonID `json:"people"`
	Signed []PersonID `json:"signed,omitempty"`
	Tasks  []string   `json:"tasks,omitempty"`
	Held   string     `json:"held,omitempty"` // what the holder did, waiting for them
	To     string     `json:"to,omitempty"`   // with a held pick
	Items  []string   `json:"items,omitempty"`
	Done   bool       `json:"done,omitempty"`
}

// The places of an added group.
const (
	SignBefore   = "before"
	SignAfter    = "after"
	SignTogether = "together"
)

// own gives the round data with nothing of the added groups, helps and hands shared.
func (r RoundData) own() RoundData {
	r.Helps = slices.Clone(r.Helps)
	r.Added = slices.Clone(r.Added)
	r.Proposed = slices.Clone(r.Proposed)
	hands := map[string]Hand{}
	for id, h := range r.Hands {
		hands[id] = h
	}
	if len(hands) > 0 {
		r.Hands = hands
	}
	return r
}

// signing is the added group of a turn that is not done yet, nil if none.
func (d *decision) signing(parent string) *Added {
	for i := range d.r.Data.Added {
		if a := &d.r.Data.Added[i]; a.Parent == parent && !a.Done {
			return a
		}
	}
	return nil
}

// addSigners asks for signatures.
func (d *decision) addSigners() *Refusal {
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.chosen(EventSign, t, spec, maxHelpers)
	}
	if refusal != nil {
		return refusal
	}
	a := Added{Parent: t.ID, By: d.cmd.Actor, Place: d.cmd.Place, Mode: d.cmd.Mode, People: d.cmd.People}
	var problems []FieldProblem
	if !slices.Contains([]string{SignBefore, SignAfter, SignTogether}, a.Place) {
		problems = append(problems, FieldProblem{"place", msgSignPlace.Text()})
	}
	if !slices.Contains([]string{string(process.Any), string(process.All), string(process.Sequence)}, a.Mode) {
		problems = append(problems, FieldProblem{"mode", msgSignMode.Text()})
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	d.extra["place"], d.extra["mode"] = a.Place, a.Mode
	d.r.Data.Added = append(d.r.Data.Added, a)
	if a.Place != SignAfter {
		d.openSigners(&d.r.Data.Added[len(d.r.Data.Added)-1], t)
	}
	return nil
}

// openSigners opens the turns of those asked.
func (d *decision) openSigners(a *Added, parent *Task) {
	open := func(people ...PersonID) {
		a.Tasks = append(slices.Clone(a.Tasks), d.openTask(parent.Group, Signing, people, parent.Due))
		d.message("notify", people, msgSignAsked.Text(d.personName(a.By), d.titleText(), d.p.stateName(parent.State)))
	}
	switch a.Mode {
	case string(process.All):
		for _, p := range a.People {
			open(p)
		}
	case string(process.Sequence):
		open(a.People[0])
	default:
		open(a.People...)
	}
}

// signerOf is the added group that a turn belongs to, nil if none.
func (d *decision) signerOf(task string) *Added {
	for i := range d.r.Data.Added {
		if slices.Contains(d.r.Data.Added[i].Tasks, task) {
			return &d.r.Data.Added[i]
		}
	}
	return nil
}

// hold keeps what the holder did until the added have signed; false when nothing is waited for.
func (d *decision) hold(e *process.Event, t *Task) bool {
	a := d.signing(t.ID)
	if a == nil {
		return false
	}
	a.Held, a.To, a.Items = e.ID, d.cmd.To, d.cmd.Items
	if a.Place == SignAfter {
		d.openSigners(a, t)
	}
	return true
}

// held reports whether something that was done in a group waits for signatures.
func (d *decision) heldIn(group string) bool {
	return slices.ContainsFunc(d.r.Data.Added, func(a Added) bool {
		return a.Held != "" && !a.Done && slices.ContainsFunc(d.tasks, func(t Task) bool { return t.ID == a.Parent && t.Group == group })
	})
}

// countersign takes an added signer's answer.
func (d *decision) countersign() *Refusal {
	t, spec, refusal := d.turn(Signing)
	if refusal != nil {
		return refusal
	}
	a := d.signerOf(t.ID)
	if a == nil || a.Done {
		return refuse(EConflict, msgDone.Text())
	}
	agrees := d.cmd.Event == EventSignYes
	if !agrees && d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	d.eventName = builtin[d.cmd.Event].Text()
	d.closeTask(*t, TaskDone, d.cmd.Actor, d.cmd.Event, d.cmd.Opinion, "")
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: d.cmd.Event, Duty: string(spec.Duty), At: d.now})
	a.Signed = append(slices.Clone(a.Signed), d.cmd.Actor)
	if agrees && d.goOnSigning(a) {
		return nil
	}
	return d.signed(a, spec, agrees)
}

// goOnSigning reports whether more signatures are waited for; in a sequence it opens the next turn.
func (d *decision) goOnSigning(a *Added) bool {
	if a.Mode == string(process.Any) && len(a.Signed) > 0 {
		return false
	}
	for _, t := range d.openTasks() {
		if slices.Contains(a.Tasks, t.ID) {
			return true
		}
	}
	if a.Mode != string(process.Sequence) {
		return false
	}
	parent := d.taskByID(a.Parent)
	for _, p := range a.People {
		if slices.Contains(a.Signed, p) || parent == nil || d.unableToSign(p, parent) {
			continue
		}
		rest := *a
		rest.People = []PersonID{p}
		d.openSigners(&rest, parent)
		a.Tasks = rest.Tasks
		return true
	}
	return false
}

func (d *decision) unableToSign(p PersonID, parent *Task) bool {
	return !d.active(p) || d.barred(p, d.p.task(parent.State, parent.Group)) != nil
}

func (d *decision) taskByID(id string) *Task {
	for i := range d.tasks {
		if d.tasks[i].ID == id {
			return &d.tasks[i]
		}
	}
	return nil
}

// signed ends an added group: what the holder did takes effect, or he has the turn again with the objection.
func (d *decision) signed(a *Added, spec *process.Task, agreed bool) *Refusal {
	a.Done = true
	for _, t := range d.openTasks() {
		if slices.Contains(a.Tasks, t.ID) {
			d.closeTask(t, TaskSuperseded, "", "", "", builtin[EventSign].Text())
		}
	}
	parent := d.taskByID(a.Parent)
	d.message("notify", []PersonID{a.By}, msgSignDone.Text(d.titleText()))
	if a.Held == "" || parent == nil {
		return nil
	}
	if !agreed {
		back := *parent
		back.Status, back.Reason = TaskSuperseded, builtin[EventSignNo].Text()
		d.putTask(back)
		d.putSeat(Seat{Person: back.Actor, Task: back.ID, Case: back.Case, Box: BoxGone, SortAt: d.now, State: back.State})
		fresh := d.openTask(parent.Group, Work, []PersonID{back.Actor}, parent.Due)
		d.retask(parent.ID, fresh)
		return nil
	}
	return d.release(a, parent, spec)
}

// release lets what the holder did take effect.
func (d *decision) release(a *Added, parent *Task, spec *process.Task) *Refusal {
	e := d.p.Event(d.c.State, a.Held)
	if e == nil {
		return refuse(EInternal, msgNoEvent.Text(d.p.stateName(d.c.State), a.Held))
	}
	d.extra["result"] = e.ID
	d.cmd.To = a.To
	if len(a.Items) > 0 {
		d.c.Memo.Returned, d.c.Memo.Answered = a.Items, false
	}
	s := seat{task: parent, spec: spec}
	decided, refusal := d.weigh(e, s)
	if refusal != nil {
		return refusal
	}
	if !decided {
		return d.retime()
	}
	if refusal := d.carriable(e); refusal != nil {
		return refusal
	}
	return d.take(e, s)
}

// retask gives what hangs on a turn to the one that takes its place.
func (d *decision) retask(old, fresh string) {
	if h, ok := d.r.Data.Hands[old]; ok {
		d.dropHand(old)
		d.setHand(fresh, h)
	}
	for i := range d.r.Data.Helps {
		h := &d.r.Data.Helps[i]
		if h.Parent == old {
			h.Parent = fresh
		}
		if h.Task == old {
			h.Task = fresh
		}
	}
	for i := range d.r.Data.Added {
		a := &d.r.Data.Added[i]
		if a.Parent == old {
			a.Parent = fresh
		}
		if k := slices.Index(a.Tasks, old); k >= 0 {
			a.Tasks = slices.Clone(a.Tasks)
			a.Tasks[k] = fresh
		}
	}
}
