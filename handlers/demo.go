package handlers

import (
	"context"
	"net/http"
	"regexp"
	"time"

	"dandang/engine/workday"
)

// Demo is what --demo adds.
type Demo struct {
	Clock    DemoClock
	Accounts []DemoAccount
}

// DemoAccount is a person of the demo city with the password of its account.
type DemoAccount struct {
	PersonRef
	Username string   `json:"username"`
	Password string   `json:"password"`
	Posts    []string `json:"posts" doc:"Roles held"`
	Note     string   `json:"note,omitempty" doc:"Why one would sign in as this person"`
}

type clockInput struct {
	Body struct {
		Advance string `json:"advance,omitempty" maxLength:"40" example:"5 workdays" doc:"5 workdays, 10 days, 24h, 30 minutes, 5个工作日: so much later, at the same time of day"`
		To      string `json:"to,omitempty" format:"date-time" doc:"Or the instant to move to; never back"`
	}
}

type clockOutput struct {
	Body struct {
		Now   string `json:"now" format:"date-time"`
		Fired int    `json:"fired" doc:"Timers that became due and acted"`
	}
}

// maxAdvance keeps a slip of the hand from leaving the calendar behind for ever.
const maxAdvance = 3 * 366 * 24 * time.Hour

func (s *Server) demo() {
	const tag = "demo"
	handle(s, op{method: http.MethodGet, path: base + "/demo/accounts", id: "demo-accounts", tag: tag, summary: "Whom to sign in as"},
		func(context.Context, *struct{}) (*struct{ Body List[DemoAccount] }, error) {
			return &struct{ Body List[DemoAccount] }{List[DemoAccount]{orEmpty(s.opt.Demo.Accounts)}}, nil
		})
	handle(s, op{method: http.MethodPost, path: base + "/demo/clock", id: "demo-clock", tag: tag, summary: "Move the clock forward and let what is due happen"}, s.moveClock)
}

// moveClock moves the clock from timer to timer, so that each acts at its own time and what it sets off may act on the
// way; one request after the other, so that two of them add up.
func (s *Server) moveClock(ctx context.Context, in *clockInput) (*clockOutput, error) {
	s.moving.Lock()
	defer s.moving.Unlock()
	clock := s.opt.Demo.Clock
	now := clock.Now()
	to, err := s.targetOf(ctx, now, in)
	if err != nil {
		return nil, err
	}
	if to < now || to-now > maxAdvance.Milliseconds() {
		return nil, invalid("advance", "时钟只能向前拨,一次最多三年")
	}
	out := &clockOutput{}
	for last := int64(-1); ; {
		at, ok, err := s.opt.Engine.NextDue(ctx, to)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if err := clock.Advance(ctx, max(at, clock.Now())); err != nil {
			return nil, err
		}
		fired, err := s.opt.Engine.Tick(ctx)
		if err != nil {
			return nil, err
		}
		out.Body.Fired += fired
		if fired == 0 && at == last {
			break // it cannot be carried out now; the poller tries again
		}
		last = at
	}
	if err := clock.Advance(ctx, max(to, clock.Now())); err != nil {
		return nil, err
	}
	fired, err := s.opt.Engine.Tick(ctx)
	if err != nil {
		return nil, err
	}
	out.Body.Fired += fired
	out.Body.Now = stamp(clock.Now())
	return out, nil
}

// shortForm is how programmers write lengths of time.
var shortForm = regexp.MustCompile(`^(\d+)(m|h|d)$`)

func (s *Server) targetOf(ctx context.Context, now int64, in *clockInput) (int64, error) {
	if (in.Body.Advance == "") == (in.Body.To == "") {
		return 0, invalid("advance", "请在“向前拨多久”与“拨到何时”中填且只填一项")
	}
	if in.Body.To != "" {
		t, err := time.Parse(time.RFC3339, in.Body.To)
		if err != nil {
			return 0, invalid("to", "请写成“2026-01-31T09:00:00+08:00”的样子")
		}
		return t.UnixMilli(), nil
	}
	text := in.Body.Advance
	if m := shortForm.FindStringSubmatch(text); m != nil {
		text = m[1] + map[string]string{"m": " minutes", "h": " hours", "d": " days"}[m[2]]
	}
	d, err := workday.ParseDuration(text)
	if err != nil {
		return 0, invalid("advance", err.Error())
	}
	cal, err := s.opt.Calendar.Calendar(ctx)
	if err != nil {
		return 0, err
	}
	return later(cal, now, d), nil
}

// later is the same time of day so many days or workdays on, or exactly so many minutes or hours.
func later(cal *workday.Calendar, now int64, d workday.Duration) int64 {
	today := workday.DateOf(now)
	var day workday.Date
	switch d.Unit {
	case workday.Workdays:
		day, _ = cal.AddWorkdays(today, d.Amount)
	case workday.Days:
		day = today.AddDays(d.Amount)
	case workday.Months:
		day = today.AddMonths(d.Amount)
	case workday.Years:
		day = today.AddMonths(12 * d.Amount)
	case workday.Hours:
		return now + int64(d.Amount)*time.Hour.Milliseconds()
	default:
		return now + int64(d.Amount)*time.Minute.Milliseconds()
	}
	return day.Start() + now - today.Start()
}
