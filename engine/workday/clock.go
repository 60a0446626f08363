package workday

import (
	"fmt"
	"slices"
)

// Span is a stretch of time during which a clock ran, in Unix milliseconds.
type Span struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

// Clock is a running limit that can be paused, resumed and extended: a pure value that the engine keeps as JSON.
// It stores instants only and no counted days, so that its due date can always be computed again when the calendar of
// a year is announced or corrected.
type Clock struct {
	Limit    Duration   `json:"limit"`
	Anchor   int64      `json:"anchor"`             // the event that started it, or the last resumption
	PausedAt int64      `json:"paused_at,omitzero"` // 0 while it runs
	Ran      []Span     `json:"ran,omitempty"`      // the stretches before Anchor, each ended by a pause
	Extended []Duration `json:"extended,omitempty"` // in the order in which they were granted
}

// Start gives a clock for limit, started by an event at the instant at.
func Start(limit Duration, at int64) Clock { return Clock{Limit: limit, Anchor: at} }

// Paused reports whether the clock stands still. The timers of a paused clock must not fire.
func (k Clock) Paused() bool { return k.PausedAt != 0 }

// Due is the end of a limit.
type Due struct {
	At          int64 `json:"at"`          // Unix milliseconds: the first instant that is too late
	Date        Date  `json:"date"`        // the last day on which one may act
	Provisional bool  `json:"provisional"` // 暂定: it rests on a year whose calendar is not published
}

// Due computes when the clock runs out.
//
//   - Workdays: 24:00 of the Nth workday after the day of the event, which is not counted.
//   - Days: 24:00 of the Nth calendar day after it. The last day is not moved when it is a day off.
//   - Months, Years: 24:00 of the same day of the month, or of the month's last day where it is too short, and as many
//     calendar days later as the clock was paused.
//   - Minutes, Hours: exactly that many milliseconds after the event.
//
// After a pause, what has not been consumed counts from the day of resumption; when nothing is left, because the pause
// began on the last day, the due day is the day of resumption, or the next workday for a limit in workdays.
// For a paused clock the answer is what it would be if the clock resumed at the instant of the pause.
func (c *Calendar) Due(k Clock) Due {
	anchor := DateOf(k.Anchor)
	consumed, doubt := c.consumed(k)
	switch k.Limit.Unit {
	case Workdays:
		d, provisional := c.AddWorkdays(anchor, max(0, int(k.total()-consumed)))
		return Due{At: d.End(), Date: d, Provisional: provisional || doubt}
	case Days:
		d := anchor.AddDays(max(0, int(k.total()-consumed)))
		return Due{At: d.End(), Date: d}
	case Months, Years:
		first := k.Anchor
		if len(k.Ran) > 0 {
			first = k.Ran[0].From
		}
		d := DateOf(first).AddMonths(int(k.total())).AddDays(k.idleDays())
		return Due{At: d.End(), Date: d}
	default:
		at := k.Anchor + max(0, k.total()-consumed)
		return Due{At: at, Date: DateOf(at)}
	}
}

// Pause stops the clock at now. A clock that stands still already is unchanged.
func (c *Calendar) Pause(k Clock, now int64) Clock {
	if !k.Paused() {
		k.PausedAt = max(now, k.Anchor)
	}
	return k
}

// Resume lets a paused clock run again from now, with the time it had left: pausing on day P consumes the days in
// (anchor, P], and the day of resumption is not counted. Resuming on the day of the pause therefore leaves the due date
// as it was. A limit that had run out before the pause stays run out. A clock that runs is unchanged.
func (c *Calendar) Resume(k Clock, now int64) Clock {
	if !k.Paused() {
		return k
	}
	expired := c.Due(k).At <= k.PausedAt
	pausedAt := k.PausedAt
	k.PausedAt = 0
	if expired {
		return k
	}
	k.Ran = append(slices.Clone(k.Ran), Span{From: k.Anchor, To: pausedAt})
	k.Anchor = max(now, pausedAt)
	return k
}

// Extend lengthens the limit by d. Whether an extension is allowed, and how often, is for the procedure to say.
// The units must be of one kind, as CanExtend tells; otherwise the error says which units fit.
func (c *Calendar) Extend(k Clock, d Duration) (Clock, error) {
	if !CanExtend(k.Limit.Unit, d.Unit) {
		return k, fmt.Errorf("期限为%s,不能延长%s,请把延期的单位改成与期限一致", k.Limit.Chinese(), d.Chinese())
	}
	k.Extended = append(slices.Clone(k.Extended), d)
	return k, nil
}

// CanExtend reports whether a limit in one unit may be extended by an amount in the other: minutes with hours, months
// with years, and otherwise each unit with itself.
func CanExtend(limit, by Unit) bool {
	_, kindA := inSteps(Duration{Amount: 1, Unit: limit})
	_, kindB := inSteps(Duration{Amount: 1, Unit: by})
	return kindA == kindB && kindA != 0
}

// Left is what remains of a limit. Unit is Workdays or Days, or Minutes for limits in minutes and hours.
type Left struct {
	Amount      int64 // negative: overdue by so much
	Unit        Unit
	Provisional bool
}

// Remaining is what is left of the clock at now, or at the instant of its pause: workdays or calendar days after today
// up to the due date, today not counted, and whole minutes for limits in minutes and hours.
func (c *Calendar) Remaining(k Clock, now int64) Left {
	if k.Paused() {
		now = k.PausedAt
	}
	due := c.Due(k)
	switch k.Limit.Unit {
	case Workdays:
		n, provisional := c.WorkdaysBetween(DateOf(now), due.Date)
		return Left{Amount: int64(n), Unit: Workdays, Provisional: provisional || due.Provisional}
	case Days, Months, Years:
		return Left{Amount: int64(DaysBetween(DateOf(now), due.Date)), Unit: Days}
	default:
		return Left{Amount: floorDiv(due.At-now, 60_000), Unit: Minutes}
	}
}

// Before is the instant to remind, d ahead of a due: 00:00 of the day from which a limit of d would end on the due
// date, and for minutes and hours exactly so long before. "2 workdays before" a due on Friday is Wednesday 00:00.
func (c *Calendar) Before(due Due, d Duration) Due {
	steps, unit := inSteps(d)
	switch unit {
	case Workdays:
		day, provisional := c.AddWorkdays(due.Date, -int(steps))
		return Due{At: day.Start(), Date: day, Provisional: provisional || due.Provisional}
	case Days:
		day := due.Date.AddDays(-int(steps))
		return Due{At: day.Start(), Date: day, Provisional: due.Provisional}
	case Months:
		day := due.Date.AddMonths(-int(steps))
		return Due{At: day.Start(), Date: day, Provisional: due.Provisional}
	default:
		at := due.At - steps
		return Due{At: at, Date: DateOf(at), Provisional: due.Provisional}
	}
}

// Colour is the traffic light of a due.
type Colour string

// Green 正常, yellow 临期, red 超期.
const (
	Green  Colour = "green"
	Yellow Colour = "yellow"
	Red    Colour = "red"
)

// soonWorkdays is when a due turns yellow (寿光 practice: three days left).
const soonWorkdays = 3

// Light is red from the due instant on and yellow when at most three workdays are left after today. A provisional date
// is never red, since nobody can be late on a date that is not settled.
func (c *Calendar) Light(due Due, now int64) Colour {
	if now >= due.At {
		if due.Provisional {
			return Yellow
		}
		return Red
	}
	if n, _ := c.WorkdaysBetween(DateOf(now), due.Date); n <= soonWorkdays {
		return Yellow
	}
	return Green
}

// total is the limit with its extensions, in steps.
func (k Clock) total() int64 {
	sum, _ := inSteps(k.Limit)
	for _, d := range k.Extended {
		n, _ := inSteps(d)
		sum += n
	}
	return sum
}

// consumed is what the stretches before Anchor used up, in steps.
func (c *Calendar) consumed(k Clock) (steps int64, provisional bool) {
	for _, s := range k.Ran {
		switch k.Limit.Unit {
		case Workdays:
			n, doubt := c.WorkdaysBetween(DateOf(s.From), DateOf(s.To))
			steps, provisional = steps+int64(n), provisional || doubt
		case Days:
			steps += int64(DaysBetween(DateOf(s.From), DateOf(s.To)))
		case Minutes, Hours:
			steps += s.To - s.From
		case Months, Years: // these count idle days instead
		}
	}
	return steps, provisional
}

// idleDays counts the calendar days between each pause and the resumption after it.
func (k Clock) idleDays() int {
	days := 0
	for i, s := range k.Ran {
		resumed := k.Anchor
		if i+1 < len(k.Ran) {
			resumed = k.Ran[i+1].From
		}
		days += DaysBetween(DateOf(s.To), DateOf(resumed))
	}
	return days
}

// inSteps converts a limit to the smallest step of its kind: milliseconds, days, workdays or months. The kind is named
// by the unit Minutes, Days, Workdays or Months.
func inSteps(d Duration) (steps int64, kind Unit) {
	n := int64(d.Amount)
	switch d.Unit {
	case Minutes:
		return n * 60_000, Minutes
	case Hours:
		return n * 3_600_000, Minutes
	case Years:
		return n * 12, Months
	default:
		return n, d.Unit
	}
}
