package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"dandang/engine"

	"github.com/danielgtaylor/huma/v2"
)

// Keyed are the headers of requests that must happen once and on what the caller saw.
type Keyed struct {
	Key     string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$" doc:"The same key with the same request gets the first answer; with another request 422 key_reused"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of what the caller saw; 412 stale_view when the content changed since"`
}

// OpenInput starts a case.
type OpenInput struct {
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$" doc:"The same key with the same request gets the first answer"`
	Body struct {
		Process string     `json:"process" minLength:"1" maxLength:"64" doc:"Key of the procedure"`
		Start   string     `json:"start,omitempty" maxLength:"64" doc:"State to start in, where there are several ways in"`
		Fields  wireFields `json:"fields,omitempty"`
		Draft   bool       `json:"draft,omitempty" doc:"Open the case and do not act yet, where the way in acts at once (动作): attachments are uploaded into a case that is there"`
		For     string     `json:"for,omitempty" maxLength:"64" doc:"代录: id of the person who signed on paper and whose draft it is; then without fields"`
	}
}

// EditInput writes fields.
type EditInput struct {
	CaseInput
	Keyed
	Body struct {
		Fields wireFields `json:"fields" doc:"Only the fields to change; null empties one"`
	}
}

// EventInput acts.
type EventInput struct {
	CaseInput
	Keyed
	Body struct {
		Event   string      `json:"event" minLength:"1" maxLength:"64" doc:"As GET /cases/{id}/events lists it"`
		Task    string      `json:"task,omitempty" maxLength:"64" doc:"Where the caller holds several tasks"`
		Opinion string      `json:"opinion,omitempty" maxLength:"4000" doc:"办理意见"`
		Fields  wireFields  `json:"fields,omitempty" doc:"Written together with the act"`
		Items   []string    `json:"items,omitempty" maxItems:"200" doc:"Ids of the fields to be corrected, for a return"`
		To      string      `json:"to,omitempty" maxLength:"64" doc:"State, where the event lets the caller choose"`
		People  []string    `json:"people,omitempty" maxItems:"20" doc:"Ids of people, for an act that names them: as GET /tasks/{id}/people lists them"`
		Place   string      `json:"place,omitempty" enum:"before,after,together" doc:"加签: when they sign"`
		Mode    string      `json:"mode,omitempty" enum:"any,all,sequence" doc:"加签: how they sign"`
		Into    string      `json:"into,omitempty" maxLength:"64" doc:"主件: id of the case that this one is joined to, where the event needs it"`
		Sheet   *SheetInput `json:"sheet,omitempty" doc:"Record of the meeting, for the event record"`

		Suggest wireFields `json:"suggest,omitempty" doc:"拟办: values that a proposal suggests, for the fields that the event asks for with kind suggest; written when it is adopted"`

		Signed *SignedInput `json:"signed,omitempty" doc:"代录: what was signed on paper, for the event enter; opinion, fields, items, to and task are then those of who signed"`
	}
}

// SheetInput is the record of a meeting as it is entered.
type SheetInput struct {
	HeldOn    string   `json:"held_on" format:"date"`
	Present   []string `json:"present" maxItems:"200" doc:"实到: ids of the members present"`
	Yes       int      `json:"yes" minimum:"0"`
	No        int      `json:"no" minimum:"0"`
	Abstain   int      `json:"abstain" minimum:"0"`
	Minutes   string   `json:"minutes" maxLength:"20000" doc:"会议纪要"`
	Chair     string   `json:"chair,omitempty" maxLength:"64" doc:"主持人: id of a member present, where the procedure names who presides"`
	ChairLast bool     `json:"chair_last,omitempty" doc:"The chair spoke last"`
}

// EventInfo is one event that the state offers, as the caller sees it.
type EventInfo struct {
	Event   string     `json:"event"`
	Name    string     `json:"name"`
	Task    string     `json:"task,omitempty"`
	Allowed bool       `json:"allowed"`
	Needs   []NeedInfo `json:"needs"`
	To      []NamedID  `json:"to" doc:"States it may lead to"`
	Why     string     `json:"why,omitempty" doc:"Why it is closed to the caller"`
	Code    string     `json:"code,omitempty" doc:"The code that doing it would answer"`
	Rule    string     `json:"rule,omitempty"`
	Help    string     `json:"help,omitempty"`
	Secret  bool       `json:"secret,omitempty" doc:"无记名票决: a ballot that takes neither opinion nor fields"`
}

// NeedInfo is something that an event asks for.
type NeedInfo struct {
	Kind  string `json:"kind" enum:"opinion,items,files,field,sheet,to,into,people,place,mode,signed,suggest"`
	Field string `json:"field,omitempty"`
	Name  string `json:"name,omitempty"`
	Given bool   `json:"given" doc:"The case has it already"`
}

type eventsOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Events []EventInfo `json:"events"`
	}
}

func (s *Server) acts() {
	const tag = "cases"
	handle(s, op{method: http.MethodPost, path: base + "/cases", id: "open-case", tag: tag, status: http.StatusCreated, summary: "Open a case (a draft)"}, s.openCase)
	handle(s, op{method: http.MethodPatch, path: base + "/cases/{id}", id: "edit-case", tag: tag, summary: "Write fields without acting"}, s.editCase)
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/events", id: "list-events", tag: tag, summary: "What the caller may do now, and for the rest why not"}, s.listEvents)
	handle(s, op{
		method: http.MethodPost, path: base + "/cases/{id}/events", id: "act", tag: tag,
		summary: "Act; answers the case, or 204 when the caller sees it no longer (自行回避)",
	}, s.act)
	// Told after registration: before, huma would leave out the description of errors.
	s.api.OpenAPI().Paths[base+"/cases/{id}/events"].Post.Responses["204"] = &huma.Response{Description: "Done; the caller sees the case no longer"}
	s.records()
	s.turns()
	s.forecasts()
	s.supervision()
	s.sealedFields()
	s.onPaper()
	s.meetings()
	s.caseForm()
}

func (s *Server) openCase(ctx context.Context, in *OpenInput) (*CaseOutput, error) {
	if err := s.refuseFiles(ctx, in.Body.Process, engine.Fields(in.Body.Fields)); err != nil {
		return nil, err
	}
	cmd := engine.Command{Kind: engine.DoOpen, Process: in.Body.Process, Start: in.Body.Start, Draft: in.Body.Draft, Fields: engine.Fields(in.Body.Fields)}
	if in.Body.For != "" {
		cmd.Signed = &engine.Signed{Person: in.Body.For}
	}
	out, err := s.carryOut(ctx, in.Key, "open", in.Body, cmd)
	if err != nil {
		return nil, err
	}
	if out.Body != nil {
		out.Status, out.Location = http.StatusCreated, base+"/cases/"+out.Body.ID
	}
	return out, nil
}

func (s *Server) editCase(ctx context.Context, in *EditInput) (*CaseOutput, error) {
	cmd := engine.Command{Kind: engine.DoEdit, Case: in.ID, Fields: engine.Fields(in.Body.Fields)}
	var err error
	if cmd.Round, cmd.Content, err = parseIfMatch(in.IfMatch); err != nil {
		return nil, err
	}
	if cmd.Fields, err = s.fillFiles(ctx, in.ID, cmd.Fields); err != nil {
		return nil, err
	}
	return s.carryOut(ctx, in.Key, "edit "+in.ID, in.Body, cmd)
}

func (s *Server) act(ctx context.Context, in *EventInput) (*CaseOutput, error) {
	b := &in.Body
	cmd := engine.Command{
		Kind: engine.DoEvent, Case: in.ID, Event: b.Event, Task: b.Task, Opinion: b.Opinion, Items: b.Items, To: b.To, Into: b.Into, People: b.People, Place: b.Place, Mode: b.Mode,
		Fields: engine.Fields(b.Fields), Suggest: engine.Fields(b.Suggest),
	}
	if sh := b.Sheet; sh != nil {
		cmd.Sheet = &engine.Sheet{HeldOn: sh.HeldOn, Present: sh.Present, Yes: sh.Yes, No: sh.No, Abstain: sh.Abstain, Minutes: sh.Minutes, Chair: sh.Chair, ChairLast: sh.ChairLast}
	}
	var err error
	if cmd.Round, cmd.Content, err = parseIfMatch(in.IfMatch); err != nil {
		return nil, err
	}
	if cmd.Fields, err = s.fillFiles(ctx, in.ID, cmd.Fields); err != nil {
		return nil, err
	}
	if b.Signed != nil {
		if cmd.Signed, err = s.signed(ctx, in.ID, b.Signed); err != nil {
			return nil, err
		}
	}
	return s.carryOut(ctx, in.Key, "event "+in.ID, in.Body, cmd)
}

// carryOut has the engine act for the caller and renders the case anew: a repeated request too is answered under the
// rights of now.
func (s *Server) carryOut(ctx context.Context, key, what string, body any, cmd engine.Command) (*CaseOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	cmd.ID, cmd.Actor = s.opt.NewID(), actor
	if key != "" {
		if cmd.KeyHash, err = s.requestHash(what, body); err != nil {
			return nil, err
		}
		cmd.Key = key
	}
	r, err := s.opt.Engine.Act(ctx, cmd)
	if err != nil {
		return nil, err
	}
	out, err := s.show(ctx, actor, r.Case.ID)
	if engine.CodeOf(err) == engine.ENotFound {
		out, err = &CaseOutput{Status: http.StatusNoContent}, nil
	}
	if err == nil && r.Replayed {
		out.Replayed = "true"
	}
	return out, err
}

// requestHash tells requests apart without keeping them: Keyed, so that a short body cannot be guessed from it.
func (s *Server) requestHash(what string, body any) (string, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return "", fmt.Errorf("hash request: %w", err)
	}
	mac := hmac.New(sha256.New, s.opt.RequestKey)
	mac.Write([]byte(what + "\n"))
	mac.Write(b)
	return hex.EncodeToString(mac.Sum(nil)), nil
}

func (s *Server) listEvents(ctx context.Context, in *CaseInput) (*eventsOutput, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	choices, err := s.opt.Engine.Choices(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &eventsOutput{ETag: etagOf(v.Case)}
	out.Body.Events = []EventInfo{}
	for _, c := range choices {
		info := EventInfo{
			Event: c.Event, Name: nonEmpty(c.Name, c.Event), Task: c.Task, Allowed: c.Allowed, Needs: []NeedInfo{}, To: []NamedID{},
			Why: c.Why, Code: string(c.Code), Rule: c.Rule, Help: c.Help, Secret: c.Secret,
		}
		for _, n := range c.Needs {
			info.Needs = append(info.Needs, NeedInfo{Kind: n.Kind, Field: n.Field, Name: n.Name, Given: n.Given})
		}
		for _, id := range c.To {
			info.To = append(info.To, stateName(v.Definition, id))
		}
		out.Body.Events = append(out.Body.Events, info)
	}
	return out, nil
}
