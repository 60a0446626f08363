package engine

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// RosterQuery asks for one page of the 台账 of a procedure: the cases that were received, newest first.
type RosterQuery struct {
	Process string
	Unit    UnitID // and the units below it; "" = all
	State   string // id, "" = all
	Month   string // in which the case was received, "2026-09"; "" = all
	// Whole asks for every case of the procedure, for those who oversee it (the edge says who), and then shows no form and
	// nobody's name. Else the actor gets the cases that he has or had a part in, with what he may read of each form.
	Whole  bool
	Before string // case of the last line seen
	Limit  int
}

// RosterLine is one case in a 台账.
type RosterLine struct {
	Case        string
	Number      string
	Title       string // "" in an overseer's table: it names whom the case is about
	Unit        UnitID
	UnitName    string
	State       string // id
	StateName   string
	Status      Status
	Outcome     string
	SubmittedAt int64
	ClosedAt    int64
	Due         workday.Due // of the whole case
	Light       workday.Colour
	Fields      map[string]string // by field, as Show writes it; nil in an overseer's table
}

// RosterPage is a part of a 台账. Next is Before of the page after it, "" at the end.
type RosterPage struct {
	Columns []*process.Field // of the version in force, in its order; sealed ones have no column
	Lines   []RosterLine
	Next    string
}

// rosterStep is how many cases are read at once: what an export holds in memory, however long it is.
const rosterStep = 200

// Roster gives a page of the 台账 of a procedure as somebody may see it. Nobody sees a line of a case that he must keep
// out of; of a restricted procedure only those who take part see anything. A page may hold less than asked for and still
// have a next one. Codes: ENotFound, EInvalid, EForbidden where Whole is asked of a restricted procedure.
func (e *Engine) Roster(ctx context.Context, actor PersonID, q RosterQuery) (RosterPage, error) {
	r, err := e.roster(ctx, actor, q)
	if err != nil {
		return RosterPage{}, err
	}
	page := RosterPage{Columns: RosterColumns(r.def)}
	if q.Whole {
		page.Columns = nil
	}
	for looked := 0; looked < maxLook && len(page.Lines) < q.Limit; {
		rows, err := r.next(ctx)
		if err != nil {
			return RosterPage{}, err
		}
		for i := range rows {
			looked++
			r.rows.Before, page.Next = rows[i].id, rows[i].id
			if line, ok := r.line(rows[i].reading); ok {
				page.Lines = append(page.Lines, line)
			}
			if len(page.Lines) == q.Limit {
				break
			}
		}
		if len(rows) < r.rows.Limit && len(page.Lines) < q.Limit {
			page.Next = ""
			break
		}
	}
	return page, nil
}

// RosterColumns are the fields that a table of one's own cases shows.
func RosterColumns(def *process.Definition) []*process.Field {
	var list []*process.Field
	for i := range def.Fields {
		if !def.Fields[i].Sealed {
			list = append(list, &def.Fields[i])
		}
	}
	return list
}

// roster is what the lines of one page are made with.
type roster struct {
	e     *Engine
	actor PersonID
	whole bool
	state string
	def   *process.Definition
	book  *directory.Book
	cal   *workday.Calendar
	now   int64
	rows  CaseQuery
}

func (e *Engine) roster(ctx context.Context, actor PersonID, q RosterQuery) (*roster, error) {
	def, err := e.Current(ctx, q.Process)
	if err != nil {
		return nil, err
	}
	if q.Whole && def.Secrecy == process.Restricted {
		return nil, refuse(EForbidden, msgRosterOwn.Text(def.Name))
	}
	r := &roster{e: e, actor: actor, whole: q.Whole, def: def, state: q.State, now: e.cfg.Clock.Now()}
	if r.book, err = e.cfg.Directory.Book(ctx); err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	if r.cal, err = e.cfg.Calendar.Calendar(ctx); err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	from, until, ok := MonthSpan(q.Month)
	if !ok {
		return nil, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"month", msgMonth.Text()}}}
	}
	r.rows = CaseQuery{Process: q.Process, State: q.State, Units: unitsWithin(r.book, q.Unit), From: max(from, 1), Until: until, Before: q.Before, Limit: min(q.Limit, rosterStep)}
	if !q.Whole {
		r.rows.Person = actor
	}
	return r, nil
}

// rosterRow is a case of the table as the actor reads it.
type rosterRow struct {
	id string
	reading
}

// next reads some more cases with the actor's present rights.
func (r *roster) next(ctx context.Context) ([]rosterRow, error) {
	if r.whole {
		return r.overseen(ctx)
	}
	ids, err := r.e.cfg.Store.CaseIDs(ctx, r.rows)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	list, err := r.e.readings(ctx, r.actor, ids)
	rows := make([]rosterRow, len(list))
	for i := range list {
		rows[i] = rosterRow{ids[i], list[i]}
	}
	return rows, err
}

// overseen reads for an overseer. His right comes from his office, so the row of a case tells enough: he must not have to
// keep out of it, and its own version must not be restricted.
func (r *roster) overseen(ctx context.Context) ([]rosterRow, error) {
	cases, err := r.e.cfg.Store.Cases(ctx, r.rows)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	rows := make([]rosterRow, len(cases))
	for i := range cases {
		c := &cases[i]
		p, err := r.e.procedure(ctx, c.Version)
		if err != nil {
			return nil, err
		}
		facts := Facts{Book: r.book, Calendar: r.cal, Hidden: r.e.behind(r.book, c.Memo.Fields)}
		d := begin(p, Snapshot{Case: *c, Facts: facts}, Command{Actor: r.actor}, r.now)
		rows[i].id = c.ID
		if p.Secrecy != process.Restricted && d.conflict(r.actor) == "" {
			rows[i].reading = reading{d, Participant}
		}
	}
	return rows, nil
}

// line makes the line of a case; false where the actor may not see it.
func (r *roster) line(seen reading) (RosterLine, bool) {
	if seen.rel == NoRelation {
		return RosterLine{}, false
	}
	d := seen.d
	c := d.c
	if seen.keeps(&c); r.state != "" && c.State != r.state {
		return RosterLine{}, false
	}
	line := RosterLine{
		Case: c.ID, Number: c.Number, Title: c.Title, Unit: c.Unit, State: c.State, StateName: d.p.stateName(c.State), Status: c.Status,
		Outcome: c.Outcome, SubmittedAt: c.SubmittedAt, ClosedAt: c.ClosedAt, Due: c.Due, Light: r.cal.Light(c.Due, r.now),
	}
	if u, ok := r.book.Unit(c.Unit); ok {
		line.UnitName = u.Name
	}
	if c.Status == Closed {
		line.Light = r.cal.Light(c.Due, c.ClosedAt)
	}
	if r.whole {
		line.Title = ""
		return line, true
	}
	line.Fields = map[string]string{}
	if seen.rel != Past {
		fields, _ := d.readable(seen.rel)
		for _, f := range RosterColumns(r.def) {
			line.Fields[f.ID] = Show(f, fields[f.ID], r.book)
		}
	}
	return line, true
}

// unitsWithin lists a unit with those below it; nil for "".
func unitsWithin(book *directory.Book, unit UnitID) []UnitID {
	if unit == "" {
		return nil
	}
	list := []UnitID{unit}
	for _, u := range book.Units() {
		if u.ID != unit && book.Within(u.ID, unit) {
			list = append(list, u.ID)
		}
	}
	return list
}

var monthPattern = regexp.MustCompile(`^(19|20|21)\d\d-(0[1-9]|1[0-2])$`)

// MonthSpan gives the first instant of a month "2026-09" in the zone of the rules and the first after it, in Unix ms; for
// "" no limits. false: it is no month.
func MonthSpan(month string) (from, until int64, ok bool) {
	if month == "" {
		return 0, 0, true
	}
	if !monthPattern.MatchString(month) {
		return 0, 0, false
	}
	t, err := time.ParseInLocation("2006-01", month, workday.Zone())
	return t.UnixMilli(), t.AddDate(0, 1, 0).UnixMilli(), err == nil
}
