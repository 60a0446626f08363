package engine

import (
	"context"
	"errors"
	"slices"
	"strings"

	"dandang/engine/workday"
)

// A meeting is a grouping over cases that wait for the record of a vote held in a room: one agenda, one roll call, one set
// of minutes. It decides nothing: what is entered for an item goes to its case as that case's own record, and each
// confirmation is one of that case, by the same Decide as if there were no meeting. How an item stands is read from its
// case and never kept here.

// Meeting is what is kept of a meeting beside the records of its cases.
type Meeting struct {
	ID     string       `json:"id"`
	Body   string       `json:"body"` // who meets: 部务会
	HeldOn string       `json:"held_on"`
	Place  string       `json:"place"`
	By     PersonID     `json:"by"` // who called it and keeps its record
	At     int64        `json:"at"`
	Rev    int64        `json:"rev"` // every save adds one
	Items  []AgendaItem `json:"items"`
	Roll   *Roll        `json:"roll,omitempty"`
	// Number is the 文号 of the minutes, given once every item is confirmed; Confirmed is who confirmed the last.
	Number    string   `json:"number,omitempty"`
	Confirmed PersonID `json:"confirmed,omitempty"`
	ClosedAt  int64    `json:"closed_at,omitempty"`
}

// AgendaItem is one stay of a case in a vote.
type AgendaItem struct {
	Case  string `json:"case"`
	Round int    `json:"round"`
	Group string `json:"group,omitempty"`
}

// Roll is the roll call: who came, who presided.
type Roll struct {
	Present   []PersonID `json:"present"`
	Chair     PersonID   `json:"chair,omitempty"`
	ChairLast bool       `json:"chair_last,omitempty"` // on every item the chair spoke last
}

// ItemSheet is what the recorder enters for one item: the counts and what was said. Who must keep out of the case, or is no
// member of its vote, does not count as present on it.
type ItemSheet struct {
	Case    string
	Absent  []PersonID // of the roll: who had left, or had not come yet
	Chair   PersonID   // who presided on this item, where it was not the chair of the meeting
	Yes     int
	No      int
	Abstain int
	Minutes string
	Fields  Fields
}

// Meetings keeps meetings.
type Meetings interface {
	// SaveMeeting inserts a meeting (Rev 0) or writes it over the revision that it carries, with the number drawn where
	// draw is given, and answers it as saved. ErrStale where the revision is another, or where a stay of a case is on
	// another agenda. What is told of it goes out with it, or not at all.
	SaveMeeting(ctx context.Context, m Meeting, draw *NumberRequest, told []Message) (Meeting, error)
	Meeting(ctx context.Context, id string) (Meeting, error) // Codes: ENotFound
	// MeetingsBefore lists meetings, newest first by id, before an id ("" = from the newest).
	MeetingsBefore(ctx context.Context, id string, limit int) ([]Meeting, error)
}

// maxAgenda is how many items one meeting may have.
const maxAgenda = 100

// ItemResult is what became of one item of a request.
type ItemResult struct {
	Case string
	Done bool
	Code Code
	Why  string
	More []FieldProblem
}

// CallMeeting puts cases on the agenda of a new meeting: those whose record the actor is to keep. Codes: EInvalid,
// EConflict where one is on another agenda.
func (e *Engine) CallMeeting(ctx context.Context, actor PersonID, m Meeting, cases []string) (Meeting, error) {
	m.ID, m.By, m.At, m.Rev, m.Roll, m.Number = e.cfg.NewID(), actor, e.cfg.Clock.Now(), 0, nil, ""
	return e.saveAgenda(ctx, actor, Meeting{}, m, cases)
}

// ChangeMeeting changes date, place and agenda of a meeting before its roll is called. rev is what the actor saw. Codes:
// ENotFound, EForbidden, EStaleView, EWrongState, and those of CallMeeting.
func (e *Engine) ChangeMeeting(ctx context.Context, actor PersonID, m Meeting, cases []string) (Meeting, error) {
	have, err := e.ownMeeting(ctx, actor, m.ID)
	if err != nil {
		return m, err
	}
	switch {
	case have.Rev != m.Rev:
		return m, refuse(EStaleView, msgStale.Text())
	case have.Roll != nil:
		return m, refuse(EWrongState, msgMeetingCalled.Text())
	}
	was := have
	have.Body, have.HeldOn, have.Place = m.Body, m.HeldOn, m.Place
	return e.saveAgenda(ctx, actor, was, have, cases)
}

// saveAgenda saves a meeting in place of what was (the zero value: none) and tells its members.
func (e *Engine) saveAgenda(ctx context.Context, actor PersonID, was, m Meeting, cases []string) (Meeting, error) {
	m.Body, m.Place = strings.TrimSpace(m.Body), strings.TrimSpace(m.Place)
	var problems []FieldProblem
	add := func(field, text string) { problems = append(problems, FieldProblem{field, text}) }
	if m.Body == "" {
		add("body", msgMeetingBody.Text())
	}
	if m.Place == "" {
		add("place", msgMeetingPlace.Text())
	}
	if !workday.Date(m.HeldOn).Valid() {
		add("held_on", msgMeetingDate.Text())
	}
	if len(cases) == 0 || len(cases) > maxAgenda {
		add("cases", msgMeetingItems.Text(maxAgenda))
	}
	m.Items = nil
	for i, id := range cases {
		item, why, err := e.agendaItem(ctx, actor, id)
		if err != nil {
			return m, err
		}
		if why == "" && slices.Contains(cases[:i], id) {
			why = msgMeetingTwice.Text()
		}
		if why != "" {
			add("cases."+itoa(i), why)
		}
		m.Items = append(m.Items, item)
	}
	if len(problems) > 0 {
		return m, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	told, err := e.callTogether(ctx, actor, &was, &m)
	if err != nil {
		return m, err
	}
	saved, err := e.cfg.Store.SaveMeeting(ctx, m, nil, told)
	if errors.Is(err, ErrStale) {
		return m, refuse(EConflict, msgMeetingElsewhere.Text())
	}
	return saved, err
}

// agendaItem finds the vote of a case whose record waits for the actor, or says why there is none.
func (e *Engine) agendaItem(ctx context.Context, actor PersonID, caseID string) (AgendaItem, string, error) {
	d, _, err := e.reading(ctx, actor, caseID)
	if CodeOf(err) == ENotFound {
		return AgendaItem{Case: caseID}, msgNotFound.Text(), nil
	}
	if err != nil {
		return AgendaItem{}, "", err
	}
	for _, t := range d.openTasks() {
		if t.Kind == Record && slices.Contains(t.Candidates, actor) {
			return AgendaItem{Case: caseID, Round: d.r.N, Group: t.Group}, "", nil
		}
	}
	return AgendaItem{Case: caseID}, msgMeetingNotYours.Text(d.titleText()), nil
}

// ownMeeting gives a meeting to who called it. Codes: ENotFound, EForbidden.
func (e *Engine) ownMeeting(ctx context.Context, actor PersonID, id string) (Meeting, error) {
	v, err := e.MeetingFor(ctx, actor, id)
	if err == nil && v.By != actor {
		err = refuse(EForbidden, msgMeetingKeeper.Text())
	}
	return v.Meeting, err
}

// RecordMeeting takes the roll call and what was entered for items, each as the record of its case. An item that is
// refused keeps no other back; it may be entered again, and so may one that was sent back to the recorder. Codes: ENotFound,
// EForbidden, EInvalid, EStaleView, EWrongState.
func (e *Engine) RecordMeeting(ctx context.Context, actor PersonID, id string, rev int64, roll Roll, sheets []ItemSheet) ([]ItemResult, error) {
	m, err := e.ownMeeting(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Number != "":
		return nil, refuse(EWrongState, msgMeetingClosed.Text(m.Number))
	case m.Rev != rev:
		return nil, refuse(EStaleView, msgStale.Text())
	}
	if refusal := e.checkRoll(ctx, actor, &m, &roll, sheets); refusal != nil {
		return nil, refusal
	}
	m.Roll = &roll
	if _, err := e.cfg.Store.SaveMeeting(ctx, m, nil, nil); err != nil {
		if errors.Is(err, ErrStale) {
			err = refuse(EStaleView, msgStale.Text())
		}
		return nil, err
	}
	var results []ItemResult
	for i := range sheets {
		result, err := e.recordItem(ctx, actor, &m, &sheets[i])
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, nil
}

// checkRoll: everybody on the roll sits in the vote of some item, whether or not he keeps out of it, and who presided came.
func (e *Engine) checkRoll(ctx context.Context, actor PersonID, m *Meeting, roll *Roll, sheets []ItemSheet) error {
	var called []PersonID
	for i := range m.Items {
		item, ok, err := e.itemState(ctx, actor, &m.Items[i])
		if err != nil {
			return err
		}
		if ok {
			called = append(append(called, item.Members...), item.Recused...)
		}
	}
	var problems []FieldProblem
	add := func(field, text string) { problems = append(problems, FieldProblem{field, text}) }
	if len(roll.Present) == 0 {
		add("present", msgMeetingRoll.Text())
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return err
	}
	for i, p := range roll.Present {
		person, _ := book.Person(p)
		switch {
		case !slices.Contains(called, p):
			add("present", msgSheetPresent.Text(person.Name))
		case slices.Contains(roll.Present[:i], p):
			add("present", msgSheetTwice.Text(person.Name))
		}
	}
	if roll.Chair != "" && !slices.Contains(roll.Present, roll.Chair) {
		add("chair", msgSheetChair.Text())
	}
	if workday.Date(m.HeldOn) > workday.DateOf(e.cfg.Clock.Now()) {
		add("held_on", msgSheetDate.Text())
	}
	for i := range sheets {
		if !slices.ContainsFunc(m.Items, func(a AgendaItem) bool { return a.Case == sheets[i].Case }) {
			add("items."+itoa(i), msgMeetingNoItem.Text())
		}
	}
	if len(problems) > 0 {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: problems}
	}
	return nil
}

// recordItem enters one item as the record of its case.
func (e *Engine) recordItem(ctx context.Context, actor PersonID, m *Meeting, s *ItemSheet) (ItemResult, error) {
	i := slices.IndexFunc(m.Items, func(a AgendaItem) bool { return a.Case == s.Case })
	item, ok, err := e.itemState(ctx, actor, &m.Items[i])
	if err != nil || !ok {
		return ItemResult{Case: s.Case, Code: ENotFound, Why: msgNotFound.Text()}, err
	}
	sheet := Sheet{HeldOn: m.HeldOn, Yes: s.Yes, No: s.No, Abstain: s.Abstain, Minutes: s.Minutes, Chair: s.Chair, ChairLast: m.Roll.ChairLast}
	for _, p := range m.Roll.Present {
		if slices.Contains(item.Members, p) && !slices.Contains(s.Absent, p) {
			sheet.Present = append(sheet.Present, p)
		}
	}
	if sheet.Chair == "" {
		sheet.Chair = m.Roll.Chair
	}
	round := item.Round
	_, err = e.Act(ctx, Command{Kind: DoEvent, Case: s.Case, Actor: actor, Event: EventRecord, Task: item.Task, Round: &round, Sheet: &sheet, Fields: s.Fields})
	return resultOf(s.Case, err)
}

// ConfirmMeeting has a second person confirm the record of items (none named: all that are entered), each as one of its
// case. When the last item of the agenda is confirmed, or its case has gone another way, the minutes get their number.
// Codes: ENotFound, EStaleView.
func (e *Engine) ConfirmMeeting(ctx context.Context, actor PersonID, id string, cases []string) ([]ItemResult, error) {
	v, err := e.MeetingFor(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var results []ItemResult
	for _, item := range v.Agenda {
		named := slices.Contains(cases, item.Case)
		if !named && (len(cases) > 0 || item.Status != ItemRecorded) {
			continue
		}
		round := item.Round
		_, err := e.Act(ctx, Command{Kind: DoEvent, Case: item.Case, Actor: actor, Event: EventConfirm, Task: item.Task, Round: &round})
		result, err := resultOf(item.Case, err)
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, e.closeMeeting(ctx, actor, id)
}

// resultOf tells a refusal of one item from a failure of the whole.
func resultOf(caseID string, err error) (ItemResult, error) {
	var r *Refusal
	switch {
	case err == nil:
		return ItemResult{Case: caseID, Done: true}, nil
	case errors.As(err, &r) && r.Code != EInternal:
		return ItemResult{Case: caseID, Code: r.Code, Why: r.Detail, More: r.Problems}, nil
	}
	return ItemResult{}, err
}

// closeMeeting numbers the minutes once nothing on the agenda waits any more and something was decided.
func (e *Engine) closeMeeting(ctx context.Context, actor PersonID, id string) error {
	m, err := e.cfg.Store.Meeting(ctx, id)
	if err != nil || m.Number != "" || m.Roll == nil {
		return err
	}
	decided := false
	for i := range m.Items {
		status, err := e.itemStatus(ctx, &m.Items[i])
		if err != nil || status == ItemWaiting || status == ItemRecorded {
			return err
		}
		decided = decided || status == ItemDecided
	}
	if !decided {
		return nil
	}
	m.Confirmed, m.ClosedAt = actor, e.cfg.Clock.Now()
	year := workday.Date(m.HeldOn).Year()
	_, err = e.cfg.Store.SaveMeeting(ctx, m, &NumberRequest{Series: "minutes/" + m.Body + "/" + itoa(year), Year: year, Format: m.Body + msgMinutesNumber.Text()}, nil)
	if errors.Is(err, ErrStale) {
		return nil // somebody confirmed another item meanwhile, and numbers them
	}
	return err
}
