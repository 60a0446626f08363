package engine_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

// proposalText votes in a meeting on what the recorder enters: note is the outcome, posted the reason to deviate.
const proposalText = `
  work:
    name: 会议
    task:
      for: board
      vote: {held: meeting, quorum: 2/3 of seats, pass: more than 1/2 of seats, yes: agree, no: refuse, recorder: clerk, confirm: head, on: proposal, chair: {role: presider}}
    edit: [note, posted]
    on:
      agree: {name: 同意, to: yes, needs: [note], when: note == "减责" or given(posted), because: 与建议不一致须写明理由}
      refuse: {name: 不同意, to: no}
      tidy: {name: 更正说明, by: head, to: stay}
` + ends

func proposal() string {
	return strings.Replace(small(proposalText), "  board:", "  presider: {name: 主持人, scope: unit}\n  board:", 1)
}

func presided(yes, no int, chair string, last bool) opt {
	return sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus", "hal"}[:yes+no], Yes: yes, No: no, Minutes: "记录", Chair: chair, ChairLast: last})
}

func proposed(t *testing.T) (*world, string) {
	t.Helper()
	p := map[string]string{"presider": "eve"}
	for role, who := range posts {
		p[role] = who
	}
	w := newWorld(t, book(t, p), proposal())
	id := w.open("ann", "small").ID
	w.do("ann", id, "submit")
	return w, id
}

func TestProposal_IsEnteredWithTheSheet(t *testing.T) {
	t.Parallel()
	w, id := proposed(t)
	w.refused(engine.EMissing, []string{"说明"}, "ann", id, "record", presided(3, 1, "eve", true))
	w.refused(engine.EGuard, []string{"须写明理由"}, "ann", id, "record", presided(3, 1, "eve", true), with("note", "免责"))
	w.do("ann", id, "record", presided(3, 1, "eve", true), with("note", "免责", "posted", "2026-09-07"))
	w.refused(engine.EForbidden, nil, "ivy", id, "confirm", with("note", "减责"))
	require.Equal(t, "同意", w.do("ivy", id, "confirm").Outcome)
	require.Equal(t, "免责", w.load(id).Case.Memo.Fields["note"])
	w.whole(id)
}

func TestProposal_MayNotMoveBetweenRecordAndConfirmation(t *testing.T) {
	t.Parallel()
	w, id := proposed(t)
	w.do("ann", id, "record", presided(3, 1, "eve", true), with("note", "减责"))
	w.do("ivy", id, "tidy", with("note", "免责", "posted", "2026-09-07"))
	w.refused(engine.EInvalid, []string{"退回登记人"}, "ivy", id, "confirm")
	w.do("ivy", id, "correct", say("内容已改"))
	w.do("ann", id, "record", presided(3, 1, "eve", true))
	require.Equal(t, "同意", w.do("ivy", id, "confirm").Outcome)
}

func TestProposal_RejectedNeedsNoOutcome(t *testing.T) {
	t.Parallel()
	w, id := proposed(t)
	w.do("ann", id, "record", presided(1, 3, "eve", true))
	require.Equal(t, "不同意", w.do("ivy", id, "confirm").Outcome)
}

func TestChair_OfAMeetingSpeaksLast(t *testing.T) {
	t.Parallel()
	w, id := proposed(t)
	w.refused(engine.EInvalid, []string{"末位表态"}, "ann", id, "record", presided(3, 1, "eve", false), with("note", "减责"))
	w.refused(engine.EInvalid, []string{"主持人须到会"}, "ann", id, "record", presided(3, 1, "", true), with("note", "减责"))
	w.refused(engine.EInvalid, []string{"主持人须到会"}, "ann", id, "record", presided(3, 1, "fay", true), with("note", "减责"))
	w.do("ann", id, "record", presided(3, 1, "eve", true), with("note", "减责"))
	require.Equal(t, "eve", w.load(id).Round.Data.Sheet.Chair)
}

func TestChair_OnlineCastsLast(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(onlineText), "no: refuse}", "no: refuse, chair: head}", 1)
	p := map[string]string{}
	for role, who := range posts {
		p[role] = who
	}
	p["board"] = "eve fay ivy"
	w := newWorld(t, book(t, p), text)
	id := w.open("ann", "small").ID
	w.do("ann", id, "submit")
	w.do("eve", id, "agree")
	w.refused(engine.EGuard, []string{"末位表态"}, "ivy", id, "agree")
	w.refused(engine.EGuard, []string{"末位表态"}, "ivy", id, "abstain")
	w.do("fay", id, "refuse")
	require.Equal(t, "同意", w.do("ivy", id, "agree").Outcome)
}

// TestSecret_ManyAtOnce has 25 experts cast at the same moment through two engines on one store: none is lost.
func TestSecret_ManyAtOnce(t *testing.T) {
	t.Parallel()
	w, id := panel(t, panelText(byChair), 25)
	second := engine.New(engine.Config{
		Store: w.store, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock, Compile: process.Compile,
		NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("z", 32)) }, Urn: urn(t),
	})
	t.Cleanup(second.Close)
	errs := make([]error, 25)
	var all sync.WaitGroup
	for i, p := range experts(25)[:24] {
		all.Go(func() {
			event, e := "agree", w.engine
			if i%3 == 0 {
				event = "refuse"
			}
			if i%2 == 0 {
				e = second
			}
			_, errs[i] = e.Act(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: p, Case: id, Event: event})
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, "yes", w.do("ann", id, "close").State)
	docs, err := w.store.Documents(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "应到25实到24同意16不同意8弃权0", docs[0].Body)
	w.whole(id)
}
