package walker

import (
	"net/http"
	"slices"
)

// probe tries, just before somebody acts, what must fail: the same act by somebody who must not, on a picture that is out
// of date, and without signing in.
func (w *Walk) probe(p *person, t *track, c *caseView, e *event, b *act) {
	w.stale(p, t, c, b)
	if w.chance(0.05) {
		nobody := &person{client: &client{base: p.base, http: w.http}}
		w.mustFail(w.ask(nobody, http.MethodPost, "/cases/"+t.id+"/events", b), "nobody signed in", http.StatusUnauthorized)
	}
	other := w.people[w.rng.IntN(len(w.people))]
	if other == p || w.chance(0.4) {
		return
	}
	var seen caseView
	a := w.ask(other, http.MethodGet, "/cases/"+t.id, nil)
	switch {
	case a.status == http.StatusNotFound:
		w.outsider(other, t, c, e, b)
	case a.status != http.StatusOK || a.into(&seen) != nil:
		w.fault("%s: %d %s", a.what, a.status, a.body)
	default:
		w.bystander(other, t)
	}
}

// outsider: who may not see the case reads nothing of it, and cannot do what the actor is about to do.
func (w *Walk) outsider(other *person, t *track, c *caseView, e *event, b *act) {
	parts := []string{"events", "history", "tasks", "documents", "files", "objections"}
	part := parts[w.rng.IntN(len(parts))]
	w.mustFail(w.ask(other, http.MethodGet, "/cases/"+t.id+"/"+part, nil), "outsider reads "+part, http.StatusNotFound)
	var list struct{ Items []named }
	if w.get(other, "/cases?limit=100", &list); slices.ContainsFunc(list.Items, func(n named) bool { return n.ID == t.id }) {
		w.fault("%s may not read case %s, which his list shows", other.Username, t.id)
	}
	// An event that names its own people may be open to somebody who has no part in the case: not this one's to try.
	own := c.Status == draft || slices.ContainsFunc(e.To, func(to named) bool { return t.dom.outcome[to.ID] == t.dom.withdrawn && t.dom.withdrawn != "" })
	if e.Task == "" && !own && !slices.Contains(builtin, e.Event) {
		return
	}
	a := w.ask(other, http.MethodPost, "/cases/"+t.id+"/events", b)
	w.mustFail(a, "outsider acts", http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	if r := a.refusal(); a.status == http.StatusForbidden && r.Code != "recused" && r.Code != "separation" {
		w.fault("%s: an outsider is told more than that there is no such case: %s", a.what, a.body)
	}
	w.mustFail(w.ask(other, http.MethodPatch, "/cases/"+t.id, map[string]any{"fields": map[string]any{}}), "outsider edits",
		http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
}

// bystander: what a reader of the case is told to be closed to him, is.
func (w *Walk) bystander(other *person, t *track) {
	var offered struct{ Events []event }
	w.get(other, "/cases/"+t.id+"/events", &offered)
	var shut []event
	for _, e := range offered.Events {
		if !e.Allowed && e.Code != "guard" && e.Code != "unknown" {
			shut = append(shut, e)
		}
	}
	if len(shut) == 0 {
		return
	}
	e := shut[w.rng.IntN(len(shut))]
	b := &act{Event: e.Event, Task: e.Task, Opinion: "试一试。"}
	a := w.ask(other, http.MethodPost, "/cases/"+t.id+"/events", b)
	w.mustFail(a, "reader acts", http.StatusForbidden, http.StatusNotFound, http.StatusConflict)
	if r := a.refusal(); r.Code != e.Code {
		w.fault("%s: %s was told to be closed by %q, and refused by %q", a.what, e.Event, e.Code, r.Code)
	}
}

// stale: who saw an earlier content, or an earlier round, must look again.
func (w *Walk) stale(p *person, t *track, c *caseView, b *act) {
	path := "/cases/" + t.id + "/events"
	if c.Content > 0 && w.chance(0.5) {
		a := w.ask(p, http.MethodPost, path, b, "If-Match", etag(c.Round, c.Content-1))
		w.mustFail(a, "stale content", http.StatusPreconditionFailed)
	}
	if c.Round > 1 && w.chance(0.2) {
		a := w.ask(p, http.MethodPost, path, b, "If-Match", etag(c.Round-1, c.Content))
		w.mustFail(a, "stale round", http.StatusConflict)
	}
}

func (w *Walk) mustFail(a *answer, what string, statuses ...int) {
	if w.err != nil {
		return
	}
	w.rep.Probes[what]++
	if !slices.Contains(statuses, a.status) {
		w.fault("%s: %s: %d, want one of %v: %s", what, a.what, a.status, statuses, a.body)
	}
}

// again repeats an act with its key now and then: the same answer and nothing done twice; the key with another request is
// refused. The receipt of a secret ballot says nothing of what was chosen, so there another choice is answered as the
// first one was, and does nothing (docs/adr/0011).
func (w *Walk) again(p *person, t *track, first *answer, after *caseView, b *act, key string, secret bool) {
	path := "/cases/" + t.id + "/events"
	replayed := func(b *act) {
		a := w.ask(p, http.MethodPost, path, b, "Idempotency-Key", key)
		var c caseView
		switch {
		case a.status == http.StatusNoContent: // the act took the case out of the actor's sight
		case a.status != first.status || a.into(&c) != nil || a.header.Get("Idempotency-Replayed") != "true":
			w.fault("%s: repeated with its key: %d, first %d: %s", a.what, a.status, first.status, a.body)
		case c.ID != after.ID || c.Round != after.Round || c.Content != after.Content:
			w.fault("%s: a repeated request acted again: round %d content %d, first %d and %d", a.what, c.Round, c.Content, after.Round, after.Content)
		}
	}
	if w.chance(0.2) {
		w.rep.Probes["same key"]++
		replayed(b)
	}
	if w.chance(0.1) {
		other := *b
		other.Opinion += "又及。"
		if secret {
			w.rep.Probes["key of a ballot"]++
			replayed(&other)
			return
		}
		a := w.ask(p, http.MethodPost, path, &other, "Idempotency-Key", key)
		w.mustFail(a, "key of another request", http.StatusUnprocessableEntity)
		if r := a.refusal(); r.Code != "key_reused" {
			w.fault("%s: %s", a.what, a.body)
		}
	}
}
