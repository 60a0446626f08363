package handlers

import (
	"context"
	"fmt"
	"net/http"

	"dandang/engine"
)

// IncidentCase is a case that waits because the engine could not go on. Administrators see that and why, not the case. Of a
// restricted procedure its owner sees how many there are, and administrators the id of a case that nobody is left for.
type IncidentCase struct {
	Case      string         `json:"case,omitempty" doc:"Absent where only the count is told"`
	Number    string         `json:"number,omitempty"`
	Process   ProcessRef     `json:"process"`
	State     *NamedID       `json:"state,omitempty"`
	Unit      *NamedID       `json:"unit,omitempty"`
	Count     int            `json:"count" doc:"Cases that this line stands for"`
	Unhandled bool           `json:"unhandled,omitempty" doc:"Nobody is left who may handle the incident: a post must be filled"`
	Text      string         `json:"text,omitempty" doc:"What may be told of a restricted procedure: 有1件异常"`
	Incidents []IncidentInfo `json:"incidents"`
}

type incidentsInput struct {
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) admin() {
	const tag = "admin"
	handle(s, op{method: http.MethodGet, path: base + "/admin/incidents", id: "list-incidents", tag: tag, summary: "Cases that wait for a person, oldest first"}, s.listIncidents)
	handle(s, op{method: http.MethodPost, path: base + "/admin/reassess", id: "reassess", tag: tag, summary: "Look at every open case again, after directory or calendar changed"},
		func(ctx context.Context, _ *struct{}) (*reassessed, error) { return s.reassess(ctx) })
}

func (s *Server) listIncidents(ctx context.Context, in *incidentsInput) (*struct{ Body Page[IncidentCase] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "incidents")
	if err != nil {
		return nil, err
	}
	admin, err := s.hasRole(ctx, actor, RoleAdmin)
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Incidents(ctx, engine.IncidentReader{Person: actor, Admin: admin}, at.ID, in.Limit+1)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[IncidentCase]{Items: []IncidentCase{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = cursor{Box: "incidents", ID: rows[len(rows)-1].Case.ID}.String()
	}
	for i := range rows {
		out.Items = append(out.Items, incidentCase(p, &rows[i]))
	}
	return &struct{ Body Page[IncidentCase] }{out}, nil
}

func incidentCase(p *presenter, row *engine.IncidentRow) IncidentCase {
	out := IncidentCase{Case: row.Case.ID, Process: processRef(row.Process), Count: row.Count, Unhandled: row.Unhandled, Incidents: []IncidentInfo{}}
	switch {
	case row.Unhandled:
		out.Text = "有1件异常没有人能处理"
	case row.Case.ID == "":
		out.Text = fmt.Sprintf("有%d件异常", row.Count)
	default:
		state, unit := stateName(row.Process, row.Case.State), p.unit(row.Case.Unit)
		out.Number, out.State, out.Unit, out.Incidents = row.Case.Number, &state, &unit, incidents(row.Case.Memo.Incidents)
	}
	return out
}
