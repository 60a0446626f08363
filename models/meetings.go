package models

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

type meetingRecord struct {
	ID     string `gorm:"primaryKey"`
	At     int64
	Rev    int64
	Number string
	Body   string
}

func (meetingRecord) TableName() string { return "meetings" }

type meetingItemRecord struct {
	CaseID    string `gorm:"primaryKey"`
	Round     int    `gorm:"primaryKey;autoIncrement:false"`
	MeetingID string
}

func (meetingItemRecord) TableName() string { return "meeting_items" }

type seriesRecord struct {
	Name       string `gorm:"primaryKey"`
	LastNumber int64
}

func (seriesRecord) TableName() string { return "series" }

// SaveMeeting implements engine.Meetings.
func (s *Store) SaveMeeting(ctx context.Context, m engine.Meeting, draw *engine.NumberRequest, told []engine.Message) (engine.Meeting, error) {
	err := s.admin(ctx, func(tx *gorm.DB) error {
		if draw != nil {
			seq, err := nextOf(tx, draw.Series)
			if err != nil {
				return err
			}
			m.Number = draw.Text(seq)
		}
		before := m.Rev
		m.Rev++
		body, err := encode(m)
		if err != nil {
			return err
		}
		row := meetingRecord{ID: m.ID, At: m.At, Rev: m.Rev, Number: m.Number, Body: body}
		if err := putMeeting(tx, &row, before); err != nil {
			return err
		}
		if err := putItems(tx, &m); err != nil {
			return err
		}
		return tell(tx, told)
	})
	if err != nil {
		return engine.Meeting{}, err
	}
	return m, nil
}

// putMeeting writes the row over the revision before it, 0 for none.
func putMeeting(tx *gorm.DB, row *meetingRecord, before int64) error {
	if before == 0 {
		_, found, err := one[meetingRecord](tx.Where("id = ?", row.ID))
		if err == nil && found {
			err = engine.ErrStale
		}
		if err != nil {
			return err
		}
		return tx.Create(row).Error
	}
	db := tx.Model(&meetingRecord{}).Where("id = ? AND rev = ?", row.ID, before).
		Updates(map[string]any{"rev": row.Rev, "number": row.Number, "body": row.Body})
	if db.Error == nil && db.RowsAffected != 1 {
		return engine.ErrStale
	}
	return db.Error
}

// putItems writes the agenda. A stay of a case that is on another one makes it stale.
func putItems(tx *gorm.DB, m *engine.Meeting) error {
	if err := tx.Where("meeting_id = ?", m.ID).Delete(&meetingItemRecord{}).Error; err != nil {
		return err
	}
	for _, item := range m.Items {
		row := meetingItemRecord{CaseID: item.Case, Round: item.Round, MeetingID: m.ID}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		// How many rows that touched is told differently by each database; whose the item is now is not.
		holder, _, err := one[meetingItemRecord](tx.Where("case_id = ? AND round = ?", item.Case, item.Round))
		if err != nil {
			return err
		}
		if holder.MeetingID != m.ID {
			return engine.ErrStale
		}
	}
	return nil
}

// nextOf draws the next number of a series; the row stays locked until the transaction ends, so that there is no gap.
func nextOf(tx *gorm.DB, name string) (int64, error) {
	if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&seriesRecord{Name: name}).Error; err != nil {
		return 0, err
	}
	if err := tx.Model(&seriesRecord{}).Where("name = ?", name).Update("last_number", gorm.Expr("last_number + 1")).Error; err != nil {
		return 0, err
	}
	row, _, err := one[seriesRecord](tx.Where("name = ?", name))
	return row.LastNumber, err
}

func meetingOf(r meetingRecord) (engine.Meeting, error) {
	var m engine.Meeting
	return m, decode([]byte(r.Body), &m)
}

// Meeting implements engine.Meetings.
func (s *Store) Meeting(ctx context.Context, id string) (engine.Meeting, error) {
	r, found, err := one[meetingRecord](s.read.WithContext(ctx).Where("id = ?", id))
	if err != nil {
		return engine.Meeting{}, err
	}
	if !found {
		return engine.Meeting{}, notFound()
	}
	return meetingOf(r)
}

// MeetingsBefore implements engine.Meetings.
func (s *Store) MeetingsBefore(ctx context.Context, id string, limit int) ([]engine.Meeting, error) {
	db := s.read.WithContext(ctx).Order("id DESC").Limit(limit)
	if id != "" {
		db = db.Where("id < ?", id)
	}
	return each(db, meetingOf)
}
