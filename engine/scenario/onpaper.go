package scenario

import (
	"cmp"
	"strings"

	"dandang/engine"
)

// onPaper makes a step an entry from paper, where the step says so: {以: 机要甲, 代录: 李局, 做: 同意, 扫描件: 签批件.pdf,
// 签字日期: 2026-09-07}. What is left out: it was signed today. With 做: 发起 a draft is opened for who signed.
func (w *world) onPaper(s *step, cmd *engine.Command) {
	if s.signed == "" {
		return
	}
	on := s.signedOn
	if on == "今天" {
		on = ""
	}
	cmd.Signed = &engine.Signed{Person: s.signed, On: cmp.Or(on, string(w.today()))}
	if cmd.Kind == engine.DoOpen {
		return
	}
	if !s.scan.empty() {
		cmd.Signed.Scan = filesOf(s.scan)
	}
	cmd.Signed.Event, cmd.Event = cmd.Event, engine.EventEnter
}

// clerksText stands behind who signed on paper: who entered it and who checked it.
func clerksText(clerks []string) string {
	if len(clerks) == 0 {
		return ""
	}
	return "(" + strings.Join(clerks, "、") + ")"
}

// proposal compares the proposal that stands: 无, or {谁: 收甲, 含: 拟同意, 建议: {承办单位: 文旅局}}.
func (x *expectation) proposal(n *node) string {
	p := x.snap.Case.Memo.Proposal
	if n.shape == scalar && n.text == none || p == nil {
		if p == nil {
			return differ(orNone(n.text), none)
		}
		return differ(none, p.Text)
	}
	m := x.r.keyed(n, "who", "says", "suggest")
	if m["who"] != nil && x.r.str(m["who"]) != p.By {
		return differ(x.r.str(m["who"]), p.By)
	}
	for _, say := range x.r.strs(m["says"]) {
		if !strings.Contains(p.Text, say) {
			return differ(say, p.Text)
		}
	}
	want, problem := x.w.fields(x.w.def, nil, m["suggest"].pairs())
	if problem != "" {
		return problem
	}
	var wrong []string
	for id, v := range want {
		if got, ok := p.Fields[id]; !ok || got != v {
			wrong = append(wrong, id)
		}
	}
	if len(wrong) > 0 || m["suggest"] != nil && len(want) != len(p.Fields) {
		return "建议的内容不同:" + strings.Join(wrong, "、")
	}
	return ""
}
