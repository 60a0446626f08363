package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/process"
)

// Unseal opens a sealed field for somebody, with his reason, once: he must hold a role of the field's `see` and have, or
// have had, a turn in the case. Every attempt is an event of the record, refused ones too: who, which field, why; never
// the value. The value is answered only after the event is kept.
//
// Codes: ENotFound (no such case for him, no such sealed field), EMissing (no reason), EForbidden, EBusy.
func (e *Engine) Unseal(ctx context.Context, actor PersonID, caseID, field, reason string) (any, error) {
	_, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		if CodeOf(err) == ENotFound { // an outsider leaves no event in a case that is not his, but he is noticed
			e.cfg.Log.Warn("unseal refused", "case", caseID, "actor", actor, "code", ENotFound)
		}
		return nil, err
	}
	turned, err := e.hadTurn(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	cmd := Command{
		ID: e.cfg.NewID(), Kind: DoUnseal, Case: caseID, Actor: actor, Event: EventUnseal, Field: field, Opinion: strings.TrimSpace(reason),
		turned: turned && rel == Participant, Seed: e.cfg.Seed(),
	}
	lock := e.lock(caseID)
	lock.Lock()
	defer lock.Unlock()
	for range maxAttempts {
		p, snap, err := e.snapshot(ctx, &cmd, nil)
		if err != nil {
			return nil, err
		}
		f := p.Field(field)
		if f == nil || !f.Sealed {
			return nil, refuse(ENotFound, msgNoSealed.Text())
		}
		if cmd.Opinion == "" {
			return nil, &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"reason", msgUnsealWhy.Text()}}}
		}
		d := begin(p, snap, cmd, e.cfg.Clock.Now())
		refusal := d.unseal(f)
		var value any
		if m, ok := envelopeOf(snap.Case.Memo.Fields[field]); refusal == nil && ok { // before the event: what cannot be opened was not opened
			if e.cfg.Vault == nil {
				return nil, errNoVault
			}
			text, _ := m["sealed"].(string)
			if value, err = (sealer{e.cfg.Vault, caseID}).open(field, text); err != nil {
				return nil, err
			}
		}
		switch err := e.commits.apply(ctx, d.finish()); {
		case err == ErrStale: //nolint:errorlint // the store answers it unwrapped
			continue
		case err != nil:
			return nil, err
		case refusal != nil:
			return nil, refusal
		}
		return value, nil
	}
	return nil, refuse(EBusy, msgBusy.Text())
}

// unseal decides whether the actor may, and writes down either way.
func (d *decision) unseal(f *process.Field) *Refusal {
	d.eventName = builtin[EventUnseal].Text()
	d.extra["field"] = f.ID
	var refusal *Refusal
	switch {
	case d.conflict(d.cmd.Actor) != "":
		refusal = refuse(ERecused, hiddenWhy)
	case !d.cmd.turned || !d.holdsRole(f):
		refusal = refuse(EForbidden, msgUnsealWho.Text(f.Name))
	}
	if refusal != nil {
		d.extra["refused"] = string(refusal.Code)
	}
	return refusal
}

// holdsRole: the actor holds a role that may see the field, in the states that the field names.
func (d *decision) holdsRole(f *process.Field) bool {
	if len(f.SeeIn) > 0 && !slices.Contains(f.SeeIn, d.c.State) {
		return false
	}
	return slices.ContainsFunc(f.See, func(role string) bool {
		return slices.Contains(d.holdersOf(&process.Who{Kind: process.ByRole, Role: role}, d.roleUnit()), d.cmd.Actor)
	})
}

// hadTurn: somebody is or was named for a turn of the case, or acted in it.
func (e *Engine) hadTurn(ctx context.Context, actor PersonID, caseID string) (bool, error) {
	tasks, err := e.cfg.Store.AllTasks(ctx, caseID)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(tasks, func(t Task) bool {
		return t.Kind != Trouble && (slices.Contains(t.Candidates, actor) || t.Actor == actor)
	}) {
		return true, nil
	}
	snap, err := e.cfg.Store.Load(ctx, caseID)
	if err != nil {
		return false, err
	}
	d := decision{c: snap.Case, r: snap.Round}
	return slices.Contains(d.handlers(), actor), nil
}

// Unsealed lists the sealed fields of a case that somebody has opened: their files are his to fetch. Codes: ENotFound.
func (e *Engine) Unsealed(ctx context.Context, actor PersonID, caseID string) ([]string, error) {
	if _, _, err := e.reading(ctx, actor, caseID); err != nil {
		return nil, err
	}
	events, _, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return nil, err
	}
	var fields []string
	for i := range events {
		ev := &events[i]
		field, _ := ev.Extra["field"].(string)
		if ev.Kind == DoUnseal && ev.Actor == actor && ev.Extra["refused"] == nil && !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields, nil
}
