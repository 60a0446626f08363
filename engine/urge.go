package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// urge is 催办 by whoever applied, and 督办 by whoever the procedure names as its supervisors: a word to those who have the
// case, on the record, once a day. It moves nothing and decides nothing.
func (d *decision) urge() *Refusal {
	kind := d.cmd.Event
	if d.c.Status != Opened {
		return refuse(EWrongState, msgUrgeNobody.Text())
	}
	if refusal := d.mayUrge(kind); refusal != nil {
		return refusal
	}
	if kind == EventSupervise && d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedOpinion.Text()}}}
	}
	to := d.others()
	if len(to) == 0 {
		return refuse(EWrongState, msgUrgeNobody.Text())
	}
	if day := d.c.Memo.Urged[d.urgeKey(kind)]; day == d.today() {
		return refuse(EGuard, msgUrgedToday.Text(builtin[kind].Text()))
	}
	d.eventName = builtin[kind].Text()
	if d.c.Memo.Urged == nil {
		d.c.Memo.Urged = map[string]workday.Date{}
	}
	d.c.Memo.Urged[d.urgeKey(kind)] = d.today()
	text := msgNotifyUrge
	if kind == EventSupervise {
		text = msgNotifySupervise
	}
	d.message(kind, to, text.Text(d.titleText(), d.p.stateName(d.c.State), strings.TrimSpace(d.cmd.Opinion)))
	return nil
}

// others lists who has the case but for the actor.
func (d *decision) others() []PersonID {
	return slices.DeleteFunc(d.awaited(), func(p PersonID) bool { return p == d.cmd.Actor })
}

// canUrge: the actor may urge now.
func (d *decision) canUrge() bool {
	return d.c.Status == Opened && d.isApplicant(d.cmd.Actor) && d.p.Event(d.c.State, EventUrge) == nil && len(d.others()) > 0 && d.c.Memo.Urged[EventUrge] != d.today()
}

// urgeKey is what is counted: applicants share one word a day, each supervisor has his own.
func (d *decision) urgeKey(kind string) string {
	if kind == EventUrge {
		return kind
	}
	return kind + ":" + d.cmd.Actor
}

// mayUrge: an applicant may urge, a supervisor who need not keep out of the case may supervise.
func (d *decision) mayUrge(kind string) *Refusal {
	if kind == EventUrge {
		if d.isApplicant(d.cmd.Actor) {
			return nil
		}
		return refuse(EForbidden, msgNotBy.Text(builtin[kind].Text(), msgWhoInitiator.Text()))
	}
	if !d.supervises(d.cmd.Actor) {
		return refuse(EForbidden, msgNotBy.Text(builtin[kind].Text(), d.describe(d.p.Supervisors)))
	}
	if why := d.conflict(d.cmd.Actor); why != "" {
		return d.recusal(why)
	}
	return nil
}

// supervises: the procedure names him among its supervisors, and he has no part in the case himself.
func (d *decision) supervises(actor PersonID) bool {
	if len(d.p.Supervisors) == 0 || slices.Contains(d.handlers(), actor) {
		return false
	}
	people, _ := d.people(d.p.Supervisors)
	return slices.Contains(people, actor) && d.active(actor)
}

// oversees: the command is 督办 by one of the supervisors, who need not see the case to know how late it is.
func (d *decision) oversees(cmd Command) bool {
	return cmd.Event == EventSupervise && d.p.Event(d.c.State, EventSupervise) == nil && d.supervises(cmd.Actor) && d.conflict(cmd.Actor) == ""
}

// Watched is a case as its supervisors see it: where it is and how late, nothing of its content.
type Watched struct {
	Case       Case // Memo and Title are left zero
	Definition *process.Definition
	Open       []OpenTask
	Light      workday.Colour // the worst of its turns and its deadline
	Urged      workday.Date   // when the asking supervisor last urged, "" if never
}

// Watch lists the open cases that somebody supervises, newest first, those he must keep out of left out: at most limit,
// before the case id of the last one seen ("" = from the newest). late leaves out what is in time. next is where to go
// on, "" at the end.
func (e *Engine) Watch(ctx context.Context, actor PersonID, late bool, before string, limit int) (list []Watched, next string, err error) {
	keys, err := e.supervised(ctx)
	if err != nil || len(keys) == 0 {
		return nil, "", err
	}
	step := page
	if !late {
		step = min(page, limit)
	}
	for {
		ids, err := e.cfg.Store.CaseIDs(ctx, CaseQuery{Processes: keys, Status: Opened, Before: before, Limit: step})
		if err != nil {
			return nil, "", err
		}
		whole, err := e.snapshots(ctx, ids)
		if err != nil {
			return nil, "", err
		}
		for _, id := range ids {
			before = id
			w, ok := e.watched(actor, whole[id])
			if !ok || late && w.Light != workday.Red {
				continue
			}
			if list = append(list, w); len(list) == limit {
				return list, before, nil
			}
		}
		if len(ids) < step {
			return list, "", nil
		}
	}
}

// supervised lists the procedures that name supervisors.
func (e *Engine) supervised(ctx context.Context) ([]string, error) {
	defs, err := e.Catalogue(ctx)
	var keys []string
	for _, d := range defs {
		if len(d.Supervisors) > 0 {
			keys = append(keys, d.Key)
		}
	}
	return keys, err
}

// watched is a case (nil: it is no more) as a supervisor sees it; false where it is not his to watch.
func (e *Engine) watched(actor PersonID, found *whole) (Watched, bool) {
	if found == nil {
		return Watched{}, false
	}
	d := begin(found.p, found.snap, Command{Kind: DoEvent, Case: found.snap.Case.ID, Actor: actor}, e.cfg.Clock.Now())
	if d.c.Status != Opened || !d.supervises(actor) || d.conflict(actor) != "" {
		return Watched{}, false
	}
	w := Watched{Case: d.c, Definition: found.p.Definition, Open: d.openViews(Participant), Light: d.lightOf(d.c.Due)}
	for i := range w.Open {
		w.Open[i].Task = ""
		w.Light = worse(w.Light, d.lightOf(w.Open[i].Due))
	}
	w.Urged = d.c.Memo.Urged[d.urgeKey(EventSupervise)]
	w.Case.Memo, w.Case.Title, w.Case.Initiator = Memo{}, found.p.Name, ""
	return w, true
}

// lightOf is the colour of a due, green where there is none.
func (d *decision) lightOf(due workday.Due) workday.Colour {
	if due.At == 0 {
		return workday.Green
	}
	return d.snap.Facts.Calendar.Light(due, d.now)
}

func worse(a, b workday.Colour) workday.Colour {
	for _, c := range []workday.Colour{workday.Red, workday.Yellow} {
		if a == c || b == c {
			return c
		}
	}
	return workday.Green
}
