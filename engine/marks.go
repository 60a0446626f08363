package engine

import (
	"slices"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Mark is a flag as it stands (or was changed) by one act of one case. Rows are only added; of several with the same
// (party, name, case) the one with the highest event counts.
type Mark struct {
	Party string // id of a person; of somebody outside the directory the key that partyKey gives
	Name  string // of the flag: 影响期
	Case  string
	Event int64  // number of the audit event that set it
	Until string // last day, "2006-01-02"; "" withdraws the flag
	At    int64
}

// Marked is what a case has set of one flag: so long as it stands, on whom.
type Marked struct {
	Until string   `json:"until"`
	On    []string `json:"on"`
}

// partyKey is under what flags of a party are kept: his id in the directory. Somebody outside it has a key only where
// the wire form carries one ("key", an HMAC that whoever encrypts the party computes); else "".
func partyKey(wire any) string {
	switch v := wire.(type) {
	case string:
		return v
	case map[string]any:
		if id, _ := v["person"].(string); id != "" {
			return id
		}
		key, _ := v["key"].(string)
		return key
	}
	return ""
}

// PartyKeys lists under what keys the flags of a case's parties are kept. Sealed fields are left out: nothing may show
// that somebody sealed carries a flag.
func PartyKeys(def *process.Definition, fields Fields, on ...string) []string {
	if len(on) == 0 {
		on = def.Parties
	}
	var keys []string
	for _, id := range on {
		if f := def.Field(id); f == nil || f.Sealed {
			continue
		}
		list, many := fields[id].([]any)
		if !many {
			list = []any{fields[id]}
		}
		for _, wire := range list {
			if key := partyKey(wire); key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// flag sets or withdraws a flag on the parties (or the people of one field). What this case set under the same name
// before is replaced, also on those who are no longer named.
func (d *decision) flag(e *process.Effect) *Refusal {
	var on []string
	if e.On != "" {
		on = []string{e.On}
	}
	keys, until := PartyKeys(d.p.Definition, d.c.Memo.Fields, on...), ""
	if e.Until != nil {
		v, unknown := e.Until.Eval(d.env(d.cmd.Actor))
		if len(unknown) > 0 {
			return d.unknown(d.flagName(e.Flag), e.Until.String(), unknown)
		}
		until = v.String()
	}
	for _, key := range d.c.Memo.Flags[e.Flag].On {
		if !slices.Contains(keys, key) || until == "" {
			d.putMark(e.Flag, key, "")
		}
	}
	marked := make(map[string]Marked, len(d.c.Memo.Flags)+1)
	for name, m := range d.c.Memo.Flags {
		marked[name] = m
	}
	delete(marked, e.Flag)
	if until != "" {
		for _, key := range keys {
			d.putMark(e.Flag, key, until)
		}
		marked[e.Flag] = Marked{until, keys}
	}
	d.c.Memo.Flags = marked
	d.noteExtra("flags", e.Flag)
	return nil
}

// noteExtra adds a name to a list of the audit event. Names are the procedure's, never anybody's data.
func (d *decision) noteExtra(key, name string) {
	list, _ := d.extra[key].([]any)
	for _, have := range list {
		if have == name {
			return
		}
	}
	d.extra[key] = append(slices.Clone(list), name)
}

// putMark keeps one row for each (party, flag) of an act, the latest.
func (d *decision) putMark(name, party, until string) {
	m := Mark{Party: party, Name: name, Case: d.c.ID, Event: d.c.Events + 1, Until: until, At: d.now}
	for i := range d.ch.Marks {
		if d.ch.Marks[i].Party == party && d.ch.Marks[i].Name == name {
			d.ch.Marks[i] = m
			return
		}
	}
	d.ch.Marks = append(d.ch.Marks, m)
}

func (d *decision) flagName(id string) string {
	if f := d.p.FlagKind(id); f != nil {
		return f.Name
	}
	return id
}

// flagUntil is the latest day until which any party carries a flag, as this act leaves it; missing when none does.
func (e *env) flagUntil(name string) guard.Value {
	d := e.d
	latest := ""
	keys := PartyKeys(d.p.Definition, d.c.Memo.Fields)
	for _, m := range d.snap.Facts.Marks {
		if m.Name == name && m.Case != d.c.ID && slices.Contains(keys, m.Party) {
			latest = max(latest, m.Until)
		}
	}
	own := d.c.Memo.Flags[name]
	if slices.ContainsFunc(own.On, func(key string) bool { return slices.Contains(keys, key) }) {
		latest = max(latest, own.Until)
	}
	if latest == "" {
		return nil
	}
	return guard.DateV(latest)
}

// CurrentMarks is what rows of flags come to: of each (party, name, case) the latest, those withdrawn left out, in order.
func CurrentMarks(rows []Mark) []Mark {
	type key struct{ party, name, from string }
	last := map[key]Mark{}
	var order []key
	for _, m := range rows {
		k := key{m.Party, m.Name, m.Case}
		have, seen := last[k]
		if !seen {
			order = append(order, k)
		}
		if !seen || m.Event > have.Event {
			last[k] = m
		}
	}
	var out []Mark
	for _, k := range order {
		if last[k].Until != "" {
			out = append(out, last[k])
		}
	}
	return out
}

// Entered is a line of a register. Rows are only added: Rev counts the entries of one case in one register from 1, and
// the highest counts.
type Entered struct {
	Process  string
	Register string
	Case     string
	Rev      int
	Number   string // of the case, "" when it has none yet
	Date     string // of the entry, "2006-01-02"
	Unit     UnitID
	State    string // name of the state that the entry was made in
	Outcome  string // of a case that has ended
	Shown    []NoticeLine
	By       PersonID
	At       int64
}

// register enters the case in a register, as it is after this act's earlier effects.
func (d *decision) register(e *process.Effect) *Refusal {
	kind := d.p.RegisterKind(e.Register)
	if kind == nil {
		return refuse(EInternal, "no register "+e.Register)
	}
	env := d.env(d.cmd.Actor)
	row := Entered{
		Process: d.p.Key, Register: kind.Name, Case: d.c.ID, Number: d.c.Number, Date: string(d.today()), Unit: d.c.Unit,
		State: d.p.stateName(d.c.State), Outcome: d.c.Outcome, By: d.cmd.Actor, At: d.now,
	}
	if d.c.Number == "" && d.ch.Number != nil {
		row.Number = numberHole
	}
	for _, path := range kind.Columns {
		row.Shown = append(row.Shown, NoticeLine{Label: d.labelOf(path), Value: d.shown(env, path)})
	}
	entries := make(map[string]int, len(d.c.Memo.Registers)+1)
	for name, rev := range d.c.Memo.Registers {
		entries[name] = rev
	}
	entries[kind.Name]++
	row.Rev = entries[kind.Name]
	d.c.Memo.Registers = entries
	d.ch.Entered = append(d.ch.Entered, row)
	d.noteExtra("registers", kind.Name)
	return nil
}

// lastDay says whether a flag still stands on a day: its last day belongs to it.
func (m Mark) lastDay(today workday.Date) bool { return m.Until >= string(today) }
