package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"dandang/internal/jobs"

	"github.com/stretchr/testify/require"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestRunner_RunsAgainAtOnceWhileThereIsMore(t *testing.T) {
	t.Parallel()
	left := 5
	done := make(chan struct{})
	r := jobs.Start(quiet(), jobs.Job{Name: "timers", Every: time.Hour, Run: func(context.Context) (bool, error) {
		if left--; left == 0 {
			close(done)
		}
		return left > 0, nil
	}})
	<-done
	require.NoError(t, r.Stop(t.Context()))
	require.Zero(t, left)
}

func TestRunner_AFailureOrPanicDoesNotEndTheJob(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	done := make(chan struct{})
	r := jobs.Start(quiet(), jobs.Job{Name: "timers", Every: time.Millisecond, Run: func(context.Context) (bool, error) {
		switch n.Add(1) {
		case 1:
			return true, errors.New("database away")
		case 2:
			panic("bad case")
		case 3:
			close(done)
		}
		return false, nil
	}})
	<-done
	require.NoError(t, r.Stop(t.Context()))
}

func TestRunner_StopTellsTheRunInHandAndWaitsForIt(t *testing.T) {
	t.Parallel()
	started, ended := make(chan struct{}), false
	r := jobs.Start(quiet(), jobs.Job{Name: "timers", Every: time.Hour, Run: func(ctx context.Context) (bool, error) {
		close(started)
		<-ctx.Done()
		ended = true
		return false, ctx.Err()
	}})
	<-started
	require.NoError(t, r.Stop(t.Context()))
	require.True(t, ended)
}

func TestRunner_StopDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	release, started := make(chan struct{}), make(chan struct{})
	r := jobs.Start(quiet(), jobs.Job{Name: "stuck", Every: time.Hour, Run: func(context.Context) (bool, error) {
		close(started)
		<-release
		return false, nil
	}})
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.Stop(ctx), context.Canceled)
	close(release)
	require.NoError(t, r.Stop(t.Context()))
}

func TestRunner_WakeRunsNow(t *testing.T) {
	t.Parallel()
	ran := make(chan struct{}, 4)
	r := jobs.Start(quiet(), jobs.Job{Name: "timers", Every: time.Hour, Run: func(context.Context) (bool, error) {
		ran <- struct{}{}
		return false, nil
	}})
	<-ran
	r.Wake()
	<-ran
	require.NoError(t, r.Stop(t.Context()))
}
