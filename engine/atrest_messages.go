package engine

import (
	"context"
	"slices"

	"dandang/engine/process"
)

func messageAt(id string) string { return "message\x00" + id }

// restMessages seals the texts of messages of a procedure that has sensitive fields.
func (s sealer) restMessages(list []Message) ([]Message, error) {
	out := slices.Clone(list)
	for i := range out {
		var err error
		if out[i].Text, err = s.restText(messageAt(out[i].ID), out[i].Text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (g *guarded) openMessage(m *Message) (err error) {
	m.Text, err = g.openText(m.Case, messageAt(m.ID), m.Text)
	return err
}

func (g *guarded) openMessages(list []Message, err error) ([]Message, error) {
	for i := range list {
		if err == nil {
			err = g.openMessage(&list[i])
		}
	}
	return list, err
}

// Outbox opens the texts of messages.
func (g *guarded) Outbox(ctx context.Context, afterID string, limit int) ([]Message, error) {
	return g.openMessages(g.Store.Outbox(ctx, afterID, limit))
}

// Unaddressed opens the texts of messages.
func (g *guarded) Unaddressed(ctx context.Context, limit int) ([]Message, error) {
	return g.openMessages(g.Store.Unaddressed(ctx, limit))
}

// Message opens the text of a message.
func (g *guarded) Message(ctx context.Context, id string) (Message, error) {
	m, err := g.Store.Message(ctx, id)
	if err != nil {
		return m, err
	}
	return m, g.openMessage(&m)
}

// Received opens the texts of messages.
func (g *guarded) Received(ctx context.Context, p PersonID, unread bool, before string, limit int) ([]Received, error) {
	list, err := g.Store.Received(ctx, p, unread, before, limit)
	for i := range list {
		if err == nil {
			err = g.openMessage(&list[i].Message)
		}
	}
	return list, err
}

// Comments and autosaves are sealed whatever the procedure: people write in them what they would write nowhere else.

func commentAt(id string) string { return "comment\x00" + id }

func autosaveAt(id string) string { return "autosave\x00" + id }

// shut seals a text that belongs to a case. Without a vault it stays as it is, where the procedure has nothing to seal.
func (g *guarded) shut(ctx context.Context, caseID, at, text string) (string, error) {
	if g.e.cfg.Vault != nil {
		return sealer{g.e.cfg.Vault, caseID}.restText(at, text)
	}
	snap, err := g.Store.Load(ctx, caseID)
	if err != nil {
		return "", err
	}
	p, err := g.e.procedure(ctx, snap.Case.Version)
	if err == nil && (p.sensitive || slices.ContainsFunc(p.Fields, func(f process.Field) bool { return f.Sealed })) {
		err = errNoVault
	}
	return text, err
}

// AddComment seals the text of a comment, and of what is told of it.
func (g *guarded) AddComment(ctx context.Context, c Comment, told []Message) (err error) {
	if c.Text, err = g.shut(ctx, c.Case, commentAt(c.ID), c.Text); err != nil {
		return err
	}
	told = slices.Clone(told)
	for i := range told {
		if told[i].Text, err = g.shut(ctx, c.Case, messageAt(told[i].ID), told[i].Text); err != nil {
			return err
		}
	}
	return g.Store.AddComment(ctx, c, told)
}

// VoidComment seals the reason.
func (g *guarded) VoidComment(ctx context.Context, caseID, id string, by PersonID, reason string, at int64) (bool, error) {
	reason, err := g.shut(ctx, caseID, commentAt(id)+"\x00void", reason)
	if err != nil {
		return false, err
	}
	return g.Store.VoidComment(ctx, caseID, id, by, reason, at)
}

// Comments opens the texts of comments.
func (g *guarded) Comments(ctx context.Context, caseID string) ([]Comment, error) {
	list, err := g.Store.Comments(ctx, caseID)
	for i := range list {
		c := &list[i]
		if err == nil {
			c.Text, err = g.openText(c.Case, commentAt(c.ID), c.Text)
		}
		if err == nil {
			c.VoidWhy, err = g.openText(c.Case, commentAt(c.ID)+"\x00void", c.VoidWhy)
		}
	}
	return list, err
}

// Autosave seals what was typed.
func (g *guarded) Autosave(ctx context.Context, a Autosave, base int64) (Autosave, error) {
	plain := a.Body
	var err error
	if a.Body, err = g.shut(ctx, a.Case, autosaveAt(a.ID), a.Body); err != nil {
		return a, err
	}
	a, err = g.Store.Autosave(ctx, a, base)
	a.Body = plain
	return a, err
}

// Autosaves opens what was typed.
func (g *guarded) Autosaves(ctx context.Context, caseID string, p PersonID) ([]Autosave, error) {
	list, err := g.Store.Autosaves(ctx, caseID, p)
	for i := range list {
		if err == nil {
			list[i].Body, err = g.openText(caseID, autosaveAt(list[i].ID), list[i].Body)
		}
	}
	return list, err
}
