package engine

// fewest is how many cases a figure of a restricted procedure must stand for.
const fewest = 3

// small figures would tell of single cases. Nought tells of none.
func small(n *int) bool { return n != nil && *n > 0 && *n < fewest }

// measures are the members of Figures that count cases.
var measures = []func(*Figures) **int{
	func(f *Figures) **int { return &f.Received },
	func(f *Figures) **int { return &f.Closed },
	func(f *Figures) **int { return &f.Late },
	func(f *Figures) **int { return &f.Open },
	func(f *Figures) **int { return &f.Overdue },
}

// withhold takes out of statistics what tells of fewer than three cases, and what would let them be worked out from the
// rest: a column of units or stages that has one such figure goes as a whole, since its total stands beside it; and a total
// goes where a part of its period would be withheld, since the other parts could be taken from it.
func (s *Stats) withhold(parts []Stats) {
	hide := func(p **int) { *p, s.Withheld = nil, true }
	for _, of := range measures {
		for _, part := range parts {
			if small(*of(&part.Total)) && *of(&s.Total) != nil {
				hide(of(&s.Total))
			}
		}
		if small(*of(&s.Total)) {
			hide(of(&s.Total))
		}
	}
	s.complement(&s.Total)
	for _, rows := range []*[]UnitFigures{&s.Units, &s.States} {
		s.column(rows)
	}
	for _, n := range s.Outcomes {
		if small(&n) || s.Total.Closed == nil {
			s.Outcomes, s.Withheld = map[string]int{}, true
			break
		}
	}
}

// complement hides what a figure's parts or its difference to another would tell: those late among the closed, those
// overdue among the open, and averages over too few.
//
// What is open at the end of two months, and what was received between them, tell what was closed; so none of the three
// stands where another is hidden.
func (s *Stats) complement(f *Figures) {
	if f.Open != nil && (f.Received == nil || f.Closed == nil) {
		f.Open, s.Withheld = nil, true
	}
	for _, pair := range [][2]**int{{&f.Closed, &f.Late}, {&f.Open, &f.Overdue}} {
		whole, part := pair[0], pair[1]
		if *part == nil {
			continue
		}
		if *whole == nil {
			*part, s.Withheld = nil, true
			continue
		}
		if rest := **whole - **part; small(&rest) {
			*part, s.Withheld = nil, true
		}
	}
	if f.Average != nil && (f.Closed == nil || *f.Closed < fewest) {
		f.Average, f.P90, s.Withheld = nil, nil, true
	}
}

// column hides a measure in all rows where it would tell too much in one of them.
func (s *Stats) column(rows *[]UnitFigures) {
	copied := append([]UnitFigures{}, *rows...)
	*rows = copied
	for _, of := range measures {
		hide := *of(&s.Total) == nil && len(copied) > 0 && copied[0].State == ""
		for i := range copied {
			hide = hide || small(*of(&copied[i].Figures))
		}
		for i := range copied {
			if hide && *of(&copied[i].Figures) != nil {
				*of(&copied[i].Figures), s.Withheld = nil, true
			}
		}
	}
	for i := range copied {
		s.complement(&copied[i].Figures)
	}
}
