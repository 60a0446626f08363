package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
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
	Body struct {
		CalendarForm
		Revision *int64 `json:"revision,omitempty" doc:"Revision that the preview was made on; refused when somebody has changed the calendar since"`
		Reason   string `json:"reason,omitempty" maxLength:"200" doc:"Kept in the log"`
	}
	RawRequest
}

// DueMoved is one date that the change moves.
type DueMoved struct {
	Case    string  `json:"case,omitempty"`
	Number  string  `json:"number,omitempty"`
	Title   string  `json:"title,omitempty"`
	Process string  `json:"process" doc:"Name"`
	Unit    NamedID `json:"unit"`
	State   string  `json:"state,omitempty"`
	Kind    string  `json:"kind" enum:"case,task,after,duty" doc:"总时限, 办理期限, 期满, 跨环节时限"`
	Name    string  `json:"name"`
	Old     DueInfo `json:"old"`
	New     DueInfo `json:"new"`
}

// YearChanged is the arrangement of a year with every date that it moves.
type YearChanged struct {
	CalendarYear
	Moved    []DueMoved `json:"moved" doc:"Every date that moves, of the case, its turns, its stages and its duties"`
	Withheld bool       `json:"withheld" doc:"Dates of restricted cases move too; they are not listed"`
}

// CalendarLogLine is one change of a year.
type CalendarLogLine struct {
	ID       string          `json:"id"`
	By       PersonRef       `json:"by"`
	At       string          `json:"at" format:"date-time"`
	Reason   string          `json:"reason,omitempty"`
	Revision int64           `json:"revision"`
	Before   json.RawMessage `json:"before" doc:"The year as it was, as GET answers it"`
	After    json.RawMessage `json:"after"`
}

type calendarLogInput struct {
	YearInput
	Before string `query:"before" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) calendar() {
	const tag, path = "admin", base + "/admin/calendar/{year}"
	handle(s, op{method: http.MethodGet, path: path, id: "get-calendar", tag: tag, summary: "Workdays of a year"},
		func(ctx context.Context, in *YearInput) (*struct{ Body CalendarYear }, error) {
			cal, err := s.opt.Calendar.Calendar(ctx)
			if err != nil {
				return nil, err
			}
			return &struct{ Body CalendarYear }{calendarYear(cal, yearOf(in.Year))}, nil
		})
	handle(s, op{
		method: http.MethodPost, path: path + "/preview", id: "preview-calendar", tag: tag,
		summary: "Which dates the workdays of a year would move, without changing anything",
	}, s.previewYear)
	handle(s, op{
		method: http.MethodPut, path: path, id: "save-calendar", tag: tag,
		summary: "Replace the workdays of a year; every date is computed again, and what moved is answered and stands in the record of its case",
	}, s.saveYear)
	handle(s, op{method: http.MethodGet, path: path + "/changes", id: "list-calendar-changes", tag: tag, summary: "Who changed the workdays of a year, newest first"}, s.calendarChanges)
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
	for _, d := range cal.Overrides() {
		if d.Date.Year() == year {
			out.Overrides = append(out.Overrides, OverrideInfo{Date: string(d.Date), Work: d.Work, Source: d.Source})
		}
	}
	return out
}

func dateTexts(dates []workday.Date) []string {
	out := make([]string, len(dates))
	for i, d := range dates {
		out[i] = string(d)
	}
	return out
}

func (s *Server) previewYear(ctx context.Context, in *saveYearInput) (*struct{ Body YearChanged }, error) {
	ctx, cancel := s.allowTime(ctx, in.gin)
	defer cancel()
	_, next, err := s.nextCalendar(ctx, in)
	if err != nil {
		return nil, err
	}
	moved, err := s.opt.Engine.CalendarImpact(ctx, next)
	if err != nil {
		return nil, err
	}
	out, err := s.yearChanged(ctx, next, yearOf(in.Year), moved)
	if err == nil {
		out.Body.Revision-- // nothing has changed: this is the one to send with the change
	}
	return out, err
}

// saveYear checks the whole before it writes anything.
func (s *Server) saveYear(ctx context.Context, in *saveYearInput) (*struct{ Body YearChanged }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.allowTime(ctx, in.gin)
	defer cancel()
	cal, next, err := s.nextCalendar(ctx, in)
	if err != nil {
		return nil, err
	}
	year := yearOf(in.Year)
	before, errBefore := json.Marshal(calendarYear(cal, year))
	after, errAfter := json.Marshal(calendarYear(next, year))
	if err := errors.Join(errBefore, errAfter); err != nil {
		return nil, err
	}
	change := engine.CalendarChange{
		ID: s.opt.NewID(), Year: year, By: actor, At: s.opt.Clock.Now(), Reason: strings.TrimSpace(in.Body.Reason), Revision: next.Revision(), Before: before, After: after,
	}
	moved, err := s.opt.Engine.Recalendar(ctx, next, func(ctx context.Context) error { return s.opt.Calendar.SaveCalendar(ctx, next, change) })
	if err != nil {
		return nil, err
	}
	return s.yearChanged(ctx, next, year, moved)
}

// nextCalendar is the calendar now and as the form would have it, refused when it would be inconsistent.
func (s *Server) nextCalendar(ctx context.Context, in *saveYearInput) (cal, next *workday.Calendar, err error) {
	if cal, err = s.opt.Calendar.Calendar(ctx); err != nil {
		return nil, nil, err
	}
	if in.Body.Revision != nil && *in.Body.Revision != cal.Revision() {
		return nil, nil, problem(engine.EConflict, "工作日安排在您打开之后有改动,请刷新后重新核对")
	}
	next, err = readYear(cal, yearOf(in.Year), in.Body.CalendarForm)
	return cal, next, err
}

func (s *Server) yearChanged(ctx context.Context, cal *workday.Calendar, year int, moved []engine.MovedDue) (*struct{ Body YearChanged }, error) {
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	p.cal = cal
	out := &struct{ Body YearChanged }{YearChanged{CalendarYear: calendarYear(cal, year), Moved: []DueMoved{}}}
	for i := range moved {
		m := &moved[i]
		if m.Restricted {
			out.Body.Withheld = true
			continue
		}
		line := DueMoved{Case: m.Case, Number: m.Number, Title: m.Title, Process: m.Process, Unit: p.unit(m.Unit), State: m.State, Kind: m.Kind, Name: m.Name}
		if d := p.due(m.Old); d != nil {
			line.Old = *d
		}
		if d := p.due(m.New); d != nil {
			line.New = *d
		}
		out.Body.Moved = append(out.Body.Moved, line)
	}
	return out, nil
}

func (s *Server) calendarChanges(ctx context.Context, in *calendarLogInput) (*struct{ Body List[CalendarLogLine] }, error) {
	rows, err := s.opt.Calendar.CalendarChanges(ctx, yearOf(in.Year), in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[CalendarLogLine]{Items: []CalendarLogLine{}}
	for _, c := range rows {
		out.Items = append(out.Items, CalendarLogLine{ID: c.ID, By: personRef(book, c.By), At: stamp(c.At), Reason: c.Reason, Revision: c.Revision, Before: c.Before, After: c.After})
	}
	return &struct{ Body List[CalendarLogLine] }{out}, nil
}

// readYear is the calendar with the year and its overrides as a form has them, refused when it would be inconsistent.
func readYear(cal *workday.Calendar, n int, form CalendarForm) (*workday.Calendar, error) {
	years := slices.DeleteFunc(cal.Years(), func(y workday.Year) bool { return y.Year == n })
	years = append(years, workday.Year{Year: n, Published: form.Published, Source: form.Source, Off: dates(form.Off), Makeup: dates(form.Makeup)})
	days := slices.DeleteFunc(cal.Overrides(), func(d workday.Day) bool { return d.Date.Year() == n })
	for _, o := range form.Overrides {
		d := workday.Day{Date: workday.Date(o.Date), Work: o.Work, Source: o.Source, Local: true}
		if d.Date.Year() != n {
			return nil, invalid("overrides", o.Date+"不在"+strconv.Itoa(n)+"年,请到那一年里调整")
		}
		days = append(days, d)
	}
	next, err := workday.New(cal.Revision()+1, years, days)
	if err != nil {
		p := problem(engine.EInvalid, "工作日安排有误,请按提示修改")
		for _, line := range strings.Split(err.Error(), "\n") {
			p.Errors = append(p.Errors, FieldError{Field: "calendar", Message: line})
		}
		return nil, p
	}
	return next, nil
}

func dates(texts []string) []workday.Date {
	out := make([]workday.Date, len(texts))
	for i, t := range texts {
		out[i] = workday.Date(t)
	}
	return out
}
