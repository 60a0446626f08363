package memstore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dandang/engine"
)

// check tells whether everything that c assumes still holds, and computes what its moves make of the accounts. It
// changes nothing.
func (s *Store) check(c *engine.Change) (map[string]engine.Balance, []engine.LedgerMove, error) {
	if c.New != (c.Assumes.Rev == 0) || c.Case.Rev != c.Assumes.Rev+1 {
		return nil, nil, fmt.Errorf("malformed change of case %s: new %v, rev %d on %d", c.Case.ID, c.New, c.Case.Rev, c.Assumes.Rev)
	}
	if s.stale(c) {
		return nil, nil, engine.ErrStale
	}
	if err := s.twice(c); err != nil {
		return nil, nil, err
	}
	accounts := map[string]engine.Balance{}
	var fresh []engine.LedgerMove
	for _, m := range c.Ledger {
		repeated, err := m.Repeats(slices.Concat(s.moves, fresh))
		if err != nil {
			return nil, nil, err
		}
		if repeated {
			continue
		}
		account, seen := accounts[m.Key]
		if !seen {
			account = s.account(m.Key)
		}
		if account, err = account.Moved(m); err != nil {
			return nil, nil, err
		}
		accounts[m.Key] = account
		fresh = append(fresh, m)
	}
	return accounts, fresh, nil
}

// insertedIDs lists what c inserts and nobody may insert again.
func insertedIDs(c *engine.Change) []string {
	ids := []string{"event/" + c.Case.ID + "/" + strconv.FormatInt(c.Event.N, 10)}
	for _, t := range c.Timers {
		ids = append(ids, "timer/"+t.ID)
	}
	for _, m := range c.Outbox {
		ids = append(ids, "message/"+m.ID)
	}
	for _, e := range c.Errands {
		ids = append(ids, "errand/"+e.ID)
	}
	for _, o := range c.Objections {
		ids = append(ids, "objection/"+o.ID)
	}
	for _, m := range c.Marks {
		ids = append(ids, "mark/"+m.Party+"/"+m.Name+"/"+m.Case+"/"+strconv.FormatInt(m.Event, 10))
	}
	for _, r := range c.Entered {
		ids = append(ids, "entry/"+r.Process+"/"+r.Register+"/"+r.Case+"/"+strconv.Itoa(r.Rev))
	}
	return ids
}

// twice tells when c inserts an id that exists.
func (s *Store) twice(c *engine.Change) error {
	seen := map[string]bool{}
	for _, id := range insertedIDs(c) {
		if s.inserted[id] || seen[id] {
			return fmt.Errorf("change of case %s: %s exists", c.Case.ID, id)
		}
		seen[id] = true
	}
	return nil
}

func (s *Store) stale(c *engine.Change) bool {
	r, exists := s.cases[c.Case.ID]
	if exists == c.New || exists && r.head.Rev != c.Assumes.Rev {
		return true
	}
	if id := c.Assumes.Timer; id != "" && (s.timers[id] == nil || !s.timers[id].open) {
		return true
	}
	if id := c.Assumes.Errand; id != "" && (s.errands[id] == nil || !s.errands[id].open) {
		return true
	}
	for _, floor := range c.Assumes.Free {
		if s.account(floor.Key).Free() < floor.Min {
			return true
		}
	}
	for _, key := range c.Assumes.Unseen {
		if s.seats[key.Person][key.Task].SeenAt != 0 {
			return true
		}
	}
	for _, key := range c.Claims {
		if holder, taken := s.claims[key]; taken && holder != c.Case.ID {
			return true
		}
	}
	if c.Receipt != nil {
		if _, taken := s.receipts[receiptKey{c.Receipt.Actor, c.Receipt.Key}]; taken {
			return true
		}
	}
	return false
}

// land writes a change that was checked and belongs to the store alone.
func (s *Store) land(c engine.Change) {
	r := s.cases[c.Case.ID]
	if r == nil {
		r = &record{tasks: map[string]engine.Task{}}
		s.cases[c.Case.ID] = r
	}
	r.head = c.Case
	for _, round := range c.Rounds {
		r.putRound(round)
	}
	for _, t := range c.Tasks {
		r.tasks[t.ID] = t
	}
	r.events = append(r.events, c.Event)
	if c.Erasable != nil {
		r.erasables = append(r.erasables, *c.Erasable)
	}
	for _, doc := range c.Documents {
		doc.Draw = nil
		if i := slices.IndexFunc(r.documents, func(have engine.Document) bool { return have.ID == doc.ID }); i >= 0 {
			r.documents[i] = doc
		} else {
			r.documents = append(r.documents, doc)
		}
	}
	r.objections = append(r.objections, c.Objections...)
	for _, seat := range c.Seats {
		seat.SeenAt = s.seats[seat.Person][seat.Task].SeenAt
		if s.seats[seat.Person] == nil {
			s.seats[seat.Person] = map[string]engine.Seat{}
		}
		s.seats[seat.Person][seat.Task] = seat
	}
	for _, id := range insertedIDs(&c) {
		s.inserted[id] = true
	}
	s.landTimers(c)
	s.landShared(c)
}

func (r *record) putRound(round engine.Round) {
	at, found := slices.BinarySearchFunc(r.rounds, round.N, func(have engine.Round, n int) int { return have.N - n })
	if found {
		r.rounds[at] = round
		return
	}
	r.rounds = slices.Insert(r.rounds, at, round)
}

// landTimers stops before it inserts, so that a change may replace the timers of its round.
func (s *Store) landTimers(c engine.Change) {
	if t := s.timers[c.Assumes.Timer]; t != nil {
		t.open = false
	}
	if e := s.errands[c.Assumes.Errand]; e != nil {
		e.open = false
	}
	for _, e := range c.Errands {
		s.errands[e.ID] = &errand{Errand: e, open: true}
	}
	for _, stop := range c.StopTimers {
		for _, t := range s.timers {
			if stop.Covers(t.Timer) {
				t.open = false
			}
		}
	}
	for _, t := range c.Timers {
		s.timers[t.ID] = &timer{Timer: t, open: true}
	}
}

// landShared writes what is looked up across cases. Keys are given back before others are taken.
func (s *Store) landShared(c engine.Change) {
	for _, m := range c.Outbox {
		s.putMessage(m)
	}
	for _, key := range c.Unclaims {
		if s.claims[key] == c.Case.ID {
			delete(s.claims, key)
		}
	}
	if c.Alike != nil {
		s.alike[c.Case.ID] = *c.Alike
	}
	for _, key := range c.Claims {
		s.claims[key] = c.Case.ID
	}
	s.marks = append(s.marks, c.Marks...)
	s.entered = append(s.entered, c.Entered...)
	for _, n := range c.Notices {
		s.notices[n.ID] = n
	}
	if c.Receipt != nil {
		s.receipts[receiptKey{c.Receipt.Actor, c.Receipt.Key}] = *c.Receipt
	}
}

func (s *Store) putMessage(m engine.Message) {
	at, _ := slices.BinarySearchFunc(s.outbox, m.ID, func(have engine.Message, id string) int { return strings.Compare(have.ID, id) })
	s.outbox = slices.Insert(s.outbox, at, m)
}
