package walker

import (
	"slices"
	"strings"

	"dandang/engine/process"
)

// errand is how somebody comes to a case when he is sent there for what no case has done yet.
const errand = "errand"

// errandsASweep is how many people are sent in one sweep.
const errandsASweep = 8

// errands sends people to cases that stand where something is missing: whoever the definition lets do it.
func (w *Walk) errands() {
	for _, d := range w.domains {
		missing := sorted(d.missing)
		w.rng.Shuffle(len(missing), func(i, j int) { missing[i], missing[j] = missing[j], missing[i] })
		for _, id := range missing[:min(errandsASweep, len(missing))] {
			state, rest, _ := strings.Cut(id, "/")
			event, _, _ := strings.Cut(rest, "#")
			e := d.Definition.Event(state, event)
			if e == nil {
				continue
			}
			if t := w.standing(d, state); t != nil {
				if p := w.someone(t, e); p != nil {
					w.turn(p, t, errand)
				}
			}
		}
	}
}

// standing is a case in a state, by chance one of several.
func (w *Walk) standing(d *domain, state string) *track {
	var found []*track
	for _, t := range w.order {
		if t.dom == d && t.state == state {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[w.rng.IntN(len(found))]
}

// someone is somebody whom the definition lets do an event of a case, as far as it can be told from posts.
func (w *Walk) someone(t *track, e *process.Event) *person {
	by := e.By
	if s := t.dom.Definition.State(t.state); len(by) == 0 && s != nil {
		for i := range s.Tasks {
			by = append(by, s.Tasks[i].For...)
		}
	}
	return w.oneOf(t, by)
}

// prolongs is how many cases are looked into in one sweep for a limit that may be extended.
const prolongs = 3

// prolong sends whoever may extend a limit to do so, until it was done once: it leads nowhere, so that no story and no
// missing transition asks for it.
func (w *Walk) prolong() {
	for range prolongs {
		if len(w.order) == 0 || w.rep.Done[doExtend] > 0 {
			return
		}
		t := w.order[w.rng.IntN(len(w.order))]
		s := t.dom.Definition.State(t.state)
		if s == nil || t.status == closed || t.status == draft {
			continue
		}
		for i := range s.Tasks {
			if s.Tasks[i].Extend == nil {
				continue
			}
			if p := w.oneOf(t, s.Tasks[i].Extend.By); p != nil {
				w.extend(p, t)
			}
		}
	}
}

// extend has somebody extend a limit of a case if he may.
func (w *Walk) extend(p *person, t *track) {
	var offered struct{ Events []event }
	var c caseView
	if !w.get(p, "/cases/"+t.id+"/events", &offered) || !w.get(p, "/cases/"+t.id, &c) {
		return // not his, or not any more
	}
	for i := range offered.Events {
		if e := &offered.Events[i]; e.Event == doExtend && e.Allowed {
			w.do(p, t, &c, e, offered.Events)
			return
		}
	}
}

// oneOf is one of the people of a list, as far as it can be told from posts; nil where nobody is known.
func (w *Walk) oneOf(t *track, by []process.Who) *person {
	if len(by) == 0 {
		return t.initiator
	}
	switch who := by[w.rng.IntN(len(by))]; who.Kind {
	case process.ByRole, process.ByUnitOf:
		var holders []*person
		for _, p := range w.people {
			if slices.Contains(p.Posts, who.Role) {
				holders = append(holders, p)
			}
		}
		if len(holders) > 0 {
			return holders[w.rng.IntN(len(holders))]
		}
	case process.ByInitiator:
		return t.initiator
	default: // somebody whom the case names: he has acted, or his box tells him
		if len(t.actors) > 0 {
			return t.actors[w.rng.IntN(len(t.actors))]
		}
	}
	return nil
}
