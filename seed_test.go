package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/models"
	"dandang/processes"
)

// Every shipped procedure is to be seen in the demo: at least two cases, one of which waits for somebody, and whom to sign
// in as is told. No case of the seed fails.
func TestSeed_EveryShippedProcedureHasCasesAndSomebodyWaitsForOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, "--demo", "--data", dir)
	require.NotContains(t, s.out.String(), "demo case left out")
	require.Zero(t, s.stop())

	a := &app{env: noEnv}
	require.NoError(t, a.withStore(t.Context(), place{data: dir}, func(ctx context.Context, db *models.Store) error {
		for _, name := range processes.Names() {
			src, err := processes.Source(name)
			require.NoError(t, err)
			d, err := process.Compile(name, src)
			require.NoError(t, err)
			cases, err := db.Cases(ctx, engine.CaseQuery{Process: d.Key, Limit: 50})
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(cases), 2, "%s has too few demo cases", d.Key)
			waits := 0
			for _, c := range cases {
				tasks, err := db.AllTasks(ctx, c.ID)
				require.NoError(t, err)
				for _, task := range tasks {
					if task.Status == engine.TaskOpen && len(task.Candidates) > 0 {
						waits++
					}
				}
			}
			require.Positive(t, waits, "no demo case of %s waits for anybody", d.Key)
			require.Contains(t, s.out.String(), d.Name+"(", "the start does not say whom to sign in as for %s", d.Key)
		}
		return nil
	}))
}

// The demo names nobody whom its city does not have, for procedures that are still to ship as well.
func TestSeed_NamesOnlyPeopleOfTheCity(t *testing.T) {
	t.Parallel()
	city, problems := config.LoadDirectory(config.DemoCityFile, config.DemoCitySource())
	require.Empty(t, problems)
	book, faults := city.Book(1)
	require.Empty(t, faults)
	for _, c := range demoCases() {
		_, ok := book.Person(c.by)
		require.True(t, ok, c.by)
	}
}
