package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// Forecast is the way ahead of a case, as far as it can be told now: which posts it will come to, and until when at the
// latest. Where a condition rests on what is not known yet, both ways are shown.
type Forecast struct {
	Stops    []Stop      // Stops[0] is where the case stands; the others in the order in which they are first reached
	Deadline workday.Due // of the whole case
	Cut      bool        // there is more than MaxStops
}

// Stop is one state on the way.
type Stop struct {
	State   string
	Turns   []Call
	By      workday.Due // when it is left, if every turn before and in it takes its whole time; zero where nothing limits it
	Outcome string      // of an end
	Paused  bool        // the case deadline stands still here
	Note    string      // why the way cannot be told further from here, "" if it can or has ended
	Ways    []Way
}

// Call is whom a stop waits for.
type Call struct {
	Group  string
	Posts  string     // 单位经办人
	People []PersonID // only where the state says `show: people`; never of a vote, a panel or a restricted procedure
	Vote   bool
	Due    workday.Due
}

// Way leads from one stop to the next.
type Way struct {
	Event string   // "" for a move that the case makes by itself
	Name  string   // of the event
	To    int      // index of the stop
	If    []string // conditions that are not known yet and are taken to hold; those taken to fail begin with 非
	Needs []string // names of what is missing to know
}

// MaxStops is how many states a forecast names; beyond it the way is cut.
const MaxStops = 64

// maxOpen is how many conditions of one move may be open before it is given up: two to that many ways.
const maxOpen = 4

// Predict tells the way ahead of a case, by the steps that Decide takes: at every state the agreement of those whose turn
// it is (the first event that the state declares for them), or the move that time brings. It is pure. What the reader may
// not read counts as unknown, so that the way never tells a value; needs are taken to be given.
func Predict(p *Procedure, snap Snapshot, reader PersonID, rel Relation, now int64) Forecast {
	d := begin(p, snap, Command{Kind: DoEvent, Case: snap.Case.ID, Actor: reader}, now)
	d.forget(rel)
	d.cmd.Actor = "" // whoever reads is not who acts
	d.foresight = &foresight{outside: rel != Participant}
	return d.forecast()
}

// traveller walks the states, each once.
type traveller struct {
	out  Forecast
	seen map[string]int // state → stop
	todo []decision     // at the stops that are not left yet, in order
}

func (d *decision) forecast() Forecast {
	w := &traveller{seen: map[string]int{}}
	w.out.Deadline = d.c.Due
	w.arrive(d)
	for at := 0; at < len(w.todo); at++ {
		w.leave(at)
	}
	return w.out
}

// arrive answers the stop of the state that a decision has come to, -1 when there is no room for another.
func (w *traveller) arrive(d *decision) int {
	if i, ok := w.seen[d.c.State]; ok {
		return i
	}
	if len(w.todo) == MaxStops {
		w.out.Cut = true
		return -1
	}
	i := len(w.todo)
	w.seen[d.c.State] = i
	w.todo = append(w.todo, d.saved())
	w.out.Stops = append(w.out.Stops, d.stop())
	return i
}

// stop describes the state that the case is in.
func (d *decision) stop() Stop {
	s := d.state()
	stop := Stop{State: s.ID, Paused: s.Paused, By: d.latest()}
	if s.IsFinal {
		stop.Outcome = d.outcome()
		return stop
	}
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		turn := Call{Group: spec.Group, Posts: d.describe(d.calledFor(spec)), Vote: spec.Vote != nil, Due: d.r.Data.Groups[spec.Group].Due}
		people, missing := d.eligible(spec)
		if d.names(s, spec) {
			turn.People = people
		}
		if len(people) == 0 && len(missing) == 0 && !d.comes(spec) {
			stop.Note = msgAheadNobody.Text(turn.Posts)
		}
		stop.Turns = append(stop.Turns, turn)
	}
	return stop
}

// calledFor is whom a task is for: the panel of a roster, else its `for`.
func (d *decision) calledFor(spec *process.Task) []process.Who {
	if spec.Vote != nil && spec.Vote.Roster != "" {
		return []process.Who{{Kind: process.ByField, Field: spec.Vote.Roster}}
	}
	return spec.For
}

// comes: whoever is called is named in a field that is still empty, or acts in a state to come.
func (d *decision) comes(spec *process.Task) bool {
	return slices.ContainsFunc(d.calledFor(spec), func(w process.Who) bool {
		return (w.Kind == process.ByField || w.Kind == process.ByUnitOf) && empty(d.c.Memo.Fields[w.Field]) || w.Kind == process.ByHolder && len(d.actedIn(w.State)) == 0
	})
}

// names: people are told only where the definition says so.
func (d *decision) names(s *process.State, spec *process.Task) bool {
	return s.Show == "people" && spec.Vote == nil && d.p.Secrecy != process.Restricted
}

// latest is when the state is left if everybody takes the whole time.
func (d *decision) latest() workday.Due {
	s, last := d.state(), d.r.Data.After
	if s.After != nil && last.At == 0 && s.After.On == "" { // runs from a date to come: from today, then
		last = d.snap.Facts.Calendar.Due(workday.Start(s.After.Duration.Duration, d.now))
	}
	for _, g := range d.r.Data.Groups {
		if g.Due.At > last.At {
			last = g.Due
		}
	}
	return last
}

// leave goes on from a stop by every way out of it.
func (w *traveller) leave(at int) {
	d := &w.todo[at]
	if d.state().IsFinal {
		return
	}
	if until := d.latest(); until.At > d.now {
		d.now = until.At - 1 // still on the last day
	}
	ways := d.waysOut()
	if len(ways) == 0 && w.out.Stops[at].Note == "" {
		w.out.Stops[at].Note = d.whyNoWay()
		return
	}
	for _, out := range ways {
		w.follow(at, out)
	}
	if stop := &w.out.Stops[at]; len(stop.Ways) == 0 && stop.Note == "" {
		stop.Note = msgAheadUnknown.Text(d.p.stateName(stop.State))
	}
}

// wayOut is one way to leave a state: an event, or a move that comes by itself.
type wayOut struct {
	event *process.Event
	take  func(d *decision) *Refusal
}

// follow takes a way for every answer to what is not known.
func (w *traveller) follow(at int, out wayOut) {
	open := [][]bool{{}}
	for len(open) > 0 {
		answers := open[0]
		open = open[1:]
		d := w.todo[at].saved()
		f := &foresight{outside: w.todo[at].foresight.outside, answers: answers}
		d.foresight, d.tasks = f, slices.Clone(d.tasks)
		refusal := out.take(&d)
		for i := len(answers); i < len(f.asked) && i < maxOpen; i++ {
			other := make([]bool, i+1)
			copy(other, answers)
			for j := len(answers); j < i; j++ {
				other[j] = true
			}
			open = append(open, other)
		}
		if refusal != nil || d.c.State == w.todo[at].c.State && d.c.Round == w.todo[at].c.Round {
			continue
		}
		if to := w.arrive(&d); to >= 0 {
			w.out.Stops[at].way(d.way(out.event, to, f))
		}
	}
}

// way notes a way, or merges it with one that leads to the same stop: then the open condition decides nothing.
func (s *Stop) way(way Way) {
	for i := range s.Ways {
		if s.Ways[i].To == way.To && s.Ways[i].Event == way.Event {
			s.Ways[i].If = nil
			s.Ways[i].Needs = union(s.Ways[i].Needs, way.Needs)
			return
		}
	}
	s.Ways = append(s.Ways, way)
}

func (d *decision) way(e *process.Event, to int, f *foresight) Way {
	way := Way{To: to}
	if e != nil {
		way.Event, way.Name = e.ID, d.nameOf(e)
	}
	for i, cond := range f.asked {
		text := cond.String()
		if i < len(f.answers) && !f.answers[i] {
			text = msgAheadNot.Text(text)
		}
		way.If = append(way.If, text)
		way.Needs = union(way.Needs, d.namesOf(f.missing[i]))
	}
	return way
}

func union(a, b []string) []string {
	for _, s := range b {
		if !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// namesOf gives the names of the fields that conditions wait for.
func (d *decision) namesOf(missing []string) []string {
	var names []string
	for _, p := range d.unknown("", "", missing).Problems {
		root, _, _ := strings.Cut(p.Field, ".")
		if f := d.p.Field(root); f != nil {
			names = append(names, d.p.fieldName(root))
		}
	}
	return names
}

// waysOut finds how the state is usually left: when its time is over, by what the holders of the turns agree to, or else
// by the first event that somebody else may do.
func (d *decision) waysOut() []wayOut {
	s := d.state()
	if s.After != nil {
		return []wayOut{{take: (*decision).supposeAfter}}
	}
	if len(s.Join) > 0 {
		return []wayOut{{take: (*decision).supposeJoin}}
	}
	for _, e := range d.usual() {
		if d.allowed(e) != nil {
			continue
		}
		return []wayOut{{event: e, take: func(d *decision) *Refusal { return d.take(e, seat{}) }}}
	}
	if len(s.Auto) > 0 {
		return []wayOut{{take: (*decision).supposeAuto}}
	}
	return nil
}
