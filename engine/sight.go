package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// What a seat in 待阅 stands for, by the beginning of Seat.Task.
const (
	seatCopy   = "cc:"   // 抄送: the content that concerns him, not the record
	seatReport = "up:"   // 上报: a superior who is told that something is late, with the record
	seatMember = "vote:" // a member of the meeting that a turn waits for
)

// relation settles what somebody is to a case, by what he has of it (seats) and by what stands against him.
//
// Who must keep out (回避) is no part of it, however he is called. In a restricted procedure need-to-know ends with the
// post: who was replaced, or moved away, or only could have acted when a colleague did, sees nothing more.
func (d *decision) relation(actor PersonID, seats []Seat) Relation {
	if d.conflict(actor) != "" {
		return d.keptOut(actor, seats)
	}
	switch {
	case d.participates(actor, seats):
		return Participant
	case d.isApplicant(actor):
		return Applicant
	case d.p.Secrecy != process.Restricted && (d.calledAfterEnd(actor) || d.grantsTime(actor)), d.succeeds(actor), d.entersHere(actor):
		return Participant
	case d.isCopied(actor, seats):
		return Copied
	}
	return NoRelation
}

// keptOut is what somebody keeps who must keep out of the case: an applicant his application, and who recused himself
// after he had acted, where the procedure is not restricted, what he did himself.
func (d *decision) keptOut(actor PersonID, seats []Seat) Relation {
	if d.p.Secrecy == process.Restricted {
		if slices.Contains(d.parties(), actor) && d.isApplicant(actor) {
			return Applicant
		}
		return NoRelation
	}
	if d.isApplicant(actor) {
		return Applicant
	}
	acted := slices.ContainsFunc(seats, func(s Seat) bool { return s.Box == BoxDone })
	if acted && d.recused(actor) && !d.akin(actor) {
		return Past
	}
	return NoRelation
}

func (d *decision) recused(actor PersonID) bool {
	return slices.ContainsFunc(d.c.Memo.Recusals, func(r Recusal) bool { return r.Person == actor })
}

// akin: a near relative of a party, by the kin register.
func (d *decision) akin(actor PersonID) bool {
	return slices.ContainsFunc(d.parties(), func(party PersonID) bool {
		_, ok := d.snap.Facts.Book.Related(actor, party)
		return ok
	})
}

// leftOffice: who opened a restricted case ex officio, by posts of a level or of the whole city alone, and holds none of
// them any more. Who filed for himself or for his unit goes on following what he filed.
func (d *decision) leftOffice() bool {
	state := d.c.State
	if len(d.c.Memo.Trail) > 0 {
		state = d.c.Memo.Trail[0].State
	}
	start := d.p.Start(state)
	if d.p.Secrecy != process.Restricted || start == nil {
		return false
	}
	for i := range start.By {
		w := &start.By[i]
		role := d.p.Role(w.Role)
		if role == nil || !slices.Contains([]string{string(directory.ScopeLevel), string(directory.ScopeCity)}, role.Scope) {
			return false
		}
		if slices.Contains(d.holdersOf(w, d.c.Unit), d.c.Initiator) {
			return false
		}
	}
	return true
}

// followsOnly: of the stages that the case has been through, only such call him whose holders read of the record no more
// than how the case went (办理记录: 进度).
func (d *decision) followsOnly(rel Relation) bool {
	if rel != Participant {
		return false
	}
	marked := false
	states := []string{d.c.State}
	for i := range d.c.Memo.Trail {
		states = append(states, d.c.Memo.Trail[i].State)
	}
	for _, id := range states {
		switch s := d.p.State(id); {
		case s == nil || !d.inPost(d.cmd.Actor, id, nil):
		case !s.Progress:
			return false
		default:
			marked = true
		}
	}
	return marked
}

// participates: he has a turn, or had one and still is whom that stage calls. An initiator needs another turn than his own
// corrections.
func (d *decision) participates(actor PersonID, seats []Seat) bool {
	restricted := d.p.Secrecy == process.Restricted
	if actor == d.c.Initiator {
		return d.workedOn(actor) && (!restricted || d.holdsTurn(actor) || d.stillCalled(actor))
	}
	for i := range seats {
		s := &seats[i]
		switch {
		case strings.HasPrefix(s.Task, seatCopy), s.Box == BoxMine, s.Box == BoxPaper:
		case !restricted, s.Box == BoxTodo, s.Box == BoxPool:
			return true
		case s.Box != BoxGone && d.inPost(actor, s.State, nil):
			return true
		}
	}
	return restricted && d.stillCalled(actor)
}

// holdsTurn: a turn that is not for the initiator as such waits for him.
func (d *decision) holdsTurn(actor PersonID) bool {
	return slices.ContainsFunc(d.openTasks(), func(t Task) bool {
		spec := d.p.task(t.State, t.Group)
		return slices.Contains(t.Candidates, actor) && spec != nil && !d.forInitiator(spec)
	})
}

// stillCalled: he acted in a stage that calls him today as well.
func (d *decision) stillCalled(actor PersonID) bool {
	return slices.ContainsFunc(d.allActs(), func(a Handled) bool {
		return (a.Person == actor || a.For == actor) && !a.Reader && (actor != d.c.Initiator || !d.initiators(a)) &&
			d.inPost(actor, a.State, nil)
	})
}

// initiators: an act that its initiator did as such.
func (d *decision) initiators(a Handled) bool {
	s := d.p.State(a.State)
	return a.Duty == "" || a.Duty == string(process.Handle) || s == nil || d.isStart(a.State)
}

// inPost reports whether a stage names somebody today: by role, by a field, as the holder of a stage before it, as
// recorder, as the one who is asked or told when it is late. Conditions and exclusions are passed over: they say whose turn
// it is, not whose stage it is.
func (d *decision) inPost(actor PersonID, state string, seen []string) bool {
	s := d.p.State(state)
	if s == nil || slices.Contains(seen, state) {
		return false
	}
	lists := [][]process.Who{d.p.IncidentsTo}
	for i := range s.Tasks {
		t := &s.Tasks[i]
		lists = append(lists, t.For, t.IncidentsTo)
		for j := range t.Overdue {
			lists = append(lists, t.Overdue[j].By)
		}
		if t.Extend != nil {
			lists = append(lists, t.Extend.By)
		}
		if v := t.Vote; v != nil {
			lists = append(lists, v.Recorder, v.Confirm)
			if v.Roster != "" && slices.Contains(d.peopleIn(v.Roster), actor) {
				return true
			}
		}
	}
	for _, e := range d.p.EventsIn(state) {
		lists = append(lists, e.By)
	}
	for _, list := range lists {
		for i := range list {
			if d.calls(&list[i], actor, append(seen, state)) {
				return true
			}
		}
	}
	return false
}

// calls: the entry names him today. Holders of another stage must be in post there.
func (d *decision) calls(w *process.Who, actor PersonID, seen []string) bool {
	switch w.Kind {
	case process.ByField:
		if f := d.p.Field(w.Field); f != nil && f.HoldersOf != "" && !slices.Contains(d.holdersFor(f.HoldersOf), actor) {
			return false // named for a post that he has left (限角色)
		}
		return slices.Contains(d.named(w), actor)
	case process.ByRole, process.ByUnitOf, process.ByInitiator:
		return slices.Contains(d.named(w), actor)
	case process.ByHolder:
		return slices.Contains(d.actedIn(w.State), actor) && d.inPost(actor, w.State, seen)
	case process.ByReader, process.ByParties, process.ByHandlers:
	}
	return false
}

// succeeds: in a restricted procedure an event that is for a post, and not for whoever has a turn, opens the case to its
// holders only while nobody of them has acted in it, or who did is no longer there or must keep out.
func (d *decision) succeeds(actor PersonID) bool {
	if d.p.Secrecy != process.Restricted || d.c.Status == Draft {
		return false
	}
	for _, e := range d.p.EventsIn(d.c.State) {
		for i := range e.By {
			w := &e.By[i]
			if w.Kind != process.ByRole && w.Kind != process.ByUnitOf {
				continue
			}
			holders := d.named(w)
			if slices.Contains(holders, actor) && !slices.ContainsFunc(holders, d.tookPart) {
				return true
			}
		}
	}
	return false
}

// tookPart: he acted in the case and need not keep out of it.
func (d *decision) tookPart(p PersonID) bool {
	return d.conflict(p) == "" && slices.ContainsFunc(d.allActs(), func(a Handled) bool { return a.Person == p || a.For == p })
}

// blind refuses an act of somebody who may not see the restricted case that he names by its id.
func (e *Engine) blind(ctx context.Context, p *Procedure, snap Snapshot, cmd Command) error {
	if p.Secrecy != process.Restricted || cmd.Actor == "" || cmd.Notice != "" || cmd.Errand != "" || cmd.Kind == DoOpen || cmd.Kind == DoIntervene || cmd.Kind == DoHandover {
		return nil
	}
	seats, err := e.cfg.Store.Seats(ctx, cmd.Actor, cmd.Case)
	if err != nil {
		return err
	}
	if d := begin(p, snap, cmd, e.cfg.Clock.Now()); d.relation(cmd.Actor, seats) == NoRelation && !d.oversees(cmd) {
		return NotFound()
	}
	return nil
}

// isCopied: a copy was sent to him; in a restricted procedure also that some copy would name him today.
func (d *decision) isCopied(actor PersonID, seats []Seat) bool {
	if !slices.ContainsFunc(seats, func(s Seat) bool { return strings.HasPrefix(s.Task, seatCopy) }) {
		return false
	}
	return d.p.Secrecy != process.Restricted || d.copiesCall(actor)
}

func (d *decision) copiesCall(actor PersonID) bool {
	calls := func(list []process.Who) bool {
		return slices.ContainsFunc(list, func(w process.Who) bool { return d.calls(&w, actor, nil) })
	}
	copies := func(list []process.Effect) bool {
		return slices.ContainsFunc(list, func(e process.Effect) bool { return e.Kind == process.Copy && calls(e.To) })
	}
	branches := func(list []process.Branch) bool {
		return slices.ContainsFunc(list, func(b process.Branch) bool { return copies(b.Do) })
	}
	for i := range d.p.States {
		s := &d.p.States[i]
		if branches(s.Join) || branches(s.Auto) || (s.After != nil && branches(s.After.Branches)) {
			return true
		}
		for j := range s.Tasks {
			if slices.ContainsFunc(s.Tasks[j].Overdue, func(o process.OverdueStep) bool { return o.Kind == "copy" && calls(o.By) }) {
				return true
			}
		}
		for _, e := range d.p.EventsIn(s.ID) {
			if copies(e.Do) || branches(e.Branches) {
				return true
			}
		}
	}
	return false
}

// strip takes from a case everything but what it is called and where its reader acted last.
func (d *decision) strip(c *Case) {
	for _, a := range d.allActs() {
		if a.Person == d.cmd.Actor || a.For == d.cmd.Actor {
			c.State = a.State
		}
	}
	c.Outcome, c.Status, c.ClosedAt, c.Due = "", Opened, 0, workdayDue{}
	c.UpdatedAt = c.CreatedAt
}

// maySeeCopied: a copied reader of a restricted case reads the fields that name him under 可见, and no others.
func (d *decision) maySeeCopied(f *process.Field) bool {
	if d.p.Secrecy != process.Restricted {
		return true
	}
	return !f.Sealed && d.listsReader(f)
}

// listsReader: the field's 可见 names the actor, by role or otherwise, and the case stands where it may be read.
func (d *decision) listsReader(f *process.Field) bool {
	if len(f.SeeIn) > 0 && !slices.Contains(f.SeeIn, d.c.State) {
		return false
	}
	for _, reader := range d.readsFor() {
		for _, role := range f.See {
			if slices.Contains(d.holdersOf(&process.Who{Role: role}, d.c.Unit), reader) {
				return true
			}
		}
		if slices.ContainsFunc(f.SeeBy, func(w process.Who) bool { return d.calls(&w, reader, nil) }) {
			return true
		}
	}
	return false
}
