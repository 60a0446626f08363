package walker

import (
	"net/http"
	"slices"

	"dandang/engine/scenario"
)

// The acts on a paper that the walk gives reasons for, or does rarely.
const (
	paperEdit   = "edit"
	paperServe  = "serve"
	paperReturn = "return"
	paperVoid   = "void"
)

// papers has somebody deal with the papers that wait for him: he lets nine in ten go on, and returns the others. Papers of
// cases that follow a story to the letter wait for the story, where it tells of them.
func (w *Walk) papers(p *person) bool {
	var waiting struct{ Items []document }
	if !w.get(p, "/documents?box=todo&limit=100", &waiting) {
		return false
	}
	found := false
	for i := range waiting.Items {
		doc := &waiting.Items[i]
		t := w.tracks[doc.Case]
		if t == nil || t.faithful() && t.script.tells(doc) || w.chance(0.2) {
			continue
		}
		act := doc.Waits
		if w.chance(0.05) && doc.may(paperReturn) {
			act = paperReturn
		}
		found = w.actOnPaper(p, t, doc, act) || found
	}
	return found
}

func (d *document) may(act string) bool {
	return slices.ContainsFunc(d.Acts, func(a named) bool { return a.ID == act })
}

// tells reports whether an act on a paper is yet to come in a story.
func (x *script) tells(doc *document) bool {
	return slices.ContainsFunc(x.story.Steps[min(x.at, len(x.story.Steps)):], func(s scenario.StoryStep) bool { return isOf(&s, doc) })
}

func isOf(s *scenario.StoryStep, doc *document) bool {
	return s.Paper != "" && (s.Paper == doc.Key || s.Paper == doc.Name)
}

// actOnPaper does one thing with a paper and reports whether it was done.
func (w *Walk) actOnPaper(p *person, t *track, doc *document, act string) bool {
	if !doc.may(act) {
		return false
	}
	b := paperAct{Act: act}
	switch act {
	case paperReturn, paperVoid:
		b.Opinion = w.opinion()
	case paperEdit:
		b.Text = w.opinion()
	}
	path := "/documents/" + doc.ID + "/acts"
	key := w.key()
	a := w.ask(p, http.MethodPost, path, b, "Idempotency-Key", key)
	if r := a.refusal(); act == paperServe && (r.Code == "missing" || r.Code == "invalid") { // by hand, against a receipt
		if id, err := w.file(p, t); err == nil {
			b.Receiver, b.Proof, key = "本人", []named{{ID: id}}, w.key()
			a = w.ask(p, http.MethodPost, path, b, "Idempotency-Key", key)
		}
	}
	if !a.ok() {
		r := a.refusal()
		w.rep.Refused["paper "+r.Code]++
		t.refused = doc.Name + " " + act + " by " + p.Username + ": " + r.Code + ": " + r.Detail
		return false
	}
	w.rep.Acts++
	w.rep.Done["paper "+act]++
	if again := w.ask(p, http.MethodPost, path, b, "Idempotency-Key", key); again.status != a.status {
		w.fault("%s: repeated with its key: %d, first %d: %s", again.what, again.status, a.status, again.body)
	}
	return true
}

// paperStep does the next step of a story where it is an act on a paper of the case, and reports whether it was done.
func (w *Walk) paperStep(p *person, t *track) bool {
	step := &t.script.story.Steps[t.script.at]
	var list struct{ Items []document }
	if !w.get(p, "/cases/"+t.id+"/documents", &list) {
		return false
	}
	slices.Reverse(list.Items)
	for i := range list.Items {
		doc := &list.Items[i]
		if isOf(step, doc) && w.actOnPaper(p, t, doc, step.Do) {
			t.script.move(t.script.at+1, w.now)
			return true
		}
	}
	return false
}
