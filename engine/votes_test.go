package engine_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

// panelText is a procedure whose secret ballot is cast by the people in a field and ended by the clerk, as in
// domain.md A4: two thirds of the committee attend, two thirds of those present agree.
func panelText(vote string) string {
	text := small(`
  work:
    name: 组建
    task: {for: head}
    edit: [panel]
    on:
      begin: {name: 开始评审, to: voting}
  voting:
    name: 评审表决
    task:
      for: panel
      due: 5 workdays
      vote: {held: online, quorum: 2/3 of seats, pass: 2/3 of present, yes: agree, no: refuse, no_quorum: again, roster: panel, ` + vote + `}
    on:
      agree: {name: 通过, to: yes, do: [document: result]}
      refuse: {name: 不通过, to: no, do: [document: result]}
      again: {name: 改期, to: work}
` + ends + `
documents:
  result: {name: 汇总, title: 汇总, body: "应到{vote.seats}实到{vote.present}同意{vote.yes}不同意{vote.no}弃权{vote.abstain}"}
`)
	return strings.Replace(text, "  amount:", "  panel: {name: 名单, type: persons}\n  amount:", 1)
}

func experts(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("x%02d", i+1))
	}
	return ids
}

func wire(ids []string) []any {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = id
	}
	return list
}

// panel starts a case whose vote is open to n experts. kin are near relatives of its subject.
func panel(t *testing.T, text string, n int, kin ...directory.Kin) (*world, string) {
	t.Helper()
	p := map[string]string{"expert": strings.Join(experts(n), " ")}
	for role, who := range posts {
		p[role] = who
	}
	w := newWorld(t, book(t, p, kin...), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.do("ivy", c.ID, "begin", with("panel", wire(experts(n))))
	return w, c.ID
}

const byChair = "secret: true, close: chair, recorder: clerk"

func TestVote_TwoThirdsOfThosePresent(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		present, yes, abstain int
		recused               []directory.Kin
		state, paper          string
	}{
		"18 of 25, 12 agree":                   {18, 12, 0, nil, "yes", "应到25实到18同意12不同意6弃权0"},
		"18 of 25, 11 agree":                   {18, 11, 2, nil, "no", "应到25实到18同意11不同意5弃权2"},
		"16 of 25 are too few":                 {16, 16, 0, nil, "work", ""},
		"one recused, 17 present, 12 agree":    {17, 12, 0, []directory.Kin{{A: "x25", B: "jim", Relation: "夫妻"}}, "yes", "应到24实到17同意12不同意5弃权0"},
		"one recused, 17 present, 11 agree":    {17, 11, 0, []directory.Kin{{A: "x25", B: "jim", Relation: "夫妻"}}, "no", "应到24实到17同意11不同意6弃权0"},
		"nobody came":                          {0, 0, 0, nil, "work", ""},
		"one recused, 16 of 24 are two thirds": {16, 11, 0, []directory.Kin{{A: "x25", B: "jim", Relation: "夫妻"}}, "yes", "应到24实到16同意11不同意5弃权0"},
		"all abstain: nobody agreed":           {18, 0, 18, nil, "no", "应到25实到18同意0不同意0弃权18"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, id := panel(t, panelText(byChair), 25, v.recused...)
			for i, p := range experts(v.present) {
				event := "agree"
				if i >= v.yes {
					event = "refuse"
				}
				if i >= v.present-v.abstain {
					event = "abstain"
				}
				require.Equal(t, "voting", w.do(p, id, event).State)
			}
			require.Equal(t, v.state, w.do("ann", id, "close").State)
			if v.paper != "" {
				docs, err := w.store.Documents(t.Context(), id)
				require.NoError(t, err)
				require.Equal(t, v.paper, docs[0].Body)
			}
			w.whole(id)
		})
	}
}

func TestVote_OnlyTheRecorderCloses(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 5)
	w.do("x01", id, "agree")
	w.refused(engine.EForbidden, []string{"经办人"}, "x02", id, "close")
	w.refused(engine.EConflict, nil, "x01", id, "refuse")
	w.do("ann", id, "close")
	_, err := w.try("x02", id, "agree")
	require.Error(t, err, "散会后不得补投")
}

func TestVote_ClosesWhenAllHaveCast(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 3)
	w.do("x01", id, "agree")
	w.do("x02", id, "refuse")
	require.Equal(t, "yes", w.do("x03", id, "agree").State)
}

func TestVote_RecusalRebasesAndClosesASecretBallot(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 4)
	for p, e := range map[string]string{"x01": "agree", "x02": "agree", "x03": "refuse"} {
		w.do(p, id, e)
	}
	require.Equal(t, "yes", w.do("x04", id, "recuse", say("同学")).State, "2 of 3")
}

func TestVote_DueCloses(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText("secret: true, close: due"), 3)
	w.do("x01", id, "agree")
	w.do("x02", id, "agree")
	w.until("2026-09-13")
	require.Equal(t, "voting", w.load(id).Case.State)
	w.until("2026-09-14")
	require.Equal(t, "yes", w.load(id).Case.State)
	w.whole(id)
}

func TestVote_DueClosesAnOpenVoteThatNobodyCast(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText("close: due"), 3)
	w.until("2026-09-14")
	require.Equal(t, "work", w.load(id).Case.State, "no quorum")
}

func TestVote_RosterIsFixedAndBlindToRoles(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText("early: true"), 3)
	require.ElementsMatch(t, experts(3), w.load(id).Round.Data.Groups[""].Seats)
	for _, s := range []string{"eve", "ivy"} {
		_, err := w.try(s, id, "agree")
		require.Error(t, err)
	}
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: id, Actor: "x01", Fields: engine.Fields{"panel": wire(experts(2))}})
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
}

func TestSecret_TakesTheChoiceAlone(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 3)
	w.refused(engine.EInvalid, []string{"无记名"}, "x01", id, "agree", say("很好"))
	w.refused(engine.EInvalid, []string{"无记名"}, "x01", id, "abstain", with("note", "甲"))
	choices, err := w.engine.Choices(t.Context(), "x01", id)
	require.NoError(t, err)
	for _, c := range choices {
		ballot := c.Event == "agree" || c.Event == "refuse" || c.Event == engine.EventAbstain
		require.Equal(t, ballot, c.Secret, "%s: whoever votes is told before that it takes the choice alone", c.Event)
	}
	w.do("x01", id, "agree")
}

// TestSecret_NothingKeptTellsTheChoice casts one ballot in three worlds alike but for the choice: everything that the
// store keeps must be the same, but for the sealed count, whose length tells nothing.
func TestSecret_NothingKeptTellsTheChoice(t *testing.T) {
	t.Parallel()
	var kept []string
	sealed := map[string]bool{}
	for _, choice := range []string{"agree", "refuse", "abstain"} {
		w, id := panel(t, panelText(byChair), 4)
		w.do("x02", id, "agree")
		w.do("x01", id, choice, key("k1", "hash of "+choice))
		snap := w.load(id)
		sealed[snap.Round.Data.Urn] = true
		require.Len(t, snap.Round.Data.Urn, 56)
		snap.Round.Data.Urn = ""
		snap.Facts = engine.Facts{}
		events, erasables, err := w.store.History(t.Context(), id)
		require.NoError(t, err)
		receipt, err := w.store.Recall(t.Context(), "x01", "k1")
		require.NoError(t, err)
		var boxes []engine.InboxRow
		for _, p := range append(experts(4), "ann", "ivy", "own") {
			for _, b := range []engine.Box{engine.BoxTodo, engine.BoxDone, engine.BoxCC, engine.BoxGone, engine.BoxMine} {
				rows, err := w.store.Inbox(t.Context(), engine.InboxQuery{Person: p, Box: b, Limit: 50})
				require.NoError(t, err)
				boxes = append(boxes, rows...)
			}
		}
		out, err := w.store.Outbox(t.Context(), "", 1000)
		require.NoError(t, err)
		text, err := json.Marshal([]any{snap, events, erasables, receipt, boxes, out})
		require.NoError(t, err)
		kept = append(kept, string(text))
		last := events[len(events)-1]
		require.Equal(t, []string{"cast", "已投票"}, []string{last.Event, last.Name})
		require.Empty(t, last.Patch)
	}
	require.Contains(t, kept[0], "unsaid", "the receipt is among it")
	require.True(t, kept[0] == kept[1] && kept[0] == kept[2])
	require.Len(t, sealed, 3, "the sealed counts do differ: what was compared is what was cast")
}

func TestSecret_ARepeatedRequestCannotSay(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 3)
	w.do("x01", id, "agree", key("k1", "h1"))
	r, err := w.try("x01", id, "refuse", key("k1", "h2"))
	require.NoError(t, err)
	require.True(t, r.Replayed)
	w.do("x02", id, "agree")
	require.Equal(t, "yes", w.do("x03", id, "refuse").State, "the first ballot stands: 2 of 3 agree")
}

func TestSecret_NobodyReadsAChoice(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 3)
	w.do("x01", id, "refuse")
	for _, p := range []string{"x01", "x02", "ann", "ivy"} {
		v, err := w.engine.View(t.Context(), p, id)
		require.NoError(t, err)
		lines, err := w.engine.History(t.Context(), p, id)
		require.NoError(t, err)
		choices, err := w.engine.Choices(t.Context(), p, id)
		require.NoError(t, err)
		v.Definition = nil // the procedure itself names its events
		seen := fmt.Sprintf("%+v %+v", v, lines)
		require.NotContains(t, seen, "refuse")
		require.NotContains(t, seen, "不通过")
		if p != "x02" {
			require.False(t, slices.ContainsFunc(choices, func(c engine.Choice) bool { return c.Allowed && c.Event == "refuse" }), "no second ballot for %s", p)
		}
	}
}

// TestSecret_AnUrnPutBackIsNoticed: whoever restores an earlier row cannot make a ballot vanish unseen.
func TestSecret_AnUrnPutBackIsNoticed(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 3)
	w.do("x01", id, "agree")
	old := w.load(id).Round.Data.Urn
	w.do("x02", id, "agree")
	snap := w.load(id)
	p, err := engine.Prepare(mustCompile(t, panelText(byChair)))
	require.NoError(t, err)
	snap.Round.Data.Urn = old
	snap.Facts = engine.Facts{Book: w.dir.get(), Calendar: w.cal.get(), Urn: urn(t)}
	_, err = engine.Decide(p, snap, engine.Command{ID: "c", Kind: engine.DoEvent, Actor: "ann", Case: id, Event: "close"}, w.clock.Now())
	require.ErrorContains(t, err, "选票箱")
}

func mustCompile(t *testing.T, text string) *process.Definition {
	t.Helper()
	d, err := process.Compile("p.yaml", []byte(text))
	require.NoError(t, err)
	return d
}

// TestVote_ExactArithmetic compares decisions of meetings with fractions reckoned in rationals.
func TestVote_ExactArithmetic(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(7, 11))
	bases := []string{"seats", "present", "cast"}
	for range 200 {
		quorum, pass := fraction(rng), fraction(rng)
		more, of := rng.IntN(2) == 0, bases[rng.IntN(3)]
		prefix := ""
		if more {
			prefix = "more than "
		}
		text := strings.Replace(small(meetingText), "pass: more than 1/2 of seats", "pass: "+prefix+pass.String()+" of "+of, 1)
		text = strings.Replace(text, "quorum: 2/3 of seats", "quorum: "+quorum.String()+" of seats", 1)
		seats := 1 + rng.IntN(30)
		p := map[string]string{"clerk": "ann", "chief": "bob", "head": "ivy", "keeper": "own", "board": strings.Join(experts(seats), " ")}
		w := newWorld(t, book(t, p), text)
		c := w.open("ann", "small")
		w.do("ann", c.ID, "submit")
		present := rng.IntN(seats + 1)
		yes := rng.IntN(present + 1)
		no := rng.IntN(present - yes + 1)
		s := engine.Sheet{HeldOn: "2026-09-07", Present: experts(seats)[:present], Yes: yes, No: no, Abstain: present - yes - no, Minutes: "记录"}
		w.do("ann", c.ID, "record", sheet(s))
		got := w.do("ivy", c.ID, "confirm")
		base := map[string]int{"seats": seats, "present": present, "cast": yes + no}[of]
		need := new(big.Rat).Mul(pass, big.NewRat(int64(base), 1))
		cmp := big.NewRat(int64(yes), 1).Cmp(need)
		enough := big.NewRat(int64(present), 1).Cmp(new(big.Rat).Mul(quorum, big.NewRat(int64(seats), 1))) >= 0
		want := enough && base > 0 && (cmp > 0 || cmp == 0 && !more)
		require.Equal(t, want, got.Outcome == "同意", "%d seats, %d present, %d yes, %d no; quorum %s, pass %s%s of %s", seats, present, yes, no, quorum, prefix, pass, of)
	}
}

func fraction(rng *rand.Rand) *big.Rat {
	den := 2 + rng.Int64N(7)
	return big.NewRat(1+rng.Int64N(den-1), den)
}
