package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// The acts of 代录: one clerk enters what somebody else signed on paper, a second one holds it against the scan, and only
// then it takes effect, as an act of who signed.
const (
	EventEnter   = "enter"        // 代录, with Signed
	EventEnterOK = "enter_agree"  // 核对一致, by a second clerk
	EventEnterNo = "enter_refuse" // 核对不符, by a second clerk, needs opinion
	EventContest = "contest"      // 对代录提出异议, by who is said to have signed, needs opinion
)

// Signed is what a clerk tells of a paper that somebody else signed.
type Signed struct {
	Person PersonID // who signed
	Event  string   // what he did with it; of an open: ""
	On     string   // day of the signature
	Scan   []any    // files, in wire form
}

// Transcript is an act that a clerk entered from paper and that waits for a second clerk. It lapses when the turn that it
// is for ends another way, and when the case leaves the round.
type Transcript struct {
	ID      string   `json:"id"`
	Signer  PersonID `json:"signer"`
	On      string   `json:"on"`
	Event   string   `json:"event"`
	Turn    string   `json:"turn,omitempty"` // the signer's, "" where the event is not for the holder of one
	Group   string   `json:"group,omitempty"`
	Opinion string   `json:"opinion,omitempty"`
	Items   []string `json:"items,omitempty"`
	To      string   `json:"to,omitempty"`
	Fields  Fields   `json:"fields,omitempty"`
	Suggest Fields   `json:"suggest,omitempty"`
	Scan    []any    `json:"scan"`
	By      PersonID `json:"by"`
	At      int64    `json:"at"`
	Task    string   `json:"task"`    // of the second clerk
	Content int64    `json:"content"` // revision that it was entered on
}

// asker is who sent the command: of an act that was entered from paper the second clerk, not who signed.
func (d *decision) asker() PersonID {
	if d.entrants != nil {
		return d.entrants.Confirmed
	}
	return d.cmd.Actor
}

// paperFor is the rule by which an event may be entered for somebody, with the turn that it is for; nil where it may not.
func (d *decision) paperFor(e *process.Event, signer PersonID, turn string) (*process.OnPaper, *Task) {
	if len(e.By) > 0 {
		return d.paperRule(e), nil
	}
	for _, t := range d.openTasks() {
		if t.Kind != Work || !inGroup(e, t.Group) || !slices.Contains(t.Candidates, signer) || turn != "" && turn != t.ID {
			continue
		}
		if spec := d.p.task(t.State, t.Group); spec != nil && spec.OnPaper != nil {
			return spec.OnPaper, &t
		}
	}
	return nil, nil
}

// paperRule is the rule of an event that names its own people: its own, or in a draft that of the way in.
func (d *decision) paperRule(e *process.Event) *process.OnPaper {
	if e.OnPaper != nil {
		return e.OnPaper
	}
	own := slices.ContainsFunc(e.By, func(w process.Who) bool { return w.Kind == process.ByInitiator })
	for i := range d.p.Starts {
		if s := &d.p.Starts[i]; own && d.c.Status == Draft && s.State == d.c.State && len(e.From) == 0 {
			return s.OnPaper
		}
	}
	return nil
}

// ruleOf is the rule that something was entered by, with the task of the turn that it is for.
func (d *decision) ruleOf(t *Transcript) (*process.OnPaper, *process.Task) {
	if t.Turn == "" {
		if e := d.eventNamed(t.Event); e != nil {
			return d.paperRule(e), nil
		}
		return nil, nil
	}
	spec := d.p.task(d.c.State, t.Group)
	if spec == nil {
		return nil, nil
	}
	return spec.OnPaper, spec
}

// clerkBarred says why somebody may not enter or check what another signed, nil if he may: as strict as if he acted
// himself, and nobody who has a turn of his own beside the signer's.
func (d *decision) clerkBarred(p, signer PersonID, spec *process.Task) *Refusal {
	why := d.conflict(p)
	switch {
	case p == signer:
		return refuse(ESeparation, msgPaperOwn.Text())
	case !d.active(p):
		return refuse(EForbidden, msgNobody.Text(p))
	case why != "":
		return d.recusal(why)
	case p == d.c.Initiator:
		return d.recusal(msgInitiator.Text())
	case spec != nil && spec.Mode != process.Any && d.partIn(p, spec.Group):
		return refuse(ESeparation, msgPaperPart.Text())
	}
	return d.barred(p, spec)
}

// partIn: somebody has, had or will have a turn of his own in a group of the round.
func (d *decision) partIn(p PersonID, group string) bool {
	g := d.r.Data.Groups[group]
	return d.hasActed(group, p) || slices.Contains(g.Seats, p) || slices.Contains(g.Steps, p) ||
		slices.ContainsFunc(d.openTasks(), func(t Task) bool {
			return t.Group == group && t.Kind == Work && slices.Contains(t.Candidates, p)
		})
}

// checkersOf lists who may hold what was entered against the scan: never who entered it.
func (d *decision) checkersOf(t *Transcript) []PersonID {
	rule, spec := d.ruleOf(t)
	if rule == nil {
		return nil
	}
	found, _ := d.people(rule.Checkers())
	return slices.DeleteFunc(slices.Clone(found), func(p PersonID) bool { return p == t.By || d.clerkBarred(p, t.Signer, spec) != nil })
}

// checkSigned looks at what the clerk tells of the paper.
func (d *decision) checkSigned(s *Signed) *Refusal {
	var problems []FieldProblem
	add := func(field string, m Msg) { problems = append(problems, FieldProblem{"signed." + field, m.Text()}) }
	if s == nil {
		s = &Signed{}
	}
	if _, ok := d.snap.Facts.Book.Person(s.Person); !ok {
		add("person", msgPaperWho)
	}
	if s.Event == "" {
		add("event", msgPaperWhat)
	}
	if on := workday.Date(s.On); !on.Valid() || on > d.today() {
		add("on", msgPaperDate)
	}
	if len(s.Scan) == 0 {
		add("scan", msgPaperScan)
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	return nil
}

// enterPaper takes in what somebody else signed on paper. It is tried as if it took effect now, so that the second clerk
// gets nothing that could not stand.
func (d *decision) enterPaper() *Refusal {
	if refusal := d.checkSigned(d.cmd.Signed); refusal != nil {
		return refusal
	}
	s := d.cmd.Signed
	e := d.eventNamed(s.Event)
	if e == nil {
		return refuse(EWrongState, msgNoEvent.Text(d.p.stateName(d.c.State), s.Event))
	}
	t := Transcript{
		ID: d.id(), Signer: s.Person, On: s.On, Event: e.ID, Opinion: d.cmd.Opinion, Items: d.cmd.Items, To: d.cmd.To,
		Fields: unprepared(d.cmd.Fields), Suggest: d.cmd.Suggest, Scan: s.Scan, By: d.cmd.Actor, At: d.now,
	}
	refusal := d.mayEnterPaper(e, &t)
	if refusal == nil {
		refusal = d.rehearse(&t)
	}
	if refusal != nil {
		return refusal
	}
	checkers := d.checkersOf(&t)
	if len(checkers) == 0 {
		return refuse(EGuard, msgPaperNoSecond.Text())
	}
	rule, _ := d.ruleOf(&t)
	d.keepScan(rule.Scan, s.Scan)
	t.Content = d.c.Content
	d.noteEntry(t, e, checkers)
	return d.retime()
}

// mayEnterPaper: the event may be entered for the signer, by this clerk, and is not waiting already.
func (d *decision) mayEnterPaper(e *process.Event, t *Transcript) *Refusal {
	rule, turn := d.paperFor(e, t.Signer, d.cmd.Task)
	if rule == nil {
		return refuse(EForbidden, msgPaperNever.Text(d.nameOf(e), d.personName(t.Signer)))
	}
	if turn != nil {
		t.Turn, t.Group = turn.ID, turn.Group
	}
	if clerks, _ := d.people(rule.By); !slices.Contains(clerks, t.By) {
		return refuse(EForbidden, msgNotBy.Text(builtin[EventEnter].Text(), d.describe(rule.By)))
	}
	_, spec := d.ruleOf(t)
	if refusal := d.clerkBarred(t.By, t.Signer, spec); refusal != nil {
		return refusal
	}
	for _, other := range d.c.Memo.Transcripts {
		if other.Signer == t.Signer && other.Turn == t.Turn {
			return refuse(EConflict, msgPaperWaits.Text(d.personName(t.Signer)))
		}
	}
	return nil
}

// rehearse tries what was signed on the case as it is, and answers why it would be refused.
func (d *decision) rehearse(t *Transcript) *Refusal {
	cmd := d.signersCommand(t)
	cmd.Fields = d.cmd.Fields // as given
	try := begin(d.p, d.snap, cmd, d.now)
	try.entrants = &Clerks{By: t.By, Confirmed: t.By, On: t.On}
	return d.ofSigner(try.declared(), t.Signer, t.Event)
}

// signersCommand is the command that who signed would have sent himself.
func (d *decision) signersCommand(t *Transcript) Command {
	cmd := d.cmd
	cmd.Actor, cmd.Event, cmd.Task, cmd.Opinion, cmd.Items, cmd.To = t.Signer, t.Event, t.Turn, t.Opinion, t.Items, t.To
	cmd.Suggest = t.Suggest
	cmd.Fields, cmd.Signed, cmd.Round, cmd.Content = d.p.prepared(t.Fields), nil, nil, nil
	return cmd
}

// ofSigner turns what would be told to who signed into what a clerk may hear of him.
func (d *decision) ofSigner(r *Refusal, signer PersonID, event string) *Refusal {
	if r == nil {
		return nil
	}
	if r.Code == ERecused || r.Code == ESeparation {
		why := msgPaperBarred.Text(d.personName(signer))
		return &Refusal{Code: r.Code, Detail: why, Problems: []FieldProblem{{"signed.person", why}}}
	}
	if r.Code == EForbidden {
		return refuse(EForbidden, msgPaperNotHis.Text(d.eventLabel(d.c.State, event), d.personName(signer)))
	}
	return r
}

// keepScan adds the scan to those that the case has. What else waits was entered on the same content.
func (d *decision) keepScan(field string, scan []any) {
	before := d.c.Content
	have, _ := d.c.Memo.Fields[field].([]any)
	d.put(field, slices.Concat(have, scan))
	for i := range d.c.Memo.Transcripts {
		if d.c.Memo.Transcripts[i].Content == before {
			d.c.Memo.Transcripts[i].Content = d.c.Content
		}
	}
}

// noteEntry opens the turn of the second clerk, gives the first the case among his 已办, and tells who signed.
func (d *decision) noteEntry(t Transcript, e *process.Event, checkers []PersonID) {
	due := d.r.Data.Groups[t.Group].Due
	if t.Turn == "" {
		due = workdayDue{}
	}
	d.closeTask(*d.taskByID(d.openTask(t.Group, Entering, []PersonID{t.By}, due)), TaskDone, t.By, EventEnter, "", "")
	t.Task = d.openTask(t.Group, Checking, checkers, due)
	d.c.Memo.Transcripts = append(slices.Clone(d.c.Memo.Transcripts), t)
	d.eventName = msgPaperEntered.Text(d.personName(t.Signer), d.nameOf(e))
	d.extra["entered"] = map[string]any{"id": t.ID, "signer": t.Signer, "event": t.Event, "on": t.On}
	d.entry = t.Fields
	d.message("notify", []PersonID{t.Signer}, msgPaperTold.Text(d.personName(t.By), d.titleText(), d.nameOf(e), workday.Date(t.On).Chinese()))
}

// checkPaper: the second clerk finds that the entry is what was signed, and it takes effect; or that it is not.
func (d *decision) checkPaper() *Refusal {
	task, refusal := d.checking()
	if refusal != nil {
		return refusal
	}
	i := slices.IndexFunc(d.c.Memo.Transcripts, func(t Transcript) bool { return t.Task == task.ID })
	if i < 0 {
		return refuse(EConflict, msgDone.Text())
	}
	t := d.c.Memo.Transcripts[i]
	_, spec := d.ruleOf(&t)
	if refusal := d.clerkBarred(d.cmd.Actor, t.Signer, spec); refusal != nil {
		return refusal
	}
	if len(d.cmd.Fields) > 0 {
		return refuse(EForbidden, msgEditWho.Text())
	}
	if d.cmd.Event == EventEnterNo {
		return d.paperDiffers(task, &t)
	}
	if d.clerkBarred(t.By, t.Signer, spec) != nil {
		return refuse(ERecused, msgPaperBarred.Text(d.personName(t.By)))
	}
	if t.Content != d.c.Content {
		return refuse(EStaleView, msgPaperMoved.Text())
	}
	d.dropTranscript(t.ID)
	d.closeTask(*task, TaskDone, d.cmd.Actor, EventEnterOK, d.cmd.Opinion, "")
	return d.actOnPaper(&t)
}

// actOnPaper carries out what was signed, in the name of who signed it.
func (d *decision) actOnPaper(t *Transcript) *Refusal {
	d.entrants = &Clerks{By: t.By, Confirmed: d.cmd.Actor, On: t.On}
	d.cmd = d.signersCommand(t)
	title := d.titleText()
	if refusal := d.declared(); refusal != nil {
		return d.ofSigner(refusal, t.Signer, t.Event)
	}
	d.extra["entered"] = map[string]any{"id": t.ID, "by": t.By, "confirmed": d.entrants.Confirmed, "on": t.On}
	d.message("notify", []PersonID{t.Signer}, msgPaperValid.Text(title, d.eventName, workday.Date(t.On).Chinese()))
	return nil
}

// paperDiffers gives an entry back to who made it: nothing of it takes effect, and the scan stays with the case.
func (d *decision) paperDiffers(task *Task, t *Transcript) *Refusal {
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedReason.Text()}}}
	}
	d.eventName = builtin[EventEnterNo].Text()
	d.extra["entered"] = map[string]any{"id": t.ID, "signer": t.Signer, "event": t.Event, "on": t.On}
	d.dropTranscript(t.ID)
	d.closeTask(*task, TaskDone, d.cmd.Actor, EventEnterNo, d.cmd.Opinion, "")
	d.message("notify", []PersonID{t.By, t.Signer}, msgPaperReturned.Text(d.titleText(), d.personName(t.Signer), d.eventLabel(d.c.State, t.Event), strings.TrimSpace(d.cmd.Opinion)))
	return nil
}

func (d *decision) dropTranscript(id string) {
	d.c.Memo.Transcripts = slices.DeleteFunc(slices.Clone(d.c.Memo.Transcripts), func(t Transcript) bool { return t.ID == id })
}

// checking finds the actor's open turn to check an entry.
func (d *decision) checking() (*Task, *Refusal) {
	for _, t := range d.openTasks() {
		if t.Kind == Checking && slices.Contains(t.Candidates, d.cmd.Actor) && (d.cmd.Task == "" || d.cmd.Task == t.ID) {
			return &t, nil
		}
	}
	for _, t := range d.tasks {
		if t.Kind == Checking && t.Status != TaskOpen && (t.ID == d.cmd.Task || t.Actor == d.cmd.Actor || slices.Contains(t.Candidates, d.cmd.Actor)) {
			return nil, refuse(EConflict, msgDone.Text())
		}
	}
	for i := range d.c.Memo.Transcripts {
		t := &d.c.Memo.Transcripts[i]
		if t.By == d.cmd.Actor {
			return nil, refuse(ESeparation, msgPaperSame.Text())
		}
		if rule, spec := d.ruleOf(t); rule != nil {
			if called, _ := d.people(rule.Checkers()); slices.Contains(called, d.cmd.Actor) {
				return nil, d.clerkBarred(d.cmd.Actor, t.Signer, spec)
			}
			return nil, refuse(EForbidden, msgNotYours.Text(d.describe(rule.Checkers())))
		}
	}
	if d.checkedBefore() {
		return nil, refuse(EConflict, d.goneText())
	}
	return nil, refuse(EForbidden, msgNoTurn.Text(builtin[d.cmd.Event].Text()))
}

// checkedBefore: the actor is one of those who check what is entered in the stage that the case has just left.
func (d *decision) checkedBefore() bool {
	n := len(d.c.Memo.Trail)
	if n == 0 {
		return false
	}
	last := d.p.State(d.c.Memo.Trail[n-1].State)
	return last != nil && slices.ContainsFunc(last.Tasks, func(t process.Task) bool {
		if t.OnPaper == nil {
			return false
		}
		called, _ := d.people(t.OnPaper.Checkers())
		return slices.Contains(called, d.cmd.Actor)
	})
}
