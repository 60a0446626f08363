package memstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

func compare(atA, atB int64, idA, idB string) int {
	return cmp.Or(cmp.Compare(atA, atB), strings.Compare(idA, idB))
}

// first is the beginning of a list; a limit of 0 or less gives nothing.
func first[T any](list []T, limit int) []T {
	list = list[:min(len(list), max(limit, 0))]
	if len(list) == 0 {
		return nil
	}
	return list
}

// Inbox implements engine.Reader.
func (s *Store) Inbox(_ context.Context, q engine.InboxQuery) ([]engine.InboxRow, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sign := 1
	if q.Box == engine.BoxDone || q.Box == engine.BoxRead {
		sign = -1
	}
	var seats []engine.Seat
	for _, seat := range s.seats[q.Person] {
		after := q.AfterTask == "" || sign*compare(seat.SortAt, q.AfterAt, seat.Task, q.AfterTask) > 0
		if seat.Box == q.Box && after && (q.Process == "" || s.cases[seat.Case].head.Process == q.Process) {
			seats = append(seats, seat)
		}
	}
	slices.SortFunc(seats, func(a, b engine.Seat) int { return sign * compare(a.SortAt, b.SortAt, a.Task, b.Task) })
	var rows []engine.InboxRow
	for _, seat := range first(seats, q.Limit) {
		r := s.cases[seat.Case]
		head := r.head
		head.Memo = engine.Memo{}
		rows = append(rows, engine.InboxRow{Seat: seat, Task: clone(r.tasks[seat.Task]), Case: head})
	}
	return rows, nil
}

// BoxCounts implements engine.Reader.
func (s *Store) BoxCounts(_ context.Context, p engine.PersonID, limit int) (map[engine.Box]int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := map[engine.Box]int{
		engine.BoxTodo: 0, engine.BoxPool: 0, engine.BoxDone: 0, engine.BoxCC: 0, engine.BoxRead: 0, engine.BoxMine: 0,
	}
	for _, seat := range s.seats[p] {
		if n, counted := counts[seat.Box]; counted && n < limit {
			counts[seat.Box]++
		}
	}
	return counts, nil
}

// list gives the cases that fit, in order of id, descending where newest is set.
func (s *Store) list(limit int, newest bool, fits func(*record) bool) []engine.Case {
	var found []*record
	for _, r := range s.cases {
		if fits(r) {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *record) int {
		if newest {
			a, b = b, a
		}
		return strings.Compare(a.head.ID, b.head.ID)
	})
	var cases []engine.Case
	for _, r := range first(found, limit) {
		cases = append(cases, clone(r.head))
	}
	return cases
}

// Cases implements engine.Reader.
func (s *Store) Cases(_ context.Context, q engine.CaseQuery) ([]engine.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := map[string]bool{}
	for _, seat := range s.seats[q.Person] {
		mine[seat.Case] = true
	}
	return s.list(q.Limit, true, func(r *record) bool {
		c := &r.head
		return (q.Person == "" || mine[c.ID]) && (q.Process == "" || c.Process == q.Process) && (q.State == "" || c.State == q.State) &&
			(q.Status == "" || c.Status == q.Status) && strings.HasPrefix(c.Number, q.Number) &&
			(len(q.Processes) == 0 || slices.Contains(q.Processes, c.Process)) &&
			(len(q.Units) == 0 || slices.Contains(q.Units, c.Unit)) && c.SubmittedAt >= q.From && (q.Until == 0 || c.SubmittedAt < q.Until) &&
			(q.Before == "" || c.ID < q.Before)
	}), nil
}

// CaseIDs implements engine.Reader.
func (s *Store) CaseIDs(ctx context.Context, q engine.CaseQuery) ([]string, error) {
	cases, err := s.Cases(ctx, q)
	var ids []string
	for i := range cases {
		ids = append(ids, cases[i].ID)
	}
	return ids, err
}

// OpenCases implements engine.Reader.
func (s *Store) OpenCases(_ context.Context, after string, limit int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, r := range s.cases {
		if r.head.Status != engine.Closed && id > after {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return first(ids, limit), nil
}

// Incidents implements engine.Reader.
func (s *Store) Incidents(_ context.Context, after string, limit int) ([]engine.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list(limit, false, func(r *record) bool {
		return r.head.Status != engine.Closed && len(r.head.Memo.Incidents) > 0 && r.head.ID > after
	}), nil
}

// Interventions implements engine.Reader.
func (s *Store) Interventions(_ context.Context, after string, limit int) ([]engine.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.list(limit, false, func(r *record) bool {
		return len(r.head.Memo.Interventions) > 0 && r.head.ID > after
	}), nil
}

// Seats implements engine.Reader.
func (s *Store) Seats(ctx context.Context, p engine.PersonID, caseID string) ([]engine.Seat, error) {
	in, err := s.SeatsIn(ctx, p, []string{caseID})
	return in[caseID], err
}

// SeatsIn implements engine.Reader.
func (s *Store) SeatsIn(_ context.Context, p engine.PersonID, caseIDs []string) (map[string][]engine.Seat, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := map[string][]engine.Seat{}
	for _, seat := range s.seats[p] {
		if slices.Contains(caseIDs, seat.Case) {
			in[seat.Case] = append(in[seat.Case], seat)
		}
	}
	for _, list := range in {
		slices.SortFunc(list, func(a, b engine.Seat) int { return strings.Compare(a.Task, b.Task) })
	}
	return in, nil
}

// Task implements engine.Reader. Codes: ENotFound.
func (s *Store) Task(_ context.Context, id string) (engine.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.cases {
		if t, ok := r.tasks[id]; ok {
			return clone(t), nil
		}
	}
	return engine.Task{}, notFound()
}

// MarkSeen implements engine.Store.
func (s *Store) MarkSeen(_ context.Context, person engine.PersonID, caseID string, at int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for task, seat := range s.seats[person] {
		waits := seat.Box == engine.BoxTodo || seat.Box == engine.BoxPool || seat.Box == engine.BoxCC
		if seat.Case == caseID && waits && seat.SeenAt == 0 {
			seat.SeenAt = at
			s.seats[person][task] = seat
		}
	}
	return nil
}

// SeenOf implements engine.Store.
func (s *Store) SeenOf(_ context.Context, keys []engine.SeatKey) ([]engine.SeatKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seen []engine.SeatKey
	for _, key := range keys {
		if s.seats[key.Person][key.Task].SeenAt != 0 {
			seen = append(seen, key)
		}
	}
	return seen, nil
}

// record gives the case of that id; one without anything where there is none.
func (s *Store) record(caseID string) *record {
	if r := s.cases[caseID]; r != nil {
		return r
	}
	return &record{}
}

// History implements engine.Reader.
func (s *Store) History(_ context.Context, caseID string) ([]engine.AuditEvent, []engine.Erasable, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	events, erasables := clone(s.record(caseID).events), clone(s.record(caseID).erasables)
	slices.SortFunc(events, func(a, b engine.AuditEvent) int { return cmp.Compare(a.N, b.N) })
	slices.SortFunc(erasables, func(a, b engine.Erasable) int { return cmp.Compare(a.N, b.N) })
	return events, erasables, nil
}

// AllTasks implements engine.Reader.
func (s *Store) AllTasks(_ context.Context, caseID string) ([]engine.Task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tasks []engine.Task
	for _, t := range s.record(caseID).tasks {
		tasks = append(tasks, clone(t))
	}
	slices.SortFunc(tasks, func(a, b engine.Task) int { return compare(int64(a.Round), int64(b.Round), a.ID, b.ID) })
	return tasks, nil
}

// AllRounds implements engine.Reader.
func (s *Store) AllRounds(_ context.Context, caseID string) ([]engine.Round, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return clone(s.record(caseID).rounds), nil
}

// LedgerAccounts implements engine.Reader.
func (s *Store) LedgerAccounts(_ context.Context, prefix string) ([]engine.Balance, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Balance
	for key := range s.accounts {
		if key == prefix || strings.HasPrefix(key, prefix+"/") {
			list = append(list, s.account(key))
		}
	}
	slices.SortFunc(list, func(a, b engine.Balance) int { return strings.Compare(a.Key, b.Key) })
	return list, nil
}

// Document implements engine.Reader. Codes: ENotFound.
func (s *Store) Document(_ context.Context, id string) (engine.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.cases {
		for i := range r.documents {
			if r.documents[i].ID == id {
				return clone(r.documents[i]), nil
			}
		}
	}
	return engine.Document{}, notFound()
}

// WaitingPapers implements engine.Reader.
func (s *Store) WaitingPapers(_ context.Context, after string, limit int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, r := range s.cases {
		if id > after && slices.ContainsFunc(r.documents, func(d engine.Document) bool { return d.Waiting }) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return first(ids, limit), nil
}

// TimedEnded implements engine.Reader.
func (s *Store) TimedEnded(_ context.Context, after string, limit int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, t := range s.timers {
		if t.open && t.Case > after && s.record(t.Case).head.Status == engine.Closed && !slices.Contains(ids, t.Case) {
			ids = append(ids, t.Case)
		}
	}
	slices.Sort(ids)
	return first(ids, limit), nil
}

// Documents implements engine.Reader.
func (s *Store) Documents(_ context.Context, caseID string) ([]engine.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	documents := clone(s.record(caseID).documents)
	slices.SortFunc(documents, func(a, b engine.Document) int { return compare(a.At, b.At, a.ID, b.ID) })
	return documents, nil
}

// Objections implements engine.Reader.
func (s *Store) Objections(_ context.Context, caseID string) ([]engine.Objection, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	objections := clone(s.record(caseID).objections)
	slices.SortFunc(objections, func(a, b engine.Objection) int { return compare(a.At, b.At, a.ID, b.ID) })
	return objections, nil
}

// Notices implements engine.Reader.
func (s *Store) Notices(_ context.Context, q engine.NoticeQuery) ([]engine.Notice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var notices []engine.Notice
	for _, n := range s.notices {
		stands := n.Status == "posted" && (n.Until.At == 0 || n.Until.At > q.Now)
		mine := n.Audience == "city" || slices.Contains(q.Units, n.Unit)
		if stands && mine && (q.Before == "" || n.ID < q.Before) {
			notices = append(notices, clone(n))
		}
	}
	slices.SortFunc(notices, func(a, b engine.Notice) int { return strings.Compare(b.ID, a.ID) })
	return first(notices, q.Limit), nil
}

// Notice implements engine.Reader. Codes: ENotFound.
func (s *Store) Notice(_ context.Context, id string) (engine.Notice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.notices[id]
	if !ok {
		return engine.Notice{}, notFound()
	}
	return clone(n), nil
}

// Outbox implements engine.Reader.
func (s *Store) Outbox(_ context.Context, afterID string, limit int) ([]engine.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var messages []engine.Message
	for _, m := range s.outbox {
		if m.ID > afterID {
			messages = append(messages, m)
		}
	}
	return clone(first(messages, limit)), nil
}

// LedgerMoves implements engine.Reader.
func (s *Store) LedgerMoves(_ context.Context, key string) ([]engine.LedgerMove, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var moves []engine.LedgerMove
	for _, m := range s.moves {
		if m.Key == key {
			moves = append(moves, m)
		}
	}
	slices.SortFunc(moves, func(a, b engine.LedgerMove) int {
		return cmp.Or(compare(a.At, b.At, a.Case, b.Case), strings.Compare(a.Name, b.Name), strings.Compare(a.Kind, b.Kind))
	})
	return moves, nil
}
