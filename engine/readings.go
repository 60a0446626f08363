package engine

import (
	"context"
	"fmt"
	"slices"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// reading is what somebody reads of a case: rel is NoRelation, and d nil, where there is none or none for him.
type reading struct {
	d   *decision
	rel Relation
}

// readings is Engine.reading for many cases at once, in the order of ids: the same facts and the same rights, but read from
// the store with a few queries for all of them. What only an act needs (unique claims, who has opened what) is left out.
func (e *Engine) readings(ctx context.Context, actor PersonID, ids []string) ([]reading, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := e.snapshots(ctx, ids)
	if err != nil {
		return nil, err
	}
	seats, err := e.cfg.Store.SeatsIn(ctx, actor, ids)
	if err != nil {
		return nil, fmt.Errorf("seats: %w", err)
	}
	now := e.cfg.Clock.Now()
	list := make([]reading, len(ids))
	for i, id := range ids {
		whole, ok := found[id]
		if !ok {
			continue
		}
		d := begin(whole.p, whole.snap, Command{Kind: DoEvent, Case: id, Actor: actor}, now)
		if rel := d.relation(actor, seats[id]); rel != NoRelation {
			list[i] = reading{d, rel}
		}
	}
	return list, nil
}

// whole is a case with its procedure and all that a reader's rights rest on.
type whole struct {
	p    *Procedure
	snap Snapshot
}

// snapshots loads many cases with their facts, by id; those that do not exist are missing.
func (e *Engine) snapshots(ctx context.Context, ids []string) (map[string]*whole, error) {
	loaded, err := e.cfg.Store.LoadAll(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	cal, err := e.cfg.Calendar.Calendar(ctx)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	found := make(map[string]*whole, len(loaded))
	for i := range loaded {
		w := &whole{snap: loaded[i]}
		if w.p, err = e.procedureOf(ctx, &w.snap.Case); err != nil {
			return nil, err
		}
		w.snap.Facts = Facts{Book: book, Calendar: cal, Urn: e.cfg.Urn, Hidden: e.behind(book, w.snap.Case.Memo.Fields), Blind: e.claimBlind(w.p)}
		found[w.snap.Case.ID] = w
	}
	return found, e.outerFacts(ctx, found)
}

// outerFacts fills in the balances and flags that the cases' procedures mention: conditions on who may do something can
// read them.
func (e *Engine) outerFacts(ctx context.Context, found map[string]*whole) error {
	var accounts, parties, names []string
	for _, w := range found {
		accounts = append(accounts, e.ledgerKeys(w.p, &w.snap, Command{})...)
		if len(w.p.Flags) > 0 {
			parties = append(parties, PartyKeys(w.p.Definition, w.snap.Case.Memo.Fields)...)
			names = append(names, w.p.flagIDs()...)
		}
	}
	var balances map[string]Balance
	var marks []Mark
	var err error
	if len(accounts) > 0 {
		if balances, err = e.cfg.Store.Balances(ctx, distinct(accounts)); err != nil {
			return fmt.Errorf("balances: %w", err)
		}
	}
	if len(parties) > 0 {
		if marks, err = e.cfg.Store.Marks(ctx, distinct(parties), distinct(names)); err != nil {
			return fmt.Errorf("marks: %w", err)
		}
	}
	for _, w := range found {
		w.snap.Facts.Balances = balances
		if len(marks) > 0 && len(w.p.Flags) > 0 {
			keys, flags := PartyKeys(w.p.Definition, w.snap.Case.Memo.Fields), w.p.flagIDs()
			w.snap.Facts.Marks = slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool {
				return !slices.Contains(keys, m.Party) || !slices.Contains(flags, m.Name)
			})
		}
	}
	return nil
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// seen is what somebody may still know of the cases that a list is about to show, by id: like View, for each row.
func (e *Engine) seen(ctx context.Context, actor PersonID, ids []string) (map[string]reading, error) {
	ids = distinct(slices.Clone(ids))
	list, err := e.readings(ctx, actor, ids)
	if err != nil {
		return nil, err
	}
	by := make(map[string]reading, len(ids))
	for i, id := range ids {
		by[id] = list[i]
	}
	return by, nil
}

// keeps reports whether a row stays in a list. Of somebody who keeps only what he did himself it is stripped of what came
// later.
func (r reading) keeps(row *Case) bool {
	if r.rel == Past {
		r.d.strip(row)
	}
	return r.rel != NoRelation
}

// listed leaves of a list of cases those that somebody may still see. A row tells enough where the procedure is not
// restricted and he has not recused himself.
func (e *Engine) listed(ctx context.Context, book *directory.Book, actor PersonID, rows []Case) ([]Case, error) {
	shows := make([]bool, len(rows))
	var ask []string
	for i := range rows {
		c := &rows[i]
		p, err := e.procedure(ctx, c.Version)
		if err != nil {
			return nil, err
		}
		d := begin(p, Snapshot{Case: *c, Facts: Facts{Book: book, Hidden: e.behind(book, c.Memo.Fields)}}, Command{Actor: actor}, c.UpdatedAt)
		if p.Secrecy == process.Restricted || d.recused(actor) {
			ask = append(ask, c.ID)
		} else {
			shows[i] = d.conflict(actor) == "" || d.isApplicant(actor)
		}
	}
	known, err := e.seen(ctx, actor, ask)
	if err != nil {
		return nil, err
	}
	var list []Case
	for i := range rows {
		if shows[i] || known[rows[i].ID].keeps(&rows[i]) {
			list = append(list, rows[i])
		}
	}
	return list, nil
}
