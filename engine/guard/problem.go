package guard

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is one thing wrong with an expression, for the person who wrote it.
type Problem struct {
	// Col is the 1-based rune column within the expression, Len the number of
	// runes concerned (at least 1; at the end of the source it may point one
	// past the last rune).
	Col, Len int
	// Msg says in Chinese what is wrong; Hint says what to write instead and
	// may be empty.
	Msg, Hint string
}

// String is "第9列:这里是…,请改为…".
func (p Problem) String() string {
	s := fmt.Sprintf("第%d列:%s", p.Col, p.Msg)
	if p.Hint != "" {
		s += "," + p.Hint
	}
	return s
}

// problems collects what one compilation finds, in any order.
type problems struct{ list []Problem }

// add records a problem over the runes [from, to), 0-based.
func (ps *problems) add(from, to int, msg, hint string) {
	ps.list = append(ps.list, Problem{Col: from + 1, Len: max(to-from, 1), Msg: msg, Hint: hint})
}

func (ps *problems) addf(from, to int, hint, format string, args ...any) {
	ps.add(from, to, fmt.Sprintf(format, args...), hint)
}

// sorted is the problems by place, without repetitions.
func (ps *problems) sorted() []Problem {
	slices.SortStableFunc(ps.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Col, b.Col), cmp.Compare(a.Len, b.Len))
	})
	return slices.Compact(ps.list)
}
