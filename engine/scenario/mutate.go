package scenario

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// MutationReport tells which mutants the scenarios noticed.
type MutationReport struct {
	Total     int     `json:"total"`
	Killed    int     `json:"killed"`
	Explained []Item  `json:"explained,omitempty"` // alive, and the file says why that is right
	Survivors []Item  `json:"survivors,omitempty"` // alive, and nobody says why
	Stale     []Item  `json:"stale,omitempty"`     // explanations that fit no survivor; Line is of the scenario file
	Seconds   float64 `json:"seconds,omitempty"`
}

// mutation runs the scenarios of a file against every mutant of its procedure.
type mutation struct {
	ctx       context.Context //nolint:containedctx // lives for one run
	file      File
	def       *process.Definition
	suite     *suite
	scenarios []scenario
	reached   map[string]*hits
	calendar  *workday.Calendar

	mu      sync.Mutex
	killers map[string][]string // mutant.kind → the scenarios that killed such mutants, the latest first: likely to kill the next
	wording []string            // of each scenario, as its file writes it
	trust   bool                // what the file explains is not tried
}

// run tries all mutants on all processors. partial: only some scenarios were chosen, so explanations are not checked.
func (m *mutation) run(partial bool) *MutationReport {
	list := mutants(m.def)
	m.killers, m.wording = map[string][]string{}, wording(m.file.Source, m.scenarios)
	alive := make([]bool, len(list))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				alive[i] = m.trust && m.excused(list[i].ID) >= 0 || !m.noticed(&list[i])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	wg.Wait()
	rep := &MutationReport{Total: len(list)}
	m.judge(rep, list, alive, partial)
	return rep
}

func (m *mutation) judge(rep *MutationReport, list []mutant, alive []bool, partial bool) {
	used := map[int]bool{}
	for i := range list {
		if !alive[i] {
			rep.Killed++
			continue
		}
		k := m.excused(list[i].ID)
		if k < 0 {
			rep.Survivors = append(rep.Survivors, list[i].Item)
			continue
		}
		used[k] = true
		rep.Explained = append(rep.Explained, list[i].Item)
	}
	for k, x := range m.suite.excuses {
		if !used[k] && !partial {
			rep.Stale = append(rep.Stale, Item{x.id, x.line})
		}
	}
}

// excused is the explanation of a mutant, -1 where there is none.
func (m *mutation) excused(id string) int {
	return slices.IndexFunc(m.suite.excuses, func(x excuse) bool { return x.covers(id) })
}

// covers reports whether an explanation is about a mutant: by its whole name, or its beginning where it ends in *.
func (x excuse) covers(id string) bool {
	if stem, open := strings.CutSuffix(x.id, "*"); open {
		return strings.HasPrefix(id, stem)
	}
	return x.id == id
}

// noticed reports whether some scenario goes otherwise with the mutant.
func (m *mutation) noticed(mu *mutant) bool {
	def := clone(m.def)
	mu.apply(def)
	for _, i := range m.order(mu) {
		sc := m.scenarios[i]
		if m.ctx.Err() != nil {
			return true
		}
		if len(runOne(m.ctx, m.file, def, m.suite, sc, Options{Calendar: m.calendar}, nil)) > 0 {
			m.killed(mu.kind(), sc.name)
			return true
		}
	}
	return false
}
