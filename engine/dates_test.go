package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

// fields adds fields to the small procedure.
func fields(text, more string) string { return strings.Replace(text, "fields:\n", "fields:\n"+more, 1) }

const sanctions = `
  punished:
    name: 处分情况
    type: table
    columns:
      kind: {name: 种类, type: text}
      paid: {name: 罚款, type: money}
      ends: {name: 截止日, type: date}
  effective_on: {name: 生效日, type: date}
  months: {name: 月数, type: integer}
  last: {name: 最后一日, type: date, computed: 'plus_days(plus_months(effective_on, months), -1)'}
  latest_end: {name: 最晚截止, type: date, computed: 'latest(punished.ends)'}
  fines: {name: 罚款合计, type: money, computed: 'sum(punished.paid)'}
  result: {name: 复核结果, type: text, filled: system}
`

func rows(rows ...[2]string) []any {
	var out []any
	for _, r := range rows {
		row := map[string]any{"kind": "警告", "paid": r[0]}
		if r[1] != "" {
			row["ends"] = r[1]
		}
		out = append(out, row)
	}
	return out
}

func TestDates_AnInfluencePeriodIsCountedFromTheSanctionItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), fields(small(oneText), sanctions))
	c := w.open("ann", "small", with("effective_on", "2026-03-16", "months", 12,
		"punished", rows([2]string{"100.00", "2026-09-15"}, [2]string{"0.50", "2027-03-15"})))
	have := w.load(c.ID).Case.Memo.Fields
	require.Equal(t, "2027-03-15", have["last"], "a year from 16 March ends on 15 March")
	require.Equal(t, "2027-03-15", have["latest_end"])
	require.Equal(t, "100.50", have["fines"])
	holed := w.open("ann", "small", with("punished", rows([2]string{"1.00", "2026-09-15"}, [2]string{"2.00", ""})))
	have = w.load(holed.ID).Case.Memo.Fields
	require.Nil(t, have["latest_end"], "with a row not filled in, the latest is not known")
	require.Equal(t, "3.00", have["fines"])
	require.Nil(t, have["last"])
}

func TestFilledBySystem_NobodyMayWriteItAndEffectsDo(t *testing.T) {
	t.Parallel()
	w, id := start(t, fields(small(`
  work:
    name: 审核
    task: {for: chief}
    edit: all
    on:
      put: {name: 记, to: stay, do: [set: {result: 维持}]}
      clear: {name: 清, to: stay, do: [set: {result: empty}]}
      agree: {name: 同意, when: not given(result), because: 已有结果, to: yes}
      no: {name: 不, to: no}
`+ends), sanctions))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Case: id, Actor: "bob", Fields: engine.Fields{"result": "改"}})
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	require.Contains(t, problems(err), "不能修改")
	w.do("bob", id, "put")
	require.Equal(t, "维持", w.load(id).Case.Memo.Fields["result"])
	w.refused(engine.EGuard, []string{"已有结果"}, "bob", id, "agree")
	w.do("bob", id, "clear")
	require.Nil(t, w.load(id).Case.Memo.Fields["result"])
	w.do("bob", id, "agree")
	w.whole(id)
}

const untilDay = `
  work:
    name: 影响期
    edit: [posted]
    after: {on: posted, to: yes}
    on:
      fix: {name: 更正, by: clerk, needs: [posted], to: stay}
` + ends

func TestAfterOn_TheCaseMovesWhenTheLastDayHasPassed(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(untilDay))
	w.do("ann", id, "fix", with("posted", "2027-03-15"))
	require.Equal(t, workday.Date("2027-03-15"), w.load(id).Round.Data.After.Date)
	require.False(t, w.load(id).Round.Data.After.Provisional, "a date that was written down needs no published calendar")
	w.clock.at.Store(workday.Date("2027-03-16").Start() - 1)
	_, err := w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, "work", w.load(id).Case.State, "the last day belongs to the period")
	w.clock.at.Store(workday.Date("2027-03-16").Start())
	_, err = w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, "yes", w.load(id).Case.State)
}

func TestAfterOn_ACorrectedDateCountsAndAPastOneFiresAtOnce(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(untilDay))
	require.Zero(t, w.load(id).Round.Data.After, "nothing is due while the date is not known")
	w.do("ann", id, "fix", with("posted", "2026-12-31"))
	w.do("ann", id, "fix", with("posted", "2026-10-31"))
	require.Equal(t, workday.Date("2026-10-31"), w.load(id).Round.Data.After.Date)
	w.do("ann", id, "fix", with("posted", "2026-09-01"))
	_, err := w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Equal(t, "yes", w.load(id).Case.State)
}

func TestTemplates_ShowLimitsInWords(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(`
  work:
    name: 审核
    task: {for: chief, due: params.fix_within}
    on:
      agree: {name: 同意, to: yes, do: [notify: {to: initiator, text: "请在{params.fix_within}内补齐,上限{params.cap}"}]}
`+ends), "roles:\n", "params:\n  fix_within: {value: 15 workdays, source: x}\n  cap: {value: 3, source: x}\nroles:\n", 1)
	w, id := start(t, text)
	w.do("bob", id, "agree")
	out, err := w.store.Outbox(t.Context(), "", 10)
	require.NoError(t, err)
	require.Contains(t, out[len(out)-1].Text, "请在15个工作日内补齐,上限3")
}
