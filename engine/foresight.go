package engine

import (
	"slices"
	"strings"

	"dandang/engine/guard"
	"dandang/engine/machine"
	"dandang/engine/process"
)

// forget takes away what somebody may not read.
func (d *decision) forget(rel Relation) {
	shown, masked := d.readable(rel)
	d.c.Memo.Previous = cloneFields(d.c.Memo.Previous)
	for id := range d.c.Memo.Fields {
		if _, ok := shown[id]; !ok || slices.Contains(masked, id) || d.p.Field(id) == nil || d.p.Field(id).Sealed {
			delete(d.c.Memo.Fields, id)
			delete(d.c.Memo.Previous, id)
		}
	}
}

// foresight is the mode in which a decision supposes what it cannot know.
type foresight struct {
	outside bool   // the reader takes no part: ledgers, flags, groups and the like are not known to him either
	answers []bool // to the first open conditions
	asked   []*guard.Expr
	missing [][]string
}

// suppose answers an open condition: as told, or that it holds.
func (f *foresight) suppose(e *guard.Expr, missing []string) bool {
	n := len(f.asked)
	f.asked, f.missing = append(f.asked, e), append(f.missing, missing)
	return n >= len(f.answers) || f.answers[n]
}

// supposes reports whether an open condition is taken to hold. Outside a forecast nothing is supposed.
func (d *decision) supposes(e *guard.Expr, missing []string) bool {
	return d.foresight != nil && d.foresight.suppose(e, missing)
}

// veiled: to whoever takes no part in the case a forecast says nothing of what only handlers know: ledgers, flags, results
// of votes, linked cases. Results of groups are supposed anyway. What the case and the file say of themselves is no secret, and fields are forgotten
// one by one.
func (d *decision) veiled(path string) bool {
	if d.foresight == nil || !d.foresight.outside {
		return false
	}
	root, _, _ := strings.Cut(path, ".")
	switch root {
	case "params", "decisions", "case", "actor", "today", "previous", "groups":
		return false
	}
	return d.p.Field(root) == nil
}

// rests: on the way ahead, a state that has turns or events of its own is not left by itself as long as it is open
// whether a branch holds; one that only divides ways is.
func (d *decision) rests() bool {
	s := d.state()
	if d.foresight == nil || len(s.Tasks)+len(s.On) == 0 {
		return false
	}
	for i := range s.Auto {
		if s.Auto[i].When == nil {
			return false
		}
		if truth, _ := s.Auto[i].When.Test(d.env("")); truth != guardNo {
			return truth == guardUnsure
		}
	}
	return false
}

// usual lists the events that carry the case on, the agreement of a vote or of the holders first, in the order of the
// file. What returns, stays, or waits for an incident is no way ahead.
func (d *decision) usual() []*process.Event {
	s := d.state()
	var first, later []*process.Event
	for _, e := range d.p.EventsIn(s.ID) {
		if e.Asked || len(e.From) > 0 || e.Kind == process.ToStay || e.Kind == process.ToPick || e.Kind == process.ToResult || d.byReader(e) || d.roundAbout(e) {
			continue
		}
		if len(s.Tasks) > 0 && e.ID == d.favoured(&s.Tasks[0]) {
			first = append(first, e)
		} else {
			later = append(later, e)
		}
	}
	return append(first, later...)
}

// favoured is the event that a group's agreement is: what a vote carries, else the first of its holders.
func (d *decision) favoured(spec *process.Task) string {
	if spec.Vote != nil {
		return spec.Vote.Yes
	}
	return d.agreement(spec.Group)
}

// roundAbout: the event only opens another round of the same state (登记进展, 再次研究).
func (d *decision) roundAbout(e *process.Event) bool {
	return e.Kind == process.ToState && !slices.ContainsFunc(e.Branches, func(b process.Branch) bool { return b.To != d.c.State })
}

func (d *decision) byReader(e *process.Event) bool {
	return slices.ContainsFunc(e.By, func(w process.Who) bool { return w.Kind == process.ByReader })
}

// supposeAfter: the time of the state has passed.
func (d *decision) supposeAfter() *Refusal {
	return d.leaveBy(machine.ByAfter, TimerAfter, d.state().After.Branches)
}

// supposeJoin: every group comes to agree. What one has decided already is not for whoever takes no part.
func (d *decision) supposeJoin() *Refusal {
	s := d.state()
	for i := range s.Tasks {
		if g := d.r.Data.Groups[s.Tasks[i].Group]; g.Result == "" || d.foresight.outside {
			d.resolve(s.Tasks[i].Group, d.favoured(&s.Tasks[i]))
		}
	}
	return d.settle()
}

// supposeAuto: what the state waits for has come.
func (d *decision) supposeAuto() *Refusal {
	return d.leaveBy(machine.ByAuto, string(machine.ByAuto), d.state().Auto)
}

// whyNoWay says why the way cannot be told further.
func (d *decision) whyNoWay() string {
	for _, e := range d.usual() {
		if refusal := d.allowed(e); refusal != nil {
			return refusal.Detail
		}
	}
	return msgAheadUnknown.Text(d.p.stateName(d.c.State))
}
