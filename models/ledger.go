package models

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"dandang/engine"
)

// Balances implements engine.Store.
func (s *Store) Balances(ctx context.Context, keys []string) (map[string]engine.Balance, error) {
	balances := make(map[string]engine.Balance, len(keys))
	if len(keys) == 0 {
		return balances, nil
	}
	for _, key := range keys {
		balances[key] = engine.Balance{Key: key}
	}
	list, args := in(keys)
	rows, err := s.rows(ctx, "SELECT ledger_key, budget, reserved, spent FROM ledger_accounts WHERE ledger_key IN "+list, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var b engine.Balance
		err := rows.Scan(&b.Key, &b.Budget, &b.Reserved, &b.Spent)
		balances[b.Key] = b
		return err
	})
	return balances, err
}

// SetBudget implements engine.Store. Codes: EInvalid.
func (s *Store) SetBudget(ctx context.Context, key string, amount int64, by engine.PersonID, at int64) error {
	return s.admin(ctx, func(tx *gorm.DB) error {
		account := accountRecord{LedgerKey: key}
		// The row must exist to be locked.
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&account).Error; err != nil {
			return err
		}
		locked := tx.Where("ledger_key = ?", key)
		if s.dialect.locks {
			locked = locked.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
		}
		if err := locked.Take(&account).Error; err != nil {
			return err
		}
		if amount < account.Reserved+account.Spent {
			return engine.BudgetTooLow(account.Reserved + account.Spent)
		}
		return tx.Model(&accountRecord{}).Where("ledger_key = ?", key).
			Updates(map[string]any{"budget": amount, "budget_by": by, "budget_at": at}).Error
	})
}

// LedgerAccounts implements engine.Reader: a range of the primary key, no LIKE, so that nothing has to be escaped.
func (s *Store) LedgerAccounts(ctx context.Context, prefix string) ([]engine.Balance, error) {
	var list []engine.Balance
	const query = "SELECT ledger_key, budget, reserved, spent FROM ledger_accounts WHERE ledger_key = ? OR (ledger_key >= ? AND ledger_key < ?) ORDER BY ledger_key"
	rows, err := s.rows(ctx, query, prefix, prefix+"/", prefix+"/"+lastID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var b engine.Balance
		err := rows.Scan(&b.Key, &b.Budget, &b.Reserved, &b.Spent)
		list = append(list, b)
		return err
	})
	return list, err
}

// LedgerMoves implements engine.Reader.
func (s *Store) LedgerMoves(ctx context.Context, key string) ([]engine.LedgerMove, error) {
	db := s.read.WithContext(ctx).Where("ledger_key = ?", key).Order("at, case_id, name, kind")
	return each(db, func(r moveRecord) (engine.LedgerMove, error) {
		return engine.LedgerMove{Key: r.LedgerKey, Case: r.CaseID, Name: r.Name, Kind: r.Kind, Amount: r.Amount, At: r.At}, nil
	})
}
