package scenario

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"dandang/engine"
)

// What people do beside the record: none of it moves the case.
const (
	doCirculate = "circulate" // 传阅: {以: 会甲, 做: 传阅, 交给: [李四], 意见: 请阅}
	doRead      = "read"      // 阅知: {以: 李四, 做: 阅知}
	doComment   = "comment"   // 留言: {以: 会甲, 做: 留言, 意见: 请核对, 交给: [会乙]}
	doType      = "type"      // 暂存: {以: 张三, 做: 暂存, 意见: 第一稿}; with 凭旧内容 from a tab that shows what stood before
)

// desk carries such an act out; false: it is another.
func (w *world) desk(ctx context.Context, cmd engine.Command, stale bool) (done bool, err error) {
	switch cmd.Event {
	case doLook:
		err = w.road.Look(ctx, cmd.Actor, cmd.Case)
	case doCirculate:
		cmd.Readers, cmd.People = cmd.People, nil
		_, err = w.road.Circulate(ctx, cmd)
	case doRead:
		err = w.road.Read(ctx, cmd.Actor, cmd.Case)
	case doComment:
		err = w.road.Comment(ctx, cmd.Actor, cmd.Case, cmd.Opinion, cmd.People)
	case doType:
		err = w.typed(ctx, cmd, stale)
	default:
		return false, nil
	}
	return true, err
}

// typed autosaves. A tab that shows an older version is told, though both texts are kept.
func (w *world) typed(ctx context.Context, cmd engine.Command, stale bool) error {
	tab := cmd.Case + " " + cmd.Actor
	base := w.tabs[tab]
	if stale {
		base--
	}
	rev, err := w.road.Type(ctx, cmd.Actor, cmd.Case, engine.Typed{Fields: cmd.Fields, Opinion: cmd.Opinion}, base)
	if err == nil {
		w.tabs[tab] = rev
	}
	return err
}

// copies is who was sent the case to read, and whether he has: {李四: 待阅, 王五: 已阅}.
func (x *expectation) copies(n *node) string {
	handler := x.reader()
	list, err := x.w.eng.Copies(x.ctx, handler, x.snap.Case.ID)
	if err != nil {
		return explain(err)
	}
	got := map[string]string{}
	for _, c := range list {
		got[c.Person] = "待阅"
		if c.ReadAt != 0 {
			got[c.Person] = "已阅"
		}
	}
	if n.shape == scalar && n.text == none {
		return differ("0", strconv.Itoa(len(got)))
	}
	for _, p := range n.pairs() {
		if msg := differ(p.val.text, orNone(got[p.key])); msg != "" {
			return p.key + msg
		}
	}
	return ""
}

// reader is somebody who may see the record: for what is shown to those alike.
func (x *expectation) reader() engine.PersonID {
	for _, a := range x.snap.Case.Memo.Trail {
		for _, act := range a.Acts {
			if rel, err := x.w.eng.Relates(x.ctx, act.Person, x.snap.Case.ID); err == nil && rel == engine.Participant {
				return act.Person
			}
		}
	}
	for _, t := range x.snap.Tasks {
		if len(t.Candidates) > 0 {
			return t.Candidates[0]
		}
	}
	return ""
}

// comments are words of each comment that stands, oldest first.
func (x *expectation) comments(n *node) string {
	list, err := x.w.eng.Comments(x.ctx, x.reader(), x.snap.Case.ID)
	if err != nil {
		return explain(err)
	}
	var got []string
	for _, c := range list {
		if c.VoidAt == 0 {
			got = append(got, c.Text)
		}
	}
	want := x.listed(n)
	if len(want) != len(got) {
		return differ(orNone(strings.Join(want, "、")), orNone(strings.Join(got, "、")))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			return differ(want[i], got[i])
		}
	}
	return ""
}

// typing is what somebody has autosaved, the head first, then what other tabs typed over an older head: {张三: [第二稿, 另一页]}.
func (x *expectation) typing(n *node) string {
	for _, p := range n.pairs() {
		v, err := x.w.eng.Typed(x.ctx, p.key, x.snap.Case.ID)
		if err != nil {
			return explain(err)
		}
		var got []string
		if v.Head != nil {
			got = append(got, v.Head.Opinion)
		}
		for i := range v.Aside {
			got = append(got, v.Aside[i].Opinion)
		}
		if want := x.listed(p.val); !slices.Equal(want, got) {
			return p.key + differ(orNone(strings.Join(want, "、")), orNone(strings.Join(got, "、")))
		}
	}
	return ""
}

// papersToBring are lines of the checklist of materials as somebody sees them: {张三: {身份证明: 已交, 收入证明: 缺, 病历: 不需要}}; what
// depends on a field that is not filled in is 待定.
func (x *expectation) papersToBring(n *node) string {
	for _, p := range n.pairs() {
		list, err := x.w.eng.Materials(x.ctx, p.key, x.snap.Case.ID)
		if err != nil {
			return explain(err)
		}
		got := map[string]string{}
		for i := range list {
			got[list[i].Name] = materialWord(&list[i])
		}
		for _, line := range p.val.pairs() {
			if msg := differ(line.val.text, orNone(got[line.key])); msg != "" {
				return line.key + msg
			}
		}
	}
	return ""
}

func materialWord(m *engine.MaterialView) string {
	switch {
	case m.Missing:
		return "缺"
	case len(m.Files) > 0:
		return "已交"
	case m.Unknown:
		return "待定"
	case m.Required:
		return "须交"
	}
	return "不需要"
}
