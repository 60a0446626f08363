package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// crowd is how many act at once.
const crowd = 64

var crowdRules = []rule{
	{"of many acts on one revision exactly one wins", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		mustApply(t, s, c)
		for range 3 {
			head := load(t, s, caseID(1)).Case
			answers := atOnce(s, func(int) *engine.Change { return following(head) })
			requireWins(t, answers, 1)
			require.Equal(t, head.Rev+1, load(t, s, caseID(1)).Case.Rev)
		}
		events, _, err := s.History(context.Background(), caseID(1))
		require.NoError(t, err)
		require.Len(t, events, 4)
	}},
	{"of many openings of one case exactly one wins", func(t *testing.T, s engine.Store) {
		requireWins(t, atOnce(s, func(int) *engine.Change { return opening(caseID(1)) }), 1)
	}},
	{"of many who take one key exactly one wins", func(t *testing.T, s engine.Store) {
		requireWins(t, atOnce(s, func(i int) *engine.Change {
			c := opening(caseID(i))
			c.Claims = []string{"household"}
			return c
		}), 1)
	}},
	{"of many requests with one idempotency key exactly one wins", func(t *testing.T, s engine.Store) {
		requireWins(t, atOnce(s, func(i int) *engine.Change {
			c := opening(caseID(i))
			c.Receipt = &engine.Receipt{Actor: "张三", Key: "k", Case: c.Case.ID, At: morning}
			return c
		}), 1)
	}},
	{"of many who fire one timer exactly one wins", func(t *testing.T, s engine.Store) {
		c := opening(caseID(999))
		c.Timers = []engine.Timer{{ID: "a", Case: c.Case.ID, Round: 1, Kind: "after", At: morning}}
		mustApply(t, s, c)
		requireWins(t, atOnce(s, func(i int) *engine.Change {
			c := opening(caseID(i))
			c.Assumes.Timer = "a"
			return c
		}), 1)
	}},
	{"a ledger that can pay ten pays exactly ten", testTenPaid},
	{"numbers have no gap and no twin under a crowd", testCrowdNumbers},
	{"batches at once neither lose nor double anything", testCrowdBatches},
}

// atOnce applies crowd changes, each in a call of its own.
func atOnce(s engine.Store, change func(i int) *engine.Change) []error {
	answers := make([]error, crowd)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range crowd {
		c := change(i)
		all.Go(func() {
			<-start
			answers[i] = s.Apply(context.Background(), []*engine.Change{c})[0]
		})
	}
	close(start)
	all.Wait()
	return answers
}

// requireWins demands that this many landed and that all others were stale.
func requireWins(t *testing.T, answers []error, wins int) {
	t.Helper()
	landed := 0
	for _, err := range answers {
		if err == nil {
			landed++
			continue
		}
		require.ErrorIs(t, err, engine.ErrStale)
	}
	require.Equal(t, wins, landed)
}

func testTenPaid(t *testing.T, s engine.Store) {
	ctx := context.Background()
	require.NoError(t, s.SetBudget(ctx, "fund", 1099, "财务", morning))
	requireWins(t, atOnce(s, func(i int) *engine.Change {
		c := reserving(caseID(i), 100)
		c.Assumes.Free = []engine.FreeFloor{{Key: "fund", Min: 100}}
		return c
	}), 10)
	require.Equal(t, engine.Balance{Key: "fund", Budget: 1099, Reserved: 1000}, must(s.Balances(ctx, []string{"fund"}))(t)["fund"])
	require.Len(t, must(s.LedgerMoves(ctx, "fund"))(t), 10)
}

func testCrowdNumbers(t *testing.T, s engine.Store) {
	// Every fourth opens a case that exists: it must not use up a number.
	taken := opening(caseID(999))
	mustApply(t, s, taken)
	changes := make([]*engine.Change, crowd)
	answers := atOnce(s, func(i int) *engine.Change {
		id := caseID(i)
		if i%4 == 0 {
			id = caseID(999)
		}
		changes[i] = numbered(id, "fund")
		return changes[i]
	})
	requireWins(t, answers, crowd*3/4)
	seen := map[string]bool{}
	for i, err := range answers {
		if err == nil {
			seen[changes[i].Case.Number] = true
		}
	}
	for n := 1; n <= crowd*3/4; n++ {
		require.True(t, seen[fmt.Sprintf("fund-2026-%d", n)], "number %d is missing", n)
	}
}

// testCrowdBatches lets eight writers move the same eight cases forward, in batches in opposite orders.
func testCrowdBatches(t *testing.T, s engine.Store) {
	const cases, writers, turns = 8, 8, 5
	for n := range cases {
		mustApply(t, s, opening(caseID(n)))
	}
	landed := make([][]int, writers)
	failed := make([]error, writers)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() { landed[w], failed[w] = pushCases(s, cases, turns, w%2 == 1) })
	}
	all.Wait()
	require.NoError(t, errors.Join(failed...))
	for n := range cases {
		total := 0
		for w := range writers {
			total += landed[w][n]
		}
		head := load(t, s, caseID(n)).Case
		require.Equal(t, int64(1+total), head.Rev)
		events, _, err := s.History(context.Background(), caseID(n))
		require.NoError(t, err)
		require.Len(t, events, 1+total)
		require.Equal(t, int64(total), must(s.Balances(context.Background(), []string{"fund/" + caseID(n)}))(t)["fund/"+caseID(n)].Reserved)
	}
}

// pushCases takes turns in moving each case one step, in one batch a turn, and counts the steps that landed.
func pushCases(s engine.Store, cases, turns int, backwards bool) ([]int, error) {
	landed := make([]int, cases)
	for range turns {
		batch := make([]*engine.Change, cases)
		order := make([]int, cases)
		for i := range cases {
			order[i] = i
			if backwards {
				order[i] = cases - 1 - i
			}
			snap, err := s.Load(context.Background(), caseID(order[i]))
			if err != nil {
				return nil, err
			}
			c := following(snap.Case)
			c.Ledger = []engine.LedgerMove{{
				Key: "fund/" + c.Case.ID, Case: c.Case.ID, Name: fmt.Sprint(c.Case.Rev), Kind: "reserve", Amount: 1, At: morning,
			}}
			batch[i] = c
		}
		for i, err := range s.Apply(context.Background(), batch) {
			switch {
			case err == nil:
				landed[order[i]]++
			case !errors.Is(err, engine.ErrStale):
				return nil, err
			}
		}
	}
	return landed, nil
}
