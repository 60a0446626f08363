package engine

import (
	"slices"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/process"
)

// act does an event: is the case still where the actor thinks, does the state offer the event, may this person do it,
// is everything given, does the condition hold? Then the task is closed, or the case moved.
func (d *decision) act() *Refusal {
	if refusal := d.current(); refusal != nil {
		return refusal
	}
	if _, own := builtin[d.cmd.Event]; own && d.cmd.Batch {
		return refuse(EForbidden, msgBatchNeeds.Text(builtin[d.cmd.Event].Text()))
	}
	if d.p.Event(d.c.State, d.cmd.Event) == nil {
		if refusal, ok := d.onTurn(); ok {
			return refusal
		}
	}
	switch d.cmd.Event {
	case EventRecord:
		return d.recordMeeting()
	case EventConfirm, EventCorrect:
		return d.confirmMeeting()
	case EventEnter:
		return d.enterPaper()
	case EventEnterOK, EventEnterNo:
		return d.checkPaper()
	case EventContest:
		return d.contest()
	case EventRecuse:
		return d.recuseSelf()
	case EventTakeBack:
		return d.undoLast()
	case EventRetry:
		return d.retry()
	case EventExtend:
		return d.extend()
	case EventUrge, EventSupervise:
		if d.p.Event(d.c.State, d.cmd.Event) == nil {
			return d.urge()
		}
	case EventClose:
		if d.p.Event(d.c.State, EventClose) == nil {
			return d.closeByChair()
		}
	}
	return d.declared()
}

// eventNamed is what the state offers under an id: an event of the procedure, or in an online vote to abstain.
func (d *decision) eventNamed(id string) *process.Event {
	e := d.p.Event(d.c.State, id)
	if e == nil && id == EventAbstain && d.votesOnline() {
		e = &process.Event{ID: EventAbstain, Name: builtin[EventAbstain].Text(), Kind: process.ToResult, Groups: d.onlineGroups()}
	}
	return e
}

// declared does an event that the procedure declares, for whoever may.
func (d *decision) declared() *Refusal {
	e := d.eventNamed(d.cmd.Event)
	if e == nil && d.justLeft() {
		return refuse(EConflict, d.goneText())
	}
	if e == nil && d.c.Status == Closed {
		return refuse(EClosed, msgClosed.Text(d.outcome()))
	}
	if e == nil {
		return refuse(EWrongState, msgNoEvent.Text(d.p.stateName(d.c.State), d.cmd.Event))
	}
	seat, refusal := d.standing(e)
	if refusal != nil && refusal.Code == EForbidden && d.c.Status == Closed {
		return refuse(EClosed, msgClosed.Text(d.outcome())) // what may still be done is for others
	}
	if refusal == nil {
		refusal = d.batched(e, seat)
	}
	if refusal != nil {
		return refusal
	}
	return d.do(e, seat)
}

// onlineGroups are the task groups of the state that vote online.
func (d *decision) onlineGroups() []string {
	var groups []string
	s := d.state()
	for i := range s.Tasks {
		if s.Tasks[i].Mode == process.Ballot && !meeting(&s.Tasks[i]) {
			groups = append(groups, s.Tasks[i].Group)
		}
	}
	return groups
}

func (d *decision) votesOnline() bool {
	return slices.ContainsFunc(d.openTasks(), d.abstains)
}

// current refuses what was meant for an earlier picture of the case.
func (d *decision) current() *Refusal {
	if d.c.Status == Closed && d.cmd.Event != EventContest && (len(d.p.EventsIn(d.c.State)) == 0 || d.cmd.Kind == DoEdit) {
		if d.justLeft() && d.c.Outcome != "" {
			return refuse(EConflict, d.goneText())
		}
		return refuse(EClosed, msgClosed.Text(d.outcome()))
	}
	if d.cmd.Round != nil && *d.cmd.Round != d.c.Round {
		return refuse(EConflict, d.goneText())
	}
	if d.cmd.Content != nil && *d.cmd.Content != d.c.Content {
		return refuse(EStaleView, msgStale.Text())
	}
	return nil
}

// justLeft: the event belongs to the state that the case has just left, so somebody else was faster.
func (d *decision) justLeft() bool {
	n := len(d.c.Memo.Trail)
	if d.cmd.Kind != DoEvent || n == 0 {
		return false
	}
	last := d.c.Memo.Trail[n-1]
	e, closer := d.p.Event(last.State, d.cmd.Event), d.p.Event(last.State, last.Event)
	return e != nil && len(e.From) == 0 && (closer == nil || len(closer.From) == 0) // a withdrawal is nobody's being faster
}

func (d *decision) outcome() string {
	if d.c.Outcome != "" {
		return d.c.Outcome
	}
	return d.p.stateName(d.c.State)
}

// goneText says who was first. Restricted procedures and votes name nobody.
func (d *decision) goneText() string {
	if len(d.c.Memo.Trail) == 0 || d.p.Secrecy == process.Restricted || d.isApplicant(d.cmd.Actor) {
		return msgMoved.Text(d.p.stateName(d.c.State))
	}
	last := d.c.Memo.Trail[len(d.c.Memo.Trail)-1]
	voted := slices.ContainsFunc(d.p.State(last.State).Tasks, func(t process.Task) bool { return t.Vote != nil })
	if voted || len(last.Acts) == 0 || last.Acts[len(last.Acts)-1].Reader {
		return msgMoved.Text(d.p.stateName(d.c.State))
	}
	closer := last.Acts[len(last.Acts)-1]
	return msgDoneBy.Text(d.onBehalf(closer.Person, closer.For))
}

func (d *decision) nameOf(e *process.Event) string {
	if e.Name != "" {
		return e.Name
	}
	return e.ID
}

// do carries the event out for somebody who may.
func (d *decision) do(e *process.Event, s seat) *Refusal {
	if s.spec != nil && secret(s.spec) && d.isChoice(s.spec.Vote, e.ID) {
		return d.castSecret(e.ID, s)
	}
	d.eventName, d.decided = d.nameOf(e), !s.reader
	if refusal := d.adopt(e); refusal != nil {
		return refusal
	}
	if refusal := d.write(d.cmd.Fields); refusal != nil {
		return refusal
	}
	if refusal := d.needed(e); refusal != nil {
		return refusal
	}
	if refusal := d.allowed(e); refusal != nil {
		return refusal
	}
	if refusal := d.proposeHandling(e); refusal != nil {
		return refusal
	}
	d.handled(e, s)
	d.join(e)
	if s.task != nil {
		decided, refusal := d.ballot(e, s)
		if refusal != nil {
			return refusal
		}
		if !decided {
			return d.retime()
		}
	}
	return d.take(e, s)
}

// needed checks what the event asks the actor to give, and on leaving the state its required fields.
func (d *decision) needed(e *process.Event) *Refusal {
	var problems []FieldProblem
	for _, n := range e.Needs {
		if p, ok := d.lacks(n); ok {
			problems = append(problems, p)
		}
	}
	if e.Propose && d.lacksOpinion() {
		problems = append(problems, FieldProblem{"opinion", msgProposalText.Text()})
	}
	if e.Kind == process.ToPick && len(problems) == 0 && len(d.cmd.Items) == 0 && d.lacksOpinion() { // never without a reason
		problems = append(problems, FieldProblem{"opinion", msgNeedOpinion.Text()})
	}
	if d.checksRequired(e) {
		for _, p := range d.missing() {
			if !slices.ContainsFunc(problems, func(q FieldProblem) bool { return q.Field == p.Field }) {
				problems = append(problems, p)
			}
		}
	}
	for _, item := range d.cmd.Items {
		if !d.correctable(item) {
			problems = append(problems, FieldProblem{"items", msgBadItem.Text(item)})
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: problems}
	}
	return nil
}

// correctable: a return asks for what was filled in at the start, not for what handlers write down.
func (d *decision) correctable(id string) bool {
	return slices.ContainsFunc(d.p.Starts, func(s process.Start) bool {
		return slices.Contains(d.p.Editable(d.p.State(s.State), nil), id)
	})
}

// checksRequired: required fields bind whoever sends the content on, not who withdraws it.
func (d *decision) checksRequired(e *process.Event) bool {
	s := d.state()
	return len(e.From) == 0 && e.Kind != process.ToStay && (s.Edit.All || s.Edit.Returned || d.isStart(s.ID))
}

func (d *decision) lacks(n process.Need) (FieldProblem, bool) {
	switch n.Kind {
	case "opinion":
		return FieldProblem{"opinion", msgNeedOpinion.Text()}, strings.TrimSpace(d.cmd.Opinion) == ""
	case "items":
		return FieldProblem{"items", msgNeedItems.Text()}, len(d.cmd.Items) == 0
	case "files":
		return FieldProblem{"files", msgNeedFiles.Text("")}, !d.hasFiles()
	case "into":
		why := d.mayJoin()
		return FieldProblem{"into", why}, why != ""
	default:
		f := d.p.Field(n.Field)
		if f == nil || !empty(d.c.Memo.Fields[n.Field]) {
			return FieldProblem{}, false
		}
		return FieldProblem{n.Field, d.needText(f)}, true
	}
}

func (d *decision) hasFiles() bool {
	for _, id := range d.p.Editable(d.state(), d.c.Memo.Returned) {
		if d.p.Field(id).Type == process.Files && !empty(d.c.Memo.Fields[id]) {
			return true
		}
	}
	return false
}

// allowed tests the event's own condition.
func (d *decision) allowed(e *process.Event) *Refusal {
	if e.When == nil {
		return nil
	}
	env := d.env(d.cmd.Actor)
	switch truth, missing := e.When.Test(env); truth {
	case guardNo:
		why := e.Because
		switch {
		case why == "" && d.readsMasked(e.When):
			why = msgSeeRule.Text() // the values are not everybody's to see
		case why == "":
			why = e.When.ExplainWith(env, d.labelOf)
		}
		return &Refusal{Code: EGuard, Detail: msgBecause.Text(why), Rule: e.When.String()}
	case guardUnsure:
		if d.foresight != nil { // what the act itself needs is taken to be given
			return nil
		}
		return d.unknown(d.nameOf(e), e.When.String(), missing)
	default:
		return nil
	}
}

// readsMasked reports whether a condition rests on a field that is shown masked to some.
func (d *decision) readsMasked(e *guard.Expr) bool {
	return slices.ContainsFunc(e.Reads(), func(path string) bool {
		root, _, _ := strings.Cut(strings.TrimPrefix(process.CanonPath(path), "previous."), ".")
		f := d.p.Field(root)
		return f != nil && (f.Sensitive || f.Sealed)
	})
}

func (d *decision) unknown(name, rule string, missing []string) *Refusal {
	r := &Refusal{Code: EUnknown, Detail: msgUnknown.Text(name), Rule: rule}
	for _, path := range missing {
		if strings.Contains(path, ":") { // not a path but a reason, such as a division by zero
			r.Problems = append(r.Problems, FieldProblem{"", path})
			continue
		}
		root, rest, _ := strings.Cut(process.CanonPath(path), ".")
		if id, _, _ := strings.Cut(rest, "."); root == "decisions" {
			r.Problems = append(r.Problems, d.tableLacks(path, id)...)
			continue
		}
		r.Problems = append(r.Problems, FieldProblem{path, msgNeedValue.Text(d.p.fieldName(root))})
	}
	return r
}

// tableLacks says why a decision table gives nothing: the values that its rules wait for, or that no rule applies.
func (d *decision) tableLacks(path, id string) []FieldProblem {
	var problems []FieldProblem
	t := d.p.Decision(id)
	if t == nil {
		return nil
	}
	for i := range t.Rules {
		if t.Rules[i].When == nil {
			continue
		}
		truth, missing := t.Rules[i].When.Test(d.env(d.cmd.Actor))
		if truth != guardUnsure {
			continue
		}
		for _, m := range missing {
			root, _, _ := strings.Cut(process.CanonPath(m), ".")
			p := FieldProblem{root, msgNeedValue.Text(d.p.fieldName(root))}
			if !slices.Contains(problems, p) {
				problems = append(problems, p)
			}
		}
	}
	if len(problems) == 0 {
		return []FieldProblem{{path, msgNoRow.Text(t.Name)}}
	}
	return problems
}

// handled notes who acted in what duty, for separation and for `holder of`.
func (d *decision) handled(e *process.Event, s seat) {
	h := Handled{Person: d.cmd.Actor, For: s.principal, State: d.c.State, Event: e.ID, At: d.now, Content: d.c.Content, Entered: d.entrants}
	d.principal = s.principal
	switch {
	case s.reader:
		h.Reader = true
		d.objected()
	case s.spec != nil:
		h.Duty = string(s.spec.Duty)
	case d.cmd.Actor == d.c.Initiator && len(e.From) == 0:
		h.Duty = string(process.Handle) // who files is a handler
	}
	d.r.Data.Acts = append(d.r.Data.Acts, h)
}

// unsupported refuses what a later version of the engine brings, before anything is half done.
func (d *decision) unsupported(what string) *Refusal {
	return refuse(EUnsupported, msgUnsupported.Text(what))
}
