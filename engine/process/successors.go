package process

import "slices"

// DeclaredStates lists the states that may be entered by intervention: ends, or others.
func (d *Definition) DeclaredStates(final bool) []string {
	var list []string
	for i := range d.States {
		if d.States[i].Declared && d.States[i].IsFinal == final {
			list = append(list, d.States[i].ID)
		}
	}
	return list
}

// Successors lists the states that a state may lead to by itself or by an event; where it goes back to is left out.
func (d *Definition) Successors(state string) []string {
	s := d.State(state)
	if s == nil {
		return nil
	}
	var list []string
	add := func(branches []Branch) {
		for i := range branches {
			if !slices.Contains(list, branches[i].To) {
				list = append(list, branches[i].To)
			}
		}
	}
	add(s.Join)
	add(s.Auto)
	if s.After != nil {
		add(s.After.Branches)
	}
	for _, e := range d.EventsIn(state) {
		add(e.Branches)
	}
	return list
}
