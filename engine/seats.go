package engine

import (
	"context"
	"slices"
)

// Members lists who may sit in the meetings that the open round waits for, recused members left out (应到), in
// directory order: to participants, so that a recorder knows whom to call. Codes: ENotFound.
func (e *Engine) Members(ctx context.Context, actor PersonID, caseID string) ([]PersonID, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil || rel != Participant || d.c.Status != Opened {
		return nil, err
	}
	var members []PersonID
	s := d.state()
	for i := range s.Tasks {
		spec := &s.Tasks[i]
		seats := d.r.Data.Groups[spec.Group].Seats
		if meeting(spec) && d.r.Data.Sheet == nil { // as the record will be held against: who recused himself since is out
			seats, _ = d.eligible(spec)
		}
		for _, p := range seats {
			if !slices.Contains(members, p) {
				members = append(members, p)
			}
		}
	}
	return members, nil
}
