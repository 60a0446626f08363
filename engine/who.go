package engine

import (
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// people finds whom a list names: the union of all, or where some are guarded, the first whose condition holds.
// missing lists the paths that kept a condition from being judged.
func (d *decision) people(whos []process.Who) (found []PersonID, missing []string) {
	return d.peopleWho(whos, nil)
}

// peopleWho is people, where an entry that looks upwards (逐级上找) goes on until somebody is able.
func (d *decision) peopleWho(whos []process.Who, able func(PersonID) bool) (found []PersonID, missing []string) {
	guarded := slices.ContainsFunc(whos, func(w process.Who) bool { return w.When != nil })
	for i := range whos {
		w := &whos[i]
		if guarded && w.When != nil {
			truth, lacks := w.When.Test(d.env(d.cmd.Actor))
			if truth == guardUnsure {
				return nil, lacks
			}
			if truth == guardNo {
				continue
			}
		}
		for _, p := range d.widened(w, able) {
			if !slices.Contains(found, p) {
				found = append(found, p)
			}
		}
		if guarded {
			break
		}
	}
	return found, nil
}

// named finds whom one entry names, in directory order.
func (d *decision) named(w *process.Who) []PersonID {
	switch w.Kind {
	case process.ByRole:
		return d.holdersOf(w, d.roleUnit())
	case process.ByUnitOf:
		return d.holdersOf(w, d.unitIn(w.Field))
	case process.ByInitiator:
		return []PersonID{d.c.Initiator}
	case process.ByField:
		return d.peopleIn(w.Field)
	case process.ByHolder:
		return d.actedIn(w.State)
	case process.ByParties:
		return d.parties()
	case process.ByHandlers:
		return d.handlers()
	case process.ByReader:
	}
	return nil
}

func (d *decision) roleUnit() UnitID { return d.c.Unit }

func (d *decision) holdersOf(w *process.Who, unit UnitID) []PersonID {
	role := d.p.Role(w.Role)
	if role == nil {
		return nil
	}
	scope, ok := directory.ParseScope(role.Scope)
	if !ok {
		return nil
	}
	book, on := d.snap.Facts.Book, string(d.today())
	return book.Holders(role.ID, unit, scope, on)
}

// widened finds whom one entry names; with 逐级上找, when none of them is able (nobody has the post, all are recused or
// away for good), whoever of the units above is, one unit at a time. Where nobody at all is able, those found first stay,
// so that they can be told why.
func (d *decision) widened(w *process.Who, able func(PersonID) bool) []PersonID {
	found := d.named(w)
	if w.Kind == process.ByHolder { // the turn is the principal's, also where somebody stood in for him
		found = d.principalsIn(w.State)
	}
	if !w.Escalate {
		return found
	}
	some := func(people []PersonID) bool {
		return len(people) > 0 && (able == nil || slices.ContainsFunc(people, able))
	}
	unit := d.roleUnit()
	if w.Kind == process.ByUnitOf {
		unit = d.unitIn(w.Field)
	}
	if some(found) {
		return found
	}
	for _, above := range d.snap.Facts.Book.Above(unit) {
		for _, next := range d.holdersAt(w.Role, above) {
			if some(next) {
				return next
			}
			if len(found) == 0 {
				found = next
			}
		}
	}
	return found
}

// holdersAt lists who holds a role in a unit, and then, where the role is one of a level (本级), who holds it anywhere in
// the level of that unit: above the county's holders come the city's, in whichever office.
func (d *decision) holdersAt(role string, unit UnitID) [][]PersonID {
	book, on := d.snap.Facts.Book, string(d.today())
	steps := [][]PersonID{book.Holders(role, unit, directory.ScopeUnit, on)}
	if r := d.p.Role(role); r != nil && directory.Scope(r.Scope) == directory.ScopeLevel {
		steps = append(steps, book.Holders(role, unit, directory.ScopeLevel, on))
	}
	return steps
}

// unitIn is the unit that a field names, or the unit of the person it names.
func (d *decision) unitIn(field string) UnitID {
	id, _ := d.c.Memo.Fields[field].(string)
	if f := d.p.Field(field); f != nil && f.Type == process.Person {
		p, _ := d.snap.Facts.Book.Person(id)
		return p.Unit
	}
	return id
}

// peopleIn lists the people of a person, persons or party field.
func (d *decision) peopleIn(field string) []PersonID {
	switch v := d.c.Memo.Fields[field].(type) {
	case string:
		if v != "" {
			return []PersonID{v}
		}
	case []any:
		var ids []PersonID
		for _, item := range v {
			if id, ok := item.(string); ok {
				ids = append(ids, id)
			}
		}
		return ids
	case map[string]any:
		if id, ok := v["person"].(string); ok && id != "" {
			return []PersonID{id}
		}
		if f := d.p.Field(field); f != nil && !f.Sealed { // an outsider whom the directory knows by his id number
			return d.peopleBehind(field)
		}
	}
	return nil
}

// actedIn lists who acted in a state in its last round there, a delegate and his principal both.
func (d *decision) actedIn(state string) []PersonID { return actors(d.actsIn(state)) }

// actsIn lists the acts of the last round in a state.
func (d *decision) actsIn(state string) []Handled {
	if d.c.State == state && len(d.r.Data.Acts) > 0 {
		return d.r.Data.Acts
	}
	for i := len(d.c.Memo.Trail) - 1; i >= 0; i-- {
		if v := &d.c.Memo.Trail[i]; v.State == state && !v.Taken {
			return v.Acts
		}
	}
	return nil
}

func actors(acts []Handled) []PersonID {
	var ids []PersonID
	for _, a := range acts {
		for _, p := range []PersonID{a.Person, a.For} {
			if p != "" && !slices.Contains(ids, p) {
				ids = append(ids, p)
			}
		}
	}
	return ids
}

// allActs lists every act of the case so far, this round's last.
func (d *decision) allActs() []Handled {
	var acts []Handled
	for i := range d.c.Memo.Trail {
		if !d.c.Memo.Trail[i].Taken { // what stands of it goes on in a later round
			acts = append(acts, d.c.Memo.Trail[i].Acts...)
		}
	}
	return append(acts, d.r.Data.Acts...)
}

func (d *decision) handlers() []PersonID { return actors(d.allActs()) }

func (d *decision) parties() []PersonID {
	var ids []PersonID
	for _, f := range d.p.Parties {
		ids = append(ids, d.peopleIn(f)...)
	}
	return ids
}

// conflict says why a person must keep out of the case altogether, "" if nothing does: party, near relative of one,
// recused (监察法第67条、公务员法第76条).
func (d *decision) conflict(p PersonID) string {
	book := d.snap.Facts.Book
	for _, f := range d.p.Parties {
		for _, party := range d.peopleIn(f) {
			if party == p {
				return msgParty.Text(d.p.fieldName(f))
			}
			if relation, ok := book.Related(p, party); ok {
				return msgKin.Text(d.p.fieldName(f), relation)
			}
		}
	}
	for _, r := range d.c.Memo.Recusals {
		if r.Person == p {
			if r.Kind == "declared" {
				return msgDeclared.Text()
			}
			return msgOrdered.Text()
		}
	}
	if d.conceals(p) {
		return hiddenWhy
	}
	return ""
}

// recusal makes the refusal; in a restricted procedure it says nothing of why.
func (d *decision) recusal(why string) *Refusal {
	if d.p.Secrecy == process.Restricted || why == hiddenWhy {
		return refuse(ERecused, msgOnlyRecused.Text())
	}
	return &Refusal{Code: ERecused, Detail: msgRecused.Text(why)}
}

// barred says why a person may not act on a task though his post is called: recusal, the task's own exclusions, or
// separation of duties. nil if nothing stands against it. What is for the initiator, or for a party by name, is not
// barred to him as a party.
func (d *decision) barred(p PersonID, spec *process.Task) *Refusal {
	if spec == nil {
		return nil
	}
	if p == d.c.Initiator && slices.ContainsFunc(spec.For, func(w process.Who) bool { return w.Kind == process.ByInitiator }) {
		return nil
	}
	own := slices.ContainsFunc(spec.For, func(w process.Who) bool { return d.ownPart(p, &w) })
	if why := d.conflict(p); why != "" && !own {
		return d.recusal(why)
	}
	if why := d.keptFrom(spec.Not, p); why != "" {
		return d.recusal(why)
	}
	return d.separated(p, spec)
}

// keptFrom says why a list of 不得由 keeps somebody out, "" where it does not.
func (d *decision) keptFrom(not []process.Who, p PersonID) string {
	for i := range not {
		if slices.Contains(d.excluded(&not[i]), p) {
			return d.exclusion(&not[i])
		}
	}
	return ""
}

// ownPart: the entry calls the person as the party that he is (当事人自己申诉、自己申请复查), which bars him from
// everything else but not from this.
func (d *decision) ownPart(p PersonID, w *process.Who) bool {
	return w.Kind == process.ByField && slices.Contains(d.p.Parties, w.Field) && slices.Contains(d.peopleIn(w.Field), p)
}

func (d *decision) exclusion(w *process.Who) string {
	switch w.Kind {
	case process.ByInitiator:
		return msgInitiator.Text()
	case process.ByHolder:
		return msgEarlier.Text(d.p.stateName(w.State))
	case process.ByField:
		return msgParty.Text(d.p.fieldName(w.Field))
	case process.ByHandlers:
		return msgEarlier.Text(d.p.stateName(d.firstActed()))
	default:
		return d.describe([]process.Who{*w})
	}
}

func (d *decision) firstActed() string {
	for _, a := range d.allActs() {
		if a.handledBy(d.cmd.Actor) {
			return a.State
		}
	}
	return d.c.State
}

// separated: 经办, 审核 and 审批 of one case are never the same person's, however many posts he holds.
func (d *decision) separated(p PersonID, spec *process.Task) *Refusal {
	if spec.Duty == "" {
		return nil
	}
	for _, a := range d.allActs() {
		if a.handledBy(p) && a.Duty != "" && a.Duty != string(spec.Duty) {
			mine, other := dutyName[string(spec.Duty)].Text(), dutyName[a.Duty].Text()
			return refuse(ESeparation, msgSeparation.Text(d.p.stateName(a.State), other, mine, d.p.stateName(d.c.State)))
		}
	}
	return nil
}

// eligible lists who may take a task now. missing is as of people.
func (d *decision) eligible(spec *process.Task) (found []PersonID, missing []string) {
	able := func(p PersonID) bool { return d.barred(p, spec) == nil && d.active(p) }
	all, missing := d.callable(spec, able)
	for _, p := range all {
		if able(p) {
			found = append(found, p)
		}
	}
	return found, missing
}

func (d *decision) active(p PersonID) bool {
	person, ok := d.snap.Facts.Book.Person(p)
	return ok && person.Active
}

// describe says in words whom a list names: posts, not people.
func (d *decision) describe(whos []process.Who) string {
	var names []string
	for i := range whos {
		w := &whos[i]
		switch w.Kind {
		case process.ByRole, process.ByUnitOf:
			if r := d.p.Role(w.Role); r != nil && r.Name != "" {
				names = append(names, r.Name)
			} else {
				names = append(names, w.Role)
			}
		case process.ByInitiator:
			names = append(names, msgWhoInitiator.Text())
		case process.ByField:
			names = append(names, d.p.fieldName(w.Field))
		case process.ByHolder:
			names = append(names, msgWhoHolderOf.Text(d.p.stateName(w.State)))
		case process.ByParties:
			names = append(names, msgWhoParties.Text())
		case process.ByHandlers:
			names = append(names, msgWhoHandlers.Text())
		case process.ByReader:
			names = append(names, msgWhoReaders.Text())
		}
	}
	return strings.Join(names, msgAnd.Text())
}

// holders says who has the open tasks: posts where the procedure is restricted or votes, else people.
func (d *decision) holders(open []Task) string {
	var names []string
	for _, t := range open {
		spec := d.p.task(t.State, t.Group)
		if spec == nil {
			continue
		}
		names = append(names, d.describe(spec.For))
	}
	if len(names) == 0 {
		return msgWhoHolderOf.Text(d.p.stateName(d.c.State))
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), msgAnd.Text())
}

func (d *decision) personName(id PersonID) string {
	if p, ok := d.snap.Facts.Book.Person(id); ok {
		return p.Name
	}
	return id
}
