package scenario

import (
	"context"
	"strings"

	"dandang/engine"
	"dandang/engine/process"
)

// choice is the event that a ballot stands for in the case's open vote: {以: 专家1, 投: 同意}.
func (w *world) choice(ctx context.Context, name, cast string) (event, problem string) {
	snap, err := w.snapshot(ctx, w.cases[name])
	if err != nil {
		return "", explain(err)
	}
	if s := w.def.State(snap.Case.State); s != nil {
		for i := range s.Tasks {
			if s.Tasks[i].Mode != process.Ballot {
				continue
			}
			v := s.Tasks[i].Vote
			if e := map[string]string{"同意": v.Yes, "不同意": v.No, "弃权": engine.EventAbstain, "yes": v.Yes, "no": v.No, "abstain": engine.EventAbstain}[cast]; e != "" {
				return e, ""
			}
			return "", "“投”请写 同意、不同意 或 弃权"
		}
	}
	return "", "当前环节没有票决,不能写“投”"
}

// record compares the last lines of the 办理记录 with the names given, oldest first: [已投票, 已投票, 结束投票].
func (x *expectation) record(n *node) string {
	events, _, err := x.w.store.History(x.ctx, x.snap.Case.ID)
	if err != nil {
		return explain(err)
	}
	var want, got []string
	if n.shape != list {
		want = x.listed(n)
	} else {
		for _, item := range n.vals {
			want = append(want, x.recordLine(item))
		}
	}
	for i := max(0, len(events)-len(want)); i < len(events); i++ {
		line := events[i].Name
		if k := i - len(events) + len(want); k >= 0 && strings.Contains(want[k], whoMark) {
			line = x.whoActed(&events[i]) + whoMark + line
		}
		got = append(got, line)
	}
	return differ(strings.Join(want, "、"), strings.Join(got, "、"))
}

// whoMark stands between who acted and what he did.
const whoMark = "："

// recordLine is a line of the record as the file wants it: 同意, or with who did it: {谁: 李四代张三, 名称: 同意}; of an
// act entered from paper also with both clerks: {谁: 张三, 代录: [甲, 乙], 名称: 同意}.
func (x *expectation) recordLine(n *node) string {
	if n.shape != mapping {
		return x.r.str(n)
	}
	m := x.r.keyed(n, "who", "name", "signed")
	return x.r.str(m["who"]) + clerksText(x.r.strs(m["signed"])) + whoMark + x.r.str(m["name"])
}

// whoActed is 李四代张三 where somebody stood in.
func (x *expectation) whoActed(ev *engine.AuditEvent) string {
	if ev.For != "" {
		return ev.Actor + "代" + ev.For
	}
	m, _ := ev.Extra["entered"].(map[string]any)
	if by, _ := m["by"].(string); by != "" {
		confirmed, _ := m["confirmed"].(string)
		return ev.Actor + clerksText([]string{by, confirmed})
	}
	return ev.Actor
}
