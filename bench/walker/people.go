package walker

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"dandang/engine/process"
)

// strangers is how many people without any part in the procedures look on.
const strangers = 25

// meet signs in whoever has a post in the procedures, the administrators and some strangers, and reads form, stages and
// units.
func (w *Walk) meet() {
	w.nobody = &person{client: &client{base: w.opt.Base + "/api/v1", http: w.http}}
	var accounts struct{ Items []account }
	w.get(w.nobody, "/demo/accounts", &accounts)
	w.accounts = accounts.Items
	var rest []account
	for _, acc := range w.accounts {
		if slices.ContainsFunc(w.domains, func(d *domain) bool { return !playsLike(acc.Posts, nil, d) }) {
			w.activate(acc)
		} else {
			rest = append(rest, acc)
		}
	}
	w.rng.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	for i, acc := range rest {
		if i < strangers || len(acc.Posts) > 0 {
			w.activate(acc)
		}
	}
	if len(w.people) == 0 || w.err != nil {
		w.err = errors.Join(w.err, errors.New("nobody to sign in as"))
		return
	}
	var units struct{ Items []named }
	w.get(w.people[0], "/units", &units)
	w.units = units.Items
	for _, u := range units.Items {
		w.gen.units = append(w.gen.units, u.ID)
	}
	w.clock("")
	for _, d := range w.domains {
		w.acquaint(d)
	}
}

// acquaint reads the form of a procedure and learns who may start it.
func (w *Walk) acquaint(d *domain) {
	for _, p := range w.people {
		var form procedure
		if !w.get(p, "/processes/"+d.key, &form) {
			continue // it is restricted: only those who may start a case know of it
		}
		d.form = form
		s := starter{p: p}
		for _, start := range form.Starts {
			if start.Allowed {
				s.states = append(s.states, start.State)
			}
		}
		if form.MayStart && len(s.states) > 0 {
			d.starters = append(d.starters, s)
		}
	}
	for i := range d.form.Fields {
		d.fields[d.form.Fields[i].ID] = &d.form.Fields[i]
	}
	for _, s := range d.form.States {
		if s.Final {
			d.outcome[s.ID] = s.Outcome
		}
	}
	byHand := slices.ContainsFunc(d.Definition.Starts, func(s process.Start) bool { return !s.Linked })
	if len(d.starters) == 0 && d.Cases > 0 && byHand {
		w.err = errors.Join(w.err, fmt.Errorf("nobody may start %q", d.key))
	}
}

// activate signs somebody in, once.
func (w *Walk) activate(acc account) *person {
	if p := w.byID[acc.ID]; p != nil {
		return p
	}
	p := w.signIn(acc)
	w.byID[acc.ID] = p
	w.people = append(w.people, p)
	w.gen.people = append(w.gen.people, p.ID)
	return p
}

func (w *Walk) signIn(acc account) *person {
	var session struct {
		Token string `json:"token"`
		User  struct {
			Roles []string `json:"roles"`
		} `json:"user"`
	}
	a := w.ask(w.nobody, http.MethodPost, "/session", map[string]any{"username": acc.Username, "password": acc.Password})
	if err := a.into(&session); a.status != http.StatusOK || err != nil {
		w.fault("%s cannot sign in: %d %s", acc.Username, a.status, a.body)
	}
	p := &person{account: acc, client: &client{base: w.nobody.base, token: session.Token, http: w.http}, roles: session.User.Roles, files: map[string]string{}}
	if w.admin == nil && slices.Contains(session.User.Roles, "admin") {
		w.admin = p
	}
	if w.finance == nil && slices.Contains(session.User.Roles, "finance") {
		w.finance = p
	}
	if w.vacancies == nil && slices.Contains(session.User.Roles, "vacancies") {
		w.vacancies = p
	}
	return p
}

// holders are the ids of those who hold a post; none for "".
func (w *Walk) holders(role string) []string {
	var ids []string
	for _, p := range w.people {
		if role != "" && slices.Contains(p.Posts, role) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// alert has those whose turn it is look into their boxes, as a message does.
func (w *Walk) alert(p *person, t *track) {
	if t.status == closed {
		return
	}
	for _, task := range w.turnsOf(p, t) { // who no longer sees the case can tell nobody
		if task.Status != "open" {
			continue
		}
		for _, c := range task.Candidates {
			w.rouse(c.ID)
		}
	}
}

// alertNamed has the people whom a case has just been given look into their boxes, as the members of a panel: who votes in
// secret is told by nobody else.
func (w *Walk) alertNamed(t *track, after *caseView) {
	for _, id := range sorted(after.Fields) {
		if list, is := after.Fields[id].([]any); is && t.dom.fields[id] != nil && t.dom.fields[id].Type == "persons" {
			for _, v := range list {
				if of, is := v.(map[string]any); is {
					v = of["id"]
				}
				if id, is := v.(string); is {
					w.rouse(id)
				}
			}
		}
	}
}

// rouse has somebody look into his boxes at the next round, and sign in first where he has not yet.
func (w *Walk) rouse(id string) {
	if p := w.byID[id]; p != nil {
		p.idle = 0
	} else if i := slices.IndexFunc(w.accounts, func(a account) bool { return a.ID == id }); i >= 0 {
		w.activate(w.accounts[i])
	}
}

// sorted lists the keys of a map in order, so that a seed repeats a walk.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
