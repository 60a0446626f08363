package engine

import "slices"

// Help is an opinion that the holder of a turn has asked for (协办). He decides with it or without.
type Help struct {
	Task   string   `json:"task"`   // the helper's turn
	Parent string   `json:"parent"` // the turn that it is for
	By     PersonID `json:"by"`
}

// maxHelpers is how many people one act may name.
const maxHelpers = 20

func (d *decision) askHelp() *Refusal {
	t, spec, refusal := d.turn(Work)
	if refusal == nil {
		refusal = d.chosen(EventDelegate, t, spec, maxHelpers)
	}
	if refusal != nil {
		return refusal
	}
	for _, p := range d.cmd.People {
		id := d.openTask(t.Group, Helping, []PersonID{p}, t.Due)
		d.r.Data.Helps = append(d.r.Data.Helps, Help{Task: id, Parent: t.ID, By: d.cmd.Actor})
	}
	d.message("notify", d.cmd.People, msgHelpAsked.Text(d.personName(d.cmd.Actor), d.titleText(), d.p.stateName(t.State)))
	return nil
}

// advise closes the helper's turn with his opinion. He has handled the case in the duty of the turn that he helps with.
func (d *decision) advise() *Refusal {
	t, spec, refusal := d.turn(Helping)
	if refusal != nil {
		return refusal
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	d.eventName = builtin[EventAdvise].Text()
	d.closeTask(*t, TaskDone, d.cmd.Actor, EventAdvise, d.cmd.Opinion, "")
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventAdvise, Duty: string(spec.Duty), At: d.now})
	for _, h := range d.r.Data.Helps {
		if h.Task == t.ID {
			d.message("notify", []PersonID{h.By}, msgHelped.Text(d.personName(d.cmd.Actor), d.titleText()))
		}
	}
	return nil
}

// endHelps closes the opinions still asked for, once the holder has acted without them.
func (d *decision) endHelps(parent, why string) {
	for _, t := range d.openTasks() {
		if t.Kind == Helping && d.helps(t.ID, parent) {
			d.closeTask(t, TaskSuperseded, "", "", "", why)
		}
	}
}

func (d *decision) helps(task, parent string) bool {
	return slices.ContainsFunc(d.r.Data.Helps, func(h Help) bool { return h.Task == task && h.Parent == parent })
}
