package engine

import (
	"slices"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// effects carries out what an event or branch declares, in order. One that cannot be done refuses the act as a whole.
func (d *decision) effects(list []process.Effect) *Refusal {
	for i := range list {
		if refusal := d.effect(&list[i]); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (d *decision) effect(e *process.Effect) *Refusal {
	switch e.Kind {
	case process.Set:
		v, unknown := e.Value.Eval(d.env(d.cmd.Actor))
		if len(unknown) > 0 {
			return d.unknown(d.p.fieldName(e.Field), e.Value.String(), unknown)
		}
		d.put(e.Field, wireOf(v))
		return d.compute()
	case process.Notify:
		to, _ := d.people(e.To)
		d.message("notify", to, d.fill(e.Text))
	case process.Copy:
		to, _ := d.people(e.To)
		d.copyTo(to)
	case process.Issue:
		return d.issue(e.Document)
	case process.Reserve, process.Spend, process.Release:
		return d.ledgerEffect(e)
	case process.StartCase, process.Await, process.Register, process.Flag:
		return d.unsupported(string(e.Kind))
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

// copyTo puts the case among people's 待阅, except those who must keep out of it.
func (d *decision) copyTo(people []PersonID) {
	var to []PersonID
	for _, p := range people {
		if d.conflict(p) == "" {
			to = append(to, p)
		}
	}
	ref := "cc:" + d.id()
	for _, p := range to {
		d.putSeat(Seat{Person: p, Task: ref, Case: d.c.ID, Box: BoxCC, SortAt: d.now, State: d.c.State})
	}
	d.message("copy", to, d.titleText())
}

func (d *decision) titleText() string {
	if d.c.Number != "" {
		return msgNumbered.Text(d.p.Name, d.c.Number)
	}
	return d.p.Name
}

// issue makes a document of a template, as a record of its own.
func (d *decision) issue(id string) *Refusal {
	t := d.p.Document(id)
	if t == nil {
		return refuse(EInternal, "no document "+id)
	}
	d.ch.Documents = append(d.ch.Documents, Document{
		ID: d.id(), Case: d.c.ID, Key: t.ID, Name: t.Name, Title: d.fill(t.Title), Body: d.fill(t.Body), Status: DocumentDraft, At: d.now,
	})
	return nil
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

const blank = "＿＿＿＿"

// shown is a value as a reader sees it: people and units by name, choices by label, dates in Chinese.
func (d *decision) shown(env *env, path string) string {
	path = process.CanonPath(path)
	if path == "case.number" && d.c.Number == "" && d.ch.Number != nil {
		return numberHole
	}
	if f := d.p.Field(path); f != nil {
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
	v, known := env.look(path)
	if !known || v == nil {
		return blank
	}
	if f := d.p.Field(path); f != nil {
		for _, o := range f.Options {
			if guard.Equal(v, guard.TextV(o.Value)) && o.Label != "" {
				return o.Label
			}
		}
	}
	if date, ok := v.(guard.DateV); ok {
		return workday.Date(date).Chinese()
	}
	return v.String()
}

func (d *decision) namesIn(f *process.Field) string {
	switch f.Type {
	case process.Person, process.Persons, process.Party:
		var names []string
		for _, id := range d.peopleIn(f.ID) {
			names = append(names, d.personName(id))
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

// LedgerKey names the account of a ledger in force at now: one a year, or one for ever.
func LedgerKey(def *process.Definition, ledger string, now int64) string {
	key := def.Key + "/" + ledger
	if l := def.Ledger(ledger); l != nil && l.Per == "year" {
		key += "/" + itoa(workday.DateOf(now).Year())
	}
	return key
}

// balance is an account as this Change leaves it so far.
func (d *decision) balance(ledger string) Balance {
	key := LedgerKey(d.p.Definition, ledger, d.now)
	b := d.snap.Facts.Balances[key]
	for _, m := range d.ch.Ledger {
		if m.Key == key {
			b = b.After(m)
		}
	}
	return b
}

// After is the balance once a move is made.
func (b Balance) After(m LedgerMove) Balance {
	switch m.Kind {
	case "reserve":
		b.Reserved += m.Amount
	case "spend":
		b.Reserved -= m.Amount
		b.Spent += m.Amount
	case "release":
		b.Reserved -= m.Amount
	}
	return b
}

// ledgerEffect reserves, spends or releases. An entry is keyed by case and name, so that each happens once.
func (d *decision) ledgerEffect(e *process.Effect) *Refusal {
	name := e.Name
	if name == "" {
		name = e.Ledger
	}
	held := d.heldEntry(name)
	if e.Kind != process.Reserve {
		if held == "" {
			return refuse(EGuard, msgNotReserved.Text(d.ledgerName(e.Ledger)))
		}
		d.moveEntry(held, d.c.Memo.Entries[held], string(e.Kind))
		return nil
	}
	if held != "" {
		return refuse(EGuard, msgTwice.Text(d.ledgerName(e.Ledger)))
	}
	if d.spentEntry(name) {
		return refuse(EGuard, msgSpent.Text(d.ledgerName(e.Ledger)))
	}
	v, unknown := e.Amount.Eval(d.env(d.cmd.Actor))
	if len(unknown) > 0 {
		return d.unknown(d.ledgerName(e.Ledger), e.Amount.String(), unknown)
	}
	amount, ok := amountOf(v)
	if !ok || amount <= 0 {
		return refuse(EInvalid, msgAmount.Text())
	}
	b := d.balance(e.Ledger)
	if b.Free() < amount {
		return refuse(EGuard, msgNoMoney.Text(d.ledgerName(e.Ledger), v.String(), guard.MoneyV(b.Free()).String()))
	}
	key := LedgerKey(d.p.Definition, e.Ledger, d.now)
	d.needFree(key, amount)
	if _, exists := d.c.Memo.Entries[name]; exists { // released before: a new attempt is a new entry of the account
		name += "#" + itoa(d.r.N)
	}
	d.moveEntry(name, Entry{Ledger: e.Ledger, Key: key, Amount: amount}, "reserve")
	return nil
}

// heldEntry is the key under which the case has the named sum reserved, "" if it has not.
func (d *decision) heldEntry(name string) string {
	for _, key := range sortedKeys(d.c.Memo.Entries) {
		if base, _, _ := strings.Cut(key, "#"); base == name && d.c.Memo.Entries[key].State == "reserved" {
			return key
		}
	}
	return ""
}

// spentEntry: the named sum was paid out already.
func (d *decision) spentEntry(name string) bool {
	for key, entry := range d.c.Memo.Entries {
		if base, _, _ := strings.Cut(key, "#"); base == name && entry.State == "spent" {
			return true
		}
	}
	return false
}

// needFree adds to the floor that the account must have free when the Change is applied.
func (d *decision) needFree(key string, amount int64) {
	for i := range d.ch.Assumes.Free {
		if d.ch.Assumes.Free[i].Key == key {
			d.ch.Assumes.Free[i].Min += amount
			return
		}
	}
	d.ch.Assumes.Free = append(d.ch.Assumes.Free, FreeFloor{key, amount})
}

var entryState = map[string]string{"reserve": "reserved", "spend": "spent", "release": "released"}

func (d *decision) moveEntry(name string, entry Entry, kind string) {
	entry.State = entryState[kind]
	if d.c.Memo.Entries == nil {
		d.c.Memo.Entries = map[string]Entry{}
	}
	d.c.Memo.Entries[name] = entry
	d.ch.Ledger = append(d.ch.Ledger, LedgerMove{Key: entry.Key, Case: d.c.ID, Name: name, Kind: kind, Amount: entry.Amount, At: d.now})
}

// releaseAll frees what the case still holds: whatever end it comes to, nothing stays reserved.
func (d *decision) releaseAll() {
	for _, name := range sortedKeys(d.c.Memo.Entries) {
		if entry := d.c.Memo.Entries[name]; entry.State == "reserved" {
			d.moveEntry(name, entry, "release")
		}
	}
}

func (d *decision) ledgerName(id string) string {
	if l := d.p.Ledger(id); l != nil && l.Name != "" {
		return l.Name
	}
	return id
}
