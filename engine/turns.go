package engine

import (
	"slices"
)

// tellTurns tells everybody to whom a turn has come by this Change, but for who acted: he knows. An incident has a message
// of its own.
func (d *decision) tellTurns() {
	type call struct {
		text string
		to   []PersonID
	}
	var calls []call
	for i := range d.ch.Tasks {
		t := &d.ch.Tasks[i]
		if t.Status != TaskOpen || t.Kind == Trouble || d.c.Status == Closed {
			continue
		}
		text := d.turnText(t)
		at := slices.IndexFunc(calls, func(c call) bool { return c.text == text })
		if at < 0 {
			at, calls = len(calls), append(calls, call{text: text})
		}
		for _, p := range d.newIn(t) {
			if !slices.Contains(calls[at].to, p) {
				calls[at].to = append(calls[at].to, p)
			}
		}
	}
	for _, c := range calls {
		d.message(MessageTodo, c.to, c.text)
	}
}

// newIn lists who had no turn in the task before.
func (d *decision) newIn(t *Task) []PersonID {
	var before []PersonID
	for i := range d.snap.Tasks {
		if d.snap.Tasks[i].ID == t.ID {
			before = d.snap.Tasks[i].Candidates
		}
	}
	return slices.DeleteFunc(slices.Clone(t.Candidates), func(p PersonID) bool {
		return slices.Contains(before, p) || p == d.asker() && d.cmd.Errand == ""
	})
}

func (d *decision) turnText(t *Task) string {
	if t.Due.At == 0 || t.Due.Provisional {
		return msgTodo.Text(d.titleText(), d.p.stateName(t.State))
	}
	return msgTodoDue.Text(d.titleText(), d.p.stateName(t.State), t.Due.Date.Chinese())
}

// tellPapers tells everybody for whom a document has come to wait by this Change, but for who acted. One that nobody may
// deal with has a message of its own.
func (d *decision) tellPapers() {
	for i := range d.c.Memo.Papers {
		p := &d.c.Memo.Papers[i]
		t := d.p.Document(p.Key)
		if t == nil || p.Waits == "" || p.Lost {
			continue
		}
		var before []PersonID
		for j := range d.snap.Case.Memo.Papers {
			if old := &d.snap.Case.Memo.Papers[j]; old.ID == p.ID && old.Waits == p.Waits && !old.Lost {
				before = old.Seats
			}
		}
		to := slices.DeleteFunc(slices.Clone(p.Seats), func(x PersonID) bool {
			return slices.Contains(before, x) || x == d.asker() && d.cmd.Errand == ""
		})
		d.message(MessageTodo, to, msgTodoPaper.Text(d.titleText(), t.Name, paperActName[p.Waits].Text()))
	}
}
