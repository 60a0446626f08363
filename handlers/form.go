package handlers

import (
	"context"
	"net/http"
	"slices"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
)

// CaseForm is what a page needs to show and fill in a case: its own version's fields, as far as the caller meets them.
type CaseForm struct {
	Fields []FieldInfo       `json:"fields" doc:"Those that the caller may read, write or is asked for now, in the order of the form"`
	Names  map[string]string `json:"names" doc:"Names of the people and units that stand in fields, by id"`

	Correctable []string `json:"correctable" doc:"Fields that a return may ask to correct: those that were filled in at the start"`
}

func (s *Server) caseForm() {
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/form", id: "get-form", tag: "cases",
		summary: "The fields of the case, of the version that it pins, and the names behind the ids in them",
	}, s.getForm)
	handle(s, op{
		method: http.MethodPost, path: base + "/cases/{id}/form", id: "try-form", tag: "cases",
		summary: "What the rules that save the case say of values that are not saved yet; keeps nothing",
	}, s.tryForm)
}

// TryoutInfo is what the rules say of content that is not saved.
type TryoutInfo struct {
	Needed []FieldError `json:"needed" doc:"Fields that must be filled in, and are empty"`
	Idle   []string     `json:"idle" doc:"Empty fields that are asked for on a condition that does not hold as the content stands"`
	Errors []FieldError `json:"errors" doc:"Values that could not be saved"`
}

func (s *Server) tryForm(ctx context.Context, in *WhatIfInput) (*struct{ Body TryoutInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	given, err := s.fillFiles(ctx, in.ID, engine.Fields(in.Body.Fields))
	if err != nil {
		return nil, err
	}
	t, err := s.opt.Engine.TryEdit(ctx, actor, in.ID, given)
	if err != nil {
		return nil, err
	}
	return &struct{ Body TryoutInfo }{TryoutInfo{Needed: fieldErrors(t.Needed), Idle: append([]string{}, t.Idle...), Errors: fieldErrors(t.Wrong)}}, nil
}

func (s *Server) getForm(ctx context.Context, in *CaseInput) (*struct{ Body CaseForm }, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	choices, err := s.opt.Engine.Choices(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	onPaper, err := s.askedOnPaper(ctx, actor, in.ID, choices)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	met := func(id string) bool {
		_, reads := v.Fields[id]
		return reads || slices.Contains(v.Masked, id) || slices.Contains(v.Editable, id) || asked(choices, id) || onPaper[id]
	}
	returns := slices.ContainsFunc(choices, func(c engine.Choice) bool {
		return c.Allowed && slices.ContainsFunc(c.Needs, func(n engine.Need) bool { return n.Kind == "items" })
	})
	out := CaseForm{Fields: []FieldInfo{}, Names: map[string]string{}, Correctable: []string{}}
	for i := range v.Definition.Fields {
		f := &v.Definition.Fields[i]
		if !met(f.ID) && (!returns || f.Sealed || !filed(v.Definition, f.ID)) { // who returns asks for what was left empty too
			continue
		}
		out.Fields = append(out.Fields, fieldInfo(f))
		name(book, out.Names, f, v.Fields[f.ID])
		if filed(v.Definition, f.ID) {
			out.Correctable = append(out.Correctable, f.ID)
		}
	}
	return &struct{ Body CaseForm }{out}, nil
}

// filed: the field is filled in where a case starts; the engine takes no other as something to correct.
func filed(d *process.Definition, field string) bool {
	return slices.ContainsFunc(d.Starts, func(st process.Start) bool {
		return slices.Contains(d.Editable(d.State(st.State), nil), field)
	})
}

func asked(choices []engine.Choice, field string) bool {
	return slices.ContainsFunc(choices, func(c engine.Choice) bool {
		return slices.ContainsFunc(c.Needs, func(n engine.Need) bool { return n.Field == field })
	})
}

// askedOnPaper names the fields that belong to what the caller may enter from paper (代录).
func (s *Server) askedOnPaper(ctx context.Context, actor engine.PersonID, id string, choices []engine.Choice) (map[string]bool, error) {
	if !slices.ContainsFunc(choices, func(c engine.Choice) bool { return c.Event == engine.EventEnter }) {
		return nil, nil
	}
	options, _, err := s.opt.Engine.OnPaper(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	fields := map[string]bool{}
	for _, o := range options {
		fields[o.Scan] = true
		for _, n := range o.Needs {
			fields[n.Field] = true
		}
		for _, id := range o.Fields {
			fields[id] = true
		}
	}
	return fields, nil
}

// name collects the names behind the ids that a value of the field holds. What the directory does not know is left out.
func name(book *directory.Book, names map[string]string, f *process.Field, value any) {
	switch v := value.(type) {
	case string:
		if f.Type != process.Person && f.Type != process.Persons && f.Type != process.UnitType && f.Type != process.Party {
			return
		}
		if p, ok := book.Person(v); ok && f.Type != process.UnitType {
			names[v] = p.Name
		} else if u, ok := book.Unit(v); ok {
			names[v] = u.Name
		}
	case []any:
		for _, item := range v {
			name(book, names, f, item)
		}
	case map[string]any:
		if f.Type == process.Party {
			name(book, names, f, v[process.KeyPerson])
			name(book, names, f, v[process.KeyUnit])
		}
		for i := range f.Columns {
			name(book, names, &f.Columns[i], v[f.Columns[i].ID])
		}
	}
}
