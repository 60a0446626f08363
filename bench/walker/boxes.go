package walker

import (
	"net/http"
	"net/url"
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
	path := "/notices/" + url.PathEscape(n.ID) + "/objections"
	body, key := map[string]any{"text": "对公示内容有异议,请予核实。"}, w.key()
	a := w.ask(p, http.MethodPost, path, body, "Idempotency-Key", key)
	if !a.ok() {
		w.rep.Refused[a.refusal().Code]++
		return
	}
	w.objected++
	w.rep.Acts++
	w.rep.Done["objection"]++
	if again := w.ask(p, http.MethodPost, path, body, "Idempotency-Key", key); again.status != a.status {
		w.fault("%s: repeated with its key: %d, first %d: %s", again.what, again.status, a.status, again.body)
	}
}
