package scenario

import (
	"context"

	"dandang/engine"
	"dandang/engine/process"
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

// signWord is the engine's word for where and how added people sign.
func signWord(s string) string {
	if w, ok := signWords[s]; ok {
		return w
	}
	return s
}

// declares reports whether the procedure has an event of its own under a name that the language offers too.
func declares(def *process.Definition, act string) bool {
	if def == nil {
		return false
	}
	for i := range def.States {
		for _, e := range def.EventsIn(def.States[i].ID) {
			if e.ID == act || e.Name == act {
				return true
			}
		}
	}
	return false
}
