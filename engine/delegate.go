package engine

import (
	"maps"
	"slices"

	"dandang/engine/process"
)

// delegateOf is who acts for somebody in this procedure today, "" if nobody does. Delegation is one step only: the
// directory holds no chains.
func (d *decision) delegateOf(p PersonID) PersonID {
	q, _ := d.snap.Facts.Book.DelegateFor(p, d.p.Key, string(d.today()))
	return q
}

// onBehalf says who acted for whom: 李四代张三; the name alone where he acted for himself.
func (d *decision) onBehalf(actor, principal PersonID) string {
	if principal == "" {
		return d.personName(actor)
	}
	return msgOnBehalf.Text(d.personName(actor), d.personName(principal))
}

// principals are those who hold a turn themselves: its candidates without their delegates.
func (t *Task) principals() []PersonID {
	return slices.DeleteFunc(slices.Clone(t.Candidates), func(p PersonID) bool { return t.Standins[p] != "" })
}

// standIn seats on an open turn who acts meanwhile for those of its principals who are away.
func (d *decision) standIn(t *Task, principals []PersonID) {
	t.Candidates, t.Standins = slices.Clone(principals), nil
	spec := d.p.task(t.State, t.Group)
	if t.Kind != Work || spec == nil || !spec.Delegable {
		return
	}
	for _, p := range principals {
		q := d.delegateOf(p)
		if q == "" || slices.Contains(t.Candidates, q) || d.mayStandIn(q, spec) != nil || d.signsAlready(q, spec, t) {
			continue
		}
		if t.Standins == nil {
			t.Standins = map[PersonID]PersonID{}
		}
		t.Candidates = append(t.Candidates, q)
		t.Standins[q] = p
	}
}

// seatTurn gives an open turn to people, and seats their delegates beside them.
func (d *decision) seatTurn(t Task, principals []PersonID) {
	next := t
	d.standIn(&next, principals)
	t.Standins = next.Standins
	d.replaceSeats(t, next.Candidates)
}

// signsAlready: in 会签 and 依次 nobody signs twice, for himself and for somebody else, or for two people.
func (d *decision) signsAlready(q PersonID, spec *process.Task, t *Task) bool {
	if spec.Mode == process.Any {
		return false
	}
	if d.hasActed(spec.Group, q) {
		return true
	}
	if own, _ := d.eligible(spec); slices.Contains(own, q) {
		return true
	}
	return slices.ContainsFunc(d.openTasks(), func(o Task) bool {
		return o.Group == t.Group && o.Kind == Work && o.ID < t.ID && o.Standins[q] != ""
	})
}

// mayStandIn: nothing stands against the delegate himself. Who filed the case, or is party to it, never acts in it by way
// of somebody else's turn, whatever the task says of him.
func (d *decision) mayStandIn(q PersonID, spec *process.Task) *Refusal {
	if q == d.c.Initiator {
		return d.recusal(msgInitiator.Text())
	}
	if !d.active(q) {
		return refuse(EForbidden, msgNobody.Text(q))
	}
	if why := d.conflict(q); why != "" {
		return d.recusal(why)
	}
	return d.barred(q, spec)
}

// standsFor checks, as he acts, that the delegate still stands in: the delegation runs, and nothing stands against his
// principal or himself.
func (d *decision) standsFor(principal PersonID, spec *process.Task) *Refusal {
	if d.delegateOf(principal) != d.cmd.Actor {
		return refuse(EForbidden, msgDelegationOver.Text(d.personName(principal)))
	}
	if refusal := d.barred(principal, spec); refusal != nil {
		return refusal
	}
	return d.mayStandIn(d.cmd.Actor, spec)
}

// heldBack explains to a delegate why he holds none of the open turns though somebody who does handed it over to him.
func (d *decision) heldBack(open []Task) *Refusal {
	for i := range open {
		spec := d.p.task(open[i].State, open[i].Group)
		if spec == nil || !spec.Delegable {
			continue
		}
		for _, p := range open[i].principals() {
			if d.delegateOf(p) != d.cmd.Actor {
				continue
			}
			if refusal := d.mayStandIn(d.cmd.Actor, spec); refusal != nil {
				return refusal
			}
		}
	}
	return nil
}

// behind finds for whom the actor stands in among those whom an entry of `by` names: posts, never who acts as the
// initiator, a party or a reader. "" if for nobody.
func (d *decision) behind(w *process.Who, people []PersonID) PersonID {
	if w.Kind != process.ByRole && w.Kind != process.ByUnitOf && w.Kind != process.ByHolder || d.p.Secrecy == process.Restricted {
		return ""
	}
	for _, p := range people {
		if d.delegateOf(p) == d.cmd.Actor && d.conflict(p) == "" {
			return p
		}
	}
	return ""
}

// readsFor are those in whose place the actor reads: himself, and whom he stands in for while a turn of theirs is open.
// What is sealed he opens in his own right only.
func (d *decision) readsFor() []PersonID {
	readers := []PersonID{d.cmd.Actor}
	for _, t := range d.openTasks() {
		if p := t.Standins[d.cmd.Actor]; p != "" && d.delegateOf(p) == d.cmd.Actor {
			readers = append(readers, p)
		}
	}
	return readers
}

// paperStandins are the delegates of those who may do an act on a document: 李四代张三 stands in its signature line.
func (d *decision) paperStandins(may []PersonID, p *Paper, act string) map[PersonID]PersonID {
	found := map[PersonID]PersonID{}
	if d.p.Secrecy == process.Restricted || act == PaperRetry {
		return found
	}
	for _, principal := range may {
		q := d.delegateOf(principal)
		writes := act == PaperCheck || act == PaperSign
		if q == "" || found[q] != "" || slices.Contains(may, q) || writes && slices.Contains(p.Hands, q) || d.mayStandIn(q, &process.Task{}) != nil {
			continue
		}
		found[q] = principal
	}
	return found
}

// principalsIn is actedIn without those who only stood in: who is called again for what he did, as against who must keep out.
func (d *decision) principalsIn(state string) []PersonID {
	if d.c.State == state && len(d.r.Data.Acts) > 0 {
		return holdersOfActs(d.r.Data.Acts)
	}
	for i := len(d.c.Memo.Trail) - 1; i >= 0; i-- {
		if v := &d.c.Memo.Trail[i]; v.State == state {
			return holdersOfActs(v.Acts)
		}
	}
	return nil
}

func holdersOfActs(acts []Handled) []PersonID {
	var ids []PersonID
	for _, a := range acts {
		p := a.Person
		if a.For != "" {
			p = a.For
		}
		if !slices.Contains(ids, p) {
			ids = append(ids, p)
		}
	}
	return ids
}

// sameTurn reports whether a turn is seated as it should be.
func sameTurn(a, b *Task) bool {
	return slices.Equal(a.Candidates, b.Candidates) && maps.Equal(a.Standins, b.Standins)
}
