package handlers

import (
	"context"
	"net/http"
	"slices"

	"dandang/engine"
	"dandang/engine/process"
)

// RosterItem is a line of the 台账 of a procedure.
type RosterItem struct {
	Case        string   `json:"case"`
	Number      string   `json:"number,omitempty"`
	Title       string   `json:"title,omitempty" doc:"Absent with scope=all: it may name whom the case is about"`
	Unit        NamedID  `json:"unit"`
	State       NamedID  `json:"state"`
	Status      string   `json:"status" enum:"open,closed"`
	Outcome     string   `json:"outcome,omitempty"`
	SubmittedAt string   `json:"submitted_at" format:"date-time"`
	ClosedAt    string   `json:"closed_at,omitempty" format:"date-time"`
	Due         *DueInfo `json:"due,omitempty" doc:"总时限; its light as of the end where the case has ended"`
	Cells       []string `json:"cells" doc:"In the order of columns"`
}

// RosterPage is a part of a 台账.
type RosterPage struct {
	Columns []NamedID    `json:"columns" doc:"Fields of the form that the cells are of; none with scope=all"`
	Items   []RosterItem `json:"items"`
	Next    string       `json:"next,omitempty" doc:"Opaque; give it as cursor. A page may be short and still have a next one"`
}

// RosterFilter narrows a 台账 down; the same for the list and the export.
type RosterFilter struct {
	Process string `query:"process" required:"true" minLength:"1" maxLength:"64"`
	Unit    string `query:"unit" maxLength:"64" doc:"And the units below it"`
	State   string `query:"state" maxLength:"64"`
	Month   string `query:"month" maxLength:"7" doc:"In which the case was received, 2026-09"`
	Scope   string `query:"scope" enum:"mine,all" default:"mine" doc:"mine: cases of one's own, with the form; all: every case of a procedure that one oversees, without it"`
}

type rosterInput struct {
	RosterFilter
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) rosters() {
	const tag = "registers"
	handle(s, op{method: http.MethodGet, path: base + "/roster", id: "get-roster", tag: tag, summary: "台账 of a procedure: cases received, newest first"}, s.getRoster)
	s.exports()
}

// overseers see the 台账 and the figures of procedures that are not restricted, without forms and names; they decide nothing.
var overseers = []Role{RoleSupervisor, RoleAuditor, RoleAdmin}

// oversees: supervisors (督办), auditors and administrators every procedure, a policy owner his own.
func (s *Server) oversees(ctx context.Context, actor engine.PersonID, def *process.Definition) (bool, error) {
	for _, role := range overseers {
		has, err := s.hasRole(ctx, actor, role)
		if has || err != nil {
			return has, err
		}
	}
	return s.owns(ctx, actor, def)
}

// owns: the actor holds the directory role that the procedure names as its owner.
func (s *Server) owns(ctx context.Context, actor engine.PersonID, def *process.Definition) (bool, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return false, err
	}
	for _, post := range book.Roles(actor, s.today()) {
		if def.Owner != "" && post.Role == def.Owner {
			return true, nil
		}
	}
	return false, nil
}

// rosterQuery checks a filter and makes the query of it.
func (s *Server) rosterQuery(ctx context.Context, actor engine.PersonID, f *RosterFilter) (*process.Definition, engine.RosterQuery, error) {
	q := engine.RosterQuery{Process: f.Process, Unit: f.Unit, State: f.State, Month: f.Month, Whole: f.Scope == "all"}
	def, err := s.current(ctx, f.Process)
	if err != nil || !q.Whole {
		return def, q, err
	}
	may, err := s.oversees(ctx, actor, def)
	if err == nil && !may {
		err = problem(codeRole, "全部事项的台账只供督办、审计、系统管理人员和本流程的政策维护人查看;您可以查看本人参与的事项")
	}
	return def, q, err
}

func (s *Server) getRoster(ctx context.Context, in *rosterInput) (*struct{ Body RosterPage }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "roster")
	if err != nil {
		return nil, err
	}
	_, q, err := s.rosterQuery(ctx, actor, &in.RosterFilter)
	if err != nil {
		return nil, err
	}
	q.Before, q.Limit = at.ID, in.Limit
	page, err := s.opt.Engine.Roster(ctx, actor, q)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := RosterPage{Columns: []NamedID{}, Items: []RosterItem{}}
	for _, f := range page.Columns {
		out.Columns = append(out.Columns, NamedID{ID: f.ID, Name: f.Name})
	}
	for i := range page.Lines {
		out.Items = append(out.Items, p.rosterItem(&page.Lines[i], page.Columns))
	}
	if page.Next != "" {
		out.Next = cursor{Box: "roster", ID: page.Next}.String()
	}
	return &struct{ Body RosterPage }{out}, nil
}

func (p *presenter) rosterItem(l *engine.RosterLine, columns []*process.Field) RosterItem {
	item := RosterItem{
		Case: l.Case, Number: l.Number, Title: l.Title, Unit: NamedID{ID: l.Unit, Name: nonEmpty(l.UnitName, l.Unit)},
		State: NamedID{ID: l.State, Name: nonEmpty(l.StateName, l.State)}, Status: string(l.Status), Outcome: l.Outcome,
		SubmittedAt: stamp(l.SubmittedAt), ClosedAt: stamp(l.ClosedAt), Due: p.due(l.Due), Cells: cells(l, columns),
	}
	if item.Due != nil {
		item.Due.Light = string(l.Light)
	}
	return item
}

func cells(l *engine.RosterLine, columns []*process.Field) []string {
	out := make([]string, len(columns))
	for i, f := range columns {
		out[i] = l.Fields[f.ID]
	}
	return out
}

// rosterHead are the columns that every 台账 begins with.
var rosterHead = []string{"编号", "事项", "单位", "环节", "状态", "结果", "收件日期", "办结日期", "总时限", "时限状态"}

var statusName = map[engine.Status]string{engine.Draft: "草稿", engine.Opened: "在办", engine.Closed: "办结"}

var lightName = map[string]string{"green": "正常", "yellow": "临期", "red": "超期"}

// rosterRow writes a line in the columns of rosterHead and those of the form.
func (p *presenter) rosterRow(l *engine.RosterLine, columns []*process.Field) []string {
	item := p.rosterItem(l, columns)
	due, light := "", ""
	if item.Due != nil {
		due, light = item.Due.Date, lightName[item.Due.Light]
		if item.Due.Provisional {
			due += "(暂定)"
		}
	}
	row := []string{
		l.Number, l.Title, item.Unit.Name, item.State.Name, statusName[l.Status], l.Outcome, dateOf(l.SubmittedAt), dateOf(l.ClosedAt), due, light,
	}
	return append(row, item.Cells...)
}

// dateOf is the day of an instant in the zone of the rules; "" for none.
func dateOf(ms int64) string { return firstTen(stamp(ms)) }

func firstTen(s string) string { return s[:min(len(s), len("2006-01-02"))] }

// rosterHeads are the names of all columns, and which hold money.
func rosterHeads(def *process.Definition, whole bool) (names []string, numbers []bool) {
	names = slices.Clone(rosterHead)
	numbers = make([]bool, len(names))
	if whole {
		return names, numbers
	}
	for _, f := range engine.RosterColumns(def) {
		names, numbers = append(names, f.Name), append(numbers, f.Type == process.Money)
	}
	return names, numbers
}
