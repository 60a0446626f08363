package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
	"dandang/engine/process"
)

// ForecastInfo is the way ahead of a case, as far as it can be told: the rules that carry acts out tell it too.
type ForecastInfo struct {
	Stops    []StopInfo `json:"stops" doc:"The first is where the case stands"`
	Deadline *DueInfo   `json:"deadline,omitempty" doc:"总时限"`
	Cut      bool       `json:"cut,omitempty" doc:"The way is longer than what is shown"`
}

// StopInfo is one state on the way.
type StopInfo struct {
	State   NamedID    `json:"state"`
	Turns   []TurnInfo `json:"turns" doc:"Whom it waits for; empty where it waits for a time or a linked case only"`
	By      *DueInfo   `json:"by,omitempty" doc:"When it is left at the latest, if everybody takes the whole time"`
	Outcome string     `json:"outcome,omitempty" doc:"Of an end"`
	Paused  bool       `json:"paused,omitempty" doc:"总时限暂停计时"`
	Note    string     `json:"note,omitempty" doc:"Why the way cannot be told further from here"`
	Ways    []WayInfo  `json:"ways"`
}

// TurnInfo is whom a stop waits for.
type TurnInfo struct {
	Group  string      `json:"group,omitempty"`
	Posts  string      `json:"posts" doc:"Posts"`
	People []PersonRef `json:"people,omitempty" doc:"Only where the procedure lets people be named"`
	Vote   bool        `json:"vote,omitempty"`
	Due    *DueInfo    `json:"due,omitempty"`
}

// WayInfo leads from one stop to another.
type WayInfo struct {
	To    int      `json:"to" doc:"Index in stops"`
	Event string   `json:"event,omitempty" doc:"Empty where the case moves by itself"`
	Name  string   `json:"name,omitempty"`
	If    []string `json:"if,omitempty" doc:"Conditions that are not known yet, as the procedure writes them"`
	Needs []string `json:"needs,omitempty" doc:"What would have to be known"`
}

type forecastOutput struct{ Body ForecastInfo }

// WhatIfInput asks for the way that a case would go with other values.
type WhatIfInput struct {
	CaseInput
	Body struct {
		Fields wireFields `json:"fields" doc:"Values that are not saved; kept nowhere"`
	}
}

// NewForecastInput asks for the way that a new case would go.
type NewForecastInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Start  string     `json:"start,omitempty" maxLength:"64"`
		Fields wireFields `json:"fields,omitempty"`
	}
}

func (s *Server) forecasts() {
	const tag = "cases"
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/forecast", id: "forecast", tag: tag,
		summary: "The way ahead by posts and dues; both ways where something is not known yet",
	}, func(ctx context.Context, in *CaseInput) (*forecastOutput, error) { return s.forecast(ctx, in.ID, nil) })
	handle(s, op{method: http.MethodPost, path: base + "/cases/{id}/forecast", id: "what-if", tag: tag, summary: "The way ahead with values that are not saved yet"},
		func(ctx context.Context, in *WhatIfInput) (*forecastOutput, error) {
			return s.forecast(ctx, in.ID, engine.Fields(in.Body.Fields))
		})
	handle(s, op{method: http.MethodPost, path: base + "/processes/{id}/forecast", id: "forecast-new", tag: "processes", summary: "The way that a new case with these values would go; keeps nothing"},
		s.forecastNew)
}

func (s *Server) forecast(ctx context.Context, id string, given engine.Fields) (*forecastOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	if given, err = s.fillFiles(ctx, id, given); err != nil {
		return nil, err
	}
	f, err := s.opt.Engine.Forecast(ctx, actor, id, given)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return s.presentForecast(ctx, v.Definition, &f)
}

func (s *Server) forecastNew(ctx context.Context, in *NewForecastInput) (*forecastOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	fields := engine.Fields(in.Body.Fields)
	if err := s.refuseFiles(ctx, in.ID, fields); err != nil {
		return nil, err
	}
	f, err := s.opt.Engine.ForecastNew(ctx, actor, in.ID, in.Body.Start, fields)
	if err != nil {
		return nil, err
	}
	def, err := s.opt.Engine.Current(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.presentForecast(ctx, def, &f)
}

func (s *Server) presentForecast(ctx context.Context, def *process.Definition, f *engine.Forecast) (*forecastOutput, error) {
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := ForecastInfo{Stops: []StopInfo{}, Deadline: p.due(f.Deadline), Cut: f.Cut}
	for i := range f.Stops {
		out.Stops = append(out.Stops, p.stop(def, &f.Stops[i]))
	}
	return &forecastOutput{out}, nil
}

func (p *presenter) stop(def *process.Definition, s *engine.Stop) StopInfo {
	info := StopInfo{State: stateName(def, s.State), Turns: []TurnInfo{}, By: p.due(s.By), Outcome: s.Outcome, Paused: s.Paused, Note: s.Note, Ways: []WayInfo{}}
	for _, t := range s.Turns {
		turn := TurnInfo{Group: t.Group, Posts: t.Posts, Vote: t.Vote, Due: p.due(t.Due)}
		if len(t.People) > 0 {
			turn.People = p.people(t.People)
		}
		info.Turns = append(info.Turns, turn)
	}
	for _, w := range s.Ways {
		info.Ways = append(info.Ways, WayInfo{To: w.To, Event: w.Event, Name: w.Name, If: w.If, Needs: w.Needs})
	}
	return info
}
