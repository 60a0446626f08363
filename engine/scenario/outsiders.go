package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

// Outsiders is one hand-written table of what people may learn of a case, as docs/outsiders.md describes it: the scenario
// that brings the case to its point, and for each person what each channel should answer.
type Outsiders struct {
	Scenario string   // name of the scenario, as its file has it
	Case     string   // what the story calls the case
	Secrets  []string // texts, besides the case's number and ids, that nobody may find who should learn nothing
	Columns  []string // in order of the table
	Rows     []OutsidersRow
	Line     int

	world setup
	steps []step
}

// OutsidersRow is what one person should get, by column.
type OutsidersRow struct {
	Person string
	About  string // who that is, for the reader: 被反映人的近亲属
	Cells  map[string]string
	Line   int
}

// Stage is the world of a scenario as its last step left it. Close its Engine.
type Stage struct {
	Engine     *engine.Engine
	Store      engine.Store
	Definition *process.Definition
	Case       string   // id of the one that a table speaks of
	Cases      []string // ids of all, in order of opening
	w          *world
}

// Now implements engine.Clock: the time of the story.
func (s *Stage) Now() int64 { return s.w.now.Load() }

// NewID gives the next id of the world: they sort in the order in which they were given.
func (s *Stage) NewID() string { return s.w.newID() }

// Book implements engine.DirectorySource: the directory as the story left it.
func (s *Stage) Book(ctx context.Context) (*directory.Book, error) { return bookPort{s.w}.Book(ctx) }

// Calendar implements engine.CalendarSource.
func (s *Stage) Calendar(ctx context.Context) (*workday.Calendar, error) {
	return calendarPort{s.w}.Calendar(ctx)
}

// ReadOutsiders reads the tables of a file: a list, each with 样例, 办件, 秘密, what the world has besides that of the
// scenario, 步骤 that follow it, and 表.
func ReadOutsiders(file string, src []byte) ([]Outsiders, error) {
	doc, problems := yamldoc.Parse(file, src)
	if doc == nil || yamldoc.HasErrors(problems) {
		return nil, fmt.Errorf("%s: %v", file, problems)
	}
	r := &reader{file: file}
	var tables []Outsiders
	for _, n := range r.items(convert(yamldoc.Entry{Value: doc.Root})) {
		tables = append(tables, r.outsiders(n))
	}
	if len(r.problems) > 0 {
		return nil, errors.New(r.problems[0].Format(src))
	}
	return tables, nil
}

func (r *reader) outsiders(n *node) Outsiders {
	m := r.keyed(n, append([]string{"scenarios", "case", "secrets", "steps", "columns", "table"}, setupKeys...)...)
	t := Outsiders{
		Scenario: r.str(m["scenarios"]), Case: r.str(m["case"]), Secrets: r.strs(m["secrets"]), Columns: r.strs(m["columns"]), Line: n.line,
		world: r.setup(m), steps: r.steps(m["steps"]),
	}
	for _, row := range r.items(m["table"]) {
		cells := row.vals
		if row.shape != list || len(cells) != len(t.Columns)+2 {
			r.say(row, "每行写:[人, 身份, 各列……],一共%d格", len(t.Columns)+2)
			continue
		}
		out := OutsidersRow{Person: r.str(cells[0]), About: r.str(cells[1]), Cells: map[string]string{}, Line: row.line}
		for i, c := range t.Columns {
			out.Cells[c] = r.str(cells[i+2])
		}
		t.Rows = append(t.Rows, out)
	}
	return t
}

// Play runs the table's scenario and then its own steps, and answers the world that they leave. A step that does not go as
// told is an error.
func (t *Outsiders) Play(ctx context.Context, f File, calendar *workday.Calendar) (*Stage, error) {
	def, problems := process.Parse(f.ProcessName, f.Process)
	suite, more := read(f)
	if def == nil || suite == nil || yamldoc.HasErrors(problems) || yamldoc.HasErrors(more) {
		return nil, fmt.Errorf("%s: %v %v", f.Name, problems, more)
	}
	i := slices.IndexFunc(suite.scenarios, func(sc scenario) bool { return sc.name == t.Scenario })
	if i < 0 {
		return nil, fmt.Errorf("%s: 没有样例“%s”", f.Name, t.Scenario)
	}
	sc := suite.scenarios[i]
	w, err := newWorld(ctx, f, def, suite.base.with(sc.world).with(t.world), Options{Calendar: calendar})
	if err != nil {
		return nil, err
	}
	var failures []error
	w.hits = newHits()
	w.fail = func(line int, format string, args ...any) {
		failures = append(failures, fmt.Errorf("第%d行: %s", line, fmt.Sprintf(format, args...)))
	}
	if w.play(ctx, sc.steps, 0) {
		w.play(ctx, t.steps, 0)
	}
	name := t.Case
	if name == "" {
		name = "办件"
	}
	if len(failures) > 0 || w.cases[name] == "" {
		w.eng.Close()
		return nil, fmt.Errorf("%s “%s”: 没有演到办件“%s”: %w", f.Name, t.Scenario, name, errors.Join(failures...))
	}
	stage := w.stage()
	stage.Case = w.cases[name]
	return stage, nil
}
