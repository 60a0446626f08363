package scenario_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/scenario"
)

// badTurns are the turns that every office meets and that must not go wrong. Each is known by what happens in the engine: the
// turn itself, as it was decided, what stood before it, and what had happened in the same story. A scenario counts only if
// the turn really occurs in it, whatever it is called.
var badTurns = []struct {
	name string
	is   func(t *scenario.Turn, before []scenario.Turn) bool
}{
	{"a return during 会签: one has agreed, another returns, a third still has his turn, and is told", func(t *scenario.Turn, before []scenario.Turn) bool {
		return refusedWith(t, engine.EConflict) && slices.ContainsFunc(before, func(r scenario.Turn) bool {
			return sameCase(t, &r) && returns(&r) && modeOf(&r) == process.All && done(&r) > 0 && held(&r, t.Command.Actor)
		})
	}},
	{"a return from one parallel group while the other has decided, and both are asked anew", func(t *scenario.Turn, before []scenario.Turn) bool {
		return t.Err == nil && slices.ContainsFunc(before, func(r scenario.Turn) bool {
			return sameCase(t, &r) && returns(&r) && groups(&r) > 1 && done(&r) > 0 && t.Before.Case.State == r.Before.Case.State && groups(t) == groups(&r)
		})
	}},
	{"a take-back after the next person has opened it", func(t *scenario.Turn, before []scenario.Turn) bool {
		return refusedWith(t, engine.EConflict, "已经打开") && t.Command.Event == engine.EventTakeBack && slices.ContainsFunc(before, func(l scenario.Turn) bool {
			return sameCase(t, &l) && l.Command.Event == "look" && l.Command.Actor != t.Command.Actor
		})
	}},
	{"a take-back of an act that spent money", func(t *scenario.Turn, _ []scenario.Turn) bool {
		return refusedWith(t, engine.EGuard, "支出") && t.Command.Event == engine.EventTakeBack && t.Before.Case.Memo.Last != nil && t.Before.Case.Memo.Last.Person == t.Command.Actor
	}},
	{"the delegate is the applicant", func(t *scenario.Turn, _ []scenario.Turn) bool {
		if !refusedWith(t, engine.ERecused) || t.Command.Actor != t.Before.Case.Initiator {
			return false
		}
		book, err := t.Stage.Book(context.Background())
		return err == nil && slices.ContainsFunc(candidates(t), func(p engine.PersonID) bool {
			q, away := book.DelegateFor(p, t.Before.Case.Process, "2026-09-07")
			return away && q == t.Command.Actor
		})
	}},
	{"added signature of somebody recused", func(t *scenario.Turn, _ []scenario.Turn) bool {
		return refusedWith(t, engine.ERecused) && t.Command.Event == engine.EventSign && len(t.Command.People) > 0
	}},
	{"removal of the last handler", func(t *scenario.Turn, _ []scenario.Turn) bool {
		return refusedWith(t, "", "最后一人") && t.Command.Event == engine.EventUnsign
	}},
	{"a loop of delegations", func(t *scenario.Turn, before []scenario.Turn) bool {
		return t.Command.Actor == "" && t.Err != nil && strings.Contains(t.Err.Error(), "互相委托") && slices.ContainsFunc(before, func(c scenario.Turn) bool {
			return c.Command.Actor == "" && c.Err == nil
		})
	}},
	{"a batch with one stale item, after which another goes through", func(t *scenario.Turn, before []scenario.Turn) bool {
		return t.Err == nil && t.Batch > 1 && slices.ContainsFunc(before, func(s scenario.Turn) bool {
			return s.Batch > 0 && s.Batch < t.Batch && s.Command.Batch && refusedWith(&s, engine.EStaleView)
		})
	}},
	{"two tabs: the second save of what one person types is told, and kept", func(t *scenario.Turn, before []scenario.Turn) bool {
		return refusedWith(t, engine.EConflict, "都已保留") && t.Command.Event == "type" && slices.ContainsFunc(before, func(s scenario.Turn) bool {
			return sameCase(t, &s) && s.Err == nil && s.Command.Event == "type" && s.Command.Actor == t.Command.Actor
		})
	}},
	{"two tabs: the second edit of one person over what his first changed", func(t *scenario.Turn, before []scenario.Turn) bool {
		return refusedWith(t, engine.EStaleView) && t.Command.Kind == engine.DoEdit && slices.ContainsFunc(before, func(s scenario.Turn) bool {
			return sameCase(t, &s) && s.Err == nil && s.Command.Kind == engine.DoEdit && s.Command.Actor == t.Command.Actor
		})
	}},
	{"an edit after the approver opened the page", func(t *scenario.Turn, before []scenario.Turn) bool {
		if !refusedWith(t, engine.EStaleView) || t.Command.Kind != engine.DoEvent || !held(t, t.Command.Actor) {
			return false
		}
		look := slices.IndexFunc(before, func(l scenario.Turn) bool {
			return sameCase(t, &l) && l.Command.Event == "look" && l.Command.Actor == t.Command.Actor && l.Before.Case.State == t.Before.Case.State
		})
		return look >= 0 && slices.ContainsFunc(before[look:], func(e scenario.Turn) bool {
			return sameCase(t, &e) && e.Err == nil && e.Command.Kind == engine.DoEdit && e.Command.Actor != t.Command.Actor
		})
	}},
}

func refusedWith(t *scenario.Turn, code engine.Code, words ...string) bool {
	if t.Err == nil || code != "" && engine.CodeOf(t.Err) != code {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(t.Err.Error(), w) })
}

func sameCase(a, b *scenario.Turn) bool {
	return a.Command.Case != "" && a.Command.Case == b.Command.Case
}

// returns: an accepted act that sends the case to a state in which returned items are corrected.
func returns(t *scenario.Turn) bool {
	e := t.Stage.Definition.Event(t.Before.Case.State, t.Command.Event)
	return t.Err == nil && e != nil && len(t.Command.Items) > 0 && slices.ContainsFunc(e.Branches, func(b process.Branch) bool {
		s := t.Stage.Definition.State(b.To)
		return s != nil && s.Edit.Returned
	})
}

func stateOf(t *scenario.Turn) *process.State { return t.Stage.Definition.State(t.Before.Case.State) }

func modeOf(t *scenario.Turn) process.Mode {
	if s := stateOf(t); s != nil && len(s.Tasks) == 1 {
		return s.Tasks[0].Mode
	}
	return ""
}

// groups is in how many groups the open turns stand.
func groups(t *scenario.Turn) int {
	open := map[string]bool{}
	for _, task := range t.Before.Tasks {
		if task.Status == engine.TaskOpen || task.Status == engine.TaskDone {
			open[task.Group] = true
		}
	}
	return len(open)
}

func done(t *scenario.Turn) (n int) {
	for _, task := range t.Before.Tasks {
		if task.Status == engine.TaskDone {
			n++
		}
	}
	return n
}

func candidates(t *scenario.Turn) (list []engine.PersonID) {
	for _, task := range t.Before.Tasks {
		if task.Status == engine.TaskOpen {
			list = append(list, task.Candidates...)
		}
	}
	return list
}

func held(t *scenario.Turn, person engine.PersonID) bool {
	return slices.Contains(candidates(t), person)
}

// Every bad turn happens in some scenario of the examples, and ends as it must: the scenarios themselves say how the case stands
// after it.
func TestPatterns_EveryBadTurnHappensInAScenario(t *testing.T) {
	t.Parallel()
	files, err := scenario.Load(os.DirFS("../../processes/_patterns"), ".")
	require.NoError(t, err)
	where := map[string][]string{}
	var story []scenario.Turn
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Turned: func(turn scenario.Turn) {
		if len(story) > 0 && (story[0].File != turn.File || story[0].Scenario != turn.Scenario) {
			story = nil
		}
		for _, bad := range badTurns {
			if name := turn.File + "「" + turn.Scenario + "」"; bad.is(&turn, story) && !slices.Contains(where[bad.name], name) {
				where[bad.name] = append(where[bad.name], name)
			}
		}
		story = append(story, turn)
	}})
	require.NoError(t, err)
	require.Equal(t, scenario.ExitFine, rep.ExitCode())
	for _, bad := range badTurns {
		require.NotEmpty(t, where[bad.name], "no scenario has: %s", bad.name)
		t.Logf("%s: %s", bad.name, strings.Join(where[bad.name], " "))
	}
}
