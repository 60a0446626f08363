package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
)

// Link is a case that this one started (启动办件), by its name within this case.
type Link struct {
	Process string   `json:"process"`
	Case    string   `json:"case"` // derived, so that starting it twice opens one
	Hidden  bool     `json:"hidden,omitempty"`
	Order   *Order   `json:"order,omitempty"`  // what it is to be opened with; gone once it is open
	Failed  string   `json:"failed,omitempty"` // why it could not be opened
	Rev     int64    `json:"rev,omitempty"`    // row revision of that case which the rest tells of; 0 = not open yet
	Number  string   `json:"number,omitempty"`
	State   string   `json:"state,omitempty"`
	Status  Status   `json:"status,omitempty"`
	Outcome string   `json:"outcome,omitempty"`
	Values  Fields   `json:"values,omitempty"`  // awaited values of its last end
	Earlier []string `json:"earlier,omitempty"` // cases that ended before this one was started under the same name
}

// Order is what a linked case is opened with: the person who acted, and the values as they were at that moment.
type Order struct {
	Actor  PersonID `json:"actor"`
	Fields Fields   `json:"fields,omitempty"`
	Depth  int      `json:"depth"`
}

// Origin is the case that started this one.
type Origin struct {
	Case   string `json:"case"` // "" for one that is not in this store: nobody is told there
	Name   string `json:"name"`
	Hidden bool   `json:"hidden,omitempty"`
	Depth  int    `json:"depth"` // 1 for a case started by one that a person opened
}

// Report is what a linked case has come to, as its parent is told.
type Report struct {
	Name    string // of the link; "" where a duplicate was joined or parted
	Case    string // the linked case
	Joined  bool   // the duplicate Case is joined; else it is so no longer
	Failed  string // it could not be opened, and why; nothing else is set then
	Rev     int64
	Number  string
	State   string
	Status  Status
	Outcome string
	Values  Fields // its fields that the parent awaits, by the field's id there
}

// Errand is a message from one case to another: look at it. It carries no content, so that nothing of a case lies
// outside it, and it is done by the Change of the case that receives it.
type Errand struct {
	ID   string // derived from the command
	Kind string // open | report | join
	From string // case
	To   string // case that receives it
	Name string // of the link
	At   int64  // ms
}

// The kinds of errand.
const (
	ErrandOpen   = "open"   // To is to be opened as From ordered
	ErrandReport = "report" // From, a linked case, has changed: its parent To takes note
	ErrandJoin   = "join"   // From was joined to To
)

// maxDepth is how long a chain of cases that start cases may be: a procedure that starts itself must not fill the store.
const maxDepth = 5

// startCase notes the order of a linked case and sends the errand that opens it. While one of the name runs, it stays
// the one; after its end the next takes the name.
func (d *decision) startCase(e *process.Effect) *Refusal {
	old, again := d.c.Memo.Links[e.Name]
	if again && old.Status != Closed {
		return nil
	}
	order := &Order{Actor: d.lastActor(), Fields: d.mapped(e), Depth: 1}
	if o := d.c.Memo.Origin; o != nil {
		order.Depth = o.Depth + 1
	}
	l := Link{Process: e.Process, Hidden: e.Hidden, Order: order}
	if again {
		l.Earlier = append(slices.Clone(old.Earlier), old.Case)
	}
	l.Case = linkedID(d.cmd.ID, d.c.ID, e.Name, len(l.Earlier))
	d.putLink(e.Name, l)
	d.note("started", e.Name)
	d.errand(ErrandOpen, d.c.ID, l.Case, e.Name)
	return nil
}

// lastActor is in whose name a linked case is opened: who acts now, else who acted last, else the initiator.
func (d *decision) lastActor() PersonID {
	if d.cmd.Actor != "" && d.cmd.Notice == "" {
		return d.cmd.Actor
	}
	acts := d.allActs()
	for i := len(acts) - 1; i >= 0; i-- {
		if !acts[i].Reader {
			return acts[i].Person
		}
	}
	return d.c.Initiator
}

// mapped evaluates what a start hands over. What has no value stays out; whether it was needed the other procedure tells.
func (d *decision) mapped(e *process.Effect) Fields {
	fields := Fields{}
	for _, id := range sortedKeys(e.With) {
		expr := e.With[id]
		path := process.CanonPath(strings.TrimSpace(expr.String()))
		var v any
		switch {
		case d.p.Field(path) != nil: // as it is: people, files and tables too
			v = d.c.Memo.Fields[path]
			d.facts[path] = v
		case path == "case.handlers":
			list := []any{}
			for _, p := range d.handlers() {
				list = append(list, p)
			}
			v = list
		default:
			if got, unknown := expr.Eval(d.env(d.cmd.Actor)); len(unknown) == 0 && got != nil {
				v = wireOf(got)
			}
		}
		if !empty(v) {
			fields[id] = v
		}
	}
	return fields
}

// linkedID derives the id of a linked case. It begins like the command that started it, so that cases still sort by age.
func linkedID(command, parent, name string, nth int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", command, parent, name, nth))
	h := hex.EncodeToString(sum[:])
	if len(command) == 36 && strings.Count(command, "-") == 4 { // a UUIDv7: its time, then the hash
		return command[:13] + "-7" + h[:3] + "-8" + h[3:6] + "-" + h[6:18]
	}
	return command + "-" + h[:12]
}

func (d *decision) putLink(name string, l Link) {
	if d.c.Memo.Links == nil {
		d.c.Memo.Links = map[string]Link{}
	}
	d.c.Memo.Links[name] = l
}

// note adds the name of a linked case to the audit event.
func (d *decision) note(key, name string) {
	list, _ := d.extra[key].([]string)
	d.extra[key] = append(slices.Clone(list), name)
}

func (d *decision) errand(kind, from, to, name string) {
	d.ch.Errands = append(d.ch.Errands, Errand{ID: d.id(), Kind: kind, From: from, To: to, Name: name, At: d.now})
}

// awaitCase: what is awaited is a matter of the definition; only an end that came before has to be told again.
func (d *decision) awaitCase(e *process.Effect) {
	if l, ok := d.c.Memo.Links[e.Name]; ok && l.Status == Closed {
		d.takeBack(e.Name, l)
	}
}

// tell sends the parent of a linked case word that it has moved or was numbered.
func (d *decision) tell() {
	if o := d.c.Memo.Origin; o != nil && o.Case != "" && (len(d.path) > 0 || d.ch.Number != nil) {
		d.errand(ErrandReport, d.c.ID, o.Case, o.Name)
	}
}

// linked takes note of what a linked case has come to. News that is older than what is known, or of another case,
// changes nothing but the errand's mark.
func (d *decision) linked() *Refusal {
	r := d.cmd.Report
	if r.Name == "" {
		return d.joined(r)
	}
	d.eventName = msgLinked.Text(r.Name)
	d.note("linked", r.Name)
	l, ok := d.c.Memo.Links[r.Name]
	if !ok || l.Case != r.Case || (r.Failed == "" && r.Rev <= l.Rev) || (r.Failed != "" && l.Rev > 0) {
		return nil
	}
	if r.Failed != "" {
		l.Failed = r.Failed
		d.putLink(r.Name, l)
		d.linkFailed(r.Name)
		return nil
	}
	ended := r.Status == Closed
	l.Order, l.Failed, l.Rev, l.Number, l.State, l.Status, l.Outcome = nil, "", r.Rev, r.Number, r.State, r.Status, r.Outcome
	if ended {
		l.Values = r.Values
	}
	d.putLink(r.Name, l)
	d.extra["link_status"], d.extra["link_outcome"] = string(r.Status), r.Outcome
	if ended {
		d.takeBack(r.Name, l)
	}
	if d.c.Status == Closed {
		return nil
	}
	if refusal := d.attempt(d.settle); refusal != nil {
		d.halt(refusal)
	}
	return nil
}

// takeBack brings the awaited values of an ended case into the fields of this one. A value that does not fit its field
// waits for a person; the others are kept.
func (d *decision) takeBack(name string, l Link) {
	take := d.p.Awaited(name)
	for _, id := range sortedKeys(take) {
		var v any = l.Outcome
		if take[id] != process.LinkOutcome {
			v = l.Values[take[id]]
		}
		f := d.p.Field(id)
		if f == nil {
			continue
		}
		clean, problem := f.Normalise(v)
		if problem != "" {
			d.incident(Incident{Kind: "value", Link: name, Reason: msgLinkValue.Text(name, d.p.fieldName(id), problem)})
			continue
		}
		if !sameWire(clean, d.c.Memo.Fields[id]) {
			d.put(id, clean)
		}
	}
	_ = d.compute() // computes only; it refuses nothing
}

// linkFailed asks a person, unless the case is over: then only its record tells.
func (d *decision) linkFailed(name string) {
	if s := d.state(); s != nil && !s.IsFinal {
		d.incident(Incident{Kind: "link", Link: name, Reason: msgLinkFailed.Text(name, d.c.Memo.Links[name].Failed)})
	}
}

// failedLinks stay an incident from state to state until they are opened.
func (d *decision) failedLinks() {
	for _, name := range sortedKeys(d.c.Memo.Links) {
		if d.c.Memo.Links[name].Failed != "" {
			d.linkFailed(name)
		}
	}
}

// tryLink has the engine open a linked case again.
func (d *decision) tryLink(inc Incident) bool {
	if d.cmd.Actor == "" { // only at somebody's word, lest it fails again with every look at the case
		return false
	}
	l, ok := d.c.Memo.Links[inc.Link]
	if ok && l.Failed != "" {
		l.Failed = ""
		d.putLink(inc.Link, l)
		d.errand(ErrandOpen, d.c.ID, l.Case, inc.Link)
	}
	d.cured(inc)
	return true
}

// value is what guards read of a linked case: 关联.名目.结果. Missing until known.
func (l Link) value(attr string) (string, bool) {
	switch attr {
	case "result":
		return l.Outcome, true
	case "status":
		return string(l.Status), true
	case "state":
		return l.State, true
	case "number":
		return l.Number, true
	}
	return "", false
}

// linked reads 关联.名目.结果 and its like: known for every name that the definition starts, missing until the case tells.
func (e *env) linked(path string) (guard.Value, bool) {
	name, attr, _ := strings.Cut(path, ".")
	v, known := e.d.c.Memo.Links[name].value(attr)
	if !known {
		return nil, false
	}
	return textOrMissing(v), true
}
