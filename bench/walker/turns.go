package walker

import (
	"fmt"
	"net/http"
	"slices"

	"dandang/engine/process"
)

// turnsOf reads the turns of a case as somebody sees them; none where he does not.
func (w *Walk) turnsOf(p *person, t *track) []turnView {
	var tasks struct{ Items []turnView }
	if a := w.ask(p, http.MethodGet, "/cases/"+t.id+"/tasks", nil); !a.ok() || a.into(&tasks) != nil {
		return nil
	}
	return tasks.Items
}

// patience is how often whoever ends a vote looks at it before he does.
const patience = 12

// waited reports whether whoever may end a vote has looked at it often enough: how many have voted is not his to know.
func (t *track) waited(round int) bool {
	id := fmt.Sprintf("end of the vote in %d", round)
	t.count[id]++
	return t.count[id] > patience
}

// putsOff reports whether an event puts a vote off for want of people: whoever does it early finds that few have voted.
func (d *domain) putsOff(state, event string) bool {
	s := d.Definition.State(state)
	return s != nil && slices.ContainsFunc(s.Tasks, func(task process.Task) bool {
		return task.Vote != nil && task.Vote.Held == "online" && task.Vote.NoQuorum == event
	})
}

// others reports whether at least two more may take the turn: recusing oneself must not leave a case without people.
func (w *Walk) others(p *person, t *track) bool {
	if !w.chance(0.3) { // asked often; a third of the answers is enough
		return false
	}
	turns := w.turnsOf(p, t)
	return len(turns) > 0 && !slices.ContainsFunc(turns, func(turn turnView) bool { return turn.Status == "open" && len(turn.Candidates) < 3 })
}
