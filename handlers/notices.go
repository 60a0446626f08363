package handlers

import (
	"context"
	"net/http"
	"strings"

	"dandang/engine"
)

// NoticeInfo is a 公示: a projection of a case, never the case.
type NoticeInfo struct {
	ID       string       `json:"id"`
	Process  string       `json:"process" doc:"Key of the procedure"`
	Title    string       `json:"title"`
	Body     []NoticeLine `json:"body"`
	Audience string       `json:"audience" enum:"unit,city"`
	Unit     NamedID      `json:"unit"`
	PostedOn string       `json:"posted_on,omitempty" doc:"张贴日期"`
	Until    string       `json:"until,omitempty" doc:"Last day of the period"`
	Status   string       `json:"status" enum:"waiting,posted,ended,stopped"`
}

// NoticeLine is one shown value.
type NoticeLine struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

type noticesInput struct {
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// ObjectInput raises an objection under the caller's own name.
type ObjectInput struct {
	ID   string `path:"id" maxLength:"64" doc:"Notice id"`
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$"`
	Body struct {
		Text string `json:"text" maxLength:"4000" doc:"Facts and reasons"`
	}
}

type objectOutput struct {
	Body struct {
		ReceivedAt string `json:"received_at" format:"date-time"`
		Message    string `json:"message"`
	}
}

func (s *Server) notices() {
	const tag = "notices"
	handle(s, op{method: http.MethodGet, path: base + "/notices", id: "list-notices", tag: tag, summary: "Notices that stand, for the caller's unit and the city"}, s.listNotices)
	handle(s, op{
		method: http.MethodPost, path: base + "/notices/{id}/objections", id: "object", tag: tag, status: http.StatusCreated,
		summary: "Object under one's own name; who objected is known only to those who handle it",
	}, s.object)
}

func (s *Server) listNotices(ctx context.Context, in *noticesInput) (*struct{ Body Page[NoticeInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "notices")
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Notices(ctx, actor, at.ID, in.Limit+1)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[NoticeInfo]{Items: []NoticeInfo{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = cursor{Box: "notices", ID: rows[len(rows)-1].ID}.String()
	}
	for i := range rows {
		out.Items = append(out.Items, p.notice(&rows[i]))
	}
	return &struct{ Body Page[NoticeInfo] }{out}, nil
}

func (p *presenter) notice(n *engine.Notice) NoticeInfo {
	info := NoticeInfo{
		ID: n.ID, Process: n.Process, Title: n.Title, Body: []NoticeLine{}, Audience: n.Audience, Unit: p.unit(n.Unit),
		PostedOn: n.PostedOn, Until: string(n.Until.Date), Status: n.Status,
	}
	for _, l := range n.Body {
		info.Body = append(info.Body, NoticeLine{Label: l.Label, Value: l.Value})
	}
	return info
}

func (s *Server) object(ctx context.Context, in *ObjectInput) (*objectOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Body.Text) == "" {
		p := problem(engine.EMissing, detailMissing)
		p.Errors = []FieldError{{Field: "text", Message: "请写明事实和理由"}}
		return nil, p
	}
	cmd := engine.Command{ID: s.opt.NewID(), Kind: engine.DoEvent, Actor: actor, Opinion: in.Body.Text}
	if in.Key != "" {
		if cmd.KeyHash, err = s.requestHash("object "+in.ID, in.Body); err != nil {
			return nil, err
		}
		cmd.Key = in.Key
	}
	if _, err := s.opt.Engine.Object(ctx, cmd, in.ID); err != nil {
		return nil, err
	}
	out := &objectOutput{}
	out.Body.ReceivedAt, out.Body.Message = stamp(s.opt.Clock.Now()), "异议已收到,将依规核实;您的身份只有核实人员可以看到"
	return out, nil
}
