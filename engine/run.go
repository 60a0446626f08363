package engine

import (
	"context"
	"errors"

	"dandang/engine/process"
	"dandang/engine/workday"
)

const page = 200

// Tick carries out the timers that are due, and the errands between cases that a crash left behind, and answers how many acted. Another process may have been first: then the
// timer is gone, and nothing happens. One timer's failure does not keep the others waiting; the first error is answered.
// On a new day, and after the directory or the calendar changed, every open case is looked at again.
func (e *Engine) Tick(ctx context.Context) (fired int, err error) {
	failed := map[string]bool{}
	for {
		due, loadErr := e.cfg.Store.DueTimers(ctx, e.cfg.Clock.Now(), page+len(failed))
		if loadErr != nil {
			return fired, loadErr
		}
		progress := 0
		for i := range due {
			if failed[due[i].ID] {
				continue
			}
			if ctx.Err() != nil {
				return fired, ctx.Err()
			}
			acted, actErr := e.fire(ctx, &due[i])
			switch {
			case acted:
				progress++
			default:
				failed[due[i].ID] = true
			}
			if actErr != nil && err == nil {
				err = actErr
			}
		}
		if fired += progress; progress == 0 {
			break
		}
	}
	done, linkErr := e.runAll(ctx)
	fired += done
	if err == nil {
		err = linkErr
	}
	if sweepErr := e.sweep(ctx); err == nil {
		err = sweepErr
	}
	return fired, err
}

// fire carries one timer out. It reports whether it acted; a timer taken by another process is no error.
func (e *Engine) fire(ctx context.Context, t *Timer) (bool, error) {
	r, err := e.Act(ctx, Command{Kind: DoTimer, Case: t.Case, Timer: t})
	switch {
	case err == nil:
		return r.Event > 0, nil
	case CodeOf(err) == EBusy:
		return false, nil
	default:
		e.cfg.Log.Error("timer", "timer", t.ID, "case", t.Case, "code", CodeOf(err), "error", err)
		return false, err
	}
}

// sweepMark is what open cases were last looked at under.
type sweepMark struct {
	day                 workday.Date
	directory, calendar int64
}

// sweep reassesses open cases once for every new day (posts and leave begin and end by date) and every change of the
// directory or the calendar, whoever made it.
func (e *Engine) sweep(ctx context.Context) error {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return err
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return err
	}
	mark := sweepMark{workday.DateOf(e.cfg.Clock.Now()), book.Revision(), cal.Revision()}
	if mark == e.swept {
		return nil
	}
	if _, err := e.Reassess(ctx); err != nil {
		return err
	}
	e.swept = mark
	return nil
}

// NextDue is the instant of the earliest timer that is due by until (Unix ms); ok is false when there is none.
func (e *Engine) NextDue(ctx context.Context, until int64) (at int64, ok bool, err error) {
	due, err := e.cfg.Store.DueTimers(ctx, until, 1)
	if err != nil || len(due) == 0 {
		return 0, false, err
	}
	return due[0].At, true, nil
}

// Reassess looks at every open case again, after the directory or the calendar changed, and answers how many changed.
// One case that fails does not keep the others waiting; the first error is answered.
func (e *Engine) Reassess(ctx context.Context) (changed int, err error) {
	return e.reassessAll(ctx, func(*Result) {})
}

// reassessAll looks at every case that may have to change: those that are open, and of those that have ended the ones whose
// papers are still signed and served, or whose limits still run. Each that changed is told.
func (e *Engine) reassessAll(ctx context.Context, tell func(*Result)) (changed int, err error) {
	for _, list := range []func(context.Context, string, int) ([]string, error){e.cfg.Store.OpenCases, e.cfg.Store.WaitingPapers, e.cfg.Store.TimedEnded} {
		err = errors.Join(err, eachPage(ctx, list, func(id string) error {
			r, actErr := e.Act(ctx, Command{Kind: DoReassess, Case: id})
			if actErr != nil {
				e.cfg.Log.Error("reassess", "case", id, "code", CodeOf(actErr), "error", actErr)
			}
			if r.Event > 0 {
				changed++
				tell(&r)
			}
			return actErr
		}))
	}
	return changed, err
}

// Catalogue lists the versions in force of all procedures, by key.
func (e *Engine) Catalogue(ctx context.Context) ([]*process.Definition, error) {
	versions, err := e.cfg.Store.Versions(ctx, "")
	if err != nil {
		return nil, err
	}
	newest := map[string]Version{}
	for _, v := range versions {
		if v.At <= e.cfg.Clock.Now() && v.N > newest[v.Process].N {
			newest[v.Process] = v
		}
	}
	list := make([]*process.Definition, 0, len(newest))
	for _, key := range sortedKeys(newest) {
		p, err := e.prepare(newest[key])
		if err != nil {
			return nil, err
		}
		list = append(list, p.Definition)
	}
	return list, nil
}

// Versions lists the published versions of a procedure, newest first.
func (e *Engine) Versions(ctx context.Context, key string) ([]Version, error) {
	return e.cfg.Store.Versions(ctx, key)
}

// Verify checks the audit chain of a case and answers what is wrong; empty means whole. Codes: ENotFound.
func (e *Engine) Verify(ctx context.Context, caseID string) ([]string, error) {
	snap, err := e.cfg.Store.Load(ctx, caseID)
	if err != nil {
		return nil, err
	}
	events, erasables, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return nil, err
	}
	faults := append(VerifyChain(events, erasables), strayFields(snap.Case.Memo.Fields, events, erasables)...)
	docs, err := e.cfg.Store.Documents(ctx, caseID)
	if err != nil {
		return nil, err
	}
	faults = append(faults, strayPapers(snap.Case.Number, docs, events, erasables)...)
	if int64(len(events)) != snap.Case.Events || (len(events) > 0 && events[len(events)-1].Hash != snap.Case.Head) {
		faults = append(faults, msgChainHead.Text())
	}
	return faults, nil
}

// Object raises an objection to a notice, under the actor's own name. Codes: ENotFound where he may not read the
// notice, EGuard where it does not stand, and those of Act.
func (e *Engine) Object(ctx context.Context, cmd Command, noticeID string) (Result, error) {
	n, err := e.NoticeFor(ctx, cmd.Actor, noticeID)
	if err != nil {
		return Result{}, err
	}
	if r, err := e.replay(ctx, cmd); r != nil || err != nil {
		return deref(r), err // the first objection ended the notice: a repeated request still gets its answer
	}
	switch n.Status {
	case NoticeWaiting:
		return Result{}, refuse(EGuard, msgNotStanding.Text())
	case NoticePosted:
		if n.Until.At != 0 && n.Until.At <= e.cfg.Clock.Now() && !n.Until.Provisional {
			return Result{}, refuse(EGuard, msgNotNotice.Text())
		}
	default:
		return Result{}, refuse(EGuard, msgNotNotice.Text())
	}
	snap, err := e.cfg.Store.Load(ctx, n.Case)
	if err != nil {
		return Result{}, err
	}
	p, err := e.procedureOf(ctx, &snap.Case)
	if err != nil {
		return Result{}, err
	}
	for _, ev := range p.EventsIn(snap.Case.State) {
		for i := range ev.By {
			if ev.By[i].Kind == process.ByReader {
				cmd.Kind, cmd.Case, cmd.Event, cmd.Fields, cmd.Notice = DoEvent, n.Case, ev.ID, nil, n.ID
				return e.Act(ctx, cmd)
			}
		}
	}
	return Result{}, refuse(EGuard, msgNotNotice.Text())
}

// NoticeFor gives one notice to somebody in its audience. Codes: ENotFound.
func (e *Engine) NoticeFor(ctx context.Context, actor PersonID, id string) (Notice, error) {
	n, err := e.cfg.Store.Notice(ctx, id)
	if err != nil {
		return Notice{}, err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return Notice{}, err
	}
	p, ok := book.Person(actor)
	if !ok || !p.Active || (n.Audience != "city" && !book.Within(p.Unit, n.Unit)) {
		return Notice{}, NotFound()
	}
	return n, nil
}

// Notices lists the notices that stand now for somebody: those of his unit and of the units above it, and the city's.
func (e *Engine) Notices(ctx context.Context, actor PersonID, before string, limit int) ([]Notice, error) {
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	p, ok := book.Person(actor)
	if !ok || !p.Active {
		return nil, nil
	}
	units := []UnitID{p.Unit}
	for _, u := range book.Ancestors(p.Unit) {
		units = append(units, u.ID)
	}
	return e.cfg.Store.Notices(ctx, NoticeQuery{Units: units, Now: e.cfg.Clock.Now(), Before: before, Limit: limit})
}
