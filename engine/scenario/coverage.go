package scenario

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"dandang/engine"
	"dandang/engine/guard"
	"dandang/engine/process"
)

// Item is one thing that scenarios may reach, with the line of the procedure where it is written.
type Item struct {
	ID   string `json:"id"`
	Line int    `json:"line"`
}

// Part is how much of one kind of thing was reached.
type Part struct {
	Covered int    `json:"covered"`
	Total   int    `json:"total"`
	Missing []Item `json:"missing,omitempty"`
}

// Coverage is what the scenarios of a file reach of its procedure. A condition counts twice: once true, once false; how
// often one could not be judged is told beside it and owed by none.
type Coverage struct {
	States  Part `json:"states"`
	Moves   Part `json:"transitions"`
	Guards  Part `json:"guards"`
	Rows    Part `json:"rows"`
	Unknown int  `json:"guards_unknown"`
}

// hits gathers what one scenario reached. A nil *hits gathers nothing.
type hits struct {
	mu     sync.Mutex
	states map[string]bool
	moves  map[string]bool
	guards map[string]bool // id + "=" + truth
	rows   map[string]bool
	tried  map[string]bool // states in which somebody did something, were it in vain

	documents []engine.Document // what the cases of the procedure held at the end
}

func newHits() *hits {
	return &hits{states: map[string]bool{}, moves: map[string]bool{}, guards: map[string]bool{}, rows: map[string]bool{}, tried: map[string]bool{}}
}

func (h *hits) add(other *hits) {
	for _, pair := range [][2]map[string]bool{{h.states, other.states}, {h.moves, other.moves}, {h.guards, other.guards}, {h.rows, other.rows}} {
		for k := range pair[1] {
			pair[0][k] = true
		}
	}
}

func (h *hits) guard(id string, truth guard.Truth) {
	h.guards[fmt.Sprintf("%s=%d", id, truth)] = true
}

// attempt notes what a refusal tells of the condition that it rests on; opens is the start state where no case was there yet.
func (h *hits) attempt(def *process.Definition, before engine.Snapshot, opens string, err error) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	state := before.Case.State
	if state == "" && len(def.Starts) > 0 { // an act that opens a case and was refused
		state = cmp.Or(opens, def.Starts[0].State)
	}
	h.tried[state] = true
	var r *engine.Refusal
	if !errors.As(err, &r) || r.Rule == "" || r.Code != engine.EGuard && r.Code != engine.EUnknown {
		return
	}
	truth := guard.No
	if r.Code == engine.EUnknown {
		truth = guard.Unsure
	}
	for _, g := range guardsIn(def) {
		if g.state == state && g.expr.String() == r.Rule {
			h.guard(g.ID, truth)
		}
	}
}

// finish reads the record of every case of a world.
func (h *hits) finish(ctx context.Context, w *world) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, id := range w.opened {
		events, _, err := w.store.History(ctx, id)
		snap, errLoad := w.snapshot(ctx, id)
		if err != nil || errLoad != nil {
			continue
		}
		h.papers(ctx, w, &snap.Case)
		probe := probeOf(w, snap)
		for _, ev := range events {
			h.event(w.def, &ev)
			for path := range ev.Facts {
				if rest, ok := strings.CutPrefix(path, "decisions."); ok {
					h.table(w.def, rest, probe)
				}
			}
		}
	}
}

// rests notes the conditions of automatic moves that do not hold where an act has left a case: it waits there.
func (h *hits) rests(ctx context.Context, w *world, caseID string) {
	if h == nil {
		return
	}
	snap, err := w.snapshot(ctx, caseID)
	if err != nil || snap.Case.Process != w.def.Key {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	env := probeOf(w, snap)
	for i, b := range autoOf(w.def, snap.Case.State) {
		if b.When != nil {
			if truth, _ := b.When.Test(env); truth != guard.Yes {
				h.guard(fmt.Sprintf("%s/auto#%d", snap.Case.State, i), truth)
			}
		}
	}
}

// papers keeps the documents of a case of the procedure under test.
func (h *hits) papers(ctx context.Context, w *world, c *engine.Case) {
	if c.Process != w.def.Key {
		return
	}
	if docs, err := w.store.Documents(ctx, c.ID); err == nil {
		h.documents = append(h.documents, docs...)
	}
}

// event notes the states entered by an act, the transition taken, and what that tells of the conditions before it.
func (h *hits) event(def *process.Definition, ev *engine.AuditEvent) {
	for _, s := range append([]string{ev.From, ev.To}, ev.Path...) {
		if s != "" {
			h.states[s] = true
		}
	}
	if e := def.Event(ev.From, ev.Event); e != nil {
		h.guard(ev.From+"/"+e.ID, guard.Yes)
		if e.Kind == process.ToStay || e.Kind == process.ToResult {
			h.moves[ev.From+"/"+e.ID] = true
		}
	}
	for i := 0; i+1 < len(ev.Path); i++ { // automatic moves after the first
		h.automatic(ev.Path[i], ev.Path[i+1], autoOf(def, ev.Path[i]))
	}
	if ev.Rule == "" {
		return
	}
	if id, _, jump := strings.Cut(ev.Rule, ">"); jump {
		h.moves[id] = true
		return
	}
	h.moves[ev.Rule] = true
	at := strings.LastIndexByte(ev.Rule, '#')
	state, event, _ := strings.Cut(ev.Rule[:at], "/")
	if def.Event(state, event) != nil {
		h.guard(state+"/"+event, guard.Yes)
	}
	var taken int
	if _, err := fmt.Sscan(ev.Rule[at+1:], &taken); err == nil {
		h.chosen(ev.Rule[:at], taken)
	}
}

// chosen notes that a branch was taken: its condition held, and those before it did not.
func (h *hits) chosen(prefix string, taken int) {
	for i := range taken {
		h.guard(fmt.Sprintf("%s#%d", prefix, i), guard.No)
	}
	h.guard(fmt.Sprintf("%s#%d", prefix, taken), guard.Yes)
}

// automatic notes an automatic move that the record names by the state it led to alone. Where several branches lead
// there, it does not tell whose condition held.
func (h *hits) automatic(from, to string, branches []process.Branch) {
	var taken []int
	for j := range branches {
		if branches[j].To == to {
			h.moves[fmt.Sprintf("%s/auto#%d", from, j)] = true
			taken = append(taken, j)
		}
	}
	if len(taken) == 1 {
		h.chosen(from+"/auto", taken[0])
	}
}

func autoOf(def *process.Definition, state string) []process.Branch {
	if s := def.State(state); s != nil {
		return s.Auto
	}
	return nil
}

func (h *hits) table(def *process.Definition, path string, env guard.Env) {
	id, _, _ := strings.Cut(path, ".")
	t := def.Decision(id)
	if t == nil {
		return
	}
	for i := range t.Rules {
		if t.Rules[i].When == nil {
			h.rows[rowID(id, i)] = true
			return
		}
		if truth, _ := t.Rules[i].When.Test(env); truth == guard.Yes {
			h.rows[rowID(id, i)] = true
			if t.Hit != process.Collect {
				return
			}
		}
	}
}

func rowID(table string, i int) string { return fmt.Sprintf("%s#%d", table, i+1) }

// required notes how the conditions of required fields stand with what a step filled in, whether or not it was refused.
func (h *hits) required(ctx context.Context, w *world, caseID string, given engine.Fields) {
	if h == nil || caseID == "" {
		return
	}
	snap, err := w.snapshot(ctx, caseID)
	if err != nil {
		return
	}
	probe := probeOf(w, snap)
	probe.fields = maps.Clone(probe.fields)
	for id, v := range given {
		if f := w.def.Field(id); f != nil {
			if clean, problem := f.Normalise(v); problem == "" && probe.fields != nil {
				probe.fields[id] = clean
			}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := range w.def.Fields {
		f := &w.def.Fields[i]
		if f.RequiredIf != nil {
			truth, _ := f.RequiredIf.Test(probe)
			h.guard("字段/"+f.ID, truth)
		}
	}
}

// probe evaluates conditions over a case's own fields, for telling rows and required fields apart.
type probe struct {
	def    *process.Definition
	fields engine.Fields
	today  guard.Value
}

func probeOf(w *world, snap engine.Snapshot) *probe {
	return &probe{def: w.def, fields: snap.Case.Memo.Fields, today: guard.DateV(w.today())}
}

// Value implements guard.Env.
func (p *probe) Value(path string) (guard.Value, bool) {
	path = process.CanonPath(path)
	if f := p.def.Field(path); f != nil {
		if wire := p.fields[path]; wire != nil {
			return f.GuardValue(wire), true
		}
		return nil, true
	}
	if id, ok := strings.CutPrefix(path, "params."); ok {
		if v := p.def.Param(id); v != nil {
			return v.Value, true
		}
	}
	if path == "today" {
		return p.today, true
	}
	return nil, false
}

// guardItem is one condition of a procedure.
type guardItem struct {
	Item
	state string
	expr  *guard.Expr
}

// guardsIn lists the conditions of a procedure: of events, of branches, of required fields.
func guardsIn(def *process.Definition) []guardItem {
	var list []guardItem
	add := func(state, id string, line int, e *guard.Expr) {
		if e != nil {
			list = append(list, guardItem{Item{id, line}, state, e})
		}
	}
	branches := func(state, prefix string, bs []process.Branch) {
		for i := range bs {
			add(state, fmt.Sprintf("%s#%d", prefix, i), bs[i].Pos.Line, bs[i].When)
		}
	}
	for i := range def.States {
		s := &def.States[i]
		for _, e := range def.EventsIn(s.ID) {
			add(s.ID, s.ID+"/"+e.ID, e.Pos.Line, e.When)
			branches(s.ID, s.ID+"/"+e.ID, e.Branches)
		}
		branches(s.ID, s.ID+"/join", s.Join)
		branches(s.ID, s.ID+"/auto", s.Auto)
		if s.After != nil {
			branches(s.ID, s.ID+"/after", s.After.Branches)
		}
	}
	for i := range def.Fields {
		add("", "字段/"+def.Fields[i].ID, def.Fields[i].Pos.Line, def.Fields[i].RequiredIf)
	}
	return list
}

// movesIn lists the transitions of a procedure.
func movesIn(def *process.Definition) []Item {
	var list []Item
	branches := func(prefix string, bs []process.Branch) {
		for i := range bs {
			list = append(list, Item{fmt.Sprintf("%s#%d", prefix, i), bs[i].Pos.Line})
		}
	}
	for i := range def.States {
		s := &def.States[i]
		for _, e := range def.EventsIn(s.ID) {
			if e.Kind == process.ToState {
				branches(s.ID+"/"+e.ID, e.Branches)
			} else {
				list = append(list, Item{s.ID + "/" + e.ID, e.Pos.Line})
			}
		}
		branches(s.ID+"/join", s.Join)
		branches(s.ID+"/auto", s.Auto)
		if s.After != nil {
			branches(s.ID+"/after", s.After.Branches)
		}
	}
	return list
}

// coverage compares what was reached with what there is.
func (h *hits) coverage(def *process.Definition) Coverage {
	var c Coverage
	count := func(p *Part, item Item, hit bool) {
		p.Total++
		if hit {
			p.Covered++
		} else {
			p.Missing = append(p.Missing, item)
		}
	}
	for i := range def.States {
		s := &def.States[i]
		count(&c.States, Item{s.ID, s.Pos.Line}, h.states[s.ID])
	}
	for _, m := range movesIn(def) {
		count(&c.Moves, m, h.moves[m.ID])
	}
	for _, g := range guardsIn(def) {
		for _, t := range []guard.Truth{guard.Yes, guard.No} {
			count(&c.Guards, Item{g.ID + " " + t.String(), g.Line}, h.guards[fmt.Sprintf("%s=%d", g.ID, t)])
		}
		if h.guards[fmt.Sprintf("%s=%d", g.ID, guard.Unsure)] {
			c.Unknown++
		}
	}
	for i := range def.Decisions {
		t := &def.Decisions[i]
		for j := range t.Rules {
			count(&c.Rows, Item{rowID(t.ID, j), t.Rules[j].Pos.Line}, h.rows[rowID(t.ID, j)])
		}
	}
	for _, p := range []*Part{&c.States, &c.Moves, &c.Guards, &c.Rows} {
		slices.SortStableFunc(p.Missing, func(a, b Item) int { return a.Line - b.Line })
	}
	return c
}
