package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
)

// Choice is one event that a state offers, as one person sees it: whether he may do it, what it needs, where it leads,
// and if he may not, why, with the rule.
type Choice struct {
	Event   string   `json:"event"`
	Name    string   `json:"name"`
	Task    string   `json:"task,omitempty"`
	Allowed bool     `json:"allowed"`
	Needs   []Need   `json:"needs,omitempty"`
	To      []string `json:"to,omitempty"` // ids of states that it may lead to
	Why     string   `json:"why,omitempty"`
	Code    Code     `json:"code,omitempty"`
	Rule    string   `json:"rule,omitempty"`
	Help    string   `json:"help,omitempty"`
	Secret  bool     `json:"secret,omitempty"` // a secret ballot: it takes neither opinion nor fields
}

// Need is one thing that an event asks for: "opinion", "items", "files", "sheet", "to", "people", "place", "mode", "signed", "suggest", or a field.
type Need struct {
	Kind  string `json:"kind"`
	Field string `json:"field,omitempty"`
	Name  string `json:"name,omitempty"`
	Given bool   `json:"given"` // the case has it already
}

// Choices lists what a person may do in a case now, and for the rest why not. It is pure, and rests on the same checks
// as Decide.
func Choices(p *Procedure, snap Snapshot, actor PersonID, now int64) []Choice {
	cmd := Command{Kind: DoEvent, Actor: actor, Case: snap.Case.ID}
	d := begin(p, snap, cmd, now)
	list := []Choice{}
	for _, e := range p.EventsIn(d.c.State) {
		if e.Asked && !slices.Contains(d.r.Data.Asked, e.ID) {
			continue
		}
		for _, c := range d.choicesOf(e) {
			if d.c.Status != Closed || c.Code != EForbidden { // after the end, only to whom it belongs
				list = append(list, c)
			}
		}
	}
	return append(list, d.builtinChoices()...)
}

// actsAfterEnd: some event of the end that the case came to is the actor's, and what it asks for is written with it.
func (d *decision) actsAfterEnd() bool {
	return slices.ContainsFunc(d.p.EventsIn(d.c.State), func(e *process.Event) bool {
		_, refusal := d.standing(e)
		return refusal == nil
	})
}

// calledAfterEnd: the case has ended, and what may be done after its end is for a post that the person holds.
func (d *decision) calledAfterEnd(actor PersonID) bool {
	return d.c.Status == Closed && slices.ContainsFunc(d.p.EventsIn(d.c.State), func(e *process.Event) bool {
		for i := range e.By {
			if w := e.By[i]; (w.Kind == process.ByRole || w.Kind == process.ByUnitOf) && slices.Contains(d.named(&w), actor) {
				return true
			}
		}
		return false
	})
}

// choicesOf gives one choice for each task that the actor holds for the event, or one that says why not.
func (d *decision) choicesOf(e *process.Event) []Choice {
	var list []Choice
	for _, t := range d.tasksFor(e) {
		d.cmd.Task = t
		c := Choice{Event: e.ID, Name: d.nameOf(e), Needs: d.needsOf(e), To: destinations(d, e), Help: e.Help}
		s, refusal := d.standing(e)
		if refusal == nil && s.task != nil {
			c.Task, c.Secret = s.task.ID, secret(s.spec) && d.isChoice(s.spec.Vote, e.ID)
		}
		if refusal == nil {
			refusal = d.allowed(e)
		}
		if refusal != nil && refusal.Rule != "" && d.settledByInput(e) {
			c.Rule, refusal = refusal.Rule, nil // what is entered with the act may fulfil the condition
		}
		if refusal == nil {
			refusal = d.reachable(e)
		}
		if refusal == nil && e.Adopt && d.c.Memo.Proposal == nil {
			refusal = refuse(EGuard, msgNoProposal.Text())
		}
		c.Allowed = refusal == nil
		if refusal != nil {
			c.Why, c.Code, c.Rule = refusal.Detail, refusal.Code, refusal.Rule
		}
		list = append(list, c)
	}
	d.cmd.Task = ""
	return list
}

// settledByInput: the condition rests on a field that is written in this state, so that only the act itself can tell.
func (d *decision) settledByInput(e *process.Event) bool {
	editable := d.p.Editable(d.state(), d.c.Memo.Returned)
	return e.When != nil && slices.ContainsFunc(e.When.Reads(), func(path string) bool {
		root, _, _ := strings.Cut(process.CanonPath(path), ".")
		return slices.Contains(editable, root)
	})
}

// tasksFor lists the open tasks of the actor that the event fits; [""] when there is none or one only.
func (d *decision) tasksFor(e *process.Event) []string {
	var ids []string
	if len(e.By) == 0 {
		for _, t := range d.openTasks() {
			if t.Kind == Work && inGroup(e, t.Group) && slices.Contains(t.Candidates, d.cmd.Actor) {
				ids = append(ids, t.ID)
			}
		}
	}
	if len(ids) < 2 {
		return []string{""}
	}
	return ids
}

// reachable: a back needs somewhere to go back to, a pick a visited state.
func (d *decision) reachable(e *process.Event) *Refusal {
	switch e.Kind {
	case process.ToBack:
		if d.opener() == nil {
			return refuse(EGuard, msgNoBack.Text())
		}
	case process.ToPick:
		if len(destinations(d, e)) == 0 {
			return refuse(EGuard, msgNoBack.Text())
		}
	default:
	}
	return nil
}

func destinations(d *decision, e *process.Event) []string {
	var to []string
	switch e.Kind {
	case process.ToState:
		for i := range e.Branches {
			if !slices.Contains(to, e.Branches[i].To) {
				to = append(to, e.Branches[i].To)
			}
		}
	case process.ToBack:
		if v := d.opener(); v != nil {
			to = append(to, v.State)
		}
	case process.ToPick:
		for _, v := range d.c.Memo.Trail {
			if slices.Contains(e.Pick, v.State) && !slices.Contains(to, v.State) && !v.Taken {
				to = append(to, v.State)
			}
		}
	case process.ToStay, process.ToResult:
		to = append(to, d.c.State)
	}
	return to
}

func (d *decision) needsOf(e *process.Event) []Need {
	var needs []Need
	for _, n := range e.Needs {
		need := Need{Kind: n.Kind, Field: n.Field}
		if n.Kind == "field" {
			need.Name = d.p.fieldName(n.Field)
			need.Given = !empty(d.c.Memo.Fields[n.Field])
		}
		needs = append(needs, need)
	}
	needs = d.proposalNeeds(e, needs)
	if e.Kind == process.ToPick {
		needs = append(needs, Need{Kind: "to"})
		if !slices.ContainsFunc(needs, func(n Need) bool { return n.Kind == "opinion" || n.Kind == "items" }) {
			needs = append(needs, Need{Kind: "opinion"})
		}
	}
	if d.checksRequired(e) {
		for _, p := range d.missing() {
			if !slices.ContainsFunc(needs, func(n Need) bool { return n.Field == p.Field }) {
				needs = append(needs, Need{Kind: "field", Field: p.Field, Name: d.p.fieldName(p.Field)})
			}
		}
	}
	return needs
}

// builtinChoices are the events that the engine itself offers: keeping a meeting's record, recusal, curing an incident.
func (d *decision) builtinChoices() []Choice {
	var list []Choice
	add := func(event string, task *Task, needs ...Need) {
		c := Choice{Event: event, Name: builtin[event].Text(), Allowed: true, Needs: needs, To: []string{d.c.State}}
		if task != nil {
			c.Task = task.ID
		}
		list = append(list, c)
	}
	for _, t := range d.openTasks() {
		if !slices.Contains(t.Candidates, d.cmd.Actor) {
			continue
		}
		switch t.Kind {
		case Record:
			add(EventRecord, &t, append([]Need{{Kind: "sheet"}}, d.meetingNeeds(t.Group)...)...)
		case Confirm:
			add(EventConfirm, &t)
			add(EventCorrect, &t, Need{Kind: "opinion"})
		case Ending:
			add(EventClose, &t)
		case Trouble:
			add(EventRetry, &t)
		case Helping:
			add(EventAdvise, &t, Need{Kind: "opinion"})
		case Checking:
			add(EventEnterOK, &t)
			add(EventEnterNo, &t, Need{Kind: "opinion"})
		case Entering:
		case Signing:
			add(EventSignYes, &t)
			add(EventSignNo, &t, Need{Kind: "opinion"})
		case Work:
			if d.abstains(t) {
				add(EventAbstain, &t)
				list[len(list)-1].Secret = secret(d.p.task(t.State, t.Group))
			}
			list = append(list, d.turnChoices(&t)...)
		}
	}
	list = append(list, d.unsignChoice()...)
	if d.takesPart() {
		add(EventRecuse, nil, Need{Kind: "opinion"})
	}
	if last := d.c.Memo.Last; last != nil && last.Person == d.cmd.Actor && d.c.Status != Closed {
		c := Choice{Event: EventTakeBack, Name: builtin[EventTakeBack].Text(), Needs: []Need{{Kind: "opinion"}}, To: []string{last.State}}
		refusal := d.mayTakeBack()
		if c.Allowed = refusal == nil; refusal != nil {
			c.Why, c.Code, c.To = refusal.Detail, refusal.Code, nil
		}
		list = append(list, c)
	}
	switch spec := d.extendable(); {
	case spec == nil:
	case d.mayExtend(spec) == nil:
		add(EventExtend, nil, Need{Kind: "opinion"})
	case d.grantsTime(d.cmd.Actor):
		refusal := d.mayExtend(spec)
		list = append(list, Choice{Event: EventExtend, Name: builtin[EventExtend].Text(), Needs: []Need{{Kind: "opinion"}}, Code: refusal.Code, Why: refusal.Detail})
	}
	if d.canUrge() {
		add(EventUrge, nil)
	}
	if scans := d.scansBy(d.cmd.Actor); len(scans) > 0 {
		add(EventEnter, nil, Need{Kind: "signed"}, Need{Kind: "field", Field: scans[0], Name: d.p.fieldName(scans[0])})
	}
	if d.mayContest() {
		add(EventContest, nil, Need{Kind: "opinion"})
	}
	return list
}

// meetingNeeds are the fields that the outcomes of a vote need: the recorder enters them with the sheet.
func (d *decision) meetingNeeds(group string) []Need {
	var needs []Need
	spec := d.p.task(d.c.State, group)
	for _, id := range []string{spec.Vote.Yes} {
		e := d.p.Event(d.c.State, id)
		if e == nil {
			continue
		}
		for _, n := range e.Needs {
			if n.Kind == "field" {
				needs = append(needs, Need{Kind: "field", Field: n.Field, Name: d.p.fieldName(n.Field), Given: !empty(d.c.Memo.Fields[n.Field])})
			}
		}
	}
	return needs
}

func (d *decision) abstains(t Task) bool {
	spec := d.p.task(t.State, t.Group)
	return spec != nil && spec.Mode == process.Ballot && !meeting(spec)
}
