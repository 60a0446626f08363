package process

import (
	"slices"

	"dandang/engine/guard"
)

// index finds the parts of a definition by id. It holds places in the slices, so that a copied Definition stays right.
type index struct {
	states, fields, roles, params, decisions, ledgers, documents, starts map[string]int
	scope                                                                guard.Scope
}

// indexBy numbers a list by id.
func indexBy[T any](list []T, id func(*T) string) map[string]int {
	m := make(map[string]int, len(list))
	for i := range list {
		m[id(&list[i])] = i
	}
	return m
}

// at is the element that m finds, or nil.
func at[T any](list []T, m map[string]int, id string) *T {
	if i, ok := m[id]; ok && i < len(list) {
		return &list[i]
	}
	return nil
}

// State finds a state by id; nil when unknown.
func (d *Definition) State(id string) *State { return at(d.States, d.index.states, id) }

// Field finds a field by id; nil when unknown.
func (d *Definition) Field(id string) *Field { return at(d.Fields, d.index.fields, id) }

// Role finds a role by id; nil when unknown.
func (d *Definition) Role(id string) *Role { return at(d.Roles, d.index.roles, id) }

// Param finds a param by id; nil when unknown.
func (d *Definition) Param(id string) *Param { return at(d.Params, d.index.params, id) }

// Decision finds a decision table by id; nil when unknown.
func (d *Definition) Decision(id string) *Decision { return at(d.Decisions, d.index.decisions, id) }

// Ledger finds a ledger by id; nil when unknown.
func (d *Definition) Ledger(id string) *Ledger { return at(d.Ledgers, d.index.ledgers, id) }

// Document finds a document by id; nil when unknown.
func (d *Definition) Document(id string) *Document { return at(d.Documents, d.index.documents, id) }

// Start finds the way in that opens a state; nil when there is none.
func (d *Definition) Start(state string) *Start { return at(d.Starts, d.index.starts, state) }

// EventsIn lists the events of a state: its own in the order of the file, then those of everywhere that apply in it.
// It is empty for an unknown state.
func (d *Definition) EventsIn(state string) []*Event {
	s := d.State(state)
	if s == nil {
		return nil
	}
	var events []*Event
	for i := range s.On {
		events = append(events, &s.On[i])
	}
	for i := range d.Everywhere {
		if slices.Contains(d.Everywhere[i].From, state) {
			events = append(events, &d.Everywhere[i])
		}
	}
	return events
}

// Event finds an event of a state by id; nil when the state has none such.
func (d *Definition) Event(state, id string) *Event {
	for _, e := range d.EventsIn(state) {
		if e.ID == id {
			return e
		}
	}
	return nil
}

// Scope names everything that guards may read, in both spellings.
func (d *Definition) Scope() guard.Scope { return d.index.scope }

// EditableIn reports whether a field may be written in a state; where only returned items may be, any
// field counts.
func (d *Definition) EditableIn(state, field string) bool {
	s, f := d.State(state), d.Field(field)
	if s == nil || f == nil {
		return false
	}
	return slices.Contains(d.Editable(s, []string{field}), field)
}

// buildIndex fills the index from the slices.
func (d *Definition) buildIndex() {
	d.index.states = indexBy(d.States, func(s *State) string { return s.ID })
	d.index.fields = indexBy(d.Fields, func(f *Field) string { return f.ID })
	d.index.roles = indexBy(d.Roles, func(r *Role) string { return r.ID })
	d.index.params = indexBy(d.Params, func(p *Param) string { return p.ID })
	d.index.decisions = indexBy(d.Decisions, func(x *Decision) string { return x.ID })
	d.index.ledgers = indexBy(d.Ledgers, func(l *Ledger) string { return l.ID })
	d.index.documents = indexBy(d.Documents, func(x *Document) string { return x.ID })
	d.index.starts = indexBy(d.Starts, func(s *Start) string { return s.State })
}
