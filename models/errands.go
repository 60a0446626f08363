package models

import (
	"context"

	"dandang/engine"
)

type errandRecord struct {
	ID, Kind, FromCase, ToCase, Name string
	At                               int64
	Status                           string
}

func (errandRecord) TableName() string { return "errands" }

// Errands implements engine.Store.
func (s *Store) Errands(ctx context.Context, limit int) ([]engine.Errand, error) {
	db := s.read.WithContext(ctx).Where("status = ?", timerOpen).Order("at, id").Limit(max(limit, 0))
	return each(db, func(r errandRecord) (engine.Errand, error) {
		return engine.Errand{ID: r.ID, Kind: r.Kind, From: r.FromCase, To: r.ToCase, Name: r.Name, At: r.At}, nil
	})
}

// Alike implements engine.Store.
func (s *Store) Alike(ctx context.Context, mark string, limit int) ([]string, error) {
	if mark == "" {
		return nil, nil
	}
	return s.texts(ctx, "SELECT case_id FROM likenesses WHERE mark = ? ORDER BY case_id DESC LIMIT ?", mark, max(limit, 0))
}
