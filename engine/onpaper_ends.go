package engine

import (
	"slices"

	"dandang/engine/process"
)

// lapse takes an entry away whose turn ended another way: who signed acted himself, or a sibling decided.
func (d *decision) lapse(turn string) {
	for _, t := range d.c.Memo.Transcripts {
		if t.Turn == turn && turn != "" {
			d.voidEntry(t)
		}
	}
}

// lapseAll takes away what still waits when the case leaves the round.
func (d *decision) lapseAll() {
	for _, t := range d.c.Memo.Transcripts {
		d.voidEntry(t)
	}
}

// voidEntry ends an entry without effect and tells who made it.
func (d *decision) voidEntry(t Transcript) {
	d.dropTranscript(t.ID)
	for _, task := range d.openTasks() {
		if task.ID == t.Task {
			d.closeTask(task, TaskSuperseded, "", "", "", msgPaperLapsed.Text(d.titleText(), d.personName(t.Signer)))
		}
	}
	d.message("notify", []PersonID{t.By}, msgPaperLapsed.Text(d.titleText(), d.personName(t.Signer)))
}

// reseatChecks looks again at who may check what waits. Where nobody is left it has to be entered anew.
func (d *decision) reseatChecks() bool {
	changed := false
	for _, t := range d.c.Memo.Transcripts {
		now := d.checkersOf(&t)
		task := d.taskByID(t.Task)
		switch {
		case task == nil || slices.Equal(task.Candidates, now):
		case len(now) == 0:
			d.voidEntry(t)
			changed = true
		default:
			d.replaceSeats(*task, now)
			changed = true
		}
	}
	return changed
}

// contest: who is said to have signed says that he did not, or not this. What waits is void; of what has taken effect
// the clerks, whoever has the case now and who answers for it are told. He may also take it back like any act of his own.
func (d *decision) contest() *Refusal {
	if !d.mayContest() {
		return refuse(EForbidden, msgPaperNoContest.Text())
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedReason.Text()}}}
	}
	d.eventName = builtin[EventContest].Text()
	to := d.responsible("")
	tell := func(people ...PersonID) {
		for _, p := range people {
			if p != d.cmd.Actor && !slices.Contains(to, p) && d.conflict(p) == "" {
				to = append(to, p)
			}
		}
	}
	var void []string
	for _, t := range d.c.Memo.Transcripts {
		if t.Signer == d.cmd.Actor {
			void = append(void, t.ID)
			tell(t.By)
			d.voidEntry(t)
		}
	}
	if len(void) == 0 {
		c := d.contestable()
		tell(c.By, c.Confirmed)
		tell(d.awaited()...)
		marked := *c
		marked.Contested = true
		d.replaceClerks(c, &marked)
	}
	d.extra["contested"] = true
	d.message("notify", to, msgPaperContested.Text(d.personName(d.cmd.Actor), d.titleText(), d.cmd.Opinion))
	return nil
}

// mayContest: something waits or has taken effect in the actor's name that he has not contested yet.
func (d *decision) mayContest() bool {
	return slices.ContainsFunc(d.c.Memo.Transcripts, func(t Transcript) bool { return t.Signer == d.cmd.Actor }) || d.contestable() != nil
}

// contestable is the latest act in the actor's name that was entered from paper and not contested.
func (d *decision) contestable() *Clerks {
	for _, a := range slices.Backward(d.allActs()) {
		if a.Person == d.cmd.Actor && a.Entered != nil && !a.Entered.Contested {
			return a.Entered
		}
	}
	return nil
}

// replaceClerks changes what is kept of an act without touching what the snapshot holds.
func (d *decision) replaceClerks(old, now *Clerks) {
	swap := func(acts []Handled) []Handled {
		acts = slices.Clone(acts)
		for i := range acts {
			if acts[i].Entered == old {
				acts[i].Entered = now
			}
		}
		return acts
	}
	d.r.Data.Acts = swap(d.r.Data.Acts)
	for i := range d.c.Memo.Trail {
		d.c.Memo.Trail[i].Acts = swap(d.c.Memo.Trail[i].Acts)
	}
}

// handledBy: somebody did the act, was stood in for, or entered or checked it for who signed.
func (a *Handled) handledBy(p PersonID) bool {
	return a.Person == p || a.For == p || a.Entered != nil && (a.Entered.By == p || a.Entered.Confirmed == p)
}

// excluded finds whom an entry of `not` keeps out: whoever it names, and of acts that were entered from paper the clerks.
func (d *decision) excluded(w *process.Who) []PersonID {
	found := d.named(w)
	var acts []Handled
	switch w.Kind {
	case process.ByHandlers:
		acts = d.allActs()
	case process.ByHolder:
		acts = d.actsIn(w.State)
	case process.ByRole, process.ByUnitOf, process.ByInitiator, process.ByField, process.ByParties, process.ByReader:
		return found
	}
	found = slices.Clone(found)
	for _, a := range acts {
		if a.Entered != nil {
			found = append(found, a.Entered.By, a.Entered.Confirmed)
		}
	}
	return found
}

// applicant is who opens a case: the actor, or whom he opens it for.
func (d *decision) applicant() PersonID {
	if d.cmd.Signed != nil {
		return d.cmd.Signed.Person
	}
	return d.cmd.Actor
}

// mayOpenFor: the way in lets this clerk open a draft for somebody who signed on paper. It stays empty: what the paper says
// is entered with its scan.
func (d *decision) mayOpenFor(start *process.Start) *Refusal {
	if start.OnPaper == nil {
		return refuse(EForbidden, msgPaperNever.Text(d.p.Name, d.personName(d.c.Initiator)))
	}
	if clerks, _ := d.people(start.OnPaper.By); !slices.Contains(clerks, d.cmd.Actor) {
		return refuse(EForbidden, msgNotBy.Text(builtin[EventEnter].Text(), d.describe(start.OnPaper.By)))
	}
	if refusal := d.clerkBarred(d.cmd.Actor, d.c.Initiator, nil); refusal != nil {
		return refusal
	}
	if len(d.cmd.Fields) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgPaperNoFields.Text(), Problems: []FieldProblem{{"fields", msgPaperNoFields.Text()}}}
	}
	return nil
}

// openFor notes whose draft it is, and gives the clerk the case among his 已办.
func (d *decision) openFor() {
	d.closeTask(*d.taskByID(d.openTask("", Entering, []PersonID{d.cmd.Actor}, workdayDue{})), TaskDone, d.cmd.Actor, EventEnter, "", "")
	d.eventName = msgPaperDraft.Text(d.personName(d.c.Initiator))
	d.extra["entered"] = map[string]any{"signer": d.c.Initiator}
}

// unprepared gives fields as they are kept: what must stay secret in them is an envelope already.
func unprepared(fields Fields) Fields {
	if len(fields) == 0 {
		return nil
	}
	out := Fields{}
	for id, v := range fields {
		if ready, ok := v.(prepared); ok {
			v = ready.wire
		}
		out[id] = v
	}
	return out
}

// prepared gives fields that were kept as Decide takes them.
func (p *Procedure) prepared(fields Fields) Fields {
	out := Fields{}
	for id, v := range fields {
		if f := p.Field(id); f != nil && (f.Sealed || f.Type == process.Party) {
			v = prepared{wire: v}
		}
		out[id] = v
	}
	return out
}

// entering gives the command that facts are loaded for: of a confirmed entry what was entered.
func entering(p *Procedure, snap *Snapshot, cmd *Command) *Command {
	if cmd.Event != EventEnterOK || cmd.Kind != DoEvent {
		return cmd
	}
	out := *cmd
	out.Fields = Fields{}
	for _, t := range snap.Case.Memo.Transcripts {
		for id, v := range p.prepared(t.Fields) {
			out.Fields[id] = v
		}
	}
	return &out
}

// mapTranscripts gives what waits with its values changed; the list given stays.
func mapTranscripts(list []Transcript, change func(where string, fields Fields) (Fields, error)) ([]Transcript, error) {
	out := slices.Clone(list)
	for i := range out {
		var err error
		if out[i].Fields, err = change("entry\x00"+out[i].ID, out[i].Fields); err != nil {
			return nil, err
		}
	}
	return out, nil
}
