package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// CountQuery asks what happened in a procedure in [From, Until), Unix ms.
type CountQuery struct {
	Process string
	Units   []UnitID // any of these; none: all
	From    int64
	Until   int64
	Now     int64 // dues that passed by then are overdue: Until, or earlier while the period runs
}

// Counts are the figures of a period as a store adds them up. Days are those of the zone of the rules.
type Counts struct {
	Received map[UnitID]int // cases submitted in the period
	Open     map[UnitID]int // cases submitted before its end and not closed by then
	Overdue  map[UnitID]int // those of Open whose total limit had passed
	Closed   []Tally        // cases closed in the period, by unit, outcome and days, in that order
	Entered  map[string]int // by state: rounds begun in the period, of cases that were submitted
	Late     map[string]int // by state: turns done late in the period, or open at its end and late
	Spans    []Tally        // rounds ended in the period, by state and days, in that order
}

// Tally counts what is alike: cases of one unit and outcome, or rounds of one state, that began and ended on the same days.
type Tally struct {
	Unit    UnitID
	Outcome string
	State   string
	Began   workday.Date
	Ended   workday.Date
	Late    bool // it ended after its total limit
	N       int
}

// Figures are what statistics say of some cases. nil: not said, because it would tell of single cases, or there is nothing
// to take an average of.
type Figures struct {
	Received *int     `json:"received,omitempty"`
	Closed   *int     `json:"closed,omitempty"`
	Late     *int     `json:"late,omitempty"`    // of Closed: after their total limit
	Open     *int     `json:"open,omitempty"`    // at the end of the period
	Overdue  *int     `json:"overdue,omitempty"` // of Open
	Average  *float64 `json:"average,omitempty"` // workdays from submission to the end, one decimal
	P90      *int     `json:"p90,omitempty"`     // workdays within which nine of ten were done
}

// UnitFigures are those of the cases of one unit; of a state, Received counts the rounds begun and Closed those ended.
type UnitFigures struct {
	Unit  UnitID `json:"unit,omitempty"`
	State string `json:"state,omitempty"`
	Name  string `json:"name"`
	Figures
}

// Stats are the statistics of a procedure in a period.
type Stats struct {
	Process  string         `json:"process"`
	Period   string         `json:"period"`   // 2026-09 | 2026-Q3 | 2026
	TakenAt  int64          `json:"taken_at"` // when it was counted
	Frozen   bool           `json:"frozen"`   // as counted at the end of the month; what happened since changes nothing
	Total    Figures        `json:"total"`
	Units    []UnitFigures  `json:"units"`
	States   []UnitFigures  `json:"states"`   // where time goes
	Outcomes map[string]int `json:"outcomes"` // of the cases closed: 免责 3
	Withheld bool           `json:"withheld"` // something was left out because it would tell of single cases
}

// StatsQuery asks for statistics. Period is a month, quarter or year.
type StatsQuery struct {
	Process string
	Period  string // "" = the month that runs
	Unit    UnitID // and below; "" = all
	Live    bool   // count anew even where the month is frozen
}

var periodPattern = regexp.MustCompile(`^((?:19|20|21)\d\d)(?:-(0[1-9]|1[0-2])|-Q([1-4]))?$`)

// periodMonths lists the months of a period; nil when it is none.
func periodMonths(period string) []string {
	m := periodPattern.FindStringSubmatch(period)
	if m == nil {
		return nil
	}
	if m[2] != "" {
		return []string{period}
	}
	first, n := 1, 12
	if m[3] != "" {
		first, n = int(m[3][0]-'1')*3+1, 3
	}
	var months []string
	for i := range n {
		months = append(months, fmt.Sprintf("%s-%02d", m[1], first+i))
	}
	return months
}

// monthOf is the month of an instant in the zone of the rules.
func monthOf(ms int64) string { return string(workday.DateOf(ms))[:len("2006-01")] }

// Stats gives the statistics of a procedure. A month that has ended is given as it was frozen, unless Live. Of a restricted
// procedure only periods that have ended, only as a whole, and nothing that would tell of fewer than three cases. Who may
// ask is settled at the edge. Codes: ENotFound, EInvalid, EForbidden.
func (e *Engine) Stats(ctx context.Context, q StatsQuery) (Stats, error) {
	def, err := e.Current(ctx, q.Process)
	if err != nil {
		return Stats{}, err
	}
	if q.Period == "" {
		q.Period = monthOf(e.cfg.Clock.Now())
	}
	months := periodMonths(q.Period)
	if months == nil {
		return Stats{}, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"period", msgPeriod.Text()}}}
	}
	if def.Secrecy != process.Restricted {
		return e.period(ctx, def, q, months)
	}
	_, until, _ := MonthSpan(months[len(months)-1])
	if until > e.cfg.Clock.Now() || q.Unit != "" {
		return Stats{}, refuse(EForbidden, msgStatsEnded.Text(def.Name))
	}
	q.Live = false
	s, err := e.period(ctx, def, q, months)
	if err != nil {
		return Stats{}, err
	}
	parts := []Stats{}
	for _, month := range months[:len(months)*boolInt(len(months) > 1)] {
		part, err := e.period(ctx, def, StatsQuery{Process: q.Process, Period: month}, []string{month})
		if err != nil {
			return Stats{}, err
		}
		parts = append(parts, part)
	}
	s.withhold(parts)
	return s, nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// period is the raw statistics of a period: frozen ones of a month where there are any.
func (e *Engine) period(ctx context.Context, def *process.Definition, q StatsQuery, months []string) (Stats, error) {
	if len(months) == 1 && !q.Live && q.Unit == "" {
		frozen, err := e.cfg.Store.FrozenMonth(ctx, q.Process, months[0])
		if err != nil {
			return Stats{}, fmt.Errorf("frozen month: %w", err)
		}
		if frozen != nil {
			return *frozen, nil
		}
	}
	from, _, _ := MonthSpan(months[0])
	_, until, _ := MonthSpan(months[len(months)-1])
	return e.count(ctx, def, q.Period, q.Unit, from, until)
}

func (e *Engine) count(ctx context.Context, def *process.Definition, period string, unit UnitID, from, until int64) (Stats, error) {
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return Stats{}, fmt.Errorf("directory: %w", err)
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return Stats{}, fmt.Errorf("calendar: %w", err)
	}
	now := e.cfg.Clock.Now()
	c, err := e.cfg.Store.Counts(ctx, CountQuery{Process: def.Key, Units: unitsWithin(book, unit), From: from, Until: until, Now: min(now, until)})
	if err != nil {
		return Stats{}, fmt.Errorf("count: %w", err)
	}
	s := Stats{Process: def.Key, Period: period, TakenAt: now, Outcomes: map[string]int{}, Units: []UnitFigures{}, States: []UnitFigures{}}
	s.Total = figures(cal, sum(c.Received), sum(c.Open), sum(c.Overdue), c.Closed)
	for _, t := range c.Closed {
		s.Outcomes[t.Outcome] += t.N
	}
	for _, u := range unitsCounted(&c) {
		row := UnitFigures{Unit: u, Name: u}
		if known, ok := book.Unit(u); ok {
			row.Name = known.Name
		}
		closed := slices.DeleteFunc(slices.Clone(c.Closed), func(t Tally) bool { return t.Unit != u })
		row.Figures = figures(cal, c.Received[u], c.Open[u], c.Overdue[u], closed)
		s.Units = append(s.Units, row)
	}
	s.States = stateFigures(def, cal, &c)
	return s, nil
}

func sum[K ~string](m map[K]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

// unitsCounted lists the units that have any figure, in order.
func unitsCounted(c *Counts) []UnitID {
	seen := map[UnitID]int{}
	for _, m := range []map[UnitID]int{c.Received, c.Open, c.Overdue} {
		for u := range m {
			seen[u]++
		}
	}
	for _, t := range c.Closed {
		seen[t.Unit]++
	}
	return sortedKeys(seen)
}

// stateFigures are how long cases stayed in each stage, in the order of the procedure.
func stateFigures(def *process.Definition, cal *workday.Calendar, c *Counts) []UnitFigures {
	list := []UnitFigures{}
	for i := range def.States {
		st := &def.States[i]
		ended := slices.DeleteFunc(slices.Clone(c.Spans), func(t Tally) bool { return t.State != st.ID })
		if st.IsFinal || c.Entered[st.ID] == 0 && len(ended) == 0 && c.Late[st.ID] == 0 {
			continue
		}
		f := figures(cal, c.Entered[st.ID], 0, c.Late[st.ID], ended)
		f.Open, f.Late = nil, nil
		list = append(list, UnitFigures{State: st.ID, Name: cmp.Or(st.Name, st.ID), Figures: f})
	}
	return list
}

func figures(cal *workday.Calendar, received, open, overdue int, ended []Tally) Figures {
	f := Figures{Received: &received, Open: &open, Overdue: &overdue}
	closed, late, total := 0, 0, 0
	days := map[int]int{} // how many took so many workdays
	for _, t := range ended {
		n, _ := cal.WorkdaysBetween(t.Began, t.Ended)
		closed, total = closed+t.N, total+n*t.N
		days[n] += t.N
		if t.Late {
			late += t.N
		}
	}
	if f.Closed, f.Late = &closed, &late; closed == 0 {
		return f
	}
	average := math.Round(float64(total)/float64(closed)*10) / 10
	p90 := percentile(days, closed, 90)
	f.Average, f.P90 = &average, &p90
	return f
}

// percentile is the nearest rank: the least value that at least percent of all do not exceed.
func percentile(values map[int]int, n, percent int) int {
	rank, seen := (n*percent+99)/100, 0
	list := make([]int, 0, len(values))
	for v := range values {
		list = append(list, v)
	}
	slices.Sort(list)
	for _, v := range list {
		if seen += values[v]; seen >= rank {
			return v
		}
	}
	return 0
}

// FreezeMonth keeps the statistics of the month that ended last, of every procedure, as they stand: it is called often and
// works once, soon after the first of a month at 00:00 in the zone of the rules, by the engine's clock. It answers how many
// procedures it froze.
func (e *Engine) FreezeMonth(ctx context.Context) (int, error) {
	this := monthOf(e.cfg.Clock.Now())
	if done, _ := e.frozen.Load().(string); done == this {
		return 0, nil
	}
	begun, _, _ := MonthSpan(this)
	last := monthOf(begun - 1)
	defs, err := e.Catalogue(ctx)
	if err != nil {
		return 0, err
	}
	from, until, _ := MonthSpan(last)
	n := 0
	for _, def := range defs {
		have, err := e.cfg.Store.FrozenMonth(ctx, def.Key, last)
		if err != nil {
			return n, fmt.Errorf("frozen month: %w", err)
		}
		if have != nil {
			continue
		}
		s, err := e.count(ctx, def, last, "", from, until)
		if err != nil {
			return n, err
		}
		s.Frozen = true
		if err := e.cfg.Store.FreezeMonth(ctx, s); err != nil {
			return n, fmt.Errorf("freeze month: %w", err)
		}
		n++
	}
	e.frozen.Store(this)
	return n, nil
}

// OutcomeNames lists the outcomes of a period, most frequent first.
func (s *Stats) OutcomeNames() []string {
	names := sortedKeys(s.Outcomes)
	slices.SortStableFunc(names, func(a, b string) int {
		return cmp.Or(s.Outcomes[b]-s.Outcomes[a], strings.Compare(a, b))
	})
	return names
}
