package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

const limits = `
  work:
    name: 核查
    task: {for: chief, due: 3 workdays}
    duties:
      tell: {name: 告知举报人, due: 5 workdays, until: told}
    on:
      go: {name: 办, to: next}
      end: {name: 了结, to: yes}
  next:
    name: 后续
    task: {for: chief, due: 4 workdays}
    on:
      told: {name: 已告知, to: yes}
` + ends

// published is 2026 as it is and 2027 with New Year's Day off.
func published(t *testing.T, w *world) *workday.Calendar {
	t.Helper()
	c, err := workday.New(2, append(w.cal.get().Years(), workday.Year{Year: 2027, Published: true, Source: "国办通知", Off: []workday.Date{"2027-01-01"}}), nil)
	require.NoError(t, err)
	return c
}

// Publishing a year: what the preview foresees is what happens, every date of every case that moves and no other, on the
// record of each case; a case that has ended keeps the limits that still run.
func TestRecalendar_TellsEveryDateThatMovesAndOnlyThose(t *testing.T) {
	t.Parallel()
	text := strings.Replace(small(limits), "process: small", "deadline: 10 workdays\nprocess: small", 1)
	secret := strings.NewReplacer("process: small", "secrecy: restricted\nprocess: secret", "小流程", "保密流程").Replace(text)
	w := newWorld(t, book(t, posts), text, secret)
	w.clock.at.Store(workday.Date("2026-12-28").Start() + 3600*1000)
	at := func(process string) string {
		c := w.open("ann", process)
		w.do("ann", c.ID, "submit")
		return c.ID
	}
	open, ended, hidden := at("small"), at("small"), at("secret")
	w.do("bob", ended, "end")
	w.do("bob", open, "go")
	require.True(t, w.duty(ended, 0).Due.Provisional)

	cal := published(t, w)
	foreseen, err := w.engine.CalendarImpact(t.Context(), cal)
	require.NoError(t, err)
	type line struct{ id, kind, name, old, new string }
	lines := func(list []engine.MovedDue) (out []line) {
		for _, m := range list {
			out = append(out, line{m.Case, m.Kind, m.Name, string(m.Old.Date), string(m.New.Date)})
		}
		return out
	}
	want := []line{
		{open, engine.DueOfCase, "总时限", "2027-01-11", "2027-01-12"},
		{open, engine.DueOfTask, "“后续”办理期限", "2027-01-01", "2027-01-04"},
		{open, engine.DueOfDuty, "告知举报人", "2027-01-04", "2027-01-05"},
		{"", engine.DueOfCase, "", "2027-01-11", "2027-01-12"},
		{"", engine.DueOfDuty, "", "2027-01-04", "2027-01-05"},
		{ended, engine.DueOfDuty, "告知举报人", "2027-01-04", "2027-01-05"},
	}
	require.ElementsMatch(t, want, lines(foreseen))
	require.Equal(t, workday.Date("2027-01-11"), w.load(open).Case.Due.Date, "a preview changes nothing")
	for _, m := range foreseen {
		require.Equal(t, m.Case == "", m.Restricted)
		require.False(t, m.Restricted && m.Title+m.Number+m.State != "")
	}

	full := errors.New("the disk is full")
	_, err = w.engine.Recalendar(t.Context(), cal, func(context.Context) error { return full })
	require.ErrorIs(t, err, full)
	require.Equal(t, workday.Date("2027-01-11"), w.load(open).Case.Due.Date, "what could not be saved moves nothing")

	moved, err := w.engine.Recalendar(t.Context(), cal, func(context.Context) error { w.cal.v.Store(cal); return nil })
	require.NoError(t, err)
	require.ElementsMatch(t, want, lines(moved))
	require.Equal(t, workday.Due{At: workday.Date("2027-01-12").End(), Date: "2027-01-12"}, w.load(open).Case.Due)
	history, err := w.engine.History(t.Context(), "bob", open)
	require.NoError(t, err)
	last := history[len(history)-1]
	require.Equal(t, "工作日安排有变,重新计算时限", last.Name)
	require.Equal(t, []string{"总时限:由2027年1月11日(暂定)改为2027年1月12日", "“后续”办理期限:由2027年1月1日(暂定)改为2027年1月4日", "告知举报人:由2027年1月4日(暂定)改为2027年1月5日"}, last.Moved)
	again, err := w.engine.CalendarImpact(t.Context(), cal)
	require.NoError(t, err)
	require.Empty(t, again)
	w.until("2027-01-05")
	require.True(t, w.duty(ended, 0).Told, "the limit of a case that has ended is no longer provisional, and tells that it is overdue")
	for _, id := range []string{open, ended, hidden} {
		w.whole(id)
	}
}

// A local closure moves a date that was certain; taking the decision back moves it back.
func TestRecalendar_LocalOverride(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(limits)) // Monday 2026-09-07: three workdays end on Thursday
	closed, err := workday.New(2, w.cal.get().Years(), []workday.Day{{Date: "2026-09-09", Source: "市政办〔2026〕9号"}})
	require.NoError(t, err)
	back, err := workday.New(3, w.cal.get().Years(), nil)
	require.NoError(t, err)
	for _, step := range []struct {
		cal      *workday.Calendar
		old, new workday.Date
	}{{closed, "2026-09-10", "2026-09-11"}, {back, "2026-09-11", "2026-09-10"}} {
		moved, err := w.engine.Recalendar(t.Context(), step.cal, func(context.Context) error { w.cal.v.Store(step.cal); return nil })
		require.NoError(t, err)
		require.Equal(t, step.old, moved[0].Old.Date)
		require.Equal(t, step.new, moved[0].New.Date)
		require.Equal(t, step.new, w.openTasks(id)[0].Due.Date)
	}
	w.whole(id)
}
