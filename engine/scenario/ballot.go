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
	want := x.listed(n)
	var got []string
	for i := max(0, len(events)-len(want)); i < len(events); i++ {
		got = append(got, events[i].Name)
	}
	return differ(strings.Join(want, "、"), strings.Join(got, "、"))
}
