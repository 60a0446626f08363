// Package workday knows which days are worked in China and computes limits from them: a limit of five workdays from
// an event ends at 24:00 of the fifth workday after the day of the event, make-up days and local closures included.
//
// Everything here is a pure value in the zone Asia/Shanghai. The package reads no clock, no file and no time-zone
// database, and imports nothing of ours: what "now" is and where the calendar is kept is for others to say.
package workday

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Year is the State Council's arrangement for one calendar year.
type Year struct {
	Year      int
	Published bool   // false: not yet announced; the days are taken as Monday to Friday and marked provisional
	Source    string // where the arrangement was announced
	Off       []Date // days off, weekends inside a holiday included
	Makeup    []Date // weekend days that are worked
}

// Day is one day as the calendar sees it, or a local override of it.
type Day struct {
	Date   Date
	Work   bool
	Source string // 文号 of the override, or the announcement of the year
	Local  bool   // decided here (for example closure by ice and snow), not nationally
}

// Calendar tells workdays from days off. It is immutable and safe for concurrent use.
type Calendar struct {
	revision   int64
	years      []Year
	published  map[int]string // year → source
	exceptions map[int64]Day  // day number → what differs from Monday to Friday
}

// New builds a calendar. A local override beats the year's table, and the table beats Monday to Friday. A year's table
// may reach into December of the year before, because New Year's holiday sometimes does.
//
// The error joins one Chinese message per fault: a year listed twice; an impossible date or one outside its year; a day
// both off and worked or listed twice; a make-up day that is worked anyway; an override without its 文号.
func New(revision int64, years []Year, overrides []Day) (*Calendar, error) {
	c := &Calendar{revision: revision, published: map[int]string{}, exceptions: map[int64]Day{}}
	var faults []error
	for _, y := range years {
		if slices.ContainsFunc(c.years, func(have Year) bool { return have.Year == y.Year }) {
			faults = append(faults, fmt.Errorf("%d年的工作日安排写了两次,请只保留一份", y.Year))
			continue
		}
		faults = append(faults, c.addYear(y)...)
	}
	slices.SortFunc(c.years, func(a, b Year) int { return a.Year - b.Year })
	faults = append(faults, c.addOverrides(overrides)...)
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return c, nil
}

func (c *Calendar) addYear(y Year) (faults []error) {
	y.Off, y.Makeup = slices.Clone(y.Off), slices.Clone(y.Makeup)
	c.years = append(c.years, y)
	if !y.Published {
		if len(y.Off)+len(y.Makeup) > 0 {
			faults = append(faults, fmt.Errorf("%d年标为尚未公布,却列有放假或补班日期;若已公布,请改为已公布并写明来源", y.Year))
		}
		return faults
	}
	if y.Source == "" {
		faults = append(faults, fmt.Errorf("%d年的工作日安排没有写来源,请写明通知的文号或网址", y.Year))
	}
	c.published[y.Year] = y.Source
	for _, list := range []struct {
		dates []Date
		work  bool
		name  string
	}{{y.Off, false, "放假"}, {y.Makeup, true, "补班"}} {
		for _, d := range list.dates {
			if fault := c.addException(y, d, list.work, list.name); fault != nil {
				faults = append(faults, fault)
			}
		}
	}
	return faults
}

func (c *Calendar) addException(y Year, d Date, work bool, name string) error {
	n, ok := d.day()
	if !ok {
		return fmt.Errorf("%d年的%s日期“%s”不是有效日期,请写成“2026-01-01”的样子", y.Year, name, d)
	}
	t, _ := d.parse()
	if t.Year() != y.Year && (t.Year() != y.Year-1 || t.Month() != time.December) {
		return fmt.Errorf("%d年的%s日期%s不在这一年里", y.Year, name, d)
	}
	if have, twice := c.exceptions[n]; twice {
		if have.Work != work {
			return fmt.Errorf("%s既列为放假又列为补班,请删去一处", d)
		}
		return fmt.Errorf("%s在%s日期中写了两次", d, name)
	}
	if work && weekday(n) {
		return fmt.Errorf("补班日期%s不是周六、周日,本来就是工作日,请核对", d)
	}
	c.exceptions[n] = Day{Date: d, Work: work, Source: y.Source}
	return nil
}

func (c *Calendar) addOverrides(overrides []Day) (faults []error) {
	seen := map[Date]bool{}
	for _, o := range overrides {
		n, ok := o.Date.day()
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("本地调整的日期“%s”不是有效日期,请写成“2026-01-01”的样子", o.Date))
		case seen[o.Date]:
			faults = append(faults, fmt.Errorf("本地调整中%s写了两次", o.Date))
		case o.Source == "":
			faults = append(faults, fmt.Errorf("本地调整%s没有写文号,请写明依据的文号", o.Date))
		default:
			o.Local = true
			c.exceptions[n] = o
		}
		seen[o.Date] = true
	}
	return faults
}

// Revision is the number given to New: a new one for every change of the table.
func (c *Calendar) Revision() int64 { return c.revision }

// Years lists the years' arrangements, earliest first, as a copy.
func (c *Calendar) Years() []Year {
	years := slices.Clone(c.years)
	for i := range years {
		years[i].Off, years[i].Makeup = slices.Clone(years[i].Off), slices.Clone(years[i].Makeup)
	}
	return years
}

// Overrides lists the local overrides, earliest first.
func (c *Calendar) Overrides() []Day {
	var days []Day
	for _, d := range c.exceptions {
		if d.Local {
			days = append(days, d)
		}
	}
	slices.SortFunc(days, func(a, b Day) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return days
}

// Work tells whether d is a workday; provisional when its year has not been published, override or not.
func (c *Calendar) Work(d Date) (work, provisional bool) {
	n, ok := d.day()
	if !ok {
		return false, true
	}
	return c.work(n), !c.known(d.Year())
}

// Day describes one day, with the source that made it a workday or a day off.
func (c *Calendar) Day(d Date) Day {
	n, ok := d.day()
	if !ok {
		return Day{Date: d}
	}
	if day, listed := c.exceptions[n]; listed {
		return day
	}
	return Day{Date: d, Work: weekday(n), Source: c.published[d.Year()]}
}

// CountWorkdays is the number of workdays in a calendar year.
func (c *Calendar) CountWorkdays(year int) int {
	first := Date(fmt.Sprintf("%04d-01-01", year))
	n, _ := c.WorkdaysBetween(first.AddDays(-1), first.AddMonths(12).AddDays(-1))
	return n
}

// AddWorkdays gives the nth workday after d; the day itself is not counted. n = 0 gives d when it is a workday, and
// otherwise the next workday; a negative n counts back from d. provisional: a day that was looked at lies in an
// unpublished year, so the answer may change when the year is announced.
func (c *Calendar) AddWorkdays(d Date, n int) (result Date, provisional bool) {
	day, ok := d.day()
	if !ok {
		return "", true
	}
	step := int64(1)
	if n < 0 {
		step, n = -1, -n
	}
	year := yearWatch{c: c}
	if n == 0 {
		for year.see(day); !c.work(day); year.see(day) {
			day++
		}
		return dateOfDay(day), year.unknown
	}
	for n > 0 {
		day += step
		year.see(day)
		if c.work(day) {
			n--
		}
	}
	return dateOfDay(day), year.unknown
}

// WorkdaysBetween counts the workdays in (after, upto]; negative, over (upto, after], when upto is the earlier one.
func (c *Calendar) WorkdaysBetween(after, upto Date) (n int, provisional bool) {
	a, okA := after.day()
	b, okB := upto.day()
	if !okA || !okB {
		return 0, true
	}
	sign := 1
	if b < a {
		a, b, sign = b, a, -1
	}
	year := yearWatch{c: c}
	for day := a + 1; day <= b; day++ {
		year.see(day)
		if c.work(day) {
			n++
		}
	}
	return sign * n, year.unknown
}

func (c *Calendar) work(day int64) bool {
	if e, ok := c.exceptions[day]; ok {
		return e.Work
	}
	return weekday(day)
}

func (c *Calendar) known(year int) bool {
	_, ok := c.published[year]
	return ok
}

// yearWatch notices whether any day seen lies in an unpublished year. It remembers the bounds of the year in hand,
// so that a walk over days looks the year up once.
type yearWatch struct {
	c           *Calendar
	first, next int64 // day numbers: the year in hand is [first, next)
	unknown     bool
}

func (w *yearWatch) see(day int64) {
	if day >= w.first && day < w.next {
		return
	}
	year := time.Unix(day*dayMs/1000, 0).UTC().Year()
	w.first = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() * 1000 / dayMs
	w.next = time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC).Unix() * 1000 / dayMs
	if !w.c.known(year) {
		w.unknown = true
	}
}

// weekday reports Monday to Friday; day 0, 1970-01-01, was a Thursday.
func weekday(day int64) bool {
	w := (day%7 + 7 + 4) % 7
	return w != 0 && w != 6
}
