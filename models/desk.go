package models

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

type commentRecord struct {
	ID, CaseID, Person, Body, Mentions string
	At                                 int64
	VoidAt                             int64
	VoidWhy                            string
}

func (commentRecord) TableName() string { return "comments" }

type phraseRecord struct {
	Person string `gorm:"primaryKey"`
	Body   string
	At     int64
}

func (phraseRecord) TableName() string { return "phrases" }

type autosaveRecord struct {
	CaseID string `gorm:"primaryKey"`
	Person string `gorm:"primaryKey"`
	Rev    int64  `gorm:"primaryKey;autoIncrement:false"`
	ID     string
	Aside  bool
	Body   string
	At     int64
}

func (autosaveRecord) TableName() string { return "autosaves" }

type seatRecord struct {
	Person string `gorm:"primaryKey"`
	Task   string `gorm:"primaryKey"`
	CaseID string
	Box    string
	SortAt int64
	State  string
}

func (seatRecord) TableName() string { return "seats" }

// AddComment implements engine.Desk.
func (s *Store) AddComment(ctx context.Context, c engine.Comment, told []engine.Message) error {
	mentions, err := encodeList(c.Mentions)
	if err != nil {
		return err
	}
	return s.admin(ctx, func(tx *gorm.DB) error {
		record := commentRecord{ID: c.ID, CaseID: c.Case, Person: c.Person, Body: c.Text, Mentions: mentions, At: c.At, VoidAt: c.VoidAt, VoidWhy: c.VoidWhy}
		if err := tx.Create(&record).Error; err != nil {
			return err
		}
		return tell(tx, told)
	})
}

// tell puts messages into the outbox.
func tell(tx *gorm.DB, told []engine.Message) error {
	for _, m := range told {
		to, err := encodeList(m.To)
		if err != nil {
			return err
		}
		if err := tx.Create(&messageRecord{ID: m.ID, CaseID: m.Case, Kind: m.Kind, Recipients: to, Body: m.Text, At: m.At}).Error; err != nil {
			return err
		}
	}
	return nil
}

// Comments implements engine.Desk.
func (s *Store) Comments(ctx context.Context, caseID string) ([]engine.Comment, error) {
	return each(s.read.WithContext(ctx).Where("case_id = ?", caseID).Order("id"), func(r commentRecord) (engine.Comment, error) {
		c := engine.Comment{ID: r.ID, Case: r.CaseID, Person: r.Person, Text: r.Body, At: r.At, VoidAt: r.VoidAt, VoidWhy: r.VoidWhy}
		return c, decode([]byte(r.Mentions), &c.Mentions)
	})
}

// VoidComment implements engine.Desk.
func (s *Store) VoidComment(ctx context.Context, caseID, id string, by engine.PersonID, reason string, at int64) (done bool, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		db := tx.Model(&commentRecord{}).Where("id = ? AND case_id = ? AND person = ? AND void_at = 0", id, caseID, by).
			Updates(map[string]any{"void_at": at, "void_why": reason})
		done = db.RowsAffected == 1
		return db.Error
	})
	return done && err == nil, err
}

// MarkCopiesRead implements engine.Desk.
func (s *Store) MarkCopiesRead(ctx context.Context, p engine.PersonID, caseID string, at int64) (n int, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		db := tx.Model(&seatRecord{}).Where("person = ? AND case_id = ? AND box = ?", p, caseID, string(engine.BoxCC)).
			Updates(map[string]any{"box": string(engine.BoxRead), "sort_at": at})
		n = int(db.RowsAffected)
		return db.Error
	})
	return n, err
}

// Phrases implements engine.Desk.
func (s *Store) Phrases(ctx context.Context, p engine.PersonID) (phrases []string, own bool, err error) {
	r, own, err := one[phraseRecord](s.read.WithContext(ctx).Where("person = ?", p))
	if err == nil && own {
		err = decode([]byte(r.Body), &phrases)
	}
	return phrases, own, err
}

// SavePhrases implements engine.Desk.
func (s *Store) SavePhrases(ctx context.Context, p engine.PersonID, phrases []string, at int64) error {
	body, err := encodeList(phrases)
	if err != nil {
		return err
	}
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "person"}}, DoUpdates: clause.AssignmentColumns([]string{"body", "at"}),
		}).Create(&phraseRecord{Person: p, Body: body, At: at}).Error
	})
}

// Autosaves implements engine.Desk.
func (s *Store) Autosaves(ctx context.Context, caseID string, p engine.PersonID) ([]engine.Autosave, error) {
	return autosaves(s.read.WithContext(ctx), caseID, p)
}

func autosaves(db *gorm.DB, caseID string, p engine.PersonID) ([]engine.Autosave, error) {
	return each(db.Where("case_id = ? AND person = ?", caseID, p).Order("rev DESC"), func(r autosaveRecord) (engine.Autosave, error) {
		return engine.Autosave{ID: r.ID, Case: r.CaseID, Person: r.Person, Rev: r.Rev, Aside: r.Aside, Body: r.Body, At: r.At}, nil
	})
}

// autosaveTries is how often a version is tried whose number another tab was faster to take.
const autosaveTries = 16

// Autosave implements engine.Desk. The primary key gives each number once: who loses looks at the head again.
func (s *Store) Autosave(ctx context.Context, a engine.Autosave, base int64) (engine.Autosave, error) {
	var err error
	for range autosaveTries {
		err = s.admin(ctx, func(tx *gorm.DB) error {
			list, err := autosaves(tx, a.Case, a.Person)
			if err != nil {
				return err
			}
			head, last := engine.HeadOf(list)
			a.Rev, a.Aside = last+1, base != head
			record := autosaveRecord{CaseID: a.Case, Person: a.Person, Rev: a.Rev, ID: a.ID, Aside: a.Aside, Body: a.Body, At: a.At}
			if err := tx.Create(&record).Error; err != nil {
				return err
			}
			if old := engine.Surplus(append(list, a)); len(old) > 0 {
				return tx.Where("case_id = ? AND person = ? AND rev IN ?", a.Case, a.Person, old).Delete(&autosaveRecord{}).Error
			}
			return nil
		})
		if !errors.Is(err, gorm.ErrDuplicatedKey) && s.dialect.trouble(err) != contention {
			return a, err
		}
	}
	return a, err
}

// DropAutosaves implements engine.Desk.
func (s *Store) DropAutosaves(ctx context.Context, caseID string, p engine.PersonID) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Where("case_id = ? AND person = ?", caseID, p).Delete(&autosaveRecord{}).Error
	})
}
