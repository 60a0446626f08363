package walker

import (
	"slices"
	"strings"
	"time"

	"dandang/engine/scenario"
)

// script is the story that a case follows, as far as chance lets it.
type script struct {
	story    *scenario.Story
	at       int            // the next step
	pending  map[string]any // values of the story that found no place yet, with the step they are of
	from     map[string]*scenario.StoryStep
	patience int       // visits in a row in which the next step was not to be done
	rest     time.Time // the story lets time pass until then
}

func newScript(s *scenario.Story, now time.Time) *script {
	x := &script{story: s, pending: map[string]any{}, from: map[string]*scenario.StoryStep{}}
	x.take(&s.Steps[0])
	x.move(1, now)
	return x
}

func (x *script) take(step *scenario.StoryStep) {
	for id, v := range step.Fields {
		x.pending[id], x.from[id] = v, step
	}
}

// move goes on to a step; corrections of the content join what is pending.
func (x *script) move(to int, now time.Time) {
	x.at, x.patience = to, 0
	for x.at < len(x.story.Steps) && x.story.Steps[x.at].Do == "edit" {
		x.take(&x.story.Steps[x.at])
		x.at++
	}
	if x.at < len(x.story.Steps) {
		x.rest = now.AddDate(0, 0, x.story.Steps[x.at].Wait)
	}
}

// next is the step to come that does the event, and how many steps lie before it; nil when none does.
func (x *script) next(event string) (*scenario.StoryStep, int) {
	if x == nil {
		return nil, 0
	}
	for i := x.at; i < len(x.story.Steps); i++ {
		if x.story.Steps[i].Do == event {
			return &x.story.Steps[i], i - x.at
		}
	}
	return nil, 0
}

// along weighs an event by the story that the case follows.
func (t *track) along(event string) float64 {
	if t.script == nil {
		return 1
	}
	step, gap := t.script.next(event)
	switch {
	case step == nil:
		return 0.05
	case gap == 0:
		return 60
	default:
		return 3
	}
}

// waits reports whether the case's story has something else come first: time, or somebody else's turn.
func (w *Walk) waits(t *track, offered []event) bool {
	x := t.script
	if x == nil {
		return false
	}
	if x.at >= len(x.story.Steps) {
		t.script = nil
		return false
	}
	if w.now.Before(x.rest) {
		return !w.chance(0.03)
	}
	do := x.story.Steps[x.at].Do
	if slices.ContainsFunc(offered, func(e event) bool { return e.Event == do && (e.Allowed || e.Code == "guard" || e.Code == "unknown") }) {
		return false
	}
	x.patience++
	if x.patience > 12 { // this step will not come: what follows may
		w.rep.Done["story step skipped"]++
		if x.move(x.at+1, w.now); x.at >= len(x.story.Steps) {
			t.script = nil
		}
		return false
	}
	return w.chance(0.9)
}

// followed notes that an event was done.
func (w *Walk) followed(t *track, event string, fields map[string]any) {
	x := t.script
	if x == nil {
		return
	}
	for id := range fields {
		delete(x.pending, id)
	}
	if step, gap := x.next(event); step != nil && gap < 4 {
		x.move(x.at+gap+1, w.now)
	}
	if x.at >= len(x.story.Steps) {
		t.script = nil
		w.rep.Done["story told to its end"]++
	}
}

// told puts into the input what the story says of an event.
func (w *Walk) told(p *person, t *track, c *caseView, e *event, b *act) {
	x := t.script
	if x == nil {
		return
	}
	put := func(id string, v any, step *scenario.StoryStep) {
		f := t.dom.fields[id]
		if f == nil || f.Computed || !slices.Contains(c.Editable, id) {
			return
		}
		if wire, ok := w.translate(p, t, f, example{x.story, step, v}); ok {
			b.put(id, wire, true)
		}
	}
	for _, id := range sorted(x.pending) {
		put(id, x.pending[id], x.from[id])
	}
	step, gap := x.next(e.Event)
	if step == nil || gap > 3 {
		return
	}
	for _, id := range sorted(step.Fields) {
		put(id, step.Fields[id], step)
	}
	if step.Opinion != "" {
		b.Opinion = step.Opinion
	}
	if len(step.Items) > 0 && e.needs("items") {
		b.Items = step.Items
	}
	for _, to := range e.To {
		if to.ID == step.To || to.Name == step.To {
			b.To = to.ID
		}
	}
	if step.Sheet != nil && e.Event == doRecord && (w.owedEnding(t, c) == "" || w.chance(0.8)) {
		b.Sheet = w.counted(t, c, step.Sheet)
	}
}

// counted makes the record of a meeting with the counts of a story, as far as the members here allow.
func (w *Walk) counted(t *track, c *caseView, of *scenario.StorySheet) *sheet {
	var present []string
	for _, m := range c.Members {
		present = append(present, m.ID)
	}
	members := len(present)
	if of.Present >= 0 {
		present = present[:min(of.Present, members)]
	}
	n := len(present)
	s := &sheet{HeldOn: w.today(), Present: append([]string{}, present...), Minutes: "会议研究了该事项。" + w.opinion()}
	s.No, s.Abstain = min(of.No, n), min(of.Abstain, n-min(of.No, n))
	s.Yes = n - s.No - s.Abstain
	if of.Yes >= 0 && of.Yes < s.Yes {
		s.Yes, s.Abstain = of.Yes, n-s.No-of.Yes
	}
	how := votePass
	switch {
	case n*2 < members:
		how = voteNoQuorum
	case s.Yes == s.No:
		how = voteTie
	case s.Yes < s.No:
		how = voteFail
	}
	t.note(c, how)
	return s
}

// cue brings the next person of each story to his case, where nobody found the way there by himself.
func (w *Walk) cue() {
	for _, t := range slices.Clone(w.order) {
		if t.script == nil || t.status == draft || t.script.at >= len(t.script.story.Steps) || w.now.Before(t.script.rest) || !w.chance(0.3) {
			continue
		}
		step := &t.script.story.Steps[t.script.at]
		if p := w.player(t, example{story: t.script.story, step: step}, step.As); p != nil {
			w.turn(p, t, "look")
		}
	}
}

// retell enters, after a refusal, what one story says of the fields that the rule names and of all others that are open
// here: values that hold together. It answers whether there is such a story.
func (w *Walk) retell(p *person, t *track, c *caseView, b *act, rule string) bool {
	var of []example
	for _, id := range c.Editable {
		if strings.Contains(rule, id) || rule == "" {
			of = append(of, t.dom.examples[id]...)
		}
	}
	if len(of) == 0 {
		return false
	}
	story := of[w.rng.IntN(len(of))].story
	if t.script != nil && w.chance(0.7) {
		story = t.script.story
	}
	changed := false
	for _, id := range c.Editable {
		f := t.dom.fields[id]
		for _, x := range t.dom.examples[id] {
			if x.story != story || f == nil || f.Computed {
				continue
			}
			if v, ok := w.translate(p, t, f, x); ok {
				b.put(id, v, true)
				changed = true
			}
			break
		}
	}
	return changed
}

// recast gives the parts of people whose case is a duplicate to others.
func (w *Walk) recast(t *track, b *act) {
	for _, id := range t.dom.Definition.Unique {
		for _, name := range sorted(t.cast) {
			if p := t.cast[name]; p != t.initiator && b.Fields[id] == any(p.ID) {
				delete(t.cast, name)
			}
		}
	}
}
