package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// IncidentCase is a case that waits because the engine could not go on. Administrators see that and why, not the case.
type IncidentCase struct {
	Case      string         `json:"case"`
	Number    string         `json:"number,omitempty"`
	Process   ProcessRef     `json:"process"`
	State     NamedID        `json:"state"`
	Unit      NamedID        `json:"unit"`
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
	at, err := parseCursor(in.Cursor, "incidents")
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Incidents(ctx, at.ID, in.Limit+1)
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
		out.Next = cursor{Box: "incidents", ID: rows[len(rows)-1].ID}.String()
	}
	for i := range rows {
		item, err := s.incidentCase(ctx, p, &rows[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, item)
	}
	return &struct{ Body Page[IncidentCase] }{out}, nil
}

func (s *Server) incidentCase(ctx context.Context, p *presenter, c *engine.Case) (IncidentCase, error) {
	d, err := s.opt.Engine.Definition(ctx, c.Version)
	if err != nil {
		return IncidentCase{}, err
	}
	return IncidentCase{
		Case: c.ID, Number: c.Number, Process: processRef(d), State: stateName(d, c.State), Unit: p.unit(c.Unit),
		Incidents: incidents(c.Memo.Incidents),
	}, nil
}
