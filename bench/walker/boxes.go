package walker

import (
	"net/http"
	"net/url"

	"dandang/engine/scenario"
)

// boxes: whatever a box or list shows somebody, he may read.
func (w *Walk) boxes(p *person) {
	box := []string{"/inbox?box=done", "/inbox?box=cc", "/inbox?box=mine", "/cases?limit=20"}[w.rng.IntN(4)]
	var lines struct {
		Items []struct {
			ID   string `json:"id"` // in a list
			Case string `json:"case"`
		} `json:"items"`
	}
	w.get(p, box, &lines)
	if len(lines.Items) == 0 {
		return
	}
	line := lines.Items[w.rng.IntN(len(lines.Items))]
	if a := w.ask(p, http.MethodGet, "/cases/"+line.ID+line.Case, nil); a.status != http.StatusOK {
		w.fault("%s shows %s a case that he may not read: %d", box, p.Username, a.status)
	}
}

// object has somebody who reads a standing notice object to it. The notice does not tell which case it is of.
func (w *Walk) object(p *person) {
	var notices struct {
		Items []struct {
			ID      string `json:"id"`
			Process string `json:"process"`
			Status  string `json:"status"`
		} `json:"items"`
	}
	w.get(p, "/notices?limit=50", &notices)
	if len(notices.Items) == 0 || w.objected > 1+w.rep.Opened/12 {
		return
	}
	n := notices.Items[w.rng.IntN(len(notices.Items))]
	if w.domain(n.Process) == nil || n.Status != "posted" {
		return
	}
	if w.objectTo(p, n.ID, "对公示内容有异议,请予核实。") {
		w.objected++
	}
}

// objectTo raises an objection to a notice, twice with one key as a lost answer makes people do, and reports whether it was
// taken.
func (w *Walk) objectTo(p *person, notice, text string) bool {
	path := "/notices/" + url.PathEscape(notice) + "/objections"
	body, key := map[string]any{"text": text}, w.key()
	a := w.ask(p, http.MethodPost, path, body, "Idempotency-Key", key)
	if !a.ok() {
		w.rep.Refused[a.refusal().Code]++
		return false
	}
	w.rep.Acts++
	w.rep.Done["objection"]++
	if again := w.ask(p, http.MethodPost, path, body, "Idempotency-Key", key); again.status != a.status {
		w.fault("%s: repeated with its key: %d, first %d: %s", again.what, again.status, a.status, again.body)
	}
	return true
}

// objectionStep does the next step of a story where it is an objection of somebody who knows the notice alone: the
// initiator's page tells which notice is of his case. It reports whether the objection was taken.
func (w *Walk) objectionStep(p *person, t *track, step *scenario.StoryStep) bool {
	var c caseView
	if t.initiator == nil || !w.get(t.initiator, "/cases/"+t.id, &c) || c.Notice == nil || !t.dom.byReaders(c.State.ID, step.Do) {
		return false
	}
	text := step.Opinion
	if text == "" {
		text = w.opinion()
	}
	if !w.objectTo(p, c.Notice.ID, text) {
		return false
	}
	w.followed(p, t, &event{Event: step.Do, Name: step.Said}, nil)
	var after caseView
	if w.get(t.initiator, "/cases/"+t.id, &after) {
		t.state = after.State.ID
		t.dom.fired[move(c.State.ID, step.Do, t.state)]++
	}
	return true
}
