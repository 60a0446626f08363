package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/scenario"
	"dandang/engine/workday"
	"dandang/handlers"
	"dandang/internal/files"
	"dandang/internal/seal"
	"dandang/internal/signin"
)

// stageEdge is the real API over the world that a scenario left: whoever sends a token is signed in as the person of
// that name.
type stageEdge struct {
	*scenario.Stage
	t      *testing.T
	http   *httptest.Server
	secret []string // what nobody may find who should learn nothing
}

// stageStore is what the API keeps beside the engine: sessions that name their holder, and no files but those of fields.
type stageStore struct {
	mu    sync.Mutex
	files []handlers.File
}

var errNoAccount = &engine.Refusal{Code: engine.ENotFound, Detail: "无"}

func (*stageStore) BindFile(context.Context, string, string, string) error { return nil }

func (*stageStore) Account(context.Context, string) (string, string, error) {
	return "", "", errNoAccount
}
func (*stageStore) CreateSession(context.Context, handlers.Session) error        { return nil }
func (*stageStore) ExtendSession(context.Context, string, int64) error           { return nil }
func (*stageStore) RevokeSession(context.Context, string, int64) error           { return nil }
func (*stageStore) Ping(context.Context) error                                   { return nil }
func (s *stageStore) CaseFiles(context.Context, string) ([]handlers.File, error) { return s.files, nil }

func (*stageStore) Session(_ context.Context, token string) (handlers.Session, error) {
	return handlers.Session{TokenHash: token, Person: plain(token), CreatedAt: 1, ExpiresAt: 1 << 60}, nil
}

func (s *stageStore) AddFile(_ context.Context, f handlers.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, f)
	return nil
}

func (s *stageStore) File(_ context.Context, id string) (handlers.File, error) {
	i := slices.IndexFunc(s.files, func(f handlers.File) bool { return f.ID == id })
	if i < 0 {
		return handlers.File{}, errNoAccount
	}
	return s.files[i], nil
}

// stageSource answers directory and calendar; nobody edits them here.
type stageSource struct{ *scenario.Stage }

func (stageSource) AddLeave(context.Context, directory.Leave, string, int64) error {
	return errNoAccount
}

func (stageSource) EndLeave(context.Context, string, string, int64) error { return errNoAccount }

func (stageSource) SetKin(context.Context, string, string, string, string, int64) error {
	return errNoAccount
}

func (stageSource) SetPostHolder(context.Context, string, string, string, string, string, int64) error {
	return errNoAccount
}

func (stageSource) SaveCalendar(context.Context, *workday.Calendar, engine.CalendarChange) error {
	return errNoAccount
}

func (stageSource) CalendarChanges(context.Context, int, string, int) ([]engine.CalendarChange, error) {
	return nil, errNoAccount
}

// A token is the name in hex: header values are ASCII.
func tokenFor(person string) string { return fmt.Sprintf("%x", person) }

func plain(token string) string {
	var b []byte
	if _, err := fmt.Sscanf(token, "%x", &b); err != nil {
		return ""
	}
	return string(b)
}

func newStageEdge(t *testing.T, stage *scenario.Stage) *stageEdge {
	t.Helper()
	t.Cleanup(stage.Engine.Close)
	var serial int
	var mu sync.Mutex
	return newStageEdgeOver(t, stage, &stageStore{}, func() string {
		mu.Lock()
		defer mu.Unlock()
		serial++
		return fmt.Sprintf("edge-%06d", serial)
	})
}

// newStageEdgeOver is newStageEdge over a world that somebody else closes.
func newStageEdgeOver(t *testing.T, stage *scenario.Stage, store *stageStore, newID func() string) *stageEdge {
	t.Helper()
	blobs, err := files.Open(t.TempDir(), seal.Fixed("stage"))
	require.NoError(t, err)
	passwords, err := signin.NewPasswords()
	require.NoError(t, err)
	server, err := handlers.New(handlers.Options{
		Engine: stage.Engine, Store: store, Directory: stageSource{stage}, Calendar: stageSource{stage}, Blobs: blobs,
		Passwords: passwords, Throttle: signin.NewThrottle(), NewToken: signin.NewToken, HashToken: func(s string) string { return s },
		NewID: newID,
		Check: func(string, []byte) []handlers.Finding { return nil },
		Draw: func(context.Context, *process.Definition, *process.Way) ([]byte, error) {
			return nil, errors.New("no drawing here")
		},
		NewSheet: newSheet, NewPackage: newPackage, Print: printer,
		Clock: stage, Wall: stage, RequestKey: make([]byte, 32),
	})
	require.NoError(t, err)
	e := &stageEdge{Stage: stage, t: t, http: httptest.NewServer(server)}
	t.Cleanup(e.http.Close)
	return e
}

// said is an answer of the API.
type said struct {
	status int
	text   string
	header http.Header
	json   map[string]any
}

func (s said) code() string {
	code, _ := s.json["code"].(string)
	return code
}

func (s said) items() []any {
	list, _ := s.json["items"].([]any)
	return list
}

// ask sends a request as somebody.
func (e *stageEdge) ask(person, method, path, body string) said {
	e.t.Helper()
	return e.askKeyed(person, method, path, body, "")
}

// askKeyed is ask with an Idempotency-Key, "" for none.
func (e *stageEdge) askKeyed(person, method, path, body, key string) said {
	e.t.Helper()
	if key == "" {
		return e.askWith(person, method, path, body)
	}
	return e.askWith(person, method, path, body, "Idempotency-Key", key)
}

// askWith is ask with headers, each a name and a value.
func (e *stageEdge) askWith(person, method, path, body string, header ...string) said {
	e.t.Helper()
	req, err := http.NewRequestWithContext(e.t.Context(), method, e.http.URL+path, strings.NewReader(body))
	require.NoError(e.t, err)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	req.Header.Set("Authorization", "Bearer "+tokenFor(person))
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(e.t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(e.t, err)
	s := said{status: resp.StatusCode, text: string(raw), header: resp.Header}
	if len(raw) > 0 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		require.NoError(e.t, json.Unmarshal(raw, &s.json), "%s %s: %s", method, path, raw)
	}
	return s
}

var requestIDs = regexp.MustCompile(`edge-\d{6}`)

// same reduces an answer to what an outsider could compare: status, headers and body, but for the request's own number,
// the time, and the id that he asked for himself.
func (s said) same(id string) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.status)
	for _, key := range slices.Sorted(func(yield func(string) bool) {
		for k := range s.header {
			if !yield(k) {
				return
			}
		}
	}) {
		if key != "Date" {
			fmt.Fprintln(&b, key, s.header[key])
		}
	}
	b.WriteString(s.text)
	return strings.ReplaceAll(requestIDs.ReplaceAllString(b.String(), "edge-N"), id, "ID")
}

func (e *stageEdge) state() string {
	snap, err := e.Store.Load(e.t.Context(), e.Case)
	require.NoError(e.t, err)
	return snap.Case.State
}

// handlers are those who acted in the case, the reader and its initiator left out.
func (e *stageEdge) handlers(reader string, snap *engine.Snapshot) map[string]bool {
	events, _, err := e.Store.History(e.t.Context(), e.Case)
	require.NoError(e.t, err)
	acted := map[string]bool{}
	for i := range events {
		if a := events[i].Actor; a != "" && a != reader && a != snap.Case.Initiator {
			acted[a] = true
		}
	}
	return acted
}

// namesSomebody: a text names somebody who acted in the case or whose turn it is.
func (e *stageEdge) namesSomebody(reader, text string, snap *engine.Snapshot) bool {
	book, err := e.Book(e.t.Context())
	require.NoError(e.t, err)
	involved := e.handlers(reader, snap)
	for i := range snap.Tasks {
		for _, c := range snap.Tasks[i].Candidates {
			involved[c] = involved[c] || c != reader
		}
	}
	plain := withoutPosts(text, e.Definition) // a name may be part of a post's
	for id := range involved {
		if p, known := book.Person(id); known && involved[id] && strings.Contains(plain, p.Name) {
			return true
		}
	}
	return false
}

func withoutPosts(text string, d *process.Definition) string {
	for i := range d.Roles {
		text = strings.ReplaceAll(text, d.Roles[i].Name, "")
	}
	return text
}
