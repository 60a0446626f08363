package scenario

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// agendaStep is what a step does with a meeting on several cases.
type agendaStep struct {
	call    string   // 召集会议: who meets
	agenda  []string // 议题: cases by name
	heldOn  string
	record  *node // 会议登记
	confirm []string
	results []pair // 各件: how each item ended, a code or 成功
}

// agendaKeys are the keys of such steps, beside 以 and 被拒.
var agendaKeys = []string{"call_meeting", "agenda", "record_meeting", "confirm_meeting", "results", "held_on"}

// meetingStep reads a step about a meeting, nil where it is about something else.
func (r *reader) meetingStep(m map[string]*node) *agendaStep {
	if m["call_meeting"] == nil && m["record_meeting"] == nil && m["confirm_meeting"] == nil {
		return nil
	}
	return &agendaStep{
		call: r.str(m["call_meeting"]), agenda: r.strs(m["agenda"]), heldOn: r.str(m["held_on"]), record: m["record_meeting"],
		confirm: r.strs(m["confirm_meeting"]), results: m["results"].pairs(),
	}
}

// gather lets somebody call a meeting, keep its record, or confirm it:
// {以: 秘甲, 召集会议: 部务会, 议题: [一, 二]}; {以: 秘甲, 会议登记: {到会: [常甲, 常乙], 一: {同意: 2}}}; {以: 秘乙, 会议确认: [一, 二]}.
func (w *world) gather(ctx context.Context, s *step) bool {
	a := s.agenda
	switch {
	case a.call != "":
		m := engine.Meeting{Body: a.call, Place: "三楼会议室", HeldOn: a.heldOn}
		if m.HeldOn == "" || m.HeldOn == "今天" {
			m.HeldOn = string(w.today())
		}
		var ids []string
		for _, name := range a.agenda {
			ids = append(ids, w.cases[name])
		}
		called, err := w.road.CallMeeting(ctx, s.as, m, ids)
		if err == nil {
			w.meeting = called.ID
		}
		return w.ended(s, "召集会议", err)
	case a.record != nil:
		roll, sheets, problem := w.rollOf(ctx, s.as, a.record)
		if problem != "" {
			return w.no(s.line, "%s", problem)
		}
		v, err := w.road.MeetingFor(ctx, s.as, w.meeting)
		if err != nil {
			return w.ended(s, "会议登记", err)
		}
		results, err := w.road.RecordMeeting(ctx, s.as, w.meeting, v.Rev, roll, sheets)
		return w.itemsEnded(ctx, s, "会议登记", results, err)
	}
	var ids []string
	for _, name := range a.confirm {
		if id := w.cases[name]; id != "" {
			ids = append(ids, id)
		}
	}
	results, err := w.road.ConfirmMeeting(ctx, s.as, w.meeting, ids)
	return w.itemsEnded(ctx, s, "会议确认", results, err)
}

// rollOf reads the roll and the sheets. 到会: 全体 is every member who need not keep out of some item.
func (w *world) rollOf(ctx context.Context, actor string, n *node) (roll engine.Roll, sheets []engine.ItemSheet, problem string) {
	r := &reader{file: w.file.Name}
	for _, p := range n.pairs() {
		switch english(p.key) {
		case "present":
			roll.Present = r.strs(p.val)
		case "chair":
			roll.Chair = r.str(p.val)
		case "chair_last":
			roll.ChairLast = r.yes(p.val, false)
		default:
			id, ok := w.cases[p.key]
			if !ok {
				return roll, nil, "还没有名为“" + p.key + "”的办件"
			}
			m := r.keyed(p.val, "yes", "no", "abstain", "minutes", "absent", "chair", "with")
			sheet := engine.ItemSheet{
				Case: id, Yes: r.num(m["yes"], 0), No: r.num(m["no"], 0), Abstain: r.num(m["abstain"], 0), Minutes: "会议研究了本事项。",
				Absent: r.strs(m["absent"]), Chair: r.str(m["chair"]),
			}
			if m["minutes"] != nil {
				sheet.Minutes = r.str(m["minutes"])
			}
			if sheet.Fields, problem = w.fields(w.def, nil, m["with"].pairs()); problem != "" {
				return roll, nil, problem
			}
			sheets = append(sheets, sheet)
		}
	}
	if len(roll.Present) == 1 && roll.Present[0] == "全体" {
		v, err := w.road.MeetingFor(ctx, actor, w.meeting)
		if err != nil {
			return roll, nil, explain(err)
		}
		roll.Present = nil
		for i := range v.Agenda {
			for _, p := range v.Agenda[i].Members {
				if !slices.Contains(roll.Present, p) {
					roll.Present = append(roll.Present, p)
				}
			}
		}
	}
	if len(r.problems) > 0 {
		problem = r.problems[0].Error()
	}
	return roll, sheets, problem
}

// itemsEnded compares how each item ended with what the step says: all as they should where it says nothing.
func (w *world) itemsEnded(ctx context.Context, s *step, what string, results []engine.ItemResult, err error) bool {
	if err != nil || s.refused != nil {
		return w.ended(s, what, err)
	}
	for _, id := range slices.Clone(w.opened) {
		w.adopt(ctx, id)
	}
	for _, got := range results {
		want := refused{}
		name := ""
		for n, id := range w.cases {
			if id == got.Case {
				name = n
			}
		}
		for _, p := range s.agenda.results {
			if w.cases[p.key] == got.Case && p.val.text != "成功" {
				want.code = engine.Code(p.val.text)
			}
		}
		if got.Done != (want.code == "") || !got.Done && got.Code != want.code {
			return w.no(s.line, "%s“%s”应为“%s”,实际:%s %s", what, name, orNone(string(want.code)), got.Code, got.Why)
		}
	}
	for _, p := range s.agenda.results {
		if !slices.ContainsFunc(results, func(r engine.ItemResult) bool { return r.Case == w.cases[p.key] }) {
			return w.no(s.line, "%s没有“%s”这一件的结果", what, p.key)
		}
	}
	return true
}

// itemWords are how items stand.
var itemWords = map[string]string{"待登记": engine.ItemWaiting, "待确认": engine.ItemRecorded, "已表决": engine.ItemDecided, "未表决": engine.ItemLeft}

// meeting compares how the items of the last meeting stand as its keeper sees them, and the number of its minutes:
// {一: 已表决, 二: 待登记, 文号: 部务会纪要〔2026〕1号}.
func (x *expectation) meeting(n *node) string {
	m, err := x.w.store.Meeting(x.ctx, x.w.meeting)
	if err != nil {
		return explain(err)
	}
	v, err := x.w.road.MeetingFor(x.ctx, m.By, m.ID)
	if err != nil {
		return explain(err)
	}
	var wrong []string
	for _, p := range n.pairs() {
		if english(p.key) == "paper_number" {
			if msg := differ(p.val.text, orNone(m.Number)); msg != "" {
				wrong = append(wrong, msg)
			}
			continue
		}
		got := none
		for i := range v.Agenda {
			if v.Agenda[i].Case == x.w.cases[p.key] {
				got = v.Agenda[i].Status
			}
		}
		if want := p.val.text; itemWords[want] != got && want != got {
			wrong = append(wrong, p.key+":"+differ(want, got))
		}
	}
	return strings.Join(wrong, ";")
}
