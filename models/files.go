package models

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

// File describes an uploaded file; its bytes are elsewhere.
type File struct {
	ID     string
	Case   string // "" while it belongs to no case yet
	Field  string // of the case
	Name   string // as the person called it
	Size   int64  // bytes
	SHA256 string // hex
	MIME   string // found from the content
	By     engine.PersonID
	At     int64 // ms
}

type fileRecord struct {
	ID     string `gorm:"primaryKey"`
	Case   string `gorm:"column:case_id"`
	Field  string
	Name   string
	Size   int64
	SHA256 string `gorm:"column:sha256"`
	MIME   string `gorm:"column:mime"`
	By     string `gorm:"column:by_person"`
	At     int64
}

func (fileRecord) TableName() string { return "files" }

// SaveFile keeps the description of a new file.
func (s *Store) SaveFile(ctx context.Context, f File) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		record := fileRecord(f)
		return tx.Create(&record).Error
	})
}

// AttachFile says to which field of which case a file belongs. Codes: ENotFound when the file does not exist or
// belongs to another case.
func (s *Store) AttachFile(ctx context.Context, id, caseID, field string) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&fileRecord{}).Where("id = ? AND case_id IN ?", id, []string{"", caseID}).
			Updates(map[string]any{"case_id": caseID, "field": field})
		if done.Error == nil && done.RowsAffected == 0 {
			return notFound()
		}
		return done.Error
	})
}

// File finds a file by id. Codes: ENotFound.
func (s *Store) File(ctx context.Context, id string) (File, error) {
	r, found, err := one[fileRecord](s.read.WithContext(ctx).Where("id = ?", id))
	if err == nil && !found {
		err = notFound()
	}
	return File(r), err
}

// Files lists the files of a case in order of time.
func (s *Store) Files(ctx context.Context, caseID string) ([]File, error) {
	return each(s.read.WithContext(ctx).Where("case_id = ?", caseID).Order("at, id"), func(r fileRecord) (File, error) { return File(r), nil })
}

// LooseFiles lists files that belong to no case and were uploaded before an instant: what housekeeping may remove.
func (s *Store) LooseFiles(ctx context.Context, before int64, limit int) ([]File, error) {
	db := s.read.WithContext(ctx).Where("case_id = ? AND at < ?", "", before).Order("at, id").Limit(max(limit, 0))
	return each(db, func(r fileRecord) (File, error) { return File(r), nil })
}

// DropFile forgets a file that belongs to no case; one that belongs to a case stays.
func (s *Store) DropFile(ctx context.Context, id string) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Where("id = ? AND case_id = ?", id, "").Delete(&fileRecord{}).Error
	})
}

type settingRecord struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

func (settingRecord) TableName() string { return "settings" }

// Setting gives a value kept by name; false when there is none.
func (s *Store) Setting(ctx context.Context, name string) (string, bool, error) {
	r, found, err := one[settingRecord](s.read.WithContext(ctx).Where("name = ?", name))
	return r.Value, found, err
}

// SaveSetting keeps a value by name.
func (s *Store) SaveSetting(ctx context.Context, name, value string) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "name"}}, DoUpdates: clause.AssignmentColumns([]string{"value"}),
		}).Create(&settingRecord{Name: name, Value: value}).Error
	})
}

// EnsureSetting keeps a value unless there is one already, and gives the one that is kept: so that of several processes
// that start at once all use the same secret.
func (s *Store) EnsureSetting(ctx context.Context, name, value string) (kept string, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&settingRecord{Name: name, Value: value}).Error; err != nil {
			return err
		}
		r, _, err := one[settingRecord](tx.Where("name = ?", name))
		kept = r.Value
		return err
	})
	return kept, err
}
