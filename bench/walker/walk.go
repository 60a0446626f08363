package walker

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// Options says what to walk.
type Options struct {
	Base     string    // of a server with --demo: http://127.0.0.1:port
	Subjects []Subject // the procedures; those without cases of their own are started by cases of the others
	Seed     uint64
	Log      func(format string, args ...any)
	// Missing tells which transitions no case took yet, by procedure: the walk heads for them. May be nil.
	Missing func(ctx context.Context) (map[string][]string, error)
}

// lastDay ends a walk. The demo city's clock starts early in 2026, and no timer acts on a date of a year whose workdays
// are not published.
const lastDay = "2026-12-18"

const maxSweeps = 600

// stillEnough is how many sweeps without any act end a walk whose stories are told: nobody can do anything any more.
const stillEnough = 15

// turns are the kinds of lines that ask for an act in an open case; others, as a paper to sign, outlive it.
var turns = []string{"work", "record", "confirm", "close", "incident"}

// How many sweeps lie between two looks at what is missing: a look reads the whole record.
const (
	missingEvery = 5
	encoreEvery  = 3
)

// Walk is one walk. It is not safe for concurrent use: one goroutine, one source of randomness, so that a seed repeats it.
type Walk struct {
	ctx  context.Context //nolint:containedctx // lives for one Run
	opt  Options
	rng  *rand.Rand
	gen  *generator
	http *http.Client
	rep  Report
	err  error // the first failure that is not the server's; ends the walk

	domains        []*domain
	accounts       []account
	people         []*person // signed in
	byID           map[string]*person
	nobody         *person
	units          []named
	admin, finance *person
	delegated      []handing
	vacancies      *person // sets what ledgers count
	tracks         map[string]*track
	order          []*track
	now, began     time.Time
	keys           int
	encore         bool            // chance has had its time: see callEncore
	still          int             // sweeps in a row in which nobody did anything
	objected, late int             // notices objected to; lapses answered by what the procedure asks for
	vacant         map[string]bool // posts found vacant, by role and unit
	played         map[string]int  // parts that somebody has played
}

// person is somebody of the demo city, signed in.
type person struct {
	account
	*client
	roles []string
	idle  int               // visits in a row that found nothing to do
	files map[string]string // case → a file of his in it
}

// track is what the walk remembers of a case.
type track struct {
	id        string
	dom       *domain
	script    *script            // the story that it follows; nil: none, or no longer
	cast      map[string]*person // who plays whom of the stories
	units     map[string]string  // unit of the stories → name of the unit here
	taken     map[string]bool    // people who play a part
	literal   bool               // takes the stories' dates as they are
	initiator *person
	ours      bool
	status    string
	state     string
	outcome   string
	acts      int
	count     map[string]int // state/event, once for each round
	round     map[string]int // state/event → the round it was last done in
	actors    []*person
	wants     map[string]bool // fields that rules asked for: a return lists them
	met       bool            // somebody has looked into it
	dawdles   bool            // the applicant lets limits pass
	recused   bool
	wrong     bool              // the record of a meeting cannot take effect as it is
	refused   string            // the last refusal
	shut      map[string]string // state/event whose condition failed → the day: it is tried again on another
	started   map[string]bool   // links whose case plays the part that the story has for it
	deserted  map[string]bool   // fields whose people all have to keep out of the case: others are named
}

// Run walks until every case is closed or the year is nearly over. The error is of the walk itself; what the server did
// wrong stands in Report.Faults.
func Run(ctx context.Context, opt Options) (*Report, error) {
	w := &Walk{
		ctx: ctx, opt: opt, rng: rand.New(rand.NewPCG(opt.Seed, 20260302)),
		http:   &http.Client{Timeout: time.Minute},
		tracks: map[string]*track{}, vacant: map[string]bool{}, byID: map[string]*person{}, played: map[string]int{},
		rep: Report{
			Outcomes: map[string]int{}, Done: map[string]int{}, Probes: map[string]int{}, Refused: map[string]int{}, Stopped: map[string]bool{},
		},
	}
	w.gen = &generator{rng: w.rng, now: func() time.Time { return w.now }}
	for _, s := range opt.Subjects {
		w.domains = append(w.domains, newDomain(s))
	}
	w.meet()
	w.began = w.now
	for w.err == nil && w.rep.Sweeps < maxSweeps && !w.over() {
		w.sweep()
	}
	w.finish()
	return &w.rep, w.err
}

// domain is what the walk knows of a procedure; nil for one that it does not walk.
func (w *Walk) domain(key string) *domain {
	for _, d := range w.domains {
		if d.key == key {
			return d
		}
	}
	return nil
}

// lookAtRecord asks which transitions are still missing.
func (w *Walk) lookAtRecord() {
	every := missingEvery
	if w.encore {
		every = encoreEvery
	}
	if w.opt.Missing == nil || w.rep.Sweeps%every != 1 {
		return
	}
	missing, err := w.opt.Missing(w.ctx)
	if err != nil {
		w.err = err
		return
	}
	for _, d := range w.domains {
		d.learnMissing(missing[d.key])
	}
	for _, d := range w.domains {
		d.wanted = map[string]bool{}
		for _, keys := range d.begets {
			for _, key := range keys {
				d.wanted[key] = len(missing[key]) > 0
			}
		}
	}
}

// ask sends a request for somebody and checks what holds of every answer.
func (w *Walk) ask(p *person, method, path string, body any, header ...string) *answer {
	if w.err != nil {
		return &answer{}
	}
	a, err := p.ask(w.ctx, method, path, body, header...)
	if err != nil {
		w.err = err
		return &answer{}
	}
	w.rep.Requests++
	a.what += " by " + p.Username
	if fault := a.check(); fault != "" {
		w.fault("%s", fault)
	}
	return a
}

func (w *Walk) get(p *person, path string, into any) bool {
	a := w.ask(p, http.MethodGet, path, nil)
	if !a.ok() {
		return false
	}
	if err := a.into(into); err != nil {
		w.fault("%v", err)
		return false
	}
	return true
}

// fault notes what the server did wrong; many of one kind end the walk.
func (w *Walk) fault(format string, args ...any) {
	w.rep.Faults = append(w.rep.Faults, fmt.Sprintf(format, args...))
	if len(w.rep.Faults) >= 20 && w.err == nil {
		w.err = errors.New("too many faults")
	}
}

func (w *Walk) over() bool {
	if w.now.Format(time.DateOnly) >= lastDay {
		return true
	}
	if !w.encore || slices.ContainsFunc(w.domains, w.opens) || slices.ContainsFunc(w.order, (*track).faithful) {
		return false
	}
	open := slices.ContainsFunc(w.order, func(t *track) bool { return t.ours && t.status != closed && t.status != draft })
	return !open || w.still > stillEnough
}

// The statuses of a case on the wire.
const (
	draft  = "draft"
	closed = "closed"
)

// sweep is one round through the city: cases are filed, everybody looks into his boxes, the world outside moves.
func (w *Walk) sweep() {
	w.rep.Sweeps++
	before := w.rep.Acts
	w.callEncore()
	w.lookAtRecord()
	for _, d := range w.domains {
		if w.encore {
			w.perform(d)
			continue
		}
		for range 1 + d.Cases/12 {
			if w.opens(d) {
				w.open(d)
			}
		}
		w.budget(d)
	}
	w.incidents()
	for _, i := range w.rng.Perm(len(w.people)) {
		p := w.people[i]
		if p.idle > 1 && w.chance(0.96) {
			continue
		}
		if w.visit(p); w.err != nil {
			return
		}
	}
	w.prolong()
	w.cue()
	if !w.encore {
		w.whims()
	}
	w.still++
	if w.rep.Acts > before {
		w.still = 0
	}
	if w.still > 0 || w.chance(0.15) {
		if by := w.passing(); by != "" {
			w.clock(by)
		}
		for _, t := range w.order {
			if t.initiator != nil && t.status != closed && t.status != draft {
				w.alert(t.initiator, t)
			}
		}
	}
}

// opens reports whether more cases are to be opened: as many as asked for, and then those of the encore.
func (w *Walk) opens(d *domain) bool {
	if w.encore {
		return w.performs(d)
	}
	return d.opened < d.Cases && len(d.starters) > 0 && w.now.Format(time.DateOnly) < encoreFrom
}

func (w *Walk) chance(p float64) bool { return w.rng.Float64() < p }

func (w *Walk) key() string {
	w.keys++
	return fmt.Sprintf("walk-%d-%06d", w.opt.Seed, w.keys)
}

// visit has somebody look into his boxes and work on what he finds.
func (w *Walk) visit(p *person) {
	var todo, pool inbox
	w.get(p, "/inbox?box=todo&limit=100&counts=false", &todo)
	w.get(p, "/inbox?box=pool&limit=100&counts=false", &pool)
	items := slices.Concat(todo.Items, pool.Items)
	w.rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	found, worked := false, map[string]bool{}
	for _, item := range items {
		d := w.domain(item.Process.ID)
		if d == nil || worked[item.Case] { // his first act may have closed his other line
			continue
		}
		found, worked[item.Case] = true, true
		if item.Status == closed && slices.Contains(turns, item.Kind) && !d.worksAfterEnd() {
			w.fault("%s has a task of the closed case %s in his box", p.Username, item.Case)
		}
		t := w.track(item.Case, d)
		if w.chance(0.1) || item.Kind == "work" && t.initiator == p && w.dawdles(t) && w.chance(0.97) {
			continue
		}
		w.turn(p, t, item.Kind)
	}
	for _, t := range w.order {
		if t.initiator == p && t.status == draft && w.chance(0.7) {
			found = true
			w.turn(p, t, draft)
		}
	}
	if w.chance(0.5) {
		found = w.papers(p) || found
	}
	if p.idle++; found {
		p.idle = 0
	}
	if !w.encore && w.chance(0.04) {
		w.object(p)
	}
	if !w.encore && w.chance(0.1) {
		w.boxes(p)
	}
}

// dawdles: some applicants let limits pass; every other one, until somebody has ended a case for it.
func (w *Walk) dawdles(t *track) bool {
	return t.dawdles || w.late == 0 && len(w.order) > 0 && slices.Index(w.order, t)%2 == 0
}

// look has somebody who knows a case come back to it: the applicant, or who acted in it before. Stages where applicants
// have not looked in yet come first.
func (w *Walk) look() {
	var t *track
	for range min(8, len(w.order)) {
		c := w.order[w.rng.IntN(len(w.order))]
		if c.status == closed || c.status == draft || c.initiator == nil {
			continue
		}
		if t == nil || c.dom.looked[c.state] < t.dom.looked[t.state] {
			t = c
		}
	}
	if t == nil {
		return
	}
	p := t.initiator
	if t.dom.looked[t.state]++; len(t.actors) > 0 && t.dom.looked[t.state] > 2 && w.chance(0.6) {
		p = t.actors[w.rng.IntN(len(t.actors))]
	}
	w.turn(p, t, "look")
}
