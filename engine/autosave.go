package engine

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"dandang/engine/process"
)

// AutosaveView is what somebody has typed and not saved: the head, and what other tabs typed over an older head.
type AutosaveView struct {
	Head  *AutosaveVersion
	Aside []AutosaveVersion // newest first
}

// AutosaveVersion is one version with its content.
type AutosaveVersion struct {
	Rev int64
	At  int64
	Typed
}

// Autosaved is what keeping a version came to.
type Autosaved struct {
	Rev int64
	At  int64
	// LeftOut lists what is not kept outside the record: sealed fields, and id numbers.
	LeftOut []string
	// Other is the head that another tab has saved meanwhile; then this version was kept aside, and Differs names the
	// fields (and opinion, comment) in which the two differ. nil: this version is the head now.
	Other   *AutosaveVersion
	Differs []string
}

// SaveTyped keeps what somebody has typed into a case that he takes part in. base is the Rev of the version that his tab
// shows, 0 for none. Where another tab was faster both versions are kept, and he is told. Codes: ENotFound, EInvalid.
func (e *Engine) SaveTyped(ctx context.Context, actor PersonID, caseID string, typed Typed, base int64) (Autosaved, error) {
	d, err := e.typing(ctx, actor, caseID)
	if err != nil {
		return Autosaved{}, err
	}
	var out Autosaved
	if typed.Fields, out.LeftOut, err = d.keepable(typed.Fields); err != nil {
		return Autosaved{}, err
	}
	body, err := json.Marshal(typed)
	if err != nil {
		return Autosaved{}, err
	}
	kept, err := e.cfg.Store.Autosave(ctx, Autosave{ID: e.cfg.NewID(), Case: caseID, Person: actor, Body: string(body), At: e.cfg.Clock.Now()}, base)
	if err != nil {
		return Autosaved{}, err
	}
	out.Rev, out.At = kept.Rev, kept.At
	if !kept.Aside {
		return out, nil
	}
	view, err := e.typedOf(ctx, actor, caseID)
	if err != nil {
		return out, err
	}
	if out.Other = view.Head; out.Other == nil { // dropped meanwhile: nothing to compare with
		out.Other = &AutosaveVersion{}
	}
	out.Differs = differing(typed, out.Other.Typed)
	return out, nil
}

// typing settles that somebody has something to type in a case. Codes: ENotFound.
func (e *Engine) typing(ctx context.Context, actor PersonID, caseID string) (*decision, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err == nil && rel != Participant && rel != Applicant {
		err = NotFound()
	}
	return d, err
}

// keepable leaves out what may lie nowhere but sealed in the record, and refuses fields that there are not.
func (d *decision) keepable(fields Fields) (Fields, []string, error) {
	out := maps.Clone(fields)
	var left []string
	for _, id := range sortedKeys(fields) {
		f := d.p.Field(id)
		switch {
		case f == nil:
			return nil, nil, &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{{id, msgNoField.Text()}}}
		case f.Sealed:
			delete(out, id)
			left = append(left, id)
		case f.Type == process.Party:
			party, _ := out[id].(map[string]any)
			if party["id_no"] != nil {
				party = maps.Clone(party)
				delete(party, "id_no")
				out[id] = party
				left = append(left, id+".id_no")
			}
		}
	}
	return out, left, nil
}

// differing names what two versions do not have alike.
func differing(a, b Typed) []string {
	var list []string
	ids := slices.Concat(sortedKeys(a.Fields), sortedKeys(b.Fields))
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if string(canonical(a.Fields[id])) != string(canonical(b.Fields[id])) {
			list = append(list, id)
		}
	}
	if a.Opinion != b.Opinion {
		list = append(list, "opinion")
	}
	if a.Comment != b.Comment {
		list = append(list, "comment")
	}
	return list
}

// Typed gives back what somebody has typed and not saved. Codes: ENotFound.
func (e *Engine) Typed(ctx context.Context, actor PersonID, caseID string) (AutosaveView, error) {
	if _, err := e.typing(ctx, actor, caseID); err != nil {
		return AutosaveView{}, err
	}
	return e.typedOf(ctx, actor, caseID)
}

func (e *Engine) typedOf(ctx context.Context, actor PersonID, caseID string) (AutosaveView, error) {
	list, err := e.cfg.Store.Autosaves(ctx, caseID, actor)
	var view AutosaveView
	for i := range list {
		typed, readErr := list[i].typed()
		if err == nil {
			err = readErr
		}
		version := AutosaveVersion{Rev: list[i].Rev, At: list[i].At, Typed: typed}
		if list[i].Aside || view.Head != nil {
			if list[i].Aside {
				view.Aside = append(view.Aside, version)
			}
			continue
		}
		view.Head = &version
	}
	return view, err
}

// DropTyped forgets what somebody has typed: it was saved, or is not wanted any more. Codes: ENotFound.
func (e *Engine) DropTyped(ctx context.Context, actor PersonID, caseID string) error {
	if _, err := e.typing(ctx, actor, caseID); err != nil {
		return err
	}
	return e.cfg.Store.DropAutosaves(ctx, caseID, actor)
}
