package engine

import (
	"maps"
	"slices"
)

// attempt tries a move and takes everything back when it is refused, so that the rest of the command still stands.
func (d *decision) attempt(try func() *Refusal) *Refusal {
	before := d.saved()
	refusal := try()
	if refusal != nil {
		*d = before
	}
	return refusal
}

// saved is a copy that shares nothing which a move may write.
func (d *decision) saved() decision {
	s := *d
	ch := *d.ch
	ch.Rounds, ch.Tasks, ch.Seats = slices.Clone(ch.Rounds), slices.Clone(ch.Tasks), slices.Clone(ch.Seats)
	ch.Timers, ch.StopTimers, ch.Outbox = slices.Clone(ch.Timers), slices.Clone(ch.StopTimers), slices.Clone(ch.Outbox)
	ch.Errands = slices.Clone(ch.Errands)
	ch.Marks, ch.Entered = slices.Clone(ch.Marks), slices.Clone(ch.Entered)
	ch.Ledger, ch.Claims, ch.Unclaims = slices.Clone(ch.Ledger), slices.Clone(ch.Claims), slices.Clone(ch.Unclaims)
	ch.Notices, ch.Objections, ch.Documents = slices.Clone(ch.Notices), slices.Clone(ch.Objections), slices.Clone(ch.Documents)
	ch.Assumes.Free = slices.Clone(ch.Assumes.Free)
	s.ch = &ch
	s.tasks = slices.Clone(d.tasks)
	s.ownMemo()
	s.patch, s.facts, s.candidates = maps.Clone(d.patch), maps.Clone(d.facts), maps.Clone(d.candidates)
	s.path, s.extra = slices.Clone(d.path), maps.Clone(d.extra)
	s.seatIndex, s.taskIndex, s.roundIndex = maps.Clone(d.seatIndex), maps.Clone(d.taskIndex), maps.Clone(d.roundIndex)
	return s
}
