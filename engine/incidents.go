package engine

import (
	"context"
	"slices"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// incidentsTo names whom an incident of a group waits for, as the procedure says: the turn's 异常交给, the procedure's, or
// where neither is written the owner.
func (d *decision) incidentsTo(group string) []process.Who {
	if spec := d.p.task(d.c.State, group); spec != nil && len(spec.IncidentsTo) > 0 {
		return spec.IncidentsTo
	}
	if len(d.p.IncidentsTo) > 0 {
		return d.p.IncidentsTo
	}
	return []process.Who{{Kind: process.ByRole, Role: d.p.Owner}}
}

// responsible finds whom an incident of a group waits for: the first of the turn's 异常交给, the procedure's, that has
// somebody who need not keep out. Last comes the owner, who may not know cases of a restricted procedure: there nobody is
// left, and administrators are told that a case has no handler.
func (d *decision) responsible(group string) []PersonID {
	lists := [][]process.Who{d.p.IncidentsTo}
	if spec := d.p.task(d.c.State, group); spec != nil {
		lists = [][]process.Who{spec.IncidentsTo, d.p.IncidentsTo}
	}
	for _, list := range lists {
		if found := d.reachableOf(list); len(found) > 0 {
			return found
		}
	}
	if d.p.Secrecy == process.Restricted {
		return nil
	}
	return d.unconflicted(d.snap.Facts.Book.Holders(d.p.Owner, d.c.Unit, cityScope, string(d.today())))
}

// reachableOf finds the first entry of a list that names somebody who need not keep out, and those whom it names. With
// 逐级上找 the search for an entry goes on in the units above while everybody found must.
func (d *decision) reachableOf(list []process.Who) []PersonID {
	for i := range list {
		w := &list[i]
		if w.When != nil {
			if truth, _ := w.When.Test(d.env(d.cmd.Actor)); truth != guardYes {
				continue
			}
		}
		if found := d.unconflicted(d.named(w)); len(found) > 0 {
			return found
		}
		if found := d.above(w); len(found) > 0 {
			return found
		}
	}
	return nil
}

// above finds the holders of a role who need not keep out in the nearest unit above the case's that has any.
func (d *decision) above(w *process.Who) []PersonID {
	if !w.Escalate || w.Role == "" {
		return nil
	}
	book, on := d.snap.Facts.Book, string(d.today())
	for _, u := range book.Ancestors(d.c.Unit) {
		if found := d.unconflicted(book.Holders(w.Role, u.ID, directory.ScopeUnit, on)); len(found) > 0 {
			return found
		}
	}
	return nil
}

// tellOwner tells the owner of a restricted procedure that there is an incident, and no more.
func (d *decision) tellOwner(asked []PersonID) {
	if d.p.Secrecy != process.Restricted {
		return
	}
	owners := d.unconflicted(d.snap.Facts.Book.Holders(d.p.Owner, d.c.Unit, cityScope, string(d.today())))
	owners = slices.DeleteFunc(owners, func(p PersonID) bool { return slices.Contains(asked, p) })
	if len(owners) > 0 {
		d.ch.Outbox = append(d.ch.Outbox, Message{
			ID: d.id(), Case: d.c.ID, Kind: "incident", To: owners, Text: msgPrivateIncident.Text(), At: d.now,
		})
	}
}

// IncidentRow is one line of the list of incidents: a case with its incidents; the bare id of a restricted case that
// nobody is left for; or of a restricted procedure only how many there are.
type IncidentRow struct {
	Process   *process.Definition
	Case      Case // zero where only Count is told; only ID where Unhandled
	Unhandled bool
	Count     int // cases with incidents that this line stands for
}

// IncidentReader says in what capacity somebody reads the list.
type IncidentReader struct {
	Person PersonID
	Admin  bool // 系统管理员, as the edge knows it
}

// Incidents lists open cases that wait for a person because the engine could not go on, oldest first, as far as the reader
// may know of them. An owner reads those of the procedures whose owner's role he holds, an administrator those of all,
// but nobody those of a case that he must keep out of. Of a restricted procedure the owner reads a count, an administrator
// the ids of cases that nobody is left for. Counts come first, and only on the first page.
func (e *Engine) Incidents(ctx context.Context, reader IncidentReader, after string, limit int) ([]IncidentRow, error) {
	var cases, counts []IncidentRow
	for at := ""; ; {
		page, err := e.cfg.Store.Incidents(ctx, at, page)
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			row, err := e.incidentRow(ctx, reader, page[i].ID)
			if err != nil {
				return nil, err
			}
			switch {
			case row == nil:
			case row.Case.ID == "":
				counts = addCount(counts, *row)
			case row.Case.ID > after:
				cases = append(cases, *row)
			}
		}
		at = page[len(page)-1].ID
	}
	if after == "" {
		cases = append(counts, cases...)
	}
	return cases[:min(limit, len(cases))], nil
}

func addCount(counts []IncidentRow, row IncidentRow) []IncidentRow {
	for i := range counts {
		if counts[i].Process.Key == row.Process.Key {
			counts[i].Count++
			return counts
		}
	}
	return append(counts, row)
}

// incidentRow is what somebody may know of a case that has an incident; nil if nothing.
func (e *Engine) incidentRow(ctx context.Context, reader IncidentReader, id string) (*IncidentRow, error) {
	p, snap, err := e.snapshot(ctx, &Command{Kind: DoEvent, Case: id, Actor: reader.Person}, nil)
	if err != nil {
		return nil, err
	}
	d := begin(p, snap, Command{Actor: reader.Person}, e.cfg.Clock.Now())
	owner := slices.Contains(d.snap.Facts.Book.Holders(p.Owner, d.c.Unit, cityScope, string(d.today())), reader.Person)
	if d.conflict(reader.Person) != "" || !owner && !reader.Admin {
		return nil, nil //nolint:nilnil // documented: nothing
	}
	row := &IncidentRow{Process: p.Definition, Case: d.c, Count: 1}
	if p.Secrecy != process.Restricted {
		return row, nil
	}
	row.Case = Case{}
	orphan := slices.ContainsFunc(d.openTasks(), func(t Task) bool { return t.Kind == Trouble && len(t.Candidates) == 0 })
	switch {
	case reader.Admin && orphan:
		row.Case.ID, row.Unhandled = d.c.ID, true
	case !owner:
		return nil, nil //nolint:nilnil // documented: nothing
	}
	return row, nil
}
