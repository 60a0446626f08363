package models

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"dandang/engine"
)

// item is one Change of a batch, with where its answer goes.
type item struct {
	change *engine.Change
	answer *error
	seqs   []int64 // the numbers drawn, in the order of Change.Draws
}

// Apply implements engine.Store. The batch is one transaction: load what the Changes assume, check them in order, drop
// the stale ones, write the others. Since nothing is written before all were checked, a Change needs no savepoint; when
// a write fails all the same, the transaction is rolled back and each Change gets one of its own.
func (s *Store) Apply(ctx context.Context, changes []*engine.Change) []error {
	answers := make([]error, len(changes))
	touched := make(map[string]bool, len(changes))
	batch := make([]item, 0, len(changes))
	for i, c := range changes {
		switch {
		case ctx.Err() != nil:
			answers[i] = ctx.Err()
		case touched[c.Case.ID]:
			answers[i] = engine.ErrStale
		case c.New != (c.Assumes.Rev == 0) || c.Case.Rev != c.Assumes.Rev+1:
			answers[i] = fmt.Errorf("malformed change of case %s: new %v, rev %d on %d", c.Case.ID, c.New, c.Case.Rev, c.Assumes.Rev)
		default:
			batch = append(batch, item{change: c, answer: &answers[i]})
		}
		touched[c.Case.ID] = true
	}
	if len(batch) > 0 {
		s.applyBatch(ctx, batch)
	}
	return answers
}

// maxTries is how often a transaction is begun anew because another one was in the way.
const maxTries = 8

func (s *Store) applyBatch(ctx context.Context, batch []item) {
	for try := range maxTries {
		err := s.hot.transact(ctx, func(tx session) error { return s.attempt(ctx, tx, batch) })
		if err == nil {
			tellNumbers(batch)
			return
		}
		kind := s.dialect.trouble(err)
		if kind == contention && try < maxTries-1 && pause(ctx, try) {
			continue
		}
		// Where rows are locked, perhaps only one Change is in trouble; where the file is, all are.
		if len(batch) > 1 && ctx.Err() == nil && (kind != locked || s.dialect.locks) {
			for i := range batch {
				s.applyBatch(ctx, batch[i:i+1])
			}
			return
		}
		// A key was taken between the check and the write: the next check will see it.
		if kind == duplicate && try == 0 {
			continue
		}
		for _, it := range batch {
			*it.answer = s.explain(err, kind)
		}
		return
	}
}

// explain turns contention that did not end into a refusal that the person can act on.
func (s *Store) explain(err error, kind trouble) error {
	if kind != contention && kind != locked {
		return fmt.Errorf("apply: %w", err)
	}
	s.log.Warn("apply gave up", "error", err)
	return &engine.Refusal{Code: engine.EBusy, Detail: "系统正忙,请稍后再试"}
}

// pause waits a little, longer each time and never equally long for two; false when the context ended.
func pause(ctx context.Context, try int) bool {
	wait := time.NewTimer(time.Duration(1+rand.IntN(2<<try)) * time.Millisecond)
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-wait.C:
		return true
	}
}

// attempt is one transaction over the batch. Answers are final only when it commits.
func (s *Store) attempt(ctx context.Context, tx session, batch []item) error {
	f, err := s.gather(ctx, tx, batch)
	if err != nil {
		return err
	}
	w := newWrites(s.dialect)
	for i := range batch {
		it := &batch[i]
		it.seqs, *it.answer = f.admit(it.change)
		if *it.answer != nil {
			continue
		}
		c := it.change
		if len(it.seqs) > 0 {
			c = withNumbers(c, it.seqs)
		}
		if err := w.add(c); err != nil {
			return err
		}
	}
	return w.flush(ctx, tx, f)
}

// withNumbers is the Change with its numbers filled in. The caller's own stays as it is until the transaction has
// committed: a number that is rolled back must leave no trace in a document.
func withNumbers(c *engine.Change, seqs []int64) *engine.Change {
	filled := *c
	filled.Documents, filled.Outbox = slices.Clone(c.Documents), slices.Clone(c.Outbox)
	filled.Entered = slices.Clone(c.Entered)
	filled.Fill(seqs)
	return &filled
}

// tellNumbers gives the callers the numbers that were kept.
func tellNumbers(batch []item) {
	for _, it := range batch {
		if *it.answer == nil && len(it.seqs) > 0 {
			it.change.Fill(it.seqs)
		}
	}
}
