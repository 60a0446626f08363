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

	Replaces string // id of the version that it takes the place of, "" for none
	Settled  int    // what is known of its use: see FileUnknown, FileUsed, FileUnused
}

// What is known of whether a file is used.
const (
	FileUnknown = 0
	FileUsed    = 1
	FileUnused  = 2 // and goes at the next look, unless it is used by then
)

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

	Replaces string
	Settled  int
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

// UnsettledFiles lists files uploaded before an instant that are not known to be used, and belong to no sealed field,
// oldest first, after one.
func (s *Store) UnsettledFiles(ctx context.Context, before int64, after string, limit int) ([]File, error) {
	db := s.read.WithContext(ctx).Where("settled IN ? AND at < ? AND field = ? AND id > ?", []int{FileUnknown, FileUnused}, before, "", after).Order("id").Limit(max(limit, 0))
	return each(db, func(r fileRecord) (File, error) { return File(r), nil })
}

// SettleFile notes what is known of the use of a file.
func (s *Store) SettleFile(ctx context.Context, id string, settled int) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Model(&fileRecord{}).Where("id = ?", id).Update("settled", settled).Error
	})
}

// DropFile forgets a file that was found unused; one that is used stays. It tells whether its bytes belong to no other
// file and may go too.
func (s *Store) DropFile(ctx context.Context, id string) (alone bool, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		r, found, err := one[fileRecord](tx.Where("id = ? AND settled = ?", id, FileUnused))
		if err != nil || !found {
			return err
		}
		if err := tx.Where("id = ?", id).Delete(&fileRecord{}).Error; err != nil {
			return err
		}
		var others int64
		err = tx.Model(&fileRecord{}).Where("sha256 = ?", r.SHA256).Count(&others).Error
		alone = others == 0
		return err
	})
	return alone, err
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
