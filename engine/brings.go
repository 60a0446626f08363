package engine

import (
	"slices"

	"dandang/engine/process"
)

// broughtBy are the files fields that events take from the actor which name their own people (由): such an event is nobody's
// turn, and its fields are written with it alone.
func (d *decision) broughtBy() []string {
	var fields []string
	for _, e := range d.p.EventsIn(d.c.State) {
		if _, refusal := d.standing(e); len(e.By) == 0 || refusal != nil {
			continue
		}
		for _, n := range e.Needs {
			if f := d.p.Field(n.Field); n.Kind == "field" && f != nil && (f.Type == process.Files || f.Type == process.Table) {
				fields = append(fields, n.Field)
			}
		}
	}
	return fields
}

// servesHere: a document of the case waits for the actor to serve it.
func (d *decision) servesHere() bool {
	return slices.ContainsFunc(d.c.Memo.Papers, func(p Paper) bool {
		t := d.p.Document(p.Key)
		return t != nil && d.mayAct(t, &p, PaperServe, "") == nil
	})
}
