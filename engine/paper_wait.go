package engine

import (
	"slices"

	"dandang/engine/process"
)

// nextAct is what a document waits for, by its status and its template; "" when its life is complete.
func nextAct(t *process.Document, status string) string {
	switch status {
	case DocumentDraft:
		if len(t.Checker) > 0 {
			return PaperCheck
		}
		return PaperSign
	case DocumentReturned:
		return PaperSubmit
	case DocumentChecked:
		return PaperSign
	case DocumentSigned:
		if len(t.Stamp) > 0 {
			return PaperStamp
		}
	case DocumentStamped:
	default:
		return ""
	}
	if len(t.Serve) > 0 {
		return PaperServe
	}
	return ""
}

// mayPaper lists who may do an act on a document now: whoever the template names, in post, not barred from the case or by
// the template, and for checking and signing not one of those who wrote it.
func (d *decision) mayPaper(t *process.Document, p *Paper, act string) []PersonID {
	writes := act == PaperCheck || act == PaperSign
	able := func(x PersonID) bool {
		return d.active(x) && d.conflict(x) == "" && d.keptFrom(t.Not, x) == "" && (!writes || !slices.Contains(p.Hands, x))
	}
	var found []PersonID
	switch act {
	case PaperCheck:
		found, _ = d.peopleWho(t.Checker, able)
	case PaperSign:
		found, _ = d.peopleWho(t.Signer, able)
	case PaperStamp:
		found, _ = d.peopleWho(t.Stamp, able)
	case PaperSubmit, PaperEdit, PaperServe:
		found = d.drafters(t, p)
	case PaperReturn:
		if p.Waits != PaperCheck && p.Waits != PaperSign {
			return nil
		}
		return d.mayPaper(t, p, p.Waits)
	case PaperVoid:
		found = d.voiders(t, p)
	case PaperRetry:
		found = d.responsible("")
	}
	return slices.DeleteFunc(slices.Clone(found), func(x PersonID) bool { return !able(x) })
}

// drafters: who the template names, else who issued it, else (the clock issued it) who last handled the case.
func (d *decision) drafters(t *process.Document, p *Paper) []PersonID {
	if len(t.Drafter) > 0 {
		found, _ := d.people(t.Drafter)
		return found
	}
	if p.Author != "" {
		return []PersonID{p.Author}
	}
	acts := d.allActs()
	for i := len(acts) - 1; i >= 0; i-- {
		if a := acts[i]; !a.Reader && a.Person != d.c.Initiator {
			return []PersonID{a.Person}
		}
	}
	return nil
}

// voiders: until it is signed its drafters, then who signs; what nobody signs, its drafters.
func (d *decision) voiders(t *process.Document, p *Paper) []PersonID {
	switch p.Status {
	case DocumentDraft, DocumentReturned, DocumentChecked:
		return d.drafters(t, p)
	}
	if len(t.Signer) == 0 {
		return d.drafters(t, p)
	}
	found, _ := d.people(t.Signer)
	return found
}

// await finds whom a document waits for now and seats them. Where nobody may act it waits for the process owner, and he
// is told: a paper is never forgotten. It reports whether anything changed.
func (d *decision) await(t *process.Document, id string) bool {
	i := d.paperAt(id)
	p := &d.c.Memo.Papers[i]
	waits, seats, lost := nextAct(t, p.Status), []PersonID(nil), false
	if waits != "" {
		seats = d.mayPaper(t, p, waits)
		seats = append(seats, sortedKeys(d.paperStandins(seats, p, waits))...)
		if len(seats) == 0 {
			lost, seats = true, d.mayPaper(t, p, PaperRetry)
		}
	}
	if p.Waits == waits && p.Lost == lost && slices.Equal(p.Seats, seats) {
		return false
	}
	for _, x := range p.Seats {
		box := BoxGone
		if x == d.cmd.Actor && d.cmd.Kind == DoDocument {
			box = BoxDone
		}
		d.putSeat(Seat{Person: x, Task: seatPaper + id, Case: d.c.ID, Box: box, SortAt: d.now, State: d.c.State})
	}
	for _, x := range seats {
		d.putSeat(Seat{Person: x, Task: seatPaper + id, Case: d.c.ID, Box: BoxTodo, SortAt: FarFuture, State: d.c.State})
	}
	if lost && !p.Lost {
		d.message("incident", seats, msgNotifyIncident.Text(d.titleText(), msgPaperLost.Text(t.Name, paperActName[waits].Text())))
	}
	p.Waits, p.Seats, p.Lost = waits, seats, lost
	return true
}

// reseatPapers looks again at whom the documents wait for, after the directory changed or somebody recused himself.
func (d *decision) reseatPapers() bool {
	changed := false
	for i := range d.c.Memo.Papers {
		p := &d.c.Memo.Papers[i]
		if t := d.p.Document(p.Key); t != nil && p.Waits != "" && d.await(t, p.ID) {
			changed = true
		}
	}
	return changed
}
