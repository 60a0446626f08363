package models_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
	"dandang/models"
	"dandang/models/mariadbtest"
)

// BenchmarkApply measures acts per second in batches, on durable databases. One act is what a plain approval writes: the
// case, the round left and the one entered, the task done and the one opened, three seats, an event with commitments,
// a timer stopped and one set, a message, a receipt.
func BenchmarkApply(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		benchApply(b, func() models.Options {
			return models.Options{Driver: models.SQLite, Path: filepath.Join(b.TempDir(), "bench.db")}
		})
	})
	b.Run("mariadb", func(b *testing.B) {
		server, err := mariadbtest.Start(mariadbtest.Options{Durable: true, BufferPoolMB: 512})
		if err != nil {
			b.Skip(err)
		}
		b.Cleanup(func() { require.NoError(b, server.Stop()) })
		benchApply(b, func() models.Options {
			dsn, _, err := server.NewDatabase(context.Background())
			require.NoError(b, err)
			return models.Options{Driver: models.MySQL, DSN: dsn}
		})
	})
}

func benchApply(b *testing.B, options func() models.Options) {
	for _, size := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("batch-%d", size), func(b *testing.B) {
			s := ready(b, options())
			ctx := context.Background()
			heads := make([]engine.Case, 256)
			for i := range heads {
				c := begin(fmt.Sprintf("case-%06d", i))
				require.NoError(b, s.Apply(ctx, []*engine.Change{c})[0])
				heads[i] = c.Case
			}
			b.ResetTimer()
			acts := 0
			for b.Loop() {
				batch := make([]*engine.Change, size)
				for i := range batch {
					batch[i] = approve(heads[(acts+i)%len(heads)])
				}
				for i, err := range s.Apply(ctx, batch) {
					if err != nil {
						b.Fatal(err)
					}
					heads[(acts+i)%len(heads)] = batch[i].Case
				}
				acts += size
			}
			b.ReportMetric(float64(acts)/b.Elapsed().Seconds(), "acts/s")
		})
	}
}

func begin(id string) *engine.Change {
	c := &engine.Change{New: true, Case: engine.Case{
		ID: id, Process: "care-fund", Version: "v1", Title: "关爱资金申请", Initiator: "p1", Unit: "u1", State: "s1", Status: engine.Opened, Round: 1,
		Rev: 1, Events: 1, Memo: engine.Memo{Fields: engine.Fields{
			"cadre": "p2", "cause": "重大疾病", "amount": "20000.00", "note": "因病住院,自付部分较多,家庭困难。", "count": int64(3),
		}},
	}}
	c.Rounds = []engine.Round{{Case: id, N: 1, State: "s1"}}
	c.Tasks = []engine.Task{{ID: id + "-t1", Case: id, Round: 1, State: "s1", Kind: engine.Work, Status: engine.TaskOpen, Candidates: []engine.PersonID{"p1"}}}
	c.Seats = []engine.Seat{{Person: "p1", Task: id + "-t1", Case: id, Box: engine.BoxTodo, SortAt: 1}}
	c.Timers = []engine.Timer{{ID: id + "-m1", Case: id, Round: 1, Kind: "overdue", At: 1}}
	c.Event = engine.AuditEvent{Case: id, N: 1, Kind: engine.DoOpen}
	return c
}

func approve(head engine.Case) *engine.Change {
	id, round := head.ID, head.Round
	c := &engine.Change{Case: head, Assumes: engine.Assumes{Rev: head.Rev}}
	c.Case.Rev++
	c.Case.Events++
	c.Case.Round++
	due := workday.Due{At: 1800000000000, Date: "2027-01-15"}
	task := func(n int, status engine.TaskStatus) engine.Task {
		return engine.Task{
			ID: fmt.Sprintf("%s-t%d", id, n), Case: id, Round: n, State: "s1", Kind: engine.Work, Status: status,
			Candidates: []engine.PersonID{"p1", "p2"}, Due: due, Opinion: "属实,同意。",
		}
	}
	c.Rounds = []engine.Round{{Case: id, N: round, State: "s1", ClosedAt: 1, Event: "verify"}, {Case: id, N: round + 1, State: "s1", From: round}}
	c.Tasks = []engine.Task{task(round, engine.TaskDone), task(round+1, engine.TaskOpen)}
	c.Seats = []engine.Seat{
		{Person: "p1", Task: c.Tasks[0].ID, Case: id, Box: engine.BoxDone, SortAt: int64(c.Case.Rev)},
		{Person: "p1", Task: c.Tasks[1].ID, Case: id, Box: engine.BoxTodo, SortAt: due.At},
		{Person: "p2", Task: c.Tasks[1].ID, Case: id, Box: engine.BoxPool, SortAt: due.At},
	}
	c.Event = engine.AuditEvent{
		Case: id, N: c.Case.Events, At: 1, Kind: engine.DoEvent, Actor: "p1", Event: "verify", Patch: map[string]any{"note": map[string]any{"commit": "00"}},
		Facts: map[string]any{"amount": "20000.00"}, Alg: "sha256", Prev: "p", Hash: "h",
	}
	c.Erasable = &engine.Erasable{Case: id, N: c.Case.Events, Values: map[string]engine.Salted{"note": {Value: "属实", Salt: "00"}}}
	c.StopTimers = []engine.TimerStop{{Case: id, Round: round, Group: "*"}}
	c.Timers = []engine.Timer{{ID: fmt.Sprintf("%s-m%d", id, round+1), Case: id, Round: round + 1, Kind: "overdue", At: due.At}}
	c.Outbox = []engine.Message{{ID: fmt.Sprintf("%s-o%d", id, c.Case.Rev), Case: id, Kind: "notify", To: []engine.PersonID{"p2"}, Text: "您有1件待办"}}
	c.Receipt = &engine.Receipt{Actor: "p1", Key: fmt.Sprintf("%s-%d", id, c.Case.Rev), Hash: "h", Case: id, Event: c.Case.Events, Status: 200}
	return c
}

// BenchmarkRead measures what an act reads beforehand.
func BenchmarkRead(b *testing.B) {
	s := ready(b, models.Options{Driver: models.SQLite, Path: filepath.Join(b.TempDir(), "bench.db")})
	ctx := context.Background()
	for i := range 200 {
		require.NoError(b, s.Apply(ctx, []*engine.Change{begin(fmt.Sprintf("case-%06d", i))})[0])
	}
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Load(ctx, "case-000007"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("inbox", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Inbox(ctx, engine.InboxQuery{Person: "p1", Box: engine.BoxTodo, Limit: 20}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("book", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Book(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
