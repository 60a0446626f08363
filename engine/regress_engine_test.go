package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/seal"
)

func TestReview_LostTimerIsNotTriedForever(t *testing.T) {
	w, id := start(t, small(backText))
	w.clock.at.Store(workday.Date("2026-09-11").Start() + 1000)
	due, err := w.store.DueTimers(t.Context(), w.clock.Now(), 10)
	require.NoError(t, err)
	require.NotEmpty(t, due)
	cs := &counting{Store: w.store}
	e := engine.New(engine.Config{
		Store: cs, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	defer e.Close()
	_, err = e.Tick(t.Context()) // the other process was first
	require.NoError(t, err)
	cs.n = 0
	_, err = e.Act(t.Context(), engine.Command{Kind: engine.DoTimer, Case: id, Timer: &due[0]})
	t.Log(err, cs.n)
	require.LessOrEqual(t, cs.n, 2)
}

func TestReview_CloseWhileApplying(t *testing.T) {
	text := small(onlineText)
	w := newWorld(t, book(t, posts), text)
	s := &slow{Store: w.store, in: make(chan struct{}), out: make(chan struct{})}
	e := engine.New(engine.Config{
		Store: s, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	got := make(chan error, 1)
	go func() {
		_, err := e.Act(context.Background(), engine.Command{Kind: engine.DoOpen, Actor: "ann", Process: "small"})
		got <- err
	}()
	<-s.in
	go e.Close()
	close(s.out)
	err := <-got
	t.Log(err)
	require.NoError(t, err, "those being committed finish")
}

func TestReview_PartyEditedWhileTaskOpen(t *testing.T) {
	text := small(`
  work:
    name: 审核
    edit: [subject]
    task: {for: chief}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts, directory.Kin{A: "cat", B: "jim", Relation: "夫妻"}), text)
	c := w.open("ann", "small")
	w.do("ann", c.ID, "submit")
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "bob", Case: c.ID, Fields: engine.Fields{"subject": "jim"}})
	require.NoError(t, err)
	require.Empty(t, w.inbox("cat"), "who is now a party's wife has no turn left")
	require.NotContains(t, w.openTasks(c.ID)[0].Candidates, "cat")
}
