package scenario

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dandang/engine"
	"dandang/engine/guard"
	"dandang/engine/process"
)

// notice checks the latest notice of the case: {状态: 公示中, 到期: 2026-09-24, 内容: [...], 对象: 本单位}.
func (x *expectation) notice(n *node) string {
	posted := x.snap.Case.Memo.Posted
	if posted != nil {
		x.w.notice(x.snap)
	}
	id := x.w.notices[x.snap.Case.ID]
	if n.shape == scalar && n.text == none {
		if posted == nil {
			return ""
		}
		return differ(none, posted.Status)
	}
	if id == "" {
		return "没有公示过"
	}
	got, err := x.w.store.Notice(x.ctx, id)
	if err != nil {
		return explain(err)
	}
	m := x.r.keyed(n, "status", "after", "shows", "audience", "at", "name")
	if v := m["status"]; v != nil && value(v.text) != got.Status {
		return differ(v.text, got.Status)
	}
	if v := m["audience"]; v != nil && value(v.text) != got.Audience {
		return differ(v.text, got.Audience)
	}
	if v := m["at"]; v != nil && v.text != got.PostedOn {
		return "张贴日期" + differ(v.text, got.PostedOn)
	}
	if v := m["name"]; v != nil && v.text != got.Title {
		return "标题" + differ(v.text, got.Title)
	}
	if v := m["after"]; v != nil && v.text != dueText(got.Until) {
		return "截止" + differ(v.text, dueText(got.Until))
	}
	if v := m["shows"]; v != nil {
		var lines []string
		for _, l := range got.Body {
			lines = append(lines, l.Label+":"+l.Value)
		}
		return differ(strings.Join(x.r.strs(v), ";"), strings.Join(lines, ";"))
	}
	return ""
}

// notice remembers which notice a case showed last.
func (w *world) notice(snap engine.Snapshot) {
	if p := snap.Case.Memo.Posted; p != nil {
		if w.notices == nil {
			w.notices = map[string]string{}
		}
		w.notices[snap.Case.ID] = p.ID
	}
}

// choices: may {张三: [同意]} is what he may do, among other things; may_not {张三: {同意: 回避}} what he may not, and why.
func (x *expectation) choices(key string, n *node) string {
	for _, p := range n.pairs() {
		list, err := x.w.eng.Choices(x.ctx, p.key, x.snap.Case.ID)
		if err != nil && key == "may" {
			return p.key + ":" + explain(err)
		}
		allowed := map[string]bool{}
		why := map[string]string{}
		var names []string
		for _, c := range list {
			if c.Allowed {
				allowed[c.Name] = true
				names = append(names, c.Name)
			} else {
				why[c.Name] = c.Why
			}
		}
		if key == "may" {
			for _, want := range x.listed(p.val) {
				if !allowed[want] {
					return fmt.Sprintf("%s应当可以“%s”,实际可做:%s%s", p.key, want, orNone(strings.Join(names, "、")), because(why[want]))
				}
			}
			continue
		}
		if msg := x.mayNot(p, allowed, why); msg != "" {
			return msg
		}
	}
	return ""
}

// ahead: for each person, the names of the states that he is told the case will come to, in order, each with the last
// day of its stay where the file writes one: 审核 2026-09-04.
func (x *expectation) ahead(n *node) string {
	for _, p := range n.pairs() {
		f, err := x.w.eng.Forecast(x.ctx, p.key, x.snap.Case.ID, nil)
		if err != nil {
			return p.key + ":" + explain(err)
		}
		want := x.listed(p.val)
		var names []string
		for i := range f.Stops {
			name := x.w.procedure(x.snap.Case.Process).State(f.Stops[i].State).Name
			if i < len(want) && strings.Contains(want[i], " ") {
				name += " " + dueText(f.Stops[i].By)
			}
			names = append(names, name)
		}
		if msg := differ(orNone(strings.Join(want, "、")), orNone(strings.Join(names, "、"))); msg != "" {
			return p.key + ":" + msg
		}
	}
	return ""
}

func (x *expectation) mayNot(p pair, allowed map[string]bool, why map[string]string) string {
	if p.val.shape != mapping {
		for _, event := range x.r.strs(p.val) {
			if allowed[event] {
				return fmt.Sprintf("%s不应当可以“%s”", p.key, event)
			}
		}
		return ""
	}
	for _, e := range p.val.pairs() {
		if allowed[e.key] {
			return fmt.Sprintf("%s不应当可以“%s”", p.key, e.key)
		}
		if !strings.Contains(why[e.key], e.val.text) {
			return fmt.Sprintf("%s不能“%s”的理由应当含“%s”,实际是“%s”", p.key, e.key, e.val.text, why[e.key])
		}
	}
	return ""
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return "(理由:" + why + ")"
}

// incidents are given by kind or by words of the reason.
func (x *expectation) incidents(n *node) string {
	open := x.snap.Case.Memo.Incidents
	want := x.listed(n)
	var got []string
	for _, i := range open {
		got = append(got, i.Kind+":"+i.Reason)
	}
	if len(want) != len(open) {
		return differ(orNone(strings.Join(want, "、")), orNone(strings.Join(got, "、")))
	}
	for _, say := range want {
		if !slices.ContainsFunc(open, func(i engine.Incident) bool { return value(say) == i.Kind || strings.Contains(i.Reason, say) }) {
			return differ(say, strings.Join(got, "、"))
		}
	}
	return ""
}

// sight: who may see the case, and for whom it does not exist.
func (x *expectation) sight(key string, n *node) string {
	for _, p := range x.listed(n) {
		_, err := x.w.eng.View(x.ctx, p, x.snap.Case.ID)
		switch {
		case key == "sees" && err != nil:
			return p + "应当能看到,实际:" + explain(err)
		case key == "blind" && engine.CodeOf(err) != engine.ENotFound:
			return p + "应当看不到"
		}
	}
	return ""
}

// masked: which fields somebody sees masked: {向梅: [银行账号], 财政甲: 无}.
func (x *expectation) masked(n *node) string {
	for _, p := range n.pairs() {
		v, err := x.w.eng.View(x.ctx, p.key, x.snap.Case.ID)
		if err != nil {
			return p.key + ":" + explain(err)
		}
		if msg := sameSet(x.listed(p.val), v.Masked); msg != "" {
			return p.key + msg
		}
	}
	return ""
}

// fields are values of the case: 无 for a missing one.
func (x *expectation) fields(n *node) string {
	for _, p := range n.pairs() {
		f := x.w.procedure(x.snap.Case.Process).Field(p.key)
		if f == nil {
			return "没有字段“" + p.key + "”"
		}
		got := x.snap.Case.Memo.Fields[p.key]
		if p.val.shape == scalar && p.val.text == none {
			if got != nil {
				return p.key + differ(none, fmt.Sprint(got))
			}
			continue
		}
		if f.Sealed && p.val.shape == scalar && p.val.text == sealedText {
			if got == nil {
				return p.key + differ(sealedText, none)
			}
			continue
		}
		want := x.w.wire(f, p.val)
		if clean, problem := f.Normalise(want); problem == "" {
			want = clean
		}
		if !sameJSON(want, got) {
			return p.key + differ(fmt.Sprint(want), fmt.Sprint(got))
		}
	}
	return ""
}

// inbox counts this case in people's boxes: {张三: {待办: 1, 已办: 0}}.
func (x *expectation) inbox(n *node) string {
	for _, p := range n.pairs() {
		for _, e := range p.val.pairs() {
			rows, err := x.w.eng.Inbox(x.ctx, engine.InboxQuery{Person: p.key, Box: engine.Box(value(e.key)), Limit: 1000})
			if err != nil {
				return explain(err)
			}
			count := 0
			for _, row := range rows {
				if row.Row.Case.ID == x.snap.Case.ID {
					count++
				}
			}
			if msg := differ(e.val.text, strconv.Itoa(count)); msg != "" {
				return p.key + "的" + e.key + msg
			}
		}
	}
	return ""
}

// decisions is what a decision table last gave when it was read: {帮扶上限.上限: 20000}.
func (x *expectation) decisions(n *node) string {
	events, _, err := x.w.store.History(x.ctx, x.snap.Case.ID)
	if err != nil {
		return explain(err)
	}
	for _, p := range n.pairs() {
		got := none
		for _, ev := range events {
			if v, ok := ev.Facts["decisions."+p.key]; ok {
				got = fmt.Sprint(v)
			}
		}
		want := plainNumber(p.val.text)
		if m, err := guard.ParseMoney(want); err == nil && strings.Contains(got, ".") {
			want = m.String()
		}
		if msg := differ(want, got); msg != "" {
			return p.key + msg
		}
	}
	return ""
}

// sameJSON compares two values by what JSON makes of them.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// expectEach compares where the cases of the story stand: {归档: 2} how many are in a state, {一: 归档} where one of them is.
func (w *world) expectEach(ctx context.Context, n *node) string {
	count, known := map[string]int{}, map[string]bool{}
	note := func(d *process.Definition, key string) {
		for i := range d.States {
			if s := &d.States[i]; s.ID == key || s.Name == key {
				known[key] = true
			}
		}
	}
	for _, p := range n.pairs() {
		note(w.def, p.key)
		for _, id := range w.opened {
			snap, err := w.snapshot(ctx, id)
			if err != nil {
				return explain(err)
			}
			d := w.procedure(snap.Case.Process)
			note(d, p.key)
			if s := d.State(snap.Case.State); s != nil && (s.ID == p.key || s.Name == p.key) {
				count[p.key]++
			}
		}
		if want, err := strconv.Atoi(p.val.text); err == nil {
			switch {
			case !known[p.key]:
				return fmt.Sprintf("%s:没有环节“%s”", chinese("each"), p.key)
			case count[p.key] != want:
				return fmt.Sprintf("%s:在“%s”的应有%d件,实有%d件", chinese("each"), p.key, want, count[p.key])
			}
			continue
		}
		if msg := w.stands(ctx, p.key, p.val); msg != "" {
			return chinese("each") + ":" + p.key + msg
		}
	}
	return ""
}

// stands compares the state of a case known by its name in the story.
func (w *world) stands(ctx context.Context, name string, want *node) string {
	id, ok := w.cases[name]
	if !ok {
		return "不是办件,这里要写办件和它的环节,或者环节和件数"
	}
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return explain(err)
	}
	x := expectation{w: w, ctx: ctx, snap: snap}
	return x.state(want)
}
