package walker

import (
	"fmt"
	"time"
)

// Report is what a walk came to, as far as the API shows it.
type Report struct {
	Opened, Closed, Withdrawn int
	Outcomes                  map[string]int
	Acts, Requests, Sweeps    int
	Now                       string          // demo clock at the end
	Done                      map[string]int  // what happened, by kind: "vote tie", "objection", "overdue answered" …
	Probes                    map[string]int  // attempts that had to fail, by what they tried
	Refused                   map[string]int  // refusals of attempts that were meant to succeed, by code
	Stopped                   map[string]bool // stages that had nobody left, with the reason: each an incident
	Vacant                    []string        // posts whose vacancy stopped a case, until somebody was named
	Drafts                    int             // of Opened, that nobody could file: a condition kept them out
	Stuck                     []string        // cases that came to no end, with what was refused last
	Waiting                   int             // of these, those that a date will move on that lies beyond the walk
	Faults                    []string        // what the server did wrong; none in a walk that passes
	Cases                     []string        // ids of the cases opened by the walk
}

// finish reads every case once more, through whoever opened it.
func (w *Walk) finish() {
	for _, t := range w.order {
		var c caseView
		if !t.ours || !w.get(t.initiator, "/cases/"+t.id, &c) {
			continue
		}
		t.status, t.state, t.outcome = c.Status, c.State.ID, c.Outcome
		if c.Status == closed {
			w.rep.Closed++
			w.rep.Outcomes[c.Outcome]++
			if c.Outcome == t.dom.withdrawn {
				w.rep.Withdrawn++
			}
		} else {
			if c.Status == draft {
				w.rep.Drafts++
			}
			if t.dated() && len(c.Incidents) == 0 {
				w.rep.Waiting++
			}
			w.rep.Outcomes["("+c.State.ID+")"]++
			w.rep.Stuck = append(w.rep.Stuck, fmt.Sprintf("case %s of %s in %s; last refusal: %s", t.id, t.initiator.Username, c.State.ID, t.refused))
		}
	}
	w.rep.Now = w.now.Format(time.DateOnly)
}
