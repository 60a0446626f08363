package engine

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// maxBatch is how many acts one Apply may carry, applyTimeout how long it may take.
const (
	maxBatch     = 128
	applyTimeout = 30 * time.Second
)

var errClosed = errors.New("engine is closed")

// committer commits waiting acts together: while one Apply runs, the next batch gathers. It adds no delay of its own.
type committer struct {
	store Store
	queue chan waiting
	done  chan struct{} // closed: no more is taken
	ended chan struct{} // closed: the last batch has been answered
	once  sync.Once
}

type waiting struct {
	change *Change
	answer chan error
}

func newCommitter(s Store) *committer {
	c := &committer{store: s, queue: make(chan waiting, maxBatch), done: make(chan struct{}), ended: make(chan struct{})}
	go c.run()
	return c
}

// apply hands a Change in and waits for its fate. Once handed in it is carried out even if ctx ends.
func (c *committer) apply(ctx context.Context, ch *Change) error {
	w := waiting{ch, make(chan error, 1)}
	select {
	case <-c.done:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	case c.queue <- w:
	}
	select {
	case err := <-w.answer:
		return err
	case <-c.ended:
		select { // the last batch was answered before the end
		case err := <-w.answer:
			return err
		default:
			return errClosed
		}
	}
}

func (c *committer) run() {
	defer close(c.ended)
	for {
		select {
		case <-c.done:
			return
		case first := <-c.queue:
			c.commit(c.gather(first))
		}
	}
}

// gather takes whatever waits already.
func (c *committer) gather(first waiting) []waiting {
	batch := []waiting{first}
	for len(batch) < maxBatch {
		select {
		case w := <-c.queue:
			batch = append(batch, w)
		default:
			return batch
		}
	}
	return batch
}

func (c *committer) commit(batch []waiting) {
	// Acts on one case are serialised by the engine, so a batch has at most one Change per case. In order of id, so
	// that two processes lock rows in one order.
	slices.SortStableFunc(batch, func(a, b waiting) int { return cmp.Compare(a.change.Case.ID, b.change.Case.ID) })
	changes := make([]*Change, len(batch))
	for i, w := range batch {
		changes[i] = w.change
	}
	ctx, cancel := context.WithTimeout(context.Background(), applyTimeout)
	defer cancel()
	for i, err := range c.store.Apply(ctx, changes) {
		batch[i].answer <- err
	}
}

// close takes no more, and waits for the batch in flight.
func (c *committer) close() {
	c.once.Do(func() { close(c.done) })
	<-c.ended
}
