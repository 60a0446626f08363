package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"dandang/engine"
)

// Publish implements engine.Definitions. A Version with N 0 gets the next number; ErrStale when its N is not the next.
func (s *Store) Publish(ctx context.Context, v engine.Version) error {
	var err error
	for range maxTries {
		err = s.admin(ctx, func(tx *gorm.DB) error { return publish(tx, v) })
		// Another process published in between: look again.
		if !errors.Is(err, gorm.ErrDuplicatedKey) && s.dialect.trouble(err) == noTrouble {
			return err
		}
	}
	return err
}

func publish(tx *gorm.DB, v engine.Version) error {
	_, known, err := one[versionRecord](tx.Where("hash = ?", v.Hash))
	if err != nil || known {
		return err
	}
	var last int
	if err := tx.Model(&versionRecord{}).Where("process = ?", v.Process).Select("COALESCE(MAX(n), 0)").Scan(&last).Error; err != nil {
		return err
	}
	if v.N == 0 {
		v.N = last + 1
	}
	if v.N != last+1 {
		return engine.ErrStale
	}
	return tx.Create(&versionRecord{Hash: v.Hash, Process: v.Process, N: v.N, Source: v.Source, At: v.At, ByPerson: v.By}).Error
}

// Version implements engine.Definitions. Codes: ENotFound.
func (s *Store) Version(ctx context.Context, hash string) (engine.Version, error) {
	r, found, err := one[versionRecord](s.read.WithContext(ctx).Where("hash = ?", hash))
	if err == nil && !found {
		err = notFound()
	}
	if err != nil {
		return engine.Version{}, err
	}
	return r.version(), nil
}

// Versions implements engine.Definitions.
func (s *Store) Versions(ctx context.Context, process string) ([]engine.Version, error) {
	db := s.read.WithContext(ctx).Order("at DESC, process, n DESC")
	if process != "" {
		db = s.read.WithContext(ctx).Where("process = ?", process).Order("n DESC")
	}
	return each(db, func(r versionRecord) (engine.Version, error) { return r.version(), nil })
}
