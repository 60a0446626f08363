package storetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var inboxRules = []rule{
	{"a row carries its seat, its task and its case, without the memo", testInboxRow},
	{"the inbox is read page by page, soonest first, ties by task", testInboxOrder},
	{"what is done comes newest first", testInboxDone},
	{"the inbox can be limited to one procedure", func(t *testing.T, s engine.Store) {
		a, b := opening(caseID(1)), opening(caseID(2))
		b.Case.Process = "promotion"
		mustApply(t, s, a, b)
		rows := inbox(t, s, engine.InboxQuery{Person: "张三", Box: engine.BoxTodo, Process: "promotion", Limit: 9})
		require.Len(t, rows, 1)
		require.Equal(t, caseID(2), rows[0].Case.ID)
	}},
	{"counts stop at the limit", testBoxCounts},
	{"a seat that is gone is in no box, but leaves the trace", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		mustApply(t, s, c)
		next := following(c.Case)
		next.Seats = []engine.Seat{{Person: "张三", Task: c.Tasks[0].ID, Case: c.Case.ID, Box: engine.BoxGone}}
		mustApply(t, s, next)
		require.Zero(t, must(s.BoxCounts(context.Background(), "张三", 9))(t)[engine.BoxTodo])
		seats := must(s.Seats(context.Background(), "张三", caseID(1)))(t)
		require.Equal(t, next.Seats, seats, "who has or had a seat, and what became of it")
		require.Empty(t, must(s.Seats(context.Background(), "王五", caseID(1)))(t))
		require.Empty(t, must(s.Seats(context.Background(), "张三", caseID(2)))(t))
	}},
	{"what somebody has opened is marked on the seats that wait for him, once, and stays through later changes", testSeen},
	{"a change that assumes a seat unopened is stale once it is opened", testUnseen},
	{"a turn is found by its id", testTask},
	{"cases are listed to those who have or had a seat, newest first", testCases},
	{"many cases are loaded at once as they are one by one, and somebody's seats in them", testLoadAll},
	{"cases that are not closed are listed page by page", testOpenCases},
	{"open cases with incidents are listed page by page", testIncidents},
}

func inbox(t *testing.T, s engine.Store, q engine.InboxQuery) []engine.InboxRow {
	t.Helper()
	return must(s.Inbox(context.Background(), q))(t)
}

func testInboxRow(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	want := engine.InboxRow{Seat: c.Seats[0], Task: c.Tasks[0], Case: c.Case}
	want.Case.Memo = engine.Memo{}
	mine := engine.InboxRow{Seat: c.Seats[1], Case: want.Case}
	mustApply(t, s, c)
	same(t, []engine.InboxRow{want}, inbox(t, s, engine.InboxQuery{Person: "张三", Box: engine.BoxTodo, Limit: 9}))
	same(t, []engine.InboxRow{mine}, inbox(t, s, engine.InboxQuery{Person: "李四", Box: engine.BoxMine, Limit: 9}))
	require.Empty(t, inbox(t, s, engine.InboxQuery{Person: "张三", Box: engine.BoxPool, Limit: 9}))
}

// seats gives one person many seats of one case; sortAt of each by its index.
func seats(t *testing.T, s engine.Store, box engine.Box, sortAt func(i int) int64, n int) {
	t.Helper()
	c := opening(caseID(1))
	for i := range n {
		c.Seats = append(c.Seats, engine.Seat{Person: "王五", Task: fmt.Sprintf("task-%02d", i), Case: c.Case.ID, Box: box, SortAt: sortAt(i)})
	}
	mustApply(t, s, c)
}

// pages reads a box page by page and lists the tasks.
func pages(t *testing.T, s engine.Store, box engine.Box, limit int) (tasks []string) {
	t.Helper()
	q := engine.InboxQuery{Person: "王五", Box: box, Limit: limit}
	for {
		rows := inbox(t, s, q)
		require.LessOrEqual(t, len(rows), limit)
		if len(rows) == 0 {
			return tasks
		}
		for _, row := range rows {
			tasks = append(tasks, row.Seat.Task)
		}
		last := rows[len(rows)-1].Seat
		q.AfterAt, q.AfterTask = last.SortAt, last.Task
	}
}

func testInboxOrder(t *testing.T, s engine.Store) {
	seats(t, s, engine.BoxPool, func(i int) int64 { return int64(i%3) * 10 }, 7)
	want := []string{"task-00", "task-03", "task-06", "task-01", "task-04", "task-02", "task-05"}
	for _, limit := range []int{1, 2, 3, 7, 100} {
		require.Equal(t, want, pages(t, s, engine.BoxPool, limit), "limit %d", limit)
	}
}

func testInboxDone(t *testing.T, s engine.Store) {
	seats(t, s, engine.BoxDone, func(i int) int64 { return int64(i%3) * 10 }, 7)
	want := []string{"task-05", "task-02", "task-04", "task-01", "task-06", "task-03", "task-00"}
	for _, limit := range []int{1, 2, 3, 7, 100} {
		require.Equal(t, want, pages(t, s, engine.BoxDone, limit), "limit %d", limit)
	}
}

func testBoxCounts(t *testing.T, s engine.Store) {
	seats(t, s, engine.BoxCC, func(int) int64 { return morning }, 7)
	want := map[engine.Box]int{engine.BoxTodo: 0, engine.BoxPool: 0, engine.BoxDone: 0, engine.BoxCC: 7, engine.BoxRead: 0, engine.BoxMine: 0}
	require.Equal(t, want, must(s.BoxCounts(context.Background(), "王五", 100))(t))
	want[engine.BoxCC] = 5
	require.Equal(t, want, must(s.BoxCounts(context.Background(), "王五", 5))(t))
	want[engine.BoxCC] = 0
	require.Equal(t, want, must(s.BoxCounts(context.Background(), "nobody", 5))(t))
}

func testCases(t *testing.T, s engine.Store) {
	for n := range 6 {
		c := opening(caseID(n))
		c.Case.Number = fmt.Sprintf("张关爱〔2026〕%d号", n)
		if n == 2 {
			c.Case.Process, c.Case.State, c.Case.Status = "promotion", "paid", engine.Closed
		}
		if n == 4 {
			c.Seats = nil
		}
		mustApply(t, s, c)
	}
	for name, test := range map[string]struct {
		q    engine.CaseQuery
		want []int
	}{
		"his own":          {engine.CaseQuery{Person: "张三", Limit: 9}, []int{5, 3, 2, 1, 0}},
		"everybody's":      {engine.CaseQuery{Limit: 9}, []int{5, 4, 3, 2, 1, 0}},
		"a stranger's":     {engine.CaseQuery{Person: "王五", Limit: 9}, nil},
		"first page":       {engine.CaseQuery{Person: "张三", Limit: 2}, []int{5, 3}},
		"second page":      {engine.CaseQuery{Person: "张三", Before: caseID(3), Limit: 2}, []int{2, 1}},
		"of a procedure":   {engine.CaseQuery{Person: "张三", Process: "promotion", Limit: 2}, []int{2}},
		"in a state":       {engine.CaseQuery{Person: "张三", State: "paid", Limit: 2}, []int{2}},
		"of a status":      {engine.CaseQuery{Person: "张三", Status: engine.Opened, Before: caseID(3), Limit: 9}, []int{1, 0}},
		"by number":        {engine.CaseQuery{Person: "张三", Number: "张关爱〔2026〕3", Limit: 9}, []int{3}},
		"of procedures":    {engine.CaseQuery{Person: "张三", Processes: []string{"promotion", "none"}, Limit: 2}, []int{2}},
		"no wildcards":     {engine.CaseQuery{Person: "张三", Number: "张关爱%", Limit: 9}, nil},
		"limit of nothing": {engine.CaseQuery{Person: "张三"}, nil},
	} {
		var got []int
		ids := must(s.CaseIDs(context.Background(), test.q))(t)
		for i, c := range must(s.Cases(context.Background(), test.q))(t) {
			require.Equal(t, c.ID, ids[i], name)
			for n := range 6 {
				if c.ID == caseID(n) {
					got = append(got, n)
				}
			}
			require.NotEmpty(t, c.Memo.Fields)
		}
		require.Equal(t, test.want, got, name)
		require.Len(t, ids, len(got), name)
	}
}

func testLoadAll(t *testing.T, s engine.Store) {
	ids := []string{caseID(3), caseID(9), caseID(0), caseID(1), caseID(3)}
	for n := range 4 {
		c := opening(caseID(n))
		switch n {
		case 1: // a later round without a turn: the turn of the round before is no part of it
			c.Case.Round = 2
			c.Rounds = append(c.Rounds, engine.Round{Case: c.Case.ID, N: 2, State: "paid", OpenedAt: morning, Data: engine.RoundData{Acts: []engine.Handled{{Person: "张三", At: morning}}}})
		case 3:
			second := c.Tasks[0]
			second.ID, second.Group = caseID(3)+"-t2", "discipline"
			c.Tasks = append(c.Tasks, second)
			c.Seats = append(c.Seats, engine.Seat{Person: "张三", Task: second.ID, Case: c.Case.ID, Box: engine.BoxPool, SortAt: morning, State: "verification"})
		}
		mustApply(t, s, c)
	}
	got := map[string]engine.Snapshot{}
	for _, snap := range must(s.LoadAll(context.Background(), ids[:4]))(t) {
		got[snap.Case.ID] = snap
	}
	require.Len(t, got, 3, "one does not exist")
	for id, snap := range got {
		same(t, load(t, s, id), snap)
	}
	require.Empty(t, got[caseID(1)].Tasks)
	require.Len(t, got[caseID(3)].Tasks, 2)
	require.Empty(t, must(s.LoadAll(context.Background(), nil))(t))

	in := must(s.SeatsIn(context.Background(), "张三", ids))(t)
	require.Len(t, in, 3)
	for id, seats := range in {
		same(t, must(s.Seats(context.Background(), "张三", id))(t), seats)
	}
	require.Len(t, in[caseID(3)], 2)
	require.Empty(t, must(s.SeatsIn(context.Background(), "王五", ids))(t))
	require.Empty(t, must(s.SeatsIn(context.Background(), "张三", nil))(t))
}

func testOpenCases(t *testing.T, s engine.Store) {
	statuses := []engine.Status{engine.Draft, engine.Opened, engine.Closed, engine.Opened}
	for n, status := range statuses {
		c := opening(caseID(n))
		c.Case.Status = status
		mustApply(t, s, c)
	}
	require.Equal(t, []string{caseID(0), caseID(1)}, must(s.OpenCases(context.Background(), "", 2))(t))
	require.Equal(t, []string{caseID(3)}, must(s.OpenCases(context.Background(), caseID(1), 2))(t))
	require.Empty(t, must(s.OpenCases(context.Background(), caseID(3), 2))(t))
}

func testIncidents(t *testing.T, s engine.Store) {
	incident := engine.Incident{ID: "i", Kind: "nobody", Reason: "没有可办理的人", Ask: []string{"end"}, At: morning}
	for n := range 4 {
		c := opening(caseID(n))
		if n != 1 {
			c.Case.Memo.Incidents = []engine.Incident{incident}
		}
		if n == 2 {
			c.Case.Status = engine.Closed
		}
		mustApply(t, s, c)
	}
	found := must(s.Incidents(context.Background(), "", 9))(t)
	require.Len(t, found, 2)
	require.Equal(t, caseID(0), found[0].ID)
	same(t, []engine.Incident{incident}, found[0].Memo.Incidents)
	require.Equal(t, caseID(3), found[1].ID)
	require.Len(t, must(s.Incidents(context.Background(), caseID(0), 9))(t), 1)
	solved := following(found[0])
	solved.Case.Memo.Incidents = nil
	mustApply(t, s, solved)
	require.Len(t, must(s.Incidents(context.Background(), "", 9))(t), 1)

	wait := []engine.Intervention{{ID: "i", Kind: engine.InterveneJump, To: "a", Reason: "录错", By: "张三", At: morning}}
	cases := must(s.Interventions(context.Background(), "", 9))(t)
	require.Empty(t, cases)
	fresh := opening(caseID(7))
	fresh.Case.Memo.Interventions = wait
	mustApply(t, s, fresh)
	cases = must(s.Interventions(context.Background(), "", 9))(t)
	require.Len(t, cases, 1)
	same(t, fresh.Case.Memo.Interventions, cases[0].Memo.Interventions)
	require.Empty(t, must(s.Interventions(context.Background(), caseID(7), 9))(t))
}
