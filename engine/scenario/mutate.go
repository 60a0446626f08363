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
	killers map[string]string // state → scenario that killed a mutant there last: likely to kill the next
}

// run tries all mutants on all processors. partial: only some scenarios were chosen, so explanations are not checked.
func (m *mutation) run(partial bool) *MutationReport {
	list := mutants(m.def)
	m.killers = map[string]string{}
	alive := make([]bool, len(list))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				alive[i] = !m.noticed(&list[i])
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
		k := slices.IndexFunc(m.suite.excuses, func(x excuse) bool { return x.covers(list[i].ID) })
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
	for _, i := range m.order(mu.state) {
		sc := m.scenarios[i]
		if m.ctx.Err() != nil {
			return true
		}
		if len(runOne(m.ctx, m.file, def, m.suite, sc, m.calendar, nil)) > 0 {
			m.mu.Lock()
			m.killers[mu.state] = sc.name
			m.mu.Unlock()
			return true
		}
	}
	return false
}

// order lists the scenarios that come by a state, the one that killed there last first, then the short ones.
func (m *mutation) order(state string) []int {
	m.mu.Lock()
	killer := m.killers[state]
	m.mu.Unlock()
	var list []int
	for i := range m.scenarios {
		if state == "" || m.reached[m.scenarios[i].name].states[state] {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int {
		switch killer {
		case m.scenarios[a].name:
			return -1
		case m.scenarios[b].name:
			return 1
		}
		return len(m.scenarios[a].steps) - len(m.scenarios[b].steps)
	})
	return list
}
