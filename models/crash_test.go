package models_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/models"
)

// crashEnv makes this test binary a program that writes to a database until it is killed: "driver database".
const crashEnv = "DANDANG_TEST_CRASH_CHILD"

func TestApply_KilledProcessLosesNothingAndLeavesNothingHalf(t *testing.T) {
	if spec := os.Getenv(crashEnv); spec != "" {
		writeForever(t, spec)
		return
	}
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		s := ready(t, o)
		acknowledged := map[string]int64{}
		for range 3 {
			for id, rev := range killWriter(t, o, 60) {
				acknowledged[id] = max(acknowledged[id], rev)
			}
		}
		require.NotEmpty(t, acknowledged)
		for id, rev := range acknowledged {
			require.GreaterOrEqual(t, load(t, s, id).Case.Rev, rev, "an acknowledged act is there")
		}
		open, err := s.OpenCases(context.Background(), "", 1000)
		require.NoError(t, err)
		timers := map[string]int{}
		due, err := s.DueTimers(context.Background(), 1<<62, 1000)
		require.NoError(t, err)
		for _, timer := range due {
			timers[timer.Case]++
		}
		for _, id := range open {
			requireWhole(t, s, id)
			require.Equal(t, 1, timers[id], "each act stops one timer and sets one")
		}
	})
}

func load(t *testing.T, s *models.Store, id string) engine.Snapshot {
	t.Helper()
	snap, err := s.Load(context.Background(), id)
	require.NoError(t, err)
	return snap
}

// requireWhole demands that a case has all rows of as many acts as its revision says.
func requireWhole(t *testing.T, s *models.Store, id string) {
	t.Helper()
	ctx := context.Background()
	snap := load(t, s, id)
	rev := int(snap.Case.Rev)
	events, erasables, err := s.History(ctx, id)
	require.NoError(t, err)
	require.Len(t, events, rev)
	require.Len(t, erasables, rev-1)
	rounds, err := s.AllRounds(ctx, id)
	require.NoError(t, err)
	require.Len(t, rounds, rev)
	tasks, err := s.AllTasks(ctx, id)
	require.NoError(t, err)
	require.Len(t, tasks, rev)
	require.Len(t, snap.Tasks, 1)
	for n := 2; n <= rev; n++ {
		receipt, err := s.Recall(ctx, "p1", fmt.Sprintf("%s-%d", id, n))
		require.NoError(t, err)
		require.NotNil(t, receipt, "an idempotent retry finds the first answer")
	}
}

// killWriter lets another process write until it has acknowledged that many acts, kills it in the middle of its work,
// and gives the highest revision acknowledged for each case.
func killWriter(t *testing.T, o models.Options, acts int) map[string]int64 {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestApply_KilledProcess", "-test.count=1")
	cmd.Env = append(os.Environ(), crashEnv+"="+o.Driver+"|"+o.Path+o.DSN)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	last := map[string]int64{}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); {
		var id string
		var rev int64
		if _, err := fmt.Sscanf(lines.Text(), "ack %s %d", &id, &rev); err != nil {
			t.Log(lines.Text())
			continue
		}
		last[id] = max(last[id], rev)
		if n++; n == acts {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.Error(t, cmd.Wait(), "it ends by being killed, not by itself")
	return last
}

// writeForever acts on cases of its own in four goroutines, and prints what was acknowledged.
func writeForever(t *testing.T, spec string) {
	driver, database, _ := strings.Cut(spec, "|")
	o := models.Options{Driver: driver, DSN: database}
	if driver == models.SQLite {
		o = models.Options{Driver: driver, Path: database}
	}
	s := open(t, o)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			batch := make([]*engine.Change, 3)
			for i := range batch {
				batch[i] = begin(fmt.Sprintf("case-%d-%d-%d", os.Getpid(), w, i))
			}
			for {
				for i, err := range s.Apply(context.Background(), batch) {
					if err != nil {
						fmt.Println("failed", err)
						return
					}
					fmt.Printf("ack %s %d\n", batch[i].Case.ID, batch[i].Case.Rev)
					batch[i] = approve(batch[i].Case)
				}
			}
		})
	}
	all.Wait()
}
