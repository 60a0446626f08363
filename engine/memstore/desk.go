package memstore

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// desk is what is kept beside the record of cases.
type desk struct {
	comments  map[string][]engine.Comment // by case, in order of id
	phrases   map[engine.PersonID][]string
	autosaves map[[2]string][]engine.Autosave // by case and person, oldest first
}

func newDesk() desk {
	return desk{comments: map[string][]engine.Comment{}, phrases: map[engine.PersonID][]string{}, autosaves: map[[2]string][]engine.Autosave{}}
}

// AddComment implements engine.Desk.
func (s *Store) AddComment(_ context.Context, c engine.Comment, told []engine.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := append(s.desk.comments[c.Case], clone(c))
	slices.SortFunc(list, func(a, b engine.Comment) int { return strings.Compare(a.ID, b.ID) })
	s.desk.comments[c.Case] = list
	for _, m := range told {
		s.putMessage(clone(m))
	}
	return nil
}

// Comments implements engine.Desk.
func (s *Store) Comments(_ context.Context, caseID string) ([]engine.Comment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clone(s.desk.comments[caseID]), nil
}

// VoidComment implements engine.Desk.
func (s *Store) VoidComment(_ context.Context, caseID, id string, by engine.PersonID, reason string, at int64) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.desk.comments[caseID] {
		c := &s.desk.comments[caseID][i]
		if c.ID == id && c.Person == by && c.VoidAt == 0 {
			c.VoidAt, c.VoidWhy = at, reason
			return true, nil
		}
	}
	return false, nil
}

// MarkCopiesRead implements engine.Desk.
func (s *Store) MarkCopiesRead(_ context.Context, p engine.PersonID, caseID string, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for task, seat := range s.seats[p] {
		if seat.Case == caseID && seat.Box == engine.BoxCC {
			seat.Box, seat.SortAt = engine.BoxRead, at
			s.seats[p][task] = seat
			n++
		}
	}
	return n, nil
}

// Phrases implements engine.Desk.
func (s *Store) Phrases(_ context.Context, p engine.PersonID) ([]string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, own := s.desk.phrases[p]
	return slices.Clone(list), own, nil
}

// SavePhrases implements engine.Desk.
func (s *Store) SavePhrases(_ context.Context, p engine.PersonID, phrases []string, _ int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.desk.phrases[p] = slices.Clone(phrases)
	return nil
}

// Autosaves implements engine.Desk.
func (s *Store) Autosaves(_ context.Context, caseID string, p engine.PersonID) ([]engine.Autosave, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.desk.autosaves[[2]string{caseID, p}])
	slices.Reverse(list)
	return list, nil
}

// Autosave implements engine.Desk.
func (s *Store) Autosave(_ context.Context, a engine.Autosave, base int64) (engine.Autosave, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := [2]string{a.Case, a.Person}
	list := s.desk.autosaves[key]
	head, last := engine.HeadOf(list)
	a.Rev, a.Aside = last+1, base != head
	list = append(slices.Clone(list), a)
	s.desk.autosaves[key] = slices.DeleteFunc(list, func(old engine.Autosave) bool { return slices.Contains(engine.Surplus(list), old.Rev) })
	return a, nil
}

// DropAutosaves implements engine.Desk.
func (s *Store) DropAutosaves(_ context.Context, caseID string, p engine.PersonID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.desk.autosaves, [2]string{caseID, p})
	return nil
}
