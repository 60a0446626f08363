package handlers

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"dandang/engine"
	"dandang/engine/workday"
)

// OverrideInfo is one day that was decided here and not nationally.
type OverrideInfo struct {
	Date   string `json:"date" format:"date"`
	Work   bool   `json:"work" doc:"Worked, or closed"`
	Source string `json:"source" minLength:"1" maxLength:"100" doc:"文号 of the decision"`
}

// CalendarForm is what an administrator enters for a year.
type CalendarForm struct {
	Published bool           `json:"published" doc:"The State Council has announced the year; otherwise its dates are 暂定"`
	Source    string         `json:"source" maxLength:"200" doc:"Where it was announced"`
	Off       []string       `json:"off" maxItems:"200" doc:"Days off, weekends within a holiday included"`
	Makeup    []string       `json:"makeup" maxItems:"100" doc:"Weekend days that are worked"`
	Overrides []OverrideInfo `json:"overrides" maxItems:"366" doc:"Local decisions, each with its 文号"`
}

// CalendarYear is the arrangement of a year.
type CalendarYear struct {
	Year int `json:"year"`
	CalendarForm
	Workdays int   `json:"workdays" doc:"Number of workdays in the year"`
	Revision int64 `json:"revision"`
}

// YearInput names a calendar year.
type YearInput struct {
	Year string `path:"year" pattern:"^20\\d\\d$"`
}

type saveYearInput struct {
	YearInput
	Body CalendarForm
}

func (s *Server) calendar() {
	handle(s, op{method: http.MethodGet, path: base + "/admin/calendar/{year}", id: "get-calendar", tag: "admin", summary: "Workdays of a year"},
		func(ctx context.Context, in *YearInput) (*struct{ Body CalendarYear }, error) {
			cal, err := s.opt.Calendar.Calendar(ctx)
			if err != nil {
				return nil, err
			}
			return &struct{ Body CalendarYear }{calendarYear(cal, yearOf(in.Year))}, nil
		})
	handle(s, op{
		method: http.MethodPut, path: base + "/admin/calendar/{year}", id: "save-calendar", tag: "admin",
		summary: "Replace the workdays of a year; every open case's limits are computed again",
	}, s.saveYear)
}

func yearOf(s string) int {
	n, _ := strconv.Atoi(s) // four digits by its pattern
	return n
}

func calendarYear(cal *workday.Calendar, year int) CalendarYear {
	out := CalendarYear{Year: year, Workdays: cal.CountWorkdays(year), Revision: cal.Revision()}
	out.Off, out.Makeup, out.Overrides = []string{}, []string{}, []OverrideInfo{}
	for _, y := range cal.Years() {
		if y.Year == year {
			out.Published, out.Source, out.Off, out.Makeup = y.Published, y.Source, dateTexts(y.Off), dateTexts(y.Makeup)
		}
	}
	for _, d := range overridesOf(cal, year) {
		out.Overrides = append(out.Overrides, OverrideInfo{Date: string(d.Date), Work: d.Work, Source: d.Source})
	}
	return out
}

func overridesOf(cal *workday.Calendar, year int) (days []workday.Day) {
	d := workday.Date(strconv.Itoa(year) + "-01-01")
	for ; d.Year() == year; d = d.AddDays(1) {
		if day := cal.Day(d); day.Local {
			days = append(days, day)
		}
	}
	return days
}

func dateTexts(dates []workday.Date) []string {
	out := make([]string, len(dates))
	for i, d := range dates {
		out[i] = string(d)
	}
	return out
}

// saveYear checks the whole before it writes anything.
func (s *Server) saveYear(ctx context.Context, in *saveYearInput) (*struct{ Body CalendarYear }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := s.opt.Calendar.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	year, days, err := readYear(cal, yearOf(in.Year), in.Body)
	if err != nil {
		return nil, err
	}
	now := s.opt.Clock.Now()
	if err := s.opt.Calendar.SaveYear(ctx, year, actor, now); err != nil {
		return nil, err
	}
	if err := s.opt.Calendar.SetOverrides(ctx, year.Year, days, actor, now); err != nil {
		return nil, err
	}
	if _, err := s.opt.Engine.Reassess(ctx); err != nil {
		return nil, err
	}
	if cal, err = s.opt.Calendar.Calendar(ctx); err != nil {
		return nil, err
	}
	return &struct{ Body CalendarYear }{calendarYear(cal, year.Year)}, nil
}

// readYear makes the year and its overrides of a form, refused when the calendar would be inconsistent with them.
func readYear(cal *workday.Calendar, n int, form CalendarForm) (workday.Year, []workday.Day, error) {
	year := workday.Year{Year: n, Published: form.Published, Source: form.Source, Off: dates(form.Off), Makeup: dates(form.Makeup)}
	var days []workday.Day
	for _, o := range form.Overrides {
		d := workday.Day{Date: workday.Date(o.Date), Work: o.Work, Source: o.Source, Local: true}
		if d.Date.Year() != n {
			return year, nil, invalid("overrides", o.Date+"不在"+strconv.Itoa(n)+"年,请到那一年里调整")
		}
		days = append(days, d)
	}
	years := []workday.Year{year}
	for _, y := range cal.Years() {
		if y.Year != n {
			years = append(years, y)
		}
	}
	if _, err := workday.New(cal.Revision()+1, years, days); err != nil {
		p := problem(engine.EInvalid, "工作日安排有误,请按提示修改")
		for _, line := range strings.Split(err.Error(), "\n") {
			p.Errors = append(p.Errors, FieldError{Field: "calendar", Message: line})
		}
		return year, nil, p
	}
	return year, days, nil
}

func dates(texts []string) []workday.Date {
	out := make([]workday.Date, len(texts))
	for i, t := range texts {
		out[i] = workday.Date(t)
	}
	return out
}
