package memstore

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// SaveMeeting implements engine.Meetings.
func (s *Store) SaveMeeting(_ context.Context, m engine.Meeting, draw *engine.NumberRequest, told []engine.Message) (engine.Meeting, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.meetings[m.ID].Rev != m.Rev {
		return engine.Meeting{}, engine.ErrStale
	}
	for id, other := range s.meetings {
		for _, item := range m.Items {
			if id != m.ID && slices.ContainsFunc(other.Items, func(o engine.AgendaItem) bool { return o.Case == item.Case && o.Round == item.Round }) {
				return engine.Meeting{}, engine.ErrStale
			}
		}
	}
	if draw != nil {
		s.series[draw.Series]++
		m.Number = draw.Text(s.series[draw.Series])
	}
	m.Rev++
	s.meetings[m.ID] = clone(m)
	for i := range told {
		s.putMessage(clone(told[i]))
	}
	return m, nil
}

// Meeting implements engine.Meetings.
func (s *Store) Meeting(_ context.Context, id string) (engine.Meeting, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.meetings[id]
	if !ok {
		return m, engine.NotFound()
	}
	return clone(m), nil
}

// MeetingsBefore implements engine.Meetings.
func (s *Store) MeetingsBefore(_ context.Context, id string, limit int) ([]engine.Meeting, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Meeting
	for _, m := range s.meetings {
		if id == "" || m.ID < id {
			list = append(list, clone(m))
		}
	}
	slices.SortFunc(list, func(a, b engine.Meeting) int { return strings.Compare(b.ID, a.ID) })
	return list[:min(limit, len(list))], nil
}
