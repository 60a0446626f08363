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
	faithful bool      // nothing else happens in the case while it lasts
	misses   int       // of a faithful one: times in a row that its next step was not to be done
	missedOn string    // the day of the last
	last     string    // the event that was done last
	lastBy   *person   // and who did it
}

func newScript(s *scenario.Story, now time.Time) *script {
	x := &script{story: s, pending: map[string]any{}, from: map[string]*scenario.StoryStep{}}
	x.take(&s.Steps[0])
	x.move(1, now)
	return x
}

// postpone makes the act that a story opens its case with its next step: it could not be done at once.
func (x *script) postpone(event string) {
	story := *x.story
	first := story.Steps[0]
	story.Steps = slices.Insert(slices.Clone(story.Steps), 1, scenario.StoryStep{As: first.As, Do: event, Day: first.Day})
	x.story, x.at = &story, 1
	x.rest = time.Time{}
}

func (x *script) take(step *scenario.StoryStep) {
	for id, v := range step.Fields {
		x.pending[id], x.from[id] = v, step
	}
}

// move goes on to a step; corrections of the content join what is pending.
func (x *script) move(to int, now time.Time) {
	x.at, x.patience, x.misses = to, 0, 0
	for x.at < len(x.story.Steps) && x.story.Steps[x.at].Do == "edit" {
		x.take(&x.story.Steps[x.at])
		x.at++
	}
	if x.at < len(x.story.Steps) {
		x.rest = now.AddDate(0, 0, x.story.Steps[x.at].Wait)
	}
}

// next is the step to come that does the event, and how many steps lie before it; nil when none does.
func (x *script) next(e *event) (*scenario.StoryStep, int) {
	if x == nil {
		return nil, 0
	}
	for i := x.at; i < len(x.story.Steps); i++ {
		if e.is(&x.story.Steps[i]) {
			return &x.story.Steps[i], i - x.at
		}
	}
	return nil, 0
}

// along weighs an event by the story that the case follows.
func (t *track) along(e *event) float64 {
	if t.script == nil {
		return 1
	}
	step, gap := t.script.next(e)
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
	step := &x.story.Steps[x.at]
	if step.Paper != "" {
		x.move(x.at+1, w.now)
		return false
	}
	if slices.ContainsFunc(offered, func(e event) bool { return e.is(step) && (e.Allowed || e.Code == "guard" || e.Code == "unknown") }) {
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
func (w *Walk) followed(p *person, t *track, e *event, fields map[string]any) {
	x := t.script
	if x == nil {
		return
	}
	for id := range fields {
		delete(x.pending, id)
	}
	x.last, x.lastBy = e.Event, p
	if step, gap := x.next(e); step != nil && gap < 4 {
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
		if slices.Contains(t.dom.Definition.Unique, id) && f.Type == "text" { // another case may be of the same story
			w.enter(p, t, c, b, id)
			return
		}
		if wire, ok := w.translate(p, t, f, example{x.story, step, v}); ok {
			b.put(id, wire, true)
		}
	}
	for _, id := range sorted(x.pending) {
		put(id, x.pending[id], x.from[id])
	}
	step, gap := x.next(e)
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
	if step.Sheet != nil && e.Event == doRecord && (x.faithful || w.owedEnding(t, c) == "" || w.chance(0.6)) {
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
	s.Yes, s.No, s.Abstain = scaled(of, n)
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

// scaled makes the counts of n who came of those of a story: in the same proportion, a tie remaining a tie.
func scaled(of *scenario.StorySheet, n int) (yes, no, abstain int) {
	total := of.Yes + of.No + of.Abstain
	switch {
	case of.Yes < 0: // all others who came
		no = min(of.No, n)
		abstain = min(of.Abstain, n-no)
	case total == 0:
		abstain = n
	case of.Yes == of.No:
		no = n * of.No / total
		return no, no, n - 2*no
	default:
		no, abstain = n*of.No/total, n*of.Abstain/total
	}
	return n - no - abstain, no, abstain
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
	if t.faithful() || t.script != nil && w.chance(0.7) {
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
