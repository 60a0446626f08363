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
	Reaches    map[string][]string // the transitions that a scenario takes, by its name
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
	s.Reaches, err = reaches(files)
	return s, err
}

// reaches runs scenarios to learn which transitions each takes.
func reaches(files []scenario.File) (map[string][]string, error) {
	rep, err := scenario.Run(context.Background(), files, scenario.Options{})
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for i := range rep.Files {
		for _, o := range rep.Files[i].Scenarios {
			out[o.Name] = o.Moves
		}
	}
	return out, nil
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
	effects := func(list []process.Effect) {
		for i := range list {
			if list[i].Kind == process.StartCase && !slices.Contains(keys, list[i].Process) {
				keys = append(keys, list[i].Process)
			}
		}
	}
	for i := range d.States {
		s := &d.States[i]
		lists := [][]process.Branch{s.Join, s.Auto}
		if s.After != nil {
			lists = append(lists, s.After.Branches)
		}
		for _, e := range d.EventsIn(s.ID) {
			effects(e.Do)
			lists = append(lists, e.Branches)
		}
		for _, branches := range lists {
			for j := range branches {
				effects(branches[j].Do)
			}
		}
	}
	return keys
}
