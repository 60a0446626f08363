package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// MessageInfo is a message in the caller's own list.
type MessageInfo struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" enum:"todo,notify,remind,overdue,copy,incident,served,mention"`
	KindName string `json:"kind_name"`
	Text     string `json:"text"`
	Case     string `json:"case,omitempty" doc:"Absent where the caller may not see the case (any more)"`
	Process  string `json:"process,omitempty" doc:"Name of the procedure, with case"`
	At       string `json:"at" format:"date-time"`
	ReadAt   string `json:"read_at,omitempty" format:"date-time" doc:"Absent while unread"`
}

// MessagePage is a part of the caller's list.
type MessagePage struct {
	Items  []MessageInfo `json:"items"`
	Next   string        `json:"next,omitempty"`
	Unread string        `json:"unread" doc:"How many are unread, 99+ where there are more"`
}

// PreferencesInfo is what the caller wants to hear by which channel outside the system. The list in the system has
// everything whatever is set here.
type PreferencesInfo struct {
	Off  []string            `json:"off" enum:"mail,wecom,dingtalk" maxItems:"3" doc:"Channels that are off"`
	Mute map[string][]string `json:"mute,omitempty" doc:"Channel to kinds that it does not carry"`
}

// DeliveryInfo is how far a message is on its way out of the system; neither what it says nor of which case.
type DeliveryInfo struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Channel  string     `json:"channel" enum:"mail,wecom,dingtalk,webhook"`
	Target   string     `json:"target,omitempty" doc:"Name of the robot or receiving system"`
	To       *PersonRef `json:"to,omitempty"`
	Status   string     `json:"status" enum:"waiting,sent,dead,idle"`
	Attempts int        `json:"attempts"`
	Error    string     `json:"error,omitempty" doc:"Of the last attempt that failed"`
	NextAt   string     `json:"next_at,omitempty" format:"date-time"`
	SentAt   string     `json:"sent_at,omitempty" format:"date-time"`
}

type messagesInput struct {
	Unread bool   `query:"unread" doc:"Only those not read yet"`
	Cursor string `query:"cursor" maxLength:"300"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type readInput struct {
	Body struct {
		IDs []string `json:"ids,omitempty" maxItems:"200" doc:"Ids to mark; none means all"`
	}
}

type readOutput struct {
	Body struct {
		Read   int    `json:"read" doc:"How many were unread"`
		Unread string `json:"unread"`
	}
}

type deliveriesInput struct {
	Status string `query:"status" enum:"waiting,sent,dead,idle" default:"dead"`
	Cursor string `query:"cursor" maxLength:"300"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) told() {
	const tag, admin = "messages", "admin"
	handle(s, op{method: http.MethodGet, path: base + "/messages", id: "list-messages", tag: tag, summary: "What the caller was told, newest first"}, s.listMessages)
	handle(s, op{method: http.MethodPost, path: base + "/messages/read", id: "read-messages", tag: tag, summary: "Mark messages as read"}, s.readMessages)
	handle(s, op{method: http.MethodGet, path: base + "/me/preferences", id: "get-preferences", tag: tag, summary: "What the caller wants to hear by which channel"}, s.getPreferences)
	handle(s, op{method: http.MethodPut, path: base + "/me/preferences", id: "put-preferences", tag: tag, summary: "Set it"}, s.putPreferences)
	handle(s, op{method: http.MethodGet, path: base + "/admin/deliveries", id: "list-deliveries", tag: admin, summary: "Messages on their way out of the system; dead ones wait for an administrator"}, s.listDeliveries)
	handle(s, op{
		method: http.MethodPost, path: base + "/admin/deliveries/{id}/resend", id: "resend-delivery", tag: admin, status: http.StatusNoContent,
		summary: "Try a dead delivery anew, under the same id",
	}, s.resendDelivery)
}

func (s *Server) listMessages(ctx context.Context, in *messagesInput) (*struct{ Body MessagePage }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "messages")
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Messages(ctx, actor, in.Unread, at.ID, in.Limit+1)
	if err != nil {
		return nil, err
	}
	out := MessagePage{Items: []MessageInfo{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = cursor{Box: "messages", ID: rows[len(rows)-1].ID}.String()
	}
	for i := range rows {
		m := &rows[i]
		out.Items = append(out.Items, MessageInfo{
			ID: m.ID, Kind: m.Kind, KindName: engine.MessageKindText(m.Kind), Text: m.Text, Case: m.Case, Process: m.Process,
			At: stamp(m.At), ReadAt: stamp(m.ReadAt),
		})
	}
	n, err := s.opt.Engine.Unread(ctx, actor)
	out.Unread = countText(n)
	return &struct{ Body MessagePage }{out}, err
}

func (s *Server) readMessages(ctx context.Context, in *readInput) (*readOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &readOutput{}
	if out.Body.Read, err = s.opt.Engine.ReadMessages(ctx, actor, in.Body.IDs); err != nil {
		return nil, err
	}
	n, err := s.opt.Engine.Unread(ctx, actor)
	out.Body.Unread = countText(n)
	return out, err
}

func (s *Server) getPreferences(ctx context.Context, _ *struct{}) (*struct{ Body PreferencesInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.opt.Engine.Preferences(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := PreferencesInfo{Off: []string{}, Mute: p.Mute}
	for _, c := range p.Off {
		out.Off = append(out.Off, string(c))
	}
	return &struct{ Body PreferencesInfo }{out}, nil
}

func (s *Server) putPreferences(ctx context.Context, in *struct{ Body PreferencesInfo }) (*struct{ Body PreferencesInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	p := engine.Preferences{Mute: in.Body.Mute}
	for _, c := range in.Body.Off {
		p.Off = append(p.Off, engine.Channel(c))
	}
	if err := s.opt.Engine.SavePreferences(ctx, actor, p); err != nil {
		return nil, err
	}
	return s.getPreferences(ctx, nil)
}

func (s *Server) listDeliveries(ctx context.Context, in *deliveriesInput) (*struct{ Body Page[DeliveryInfo] }, error) {
	at, err := parseCursor(in.Cursor, "deliveries")
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Deliveries(ctx, engine.DeliveryQuery{Status: engine.DeliveryStatus(in.Status), Before: at.ID, Limit: in.Limit + 1})
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[DeliveryInfo]{Items: []DeliveryInfo{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = cursor{Box: "deliveries", ID: rows[len(rows)-1].ID}.String()
	}
	for i := range rows {
		d := &rows[i]
		info := DeliveryInfo{
			ID: d.ID, Kind: d.Kind, Channel: string(d.Channel), Target: d.Target, To: p.person(d.To), Status: string(d.Status), Attempts: d.Attempts,
			Error: d.Error, SentAt: stamp(d.SentAt),
		}
		if d.Status == engine.Waiting {
			info.NextAt = stamp(d.NextAt)
		}
		out.Items = append(out.Items, info)
	}
	return &struct{ Body Page[DeliveryInfo] }{out}, nil
}

func (s *Server) resendDelivery(ctx context.Context, in *struct {
	ID string `path:"id" maxLength:"160"`
},
) (*struct{}, error) {
	return nil, s.opt.Engine.Resend(ctx, in.ID, s.opt.Wall.Now())
}
