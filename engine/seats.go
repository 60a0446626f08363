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
	for _, group := range sortedKeys(d.r.Data.Groups) {
		for _, p := range d.r.Data.Groups[group].Seats {
			if !slices.Contains(members, p) {
				members = append(members, p)
			}
		}
	}
	return members, nil
}
