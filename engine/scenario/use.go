package scenario

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"dandang/internal/yamldoc"
)

// listed is the texts of a YAML list.
func listed(n *yamldoc.Node) []string {
	var list []string
	for _, item := range n.Content {
		list = append(list, item.Value)
	}
	return list
}

// others reads the procedures that a scenario file lists: the first is under test, the rest run beside it.
func (f *File) others(fsys fs.FS, name string, names []string) error {
	for i, p := range names {
		p = path.Join(path.Dir(name), p)
		if i == 0 {
			f.ProcessName = p
			continue
		}
		src, err := fs.ReadFile(fsys, p)
		if err != nil {
			return fmt.Errorf("样例文件“%s”要用的流程“%s”读不到:%w", name, p, err)
		}
		f.Others = append(f.Others, Extra{Name: p, Source: src})
	}
	return nil
}

// uses reads the scenario files whose 基础 this one takes over (照用).
func (f *File) uses(fsys fs.FS) error {
	doc, _ := yamldoc.Parse(f.Name, f.Source)
	if doc == nil {
		return nil
	}
	f.Uses = map[string][]byte{}
	for _, base := range []string{"base", "基础"} {
		b, ok := yamldoc.Get(doc.Root, base)
		if !ok {
			continue
		}
		for _, use := range []string{"use", "照用"} {
			list, ok := yamldoc.Get(b, use)
			if !ok {
				continue
			}
			for _, name := range listed(list) {
				src, err := fs.ReadFile(fsys, path.Join(path.Dir(f.Name), name))
				if err != nil {
					return fmt.Errorf("样例文件“%s”照用的“%s”读不到:%w", f.Name, name, err)
				}
				f.Uses[name] = src
			}
		}
	}
	return nil
}

// taken is the base of the files that this one takes over, in order. Their groups of steps are called 文件/组, also where
// they call each other, so that two files may use the same names.
func (r *reader) taken(f File, names []string) setup {
	var all setup
	for _, name := range names {
		src, ok := f.Uses[name]
		if !ok {
			continue // Check reads a file alone
		}
		s, problems := read(File{Name: name, Source: src})
		if s == nil || yamldoc.HasErrors(problems) {
			r.problems = append(r.problems, problems...)
			continue
		}
		prefix := strings.TrimSuffix(path.Base(name), Suffix) + "/"
		own := s.base
		routes := map[string][]step{}
		for id, steps := range own.routes {
			routes[prefix+id] = renamed(steps, prefix, own.routes)
		}
		own.routes = routes
		all = all.with(own)
	}
	return all
}

func renamed(steps []step, prefix string, known map[string][]step) []step {
	out := append([]step(nil), steps...)
	for i := range out {
		if _, ok := known[out[i].route]; ok && out[i].kind == stepRoute {
			out[i].route = prefix + out[i].route
		}
	}
	return out
}
