package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
)

// eventsFor reads the record of a case as far as the reader may know of it, with the values behind it by number. It
// answers also as what he reads: whoever may only follow a case reads as an applicant does.
func (e *Engine) eventsFor(ctx context.Context, d *decision, rel Relation) ([]*AuditEvent, map[int64]map[string]Salted, Relation, error) {
	events, erasables, err := e.cfg.Store.History(ctx, d.c.ID)
	if err != nil {
		return nil, nil, rel, err
	}
	values := map[int64]map[string]Salted{}
	for _, er := range erasables {
		values[er.N] = er.Values
	}
	if d.followsOnly(rel) {
		d.follows, rel = true, Applicant
	}
	var seen []*AuditEvent
	for i := range events {
		ev := &events[i]
		if rel == Applicant && !d.concernsApplicant(ev) || rel == Past && ev.Actor != d.cmd.Actor {
			continue
		}
		hidden, err := e.hidesLine(ctx, d, d.cmd.Actor, ev)
		if err != nil {
			return nil, nil, rel, err
		}
		if !hidden {
			seen = append(seen, ev)
		}
	}
	return seen, values, rel, nil
}

// Travelled tells how far a case has come, for its picture: to each reader the moves that his record of it tells, and to
// whom it was only sent to read nothing but where it stands. Codes: ENotFound.
func (e *Engine) Travelled(ctx context.Context, actor PersonID, caseID string) (*process.Definition, process.Way, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, process.Way{}, err
	}
	var way process.Way
	if rel != Past {
		way.Current = d.c.State
	}
	if rel == Copied {
		return d.p.Definition, way, nil
	}
	events, _, _, err := e.eventsFor(ctx, d, rel)
	if err != nil {
		return nil, process.Way{}, err
	}
	been := func(state string) {
		if state != "" && !slices.Contains(way.States, state) {
			way.States = append(way.States, state)
		}
	}
	for _, ev := range events {
		been(ev.From)
		been(ev.To)
		at, event := ev.From, ev.Event
		if _, own := builtin[event]; own {
			event = process.AnyEvent
		}
		for _, to := range ev.Path {
			if m := (process.Move{From: at, Event: event, To: to}); at != "" && at != to && !slices.Contains(way.Moves, m) {
				way.Moves = append(way.Moves, m)
			}
			been(to)
			at, event = to, ""
		}
	}
	return d.p.Definition, way, nil
}
