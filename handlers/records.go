package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// HistoryLine is one line of the 办理记录.
type HistoryLine struct {
	N       int64      `json:"n"`
	At      string     `json:"at" format:"date-time"`
	Actor   string     `json:"actor" doc:"Who acted, as far as the caller may know"`
	Event   string     `json:"event,omitempty"`
	Name    string     `json:"name"`
	From    string     `json:"from,omitempty" doc:"Name of the state"`
	To      string     `json:"to,omitempty"`
	Opinion string     `json:"opinion,omitempty"`
	Items   []string   `json:"items,omitempty" doc:"What was to be corrected"`
	Changed []string   `json:"changed,omitempty" doc:"Names of the fields written"`
	Number  string     `json:"number,omitempty" doc:"编号 given by this act"`
	Sheet   *SheetInfo `json:"sheet,omitempty"`
	Passed  []string   `json:"passed,omitempty" doc:"Turns that passed by the rule of the same person (同人办理), with the reason"`
	Adopted bool       `json:"adopted,omitempty" doc:"The act adopted the proposal (拟办意见)"`
	Suggest []Labelled `json:"suggest,omitempty" doc:"What a proposal suggests, beside its opinion"`
	Entered string     `json:"entered,omitempty" doc:"代录: that the act was entered from a signed paper, when it was signed, who entered and who checked it"`
	Moved   []string   `json:"moved,omitempty" doc:"Limits that a change of the workday calendar moved, from when to when"`
}

// TaskInfo is one turn of a case, open or closed.
type TaskInfo struct {
	ID         string      `json:"id"`
	Round      int         `json:"round"`
	State      NamedID     `json:"state"`
	Group      string      `json:"group,omitempty"`
	Kind       string      `json:"kind" enum:"work,record,confirm,close,help,sign,enter,check,incident"`
	Status     string      `json:"status" enum:"open,done,superseded,cancelled,taken_back"`
	Candidates []PersonRef `json:"candidates"`
	Due        *DueInfo    `json:"due,omitempty"`
	OpenedAt   string      `json:"opened_at" format:"date-time"`
	ClosedAt   string      `json:"closed_at,omitempty" format:"date-time"`
	Actor      *PersonRef  `json:"actor,omitempty"`
	For        *PersonRef  `json:"for,omitempty" doc:"Whom the actor stood in for"`
	Event      string      `json:"event,omitempty"`
	Opinion    string      `json:"opinion,omitempty"`
	Reason     string      `json:"reason,omitempty" doc:"Why it was superseded or cancelled"`
}

// ObjectionInfo is an objection, for those who handle it.
type ObjectionInfo struct {
	ID     string    `json:"id"`
	Person PersonRef `json:"person"`
	Text   string    `json:"text"`
	At     string    `json:"at" format:"date-time"`
}

func (s *Server) records() {
	const tag = "cases"
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/history", id: "get-history", tag: tag, summary: "办理记录"}, s.history)
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/duplicates", id: "list-duplicates", tag: tag, summary: "疑似重复: cases that look like this one, to those who handle it in a role that sees them"}, s.duplicates)
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/tasks", id: "list-tasks", tag: tag, summary: "Every turn of the case, to participants"}, s.tasks)
	s.papers()
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/objections", id: "list-objections", tag: tag, summary: "Objections, to those who handle them now"}, s.objections)
}

func (s *Server) history(ctx context.Context, in *CaseInput) (*struct{ Body List[HistoryLine] }, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	lines, err := s.opt.Engine.History(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := List[HistoryLine]{Items: []HistoryLine{}}
	for _, l := range lines {
		out.Items = append(out.Items, HistoryLine{
			N: l.N, At: stamp(l.At), Actor: l.Actor, Event: l.Event, Name: l.Name, From: l.From, To: l.To, Opinion: l.Opinion,
			Items: l.Items, Changed: l.Changed, Number: l.Number, Sheet: p.sheet(l.Sheet), Passed: l.Passed, Entered: l.Entered, Adopted: l.Adopted, Suggest: labelled(l.Suggests), Moved: l.Moved,
		})
	}
	return &struct{ Body List[HistoryLine] }{out}, nil
}

func (s *Server) tasks(ctx context.Context, in *CaseInput) (*struct{ Body List[TaskInfo] }, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	tasks, err := s.opt.Engine.Tasks(ctx, actor, in.ID)
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
	out := List[TaskInfo]{Items: []TaskInfo{}}
	for i := range tasks {
		t := &tasks[i]
		out.Items = append(out.Items, TaskInfo{
			ID: t.ID, Round: t.Round, State: stateName(v.Definition, t.State), Group: t.Group, Kind: string(t.Kind), Status: string(t.Status),
			Candidates: p.people(t.Candidates), Due: p.due(t.Due), OpenedAt: stamp(t.OpenedAt), ClosedAt: stamp(t.ClosedAt),
			Actor: p.person(t.Actor), For: p.person(t.For), Event: t.Event, Opinion: t.Opinion, Reason: t.Reason,
		})
	}
	return &struct{ Body List[TaskInfo] }{out}, nil
}

func (s *Server) objections(ctx context.Context, in *CaseInput) (*struct{ Body List[ObjectionInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.opt.Engine.Objections(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := List[ObjectionInfo]{Items: []ObjectionInfo{}}
	for _, o := range all {
		out.Items = append(out.Items, ObjectionInfo{ID: o.ID, Person: personRef(p.book, o.Person), Text: o.Text, At: stamp(o.At)})
	}
	return &struct{ Body List[ObjectionInfo] }{out}, nil
}

// InboxItem is a line of somebody's box.
type InboxItem struct {
	Task     string   `json:"task,omitempty" doc:"Task id; absent in the boxes mine and cc"`
	Kind     string   `json:"kind,omitempty" doc:"work, record, confirm or incident; document for a paper that waits"`
	Document string   `json:"document,omitempty" doc:"Id of the paper, where the line is about one"`
	Case     string   `json:"case"`
	Number   string   `json:"number,omitempty"`
	Process  NamedID  `json:"process"`
	Title    string   `json:"title"`
	Unit     NamedID  `json:"unit"`
	State    NamedID  `json:"state" doc:"Of the task; of the case in the boxes mine and cc"`
	Status   string   `json:"status" enum:"draft,open,closed"`
	Outcome  string   `json:"outcome,omitempty"`
	Due      *DueInfo `json:"due,omitempty"`
	OpenedAt string   `json:"opened_at,omitempty" format:"date-time"`
	Event    string   `json:"event,omitempty" doc:"What was done, in the box done"`
	ReadAt   string   `json:"read_at,omitempty" format:"date-time" doc:"In the box read"`

	Batch []NamedID `json:"batch,omitempty" doc:"Events that POST /batch takes for this turn"`

	For   *PersonRef `json:"for,omitempty" doc:"委托人: whose turn it is that the caller holds or did for him; in the box done, whom the actor stood in for"`
	Actor *PersonRef `json:"actor,omitempty" doc:"Who did it for the caller, in the box done"`
}

type inboxInput struct {
	Box     string `query:"box" enum:"todo,pool,done,cc,read,mine" default:"todo"`
	Process string `query:"process" maxLength:"64"`
	Cursor  string `query:"cursor" maxLength:"300"`
	Limit   int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Counts  bool   `query:"counts" default:"true" doc:"false leaves the counts of all boxes out: for a further page, or whoever only works off one box"`
}

type inboxOutput struct {
	Body struct {
		Page[InboxItem]
		Counts map[string]string `json:"counts,omitempty" doc:"By box; stops at 99+"`
	}
}

func (s *Server) inbox() {
	handle(s, op{
		method: http.MethodGet, path: base + "/inbox", id: "inbox", tag: "inbox",
		summary: "The caller's boxes: soonest due first; done and read (已阅): newest first",
	}, s.getInbox)
}

func (s *Server) getInbox(ctx context.Context, in *inboxInput) (*inboxOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(in.Cursor, in.Box)
	if err != nil {
		return nil, err
	}
	rows, err := s.opt.Engine.Inbox(ctx, engine.InboxQuery{
		Person: actor, Box: engine.Box(in.Box), AfterAt: at.At, AfterTask: at.ID, Limit: in.Limit + 1, Process: in.Process,
	})
	if err != nil {
		return nil, err
	}
	var counts map[string]string
	if in.Counts {
		if counts, err = s.boxCounts(ctx, actor); err != nil {
			return nil, err
		}
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := &inboxOutput{}
	out.Body.Items, out.Body.Counts = []InboxItem{}, counts
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		last := rows[len(rows)-1].Row.Seat
		out.Body.Next = cursor{Box: in.Box, At: last.SortAt, ID: last.Task}.String()
	}
	for i := range rows {
		out.Body.Items = append(out.Body.Items, p.inboxItem(&rows[i]))
	}
	return out, nil
}

// boxCounts counts the caller's boxes as people read it.
func (s *Server) boxCounts(ctx context.Context, actor engine.PersonID) (map[string]string, error) {
	counts, err := s.opt.Engine.BoxCounts(ctx, actor)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, b := range []engine.Box{engine.BoxTodo, engine.BoxPool, engine.BoxDone, engine.BoxCC, engine.BoxRead, engine.BoxMine} {
		out[string(b)] = countText(counts[b])
	}
	return out, nil
}

func (p *presenter) inboxItem(it *engine.Item) InboxItem {
	c, t := &it.Row.Case, &it.Row.Task
	item := InboxItem{
		Case: c.ID, Number: c.Number, Process: NamedID{ID: c.Process, Name: it.Process}, Title: nonEmpty(c.Title, it.Process),
		Unit: p.unit(c.Unit), State: NamedID{ID: c.State, Name: it.StateName}, Status: string(c.Status), Outcome: c.Outcome,
	}
	if item.Document = engine.SeatDocument(it.Row.Seat); item.Document != "" {
		item.Kind = "document"
	}
	if it.Row.Seat.Box == engine.BoxRead {
		item.ReadAt = stamp(it.Row.Seat.SortAt)
	}
	if t.ID != "" {
		item.Task, item.Kind, item.Event, item.OpenedAt = t.ID, string(t.Kind), t.Event, stamp(t.OpenedAt)
		item.State.ID = t.State
		if item.For = p.person(t.Standins[it.Row.Seat.Person]); t.For != "" {
			item.For, item.Actor = p.person(t.For), p.person(t.Actor)
		}
		if t.Status == engine.TaskOpen {
			item.Due = p.due(t.Due)
		}
	} else if c.Status == engine.Opened {
		item.Due = p.due(c.Due)
	}
	for i := range it.Batch {
		item.Batch = append(item.Batch, NamedID{ID: it.Batch[i].ID, Name: nonEmpty(it.Batch[i].Name, it.Batch[i].ID)})
	}
	return item
}
