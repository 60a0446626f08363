package models

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"

	"dandang/engine"
)

// each reads records and turns them into what the engine knows.
func each[R, T any](db *gorm.DB, turn func(R) (T, error)) ([]T, error) {
	var records []R
	if err := db.Find(&records).Error; err != nil {
		return nil, err
	}
	var list []T
	for _, r := range records {
		v, err := turn(r)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// one reads the record that fits; false when there is none.
func one[R any](db *gorm.DB) (R, bool, error) {
	var record R
	err := db.Take(&record).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return record, false, nil
	}
	return record, err == nil, err
}

// History implements engine.Reader.
func (s *Store) History(ctx context.Context, caseID string) ([]engine.AuditEvent, []engine.Erasable, error) {
	var events []engine.AuditEvent
	rows, err := s.rows(ctx, "SELECT body FROM audit_events WHERE case_id = ? ORDER BY n", caseID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var e engine.AuditEvent
		err := decodeEvent(body, &e)
		events = append(events, e)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var erasables []engine.Erasable
	rows, err = s.rows(ctx, "SELECT n, body FROM erasables WHERE case_id = ? ORDER BY n", caseID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		e := engine.Erasable{Case: caseID}
		var body sql.RawBytes
		if err := rows.Scan(&e.N, &body); err != nil {
			return err
		}
		err := decodeErasable(body, &e.Values)
		erasables = append(erasables, e)
		return err
	})
	return events, erasables, err
}

// AllTasks implements engine.Reader.
func (s *Store) AllTasks(ctx context.Context, caseID string) ([]engine.Task, error) {
	var list []engine.Task
	rows, err := s.rows(ctx, "SELECT "+taskList+" FROM tasks t WHERE t.case_id = ? ORDER BY t.round, t.id", caseID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		t, err := scanTask(rows)
		list = append(list, t)
		return err
	})
	return list, err
}

// Task implements engine.Reader. Codes: ENotFound.
func (s *Store) Task(ctx context.Context, id string) (t engine.Task, err error) {
	found := false
	rows, err := s.rows(ctx, "SELECT "+taskList+" FROM tasks t WHERE t.id = ?", id)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		found = true
		t, err = scanTask(rows)
		return err
	})
	if err == nil && !found {
		err = notFound()
	}
	return t, err
}

// AllRounds implements engine.Reader.
func (s *Store) AllRounds(ctx context.Context, caseID string) ([]engine.Round, error) {
	var list []engine.Round
	rows, err := s.rows(ctx, "SELECT n, state, opened_at, closed_at, event, from_round, data FROM rounds WHERE case_id = ? ORDER BY n", caseID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		r := engine.Round{Case: caseID}
		var data sql.RawBytes
		if err := rows.Scan(&r.N, &r.State, &r.OpenedAt, &r.ClosedAt, &r.Event, &r.From, &data); err != nil {
			return err
		}
		err := decodeRound(data, &r.Data)
		list = append(list, r)
		return err
	})
	return list, err
}

// Documents implements engine.Reader.
func (s *Store) Documents(ctx context.Context, caseID string) ([]engine.Document, error) {
	return each(s.read.WithContext(ctx).Where("case_id = ?", caseID).Order("at, id"), documentRecord.document)
}

// Document implements engine.Reader. Codes: ENotFound.
func (s *Store) Document(ctx context.Context, id string) (engine.Document, error) {
	found, err := each(s.read.WithContext(ctx).Where("id = ?", id).Limit(1), documentRecord.document)
	if err != nil {
		return engine.Document{}, err
	}
	if len(found) == 0 {
		return engine.Document{}, engine.NotFound()
	}
	return found[0], nil
}

// WaitingPapers implements engine.Reader. The index (waiting, case_id) gives the ids in order.
func (s *Store) WaitingPapers(ctx context.Context, after string, limit int) ([]string, error) {
	const query = "SELECT DISTINCT case_id FROM documents WHERE waiting = 1 AND case_id > ? ORDER BY case_id LIMIT ?"
	return s.texts(ctx, query, after, max(limit, 0))
}

// TimedEnded implements engine.Reader.
func (s *Store) TimedEnded(ctx context.Context, after string, limit int) ([]string, error) {
	const query = "SELECT DISTINCT t.case_id FROM timers t JOIN cases c ON c.id = t.case_id " +
		"WHERE t.status = ? AND c.status = ? AND t.case_id > ? ORDER BY t.case_id LIMIT ?"
	return s.texts(ctx, query, timerOpen, string(engine.Closed), after, max(limit, 0))
}

// Objections implements engine.Reader.
func (s *Store) Objections(ctx context.Context, caseID string) ([]engine.Objection, error) {
	return each(s.read.WithContext(ctx).Where("case_id = ?", caseID).Order("at, id"), func(r objectionRecord) (engine.Objection, error) {
		return engine.Objection{ID: r.ID, Notice: r.Notice, Case: r.CaseID, Person: r.Person, Text: r.Body, At: r.At}, nil
	})
}

// Notices implements engine.Reader: those posted whose time has not run out.
func (s *Store) Notices(ctx context.Context, q engine.NoticeQuery) ([]engine.Notice, error) {
	db := s.read.WithContext(ctx).Where("status = ? AND (until_at = 0 OR until_at > ?)", "posted", q.Now)
	if len(q.Units) > 0 {
		db = db.Where("(audience = ? OR unit IN ?)", "city", q.Units)
	} else {
		db = db.Where("audience = ?", "city")
	}
	if q.Before != "" {
		db = db.Where("id < ?", q.Before)
	}
	return each(db.Order("id DESC").Limit(max(q.Limit, 0)), noticeRecord.notice)
}

// Notice implements engine.Reader. Codes: ENotFound.
func (s *Store) Notice(ctx context.Context, id string) (engine.Notice, error) {
	r, found, err := one[noticeRecord](s.read.WithContext(ctx).Where("id = ?", id))
	if err == nil && !found {
		err = notFound()
	}
	if err != nil {
		return engine.Notice{}, err
	}
	return r.notice()
}

// Outbox implements engine.Reader.
func (s *Store) Outbox(ctx context.Context, afterID string, limit int) ([]engine.Message, error) {
	db := s.read.WithContext(ctx).Where("id > ?", afterID).Order("id").Limit(max(limit, 0))
	return each(db, messageRecord.message)
}

// DueTimers implements engine.Store.
func (s *Store) DueTimers(ctx context.Context, now int64, limit int) ([]engine.Timer, error) {
	db := s.read.WithContext(ctx).Where("status = ? AND at <= ? AND provisional = ?", timerOpen, now, 0).Order("at, id").Limit(max(limit, 0))
	return each(db, func(r timerRecord) (engine.Timer, error) {
		return engine.Timer{
			ID: r.ID, Case: r.CaseID, Round: r.Round, Kind: r.Kind, Group: r.Grp, Step: r.Step, At: r.At, Provisional: r.Provisional,
		}, nil
	})
}

// Claims implements engine.Store.
func (s *Store) Claims(ctx context.Context, keys []string) (map[string]string, error) {
	held := map[string]string{}
	if len(keys) == 0 {
		return held, nil
	}
	list, args := in(keys)
	rows, err := s.rows(ctx, "SELECT claim_key, case_id FROM claims WHERE claim_key IN "+list, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var key, holder string
		err := rows.Scan(&key, &holder)
		held[key] = holder
		return err
	})
	return held, err
}

// Recall implements engine.Store.
func (s *Store) Recall(ctx context.Context, actor engine.PersonID, key string) (*engine.Receipt, error) {
	var receipt *engine.Receipt
	const query = "SELECT hash, case_id, event, status, at FROM receipts WHERE actor = ? AND idem_key = ?"
	rows, err := s.rows(ctx, query, actor, key)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		r := engine.Receipt{Actor: actor, Key: key}
		err := rows.Scan(&r.Hash, &r.Case, &r.Event, &r.Status, &r.At)
		receipt = &r
		return err
	})
	return receipt, err
}
