package walker

import (
	"net/http"
	"slices"
	"strings"
)

// mend changes the input as a refusal tells, and reports whether trying again makes sense.
func (w *Walk) mend(p *person, t *track, c *caseView, e *event, b *act, r refusal) bool {
	switch r.Code {
	case "missing", "invalid":
		for _, problem := range r.Errors {
			if r.Code == "invalid" && !b.borrowed[problem.Field] && !t.dom.choosy(problem.Field) {
				w.fault("the generator made what is not valid: %s in %s: %s %s", e.Event, c.State.ID, problem.Field, problem.Message)
			}
			if !w.supply(p, t, c, e, b, problem.Field) {
				return false
			}
		}
		return len(r.Errors) > 0
	case "guard", "unknown", "duplicate":
		w.want(t, r.Rule)
		t.wrong = e.Event == "confirm"
		changed := false
		if r.Code == "duplicate" {
			t.shut[c.State.ID+"/"+e.Event] = w.today()
			w.recast(t, b)
		}
		if !t.tooFew(b, r.Rule) && w.chance(0.7) && w.retell(p, t, c, b, r.Rule) {
			return true
		}
		for _, id := range c.Editable {
			if strings.Contains(r.Rule, id) || r.Code == "duplicate" {
				changed = w.enter(p, t, c, b, id) || changed
			}
		}
		return changed
	default:
		return false // somebody was faster, or the time is not right
	}
}

// tooFew reports whether a rule that failed is about a list of people that the input holds: a longer one is tried, as the
// people of a story may all have been too few here.
func (t *track) tooFew(b *act, rule string) bool {
	for id, v := range b.Fields {
		if _, list := v.([]any); list && t.dom.fields[id] != nil && t.dom.fields[id].Type == "persons" && strings.Contains(rule, id) {
			return true
		}
	}
	return false
}

func (w *Walk) supply(p *person, t *track, c *caseView, e *event, b *act, what string) bool {
	switch what {
	case "opinion":
		b.Opinion = w.opinion()
	case "items":
		b.Items = w.items(t, c)
	case "sheet":
		b.Sheet = w.sheet(t, c)
	case "to":
		b.To = w.pick(t, c, e)
	case "into":
		b.Into = w.mainCase(p, t)
		return b.Into != ""
	case "people":
		return w.name(p, e, b)
	case "place":
		b.Place = []string{"before", "after", "together"}[w.rng.IntN(3)]
	case "mode":
		b.Mode = []string{"any", "all", "sequence"}[w.rng.IntN(3)]
	default:
		return slices.Contains(c.Editable, what) && w.enter(p, t, c, b, what)
	}
	return true
}

// mainCase is another case of the procedure that somebody had a hand in: a duplicate is joined to it. "" if there is none.
func (w *Walk) mainCase(p *person, t *track) string {
	var found []string
	for _, other := range w.order {
		if other != t && other.dom == t.dom && other.status != draft && slices.Contains(other.actors, p) {
			found = append(found, other.id)
		}
	}
	if len(found) == 0 {
		return ""
	}
	return found[w.rng.IntN(len(found))]
}

// name chooses people for an act that names them, of those whom the holder of the turn is told.
func (w *Walk) name(p *person, e *event, b *act) bool {
	var among struct {
		Items []named `json:"items"`
	}
	if a := w.ask(p, http.MethodGet, "/tasks/"+e.Task+"/people?act="+e.Event, nil); !a.ok() || a.into(&among) != nil || len(among.Items) == 0 {
		return false
	}
	most := 1
	if e.Event == "delegate" || e.Event == "sign" {
		most = min(3, len(among.Items))
	}
	b.People = nil
	for _, i := range w.rng.Perm(len(among.Items))[:1+w.rng.IntN(most)] {
		b.People = append(b.People, among.Items[i].ID)
	}
	return true
}
