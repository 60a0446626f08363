package models

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

// Account lets a person sign in.
type Account struct {
	Person       engine.PersonID
	Username     string
	PasswordHash string
	Disabled     bool
	CreatedAt    int64 // ms
	UpdatedAt    int64 // ms
}

// Session is one sign-in. Only the hash of its token is kept.
type Session struct {
	TokenHash string
	Person    engine.PersonID
	CreatedAt int64 // ms
	ExpiresAt int64 // ms
	RevokedAt int64 // ms; 0 while it is good
}

type loginRecord struct {
	Person       string `gorm:"primaryKey"`
	Username     string
	PasswordHash string
	Disabled     bool
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
}

func (loginRecord) TableName() string { return "accounts" }

type sessionRecord struct {
	TokenHash string `gorm:"primaryKey"`
	Person    string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	ExpiresAt int64
	RevokedAt int64
}

func (sessionRecord) TableName() string { return "sessions" }

// SaveAccount makes an account or changes the person's one; the day of its making stays. Codes: EInvalid when the
// username is another person's.
func (s *Store) SaveAccount(ctx context.Context, a Account) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		other, taken, err := one[loginRecord](tx.Where("username = ? AND person <> ?", a.Username, a.Person))
		if err != nil {
			return err
		}
		if taken {
			return &engine.Refusal{
				Code: engine.EInvalid, Detail: "登录名“" + other.Username + "”已被使用,请换一个",
				Problems: []engine.FieldProblem{{Field: "username", Msg: "已被使用"}},
			}
		}
		record := loginRecord(a)
		return tx.Clauses(clause.OnConflict{
			Columns: []clause.Column{{Name: "person"}}, DoUpdates: clause.AssignmentColumns([]string{"username", "password_hash", "disabled", "updated_at"}),
		}).Create(&record).Error
	})
}

// Account finds the account of a person. Codes: ENotFound.
func (s *Store) Account(ctx context.Context, person engine.PersonID) (Account, error) {
	return s.account(ctx, "person = ?", person)
}

// AccountByUsername finds the account under which somebody signs in; letter case matters. Codes: ENotFound.
func (s *Store) AccountByUsername(ctx context.Context, username string) (Account, error) {
	return s.account(ctx, "username = ?", username)
}

func (s *Store) account(ctx context.Context, which, value string) (Account, error) {
	r, found, err := one[loginRecord](s.read.WithContext(ctx).Where(which, value))
	if err == nil && !found {
		err = notFound()
	}
	return Account(r), err
}

// Accounts lists all accounts in order of username.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	return each(s.read.WithContext(ctx).Order("username"), func(r loginRecord) (Account, error) { return Account(r), nil })
}

// SaveSession keeps a new session.
func (s *Store) SaveSession(ctx context.Context, session Session) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		record := sessionRecord(session)
		return tx.Create(&record).Error
	})
}

// Session finds a session, good or not: whether it has ended is for the caller's clock to say. Codes: ENotFound.
func (s *Store) Session(ctx context.Context, tokenHash string) (Session, error) {
	r, found, err := one[sessionRecord](s.read.WithContext(ctx).Where("token_hash = ?", tokenHash))
	if err == nil && !found {
		err = notFound()
	}
	return Session(r), err
}

// ExtendSession moves the end of a session that was not revoked.
func (s *Store) ExtendSession(ctx context.Context, tokenHash string, until int64) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Model(&sessionRecord{}).Where("token_hash = ? AND revoked_at = 0", tokenHash).Update("expires_at", until).Error
	})
}

// RevokeSession ends a session. Revoking one that ended changes nothing.
func (s *Store) RevokeSession(ctx context.Context, tokenHash string, at int64) error {
	return s.revoke(ctx, "token_hash = ? AND revoked_at = 0", tokenHash, at)
}

// RevokeSessions ends all sessions of a person, as when his password changes.
func (s *Store) RevokeSessions(ctx context.Context, person engine.PersonID, at int64) error {
	return s.revoke(ctx, "person = ? AND revoked_at = 0", person, at)
}

func (s *Store) revoke(ctx context.Context, which, value string, at int64) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		return tx.Model(&sessionRecord{}).Where(which, value).Update("revoked_at", at).Error
	})
}

// DropSessions removes the sessions that expired before an instant, and tells how many.
func (s *Store) DropSessions(ctx context.Context, before int64) (dropped int64, err error) {
	err = s.admin(ctx, func(tx *gorm.DB) error {
		done := tx.Where("expires_at < ?", before).Delete(&sessionRecord{})
		dropped = done.RowsAffected
		return done.Error
	})
	return dropped, err
}
