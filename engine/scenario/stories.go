package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

// Story is a scenario as input for others than the scenario runner: what is done to one case, in order, without what is
// expected of it. People and units go by the story's own names.
type Story struct {
	Name     string
	Scenario string // the scenario that it is taken from, by its name
	Cast     map[string]CastMember
	Steps    []StoryStep // the first opens the case
	// Linked is what is done in the cases that this one starts, by the name of the link, after their opening.
	Linked map[string][]StoryStep
}

// CastMember is somebody of a story.
type CastMember struct {
	Unit  string
	Roles []string // of his posts
}

// StoryStep is one act that succeeds in the story.
type StoryStep struct {
	As      string
	Do      string // id of an event, built-in ones included, or "open" or "edit"; of a document: sign, serve and so on
	Said    string // the act as the scenario names it: an event's name may stand for another event in another state
	Paper   string // name or id of the document that is acted on; "" for other acts
	Start   string // of open: the start state, where the story says it
	Opinion string
	To      string
	Items   []string      // what to correct
	Fields  engine.Fields // in wire form, with the story's names
	Sheet   *StorySheet   // of record
	Day     workday.Date  // of the story when it is done: its dates are near it
	Wait    int           // calendar days that passed since the step before
}

// StorySheet is the record of a meeting, as counts.
type StorySheet struct {
	Present          int // -1: everybody
	Yes, No, Abstain int // Yes -1: all others who came
}

// Stories reads the scenarios of a file as stories, one for each case that a scenario opens. Acts that the scenario
// expects to be refused are left out, as is all that changes the world. The problems are those of reading the file or
// its procedure.
func Stories(f File) ([]Story, []yamldoc.Problem) {
	d, problems := process.Parse(f.ProcessName, f.Process)
	if d == nil {
		return nil, problems
	}
	s, problems := read(f)
	if yamldoc.HasErrors(problems) || s == nil {
		return nil, problems
	}
	others, err := f.compiled()
	if err != nil { // what they are checked for is reported where they are run
		others = File{}
	}
	links := linksOf(d, others.Others)
	var out []Story
	for i := range s.scenarios {
		t := &teller{w: &world{def: d, file: f, setup: s.base.with(s.scenarios[i].world)}, links: links, cases: map[string]*Story{}, again: map[string]int{}}
		t.w.now.Store(t.w.setup.at)
		if t.w.setup.at == 0 {
			t.w.now.Store(workday.Date(defaultStart[:10]).Start())
		}
		t.tell(s.scenarios[i].steps, 0)
		for _, name := range t.order {
			st := t.cases[name]
			st.Name, st.Scenario, st.Cast = s.scenarios[i].name+"/"+name, s.scenarios[i].name, cast(t.w.setup)
			out = append(out, *st)
		}
	}
	return out, nil
}

// teller flattens the steps of one scenario.
type teller struct {
	w     *world
	links map[string]*process.Definition // the procedures of the cases that this one starts, by the name of the link
	last  *Story                         // the one that was told last
	cases map[string]*Story
	again map[string]int // how often the name of a case was used again
	order []string
}

// linksOf finds the procedures of the cases that a definition starts, by the name of the link.
func linksOf(d *process.Definition, others []Extra) map[string]*process.Definition {
	out := map[string]*process.Definition{}
	d.Effects(func(e *process.Effect) {
		at := slices.IndexFunc(others, func(o Extra) bool { return o.def != nil && o.def.Key == e.Process })
		if e.Kind == process.StartCase && at >= 0 {
			out[e.Name] = others[at].def
		}
	})
	return out
}

func cast(s setup) map[string]CastMember {
	out := map[string]CastMember{}
	for i := range s.people {
		m := CastMember{Unit: s.people[i].Unit}
		for _, post := range s.posts[s.people[i].ID] {
			m.Roles = append(m.Roles, post.Role)
		}
		out[s.people[i].ID] = m
	}
	return out
}

func (t *teller) tell(steps []step, depth int) {
	for i := range steps {
		switch s := &steps[i]; s.kind {
		case stepWait:
			t.w.now.Store(max(t.w.now.Load(), s.waitUntil, t.roughly(s.wait)))
		case stepRoute:
			if depth < maxDepth {
				t.tell(t.w.setup.routes[s.route], depth+1)
			}
		case stepTogether:
			for j := range s.together {
				t.act(&s.together[j])
			}
		case stepChange:
			t.w.setup = t.w.setup.with(s.change)
		case stepAct:
			if s.refused == nil {
				t.act(s)
			}
		case stepBatch:
			for j := range s.together {
				if s.together[j].refused == nil {
					t.act(&s.together[j])
				}
			}
		case stepLink, stepExpect, stepBudget, stepPublish, stepStanding, stepIntervene, stepHandover, stepGather:
		}
	}
}

// roughly is now and d later, seven days for five workdays: whoever follows a story lives by another calendar anyway.
func (t *teller) roughly(d workday.Duration) int64 {
	if d.Unit == workday.Workdays {
		return t.w.now.Load() + int64(time.Duration(d.Amount+d.Amount/5*2+2)*24*time.Hour/time.Millisecond)
	}
	return t.w.later(d)
}

func (t *teller) act(s *step) {
	name := t.w.nameFor(s)
	st, def := t.cases[name], t.w.def
	linked := st == nil && t.last != nil && t.links[name] != nil
	if linked {
		def = t.links[name]
	}
	step, ok := t.step(def, s)
	switch {
	case !ok:
	case linked:
		if t.last.Linked == nil {
			t.last.Linked = map[string][]StoryStep{}
		}
		t.last.Linked[name] = append(t.last.Linked[name], step)
	case step.Do == actOpen || step.Do == actOpenLinked:
		t.open(name, step)
	case st != nil:
		last := st.Steps[len(st.Steps)-1].Day
		step.Wait = int((step.Day.Start() - last.Start()) / (24 * time.Hour).Milliseconds())
		st.Steps = append(st.Steps, step)
		t.last = st
	}
}

// step is what a step of a scenario does to a case of a procedure; false where it cannot be told.
func (t *teller) step(def *process.Definition, s *step) (StoryStep, bool) {
	fields, problem := t.w.fields(def, s.using, s.with)
	if problem != "" {
		return StoryStep{}, false
	}
	for id, v := range fields {
		if v == nil {
			delete(fields, id)
		}
	}
	step := StoryStep{
		As: s.as, Do: eventOf(def, s.do), Start: s.start, Opinion: s.opinion, To: s.to, Items: s.items, Fields: fields,
		Day: t.w.today(), Sheet: countsOf(s.meeting), Said: s.do,
	}
	if s.paper != nil {
		step.Paper, step.Do = s.paper.name, cmp.Or(paperActs[s.do], s.do)
	}
	return step, true
}

// open begins the story of a case; a name used again is another case.
func (t *teller) open(name string, first StoryStep) {
	if st := t.cases[name]; st != nil {
		t.again[name]++
		t.order = append(t.order, fmt.Sprintf("%s (%d)", name, t.again[name]))
		t.cases[t.order[len(t.order)-1]] = st
		t.order = slices.DeleteFunc(t.order, func(n string) bool { return n == name })
	}
	t.last = &Story{Steps: []StoryStep{first}}
	t.cases[name] = t.last
	t.order = append(t.order, name)
}

// eventOf is the id of what a step does.
func eventOf(def *process.Definition, do string) string {
	if a, ok := acts[do]; ok {
		return a
	}
	for i := range def.States {
		for _, e := range def.EventsIn(def.States[i].ID) {
			if e.ID == do || e.Name == do {
				return e.ID
			}
		}
	}
	return do
}

// countsOf reads the record of a meeting without knowing who sits in it.
func countsOf(n *node) *StorySheet {
	if n == nil {
		return nil
	}
	r := &reader{}
	m := r.keyed(n, "held_on", "present", "yes", "no", "abstain", "minutes")
	s := &StorySheet{Present: -1, No: r.num(m["no"], 0), Abstain: r.num(m["abstain"], 0)}
	switch names := r.strs(m["present"]); {
	case len(names) == 0, slices.Equal(names, []string{"全体"}):
	case len(names) == 1 && isNumber(names[0]):
		s.Present, _ = strconv.Atoi(names[0])
	default:
		s.Present = len(names)
	}
	s.Yes = r.num(m["yes"], -1)
	return s
}
