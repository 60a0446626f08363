package scenario

import (
	"dandang/engine/process"
)

// doLook is somebody opening a case and doing nothing: {以: 初甲, 做: 打开}. It is no act, and leaves its mark all the same.
const doLook = "look"

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

// nameFor is what the story calls the case of a step.
func (w *world) nameFor(s *step) string {
	if s.caseName != "" {
		w.last = s.caseName
	}
	if w.last == "" {
		w.last = "办件"
	}
	return w.last
}
