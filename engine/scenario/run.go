package scenario

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

// Options say what Run does beside running.
type Options struct {
	Filter   string            // only scenarios whose name contains it; coverage and mutants then speak of those alone
	JSON     bool              // the report goes out as JSON
	Mutate   bool              // make mutants and list those that no scenario notices
	Again    bool              // try also those that the file explains, and tell which explanations no longer fit
	Verbose  bool              // name every scenario, not only those that fail
	Out      io.Writer         // where the report goes; nil: nowhere
	Calendar *workday.Calendar // for files that give none of their own
	Now      func() time.Time  // to tell how long it took; nil: the report says nothing of it
	// Ended sees the world that each scenario leaves; its error is a failure of the scenario. Mutants do not count. nil: nobody
	// looks.
	Ended func(ctx context.Context, s *Stage) error
	// Turned is told of every turn of every scenario; nil: nobody is.
	Turned func(t Turn)
	// Store gives each scenario an empty store to run on; nil: one in memory.
	Store func(ctx context.Context) (engine.Store, error)
	// Road gives the way on which people's acts reach the engine of a scenario; nil: they call it.
	Road func(s *Stage) Road
}

// Report is the outcome of Run.
type Report struct {
	Files []FileReport `json:"files"`
}

// FileReport is the outcome of one scenario file.
type FileReport struct {
	File      string          `json:"file"`
	Process   string          `json:"process"`
	Problems  []string        `json:"problems,omitempty"` // why the file or its procedure cannot be used
	Scenarios []Outcome       `json:"scenarios"`
	Coverage  Coverage        `json:"coverage"`
	Mutation  *MutationReport `json:"mutation,omitempty"`
	Seconds   float64         `json:"seconds,omitempty"`
}

// Outcome is how one scenario went.
type Outcome struct {
	Name     string    `json:"name"`
	Line     int       `json:"line"`
	Failures []Failure `json:"failures,omitempty"`
	// Documents are those that the scenario's cases of the procedure under test held at its end, case by case in order
	// of issue: for golden texts. A report leaves them out.
	Documents []engine.Document `json:"-"`
	// Moves are the transitions that the scenario's cases took, by the ids that Coverage uses, sorted. A report leaves
	// them out.
	Moves []string `json:"-"`
}

// Failure is one difference between a scenario and what happened.
type Failure struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Msg  string `json:"message"` // what was expected and what is, in Chinese
}

// Exit codes of Run's report.
const (
	ExitFine      = 0 // every scenario passed, and every surviving mutant is explained
	ExitFailed    = 1 // a scenario failed, or a file cannot be used
	ExitSurvivors = 3 // the scenarios passed, but mutants survive unexplained or explanations are stale
)

// ExitCode is what a command line answers for the report.
func (r Report) ExitCode() int {
	code := ExitFine
	for i := range r.Files {
		f := &r.Files[i]
		if len(f.Problems) > 0 || f.Failed() > 0 {
			return ExitFailed
		}
		if m := f.Mutation; m != nil && len(m.Survivors)+len(m.Stale) > 0 {
			code = ExitSurvivors
		}
	}
	return code
}

// Failed is the number of scenarios that did not pass.
func (f *FileReport) Failed() int {
	n := 0
	for i := range f.Scenarios {
		if len(f.Scenarios[i].Failures) > 0 {
			n++
		}
	}
	return n
}

// Run runs the scenarios of the files, measures coverage, makes mutants where asked, and writes the report to
// Options.Out. The error is that of writing or of ctx; scenarios that fail are in the report.
func Run(ctx context.Context, files []File, o Options) (Report, error) {
	var rep Report
	for _, f := range files {
		stop := o.timer()
		fr := runFile(ctx, f, o)
		fr.Seconds = stop()
		rep.Files = append(rep.Files, fr)
		if err := ctx.Err(); err != nil {
			return rep, err
		}
	}
	if o.Out == nil {
		return rep, nil
	}
	return rep, rep.write(o)
}

// timer starts to measure; what it answers tells the seconds since.
func (o Options) timer() func() float64 {
	if o.Now == nil {
		return func() float64 { return 0 }
	}
	started := o.Now()
	return func() float64 { return o.Now().Sub(started).Seconds() }
}

func runFile(ctx context.Context, f File, o Options) FileReport {
	fr := FileReport{File: f.Name, Process: f.ProcessName, Scenarios: []Outcome{}}
	def, problems := process.Parse(f.ProcessName, f.Process)
	fr.problems(f.Process, problems)
	suite, problems := read(f)
	fr.problems(f.Source, problems)
	if def == nil || suite == nil || len(fr.Problems) > 0 {
		return fr
	}
	f, err := f.compiled()
	if err != nil {
		fr.Problems = append(fr.Problems, err.Error())
		return fr
	}
	all := newHits()
	reached := map[string]*hits{}
	var chosen []scenario
	for _, sc := range suite.scenarios {
		if o.Filter != "" && !strings.Contains(sc.name, o.Filter) {
			continue
		}
		h := newHits()
		failures := runOne(ctx, f, def, suite, sc, o, h)
		fr.Scenarios = append(fr.Scenarios, Outcome{sc.name, sc.line, failures, h.documents, slices.Sorted(maps.Keys(h.moves))})
		all.add(h)
		reached[sc.name] = h
		chosen = append(chosen, sc)
	}
	fr.Coverage = all.coverage(def)
	if o.Mutate && fr.Failed() == 0 {
		m := mutation{ctx: ctx, file: f, def: def, suite: suite, scenarios: chosen, reached: reached, calendar: o.Calendar, trust: !o.Again}
		stop := o.timer()
		fr.Mutation = m.run(o.Filter != "")
		fr.Mutation.Seconds = stop()
	}
	return fr
}

func (fr *FileReport) problems(src []byte, list []yamldoc.Problem) {
	for _, p := range list {
		if p.Severity == yamldoc.Error {
			fr.Problems = append(fr.Problems, p.Format(src))
		}
	}
}

// runOne runs one scenario against a procedure or a mutant of it, and answers what went otherwise than told.
func runOne(ctx context.Context, f File, def *process.Definition, su *suite, sc scenario, o Options, h *hits) (failures []Failure) {
	fail := func(line int, format string, args ...any) {
		failures = append(failures, Failure{f.Name, line, fmt.Sprintf(format, args...)})
	}
	defer func() {
		if cause := recover(); cause != nil { // a mutant may be one that the engine was never meant to meet
			fail(sc.line, "程序出错:%v", cause)
		}
	}()
	w, err := newWorld(ctx, f, def, su.base.with(sc.world), o)
	if err != nil {
		fail(sc.line, "%s", explain(err))
		return failures
	}
	defer w.eng.Close()
	w.hits, w.fail, w.scenario = h, fail, sc.name
	w.play(ctx, sc.steps, 0)
	if h != nil {
		h.finish(ctx, w)
		w.audit(ctx, sc.line)
	}
	if o.Ended != nil {
		if err := o.Ended(ctx, w.stage()); err != nil {
			fail(sc.line, "%v", err)
		}
	}
	return failures
}

// audit holds what must be so after every scenario: chains verify, and the accounts are what their moves make of them.
func (w *world) audit(ctx context.Context, line int) {
	for i, id := range w.opened {
		events, erasables, err := w.store.History(ctx, id)
		if err != nil {
			w.fail(line, "%s", explain(err))
			continue
		}
		for _, fault := range engine.VerifyChain(events, erasables) {
			w.fail(line, "第%d件的记录链:%s", i+1, fault)
		}
	}
	for i := range w.def.Ledgers {
		prefix := engine.LedgerPrefix(w.def, w.def.Ledgers[i].ID, w.now.Load())
		accounts, err := w.store.LedgerAccounts(ctx, prefix)
		if err != nil {
			w.fail(line, "账户%s读不到", prefix)
		}
		for _, account := range accounts {
			w.reconcile(ctx, line, account)
		}
	}
}

// reconcile compares one account with its moves.
func (w *world) reconcile(ctx context.Context, line int, account engine.Balance) {
	moves, err := w.store.LedgerMoves(ctx, account.Key)
	sum := engine.Balance{Key: account.Key, Budget: account.Budget}
	for _, m := range moves {
		sum = sum.After(m)
	}
	if err != nil || sum != account || sum.Free() < 0 {
		w.fail(line, "账户%s的余额与流水不符", account.Key)
	}
}
