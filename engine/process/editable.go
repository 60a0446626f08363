package process

import "slices"

// Editable lists the ids of the fields that may be written in a state, in order of definition.
//
// `edit: all` means every field that this stage is responsible for: all but computed fields and those that the system fills, and but those optional
// fields that another state names in its own edit list (a verification note is not the applicant's to write).
// `edit: returned` means what the last return asked for, and nothing else.
func (d *Definition) Editable(s *State, returned []string) []string {
	var ids []string
	elsewhere := map[string]bool{}
	if s == nil {
		return nil
	}
	if s.Edit.All {
		for i := range d.States {
			if d.States[i].ID != s.ID {
				for _, f := range d.States[i].Edit.Fields {
					elsewhere[f] = true
				}
			}
		}
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Computed != nil || f.Filled != "" {
			continue
		}
		switch {
		case slices.Contains(s.Edit.Fields, f.ID),
			s.Edit.Returned && slices.Contains(returned, f.ID),
			s.Edit.All && (f.Required || f.RequiredIf != nil || !elsewhere[f.ID]):
			ids = append(ids, f.ID)
		}
	}
	return ids
}
