package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// TurnInput names a turn. An act on it is one on its case: the same headers, the same answers.
type TurnInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" doc:"Id of a task, as inbox and case list it"`
	Keyed
}

// ClaimInput claims a turn, or gives it back.
type ClaimInput struct {
	TurnInput
}

// PassInput hands a turn to somebody, asks for help, or takes somebody out.
type PassInput struct {
	TurnInput
	Body struct {
		People []string `json:"people" maxItems:"20" doc:"Ids of people: of a transfer and of unsign exactly one"`
		Reason string   `json:"reason,omitempty" maxLength:"4000" doc:"Why; it stays in the record"`
	}
}

// SignInput asks for signatures.
type SignInput struct {
	TurnInput
	Body struct {
		People []string `json:"people" maxItems:"20" doc:"Ids of people, in the order in which they sign one after another"`
		Reason string   `json:"reason,omitempty" maxLength:"4000" doc:"Why; it stays in the record"`
		Place  string   `json:"place" enum:"before,after,together" doc:"When they sign: before the holder acts, after, or together with him"`
		Mode   string   `json:"mode" enum:"any,all,sequence" doc:"Any of them, all, or one after another"`
	}
}

type amongInput struct {
	ID  string `path:"id" minLength:"1" maxLength:"64"`
	Act string `query:"act" required:"true" enum:"transfer,delegate,sign,unsign"`
}

func (s *Server) among(ctx context.Context, in *amongInput) (*struct{ Body List[PersonRef] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	people, err := s.opt.Engine.Among(ctx, actor, in.ID, in.Act)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body List[PersonRef] }{List[PersonRef]{Items: p.people(people)}}, nil
}

func (s *Server) turns() {
	const tag = "tasks"
	handle(s, op{method: http.MethodGet, path: base + "/tasks/{id}/people", id: "task-people", tag: tag, summary: "Whom the caller, who holds the turn, may choose for an act"}, s.among)
	claim := func(name, summary string) {
		handle(s, op{method: http.MethodPost, path: base + "/tasks/{id}/" + name, id: name + "-task", tag: tag, summary: summary},
			func(ctx context.Context, in *ClaimInput) (*CaseOutput, error) {
				return s.onTurn(ctx, in.TurnInput, nil, engine.Command{Event: name})
			})
	}
	pass := func(name, summary string) {
		handle(s, op{method: http.MethodPost, path: base + "/tasks/{id}/" + name, id: name + "-task", tag: tag, summary: summary},
			func(ctx context.Context, in *PassInput) (*CaseOutput, error) {
				return s.onTurn(ctx, in.TurnInput, in.Body, engine.Command{Event: name, People: in.Body.People, Opinion: in.Body.Reason})
			})
	}
	claim(engine.EventClaim, "认领: a turn that several may do")
	claim(engine.EventRelease, "取消认领")
	pass(engine.EventTransfer, "转办: the turn goes to somebody else; answers 204 when the caller sees the case no longer")
	pass(engine.EventDelegate, "协办: ask for opinions; the caller decides")
	pass(engine.EventUnsign, "减签: take out a signer or helper who was added")
	handle(s, op{method: http.MethodPost, path: base + "/tasks/{id}/sign", id: "sign-task", tag: tag, summary: "加签: others sign before the caller acts, after, or together with him"},
		func(ctx context.Context, in *SignInput) (*CaseOutput, error) {
			b := &in.Body
			return s.onTurn(ctx, in.TurnInput, in.Body, engine.Command{
				Event: engine.EventSign, People: b.People, Opinion: b.Reason, Place: b.Place, Mode: b.Mode,
			})
		})
}

// onTurn acts on a turn by its id.
func (s *Server) onTurn(ctx context.Context, in TurnInput, body any, cmd engine.Command) (*CaseOutput, error) {
	id, err := s.opt.Engine.TaskCase(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	cmd.Kind, cmd.Case, cmd.Task = engine.DoEvent, id, in.ID
	if cmd.Round, cmd.Content, err = parseIfMatch(in.IfMatch); err != nil {
		return nil, err
	}
	return s.carryOut(ctx, in.Key, cmd.Event+" "+in.ID, body, cmd)
}
