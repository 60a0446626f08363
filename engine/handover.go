package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
)

// Handover says whose turns go to whom when somebody leaves a post (离岗移交).
type Handover struct {
	From, To  PersonID
	Reason    string
	Processes []string // none: all
	Preview   bool     // only tell what would happen
}

// HandoverItem is what happens to one open turn.
type HandoverItem struct {
	Task      string
	Case      string // "" where the procedure is restricted: whoever administers does not learn of its cases
	Number    string
	Process   string // key
	Name      string // of the procedure
	StateName string
	Handed    bool
	Code      Code   // why it stays
	Why       string // the same in Chinese
}

// handover gives the turn named by the command to Command.Person, in the place of Command.From: one act on one case.
func (d *decision) handover() *Refusal {
	if refusal := d.mayIntervene(); refusal != nil {
		return refusal
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"reason", msgNeedReason.Text()}}}
	}
	if d.p.Secrecy == process.Restricted {
		return refuse(EForbidden, msgHandRestricted.Text())
	}
	t := d.turnByID(d.cmd.Task)
	if t == nil || !slices.Contains(t.principals(), d.cmd.From) {
		return refuse(EConflict, msgDone.Text())
	}
	spec := d.p.task(t.State, t.Group)
	if spec != nil && d.forInitiator(spec) && d.cmd.From == d.c.Initiator {
		return refuse(EInvalid, msgHandOwn.Text())
	}
	if refusal := d.assignable(t, spec, d.cmd.Person); refusal != nil {
		return refusal
	}
	people := t.principals()
	people[slices.Index(people, d.cmd.From)] = d.cmd.Person
	d.eventName = msgHandover.Text(d.personName(d.cmd.From), d.personName(d.cmd.Person))
	d.extra["handover"] = map[string]any{"from": d.cmd.From, "to": d.cmd.Person}
	d.assign(*t, people)
	return nil
}

// Handover hands every open turn of somebody to somebody else, one act on each case, and tells of each what came of it: one
// that may not go (the other must keep out, a vote, a restricted procedure) stays where it is and keeps none of the others
// back. With Preview it only tells. Codes: EInvalid.
func (e *Engine) Handover(ctx context.Context, actor PersonID, h Handover) ([]HandoverItem, error) {
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	to, ok := book.Person(h.To)
	switch {
	case h.From == h.To, !ok || !to.Active:
		return nil, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"to", msgHandTo.Text()}}}
	case h.To == actor:
		return nil, refuse(ESeparation, msgOwnBenefit.Text())
	}
	items := []HandoverItem{}
	for _, box := range []Box{BoxTodo, BoxPool} {
		q := InboxQuery{Person: h.From, Box: box, Limit: page}
		for {
			rows, err := e.cfg.Store.Inbox(ctx, q)
			if err != nil {
				return items, err
			}
			for i := range rows {
				r := &rows[i]
				if r.Task.ID == "" || r.Task.Standins[h.From] != "" || len(h.Processes) > 0 && !slices.Contains(h.Processes, r.Case.Process) {
					continue
				}
				item, err := e.handOne(ctx, actor, h, r)
				if err != nil {
					return items, err
				}
				items = append(items, item)
			}
			if len(rows) < page {
				break
			}
			q.AfterAt, q.AfterTask = rows[len(rows)-1].Seat.SortAt, rows[len(rows)-1].Seat.Task
		}
	}
	return items, nil
}

// handOne decides, and unless it is a preview carries out, the hand-over of one turn.
func (e *Engine) handOne(ctx context.Context, actor PersonID, h Handover, r *InboxRow) (HandoverItem, error) {
	p, err := e.procedure(ctx, r.Case.Version)
	if err != nil {
		return HandoverItem{}, err
	}
	item := HandoverItem{Task: r.Task.ID, Case: r.Case.ID, Number: r.Case.Number, Process: r.Case.Process, Name: p.Name, StateName: p.stateName(r.Task.State)}
	if p.Secrecy == process.Restricted {
		item = HandoverItem{Process: item.Process, Name: item.Name}
	}
	cmd := Command{Kind: DoHandover, Case: r.Case.ID, Task: r.Task.ID, Actor: actor, From: h.From, Person: h.To, Event: EventHandover, Opinion: h.Reason}
	if h.Preview {
		cmd.ID, cmd.Seed = e.cfg.NewID(), e.cfg.Seed()
		_, snap, loadErr := e.snapshot(ctx, &cmd, nil)
		if loadErr != nil {
			return item, loadErr
		}
		_, err = Decide(p, snap, cmd, e.cfg.Clock.Now())
	} else {
		_, err = e.Act(ctx, cmd)
	}
	item.Handed = err == nil
	if r, ok := asRefusal(err); ok {
		item.Code, item.Why, err = r.Code, r.Detail, nil
	}
	return item, err
}
