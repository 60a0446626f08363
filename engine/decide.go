package engine

import (
	"fmt"
	"maps"
	"slices"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// Decide answers what a command does to a case: everything that changes, as data, or a *Refusal that explains itself.
//
// It is pure: no clock, store, log or randomness. Given the same procedure, snapshot, command and now (Unix ms) it gives
// the same Change, which is why scenarios, prediction, replay and production can all call it. A nil Change without
// error means that nothing has to be done (a reassessment that changes nothing).
//
// Codes: EClosed, EWrongState, EForbidden, ERecused, ESeparation, EConflict, EStaleView, EAmbiguous, EInvalid, EMissing,
// EGuard, EUnknown, EDuplicate, EUnsupported.
func Decide(p *Procedure, snap Snapshot, cmd Command, now int64) (*Change, error) {
	d := begin(p, snap, cmd, now)
	var refusal *Refusal
	switch cmd.Kind {
	case DoOpen:
		refusal = d.open()
	case DoEdit:
		refusal = d.edit()
	case DoEvent:
		refusal = d.act()
	case DoDocument:
		refusal = d.document()
	case DoTimer:
		refusal = d.timer()
	case DoLink:
		refusal = d.linked()
	case DoCirculate:
		refusal = d.circulate()
	case DoIntervene:
		refusal = d.intervene()
	case DoHandover:
		refusal = d.handover()
	case DoReassess:
		if !d.reassess() {
			return nil, nil //nolint:nilnil // documented: nothing to do
		}
	default:
		refusal = refuse(EInternal, fmt.Sprintf("unknown command kind %q", cmd.Kind))
	}
	if refusal != nil {
		return nil, refusal
	}
	return d.finish(), nil
}

// decision is the working copy of one Decide: it reads the snapshot, never writes it, and gathers the Change.
type decision struct {
	p    *Procedure
	snap Snapshot
	cmd  Command
	now  int64

	c     Case
	r     Round
	tasks []Task // of the open round
	ch    *Change
	ids   int

	patch      map[string]any // fields written by this command
	facts      map[string]any // what guards read
	candidates map[string][]PersonID
	path       []string // states entered
	rule       string   // first transition that fired
	eventName  string
	extra      map[string]any
	seatIndex  map[string]int
	taskIndex  map[string]int
	roundIndex map[int]int
	fallen     []*process.Task // groups whose last open turn fell out
	decided    bool            // the command was an event that the procedure declares
	leaves     bool            // the text being filled is a message
	follows    bool            // the reader handles the case only in stages that let him follow it
	principal  PersonID        // whom the actor stands in for
	unsaid     bool            // the command was a secret ballot: nothing kept may tell what it said
	entrants   *Clerks         // the command is the confirmation of an act entered from paper, which is carried out
	suggested  Fields          // by a proposal
	entry      Fields          // what was entered from paper and waits
	foresight  *foresight      // set where a way ahead is told: what cannot be known is supposed
}

// MaxSettle is how many automatic moves one Change may contain before the case stops as an incident.
const MaxSettle = 32

func begin(p *Procedure, snap Snapshot, cmd Command, now int64) *decision {
	if now < snap.Case.UpdatedAt { // per case, now never goes back
		now = snap.Case.UpdatedAt
	}
	d := &decision{
		p: p, snap: snap, cmd: cmd, now: now,
		c: snap.Case, r: snap.Round, tasks: slices.Clone(snap.Tasks), ch: &Change{},
		patch: map[string]any{}, facts: map[string]any{}, candidates: map[string][]PersonID{}, extra: map[string]any{},
		seatIndex: map[string]int{}, taskIndex: map[string]int{}, roundIndex: map[int]int{},
	}
	d.ownMemo()
	d.ch.Assumes.Rev, d.ch.Assumes.Errand = snap.Case.Rev, cmd.Errand
	return d
}

// ownMemo gives the decision its own copies of what the snapshot holds by reference.
func (d *decision) ownMemo() {
	m := &d.c.Memo
	m.Fields = maps.Clone(m.Fields)
	if m.Fields == nil {
		m.Fields = Fields{}
	}
	m.Trail = slices.Clone(m.Trail)
	m.Recusals = slices.Clone(m.Recusals)
	m.Incidents = slices.Clone(m.Incidents)
	m.Interventions = slices.Clone(m.Interventions)
	m.Transcripts = slices.Clone(m.Transcripts)
	m.Claims = slices.Clone(m.Claims)
	m.Entries = maps.Clone(m.Entries)
	m.Links = maps.Clone(m.Links)
	m.Joined = slices.Clone(m.Joined)
	m.Papers = slices.Clone(m.Papers)
	m.Urged = maps.Clone(m.Urged)
	d.r.Data.Groups = maps.Clone(d.r.Data.Groups)
	d.r.Data.Acts = slices.Clone(d.r.Data.Acts)
	d.r.Data.Asked = slices.Clone(d.r.Data.Asked)
	d.r.Data = d.r.Data.own()
}

// id makes the next identifier of this command.
func (d *decision) id() string {
	d.ids++
	return fmt.Sprintf("%s-%02d", d.cmd.ID, d.ids)
}

func (d *decision) today() workday.Date { return workday.DateOf(d.now) }

func (d *decision) state() *process.State { return d.p.State(d.c.State) }

// finish closes the Change: revisions, the round image, the audit event and its seal.
func (d *decision) finish() *Change {
	d.c.Rev++
	d.c.UpdatedAt = d.now
	d.c.Events++
	d.reanchorDuties()
	for i := range d.ch.Entered { // as the act leaves the case
		d.ch.Entered[i].State, d.ch.Entered[i].Outcome = d.p.stateName(d.c.State), d.c.Outcome
	}
	d.c.Title = d.subject()
	d.tellTurns()
	d.tellPapers()
	d.putRound()
	d.tell()
	d.markAlike()
	d.remember()
	ch := d.ch
	ch.Case = d.c
	ch.Event, ch.Erasable = d.auditEvent()
	if d.cmd.Key != "" {
		hash := d.cmd.KeyHash
		if d.unsaid {
			hash = unsaidHash
		}
		ch.Receipt = &Receipt{Actor: d.asker(), Key: d.cmd.Key, Hash: hash, Case: d.c.ID, Event: d.c.Events, Status: receiptStatus(d.cmd.Kind), At: d.now}
	}
	ch.seal()
	return ch
}

// subject is what lists show: the procedure, and whom it is about where that may be known.
func (d *decision) subject() string {
	if d.p.Secrecy == process.Restricted || len(d.p.Parties) == 0 {
		return d.p.Name
	}
	if f := d.p.Field(d.p.Parties[0]); f != nil {
		if names := d.namesIn(f); names != "" {
			return msgTitle.Text(d.p.Name, names)
		}
	}
	return d.p.Name
}

func receiptStatus(k CommandKind) int {
	if k == DoOpen {
		return 201
	}
	return 200
}

// putTask, putSeat and putRound keep one image of each row in the Change, the latest.
func (d *decision) putTask(t Task) {
	if i, ok := d.taskIndex[t.ID]; ok {
		d.ch.Tasks[i] = t
	} else {
		d.taskIndex[t.ID] = len(d.ch.Tasks)
		d.ch.Tasks = append(d.ch.Tasks, t)
	}
	for i := range d.tasks {
		if d.tasks[i].ID == t.ID {
			d.tasks[i] = t
			return
		}
	}
	d.tasks = append(d.tasks, t)
}

func (d *decision) putSeat(s Seat) {
	key := s.Person + "\x00" + s.Task
	if i, ok := d.seatIndex[key]; ok {
		d.ch.Seats[i] = s
		return
	}
	d.seatIndex[key] = len(d.ch.Seats)
	d.ch.Seats = append(d.ch.Seats, s)
}

func (d *decision) putRound() {
	if i, ok := d.roundIndex[d.r.N]; ok {
		d.ch.Rounds[i] = d.r
		return
	}
	d.roundIndex[d.r.N] = len(d.ch.Rounds)
	d.ch.Rounds = append(d.ch.Rounds, d.r)
}

// openTasks lists the tasks of the round that wait for somebody.
func (d *decision) openTasks() []Task {
	var open []Task
	for _, t := range d.tasks {
		if t.Status == TaskOpen && t.Round == d.r.N {
			open = append(open, t)
		}
	}
	return open
}
