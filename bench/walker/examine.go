package walker

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/models"
)

// Findings is what the record in the database shows of a procedure's cases.
type Findings struct {
	Cases   int
	Fired   map[string]int // transitions by id, as Transitions names them
	Missing []string       // transitions of the definition that no case took
	Faults  []string       // what must not be; none in a walk that passes
}

// Transitions lists the transitions of a definition: "state/event#branch" of an event with destinations, "state/event" of
// one that goes back, stays or gives a group its result, "state/join#branch", "state/auto#branch", "state/after#branch".
func Transitions(d *process.Definition) []string {
	var list []string
	for i := range d.States {
		s := &d.States[i]
		branches := func(kind string, bs []process.Branch) {
			for i := range bs {
				list = append(list, fmt.Sprintf("%s/%s#%d", s.ID, kind, i))
			}
		}
		for _, e := range d.EventsIn(s.ID) {
			if e.Kind == process.ToState {
				branches(e.ID, e.Branches)
			} else {
				list = append(list, s.ID+"/"+e.ID)
			}
		}
		branches("join", s.Join)
		branches("auto", s.Auto)
		if s.After != nil {
			branches("after", s.After.Branches)
		}
	}
	return list
}

// Examine reads every case of a procedure in the data of a stopped server: which transitions were taken, and whether
// rounds, tasks and ledgers are as they must be. Chains are for `dandang audit verify`.
func Examine(ctx context.Context, data string, d *process.Definition) (*Findings, error) {
	db, err := models.Open(ctx, models.Options{Driver: "sqlite", Path: filepath.Join(data, "dandang.db")})
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	x := examiner{db: db, d: d, f: &Findings{Fired: map[string]int{}}, held: map[string]engine.Balance{}}
	before := ""
	for {
		cases, err := db.Cases(ctx, engine.CaseQuery{Process: d.Key, Before: before, Limit: 200})
		if err != nil {
			return nil, err
		}
		if len(cases) == 0 {
			break
		}
		for i := range cases {
			if err := x.one(ctx, cases[i].ID); err != nil {
				return nil, err
			}
		}
		before = cases[len(cases)-1].ID
	}
	if err := x.ledgers(ctx); err != nil {
		return nil, err
	}
	for _, id := range Transitions(d) {
		if x.f.Fired[id] == 0 {
			x.f.Missing = append(x.f.Missing, id)
		}
	}
	return x.f, nil
}

type examiner struct {
	db   *models.Store
	d    *process.Definition
	f    *Findings
	held map[string]engine.Balance // what the cases say they hold, by account
}

func (x *examiner) fault(id, format string, args ...any) {
	x.f.Faults = append(x.f.Faults, "case "+id+": "+fmt.Sprintf(format, args...))
}

func (x *examiner) one(ctx context.Context, id string) error {
	x.f.Cases++
	snap, err := x.db.Load(ctx, id)
	if err != nil {
		return err
	}
	c := &snap.Case
	rounds, err := x.db.AllRounds(ctx, id)
	if err != nil {
		return err
	}
	tasks, err := x.db.AllTasks(ctx, id)
	if err != nil {
		return err
	}
	events, _, err := x.db.History(ctx, id)
	if err != nil {
		return err
	}
	x.rounds(c, rounds)
	stopped := slices.ContainsFunc(c.Memo.Incidents, func(i engine.Incident) bool { return i.Kind == "nobody" })
	x.tasks(c, tasks, stopped)
	for _, i := range c.Memo.Incidents {
		if i.Kind != "overdue" && i.Kind != "nobody" { // what the procedure declares: 待人工处理
			x.fault(id, "waits in %s: %s: %s", c.State, i.Kind, i.Reason)
		}
	}
	for _, e := range c.Memo.Entries {
		b := x.held[e.Key]
		switch e.State {
		case "reserved":
			b.Reserved += e.Amount
		case "spent":
			b.Spent += e.Amount - e.Refunded
		}
		x.held[e.Key] = b
		if c.Status == engine.Closed && e.State == "reserved" {
			x.fault(id, "is closed and still holds %d of %s", e.Amount, e.Key)
		}
	}
	for i := range events {
		x.event(&events[i])
	}
	return nil
}

// rounds: an open case stands in exactly one round, a closed one in none, and they are numbered without gap.
func (x *examiner) rounds(c *engine.Case, rounds []engine.Round) {
	open := 0
	for i, r := range rounds {
		if r.N != i+1 {
			x.fault(c.ID, "round %d is numbered %d", i+1, r.N)
		}
		if r.ClosedAt != 0 {
			continue
		}
		open++
		if r.N != c.Round || r.State != c.State {
			x.fault(c.ID, "its open round is %d in %s, it stands in round %d in %s", r.N, r.State, c.Round, c.State)
		}
	}
	want := 1
	if c.Status == engine.Closed {
		want = 0
	}
	if open != want {
		x.fault(c.ID, "is %s and has %d open rounds", c.Status, open)
	}
}

// tasks: those of a closed case or an earlier round are closed, and an open one has somebody who may do it, or the case an
// incident that says that nobody is left.
func (x *examiner) tasks(c *engine.Case, tasks []engine.Task, stopped bool) {
	open := 0
	for _, t := range tasks {
		if t.Status != engine.TaskOpen {
			continue
		}
		open++
		s := x.d.State(c.State)
		afterEnd := s != nil && s.IsFinal && len(s.Tasks) > 0 // what a final state asks for is done on a closed case
		if c.Status == engine.Closed && !afterEnd || t.Round != c.Round {
			x.fault(c.ID, "is %s in round %d, and has an open task of round %d", c.Status, c.Round, t.Round)
		}
		if len(t.Candidates) == 0 && !stopped {
			x.fault(c.ID, "has an open task in %s that nobody may do", t.State)
		}
	}
	s := x.d.State(c.State)
	if c.Status == engine.Opened && s != nil && len(s.Tasks) > 0 && open == 0 && !stopped {
		x.fault(c.ID, "stands in %s, where somebody must act, and has no open task", c.State)
	}
}

// event notes the transitions that an audit event records: the rule that fired, an act that gave a group its result or
// stayed, and what was settled through afterwards.
func (x *examiner) event(ev *engine.AuditEvent) {
	if ev.Rule != "" {
		id, _, _ := strings.Cut(ev.Rule, ">")
		x.f.Fired[id]++
	}
	if e := x.d.Event(ev.From, ev.Event); e != nil && (e.Kind == process.ToStay || e.Kind == process.ToResult) {
		x.f.Fired[ev.From+"/"+e.ID]++
	}
	for i := 1; i < len(ev.Path); i++ {
		s := x.d.State(ev.Path[i-1])
		if s == nil {
			continue
		}
		for kind, branches := range map[string][]process.Branch{"auto": s.Auto, "join": s.Join} {
			if at := slices.IndexFunc(branches, func(b process.Branch) bool { return b.To == ev.Path[i] }); at >= 0 {
				x.f.Fired[fmt.Sprintf("%s/%s#%d", s.ID, kind, at)]++
			}
		}
	}
}

// ledgers: every account holds what the cases together say, and what its own moves add up to.
func (x *examiner) ledgers(ctx context.Context) error {
	var keys []string
	for key := range x.held {
		keys = append(keys, key)
	}
	balances, err := x.db.Balances(ctx, keys)
	if err != nil {
		return err
	}
	for _, key := range keys {
		b, want := balances[key], x.held[key]
		if b.Reserved != want.Reserved || b.Spent != want.Spent {
			x.f.Faults = append(x.f.Faults, fmt.Sprintf("ledger %s: reserved %d, spent %d; the cases hold %d and %d",
				key, b.Reserved, b.Spent, want.Reserved, want.Spent))
		}
		if b.Free() < 0 {
			x.f.Faults = append(x.f.Faults, fmt.Sprintf("ledger %s: %d over budget", key, -b.Free()))
		}
		moves, err := x.db.LedgerMoves(ctx, key)
		if err != nil {
			return err
		}
		var sum engine.Balance
		for _, m := range moves {
			sum = sum.After(m)
		}
		if sum.Reserved != b.Reserved || sum.Spent != b.Spent {
			x.f.Faults = append(x.f.Faults, fmt.Sprintf("ledger %s: reserved %d, spent %d; its moves add up to %d and %d",
				key, b.Reserved, b.Spent, sum.Reserved, sum.Spent))
		}
	}
	return nil
}
