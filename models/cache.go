package models

import (
	"context"
	"errors"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// The counters in the table revisions.
const (
	directoryRevision = "directory"
	calendarRevision  = "calendar"
)

type revisionRecord struct {
	Name string `gorm:"primaryKey"`
	N    int64
}

func (revisionRecord) TableName() string { return "revisions" }

// cache holds one immutable value with its revision.
type cache[T any] struct {
	mu    sync.Mutex
	rev   int64
	ready bool
	value T
}

// errUnsettled says that the tables changed at every attempt to read them.
var errUnsettled = errors.New("the tables keep changing")

// get gives the value of revision now, from memory when it is there. load reads several tables; current is asked again
// afterwards, so that a value never mixes two revisions.
func (c *cache[T]) get(current func() (int64, error), load func(rev int64) (T, error), polled bool) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if polled && c.ready {
		return c.value, nil
	}
	var none T
	rev, err := current()
	if err != nil {
		return none, err
	}
	for range maxTries {
		if c.ready && c.rev == rev {
			return c.value, nil
		}
		value, err := load(rev)
		// What was read while the tables changed may not even make sense: first see whether they did.
		after, errAfter := current()
		if errAfter != nil {
			return none, errAfter
		}
		if after != rev {
			rev = after
			continue
		}
		if err != nil {
			return none, err
		}
		c.value, c.rev, c.ready = value, rev, true
	}
	if c.ready && c.rev == rev {
		return c.value, nil
	}
	return none, errUnsettled
}

// forget makes the next get look at the revision.
func (c *cache[T]) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ready = false
}

// outdated forgets a value that is not of revision rev.
func (c *cache[T]) outdated(rev int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rev != rev {
		c.ready = false
	}
}

// revision reads a counter; one that was never bumped is 0.
func (s *Store) revision(ctx context.Context, name string) (int64, error) {
	var n int64
	rows, err := s.rows(ctx, "SELECT n FROM revisions WHERE name = ?", name)
	if err != nil {
		return 0, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// bump advances a counter, and so locks out another change of the same tables until this one is over. It comes first
// in its transaction.
func bump(tx *gorm.DB, name string) error {
	return tx.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.Assignments(map[string]any{"n": gorm.Expr("revisions.n + 1")}),
	}).Create(&revisionRecord{Name: name, N: 1}).Error
}

// poll looks at the revisions every Options.Poll until the store closes.
func (s *Store) poll(ctx context.Context) {
	tick := time.NewTicker(s.opts.Poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		records, err := each(s.read.WithContext(ctx), func(r revisionRecord) (revisionRecord, error) { return r, nil })
		if err != nil {
			if ctx.Err() == nil {
				s.log.Warn("looking at revisions failed", "error", err)
			}
			continue
		}
		for _, r := range records {
			switch r.Name {
			case directoryRevision:
				s.book.outdated(r.N)
			case calendarRevision:
				s.calendar.outdated(r.N)
			}
		}
	}
}

// replace empties a table and fills it again, a few hundred rows to a statement.
func replace[R any](tx *gorm.DB, records []R) error {
	if err := tx.Where("1 = 1").Delete(new(R)).Error; err != nil {
		return err
	}
	if len(records) == 0 {
		return nil
	}
	return tx.CreateInBatches(records, 200).Error
}
