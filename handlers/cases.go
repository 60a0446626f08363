package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// CaseItem is a case as lists show it.
type CaseItem struct {
	ID        string     `json:"id" doc:"UUIDv7"`
	Process   ProcessRef `json:"process"`
	Number    string     `json:"number,omitempty" doc:"编号, absent until given"`
	Title     string     `json:"title"`
	Unit      NamedID    `json:"unit"`
	State     NamedID    `json:"state"`
	Status    string     `json:"status" enum:"draft,open,closed"`
	Outcome   string     `json:"outcome,omitempty"`
	CreatedAt string     `json:"created_at" format:"date-time"`
	UpdatedAt string     `json:"updated_at" format:"date-time"`
	Due       *DueInfo   `json:"due,omitempty" doc:"总时限"`
}

// Case is a case as the caller may see it.
type Case struct {
	CaseItem
	Relation    string         `json:"relation" enum:"applicant,participant,copied,past" doc:"What the caller is to the case"`
	Initiator   PersonRef      `json:"initiator"`
	Basis       []string       `json:"basis" doc:"依据"`
	Round       int            `json:"round"`
	Content     int64          `json:"content" doc:"Content revision; with round it makes the ETag"`
	SubmittedAt string         `json:"submitted_at,omitempty" format:"date-time"`
	ClosedAt    string         `json:"closed_at,omitempty" format:"date-time"`
	Paused      bool           `json:"paused" doc:"The total limit stands still"`
	Remaining   *RemainingInfo `json:"remaining,omitempty" doc:"Of the total limit"`
	Fields      map[string]any `json:"fields" doc:"What the caller may read, by field id"`
	Masked      []string       `json:"masked" doc:"Fields shown masked"`
	Editable    []string       `json:"editable" doc:"Fields the caller may write now"`
	Returned    []string       `json:"returned" doc:"Fields that the last return asked to correct"`
	Open        []OpenTask     `json:"open" doc:"Turns waited for, by post"`
	Incidents   []IncidentInfo `json:"incidents" doc:"待人工处理"`
	Duties      []DutyInfo     `json:"duties" doc:"跨环节时限, to participants"`
	Notice      *NoticeInfo    `json:"notice,omitempty"`
	Links       []LinkInfo     `json:"links,omitempty" doc:"关联办件 that the reader may know of"`
	Members     []PersonRef    `json:"members" doc:"应到: who may sit in the meeting that is waited for, to participants"`
	Proposal    *ProposalInfo  `json:"proposal,omitempty" doc:"拟办意见: what whoever took the case in proposes, to participants"`
	Sheet       *SheetInfo     `json:"sheet,omitempty" doc:"Record of the meeting, to participants"`
}

// RemainingInfo is what is left of a limit.
type RemainingInfo struct {
	Amount      int64  `json:"amount" doc:"Negative: overdue by so much"`
	Unit        string `json:"unit" enum:"workdays,days,minutes"`
	Provisional bool   `json:"provisional"`
}

// OpenTask is a turn that is waited for.
type OpenTask struct {
	Task  string   `json:"task"`
	Kind  string   `json:"kind" enum:"work,record,confirm,close,help,sign,enter,check,incident"`
	Who   string   `json:"who" doc:"Posts, never people"`
	Since string   `json:"since" format:"date-time"`
	Due   *DueInfo `json:"due,omitempty"`
	Mine  bool     `json:"mine"`
}

// IncidentInfo is a stop that waits for a person.
type IncidentInfo struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind" doc:"nobody: no eligible person left; overdue; loop; unknown"`
	Reason string   `json:"reason"`
	Group  string   `json:"group,omitempty"`
	Ask    []string `json:"ask,omitempty" doc:"Events that it opens"`
	At     string   `json:"at" format:"date-time"`
}

// SheetInfo is the record of a meeting.
type SheetInfo struct {
	HeldOn     string      `json:"held_on" format:"date"`
	Present    []PersonRef `json:"present" doc:"实到"`
	Recused    []PersonRef `json:"recused" doc:"回避"`
	Yes        int         `json:"yes"`
	No         int         `json:"no"`
	Abstain    int         `json:"abstain"`
	Minutes    string      `json:"minutes" doc:"会议纪要"`
	Recorder   *PersonRef  `json:"recorder,omitempty"`
	RecordedAt string      `json:"recorded_at,omitempty" format:"date-time"`
	Confirmed  *PersonRef  `json:"confirmed,omitempty"`
	Chair      *PersonRef  `json:"chair,omitempty" doc:"主持人"`
	ChairLast  bool        `json:"chair_last,omitempty" doc:"主持人末位表态"`
}

// CaseOutput answers a case with its ETag.
type CaseOutput struct {
	Status   int
	ETag     string `header:"ETag" doc:"Round and content revision; send it as If-Match so that you decide on what you saw"`
	Location string `header:"Location"`
	Replayed string `header:"Idempotency-Replayed" doc:"true when the request had been carried out before"`
	Body     *Case
}

// CaseInput names a case.
type CaseInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64"`
}

type casesInput struct {
	Process string `query:"process" maxLength:"64"`
	State   string `query:"state" maxLength:"64"`
	Status  string `query:"status" enum:"draft,open,closed"`
	Number  string `query:"number" maxLength:"64" doc:"Beginning of the 编号"`
	Cursor  string `query:"cursor" maxLength:"200"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) cases() {
	const tag = "cases"
	handle(s, op{method: http.MethodGet, path: base + "/cases", id: "list-cases", tag: tag, summary: "Cases the caller has or had a part in, newest first"}, s.listCases)
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}", id: "get-case", tag: tag, summary: "Read a case"},
		func(ctx context.Context, in *CaseInput) (*CaseOutput, error) {
			actor, err := s.reader(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return s.show(ctx, actor, in.ID)
		})
}

func (s *Server) listCases(ctx context.Context, in *casesInput) (*struct{ Body Page[CaseItem] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, "cases")
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Cases(ctx, engine.CaseQuery{
		Person: actor, Process: in.Process, State: in.State, Status: engine.Status(in.Status), Number: in.Number, Before: at.ID, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	out := Page[CaseItem]{Items: []CaseItem{}}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		out.Next = cursor{Box: "cases", ID: rows[len(rows)-1].ID}.String()
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		d, err := s.opt.Engine.Definition(ctx, rows[i].Version)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, p.item(d, &rows[i]))
	}
	return &struct{ Body Page[CaseItem] }{out}, nil
}

// reader is who opens a case. That he did is noted before he sees anything, so that nobody takes an act back that he has
// seen.
func (s *Server) reader(ctx context.Context, id string) (engine.PersonID, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return "", err
	}
	return actor, s.opt.Engine.Opened(ctx, actor, id)
}

// show renders a case under the caller's present rights.
func (s *Server) show(ctx context.Context, actor engine.PersonID, id string) (*CaseOutput, error) {
	v, err := s.opt.Engine.View(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	body := p.view(&v)
	members, err := s.opt.Engine.Members(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	body.Members = p.people(members)
	return &CaseOutput{Status: http.StatusOK, ETag: etagOf(v.Case), Body: &body}, nil
}

// presenter turns values of the engine into what the wire shows, against one state of directory and calendar.
type presenter struct {
	book *directory.Book
	cal  *workday.Calendar
	now  int64
}

func (s *Server) presenter(ctx context.Context) (*presenter, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	cal, err := s.opt.Calendar.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	return &presenter{book: book, cal: cal, now: s.opt.Clock.Now()}, nil
}

func (p *presenter) due(d workday.Due) *DueInfo { return dueInfo(p.cal, d, p.now) }

func (p *presenter) unit(id engine.UnitID) NamedID {
	u, _ := p.book.Unit(id)
	return NamedID{ID: id, Name: nonEmpty(u.Name, id)}
}

func (p *presenter) people(ids []engine.PersonID) []PersonRef {
	out := []PersonRef{}
	for _, id := range ids {
		out = append(out, personRef(p.book, id))
	}
	return out
}

func (p *presenter) person(id engine.PersonID) *PersonRef {
	if id == "" {
		return nil
	}
	ref := personRef(p.book, id)
	return &ref
}

func stateName(d *process.Definition, id string) NamedID {
	if st := d.State(id); st != nil {
		return NamedID{ID: id, Name: nonEmpty(st.Name, id)}
	}
	return NamedID{ID: id, Name: id}
}

func (p *presenter) item(d *process.Definition, c *engine.Case) CaseItem {
	item := CaseItem{
		ID: c.ID, Process: processRef(d), Number: c.Number, Title: nonEmpty(c.Title, d.Name), Unit: p.unit(c.Unit),
		State: stateName(d, c.State), Status: string(c.Status), Outcome: c.Outcome, CreatedAt: stamp(c.CreatedAt), UpdatedAt: stamp(c.UpdatedAt),
	}
	if c.Status == engine.Opened {
		item.Due = p.due(c.Due)
	}
	return item
}

func (p *presenter) view(v *engine.View) Case {
	c := &v.Case
	out := Case{
		CaseItem: p.item(v.Definition, c), Relation: string(v.Relation), Initiator: personRef(p.book, c.Initiator),
		Basis: orEmpty(v.Definition.Basis), Round: c.Round, Content: c.Content, SubmittedAt: stamp(c.SubmittedAt), ClosedAt: stamp(c.ClosedAt),
		Paused: v.Paused, Fields: v.Fields, Masked: orEmpty(v.Masked), Editable: orEmpty(v.Editable), Returned: orEmpty(v.Returned),
		Incidents: incidents(v.Incidents), Duties: p.duties(v.Duties), Sheet: p.sheet(v.Sheet), Proposal: proposalOf(v.Proposal),
	}
	if out.Fields == nil {
		out.Fields = map[string]any{}
	}
	if v.Remaining.Unit != 0 {
		out.Remaining = &RemainingInfo{Amount: v.Remaining.Amount, Unit: v.Remaining.Unit.String(), Provisional: v.Remaining.Provisional}
	}
	out.Open = p.open(v.Open)
	out.Links = links(v.Links)
	if v.Notice != nil {
		n := p.notice(v.Notice)
		out.Notice = &n
	}
	return out
}

func incidents(list []engine.Incident) []IncidentInfo {
	out := []IncidentInfo{}
	for _, i := range list {
		out = append(out, IncidentInfo{ID: i.ID, Kind: i.Kind, Reason: i.Reason, Group: i.Group, Ask: i.Ask, At: stamp(i.At)})
	}
	return out
}

func (p *presenter) sheet(sh *engine.Sheet) *SheetInfo {
	if sh == nil {
		return nil
	}
	return &SheetInfo{
		HeldOn: sh.HeldOn, Present: p.people(sh.Present), Recused: p.people(sh.Recused), Yes: sh.Yes, No: sh.No, Abstain: sh.Abstain,
		Minutes: sh.Minutes, Recorder: p.person(sh.Recorder), RecordedAt: stamp(sh.RecordedAt), Confirmed: p.person(sh.Confirmed), Chair: p.person(sh.Chair), ChairLast: sh.ChairLast,
	}
}
