package walker

import (
	"net/http"
	"slices"
	"time"
)

// How often the life of the town touches the work, for each sweep.
const (
	chanceDelegate  = 0.06
	chanceLeave     = 0.04
	chanceIntervene = 0.05
)

// town is what happens beside the cases: people hand their turns over for some days, are away, take it back; and now and
// then the administration intervenes in a case that chance drives.
func (w *Walk) town() {
	if w.chance(chanceDelegate) {
		w.delegateTurns()
	}
	if w.chance(chanceLeave) {
		w.leave()
	}
	if len(w.delegated) > 0 && w.chance(chanceDelegate) {
		w.takeBackTurns()
	}
	if w.chance(chanceIntervene) {
		w.intervene()
	}
}

// colleague is somebody else who holds one of a person's posts, nil if there is none.
func (w *Walk) colleague(of *person) *person {
	var found []*person
	for _, p := range w.people {
		if p != of && slices.ContainsFunc(p.Posts, func(post string) bool { return slices.Contains(of.Posts, post) }) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[w.rng.IntN(len(found))]
}

// somebody is one of the people with a post.
func (w *Walk) somebody() *person {
	p := w.people[w.rng.IntN(len(w.people))]
	if len(p.Posts) == 0 {
		return nil
	}
	return p
}

func (w *Walk) days(n int) string {
	return w.now.Add(time.Duration(n) * 24 * time.Hour).Format(time.DateOnly)
}

// handing is a delegation that stands, and who gave it.
type handing struct {
	by *person
	id string
}

func (w *Walk) delegateTurns() {
	p := w.somebody()
	if p == nil {
		return
	}
	to := w.colleague(p)
	if to == nil {
		return
	}
	body := map[string]any{"delegate": to.ID, "from": w.today(), "until": w.days(1 + w.rng.IntN(9)), "reason": "出差学习"}
	a := w.ask(p, http.MethodPost, "/me/delegations", body)
	if !a.ok() {
		w.rep.Refused["delegation "+a.refusal().Code]++
		return
	}
	var made struct{ Delegation named }
	if err := a.into(&made); err != nil {
		w.fault("%v", err)
	}
	w.delegated = append(w.delegated, handing{p, made.Delegation.ID})
	w.rep.Done["turns delegated"]++
}

func (w *Walk) takeBackTurns() {
	i := w.rng.IntN(len(w.delegated))
	h := w.delegated[i]
	w.delegated = slices.Delete(w.delegated, i, i+1)
	if a := w.ask(h.by, http.MethodDelete, "/me/delegations/"+h.id, nil); a.ok() {
		w.rep.Done["delegation taken back"]++
	} else {
		w.rep.Refused["delegation "+a.refusal().Code]++
	}
}

// leave: an administrator enters that somebody is away; every other time somebody acts for him.
func (w *Walk) leave() {
	p := w.somebody()
	if p == nil || w.admin == nil {
		return
	}
	body := map[string]any{"person": p.ID, "from": w.today(), "until": w.days(1 + w.rng.IntN(4)), "reason": "年休假"}
	if to := w.colleague(p); to != nil && w.chance(0.5) {
		body["delegate"] = to.ID
	}
	if a := w.ask(w.admin, http.MethodPost, "/admin/leaves", body); a.ok() {
		w.rep.Done["leave"]++
	} else {
		w.rep.Refused["leave "+a.refusal().Code]++
	}
}

// choice is what may be proposed for a case.
type choice struct {
	Jump  []named `json:"jump"`
	Close []named `json:"close"`
	Turns []struct {
		Task    string  `json:"task"`
		Holders []named `json:"holders"`
	} `json:"turns"`
}

// intervene has one proposed for a case by whoever may, and settled by a second person; the first may not confirm it.
func (w *Walk) intervene() {
	t, by := w.standingAnywhere(), w.withRole("jump", "reassign", "close")
	if t == nil || by == nil {
		return
	}
	var may choice
	if a := w.ask(by, http.MethodGet, "/admin/interventions/options?case="+t.id, nil); !a.ok() || a.into(&may) != nil {
		return // he has a part in it
	}
	body := w.proposal(&may)
	if body == nil {
		return
	}
	body["case"], body["reason"] = t.id, "系统切换，按规定特殊处置"
	if a := w.ask(by, http.MethodPost, "/admin/interventions", body, "Idempotency-Key", w.key()); !a.ok() {
		w.rep.Refused["intervention "+a.refusal().Code]++
		return
	}
	w.rep.Done["intervention proposed"]++
	w.settle(t, by)
}

// proposal is one of what may be proposed: mostly somebody else for a turn, and seldom an end.
func (w *Walk) proposal(may *choice) map[string]any {
	switch {
	case len(may.Turns) > 0 && w.chance(0.7):
		turn := may.Turns[w.rng.IntN(len(may.Turns))]
		to := w.somebody()
		if len(turn.Holders) > 0 {
			if p := w.byID[turn.Holders[0].ID]; p != nil {
				to = w.colleague(p)
			}
		}
		if to == nil {
			return nil
		}
		return map[string]any{"kind": "reassign", "task": turn.Task, "person": to.ID}
	case len(may.Jump) > 0 && w.chance(0.7):
		return map[string]any{"kind": "jump", "to": may.Jump[w.rng.IntN(len(may.Jump))].ID}
	case len(may.Close) > 0 && w.rep.Done["intervention close"] < 1+w.rep.Opened/50:
		return map[string]any{"kind": "close", "to": may.Close[w.rng.IntN(len(may.Close))].ID}
	}
	return nil
}

// withRole is somebody with one of the permissions, nil if nobody has.
func (w *Walk) withRole(roles ...string) *person {
	var found []*person
	for _, p := range w.people {
		if slices.ContainsFunc(p.roles, func(r string) bool { return slices.Contains(roles, r) }) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[w.rng.IntN(len(found))]
}

// settle has a second person find the proposal and confirm it, or now and then refuse it.
func (w *Walk) settle(t *track, by *person) {
	second := w.withRole("confirm")
	var waiting struct {
		Items []struct {
			ID   string `json:"id"`
			Case string `json:"case"`
			Kind string `json:"kind"`
		} `json:"items"`
	}
	if second == nil || !w.get(second, "/admin/interventions?limit=100", &waiting) {
		return
	}
	for _, v := range waiting.Items {
		if v.Case != t.id {
			continue
		}
		path, why := "/admin/interventions/"+v.ID, map[string]any{"reason": "情况属实"}
		w.mustFail(w.ask(by, http.MethodPost, path+"/confirm", why), "confirms his own intervention", http.StatusForbidden, http.StatusConflict)
		verb := "confirm"
		if w.chance(0.2) {
			verb = "refuse"
		}
		a := w.ask(second, http.MethodPost, path+"/"+verb, why)
		if !a.ok() {
			w.rep.Refused["intervention "+a.refusal().Code]++
			continue
		}
		w.rep.Acts++
		if verb == "refuse" {
			w.rep.Done["intervention refused"]++
			continue
		}
		w.rep.Done["intervention "+v.Kind]++
		w.moved(t, a)
	}
}

// moved notes where an intervention left a case; its story is over.
func (w *Walk) moved(t *track, a *answer) {
	var after struct{ State named }
	if err := a.into(&after); err != nil {
		w.fault("%v", err)
	}
	t.script, t.state = nil, after.State.ID
	if _, ends := t.dom.outcome[t.state]; ends {
		t.status = closed
	}
}

// standingAnywhere is an open case that no story drives.
func (w *Walk) standingAnywhere() *track {
	var found []*track
	for _, t := range w.order {
		if t.status != closed && t.status != draft && t.initiator != nil && !t.faithful() {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[w.rng.IntN(len(found))]
}

// whims is what people do beside their work: they come by, are sent, hand over, are away.
func (w *Walk) whims() {
	for range 1 + len(w.order)/8 {
		w.look()
	}
	w.errands()
	w.town()
}
