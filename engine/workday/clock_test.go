package workday_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"dandang/engine/workday"
)

func limit(t *testing.T, text string) workday.Duration {
	t.Helper()
	d, err := workday.ParseDuration(text)
	require.NoError(t, err)
	return d
}

func TestDue_EndsAtMidnightAfterTheLastDay(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	for name, v := range map[string]struct{ limit, at, due, date string }{
		"workdays":                      {"5个工作日", "2026-09-29 17:59", "2026-10-13 00:00", "2026-10-12"},
		"workdays, event on a day off":  {"1个工作日", "2026-10-02 09:00", "2026-10-09 00:00", "2026-10-08"},
		"days":                          {"30日", "2026-09-01 10:00", "2026-10-02 00:00", "2026-10-01"},
		"months, clipped":               {"1个月", "2026-01-31 10:00", "2026-03-01 00:00", "2026-02-28"},
		"years":                         {"1年", "2026-03-16 10:00", "2027-03-17 00:00", "2027-03-16"},
		"hours are exact":               {"2小时", "2026-09-18 23:30", "2026-09-19 01:30", "2026-09-19"},
		"minutes are exact":             {"30分钟", "2026-09-18 10:00", "2026-09-18 10:30", "2026-09-18"},
		"an event in the last minute":   {"1个工作日", "2026-09-18 23:59", "2026-09-21 00:00", "2026-09-20"},
		"an event in the first instant": {"1个工作日", "2026-09-18 00:00", "2026-09-21 00:00", "2026-09-20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			due := c.Due(workday.Start(limit(t, v.limit), ms(t, v.at)))
			require.Equal(t, ms(t, v.due), due.At)
			require.Equal(t, workday.Date(v.date), due.Date)
			require.False(t, due.Provisional)
		})
	}
}

func TestDue_ProvisionalUntilTheYearIsAnnounced(t *testing.T) {
	t.Parallel()
	k := workday.Start(limit(t, "5个工作日"), ms(t, "2026-12-28 10:00"))
	before := calendar(t).Due(k)
	require.True(t, before.Provisional)
	require.Equal(t, workday.Date("2027-01-04"), before.Date)

	years := fixture(t)
	years[len(years)-1] = workday.Year{Year: 2027, Published: true, Source: "甲", Off: []workday.Date{"2027-01-01", "2027-01-02", "2027-01-03"}}
	announced, err := workday.New(8, years, nil)
	require.NoError(t, err)
	after := announced.Due(k)
	require.False(t, after.Provisional)
	require.Equal(t, workday.Date("2027-01-05"), after.Date)
}

func TestResume_TheRemainingDaysRunOnExactly(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	// C A3.7: two of five workdays used, nine days of correction, three workdays left.
	k := workday.Start(limit(t, "5个工作日"), ms(t, "2026-09-07 09:00"))
	k = c.Pause(k, ms(t, "2026-09-09 16:00"))
	require.True(t, k.Paused())
	require.Equal(t, int64(3), c.Remaining(k, ms(t, "2026-09-30 09:00")).Amount)
	k = c.Resume(k, ms(t, "2026-09-18 11:00"))
	require.Equal(t, workday.Date("2026-09-22"), c.Due(k).Date)

	days := c.Resume(c.Pause(workday.Start(limit(t, "10日"), ms(t, "2026-09-01 09:00")), ms(t, "2026-09-04 09:00")), ms(t, "2026-09-20 09:00"))
	require.Equal(t, workday.Date("2026-09-27"), c.Due(days).Date)

	months := c.Resume(c.Pause(workday.Start(limit(t, "1个月"), ms(t, "2026-09-01 09:00")), ms(t, "2026-09-04 09:00")), ms(t, "2026-09-09 09:00"))
	require.Equal(t, workday.Date("2026-10-06"), c.Due(months).Date)

	hours := c.Resume(c.Pause(workday.Start(limit(t, "2小时"), ms(t, "2026-09-01 09:00")), ms(t, "2026-09-01 09:30")), ms(t, "2026-09-01 14:00"))
	require.Equal(t, ms(t, "2026-09-01 15:30"), c.Due(hours).At)
}

func TestResume_NothingLeftEndsOnTheDayOfResumption(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	k := c.Pause(workday.Start(limit(t, "2个工作日"), ms(t, "2026-09-07 09:00")), ms(t, "2026-09-09 16:00"))
	require.Equal(t, workday.Date("2026-09-15"), c.Due(c.Resume(k, ms(t, "2026-09-15 09:00"))).Date)
	require.Equal(t, workday.Date("2026-09-14"), c.Due(c.Resume(k, ms(t, "2026-09-12 09:00"))).Date, "a Saturday moves on to Monday")
}

func TestResume_APauseDoesNotReviveAnExpiredLimit(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	k := workday.Start(limit(t, "2个工作日"), ms(t, "2026-09-07 09:00"))
	due := c.Due(k)
	late := c.Resume(c.Pause(k, ms(t, "2026-09-11 09:00")), ms(t, "2026-09-20 09:00"))
	require.Equal(t, due, c.Due(late))
	require.Equal(t, workday.Red, c.Light(c.Due(late), ms(t, "2026-09-20 10:00")))
}

func TestExtend_SameKindOnly(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	k := workday.Start(limit(t, "30个工作日"), ms(t, "2026-03-02 09:00"))
	longer, err := c.Extend(k, limit(t, "15个工作日"))
	require.NoError(t, err)
	want, _ := c.AddWorkdays("2026-03-02", 45)
	require.Equal(t, want, c.Due(longer).Date)
	require.Empty(t, k.Extended, "the clock given is unchanged")
	_, err = c.Extend(k, limit(t, "15日"))
	require.EqualError(t, err, "期限为30个工作日,不能延长15日,请把延期的单位改成与期限一致")
	require.True(t, workday.CanExtend(workday.Hours, workday.Minutes))
	require.True(t, workday.CanExtend(workday.Years, workday.Months))
	require.False(t, workday.CanExtend(workday.Months, workday.Days))
	require.False(t, workday.CanExtend(0, 0))
}

func TestLight_YellowFromThreeWorkdaysLeft(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	due := c.Due(workday.Start(limit(t, "10个工作日"), ms(t, "2026-09-30 09:00"))) // 2026-10-20
	for at, want := range map[string]workday.Colour{
		"2026-10-14 23:59": workday.Green, "2026-10-15 00:00": workday.Yellow, "2026-10-20 23:59": workday.Yellow, "2026-10-21 00:00": workday.Red,
	} {
		require.Equal(t, want, c.Light(due, ms(t, at)), at)
	}
	provisional := c.Due(workday.Start(limit(t, "5个工作日"), ms(t, "2026-12-28 09:00")))
	require.Equal(t, workday.Yellow, c.Light(provisional, ms(t, "2027-02-01 09:00")), "nobody is late on an unsettled date")
}

func TestBefore_RemindsOnAWorkday(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	due := c.Due(workday.Start(limit(t, "5个工作日"), ms(t, "2026-09-29 09:00"))) // 2026-10-12, a Monday
	require.Equal(t, ms(t, "2026-10-09 00:00"), c.Before(due, limit(t, "2个工作日")).At)
	require.Equal(t, ms(t, "2026-10-10 00:00"), c.Before(due, limit(t, "2日")).At)
	require.Equal(t, ms(t, "2026-10-12 22:00"), c.Before(due, limit(t, "2小时")).At)
}

func TestRemaining_NegativeWhenOverdue(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	k := workday.Start(limit(t, "5个工作日"), ms(t, "2026-09-29 09:00"))
	require.Equal(t, workday.Left{Amount: 5, Unit: workday.Workdays}, c.Remaining(k, ms(t, "2026-09-29 09:00")))
	require.Equal(t, workday.Left{Amount: -2, Unit: workday.Workdays}, c.Remaining(k, ms(t, "2026-10-14 09:00")))
	require.Equal(t, workday.Left{Amount: 30, Unit: workday.Minutes},
		c.Remaining(workday.Start(limit(t, "1小时"), ms(t, "2026-09-29 09:00")), ms(t, "2026-09-29 09:30")))
}

func TestClock_SurvivesJSON(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	k := workday.Start(limit(t, "5个工作日"), ms(t, "2026-09-07 09:00"))
	k = c.Pause(c.Resume(c.Pause(k, ms(t, "2026-09-08 09:00")), ms(t, "2026-09-10 09:00")), ms(t, "2026-09-11 09:00"))
	k, err := c.Extend(k, limit(t, "1个工作日"))
	require.NoError(t, err)
	raw, err := json.Marshal(k)
	require.NoError(t, err)
	var back workday.Clock
	require.NoError(t, json.Unmarshal(raw, &back))
	require.Equal(t, k, back)
}

// anyClock draws a clock with a history, and an instant at which it runs.
func anyClock(t *rapid.T, c *workday.Calendar) (workday.Clock, int64) {
	unit := rapid.SampledFrom([]workday.Unit{workday.Minutes, workday.Hours, workday.Days, workday.Workdays, workday.Months, workday.Years}).Draw(t, "unit")
	k := workday.Start(workday.Duration{Amount: rapid.IntRange(1, 60).Draw(t, "amount"), Unit: unit}, rapid.Int64Range(1704038400000, 1798646400000).Draw(t, "anchor"))
	now := k.Anchor
	step := rapid.Int64Range(0, 20*86400_000)
	for range rapid.IntRange(0, 3).Draw(t, "pauses") {
		now += step.Draw(t, "runs")
		k = c.Pause(k, now)
		now += step.Draw(t, "stands")
		k = c.Resume(k, now)
	}
	return k, now + step.Draw(t, "then")
}

func TestProperty_PauseAndResumeOnOneDayLeavesTheDue(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	rapid.Check(t, func(t *rapid.T) {
		k, now := anyClock(t, c)
		if k.Limit.Unit == workday.Minutes || k.Limit.Unit == workday.Hours {
			t.Skip("exact limits move by the length of the pause")
		}
		day := workday.DateOf(now)
		resumed := rapid.Int64Range(now, day.End()-1).Draw(t, "resumed")
		if got, want := c.Due(c.Resume(c.Pause(k, now), resumed)), c.Due(k); got.At != want.At || got.Date != want.Date {
			t.Fatalf("due moved from %v to %v", want, got)
		}
	})
}

func TestProperty_ALongerPauseNeverShortensTheLimit(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	rapid.Check(t, func(t *rapid.T) {
		k, now := anyClock(t, c)
		a := rapid.Int64Range(0, 40*86400_000).Draw(t, "a")
		b := rapid.Int64Range(a, 40*86400_000).Draw(t, "b")
		paused := c.Pause(k, now)
		short, long := c.Due(c.Resume(paused, now+a)), c.Due(c.Resume(paused, now+b))
		if short.At > long.At || c.Due(k).At > short.At {
			t.Fatalf("dues %v, %v, %v are out of order", c.Due(k), short, long)
		}
		if c.Due(paused).At != c.Due(k).At {
			t.Fatal("a paused clock shows another due")
		}
	})
}

func TestProperty_AddingAndCountingAgree(t *testing.T) {
	t.Parallel()
	c := calendar(t)
	rapid.Check(t, func(t *rapid.T) {
		from := workday.Date("2024-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "from"))
		n := rapid.IntRange(1, 200).Draw(t, "n")
		to, provisional := c.AddWorkdays(from, n)
		back, doubt := c.WorkdaysBetween(from, to)
		work, _ := c.Work(to)
		if back != n || !work || provisional != doubt {
			t.Fatalf("%s + %d = %s, which counts %d", from, n, to, back)
		}
	})
}
