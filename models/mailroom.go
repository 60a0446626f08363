package models

import (
	"context"
	"database/sql"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

type deliveryRecord struct {
	ID, Message, CaseID, Kind, Channel, Target, Person, Status string
	NotBefore, NextAt                                          int64
	Attempts                                                   int
	Error                                                      string
	At, SentAt                                                 int64
}

func (deliveryRecord) TableName() string { return "deliveries" }

func (r deliveryRecord) delivery() (engine.Delivery, error) {
	return engine.Delivery{
		ID: r.ID, Message: r.Message, Case: r.CaseID, Kind: r.Kind, Channel: engine.Channel(r.Channel), Target: r.Target, To: r.Person,
		Status: engine.DeliveryStatus(r.Status), NotBefore: r.NotBefore, NextAt: r.NextAt, Attempts: r.Attempts, Error: r.Error, At: r.At, SentAt: r.SentAt,
	}, nil
}

type receivedRecord struct {
	Person  string `gorm:"primaryKey"`
	Message string `gorm:"primaryKey"`
	ReadAt  int64
}

func (receivedRecord) TableName() string { return "received" }

type preferenceRecord struct {
	Person string `gorm:"primaryKey"`
	Body   string
	At     int64
}

func (preferenceRecord) TableName() string { return "preferences" }

func (r messageRecord) message() (engine.Message, error) {
	m := engine.Message{ID: r.ID, Case: r.CaseID, Kind: r.Kind, Text: r.Body, At: r.At}
	return m, decode([]byte(r.Recipients), &m.To)
}

// Unaddressed implements engine.Mailroom.
func (s *Store) Unaddressed(ctx context.Context, limit int) ([]engine.Message, error) {
	return each(s.read.WithContext(ctx).Where("addressed = 0").Order("id").Limit(max(limit, 0)), messageRecord.message)
}

// Message implements engine.Mailroom. Codes: ENotFound.
func (s *Store) Message(ctx context.Context, id string) (engine.Message, error) {
	r, found, err := one[messageRecord](s.read.WithContext(ctx).Where("id = ?", id))
	if err == nil && !found {
		err = notFound()
	}
	if err != nil {
		return engine.Message{}, err
	}
	return r.message()
}

// Address implements engine.Mailroom. The conditional update says which of several processes gives a message out.
func (s *Store) Address(ctx context.Context, messageID string, to []engine.PersonID, deliveries []engine.Delivery) (mine bool, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&messageRecord{}).Where("id = ? AND addressed = 0", messageID).Update("addressed", 1)
		if mine = done.RowsAffected == 1; done.Error != nil || !mine {
			return done.Error
		}
		var lines []receivedRecord
		for _, p := range to {
			lines = append(lines, receivedRecord{Person: p, Message: messageID})
		}
		var out []deliveryRecord
		for _, d := range deliveries {
			out = append(out, deliveryRecord{
				ID: d.ID, Message: d.Message, CaseID: d.Case, Kind: d.Kind, Channel: string(d.Channel), Target: d.Target, Person: d.To,
				Status: string(d.Status), NotBefore: d.NotBefore, NextAt: d.NextAt, Attempts: d.Attempts, Error: d.Error, At: d.At, SentAt: d.SentAt,
			})
		}
		if len(lines) > 0 {
			if err := tx.Create(&lines).Error; err != nil {
				return err
			}
		}
		if len(out) > 0 {
			return tx.Create(&out).Error
		}
		return nil
	})
	return mine && err == nil, err
}

// DueDeliveries implements engine.Mailroom.
func (s *Store) DueDeliveries(ctx context.Context, now, wall int64, limit int) ([]engine.Delivery, error) {
	db := s.read.WithContext(ctx).Where("status = ? AND next_at <= ? AND not_before <= ?", string(engine.Waiting), wall, now)
	return each(db.Order("next_at, id").Limit(max(limit, 0)), deliveryRecord.delivery)
}

// moveDelivery changes a delivery by conditional update.
func (s *Store) moveDelivery(ctx context.Context, which string, args []any, set map[string]any) (moved bool, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		done := tx.Model(&deliveryRecord{}).Where(which, args...).Updates(set)
		moved = done.RowsAffected == 1
		return done.Error
	})
	return moved && err == nil, err
}

const waitingFor = "id = ? AND status = '" + string(engine.Waiting) + "' AND attempts = ?"

// TakeDelivery implements engine.Mailroom.
func (s *Store) TakeDelivery(ctx context.Context, id string, attempts int, until int64) (bool, error) {
	return s.moveDelivery(ctx, waitingFor, []any{id, attempts}, map[string]any{"attempts": attempts + 1, "next_at": until})
}

// SettleDelivery implements engine.Mailroom.
func (s *Store) SettleDelivery(ctx context.Context, id string, n int, o engine.Settled) (bool, error) {
	return s.moveDelivery(ctx, waitingFor, []any{id, n}, map[string]any{
		"status": string(o.Status), "not_before": o.NotBefore, "next_at": o.NextAt, "error": o.Error, "sent_at": o.SentAt,
	})
}

// ResendDelivery implements engine.Mailroom.
func (s *Store) ResendDelivery(ctx context.Context, id string, wall int64) (bool, error) {
	return s.moveDelivery(ctx, "id = ? AND status = ?", []any{id, string(engine.Dead)}, map[string]any{
		"status": string(engine.Waiting), "attempts": 0, "next_at": wall,
	})
}

// Deliveries implements engine.Mailroom.
func (s *Store) Deliveries(ctx context.Context, q engine.DeliveryQuery) ([]engine.Delivery, error) {
	db := s.read.WithContext(ctx)
	if q.Status != "" {
		db = db.Where("status = ?", string(q.Status))
	}
	if q.Before != "" {
		db = db.Where("id < ?", q.Before)
	}
	return each(db.Order("id DESC").Limit(max(q.Limit, 0)), deliveryRecord.delivery)
}

// Received implements engine.Mailroom.
func (s *Store) Received(ctx context.Context, p engine.PersonID, unread bool, before string, limit int) ([]engine.Received, error) {
	query, args := "SELECT o.id, o.case_id, o.kind, o.recipients, o.body, o.at, r.read_at FROM received r JOIN outbox o ON o.id = r.message WHERE r.person = ?", []any{p}
	if unread {
		query += " AND r.read_at = 0"
	}
	if before != "" {
		query, args = query+" AND r.message < ?", append(args, before)
	}
	var list []engine.Received
	rows, err := s.rows(ctx, query+" ORDER BY r.message DESC LIMIT ?", append(args, max(limit, 0))...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var r engine.Received
		var to sql.RawBytes
		err := rows.Scan(&r.ID, &r.Case, &r.Kind, &to, &r.Text, &r.At, &r.ReadAt)
		if err == nil {
			err = decode(slices.Clone(to), &r.To)
		}
		list = append(list, r)
		return err
	})
	return list, err
}

// CountUnread implements engine.Mailroom.
func (s *Store) CountUnread(ctx context.Context, p engine.PersonID, limit int) (int, error) {
	n := 0
	rows, err := s.rows(ctx, "SELECT COUNT(*) FROM (SELECT message FROM received WHERE person = ? AND read_at = 0 LIMIT ?) AS lines_of_him", p, max(limit, 0))
	err = scanAll(rows, err, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// MarkRead implements engine.Mailroom.
func (s *Store) MarkRead(ctx context.Context, p engine.PersonID, ids []string, at int64) (n int, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		db := tx.Model(&receivedRecord{}).Where("person = ? AND read_at = 0", p)
		if len(ids) > 0 {
			db = db.Where("message IN ?", ids)
		}
		done := db.Update("read_at", at)
		n = int(done.RowsAffected)
		return done.Error
	})
	return n, err
}

// Preferences implements engine.Mailroom.
func (s *Store) Preferences(ctx context.Context, p engine.PersonID) (engine.Preferences, error) {
	var prefs engine.Preferences
	r, found, err := one[preferenceRecord](s.read.WithContext(ctx).Where("person = ?", p))
	if err == nil && found {
		err = decode([]byte(r.Body), &prefs)
	}
	return prefs, err
}

// SavePreferences implements engine.Mailroom.
func (s *Store) SavePreferences(ctx context.Context, p engine.PersonID, prefs engine.Preferences, at int64) error {
	body, err := encode(prefs)
	if err != nil {
		return err
	}
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "person"}}, DoUpdates: clause.AssignmentColumns([]string{"body", "at"}),
		}).Create(&preferenceRecord{Person: p, Body: body, At: at}).Error
	})
}
