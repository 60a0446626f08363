package engine

import (
	"context"
	"fmt"
	"slices"

	"dandang/engine/workday"
)

// Purposes of a query of standing: what a flag may stand in the way of.
const (
	ForPromotion = "promotion" // 提拔任用、职级晋升
	ForAward     = "award"     // 评先评优
	ForTitle     = "title"     // 职称评审
	ForEntry     = "entry"     // 入编、调动
)

// Standing answers whether a flag stands in somebody's way. It tells only that and until when: not of which case, not
// what for; and who was cleared (免责) reads exactly like who was never involved.
type Standing struct {
	Person  PersonID
	Blocked bool
	Until   string // last day, "2006-01-02"; "" when not blocked
	Text    string // 影响期至2027年3月15日
	Note    string
}

// Asked is one query of somebody's standing: who asked about whom, what for, when. What he was told is not kept.
type Asked struct {
	ID      string // UUIDv7
	Actor   PersonID
	Person  PersonID
	Purpose string
	At      int64
}

// Standing answers how somebody stands today, by the flags that any procedure in force declares to stand in the way of
// the purpose; of several the latest counts, and its last day belongs to it. The query is logged before it is answered.
// Whether the actor may ask is settled at the edge. Codes: EInvalid for an unknown purpose, ENotFound for an unknown person.
func (e *Engine) Standing(ctx context.Context, actor, person PersonID, purpose string) (Standing, error) {
	if !slices.Contains([]string{ForPromotion, ForAward, ForTitle, ForEntry}, purpose) {
		return Standing{}, refuse(EInvalid, msgPurpose.Text())
	}
	book, err := e.cfg.Directory.Book(ctx)
	if err != nil {
		return Standing{}, fmt.Errorf("directory: %w", err)
	}
	if _, known := book.Person(person); !known {
		return Standing{}, refuse(ENotFound, msgNobody.Text(person))
	}
	now := e.cfg.Clock.Now()
	if err := e.cfg.Store.LogAsked(ctx, Asked{ID: e.cfg.NewID(), Actor: actor, Person: person, Purpose: purpose, At: now}); err != nil {
		return Standing{}, fmt.Errorf("log query: %w", err)
	}
	names, err := e.blocking(ctx, purpose)
	if err != nil {
		return Standing{}, err
	}
	marks, err := e.cfg.Store.Marks(ctx, []string{person}, names)
	if err != nil {
		return Standing{}, fmt.Errorf("marks: %w", err)
	}
	s := Standing{Person: person, Text: msgNoFlag.Text(), Note: msgStandingNote.Text()}
	for _, m := range marks {
		if m.lastDay(workday.DateOf(now)) && m.Until > s.Until {
			s.Blocked, s.Until = true, m.Until
			s.Text = msgFlagUntil.Text(workday.Date(m.Until).Chinese())
		}
	}
	return s, nil
}

// AskedBefore lists the queries of standing for those who audit them, newest first.
func (e *Engine) AskedBefore(ctx context.Context, id string, limit int) ([]Asked, error) {
	return e.cfg.Store.AskedBefore(ctx, id, limit)
}

// blocking lists the flags that some procedure in force declares to stand in the way of a purpose.
func (e *Engine) blocking(ctx context.Context, purpose string) ([]string, error) {
	defs, err := e.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range defs {
		for _, f := range d.Flags {
			if slices.Contains(f.Blocks, purpose) && !slices.Contains(names, f.ID) {
				names = append(names, f.ID)
			}
		}
	}
	return names, nil
}

// marks fills in the flags that stand on the parties, of those that the procedure declares.
func (e *Engine) marks(ctx context.Context, p *Procedure, snap *Snapshot, cmd Command) error {
	if len(p.Flags) == 0 {
		return nil
	}
	keys := PartyKeys(p.Definition, merged(p, snap.Case.Memo.Fields, cmd.Fields))
	if len(keys) == 0 {
		return nil
	}
	var err error
	if snap.Facts.Marks, err = e.cfg.Store.Marks(ctx, keys, p.flagIDs()); err != nil {
		return fmt.Errorf("marks: %w", err)
	}
	return nil
}

// flagIDs are the flags that the procedure declares.
func (p *Procedure) flagIDs() []string {
	var ids []string
	for _, f := range p.Flags {
		ids = append(ids, f.ID)
	}
	return ids
}
