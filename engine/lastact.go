package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
)

// LastAct is what the latest act of a case changed, for as long as nobody has acted after it: what its actor may take
// back (收回), or why he may not.
type LastAct struct {
	N       int64    `json:"n"` // its audit event
	Command string   `json:"command"`
	Person  PersonID `json:"person"`
	Name    string   `json:"name"`           // of the event
	Kept    string   `json:"kept,omitempty"` // why it cannot be taken back; the rest is then left out

	Task    string     `json:"task,omitempty"` // turn that it closed
	Draft   bool       `json:"draft,omitempty"`
	State   string     `json:"state,omitempty"`
	Round   int        `json:"round,omitempty"`
	From    int        `json:"from,omitempty"` // Round.From
	Data    RoundData  `json:"data"`           // of the round, before the act
	Closed  []Turn     `json:"closed,omitempty"`
	Opened  []SeatKey  `json:"opened,omitempty"` // seats of others that it made: none may have been looked at
	Was     Fields     `json:"was,omitempty"`    // fields that it wrote, as they were; nil: empty
	Earlier Fields     `json:"earlier,omitempty"`
	Moves   []MadeMove `json:"moves,omitempty"` // of ledgers
	Papers  []string   `json:"papers,omitempty"`
	Told    []PersonID `json:"told,omitempty"` // who was sent a message of the procedure
	Bound   bool       `json:"bound,omitempty"`
	Claims  []string   `json:"claims,omitempty"` // with Bound: unique keys held before
	Timed   bool       `json:"timed,omitempty"`
	Duties  []Duty     `json:"duties,omitempty"` // with Timed: as they were
	Listed  []string   `json:"listed,omitempty"` // Memo.Returned
	Past    bool       `json:"past,omitempty"`   // Memo.Answered
	Advice  *Proposal  `json:"advice,omitempty"` // Memo.Proposal
}

// Turn is a turn as far as it takes to open it again.
type Turn struct {
	ID         string     `json:"id"`
	Group      string     `json:"group,omitempty"`
	Kind       TaskKind   `json:"kind"`
	Candidates []PersonID `json:"candidates"`
}

// MadeMove is a move of a ledger entry.
type MadeMove struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // reserve | release
}

// remember keeps what the command did, or forgets the act before it. What the system does by itself, without moving the
// case or opening anything, comes in nobody's way.
func (d *decision) remember() {
	switch {
	case d.cmd.Event == EventContest && d.cmd.Kind == DoEvent: // who contests an act may still take it back
		return
	case d.cmd.Actor == "" && d.cmd.Kind == DoTimer && len(d.path) == 0 && len(d.ch.Tasks) == 0:
		return
	case d.cmd.Kind != DoEvent || d.cmd.Actor == "" || !d.decided:
		d.c.Memo.Last = nil
		return
	}
	last := &LastAct{N: d.c.Events, Command: d.cmd.ID, Person: d.cmd.Actor, Name: d.eventName}
	if last.Kept = d.kept(); last.Kept == "" {
		d.keepBefore(last)
	}
	d.c.Memo.Last = last
}

// kept says why an act has no way back, "" if it has: an effect that nothing undoes, a vote, an end.
func (d *decision) kept() string {
	before := &d.snap.Case
	switch e := d.p.Event(before.State, d.cmd.Event); {
	case e == nil || e.Fixed:
		return msgKeptFixed.Text()
	case d.c.Status == Closed || before.Status == Closed:
		return msgKeptEnd.Text()
	case slices.ContainsFunc(d.p.State(before.State).Tasks, func(t process.Task) bool { return t.Mode == process.Ballot }):
		return msgKeptVote.Text()
	case len(before.Memo.Incidents) > 0 || len(d.c.Memo.Incidents) > 0:
		return msgKeptIncident.Text()
	case before.Memo.Posted != nil || slices.ContainsFunc(d.ch.Notices, func(n Notice) bool { return n.Status == NoticePosted }):
		return msgKeptNotice.Text()
	case len(d.ch.Errands) > 0:
		return msgKeptLink.Text()
	case len(d.ch.Entered) > 0:
		return msgKeptRegister.Text()
	case len(d.ch.Marks) > 0:
		return msgKeptFlag.Text()
	}
	for _, m := range d.ch.Ledger {
		if m.Kind != "reserve" && m.Kind != "release" {
			return msgKeptSpent.Text(d.ledgerName(before.ledgerOf(&d.c, m.Name)))
		}
	}
	for i := range d.ch.Documents {
		if doc := &d.ch.Documents[i]; doc.Status != DocumentDraft {
			return msgKeptPaper.Text(doc.Name)
		}
	}
	return ""
}

// ledgerOf names the ledger of an entry that the case holds, before or after an act.
func (c *Case) ledgerOf(after *Case, name string) string {
	if e, ok := after.Memo.Entries[name]; ok {
		return e.Ledger
	}
	return c.Memo.Entries[name].Ledger
}

// keepBefore notes what the act changed, as it was.
func (d *decision) keepBefore(last *LastAct) {
	before := &d.snap.Case
	memo := &before.Memo
	last.State, last.Round, last.From, last.Data = before.State, d.snap.Round.N, d.snap.Round.From, d.snap.Round.Data
	last.Draft, last.Listed, last.Past = before.Status == Draft, memo.Returned, memo.Answered
	last.Advice = memo.Proposal
	for id := range d.patch {
		last.Was = withField(last.Was, id, memo.Fields[id])
	}
	for id, v := range memo.Previous {
		if !sameWire(v, memo.Fields[id]) {
			last.Earlier = withField(last.Earlier, id, v)
		}
	}
	for id := range memo.Fields {
		if _, had := memo.Previous[id]; !had {
			last.Earlier = withField(last.Earlier, id, nil)
		}
	}
	for _, m := range d.ch.Ledger {
		last.Moves = append(last.Moves, MadeMove{m.Name, m.Kind})
	}
	for i := range d.ch.Documents {
		last.Papers = append(last.Papers, d.ch.Documents[i].ID)
	}
	for _, m := range d.ch.Outbox {
		if m.Kind == "notify" || m.Kind == "copy" {
			last.Told = append(last.Told, m.To...)
		}
	}
	slices.Sort(last.Told)
	last.Told = slices.Compact(last.Told)
	last.Bound, last.Timed = len(d.ch.Claims)+len(d.ch.Unclaims) > 0, !slices.EqualFunc(memo.Duties, d.c.Memo.Duties, sameDuty)
	if last.Bound {
		last.Claims = memo.Claims
	}
	if last.Timed {
		last.Duties = memo.Duties
	}
	d.keepTurns(last)
}

func sameDuty(a, b Duty) bool {
	return a.State == b.State && a.ID == b.ID && a.MetAt == b.MetAt && a.Due == b.Due
}

func withField(f Fields, id string, v any) Fields {
	if f == nil {
		f = Fields{}
	}
	f[id] = v
	return f
}

// keepTurns notes the turns that the act closed, and whose seats it made.
func (d *decision) keepTurns(last *LastAct) {
	was := map[string]bool{}
	for i := range d.snap.Tasks {
		was[d.snap.Tasks[i].ID] = d.snap.Tasks[i].Status == TaskOpen
	}
	for _, t := range d.ch.Tasks {
		if was[t.ID] && t.Status != TaskOpen && t.Kind != Checking {
			last.Closed = append(last.Closed, Turn{t.ID, t.Group, t.Kind, t.Candidates})
		}
		if was[t.ID] && t.Status == TaskDone && t.Actor == d.cmd.Actor {
			last.Task = t.ID
		}
	}
	for _, s := range d.ch.Seats {
		if s.Person != d.cmd.Actor && strings.Contains(s.Task, d.cmd.ID) && (s.Box == BoxTodo || s.Box == BoxPool || s.Box == BoxCC) {
			last.Opened = append(last.Opened, SeatKey{s.Person, s.Task})
		}
	}
}

// mapped gives the act with the values that it keeps changed; the one given stays.
func (l *LastAct) mapped(change func(where string, fields Fields) (Fields, error)) (*LastAct, error) {
	if l == nil || len(l.Was)+len(l.Earlier) == 0 {
		return l, nil
	}
	out := *l
	var err error
	if out.Was, err = change("last", l.Was); err != nil {
		return nil, err
	}
	out.Earlier, err = change("earlier", l.Earlier)
	return &out, err
}
