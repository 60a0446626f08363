package handlers

import (
	"context"
	"net/http"
	"slices"

	"dandang/engine"
)

// MeetingInput calls a meeting or changes it.
type MeetingInput struct {
	Body   string   `json:"body" minLength:"1" maxLength:"60" doc:"Who meets: 部务会. The minutes are numbered by it"`
	HeldOn string   `json:"held_on" maxLength:"10" doc:"Date, 2006-01-02"`
	Place  string   `json:"place" minLength:"1" maxLength:"120"`
	Cases  []string `json:"cases" minItems:"1" maxItems:"100" doc:"Ids of cases in the order of the agenda: those of the caller's inbox whose turn is of kind record"`
}

// RollInput is the roll call with what is entered for items.
type RollInput struct {
	Rev       int64            `json:"rev" doc:"As the meeting was read"`
	Present   []string         `json:"present" maxItems:"200" doc:"Ids of the members who came"`
	Chair     string           `json:"chair,omitempty" maxLength:"64"`
	ChairLast bool             `json:"chair_last,omitempty" doc:"The chair spoke last on every item (末位表态)"`
	Items     []ItemSheetInput `json:"items" maxItems:"100" doc:"Those that are entered now; others may follow"`
}

// ItemSheetInput is what is entered for one item. Who must keep out of its case is not counted as present on it.
type ItemSheetInput struct {
	Case    string     `json:"case" maxLength:"64"`
	Absent  []string   `json:"absent,omitempty" maxItems:"200" doc:"Of those present: who was out of the room for this item"`
	Chair   string     `json:"chair,omitempty" maxLength:"64" doc:"Where another presided on this item"`
	Yes     int        `json:"yes" minimum:"0"`
	No      int        `json:"no" minimum:"0"`
	Abstain int        `json:"abstain" minimum:"0"`
	Minutes string     `json:"minutes" maxLength:"20000"`
	Fields  wireFields `json:"fields,omitempty"`
}

// MeetingInfo is a meeting as the caller may see it.
type MeetingInfo struct {
	ID        string      `json:"id"`
	Rev       int64       `json:"rev"`
	Body      string      `json:"body"`
	HeldOn    string      `json:"held_on" format:"date"`
	Place     string      `json:"place"`
	By        PersonRef   `json:"by" doc:"Who called it and keeps its record"`
	Number    string      `json:"number,omitempty" doc:"文号 of the minutes, once every item is confirmed"`
	Confirmed *PersonRef  `json:"confirmed,omitempty"`
	Present   []PersonRef `json:"present" doc:"Roll call"`
	Chair     *PersonRef  `json:"chair,omitempty"`
	Items     []ItemInfo  `json:"items" doc:"Of the agenda, those whose cases the caller may see"`
}

// ItemInfo is an item of an agenda.
type ItemInfo struct {
	Case    string      `json:"case"`
	Title   string      `json:"title"`
	Number  string      `json:"number,omitempty"`
	State   string      `json:"state" doc:"Name of the stage of the vote"`
	Status  string      `json:"status" enum:"waiting,recorded,decided,left"`
	Members []PersonRef `json:"members" doc:"应到: who may vote, recused left out"`
	Recused []PersonRef `json:"recused"`
	Sheet   *SheetInfo  `json:"sheet,omitempty"`
	Result  string      `json:"result,omitempty" doc:"What the vote came to"`
	Task    string      `json:"task,omitempty" doc:"The caller's turn on this item"`
}

// ItemResultInfo is what became of one item of a request.
type ItemResultInfo struct {
	Case   string       `json:"case"`
	Done   bool         `json:"done"`
	Code   string       `json:"code,omitempty"`
	Detail string       `json:"detail,omitempty"`
	Errors []FieldError `json:"errors,omitempty"`
}

// MeetingPath names a meeting.
type MeetingPath struct {
	ID string `path:"id" maxLength:"64"`
}

type (
	meetingOutput struct{ Body MeetingInfo }
	meetingDone   struct {
		Body struct {
			Results []ItemResultInfo `json:"results"`
			Meeting MeetingInfo      `json:"meeting"`
		}
	}
	meetingPrint struct {
		MeetingPath
		Format string `query:"format" enum:"html,pdf" default:"pdf"`
	}
	meetingsInput struct {
		Cursor string `query:"cursor" maxLength:"64"`
		Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	}
)

func (s *Server) meetings() {
	const tag, path = "meetings", base + "/meetings"
	handle(s, op{method: http.MethodPost, path: path, id: "call-meeting", tag: tag, status: http.StatusCreated, summary: "Call a meeting on several cases that wait for the caller's record"},
		func(ctx context.Context, in *struct{ Body MeetingInput }) (*meetingOutput, error) {
			return s.agenda(ctx, engine.Meeting{}, &in.Body)
		})
	handle(s, op{method: http.MethodPut, path: path + "/{id}", id: "change-meeting", tag: tag, summary: "Change date, place and agenda before the roll is called"},
		func(ctx context.Context, in *struct {
			MeetingPath
			Body struct {
				MeetingInput
				Rev int64 `json:"rev"`
			}
		},
		) (*meetingOutput, error) {
			return s.agenda(ctx, engine.Meeting{ID: in.ID, Rev: in.Body.Rev}, &in.Body.MeetingInput)
		})
	handle(s, op{method: http.MethodGet, path: path, id: "list-meetings", tag: tag, summary: "Meetings on cases that the caller takes part in, newest first"}, s.listMeetings)
	handle(s, op{method: http.MethodGet, path: path + "/{id}", id: "get-meeting", tag: tag, summary: "A meeting, as far as the caller may see its items"},
		func(ctx context.Context, in *MeetingPath) (*meetingOutput, error) { return s.meeting(ctx, in.ID) })
	handle(s, op{method: http.MethodPost, path: path + "/{id}/record", id: "record-meeting", tag: tag, summary: "Roll call, counts and minutes of items; each item its own result"}, s.recordMeeting)
	handle(s, op{method: http.MethodPost, path: path + "/{id}/confirm", id: "confirm-meeting", tag: tag, summary: "A second person confirms items; each its own result. To send one back, act on its case (correct)"}, s.confirmMeeting)
	handle(s, op{method: http.MethodGet, path: path + "/{id}/print", id: "print-minutes", tag: tag, change: binary(mediaTypes["pdf"], mediaTypes["html"]), summary: "The minutes on A4, as far as the caller may see the items; put on record"}, s.printMinutes)
}

func (s *Server) agenda(ctx context.Context, m engine.Meeting, in *MeetingInput) (*meetingOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	m.Body, m.HeldOn, m.Place = in.Body, in.HeldOn, in.Place
	do := s.opt.Engine.CallMeeting
	if m.ID != "" {
		do = s.opt.Engine.ChangeMeeting
	}
	saved, err := do(ctx, actor, m, in.Cases)
	if err != nil {
		return nil, err
	}
	return s.meeting(ctx, saved.ID)
}

func (s *Server) meeting(ctx context.Context, id string) (*meetingOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.MeetingFor(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &meetingOutput{p.meeting(&v)}, nil
}

func (p *presenter) meeting(v *engine.MeetingView) MeetingInfo {
	info := MeetingInfo{
		ID: v.ID, Rev: v.Rev, Body: v.Body, HeldOn: v.HeldOn, Place: v.Place, By: personRef(p.book, v.By), Number: v.Number,
		Confirmed: p.person(v.Confirmed), Present: []PersonRef{}, Items: []ItemInfo{},
	}
	if v.Roll != nil {
		info.Present, info.Chair = p.people(v.Roll.Present), p.person(v.Roll.Chair)
	}
	for i := range v.Agenda {
		a := &v.Agenda[i]
		item := ItemInfo{
			Case: a.Case, Title: a.Title, Number: a.Number, State: a.State, Status: a.Status, Members: p.people(a.Members),
			Recused: p.people(a.Recused), Sheet: p.sheet(a.Sheet), Result: a.Result,
		}
		if a.Mine {
			item.Task = a.Task
		}
		info.Items = append(info.Items, item)
	}
	return info
}

func (s *Server) listMeetings(ctx context.Context, in *meetingsInput) (*struct{ Body Page[MeetingInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	found, next, err := s.opt.Engine.MeetingsFor(ctx, actor, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := Page[MeetingInfo]{Items: []MeetingInfo{}, Next: next}
	for i := range found {
		out.Items = append(out.Items, p.meeting(&found[i]))
	}
	return &struct{ Body Page[MeetingInfo] }{out}, nil
}

func (s *Server) recordMeeting(ctx context.Context, in *struct {
	MeetingPath
	Body RollInput
},
) (*meetingDone, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	var sheets []engine.ItemSheet
	for _, i := range in.Body.Items {
		fields, err := s.fillFiles(ctx, i.Case, engine.Fields(i.Fields))
		if err != nil && engine.CodeOf(err) != engine.ENotFound {
			return nil, err
		}
		sheets = append(sheets, engine.ItemSheet{
			Case: i.Case, Absent: i.Absent, Chair: i.Chair, Yes: i.Yes, No: i.No, Abstain: i.Abstain, Minutes: i.Minutes, Fields: fields,
		})
	}
	roll := engine.Roll{Present: slices.Clone(in.Body.Present), Chair: in.Body.Chair, ChairLast: in.Body.ChairLast}
	results, err := s.opt.Engine.RecordMeeting(ctx, actor, in.ID, in.Body.Rev, roll, sheets)
	return s.meetingDone(ctx, in.ID, results, err)
}

func (s *Server) confirmMeeting(ctx context.Context, in *struct {
	MeetingPath
	Body struct {
		Cases []string `json:"cases,omitempty" maxItems:"100" doc:"Of these items; none named: of all that are entered"`
	}
},
) (*meetingDone, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	results, err := s.opt.Engine.ConfirmMeeting(ctx, actor, in.ID, in.Body.Cases)
	return s.meetingDone(ctx, in.ID, results, err)
}

func (s *Server) meetingDone(ctx context.Context, id string, results []engine.ItemResult, err error) (*meetingDone, error) {
	if err != nil {
		return nil, err
	}
	m, err := s.meeting(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &meetingDone{}
	out.Body.Meeting, out.Body.Results = m.Body, []ItemResultInfo{}
	for _, r := range results {
		info := ItemResultInfo{Case: r.Case, Done: r.Done, Code: string(r.Code), Detail: r.Why}
		if len(r.More) > 0 {
			info.Errors = fieldErrors(r.More)
		}
		out.Body.Results = append(out.Body.Results, info)
	}
	return out, nil
}

func (s *Server) printMinutes(ctx context.Context, in *meetingPrint) (*fileOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	form, err := s.opt.Engine.Minutes(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return s.printed(ctx, engine.Export{Actor: actor, What: engine.ExportDocument, Subject: in.ID, Format: in.Format}, &form)
}
