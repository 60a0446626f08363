package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var standingRules = []rule{
	{"of a flag the last word of each case counts, and what it withdrew is gone", testMarks},
	{"a register shows the last line of each case and keeps the others", testEntries},
	{"a line of a register gets the number that is drawn with it", testEntryNumber},
	{"who asked is kept, newest first", testAsked},
}

func testMarks(t *testing.T, s engine.Store) {
	ctx := context.Background()
	a, b := opening(caseID(1)), opening(caseID(2))
	mark := func(party, name string, c engine.Case, event int64, until string) engine.Mark {
		return engine.Mark{Party: party, Name: name, Case: c.ID, Event: event, Until: until, At: morning}
	}
	a.Marks = []engine.Mark{mark("张三", "影响期", a.Case, 1, "2026-09-15"), mark("李四", "影响期", a.Case, 1, "2026-10-01"), mark("张三", "其他", a.Case, 1, "2030-01-01")}
	b.Marks = []engine.Mark{mark("张三", "影响期", b.Case, 1, "2027-03-15")}
	mustApply(t, s, a, b)
	next := following(a.Case)
	next.Marks = []engine.Mark{mark("张三", "影响期", a.Case, 2, "2026-12-31"), mark("李四", "影响期", a.Case, 2, "")}
	mustApply(t, s, next)
	want := []engine.Mark{mark("张三", "影响期", a.Case, 2, "2026-12-31"), mark("张三", "影响期", b.Case, 1, "2027-03-15")}
	same(t, want, must(s.Marks(ctx, []string{"张三", "李四", "王五"}, []string{"影响期"}))(t))
	require.Empty(t, must(s.Marks(ctx, []string{"张三"}, nil))(t))
	require.Empty(t, must(s.Marks(ctx, nil, []string{"影响期"}))(t))
	twice := following(b.Case)
	twice.Marks = b.Marks
	require.Error(t, applyOne(t, s, twice), "a row is never written over")
}

func entry(c engine.Case, rev int, date, unit string) engine.Entered {
	return engine.Entered{
		Process: "p", Register: "容错认定台账", Case: c.ID, Rev: rev, Number: "1号", Date: date, Unit: unit, State: "已认定", Outcome: "免责",
		Shown: []engine.NoticeLine{{Label: "认定对象", Value: "𬀩某"}}, By: "张三", At: morning,
	}
}

func testEntries(t *testing.T, s engine.Store) {
	ctx := context.Background()
	a, b, c := opening(caseID(1)), opening(caseID(2)), opening(caseID(3))
	a.Entered = []engine.Entered{entry(a.Case, 1, "2026-09-07", "u1")}
	b.Entered = []engine.Entered{entry(b.Case, 1, "2026-09-08", "u2")}
	c.Entered = []engine.Entered{entry(c.Case, 1, "2026-10-08", "u1")}
	c.Entered[0].Shown = nil
	mustApply(t, s, a, b, c)
	next := following(a.Case)
	next.Entered = []engine.Entered{entry(a.Case, 2, "2026-10-09", "u1")}
	mustApply(t, s, next)
	list := func(q engine.EntryQuery) []engine.Entered {
		q.Process, q.Register = "p", "容错认定台账"
		if q.Limit == 0 {
			q.Limit = 10
		}
		return must(s.Entries(ctx, q))(t)
	}
	same(t, []engine.Entered{c.Entered[0], b.Entered[0], next.Entered[0]}, list(engine.EntryQuery{}))
	same(t, []engine.Entered{b.Entered[0]}, list(engine.EntryQuery{Before: c.Case.ID, Limit: 1}))
	same(t, []engine.Entered{c.Entered[0], next.Entered[0]}, list(engine.EntryQuery{Unit: "u1"}))
	same(t, []engine.Entered{b.Entered[0]}, list(engine.EntryQuery{Month: "2026-09"}))
	same(t, []engine.Entered{a.Entered[0], next.Entered[0]}, list(engine.EntryQuery{Case: a.Case.ID}))
	require.Empty(t, must(s.Entries(ctx, engine.EntryQuery{Process: "p", Register: "别的", Limit: 9}))(t))
}

func testEntryNumber(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Number = &engine.NumberRequest{Series: "p/2026", Year: 2026, Format: "{year}-{seq}"}
	line := entry(c.Case, 1, "2026-09-07", "u1")
	line.Number, line.Shown[0].Value = "\x00number\x00", "见\x00number\x00"
	c.Entered = []engine.Entered{line}
	mustApply(t, s, c)
	got := must(s.Entries(context.Background(), engine.EntryQuery{Process: "p", Register: "容错认定台账", Limit: 1}))(t)
	require.Equal(t, "2026-1", got[0].Number)
	require.Equal(t, "见2026-1", got[0].Shown[0].Value)
}

func testAsked(t *testing.T, s engine.Store) {
	ctx := context.Background()
	a := engine.Asked{ID: caseID(1), Actor: "组织部", Person: "张三", Purpose: engine.ForPromotion, At: morning}
	b := engine.Asked{ID: caseID(2), Actor: "组织部", Person: "李四", Purpose: engine.ForAward, At: morning + 1}
	require.NoError(t, s.LogAsked(ctx, a))
	require.NoError(t, s.LogAsked(ctx, b))
	same(t, []engine.Asked{b, a}, must(s.AskedBefore(ctx, "", 9))(t))
	same(t, []engine.Asked{a}, must(s.AskedBefore(ctx, b.ID, 1))(t))
}
