package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/models"
	"dandang/processes"
)

// earlierCareFund is the care fund as releases before 先拨后补 carried it.
const earlierCareFund = "testdata/earlier/care-fund.yaml"

// heldBy makes a demo's data directory in which a procedure is in force, as an earlier release left it.
func heldBy(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	code, _, complaints := command(t, "", "db", "up", "--data", dir)
	require.Zero(t, code, complaints)
	a := &app{env: noEnv}
	require.NoError(t, a.withStore(t.Context(), place{data: dir}, func(ctx context.Context, db *models.Store) error {
		ring, err := a.ring(ctx, place{data: dir}, db)
		require.NoError(t, err)
		clock, err := newDemoClock(ctx, db) // as the demo of that release had it
		require.NoError(t, err)
		conf, err := engineConfig(db, clock, ring)
		require.NoError(t, err)
		e := engine.New(conf)
		defer e.Close()
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = e.Install(ctx, filepath.Base(file), src, "")
		return err
	}))
	return dir
}

// A release that carries another text of a procedure replaces nothing: what is in force stays, new cases follow it too,
// and the start says that a candidate waits.
func TestInstall_AnEarlierVersionStaysInForceAndTheShippedOneWaits(t *testing.T) {
	t.Parallel()
	dir := heldBy(t, earlierCareFund)
	earlier, err := os.ReadFile(earlierCareFund)
	require.NoError(t, err)
	old, err := process.Compile("care-fund.yaml", earlier)
	require.NoError(t, err)
	src, err := processes.Source("care-fund.yaml")
	require.NoError(t, err)
	shipped, err := process.Compile("care-fund.yaml", src)
	require.NoError(t, err)
	require.NotEqual(t, old.Hash, shipped.Hash)
	require.Nil(t, old.State("追回"))
	require.NotNil(t, shipped.State("追回"))

	for range 2 { // a restart is told again, and changes nothing either
		s := start(t, "--demo", "--data", dir)
		require.Contains(t, s.out.String(), "待发布稿:程序所带的“干部关爱专项资金申请”(care-fund)与现行第1版不同,没有生效")
		require.Contains(t, s.out.String(), "shipped procedure waits as a candidate")
		c := newClient(t, s.base).as("sunlixin", s.password)
		versions := c.get("/api/v1/processes/care-fund/versions").items()
		require.Len(t, versions, 1)
		require.Equal(t, old.Hash, versions[0]["hash"])
		require.Equal(t, old.Hash, c.get("/api/v1/processes/care-fund").text("version"), "new cases follow it as well")
		require.Zero(t, s.stop())
	}
}

// A data directory that holds the shipped text, or none, has nothing waiting.
func TestInstall_WhatIsInForceAsShippedIsNotACandidate(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{t.TempDir(), heldBy(t, "processes/care-fund.yaml")} {
		s := start(t, "--demo", "--data", dir)
		require.NotContains(t, s.out.String(), "待发布稿")
		require.NotContains(t, s.out.String(), "candidate")
		require.Len(t, newClient(t, s.base).as("sunlixin", s.password).get("/api/v1/processes/care-fund/versions").items(), 1)
		require.Zero(t, s.stop())
	}
}
