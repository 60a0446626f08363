package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"dandang/internal/yamldoc"
)

// Suffix ends the name of every scenario file.
const Suffix = ".test.yaml"

// File is one scenario file with the procedure that it tests.
type File struct {
	Name        string // care-fund.test.yaml
	Source      []byte
	ProcessName string // care-fund.yaml
	Process     []byte
	Others      []Extra           // further procedures that 流程 lists
	Uses        map[string][]byte // scenario files whose 基础 this one takes over, by name

	published *library
}

// Load reads scenario files from fsys, each with its procedure: the file that it names under 流程, or else the one beside
// it (care-fund.yaml beside care-fund.test.yaml). A name that is a folder means all scenario files below it.
func Load(fsys fs.FS, names ...string) ([]File, error) {
	var files []File
	for _, name := range names {
		found, err := find(fsys, name)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			file, err := load(fsys, f)
			if err != nil {
				return nil, err
			}
			files = append(files, file)
		}
	}
	return files, nil
}

func find(fsys fs.FS, name string) ([]string, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("找不到“%s”:%w", name, err)
	}
	if !info.IsDir() {
		return []string{name}, nil
	}
	var found []string
	err = fs.WalkDir(fsys, name, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(p, Suffix) {
			found = append(found, p)
		}
		return err
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("“%s”中没有以%s结尾的样例文件", name, Suffix)
	}
	return found, err
}

func load(fsys fs.FS, name string) (File, error) {
	if !strings.HasSuffix(name, Suffix) { // the procedure was named: its scenarios stand beside it
		name = strings.TrimSuffix(name, ".yaml") + Suffix
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return File{}, fmt.Errorf("读不到样例文件“%s”:%w", name, err)
	}
	f := File{Name: name, Source: src, ProcessName: strings.TrimSuffix(name, Suffix) + ".yaml"}
	if doc, _ := yamldoc.Parse(name, src); doc != nil {
		for _, key := range []string{"process", "流程"} {
			if n, ok := yamldoc.Get(doc.Root, key); ok {
				names := append([]string{n.Value}, listed(n)...)
				if n.Value == "" {
					names = names[1:]
				}
				if err := f.others(fsys, name, names); err != nil {
					return f, err
				}
			}
		}
	}
	if err := f.uses(fsys); err != nil {
		return f, err
	}
	f.Process, err = fs.ReadFile(fsys, f.ProcessName)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("样例文件“%s”要测试的流程“%s”不存在,请用“流程:”写明", name, f.ProcessName)
	}
	return f, err
}

// suite is a scenario file that has been read.
type suite struct {
	file      string
	base      setup
	scenarios []scenario
	excuses   []excuse
}

// scenario is one story.
type scenario struct {
	name  string
	line  int
	why   string
	world setup // what it adds to the base
	steps []step
}

// excuse explains why a mutant may live.
type excuse struct {
	id      string
	because string
	line    int
}

// read reads a scenario file whole, with all its problems.
func read(f File) (*suite, []yamldoc.Problem) {
	doc, problems := yamldoc.Parse(f.Name, f.Source)
	if doc == nil {
		return nil, problems
	}
	r := &reader{file: f.Name, problems: problems}
	root := convert(yamldoc.Entry{Value: doc.Root})
	m := r.keyed(root, "process", "base", "scenarios", "mutants")
	s := &suite{file: f.Name}
	base := r.keyed(m["base"], append([]string{"use"}, setupKeys...)...)
	s.base = r.taken(f, r.strs(base["use"])).with(r.setup(base))
	names := map[string]bool{}
	for _, n := range r.items(m["scenarios"]) {
		sc := r.scenario(n)
		if names[sc.name] {
			r.say(n, "样例名称“%s”重复,请改成不同的名称", sc.name)
		}
		names[sc.name] = true
		s.scenarios = append(s.scenarios, sc)
	}
	for _, n := range r.items(m["mutants"]) {
		e := r.keyed(n, "where", "because")
		x := excuse{id: r.str(e["where"]), because: r.str(e["because"]), line: n.line}
		if x.id == "" || x.because == "" {
			r.say(n, "变异说明要写 变异 和 理由")
		}
		s.excuses = append(s.excuses, x)
	}
	if len(s.scenarios) == 0 {
		r.say(root, "文件里没有样例,请在“样例:”下写至少一个")
	}
	return s, yamldoc.Sort(r.problems)
}

// Check reads a scenario file without running it, and answers all its problems with their places.
func Check(file string, src []byte) []yamldoc.Problem {
	_, problems := read(File{Name: file, Source: src})
	return problems
}

// items is the nodes of a list.
func (r *reader) items(n *node) []*node {
	if n.empty() {
		return nil
	}
	if n.shape != list {
		r.say(n, "这里要写列表,每项以“- ”开头")
		return nil
	}
	return n.vals
}

func (r *reader) scenario(n *node) scenario {
	m := r.keyed(n, append([]string{"name", "why", "steps"}, setupKeys...)...)
	sc := scenario{name: r.str(m["name"]), why: r.str(m["why"]), line: n.line}
	if sc.name == "" {
		r.say(n, "样例缺少名称")
	}
	sc.world = r.setup(m)
	sc.steps = r.steps(m["steps"])
	if len(sc.steps) == 0 {
		r.say(n, "样例“%s”没有步骤", sc.name)
	}
	return sc
}
