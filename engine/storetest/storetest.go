// Package storetest is the behaviour that every engine.Store must show, as tests. Each store runs them against itself,
// so that the store in memory, on which scenarios run, cannot drift from the ones in production.
//
// The package must not know any one store.
package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

// rule is one thing that must hold, with a store of its own.
type rule struct {
	name string
	test func(t *testing.T, s engine.Store)
}

// Run tests a store. open gives an empty one, and arranges for its end with t.Cleanup. The tests run in parallel, each
// with its own store.
func Run(t *testing.T, open func(t *testing.T) engine.Store) {
	t.Helper()
	for _, rules := range [][]rule{applyRules, staleRules, ledgerRules, timerRules, inboxRules, recordRules, publicRules, standingRules, valueRules, crowdRules, errandRules, takenRules, statsRules, mailRules, deskRules, meetingRules} {
		for _, r := range rules {
			t.Run(r.name, func(t *testing.T) {
				t.Parallel()
				r.test(t, open(t))
			})
		}
	}
}

// morning is 2026-03-02 09:00:00.123 in Shanghai: a number of milliseconds that no store may round.
const morning int64 = 1772413200123

// caseID gives ids that sort in the order of n.
func caseID(n int) string { return fmt.Sprintf("019cac5b-0000-7000-8000-%012d", n) }

// opening is a Change that starts case id with round 1 and one task, in the inboxes of 张三 (to do) and 李四 (his own).
func opening(id string) *engine.Change {
	return &engine.Change{
		New: true,
		Case: engine.Case{
			ID: id, Process: "care-fund", Version: "v1", Title: "𬀩家的申请", Initiator: "李四", Unit: "城关镇", State: "verification",
			Status: engine.Opened, Round: 1, Rev: 1, Content: 1, Events: 1, Head: "hash-1", CreatedAt: morning, SubmittedAt: morning,
			UpdatedAt: morning, Due: workday.Due{At: morning + 1000, Date: "2026-03-09", Provisional: true},
			Memo: engine.Memo{Fields: engine.Fields{"amount": "20000.00", "children": int64(2)}},
		},
		Rounds: []engine.Round{{Case: id, N: 1, State: "verification", OpenedAt: morning}},
		Tasks: []engine.Task{{
			ID: id + "-t1", Case: id, Round: 1, State: "verification", Kind: engine.Work, Status: engine.TaskOpen,
			Candidates: []engine.PersonID{"张三", "王五"}, Standins: map[engine.PersonID]engine.PersonID{"王五": "张三"}, Due: workday.Due{At: morning + 1000, Date: "2026-03-09"}, OpenedAt: morning,
		}},
		Seats: []engine.Seat{
			{Person: "张三", Task: id + "-t1", Case: id, Box: engine.BoxTodo, SortAt: morning + 1000, State: "verification"},
			{Person: "李四", Task: id, Case: id, Box: engine.BoxMine, SortAt: morning, State: "verification"},
		},
		Event: engine.AuditEvent{
			Case: id, N: 1, At: morning, Command: "c1", Kind: engine.DoOpen, Actor: "李四", Event: "submit", To: "verification",
			Round: 1, Definition: "v1", Alg: "sha256", Hash: "hash-1",
		},
	}
}

// following is the next Change of a case, with nothing in it but the case and its event.
func following(c engine.Case) *engine.Change {
	c.Rev++
	c.Events++
	c.UpdatedAt++
	prev := c.Head
	c.Head = fmt.Sprintf("hash-%d", c.Events)
	return &engine.Change{
		Case: c, Assumes: engine.Assumes{Rev: c.Rev - 1},
		Event: engine.AuditEvent{
			Case: c.ID, N: c.Events, At: c.UpdatedAt, Command: fmt.Sprintf("c%d", c.Events), Kind: engine.DoEvent, Actor: "张三",
			Event: "verify", Round: c.Round, Definition: "v1", Alg: "sha256", Prev: prev, Hash: c.Head,
		},
	}
}

// mustApply applies all changes in one call and demands that they land.
func mustApply(t *testing.T, s engine.Store, changes ...*engine.Change) {
	t.Helper()
	for i, err := range s.Apply(context.Background(), changes) {
		require.NoErrorf(t, err, "change %d", i)
	}
}

// applyOne applies one change and gives its answer.
func applyOne(t *testing.T, s engine.Store, c *engine.Change) error {
	t.Helper()
	answers := s.Apply(context.Background(), []*engine.Change{c})
	require.Len(t, answers, 1)
	return answers[0]
}

func load(t *testing.T, s engine.Store, id string) engine.Snapshot {
	t.Helper()
	snap, err := s.Load(context.Background(), id)
	require.NoError(t, err)
	return snap
}

// same demands equality in every member, and that nil and empty are told apart.
func same(t *testing.T, want, got any) {
	t.Helper()
	require.Empty(t, cmp.Diff(want, got))
}

// must unwraps the answer of a reader.
func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return value
	}
}
