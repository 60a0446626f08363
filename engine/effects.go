package engine

import (
	"cmp"
	"slices"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
)

// effects carries out what an event or branch declares, in order. One that cannot be done refuses the act as a whole.
func (d *decision) effects(list []process.Effect) *Refusal {
	for i := range list {
		if refusal := d.effect(&list[i]); refusal != nil && d.foresight == nil { // a way ahead is told without what is still missing
			return refusal
		}
	}
	return nil
}

func (d *decision) effect(e *process.Effect) *Refusal {
	switch e.Kind {
	case process.Set:
		if e.Value == nil {
			d.put(e.Field, nil)
			return d.compute()
		}
		v, unknown := e.Value.Eval(d.env(d.cmd.Actor))
		if len(unknown) > 0 {
			return d.unknown(d.p.fieldName(e.Field), e.Value.String(), unknown)
		}
		d.put(e.Field, wireOf(v))
		return d.compute()
	case process.Notify:
		to, _ := d.people(e.To)
		d.leaves = true
		text := d.fill(e.Text)
		d.leaves = false
		d.message(MessageNotify, to, text)
	case process.Copy:
		to, _ := d.people(e.To)
		d.copyTo(seatCopy, to)
	case process.Issue:
		return d.issue(e.Document)
	case process.Reserve, process.Spend, process.Release, process.Refund:
		return d.ledgerEffect(e)
	case process.StartCase:
		return d.startCase(e)
	case process.Await:
		d.awaitCase(e)
	case process.Register:
		return d.register(e)
	case process.Flag:
		return d.flag(e)
	}
	return nil
}

// message writes a row to the outbox. Restricted procedures say nothing of the case.
func (d *decision) message(kind string, to []PersonID, text string) {
	if len(to) == 0 {
		return
	}
	if d.p.Secrecy == process.Restricted {
		text = msgPrivateTodo.Text()
	}
	d.ch.Outbox = append(d.ch.Outbox, Message{ID: d.id(), Case: d.c.ID, Kind: kind, To: slices.Clone(to), Text: text, At: d.now})
}

// copyTo puts the case among people's 待阅, except those who must keep out of it. as is what the seats stand for.
func (d *decision) copyTo(as string, people []PersonID) {
	var to []PersonID
	for _, p := range people {
		if d.conflict(p) == "" {
			to = append(to, p)
		}
	}
	ref := as + d.id()
	for _, p := range to {
		d.putSeat(Seat{Person: p, Task: ref, Case: d.c.ID, Box: BoxCC, SortAt: d.now, State: d.c.State})
	}
	if len(to) > 0 {
		copied, _ := d.extra["copied"].([]PersonID)
		d.extra["copied"] = slices.Concat(copied, to)
	}
	d.message(MessageCopy, to, d.titleText())
}

func (d *decision) titleText() string {
	if d.c.Number != "" {
		return msgNumbered.Text(d.p.Name, d.c.Number)
	}
	return d.p.Name
}

// fill puts values in the closed placeholders of a template: {field}, {cadre.name}, {case.number}, {params.x}, {today}.
// A placeholder without value stays visible as a blank, so that nobody signs a hole.
func (d *decision) fill(text string) string {
	var b strings.Builder
	env := d.env(d.cmd.Actor)
	for {
		i := strings.IndexByte(text, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(text[i:], '}')
		if j < 0 {
			break
		}
		b.WriteString(text[:i])
		b.WriteString(d.shown(env, strings.TrimSpace(text[i+1:i+j])))
		text = text[i+j+1:]
	}
	b.WriteString(text)
	return b.String()
}

const (
	blank      = "＿＿＿＿"
	hiddenText = "****" // as mask writes it
)

// shown is a value as a reader sees it: people and units by name, choices by label, dates in Chinese.
func (d *decision) shown(env *env, path string) string {
	if hole, ok := paperHole(path); ok {
		return hole
	}
	path = process.CanonPath(path)
	if process.OfAct(path) {
		return d.ofAct(path)
	}
	path, capital := strings.CutSuffix(path, ".capital")
	if path == "case.number" && d.c.Number == "" && d.ch.Number != nil {
		return numberHole
	}
	if f := d.p.Field(path); f != nil {
		if d.leaves && f.Sensitive { // a message leaves the system, and waits in mailboxes
			return hiddenText
		}
		if names := d.namesIn(f); names != "" {
			return names
		}
	}
	if id, ok := strings.CutSuffix(path, ".unit"); ok && d.p.Field(id) != nil {
		if u, ok := d.snap.Facts.Book.Unit(d.unitIn(id)); ok {
			return u.Name
		}
	}
	switch path {
	case "case.initiator":
		return d.personName(d.c.Initiator)
	case "case.unit":
		if u, ok := d.snap.Facts.Book.Unit(d.c.Unit); ok {
			return u.Name
		}
	}
	if limit := d.p.LimitText(path); limit != "" {
		return limit
	}
	v, known := env.look(path)
	if !known || v == nil {
		return d.hole(env, path)
	}
	if f := d.p.Field(path); f != nil {
		for _, o := range f.Options {
			if guard.Equal(v, guard.TextV(o.Value)) && o.Label != "" {
				return o.Label
			}
		}
	}
	if m, ok := v.(guard.MoneyV); ok && capital {
		return CapitalMoney(int64(m))
	}
	return d.printed(path, v)
}

// hole is what stands for a missing value: a blank, but nothing where a computed text comes to no words.
func (d *decision) hole(env *env, path string) string {
	f := d.p.Field(path)
	if f == nil || f.Computed == nil {
		return blank
	}
	if v, unknown := f.Computed.Eval(env); len(unknown) == 0 && v != nil && guard.Equal(v, guard.TextV("")) {
		return ""
	}
	return blank
}

func (d *decision) namesIn(f *process.Field) string {
	switch f.Type {
	case process.Person, process.Persons, process.Party:
		var names []string
		for _, id := range d.peopleIn(f.ID) {
			names = append(names, d.personName(id))
		}
		if party, ok := d.c.Memo.Fields[f.ID].(map[string]any); ok && len(names) == 0 {
			unit, _ := party["unit"].(string)
			u, _ := d.snap.Facts.Book.Unit(unit)
			name, _ := party["name"].(string)
			return cmp.Or(name, u.Name)
		}
		return strings.Join(names, msgAnd.Text())
	case process.UnitType:
		if u, ok := d.snap.Facts.Book.Unit(d.unitIn(f.ID)); ok {
			return u.Name
		}
	default:
	}
	return ""
}
