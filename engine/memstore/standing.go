package memstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// Marks implements engine.Store.
func (s *Store) Marks(_ context.Context, parties, names []string) ([]engine.Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []engine.Mark
	for _, m := range s.marks {
		if slices.Contains(parties, m.Party) && slices.Contains(names, m.Name) {
			rows = append(rows, m)
		}
	}
	slices.SortFunc(rows, func(a, b engine.Mark) int {
		return cmp.Or(strings.Compare(a.Party, b.Party), strings.Compare(a.Name, b.Name), strings.Compare(a.Case, b.Case), cmp.Compare(a.Event, b.Event))
	})
	return engine.CurrentMarks(rows), nil
}

// Entries implements engine.Store.
func (s *Store) Entries(_ context.Context, q engine.EntryQuery) ([]engine.Entered, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := map[string]int{}
	for _, r := range s.entered {
		if r.Process == q.Process && r.Register == q.Register {
			last[r.Case] = max(last[r.Case], r.Rev)
		}
	}
	var rows []engine.Entered
	for _, r := range s.entered {
		switch {
		case r.Process != q.Process || r.Register != q.Register:
		case q.Case != "":
			if r.Case == q.Case {
				rows = append(rows, clone(r))
			}
		case r.Rev == last[r.Case] && (q.Unit == "" || r.Unit == q.Unit) && strings.HasPrefix(r.Date, q.Month) && (q.Before == "" || r.Case < q.Before):
			rows = append(rows, clone(r))
		}
	}
	if q.Case != "" {
		slices.SortFunc(rows, func(a, b engine.Entered) int { return a.Rev - b.Rev })
		return rows, nil
	}
	slices.SortFunc(rows, func(a, b engine.Entered) int { return strings.Compare(b.Case, a.Case) })
	return first(rows, q.Limit), nil
}

// LogAsked implements engine.Store.
func (s *Store) LogAsked(_ context.Context, a engine.Asked) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, a)
	return nil
}

// AskedBefore implements engine.Store.
func (s *Store) AskedBefore(_ context.Context, id string, limit int) ([]engine.Asked, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rows []engine.Asked
	for _, a := range s.asked {
		if id == "" || a.ID < id {
			rows = append(rows, a)
		}
	}
	slices.SortFunc(rows, func(a, b engine.Asked) int { return strings.Compare(b.ID, a.ID) })
	return first(rows, limit), nil
}
