package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// StandingInfo answers whether a registered flag stands in somebody's way. Who was cleared reads like who was never
// involved.
type StandingInfo struct {
	Person  string  `json:"person"`
	Blocked bool    `json:"blocked"`
	Until   *string `json:"until" doc:"Last day, 2006-01-02; null when not blocked"`
	Text    string  `json:"text"`
	Note    string  `json:"note"`
}

// AskedInfo is one query of standing, without what was answered.
type AskedInfo struct {
	ID      string    `json:"id"`
	Actor   PersonRef `json:"actor"`
	Person  PersonRef `json:"person"`
	Purpose string    `json:"purpose" enum:"promotion,award,title,entry"`
	At      string    `json:"at" format:"date-time"`
}

// RegisterInfo is a register (台账) that the caller may look into.
type RegisterInfo struct {
	Process NamedID `json:"process"`
	Name    string  `json:"name"`
}

// RegisterLine is the latest line of one case in a register.
type RegisterLine struct {
	Case    string      `json:"case"`
	Rev     int         `json:"rev" doc:"How often the case was entered"`
	Number  string      `json:"number,omitempty"`
	Date    string      `json:"date" format:"date"`
	Unit    NamedID     `json:"unit"`
	State   string      `json:"state"`
	Outcome string      `json:"outcome,omitempty"`
	Shown   []ShownInfo `json:"shown"`
}

// ShownInfo is one column of a line.
type ShownInfo struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// RegisterPage is a part of a register.
type RegisterPage struct {
	Items []RegisterLine `json:"items"`
	Next  string         `json:"next,omitempty" doc:"before of the next page; absent at the end"`
}

// DutyInfo is a limit that runs across states.
type DutyInfo struct {
	Name   string   `json:"name"`
	Due    *DueInfo `json:"due,omitempty" doc:"Absent while the date that it runs from is not known"`
	Status string   `json:"status" enum:"waiting,running,overdue,met,met_late"`
	MetOn  string   `json:"met_on,omitempty" format:"date"`
}

type standingInput struct {
	Person string `path:"person" minLength:"1" maxLength:"64"`
	For    string `query:"for" required:"true" enum:"promotion,award,title,entry"`
}

type askedInput struct {
	Before string `query:"before" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type registerInput struct {
	Process string `path:"process" maxLength:"64"`
	Name    string `path:"name" maxLength:"64"`
	Unit    string `query:"unit" maxLength:"64"`
	Month   string `query:"month" maxLength:"7" pattern:"^[0-9]{4}-[0-9]{2}$"`
	Before  string `query:"before" maxLength:"64" doc:"next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) standing() {
	const tag = "standing"
	handle(s, op{method: http.MethodGet, path: base + "/standing/{person}", id: "get-standing", tag: tag, summary: "Whether a registered 影响期 stands in somebody's way; every query is kept"}, s.getStanding)
	handle(s, op{method: http.MethodGet, path: base + "/standing", id: "list-standing-queries", tag: tag, summary: "Who asked about whom, newest first, without the answers"}, s.listAsked)
	handle(s, op{method: http.MethodGet, path: base + "/registers", id: "list-registers", tag: tag, summary: "Registers the caller may look into"}, s.listRegisters)
	handle(s, op{method: http.MethodGet, path: base + "/registers/{process}/{name}", id: "get-register", tag: tag, summary: "Lines of a register, newest case first"}, s.getRegister)
}

// getStanding: of oneself, or with the role. All others get one refusal, whoever they asked for.
func (s *Server) getStanding(ctx context.Context, in *standingInput) (*struct{ Body StandingInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	if actor != in.Person {
		if err := s.allow(ctx, Requirement{AnyOf: []Role{RoleStanding}}, actor, false); err != nil {
			return nil, err
		}
	}
	a, err := s.opt.Engine.Standing(ctx, actor, in.Person, in.For)
	if err != nil {
		return nil, err
	}
	out := StandingInfo{Person: a.Person, Blocked: a.Blocked, Text: a.Text, Note: a.Note}
	if a.Until != "" {
		out.Until = &a.Until
	}
	return &struct{ Body StandingInfo }{out}, nil
}

func (s *Server) listAsked(ctx context.Context, in *askedInput) (*struct{ Body List[AskedInfo] }, error) {
	rows, err := s.opt.Engine.AskedBefore(ctx, in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[AskedInfo]{Items: []AskedInfo{}}
	for _, a := range rows {
		out.Items = append(out.Items, AskedInfo{ID: a.ID, Actor: personRef(book, a.Actor), Person: personRef(book, a.Person), Purpose: a.Purpose, At: stamp(a.At)})
	}
	return &struct{ Body List[AskedInfo] }{out}, nil
}

func (s *Server) listRegisters(ctx context.Context, _ *struct{}) (*struct{ Body List[RegisterInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.opt.Engine.Registers(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := List[RegisterInfo]{Items: []RegisterInfo{}}
	for _, r := range list {
		out.Items = append(out.Items, RegisterInfo{Process: NamedID{ID: r.Process, Name: r.ProcessName}, Name: r.Register})
	}
	return &struct{ Body List[RegisterInfo] }{out}, nil
}

func (s *Server) getRegister(ctx context.Context, in *registerInput) (*struct{ Body RegisterPage }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	rows, next, err := s.opt.Engine.Register(ctx, actor, engine.EntryQuery{
		Process: in.Process, Register: in.Name, Unit: in.Unit, Month: in.Month, Before: in.Before, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	page := RegisterPage{Items: []RegisterLine{}, Next: next}
	for _, r := range rows {
		unit, _ := book.Unit(r.Unit)
		line := RegisterLine{
			Case: r.Case, Rev: r.Rev, Number: r.Number, Date: r.Date, Unit: NamedID{ID: r.Unit, Name: unit.Name}, State: r.State,
			Outcome: r.Outcome, Shown: []ShownInfo{},
		}
		for _, col := range r.Shown {
			line.Shown = append(line.Shown, ShownInfo(col))
		}
		page.Items = append(page.Items, line)
	}
	return &struct{ Body RegisterPage }{page}, nil
}

func (p *presenter) duties(list []engine.DutyView) []DutyInfo {
	out := []DutyInfo{}
	for _, k := range list {
		out = append(out, DutyInfo{Name: k.Name, Due: dueInfo(p.cal, k.Due, p.now), Status: string(k.Status), MetOn: k.MetOn})
	}
	return out
}
