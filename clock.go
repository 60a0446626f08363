package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
)

// systemClock is the only place that asks the machine for the time.
type systemClock struct{}

// Now is the present in Unix milliseconds.
func (systemClock) Now() int64 { return time.Now().UnixMilli() }

// demoStart is when the clock of a fresh demo stands: a Monday morning early in a year whose workdays are published,
// so that a demonstration behaves alike on any day.
var demoStart = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.FixedZone("CST", 8*60*60))

const demoOffset = "demo.clock_offset" // setting: ms to add to the system's time

// settings keeps small values by name; models.Store does.
type settings interface {
	Setting(ctx context.Context, name string) (string, bool, error)
	SaveSetting(ctx context.Context, name, value string) error
	EnsureSetting(ctx context.Context, name, value string) (string, error)
}

// demoClock runs like the system's, so much apart from it, and can be moved forward. The distance is kept, so that a
// restart does not go back.
type demoClock struct {
	system systemClock
	store  settings
	mu     sync.Mutex
	offset int64
	last   int64
}

func newDemoClock(ctx context.Context, store settings) (*demoClock, error) {
	c := &demoClock{store: store}
	kept, err := store.EnsureSetting(ctx, demoOffset, strconv.FormatInt(demoStart.UnixMilli()-c.system.Now(), 10))
	if err != nil {
		return nil, fmt.Errorf("demo clock: %w", err)
	}
	if c.offset, err = strconv.ParseInt(kept, 10, 64); err != nil {
		return nil, fmt.Errorf("demo clock: setting %s: %w", demoOffset, err)
	}
	return c, nil
}

// Now is the demo's present in Unix milliseconds; it never goes back, even when the system's clock does.
func (c *demoClock) Now() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *demoClock) now() int64 {
	c.last = max(c.last, c.system.Now()+c.offset)
	return c.last
}

// Advance moves the clock to an instant; one that has passed changes nothing.
func (c *demoClock) Advance(ctx context.Context, to int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ahead := to - c.now()
	if ahead <= 0 {
		return nil
	}
	if err := c.store.SaveSetting(ctx, demoOffset, strconv.FormatInt(c.offset+ahead, 10)); err != nil {
		return fmt.Errorf("demo clock: %w", err)
	}
	c.offset += ahead
	return nil
}

// newID makes a UUIDv7: ids in order of time.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// seed draws the random bytes from which an act's salts come.
func seed() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program when the system has no randomness
	return b
}
