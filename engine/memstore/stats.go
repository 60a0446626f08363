package memstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dandang/engine"
	"dandang/engine/workday"
)

// Counts implements engine.Reader.
func (s *Store) Counts(_ context.Context, q engine.CountQuery) (engine.Counts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := engine.Counts{
		Received: map[engine.UnitID]int{}, Open: map[engine.UnitID]int{}, Overdue: map[engine.UnitID]int{}, Entered: map[string]int{}, Late: map[string]int{},
	}
	closed, spans := map[engine.Tally]int{}, map[engine.Tally]int{}
	within := func(at int64) bool { return at >= q.From && at < q.Until }
	for _, r := range s.cases {
		h := &r.head
		if h.Process != q.Process || h.SubmittedAt <= 0 || len(q.Units) > 0 && !slices.Contains(q.Units, h.Unit) {
			continue
		}
		if within(h.SubmittedAt) {
			c.Received[h.Unit]++
		}
		if h.SubmittedAt < q.Until && (h.Status != engine.Closed || h.ClosedAt >= q.Until) {
			c.Open[h.Unit]++
			if h.Due.At > 0 && !h.Due.Provisional && h.Due.At <= q.Now {
				c.Overdue[h.Unit]++
			}
		}
		if h.Status == engine.Closed && within(h.ClosedAt) {
			closed[engine.Tally{
				Unit: h.Unit, Outcome: h.Outcome, Began: workday.DateOf(h.SubmittedAt), Ended: workday.DateOf(h.ClosedAt), Late: h.Due.At > 0 && h.ClosedAt >= h.Due.At,
			}]++
		}
		for _, round := range r.rounds {
			if within(round.OpenedAt) {
				c.Entered[round.State]++
			}
			if within(round.ClosedAt) {
				spans[engine.Tally{State: round.State, Began: workday.DateOf(round.OpenedAt), Ended: workday.DateOf(round.ClosedAt)}]++
			}
		}
		for _, t := range r.tasks {
			if late(&t, q) {
				c.Late[t.State]++
			}
		}
	}
	c.Closed, c.Spans = tallies(closed), tallies(spans)
	return c, nil
}

// late: it was done late in the period, or was open and late at its end.
func late(t *engine.Task, q engine.CountQuery) bool {
	if t.Due.At <= 0 || t.Due.Provisional {
		return false
	}
	done := t.Status == engine.TaskDone && t.ClosedAt >= q.From && t.ClosedAt < q.Until && t.ClosedAt >= t.Due.At
	return done || t.OpenedAt < q.Until && t.Due.At <= q.Now && (t.Status == engine.TaskOpen || t.ClosedAt >= q.Until)
}

func tallies(m map[engine.Tally]int) []engine.Tally {
	var list []engine.Tally
	for t, n := range m {
		t.N = n
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b engine.Tally) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Outcome, b.Outcome), strings.Compare(a.State, b.State),
			strings.Compare(string(a.Began), string(b.Began)), strings.Compare(string(a.Ended), string(b.Ended)), order(a.Late)-order(b.Late))
	})
	return list
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// FrozenMonth implements engine.Reader.
func (s *Store) FrozenMonth(_ context.Context, process, month string) (*engine.Stats, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, ok := s.frozen[process+"\x00"+month]; ok {
		stats := clone(have)
		return &stats, nil
	}
	return nil, nil
}

// FreezeMonth implements engine.Store.
func (s *Store) FreezeMonth(_ context.Context, stats engine.Stats) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := stats.Process + "\x00" + stats.Period
	if _, have := s.frozen[key]; !have {
		s.frozen[key] = clone(stats)
	}
	return nil
}
