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
