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
)

// HashAlg names the digest of the chain.
const HashAlg = "sha256"

// entryPatch begins the path of a value that was entered from paper and waits to be checked.
const entryPatch = "entry:"

// suggestPatch begins the path of a value that a proposal suggests.
const suggestPatch = "suggest:"

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
		patch[id] = s.commit(id, v)
	}
	if d.cmd.Opinion != "" {
		patch["opinion"] = s.commit("opinion", d.cmd.Opinion)
	}
	for id, v := range d.suggested {
		patch[suggestPatch+id] = s.commit(suggestPatch+id, v)
	}
	for id, v := range d.entry {
		patch[entryPatch+id] = s.commit(entryPatch+id, v)
	}
	for i := range d.ch.Documents {
		doc := &d.ch.Documents[i]
		patch[paperPatch+doc.ID] = s.commit(paperPatch+doc.ID, paperText(doc))
	}
	if len(d.cmd.Items) > 0 {
		d.extra["items"] = d.cmd.Items
	}
	if sheet := d.r.Data.Sheet; sheet != nil && (d.cmd.Event == EventRecord || d.cmd.Event == EventConfirm) {
		patch["sheet"] = s.commit("sheet", *sheet)
	}
	read := map[string]any{}
	for path, v := range d.facts {
		if d.ofField(path) && v != nil {
			v = s.commit("fact:"+path, v)
		}
		read[path] = v
	}
	facts := d.snap.Facts
	ev := AuditEvent{
		Case: d.c.ID, N: d.c.Events, At: d.now, Command: d.cmd.ID, Kind: d.cmd.Kind, Actor: d.cmd.Actor, For: d.principal,
		Event: d.cmd.Event, Name: d.eventName, Task: d.cmd.Task, From: d.snap.Case.State, To: d.c.State, Round: d.snap.Case.Round,
		Patch: patch, Facts: read, Candidates: d.candidates, Path: d.path, Rule: d.rule,
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

// ofField reports whether a path that a guard read is a field of the case: what people filled in may tell of health,
// family or money, so that only its commitment stays for ever.
func (d *decision) ofField(path string) bool {
	root, _, _ := strings.Cut(strings.TrimPrefix(path, "previous."), ".")
	return d.p.Field(root) != nil
}

// hidesActor: who objects to a notice is known only to those who handle the objection.
func (d *decision) hidesActor() bool { return len(d.ch.Objections) > 0 }

// seal puts the event's hash at the head of the case's chain.
func (ch *Change) seal() {
	ch.Event.Hash = ""
	ch.Event.Hash = digest(ch.Event)
	ch.Case.Head = ch.Event.Hash
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
	if fact, ok := strings.CutPrefix(path, "fact:"); ok {
		holder = ev.Facts[fact]
	}
	if path == "actor" {
		holder = ev.Extra["reader"]
	}
	m, ok := holder.(map[string]any)
	return ok && m["commit"] == commit(salt, s.Value)
}

// strayFields tells where the fields of a case are not what its record last wrote, as far as the values are kept.
func strayFields(fields Fields, events []AuditEvent, erasables []Erasable) []string {
	kept := map[int64]map[string]Salted{}
	for _, e := range erasables {
		kept[e.N] = e.Values
	}
	last := map[string]any{}
	known := map[string]bool{}
	for i := range events {
		for id := range events[i].Patch {
			salted, ok := kept[events[i].N][id]
			last[id], known[id] = salted.Value, ok
		}
	}
	var faults []string
	for _, id := range sortedKeys(last) {
		if _, isField := fields[id]; !isField && empty(last[id]) {
			continue
		}
		if strings.HasPrefix(id, paperPatch) || strings.HasPrefix(id, entryPatch) || strings.HasPrefix(id, suggestPatch) {
			continue
		}
		if id != "opinion" && id != "sheet" && known[id] && !sameWire(last[id], fields[id]) {
			faults = append(faults, msgChainField.Text(id))
		}
	}
	for _, id := range sortedKeys(fields) {
		if _, written := last[id]; !written && !empty(fields[id]) {
			faults = append(faults, msgChainField.Text(id))
		}
	}
	return faults
}
