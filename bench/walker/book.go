package walker

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// How long a faithful story waits for its next step: before others than the one cast for it may do it, and before what
// follows is looked for.
const (
	missesOthers = 3
	missesOn     = 7
	missesAstray = 30 // where the case has come off the road of its story, and has to find back
)

// adopt gives a case that another procedure has just started a story of its own, as far as one promises what no case has
// done yet.
func (w *Walk) adopt(t *track, c *caseView) {
	if t.met {
		return
	}
	t.met = true
	if t.ours || c.CreatedAt.Before(w.began) {
		return
	}
	if t.initiator == nil {
		t.initiator = w.byID[c.Initiator.ID] // nil for one who is not signed in
	}
	if w.linked(t, c) || len(t.dom.missing) == 0 {
		return
	}
	if story, promising := w.story(t.dom); promising {
		t.script, t.literal = newScript(story, w.now), false
		t.script.faithful = true
		t.dom.tell(story)
	}
}

// starts reports whether an event starts cases of another procedure.
func (d *domain) starts(event, key string) bool {
	for id, keys := range d.begets {
		_, rest, _ := strings.Cut(id, "/")
		if e, _, _ := strings.Cut(rest, "#"); e == event && slices.Contains(keys, key) {
			return true
		}
	}
	return false
}

// linked gives a case that a faithful story has just started the part that this story has for it, with the same cast.
func (w *Walk) linked(t *track, c *caseView) bool {
	for _, from := range w.order {
		if !from.faithful() || from.script.lastBy == nil || from.script.lastBy.ID != c.Initiator.ID {
			continue
		}
		story := from.script.story
		for _, name := range slices.Sorted(maps.Keys(story.Linked)) {
			if from.started[name] || from.dom.links[name] != t.dom.key || !from.dom.starts(from.script.last, t.dom.key) {
				continue
			}
			from.started[name] = true
			steps := append([]scenario.StoryStep{{Day: story.Steps[0].Day}}, story.Linked[name]...)
			t.script, t.literal = newScript(&scenario.Story{Name: story.Name + "/" + name, Cast: story.Cast, Steps: steps}, w.now), from.literal
			t.script.faithful = true
			t.cast, t.units, t.taken = maps.Clone(from.cast), maps.Clone(from.units), maps.Clone(from.taken)
			return true
		}
	}
	return false
}

// faithful reports whether a case does nothing but what its story tells, also after its end.
func (t *track) faithful() bool {
	return t.script != nil && t.script.faithful && t.script.at < len(t.script.story.Steps)
}

// astray reports whether chance brought a case to where its story has nothing to do, as somebody's objection does: the
// people there go on with it as they like, until it is back on the road.
func (t *track) astray() bool {
	x := t.script
	step := &x.story.Steps[x.at]
	return x.misses >= missesOthers && step.Paper == "" && !slices.Contains(builtin, step.Do) && t.dom.Definition.Event(t.state, step.Do) == nil
}

// byTheBook is what somebody has to do next in a case that follows its story to the letter; nil where it is not his turn
// or not yet time. A step that is not to be done is missed; after some, whoever may do it does, and then what the story
// tells later comes first, or chance takes over.
func (w *Walk) byTheBook(p *person, t *track, c *caseView, offered []event) *event {
	x := t.script
	if x.at >= len(x.story.Steps) {
		t.script = nil
		return nil
	}
	if w.now.Before(x.rest) {
		return nil
	}
	step := &x.story.Steps[x.at]
	if !t.dom.does(step) {
		x.move(x.at+1, w.now)
		return nil
	}
	cast := w.player(t, example{story: x.story, step: step}, step.As)
	mine := cast == nil || cast == p
	if !mine && x.misses < missesOthers {
		return nil
	}
	if step.Paper != "" {
		if !w.paperStep(p, t) && mine {
			w.missed(t, offered)
		}
		return nil
	}
	for i := range offered {
		e := &offered[i]
		if e.is(step) && w.workable(c, e) && t.shut[c.State.ID+"/"+e.Event] != w.today() {
			return e
		}
	}
	if x.misses >= 1 && x.last != "" { // more people vote or sign here than in the story
		like := t.usual()
		for i := range offered {
			if e := &offered[i]; e.Event == like && e.Task != "" && e.Allowed && e.Event != doRecord {
				return e
			}
		}
	}
	if mine {
		w.missed(t, offered)
	}
	return nil
}

// notHis reports whether a faithful story has nothing for somebody to do now: it lets time pass, or it is another's turn.
func (w *Walk) notHis(p *person, t *track) bool {
	if !t.faithful() || t.astray() {
		return false
	}
	x := t.script
	if w.now.Before(x.rest) {
		return true
	}
	step := &x.story.Steps[x.at]
	if !t.dom.does(step) || x.misses >= missesOthers {
		return false
	}
	cast := w.player(t, example{story: x.story, step: step}, step.As)
	return cast != nil && cast != p
}

// usual is what most of the story's people did who took part in the vote that is under way; outside a vote, what was done
// last.
func (t *track) usual() string {
	x := t.script
	s := t.dom.Definition.State(t.state)
	if s == nil {
		return x.last
	}
	for i := range s.Tasks {
		v := s.Tasks[i].Vote
		if v == nil || x.last != v.Yes && x.last != v.No {
			continue
		}
		votes := map[string]int{}
		for at := x.at - 1; at >= 0; at-- {
			do := x.story.Steps[at].Do
			if do != v.Yes && do != v.No && do != doAbstain {
				break
			}
			votes[do]++
		}
		if votes[v.Yes] >= votes[v.No] {
			return v.Yes
		}
		return v.No
	}
	return x.last
}

// does reports whether a step changes its case: looking, urging and what a story does with copies does not.
func (d *domain) does(step *scenario.StoryStep) bool {
	if step.Paper != "" || slices.Contains(builtin, step.Do) {
		return true
	}
	return slices.ContainsFunc(d.Definition.States, func(s process.State) bool { return d.Definition.Event(s.ID, step.Do) != nil })
}

// is reports whether an event is what a step of a story does: by its id, or by the name that the story has for it.
func (e *event) is(step *scenario.StoryStep) bool {
	return step.Paper == "" && (e.Event == step.Do || e.Event == step.Said || e.Name == step.Said)
}

// missed notes that the next step was not to be done. In the end the story goes on with the first later step that is
// offered now, or is given up.
func (w *Walk) missed(t *track, offered []event) {
	x := t.script
	if x.misses >= missesOthers && x.missedOn == w.today() { // perhaps it only takes time
		return
	}
	x.missedOn = w.today()
	if x.misses++; x.misses < missesOn || t.astray() && t.status != closed && x.misses < missesAstray {
		return
	}
	for at := x.at + 1; at < len(x.story.Steps); at++ {
		if slices.ContainsFunc(offered, func(e event) bool { return e.Allowed && e.is(&x.story.Steps[at]) }) {
			w.rep.Done["faithful story skips"]++
			x.move(at, w.now)
			x.rest = w.now
			return
		}
	}
	w.rep.Done["faithful story given up"]++
	var open []string
	for i := range offered {
		open = append(open, fmt.Sprintf("%s(%v%s)", offered[i].Event, offered[i].Allowed, offered[i].Rule))
	}
	w.opt.Log("%s %s in %s: given up before step %d, %s by %s; offered %s; last refusal: %s", t.dom.key, x.story.Name, t.state, x.at, x.story.Steps[x.at].Do, x.story.Steps[x.at].As, open, t.refused)
	t.script = nil
}

// stepsASweep is how many steps of a faithful story are done in one sweep, as far as it lets no time pass between them.
const stepsASweep = 6

// cue brings the next person of each story to his case, where nobody found the way there by himself.
func (w *Walk) cue() {
	for _, t := range slices.Clone(w.order) {
		if !t.faithful() {
			if t.script != nil && t.status != closed && t.status != draft && w.chance(0.3) {
				w.cueNext(t)
			}
			continue
		}
		for range stepsASweep {
			at := t.script.at
			if w.cueNext(t); !t.faithful() || t.script.at == at {
				break
			}
		}
	}
}

// cueNext brings the person of the next step of a story to his case, once its time has come.
func (w *Walk) cueNext(t *track) {
	x := t.script
	if x.at >= len(x.story.Steps) || w.now.Before(x.rest) {
		return
	}
	at, misses := x.at, x.misses
	step := &x.story.Steps[at]
	p := w.player(t, example{story: x.story, step: step}, step.As)
	if p != nil && !w.objectionStep(p, t, step) {
		w.turn(p, t, "look")
	}
	if t.faithful() && t.script == x && x.at == at && x.misses == misses { // nobody, or somebody who may not even read it
		w.missed(t, nil)
	}
}

// passing is how much time goes by: more, the longer nobody has had anything to do, and no more than the faithful stories
// let pass; "" while one of them has a step to take today.
func (w *Walk) passing() string {
	most := min(3+2*w.still, 12)
	days := 1 + w.rng.IntN(most)
	for _, t := range w.order {
		if !t.faithful() {
			continue
		}
		left := int(t.script.rest.Sub(w.now) / (24 * time.Hour))
		if left < 0 || !w.now.Before(t.script.rest) {
			if t.script.misses < missesOthers {
				return ""
			}
			days = min(days, 2)
			continue
		}
		days = min(days, max(1, left*5/7))
	}
	return fmt.Sprintf("%d workdays", days)
}
