package engine

import (
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// env is what guards see of a decision. It records what was read, for the audit event.
type env struct {
	d     *decision
	actor PersonID
	seen  map[string]bool // decision tables being evaluated, against recursion
}

func (d *decision) env(actor PersonID) *env { return &env{d: d, actor: actor, seen: map[string]bool{}} }

// Value implements guard.Env. known is false for a path that no definition may use.
func (e *env) Value(path string) (guard.Value, bool) {
	path = process.CanonPath(path)
	v, known := e.look(path)
	if known && e.d.veiled(path) {
		v = nil
	}
	if known {
		e.record(path, v)
	}
	return v, known
}

// Open implements guard.OpenEnv: on a way ahead a field may still be filled in, unless it was to be filled in at the start
// and the case has left that.
func (e *env) Open(path string) bool {
	root, _, _ := strings.Cut(process.CanonPath(path), ".")
	d := e.d
	if d.foresight == nil || d.p.Field(root) == nil {
		return false
	}
	return slices.Contains(d.p.Editable(d.state(), d.c.Memo.Returned), root) || !d.correctable(root)
}

// record keeps what was read, for the audit event.
func (e *env) record(path string, v guard.Value) {
	if v == nil {
		e.d.facts[path] = nil
		return
	}
	e.d.facts[path] = wireOf(v)
}

func (e *env) look(path string) (guard.Value, bool) {
	root, rest, dotted := strings.Cut(path, ".")
	if f := e.d.p.Field(root); f != nil {
		return e.field(f, e.d.c.Memo.Fields[root], rest), true
	}
	switch root {
	case "params":
		if p := e.d.p.Param(rest); p != nil {
			return p.Value, true
		}
		return nil, false
	case "decisions":
		return e.table(rest)
	case "case":
		return e.ofCase(rest)
	case "actor":
		return e.ofActor(rest)
	case "groups":
		group, attr, _ := strings.Cut(rest, ".")
		if g, ok := e.d.r.Data.Groups[group]; ok && attr == "result" && g.Result != "" {
			return guard.TextV(g.Result), true
		}
		return nil, attr == "result"
	case "links":
		return e.linked(rest)
	case "vote":
		return e.vote(rest)
	case "previous":
		id, attr, _ := strings.Cut(rest, ".")
		if f := e.d.p.Field(id); f != nil {
			return e.field(f, e.d.c.Memo.Previous[id], attr), true
		}
		return nil, false
	case "flags":
		name, attr, _ := strings.Cut(rest, ".")
		return e.flagUntil(name), attr == "until" && e.d.p.FlagKind(name) != nil
	case "today":
		return guard.DateV(e.d.today()), !dotted
	}
	if l := e.d.p.Ledger(root); l != nil {
		return e.ledger(l, rest)
	}
	return nil, false
}

// field gives a field's value; a person's attributes come from the directory.
func (e *env) field(f *process.Field, wire any, attr string) guard.Value {
	if empty(wire) {
		return nil
	}
	if attr == "" {
		return f.GuardValue(wire)
	}
	book := e.d.snap.Facts.Book
	id, _ := wire.(string)
	kind := f.Type
	if party, ok := wire.(map[string]any); ok && kind == process.Party {
		for key, as := range map[string]process.FieldType{"person": process.Person, "unit": process.UnitType} {
			if named, _ := party[key].(string); named != "" {
				id, kind = named, as
			}
		}
	}
	switch kind {
	case process.Person:
		p, ok := book.Person(id)
		if !ok {
			return nil
		}
		switch attr {
		case "id":
			return guard.TextV(p.ID)
		case "name":
			return guard.TextV(p.Name)
		case "unit":
			return guard.TextV(p.Unit)
		case "title":
			return textOrMissing(p.Title)
		case "active":
			return guard.BoolV(p.Active)
		default:
			for _, key := range append([]string{attr}, attrKeys[attr]...) {
				if v := p.Attrs[key]; v != "" {
					return guard.TextV(v)
				}
			}
			return nil
		}
	case process.UnitType:
		if u, ok := book.Unit(id); ok && attr == "name" {
			return guard.TextV(u.Name)
		}
	case process.Table:
		return column(f.GuardValue(wire), attr)
	default:
		if rec, ok := f.GuardValue(wire).(guard.RecordV); ok {
			return rec[attr]
		}
	}
	return nil
}

// column is one column of a table as a list, row by row; an empty cell is a missing item.
func column(table guard.Value, id string) guard.Value {
	rows, _ := table.(guard.ListV)
	list := make(guard.ListV, 0, len(rows))
	for _, row := range rows {
		rec, _ := row.(guard.RecordV)
		list = append(list, rec[id])
	}
	return list
}

// attrKeys are the names under which a directory may keep an attribute of a person besides the language's own.
var attrKeys = map[string][]string{"establishment": {"编制"}, "cadre_level": {"管理层级", "管理权限"}}

// levelName is what guards see of the level of a case's unit: a value, the same in both languages.
var levelName = map[string]string{directory.LevelCity: "市级", directory.LevelCounty: "县级", directory.LevelTownship: "乡级"}

func textOrMissing(s string) guard.Value {
	if s == "" {
		return nil
	}
	return guard.TextV(s)
}

func (e *env) ofCase(attr string) (guard.Value, bool) {
	c := &e.d.c
	switch attr {
	case "state":
		return guard.TextV(c.State), true
	case "initiator":
		return guard.TextV(c.Initiator), true
	case "unit":
		return guard.TextV(c.Unit), true
	case "number":
		return textOrMissing(c.Number), true
	case "round":
		return guard.IntV(c.Round), true
	case "level":
		return textOrMissing(levelName[e.d.snap.Facts.Book.LevelOf(c.Unit)]), true
	case "status":
		return guard.TextV(c.Status), true
	case "opened_on":
		return guard.DateV(workday.DateOf(c.CreatedAt)), true
	case "handlers":
		list := guard.ListV{}
		for _, p := range e.d.handlers() {
			list = append(list, guard.RecordV{"id": guard.TextV(p)})
		}
		return list, true
	case "joined":
		return guard.IntV(len(c.Memo.Joined)), true
	case "submitted_on":
		if c.SubmittedAt == 0 {
			return nil, true
		}
		return guard.DateV(workday.DateOf(c.SubmittedAt)), true
	}
	return nil, false
}

func (e *env) ofActor(attr string) (guard.Value, bool) {
	p, ok := e.d.snap.Facts.Book.Person(e.actor)
	switch attr {
	case "id":
		return textOrMissing(e.actor), true
	case "unit":
		if ok {
			return guard.TextV(p.Unit), true
		}
		return nil, true
	case "name":
		if ok {
			return guard.TextV(p.Name), true
		}
		return nil, true
	}
	return nil, false
}

func (e *env) vote(attr string) (guard.Value, bool) {
	t := e.d.tallyOfRound()
	n, ok := map[string]int{"yes": t.Yes, "no": t.No, "abstain": t.Abstain, "present": t.Present, "seats": t.Seats}[attr]
	if !ok {
		return nil, false
	}
	if !t.Known {
		return nil, true
	}
	return guard.IntV(n), true
}

func (e *env) ledger(l *process.Ledger, attr string) (guard.Value, bool) {
	key, missing := e.d.account(l.ID)
	b := e.d.balance(key)
	n, ok := map[string]int64{"free": b.Free(), "reserved": b.Reserved, "spent": b.Spent, "budget": b.Budget}[attr]
	if !ok {
		return nil, false
	}
	if len(missing) > 0 {
		return nil, true // which account it is is not known yet
	}
	if l.Unit == "money" {
		return guard.MoneyV(n), true
	}
	return guard.IntV(n), true
}

// table evaluates a decision table and gives one output: of the first row that holds, of the only one, or with collect
// the list of all rows' values. A row that cannot be judged makes the result missing, and so do two rows where the
// table says unique.
func (e *env) table(path string) (guard.Value, bool) {
	id, out, _ := strings.Cut(path, ".")
	t := e.d.p.Decision(id)
	if t == nil || e.seen[id] {
		return nil, false
	}
	if _, ok := t.Outputs[out]; !ok {
		return nil, false
	}
	e.seen[id] = true
	defer delete(e.seen, id)
	var all guard.ListV
	for i := range t.Rules {
		r := &t.Rules[i]
		if r.When != nil {
			truth, _ := r.When.Test(e)
			if truth == guardUnsure {
				return nil, true
			}
			if truth == guardNo {
				continue
			}
		}
		var v guard.Value
		if give := r.Give[out]; give != nil {
			v, _ = give.Eval(e)
		}
		all = append(all, v)
		if t.Hit == process.First {
			break
		}
	}
	switch {
	case t.Hit == process.Collect:
		return all, true
	case len(all) == 1: // unique: two rows at once are the table's fault, and nothing may rest on it
		return all[0], true
	}
	return nil, true
}
