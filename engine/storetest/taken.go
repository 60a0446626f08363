package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var takenRules = []rule{
	{"cases are found by unit and by when they were received", testReceived},
	{"what was taken out is kept, newest first, and completed once", testExports},
}

func testReceived(t *testing.T, s engine.Store) {
	ctx := context.Background()
	var changes []*engine.Change
	for i, c := range []struct {
		unit engine.UnitID
		at   int64
	}{{"u1", 0}, {"u1", morning}, {"u2", morning + 1}, {"u3", morning + 2}} {
		ch := opening(caseID(i))
		ch.Case.Unit, ch.Case.SubmittedAt = c.unit, c.at
		changes = append(changes, ch)
	}
	mustApply(t, s, changes...)
	ids := func(q engine.CaseQuery) []string {
		q.Process, q.Limit = "care-fund", 9
		var list []string
		for _, c := range must(s.Cases(ctx, q))(t) {
			list = append(list, c.ID)
		}
		return list
	}
	require.Equal(t, []string{caseID(3), caseID(2), caseID(1), caseID(0)}, ids(engine.CaseQuery{}))
	require.Equal(t, []string{caseID(3), caseID(2), caseID(1)}, ids(engine.CaseQuery{From: 1}), "what was not submitted yet was not received")
	require.Equal(t, []string{caseID(2), caseID(1)}, ids(engine.CaseQuery{From: morning, Until: morning + 2}))
	require.Equal(t, []string{caseID(3), caseID(1)}, ids(engine.CaseQuery{From: 1, Units: []engine.UnitID{"u3", "u1"}}))
	require.Equal(t, []string{caseID(1)}, ids(engine.CaseQuery{Person: "李四", Units: []engine.UnitID{"u1", "u9", "u8"}, Until: morning + 1, From: 1}))
	require.Empty(t, ids(engine.CaseQuery{Units: []engine.UnitID{"u4"}}))
}

func testExports(t *testing.T, s engine.Store) {
	ctx := context.Background()
	a := engine.Export{ID: caseID(1), Actor: "张三", What: engine.ExportRoster, Subject: "care-fund", Filter: `{"unit":"𬀩"}`, Format: "xlsx", At: morning}
	b := engine.Export{ID: caseID(2), Actor: "李四", What: engine.ExportForm, Subject: caseID(9), Format: "pdf", At: morning + 1}
	require.NoError(t, s.LogExport(ctx, a))
	require.NoError(t, s.LogExport(ctx, b))
	require.Error(t, s.LogExport(ctx, a), "a row is never written over")
	require.NoError(t, s.EndExport(ctx, a.ID, 100_000, morning+5))
	a.Rows, a.DoneAt = 100_000, morning+5
	same(t, []engine.Export{b, a}, must(s.ExportsBefore(ctx, "", 9))(t))
	same(t, []engine.Export{a}, must(s.ExportsBefore(ctx, b.ID, 9))(t))
	same(t, []engine.Export{b}, must(s.ExportsBefore(ctx, "", 1))(t))
}
