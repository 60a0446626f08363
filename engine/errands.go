package engine

import (
	"context"
	"errors"

	"dandang/engine/process"
)

// maxHops is how many errands one act may carry out at once; the others wait for the next Tick.
const maxHops = 32

// run carries out what an act sent to other cases, right after its commit, so that who acted sees it at once. What
// fails stays open in the store, and Tick comes back to it.
func (e *Engine) run(ctx context.Context, errands []Errand) {
	for hop := 0; len(errands) > 0 && hop < maxHops; hop++ {
		more, _, err := e.deliver(ctx, errands[0])
		if err != nil {
			e.cfg.Log.Error("errand", "errand", errands[0].ID, "code", CodeOf(err), "error", err)
		}
		errands = append(errands[1:], more...)
	}
}

// runAll carries out every errand that is open, as after a crash. It answers how many acted and the first error.
func (e *Engine) runAll(ctx context.Context) (done int, err error) {
	failed := map[string]bool{}
	for {
		open, loadErr := e.cfg.Store.Errands(ctx, page+len(failed))
		if loadErr != nil {
			return done, errors.Join(err, loadErr)
		}
		progress := 0
		for _, errand := range open {
			if failed[errand.ID] {
				continue
			}
			if ctx.Err() != nil {
				return done, ctx.Err()
			}
			_, acted, doErr := e.deliver(ctx, errand)
			if acted {
				progress++
				continue
			}
			failed[errand.ID] = true
			if doErr != nil {
				e.cfg.Log.Error("errand", "errand", errand.ID, "code", CodeOf(doErr), "error", doErr)
				err = errors.Join(err, doErr)
			}
		}
		if done += progress; progress == 0 {
			return done, err
		}
	}
}

// deliver carries one errand out: one act on the case that receives it, whose Change marks it done. It answers what that
// act sent on, and whether it acted; an errand that another process was faster with is no error.
func (e *Engine) deliver(ctx context.Context, errand Errand) ([]Errand, bool, error) {
	var more []Errand
	var err error
	switch errand.Kind {
	case ErrandOpen:
		more, err = e.openLinked(ctx, errand)
	case ErrandReport:
		more, err = e.reportBack(ctx, errand)
	case ErrandJoin:
		more, err = e.tellJoined(ctx, errand)
	default:
		err = refuse(EInternal, "unknown errand "+errand.Kind)
	}
	if CodeOf(err) == EBusy {
		return nil, false, nil
	}
	return more, err == nil, err
}

// openLinked opens the case that another ordered. What refuses it becomes an incident there, which can be tried again.
func (e *Engine) openLinked(ctx context.Context, errand Errand) ([]Errand, error) {
	snap, err := e.cfg.Store.Load(ctx, errand.From)
	if err != nil {
		return nil, err
	}
	l, ok := snap.Case.Memo.Links[errand.Name]
	if !ok || l.Case != errand.To || l.Order == nil {
		return e.failed(ctx, errand, msgLinkGone.Text()) // stale: only the mark is written
	}
	if l.Order.Depth > maxDepth {
		return e.failed(ctx, errand, msgLinkDepth.Text(maxDepth))
	}
	if e.cfg.Outside != nil && e.cfg.Outside(l.Process) {
		_, more, err := e.act(ctx, Command{
			Kind: DoLink, Case: errand.From, Errand: errand.ID,
			Report: &Report{Name: errand.Name, Case: errand.To, Rev: 1, Status: Opened},
		})
		return more, err
	}
	_, more, err := e.act(ctx, Command{
		ID: errand.To, Kind: DoOpen, Process: l.Process, Actor: l.Order.Actor, Fields: l.Order.Fields, Errand: errand.ID,
		Origin: &Origin{Case: errand.From, Name: errand.Name, Hidden: l.Hidden, Depth: l.Order.Depth},
	})
	var refusal *Refusal
	if errors.As(err, &refusal) && refusal.Code != EBusy {
		why := refusal.Detail
		for _, p := range refusal.Problems {
			why += msgAnd.Text() + p.Field + ":" + p.Msg
		}
		return e.failed(ctx, errand, why)
	}
	return more, err
}

// failed tells the case that ordered another that it could not be opened.
func (e *Engine) failed(ctx context.Context, errand Errand, why string) ([]Errand, error) {
	_, more, err := e.act(ctx, Command{
		Kind: DoLink, Case: errand.From, Errand: errand.ID, Report: &Report{Name: errand.Name, Case: errand.To, Failed: why},
	})
	return more, err
}

// reportBack tells a parent what its linked case has come to: as it is now, which may be more than when the errand was
// sent.
func (e *Engine) reportBack(ctx context.Context, errand Errand) ([]Errand, error) {
	child, err := e.cfg.Store.Load(ctx, errand.From)
	if err != nil {
		return nil, err
	}
	parent, err := e.cfg.Store.Load(ctx, errand.To)
	if err != nil {
		return nil, err
	}
	p, err := e.procedureOf(ctx, &parent.Case)
	if err != nil {
		return nil, err
	}
	c := &child.Case
	r := &Report{Name: errand.Name, Case: c.ID, Rev: c.Rev, Number: c.Number, State: c.State, Status: c.Status, Outcome: c.Outcome, Values: Fields{}}
	if q, err := e.procedure(ctx, c.Version); err == nil {
		r.State = q.stateName(c.State)
	}
	for _, from := range p.Awaited(errand.Name) {
		if v, ok := c.Memo.Fields[from]; ok && from != process.LinkOutcome && c.Status == Closed {
			r.Values[from] = v
		}
	}
	_, more, err := e.act(ctx, Command{Kind: DoLink, Case: errand.To, Errand: errand.ID, Report: r})
	return more, err
}

// fits checks a definition against those in force that it starts cases of, and that start cases of it: what they hand
// over and bring back must exist. One that is not installed yet is no fault. Codes: EInvalid.
func (e *Engine) fits(ctx context.Context, d *process.Definition) error {
	all, err := e.Catalogue(ctx)
	if err != nil {
		return err
	}
	find := func(key string) *process.Definition {
		if key == d.Key {
			return d
		}
		for _, other := range all {
			if other.Key == key {
				return other
			}
		}
		return nil
	}
	for _, one := range append(all, d) {
		if one.Key == d.Key && one != d {
			continue
		}
		for _, p := range process.CheckLinks(one, find) {
			return &Refusal{Code: EInvalid, Detail: msgLinkMisfit.Text(one.Name, p.Msg)}
		}
	}
	return nil
}
