package engine

import (
	"fmt"

	"dandang/engine/machine"
	"dandang/engine/process"
)

// Procedure is a definition made ready to decide with: compiled once, safe for concurrent use.
type Procedure struct {
	*process.Definition
	moves     *machine.Machine
	sensitive bool // some field is encrypted at rest
	secret    bool // some state holds a secret ballot, which needs an urn
	// filed are the fields that an applicant fills in himself: in a start, or in a state that returned items are corrected in,
	// where it is open to him whatever was returned. corrects: there is a state of the second kind.
	filed    map[string]bool
	corrects bool
}

// Prepare compiles a definition. It fails when the definition's transitions contradict each other.
func Prepare(d *process.Definition) (*Procedure, error) {
	m, err := machine.New(d)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", d.Key, err)
	}
	p := &Procedure{Definition: d, moves: m}
	p.secret, p.sensitive = holdsSecret(d), holdsSensitive(d)
	p.filed = map[string]bool{}
	for i := range d.States {
		s := &d.States[i]
		p.corrects = p.corrects || s.Edit.Returned
		if d.Start(s.ID) == nil && !s.Edit.Returned {
			continue
		}
		for _, id := range d.Editable(s, nil) {
			p.filed[id] = true
		}
	}
	return p, nil
}

// task finds the task of a group in a state; group "" is the single task.
func (p *Procedure) task(state, group string) *process.Task {
	s := p.State(state)
	if s == nil {
		return nil
	}
	for i := range s.Tasks {
		if s.Tasks[i].Group == group {
			return &s.Tasks[i]
		}
	}
	return nil
}

// stateName is what a reader calls a state.
func (p *Procedure) stateName(id string) string {
	if s := p.State(id); s != nil && s.Name != "" {
		return s.Name
	}
	return id
}

// eventName is what a reader calls an event of a state.
func (p *Procedure) eventName(state, id string) string {
	if m, ok := builtin[id]; ok {
		return m.Text()
	}
	if e := p.Event(state, id); e != nil && e.Name != "" {
		return e.Name
	}
	return id
}

func (p *Procedure) fieldName(id string) string {
	if f := p.Field(id); f != nil && f.Name != "" {
		return f.Name
	}
	return id
}
