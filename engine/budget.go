package engine

import (
	"context"

	"dandang/engine/process"
)

// Account is one account of a ledger with the values of the fields that split it (分户).
type Account struct {
	Balance
	Values []string // in the order of the ledger's split fields; nil for a ledger that is one account
}

// SetBudget sets what an account of a procedure's ledger holds in the year of now: 分, or a count. values name the
// account of a split ledger. Codes: ENotFound, EInvalid if it would be below what is reserved and spent, or the values
// do not name one account that a case can have: with the name of a unit in place of its id, no case would ever use it.
func (e *Engine) SetBudget(ctx context.Context, actor PersonID, processKey, ledger string, amount int64, values ...string) (Balance, error) {
	key, err := e.accountKey(ctx, processKey, ledger, values)
	if err != nil {
		return Balance{}, err
	}
	if err := e.nameable(ctx, processKey, ledger, values); err != nil {
		return Balance{}, err
	}
	if err := e.cfg.Store.SetBudget(ctx, key, amount, actor, e.cfg.Clock.Now()); err != nil {
		return Balance{}, err
	}
	return e.balanceOf(ctx, key)
}

// Balance gives an account of a procedure's ledger in the year of now; values as for SetBudget. Codes: ENotFound,
// EInvalid.
func (e *Engine) Balance(ctx context.Context, processKey, ledger string, values ...string) (Balance, error) {
	key, err := e.accountKey(ctx, processKey, ledger, values)
	if err != nil {
		return Balance{}, err
	}
	return e.balanceOf(ctx, key)
}

// LedgerAccounts lists the accounts of a ledger that have a budget or were used, in the year of now, in order of their keys.
// Codes: ENotFound.
func (e *Engine) LedgerAccounts(ctx context.Context, processKey, ledger string) ([]Account, error) {
	l, d, err := e.ledgerOf(ctx, processKey, ledger)
	if err != nil {
		return nil, err
	}
	prefix := LedgerPrefix(d, l.ID, e.cfg.Clock.Now())
	found, err := e.cfg.Store.LedgerAccounts(ctx, prefix)
	if err != nil {
		return nil, err
	}
	list := make([]Account, 0, len(found))
	for _, b := range found {
		list = append(list, Account{Balance: b, Values: AccountValues(prefix, b.Key)})
	}
	return list, nil
}

func (e *Engine) ledgerOf(ctx context.Context, processKey, ledger string) (*process.Ledger, *process.Definition, error) {
	d, err := e.Current(ctx, processKey)
	if err != nil {
		return nil, nil, err
	}
	l := d.Ledger(ledger)
	if l == nil {
		return nil, nil, NotFound()
	}
	return l, d, nil
}

func (e *Engine) accountKey(ctx context.Context, processKey, ledger string, values []string) (string, error) {
	l, d, err := e.ledgerOf(ctx, processKey, ledger)
	if err != nil {
		return "", err
	}
	if len(values) != len(l.Split) {
		return "", refuse(EInvalid, msgAccount.Text(l.Name, len(l.Split)))
	}
	for _, v := range values {
		if v == "" {
			return "", refuse(EInvalid, msgAccount.Text(l.Name, len(l.Split)))
		}
	}
	return LedgerKey(d, ledger, e.cfg.Clock.Now(), values...), nil
}

// nameable refuses values that the fields which split a ledger cannot hold.
func (e *Engine) nameable(ctx context.Context, processKey, ledger string, values []string) error {
	l, d, err := e.ledgerOf(ctx, processKey, ledger)
	if err != nil || len(l.Split) == 0 {
		return err
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return err
	}
	for i, id := range l.Split {
		f := d.Field(id)
		problem := listed(book, f, values[i])
		if problem == "" && (f.Type == process.Text || f.Type == process.Choice) { // numbers and dates are keys in their own writing
			_, problem = f.Normalise(values[i])
		}
		if problem != "" {
			return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{"account", problem}}}
		}
	}
	return nil
}

func (e *Engine) balanceOf(ctx context.Context, key string) (Balance, error) {
	all, err := e.cfg.Store.Balances(ctx, []string{key})
	if err != nil {
		return Balance{}, err
	}
	b := all[key]
	b.Key = key
	return b, nil
}
