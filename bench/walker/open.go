package walker

import (
	"net/http"
	"slices"

	"dandang/engine/scenario"
)

// open files a case: most begin a story.
func (w *Walk) open(d *domain) {
	s := d.starters[w.rng.IntN(len(d.starters))]
	start := s.states[w.rng.IntN(len(s.states))]
	var story *scenario.Story
	if w.chance(0.85) {
		if story = w.story(d); story != nil {
			s, start = w.leading(d, story)
		}
	}
	body := map[string]any{"process": d.key}
	if len(s.states) > 1 {
		body["start"] = start
	}
	a := w.ask(s.p, http.MethodPost, "/cases", body, "Idempotency-Key", w.key())
	var c caseView
	if err := a.into(&c); a.status != http.StatusCreated || err != nil {
		w.fault("%s may start, but: %d %s", s.p.Username, a.status, a.body)
		return
	}
	t := w.track(c.ID, d)
	t.initiator, t.ours, t.status, t.state = s.p, true, c.Status, c.State.ID
	t.dawdles = w.chance(0.2)
	if story != nil {
		t.script, t.dawdles = newScript(story, w.now), false
		w.give(t, story.Steps[0].As, story.Cast[story.Steps[0].As].Unit, s.p)
	}
	d.opened++
	w.rep.Opened++
	w.rep.Cases = append(w.rep.Cases, c.ID)
}

// leading finds somebody who may open a case as the story does: with the posts of its first person, in its start state.
func (w *Walk) leading(d *domain, story *scenario.Story) (starter, string) {
	first := story.Steps[0]
	var fit []starter
	for _, s := range d.starters {
		if playsLike(s.p.Posts, story.Cast[first.As].Roles, d) && (first.Start == "" || slices.Contains(s.states, first.Start)) {
			fit = append(fit, s)
		}
	}
	if len(fit) == 0 {
		fit = d.starters
	}
	s := fit[w.rng.IntN(len(fit))]
	if slices.Contains(s.states, first.Start) {
		return s, first.Start
	}
	return s, s.states[w.rng.IntN(len(s.states))]
}

func (w *Walk) track(id string, d *domain) *track {
	t := w.tracks[id]
	if t == nil {
		t = &track{
			id: id, dom: d, count: map[string]int{}, round: map[string]int{}, wants: map[string]bool{}, shut: map[string]string{},
			cast: map[string]*person{}, units: map[string]string{}, taken: map[string]bool{}, literal: w.chance(0.2),
		}
		w.tracks[id] = t
		w.order = append(w.order, t)
	}
	return t
}
