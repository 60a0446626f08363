package memstore

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dandang/engine"
)

// mailroom is what is kept of messages after the acts that wrote them.
type mailroom struct {
	addressed  map[string]bool                      // messages, by id
	deliveries map[string]engine.Delivery           // by id
	received   map[engine.PersonID]map[string]int64 // person → message → when read
	prefs      map[engine.PersonID]engine.Preferences
}

func newMailroom() mailroom {
	return mailroom{
		addressed: map[string]bool{}, deliveries: map[string]engine.Delivery{}, received: map[engine.PersonID]map[string]int64{},
		prefs: map[engine.PersonID]engine.Preferences{},
	}
}

// Unaddressed implements engine.Mailroom.
func (s *Store) Unaddressed(_ context.Context, limit int) ([]engine.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Message
	for _, m := range s.outbox {
		if !s.mail.addressed[m.ID] {
			list = append(list, m)
		}
	}
	return clone(first(list, limit)), nil
}

// Address implements engine.Mailroom.
func (s *Store) Address(_ context.Context, messageID string, to []engine.PersonID, deliveries []engine.Delivery) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.message(messageID); !ok || s.mail.addressed[messageID] {
		return false, nil
	}
	s.mail.addressed[messageID] = true
	for _, p := range to {
		if s.mail.received[p] == nil {
			s.mail.received[p] = map[string]int64{}
		}
		s.mail.received[p][messageID] = 0
	}
	for _, d := range deliveries {
		s.mail.deliveries[d.ID] = d
	}
	return true, nil
}

func (s *Store) message(id string) (engine.Message, bool) {
	at, ok := slices.BinarySearchFunc(s.outbox, id, func(m engine.Message, id string) int { return strings.Compare(m.ID, id) })
	if !ok {
		return engine.Message{}, false
	}
	return clone(s.outbox[at]), true
}

// Message implements engine.Mailroom. Codes: ENotFound.
func (s *Store) Message(_ context.Context, id string) (engine.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, ok := s.message(id)
	if !ok {
		return m, notFound()
	}
	return m, nil
}

// DueDeliveries implements engine.Mailroom.
func (s *Store) DueDeliveries(_ context.Context, now, wall int64, limit int) ([]engine.Delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []engine.Delivery
	for _, d := range s.mail.deliveries {
		if d.Status == engine.Waiting && d.NotBefore <= now && d.NextAt <= wall {
			due = append(due, d)
		}
	}
	slices.SortFunc(due, func(a, b engine.Delivery) int { return compare(a.NextAt, b.NextAt, a.ID, b.ID) })
	return first(due, limit), nil
}

// change alters a delivery that fits.
func (s *Store) change(id string, fits func(engine.Delivery) bool, alter func(*engine.Delivery)) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.mail.deliveries[id]
	if !ok || !fits(d) {
		return false, nil
	}
	alter(&d)
	s.mail.deliveries[id] = d
	return true, nil
}

// TakeDelivery implements engine.Mailroom.
func (s *Store) TakeDelivery(_ context.Context, id string, attempts int, until int64) (bool, error) {
	return s.change(id, func(d engine.Delivery) bool { return d.Status == engine.Waiting && d.Attempts == attempts },
		func(d *engine.Delivery) { d.Attempts, d.NextAt = attempts+1, until })
}

// SettleDelivery implements engine.Mailroom.
func (s *Store) SettleDelivery(_ context.Context, id string, n int, o engine.Settled) (bool, error) {
	return s.change(id, func(d engine.Delivery) bool { return d.Status == engine.Waiting && d.Attempts == n },
		func(d *engine.Delivery) {
			d.Status, d.NotBefore, d.NextAt, d.Error, d.SentAt = o.Status, o.NotBefore, o.NextAt, o.Error, o.SentAt
		})
}

// ResendDelivery implements engine.Mailroom.
func (s *Store) ResendDelivery(_ context.Context, id string, wall int64) (bool, error) {
	return s.change(id, func(d engine.Delivery) bool { return d.Status == engine.Dead },
		func(d *engine.Delivery) { d.Status, d.Attempts, d.NextAt = engine.Waiting, 0, wall })
}

// Deliveries implements engine.Mailroom.
func (s *Store) Deliveries(_ context.Context, q engine.DeliveryQuery) ([]engine.Delivery, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Delivery
	for _, d := range s.mail.deliveries {
		if (q.Status == "" || d.Status == q.Status) && (q.Before == "" || d.ID < q.Before) {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b engine.Delivery) int { return strings.Compare(b.ID, a.ID) })
	return first(list, q.Limit), nil
}

// Received implements engine.Mailroom.
func (s *Store) Received(_ context.Context, p engine.PersonID, unread bool, before string, limit int) ([]engine.Received, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Received
	for id, readAt := range s.mail.received[p] {
		if before != "" && id >= before || unread && readAt != 0 {
			continue
		}
		m, _ := s.message(id)
		list = append(list, engine.Received{Message: m, ReadAt: readAt})
	}
	slices.SortFunc(list, func(a, b engine.Received) int { return strings.Compare(b.ID, a.ID) })
	return first(list, limit), nil
}

// CountUnread implements engine.Mailroom.
func (s *Store) CountUnread(_ context.Context, p engine.PersonID, limit int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, readAt := range s.mail.received[p] {
		if readAt == 0 {
			n++
		}
	}
	return min(n, limit), nil
}

// MarkRead implements engine.Mailroom.
func (s *Store) MarkRead(_ context.Context, p engine.PersonID, ids []string, at int64) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, id := range slices.Collect(maps.Keys(s.mail.received[p])) {
		if s.mail.received[p][id] == 0 && (len(ids) == 0 || slices.Contains(ids, id)) {
			s.mail.received[p][id] = at
			n++
		}
	}
	return n, nil
}

// Preferences implements engine.Mailroom.
func (s *Store) Preferences(_ context.Context, p engine.PersonID) (engine.Preferences, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clone(s.mail.prefs[p]), nil
}

// SavePreferences implements engine.Mailroom.
func (s *Store) SavePreferences(_ context.Context, p engine.PersonID, prefs engine.Preferences, _ int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mail.prefs[p] = clone(prefs)
	return nil
}
