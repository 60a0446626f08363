package scenario

import (
	"maps"
	"slices"

	"dandang/engine/process"
)

// clone copies a procedure so deep that a mutant can be made of the copy without touching the original. Expressions are
// immutable and shared; so are the indexes, which hold places in the lists, and no mutant moves an indexed element.
func clone(d *process.Definition) *process.Definition {
	c := *d
	c.Params = slices.Clone(d.Params)
	c.Parties, c.Unique = slices.Clone(d.Parties), slices.Clone(d.Unique)
	c.Roles = slices.Clone(d.Roles)
	c.Fields = slices.Clone(d.Fields)
	c.Decisions = slices.Clone(d.Decisions)
	for i := range c.Decisions {
		rules := slices.Clone(c.Decisions[i].Rules)
		for j := range rules {
			rules[j].Give = maps.Clone(rules[j].Give)
		}
		c.Decisions[i].Rules = rules
	}
	c.Documents = slices.Clone(d.Documents)
	c.Starts = slices.Clone(d.Starts)
	for i := range c.Starts {
		c.Starts[i].By = slices.Clone(c.Starts[i].By)
	}
	c.Deadline = copyOf(d.Deadline)
	c.States = slices.Clone(d.States)
	for i := range c.States {
		cloneState(&c.States[i])
	}
	c.Everywhere = slices.Clone(d.Everywhere)
	for i := range c.Everywhere {
		cloneEvent(&c.Everywhere[i])
	}
	return &c
}

func copyOf[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func cloneState(s *process.State) {
	s.Tasks = slices.Clone(s.Tasks)
	for i := range s.Tasks {
		t := &s.Tasks[i]
		t.For, t.Not, t.Remind = slices.Clone(t.For), slices.Clone(t.Not), slices.Clone(t.Remind)
		t.Overdue = slices.Clone(t.Overdue)
		for j := range t.Overdue {
			t.Overdue[j].Ask, t.Overdue[j].By = slices.Clone(t.Overdue[j].Ask), slices.Clone(t.Overdue[j].By)
		}
		t.Vote, t.Due, t.Extend, t.OnPaper = copyOf(t.Vote), copyOf(t.Due), copyOf(t.Extend), copyOf(t.OnPaper)
	}
	s.Join, s.Auto = cloneBranches(s.Join), cloneBranches(s.Auto)
	s.Edit.Fields = slices.Clone(s.Edit.Fields)
	s.On = slices.Clone(s.On)
	for i := range s.On {
		cloneEvent(&s.On[i])
	}
	if s.After != nil {
		s.After = copyOf(s.After)
		s.After.Branches = cloneBranches(s.After.Branches)
	}
	if s.Publish != nil {
		s.Publish = copyOf(s.Publish)
		s.Publish.Show = slices.Clone(s.Publish.Show)
	}
	s.Duties = slices.Clone(s.Duties)
}

func cloneBranches(list []process.Branch) []process.Branch {
	list = slices.Clone(list)
	for i := range list {
		list[i].Do = slices.Clone(list[i].Do)
	}
	return list
}

func cloneEvent(e *process.Event) {
	e.By, e.From, e.Groups = slices.Clone(e.By), slices.Clone(e.From), slices.Clone(e.Groups)
	e.Branches = cloneBranches(e.Branches)
	e.Needs, e.Do = slices.Clone(e.Needs), slices.Clone(e.Do)
}

// without is a list that lacks element i; the given list stays as it is.
func without[T any](list []T, i int) []T {
	return append(slices.Clone(list[:i]), list[i+1:]...)
}
