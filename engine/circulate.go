package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
)

// DoCirculate passes a case on to people who are to read it (传阅), with the reason in Opinion.
const DoCirculate CommandKind = "circulate"

// Circulate passes a case on to the people in cmd.Readers, with a reason; it stands in the record. Only who takes part may;
// in a restricted procedure only who has a turn now, and only to people whom the procedure itself names for copies. Who
// must keep out of the case is refused in the same words as who may not know of it.
//
// Codes: ENotFound, EForbidden, EWrongState, EMissing, EInvalid, and those of Act.
func (e *Engine) Circulate(ctx context.Context, cmd Command) (Result, error) {
	_, rel, err := e.reading(ctx, cmd.Actor, cmd.Case)
	if err != nil {
		return Result{}, err
	}
	cmd.Kind, cmd.turned = DoCirculate, rel == Participant
	return e.Act(ctx, cmd)
}

func (d *decision) circulate() *Refusal {
	d.eventName = msgCirculate.Text()
	switch {
	case !d.cmd.turned, d.p.Secrecy == process.Restricted && !d.handlesNow(d.cmd.Actor):
		return refuse(EForbidden, msgCirculateWho.Text())
	case d.c.Status == Draft:
		return refuse(EWrongState, msgCirculateDraft.Text())
	}
	var problems []FieldProblem
	if d.lacksOpinion() {
		problems = append(problems, FieldProblem{"reason", msgNeedReason.Text()})
	}
	if len(d.cmd.Readers) == 0 {
		problems = append(problems, FieldProblem{"to", msgCirculateTo.Text()})
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	var to []PersonID
	for _, p := range d.cmd.Readers {
		who, ok := d.snap.Facts.Book.Person(p)
		switch {
		case !ok || !who.Active:
			problems = append(problems, FieldProblem{"to", msgNobody.Text(p)})
		case d.conflict(p) != "", d.p.Secrecy == process.Restricted && !d.copiesCall(p):
			problems = append(problems, FieldProblem{"to", msgCirculateBarred.Text(who.Name)})
		case p != d.cmd.Actor && !slices.Contains(to, p):
			to = append(to, p)
		}
	}
	if len(problems) == 0 && len(to) == 0 {
		problems = append(problems, FieldProblem{"to", msgCirculateTo.Text()})
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	d.copyTo(seatCopy, to)
	return nil
}

// CopyView is somebody to whom a case was sent to read, and when he read it.
type CopyView struct {
	Person PersonID
	SentAt int64
	ReadAt int64 // 0: 待阅
}

// Copies lists to whom a case was sent to read, in the order in which it was, to those who may see its record. Who must
// keep out by now is left out. Codes: ENotFound.
func (e *Engine) Copies(ctx context.Context, actor PersonID, caseID string) ([]CopyView, error) {
	d, err := e.discusses(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	events, _, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var list []CopyView
	for i := range events {
		sent, _ := events[i].Extra["copied"].([]any)
		for _, item := range sent {
			p, _ := item.(string)
			if d.conflict(p) != "" {
				continue
			}
			view := CopyView{Person: p, SentAt: events[i].At}
			if view.ReadAt, err = e.readAt(ctx, p, caseID, events[i].At); err != nil {
				return nil, err
			}
			list = append(list, view)
		}
	}
	return list, nil
}

// readAt is when somebody read what was sent to him at a time.
func (e *Engine) readAt(ctx context.Context, p PersonID, caseID string, sent int64) (int64, error) {
	seats, err := e.cfg.Store.Seats(ctx, p, caseID)
	for _, s := range seats {
		if s.Box == BoxRead && s.SortAt >= sent {
			return s.SortAt, err
		}
	}
	return 0, err
}

// Seen marks what was sent to somebody to read in a case as read (已阅). Codes: ENotFound.
func (e *Engine) Seen(ctx context.Context, actor PersonID, caseID string) (int, error) {
	if _, _, err := e.reading(ctx, actor, caseID); err != nil {
		return 0, err
	}
	return e.cfg.Store.MarkCopiesRead(ctx, actor, caseID, e.cfg.Clock.Now())
}
