package engine

import (
	"context"

	"dandang/engine/process"
)

// InterventionRow is an intervention that waits, with what may be told of its case to whoever confirms it.
type InterventionRow struct {
	Intervention
	Case      Case // Memo is left zero
	Process   *process.Definition
	StateName string
	Text      string // 指定环节“审核”
	MayNot    string // why the reader cannot confirm it, "" if he can
}

// Interventions lists what waits for a second person, oldest case first. Cases that the reader must keep out of are left
// out. Codes: none of its own.
func (e *Engine) Interventions(ctx context.Context, actor PersonID, after string, limit int) (rows []InterventionRow, next string, err error) {
	cases, err := e.cfg.Store.Interventions(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	for i := range cases {
		cmd := Command{Kind: DoIntervene, Case: cases[i].ID, Actor: actor}
		p, snap, err := e.snapshot(ctx, &cmd, nil)
		if err != nil {
			return nil, "", err
		}
		d := begin(p, snap, cmd, e.cfg.Clock.Now())
		if d.conflict(actor) != "" || actor == d.c.Initiator {
			continue
		}
		for _, v := range snap.Case.Memo.Interventions {
			row := InterventionRow{Intervention: v, Case: snap.Case, Process: p.Definition, StateName: p.stateName(snap.Case.State), Text: d.interventionText(&v)}
			row.Case.Memo = Memo{}
			if r := d.mayIntervene(); r != nil {
				row.MayNot = r.Detail
			} else if v.By == actor {
				row.MayNot = msgSecondPerson.Text()
			}
			rows = append(rows, row)
		}
	}
	if len(cases) == limit {
		next = cases[len(cases)-1].ID
	}
	return rows, next, nil
}

// InterventionOptions is what may be proposed for a case: where it stands, the states declared for it, its open turns.
type InterventionOptions struct {
	Case    Case
	Process *process.Definition
	Jump    []string // states
	Close   []string // ends
	Turns   []Task   // that may be given to somebody else
}

// InterventionOptions tells whoever may propose an intervention what there is to choose, for a case named by its id or, as
// people name it, by its number. Codes: ENotFound and those of an intervention.
func (e *Engine) InterventionOptions(ctx context.Context, actor PersonID, caseOrNumber string) (InterventionOptions, error) {
	caseID, err := e.caseNamed(ctx, caseOrNumber)
	if err != nil {
		return InterventionOptions{}, err
	}
	cmd := Command{Kind: DoIntervene, Case: caseID, Actor: actor}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return InterventionOptions{}, err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	if refusal := d.mayIntervene(); refusal != nil {
		return InterventionOptions{}, refusal
	}
	o := InterventionOptions{Case: snap.Case, Process: p.Definition}
	o.Case.Memo = Memo{}
	for _, kind := range []string{InterveneJump, InterveneClose} {
		for _, id := range p.DeclaredStates(kind == InterveneClose) {
			if d.fits(&Intervention{Kind: kind, To: id}) != nil {
				continue
			}
			if kind == InterveneClose {
				o.Close = append(o.Close, id)
			} else {
				o.Jump = append(o.Jump, id)
			}
		}
	}
	for _, t := range d.openTasks() {
		if spec := p.task(t.State, t.Group); t.Kind == Work && spec != nil && spec.Mode != process.Ballot {
			o.Turns = append(o.Turns, t)
		}
	}
	return o, nil
}

// caseNamed finds the id of the open case that has a number. Numbers follow each other and can be guessed, so those of a
// restricted procedure find nothing; what is no number is taken for an id.
func (e *Engine) caseNamed(ctx context.Context, number string) (string, error) {
	found, err := e.cfg.Store.Cases(ctx, CaseQuery{Number: number, Status: Opened, Limit: page})
	if err != nil {
		return "", err
	}
	for i := range found {
		if found[i].Number != number {
			continue
		}
		p, err := e.Definition(ctx, found[i].Version)
		if err != nil {
			return "", err
		}
		if p.Secrecy != process.Restricted {
			return found[i].ID, nil
		}
	}
	return number, nil
}
