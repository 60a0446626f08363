package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"dandang/engine"
	"dandang/engine/workday"
)

type yearRecord struct {
	Year      int `gorm:"primaryKey;autoIncrement:false"`
	Published bool
	Source    string
	DaysOff   string
	Makeup    string
}

func (yearRecord) TableName() string { return "calendar_years" }

type dayRecord struct {
	Day    string `gorm:"primaryKey"`
	Work   bool
	Source string
}

func (dayRecord) TableName() string { return "calendar_days" }

// changeRecord is a row of the log of the calendar.
type changeRecord struct {
	ID                    string `gorm:"primaryKey"`
	Year                  int
	Person                string
	At                    int64
	Reason                string
	Revision              int64
	YearBefore, YearAfter string
}

func (changeRecord) TableName() string { return "calendar_log" }

// SaveCalendar replaces the years and the local overrides and advances the calendar's revision. Tables from which no
// Calendar can be built are refused with all their faults.
func (s *Store) SaveCalendar(ctx context.Context, years []workday.Year, overrides []workday.Day) error {
	return s.saveCalendar(ctx, years, overrides, func(*gorm.DB) error { return nil })
}

// ChangeCalendar is SaveCalendar by somebody, written to the log in the same transaction. c.Revision is the one that it
// makes: where the calendar has moved on since, EConflict.
func (s *Store) ChangeCalendar(ctx context.Context, years []workday.Year, overrides []workday.Day, c engine.CalendarChange) error {
	return s.saveCalendar(ctx, years, overrides, func(tx *gorm.DB) error {
		var now revisionRecord
		if err := tx.Where("name = ?", calendarRevision).Take(&now).Error; err != nil {
			return err
		}
		if now.N != c.Revision {
			return &engine.Refusal{Code: engine.EConflict, Detail: "工作日安排在您打开之后有改动,请刷新后重新核对"}
		}
		return tx.Create(&changeRecord{
			ID: c.ID, Year: c.Year, Person: c.By, At: c.At, Reason: c.Reason, Revision: c.Revision, YearBefore: string(c.Before), YearAfter: string(c.After),
		}).Error
	})
}

// CalendarChanges lists who changed a year, newest first, before an id ("" = from the newest).
func (s *Store) CalendarChanges(ctx context.Context, year int, before string, limit int) ([]engine.CalendarChange, error) {
	db := s.read.WithContext(ctx).Where("year = ?", year).Order("id DESC").Limit(max(limit, 0))
	if before != "" {
		db = db.Where("id < ?", before)
	}
	return each(db, func(r changeRecord) (engine.CalendarChange, error) {
		return engine.CalendarChange{
			ID: r.ID, Year: r.Year, By: r.Person, At: r.At, Reason: r.Reason, Revision: r.Revision, Before: []byte(r.YearBefore), After: []byte(r.YearAfter),
		}, nil
	})
}

func (s *Store) saveCalendar(ctx context.Context, years []workday.Year, overrides []workday.Day, and func(*gorm.DB) error) error {
	if _, err := workday.New(0, years, overrides); err != nil {
		return err
	}
	var yearRecords []yearRecord
	for _, y := range years {
		off, err1 := encodeList(y.Off)
		makeup, err2 := encodeList(y.Makeup)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		yearRecords = append(yearRecords, yearRecord{Year: y.Year, Published: y.Published, Source: y.Source, DaysOff: off, Makeup: makeup})
	}
	var dayRecords []dayRecord
	for _, d := range overrides {
		dayRecords = append(dayRecords, dayRecord{Day: string(d.Date), Work: d.Work, Source: d.Source})
	}
	defer s.calendar.forget()
	return s.admin(ctx, func(tx *gorm.DB) error {
		if err := bump(tx, calendarRevision); err != nil {
			return err
		}
		if err := and(tx); err != nil {
			return err
		}
		if err := replace(tx, yearRecords); err != nil {
			return err
		}
		return replace(tx, dayRecords)
	})
}

// Calendar implements engine.CalendarSource: the calendar as it is now. It is read again only when its revision moved.
func (s *Store) Calendar(ctx context.Context) (*workday.Calendar, error) {
	return s.calendar.get(
		func() (int64, error) { return s.revision(ctx, calendarRevision) },
		func(rev int64) (*workday.Calendar, error) {
			years, overrides, err := s.CalendarTables(ctx)
			if err != nil {
				return nil, err
			}
			return workday.New(rev, years, overrides)
		},
		s.opts.Poll > 0,
	)
}

// CalendarTables gives the years and the local overrides as they were saved, in order of date; for editing.
func (s *Store) CalendarTables(ctx context.Context) ([]workday.Year, []workday.Day, error) {
	years, err1 := each(s.read.WithContext(ctx).Order("year"), func(r yearRecord) (workday.Year, error) {
		y := workday.Year{Year: r.Year, Published: r.Published, Source: r.Source}
		return y, errors.Join(decode([]byte(r.DaysOff), &y.Off), decode([]byte(r.Makeup), &y.Makeup))
	})
	days, err2 := each(s.read.WithContext(ctx).Order("day"), func(r dayRecord) (workday.Day, error) {
		return workday.Day{Date: workday.Date(r.Day), Work: r.Work, Source: r.Source, Local: true}, nil
	})
	return years, days, errors.Join(err1, err2)
}
