package engine_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/memstore"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/seal"
)

// world is a small city around an engine: a memory store, a clock that moves when told to, a directory that can change.
type world struct {
	t      *testing.T
	store  engine.Store
	engine *engine.Engine
	clock  *clock
	dir    *source[*directory.Book]
	cal    *source[*workday.Calendar]
	ids    atomic.Int64
}

type clock struct{ at atomic.Int64 }

func (c *clock) Now() int64 { return c.at.Load() }

type source[T any] struct{ v atomic.Value }

func (s *source[T]) get() T { return s.v.Load().(T) } //nolint:forcetypeassert // only T is stored

type bookSource struct{ *source[*directory.Book] }

func (s bookSource) Book(context.Context) (*directory.Book, error) { return s.get(), nil }

type calendarSource struct{ *source[*workday.Calendar] }

func (s calendarSource) Calendar(context.Context) (*workday.Calendar, error) { return s.get(), nil }

// monday is 2026-09-07 09:00 in Shanghai, an ordinary Monday.
var monday = workday.Date("2026-09-07").Start() + 9*3600*1000

func newWorld(t *testing.T, book *directory.Book, texts ...string) *world {
	t.Helper()
	w := &world{t: t, store: memstore.New(), clock: &clock{}, dir: &source[*directory.Book]{}, cal: &source[*workday.Calendar]{}}
	w.clock.at.Store(monday)
	w.dir.v.Store(book)
	w.cal.v.Store(calendar(t, 1))
	w.engine = engine.New(engine.Config{
		Store: w.store, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) }, Urn: urn(t),
	})
	t.Cleanup(w.engine.Close)
	for i, text := range texts {
		_, err := w.engine.Install(t.Context(), fmt.Sprintf("p%d.yaml", i), []byte(text), "")
		require.NoError(t, err)
	}
	return w
}

// urn seals secret ballots under a fixed key.
func urn(t *testing.T) *engine.Urn {
	t.Helper()
	u, err := engine.NewUrn([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	return u
}

func (w *world) id() string { return fmt.Sprintf("019a0000-0000-7000-8000-%012d", w.ids.Add(1)) }

// calendar is 2026 as published.
func calendar(t *testing.T, revision int64) *workday.Calendar {
	t.Helper()
	days := func(list ...string) []workday.Date {
		var out []workday.Date
		for _, d := range list {
			out = append(out, workday.Date(d))
		}
		return out
	}
	c, err := workday.New(revision, []workday.Year{{
		Year: 2026, Published: true, Source: "国办发明电〔2025〕7号",
		Off:    days("2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"),
		Makeup: days("2026-09-20", "2026-10-10"),
	}}, nil)
	require.NoError(t, err)
	return c
}

// book makes a directory of one city with one unit; posts are "role: a b c".
func book(t *testing.T, posts map[string]string, kin ...directory.Kin) *directory.Book {
	t.Helper()
	return bookAt(t, 1, posts, kin...)
}

func bookAt(t *testing.T, revision int64, posts map[string]string, kin ...directory.Kin) *directory.Book {
	t.Helper()
	units := []directory.Unit{{ID: "city", Name: "市", Level: directory.LevelCity}, {ID: "u1", Name: "文旅局", Parent: "city", Level: directory.LevelDept}, {ID: "u2", Name: "财政局", Parent: "city", Level: directory.LevelDept}}
	seen := map[string]bool{}
	var people []directory.Person
	var held []directory.Post
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			people = append(people, directory.Person{ID: id, Username: id, Name: "人" + id, Unit: "u1", Order: len(people), Active: true, Attrs: map[string]string{"establishment": "在编"}})
		}
	}
	for _, id := range []string{"ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ivy", "jim", "own"} {
		add(id)
	}
	for role, holders := range posts {
		for _, id := range strings.Fields(holders) {
			add(id)
			held = append(held, directory.Post{Role: role, Person: id, Unit: "u1"})
		}
	}
	b, faults := directory.NewBook(revision, units, people, held, kin, nil)
	require.Empty(t, faults)
	return b
}

type opt func(*engine.Command)

func say(s string) opt { return func(c *engine.Command) { c.Opinion = s } }
func with(kv ...any) opt {
	return func(c *engine.Command) {
		if c.Fields == nil {
			c.Fields = engine.Fields{}
		}
		for i := 0; i < len(kv); i += 2 {
			c.Fields[kv[i].(string)] = kv[i+1] //nolint:forcetypeassert // tests give names
		}
	}
}
func items(list ...string) opt { return func(c *engine.Command) { c.Items = list } }
func onTask(id string) opt     { return func(c *engine.Command) { c.Task = id } }

func sheet(s engine.Sheet) opt { return func(c *engine.Command) { c.Sheet = &s } }
func key(k, hash string) opt   { return func(c *engine.Command) { c.Key, c.KeyHash = k, hash } }
func sawContent(n int64) opt   { return func(c *engine.Command) { c.Content = &n } }

func (w *world) open(person, processKey string, opts ...opt) engine.Case {
	w.t.Helper()
	cmd := engine.Command{Kind: engine.DoOpen, Actor: person, Process: processKey}
	for _, o := range opts {
		o(&cmd)
	}
	r, err := w.engine.Act(w.t.Context(), cmd)
	require.NoError(w.t, err, problems(err))
	return r.Case
}

func (w *world) try(person, caseID, event string, opts ...opt) (engine.Result, error) {
	cmd := engine.Command{Kind: engine.DoEvent, Actor: person, Case: caseID, Event: event}
	for _, o := range opts {
		o(&cmd)
	}
	return w.engine.Act(w.t.Context(), cmd)
}

func (w *world) do(person, caseID, event string, opts ...opt) engine.Case {
	w.t.Helper()
	r, err := w.try(person, caseID, event, opts...)
	require.NoError(w.t, err, "%s: %s%s", person, event, problems(err))
	return r.Case
}

// refused demands a refusal with the code and a detail (or problem) that contains every word.
func (w *world) refused(code engine.Code, words []string, person, caseID, event string, opts ...opt) {
	w.t.Helper()
	_, err := w.try(person, caseID, event, opts...)
	require.Error(w.t, err)
	require.Equal(w.t, code, engine.CodeOf(err), err.Error())
	for _, word := range words {
		require.Contains(w.t, err.Error()+problems(err), word)
	}
}

func problems(err error) string {
	r, ok := err.(*engine.Refusal) //nolint:errorlint // the engine answers refusals unwrapped
	if !ok {
		return ""
	}
	var b strings.Builder
	for _, p := range r.Problems {
		fmt.Fprintf(&b, " [%s: %s]", p.Field, p.Msg)
	}
	return b.String()
}

// wait moves the clock to the end of a day and fires what is due.
func (w *world) until(date string) {
	w.t.Helper()
	w.clock.at.Store(workday.Date(date).End() + 1000)
	_, err := w.engine.Tick(w.t.Context())
	require.NoError(w.t, err)
}

func (w *world) load(caseID string) engine.Snapshot {
	w.t.Helper()
	s, err := w.store.Load(w.t.Context(), caseID)
	require.NoError(w.t, err)
	return s
}

func (w *world) openTasks(caseID string) []engine.Task {
	w.t.Helper()
	var open []engine.Task
	for _, t := range w.load(caseID).Tasks {
		if t.Status == engine.TaskOpen {
			open = append(open, t)
		}
	}
	return open
}

func (w *world) whole(caseID string) {
	w.t.Helper()
	faults, err := w.engine.Verify(w.t.Context(), caseID)
	require.NoError(w.t, err)
	require.Empty(w.t, faults)
}

func shipped(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "processes", name))
	require.NoError(t, err)
	return string(b)
}

// sent lists what was said so far, but for the turns that came to people.
func (w *world) sent() []engine.Message {
	w.t.Helper()
	all, err := w.store.Outbox(w.t.Context(), "", 1000)
	require.NoError(w.t, err)
	return slices.DeleteFunc(all, func(m engine.Message) bool { return m.Kind == engine.MessageTodo })
}

// shippedNames lists the definitions in processes, scenario files left out.
func shippedNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "processes", "*.yaml"))
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		if !strings.HasSuffix(f, ".test.yaml") {
			names = append(names, filepath.Base(f))
		}
	}
	require.NotEmpty(t, names)
	return names
}
