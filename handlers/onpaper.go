package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
	"dandang/engine/process"
)

// SignedInput is what a clerk tells of a paper that somebody else signed.
type SignedInput struct {
	Person string     `json:"person" maxLength:"64" doc:"Who signed"`
	Event  string     `json:"event" maxLength:"64" doc:"What he did with it, as GET /cases/{id}/on-paper lists it"`
	On     string     `json:"on" format:"date" doc:"Day of the signature"`
	Scan   []ScanFile `json:"scan" maxItems:"20" doc:"The scan of the signed paper: files of this case, uploaded for the field that the option names"`
}

// ScanFile names an uploaded file.
type ScanFile struct {
	ID string `json:"id" maxLength:"64"`
}

// PaperOptionInfo is something that the caller may enter from paper.
type PaperOptionInfo struct {
	Task  string     `json:"task,omitempty" doc:"The turn, where the act is one of its holder"`
	By    PersonRef  `json:"by" doc:"Who must have signed"`
	Event string     `json:"event"`
	Name  string     `json:"name"`
	Scan  string     `json:"scan" doc:"Field that the scan is uploaded for"`
	Needs []NeedInfo `json:"needs"`
	To    []NamedID  `json:"to" doc:"States it may lead to"`

	Fields []string `json:"fields" doc:"Ids of the fields that may be written with it"`
}

// PaperWaitsInfo is what was entered and waits to be checked. Who neither entered, checks nor signed it reads only that it
// waits.
type PaperWaitsInfo struct {
	ID      string         `json:"id"`
	By      PersonRef      `json:"by" doc:"Who is said to have signed"`
	On      string         `json:"on" format:"date"`
	Event   string         `json:"event"`
	Name    string         `json:"name"`
	Task    string         `json:"task" doc:"Turn of the second clerk"`
	Clerk   PersonRef      `json:"clerk" doc:"代录人"`
	At      string         `json:"at" format:"date-time"`
	Mine    bool           `json:"mine" doc:"The caller may check it: events enter_agree and enter_refuse"`
	Opinion string         `json:"opinion,omitempty"`
	Items   []string       `json:"items,omitempty" doc:"Ids of the fields to be corrected"`
	To      string         `json:"to,omitempty"`
	Fields  map[string]any `json:"fields,omitempty" doc:"What was entered; a sealed value as a mark"`
	Scan    []any          `json:"scan,omitempty"`
}

type onPaperOutput struct {
	Body struct {
		Options []PaperOptionInfo `json:"options"`
		Waits   []PaperWaitsInfo  `json:"waits"`
	}
}

// PaperCase is a case found by the number on a paper.
type PaperCase struct {
	Case    string  `json:"case"`
	Number  string  `json:"number"`
	Title   string  `json:"title"`
	Process NamedID `json:"process"`
	State   NamedID `json:"state"`
}

type paperNumberInput struct {
	Number string `query:"number" required:"true" minLength:"1" maxLength:"100" doc:"编号, as the paper bears it"`
}

func (s *Server) onPaper() {
	const tag = "cases"
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/on-paper", id: "list-on-paper", tag: tag, summary: "代录: what the caller may enter from a signed paper, and what waits to be checked"}, s.paperOptions)
	handle(s, op{method: http.MethodGet, path: base + "/on-paper", id: "find-on-paper", tag: tag, summary: "代录: cases with this number in which the caller may enter a signed paper"}, s.paperCases)
}

func (s *Server) paperOptions(ctx context.Context, in *CaseInput) (*onPaperOutput, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	options, waits, err := s.opt.Engine.OnPaper(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := &onPaperOutput{}
	out.Body.Options, out.Body.Waits = []PaperOptionInfo{}, []PaperWaitsInfo{}
	for _, o := range options {
		info := PaperOptionInfo{Task: o.Task, By: personRef(p.book, o.Signer), Event: o.Event, Name: o.Name, Scan: o.Scan, Needs: []NeedInfo{}, To: []NamedID{}, Fields: orEmpty(o.Fields)}
		for _, n := range o.Needs {
			info.Needs = append(info.Needs, NeedInfo{Kind: n.Kind, Field: n.Field, Name: n.Name, Given: n.Given})
		}
		for _, id := range o.To {
			info.To = append(info.To, stateName(v.Definition, id))
		}
		out.Body.Options = append(out.Body.Options, info)
	}
	for i := range waits {
		w := &waits[i]
		out.Body.Waits = append(out.Body.Waits, PaperWaitsInfo{
			ID: w.ID, By: personRef(p.book, w.Signer), On: w.On, Event: w.Event, Name: w.Name, Task: w.Task, Clerk: personRef(p.book, w.By),
			At: stamp(w.At), Mine: w.Mine, Opinion: w.Opinion, Items: w.Items, To: w.To, Fields: w.Shown, Scan: w.Scan,
		})
	}
	return out, nil
}

func (s *Server) paperCases(ctx context.Context, in *paperNumberInput) (*struct{ Body List[PaperCase] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.opt.Engine.PaperCases(ctx, actor, in.Number)
	if err != nil {
		return nil, err
	}
	out := List[PaperCase]{Items: []PaperCase{}}
	for i := range found {
		c := &found[i]
		def, err := s.opt.Engine.Definition(ctx, c.Version)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, PaperCase{
			Case: c.ID, Number: c.Number, Title: c.Title, Process: NamedID{ID: def.Key, Name: def.Name}, State: stateName(def, c.State),
		})
	}
	return &struct{ Body List[PaperCase] }{out}, nil
}

// signed takes what the clerk tells of the paper, and for its scan only files of this case that are his to use.
func (s *Server) signed(ctx context.Context, caseID string, in *SignedInput) (*engine.Signed, error) {
	out := &engine.Signed{Person: in.Person, Event: in.Event, On: in.On}
	items := make([]any, len(in.Scan))
	for i, f := range in.Scan {
		items[i] = map[string]any{"id": f.ID}
	}
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	fill := filler{s: s, ctx: ctx, actor: actor, caseID: caseID}
	scan, err := fill.files(&process.Field{ID: "signed.scan"}, items)
	if err != nil {
		return nil, err
	}
	if len(fill.problems) > 0 {
		p := problem(engine.EInvalid, detailInvalid)
		p.Errors = fill.problems
		return nil, p
	}
	out.Scan, _ = scan.([]any)
	return out, nil
}

// ProposalInfo is how to handle a case, as whoever took it in proposes it (拟办意见).
type ProposalInfo struct {
	Text    string         `json:"text"`
	By      string         `json:"by" doc:"Who proposed it"`
	State   string         `json:"state" doc:"Name of the stage in which it was proposed"`
	On      string         `json:"on" format:"date"`
	Suggest []Labelled     `json:"suggest,omitempty" doc:"What it suggests, as it is read"`
	Fields  map[string]any `json:"fields,omitempty" doc:"The same as values"`
	Adopt   []string       `json:"adopt" doc:"Events by which the caller may adopt it in one act"`
}

// Labelled is a value as it is read, with the name of its field.
type Labelled struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

func labelled(rows []engine.FormRow) []Labelled {
	var out []Labelled
	for _, r := range rows {
		out = append(out, Labelled{r.Label, r.Value})
	}
	return out
}

func proposalOf(v *engine.ProposalView) *ProposalInfo {
	if v == nil {
		return nil
	}
	return &ProposalInfo{
		Text: v.Text, By: v.By, State: v.State, On: v.On, Suggest: labelled(v.Suggests), Fields: v.Fields, Adopt: append([]string{}, v.Adopt...),
	}
}
