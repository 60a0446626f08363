package process

import (
	"cmp"
	"fmt"
	"slices"

	"dandang/internal/yamldoc"
)

// Unsupported lists what a definition uses that the language knows and Decide cannot carry out yet. The problems are
// warnings without a file name: such a procedure parses and checks, and cases of it cannot be opened.
func Unsupported(d *Definition) []yamldoc.Problem {
	u := unsupported{}
	for i := range d.Fields {
		f := &d.Fields[i]
		u.when(f.Sealed, f.Pos, "密封字段“%s”", f.Name)
		u.when(f.Type == Party, f.Pos, "当事方字段“%s”", f.Name)
	}
	for i := range d.States {
		u.state(&d.States[i])
	}
	for i := range d.Everywhere {
		e := &d.Everywhere[i]
		u.event(e)
	}
	// Not yamldoc.Sort: a field may be two things at one place, and both count.
	slices.SortStableFunc(u.problems, func(a, b yamldoc.Problem) int { return cmp.Or(a.Line-b.Line, a.Col-b.Col) })
	return u.problems
}

type unsupported struct{ problems []yamldoc.Problem }

func (u *unsupported) when(used bool, at Pos, format string, args ...any) {
	if used {
		u.problems = append(u.problems, yamldoc.Problem{
			Line: at.Line, Col: at.Col, Severity: yamldoc.Warning, Code: "unsupported",
			Msg: "本版本还不能办理" + fmt.Sprintf(format, args...), Hint: "可以先写好,待系统支持后再启用",
		})
	}
}

func (u *unsupported) state(s *State) {
	u.when(len(s.Duties) > 0, s.Pos, "环节“%s”的跨环节时限", s.Name)
	for i := range s.On {
		u.event(&s.On[i])
	}
	branches := append(append([]Branch(nil), s.Join...), s.Auto...)
	if s.After != nil {
		branches = append(branches, s.After.Branches...)
	}
	u.branches(branches)
}

func (u *unsupported) event(e *Event) {
	u.effects(e.Do)
	u.branches(e.Branches)
}

func (u *unsupported) branches(list []Branch) {
	for i := range list {
		u.effects(list[i].Do)
	}
}

func (u *unsupported) effects(list []Effect) {
	names := map[EffectKind]string{Register: "登记台账", Flag: "标记"}
	for i := range list {
		name, waiting := names[list[i].Kind]
		u.when(waiting, list[i].Pos, "效果“%s”", name)
	}
}
