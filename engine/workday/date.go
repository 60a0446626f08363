package workday

import "time"

const (
	dayMs    = int64(24 * 60 * 60 * 1000)
	offsetMs = int64(8 * 60 * 60 * 1000) // China Standard Time has had no summer time since 1991
	layout   = "2006-01-02"
)

// Zone is Asia/Shanghai as a fixed offset, so that no time-zone database is needed at run time.
func Zone() *time.Location { return time.FixedZone("CST", int(offsetMs/1000)) }

// Date is a calendar day in Asia/Shanghai, written "2006-01-02". Dates of this form compare correctly as text.
// The zero value "" is no date; every method of an invalid date answers the zero value of its result.
type Date string

// DateOf gives the day in Asia/Shanghai that contains the instant ms (Unix milliseconds).
func DateOf(ms int64) Date { return dateOfDay(floorDiv(ms+offsetMs, dayMs)) }

// Valid reports whether d is a real day in the form "2006-01-02".
func (d Date) Valid() bool {
	_, ok := d.day()
	return ok
}

// Start is the instant 00:00 of the day, in Unix milliseconds.
func (d Date) Start() int64 {
	n, ok := d.day()
	if !ok {
		return 0
	}
	return n*dayMs - offsetMs
}

// End is the instant 24:00 of the day, in Unix milliseconds: the same instant as 00:00 of the next day.
func (d Date) End() int64 {
	if !d.Valid() {
		return 0
	}
	return d.Start() + dayMs
}

// AddDays gives the date n calendar days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date {
	day, ok := d.day()
	if !ok {
		return ""
	}
	return dateOfDay(day + int64(n))
}

// AddMonths gives the same day of the month n months later; where that month is too short, its last day
// (2026-01-31 and one month is 2026-02-28). n may be negative.
func (d Date) AddMonths(n int) Date {
	t, ok := d.parse()
	if !ok {
		return ""
	}
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return Date(first.AddDate(0, 0, min(t.Day(), last)-1).Format(layout))
}

// Year is the calendar year of the date.
func (d Date) Year() int {
	t, ok := d.parse()
	if !ok {
		return 0
	}
	return t.Year()
}

// Weekday is the day of the week; Sunday for an invalid date, as the zero value of time.Weekday.
func (d Date) Weekday() time.Weekday {
	t, ok := d.parse()
	if !ok {
		return time.Sunday
	}
	return t.Weekday()
}

// Chinese writes the date as it stands in official papers: 2026年9月3日.
func (d Date) Chinese() string {
	t, ok := d.parse()
	if !ok {
		return ""
	}
	return t.Format("2006年1月2日")
}

// DaysBetween counts the calendar days in (after, upto]; negative when upto is the earlier one.
func DaysBetween(after, upto Date) int {
	a, okA := after.day()
	b, okB := upto.day()
	if !okA || !okB {
		return 0
	}
	return int(b - a)
}

func (d Date) parse() (time.Time, bool) {
	t, err := time.Parse(layout, string(d))
	return t, err == nil && t.Year() >= 1
}

// day is the number of days since 1970-01-01.
func (d Date) day() (int64, bool) {
	t, ok := d.parse()
	if !ok {
		return 0, false
	}
	return floorDiv(t.Unix(), dayMs/1000), true
}

func dateOfDay(n int64) Date {
	return Date(time.Unix(n*dayMs/1000, 0).UTC().Format(layout))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
