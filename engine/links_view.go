package engine

import "context"

// LinkView is a linked case as somebody may know of it. Who may not see that case is told of its outcome only, and where
// the link is hidden of nothing.
type LinkView struct {
	Name    string // of the link, as the parent calls it
	Role    string // child | parent: what the other case is to this one; main | duplicate for those joined
	Process string // name of the procedure, to those who may see the case
	ID      string // likewise, and so the rest but Outcome
	Number  string
	State   string
	Outcome string
}

// The roles of a linked case.
const (
	RoleChild     = "child"
	RoleParent    = "parent"
	RoleMain      = "main"
	RoleDuplicate = "duplicate"
)

// links lists the linked cases of one that the actor is reading.
func (e *Engine) links(ctx context.Context, d *decision, actor PersonID, rel Relation) ([]LinkView, error) {
	var list []LinkView
	if rel != Applicant && rel != Participant { // who keeps only what he did himself learns nothing new
		return nil, nil
	}
	add := func(caseID string, v LinkView, hidden bool) error {
		other, sees, err := e.reading(ctx, actor, caseID)
		switch {
		case err != nil && CodeOf(err) != ENotFound:
			return err
		case sees != Applicant && sees != Participant:
			if !hidden {
				list = append(list, v)
			}
			return nil
		}
		c := &other.c
		v.Process, v.ID, v.Number, v.State, v.Outcome = other.p.Name, c.ID, c.Number, other.p.stateName(c.State), c.Outcome
		list = append(list, v)
		return nil
	}
	for _, name := range sortedKeys(d.c.Memo.Links) {
		l := d.c.Memo.Links[name]
		for _, earlier := range l.Earlier {
			if err := add(earlier, LinkView{Name: name, Role: RoleChild}, true); err != nil {
				return nil, err
			}
		}
		if err := add(l.Case, LinkView{Name: name, Role: RoleChild, Outcome: l.Outcome}, l.Hidden); err != nil {
			return nil, err
		}
	}
	if o := d.c.Memo.Origin; o != nil && o.Case != "" {
		if err := add(o.Case, LinkView{Name: o.Name, Role: RoleParent}, o.Hidden); err != nil {
			return nil, err
		}
	}
	return list, e.joins(d, add)
}

// joins adds the main case of a duplicate, and the duplicates of a main case, for who sees both and holds a role that
// 疑似重复 names.
func (e *Engine) joins(d *decision, add func(caseID string, v LinkView, hidden bool) error) error {
	if d.p.Suspect == nil || !d.holdsOneOf(d.p.Suspect.See) {
		return nil
	}
	if d.c.Memo.Into != "" {
		if err := add(d.c.Memo.Into, LinkView{Role: RoleMain}, true); err != nil {
			return err
		}
	}
	for _, id := range d.c.Memo.Joined {
		if err := add(id, LinkView{Role: RoleDuplicate}, true); err != nil {
			return err
		}
	}
	return nil
}

// hidesLine reports whether a line of the record tells of a hidden linked case that the reader may not see.
func (e *Engine) hidesLine(ctx context.Context, d *decision, actor PersonID, ev *AuditEvent) (bool, error) {
	if ev.Kind != DoLink {
		return false, nil
	}
	if ev.Extra["join"] != nil {
		return d.p.Suspect == nil || !d.holdsOneOf(d.p.Suspect.See), nil
	}
	for _, name := range stringsIn(ev.Extra["linked"]) {
		if l, ok := d.c.Memo.Links[name]; ok && l.Hidden {
			_, _, err := e.reading(ctx, actor, l.Case)
			if CodeOf(err) == ENotFound {
				return true, nil
			}
			return false, err
		}
	}
	return false, nil
}

// stringsIn reads a list of texts, as Decide made it or as a store gives it back.
func stringsIn(v any) []string {
	switch v := v.(type) {
	case []string:
		return v
	case []any:
		var list []string
		for _, item := range v {
			if s, ok := item.(string); ok {
				list = append(list, s)
			}
		}
		return list
	}
	return nil
}
