package engine

import (
	"fmt"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// maxAccount is how many bytes of an account's key its split values may take; longer ones stand in it as a digest.
const maxAccount = 100

// LedgerKey names the account of a ledger in force at now (Unix ms): one a year, or one for ever. values are those of
// the fields that split the ledger (分户), in their order; none for a ledger that is one account.
func LedgerKey(def *process.Definition, ledger string, now int64, values ...string) string {
	key := LedgerPrefix(def, ledger, now)
	if len(values) == 0 {
		return key
	}
	parts := make([]string, len(values))
	for i, v := range values {
		parts[i] = accountPart.Replace(v)
	}
	tail := strings.Join(parts, "/")
	if len(tail) > maxAccount {
		tail = "#" + digest(values)
	}
	return key + "/" + tail
}

// LedgerPrefix is what the keys of all accounts of a ledger in force at now begin with; a split account goes on with "/".
func LedgerPrefix(def *process.Definition, ledger string, now int64) string {
	key := def.Key + "/" + ledger
	if l := def.Ledger(ledger); l != nil && l.Per == "year" {
		key += "/" + itoa(workday.DateOf(now).Year())
	}
	return key
}

// accountPart keeps the values of a key apart, whatever they hold.
var accountPart = strings.NewReplacer("%", "%25", "/", "%2F", "#", "%23")

// accountValue reads a value back from a key.
var accountValue = strings.NewReplacer("%2F", "/", "%23", "#", "%25", "%")

// AccountValues reads the values of a split account back from its key; nil where they stand in it as a digest.
func AccountValues(prefix, key string) []string {
	tail, ok := strings.CutPrefix(key, prefix+"/")
	if !ok || strings.HasPrefix(tail, "#") {
		return nil
	}
	values := strings.Split(tail, "/")
	for i := range values {
		values[i] = accountValue.Replace(values[i])
	}
	return values
}

// accountOf names the account that a case with these fields uses. missing lists the fields that would have to be known.
func accountOf(def *process.Definition, ledger string, now int64, fields Fields) (key string, missing []string) {
	var values []string
	if l := def.Ledger(ledger); l != nil {
		for _, id := range l.Split {
			if empty(fields[id]) {
				missing = append(missing, id)
			}
			values = append(values, fmt.Sprint(fields[id]))
		}
	}
	return LedgerKey(def, ledger, now, values...), missing
}

// account is the account of the case as its fields stand.
func (d *decision) account(ledger string) (key string, missing []string) {
	return accountOf(d.p.Definition, ledger, d.now, d.c.Memo.Fields)
}

// balance is an account as this Change leaves it so far.
func (d *decision) balance(key string) Balance {
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
	case "refund":
		b.Spent -= m.Amount
	}
	return b
}

// ledgerEffect reserves, spends or releases. An entry is keyed by case and name, so that each happens once.
func (d *decision) ledgerEffect(e *process.Effect) *Refusal {
	name := e.Name
	if name == "" {
		name = e.Ledger
	}
	if e.Kind == process.Refund {
		return d.refund(e)
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
	amount, refusal := d.amount(e)
	if refusal != nil {
		return refusal
	}
	key, missing := d.account(e.Ledger)
	if len(missing) > 0 {
		return d.unknown(d.ledgerName(e.Ledger), e.Amount.String(), missing)
	}
	if b := d.balance(key); b.Free() < amount {
		return refuse(EGuard, msgNoMoney.Text(d.ledgerName(e.Ledger), d.units(e.Ledger, amount), d.units(e.Ledger, b.Free())))
	}
	d.needFree(key, amount)
	d.moveEntry(d.freshEntry(name), Entry{Ledger: e.Ledger, Key: key, Amount: amount, Round: d.r.N}, "reserve")
	return nil
}

// freshEntry is a key that the case has not used yet for a sum: what was released is not reserved under its old one.
func (d *decision) freshEntry(name string) string {
	base, _, _ := strings.Cut(name, "#")
	key := base
	for n := d.r.N; ; n++ {
		if _, used := d.c.Memo.Entries[key]; !used {
			return key
		}
		key = base + "#" + itoa(n)
	}
}

// amount is what an effect says, in units of its ledger; it must be positive.
func (d *decision) amount(e *process.Effect) (int64, *Refusal) {
	v, unknown := e.Amount.Eval(d.env(d.cmd.Actor))
	if len(unknown) > 0 {
		return 0, d.unknown(d.ledgerName(e.Ledger), e.Amount.String(), unknown)
	}
	amount, ok := amountOf(v)
	if !ok || amount <= 0 {
		return 0, refuse(EInvalid, msgAmount.Text())
	}
	return amount, nil
}

// units writes a sum of a ledger: yuan, or a count.
func (d *decision) units(ledger string, n int64) string {
	if l := d.p.Ledger(ledger); l != nil && l.Unit == "money" {
		return guard.MoneyV(n).String()
	}
	return itoa(int(n))
}

// refund returns spent sums to the accounts that they came from: of the entry that is named, or without a name of all
// that the case has spent of the ledger, in order of their names. Never more than was spent and not yet returned.
func (d *decision) refund(e *process.Effect) *Refusal {
	var keys []string
	var total int64
	for _, key := range sortedKeys(d.c.Memo.Entries) {
		entry := d.c.Memo.Entries[key]
		base, _, _ := strings.Cut(key, "#")
		if entry.Ledger == e.Ledger && entry.State == "spent" && (e.Name == "" || e.Name == base) {
			keys, total = append(keys, key), total+entry.Amount-entry.Refunded
		}
	}
	amount := total
	if e.Amount != nil {
		var refusal *Refusal
		if amount, refusal = d.amount(e); refusal != nil {
			return refusal
		}
	}
	if amount > total || total == 0 {
		return refuse(EGuard, msgNotSpent.Text(d.ledgerName(e.Ledger), d.units(e.Ledger, total)))
	}
	for _, key := range keys {
		entry := d.c.Memo.Entries[key]
		if part := min(amount, entry.Amount-entry.Refunded); part > 0 {
			d.giveBack(key, entry, part)
			amount -= part
		}
	}
	return nil
}

// giveBack returns a part of one entry. Each part is a move of its own: the second has the mark ~2.
func (d *decision) giveBack(key string, entry Entry, part int64) {
	entry.Refunds++
	name := key
	if entry.Refunds > 1 {
		name += "~" + itoa(entry.Refunds)
	}
	entry.Refunded += part
	if entry.Refunded == entry.Amount {
		entry.State = "refunded"
	}
	d.c.Memo.Entries[key] = entry
	d.ch.Ledger = append(d.ch.Ledger, LedgerMove{Key: entry.Key, Case: d.c.ID, Name: name, Kind: "refund", Amount: part, At: d.now})
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

// releaseSince frees what was reserved when the case left its last stay in a state, or later: put back there by an
// intervention, it is decided anew, and what it came to then is reserved then.
func (d *decision) releaseSince(state string) {
	round := 0
	for _, v := range d.c.Memo.Trail {
		if v.State == state && !v.Taken {
			round = v.Round
		}
	}
	for _, name := range sortedKeys(d.c.Memo.Entries) {
		if entry := d.c.Memo.Entries[name]; round > 0 && entry.State == "reserved" && entry.Round >= round {
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
