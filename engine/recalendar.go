package engine

import (
	"context"
	"errors"
	"fmt"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// What a limit limits.
const (
	DueOfCase  = "case"  // 总时限
	DueOfTask  = "task"  // 办理期限 of a group of the open round
	DueOfAfter = "after" // the end of a stage that moves on by itself, such as 公示
	DueOfDuty  = "duty"  // a limit across states
)

// DueChange is one date that another calendar moves.
type DueChange struct {
	Case string
	Kind string // Due…
	ID   string // the group, or the duty; "" otherwise
	Name string // as people read it: 审核办理期限
	Old  workday.Due
	New  workday.Due
}

// MovedDue is a DueChange with what a list shows of its case. Of a restricted procedure only Process is told.
type MovedDue struct {
	DueChange
	Number, Title, Process string
	Unit                   UnitID
	State                  string // name
	Restricted             bool
}

// CalendarChange is one correction of the workday calendar: who, when, and the year before and after. Rows are only added.
type CalendarChange struct {
	ID       string // UUIDv7
	Year     int
	By       PersonID
	At       int64
	Reason   string
	Revision int64 // of the calendar that it made
	Before   []byte
	After    []byte // the year with its local overrides, as JSON
}

// dueLine is a date that the case waits for.
type dueLine struct {
	kind, id, name string
	due            workday.Due
}

// dueLines lists every date that the case waits for, in a fixed order.
func (d *decision) dueLines() []dueLine {
	var lines []dueLine
	if d.c.Status != Closed {
		if d.c.Memo.Clock != nil {
			lines = append(lines, dueLine{DueOfCase, "", msgDueCase.Text(), d.c.Due})
		}
		s := d.state()
		for i := range s.Tasks {
			spec := &s.Tasks[i]
			if g := d.r.Data.Groups[spec.Group]; g.Clock != nil && g.Result == "" {
				lines = append(lines, dueLine{DueOfTask, spec.Group, d.dueTaskName(s, spec), g.Due})
			}
		}
		if d.r.Data.AfterClock != nil {
			lines = append(lines, dueLine{DueOfAfter, "", msgDueAfter.Text(d.p.stateName(s.ID)), d.r.Data.After})
		}
	}
	for _, k := range d.c.Memo.Duties {
		if spec := d.dutySpec(k); spec != nil && k.Clock != nil && k.MetAt == 0 {
			lines = append(lines, dueLine{DueOfDuty, k.State + "/" + k.ID, spec.Name, k.Due})
		}
	}
	return lines
}

func (d *decision) dueTaskName(s *process.State, spec *process.Task) string {
	if len(s.Tasks) > 1 {
		return msgDueGroup.Text(d.p.stateName(s.ID), spec.Group)
	}
	return msgDueTask.Text(d.p.stateName(s.ID))
}

// reckon derives every date again under the calendar of the facts, and tells which moved. again: something changed, be it
// only a timer whose doubt is settled.
func (d *decision) reckon() (changes []DueChange, again bool) {
	before := d.dueLines()
	moved := d.c.Status != Closed && d.reclock()
	if !d.reclockDuties() && !moved {
		return nil, false
	}
	after := d.dueLines()
	for i := range after { // the same lines in the same order: only dates have changed
		if l := &after[i]; l.due != before[i].due {
			changes = append(changes, DueChange{Case: d.c.ID, Kind: l.kind, ID: l.id, Name: l.name, Old: before[i].due, New: l.due})
		}
	}
	return changes, true
}

// noteDues puts on record which dates moved, from which to which.
func (d *decision) noteDues(changes []DueChange) {
	if len(changes) == 0 {
		return
	}
	d.ch.Dues = changes
	d.eventName = msgRecalendar.Text()
	list := make([]any, len(changes))
	for i, c := range changes {
		list[i] = map[string]any{"name": c.Name, "old": dueText(c.Old), "new": dueText(c.New)}
	}
	d.extra["dues"] = list
}

// dueText is a date as the record has it: 2027年1月5日(暂定).
func dueText(due workday.Due) string {
	if due.Provisional {
		return msgDueProvisional.Text(due.Date.Chinese())
	}
	return due.Date.Chinese()
}

// movedLines tells which dates an event moved.
func movedLines(ev *AuditEvent) []string {
	list, _ := ev.Extra["dues"].([]any)
	var lines []string
	for _, item := range list {
		m, _ := item.(map[string]any)
		text := func(key string) string { s, _ := m[key].(string); return s }
		lines = append(lines, msgDueMoved.Text(text("name"), text("old"), text("new")))
	}
	return lines
}

// CalendarImpact lists every date that another calendar would move, and changes nothing: what Reassess would do under it.
func (e *Engine) CalendarImpact(ctx context.Context, cal *workday.Calendar) ([]MovedDue, error) {
	var list []MovedDue
	for _, of := range []func(context.Context, string, int) ([]string, error){e.cfg.Store.OpenCases, e.cfg.Store.TimedEnded} {
		err := eachPage(ctx, of, func(id string) error {
			p, snap, err := e.snapshot(ctx, &Command{Kind: DoReassess, Case: id}, nil)
			if err != nil {
				return err
			}
			snap.Facts.Calendar = cal
			d := begin(p, snap, Command{Kind: DoReassess, Case: id}, e.cfg.Clock.Now())
			changes, _ := d.reckon()
			list = append(list, moved(p, &d.c, changes)...)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func moved(p *Procedure, c *Case, changes []DueChange) []MovedDue {
	var list []MovedDue
	for _, ch := range changes {
		m := MovedDue{DueChange: ch, Process: p.Name, Restricted: p.Secrecy == process.Restricted}
		if m.Restricted {
			m.Case, m.Name = "", ""
		} else {
			m.Number, m.Title, m.Unit, m.State = c.Number, c.Title, c.Unit, p.stateName(c.State)
		}
		list = append(list, m)
	}
	return list
}

// Recalendar changes the calendar by save and derives every date again, each case in an act of its own. It answers every
// date that moved. save must make the calendar that becomes current; when it fails, nothing has changed.
//
// What breaks off after that is taken up by the next Tick, in this process or another; a date that another process moved
// first is told as the preview has it.
func (e *Engine) Recalendar(ctx context.Context, cal *workday.Calendar, save func(context.Context) error) ([]MovedDue, error) {
	e.sweeping.Lock()
	defer e.sweeping.Unlock()
	foreseen, err := e.CalendarImpact(ctx, cal)
	if err != nil {
		return nil, err
	}
	if err := save(ctx); err != nil {
		return nil, err
	}
	var list []MovedDue
	told := map[[3]string]bool{}
	_, err = e.reassessAll(ctx, func(r *Result) {
		p, procErr := e.procedure(ctx, r.Case.Version)
		if procErr != nil {
			return
		}
		for _, ch := range r.dues {
			told[[3]string{ch.Case, ch.Kind, ch.ID}] = true
		}
		list = append(list, moved(p, &r.Case, r.dues)...)
	})
	for _, m := range foreseen {
		if !m.Restricted && !told[[3]string{m.Case, m.Kind, m.ID}] {
			list = append(list, m)
		}
	}
	return list, err
}

// eachPage goes through all the ids that list gives. One that fails does not keep the others waiting.
func eachPage(ctx context.Context, list func(context.Context, string, int) ([]string, error), do func(id string) error) (err error) {
	for after := ""; ; {
		ids, listErr := list(ctx, after, page)
		if listErr != nil {
			return errors.Join(err, fmt.Errorf("list cases: %w", listErr))
		}
		if len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if doErr := do(id); doErr != nil && err == nil {
				err = doErr
			}
		}
		after = ids[len(ids)-1]
	}
}

// recalendar derives the dates of a reassessment again and puts on record what moved.
func (d *decision) recalendar() bool {
	changes, again := d.reckon()
	d.noteDues(changes)
	return again
}
