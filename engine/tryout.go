package engine

import (
	"context"
	"maps"
)

// Tryout is what the rules say of content that is not saved.
type Tryout struct {
	Needed []FieldProblem // must be filled in, and is empty
	Idle   []string       // empty, and asked for on a condition that does not hold
	Wrong  []FieldProblem // cannot be saved as it stands
}

// TryEdit holds what somebody has typed into a case against the rules that save it. Nothing is kept. Values that are wrong
// are told and left out of what is asked of the others.
//
// Codes: not_found for whoever may not read the case; those of an edit, except invalid.
func (e *Engine) TryEdit(ctx context.Context, actor PersonID, caseID string, given Fields) (Tryout, error) {
	if _, _, err := e.reading(ctx, actor, caseID); err != nil {
		return Tryout{}, err
	}
	cmd := Command{Kind: DoEdit, Case: caseID, Actor: actor, Fields: maps.Clone(given), ID: "tryout", Seed: e.cfg.Seed()}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return Tryout{}, err
	}
	now := e.cfg.Clock.Now()
	out := Tryout{}
	for {
		d := begin(p, snap, cmd, now)
		refusal := d.edit()
		if refusal == nil {
			out.Needed = d.missing()
			out.Idle = d.idle()
			return out, nil
		}
		left := len(cmd.Fields)
		for _, problem := range refusal.Problems {
			delete(cmd.Fields, problem.Field)
		}
		if refusal.Code != EInvalid || len(cmd.Fields) == left {
			return Tryout{}, refusal
		}
		out.Wrong = append(out.Wrong, refusal.Problems...)
	}
}

// idle lists the fields that may be written, are empty, and are asked for on a condition that does not hold now.
func (d *decision) idle() []string {
	var ids []string
	for _, id := range d.p.Editable(d.state(), d.c.Memo.Returned) {
		if f := d.p.Field(id); f.RequiredIf != nil && empty(d.c.Memo.Fields[id]) && !d.requires(f) {
			ids = append(ids, id)
		}
	}
	return ids
}
