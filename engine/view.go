package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// Relation is what somebody is to a case: it settles what he may see of it.
type Relation string

// The relations. Who has none is told that there is no such case.
const (
	NoRelation  Relation = ""
	Applicant   Relation = "applicant"   // initiator or party: the application, its status, what was served
	Participant Relation = "participant" // has or had a task: the case with its record
	Copied      Relation = "copied"      // was sent a copy: content, status and outcome, not the record
	Past        Relation = "past"        // acted, then kept out: what he did himself, nothing later
)

// View is a case as one person may see it.
type View struct {
	Case       Case
	Definition *process.Definition
	Relation   Relation
	Fields     Fields   // what he may read; sensitive values masked
	Masked     []string // ids of fields shown masked
	Editable   []string // ids of fields he may write now
	Returned   []string // what the last return asked for
	Open       []OpenTask
	Light      workday.Colour
	Paused     bool // the case deadline stands still
	Remaining  workday.Left
	Notice     *Notice
	Incidents  []Incident
	Duties     []DutyView // limits across states, to participants
	Sheet      *Sheet     // of a meeting, to participants
	Links      []LinkView
	Proposal   *ProposalView // 拟办意见, to participants
	Brings     []string      // ids of files fields that he may bring a file for with an act, beside those of Editable
	Serves     bool          // a document waits for him to serve it, and he may bring the receipt (送达回证)
}

// OpenTask is a turn that is waited for, by post.
type OpenTask struct {
	Task  string
	Kind  TaskKind
	Who   string // posts: 单位经办人
	Due   workday.Due
	Light workday.Colour
	Since int64
	Mine  bool
}

// View shows a case to somebody. Codes: ENotFound where there is none or he may not see it.
func (e *Engine) View(ctx context.Context, actor PersonID, caseID string) (View, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return View{}, err
	}
	cal := d.snap.Facts.Calendar
	v := View{
		Case: d.c, Definition: d.p.Definition, Relation: rel, Returned: d.c.Memo.Returned, Open: d.openViews(rel),
		Light: cal.Light(d.c.Due, d.now), Notice: d.c.Memo.Posted,
	}
	if k := d.c.Memo.Clock; k != nil {
		v.Paused, v.Remaining = k.Paused(), cal.Remaining(*k, d.now)
	}
	v.Duties = d.dutyViews(rel)
	if rel == Participant {
		v.Sheet, v.Incidents = d.r.Data.Sheet, d.c.Memo.Incidents
	}
	if v.Fields, v.Masked = d.readable(rel); rel == Past {
		v = View{Case: d.c, Definition: d.p.Definition, Relation: rel}
		d.strip(&v.Case)
	}
	if rel != Past && rel != Copied && (d.c.Status != Closed && d.mayEdit() == nil || d.c.Status == Closed && d.actsAfterEnd()) {
		v.Editable = d.p.Editable(d.state(), d.c.Memo.Returned)
	}
	if rel == Participant {
		v.Brings, v.Proposal = d.scansBy(actor), d.proposalView()
	}
	if rel != Past && rel != Copied {
		v.Brings, v.Serves = append(v.Brings, d.broughtBy()...), d.servesHere()
	}
	if v.Links, err = e.links(ctx, d, actor, rel); err != nil {
		return View{}, err
	}
	v.Case.Memo = Memo{} // internals are not for show
	return v, nil
}

// reading loads a case for somebody's eyes and settles what he is to it. Codes: ENotFound.
func (e *Engine) reading(ctx context.Context, actor PersonID, caseID string) (*decision, Relation, error) {
	cmd := Command{Kind: DoEvent, Case: caseID, Actor: actor}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return nil, NoRelation, err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	seats, err := e.cfg.Store.Seats(ctx, actor, caseID)
	if err != nil {
		return nil, NoRelation, err
	}
	rel := d.relation(actor, seats)
	if rel == NoRelation {
		return nil, rel, NotFound()
	}
	return d, rel, nil
}

// isApplicant: who filed, and whom the case is about. A restricted procedure keeps the latter out (a report's subject must
// not learn of it here), but for who has a say in it.
func (d *decision) isApplicant(actor PersonID) bool {
	if actor == d.c.Initiator && !d.leftOffice() {
		return true
	}
	return slices.Contains(d.parties(), actor) && (d.p.Secrecy != process.Restricted || d.hasSay(actor))
}

// hasSay: the case has been filed, and some event of the procedure is for the person as the party that he is (由: 认定对象),
// so that he must be able to follow what he may act on.
func (d *decision) hasSay(actor PersonID) bool {
	if d.c.Status == Draft {
		return false
	}
	own := func(e *process.Event) bool {
		return slices.ContainsFunc(e.By, func(w process.Who) bool { return d.ownPart(actor, &w) })
	}
	for i := range d.p.Everywhere {
		if own(&d.p.Everywhere[i]) {
			return true
		}
	}
	return slices.ContainsFunc(d.p.States, func(s process.State) bool {
		return slices.ContainsFunc(s.On, func(e process.Event) bool { return own(&e) })
	})
}

// workedOn: an initiator who also holds or held a turn other than his own corrections takes part.
func (d *decision) workedOn(actor PersonID) bool {
	for _, t := range d.openTasks() {
		spec := d.p.task(t.State, t.Group)
		if slices.Contains(t.Candidates, actor) && spec != nil && !d.forInitiator(spec) {
			return true
		}
	}
	for _, a := range d.allActs() {
		if a.Person == actor && a.Duty != "" && a.Duty != string(process.Handle) {
			return true
		}
	}
	return false
}

func (d *decision) forInitiator(spec *process.Task) bool {
	return slices.ContainsFunc(spec.For, func(w process.Who) bool { return w.Kind == process.ByInitiator })
}

func (d *decision) openViews(rel Relation) []OpenTask {
	var list []OpenTask
	for _, t := range d.openTasks() {
		spec := d.p.task(t.State, t.Group)
		o := OpenTask{Task: t.ID, Kind: t.Kind, Due: t.Due, Light: d.snap.Facts.Calendar.Light(t.Due, d.now), Since: t.OpenedAt, Mine: slices.Contains(t.Candidates, d.cmd.Actor)}
		switch {
		case rel == Copied, t.Kind == Trouble && rel != Participant:
			continue
		case t.Kind == Checking && rel != Participant:
			continue
		case t.Kind == Helping, t.Kind == Signing, t.Kind == Checking:
			o.Who = turnName[t.Kind].Text()
		case t.Kind == Trouble:
			o.Who = d.describe(d.incidentsTo(t.Group))
		case (t.Kind == Record || t.Kind == Ending) && spec != nil:
			o.Who = d.describe(spec.Vote.Recorder)
		case t.Kind == Confirm && spec != nil:
			o.Who = d.describe(d.confirmers(spec))
		case spec != nil:
			o.Who = d.describe(spec.For)
		}
		list = append(list, o)
	}
	return list
}

// readable gives the fields that somebody may read. A sensitive value is masked but for the roles that it lists and for
// whom it is about; of a sealed one only that it is there.
func (d *decision) readable(rel Relation) (Fields, []string) {
	out := Fields{}
	var masked []string
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		v, ok := d.c.Memo.Fields[f.ID]
		if !ok {
			continue
		}
		switch {
		case rel == Copied && !d.maySeeCopied(f):
			continue
		case rel == Applicant && (d.internalField(f.ID) && !d.ownScan(f.ID) || f.Computed != nil && f.Sensitive && !d.maySee(f, rel)):
			continue
		case f.Sealed:
			out[f.ID] = SealedMark()
		case f.Sensitive && !d.maySee(f, rel):
			masked = append(masked, f.ID)
			out[f.ID] = mask(v)
		default:
			out[f.ID] = shownValue(f, v)
		}
	}
	return out, masked
}

// internalField: what handlers write down in their own stages is not the applicant's to read.
func (d *decision) internalField(id string) bool {
	f := d.p.Field(id)
	returned := d.p.corrects && f != nil && f.Filled == "" && slices.Contains(d.c.Memo.Returned, id)
	return !d.p.filed[id] && !returned && (f == nil || f.Computed == nil)
}

func (d *decision) isStart(state string) bool {
	return slices.ContainsFunc(d.p.Starts, func(s process.Start) bool { return s.State == state })
}

// maySee: an applicant reads what he filed himself, but not what another case handed over when it started this one, nor what
// is computed, perhaps from what handlers found: that only where 可见 names him.
func (d *decision) maySee(f *process.Field, rel Relation) bool {
	listed := len(f.See)+len(f.SeeBy) > 0
	notHis := listed && (rel == Applicant && d.c.Memo.Origin != nil || f.Computed != nil)
	if !notHis && (rel == Applicant || d.cmd.Actor == d.c.Initiator) {
		return true
	}
	if listed {
		return d.listsReader(f)
	}
	return len(f.SeeIn) == 0 || slices.Contains(f.SeeIn, d.c.State)
}

// mask keeps the last four characters of a long text, nothing of anything else.
func mask(v any) any {
	s, ok := v.(string)
	r := []rune(s)
	if !ok || len(r) < 8 {
		return hiddenText
	}
	return hiddenText + string(r[len(r)-4:])
}

// Choices lists what somebody may do in a case now, and for the rest why not. Codes: ENotFound.
func (e *Engine) Choices(ctx context.Context, actor PersonID, caseID string) ([]Choice, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if rel == Past || rel == Copied {
		return []Choice{}, nil
	}
	return Choices(d.p, d.snap, actor, d.now), nil
}

// Line is one line of the 办理记录 as somebody may read it.
type Line struct {
	N        int64
	At       int64
	Actor    string // name, or 系统, or 公示异议人
	Event    string
	Name     string
	From     string
	To       string
	Opinion  string
	Items    []string
	Changed  []string // names of the fields written
	Number   string
	Sheet    *Sheet
	Passed   []string  // turns that passed by the rule of the same person, with the reason; to participants
	Suggests []FormRow // what a proposal suggests, by name; to participants
	Adopted  bool      // the act adopted a proposal
	Entered  string    // of an act entered from paper: who entered and who checked it, and when it was signed
	Moved    []string  // dates that another calendar moved; to participants
}

// History gives the record of a case. Applicants see what happened and what was said to them, not 核查, 讨论 or 表决.
// Codes: ENotFound.
func (e *Engine) History(ctx context.Context, actor PersonID, caseID string) ([]Line, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if rel == Copied {
		return nil, NotFound()
	}
	seen, values, rel, err := e.eventsFor(ctx, d, rel)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, 0, len(seen))
	for _, ev := range seen {
		lines = append(lines, d.line(ev, values[ev.N], rel))
	}
	return lines, nil
}

// concernsApplicant: his own acts, and the case's moves from stage to stage; not each ballot or record within one.
func (d *decision) concernsApplicant(ev *AuditEvent) bool {
	return ev.Actor == d.cmd.Actor || len(ev.Path) > 0 || d.enteredFor(ev) == d.cmd.Actor
}

func (d *decision) line(ev *AuditEvent, values map[string]Salted, rel Relation) Line {
	l := Line{N: ev.N, At: ev.At, Event: ev.Event, Name: lineName(ev), From: d.p.stateName(ev.From), To: d.p.stateName(ev.To), Number: ev.Number}
	if ev.From == "" {
		l.From = ""
	}
	l.Actor = d.lineActor(ev, rel)
	if items, ok := ev.Extra["items"].([]any); ok {
		for _, item := range items {
			if id, ok := item.(string); ok {
				l.Items = append(l.Items, d.p.fieldName(id))
			}
		}
	}
	own := ev.Actor == d.cmd.Actor || d.enteredFor(ev) == d.cmd.Actor
	if rel == Participant || own {
		l.Entered = d.enteredText(ev)
	}
	if rel == Applicant && !own && (d.follows || !d.saidToApplicant(ev)) {
		return l
	}
	if ev.Extra["reader"] == nil || d.hearsObjection(d.cmd.Actor) {
		l.Opinion, _ = values["opinion"].Value.(string)
	}
	for _, id := range sortedKeys(ev.Patch) {
		if d.p.Field(id) != nil && (rel == Participant || rel == Past || !d.internalField(id)) {
			l.Changed = append(l.Changed, d.p.fieldName(id))
		}
	}
	if rel == Participant {
		l.Suggests, l.Adopted = d.suggestLines(values), ev.Extra["adopted"] != nil
		l.Sheet = sheetOf(values["sheet"].Value)
		l.Passed, l.Moved = d.passedLines(ev), movedLines(ev)
	}
	return l
}

// lineName is what was done. A draft that was opened and values that were written are no events of a procedure, and have no name
// in the record.
func lineName(ev *AuditEvent) string {
	switch {
	case ev.Name != "":
		return ev.Name
	case ev.Kind == DoOpen:
		return msgLineOpened.Text()
	case ev.Kind == DoEdit:
		return msgLineEdited.Text()
	}
	return ""
}

// lineActor names who acted; an objector never, and to applicants only the post's act, not the person.
func (d *decision) lineActor(ev *AuditEvent, rel Relation) string {
	switch {
	case ev.Extra["reader"] != nil:
		return msgObjectorHidden.Text()
	case ev.Actor == "":
		return msgSystem.Text()
	case rel == Applicant && ev.Actor != d.c.Initiator && ev.Actor != d.cmd.Actor:
		return msgWhoHolderOf.Text(d.p.stateName(ev.From))
	default:
		return d.onBehalf(ev.Actor, ev.For)
	}
}

// saidToApplicant: a return to the initiator, and the end of the case.
func (d *decision) saidToApplicant(ev *AuditEvent) bool {
	s := d.p.State(ev.To)
	if s == nil || ev.Kind != DoEvent || ev.Event == EventConfirm || ev.Event == EventRecord {
		return false
	}
	return s.IsFinal || slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return d.forInitiator(&t) })
}
