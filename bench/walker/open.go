package walker

import (
	"net/http"
	"slices"

	"dandang/engine/process"
	"dandang/engine/scenario"
)

// open files a case: most begin a story.
func (w *Walk) open(d *domain) {
	s := d.starters[w.rng.IntN(len(d.starters))]
	start := s.states[w.rng.IntN(len(s.states))]
	var story *scenario.Story
	promising := false
	if w.encore {
		story, promising = w.nextStory(d), true
	} else if w.chance(0.85) {
		story, promising = w.story(d)
	}
	if story != nil {
		free := false
		if s, start, free = w.leading(d, story); !free && (w.encore || w.chance(0.99)) {
			return // whoever may open it has a case: it waits for the end of that
		}
	} else if w.engaged(d, s.p) && w.chance(0.95) {
		return
	}
	t := newTrack(d, w.chance(0.2))
	t.initiator, t.ours = s.p, true
	t.dawdles = w.chance(0.2)
	if story != nil {
		t.script, t.dawdles = newScript(story, w.now), false
		if t.script.faithful = w.encore || promising && !d.tight() && w.chance(0.6); t.script.faithful {
			t.literal = false
		}
		w.give(t, story.Steps[0].As, story.Cast[story.Steps[0].As].Unit, s.p)
	}
	body := map[string]any{"process": d.key}
	if len(d.Definition.Starts) > 1 {
		body["start"] = start
	}
	c := w.lodge(s.p, t, d.Definition.Start(start), body)
	if c == nil {
		return
	}
	if story != nil {
		d.tell(story)
	}
	t.id, t.status, t.state = c.ID, c.Status, c.State.ID
	w.tracks[t.id] = t
	w.order = append(w.order, t)
	d.opened++
	w.rep.Opened++
	w.rep.Cases = append(w.rep.Cases, c.ID)
}

// tight reports whether the ledgers are exhausted, or about to be as soon as no story counts on them.
func (d *domain) tight() bool {
	return len(d.form.Ledgers) > 0 && (d.squeeze > 0 || d.wantsTight && d.narrow > 12)
}

// lodge opens the case. Where a start acts at once, its content goes in with it, mended as refusals tell; nil where that
// came to nothing.
func (w *Walk) lodge(p *person, t *track, start *process.Start, body map[string]any) *caseView {
	c := caseView{Status: draft}
	b := &act{Fields: map[string]any{}}
	atOnce := start != nil && start.Event != ""
	if atOnce {
		s := t.dom.Definition.State(start.State)
		c.Editable = slices.DeleteFunc(t.dom.Definition.Editable(s, nil), func(id string) bool { return t.isFiles(id) })
		w.told(p, t, &c, &event{Event: start.Event}, b)
	}
	for range 8 {
		body["fields"] = b.Fields
		a := w.ask(p, http.MethodPost, "/cases", body, "Idempotency-Key", w.key())
		if a.status == http.StatusCreated {
			if err := a.into(&c); err != nil {
				w.fault("%v", err)
			}
			if atOnce {
				w.followed(p, t, &event{Event: start.Event}, b.Fields)
			}
			return &c
		}
		r := a.refusal()
		w.rep.Refused[r.Code]++
		if !atOnce || w.err != nil {
			w.fault("%s may start, but: %d %s", p.Username, a.status, a.body)
			return nil
		}
		for _, problem := range r.Errors {
			if t.isFiles(problem.Field) { // a paper is uploaded into a case, and there is none yet: it is opened as a draft
				body["draft"], atOnce = true, false
				clear(b.Fields)
				if t.script != nil {
					t.script.postpone(start.Event)
				}
				break
			}
			w.enter(p, t, &c, b, problem.Field)
		}
		if atOnce && len(r.Errors) == 0 && !w.retell(p, t, &c, b, "") {
			return nil
		}
	}
	return nil
}

func (t *track) isFiles(id string) bool {
	return t.dom.fields[id] != nil && t.dom.fields[id].Type == "files"
}

// leading finds somebody who may open a case as the story does: with the posts of its first person, in its start state. It
// tells whether he is free to.
func (w *Walk) leading(d *domain, story *scenario.Story) (_ starter, start string, free bool) {
	first := story.Steps[0]
	fit, best := w.openers(d, story)
	if len(best) > 0 {
		fit = best
	} else if len(fit) == 0 {
		fit = d.starters
	}
	s := w.freshest(d, fit)
	if slices.Contains(s.states, first.Start) {
		return s, first.Start, len(best) > 0
	}
	return s, s.states[w.rng.IntN(len(s.states))], len(best) > 0
}

// freshest is one of those who have opened fewest cases of a procedure: what became of the others may bar them.
func (w *Walk) freshest(d *domain, of []starter) starter {
	var best []starter
	least := 0
	for _, s := range of {
		n := 0
		for _, t := range w.order {
			if t.dom == d && t.initiator == s.p {
				n++
			}
		}
		if len(best) == 0 || n < least {
			best, least = nil, n
		}
		if n == least {
			best = append(best, s)
		}
	}
	return best[w.rng.IntN(len(best))]
}

// openers lists who may open a case as the story does, and those of them who are free to.
func (w *Walk) openers(d *domain, story *scenario.Story) (fit, free []starter) {
	first := story.Steps[0]
	for _, s := range d.starters {
		if playsLike(s.p.Posts, story.Cast[first.As].Roles, d) && (first.Start == "" || slices.Contains(s.states, first.Start)) {
			fit = append(fit, s)
			if !w.engaged(d, s.p) {
				free = append(free, s)
			}
		}
	}
	return fit, free
}

// engaged reports whether somebody could not file a case of the procedure, or has one open where nobody may have two at
// once: who was punished in one may not be admitted again.
func (w *Walk) engaged(d *domain, p *person) bool {
	one := slices.ContainsFunc(d.Definition.Unique, func(id string) bool {
		f := d.Definition.Field(id)
		return f != nil && (f.Type == process.Person || f.Type == process.Party)
	})
	return d.unfit[p.ID] || one && slices.ContainsFunc(w.order, func(t *track) bool { return t.dom == d && t.initiator == p && t.status != closed })
}

func (w *Walk) track(id string, d *domain) *track {
	t := w.tracks[id]
	if t == nil {
		t = newTrack(d, w.chance(0.2))
		t.id = id
		w.tracks[id] = t
		w.order = append(w.order, t)
	}
	return t
}

func newTrack(d *domain, literal bool) *track {
	return &track{
		dom: d, count: map[string]int{}, round: map[string]int{}, wants: map[string]bool{}, shut: map[string]string{},
		cast: map[string]*person{}, units: map[string]string{}, taken: map[string]bool{}, literal: literal, deserted: map[string]bool{},
		started: map[string]bool{},
	}
}
