package walker

import (
	"slices"
	"strconv"
	"strings"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// Subject is one procedure of a walk: its definition, to plan by, and its owner's stories, to take examples from.
type Subject struct {
	Definition *process.Definition
	Stories    []scenario.Story
	Reaches    map[string][]string // the transitions that a scenario takes, by its name
	Cases      int                 // that the walk opens; 0 for a procedure that only cases of another one start
}

// domain is what the walk knows of one procedure.
type domain struct {
	Subject
	key       string
	form      procedure
	fields    map[string]*field
	entered   map[string]bool   // fields that a draft lets the applicant fill
	outcome   map[string]string // by final state
	withdrawn string            // the outcome that applicants choose themselves
	starters  []starter
	told      []int // how often each story was followed
	examples  map[string][]example
	fired     map[string]int // state/event>destination
	votes     map[string]int // state and how its meeting ended
	looked    map[string]int // visits of applicants to a stage
	opened    int
	unfit     map[string]bool // people whose draft a condition kept from being filed

	begets          map[string][]string // procedures whose cases a transition starts
	links           map[string]string   // procedure of a linked case, by the name of the link
	wanted          map[string]bool     // those of them that still miss transitions
	missing         map[string]bool     // transitions that no case took yet; nil while nobody has said
	away            map[string]int      // steps from a state to the nearest one with such a transition
	squeeze, narrow int                 // sweeps to go with an exhausted budget; sweeps since the last one
	wantsTight      bool
	accounts        map[string]bool // of split ledgers, that cases would use: the ledger and a query that names the account
}

// starter is somebody who may open a case, and in which states.
type starter struct {
	p      *person
	states []string
}

// example is a value of a field in a story.
type example struct {
	story *scenario.Story
	step  *scenario.StoryStep
	value any
}

func newDomain(s Subject) *domain {
	d := &domain{
		Subject: s, key: s.Definition.Key, fields: map[string]*field{}, entered: map[string]bool{}, outcome: map[string]string{},
		told: make([]int, len(s.Stories)), examples: map[string][]example{}, fired: map[string]int{}, votes: map[string]int{},
		looked: map[string]int{}, accounts: map[string]bool{}, unfit: map[string]bool{}, withdrawn: Withdrawn(s.Definition),
		begets: begets(s.Definition), links: map[string]string{},
	}
	s.Definition.Effects(func(e *process.Effect) {
		if e.Kind == process.StartCase {
			d.links[e.Name] = e.Process
		}
	})
	for i := range s.Stories {
		story := &s.Stories[i]
		for j := range story.Steps {
			for id, v := range story.Steps[j].Fields {
				d.examples[id] = append(d.examples[id], example{story, &story.Steps[j], v})
			}
		}
	}
	return d
}

// Withdrawn is the outcome to which an initiator alone may bring a case from many stages; "" where a procedure has none.
// A walk keeps it to a tenth of its cases, or it would learn little of the later stages.
func Withdrawn(d *process.Definition) string {
	for i := range d.Everywhere {
		e := &d.Everywhere[i]
		if !onlyInitiator(e) || len(e.Branches) == 0 {
			continue
		}
		if to := d.State(e.Branches[len(e.Branches)-1].To); to != nil && to.IsFinal {
			return to.Outcome
		}
	}
	return ""
}

func onlyInitiator(e *process.Event) bool {
	return len(e.By) > 0 && !slices.ContainsFunc(e.By, func(who process.Who) bool { return who.Kind != process.ByInitiator })
}

// learnMissing notes which transitions no case took yet, and how far each state is from the nearest of them.
func (d *domain) learnMissing(ids []string) {
	d.missing, d.away = map[string]bool{}, map[string]int{}
	var front []string
	for _, id := range ids {
		d.missing[id] = true
		if state, _, _ := strings.Cut(id, "/"); !slices.Contains(front, state) {
			front = append(front, state)
			d.away[state] = 0
		}
	}
	into := arrivals(d.Definition)
	for len(front) > 0 {
		at := front[0]
		front = front[1:]
		for _, from := range into[at] {
			if _, known := d.away[from]; !known {
				d.away[from] = d.away[at] + 1
				front = append(front, from)
			}
		}
	}
}

// arrivals lists by state the states from which one step leads there.
func arrivals(d *process.Definition) map[string][]string {
	into := map[string][]string{}
	for i := range d.States {
		s := &d.States[i]
		lists := [][]process.Branch{s.Join, s.Auto}
		if s.After != nil {
			lists = append(lists, s.After.Branches)
		}
		for _, e := range d.EventsIn(s.ID) {
			lists = append(lists, e.Branches)
		}
		for _, branches := range lists {
			for j := range branches {
				into[branches[j].To] = append(into[branches[j].To], s.ID)
			}
		}
	}
	return into
}

// owes counts the transitions of an event in a state that no case took yet.
func (d *domain) owes(state, event string) int {
	n := 0
	for id := range d.missing {
		if id == state+"/"+event || strings.HasPrefix(id, state+"/"+event+"#") {
			n++
		}
	}
	return n
}

// worth weighs giving a case up: once it is known what is missing, only what is missing is worth a case.
func (d *domain) worth(state, event string) float64 {
	switch {
	case d.missing == nil:
		return 1
	case d.owes(state, event) > 0 && (d.Cases >= 100 || !d.happened(event)):
		return 10
	case d.Cases >= 100:
		return 0.02
	default:
		return 0
	}
}

// happened reports whether an event was done in any state.
func (d *domain) happened(event string) bool {
	for m := range d.fired {
		if before, _, _ := strings.Cut(m, ">"); strings.HasSuffix(before, "/"+event) {
			return true
		}
	}
	return false
}

// steer weighs an event by where it leads: to a state nearer to what no case has done yet, or farther from it.
func (d *domain) steer(state string, e *event) float64 {
	if len(d.missing) == 0 {
		return 1
	}
	if d.owes(state, e.Event) > 0 {
		return 6
	}
	here, known := d.away[state]
	best := 0.4
	for _, to := range e.To {
		there, ok := d.away[to.ID]
		switch {
		case !ok:
		case !known || there < here:
			best = max(best, 2)
		default:
			best = max(best, 1)
		}
	}
	return best
}

// story draws the story that promises most of what no case has done yet, the ones seldom followed before, and tells
// whether it promises anything; nil where there is none.
func (w *Walk) story(d *domain) (*scenario.Story, bool) {
	best, at, promising := -1.0, -1, false
	claimed := w.claimed(d)
	for i := range d.Stories {
		n := d.promises(&d.Stories[i], claimed)
		if !w.mayGiveUp(d, &d.Stories[i]) {
			continue
		}
		score := (0.5 + float64(n)) * (0.5 + w.rng.Float64()) / float64(1+3*d.told[i])
		if score > best {
			best, at, promising = score, i, n > 0
		}
	}
	if at < 0 {
		return nil, false
	}
	return &d.Stories[at], promising
}

// started begins what claims a case of a procedure that a transition starts.
const started = "start of "

// claimed are the transitions that cases on their way promise to take.
func (w *Walk) claimed(d *domain) map[string]bool {
	out := map[string]bool{}
	for _, t := range w.order {
		if t.dom == d && t.faithful() {
			for _, id := range d.Reaches[t.script.story.Scenario] {
				out[id] = true
				for _, key := range d.begets[id] {
					out[started+key] = true
				}
			}
		}
	}
	return out
}

// promises counts what a story would bring of what no case has done yet and none on its way has claimed: its scenario takes the transition, and where an
// act leads there, the act is in this story and not in that of another case of the scenario.
func (d *domain) promises(s *scenario.Story, claimed map[string]bool) int {
	n := 0
	for _, id := range d.Reaches[s.Scenario] {
		state, event, _ := strings.Cut(id, "/")
		event, _, _ = strings.Cut(event, "#")
		byItself := event == "after" || event == "auto" || event == "join" || d.opensBy(s, state, event)
		for _, key := range d.begets[id] {
			if d.wanted[key] && !claimed[started+key] {
				n++
			}
		}
		named := event // as a story may call it
		if e := d.Definition.Event(state, event); e != nil && e.Name != "" {
			named = e.Name
		}
		if d.missing[id] && !claimed[id] && (byItself || slices.ContainsFunc(s.Steps, func(step scenario.StoryStep) bool {
			return step.Do == event || step.Said == named || step.Do == doConfirm || step.Do == doRecord
		})) {
			n++
		}
	}
	return n
}

// opensBy reports whether a story opens its case by an event in a state that acts at once.
func (d *domain) opensBy(s *scenario.Story, state, event string) bool {
	start := d.Definition.Start(state)
	return start != nil && start.Event == event && s.Steps[0].Start == state
}

// giving is the event by which a story's case is withdrawn, "" if it is not: its scenario takes a transition that ends so,
// and the act is in this story and not in that of another case.
func (d *domain) giving(s *scenario.Story) string {
	for _, id := range d.Reaches[s.Scenario] {
		state, event, _ := strings.Cut(id, "/")
		event, branch, _ := strings.Cut(event, "#")
		e := d.Definition.Event(state, event)
		n, err := strconv.Atoi(branch)
		if e == nil || err != nil || n >= len(e.Branches) {
			continue
		}
		to := d.Definition.State(e.Branches[n].To)
		if to != nil && to.IsFinal && to.Outcome == d.withdrawn && slices.ContainsFunc(s.Steps, func(step scenario.StoryStep) bool {
			return step.Do == e.ID || e.Name != "" && step.Said == e.Name
		}) {
			return e.ID
		}
	}
	return ""
}

// givenUp counts the cases that were withdrawn, and those on their way to it; and whether one of these goes there by an
// event.
func (w *Walk) givenUp(d *domain, event string) (n int, coming bool) {
	n = w.withdrawn(d)
	for _, t := range w.order {
		if t.dom != d || t.status == closed || !t.faithful() {
			continue
		}
		if by := d.giving(t.script.story); by != "" {
			n++
			coming = coming || by == event
		}
	}
	return n, coming
}

// mayGiveUp reports whether one more case may be withdrawn as a story tells: a tenth is, and in a short walk one at a time
// by each event.
func (w *Walk) mayGiveUp(d *domain, s *scenario.Story) bool {
	event := d.giving(s)
	if event == "" {
		return true
	}
	if !w.encore && d.Cases < 100 {
		return false
	}
	n, coming := w.givenUp(d, event)
	return n < max(d.Cases, d.opened)/10 && (d.Cases >= 100 || !coming)
}

// crowded reports whether what is missing can only come of cases that are withdrawn, and their share is used up: more
// cases make room for it.
func (w *Walk) crowded(d *domain) bool {
	n, _ := w.givenUp(d, "")
	return n >= max(d.Cases, d.opened)/10 && slices.ContainsFunc(d.Stories, func(s scenario.Story) bool { return d.giving(&s) != "" && d.promises(&s, nil) > 0 })
}

// holdersOf is the post that people entered in a field must hold; "" for none.
func (d *domain) holdersOf(id string) string {
	if f := d.Definition.Field(id); f != nil {
		return f.HoldersOf
	}
	return ""
}

// choosy reports whether a field takes only some people, which its metadata cannot tell: refusing one is no fault.
func (d *domain) choosy(id string) bool {
	f := d.Definition.Field(id)
	return f != nil && (f.HoldersOf != "" || f.Clear)
}

// worksAfterEnd reports whether somebody has something to do in a final state, as filing the papers.
func (d *domain) worksAfterEnd() bool {
	return slices.ContainsFunc(d.Definition.States, func(s process.State) bool { return s.IsFinal && len(s.Tasks) > 0 })
}
