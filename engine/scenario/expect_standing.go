package scenario

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

func namesOf[V any](m map[string]V) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var dutyWords = map[engine.DutyStatus]string{
	engine.DutyWaiting: "未起算", engine.DutyOverdue: "超期", engine.DutyMet: "已完成", engine.DutyLate: "迟延完成",
}

// duties compares limits across states: {告知: 2026-09-22}, or 未起算, 超期, 已完成, 迟延完成, 无. Of several of one name the last counts.
func (x *expectation) duties(n *node) string {
	got := map[string]string{}
	for _, k := range x.snap.Case.Memo.Duties {
		got[k.ID] = dueText(k.Due)
		if w := dutyWords[k.Status(x.w.now.Load())]; w != "" {
			got[k.ID] = w
		}
	}
	if n.text == none && len(got) > 0 {
		return differ(none, strings.Join(namesOf(got), "、"))
	}
	for _, p := range n.pairs() {
		if msg := differ(p.val.text, orNone(got[p.key])); msg != "" {
			return p.key + " " + msg
		}
	}
	return ""
}

var purposes = map[string]string{
	"提拔": engine.ForPromotion, "评先评优": engine.ForAward, "职称": engine.ForTitle, "入编": engine.ForEntry,
}

// askStanding lets somebody ask for a person's standing: {查询影响期: 李四, 以: 王五, 用于: 提拔, 结果: 2027-03-15}. 结果 无 means
// that nothing stands in the way. Who may ask is the edge's affair.
func (w *world) askStanding(ctx context.Context, s *step) bool {
	purpose := s.purpose
	if p, ok := purposes[purpose]; ok {
		purpose = p
	}
	got, err := w.eng.Standing(ctx, s.as, s.standing, purpose)
	if s.refused != nil {
		if msg := s.refused.differs(err); msg != "" {
			return w.no(s.line, "查询影响期%s", msg)
		}
		return true
	}
	if err != nil {
		return w.check(s.line, err)
	}
	if msg := differ(s.result, orNone(got.Until)); msg != "" {
		return w.no(s.line, "查询%s的影响期:%s", s.standing, msg)
	}
	return true
}
