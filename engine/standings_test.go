package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

// marking is a procedure that flags its subject until a day, clears him, or withdraws the flag.
func marking() string {
	text := strings.Replace(small(`
  work:
    name: 认定
    task: {for: chief}
    edit: [posted, subject]
    on:
      reduce: {name: 减责, needs: [posted], to: stay, do: [{flag: {name: 影响期, until: posted}}, {register: 影响期台账}]}
      clear: {name: 免责, to: yes, do: [{flag: {name: 不受影响, until: '"2099-12-31"'}}, {register: 认定台账}]}
      lift: {name: 撤销, to: stay, do: [{flag: {name: 影响期, until: empty}}]}
      finish: {name: 归档, to: yes, do: [{register: 影响期台账}]}
      promote: {name: 提拔, when: 'not given(flags.影响期.until) or flags.影响期.until < today', because: 影响期未满, to: yes}
      no: {name: 不, to: no}
`+ends), "roles:\n", `registers:
  影响期台账: {columns: [subject.name, posted], see: [keeper]}
  认定台账: {}
flags:
  影响期: {blocks: [promotion, award]}
  不受影响: {name: 不受影响}
roles:
`, 1)
	return strings.Replace(text, "subject: {name: 对象, type: person}", "subject: {name: 对象, type: person, required: true}", 1)
}

func (w *world) asks(actor, person string) engine.Standing {
	w.t.Helper()
	s, err := w.engine.Standing(w.t.Context(), actor, person, engine.ForPromotion)
	require.NoError(w.t, err)
	return s
}

func (w *world) at(day string) { w.clock.at.Store(workday.Date(day).Start() + 9*3600*1000) }

func TestStanding_ASanctionBlocksToItsLastDayAndOpensTheNext(t *testing.T) {
	t.Parallel()
	w, id := start(t, marking(), with("subject", "jim"))
	never := w.asks("ivy", "jim")
	require.Equal(t, engine.Standing{Person: "jim", Text: "未查到已登记的影响期", Note: "仅反映已登记的影响期,不代替纪检监察机关意见"}, never)
	w.do("bob", id, "reduce", with("posted", "2027-03-15"))
	w.at("2026-12-01")
	s := w.asks("ivy", "jim")
	require.True(t, s.Blocked)
	require.Equal(t, "2027-03-15", s.Until)
	require.Equal(t, "影响期至2027年3月15日", s.Text)
	w.at("2027-03-15")
	require.True(t, w.asks("ivy", "jim").Blocked, "the last day belongs to the period")
	w.at("2027-03-16")
	require.Equal(t, never, w.asks("ivy", "jim"))
	_, err := w.engine.Standing(t.Context(), "ivy", "jim", "curiosity")
	require.Equal(t, engine.EInvalid, engine.CodeOf(err))
	_, err = w.engine.Standing(t.Context(), "ivy", "nobody", engine.ForPromotion)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	s, err = w.engine.Standing(t.Context(), "ivy", "jim", engine.ForEntry)
	require.NoError(t, err)
	require.False(t, s.Blocked, "the flag says nothing of this purpose")
	asked, err := w.engine.AskedBefore(t.Context(), "", 99)
	require.NoError(t, err)
	require.Len(t, asked, 5)
	require.Equal(t, "ivy", asked[0].Actor)
	require.Equal(t, engine.ForEntry, asked[0].Purpose)
}

func TestStanding_ClearedReadsLikeNeverInvolved(t *testing.T) {
	t.Parallel()
	w, id := start(t, marking(), with("subject", "jim"))
	before := w.asks("ivy", "jim")
	w.do("bob", id, "clear")
	require.Contains(t, w.load(id).Case.Memo.Flags, "不受影响", "the flag is there")
	require.Equal(t, before, w.asks("ivy", "jim"))
	w.whole(id)
}

func TestFlags_OfSeveralTheLatestAndReplacedOrWithdrawnByTheirOwnCase(t *testing.T) {
	t.Parallel()
	w, first := start(t, marking(), with("subject", "jim"))
	second := w.open("ann", "small", with("subject", "jim")).ID
	w.do("ann", second, "submit")
	w.do("bob", first, "reduce", with("posted", "2026-12-31"))
	w.do("bob", second, "reduce", with("posted", "2027-06-30"))
	require.Equal(t, "2027-06-30", w.asks("ivy", "jim").Until)
	w.refused(engine.EGuard, []string{"影响期未满"}, "bob", first, "promote")
	w.do("bob", second, "reduce", with("posted", "2026-10-31"))
	require.Equal(t, "2026-12-31", w.asks("ivy", "jim").Until, "the corrected one no longer counts")
	w.do("bob", second, "lift")
	w.do("bob", first, "reduce", with("subject", "hal"))
	require.False(t, w.asks("ivy", "jim").Blocked, "the flag went with the name that was corrected")
	require.True(t, w.asks("ivy", "hal").Blocked)
	w.do("bob", second, "promote")
	w.whole(first)
	w.whole(second)
}

func TestRegister_EntersUpdatesAndKeepsHistory(t *testing.T) {
	t.Parallel()
	w, id := start(t, marking(), with("subject", "jim"))
	w.do("bob", id, "reduce", with("posted", "2026-12-31"))
	w.do("bob", id, "finish")
	rows, err := w.store.Entries(t.Context(), engine.EntryQuery{Process: "small", Register: "影响期台账", Limit: 9})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, 2, rows[0].Rev)
	require.Equal(t, "同意", rows[0].Outcome)
	require.Equal(t, "已同意", rows[0].State)
	require.Equal(t, []engine.NoticeLine{{Label: "对象", Value: "人jim"}, {Label: "张贴日期", Value: "2026年12月31日"}}, rows[0].Shown)
	all, err := w.store.Entries(t.Context(), engine.EntryQuery{Process: "small", Register: "影响期台账", Case: id})
	require.NoError(t, err)
	require.Len(t, all, 2)
	require.Empty(t, all[0].Outcome)
	require.Equal(t, "认定", all[0].State)
	events, _, err := w.store.History(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []any{"影响期台账"}, events[2].Extra["registers"])
	require.Equal(t, []any{"影响期"}, events[2].Extra["flags"])
}

func TestRegister_IsReadByItsRolesAndByWhoTookPart(t *testing.T) {
	t.Parallel()
	w, id := start(t, marking(), with("subject", "own"))
	w.do("bob", id, "reduce", with("posted", "2026-12-31"))
	other := w.open("ann", "small", with("subject", "jim")).ID
	w.do("ann", other, "submit")
	w.do("bob", other, "reduce", with("posted", "2026-12-31"))
	w.do("bob", other, "clear")
	lines := func(actor, register string) []string {
		rows, next, err := w.engine.Register(t.Context(), actor, engine.EntryQuery{Process: "small", Register: register, Limit: 9})
		if engine.CodeOf(err) == engine.ENotFound {
			return []string{"not found"}
		}
		require.NoError(t, err)
		require.Empty(t, next)
		var cases []string
		for _, r := range rows {
			cases = append(cases, r.Case)
		}
		return cases
	}
	require.Equal(t, []string{other}, lines("own", "影响期台账"), "the role sees it, but not the line about himself")
	require.Equal(t, []string{"not found"}, lines("jim", "影响期台账"))
	require.Equal(t, []string{"not found"}, lines("own", "没有的台账"))
	require.Equal(t, []string{other}, lines("bob", "认定台账"), "who took part")
	require.Empty(t, lines("ivy", "认定台账"), "a role of the procedure, but no part in the case")
	require.Equal(t, []string{"not found"}, lines("jim", "认定台账"))
	rows, next, err := w.engine.Register(t.Context(), "own", engine.EntryQuery{Process: "small", Register: "影响期台账", Limit: 1})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.NotEmpty(t, next)
}
