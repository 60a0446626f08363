package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var recordRules = []rule{
	{"history comes in order, with every member of the events", testHistory},
	{"a case without history has none", func(t *testing.T, s engine.Store) {
		events, erasables, err := s.History(context.Background(), "nowhere")
		require.NoError(t, err)
		require.Empty(t, events)
		require.Empty(t, erasables)
		require.Empty(t, must(s.AllTasks(context.Background(), "nowhere"))(t))
		require.Empty(t, must(s.AllRounds(context.Background(), "nowhere"))(t))
	}},
	{"documents and objections come in order of time", testDocuments},
	{"a document keeps its life, waits, and is found by its id", testDocumentLife},
	{"a change may draw several numbers, two of one series", testDraws},
	{"messages are read page by page", testOutbox},
	{"a receipt is found again by actor and key", testReceipt},
	{"a unique key is free again after it was given back", testClaims},
}

func testHistory(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Event = engine.AuditEvent{
		Case: c.Case.ID, N: 1, At: morning, Command: "c1", Kind: engine.DoOpen, Actor: "李四", For: "王五", Event: "submit", Name: "提交",
		Task: "t", From: "draft", To: "verification", Round: 1,
		Patch:      map[string]any{"amount": "20000.00", "cadre": map[string]any{"commit": "ab12"}, "count": int64(9007199254740993)},
		Facts:      map[string]any{"fund.free": "0.00", "ok": true, "ratio": 0.25, "nothing": nil, "list": []any{"甲", int64(1)}},
		Candidates: map[string][]engine.PersonID{"t": {"张三", "李四"}}, Path: []string{"a", "b"}, Rule: "care-fund.yaml:12",
		Directory: 3, Calendar: 4, Definition: "v1", Number: "1号", Extra: map[string]any{"sheet": map[string]any{"yes": int64(5)}},
		Alg: "sha256", Prev: "p", Hash: "h",
	}
	c.Erasable = &engine.Erasable{Case: c.Case.ID, N: 1, Values: map[string]engine.Salted{
		"cadre": {Value: "𬀩", Salt: "0011"}, "children": {Value: int64(2), Salt: "0022"},
		"rows": {Value: []any{map[string]any{"name": "𬱖", "age": int64(7)}}, Salt: "0033"},
	}}
	wantEvent, wantErasable := c.Event, *c.Erasable
	mustApply(t, s, c)
	second := following(c.Case)
	mustApply(t, s, second, opening(caseID(2)))
	third := following(second.Case)
	third.Erasable = &engine.Erasable{Case: c.Case.ID, N: 3, Values: map[string]engine.Salted{"x": {Value: "y", Salt: "z"}}}
	mustApply(t, s, third)
	events, erasables, err := s.History(context.Background(), c.Case.ID)
	require.NoError(t, err)
	same(t, []engine.AuditEvent{wantEvent, second.Event, third.Event}, events)
	same(t, []engine.Erasable{wantErasable, *third.Erasable}, erasables)
}

func testDocuments(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	document := func(id string, at int64) engine.Document {
		return engine.Document{
			ID: id, Case: c.Case.ID, Key: "reply", Name: "批复", Number: "张组〔2026〕1号", Title: "关于…的批复", Body: "同意。", Status: "draft", At: at,
		}
	}
	objection := func(id string, at int64) engine.Objection {
		return engine.Objection{ID: id, Notice: "n", Case: c.Case.ID, Person: "赵六", Text: "有异议", At: at}
	}
	c.Documents = []engine.Document{document("c", 2), document("b", 1), document("a", 2)}
	c.Objections = []engine.Objection{objection("c", 2), objection("b", 1), objection("a", 2)}
	other := opening(caseID(2))
	mustApply(t, s, c, other)
	same(t, []engine.Document{document("b", 1), document("a", 2), document("c", 2)}, must(s.Documents(context.Background(), caseID(1)))(t))
	same(t, []engine.Objection{objection("b", 1), objection("a", 2), objection("c", 2)}, must(s.Objections(context.Background(), caseID(1)))(t))
	require.Empty(t, must(s.Documents(context.Background(), caseID(2)))(t))
}

func testOutbox(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Outbox = []engine.Message{
		{ID: "m2", Case: c.Case.ID, Kind: "copy", Text: "抄送", At: morning},
		{ID: "m1", Case: c.Case.ID, Kind: "notify", To: []engine.PersonID{"张三", "李四"}, Text: "您有1件待办", At: morning},
		{ID: "m3", Case: c.Case.ID, Kind: "remind", To: []engine.PersonID{"张三"}, At: morning},
	}
	m := c.Outbox
	want := []engine.Message{m[1], m[0], m[2]}
	mustApply(t, s, c)
	same(t, want, must(s.Outbox(context.Background(), "", 9))(t))
	same(t, want[1:2], must(s.Outbox(context.Background(), "m1", 1))(t))
	require.Empty(t, must(s.Outbox(context.Background(), "m3", 9))(t))
}

func testReceipt(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	want := engine.Receipt{Actor: "张三", Key: "k", Hash: "h", Case: c.Case.ID, Event: 1, Status: 201, At: morning}
	c.Receipt = &want
	mustApply(t, s, c)
	got := must(s.Recall(context.Background(), "张三", "k"))(t)
	require.NotNil(t, got)
	same(t, want, *got)
	for _, other := range []struct{ actor, key string }{{"李四", "k"}, {"张三", "K"}, {"张三", "k "}, {"张三", ""}} {
		require.Nil(t, must(s.Recall(context.Background(), other.actor, other.key))(t), "%v", other)
	}
}

func testClaims(t *testing.T, s engine.Store) {
	ctx := context.Background()
	a, b := opening(caseID(1)), opening(caseID(2))
	a.Claims = []string{"k1", "k2", "K1", "k1 "}
	mustApply(t, s, a, b)
	held := must(s.Claims(ctx, []string{"k1", "k2", "K1", "k1 ", "k3"}))(t)
	require.Equal(t, map[string]string{"k1": caseID(1), "k2": caseID(1), "K1": caseID(1), "k1 ": caseID(1)}, held)

	foreign := following(b.Case)
	foreign.Unclaims = []string{"k2"}
	mustApply(t, s, foreign)
	require.Contains(t, must(s.Claims(ctx, []string{"k2"}))(t), "k2", "only the holder gives a key back")

	keep := following(a.Case)
	keep.Unclaims, keep.Claims = []string{"k1", "k2"}, []string{"k2", "K1"}
	mustApply(t, s, keep)
	require.Equal(t, map[string]string{"k2": caseID(1), "K1": caseID(1)}, must(s.Claims(ctx, []string{"k1", "k2", "K1"}))(t))

	give, take := following(keep.Case), following(foreign.Case)
	give.Unclaims, take.Claims = []string{"k2"}, []string{"k2", "k1"}
	mustApply(t, s, give, take)
	require.Equal(t, map[string]string{"k1": caseID(2), "k2": caseID(2)}, must(s.Claims(ctx, []string{"k1", "k2"}))(t))
}
