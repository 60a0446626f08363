package engine

import (
	"context"
	"maps"
	"slices"
	"strings"

	"dandang/engine/process"
)

// atRest marks the envelope of a sensitive value as a store keeps it.
const atRest = "at_rest"

// guarded is a store whose sensitive values are encrypted: sealed on their way in, opened on their way out. What passes
// through it is what a Store is asked for; every other method is the store's own.
type guarded struct {
	Store
	e *Engine
}

// Store is the engine's store as it uses it: what is encrypted at rest is open. For programs that test and check.
func (e *Engine) Store() Store { return e.cfg.Store }

// Load opens the sensitive values of the case.
func (g *guarded) Load(ctx context.Context, caseID string) (Snapshot, error) {
	snap, err := g.Store.Load(ctx, caseID)
	if err != nil {
		return snap, err
	}
	return snap, g.openMemo(&snap.Case)
}

// LoadAll opens the sensitive values of each case.
func (g *guarded) LoadAll(ctx context.Context, caseIDs []string) ([]Snapshot, error) {
	list, err := g.Store.LoadAll(ctx, caseIDs)
	for i := range list {
		if err == nil {
			err = g.openMemo(&list[i].Case)
		}
	}
	return list, err
}

// Cases opens the sensitive values of each case: whom it is about may be one of them.
func (g *guarded) Cases(ctx context.Context, q CaseQuery) ([]Case, error) {
	list, err := g.Store.Cases(ctx, q)
	for i := range list {
		if err == nil {
			err = g.openMemo(&list[i])
		}
	}
	return list, err
}

// History opens the values behind the commitments.
func (g *guarded) History(ctx context.Context, caseID string) ([]AuditEvent, []Erasable, error) {
	events, erasables, err := g.Store.History(ctx, caseID)
	for i := range erasables {
		er := &erasables[i]
		er.Values = maps.Clone(er.Values)
		for path, s := range er.Values {
			if err == nil {
				s.Value, err = g.openValue(er.Case, "erasable\x00"+itoa(int(er.N))+"\x00"+path, s.Value)
				er.Values[path] = s
			}
		}
	}
	return events, erasables, err
}

func (g *guarded) openMemo(c *Case) (err error) {
	if c.Memo.Fields, err = g.openFields(c.ID, "fields", c.Memo.Fields); err != nil {
		return err
	}
	if c.Memo.Previous, err = g.openFields(c.ID, "previous", c.Memo.Previous); err != nil {
		return err
	}
	if c.Memo.Last, err = c.Memo.Last.mapped(func(where string, fields Fields) (Fields, error) { return g.openFields(c.ID, where, fields) }); err != nil {
		return err
	}
	if c.Memo.Transcripts, err = mapTranscripts(c.Memo.Transcripts, func(where string, fields Fields) (Fields, error) { return g.openFields(c.ID, where, fields) }); err != nil {
		return err
	}
	c.Memo.Links, err = mapLinks(c.Memo.Links, func(where string, fields Fields) (Fields, error) {
		return g.openFields(c.ID, where, fields)
	})
	return err
}

func (g *guarded) openFields(caseID, where string, fields Fields) (Fields, error) {
	var out Fields
	for id, v := range fields {
		m, ok := v.(map[string]any)
		if !ok || m[atRest] == nil {
			continue
		}
		if out == nil {
			out = maps.Clone(fields)
		}
		plain, err := g.openValue(caseID, where+"\x00"+id, v)
		if err != nil {
			return nil, err
		}
		out[id] = plain
	}
	if out == nil {
		return fields, nil
	}
	return out, nil
}

func (g *guarded) openValue(caseID, at string, v any) (any, error) {
	m, _ := v.(map[string]any)
	sealed, ok := m[atRest].(string)
	if !ok {
		return v, nil
	}
	if g.e.cfg.Vault == nil {
		return nil, errNoVault
	}
	return sealer{g.e.cfg.Vault, caseID}.open(atRest+"\x00"+at, sealed)
}

// Apply seals the sensitive values of each Change for the store only: the Changes themselves are as before when it
// returns, but for what the store filled in.
func (g *guarded) Apply(ctx context.Context, changes []*Change) []error {
	errs := make([]error, len(changes))
	var pass []*Change
	var at []int
	for i, ch := range changes {
		restore, err := g.seal(ctx, ch)
		if restore != nil {
			defer restore()
		}
		if errs[i] = err; err == nil {
			pass, at = append(pass, ch), append(at, i)
		}
	}
	if len(pass) > 0 {
		for i, err := range g.Store.Apply(ctx, pass) {
			errs[at[i]] = err
		}
	}
	return errs
}

// seal puts sealed copies into a Change and answers what puts the plain ones back.
func (g *guarded) seal(ctx context.Context, ch *Change) (restore func(), err error) {
	p, err := g.e.procedure(ctx, ch.Case.Version)
	if err != nil || !p.sensitive && len(ch.Case.Memo.Links) == 0 {
		return nil, err
	}
	if g.e.cfg.Vault == nil {
		if p.sensitive {
			return nil, errNoVault
		}
		return nil, nil //nolint:nilnil // nothing to seal, nothing to put back
	}
	s := sealer{g.e.cfg.Vault, ch.Case.ID}
	links, last, entries := ch.Case.Memo.Links, ch.Case.Memo.Last, ch.Case.Memo.Transcripts
	fields, previous, erasable, documents := ch.Case.Memo.Fields, ch.Case.Memo.Previous, ch.Erasable, ch.Documents
	outbox := slices.Clone(ch.Outbox)
	restore = func() {
		ch.Case.Memo.Fields, ch.Case.Memo.Previous, ch.Erasable = fields, previous, erasable
		ch.Case.Memo.Links, ch.Case.Memo.Last, ch.Case.Memo.Transcripts = links, last, entries
		for i := range ch.Documents {
			ch.Documents[i].Body, ch.Documents[i].Life.Versions = documents[i].Body, documents[i].Life.Versions
		}
		for i := range ch.Outbox {
			ch.Outbox[i].Text = outbox[i].Text
		}
	}
	if ch.Case.Memo.Fields, err = s.rest(p, "fields", fields); err != nil {
		return restore, err
	}
	if ch.Case.Memo.Previous, err = s.rest(p, "previous", previous); err != nil {
		return restore, err
	}
	if ch.Case.Memo.Last, err = last.mapped(func(where string, fields Fields) (Fields, error) { return s.rest(p, where, fields) }); err != nil {
		return restore, err
	}
	if ch.Case.Memo.Transcripts, err = mapTranscripts(entries, func(where string, fields Fields) (Fields, error) { return s.rest(p, where, fields) }); err != nil {
		return restore, err
	}
	if ch.Case.Memo.Links, err = mapLinks(links, s.restAll); err != nil {
		return restore, err
	}
	if erasable != nil {
		if ch.Erasable, err = s.restErasable(p, erasable); err != nil {
			return restore, err
		}
	}
	if ch.Documents, err = s.restDocuments(documents); err != nil || !p.sensitive {
		return restore, err
	}
	ch.Outbox, err = s.restMessages(outbox)
	return restore, err
}

// rest seals the sensitive ones of the fields.
func (s sealer) rest(p *Procedure, where string, fields Fields) (Fields, error) {
	out := maps.Clone(fields)
	for id, v := range fields {
		if f := p.Field(id); f == nil || !f.Sensitive || f.Sealed || v == nil {
			continue
		}
		sealed, err := s.seal(atRest+"\x00"+where+"\x00"+id, v)
		if err != nil {
			return nil, err
		}
		out[id] = map[string]any{atRest: sealed}
	}
	return out, nil
}

// restAll seals whatever the fields are: what cases hand each other is as confidential as where it comes from.
func (s sealer) restAll(where string, fields Fields) (Fields, error) {
	out := maps.Clone(fields)
	for id, v := range fields {
		sealed, err := s.seal(atRest+"\x00"+where+"\x00"+id, v)
		if err != nil {
			return nil, err
		}
		out[id] = map[string]any{atRest: sealed}
	}
	return out, nil
}

// mapLinks gives the links with what they carry changed; the links given stay.
func mapLinks(links map[string]Link, change func(where string, fields Fields) (Fields, error)) (map[string]Link, error) {
	out := maps.Clone(links)
	for name, l := range links {
		var err error
		if l.Order != nil {
			order := *l.Order
			if order.Fields, err = change("order\x00"+name, order.Fields); err != nil {
				return nil, err
			}
			l.Order = &order
		}
		if l.Values, err = change("values\x00"+name, l.Values); err != nil {
			return nil, err
		}
		out[name] = l
	}
	return out, nil
}

// restErasable seals the values of sensitive fields behind commitments, those that guards read of them, and the texts of
// papers. The salts stay as they are: without the value they tell nothing.
func (s sealer) restErasable(p *Procedure, e *Erasable) (*Erasable, error) {
	out := *e
	out.Values = maps.Clone(e.Values)
	for path, salted := range e.Values {
		root := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(path, entryPatch), "fact:"), "previous.")
		root, _, _ = strings.Cut(root, ".")
		f := p.Field(root)
		confidential := f != nil && f.Sensitive && !f.Sealed || strings.HasPrefix(path, paperPatch)
		if !confidential || salted.Value == nil {
			continue
		}
		sealed, err := s.seal(atRest+"\x00erasable\x00"+itoa(int(e.N))+"\x00"+path, salted.Value)
		if err != nil {
			return nil, err
		}
		salted.Value = map[string]any{atRest: sealed}
		out.Values[path] = salted
	}
	return &out, nil
}

// holdsSensitive reports whether a definition has fields that are encrypted at rest.
func holdsSensitive(d *process.Definition) bool {
	for i := range d.Fields {
		if d.Fields[i].Sensitive && !d.Fields[i].Sealed {
			return true
		}
	}
	return false
}
