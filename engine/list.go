package engine

import (
	"context"
	"encoding/json"
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// sheetOf reads a sheet back from an erasable value.
func sheetOf(v any) *Sheet {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var s Sheet
	if json.Unmarshal(b, &s) != nil {
		return nil
	}
	return &s
}

// Item is one line of an inbox.
type Item struct {
	Row       InboxRow
	Process   string // name
	StateName string
	Light     workday.Colour
	Batch     []process.Event // what may be done for many cases at once, of an open turn
}

// Inbox gives a page of somebody's box, soonest due first (已办: newest first). Lines of cases that he must keep out of by
// now are left out.
func (e *Engine) Inbox(ctx context.Context, q InboxQuery) ([]Item, error) {
	rows, err := e.inboxRows(ctx, q)
	if err != nil {
		return nil, err
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	now := e.cfg.Clock.Now()
	items := make([]Item, 0, len(rows))
	for _, r := range rows {
		p, err := e.procedure(ctx, r.Case.Version)
		if err != nil {
			return nil, err
		}
		state := r.Case.State
		if r.Task.ID != "" {
			state = r.Task.State
		}
		item := Item{Row: r, Process: p.Name, StateName: p.stateName(state), Light: cal.Light(r.Task.Due, now)}
		if r.Task.Status == TaskOpen {
			item.Batch = p.batchEvents(&r.Task)
		}
		items = append(items, item)
	}
	return items, nil
}

// maxCount is up to how much a box is counted: more is shown as 99+.
const maxCount = 100

// BoxCounts counts somebody's boxes, each up to 100 (shown as 99+). Of restricted procedures only the lines that he may
// still see count; elsewhere those count too whose case he must keep out of by now.
func (e *Engine) BoxCounts(ctx context.Context, actor PersonID) (map[Box]int, error) {
	counts, err := e.cfg.Store.BoxCounts(ctx, actor, maxCount)
	if err != nil {
		return nil, err
	}
	for _, box := range []Box{BoxDone, BoxCC, BoxRead, BoxMine} {
		if counts[box] == 0 {
			continue
		}
		hidden, err := e.hidden(ctx, InboxQuery{Person: actor, Box: box, Limit: maxCount})
		if err != nil {
			return nil, err
		}
		counts[box] -= hidden
	}
	return counts, nil
}

// hidden counts the lines of restricted procedures among the first of a box that he may see no longer.
func (e *Engine) hidden(ctx context.Context, q InboxQuery) (int, error) {
	rows, err := e.cfg.Store.Inbox(ctx, q)
	if err != nil {
		return 0, err
	}
	var ids []string // of each line, though several may be of one case
	for i := range rows {
		p, err := e.procedure(ctx, rows[i].Case.Version)
		if err != nil {
			return 0, err
		}
		if p.Secrecy == process.Restricted {
			ids = append(ids, rows[i].Case.ID)
		}
	}
	known, err := e.seen(ctx, q.Person, ids)
	n := 0
	for _, id := range ids {
		if known[id].rel == NoRelation {
			n++
		}
	}
	return n, err
}

// inboxRows fills a page with the lines that somebody may still see. Turns are seated anew whenever who may act changes;
// only what he has done and what was copied to him can outlast his right to see it.
func (e *Engine) inboxRows(ctx context.Context, q InboxQuery) ([]InboxRow, error) {
	if q.Box == BoxTodo || q.Box == BoxPool {
		return e.cfg.Store.Inbox(ctx, q)
	}
	var list []InboxRow
	for want := q.Limit; ; {
		rows, err := e.cfg.Store.Inbox(ctx, q)
		if err != nil {
			return nil, err
		}
		var ids []string
		for i := range rows {
			ids = append(ids, rows[i].Case.ID)
		}
		known, err := e.seen(ctx, q.Person, ids)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if r := known[rows[i].Case.ID]; r.keeps(&rows[i].Case) && len(list) < want {
				list = append(list, rows[i])
			}
		}
		if len(rows) < q.Limit || len(list) == want {
			return list, nil
		}
		last := rows[len(rows)-1].Seat
		q.AfterAt, q.AfterTask = last.SortAt, last.Task
	}
}

// Cases lists the cases that somebody has or had a part in and may still see, newest first.
func (e *Engine) Cases(ctx context.Context, q CaseQuery) ([]Case, error) {
	if q.Person == "" {
		return e.cfg.Store.Cases(ctx, q)
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	var list []Case
	for want := q.Limit; ; {
		rows, err := e.cfg.Store.Cases(ctx, q)
		if err != nil {
			return nil, err
		}
		shown, err := e.listed(ctx, book, q.Person, rows)
		if err != nil {
			return nil, err
		}
		list = append(list, shown[:min(len(shown), want-len(list))]...)
		if len(rows) < q.Limit || len(list) == want {
			return list, nil
		}
		q.Before = rows[len(rows)-1].ID
	}
}

// Objections lists who objected in a case, to those who handle the objection now. Codes: ENotFound.
func (e *Engine) Objections(ctx context.Context, actor PersonID, caseID string) ([]Objection, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if rel != Participant || !d.hearsObjection(actor) {
		return nil, NotFound()
	}
	return e.cfg.Store.Objections(ctx, caseID)
}

// hearsObjection: the open round was entered from a notice by its reader's act, and the actor handles it.
func (d *decision) hearsObjection(actor PersonID) bool {
	v := d.visit(d.r.From)
	if v == nil || len(v.Acts) == 0 || !v.Acts[len(v.Acts)-1].Reader {
		return false
	}
	return d.handlesNow(actor)
}

func (d *decision) handlesNow(actor PersonID) bool {
	for _, t := range d.openTasks() {
		for _, p := range t.Candidates {
			if p == actor && t.Kind != Trouble {
				return true
			}
		}
	}
	return false
}

// Tasks lists every turn of a case, to participants. Codes: ENotFound.
func (e *Engine) Tasks(ctx context.Context, actor PersonID, caseID string) ([]Task, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if rel != Participant {
		return nil, NotFound()
	}
	tasks, err := e.cfg.Store.AllTasks(ctx, caseID)
	if err == nil && d.followsOnly(rel) {
		tasks = slices.DeleteFunc(tasks, func(t Task) bool {
			return t.Actor != actor && t.For != actor && !slices.Contains(t.Candidates, actor)
		})
	}
	return tasks, err
}

// TaskCase is the case of a turn. Whether the caller may know of it is for the act that follows to say. Codes: ENotFound.
func (e *Engine) TaskCase(ctx context.Context, taskID string) (string, error) {
	t, err := e.cfg.Store.Task(ctx, taskID)
	return t.Case, err
}

// Relates reports what somebody is to a case: handlers use it to guard a case's files. Codes: ENotFound.
func (e *Engine) Relates(ctx context.Context, actor PersonID, caseID string) (Relation, error) {
	_, rel, err := e.reading(ctx, actor, caseID)
	return rel, err
}
