package engine

import (
	"context"
	"slices"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// DutyView is a limit across states as readers see it.
type DutyView struct {
	Name   string
	Due    workday.Due
	Status DutyStatus
	MetOn  string // date, "" while not fulfilled
}

// dutyViews lists the duties of a case for those who handle it; an applicant is not told of them.
func (d *decision) dutyViews(rel Relation) []DutyView {
	var list []DutyView
	if rel != Participant {
		return nil
	}
	for _, k := range d.c.Memo.Duties {
		v := DutyView{Name: k.ID, Due: k.Due, Status: k.Status(d.now)}
		if spec := d.dutySpec(k); spec != nil {
			v.Name = spec.Name
		}
		if k.MetAt != 0 {
			v.MetOn = string(workday.DateOf(k.MetAt))
		}
		list = append(list, v)
	}
	return list
}

// RegisterInfo is a register that somebody may look into.
type RegisterInfo struct {
	Process     string
	ProcessName string
	Register    string
}

// Registers lists the registers that somebody may look into: those that name a role he holds, and of procedures in which
// he holds any role those that name none.
func (e *Engine) Registers(ctx context.Context, actor PersonID) ([]RegisterInfo, error) {
	defs, err := e.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	today := string(workday.DateOf(e.cfg.Clock.Now()))
	var list []RegisterInfo
	for _, d := range defs {
		for _, r := range d.Registers {
			roles := r.See
			if len(roles) == 0 {
				for _, role := range d.Roles {
					roles = append(roles, role.ID)
				}
			}
			if slices.ContainsFunc(book.Roles(actor, today), func(p directory.Post) bool { return slices.Contains(roles, p.Role) }) {
				list = append(list, RegisterInfo{d.Key, d.Name, r.Name})
			}
		}
	}
	return list, nil
}

// maxLook is how many lines one page of a register looks at; what is left is on the next page.
const maxLook = 500

// Register gives a page of a register as somebody may see it, newest case first, and where the next page starts ("" =
// the end). He sees the lines of units for which he holds a role that the register names; where it names none, those of
// cases that he takes part in. Nobody sees a line of a case that he must keep out of. Codes: ENotFound where there is no
// such register or it is not his to look into: the two read the same.
func (e *Engine) Register(ctx context.Context, actor PersonID, q EntryQuery) ([]Entered, string, error) {
	def, err := e.Current(ctx, q.Process)
	if err != nil {
		return nil, "", NotFound()
	}
	kind := def.RegisterKind(q.Register)
	mine, err := e.Registers(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	if kind == nil || !slices.ContainsFunc(mine, func(r RegisterInfo) bool { return r.Process == q.Process && r.Register == q.Register }) {
		return nil, "", NotFound()
	}
	q.Case = ""
	var out []Entered
	want := q.Limit
	q.Limit = 100
	for looked := 0; looked < maxLook; {
		rows, err := e.cfg.Store.Entries(ctx, q)
		if err != nil {
			return nil, "", err
		}
		for _, row := range rows {
			looked++
			q.Before = row.Case
			ok, err := e.mayRead(ctx, actor, def, kind, &row)
			if err != nil {
				return nil, "", err
			}
			if ok {
				out = append(out, row)
			}
			if len(out) == want {
				return out, q.Before, nil
			}
		}
		if len(rows) < q.Limit {
			return out, "", nil
		}
	}
	return out, q.Before, nil
}

// mayRead settles whether somebody may see one line.
func (e *Engine) mayRead(ctx context.Context, actor PersonID, def *process.Definition, kind *process.RegisterKind, row *Entered) (bool, error) {
	_, rel, err := e.reading(ctx, actor, row.Case)
	switch {
	case err != nil && CodeOf(err) != ENotFound:
		return false, err
	case err == nil && rel == Participant:
		return true, nil
	case len(kind.See) == 0:
		return false, nil
	}
	p, snap, err := e.snapshot(ctx, &Command{Kind: DoEvent, Case: row.Case, Actor: actor}, nil)
	if err != nil {
		return false, err
	}
	d := begin(p, snap, Command{Actor: actor}, e.cfg.Clock.Now())
	if d.conflict(actor) != "" || slices.Contains(d.parties(), actor) {
		return false, nil
	}
	for _, id := range kind.See {
		role := def.Role(id)
		if role == nil {
			continue
		}
		if scope, ok := directory.ParseScope(role.Scope); ok && slices.Contains(snap.Facts.Book.Holders(id, row.Unit, scope, string(d.today())), actor) {
			return true, nil
		}
	}
	return false, nil
}
