package storetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

var errandRules = []rule{
	{"open errands come oldest first", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		c.Errands = []engine.Errand{
			{ID: "b", Kind: engine.ErrandOpen, From: c.Case.ID, To: caseID(2), Name: "复核", At: morning},
			{ID: "a", Kind: engine.ErrandReport, From: c.Case.ID, To: caseID(3), Name: "复核", At: morning},
			{ID: "c", Kind: engine.ErrandReport, From: c.Case.ID, To: caseID(3), Name: "复核", At: morning - 1},
		}
		mustApply(t, s, c)
		same(t, []engine.Errand{c.Errands[2], c.Errands[1], c.Errands[0]}, must(s.Errands(context.Background(), 10))(t))
		require.Len(t, must(s.Errands(context.Background(), 1))(t), 1)
	}},
	{"an errand is done once, by the change of the case that receives it", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		c.Errands = []engine.Errand{{ID: "a", Kind: engine.ErrandOpen, From: c.Case.ID, To: caseID(2), Name: "复核", At: morning}}
		mustApply(t, s, c)
		child := opening(caseID(2))
		child.Assumes.Errand = "a"
		mustApply(t, s, child)
		require.Empty(t, must(s.Errands(context.Background(), 10))(t))
		again := opening(caseID(3))
		again.Assumes.Errand = "a"
		require.ErrorIs(t, applyOne(t, s, again), engine.ErrStale)
		_, err := s.Load(context.Background(), caseID(3))
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
	}},
	{"an errand that nobody sent cannot be done, and two in one batch do it once", func(t *testing.T, s engine.Store) {
		c := opening(caseID(1))
		c.Assumes.Errand = "none"
		require.ErrorIs(t, applyOne(t, s, c), engine.ErrStale)
		c = opening(caseID(1))
		c.Errands = []engine.Errand{{ID: "a", Kind: engine.ErrandOpen, From: c.Case.ID, To: caseID(2), Name: "复核", At: morning}}
		mustApply(t, s, c)
		one, two := opening(caseID(2)), opening(caseID(3))
		one.Assumes.Errand, two.Assumes.Errand = "a", "a"
		answers := s.Apply(context.Background(), []*engine.Change{one, two})
		require.NoError(t, answers[0])
		require.ErrorIs(t, answers[1], engine.ErrStale)
	}},
	{"cases are found by their mark, newest first, and by the one they bear now", func(t *testing.T, s engine.Store) {
		mark := func(c *engine.Change, m string) *engine.Change { c.Alike = &m; return c }
		first := mark(opening(caseID(1)), "m")
		mustApply(t, s, first, mark(opening(caseID(2)), "m"), mark(opening(caseID(3)), "other"), opening(caseID(4)), mark(opening(caseID(5)), ""))
		require.Equal(t, []string{caseID(2), caseID(1)}, must(s.Alike(context.Background(), "m", 10))(t))
		require.Equal(t, []string{caseID(2)}, must(s.Alike(context.Background(), "m", 1))(t))
		require.Empty(t, must(s.Alike(context.Background(), "", 10))(t))
		mustApply(t, s, mark(following(first.Case), "other"))
		require.Equal(t, []string{caseID(2)}, must(s.Alike(context.Background(), "m", 10))(t))
		require.Equal(t, []string{caseID(3), caseID(1)}, must(s.Alike(context.Background(), "other", 10))(t))
	}},
}
