package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// How an item of an agenda stands.
const (
	ItemWaiting  = "waiting"  // its record is not entered
	ItemRecorded = "recorded" // it waits for the second person
	ItemDecided  = "decided"  // confirmed: the vote has taken effect
	ItemLeft     = "left"     // the case went another way without this meeting
)

// What meetings say.
var (
	msgMeetingBody      = Msg{"请填写会议名称,如 部务会", "Name who meets"}
	msgMeetingPlace     = Msg{"请填写会议地点", "Name the place"}
	msgMeetingDate      = Msg{"请填写会议日期", "Give the date"}
	msgMeetingItems     = Msg{"请选择上会的事项,最多%d件", "Choose the items, at most %d"}
	msgMeetingTwice     = Msg{"同一事项只列一次", "Listed twice"}
	msgMeetingNotYours  = Msg{"“%s”现在不等待您登记会议结果,不能列入议程", "%q does not wait for your record"}
	msgMeetingElsewhere = Msg{"有事项已列入另一次会议的议程,请刷新后再试", "An item is on another agenda"}
	msgMeetingKeeper    = Msg{"只有召集会议的记录人可以登记和修改", "Only who called it keeps its record"}
	msgMeetingCalled    = Msg{"会议已经点名登记,议程不能再改", "The roll was called; the agenda is fixed"}
	msgMeetingClosed    = Msg{"会议纪要%s已经确认,不能再登记", "The minutes %s are confirmed"}
	msgMeetingRoll      = Msg{"请点名登记到会人员", "Call the roll"}
	msgMeetingNoItem    = Msg{"这一事项不在会议议程中", "Not on the agenda"}
	msgMeetingCalls     = Msg{"请参加“%s”会议:%s,%s", "You are called to a meeting of %s: %s, %s"}
	msgMinutesNumber    = Msg{"纪要〔{year}〕{seq}号", "minutes [{year}] no. {seq}"}
	msgMinutesTitle     = Msg{"%s会议纪要", "%s: minutes"}
	msgMinutesWhen      = Msg{"%s，在%s召开%s。", "%[3]s met on %[1]s at %[2]s."}
	msgMinutesChair     = Msg{"主持人：%s。", "Chair: %s."}
	msgMinutesCame      = Msg{"到会%d人：%s。", "Present (%d): %s."}
	msgMinutesAway      = Msg{"未到会：%s。", "Absent: %s."}
	msgMinutesItem      = Msg{"%d．%s", "%d. %s"}
	msgMinutesVote      = Msg{"应到%d人，实到%d人；同意%d票，不同意%d票，弃权%d票。表决结果：%s。", "%d members, %d present; %d yes, %d no, %d abstained. Result: %s."}
	msgMinutesRecused   = Msg{"回避：%s。", "Recused: %s."}
	msgMinutesOpen      = Msg{"尚未确认表决结果。", "Not confirmed yet."}
	msgMinutesLeft      = Msg{"未在本次会议表决。", "Not voted on."}
	msgMinutesBy        = Msg{"记录：%s　确认：%s", "recorded by %s, confirmed by %s"}
	msgMinutesDraft     = Msg{"草稿 尚未全部确认", "Draft, not confirmed yet"}
)

// ItemView is an item of an agenda as somebody may see it.
type ItemView struct {
	AgendaItem
	Title   string
	Number  string
	State   string     // name of the stage of the vote
	Task    string     // the open turn of recorder or confirmer
	Mine    bool       // it is the reader's
	Members []PersonID // who may vote (应到), recused left out
	Recused []PersonID
	Sheet   *Sheet
	Status  string
	Mark    string // 密级 of its procedure
	Result  string // name of the event that the vote came to

	private bool // its procedure is restricted
}

// MeetingView is a meeting as somebody may see it: only the items whose cases he may see.
type MeetingView struct {
	Meeting
	Agenda []ItemView
}

// MeetingFor shows a meeting to who takes part in one of its cases, or called it. Codes: ENotFound.
func (e *Engine) MeetingFor(ctx context.Context, actor PersonID, id string) (MeetingView, error) {
	m, err := e.cfg.Store.Meeting(ctx, id)
	if err != nil {
		return MeetingView{}, err
	}
	return e.viewMeeting(ctx, actor, m)
}

func (e *Engine) viewMeeting(ctx context.Context, actor PersonID, m Meeting) (MeetingView, error) {
	v := MeetingView{Meeting: m}
	for i := range m.Items {
		item, ok, err := e.itemState(ctx, actor, &m.Items[i])
		if err != nil {
			return v, err
		}
		if ok {
			v.Agenda = append(v.Agenda, item)
		}
	}
	if len(v.Agenda) == 0 && m.By != actor {
		return MeetingView{}, NotFound()
	}
	return v, nil
}

// MeetingsFor lists the meetings that somebody may see, newest first, before an id. It looks at limit meetings, as each is
// held against all its cases: a page may hold less than asked for, none at all, and still have a next one.
func (e *Engine) MeetingsFor(ctx context.Context, actor PersonID, before string, limit int) (list []MeetingView, next string, err error) {
	found, err := e.cfg.Store.MeetingsBefore(ctx, before, limit)
	if err != nil {
		return nil, "", err
	}
	for i := range found {
		v, err := e.viewMeeting(ctx, actor, found[i])
		if CodeOf(err) == ENotFound {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		list = append(list, v)
	}
	if len(found) == limit {
		next = found[limit-1].ID
	}
	return list, next, nil
}

// itemState reads how an item stands from its case; ok is false where the reader may not see that.
func (e *Engine) itemState(ctx context.Context, actor PersonID, a *AgendaItem) (v ItemView, ok bool, err error) {
	d, rel, err := e.reading(ctx, actor, a.Case)
	if CodeOf(err) == ENotFound || err == nil && rel != Participant {
		return v, false, nil
	}
	if err != nil {
		return v, false, err
	}
	r, found, err := e.stayOf(ctx, d, a.Round)
	if err != nil || !found {
		return v, false, err
	}
	v = ItemView{AgendaItem: *a, Title: d.titleText(), Number: d.c.Number, State: d.p.stateName(r.State), Sheet: r.Data.Sheet, Status: d.standsAs(&r), Mark: SecrecyMark(d.p.Definition), private: d.p.Secrecy == process.Restricted}
	spec := d.p.task(r.State, a.Group)
	if v.Members = r.Data.Groups[a.Group].Seats; spec != nil && v.Status == ItemWaiting {
		v.Members, _ = d.eligible(spec)
		v.Recused = d.recusedMembers(spec)
	}
	if v.Sheet != nil {
		v.Recused = v.Sheet.Recused
	}
	if v.Status == ItemDecided {
		v.Result = d.p.eventName(r.State, r.Event)
	}
	for _, t := range d.openTasks() {
		if (t.Kind == Record || t.Kind == Confirm) && t.Group == a.Group && d.r.N == a.Round {
			v.Task, v.Mine = t.ID, slices.Contains(t.Candidates, actor)
		}
	}
	return v, true, nil
}

// stayOf finds the round of an item: the open one, or an earlier one.
func (e *Engine) stayOf(ctx context.Context, d *decision, n int) (r Round, found bool, err error) {
	if d.r.N == n {
		return d.r, true, nil
	}
	rounds, err := e.cfg.Store.AllRounds(ctx, d.c.ID)
	if i := slices.IndexFunc(rounds, func(r Round) bool { return r.N == n }); err == nil && i >= 0 {
		return rounds[i], true, nil
	}
	return Round{}, false, err
}

// standsAs is how the record of a stay in a vote stands. A vote that has come to a result leaves its state or closes its
// group; a confirmed sheet is never taken out again.
func (d *decision) standsAs(r *Round) string {
	s := r.Data.Sheet
	switch {
	case s != nil && s.Confirmed != "":
		return ItemDecided
	case r.N != d.r.N || d.c.Status == Closed:
		return ItemLeft
	case s != nil:
		return ItemRecorded
	}
	return ItemWaiting
}

// itemStatus is how an item stands, whoever asks.
func (e *Engine) itemStatus(ctx context.Context, a *AgendaItem) (string, error) {
	cmd := Command{Kind: DoEvent, Case: a.Case}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return "", err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	r, found, err := e.stayOf(ctx, d, a.Round)
	if err != nil || !found {
		return ItemLeft, err
	}
	return d.standsAs(&r), nil
}

// Minutes are the minutes of a meeting as a paper, as far as the reader may see its items. Codes: ENotFound.
func (e *Engine) Minutes(ctx context.Context, actor PersonID, id string) (Form, error) {
	v, err := e.MeetingFor(ctx, actor, id)
	if err != nil {
		return Form{}, err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return Form{}, err
	}
	names := func(people []PersonID) string {
		var list []string
		for _, id := range people {
			p, _ := book.Person(id)
			list = append(list, p.Name)
		}
		return strings.Join(list, msgAnd.Text())
	}
	d := begin(&Procedure{Definition: &process.Definition{}}, Snapshot{Facts: Facts{Book: book}}, Command{Actor: actor}, e.cfg.Clock.Now())
	f := Form{Title: msgMinutesTitle.Text(v.Body), Number: v.Number, Watermark: d.watermark()}
	if v.Number == "" {
		f.Notes = append(f.Notes, msgMinutesDraft.Text())
	}
	f.Text = append(f.Text, msgMinutesWhen.Text(workday.Date(v.HeldOn).Chinese(), v.Place, v.Body))
	if v.Roll != nil {
		f.Text = append(f.Text, v.rollText(names)...)
	}
	for i := range v.Agenda {
		if item := &v.Agenda[i]; f.Mark == "" || item.Mark == msgMarkWork.Text() { // the strictest of its items
			f.Mark = item.Mark
		}
		f.Text = append(f.Text, itemText(i+1, &v.Agenda[i], names)...)
	}
	if v.Number != "" {
		f.Sign = []string{msgMinutesBy.Text(names([]PersonID{v.By}), names([]PersonID{v.Confirmed})), workday.DateOf(v.ClosedAt).Chinese()}
	}
	return f, nil
}

// rollText tells who came, who presided, and which members of the items stayed away.
func (v *MeetingView) rollText(names func([]PersonID) string) []string {
	var lines []string
	if v.Roll.Chair != "" {
		lines = append(lines, msgMinutesChair.Text(names([]PersonID{v.Roll.Chair})))
	}
	lines = append(lines, msgMinutesCame.Text(len(v.Roll.Present), names(v.Roll.Present)))
	var away []PersonID
	for i := range v.Agenda {
		for _, p := range v.Agenda[i].Members {
			if !slices.Contains(v.Roll.Present, p) && !slices.Contains(away, p) {
				away = append(away, p)
			}
		}
	}
	if len(away) > 0 {
		lines = append(lines, msgMinutesAway.Text(names(away)))
	}
	return lines
}

func itemText(n int, item *ItemView, names func([]PersonID) string) []string {
	lines := []string{msgMinutesItem.Text(n, item.Title)}
	switch s := item.Sheet; item.Status {
	case ItemDecided:
		lines = append(lines, s.Minutes)
		if len(s.Recused) > 0 {
			lines = append(lines, msgMinutesRecused.Text(names(s.Recused)))
		}
		lines = append(lines, msgMinutesVote.Text(len(item.Members), len(s.Present), s.Yes, s.No, s.Abstain, item.Result))
	case ItemLeft:
		lines = append(lines, msgMinutesLeft.Text())
	default:
		lines = append(lines, msgMinutesOpen.Text())
	}
	return lines
}
