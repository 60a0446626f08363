package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
)

// road writes a forecast as lines: state[posts]/latest day → ways.
func road(f engine.Forecast) []string {
	var lines []string
	for _, s := range f.Stops {
		var b strings.Builder
		b.WriteString(s.State)
		for _, turn := range s.Turns {
			fmt.Fprintf(&b, "[%s%s]", turn.Posts, strings.Join(turn.People, ","))
		}
		if s.By.At != 0 {
			fmt.Fprintf(&b, "<%s", s.By.Date)
		}
		if s.Outcome != "" {
			b.WriteString("=" + s.Outcome)
		}
		for _, way := range s.Ways {
			fmt.Fprintf(&b, " %s>%s", way.Event, f.Stops[way.To].State)
			if len(way.If) > 0 {
				fmt.Fprintf(&b, "(%s;缺%s)", strings.Join(way.If, ";"), strings.Join(way.Needs, ","))
			}
		}
		if s.Note != "" {
			b.WriteString(" !" + s.Note)
		}
		lines = append(lines, b.String())
	}
	return lines
}

func (w *world) ahead(person, id string) []string {
	w.t.Helper()
	f, err := w.engine.Forecast(w.t.Context(), person, id, nil)
	require.NoError(w.t, err)
	return road(f)
}

const twoWays = `
  work:
    name: 审核
    show: people
    task: {for: chief, due: 5 workdays}
    edit: [note]
    on:
      agree:
        name: 同意
        needs: [opinion, note]
        to:
          - {when: amount <= 500, to: small}
          - {to: large}
      fix: {name: 退回补正, needs: [opinion, items], to: draft}
  small:
    name: 简易
    task: {for: head, due: 2 workdays}
    on:
      agree: {name: 同意, to: yes}
  large:
    name: 研究
    task: {for: board, due: 3 workdays, vote: {held: online, quorum: 1/2 of seats, pass: 1/2 of seats, yes: carry, no: drop_it}}
    on:
      drop_it: {name: 不同意, to: no}
      carry: {name: 同意, to: notice}
  notice:
    name: 公示
    publish: {show: [amount], audience: unit}
    edit: [posted]
    after: {duration: 5 workdays, from: posted, to: yes}
    on:
      post: {name: 登记张贴, by: clerk, needs: [posted], to: stay}
`

func TestForecast_AnOpenConditionShowsBothWays_AndAKnownOneOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(twoWays+ends))
	c := w.open("ann", "small")
	require.Equal(t, []string{
		"draft submit>work",
		"work[审核人bob,cat,dan]<2026-09-14 agree>small(amount <= 500;缺金额) agree>large(不满足:amount <= 500;缺金额)",
		"small[负责人]<2026-09-16 agree>yes",
		"large[班子]<2026-09-17 carry>notice",
		"yes=同意",
		"notice<2026-09-23 >yes",
	}, w.ahead("ann", c.ID))

	given, err := w.engine.Forecast(t.Context(), "ann", c.ID, engine.Fields{"amount": "300.00"})
	require.NoError(t, err)
	require.Equal(t, "work[审核人bob,cat,dan]<2026-09-14 agree>small", road(given)[1])
	require.Len(t, given.Stops, 4)
	require.NotContains(t, w.load(c.ID).Case.Memo.Fields, "amount", "what if is kept nowhere")

	_, err = w.engine.Forecast(t.Context(), "ann", c.ID, engine.Fields{"amount": "much"})
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	_, err = w.engine.Forecast(t.Context(), "jim", c.ID, nil)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
}

func TestForecast_BeforeThereIsACase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(twoWays+ends))
	f, err := w.engine.ForecastNew(t.Context(), "ann", "small", "", engine.Fields{"amount": "900"})
	require.NoError(t, err)
	require.Equal(t, "work[审核人bob,cat,dan]<2026-09-14 agree>large", road(f)[1])
	_, err = w.engine.ForecastNew(t.Context(), "bob", "small", "", nil)
	require.Equal(t, engine.EForbidden, engine.CodeOf(err))
	cases, err := w.store.Cases(t.Context(), engine.CaseQuery{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, cases)
}

// What the case really does is what was told: the same rules decide.
func TestForecast_IsTheWayThatIsTaken(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(twoWays+ends), with("amount", "900"))
	want := w.ahead("bob", id)
	require.Equal(t, []string{"work", "large", "notice", "yes"}, states(want))
	w.do("bob", id, "agree", say("好"), with("note", "已核"))
	require.Equal(t, "large", w.load(id).Case.State)
	for _, p := range []string{"eve", "fay", "gus", "hal"} {
		if w.load(id).Case.State == "large" {
			w.do(p, id, "carry")
		}
	}
	require.Equal(t, "notice", w.load(id).Case.State)
	require.Equal(t, []string{"notice", "yes"}, states(w.ahead("bob", id)))
	w.do("ann", id, "post", with("posted", "2026-09-07"))
	w.until("2026-09-14")
	require.Equal(t, "yes", w.load(id).Case.State)
	require.Equal(t, []string{"yes"}, states(w.ahead("bob", id)))
}

func states(lines []string) []string {
	var list []string
	for _, l := range lines {
		list = append(list, strings.FieldsFunc(l, func(r rune) bool { return strings.ContainsRune("[<= ", r) })[0])
	}
	return list
}

const groupsAhead = `
  work:
    name: 审核
    tasks:
      甲: {name: 组织, for: chief, due: 10 workdays}
      乙: {name: 纪检, for: head, due: 5 workdays}
    join:
      - {when: groups.甲.result == "agree" and groups.乙.result == "agree" and fund.free >= amount, to: yes, do: [reserve: {ledger: fund, amount: amount}]}
      - {when: groups.甲.result == "agree" and groups.乙.result == "agree", to: wait}
      - {to: no}
    on:
      agree: {name: 同意}
      refuse: {name: 不同意, needs: [opinion]}
  wait:
    name: 等待预算
    task: {for: head, due: 5 workdays}
    on:
      again: {name: 预算已落实, to: work}
`

func TestForecast_WhoTakesNoPartLearnsNothingOfLedgers(t *testing.T) {
	t.Parallel()
	text := small(groupsAhead+ends, "ledgers: {fund: {name: 经费, per: year, unit: money}}\n")
	w, id := start(t, text, with("amount", "900"))
	require.Equal(t, []string{"work", "wait"}, states(w.ahead("bob", id)), "there is no budget: a handler sees where it leads")
	require.Equal(t, "work[审核人][负责人]<2026-09-20 >wait", w.ahead("bob", id)[0])
	applicant := w.ahead("ann", id)
	require.Equal(t, []string{"work", "yes", "wait"}, states(applicant), "the applicant is told both ways")
}

func TestForecast_EndsWhereNobodyCanActAndSaysSo(t *testing.T) {
	t.Parallel()
	without := map[string]string{"clerk": "ann", "chief": "bob", "keeper": "own"}
	w := newWorld(t, book(t, without), small(twoWays+ends))
	c := w.open("ann", "small", with("amount", "300"))
	require.Equal(t, "small[负责人]<2026-09-16 agree>yes !目前没有可以办理的人:负责人", w.ahead("ann", c.ID)[2])
}

// Every shipped procedure leads from each of its ways in to an end, by posts.
func TestForecast_OfEveryShippedProcedureReachesAnEnd(t *testing.T) {
	t.Parallel()
	for _, name := range shippedNames(t) {
		def, problems := process.Parse(name, []byte(shipped(t, name)))
		require.NotNil(t, def, "%v", problems)
		p, err := engine.Prepare(def)
		require.NoError(t, err)
		for _, s := range def.Starts {
			f := engine.Predict(p, drafted(t, def, s.State), "ann", engine.Applicant, monday)
			require.False(t, f.Cut, "%s from %s", name, s.State)
			require.GreaterOrEqual(t, len(f.Stops), 4, "%s from %s: %v", name, s.State, road(f))
			ends := 0
			for _, stop := range f.Stops {
				if stop.Outcome != "" {
					ends++
				}
				for _, turn := range stop.Turns {
					require.Empty(t, turn.People)
				}
			}
			require.NotZero(t, ends, "%s from %s: %v", name, s.State, road(f))
		}
	}
}

// drafted is a case as it stands in a way in, with nothing filled in.
func drafted(t *testing.T, def *process.Definition, state string) engine.Snapshot {
	t.Helper()
	return engine.Snapshot{
		Case: engine.Case{
			ID: "c", Process: def.Key, Initiator: "ann", Unit: "u1", State: state, Status: engine.Draft, Round: 1, CreatedAt: monday, UpdatedAt: monday,
			Memo: engine.Memo{Fields: engine.Fields{}},
		},
		Round: engine.Round{Case: "c", N: 1, State: state, OpenedAt: monday},
		Facts: engine.Facts{Book: book(t, map[string]string{}), Calendar: calendar(t, 1), Urn: urn(t)},
	}
}
