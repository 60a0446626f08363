package walker

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/scenario"
	"dandang/internal/yamldoc"
)

// Source is a definition as a file, with the stories beside it.
type Source struct {
	File       string // within the folder that it was read from
	Definition *process.Definition
	Stories    []scenario.Story
	Reaches    map[string][]string // the transitions that a scenario takes, by its name; nil before Rehearse

	files []scenario.File
}

// Sources reads all definitions of a folder, with their stories, in the order of their names.
func Sources(fsys fs.FS) ([]Source, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	var out []Source
	for _, name := range names {
		if strings.HasSuffix(name, scenario.Suffix) {
			continue
		}
		s, err := source(fsys, name)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func source(fsys fs.FS, name string) (Source, error) {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return Source{}, err
	}
	s := Source{File: name}
	var problems []yamldoc.Problem
	if s.Definition, problems = process.Parse(name, src); s.Definition == nil {
		return s, fmt.Errorf("%s: %v", name, problems)
	}
	beside := strings.TrimSuffix(path.Base(name), ".yaml") + scenario.Suffix
	if found, err := fs.Glob(fsys, beside); err != nil || len(found) == 0 {
		return s, err // a definition without scenarios is walked by chance alone
	}
	files, err := scenario.Load(fsys, beside)
	if err != nil {
		return s, err
	}
	if s.Stories, problems = scenario.Stories(files[0]); yamldoc.HasErrors(problems) {
		return s, fmt.Errorf("%s: %v", beside, problems)
	}
	s.files = files
	return s, nil
}

// Rehearse runs the scenarios of a definition, to learn which transitions each takes.
func (s *Source) Rehearse(ctx context.Context) error {
	rep, err := scenario.Run(ctx, s.files, scenario.Options{})
	if err != nil {
		return err
	}
	s.Reaches = map[string][]string{}
	for i := range rep.Files {
		for _, o := range rep.Files[i].Scenarios {
			s.Reaches[o.Name] = o.Moves
		}
	}
	return nil
}

// Companies groups definitions that must be walked together: each with those whose cases it starts, directly or not. A
// definition that another one starts has no group of its own. The first of a group is the one that starts the others.
func Companies(all []Source) [][]Source {
	starts := map[string][]string{}
	started := map[string]bool{}
	for _, s := range all {
		for _, key := range linked(s.Definition) {
			starts[s.Definition.Key] = append(starts[s.Definition.Key], key)
			started[key] = started[key] || key != s.Definition.Key
		}
	}
	var out [][]Source
	for _, s := range all {
		if started[s.Definition.Key] {
			continue
		}
		keys := []string{s.Definition.Key}
		for i := 0; i < len(keys); i++ {
			for _, key := range starts[keys[i]] {
				if !slices.Contains(keys, key) {
					keys = append(keys, key)
				}
			}
		}
		var group []Source
		for _, key := range keys {
			if at := slices.IndexFunc(all, func(o Source) bool { return o.Definition.Key == key }); at >= 0 {
				group = append(group, all[at])
			}
		}
		out = append(out, group)
	}
	return out
}

// linked lists the procedures whose cases a definition starts.
func linked(d *process.Definition) []string {
	var keys []string
	for _, started := range begets(d) {
		for _, key := range started {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// begets lists the procedures whose cases a transition starts, by the transition's id.
func begets(d *process.Definition) map[string][]string {
	out := map[string][]string{}
	note := func(id string, lists ...[]process.Effect) {
		for _, list := range lists {
			for i := range list {
				if list[i].Kind == process.StartCase {
					out[id] = append(out[id], list[i].Process)
				}
			}
		}
	}
	for i := range d.States {
		s := &d.States[i]
		branches := func(kind string, bs []process.Branch, always []process.Effect) {
			for j := range bs {
				note(fmt.Sprintf("%s/%s#%d", s.ID, kind, j), always, bs[j].Do)
			}
		}
		branches("join", s.Join, nil)
		branches("auto", s.Auto, nil)
		if s.After != nil {
			branches("after", s.After.Branches, nil)
		}
		for _, e := range d.EventsIn(s.ID) {
			if e.Kind == process.ToState {
				branches(e.ID, e.Branches, e.Do)
			} else {
				note(s.ID+"/"+e.ID, e.Do)
			}
		}
	}
	return out
}
