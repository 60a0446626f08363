package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func testDocumentLife(t *testing.T, s engine.Store) {
	ctx := context.Background()
	for n := range 3 {
		c := opening(caseID(n))
		c.Documents = []engine.Document{{ID: "doc" + c.Case.ID, Case: c.Case.ID, Key: "k", Name: "意见书", Title: "稿", Status: engine.DocumentDraft, At: morning, Waiting: n != 1}}
		mustApply(t, s, c)
	}
	same(t, []string{caseID(0), caseID(2)}, must(s.WaitingPapers(ctx, "", 9))(t))
	same(t, []string{caseID(2)}, must(s.WaitingPapers(ctx, caseID(0), 9))(t))
	require.Len(t, must(s.WaitingPapers(ctx, "", 1))(t), 1)

	c := following(opening(caseID(0)).Case)
	served := engine.Document{
		ID: "doc" + caseID(0), Case: caseID(0), Key: "k", Name: "意见书", Number: "1号", Title: "定", Body: "正文", Status: engine.DocumentServed, At: morning,
		Life: engine.Life{
			Author: "张三", Signer: "李四", SignedAt: morning, Versions: []engine.PaperVersion{{Title: "稿", By: "张三", At: morning}},
			Service: &engine.Service{On: "2026-09-07", To: []engine.PersonID{"王五"}, Proof: []any{map[string]any{"id": "f", "size": int64(3)}}, At: morning},
		},
	}
	c.Documents = []engine.Document{served}
	mustApply(t, s, c)
	require.Equal(t, served, must(s.Document(ctx, served.ID))(t))
	same(t, []engine.Document{served}, must(s.Documents(ctx, caseID(0)))(t))
	same(t, []string{caseID(2)}, must(s.WaitingPapers(ctx, "", 9))(t))
	_, err := s.Document(ctx, "none")
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func testDraws(t *testing.T, s engine.Store) {
	c := numbered(caseID(1), "fund")
	draw := func() *engine.NumberRequest {
		return &engine.NumberRequest{Series: "p/letter/2026", Year: 2026, Format: "函〔{year}〕{seq}号"}
	}
	c.Documents = []engine.Document{
		{ID: "a", Case: c.Case.ID, At: morning, Draw: draw()}, {ID: "b", Case: c.Case.ID, At: morning}, {ID: "c", Case: c.Case.ID, At: morning, Draw: draw()},
	}
	mustApply(t, s, c)
	require.Equal(t, "fund-2026-1", load(t, s, caseID(1)).Case.Number)
	var got []string
	for _, d := range must(s.Documents(context.Background(), caseID(1)))(t) {
		got = append(got, d.Number)
	}
	require.Equal(t, []string{"函〔2026〕1号", "", "函〔2026〕2号"}, got)
	next := opening(caseID(2))
	next.Documents = []engine.Document{{ID: "d", Case: next.Case.ID, At: morning, Draw: draw()}}
	mustApply(t, s, next)
	require.Equal(t, "函〔2026〕3号", must(s.Document(context.Background(), "d"))(t).Number, "no gap, no repetition")
}
