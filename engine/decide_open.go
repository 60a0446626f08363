package engine

import (
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// open starts a case: it enters the first state and, where the way in is an event (ex officio), does that.
func (d *decision) open() *Refusal {
	start, refusal := d.admit()
	if refusal != nil {
		return refusal
	}
	d.ch.New = true
	d.putSeat(Seat{Person: d.c.Initiator, Task: d.c.ID, Case: d.c.ID, Box: BoxMine, SortAt: d.now, State: d.c.State})
	if start.Event != "" && !d.cmd.Draft {
		d.cmd.Event = start.Event
		return d.act()
	}
	return d.retime()
}

// admit finds the way in, checks that the actor may take it, enters the first state and writes what is given.
func (d *decision) admit() (*process.Start, *Refusal) {
	if d.p.secret && d.snap.Facts.Urn == nil {
		return nil, d.unsupported(msgNoUrn.Text())
	}
	applicant := d.applicant()
	person, ok := d.snap.Facts.Book.Person(applicant)
	if !ok || !person.Active || !d.active(d.cmd.Actor) {
		return nil, refuse(EForbidden, msgNobody.Text(applicant))
	}
	d.c = Case{
		ID: d.cmd.ID, Process: d.p.Key, Version: d.p.Hash, Title: d.p.Name, Initiator: person.ID, Unit: person.Unit,
		Status: Draft, CreatedAt: d.now, Memo: Memo{Fields: Fields{}, Origin: d.cmd.Origin},
	}
	start, refusal := d.chooseStart()
	if refusal == nil && d.cmd.Signed != nil {
		refusal = d.mayOpenFor(start)
	}
	if refusal != nil {
		return nil, refusal
	}
	d.defaults()
	d.enter(start.State, 0, nil)
	if d.cmd.Signed != nil {
		d.openFor()
	}
	return start, d.write(d.cmd.Fields)
}

func (d *decision) chooseStart() (*process.Start, *Refusal) {
	var mine []*process.Start
	var who []string
	linked := false
	for i := range d.p.Starts {
		s := &d.p.Starts[i]
		if d.cmd.Start != "" && s.State != d.cmd.Start {
			continue
		}
		if s.Linked && d.cmd.Origin == nil {
			linked = true
			continue
		}
		who = append(who, d.describe(s.By))
		if people, _ := d.people(s.By); slices.Contains(people, d.c.Initiator) {
			mine = append(mine, s)
		}
	}
	switch len(mine) {
	case 0:
		if linked && len(who) == 0 {
			return nil, refuse(ELinkedOnly, msgLinkedOnly.Text(d.p.Name))
		}
		return nil, refuse(EForbidden, msgNoStart.Text(d.p.Name, strings.Join(who, msgAnd.Text())))
	case 1:
		return mine[0], nil
	default:
		var names []string
		for _, s := range mine {
			names = append(names, s.State)
		}
		return nil, refuse(EAmbiguous, msgWhichStart.Text(d.p.Name, strings.Join(names, msgAnd.Text())))
	}
}

func (d *decision) defaults() {
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		if f.Default != nil && f.Computed == nil {
			d.c.Memo.Fields[f.ID] = f.Default
			d.patch[f.ID] = f.Default
		}
	}
}

// edit writes fields without an event: whoever handles the open round may change what the state lets him.
func (d *decision) edit() *Refusal {
	if refusal := d.current(); refusal != nil {
		return refusal
	}
	if refusal := d.mayEdit(); refusal != nil {
		return refusal
	}
	if refusal := d.write(d.cmd.Fields); refusal != nil {
		return refusal
	}
	return d.retime()
}

// mayEdit: the holder of a turn; the recorder until the record is in; in a state without turns the initiator whose
// draft it is. Who confirms a record or cures an incident changes nothing, and what an event asks for is written with
// the event.
func (d *decision) mayEdit() *Refusal {
	open := d.openTasks()
	for _, t := range open {
		if !slices.Contains(t.Candidates, d.cmd.Actor) {
			continue
		}
		switch t.Kind {
		case Work:
			if d.pooled(&t) {
				return refuse(EGuard, msgClaimFirst.Text())
			}
			spec := d.p.task(t.State, t.Group)
			if p := t.Standins[d.cmd.Actor]; p != "" {
				d.principal = p
				return d.standsFor(p, spec)
			}
			return d.barred(d.cmd.Actor, spec)
		case Record:
			if why := d.conflict(d.cmd.Actor); why != "" {
				return d.recusal(why)
			}
			return nil
		case Ending, Confirm, Helping, Signing, Entering, Checking, Trouble:
		}
	}
	if len(open) == 0 && d.cmd.Actor == d.c.Initiator {
		for _, e := range d.p.EventsIn(d.c.State) {
			if len(e.From) == 0 && slices.ContainsFunc(e.By, func(w process.Who) bool { return w.Kind == process.ByInitiator }) {
				return nil
			}
		}
	}
	return refuse(EForbidden, msgEditWho.Text())
}

// write checks every value against its field and the state, then stores all of them or none.
func (d *decision) write(fields Fields) *Refusal {
	if len(fields) == 0 {
		return d.compute()
	}
	editable := d.p.Editable(d.state(), d.c.Memo.Returned)
	var problems []FieldProblem
	clean := Fields{}
	for _, id := range sortedKeys(fields) {
		f := d.p.Field(id)
		if f == nil {
			problems = append(problems, FieldProblem{id, msgNoField.Text()})
			continue
		}
		v, problem := d.normal(f, fields[id])
		switch {
		case !slices.Contains(editable, id):
			if problem == "" && !f.Sensitive && !f.Sealed && sameWire(v, d.c.Memo.Fields[id]) {
				continue // sending back what is there already is no change
			}
			problem = msgNotEditable.Text(d.p.fieldName(id), d.p.stateName(d.c.State))
		case problem == "":
			if problem = d.known(f, v); problem == "" && d.fixedRoster(id) && !sameWire(v, d.c.Memo.Fields[id]) {
				problem = msgRosterFixed.Text(f.Name)
			}
		}
		if problem != "" {
			problems = append(problems, FieldProblem{id, problem})
			continue
		}
		clean[id] = v
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	for id, v := range clean {
		if !sameWire(v, d.c.Memo.Fields[id]) {
			d.put(id, v)
		}
	}
	if refusal := d.picks(); refusal != nil {
		return refusal
	}
	if refusal := d.entered(clean); refusal != nil {
		return refusal
	}
	return d.compute()
}

// put stores one value; nil removes it.
func (d *decision) put(id string, v any) {
	if v == nil {
		delete(d.c.Memo.Fields, id)
	} else {
		d.c.Memo.Fields[id] = v
	}
	d.patch[id] = v
	if d.c.Content == d.snap.Case.Content {
		d.c.Content++
	}
	if d.c.Memo.Previous == nil {
		d.c.Memo.Previous = Fields{}
	}
}

// known checks what only the outside can tell: that a person or unit exists, that a date of proof is not to come.
func (d *decision) known(f *process.Field, v any) string {
	s, _ := v.(string)
	switch {
	case f.Type != process.Date:
		return listed(d.snap.Facts.Book, f, v)
	case s == "" || !d.anchors(f.ID):
	case workday.Date(s) > d.today():
		return msgNotFuture.Text(d.p.fieldName(f.ID))
	case d.startsNotice(f.ID) && !d.isStart(d.c.State) && workday.Date(s) < d.noticeFloor():
		return msgNotBefore.Text(d.p.fieldName(f.ID), d.noticeFloor().Chinese())
	}
	return ""
}

// listed says what is wrong with a value that names people or a unit whom the directory does not know; "" otherwise.
func listed(book *directory.Book, f *process.Field, v any) string {
	switch f.Type {
	case process.Person:
		if id, _ := v.(string); id != "" {
			if _, ok := book.Person(id); !ok {
				return msgNobody.Text(id)
			}
		}
	case process.Persons:
		list, _ := v.([]any)
		for _, item := range list {
			id, _ := item.(string)
			if _, ok := book.Person(id); !ok {
				return msgNobody.Text(id)
			}
		}
	case process.UnitType:
		if id, _ := v.(string); id != "" {
			if _, ok := book.Unit(id); !ok {
				return msgNoUnit.Text(id)
			}
		}
	default:
	}
	return ""
}

// anchors reports whether some limit runs from the field: then the date tells of something that has happened.
func (d *decision) anchors(field string) bool {
	for i := range d.p.States {
		s := &d.p.States[i]
		if s.After != nil && s.After.From == field {
			return true
		}
		for j := range s.Tasks {
			if s.Tasks[j].DueFrom == field {
				return true
			}
		}
	}
	return false
}

// startsNotice reports whether some period that moves the case on by itself runs from the field.
func (d *decision) startsNotice(field string) bool {
	return slices.ContainsFunc(d.p.States, func(s process.State) bool { return s.After != nil && s.After.From == field })
}

// noticeFloor is the earliest day that such a period may run from: the day on which the case came to the stage that
// leads to it. An older date would end the period before anybody could object.
func (d *decision) noticeFloor() workday.Date {
	if s := d.state(); s.After != nil && s.After.From != "" {
		if v := d.visit(d.r.From); v != nil {
			return workday.DateOf(v.OpenedAt)
		}
	}
	return workday.DateOf(d.r.OpenedAt)
}

// compute derives the computed fields; one whose inputs are missing has no value.
func (d *decision) compute() *Refusal {
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		if f.Computed == nil {
			continue
		}
		v, unknown := f.Computed.Eval(d.env(""))
		var wire any
		if len(unknown) == 0 && v != nil {
			wire = wireOf(v)
		}
		if !sameWire(wire, d.c.Memo.Fields[f.ID]) {
			d.put(f.ID, wire)
		}
	}
	return nil
}

// missing lists the required fields of the state that have no value.
func (d *decision) missing() []FieldProblem {
	var problems []FieldProblem
	for _, id := range d.p.Editable(d.state(), d.c.Memo.Returned) {
		f := d.p.Field(id)
		if !empty(d.c.Memo.Fields[id]) {
			continue
		}
		if d.requires(f) {
			problems = append(problems, FieldProblem{id, d.needText(f)})
		}
	}
	return problems
}

// requires reports whether a field must be filled in, as the content stands.
func (d *decision) requires(f *process.Field) bool {
	if f.RequiredIf == nil {
		return f.Required
	}
	truth, _ := f.RequiredIf.Test(d.env(""))
	return truth == guardYes
}

func (d *decision) needText(f *process.Field) string {
	if f.Type == process.Files {
		return msgNeedFiles.Text(d.p.fieldName(f.ID))
	}
	return msgNeedValue.Text(d.p.fieldName(f.ID))
}
