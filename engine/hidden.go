package engine

import (
	"slices"

	"dandang/engine/process"
)

// hiddenWhy is all that anybody is told where recusal rests on a sealed field.
var hiddenWhy = msgOnlyRecused.Text()

// normal checks a value; one of a sealed or party field comes prepared by the engine, and is taken in no other form.
func (d *decision) normal(f *process.Field, v any) (any, string) {
	if p, ok := v.(prepared); ok {
		return p.wire, p.problem
	}
	if f.Sealed || f.Type == process.Party {
		return nil, "“" + f.Name + "”" + msgSealedWrong.Text()
	}
	return f.Normalise(v)
}

// peopleBehind lists whom a sealed field leads to, without opening it.
func (d *decision) peopleBehind(field string) []PersonID {
	var ids []PersonID
	for _, mac := range macsIn(d.c.Memo.Fields[field]) {
		if id := d.snap.Facts.Hidden[mac]; id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// conceals: the person, or a near relative, stands behind a sealed field. Such a field counts whether or not the
// definition lists it among the parties.
func (d *decision) conceals(p PersonID) bool {
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		if !f.HidesPeople() {
			continue
		}
		for _, behind := range d.peopleBehind(f.ID) {
			if _, kin := d.snap.Facts.Book.Related(p, behind); kin || behind == p {
				return true
			}
		}
	}
	return false
}

// picks refuses to name as handler somebody who may not handle the case, where the procedure has people behind seals: in
// one and the same words for every ground, so that trying people out tells nothing more.
func (d *decision) picks() *Refusal {
	if !slices.ContainsFunc(d.p.Fields, func(f process.Field) bool { return f.HidesPeople() }) {
		return nil
	}
	for _, id := range sortedKeys(d.patch) {
		if f := d.p.Field(id); !f.Clear && !d.namesHandler(id) {
			continue
		}
		for _, p := range d.peopleIn(id) {
			if d.conflict(p) != "" {
				return &Refusal{Code: ERecused, Detail: hiddenWhy, Problems: []FieldProblem{{id, hiddenWhy}}}
			}
		}
	}
	return nil
}

// namesHandler: some task or event is for whom the field names.
func (d *decision) namesHandler(field string) bool {
	names := func(list []process.Who) bool {
		return slices.ContainsFunc(list, func(w process.Who) bool { return w.Kind == process.ByField && w.Field == field })
	}
	for i := range d.p.States {
		s := &d.p.States[i]
		for j := range s.Tasks {
			if names(s.Tasks[j].For) || s.Tasks[j].Vote != nil && s.Tasks[j].Vote.Roster == field {
				return true
			}
		}
		for _, e := range d.p.EventsIn(s.ID) {
			if names(e.By) {
				return true
			}
		}
	}
	return false
}

// shownValue is a value as any reader may see it: of an id number, only that it is there.
func shownValue(f *process.Field, v any) any {
	m, ok := v.(map[string]any)
	if !ok || f.Type != process.Party || m["id_no"] == nil {
		return v
	}
	out := map[string]any{}
	for key, item := range m {
		out[key] = item
	}
	out["id_no"] = SealedMark()
	return out
}
