package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/workday"
)

func (w *world) stats(q engine.StatsQuery) engine.Stats {
	w.t.Helper()
	q.Process = "small"
	s, err := w.engine.Stats(w.t.Context(), q)
	require.NoError(w.t, err)
	return s
}

// day moves the clock to the morning of a day without firing anything.
func (w *world) day(date string) { w.clock.at.Store(workday.Date(date).Start() + 9*3600*1000) }

// filed submits n cases and closes each on the day given for it; "" leaves it open.
func (w *world) filed(submitted string, closed ...string) {
	w.t.Helper()
	var ids []string
	w.day(submitted)
	for range closed {
		c := w.open("ann", "small", with("subject", "jim"))
		w.do("ann", c.ID, "submit")
		ids = append(ids, c.ID)
	}
	for i, on := range closed {
		if on != "" {
			w.day(on)
			w.do("bob", ids[i], "agree")
		}
	}
}

func TestStats_CountWorkdays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), strings.Replace(small(rosterText), "task: {for: chief}", "task: {for: chief, due: 3 workdays}", 1))
	w.filed("2026-09-07", "2026-09-07", "2026-09-08", "2026-09-08", "2026-09-14", "")
	w.filed("2026-09-18", "2026-09-21") // Friday to Monday, over a Sunday that is worked
	w.day("2026-09-30")
	s := w.stats(engine.StatsQuery{})
	require.Equal(t, "2026-09", s.Period)
	require.Equal(t, 6, *s.Total.Received)
	require.Equal(t, 5, *s.Total.Closed)
	require.Equal(t, 1, *s.Total.Open)
	require.InDelta(t, 1.8, *s.Total.Average, 0.001, "0, 1, 1, 5 and 2 workdays")
	require.Equal(t, 5, *s.Total.P90)
	require.Equal(t, map[string]int{"同意": 5}, s.Outcomes)
	require.Len(t, s.Units, 1)
	require.Equal(t, "文旅局", s.Units[0].Name)
	require.Equal(t, "审核", s.States[len(s.States)-1].Name)
	work := s.States[len(s.States)-1]
	require.Equal(t, 2, *work.Overdue, "one was done after three workdays, one is not done")
	require.Equal(t, 5, *work.Closed)
	require.Equal(t, 6, *w.stats(engine.StatsQuery{Period: "2026-Q3"}).Total.Received)
	require.Equal(t, 6, *w.stats(engine.StatsQuery{Period: "2026", Unit: "city"}).Total.Received)
	require.Equal(t, 0, *w.stats(engine.StatsQuery{Unit: "u2"}).Total.Received)
	for _, bad := range []string{"2026-13", "2026-Q5", "26", "2026-09-01", "今年"} {
		_, err := w.engine.Stats(t.Context(), engine.StatsQuery{Process: "small", Period: bad})
		require.Equal(t, engine.EInvalid, engine.CodeOf(err), bad)
	}
}

func TestStats_AMonthThatHasEndedStaysAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), small(rosterText))
	freeze := func() int {
		n, err := w.engine.FreezeMonth(t.Context())
		require.NoError(t, err)
		return n
	}
	w.filed("2026-09-07", "2026-09-08", "")
	w.clock.at.Store(workday.Date("2026-09-30").End() - 1)
	require.Equal(t, 1, freeze(), "August, with nothing in it")
	require.False(t, w.stats(engine.StatsQuery{Period: "2026-09"}).Frozen, "the month has a millisecond to go")
	w.clock.at.Store(workday.Date("2026-10-01").Start())
	require.Equal(t, 1, freeze())
	require.Zero(t, freeze(), "once")
	was := w.stats(engine.StatsQuery{Period: "2026-09"})
	require.True(t, was.Frozen)
	require.Equal(t, 2, *was.Total.Received)

	// The calendar is corrected: counted anew, September comes out otherwise.
	years := w.cal.get().Years()
	years[0].Off = append(years[0].Off, "2026-09-08")
	changed, err := workday.New(2, years, nil)
	require.NoError(t, err)
	w.cal.v.Store(changed)
	require.Equal(t, was, w.stats(engine.StatsQuery{Period: "2026-09"}))
	live := w.stats(engine.StatsQuery{Period: "2026-09", Live: true})
	require.Zero(t, *live.Total.Average)
	require.InDelta(t, 1, *was.Total.Average, 0)
}

func TestStats_OfARestrictedProcedureTellNothingOfFewerThanThree(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, posts), strings.Replace(small(rosterText), "parties: [subject]", "parties: [subject]\nsecrecy: restricted", 1))
	ask := func(q engine.StatsQuery) (engine.Stats, error) {
		q.Process = "small"
		return w.engine.Stats(t.Context(), q)
	}
	w.filed("2026-09-07", "2026-09-08", "2026-09-08", "2026-09-09", "2026-09-10")
	w.filed("2026-10-09", "2026-10-12", "")
	w.day("2026-10-20")
	_, err := ask(engine.StatsQuery{})
	require.Equal(t, engine.EForbidden, engine.CodeOf(err), "day by day a running month would tell of single cases")
	_, err = ask(engine.StatsQuery{Period: "2026-09", Unit: "u1"})
	require.Equal(t, engine.EForbidden, engine.CodeOf(err), "a unit taken from the whole would tell of the others")
	w.day("2027-01-04")
	september, err := ask(engine.StatsQuery{Period: "2026-09"})
	require.NoError(t, err)
	require.Equal(t, 4, *september.Total.Received)
	require.Equal(t, 4, *september.Total.Closed)
	require.Equal(t, map[string]int{"同意": 4}, september.Outcomes)
	october, err := ask(engine.StatsQuery{Period: "2026-10"})
	require.NoError(t, err)
	require.Nil(t, october.Total.Received)
	require.Nil(t, october.Total.Closed)
	require.Nil(t, october.Total.Average)
	require.Empty(t, october.Outcomes)
	require.True(t, october.Withheld)
	for _, u := range append(october.Units, october.States...) {
		require.Nil(t, u.Received)
		require.Nil(t, u.Closed)
	}
	year, err := ask(engine.StatsQuery{Period: "2026"})
	require.NoError(t, err)
	require.Nil(t, year.Total.Received, "September taken from the year would leave October")
	quarter, err := ask(engine.StatsQuery{Period: "2026-Q3"})
	require.NoError(t, err)
	require.Equal(t, 4, *quarter.Total.Received)
}
