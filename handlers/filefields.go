package handlers

import (
	"context"
	"fmt"

	"dandang/engine"
	"dandang/engine/process"
)

// fillFiles takes the ids in files fields for files of this case that the caller may use, and fills in name and size
// as they were recorded, so that nobody names a stranger's file or gives a file another name. The fields given are not
// changed. Codes: EInvalid, and ENotFound of the case.
func (s *Server) fillFiles(ctx context.Context, caseID string, fields engine.Fields) (engine.Fields, error) {
	if len(fileIDs(fields)) == 0 {
		return fields, nil
	}
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, caseID)
	if engine.CodeOf(err) == engine.ENotFound {
		return withoutFiles(fields), nil // so that the engine says why not: 回避 is told to those concerned
	}
	if err != nil {
		return nil, err
	}
	f := filler{s: s, ctx: ctx, actor: actor, caseID: caseID, seen: fileIDs(v.Fields)}
	out := engine.Fields{}
	for id, value := range fields {
		out[id] = value
		if field := v.Definition.Field(id); field != nil {
			if out[id], err = f.fill(field, value); err != nil {
				return nil, err
			}
		}
	}
	if len(f.problems) > 0 {
		p := problem(engine.EInvalid, detailInvalid)
		p.Errors = f.problems
		return nil, p
	}
	return out, nil
}

func withoutFiles(fields engine.Fields) engine.Fields {
	out := engine.Fields{}
	for id, value := range fields {
		if len(fileIDs(value)) == 0 {
			out[id] = value
		}
	}
	return out
}

// refuseFiles: a case that does not exist yet has no files.
func (s *Server) refuseFiles(ctx context.Context, processKey string, fields engine.Fields) error {
	if len(fields) == 0 {
		return nil
	}
	d, err := s.current(ctx, processKey)
	if err != nil {
		return err
	}
	for id, value := range fields {
		f := d.Field(id)
		if f == nil || (f.Type != process.Files && f.Type != process.Table) || len(fileIDs(value)) == 0 {
			continue
		}
		return invalid(id, "请先建立草稿,再上传附件并填入")
	}
	return nil
}

type filler struct {
	s        *Server
	ctx      context.Context //nolint:containedctx // lives for one request
	actor    engine.PersonID
	caseID   string
	seen     map[string]bool
	problems []FieldError
}

func (f *filler) fill(field *process.Field, value any) (any, error) {
	items, ok := value.([]any)
	if !ok {
		return value, nil // null empties the field; anything else the engine refuses by its own words
	}
	switch field.Type {
	case process.Files:
		return f.files(field, items)
	case process.Table:
		return f.table(field, items)
	default:
		return value, nil
	}
}

func (f *filler) files(field *process.Field, items []any) (any, error) {
	out := make([]any, 0, len(items))
	for i, item := range items {
		id := ""
		if m, ok := item.(map[string]any); ok {
			id, _ = m["id"].(string)
		}
		file, err := f.s.opt.Store.File(f.ctx, id)
		switch code := engine.CodeOf(err); {
		case code != "" && code != engine.ENotFound:
			return nil, err
		case code == engine.ENotFound, file.Case != f.caseID, file.By != f.actor && !f.seen[id],
			file.Field != "" && file.Field != field.ID: // what was sealed once stays so
			f.problems = append(f.problems, FieldError{Field: field.ID, Message: fmt.Sprintf("第%d个附件不存在,请重新上传", i+1)})
		default:
			if field.Sealed && file.Field == "" {
				if err := f.s.opt.Store.BindFile(f.ctx, id, f.caseID, field.ID); err != nil {
					return nil, err
				}
			}
			out = append(out, map[string]any{"id": file.ID, "name": file.Name, "size": file.Size})
		}
	}
	return out, nil
}

func (f *filler) table(field *process.Field, rows []any) (any, error) {
	out := make([]any, len(rows))
	for i, row := range rows {
		cells, ok := row.(map[string]any)
		if !ok {
			out[i] = row
			continue
		}
		copied := map[string]any{}
		for k, v := range cells {
			copied[k] = v
		}
		for j := range field.Columns {
			col := &field.Columns[j]
			v, given := cells[col.ID]
			if !given {
				continue
			}
			filled, err := f.fill(col, v)
			if err != nil {
				return nil, err
			}
			copied[col.ID] = filled
		}
		out[i] = copied
	}
	return out, nil
}
