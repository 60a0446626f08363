package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// sample is what one contender did in a slice of time.
type sample struct {
	took  time.Duration   // all clients together
	waits []time.Duration // of each act
}

func (s *sample) add(more sample) {
	s.took += more.took
	s.waits = append(s.waits, more.waits...)
}

// rate is acts per second.
func (s *sample) rate() float64 {
	if s.took == 0 {
		return 0
	}
	return float64(len(s.waits)) / s.took.Seconds()
}

// percentile is the wait that p of 100 acts did not exceed.
func (s *sample) percentile(p int) time.Duration {
	if len(s.waits) == 0 {
		return 0
	}
	slices.Sort(s.waits)
	return s.waits[min(len(s.waits)-1, len(s.waits)*p/100)]
}

// contender carries one act out on a prepared case.
type contender func(ctx context.Context, j job) error

// run lets so many clients act, each as fast as it can, until the time is over or the cases are used up. Acts that
// begin during the warm-up are not counted.
func run(ctx context.Context, do contender, clients int, jobs []job, warm, length time.Duration) (sample, int, error) {
	runtime.GC()
	var next atomic.Int64
	var all sync.WaitGroup
	waits, errs, ends := make([][]time.Duration, clients), make([]error, clients), make([]time.Time, clients)
	start := time.Now()
	from, until := start.Add(warm), start.Add(warm+length)
	for c := range clients {
		all.Go(func() {
			ends[c] = from
			for {
				begin := time.Now()
				i := int(next.Add(1)) - 1
				if begin.After(until) || i >= len(jobs) {
					return
				}
				if errs[c] = do(ctx, jobs[i]); errs[c] != nil {
					return
				}
				if begin.After(from) {
					ends[c] = time.Now()
					waits[c] = append(waits[c], ends[c].Sub(begin))
				}
			}
		})
	}
	all.Wait()
	return sample{slices.MaxFunc(ends, time.Time.Compare).Sub(from), slices.Concat(waits...)}, min(int(next.Load()), len(jobs)), errors.Join(errs...)
}

// lane is a contender with how fast it was, which says how many cases to prepare for its next slice.
type lane struct {
	name  string
	do    contender
	total sample
	rates []float64 // of each slice
}

// supply are prepared cases that nobody has acted on.
type supply struct {
	w    *world
	jobs []job
}

func (s *supply) take(ctx context.Context, n int) ([]job, error) {
	if short := n - len(s.jobs); short > 0 {
		more, err := s.w.prepare(ctx, short)
		if err != nil {
			return nil, err
		}
		s.jobs = append(s.jobs, more...)
	}
	jobs := s.jobs[:n]
	s.jobs = s.jobs[n:]
	return jobs, nil
}

func (s *supply) giveBack(jobs []job) { s.jobs = append(s.jobs, jobs...) }

// timing is how long to measure.
type timing struct {
	warm, slice time.Duration
	slices      int
	profile     string // file for a CPU profile of each slice; the last one stays
}

// compare measures the contenders in turns, slice by slice, so that whatever else the machine does befalls all alike.
func compare(ctx context.Context, s *supply, lanes []*lane, clients int, t timing) error {
	for turn := range t.slices + 1 {
		for i := range lanes {
			l := lanes[(i+turn)%len(lanes)]
			warm, slice, guess := t.warm, t.slice, l.total.rate()
			if turn == 0 { // only to learn how fast it is
				warm, slice, guess = 0, t.warm, 3000
			}
			jobs, err := s.take(ctx, int(guess*1.4*(warm+slice).Seconds())+2*clients)
			if err != nil {
				return err
			}
			stop, err := startProfile(t.profile)
			if err != nil {
				return err
			}
			got, used, err := run(ctx, l.do, clients, jobs, warm, slice)
			stop()
			if err != nil {
				return err
			}
			s.giveBack(jobs[used:])
			if turn <= 1 {
				l.total = sample{}
			}
			l.total.add(got)
			if turn > 0 {
				l.rates = append(l.rates, got.rate())
			}
		}
	}
	return nil
}

func startProfile(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = file.Close()
	}, nil
}
