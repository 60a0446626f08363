package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// WatchedItem is a case as its supervisors see it: where it is, who has it by post, how late. Never its content.
type WatchedItem struct {
	ID        string     `json:"id"`
	Process   ProcessRef `json:"process"`
	Number    string     `json:"number,omitempty"`
	Unit      NamedID    `json:"unit"`
	State     NamedID    `json:"state"`
	Submitted string     `json:"submitted_at,omitempty" format:"date-time"`
	Due       *DueInfo   `json:"due,omitempty" doc:"总时限"`
	Open      []OpenTask `json:"open"`
	Light     string     `json:"light" enum:"green,yellow,red" doc:"正常、临期、超期: the worst of its turns and its deadline"`
	Urged     string     `json:"urged_on,omitempty" format:"date" doc:"When the caller last urged (督办)"`
}

// SupervisionInput asks for one page.
type SupervisionInput struct {
	Late   bool   `query:"late" doc:"Only what is overdue"`
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) supervision() {
	handle(s, op{
		method: http.MethodGet, path: base + "/supervision", id: "supervision", tag: "cases",
		summary: "Open cases that the caller supervises (督办人), newest first; urging is the event supervise of the case",
	}, s.watch)
}

func (s *Server) watch(ctx context.Context, in *SupervisionInput) (*struct{ Body Page[WatchedItem] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	after, err := parseCursor(in.Cursor, "supervision")
	if err != nil {
		return nil, err
	}
	list, next, err := s.opt.Engine.Watch(ctx, actor, in.Late, after.ID, in.Limit)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[WatchedItem]{Items: []WatchedItem{}}
	for i := range list {
		out.Items = append(out.Items, p.watched(&list[i]))
	}
	if next != "" {
		out.Next = cursor{Box: "supervision", ID: next}.String()
	}
	return &struct{ Body Page[WatchedItem] }{out}, nil
}

func (p *presenter) watched(w *engine.Watched) WatchedItem {
	return WatchedItem{
		ID: w.Case.ID, Process: processRef(w.Definition), Number: w.Case.Number, Unit: p.unit(w.Case.Unit), State: stateName(w.Definition, w.Case.State),
		Submitted: stamp(w.Case.SubmittedAt), Due: p.due(w.Case.Due), Open: p.open(w.Open), Light: string(w.Light), Urged: string(w.Urged),
	}
}

func (p *presenter) open(list []engine.OpenTask) []OpenTask {
	out := []OpenTask{}
	for _, t := range list {
		out = append(out, OpenTask{Task: t.Task, Kind: string(t.Kind), Who: t.Who, Since: stamp(t.Since), Due: p.due(t.Due), Mine: t.Mine})
	}
	return out
}
