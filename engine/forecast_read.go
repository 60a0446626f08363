package engine

import "context"

// Forecast tells somebody the way ahead of a case that he may see. given are values that he is about to save ("what if"):
// they are checked like an edit and kept nowhere. Whoever was only sent a copy, or has since been kept out, gets no stops.
//
// Codes: ENotFound; with values those of an edit.
func (e *Engine) Forecast(ctx context.Context, actor PersonID, caseID string, given Fields) (Forecast, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil || rel == Past || rel == Copied {
		return Forecast{}, err
	}
	if len(given) > 0 {
		cmd := Command{Kind: DoEdit, Case: caseID, Actor: actor, Fields: given, ID: "forecast", Seed: e.cfg.Seed()}
		if d.p, d.snap, err = e.snapshot(ctx, &cmd, nil); err != nil {
			return Forecast{}, err
		}
		d = begin(d.p, d.snap, cmd, d.now)
		if refusal := d.edit(); refusal != nil {
			return Forecast{}, refusal
		}
		d.snap.Case, d.snap.Round, d.snap.Tasks = d.c, d.r, d.tasks
	}
	return Predict(d.p, d.snap, actor, rel, d.now), nil
}

// ForecastNew tells whoever may start a case the way that one with these values would go. Nothing is kept.
//
// Codes: those of opening a case.
func (e *Engine) ForecastNew(ctx context.Context, actor PersonID, processKey, start string, given Fields) (Forecast, error) {
	cmd := Command{Kind: DoOpen, Process: processKey, Start: start, Actor: actor, Fields: given, ID: "forecast", Seed: e.cfg.Seed()}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return Forecast{}, err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	if _, refusal := d.admit(); refusal != nil {
		return Forecast{}, refusal
	}
	snap.Case, snap.Round, snap.Tasks = d.c, d.r, d.tasks
	return Predict(p, snap, actor, Applicant, d.now), nil
}
