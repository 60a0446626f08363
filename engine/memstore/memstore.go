// Package memstore keeps cases in memory: the Store of tests, scenarios and dry runs. It shows the behaviour that
// engine/storetest demands of every Store, and like a database it shares nothing with its caller: what goes in and what
// comes out are copies, in the form in which JSON would bring them back.
//
// The package must not know how decisions are made, nor of any database.
package memstore

import (
	"context"
	"slices"
	"strings"
	"sync"

	"dandang/engine"
)

// Store is an engine.Store in memory. It is safe for concurrent use; the zero value is not ready, use New.
type Store struct {
	mu       sync.Mutex
	cases    map[string]*record
	seats    map[engine.PersonID]map[string]engine.Seat // by person and task
	timers   map[string]*timer
	errands  map[string]*errand
	outbox   []engine.Message // in order of id
	accounts map[string]engine.Balance
	moves    []engine.LedgerMove
	claims   map[string]string // unique key → case
	alike    map[string]string // case → mark
	notices  map[string]engine.Notice
	receipts map[receiptKey]engine.Receipt
	series   map[string]int64 // last number given
	meetings map[string]engine.Meeting
	versions []engine.Version // in order of publication
	marks    []engine.Mark
	entered  []engine.Entered
	asked    []engine.Asked
	exports  []engine.Export
	frozen   map[string]engine.Stats // by procedure and month
	mail     mailroom
	desk     desk
	inserted map[string]bool // ids of what is inserted and never changed, by table
}

// record is a case with all that hangs on it.
type record struct {
	head       engine.Case
	rounds     []engine.Round // in order of N
	tasks      map[string]engine.Task
	events     []engine.AuditEvent
	erasables  []engine.Erasable
	documents  []engine.Document
	objections []engine.Objection
}

type timer struct {
	engine.Timer
	open bool
}

type errand struct {
	engine.Errand
	open bool
}

type receiptKey struct {
	actor engine.PersonID
	key   string
}

var _ engine.Store = (*Store)(nil)

// New returns an empty store.
func New() *Store {
	return &Store{
		cases: map[string]*record{}, seats: map[engine.PersonID]map[string]engine.Seat{}, timers: map[string]*timer{}, errands: map[string]*errand{},
		accounts: map[string]engine.Balance{}, claims: map[string]string{}, alike: map[string]string{}, notices: map[string]engine.Notice{},
		receipts: map[receiptKey]engine.Receipt{}, series: map[string]int64{}, meetings: map[string]engine.Meeting{}, frozen: map[string]engine.Stats{}, inserted: map[string]bool{},
		mail: newMailroom(), desk: newDesk(),
	}
}

func notFound() error {
	return engine.NotFound()
}

// Load implements engine.Store. Codes: ENotFound.
func (s *Store) Load(_ context.Context, caseID string) (engine.Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.cases[caseID]
	if !ok {
		return engine.Snapshot{}, notFound()
	}
	return r.snapshot(), nil
}

// LoadAll implements engine.Store.
func (s *Store) LoadAll(_ context.Context, caseIDs []string) ([]engine.Snapshot, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Snapshot
	for _, id := range caseIDs {
		if r, ok := s.cases[id]; ok {
			list = append(list, r.snapshot())
		}
	}
	return list, nil
}

func (r *record) snapshot() engine.Snapshot {
	snap := engine.Snapshot{Case: clone(r.head)}
	for _, round := range r.rounds {
		if round.N == r.head.Round {
			snap.Round = clone(round)
		}
	}
	for _, t := range r.tasks {
		if t.Round == r.head.Round {
			snap.Tasks = append(snap.Tasks, clone(t))
		}
	}
	slices.SortFunc(snap.Tasks, func(a, b engine.Task) int { return strings.Compare(a.ID, b.ID) })
	return snap
}

// Apply implements engine.Store.
func (s *Store) Apply(ctx context.Context, changes []*engine.Change) []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	answers := make([]error, len(changes))
	touched := map[string]bool{}
	for i, c := range changes {
		switch {
		case ctx.Err() != nil:
			answers[i] = ctx.Err()
		case touched[c.Case.ID]:
			answers[i] = engine.ErrStale
		default:
			answers[i] = s.apply(c)
		}
		touched[c.Case.ID] = true
	}
	return answers
}

func (s *Store) apply(c *engine.Change) error {
	accounts, moves, err := s.check(c)
	if err != nil {
		return err
	}
	var seqs []int64
	for _, draw := range c.Draws() {
		s.series[draw.Series]++
		seqs = append(seqs, s.series[draw.Series])
	}
	c.Fill(seqs)
	for key, account := range accounts {
		s.accounts[key] = account
	}
	s.moves = append(s.moves, moves...)
	s.land(clone(*c))
	return nil
}

// Balances implements engine.Store.
func (s *Store) Balances(_ context.Context, keys []string) (map[string]engine.Balance, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	balances := make(map[string]engine.Balance, len(keys))
	for _, key := range keys {
		balances[key] = s.account(key)
	}
	return balances, nil
}

func (s *Store) account(key string) engine.Balance {
	account := s.accounts[key]
	account.Key = key
	return account
}

// Claims implements engine.Store.
func (s *Store) Claims(_ context.Context, keys []string) (map[string]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	held := map[string]string{}
	for _, key := range keys {
		if holder, taken := s.claims[key]; taken {
			held[key] = holder
		}
	}
	return held, nil
}

// Recall implements engine.Store.
func (s *Store) Recall(_ context.Context, actor engine.PersonID, key string) (*engine.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	receipt, ok := s.receipts[receiptKey{actor, key}]
	if !ok {
		return nil, nil
	}
	return &receipt, nil
}

// DueTimers implements engine.Store.
func (s *Store) DueTimers(_ context.Context, now int64, limit int) ([]engine.Timer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []engine.Timer
	for _, t := range s.timers {
		if t.open && !t.Provisional && t.At <= now {
			due = append(due, t.Timer)
		}
	}
	slices.SortFunc(due, func(a, b engine.Timer) int { return compare(a.At, b.At, a.ID, b.ID) })
	return first(due, limit), nil
}

// Errands implements engine.Store.
func (s *Store) Errands(_ context.Context, limit int) ([]engine.Errand, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open []engine.Errand
	for _, e := range s.errands {
		if e.open {
			open = append(open, e.Errand)
		}
	}
	slices.SortFunc(open, func(a, b engine.Errand) int { return compare(a.At, b.At, a.ID, b.ID) })
	return first(open, limit), nil
}

// Alike implements engine.Store.
func (s *Store) Alike(_ context.Context, mark string, limit int) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, m := range s.alike {
		if m == mark && m != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	return first(ids, limit), nil
}

// SetBudget implements engine.Store. Codes: EInvalid.
func (s *Store) SetBudget(_ context.Context, key string, amount int64, _ engine.PersonID, _ int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	account := s.account(key)
	if amount < account.Reserved+account.Spent {
		return engine.BudgetTooLow(account.Reserved + account.Spent)
	}
	account.Budget = amount
	s.accounts[key] = account
	return nil
}
