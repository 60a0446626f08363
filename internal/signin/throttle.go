package signin

import "sync"

// The limits of guessing: a few mistakes are free, then each doubles the wait up to the longest.
const (
	freeFailures = 5
	firstWait    = int64(1_000)       // ms
	longestWait  = int64(5 * 60_000)  // ms
	forgetAfter  = int64(15 * 60_000) // ms without a failure
	maxKeys      = 20_000             // memory bound; the oldest are forgotten first
)

// Throttle slows down repeated failures of one key (a username together with an address). It is safe for concurrent
// use and keeps its counts in memory only: a restart forgives.
type Throttle struct {
	mu   sync.Mutex
	keys map[string]failures
}

type failures struct {
	n    int
	last int64
}

// NewThrottle gives an empty throttle.
func NewThrottle() *Throttle { return &Throttle{keys: map[string]failures{}} }

// Attempt counts an attempt from key at now (Unix milliseconds) as failed until Succeed says otherwise, so that many at
// once cannot slip through. When it comes too early it is not counted, and retryAfter is the wait in milliseconds.
func (t *Throttle) Attempt(key string, now int64) (ok bool, retryAfter int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.keys[key]
	if now-f.last >= forgetAfter {
		f = failures{}
	}
	if left := f.last + wait(f.n) - now; f.n > 0 && left > 0 {
		return false, left
	}
	t.keys[key] = failures{n: f.n + 1, last: now}
	if len(t.keys) > maxKeys {
		t.forget(now)
	}
	return true, 0
}

// Succeed forgets the failures of key.
func (t *Throttle) Succeed(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.keys, key)
}

// forget drops what is old, and when that is not enough the older half.
func (t *Throttle) forget(now int64) {
	for age := forgetAfter; len(t.keys) > maxKeys/2 && age > 0; age /= 2 {
		for key, f := range t.keys {
			if now-f.last >= age {
				delete(t.keys, key)
			}
		}
	}
	if len(t.keys) > maxKeys {
		t.keys = map[string]failures{}
	}
}

// wait is how long after the nth failure in a row the next attempt may come.
func wait(n int) int64 {
	if n < freeFailures {
		return 0
	}
	d := firstWait
	for range n - freeFailures {
		if d *= 2; d >= longestWait {
			return longestWait
		}
	}
	return d
}
