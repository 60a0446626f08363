package scenario

import (
	"context"

	"dandang/engine"
)

// doLook is somebody opening a case and doing nothing: {以: 初甲, 做: 打开}. It is no act, and leaves its mark all the same.
const doLook = "look"

func (w *world) look(ctx context.Context, s *step, cmd engine.Command) bool {
	err := w.eng.Opened(ctx, cmd.Actor, cmd.Case)
	if err == nil {
		_, err = w.eng.View(ctx, cmd.Actor, cmd.Case)
	}
	if s.refused != nil {
		if msg := s.refused.differs(err); msg != "" {
			return w.no(s.line, "%s打开%s", s.as, msg)
		}
		return true
	}
	return w.check(s.line, err)
}
