package engine

import (
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

const cityScope = directory.ScopeCity

func meeting(spec *process.Task) bool {
	return spec.Mode == process.Ballot && spec.Vote != nil && spec.Vote.Held == "meeting"
}

// openMeeting seats the members as readers and opens the recorder's turn. The decision is taken in the room: a clerk
// enters it, a second person confirms it (domain.md A00.7).
func (d *decision) openMeeting(spec *process.Task) {
	if d.r.Data.Sheet != nil { // the incident that ends here waited for somebody to confirm
		d.openConfirm(spec)
		return
	}
	g := d.r.Data.Groups[spec.Group]
	g.Seats, _ = d.eligible(spec)
	d.setGroup(spec.Group, g)
	recorders := d.clerks(spec, spec.Vote.Recorder, "")
	switch {
	case len(g.Seats) == 0:
		d.nobody(spec, spec.For, nil)
		return
	case d.short(spec, len(g.Seats)):
		return
	case len(recorders) == 0:
		d.nobody(spec, spec.Vote.Recorder, nil)
		return
	}
	d.openTask(spec.Group, Record, recorders, g.Due)
	for _, p := range g.Seats {
		if !slices.Contains(recorders, p) {
			d.putSeat(Seat{Person: p, Task: seatMember + d.c.ID + ":" + itoa(d.r.N), Case: d.c.ID, Box: BoxCC, SortAt: d.now, State: d.c.State})
		}
	}
}

// clerks finds who may keep the record: nobody in conflict, and not the one person excluded.
func (d *decision) clerks(spec *process.Task, whos []process.Who, not PersonID) []PersonID {
	found, _ := d.eligible(&process.Task{Group: spec.Group, For: whos, Not: spec.Not})
	return slices.DeleteFunc(found, func(p PersonID) bool { return p == not })
}

// held finds the actor's open task of a kind, and the rule of its group.
func (d *decision) held(kind TaskKind, event string) (*Task, *process.Task, *Refusal) {
	var open []Task
	for _, t := range d.openTasks() {
		if t.Kind == kind {
			open = append(open, t)
			if slices.Contains(t.Candidates, d.cmd.Actor) && (d.cmd.Task == "" || d.cmd.Task == t.ID) {
				spec := d.p.task(t.State, t.Group)
				if why := d.conflict(d.cmd.Actor); why != "" {
					return nil, nil, d.recusal(why)
				}
				return &t, spec, nil
			}
		}
	}
	for _, t := range d.tasks {
		if t.Kind == kind && t.Status == TaskDone && (t.ID == d.cmd.Task || t.Actor == d.cmd.Actor) {
			return nil, nil, refuse(EConflict, msgDone.Text())
		}
	}
	if len(open) == 0 {
		return nil, nil, refuse(EWrongState, msgNoEvent.Text(d.p.stateName(d.c.State), builtin[event].Text()))
	}
	if kind == Confirm && d.r.Data.Sheet != nil && d.r.Data.Sheet.Recorder == d.cmd.Actor {
		return nil, nil, refuse(ESeparation, msgSheetSame.Text())
	}
	return nil, nil, refuse(EForbidden, msgNotYours.Text(d.clerkPosts(kind, open)))
}

// clerkPosts says in words who keeps or confirms the record.
func (d *decision) clerkPosts(kind TaskKind, open []Task) string {
	spec := d.p.task(d.c.State, open[0].Group)
	if kind == Record || kind == Ending {
		return d.describe(spec.Vote.Recorder)
	}
	return d.describe(d.confirmers(spec))
}

// recordMeeting takes the recorder's sheet: roll, counts, minutes.
func (d *decision) recordMeeting() *Refusal {
	t, spec, refusal := d.held(Record, EventRecord)
	if refusal != nil {
		return refusal
	}
	d.eventName = builtin[EventRecord].Text()
	if refusal := d.write(d.cmd.Fields); refusal != nil {
		return refusal
	}
	g := d.r.Data.Groups[spec.Group]
	g.Seats, _ = d.eligible(spec) // recusals since the round opened leave the base
	d.setGroup(spec.Group, g)
	if refusal := d.checkSheet(d.cmd.Sheet, g.Seats); refusal != nil {
		return refusal
	}
	if refusal := d.checkChair(spec, d.cmd.Sheet); refusal != nil {
		return refusal
	}
	sheet := *d.cmd.Sheet
	sheet.Recorder, sheet.RecordedAt, sheet.Confirmed = d.cmd.Actor, d.now, ""
	sheet.Recused = d.recusedMembers(spec)
	d.r.Data.Sheet = &sheet
	if refusal := d.propose(spec); refusal != nil {
		return refusal
	}
	d.closeTask(*t, TaskDone, d.cmd.Actor, EventRecord, d.cmd.Opinion, "")
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventRecord, At: d.now})
	d.openConfirm(spec)
	return d.retime()
}

// openConfirm opens the turn of the second person, who confirms what the recorder entered.
func (d *decision) openConfirm(spec *process.Task) {
	second := d.clerks(spec, d.confirmers(spec), d.r.Data.Sheet.Recorder)
	if len(second) == 0 {
		d.nobody(spec, d.confirmers(spec), nil)
		return
	}
	d.openTask(spec.Group, Confirm, second, d.r.Data.Groups[spec.Group].Due)
}

func (d *decision) confirmers(spec *process.Task) []process.Who {
	if len(spec.Vote.Confirm) > 0 {
		return spec.Vote.Confirm
	}
	return spec.For
}

// recusedMembers are the members who keep out of this case.
func (d *decision) recusedMembers(spec *process.Task) []PersonID {
	all, _ := d.called(spec)
	return slices.DeleteFunc(slices.Clone(all), func(p PersonID) bool { return d.barred(p, spec) == nil })
}

func (d *decision) checkSheet(s *Sheet, seats []PersonID) *Refusal {
	if s == nil {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"sheet", msgSheetNeeded.Text()}}}
	}
	var problems []FieldProblem
	add := func(field, msg string) { problems = append(problems, FieldProblem{"sheet." + field, msg}) }
	if !workday.Date(s.HeldOn).Valid() || workday.Date(s.HeldOn) > d.today() {
		add("held_on", msgSheetDate.Text())
	}
	if strings.TrimSpace(s.Minutes) == "" {
		add("minutes", msgSheetMinutes.Text())
	}
	for i, p := range s.Present {
		if !slices.Contains(seats, p) {
			add("present", msgSheetPresent.Text(d.personName(p)))
		}
		if slices.Contains(s.Present[:i], p) {
			add("present", msgSheetTwice.Text(d.personName(p)))
		}
	}
	switch {
	case s.Yes < 0 || s.No < 0 || s.Abstain < 0:
		add("yes", msgSheetNegative.Text())
	case s.Yes+s.No+s.Abstain != len(s.Present):
		add("yes", msgSheetCounts.Text(s.Yes+s.No+s.Abstain, len(s.Present)))
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	return nil
}

// confirmMeeting: the second person confirms the sheet, and the vote takes effect; or sends it back to the recorder.
func (d *decision) confirmMeeting() *Refusal {
	t, spec, refusal := d.held(Confirm, d.cmd.Event)
	if refusal != nil {
		return refusal
	}
	d.eventName = builtin[d.cmd.Event].Text()
	sheet := *d.r.Data.Sheet
	if len(d.cmd.Fields) > 0 {
		return refuse(EForbidden, msgEditWho.Text())
	}
	if d.cmd.Event == EventCorrect {
		if strings.TrimSpace(d.cmd.Opinion) == "" {
			return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
		}
		d.closeTask(*t, TaskDone, d.cmd.Actor, EventCorrect, d.cmd.Opinion, "")
		d.r.Data.Sheet = nil
		if recorders := d.clerks(spec, spec.Vote.Recorder, ""); len(recorders) > 0 {
			d.openTask(spec.Group, Record, recorders, d.r.Data.Groups[spec.Group].Due)
		} else {
			d.nobody(spec, spec.Vote.Recorder, nil)
		}
		return nil
	}
	for _, p := range sheet.Present {
		if d.barred(p, spec) != nil {
			return refuse(EInvalid, msgSheetBarred.Text(d.personName(p)))
		}
	}
	if spec.Vote.On == "proposal" && sheet.Content != d.c.Content {
		return refuse(EInvalid, msgProposalMoved.Text())
	}
	sheet.Confirmed = d.cmd.Actor
	d.r.Data.Sheet = &sheet
	d.closeTask(*t, TaskDone, d.cmd.Actor, EventConfirm, d.cmd.Opinion, "")
	d.attend(spec, &sheet)
	return d.carry(spec, d.count(spec.Vote, d.tallyOfRound()))
}

// attend notes those present as having handled the case in the task's duty.
func (d *decision) attend(spec *process.Task, s *Sheet) {
	for _, p := range s.Present {
		d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: p, State: d.c.State, Event: EventConfirm, Duty: string(spec.Duty), At: d.now})
	}
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventConfirm, At: d.now})
}

// carry takes the event that a vote came to. What the event needs must be in the record; the minutes are its opinion.
func (d *decision) carry(spec *process.Task, event string) *Refusal {
	e := d.p.Event(d.c.State, event)
	if e == nil {
		return refuse(EInternal, msgNoEvent.Text(d.p.stateName(d.c.State), event))
	}
	if refusal := d.carriable(e); refusal != nil {
		return refusal
	}
	d.extra["result"] = event
	return d.take(e, seat{task: &Task{Group: spec.Group}, spec: spec})
}

// carriable: the record has what the outcome of a vote needs, and its condition holds.
func (d *decision) carriable(e *process.Event) *Refusal {
	if e == nil {
		return nil
	}
	var problems []FieldProblem
	for _, n := range e.Needs {
		if n.Kind != "field" {
			continue
		}
		if p, lacks := d.lacks(n); lacks {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	return d.allowed(e)
}
