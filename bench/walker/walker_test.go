package walker_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandang/bench/walker"
	"dandang/engine/process"
	"dandang/processes"

	"github.com/stretchr/testify/require"
)

// number reads a setting of the walk from the environment.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 63)
	require.NoError(t, err, name)
	return n
}

// The walk of random people through the API: 50 cases, or WALK_CASES, from the seed WALK_SEED.
func TestWalk_CareFund(t *testing.T) {
	if testing.Short() {
		t.Skip("a walk takes half a minute")
	}
	seed := number(t, "WALK_SEED", 1)
	cases := int(number(t, "WALK_CASES", 50)) //nolint:gosec // ParseUint has bounded it
	t.Logf("WALK_SEED=%d WALK_CASES=%d", seed, cases)
	d := definition(t, "care-fund.yaml")
	binary := os.Getenv("WALK_BINARY") // one that is built already
	if binary == "" {
		var err error
		binary, err = walker.Build(t.Context(), "../..", t.TempDir())
		require.NoError(t, err)
	}

	began := time.Now()
	s, err := walker.Start(binary, t.TempDir())
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() })
	r, err := walker.Run(t.Context(), walker.Options{Base: s.Base, Process: d.Key, Cases: cases, Seed: seed, Log: t.Logf})
	tell(t, r, time.Since(began))
	require.Empty(t, r.Faults, "what the server did wrong")
	require.NoError(t, err)
	require.NoError(t, s.Stop(), "it stops in order")
	require.Empty(t, s.Complaints(), "the server logged no warning and no error")
	out, err := s.VerifyAudit(t.Context())
	require.NoError(t, err, "every chain is whole: %s", out)
	require.Contains(t, out, ",0件有问题")

	f, err := walker.Examine(t.Context(), s.Data, d)
	require.NoError(t, err)
	require.Empty(t, f.Faults, "what the record shows")
	require.Equal(t, cases, r.Opened)
	require.GreaterOrEqual(t, f.Cases, cases)
	require.GreaterOrEqual(t, r.Closed*10, cases*9, "nine in ten come to an end: %v", r.Outcomes)
	require.LessOrEqual(t, r.Withdrawn*10, cases, "at most a tenth is withdrawn")
	require.Empty(t, owed(d, f, cases), "transitions that no case took")
	for _, what := range []string{
		"vote pass", "vote fail", "vote tie", "vote second tie", "vote no quorum", "objection", "upload", "extend", "recuse", "correct",
	} {
		require.NotZero(t, r.Done[what], what)
	}
	for _, what := range []string{"outsider acts", "reader acts", "stale content", "stale round", "same key", "key of another request", "nobody signed in"} {
		require.NotZero(t, r.Probes[what], what)
	}
}

// owed is what a walk of so many cases has left out. An event of all stages that ends a case as withdrawn is owed in each
// of them only where a tenth of the cases suffices for it; in a shorter walk it is owed in one stage, as it is written once
// in the definition.
func owed(d *process.Definition, f *walker.Findings, cases int) []string {
	ends := walker.EndsAs(d, walker.HintsOf[d.Key].Withdrawn)
	if len(ends) <= cases/10 {
		return f.Missing
	}
	var missing []string
	for _, id := range f.Missing {
		_, event, _ := strings.Cut(id, "/")
		elsewhere := slices.ContainsFunc(ends, func(other string) bool {
			return other != id && strings.HasSuffix(other, "/"+event) && f.Fired[other] > 0
		})
		if !slices.Contains(ends, id) || !elsewhere {
			missing = append(missing, id)
		}
	}
	return missing
}

func definition(t *testing.T, file string) *process.Definition {
	t.Helper()
	src, err := processes.Source(file)
	require.NoError(t, err)
	d, err := process.Compile(file, src)
	require.NoError(t, err)
	return d
}

func tell(t *testing.T, r *walker.Report, took time.Duration) {
	t.Helper()
	t.Logf("%d cases, %d closed, %d withdrawn, until %s: %v", r.Opened, r.Closed, r.Withdrawn, r.Now, r.Outcomes)
	t.Logf("%d acts in %d requests and %d rounds through the city, %s", r.Acts, r.Requests, r.Sweeps, took.Round(time.Millisecond))
	t.Logf("done: %v", r.Done)
	t.Logf("attempts that had to fail: %v", r.Probes)
	t.Logf("refused on the way: %v", r.Refused)
	for _, v := range r.Vacant {
		t.Logf("vacant post filled: %s", v)
	}
}
