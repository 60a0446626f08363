package engine

import (
	"maps"
	"slices"
	"strings"

	"dandang/engine/process"
)

// mayTakeBack says why the actor may not take the latest act back, nil if he may: it is his own, nobody has acted since
// or looked at what it produced, and everything that it did can be undone (design.md §5 收回).
func (d *decision) mayTakeBack() *Refusal {
	last := d.c.Memo.Last
	switch {
	case last == nil || last.Person != d.cmd.Actor:
		return refuse(EGuard, msgNothingBack.Text())
	case last.Kept != "":
		return refuse(EGuard, last.Kept)
	}
	if why := d.conflict(d.cmd.Actor); why != "" && d.cmd.Actor != d.c.Initiator {
		return d.recusal(why)
	}
	for _, key := range last.Opened {
		if slices.Contains(d.snap.Seen, key) {
			return refuse(EConflict, msgSeen.Text())
		}
	}
	return nil
}

// undoLast undoes the actor's latest act by an act of its own: the record keeps both.
func (d *decision) undoLast() *Refusal {
	if refusal := d.mayTakeBack(); refusal != nil {
		return refusal
	}
	if d.lacksOpinion() {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedReason.Text()}}}
	}
	last := d.c.Memo.Last
	d.eventName, d.ch.Assumes.Unseen = builtin[EventTakeBack].Text(), last.Opened
	d.extra["took_back"] = last.N
	for _, undo := range []func(*LastAct) *Refusal{d.undoMoves, d.undoClaims, d.undoPapers} {
		if refusal := undo(last); refusal != nil {
			return refusal
		}
	}
	d.undoFields(last)
	d.unseat(last)
	if d.r.N == last.Round {
		d.resumeTurns(last)
	} else {
		d.resumeRound(last)
	}
	d.undoDuties(last)
	d.c.Memo.Returned, d.c.Memo.Answered, d.c.Memo.Proposal = last.Listed, last.Past, last.Advice
	d.message("notify", last.Told, msgTookBack.Text(d.titleText(), last.Name))
	return nil
}

// undoMoves releases what was reserved, and reserves again what was released, if it is still free.
func (d *decision) undoMoves(last *LastAct) *Refusal {
	for _, m := range slices.Backward(last.Moves) {
		entry := d.c.Memo.Entries[m.Name]
		if m.Kind == "reserve" {
			d.moveEntry(m.Name, entry, "release")
			continue
		}
		if b := d.balance(entry.Key); b.Free() < entry.Amount {
			return refuse(EGuard, msgNoMoney.Text(d.ledgerName(entry.Ledger), d.units(entry.Ledger, entry.Amount), d.units(entry.Ledger, b.Free())))
		}
		d.needFree(entry.Key, entry.Amount)
		d.moveEntry(d.freshEntry(m.Name), Entry{Ledger: entry.Ledger, Key: entry.Key, Amount: entry.Amount}, "reserve")
	}
	return nil
}

// undoClaims holds the unique keys again that the case held before.
func (d *decision) undoClaims(last *LastAct) *Refusal {
	if !last.Bound {
		return nil
	}
	for _, key := range last.Claims {
		if slices.Contains(d.c.Memo.Claims, key) {
			continue
		}
		if holder := d.snap.Facts.Claims[key]; holder != "" && holder != d.c.ID {
			return refuse(EDuplicate, msgDuplicate.Text(strings.Join(d.uniqueNames(), msgAnd.Text())))
		}
		d.ch.Claims = append(d.ch.Claims, key)
	}
	for _, key := range d.c.Memo.Claims {
		if !slices.Contains(last.Claims, key) {
			d.ch.Unclaims = append(d.ch.Unclaims, key)
		}
	}
	d.c.Memo.Claims = last.Claims
	return nil
}

// undoPapers makes the drafts void that the act issued: nobody has signed them.
func (d *decision) undoPapers(last *LastAct) *Refusal {
	for _, id := range last.Papers {
		i := slices.IndexFunc(d.snap.Papers, func(doc Document) bool { return doc.ID == id })
		at := d.paperAt(id)
		if i < 0 || at < 0 || d.snap.Papers[i].Status != DocumentDraft {
			return refuse(EConflict, msgSeen.Text())
		}
		doc := d.snap.Papers[i]
		doc.Status, doc.Life.Void, doc.Life.VoidedAt = DocumentVoid, d.cmd.Opinion, d.now
		for _, p := range d.c.Memo.Papers[at].Seats {
			d.putSeat(Seat{Person: p, Task: seatPaper + id, Case: d.c.ID, Box: BoxGone, SortAt: d.now, State: d.c.State})
		}
		d.c.Memo.Papers[at].Status, d.c.Memo.Papers[at].Waits, d.c.Memo.Papers[at].Seats = DocumentVoid, "", nil
		d.putDocument(doc, PaperVoid)
	}
	return nil
}

func (d *decision) undoFields(last *LastAct) {
	for _, id := range sortedKeys(last.Was) {
		if !sameWire(last.Was[id], d.c.Memo.Fields[id]) {
			d.put(id, last.Was[id])
		}
	}
}

func (d *decision) undoDuties(last *LastAct) {
	if !last.Timed {
		return
	}
	d.c.Memo.Duties = last.Duties
	stop := TimerStop{Case: d.c.ID, Kind: TimerDuty, Group: "*"}
	d.ch.StopTimers = append(d.ch.StopTimers, stop)
	d.dropNew(stop)
	d.timeDuties()
}

// unseat takes the copies away that the act sent, and the act from among its actor's 已办.
func (d *decision) unseat(last *LastAct) {
	for _, key := range last.Opened {
		d.putSeat(Seat{Person: key.Person, Task: key.Task, Case: d.c.ID, Box: BoxGone, SortAt: d.now, State: d.c.State})
	}
	for _, t := range d.snap.Prior {
		if t.ID == last.Task {
			t.Status, t.Reason = TaskTaken, d.cmd.Opinion
			d.putTask(t)
			d.putSeat(Seat{Person: last.Person, Task: t.ID, Case: d.c.ID, Box: BoxGone, SortAt: d.now, State: t.State})
		}
	}
}

// resumeTurns: the round goes on as before the act.
func (d *decision) resumeTurns(last *LastAct) {
	for _, t := range d.openTasks() {
		if strings.HasPrefix(t.ID, last.Command) {
			d.closeTask(t, TaskCancelled, "", "", "", builtin[EventTakeBack].Text())
		}
	}
	now := d.r.Data
	d.r.Data = last.Data.own()
	d.r.Data.Groups = maps.Clone(last.Data.Groups)
	d.reopenTurns(last)
	for group, g := range d.r.Data.Groups {
		if spec := d.p.task(d.c.State, group); spec != nil && g.Result == "" && now.Groups[group].Result != "" {
			d.stopTimers("", group)
			d.timersOf(spec, g)
		}
	}
}

// resumeRound goes back to the stage that the act left, in a new round that goes on where that one stopped: what others
// did in it stands, and the time is what was left.
func (d *decision) resumeRound(last *LastAct) {
	d.leave(EventTakeBack)
	var left *Visit
	for i := range d.c.Memo.Trail {
		if v := &d.c.Memo.Trail[i]; v.Round >= last.Round {
			v.Taken = true
			if v.Round == last.Round {
				left = v
			}
		}
	}
	d.c.Round++
	d.c.State = last.State
	d.r = Round{Case: d.c.ID, N: d.c.Round, State: last.State, OpenedAt: d.now, From: last.From, Data: last.Data.own()}
	d.tasks = nil
	d.path = append(d.path, last.State)
	d.c.Memo.Previous = cloneFields(d.c.Memo.Fields)
	for id, v := range last.Earlier {
		d.c.Memo.Previous[id] = v
	}
	s := d.state()
	if last.Draft {
		d.c.Status, d.c.SubmittedAt, d.c.Memo.Clock, d.c.Due = Draft, 0, nil, workdayDue{}
		stop := TimerStop{Case: d.c.ID, Kind: TimerDeadline, Group: "*"}
		d.ch.StopTimers = append(d.ch.StopTimers, stop)
		d.dropNew(stop)
	} else {
		d.clockCase(s)
	}
	d.carryOver(last)
	d.resumeClocks(s, left)
	d.reopenTurns(last)
}

// carryOver notes who has acted in the groups of the round that goes on.
func (d *decision) carryOver(last *LastAct) {
	carried := map[string][]PersonID{}
	for group, people := range last.Data.Carried {
		carried[group] = slices.Clone(people)
	}
	for _, t := range d.snap.Prior {
		if t.Round == last.Round && t.Kind == Work && t.Status == TaskDone && t.ID != last.Task {
			carried[t.Group] = append(carried[t.Group], t.Actor)
		}
	}
	d.r.Data.Carried = carried
}

// resumeClocks lets the groups' clocks run on with what was left of them, and the period that moves the case on.
func (d *decision) resumeClocks(s *process.State, left *Visit) {
	d.r.Data.Groups = maps.Clone(d.r.Data.Groups)
	cal := d.snap.Facts.Calendar
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		g := d.r.Data.Groups[spec.Group]
		if g.Result != "" {
			continue
		}
		if k, ok := left.Clocks[spec.Group]; ok && g.Clock != nil {
			k = cal.Resume(k, d.now)
			g.Clock, g.Due = &k, cal.Due(k)
			d.setGroup(spec.Group, g)
		}
		d.timersOf(spec, g)
	}
	switch {
	case d.r.Data.AfterClock != nil:
		d.timeAfter()
	case s.After != nil:
		d.startAfter(s)
	}
}

// reopenTurns opens the turns again that the act closed, for those of their holders who still may act.
func (d *decision) reopenTurns(last *LastAct) {
	for _, t := range last.Closed {
		spec := d.p.task(d.c.State, t.Group)
		people := slices.DeleteFunc(slices.Clone(t.Candidates), func(p PersonID) bool {
			return !d.active(p) || spec != nil && d.barred(p, spec) != nil
		})
		if len(people) == 0 && spec != nil {
			d.nobody(spec, spec.For, nil)
			continue
		}
		d.retask(t.ID, d.openTask(t.Group, t.Kind, people, d.r.Data.Groups[t.Group].Due))
	}
}
