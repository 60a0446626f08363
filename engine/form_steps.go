package engine

import (
	"context"
	"fmt"
	"slices"

	"dandang/engine/process"
)

// formSteps are the boxes of a form: of every stage that was worked in, what was said at the last visit, in the order of
// the first visits; then the stages on the main road that are still to come, blank.
func (e *Engine) formSteps(ctx context.Context, d *decision) ([]FormStep, error) {
	rounds, err := e.cfg.Store.AllRounds(ctx, d.c.ID)
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", err)
	}
	tasks, err := e.cfg.Store.AllTasks(ctx, d.c.ID)
	if err != nil {
		return nil, fmt.Errorf("tasks: %w", err)
	}
	var order []string
	last := map[string]Round{} // by state: the last round in which somebody acted
	for _, r := range rounds {
		s := d.p.State(r.State)
		if s == nil || !d.hasBox(s) {
			continue
		}
		if !slices.Contains(order, r.State) {
			order = append(order, r.State)
		}
		if _, have := last[r.State]; !have || len(d.entries(r, tasks)) > 0 {
			last[r.State] = r
		}
	}
	var steps []FormStep
	for _, state := range order {
		entries := d.entries(last[state], tasks)
		if len(entries) == 0 {
			entries = []FormEntry{{}}
		}
		steps = append(steps, FormStep{d.p.stateName(state), entries})
	}
	if d.c.Status == Closed {
		return steps, nil
	}
	for _, ahead := range d.stepsAhead(d.c.State) {
		if !slices.ContainsFunc(steps, func(s FormStep) bool { return s.Name == ahead.Name }) {
			steps = append(steps, ahead)
		}
	}
	return steps, nil
}

// hasBox: somebody other than the applicant works in the stage.
func (d *decision) hasBox(s *process.State) bool {
	return len(s.Tasks) > 0 && !d.isStart(s.ID) && !d.corrects(s)
}

// corrects: the stage is for the applicant to mend what was sent back.
func (d *decision) corrects(s *process.State) bool {
	return s.Edit.Returned || slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return d.forInitiator(&t) })
}

// entries are what was done in one round: each turn of its own, but of a vote only what it came to.
func (d *decision) entries(r Round, tasks []Task) []FormEntry {
	var list []FormEntry
	ballots := map[string]int{}
	var closed int64
	for i := range tasks {
		t := &tasks[i]
		if t.Round != r.N || t.Status != TaskDone || t.Kind == Trouble {
			continue
		}
		switch {
		case t.Kind != Work:
		case d.isVote(*t):
			ballots[t.Event]++
			closed = max(closed, t.ClosedAt)
		default:
			list = append(list, d.paperEntry(r, t, FormEntry{Opinion: d.opinionOf(t) + d.suggestText(r, t), Signer: d.signedBy(t), Date: chineseDay(t.ClosedAt)}))
		}
	}
	switch sheet := r.Data.Sheet; {
	case sheet != nil && sheet.Confirmed != "":
		list = append(list, FormEntry{
			Opinion: msgFormMeeting.Text(len(sheet.Present), sheet.Yes, sheet.No, sheet.Abstain, sheet.Minutes),
			Signer:  msgFormRecord.Text(d.personName(sheet.Recorder), d.personName(sheet.Confirmed)), Date: chineseDay(r.ClosedAt),
		})
	case r.Data.Count != nil:
		c := r.Data.Count
		list = append(list, FormEntry{Opinion: msgFormCount.Text(c.Yes, c.No, c.Abstain), Date: chineseDay(r.ClosedAt)})
	case len(ballots) > 0 && r.ClosedAt != 0 && !d.secretVote(r.State):
		list = append(list, FormEntry{Opinion: d.ballotText(r.State, ballots), Date: chineseDay(closed)})
	}
	return list
}

// secretVote: some vote of the state is secret; its ballots tell nothing but that they were cast.
func (d *decision) secretVote(state string) bool {
	s := d.p.State(state)
	return s != nil && slices.ContainsFunc(s.Tasks, func(t process.Task) bool { return t.Vote != nil && t.Vote.Secret })
}

// ballotText counts the ballots of an open vote, by what each says.
func (d *decision) ballotText(state string, ballots map[string]int) string {
	text := ""
	for _, id := range sortedKeys(ballots) {
		if text != "" {
			text += msgAnd.Text()
		}
		text += msgFormBallots.Text(d.eventLabel(state, id), ballots[id])
	}
	return text
}

func (d *decision) eventLabel(state, id string) string {
	if m, ok := builtin[id]; ok {
		return m.Text()
	}
	for _, e := range d.p.EventsIn(state) {
		if e.ID == id {
			return d.nameOf(e)
		}
	}
	return id
}

// opinionOf is what somebody did, and what he said to it where that is more.
func (d *decision) opinionOf(t *Task) string {
	name := d.eventLabel(t.State, t.Event)
	if t.Opinion == "" || t.Opinion == name {
		return name
	}
	return msgFormOpinion.Text(name, t.Opinion)
}

func (d *decision) signedBy(t *Task) string {
	if t.For != "" && t.For != t.Actor {
		return msgFormFor.Text(d.personName(t.Actor), d.personName(t.For))
	}
	return d.personName(t.Actor)
}

// stepsAhead are the stages that lie ahead on the main road, blank: from each stage the first way on that leads to
// another one. What only happens when something goes wrong has no box.
func (d *decision) stepsAhead(state string) []FormStep {
	var steps []FormStep
	seen := map[string]bool{}
	for id := state; id != "" && !seen[id]; {
		seen[id] = true
		s := d.p.State(id)
		if s == nil || s.IsFinal {
			break
		}
		if d.hasBox(s) {
			steps = append(steps, FormStep{d.p.stateName(id), []FormEntry{{}}})
		}
		id = d.firstWayOn(s, seen)
	}
	return steps
}

func (d *decision) firstWayOn(s *process.State, seen map[string]bool) string {
	lists := [][]process.Branch{s.Auto}
	for i := range s.On {
		if !s.On[i].Asked {
			lists = append(lists, s.On[i].Branches)
		}
	}
	lists = append(lists, s.Join)
	if s.After != nil {
		lists = append([][]process.Branch{s.After.Branches}, lists...)
	}
	for _, branches := range lists {
		for _, b := range branches {
			to := d.p.State(b.To)
			if to != nil && !seen[b.To] && !d.corrects(to) && (!to.IsFinal || len(branches) == 1) {
				return b.To
			}
		}
	}
	return ""
}
