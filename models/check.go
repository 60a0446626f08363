package models

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"dandang/engine"
)

type receiptKey struct{ actor, key string }

type entryKey struct{ caseID, name string }

// facts is what the Changes of a batch assume, as the database has it, and as the Changes admitted so far leave it.
type facts struct {
	revs     map[string]int64 // of cases that exist
	timers   map[string]bool  // open ones
	errands  map[string]bool  // open ones
	receipts map[receiptKey]bool
	seen     map[engine.SeatKey]bool // seats that their people have opened
	claims   map[string]string
	accounts map[string]engine.Balance
	dirty    map[string]bool // accounts that moved
	entries  map[entryKey][]engine.LedgerMove
	series   map[string]int64
	drawn    map[string]bool // series that moved
	done     []string        // timers that fire
	run      []string        // errands that are done
	taken    [][]any         // rows of claims
	fresh    []engine.LedgerMove
}

// admit tells whether what c assumes holds, and if so takes it: a number is drawn, the ledger moves, keys are held.
// It answers the numbers drawn, in the order of Draws, or ErrStale or another error; then nothing has changed.
func (f *facts) admit(c *engine.Change) (seqs []int64, err error) {
	if f.stale(c) {
		return nil, engine.ErrStale
	}
	if err := f.moveAll(c.Ledger); err != nil {
		return nil, err
	}
	f.revs[c.Case.ID] = c.Case.Rev
	if c.Assumes.Timer != "" {
		f.timers[c.Assumes.Timer] = false
		f.done = append(f.done, c.Assumes.Timer)
	}
	if c.Assumes.Errand != "" {
		f.errands[c.Assumes.Errand] = false
		f.run = append(f.run, c.Assumes.Errand)
	}
	if c.Receipt != nil {
		f.receipts[receiptKey{c.Receipt.Actor, c.Receipt.Key}] = true
	}
	for _, key := range c.Unclaims {
		if f.claims[key] == c.Case.ID {
			delete(f.claims, key)
		}
	}
	for _, key := range c.Claims {
		if f.claims[key] == "" {
			f.claims[key] = c.Case.ID
			f.taken = append(f.taken, []any{key, c.Case.ID})
		}
	}
	for _, draw := range c.Draws() {
		f.series[draw.Series]++
		f.drawn[draw.Series] = true
		seqs = append(seqs, f.series[draw.Series])
	}
	return seqs, nil
}

func (f *facts) stale(c *engine.Change) bool {
	rev, exists := f.revs[c.Case.ID]
	if exists == c.New || rev != c.Assumes.Rev {
		return true
	}
	if c.Assumes.Timer != "" && !f.timers[c.Assumes.Timer] {
		return true
	}
	if c.Assumes.Errand != "" && !f.errands[c.Assumes.Errand] {
		return true
	}
	for _, floor := range c.Assumes.Free {
		if f.accounts[floor.Key].Free() < floor.Min {
			return true
		}
	}
	for _, key := range c.Assumes.Unseen {
		if f.seen[key] {
			return true
		}
	}
	for _, key := range c.Claims {
		if holder := f.claims[key]; holder != "" && holder != c.Case.ID {
			return true
		}
	}
	return c.Receipt != nil && f.receipts[receiptKey{c.Receipt.Actor, c.Receipt.Key}]
}

// moveAll counts the moves of one Change, all or none.
func (f *facts) moveAll(list []engine.LedgerMove) error {
	if len(list) == 0 {
		return nil
	}
	balances := map[string]engine.Balance{}
	var fresh []engine.LedgerMove
	for _, m := range list {
		again, err := m.Repeats(slices.Concat(f.entries[entryKey{m.Case, m.Name}], fresh))
		if err != nil {
			return err
		}
		if again {
			continue
		}
		b, seen := balances[m.Key]
		if !seen {
			b = f.accounts[m.Key]
		}
		if balances[m.Key], err = b.Moved(m); err != nil {
			return err
		}
		fresh = append(fresh, m)
	}
	for key, b := range balances {
		f.accounts[key], f.dirty[key] = b, true
	}
	for _, m := range fresh {
		at := entryKey{m.Case, m.Name}
		f.entries[at] = append(f.entries[at], m)
	}
	f.fresh = append(f.fresh, fresh...)
	return nil
}

// wanted lists the keys that a batch touches.
type wanted struct {
	cases, timers, errands, claims, accounts, moving, series []string
	receipts                                                 map[receiptKey]bool
	unseen                                                   []engine.SeatKey
}

func want(batch []item) wanted {
	w := wanted{receipts: map[receiptKey]bool{}}
	for _, it := range batch {
		c := it.change
		w.cases = append(w.cases, c.Case.ID)
		if c.Assumes.Timer != "" {
			w.timers = append(w.timers, c.Assumes.Timer)
		}
		if c.Assumes.Errand != "" {
			w.errands = append(w.errands, c.Assumes.Errand)
		}
		for _, floor := range c.Assumes.Free {
			w.accounts = append(w.accounts, floor.Key)
		}
		for _, m := range c.Ledger {
			w.accounts = append(w.accounts, m.Key)
			w.moving = append(w.moving, m.Case)
		}
		w.unseen = append(w.unseen, c.Assumes.Unseen...)
		w.claims = append(append(w.claims, c.Claims...), c.Unclaims...)
		for _, draw := range c.Draws() {
			w.series = append(w.series, draw.Series)
		}
		if c.Receipt != nil {
			w.receipts[receiptKey{c.Receipt.Actor, c.Receipt.Key}] = true
		}
	}
	return w
}

// gather loads, and where others may write too locks, what the batch assumes.
func (s *Store) gather(ctx context.Context, tx session, batch []item) (*facts, error) {
	w := want(batch)
	f := &facts{
		revs: map[string]int64{}, timers: map[string]bool{}, errands: map[string]bool{}, receipts: map[receiptKey]bool{}, seen: map[engine.SeatKey]bool{}, claims: map[string]string{},
		accounts: map[string]engine.Balance{}, dirty: map[string]bool{}, entries: map[entryKey][]engine.LedgerMove{},
		series: map[string]int64{}, drawn: map[string]bool{},
	}
	g := &gathering{s: s, tx: tx, f: f}
	g.revs(ctx, w.cases)
	g.timers(ctx, w.timers)
	g.errands(ctx, w.errands)
	g.receipts(ctx, w.receipts)
	g.seen(ctx, w.unseen)
	g.claims(ctx, w.claims)
	g.entries(ctx, w.moving)
	g.series(ctx, w.series)
	g.accounts(ctx, w.accounts)
	return f, g.err
}

// gathering runs the queries of gather until one fails.
type gathering struct {
	s   *Store
	tx  session
	f   *facts
	err error
}

// each runs "SELECT … IN keys" and scans its rows; nothing without keys.
func (g *gathering) each(ctx context.Context, query string, keys []string, lock bool, scan func(*sql.Rows) error) {
	if g.err != nil || len(keys) == 0 {
		return
	}
	list, args := in(keys)
	query += list
	if lock {
		query += g.s.dialect.forUpdate
	}
	rows, err := g.tx.query(ctx, query, args)
	g.err = scanAll(rows, err, scan)
}

func (g *gathering) revs(ctx context.Context, keys []string) {
	g.each(ctx, "SELECT id, rev FROM cases WHERE id IN ", keys, true, func(r *sql.Rows) error {
		var id string
		var rev int64
		err := r.Scan(&id, &rev)
		g.f.revs[id] = rev
		return err
	})
}

func (g *gathering) timers(ctx context.Context, keys []string) {
	g.each(ctx, "SELECT id, status FROM timers WHERE id IN ", keys, true, func(r *sql.Rows) error {
		var id, status string
		err := r.Scan(&id, &status)
		g.f.timers[id] = status == timerOpen
		return err
	})
}

func (g *gathering) errands(ctx context.Context, keys []string) {
	g.each(ctx, "SELECT id, status FROM errands WHERE id IN ", keys, true, func(r *sql.Rows) error {
		var id, status string
		err := r.Scan(&id, &status)
		g.f.errands[id] = status == timerOpen
		return err
	})
}

func (g *gathering) receipts(ctx context.Context, keys map[receiptKey]bool) {
	if g.err != nil || len(keys) == 0 {
		return
	}
	var args []any
	for key := range keys {
		args = append(args, key.actor, key.key)
	}
	const which = "(actor = ? AND idem_key = ?)"
	query := "SELECT actor, idem_key FROM receipts WHERE " + which + strings.Repeat(" OR "+which, len(keys)-1)
	rows, err := g.tx.query(ctx, query, args)
	g.err = scanAll(rows, err, func(r *sql.Rows) error {
		var key receiptKey
		err := r.Scan(&key.actor, &key.key)
		g.f.receipts[key] = true
		return err
	})
}

func (g *gathering) claims(ctx context.Context, keys []string) {
	g.each(ctx, "SELECT claim_key, case_id FROM claims WHERE claim_key IN ", keys, false, func(r *sql.Rows) error {
		var key, holder string
		err := r.Scan(&key, &holder)
		g.f.claims[key] = holder
		return err
	})
}

func (g *gathering) entries(ctx context.Context, cases []string) {
	g.each(ctx, "SELECT case_id, name, kind, ledger_key, amount FROM ledger_moves WHERE case_id IN ", cases, false, func(r *sql.Rows) error {
		var m engine.LedgerMove
		err := r.Scan(&m.Case, &m.Name, &m.Kind, &m.Key, &m.Amount)
		at := entryKey{m.Case, m.Name}
		g.f.entries[at] = append(g.f.entries[at], m)
		return err
	})
}

func (g *gathering) series(ctx context.Context, names []string) {
	g.ensure(ctx, "series", "name", names, func() int { return len(g.f.series) }, func() {
		g.each(ctx, "SELECT name, last_number FROM series WHERE name IN ", names, true, func(r *sql.Rows) error {
			var name string
			var last int64
			err := r.Scan(&name, &last)
			g.f.series[name] = last
			return err
		})
	})
}

func (g *gathering) accounts(ctx context.Context, keys []string) {
	g.ensure(ctx, "ledger_accounts", "ledger_key", keys, func() int { return len(g.f.accounts) }, func() {
		const query = "SELECT ledger_key, budget, reserved, spent FROM ledger_accounts WHERE ledger_key IN "
		g.each(ctx, query, keys, true, func(r *sql.Rows) error {
			var b engine.Balance
			err := r.Scan(&b.Key, &b.Budget, &b.Reserved, &b.Spent)
			g.f.accounts[b.Key] = b
			return err
		})
	})
}

// ensure loads counters and locks them. One that does not exist cannot be locked, so it is made first.
func (g *gathering) ensure(ctx context.Context, table, key string, names []string, found func() int, load func()) {
	names = distinct(names)
	load()
	if g.err != nil || !g.s.dialect.locks || found() == len(names) {
		return
	}
	for _, name := range names {
		query := "INSERT INTO " + table + " (" + key + ") VALUES (?) ON DUPLICATE KEY UPDATE " + key + " = " + key
		if g.err = g.tx.exec(ctx, query, []any{name}); g.err != nil {
			return
		}
	}
	load()
}
