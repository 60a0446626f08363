package walker

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// meet signs everybody in and reads form, stages and units.
func (w *Walk) meet() {
	nobody := &person{client: &client{base: w.opt.Base + "/api/v1", http: w.http}}
	var accounts struct{ Items []account }
	w.get(nobody, "/demo/accounts", &accounts)
	for _, acc := range accounts.Items {
		p := w.signIn(nobody, acc)
		w.people = append(w.people, p)
		w.gen.people = append(w.gen.people, p.ID)
	}
	if len(w.people) == 0 || w.err != nil {
		w.err = errors.Join(w.err, errors.New("nobody to sign in as"))
		return
	}
	var units struct{ Items []named }
	w.get(w.people[0], "/units", &units)
	for _, u := range units.Items {
		w.gen.units = append(w.gen.units, u.ID)
	}
	w.clock("")
	for _, p := range w.people {
		var form procedure
		if w.get(p, "/processes/"+w.opt.Process, &form); form.MayStart {
			w.starters = append(w.starters, p)
		}
		w.form = form
	}
	for i := range w.form.Fields {
		w.fields[w.form.Fields[i].ID] = &w.form.Fields[i]
	}
	for _, s := range w.form.States {
		if s.Final {
			w.outcome[s.ID] = s.Outcome
		}
	}
	if len(w.starters) == 0 {
		w.err = errors.Join(w.err, fmt.Errorf("nobody may start %q", w.opt.Process))
	}
}

func (w *Walk) signIn(nobody *person, acc account) *person {
	var session struct {
		Token string `json:"token"`
		User  struct {
			Roles []string `json:"roles"`
		} `json:"user"`
	}
	a := w.ask(nobody, http.MethodPost, "/session", map[string]any{"username": acc.Username, "password": acc.Password})
	if err := a.into(&session); a.status != http.StatusOK || err != nil {
		w.fault("%s cannot sign in: %d %s", acc.Username, a.status, a.body)
	}
	p := &person{account: acc, client: &client{base: nobody.base, token: session.Token, http: w.http}, files: map[string]string{}}
	if w.admin == nil && slices.Contains(session.User.Roles, "admin") {
		w.admin = p
	}
	if w.finance == nil && slices.Contains(session.User.Roles, "finance") {
		w.finance = p
	}
	return p
}
