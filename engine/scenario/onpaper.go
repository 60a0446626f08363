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
