package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// rulesHere lists the rules by which something may be entered from paper in the case as it stands.
func (d *decision) rulesHere() []*process.OnPaper {
	var rules []*process.OnPaper
	add := func(r *process.OnPaper) {
		if r != nil && !slices.Contains(rules, r) {
			rules = append(rules, r)
		}
	}
	for _, t := range d.openTasks() {
		if spec := d.p.task(t.State, t.Group); spec != nil && t.Kind == Work {
			add(spec.OnPaper)
		}
	}
	for _, e := range d.p.EventsIn(d.c.State) {
		if len(e.By) > 0 {
			add(d.paperRule(e))
		}
	}
	return rules
}

// scansBy lists the fields that somebody may bring a scan for: where he may enter something from paper.
func (d *decision) scansBy(actor PersonID) []string {
	var fields []string
	if d.c.Status == Closed || d.conflict(actor) != "" || actor == d.c.Initiator {
		return nil
	}
	for _, r := range d.rulesHere() {
		if clerks, _ := d.people(r.By); slices.Contains(clerks, actor) && !slices.Contains(fields, r.Scan) {
			fields = append(fields, r.Scan)
		}
	}
	return fields
}

// entersHere: the case has been filed and waits for something that the person may enter from paper, so that he may look
// it up. A draft only who opened it for somebody.
func (d *decision) entersHere(actor PersonID) bool {
	return d.c.Status == Opened && len(d.scansBy(actor)) > 0
}

// ownScan: the scan of the paper by which a case was filed is its applicant's own.
func (d *decision) ownScan(field string) bool {
	return d.cmd.Actor == d.c.Initiator && slices.ContainsFunc(d.p.Starts, func(s process.Start) bool {
		return s.OnPaper != nil && s.OnPaper.Scan == field
	})
}

// enteredFor is in whose name something was entered that has not taken effect with the event, "" if nothing was.
func (d *decision) enteredFor(ev *AuditEvent) PersonID {
	m, _ := ev.Extra["entered"].(map[string]any)
	signer, _ := m["signer"].(string)
	return signer
}

// enteredText says who entered and who checked what took effect with an event, "" where it did not come from paper.
func (d *decision) enteredText(ev *AuditEvent) string {
	m, _ := ev.Extra["entered"].(map[string]any)
	text := func(key string) string { s, _ := m[key].(string); return s }
	if text("confirmed") == "" {
		return ""
	}
	line := msgPaperLine.Text(workday.Date(text("on")).Chinese(), d.personName(text("by")), d.personName(text("confirmed")))
	for _, a := range d.allActs() {
		if a.At == ev.At && a.Person == ev.Actor && a.Entered != nil && a.Entered.Contested {
			return line + msgPaperDisputed.Text()
		}
	}
	return line
}

// paperEntry is the box of somebody who signed on paper: the day is that of his signature, and both clerks are named.
func (d *decision) paperEntry(r Round, t *Task, entry FormEntry) FormEntry {
	for _, a := range r.Data.Acts {
		if c := a.Entered; c != nil && a.Person == t.Actor && a.At == t.ClosedAt {
			entry.Signer = msgFormPaper.Text(entry.Signer, d.personName(c.By), d.personName(c.Confirmed))
			entry.Date = workday.Date(c.On).Chinese()
		}
	}
	return entry
}

// PaperOption is something that may be entered from paper: what, and for whom.
type PaperOption struct {
	Task   string // the turn, "" where the event is not for the holder of one
	Signer PersonID
	Event  string
	Name   string
	Scan   string // field of the scan
	Needs  []Need
	To     []string // ids of states that it may lead to
	Fields []string // ids of the fields that may be written with it
}

// PaperWaits is what was entered and waits to be checked, as whoever enters, checks or signed it may read it.
type PaperWaits struct {
	Transcript
	Name  string // of the event
	Mine  bool   // the reader may check it
	Shown Fields // what was entered; sealed values as a mark
}

// OnPaper tells what somebody may enter from paper in a case, and what waits to be checked there: of the latter those
// concerned read all, other participants nothing but that it waits. Codes: ENotFound.
func (e *Engine) OnPaper(ctx context.Context, actor PersonID, caseID string) ([]PaperOption, []PaperWaits, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, nil, err
	}
	if rel != Participant && rel != Applicant {
		return nil, nil, NotFound()
	}
	var waits []PaperWaits
	for _, t := range d.c.Memo.Transcripts {
		if w, ok := d.waiting(t, rel); ok {
			waits = append(waits, w)
		}
	}
	if rel != Participant {
		return nil, waits, nil
	}
	return d.paperOptions(), waits, nil
}

func (d *decision) waiting(t Transcript, rel Relation) (PaperWaits, bool) {
	w := PaperWaits{Transcript: t, Name: d.eventLabel(d.c.State, t.Event)}
	task := d.taskByID(t.Task)
	w.Mine = task != nil && slices.Contains(task.Candidates, d.cmd.Actor)
	concerned := w.Mine || d.cmd.Actor == t.By || d.cmd.Actor == t.Signer
	if !concerned {
		w.Transcript = Transcript{ID: t.ID, Signer: t.Signer, On: t.On, Event: t.Event, Turn: t.Turn, By: t.By, At: t.At, Task: t.Task}
		return w, rel == Participant
	}
	w.Shown = Fields{}
	for id, v := range t.Fields {
		f := d.p.Field(id)
		switch {
		case f == nil:
		case f.Sealed:
			w.Shown[id] = SealedMark()
		default:
			w.Shown[id] = shownValue(f, v)
		}
	}
	w.Fields = nil
	return w, true
}

// paperOptions lists what the reader may enter: for each open turn and each of its holders the events of the turn, and the
// events that name their own people.
func (d *decision) paperOptions() []PaperOption {
	var list []PaperOption
	mine := func(r *process.OnPaper) bool {
		if r == nil {
			return false
		}
		clerks, _ := d.people(r.By)
		return slices.Contains(clerks, d.cmd.Actor)
	}
	add := func(e *process.Event, r *process.OnPaper, task string, people []PersonID, spec *process.Task) {
		for _, p := range people {
			if d.clerkBarred(d.cmd.Actor, p, spec) == nil {
				list = append(list, PaperOption{Task: task, Signer: p, Event: e.ID, Name: d.nameOf(e), Scan: r.Scan, Needs: d.needsOf(e), To: destinations(d, e), Fields: d.p.Editable(d.state(), d.c.Memo.Returned)})
			}
		}
	}
	events := d.p.EventsIn(d.c.State)
	if e := d.eventNamed(EventAbstain); e != nil {
		events = append(slices.Clone(events), e)
	}
	for _, e := range events {
		if e.Asked && !slices.Contains(d.r.Data.Asked, e.ID) {
			continue
		}
		if r := d.paperRule(e); len(e.By) > 0 {
			if people, _ := d.people(e.By); mine(r) {
				add(e, r, "", people, nil)
			}
			continue
		}
		for _, t := range d.openTasks() {
			if spec := d.p.task(t.State, t.Group); t.Kind == Work && spec != nil && inGroup(e, t.Group) && mine(spec.OnPaper) {
				add(e, spec.OnPaper, t.ID, t.Candidates, spec)
			}
		}
	}
	return list
}

// PaperCases finds the cases with a number, as a paper bears it, in which somebody may enter what was signed.
func (e *Engine) PaperCases(ctx context.Context, actor PersonID, number string) ([]Case, error) {
	found, err := e.cfg.Store.Cases(ctx, CaseQuery{Number: number, Status: Opened, Limit: page})
	if err != nil || number == "" {
		return nil, err
	}
	var list []Case
	for i := range found {
		if found[i].Number != number {
			continue
		}
		d, rel, err := e.reading(ctx, actor, found[i].ID)
		if CodeOf(err) == ENotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if rel == Participant && len(d.scansBy(actor)) > 0 {
			c := d.c
			c.Memo = Memo{}
			list = append(list, c)
		}
	}
	return list, nil
}
