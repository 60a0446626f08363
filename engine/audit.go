package engine

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"dandang/engine/process"
)

// HashAlg names the digest of the chain.
const HashAlg = "sha256"

// numberHole stands for a number that the store has yet to draw.
const numberHole = "\u0000number\u0000"

func itoa(n int) string { return strconv.Itoa(n) }

func cloneFields(f Fields) Fields { return maps.Clone(f) }

// canonical is the one JSON text of a value: keys sorted, no insignificant space, numbers as they are.
func canonical(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(fmt.Sprintf("%q", err.Error()))
	}
	var generic any
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.UseNumber()
	if dec.Decode(&generic) != nil {
		return b
	}
	if b, err = json.Marshal(generic); err != nil {
		return nil
	}
	return b
}

func digest(v any) string {
	sum := sha256.Sum256(canonical(v))
	return hex.EncodeToString(sum[:])
}

// personal reports whether a field's values may identify somebody or are free text: they enter the record only as
// commitments, so that they can be erased without breaking the chain.
func personal(f *process.Field) bool {
	if f.Sensitive || f.Sealed {
		return true
	}
	switch f.Type {
	case process.Choice, process.Choices, process.Integer, process.Decimal, process.Money, process.Date, process.DateTime,
		process.Bool, process.UnitType:
		return false
	default:
		return true
	}
}

// commit binds a value to a salt: sha256(salt || canonical JSON).
func commit(salt []byte, v any) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(canonical(v))
	return hex.EncodeToString(h.Sum(nil))
}

// salter makes the salts of one event. They come from the command's seed, which is never stored, so that Decide stays
// free of randomness and a salt tells nothing of another.
type salter struct {
	seed     []byte
	erasable *Erasable
}

func (s *salter) commit(path string, v any) map[string]any {
	mac := hmac.New(sha256.New, s.seed)
	mac.Write([]byte(path))
	salt := mac.Sum(nil)[:16]
	s.erasable.Values[path] = Salted{Value: v, Salt: hex.EncodeToString(salt)}
	return map[string]any{"commit": commit(salt, v)}
}

// auditEvent writes down what happened: the command, what it wrote, what it read, who was called, which rule fired.
func (d *decision) auditEvent() (AuditEvent, *Erasable) {
	s := &salter{seed: d.cmd.Seed, erasable: &Erasable{Case: d.c.ID, N: d.c.Events, Values: map[string]Salted{}}}
	patch := map[string]any{}
	for id, v := range d.patch {
		if f := d.p.Field(id); f != nil && !personal(f) {
			patch[id] = v
		} else {
			patch[id] = s.commit(id, v)
		}
	}
	if d.cmd.Opinion != "" {
		patch["opinion"] = s.commit("opinion", d.cmd.Opinion)
	}
	if len(d.cmd.Items) > 0 {
		d.extra["items"] = d.cmd.Items
	}
	if sheet := d.r.Data.Sheet; sheet != nil && (d.cmd.Event == EventRecord || d.cmd.Event == EventConfirm) {
		patch["sheet"] = s.commit("sheet", *sheet)
	}
	facts := d.snap.Facts
	ev := AuditEvent{
		Case: d.c.ID, N: d.c.Events, At: d.now, Command: d.cmd.ID, Kind: d.cmd.Kind, Actor: d.cmd.Actor, For: d.forPerson,
		Event: d.cmd.Event, Name: d.eventName, Task: d.cmd.Task, From: d.snap.Case.State, To: d.c.State, Round: d.snap.Case.Round,
		Patch: patch, Facts: d.facts, Candidates: d.candidates, Path: d.path, Rule: d.rule,
		Directory: facts.Book.Revision(), Calendar: facts.Calendar.Revision(), Definition: d.p.Hash, Extra: d.extra,
		Alg: HashAlg, Prev: d.snap.Case.Head,
	}
	if d.cmd.Kind == DoTimer && d.cmd.Timer != nil {
		ev.Event = d.cmd.Timer.Kind
	}
	if d.hidesActor() {
		ev.Extra["reader"] = s.commit("actor", d.cmd.Actor)
		ev.Actor = ""
	}
	if len(s.erasable.Values) == 0 {
		return ev, nil
	}
	return ev, s.erasable
}

// hidesActor: who objects to a notice is known only to those who handle the objection.
func (d *decision) hidesActor() bool { return len(d.ch.Objections) > 0 }

// seal puts the event's hash at the head of the case's chain.
func (ch *Change) seal() {
	ch.Event.Hash = ""
	ch.Event.Hash = digest(ch.Event)
	ch.Case.Head = ch.Event.Hash
}

// Numbered fills the number in that a store drew for the Change's request, and seals the event again. It answers the
// number. seq starts at 1 within a series.
func (ch *Change) Numbered(seq int64) string {
	if ch.Number == nil {
		return ""
	}
	number := strings.NewReplacer("{year}", itoa(ch.Number.Year), "{seq}", strconv.FormatInt(seq, 10),
		"{年}", itoa(ch.Number.Year), "{序号}", strconv.FormatInt(seq, 10)).Replace(ch.Number.Format)
	ch.Case.Number, ch.Event.Number = number, number
	for i := range ch.Documents {
		ch.Documents[i].Body = strings.ReplaceAll(ch.Documents[i].Body, numberHole, number)
		ch.Documents[i].Title = strings.ReplaceAll(ch.Documents[i].Title, numberHole, number)
	}
	for i := range ch.Outbox {
		ch.Outbox[i].Text = strings.ReplaceAll(ch.Outbox[i].Text, numberHole, number)
	}
	ch.seal()
	return number
}

// VerifyChain recomputes a case's chain: every hash, every link, every commitment whose value is still kept. It answers
// what is wrong, in order; empty means whole. An erased value breaks nothing.
func VerifyChain(events []AuditEvent, erasables []Erasable) []string {
	var faults []string
	prev := ""
	kept := map[int64]map[string]Salted{}
	for _, e := range erasables {
		kept[e.N] = e.Values
	}
	for i, ev := range events {
		if ev.N != int64(i)+1 {
			faults = append(faults, msgChainGap.Text(i+1))
		}
		if ev.Prev != prev {
			faults = append(faults, msgChainLink.Text(ev.N))
		}
		want := ev.Hash
		ev.Hash = ""
		if digest(ev) != want {
			faults = append(faults, msgChainHash.Text(ev.N))
		}
		for path, salted := range kept[ev.N] {
			if !commitmentHolds(ev, path, salted) {
				faults = append(faults, msgChainCommit.Text(ev.N, path))
			}
		}
		prev = want
	}
	return faults
}

func commitmentHolds(ev AuditEvent, path string, s Salted) bool {
	salt, err := hex.DecodeString(s.Salt)
	if err != nil {
		return false
	}
	holder := ev.Patch[path]
	if path == "actor" {
		holder = ev.Extra["reader"]
	}
	m, ok := holder.(map[string]any)
	return ok && m["commit"] == commit(salt, s.Value)
}
