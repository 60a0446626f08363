package scenario

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"dandang/engine"
	"dandang/engine/guard"
	"dandang/engine/workday"
)

// expectKeys are what an expectation may speak of.
var expectKeys = []string{
	"state", "status", "outcome", "number", "todo", "due", "deadline", "after", "documents", "papers", "texts", "ledger", "messages",
	"inbox", "notice", "may", "may_not", "incidents", "sees", "blind", "fields", "each", "decisions", "masked", "links", "record", "proposal", "meeting",
	"registers", "flags", "duties", "ahead", "copies", "comments", "typed", "materials",
}

// none is how a file says that there is nothing.
const none = "无"

// expectations checks every part of an expectation and reports all that differs.
func (w *world) expectations(ctx context.Context, s *step) bool {
	if n := s.expect["each"]; n != nil {
		if msg := w.expectEach(ctx, n); msg != "" {
			return w.no(n.line, "%s", msg)
		}
	}
	id, ok := w.cases[w.nameFor(s)]
	if !ok {
		if len(s.expect) == 1 && s.expect["each"] != nil {
			return true
		}
		return w.no(s.line, "还没有名为“%s”的办件", w.nameFor(s))
	}
	snap, err := w.snapshot(ctx, id)
	if err != nil {
		return w.check(s.line, err)
	}
	x := expectation{w: w, ctx: ctx, snap: snap, r: &reader{file: w.file.Name}}
	good := true
	for _, key := range expectKeys {
		n := s.expect[key]
		if n == nil || key == "each" {
			continue
		}
		msg := x.check(key, n)
		for _, p := range x.r.problems {
			msg = p.Text()
		}
		if msg != "" {
			good = w.no(n.line, "%s:%s", chinese(key), msg)
		}
	}
	return good
}

// expectation compares one case with what a story says of it. Each check answers "" or how the two differ.
type expectation struct {
	w    *world
	ctx  context.Context //nolint:containedctx // lives for one step
	snap engine.Snapshot
	r    *reader
}

func (x *expectation) check(key string, n *node) string {
	c := &x.snap.Case
	switch key {
	case "state":
		return x.state(n)
	case "status":
		return differ(value(n.text), string(c.Status))
	case "outcome":
		return differ(n.text, orNone(c.Outcome))
	case "number":
		return differ(n.text, orNone(c.Number))
	case "todo":
		return x.todo(n)
	case "due":
		return x.due(n)
	case "deadline":
		if k := c.Memo.Clock; c.Status == engine.Opened && k != nil && k.Paused() {
			return differ(n.text, "暂停")
		}
		return differ(n.text, dueText(c.Due))
	case "after":
		return differ(n.text, dueText(x.snap.Round.Data.After))
	case "papers":
		return x.papers(n)
	case "documents", "texts":
		return x.documents(key, n)
	case "ledger":
		return x.ledger(n)
	case "messages":
		return x.messages(n)
	case "inbox":
		return x.inbox(n)
	case "notice":
		return x.notice(n)
	case "may", "may_not":
		return x.choices(key, n)
	case "incidents":
		return x.incidents(n)
	case "sees", "blind":
		return x.sight(key, n)
	case "masked":
		return x.masked(n)
	case "fields":
		return x.fields(n)
	case "decisions":
		return x.decisions(n)
	case "links":
		return x.links(n)
	case "meeting":
		return x.meeting(n)
	case "proposal":
		return x.proposal(n)
	case "record":
		return x.record(n)
	case "registers":
		return x.registers(n)
	case "flags":
		return x.flags(n)
	case "duties":
		return x.duties(n)
	case "ahead":
		return x.ahead(n)
	case "copies":
		return x.copies(n)
	case "comments":
		return x.comments(n)
	case "typed":
		return x.typing(n)
	case "materials":
		return x.papersToBring(n)
	}
	return ""
}

// differ says how what is differs from what was wanted.
func differ(want, got string) string {
	if want == got {
		return ""
	}
	return fmt.Sprintf("期望“%s”,实际“%s”", want, got)
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// sameSet compares lists without regard to order.
func sameSet(want, got []string) string {
	a, b := slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	if slices.Equal(a, b) {
		return ""
	}
	return differ(orNone(strings.Join(a, "、")), orNone(strings.Join(b, "、")))
}

// listed is the texts of a list, where the single word 无 means an empty one.
func (x *expectation) listed(n *node) []string {
	if n.shape == scalar && n.text == none {
		return nil
	}
	return x.r.strs(n)
}

func (x *expectation) state(n *node) string {
	s := x.w.procedure(x.snap.Case.Process).State(x.snap.Case.State)
	if s != nil && s.Name == n.text {
		return ""
	}
	return differ(n.text, x.snap.Case.State)
}

// todo: a list is who may act now on whatever is open; a mapping goes by parallel group, or by kind (登记, 确认, 待人工处理).
func (x *expectation) todo(n *node) string {
	by := map[string][]string{}
	for _, t := range x.snap.Tasks {
		if t.Status != engine.TaskOpen {
			continue
		}
		key := t.Group
		if t.Kind != engine.Work {
			key = string(t.Kind)
		}
		for _, p := range t.Candidates {
			if !slices.Contains(by[key], p) {
				by[key] = append(by[key], p)
			}
		}
	}
	if n.shape != mapping {
		var all []string
		for _, key := range sortedKeys(by) {
			for _, p := range by[key] {
				if !slices.Contains(all, p) {
					all = append(all, p)
				}
			}
		}
		return sameSet(x.listed(n), all)
	}
	for _, p := range n.pairs() {
		key := value(p.key)
		if key == string(engine.Work) {
			key = ""
		}
		if msg := sameSet(x.listed(p.val), by[key]); msg != "" {
			return p.key + msg
		}
		delete(by, key)
	}
	for _, key := range sortedKeys(by) {
		return fmt.Sprintf("没有写到“%s”%s", key, strings.Join(by[key], "、"))
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// dueText is a due as files write it: the date, and 暂定 where it is provisional.
func dueText(d workday.Due) string {
	switch {
	case d.At == 0:
		return none
	case d.Provisional:
		return string(d.Date) + " 暂定"
	}
	return string(d.Date)
}

func stamp(ms int64) string { return time.UnixMilli(ms).In(workday.Zone()).Format(clockLayout) }

// due is the due of the open tasks: one for all, or by parallel group.
func (x *expectation) due(n *node) string {
	got := map[string]string{}
	for _, t := range x.snap.Tasks {
		if t.Status == engine.TaskOpen && t.Kind != engine.Trouble {
			got[t.Group] = dueText(t.Due)
		}
	}
	if n.shape != mapping {
		if len(got) == 0 {
			return differ(n.text, none)
		}
		for _, group := range sortedKeys(got) {
			if msg := differ(n.text, got[group]); msg != "" {
				return msg
			}
		}
		return ""
	}
	for _, p := range n.pairs() {
		if msg := differ(p.val.text, got[p.key]); msg != "" {
			return p.key + msg
		}
	}
	return ""
}

// documents: the names of all that were issued, in order; or for each name what its latest text says.
func (x *expectation) documents(key string, n *node) string {
	docs, err := x.w.store.Documents(x.ctx, x.snap.Case.ID)
	if err != nil {
		return explain(err)
	}
	latest := map[string]string{}
	names := []string{}
	for _, d := range docs {
		names = append(names, d.Name)
		latest[d.Name] = d.Title + "\n" + d.Body
	}
	if key == "documents" {
		return differ(orNone(strings.Join(x.listed(n), "、")), orNone(strings.Join(names, "、")))
	}
	for _, p := range n.pairs() {
		for _, say := range x.r.strs(p.val) {
			if !strings.Contains(latest[p.key], say) {
				return fmt.Sprintf("“%s”应当含“%s”,实际是“%s”", p.key, say, latest[p.key])
			}
		}
	}
	return ""
}

func (x *expectation) ledger(n *node) string {
	for _, p := range n.pairs() {
		parts := strings.Split(p.key, "/")
		key := engine.LedgerKey(x.w.def, parts[0], x.w.now.Load(), parts[1:]...)
		balances, err := x.w.store.Balances(x.ctx, []string{key})
		if err != nil {
			return explain(err)
		}
		b := balances[key]
		show := func(v int64) string { return strconv.FormatInt(v, 10) }
		if l := x.w.def.Ledger(parts[0]); l != nil && l.Unit == "money" {
			show = func(v int64) string { return guard.MoneyV(v).String() }
		}
		got := map[string]string{"free": show(b.Free()), "reserved": show(b.Reserved), "spent": show(b.Spent), "budget": show(b.Budget)}
		for _, e := range p.val.pairs() {
			want := plainNumber(e.val.text)
			if m, err := guard.ParseMoney(want); err == nil && strings.Contains(got[english(e.key)], ".") {
				want = m.String()
			}
			if msg := differ(want, got[english(e.key)]); msg != "" {
				return p.key + "的" + e.key + msg
			}
		}
	}
	return ""
}

// messages: each line must be among what was sent since messages were last looked at; 无 means that nothing was. That a
// turn has come to somebody is told by the turn, and counts only where a line asks for it by its kind.
func (x *expectation) messages(n *node) string {
	var sent []engine.Message
	for after := ""; ; {
		page, err := x.w.store.Outbox(x.ctx, after, 1000)
		if err != nil {
			return explain(err)
		}
		sent = append(sent, page...)
		if len(page) < 1000 {
			break
		}
		after = page[len(page)-1].ID
	}
	fresh := sent[min(x.w.read, len(sent)):]
	x.w.read = len(sent)
	var lines []string
	for _, m := range fresh {
		if m.Kind == engine.MessageTodo {
			continue
		}
		lines = append(lines, m.Kind+"→"+strings.Join(m.To, "、")+":"+m.Text)
	}
	if n.shape == scalar && n.text == none {
		return differ(none, orNone(strings.Join(lines, ";")))
	}
	for _, item := range x.r.items(n) {
		m := x.r.keyed(item, "who", "says", "code")
		found := slices.ContainsFunc(fresh, func(msg engine.Message) bool {
			if msg.Kind == engine.MessageTodo && m["code"] == nil {
				return false
			}
			if m["who"] != nil && sameSet(x.r.strs(m["who"]), msg.To) != "" || m["code"] != nil && value(m["code"].text) != msg.Kind {
				return false
			}
			return !slices.ContainsFunc(x.r.strs(m["says"]), func(say string) bool { return !strings.Contains(msg.Text, say) })
		})
		if !found {
			return fmt.Sprintf("没有发出第%d行所说的通知,实际发出:%s", item.line, orNone(strings.Join(lines, ";")))
		}
	}
	return ""
}
