package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
	"dandang/engine/process"
)

// DocumentInfo is a paper as the caller may see it.
type DocumentInfo struct {
	ID         string         `json:"id"`
	Case       string         `json:"case,omitempty" doc:"Absent for who sees the paper and not the case"`
	Key        string         `json:"key" doc:"Id of the template"`
	Name       string         `json:"name"`
	Number     string         `json:"number,omitempty" doc:"文号, given when it is signed"`
	Title      string         `json:"title"`
	Body       string         `json:"body"`
	Mark       string         `json:"mark,omitempty" doc:"To be shown across a draft"`
	Status     string         `json:"status" enum:"draft,returned,checked,signed,stamped,served,final,void"`
	StatusName string         `json:"status_name"`
	At         string         `json:"at" format:"date-time"`
	Waits      string         `json:"waits,omitempty" doc:"The act that it waits for"`
	Acts       []NamedID      `json:"acts" doc:"What the caller may do with it now"`
	Author     *PersonRef     `json:"author,omitempty"`
	Checker    *PersonRef     `json:"checker,omitempty"`
	Signer     *PersonRef     `json:"signer,omitempty"`
	SignedAt   string         `json:"signed_at,omitempty" format:"date-time"`
	Stamper    *PersonRef     `json:"stamper,omitempty"`
	StampedAt  string         `json:"stamped_at,omitempty" format:"date-time"`
	Service    *ServiceInfo   `json:"service,omitempty"`
	Returned   string         `json:"returned,omitempty" doc:"Reason of the last return"`
	Void       string         `json:"void,omitempty" doc:"Why it is void"`
	Replaces   string         `json:"replaces,omitempty" doc:"Id of the void paper that it takes the place of"`
	ReplacedBy string         `json:"replaced_by,omitempty"`
	Versions   []PaperVersion `json:"versions,omitempty" doc:"Earlier texts, oldest first"`
}

// ServiceInfo is how a paper was served.
type ServiceInfo struct {
	On       string      `json:"on" format:"date"`
	To       []PersonRef `json:"to,omitempty"`
	Receiver string      `json:"receiver,omitempty" doc:"Who took the paper copy"`
	Proof    []any       `json:"proof,omitempty" doc:"送达回证: files of the case"`
}

// PaperVersion is a text that a paper had.
type PaperVersion struct {
	Title string     `json:"title"`
	Body  string     `json:"body"`
	By    *PersonRef `json:"by,omitempty" doc:"Who replaced it"`
	At    string     `json:"at" format:"date-time"`
}

// PaperActInput acts on a paper.
type PaperActInput struct {
	ID   string `path:"id" maxLength:"80"`
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$" doc:"The same key with the same request gets the first answer"`
	Body struct {
		Act      string `json:"act" enum:"edit,submit,check,sign,stamp,serve,return,void,retry"`
		Opinion  string `json:"opinion,omitempty" maxLength:"4000" doc:"Reason, of return and void"`
		Title    string `json:"title,omitempty" maxLength:"200" doc:"Of edit; left out keeps it"`
		Text     string `json:"text,omitempty" maxLength:"50000" doc:"Of edit; {文号}, {签发日期} and {签发人} are filled in when it is signed"`
		Date     string `json:"date,omitempty" format:"date" doc:"Of serve on paper; left out: today"`
		Receiver string `json:"receiver,omitempty" maxLength:"200" doc:"Of serve on paper: who took it"`
		Proof    []struct {
			ID string `json:"id" maxLength:"80"`
		} `json:"proof,omitempty" maxItems:"20" doc:"Of serve on paper: files that the caller put into the case"`
		Reissue bool `json:"reissue,omitempty" doc:"Of void: a new draft takes its place"`
	}
}

type documentInput struct {
	ID string `path:"id" maxLength:"80"`
}

type documentsInput struct {
	Box   string `query:"box" enum:"mine,todo" default:"mine" doc:"mine: served on the caller; todo: waiting for the caller"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

func (s *Server) papers() {
	const tag = "documents"
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/documents", id: "list-documents", tag: tag, summary: "Papers issued in the case, as far as the caller may see them"}, s.documents)
	handle(s, op{method: http.MethodGet, path: base + "/documents", id: "my-documents", tag: tag, summary: "Papers served on the caller, or waiting for the caller"}, s.myDocuments)
	handle(s, op{method: http.MethodGet, path: base + "/documents/{id}", id: "get-document", tag: tag, summary: "One paper; who was served sees it without its case"}, s.getDocument)
	handle(s, op{method: http.MethodPost, path: base + "/documents/{id}/acts", id: "act-on-document", tag: tag, summary: "Edit, submit, check, sign, stamp, serve, return, void"}, s.actOnDocument)
}

func (s *Server) documents(ctx context.Context, in *CaseInput) (*struct{ Body List[DocumentInfo] }, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	docs, err := s.opt.Engine.Documents(ctx, actor, in.ID)
	return s.documentList(ctx, docs, err)
}

func (s *Server) myDocuments(ctx context.Context, in *documentsInput) (*struct{ Body List[DocumentInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	box := engine.BoxPaper
	if in.Box == "todo" {
		box = engine.BoxTodo
	}
	docs, err := s.opt.Engine.Papers(ctx, actor, box, in.Limit)
	return s.documentList(ctx, docs, err)
}

func (s *Server) documentList(ctx context.Context, docs []engine.PaperView, err error) (*struct{ Body List[DocumentInfo] }, error) {
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := List[DocumentInfo]{Items: []DocumentInfo{}}
	for i := range docs {
		out.Items = append(out.Items, p.document(&docs[i]))
	}
	return &struct{ Body List[DocumentInfo] }{out}, nil
}

func (s *Server) getDocument(ctx context.Context, in *documentInput) (*struct{ Body DocumentInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	return s.oneDocument(ctx, actor, in.ID)
}

func (s *Server) oneDocument(ctx context.Context, actor engine.PersonID, id string) (*struct{ Body DocumentInfo }, error) {
	doc, err := s.opt.Engine.Document(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body DocumentInfo }{p.document(&doc)}, nil
}

func (s *Server) actOnDocument(ctx context.Context, in *PaperActInput) (*struct{ Body DocumentInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	caseID, err := s.opt.Engine.DocumentCase(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	act := &engine.PaperAct{Document: in.ID, Act: b.Act, Title: b.Title, Body: b.Text, On: b.Date, Receiver: b.Receiver, Reissue: b.Reissue}
	if act.Proof, err = s.proof(ctx, actor, caseID, in); err != nil {
		return nil, err
	}
	cmd := engine.Command{ID: s.opt.NewID(), Kind: engine.DoDocument, Case: caseID, Actor: actor, Opinion: b.Opinion, Paper: act}
	if in.Key != "" {
		if cmd.KeyHash, err = s.requestHash("document "+in.ID, in.Body); err != nil {
			return nil, err
		}
		cmd.Key = in.Key
	}
	if _, err := s.opt.Engine.Act(ctx, cmd); err != nil {
		return nil, err
	}
	return s.oneDocument(ctx, actor, in.ID)
}

// proof takes the ids of files for files of this case that the caller uploaded, with name and size as recorded.
func (s *Server) proof(ctx context.Context, actor engine.PersonID, caseID string, in *PaperActInput) ([]any, error) {
	if len(in.Body.Proof) == 0 {
		return nil, nil
	}
	f := filler{s: s, ctx: ctx, actor: actor, caseID: caseID}
	items := make([]any, 0, len(in.Body.Proof))
	for _, p := range in.Body.Proof {
		items = append(items, map[string]any{"id": p.ID})
	}
	out, err := f.files(&process.Field{ID: "proof"}, items)
	if err != nil {
		return nil, err
	}
	if len(f.problems) > 0 {
		p := problem(engine.EInvalid, detailInvalid)
		p.Errors = f.problems
		return nil, p
	}
	list, _ := out.([]any)
	return list, nil
}

func (p *presenter) document(d *engine.PaperView) DocumentInfo {
	out := DocumentInfo{
		ID: d.ID, Case: d.Document.Case, Key: d.Key, Name: d.Name, Number: d.Number, Title: d.Title, Body: d.Body, Mark: d.Mark, Status: d.Status,
		StatusName: engine.PaperStatusText(d.Status), At: stamp(d.At), Waits: d.Waits, Acts: []NamedID{}, Author: p.person(d.Life.Author),
		Checker: p.person(d.Life.Checker), Signer: p.person(d.Life.Signer), SignedAt: stamp(d.Life.SignedAt), Stamper: p.person(d.Life.Stamper),
		StampedAt: stamp(d.Life.StampedAt), Returned: d.Life.Returned, Void: d.Life.Void, Replaces: d.Life.Replaces, ReplacedBy: d.Life.ReplacedBy,
	}
	for _, act := range d.Acts {
		out.Acts = append(out.Acts, NamedID{ID: act, Name: engine.PaperActText(act)})
	}
	if s := d.Life.Service; s != nil {
		out.Service = &ServiceInfo{On: s.On, To: p.people(s.To), Receiver: s.Receiver, Proof: s.Proof}
	}
	for _, v := range d.Life.Versions {
		out.Versions = append(out.Versions, PaperVersion{Title: v.Title, Body: v.Body, By: p.person(v.By), At: stamp(v.At)})
	}
	return out
}
