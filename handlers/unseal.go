package handlers

import (
	"context"
	"net/http"
)

// UnsealInput asks to open a sealed field.
type UnsealInput struct {
	CaseInput
	Body struct {
		Field  string `json:"field" minLength:"1" maxLength:"64" doc:"Id of a sealed field"`
		Reason string `json:"reason" maxLength:"1000" doc:"启封理由; it stays in the record"`
	}
}

// UnsealOutput answers the value once; nothing between may keep it.
type UnsealOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Field string `json:"field"`
		Value any    `json:"value" doc:"As it was entered; null when the field is empty"`
	}
}

func (s *Server) sealedFields() {
	handle(s, op{
		method: http.MethodPost, path: base + "/cases/{id}/unseal", id: "unseal", tag: "cases",
		summary: "Open a sealed field with a reason: for handlers of the case in a post entitled to it; every attempt is recorded",
	}, s.unseal)
}

func (s *Server) unseal(ctx context.Context, in *UnsealInput) (*UnsealOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	value, err := s.opt.Engine.Unseal(ctx, actor, in.ID, in.Body.Field, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := &UnsealOutput{CacheControl: "no-store"}
	out.Body.Field, out.Body.Value = in.Body.Field, value
	return out, nil
}
