// Package jobs runs what must happen without anybody asking: timers that become due, and housekeeping.
//
// It must not know what a timer does; the engine decides that.
package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

// Job is something done again and again.
type Job struct {
	Name string
	// Every is the pause between two runs; up to a fifth is added at random, so that several processes spread out.
	Every time.Duration
	// Run does the work. more asks for another run at once, because there is more of it.
	Run func(ctx context.Context) (more bool, err error)
}

// Runner runs jobs, each in its own goroutine, until Stop.
type Runner struct {
	log    *slog.Logger
	cancel context.CancelFunc
	ctx    context.Context
	wg     sync.WaitGroup
	wake   []chan struct{}
}

// Start runs the jobs. A job that fails is logged and tried again after a pause that grows to a minute.
func Start(log *slog.Logger, jobs ...Job) *Runner {
	ctx, cancel := context.WithCancel(context.Background())
	r := &Runner{log: log, ctx: ctx, cancel: cancel}
	for _, j := range jobs {
		wake := make(chan struct{}, 1)
		r.wake = append(r.wake, wake)
		r.wg.Go(func() { r.loop(j, wake) })
	}
	return r
}

// Stop ends the jobs: the run in hand is told to end through its context. It returns when all have, or with ctx's error.
func (r *Runner) Stop(ctx context.Context) error {
	r.cancel()
	done := make(chan struct{})
	go func() { r.wg.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop jobs: %w", ctx.Err())
	}
}

// Wake lets every job run now instead of after its pause, as when the demo clock was moved.
func (r *Runner) Wake() {
	for _, w := range r.wake {
		select {
		case w <- struct{}{}:
		default: // a wake is waiting already
		}
	}
}

func (r *Runner) loop(j Job, wake <-chan struct{}) {
	failures := 0
	for r.ctx.Err() == nil {
		more, err := r.once(j)
		switch {
		case err != nil && r.ctx.Err() == nil:
			failures++
			r.log.Error("job failed", "job", j.Name, "failures", failures, "error", err)
		case err == nil:
			failures = 0
		}
		if more && err == nil {
			continue
		}
		if !r.pause(j.Every, failures, wake) {
			return
		}
	}
}

// once runs the job; a panic becomes an error, so that one bad case never stops all timers.
func (r *Runner) once(j Job) (more bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			more, err = false, fmt.Errorf("panic: %v", p)
		}
	}()
	return j.Run(r.ctx)
}

// pause waits for the next run; false when the runner stops.
func (r *Runner) pause(every time.Duration, failures int, wake <-chan struct{}) bool {
	d := every
	for range min(failures, 10) {
		d = min(2*d, max(every, time.Minute))
	}
	d += rand.N(d/5 + 1)
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-r.ctx.Done():
		return false
	}
	return true
}
