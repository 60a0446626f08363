package engine

import (
	"slices"

	"dandang/engine/process"
)

func chairCloses(spec *process.Task) bool {
	return spec.Vote != nil && spec.Vote.Close == "chair" && !meeting(spec)
}

func dueCloses(spec *process.Task) bool {
	return spec.Vote != nil && spec.Vote.Close == "due" && !meeting(spec)
}

// called is whom a task calls: the people of its list, or of the roster where a vote has one.
func (d *decision) called(spec *process.Task) (found []PersonID, missing []string) {
	return d.callable(spec, nil)
}

// callable is called, looking upwards until somebody is able where the list says so.
func (d *decision) callable(spec *process.Task, able func(PersonID) bool) (found []PersonID, missing []string) {
	if spec.Vote != nil && spec.Vote.Roster != "" {
		return d.peopleIn(spec.Vote.Roster), nil
	}
	return d.peopleWho(spec.For, able)
}

// closers are those who may end an online vote.
func (d *decision) closers(spec *process.Task) []PersonID {
	return d.clerks(spec, spec.Vote.Recorder, "")
}

// openEnding opens the turn of whoever ends the vote; false when there is nobody, which is an incident.
func (d *decision) openEnding(spec *process.Task) bool {
	if !chairCloses(spec) {
		return true
	}
	if slices.ContainsFunc(d.openTasks(), func(t Task) bool { return t.Kind == Ending && t.Group == spec.Group }) {
		return true
	}
	people := d.closers(spec)
	if len(people) == 0 {
		d.nobody(spec, spec.Vote.Recorder, nil)
		return false
	}
	d.openTask(spec.Group, Ending, people, d.r.Data.Groups[spec.Group].Due)
	return true
}

// closeByChair ends an online vote: who has not voted was not there.
func (d *decision) closeByChair() *Refusal {
	t, spec, refusal := d.held(Ending, EventClose)
	if refusal != nil {
		return refusal
	}
	d.eventName = builtin[EventClose].Text()
	d.closeTask(*t, TaskDone, d.cmd.Actor, EventClose, d.cmd.Opinion, "")
	d.r.Data.Acts = append(d.r.Data.Acts, Handled{Person: d.cmd.Actor, State: d.c.State, Event: EventClose, At: d.now})
	return d.closeVote(spec)
}

// closeByTime ends an online vote at its due.
func (d *decision) closeByTime(t *Timer) *Refusal {
	spec := d.p.task(d.c.State, t.Group)
	if spec == nil || !dueCloses(spec) || d.r.Data.Groups[t.Group].Result != "" {
		return nil
	}
	if refusal := d.attempt(func() *Refusal { return d.closeVote(spec) }); refusal != nil {
		d.halt(refusal)
	}
	return nil
}

// closeVote counts an online vote and takes the event that it came to.
func (d *decision) closeVote(spec *process.Task) *Refusal {
	if secret(spec) {
		if refusal := d.openUrn(spec); refusal != nil {
			return refusal
		}
	}
	t := d.tallyOfRound()
	d.extra["count"] = map[string]any{"seats": t.Seats, "present": t.Present, "yes": t.Yes, "no": t.No, "abstain": t.Abstain}
	return d.carry(spec, d.count(spec.Vote, t))
}

// votedOut is the vote of the round that has ended and waits to be counted: everybody has cast, or its due has passed.
// Its outcome could not be carried out then, and an incident stands for it.
func (d *decision) votedOut() *process.Task {
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		g := d.r.Data.Groups[spec.Group]
		if spec.Mode != process.Ballot || meeting(spec) || g.Result != "" {
			continue
		}
		late := dueCloses(spec) && g.Due.At != 0 && g.Due.At <= d.now && !g.Due.Provisional
		if late || (d.castIn(spec.Group) > 0 && !d.groupOpen(spec.Group)) {
			return spec
		}
	}
	return nil
}

// chairWaits: who presides casts last (主持人末位表态). Those who keep out of the vote are not waited for.
func (d *decision) chairWaits(s seat) *Refusal {
	chairs, _ := d.people(s.spec.Vote.Chair)
	if !slices.Contains(chairs, d.cmd.Actor) {
		return nil
	}
	for _, t := range d.openTasks() {
		if t.Group == s.task.Group && t.Kind == Work && slices.ContainsFunc(t.Candidates, func(p PersonID) bool { return !slices.Contains(chairs, p) }) {
			return refuse(EGuard, msgChairLast.Text())
		}
	}
	return nil
}

// checkChair: a sheet says who presided, and that he spoke last. Where one of those named to preside was there, it is he.
func (d *decision) checkChair(spec *process.Task, s *Sheet) *Refusal {
	if len(spec.Vote.Chair) == 0 {
		return nil
	}
	var problems []FieldProblem
	chairs, _ := d.people(spec.Vote.Chair)
	named := slices.ContainsFunc(s.Present, func(p PersonID) bool { return slices.Contains(chairs, p) })
	if !slices.Contains(s.Present, s.Chair) || (named && !slices.Contains(chairs, s.Chair)) {
		problems = append(problems, FieldProblem{"sheet.chair", msgSheetChair.Text()})
	}
	if !s.ChairLast {
		problems = append(problems, FieldProblem{"sheet.chair_last", msgSheetLast.Text()})
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	return nil
}

// propose binds a vote on a proposal to the proposal: the fields that its outcome needs are entered with the sheet, the
// outcome's condition holds, and whoever confirms finds them as they were voted on.
func (d *decision) propose(spec *process.Task) *Refusal {
	if spec.Vote.On != "proposal" {
		return nil
	}
	if refusal := d.carriable(d.p.Event(d.c.State, d.result(spec.Vote, d.tallyOfRound()))); refusal != nil {
		return refusal
	}
	d.r.Data.Sheet.Content = d.c.Content
	return nil
}
