package walker

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// turn has somebody act in a case once, if there is something to do. how is the kind of the inbox line that brought him
// there, "draft" or "look".
func (w *Walk) turn(p *person, t *track, how string) {
	if t.met && w.notHis(p, t) {
		return
	}
	var offered struct{ Events []event }
	var c caseView
	path := "/cases/" + t.id
	if !w.get(p, path+"/events", &offered) || !w.get(p, path, &c) {
		if how != "look" && how != errand {
			w.fault("%s has a line (%s) of case %s in %s in his box and cannot read it", p.Username, how, t.id, t.state)
		}
		return
	}
	t.status, t.state = c.Status, c.State.ID
	if t.initiator == nil && c.Relation == "applicant" && how == "work" {
		t.initiator = p
	}
	w.adopt(t, &c)
	w.learn(t, &c, offered.Events)
	w.account(t.dom, &c)
	if c.Status == draft {
		for _, id := range c.Editable {
			t.dom.entered[id] = true
		}
	}
	if t.faithful() && !t.astray() {
		if e := w.byTheBook(p, t, &c, offered.Events); e != nil && !w.do(p, t, &c, e, offered.Events) {
			w.missed(t, offered.Events)
		}
		return
	}
	if how != errand && !t.faithful() && w.waits(t, offered.Events) {
		return
	}
	var tried []string
	for range 3 {
		e := w.choose(p, t, &c, offered.Events, how, tried)
		if e == nil || w.err != nil {
			return
		}
		if w.do(p, t, &c, e, offered.Events) {
			return
		}
		tried = append(tried, e.Event+e.Task)
		if !w.get(p, path, &c) {
			return
		}
	}
}

// learn notes what the offer tells: destinations not seen yet, and fields that closed events wait for.
func (w *Walk) learn(t *track, c *caseView, offered []event) {
	for i := range offered {
		e := &offered[i]
		fresh := 0
		for _, to := range e.To {
			if t.dom.fired[move(c.State.ID, e.Event, to.ID)] == 0 {
				fresh++
			}
		}
		t.dom.wantsTight = t.dom.wantsTight || fresh > 0 && fresh < len(e.To) && t.dom.owes(c.State.ID, e.Event) > 0
		if e.Code == "guard" || e.Code == "unknown" {
			w.want(t, e.Rule)
		}
	}
}

func (w *Walk) want(t *track, rule string) {
	for i := range t.dom.form.Fields {
		if id := t.dom.form.Fields[i].ID; strings.Contains(rule, id) {
			t.wants[id] = true
		}
	}
}

func move(state, event, to string) string { return state + "/" + event + ">" + to }

// do carries one event out, mending the input as refusals tell, and reports whether it was done.
func (w *Walk) do(p *person, t *track, c *caseView, e *event, offered []event) bool {
	for _, n := range e.Needs { // an act may take what nobody but its actor enters
		if n.Kind == "field" && !slices.Contains(c.Editable, n.Field) {
			c.Editable = append(c.Editable, n.Field)
		}
	}
	b := w.compose(p, t, c, e)
	w.probe(p, t, c, e, b)
	if w.short(t, c.State.ID) {
		w.fund(t.dom, func(bool) int64 { return 0 })
		defer w.fund(t.dom, plenty)
	}
	path := "/cases/" + t.id + "/events"
	for range 5 {
		key := w.key()
		header := []string{"Idempotency-Key", key}
		if w.chance(0.5) {
			header = append(header, "If-Match", etag(c.Round, c.Content))
		}
		a := w.ask(p, http.MethodPost, path, b, header...)
		if w.err != nil {
			return false
		}
		if a.ok() {
			w.done(p, t, c, e, b, a, key)
			w.carried(t, c, e, offered)
			return true
		}
		r := a.refusal()
		w.rep.Refused[r.Code]++
		t.refused = e.Event + " by " + p.Username + ": " + r.Code + ": " + r.Detail
		for _, problem := range r.Errors {
			t.refused += " " + problem.Field + ": " + problem.Message
		}
		if t.dom.unfit[p.ID] = t.dom.unfit[p.ID] || c.Status == draft && r.Code == "guard"; r.Code == "guard" {
			t.shut[c.State.ID+"/"+e.Event] = w.today()
		}
		if !w.mend(p, t, c, e, b, r) {
			return false
		}
	}
	return false
}

func etag(round int, content int64) string { return fmt.Sprintf(`"%d-%d"`, round, content) }

func (w *Walk) opinion() string { return words[w.rng.IntN(len(words))] + "。" }

// compose makes the input of an event: what it asks for, and some of what else may be written.
func (w *Walk) compose(p *person, t *track, c *caseView, e *event) *act {
	b := &act{Event: e.Event, Task: e.Task, Fields: map[string]any{}}
	if t.dom.secret(c.State.ID, e.Event) {
		return b // a ballot carries the choice and nothing else
	}
	if w.chance(0.2) {
		b.Opinion = w.opinion()
	}
	w.told(p, t, c, e, b)
	needed := map[string]bool{}
	for _, n := range e.Needs {
		if n.Kind == "field" {
			needed[n.Field] = !n.Given || w.chance(0.3)
		} else if !b.says(n.Kind) {
			w.supply(p, t, c, e, b, n.Kind)
		}
	}
	if e.Event == "confirm" || e.Event == "correct" || c.Status != draft && e.Task == "" && len(e.Needs) == 0 {
		return b // nothing of the content is at stake
	}
	for _, id := range c.Editable {
		_, has := c.Fields[id]
		if _, entered := b.Fields[id]; entered {
			continue
		}
		besides := 0.4 // what else may be written, is
		switch {
		case t.faithful():
			besides = 0
		case t.script != nil:
			besides = 0.005
		}
		switch asked := slices.Contains(c.Returned, id); {
		case needed[id], t.deserted[id],
			asked && (t.wants[id] || w.chance(0.7)),
			!has && w.chance(besides),
			!e.Allowed && strings.Contains(e.Rule, id):
			w.enter(p, t, c, b, id)
		}
	}
	return b
}

// enter generates a value for a field of the input.
func (w *Walk) enter(p *person, t *track, c *caseView, b *act, id string) bool {
	f := t.dom.fields[id]
	if f == nil || f.Computed {
		return false
	}
	if v, ok := w.borrow(p, t, f, b); ok && !t.deserted[id] {
		b.put(id, v, true)
		return true
	}
	near := c.Status != draft && !slices.Contains(c.Returned, id)
	w.gen.fit, w.gen.least = w.holders(t.dom.holdersOf(id)), 0
	if refused, again := b.Fields[id].([]any); again && f.Type == "persons" { // a panel may have been too small
		w.gen.least = 2 * len(refused)
	}
	v, err := w.gen.value(f, near, func() (string, error) { return w.file(p, t) })
	if err != nil {
		w.fault("%v", err)
		return false
	}
	b.put(id, v, false)
	return true
}

// borrow takes a value of some story for a field, six times in ten, and more often in a case that follows one; a second
// try at the same field is made up, as the first was refused.
func (w *Walk) borrow(p *person, t *track, f *field, b *act) (any, bool) {
	examples := t.dom.examples[f.ID]
	share := 0.6
	if t.script != nil {
		share = 0.85
	}
	if _, again := b.Fields[f.ID]; again || len(examples) == 0 || slices.Contains(t.dom.Definition.Unique, f.ID) || !w.chance(share) {
		return nil, false
	}
	of := examples[w.rng.IntN(len(examples))]
	if t.script != nil {
		for _, x := range examples {
			if x.story == t.script.story {
				of = x
			}
		}
	}
	return w.translate(p, t, f, of)
}

// says reports whether an input that is no field has been given.
func (b *act) says(kind string) bool {
	return kind == "items" && len(b.Items) > 0 || kind == "opinion" && b.Opinion != "" || kind == "sheet" && b.Sheet != nil || kind == "to" && b.To != "" || kind == "into" && b.Into != ""
}

// file uploads a paper into the case, once for each person.
func (w *Walk) file(p *person, t *track) (string, error) {
	if id := p.files[t.id]; id != "" {
		return id, nil
	}
	a := w.ask(p, http.MethodPost, "/cases/"+t.id+"/files", upload{"材料.pdf", fmt.Sprintf("%%PDF-1.4\n%% %s\n", t.id)})
	var f named
	if err := a.into(&f); a.status != http.StatusCreated || err != nil {
		return "", fmt.Errorf("%s: %d %s", a.what, a.status, a.body)
	}
	p.files[t.id] = f.ID
	w.rep.Done["upload"]++
	return f.ID, nil
}

// items lists what a return asks to correct, of what the applicant may fill: what rules have asked for, and something
// besides.
func (w *Walk) items(t *track, c *caseView) []string {
	var form, items []string
	for i := range t.dom.form.Fields {
		f := &t.dom.form.Fields[i]
		_, has := c.Fields[f.ID]
		switch {
		case f.Computed, !t.dom.entered[f.ID]:
		case t.wants[f.ID]:
			items = append(items, f.ID)
		case has && f.Required:
			form = append(form, f.ID)
		}
	}
	if len(form) > 0 {
		items = append(items, form[w.rng.IntN(len(form))])
	}
	return items
}

func (w *Walk) pick(t *track, c *caseView, e *event) string {
	for _, to := range e.To {
		if t.dom.fired[move(c.State.ID, e.Event, to.ID)] == 0 {
			return to.ID
		}
	}
	return e.To[w.rng.IntN(len(e.To))].ID
}

// done notes a success and holds the answer against what must be true of it.
func (w *Walk) done(p *person, t *track, before *caseView, e *event, b *act, a *answer, key string) {
	w.rep.Acts++
	t.acts++
	t.wrong = false
	clear(t.shut)
	w.desert(t, before, e, b)
	if id := before.State.ID + "/" + e.Event; t.round[id] != before.Round {
		t.round[id] = before.Round
		t.count[id]++
	}
	t.count[stay(p, before, e.Event)]++
	w.rep.Done[e.Event]++
	w.followed(p, t, e, b.Fields)
	w.alert(p, t)
	if !slices.Contains(t.actors, p) {
		t.actors = append(t.actors, p)
	}
	if b.Sheet != nil {
		how := t.vote(before)
		w.rep.Done["vote "+how]++
		t.dom.votes[before.State.ID+" "+how]++
	}
	if a.status == http.StatusNoContent {
		return
	}
	var after caseView
	if err := a.into(&after); err != nil {
		w.fault("%v", err)
		return
	}
	if after.ID != t.id || after.Round < before.Round {
		w.fault("%s: the answer is of case %s round %d, before %s round %d", a.what, after.ID, after.Round, t.id, before.Round)
	}
	w.alertNamed(t, &after)
	t.dom.fired[move(before.State.ID, e.Event, after.State.ID)]++
	for _, to := range e.To { // a result of one group says that it stays, whatever the join makes of it
		if to.ID == before.State.ID && to.ID != after.State.ID {
			t.dom.fired[move(before.State.ID, e.Event, to.ID)]++
		}
	}
	t.status, t.state, t.outcome = after.Status, after.State.ID, after.Outcome
	for _, i := range before.Incidents {
		if i.Kind == "overdue" {
			w.rep.Done["overdue answered by "+e.Event]++
			if !slices.Contains(builtin, e.Event) && p != t.initiator {
				w.late++
			}
			t.dawdles = false
		}
	}
	w.again(p, t, a, &after, b, key, t.dom.secret(before.State.ID, e.Event))
}

// carried notes which events a confirmed vote may have come to: the answer shows only where the case is now.
func (w *Walk) carried(t *track, before *caseView, e *event, offered []event) {
	if e.Event != doConfirm {
		return
	}
	for i := range offered {
		o := &offered[i]
		if !slices.Contains(builtin, o.Event) && slices.ContainsFunc(o.To, func(to named) bool { return to.ID == t.state }) {
			t.dom.fired[move(before.State.ID, o.Event, t.state)]++
		}
	}
}

func (w *Walk) today() string { return w.now.Format(time.DateOnly) }
