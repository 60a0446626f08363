// Package machine moves a case from state to state with looplab/fsm, the only package that knows it.
//
// fsm keeps one destination per (event, source) and the last one wins silently, so each transition of a definition is an
// fsm event of its own (state, event, branch); which one to take is decided by guards beforehand. Destinations that are
// known only at run time (back, pick) are checked against the definition and then set. No callbacks are used: an
// enter-callback's error would come after the move.
//
// It must not know storage or HTTP.
package machine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/looplab/fsm"

	"dandang/engine/process"
)

// ErrNoSuchMove says that the definition has no such transition.
var ErrNoSuchMove = errors.New("the definition has no such transition")

// Kind tells which of a state's lists of branches a move comes from.
type Kind string

// The kinds of move.
const (
	ByEvent Kind = "on"
	ByJoin  Kind = "join"
	ByAuto  Kind = "auto"
	ByAfter Kind = "after"
)

// Move names one transition: branch number Branch of the event (or join, auto, after) in state From.
type Move struct {
	From   string
	Kind   Kind
	Event  string // of ByEvent
	Branch int
}

// ID is the move as an fsm event name; it also names the rule in the audit record.
func (m Move) ID() string {
	if m.Kind == ByEvent {
		return m.From + "/" + m.Event + "#" + strconv.Itoa(m.Branch)
	}
	return m.From + "/" + string(m.Kind) + "#" + strconv.Itoa(m.Branch)
}

// Machine is a definition compiled once. It is safe for concurrent use.
type Machine struct {
	states   map[string]bool
	declared map[string]bool     // states that an intervention may enter
	dynamic  map[string][]string // state/event → allowed destinations of a pick; nil entry: back
	pool     sync.Pool
}

// New compiles the transitions of a definition. It fails when two transitions have one id or a destination is unknown.
func New(d *process.Definition) (*Machine, error) {
	m := &Machine{states: map[string]bool{}, declared: map[string]bool{}, dynamic: map[string][]string{}}
	for i := range d.States {
		m.states[d.States[i].ID] = true
		m.declared[d.States[i].ID] = d.States[i].Declared
	}
	var descs []fsm.EventDesc
	seen := map[string]bool{}
	add := func(mv Move, to string) error {
		id := mv.ID()
		if seen[id] {
			return fmt.Errorf("machine: transition %s is defined twice", id)
		}
		if !m.states[to] {
			return fmt.Errorf("machine: transition %s leads to unknown state %q", id, to)
		}
		seen[id] = true
		descs = append(descs, fsm.EventDesc{Name: id, Src: []string{mv.From}, Dst: to})
		return nil
	}
	if err := m.collect(d, add); err != nil {
		return nil, err
	}
	if len(d.States) == 0 {
		return nil, errors.New("machine: no states")
	}
	first := d.States[0].ID
	m.pool.New = func() any { return fsm.NewFSM(first, descs, nil) }
	return m, nil
}

func (m *Machine) collect(d *process.Definition, add func(Move, string) error) error {
	branches := func(from string, k Kind, event string, bs []process.Branch) error {
		for i, b := range bs {
			if err := add(Move{from, k, event, i}, b.To); err != nil {
				return err
			}
		}
		return nil
	}
	for i := range d.States {
		s := &d.States[i]
		if err := branches(s.ID, ByJoin, "", s.Join); err != nil {
			return err
		}
		if err := branches(s.ID, ByAuto, "", s.Auto); err != nil {
			return err
		}
		if s.After != nil {
			if err := branches(s.ID, ByAfter, "", s.After.Branches); err != nil {
				return err
			}
		}
		for _, e := range d.EventsIn(s.ID) {
			switch e.Kind {
			case process.ToState:
				if err := branches(s.ID, ByEvent, e.ID, e.Branches); err != nil {
					return err
				}
			case process.ToBack:
				m.dynamic[s.ID+"/"+e.ID] = nil
			case process.ToPick:
				m.dynamic[s.ID+"/"+e.ID] = slices.Clone(e.Pick)
			case process.ToStay, process.ToResult:
			}
		}
	}
	return nil
}

// Fire takes a transition and answers the state it leads to. Errors: ErrNoSuchMove.
func (m *Machine) Fire(mv Move) (string, error) {
	f, _ := m.pool.Get().(*fsm.FSM)
	defer m.pool.Put(f)
	f.SetState(mv.From)
	err := f.Event(context.Background(), mv.ID())
	var same fsm.NoTransitionError
	switch {
	case err == nil, errors.As(err, &same) && same.Err == nil: // a loop to itself is a move like any other
		return f.Current(), nil
	default:
		return "", fmt.Errorf("%w: %s", ErrNoSuchMove, mv.ID())
	}
}

// Enter checks that a state may be entered from outside the flow: by intervention. Errors: ErrNoSuchMove.
func (m *Machine) Enter(from, to string) (string, error) {
	if !m.states[from] || !m.declared[to] {
		return "", fmt.Errorf("%w: from %q into %q", ErrNoSuchMove, from, to)
	}
	f, _ := m.pool.Get().(*fsm.FSM)
	defer m.pool.Put(f)
	f.SetState(from)
	f.SetState(to)
	return f.Current(), nil
}

// Jump checks a destination known only at run time: of a pick it must be declared, of a back it must be a state.
// Errors: ErrNoSuchMove.
func (m *Machine) Jump(from, event, to string) (string, error) {
	allowed, ok := m.dynamic[from+"/"+event]
	if !ok || !m.states[to] || (allowed != nil && !slices.Contains(allowed, to)) {
		return "", fmt.Errorf("%w: %s/%s to %q", ErrNoSuchMove, from, event, to)
	}
	f, _ := m.pool.Get().(*fsm.FSM)
	defer m.pool.Put(f)
	f.SetState(from)
	f.SetState(to)
	return f.Current(), nil
}
