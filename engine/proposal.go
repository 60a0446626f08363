package engine

import (
	"maps"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// Proposal is how to handle a case, as whoever took it in proposes it (拟办意见). Its text is the opinion of the act. What
// it suggests is written when who decides adopts it, and not before.
type Proposal struct {
	Text   string   `json:"text"`
	Fields Fields   `json:"fields,omitempty"`
	By     PersonID `json:"by"`
	For    PersonID `json:"for,omitempty"` // whom he stood in for
	State  string   `json:"state"`
	At     int64    `json:"at"`
	N      int64    `json:"n"` // its audit event
}

// What 拟办意见 says.
var (
	msgProposalText = Msg{"请填写拟办意见", "Give the proposal"}
	msgNoProposal   = Msg{"没有可以采纳的拟办意见(退回补正后须重新拟办),请另行办理", "There is no proposal to adopt"}
	msgNoSuggest    = Msg{"“%s”不能在这里建议", "%q cannot be suggested here"}
	msgAdoptChanged = Msg{"采纳拟办意见时不改所建议的内容;要改的请另行办理", "What is adopted is not changed; decide otherwise instead"}
	msgAdviceMoved  = Msg{"拟办意见所建议的内容现在不能采用,请另行办理", "What was suggested cannot stand now"}
	msgSuggests     = Msg{"（建议%s：%s）", " (suggests %s: %s)"}
)

// proposeHandling keeps what the event proposes.
func (d *decision) proposeHandling(e *process.Event) *Refusal {
	var problems []FieldProblem
	clean := Fields{}
	for _, id := range sortedKeys(d.cmd.Suggest) {
		f := d.p.Field(id)
		if f == nil || !slices.Contains(e.Suggest, id) {
			problems = append(problems, FieldProblem{"suggest." + id, msgNoSuggest.Text(d.p.fieldName(id))})
			continue
		}
		v, problem := f.Normalise(d.cmd.Suggest[id])
		if problem == "" {
			problem = d.known(f, v)
		}
		if problem == "" {
			problem = d.mayEnter(f, v)
		}
		switch {
		case problem != "":
			problems = append(problems, FieldProblem{"suggest." + id, problem})
		case !empty(v):
			clean[id] = v
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	if !e.Propose {
		return nil
	}
	p := Proposal{Text: strings.TrimSpace(d.cmd.Opinion), Fields: clean, By: d.cmd.Actor, For: d.principal, State: d.c.State, At: d.now, N: d.c.Events + 1}
	d.c.Memo.Proposal = &p
	d.r.Data.Proposed = append(d.r.Data.Proposed, p)
	d.suggested = clean
	return nil
}

// adopt takes what was proposed into the act, as if its actor had written it himself: it is checked anew, and refused
// where somebody suggested must keep out by now.
func (d *decision) adopt(e *process.Event) *Refusal {
	if !e.Adopt {
		return nil
	}
	p := d.c.Memo.Proposal
	if p == nil {
		return refuse(EGuard, msgNoProposal.Text())
	}
	fields := maps.Clone(d.cmd.Fields)
	if fields == nil {
		fields = Fields{}
	}
	for _, id := range sortedKeys(p.Fields) {
		if given, ok := fields[id]; ok && !sameWire(given, p.Fields[id]) {
			return &Refusal{Code: EInvalid, Detail: msgAdoptChanged.Text(), Problems: []FieldProblem{{id, msgAdoptChanged.Text()}}}
		}
		fields[id] = p.Fields[id]
		f := d.p.Field(id)
		if problem := d.stillStands(f, p.Fields[id]); problem != "" {
			return &Refusal{Code: EGuard, Detail: msgAdviceMoved.Text(), Problems: []FieldProblem{{id, problem}}}
		}
	}
	d.cmd.Fields = fields
	d.extra["adopted"] = p.N
	return nil
}

// stillStands says why a value that was suggested may not be written now, "" if it may.
func (d *decision) stillStands(f *process.Field, v any) string {
	for _, id := range peopleOf(v) {
		if (f.Type == process.Person || f.Type == process.Persons) && !d.active(id) {
			return msgNobody.Text(d.personName(id))
		}
	}
	return d.mayEnter(f, v)
}

// proposalNeeds adds what an event asks for that proposes, and marks as given what one that adopts takes over.
func (d *decision) proposalNeeds(e *process.Event, needs []Need) []Need {
	if e.Propose && !slices.ContainsFunc(needs, func(n Need) bool { return n.Kind == "opinion" }) {
		needs = append(needs, Need{Kind: "opinion"})
	}
	for _, id := range e.Suggest {
		needs = append(needs, Need{Kind: "suggest", Field: id, Name: d.p.fieldName(id)})
	}
	if p := d.c.Memo.Proposal; e.Adopt && p != nil {
		for i := range needs {
			needs[i].Given = needs[i].Given || needs[i].Kind == "field" && !empty(p.Fields[needs[i].Field])
		}
	}
	return needs
}

// ProposalView is the proposal that stands, as participants read it before they decide.
type ProposalView struct {
	Text     string
	By       string // 李四代张三
	State    string // name of the stage
	On       string // day
	Suggests []FormRow
	Fields   Fields
	Adopt    []string // events by which the reader may adopt it in one act
}

func (d *decision) proposalView() *ProposalView {
	p := d.c.Memo.Proposal
	if p == nil {
		return nil
	}
	v := &ProposalView{
		Text: p.Text, By: d.onBehalf(p.By, p.For), State: d.p.stateName(p.State), On: string(workday.DateOf(p.At)),
		Suggests: d.suggestRows(p.Fields), Fields: p.Fields,
	}
	for _, e := range d.p.EventsIn(d.c.State) {
		if !e.Adopt {
			continue
		}
		if _, refusal := d.standing(e); refusal == nil {
			v.Adopt = append(v.Adopt, e.ID)
		}
	}
	return v
}

// suggestRows are suggested values by the names of their fields, in the order of the procedure.
func (d *decision) suggestRows(fields Fields) []FormRow {
	var rows []FormRow
	for i := range d.p.Fields {
		f := &d.p.Fields[i]
		if v, ok := fields[f.ID]; ok && !empty(v) {
			rows = append(rows, FormRow{f.Name, d.onPaper(f, v)})
		}
	}
	return rows
}

// suggestLines are the suggestions behind an event's commitments.
func (d *decision) suggestLines(values map[string]Salted) []FormRow {
	fields := Fields{}
	for path, s := range values {
		if id, ok := strings.CutPrefix(path, suggestPatch); ok {
			fields[id] = s.Value
		}
	}
	return d.suggestRows(fields)
}

// suggestText is what stands behind a proposal on paper: （建议承办单位：文旅局）.
func (d *decision) suggestText(r Round, t *Task) string {
	text := ""
	for _, p := range r.Data.Proposed {
		if p.By != t.Actor || p.At != t.ClosedAt {
			continue
		}
		for _, row := range d.suggestRows(p.Fields) {
			text += msgSuggests.Text(row.Label, row.Value)
		}
	}
	return text
}
