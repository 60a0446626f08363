package engine

import (
	"context"
	"fmt"

	"dandang/engine/process"
)

// MaterialView is one paper of the checklist of a case: whether it must be brought, and what was.
type MaterialView struct {
	Name     string
	Field    string // files field that it goes to, "" where the checklist only names it
	Help     string
	Required bool     // it must be brought, as the case stands
	Unknown  bool     // whether it must depends on what is not filled in yet
	Files    []string // names of what was brought
	Missing  bool     // it must be brought and was not
}

// Materials is the checklist of a case for somebody's eyes: papers whose field he may not read are left out.
// Codes: ENotFound.
func (e *Engine) Materials(ctx context.Context, actor PersonID, caseID string) ([]MaterialView, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	if rel == Past || rel == Copied {
		return nil, NotFound()
	}
	fields, _ := d.readable(rel)
	list := []MaterialView{}
	for i := range d.p.Materials {
		m := &d.p.Materials[i]
		f := d.p.Field(m.Field)
		if f != nil && rel == Applicant && d.internalField(f.ID) {
			continue
		}
		v := MaterialView{Name: m.Name, Field: m.Field, Help: m.Help, Required: m.Required}
		applies := guardYes
		if m.When != nil {
			applies, _ = m.When.Test(d.env(""))
		}
		v.Required = applies == guardYes && (m.Required || m.When != nil)
		v.Unknown = applies == guardUnsure
		if f != nil {
			v.Files = filesIn(f, fields[f.ID])
			v.Missing = v.Required && empty(d.c.Memo.Fields[f.ID])
		}
		list = append(list, v)
	}
	return list, nil
}

// filesIn names the files of a field; of a sealed one, only that there are some.
func filesIn(f *process.Field, v any) []string {
	names := []string{}
	list, _ := v.([]any)
	for _, item := range list {
		if m, ok := item.(map[string]any); ok && !f.Sealed {
			name, _ := m["name"].(string)
			names = append(names, name)
		}
	}
	return names
}

// FilesUsed lists the ids of all files that a case holds or ever held: in its fields, in the record of what was written,
// in the proof of service of its papers. What is sealed cannot be looked into and is not among them.
func (e *Engine) FilesUsed(ctx context.Context, caseID string) (map[string]bool, error) {
	snap, err := e.cfg.Store.Load(ctx, caseID)
	if err != nil {
		return nil, err
	}
	_, erasables, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	docs, err := e.cfg.Store.Documents(ctx, caseID)
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	ids := map[string]bool{}
	for _, v := range snap.Case.Memo.Fields {
		idsIn(v, ids)
	}
	for _, er := range erasables {
		for _, s := range er.Values {
			idsIn(s.Value, ids)
		}
	}
	for i := range docs {
		if s := docs[i].Life.Service; s != nil {
			idsIn(s.Proof, ids)
		}
	}
	return ids, nil
}

func idsIn(v any, ids map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		if id, ok := v["id"].(string); ok {
			ids[id] = true
		}
		for _, item := range v {
			idsIn(item, ids)
		}
	case []any:
		for _, item := range v {
			idsIn(item, ids)
		}
	}
}
