package storetest

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

var valueRules = []rule{
	{"rare characters stay, and stay distinct", testRareCharacters},
	{"numbers keep their precision", testPrecision},
	{"a large content survives", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		text := strings.Repeat("张家界𬀩'\"\\\x1f\n", 1<<20/18)
		require.Greater(t, len(text), 1<<20*9/10)
		c.Case.Memo.Fields["essay"] = text
		c.Event.Extra = map[string]any{"essay": text}
		mustApply(t, s, c)
		require.Equal(t, text, load(t, s, caseID(1)).Case.Memo.Fields["essay"])
		events, _, err := s.History(context.Background(), caseID(1))
		require.NoError(t, err)
		require.Equal(t, text, events[0].Extra["essay"])
	}},
	{"many large contents in one batch survive", func(t *testing.T, s engine.Store) {
		text := strings.Repeat("关爱", 150_000)
		var batch []*engine.Change
		for n := range 24 {
			c := opening(caseID(n))
			c.Case.Memo.Fields["essay"] = text
			batch = append(batch, c)
		}
		mustApply(t, s, batch...)
		require.Equal(t, text, load(t, s, caseID(23)).Case.Memo.Fields["essay"])
	}},
	{"empty lists of a known type come back as nil, those among the fields as they were", testEmpty},
	{"every member of the memo and the round survives", testMemo},
}

func testRareCharacters(t *testing.T, s engine.Store) {
	ctx := context.Background()
	names := []engine.PersonID{"𬀩", "𬱖", "䶮", "a", "A", "é", "é"}
	c := opening(caseID(1))
	for _, name := range names {
		c.Seats = append(c.Seats, engine.Seat{Person: name, Task: "t" + name, Case: c.Case.ID, Box: engine.BoxTodo, State: name})
		c.Claims = append(c.Claims, "claim/"+name)
		c.Ledger = append(c.Ledger, engine.LedgerMove{Key: "fund/" + name, Case: c.Case.ID, Name: name, Kind: "reserve", Amount: 1, At: morning})
	}
	c.Case.Title, c.Case.Initiator = "𬀩与𬱖与䶮", "𬀩"
	mustApply(t, s, c)
	require.Equal(t, "𬀩与𬱖与䶮", load(t, s, caseID(1)).Case.Title)
	for _, name := range names {
		rows := inbox(t, s, engine.InboxQuery{Person: name, Box: engine.BoxTodo, Limit: 9})
		require.Len(t, rows, 1, name)
		require.Equal(t, name, rows[0].Seat.State)
		require.Len(t, must(s.LedgerMoves(ctx, "fund/"+name))(t), 1, name)
		require.Len(t, must(s.Claims(ctx, []string{"claim/" + name}))(t), 1, name)
	}
}

func testPrecision(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Case.CreatedAt, c.Case.UpdatedAt = morning, math.MaxInt64
	c.Case.Memo.Fields = engine.Fields{
		"big": int64(math.MaxInt64), "small": int64(math.MinInt64), "odd": int64(9007199254740993), "zero": int64(0), "part": 0.1, "text": "9007199254740993",
		"inside": map[string]any{"n": int64(9007199254740993)}, "rows": []any{map[string]any{"n": int64(9007199254740995)}},
	}
	c.Case.Memo.Previous = engine.Fields{"big": int64(math.MaxInt64)}
	c.Ledger = []engine.LedgerMove{{Key: "fund", Case: c.Case.ID, Name: "aid", Kind: "reserve", Amount: math.MaxInt64 - 1, At: morning}}
	want := c.Case
	mustApply(t, s, c)
	same(t, want, load(t, s, caseID(1)).Case)
	require.Equal(t, int64(math.MaxInt64-1), must(s.Balances(context.Background(), []string{"fund"}))(t)["fund"].Reserved)
}

func testEmpty(t *testing.T, s engine.Store) {
	c := opening(caseID(1))
	c.Case.Memo = engine.Memo{
		Fields: engine.Fields{}, Previous: engine.Fields{}, Trail: []engine.Visit{}, Claims: []string{}, Entries: map[string]engine.Entry{},
	}
	c.Tasks[0].Candidates = []engine.PersonID{}
	c.Rounds[0].Data = engine.RoundData{Acts: []engine.Handled{}, Sheet: &engine.Sheet{HeldOn: "2026-03-02", Present: []engine.PersonID{}}}
	c.Event.Path, c.Event.Patch = []string{}, map[string]any{}
	c.Event.Candidates = map[string][]engine.PersonID{"empty": {}, "none": nil}
	mustApply(t, s, c)
	got := load(t, s, caseID(1))
	same(t, engine.Memo{}, got.Case.Memo)
	same(t, engine.RoundData{Sheet: &engine.Sheet{HeldOn: "2026-03-02"}}, got.Round.Data)
	require.Nil(t, got.Tasks[0].Candidates)
	events, _, err := s.History(context.Background(), caseID(1))
	require.NoError(t, err)
	require.Nil(t, events[0].Path)
	require.Nil(t, events[0].Patch)
	same(t, map[string][]engine.PersonID{"empty": {}, "none": nil}, events[0].Candidates)

	d := opening(caseID(2))
	d.Case.Memo.Fields = engine.Fields{"none": []any{}, "nothing": nil, "blank": "", "object": map[string]any{}, "no": false, "typed": []string{"甲"}}
	mustApply(t, s, d)
	want := engine.Fields{"none": []any{}, "nothing": nil, "blank": "", "object": map[string]any{}, "no": false, "typed": []any{"甲"}}
	same(t, want, load(t, s, caseID(2)).Case.Memo.Fields)
}

func testMemo(t *testing.T, s engine.Store) {
	limit := workday.Duration{Amount: 5, Unit: workday.Workdays}
	clock := workday.Clock{Limit: limit, Anchor: morning, PausedAt: morning + 1, Ran: []workday.Span{{From: 1, To: 2}}, Extended: []workday.Duration{limit}}
	act := engine.Handled{Person: "张三", For: "李四", State: "verification", Event: "verify", Duty: "核实", At: morning}
	c := opening(caseID(1))
	c.Case.Memo = engine.Memo{
		Fields: engine.Fields{"cadre": "𬀩"}, Previous: engine.Fields{"cadre": "䶮"}, Clock: &clock,
		Trail: []engine.Visit{{
			Round: 1, State: "draft", Event: "submit", Acts: []engine.Handled{act}, Clocks: map[string]workday.Clock{"": clock}, Extensions: 1,
		}},
		Recusals: []engine.Recusal{{Person: "王五", Kind: "declared", Reason: "亲属", By: "王五", At: morning}}, Returned: []string{"amount"},
		Claims: []string{"k"}, Entries: map[string]engine.Entry{"aid": {Ledger: "fund", Key: "fund/2026", Amount: 5, State: "reserved"}},
		Incidents: []engine.Incident{{ID: "i", Kind: "nobody", Reason: "r", Group: "g", Ask: []string{"end"}, At: morning}}, Posted: posted(),
	}
	c.Rounds[0].Data = engine.RoundData{
		Groups: map[string]engine.GroupState{"": {
			Result: "agree", Clock: &clock, Due: workday.Due{At: morning, Date: "2026-03-09"}, Seats: []engine.PersonID{"张三"}, Step: 1,
			Steps: []engine.PersonID{"李四"},
		}},
		Acts: []engine.Handled{act}, Tied: true, Asked: []string{"extend"}, After: workday.Due{At: 1, Date: "2026-03-03"}, Extensions: 2,
		Sheet: &engine.Sheet{
			HeldOn: "2026-03-02", Present: []engine.PersonID{"张三"}, Recused: []engine.PersonID{"李四"}, Yes: 1, No: 2, Abstain: 3, Minutes: "纪要",
			Recorder: "王五", RecordedAt: morning, Confirmed: "赵六",
		},
	}
	want := engine.Snapshot{Case: c.Case, Round: c.Rounds[0], Tasks: c.Tasks}
	mustApply(t, s, c)
	same(t, want, load(t, s, caseID(1)))
}

// posted is a notice without lines.
func posted() *engine.Notice {
	n := notice("n", "城关镇", "posted")
	n.Body = nil
	return &n
}
