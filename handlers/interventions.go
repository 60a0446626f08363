package handlers

import (
	"context"
	"net/http"
	"strings"

	"dandang/engine"
)

// InterventionInfo is a 特殊处置 that waits for a second person.
type InterventionInfo struct {
	ID      string     `json:"id" doc:"Of the case and the proposal"`
	Case    string     `json:"case"`
	Number  string     `json:"number,omitempty"`
	Process ProcessRef `json:"process"`
	State   NamedID    `json:"state" doc:"Where the case stands"`
	Kind    string     `json:"kind" enum:"jump,reassign,close"`
	Text    string     `json:"text" doc:"In words: 指定环节“审核”"`
	To      *NamedID   `json:"to,omitempty"`
	Task    string     `json:"task,omitempty"`
	Person  *PersonRef `json:"person,omitempty"`
	Reason  string     `json:"reason"`
	By      PersonRef  `json:"by"`
	At      string     `json:"at" format:"date-time"`
	MayNot  string     `json:"may_not,omitempty" doc:"Why the caller cannot confirm it"`
}

// ProposeInput proposes an intervention.
type ProposeInput struct {
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$" doc:"The same key with the same request gets the first answer"`
	Body struct {
		Case   string `json:"case" minLength:"1" maxLength:"64"`
		Kind   string `json:"kind" enum:"jump,reassign,close" doc:"Each is a permission of its own"`
		To     string `json:"to,omitempty" maxLength:"64" doc:"State that the procedure declares for it (可指定进入); an end for close"`
		Task   string `json:"task,omitempty" maxLength:"128" doc:"Open turn, for reassign"`
		Person string `json:"person,omitempty" maxLength:"64" doc:"Who shall have it, for reassign"`
		Reason string `json:"reason" maxLength:"2000"`
	}
}

// SettleInput confirms or refuses an intervention.
type SettleInput struct {
	ID   string `path:"id" minLength:"3" maxLength:"160"`
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

// InterventionTurn is an open turn that may be given to somebody else.
type InterventionTurn struct {
	Task    string      `json:"task"`
	Group   string      `json:"group,omitempty"`
	Holders []PersonRef `json:"holders"`
}

// InterventionChoice is what may be proposed for a case.
type InterventionChoice struct {
	Case    string             `json:"case"`
	Number  string             `json:"number,omitempty"`
	Process ProcessRef         `json:"process"`
	State   NamedID            `json:"state"`
	Jump    []NamedID          `json:"jump"`
	Close   []NamedID          `json:"close"`
	Turns   []InterventionTurn `json:"turns"`
}

type settled struct {
	Body struct {
		Case  string  `json:"case"`
		State NamedID `json:"state" doc:"Where the case stands now"`
	}
}

type optionsInput struct {
	Case string `query:"case" required:"true" minLength:"1" maxLength:"64" doc:"Id, or the 编号 of an open case that is not restricted"`
}

// HandoverInput hands the open turns of somebody who leaves his post to somebody else.
type HandoverInput struct {
	Body struct {
		From      string   `json:"from" minLength:"1" maxLength:"64"`
		To        string   `json:"to" minLength:"1" maxLength:"64"`
		Reason    string   `json:"reason" minLength:"1" maxLength:"2000"`
		Processes []string `json:"processes,omitempty" maxItems:"100" doc:"None means all"`
		Preview   bool     `json:"preview,omitempty" doc:"Only tell what would happen"`
	}
}

// HandoverLine is what happens to one open turn.
type HandoverLine struct {
	Task    string  `json:"task,omitempty"`
	Case    string  `json:"case,omitempty" doc:"Absent of a restricted procedure"`
	Number  string  `json:"number,omitempty"`
	Process NamedID `json:"process"`
	State   string  `json:"state,omitempty"`
	Result  string  `json:"result" enum:"handed,stays" doc:"In a preview: what would happen"`
	Code    string  `json:"code,omitempty"`
	Why     string  `json:"why,omitempty" doc:"Why it stays"`
}

func (s *Server) interventions() {
	const tag = "interventions"
	handle(s, op{method: http.MethodGet, path: base + "/admin/interventions", id: "list-interventions", tag: tag, summary: "特殊处置 that wait for a second person"}, s.listInterventions)
	handle(s, op{method: http.MethodGet, path: base + "/admin/interventions/options", id: "intervention-options", tag: tag, summary: "What may be proposed for a case"}, s.interventionOptions)
	handle(s, op{method: http.MethodPost, path: base + "/admin/interventions", id: "propose-intervention", tag: tag, status: http.StatusCreated, summary: "Propose a 特殊处置; nothing happens until another person confirms it"}, s.propose)
	handle(s, op{method: http.MethodPost, path: base + "/admin/interventions/{id}/confirm", id: "confirm-intervention", tag: tag, summary: "Confirm what another person proposed: it is carried out"},
		func(ctx context.Context, in *SettleInput) (*settled, error) {
			return s.settle(ctx, in, engine.EventIntervene)
		})
	handle(s, op{method: http.MethodPost, path: base + "/admin/interventions/{id}/refuse", id: "refuse-intervention", tag: tag, summary: "Refuse a proposal, or take one's own back"},
		func(ctx context.Context, in *SettleInput) (*settled, error) {
			return s.settle(ctx, in, engine.EventDecline)
		})
	handle(s, op{method: http.MethodPost, path: base + "/admin/handover", id: "handover", tag: "admin", summary: "离岗移交: hand somebody's open turns over, one act on each case; with preview only tell"}, s.handover)
}

// interventionID names a proposal together with its case: "case.proposal".
func interventionID(caseID, id string) string { return caseID + "." + id }

func (s *Server) listInterventions(ctx context.Context, in *incidentsInput) (*struct{ Body Page[InterventionInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "interventions")
	if err != nil {
		return nil, err
	}
	rows, next, err := s.opt.Engine.Interventions(ctx, actor, at.ID, in.Limit)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[InterventionInfo]{Items: []InterventionInfo{}}
	if next != "" {
		out.Next = cursor{Box: "interventions", ID: next}.String()
	}
	for i := range rows {
		r := &rows[i]
		info := InterventionInfo{
			ID: interventionID(r.Case.ID, r.ID), Case: r.Case.ID, Number: r.Case.Number, Process: processRef(r.Process),
			State: stateName(r.Process, r.Case.State), Kind: r.Kind, Text: r.Text, Task: r.Task, Person: p.person(r.Person), Reason: r.Reason,
			By: personRef(p.book, r.By), At: stamp(r.At), MayNot: r.MayNot,
		}
		if r.To != "" {
			to := stateName(r.Process, r.To)
			info.To = &to
		}
		out.Items = append(out.Items, info)
	}
	return &struct{ Body Page[InterventionInfo] }{out}, nil
}

func (s *Server) interventionOptions(ctx context.Context, in *optionsInput) (*struct{ Body InterventionChoice }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	o, err := s.opt.Engine.InterventionOptions(ctx, actor, in.Case)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := InterventionChoice{
		Case: o.Case.ID, Number: o.Case.Number, Process: processRef(o.Process), State: stateName(o.Process, o.Case.State),
		Jump: []NamedID{}, Close: []NamedID{}, Turns: []InterventionTurn{},
	}
	for _, id := range o.Jump {
		out.Jump = append(out.Jump, stateName(o.Process, id))
	}
	for _, id := range o.Close {
		out.Close = append(out.Close, stateName(o.Process, id))
	}
	for i := range o.Turns {
		out.Turns = append(out.Turns, InterventionTurn{Task: o.Turns[i].ID, Group: o.Turns[i].Group, Holders: p.people(o.Turns[i].Candidates)})
	}
	return &struct{ Body InterventionChoice }{out}, nil
}

// propose checks the kind's own permission: the table of routes lets in whoever has one of them.
func (s *Server) propose(ctx context.Context, in *ProposeInput) (*settled, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	may, err := s.hasRole(ctx, actor, map[string]Role{"jump": RoleJump, "reassign": RoleReassign, "close": RoleClose}[b.Kind])
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, problem(codeRole, "您没有提出这一种特殊处置的权限")
	}
	cmd := engine.Command{
		ID: s.opt.NewID(), Kind: engine.DoIntervene, Case: b.Case, Actor: actor, Event: engine.EventPropose, Opinion: b.Reason,
		Intervention: &engine.Intervention{Kind: b.Kind, To: b.To, Task: b.Task, Person: b.Person},
	}
	if in.Key != "" {
		if cmd.KeyHash, err = s.requestHash("intervene", b); err != nil {
			return nil, err
		}
		cmd.Key = in.Key
	}
	return s.intervene(ctx, cmd)
}

func (s *Server) settle(ctx context.Context, in *SettleInput, event string) (*settled, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	caseID, id, _ := strings.Cut(in.ID, ".")
	return s.intervene(ctx, engine.Command{
		ID: s.opt.NewID(), Kind: engine.DoIntervene, Case: caseID, Actor: actor, Event: event, Opinion: in.Body.Reason,
		Intervention: &engine.Intervention{ID: id},
	})
}

func (s *Server) intervene(ctx context.Context, cmd engine.Command) (*settled, error) {
	r, err := s.opt.Engine.Act(ctx, cmd)
	if err != nil {
		return nil, err
	}
	def, err := s.opt.Engine.Definition(ctx, r.Case.Version)
	if err != nil {
		return nil, err
	}
	out := &settled{}
	out.Body.Case, out.Body.State = r.Case.ID, stateName(def, r.Case.State)
	return out, nil
}

func (s *Server) handover(ctx context.Context, in *HandoverInput) (*struct{ Body List[HandoverLine] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	items, err := s.opt.Engine.Handover(ctx, actor, engine.Handover{From: b.From, To: b.To, Reason: b.Reason, Processes: b.Processes, Preview: b.Preview})
	if err != nil {
		return nil, err
	}
	out := List[HandoverLine]{Items: []HandoverLine{}}
	for i := range items {
		it := &items[i]
		line := HandoverLine{Task: it.Task, Case: it.Case, Number: it.Number, Process: NamedID{ID: it.Process, Name: it.Name}, State: it.StateName, Result: "handed", Code: string(it.Code), Why: it.Why}
		if !it.Handed {
			line.Result = "stays"
		}
		out.Items = append(out.Items, line)
	}
	return &struct{ Body List[HandoverLine] }{out}, nil
}
