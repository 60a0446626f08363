package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

const telling = `
  work:
    name: 核查
    task: {for: chief}
    edit: [note, posted]
    duties:
      tell: {name: 告知举报人, due: 15 days, until: [told, refusedToHear], by: head, remind: 3 days before}
      report: {name: 报备, due: 5 workdays, from: posted, until: filed, when: note == "要报备"}
    on:
      go: {name: 办, to: next}
      end: {name: 了结, to: yes}
      fill: {name: 填, to: stay, needs: [note]}
  next:
    name: 后续
    task: {for: chief}
    edit: [posted]
    on:
      date: {name: 登记日期, to: stay, needs: [posted]}
      told: {name: 已告知, to: stay}
      filed: {name: 已报备, to: stay}
      refusedToHear: {name: 拒听, to: yes}
      ending: {name: 了结, to: yes}
` + ends

func (w *world) duty(id string, i int) engine.Duty {
	w.t.Helper()
	return w.load(id).Case.Memo.Duties[i]
}

func (w *world) messages(kind string) []engine.Message {
	w.t.Helper()
	all, err := w.store.Outbox(w.t.Context(), "", 100)
	require.NoError(w.t, err)
	var out []engine.Message
	for _, m := range all {
		if m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

func TestDuty_RunsAcrossStatesRemindsAndIsMet(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(telling))
	require.Len(t, w.load(id).Case.Memo.Duties, 1, "the other's condition does not hold")
	require.Equal(t, workday.Date("2026-09-22"), w.duty(id, 0).Due.Date)
	w.do("bob", id, "go")
	w.until("2026-09-19")
	require.Len(t, w.messages("remind"), 1)
	require.Equal(t, []engine.PersonID{"ivy"}, w.messages("remind")[0].To)
	require.Contains(t, w.messages("remind")[0].Text, "告知举报人")
	require.Equal(t, engine.DutyRunning, w.duty(id, 0).Status(w.clock.Now()))
	w.do("bob", id, "told")
	require.Equal(t, engine.DutyMet, w.duty(id, 0).Status(w.clock.Now()))
	w.until("2026-10-30")
	require.Empty(t, w.messages("overdue"))
	w.whole(id)
}

func TestDuty_RunsOnAfterTheEndIsTellsOnceAndCountsAsLate(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(telling))
	w.do("bob", id, "end")
	require.Equal(t, engine.Closed, w.load(id).Case.Status)
	w.until("2026-09-21")
	require.Len(t, w.messages("remind"), 1, "a closed case still reminds")
	w.until("2026-09-22")
	require.Len(t, w.messages("overdue"), 1)
	require.Equal(t, []engine.PersonID{"ivy", "own"}, w.messages("overdue")[0].To)
	require.Equal(t, engine.DutyOverdue, w.duty(id, 0).Status(w.clock.Now()))
	w.until("2026-10-30")
	require.Len(t, w.messages("overdue"), 1)
	require.Equal(t, engine.Closed, w.load(id).Case.Status, "a duty decides nothing")
	w.whole(id)
}

func TestDuty_LateIsRecordedAndEndingDoesNotLoseWhatIsDue(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(telling))
	w.do("bob", id, "go")
	w.clock.at.Store(workday.Date("2026-09-23").Start() + 1000)
	w.do("bob", id, "ending") // before anybody looked at the timers
	_, err := w.engine.Tick(t.Context())
	require.NoError(t, err)
	require.Len(t, w.messages("overdue"), 1)

	w, id = start(t, small(telling))
	w.do("bob", id, "go")
	w.until("2026-09-25")
	w.do("bob", id, "refusedToHear")
	require.Equal(t, engine.DutyLate, w.duty(id, 0).Status(w.clock.Now()))
}

func TestDuty_WaitsForItsDateAndFollowsItsCorrection(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(telling))
	w.do("bob", id, "fill", with("note", "要报备"))
	require.Equal(t, engine.DutyWaiting, w.duty(id, 1).Status(w.clock.Now()))
	w.do("bob", id, "go", with("posted", "2026-09-04"))
	require.Equal(t, workday.Date("2026-09-11"), w.duty(id, 1).Due.Date)
	w.do("bob", id, "date", with("posted", "2026-09-07"))
	require.Equal(t, workday.Date("2026-09-14"), w.duty(id, 1).Due.Date, "also in a later state")
	w.until("2026-09-14")
	require.Len(t, w.messages("overdue"), 1)
	require.Equal(t, []engine.PersonID{"bob", "cat", "dan", "own"}, w.messages("overdue")[0].To, "who holds the open task, and the owner")
}

func TestDuty_FollowsTheCalendarAndNeverFiresOnAProvisionalDate(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(telling))
	w.do("bob", id, "fill", with("note", "要报备", "posted", "2026-09-07"))
	require.Equal(t, workday.Date("2026-09-14"), w.duty(id, 1).Due.Date)
	years := calendar(t, 1).Years()
	years[0].Off = append(years[0].Off, "2026-09-14")
	moved, err := workday.New(2, years, nil)
	require.NoError(t, err)
	w.cal.v.Store(moved)
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, workday.Date("2026-09-15"), w.duty(id, 1).Due.Date)
	w.until("2026-09-14")
	require.Empty(t, w.messages("overdue"))
	years[0] = workday.Year{Year: 2026}
	draft, err := workday.New(3, years, nil)
	require.NoError(t, err)
	w.cal.v.Store(draft)
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	w.until("2026-09-20")
	require.Empty(t, w.messages("overdue"))
}

// Whoever keeps the rules of a restricted procedure learns nothing of its cases, not even that a limit has passed.
func TestDuty_ARestrictedProcedureTellsWhomIncidentsGoToAndNeverItsOwner(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]engine.PersonID{
		"secrecy: restricted\nincidents_to: [chief]\n": {"ivy", "bob", "cat", "dan"}, // by, then whom incidents go to
		"secrecy: restricted\n":                        {"ivy"},
	} {
		w, id := start(t, given+small(telling))
		w.until("2026-09-23")
		require.Equal(t, engine.DutyOverdue, w.duty(id, 0).Status(w.clock.Now()))
		told := w.messages("overdue")
		require.Len(t, told, 1)
		require.ElementsMatch(t, want, told[0].To, given)
	}
}
