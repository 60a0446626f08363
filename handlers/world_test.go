package handlers_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/handlers"
	"dandang/internal/files"
	"dandang/internal/print"
	"dandang/internal/seal"
	"dandang/internal/sheet"
	"dandang/internal/signin"

	"github.com/stretchr/testify/require"
)

// memory is every port of the edge in memory.
type memory struct {
	mu       sync.Mutex
	accounts map[string][2]string
	sessions map[string]handlers.Session
	files    []handlers.File
	book     *directory.Book
	kin      [][3]string
	calendar *workday.Calendar
	down     error
}

func missing() error { return &engine.Refusal{Code: engine.ENotFound, Detail: "无"} }

func (m *memory) Account(_ context.Context, u string) (string, string, error) {
	a, ok := m.accounts[u]
	if !ok {
		return "", "", missing()
	}
	return a[0], a[1], nil
}

func (m *memory) CreateSession(_ context.Context, s handlers.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s.TokenHash] = s
	return nil
}

func (m *memory) Session(_ context.Context, h string) (handlers.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sessions[h]
	if !ok {
		return s, missing()
	}
	return s, nil
}

func (m *memory) ExtendSession(_ context.Context, h string, until int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sessions[h]
	s.ExpiresAt = until
	m.sessions[h] = s
	return nil
}

func (m *memory) RevokeSession(_ context.Context, h string, _ int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sessions[h]
	s.Revoked = true
	m.sessions[h] = s
	return nil
}

func (m *memory) BindFile(_ context.Context, id, _, field string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.files {
		if m.files[i].ID == id {
			m.files[i].Field = field
		}
	}
	return nil
}

func (m *memory) AddFile(_ context.Context, f handlers.File) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, f)
	return nil
}

func (m *memory) File(_ context.Context, id string) (handlers.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.files {
		if f.ID == id {
			return f, nil
		}
	}
	return handlers.File{}, missing()
}

func (m *memory) CaseFiles(_ context.Context, id string) (out []handlers.File, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.files {
		if f.Case == id {
			out = append(out, f)
		}
	}
	return out, nil
}

type clock struct{ at atomic.Int64 }

func (c *clock) Now() int64 { return c.at.Load() }

func (c *clock) Advance(_ context.Context, to int64) error {
	c.at.Store(to)
	return nil
}

// world is an API over fakes, with people: ann (no role), own (policy owner), fin (finance), adm (admin), aud (auditor)
// and old, who has left.
type world struct {
	t      *testing.T
	engine *fakeEngine
	mem    *memory
	clock  *clock
	log    *bytes.Buffer
	logMu  sync.Mutex
	server *handlers.Server
	http   *httptest.Server
	ids    atomic.Int64
}

const password = "correct horse"

var passwordHash = sync.OnceValues(func() (string, error) {
	p, err := signin.NewPasswords()
	if err != nil {
		return "", err
	}
	return p.Hash(context.Background(), password)
})

func newWorld(t *testing.T, change ...func(*handlers.Options)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{}, log: &bytes.Buffer{}}
	w.clock.at.Store(1_772_413_200_000) // 2026-03-02 09:00
	units := []directory.Unit{{ID: "u", Name: "市委组织部", Level: "dept", Order: 1}}
	people, posts := []directory.Person{}, []directory.Post{}
	hash, err := passwordHash()
	require.NoError(t, err)
	w.mem = &memory{accounts: map[string][2]string{}, sessions: map[string]handlers.Session{}}
	for id, role := range map[string]string{"ann": "干部", "own": "owner", "fin": "财政审核人", "vac": "编办负责人", "adm": "系统管理员", "aud": "安全审计员", "old": "系统管理员"} {
		people = append(people, directory.Person{ID: id, Username: id, Name: "人" + id, Unit: "u", Active: id != "old"})
		posts = append(posts, directory.Post{Role: role, Unit: "u", Person: id})
		w.mem.accounts[id] = [2]string{id, hash}
	}
	book, faults := directory.NewBook(1, units, people, posts, nil, nil)
	require.Empty(t, faults)
	w.mem.book = book
	w.mem.calendar, err = workday.New(1, []workday.Year{{Year: 2026, Published: true, Source: "国办发明电〔2025〕7号", Off: []workday.Date{"2026-01-01"}}}, nil)
	require.NoError(t, err)
	def, err := process.Compile("t.yaml", []byte(smallProcess))
	require.NoError(t, err)
	w.engine = &fakeEngine{def: def, budgets: map[string]int64{}, counts: map[engine.Box]int{}}
	w.engine.view = func(_, id string) (engine.View, error) {
		return engine.View{
			Case:       engine.Case{ID: id, Process: def.Key, Version: def.Hash, Unit: "u", Initiator: "ann", State: def.Starts[0].State, Status: engine.Draft, Round: 1, Content: 2},
			Definition: def, Relation: engine.Applicant, Editable: []string{"paper"}, Fields: engine.Fields{},
		}, nil
	}
	w.engine.act = func(c engine.Command) (engine.Result, error) {
		return engine.Result{Case: engine.Case{ID: c.Case}, Event: 1}, nil
	}
	w.engine.inbox = func(engine.InboxQuery) ([]engine.Item, error) { return nil, nil }
	blobs, err := files.Open(t.TempDir(), seal.Fixed("test"))
	require.NoError(t, err)
	passwords, err := signin.NewPasswords()
	require.NoError(t, err)
	opt := handlers.Options{
		Engine: w.engine, Store: w.mem, Directory: w.mem, Calendar: w.mem, Blobs: blobs, Passwords: passwords, Throttle: signin.NewThrottle(),
		NewToken: signin.NewToken, HashToken: signin.HashToken, NewID: func() string { return fmt.Sprintf("id-%06d", w.ids.Add(1)) },
		Check: func(string, []byte) []handlers.Finding {
			return []handlers.Finding{{Severity: "error", Line: 2, Column: 1, Message: "错"}}
		},
		Draw: func(_ context.Context, _ *process.Definition, way *process.Way) ([]byte, error) {
			if way != nil {
				return []byte("<svg>" + way.Current + "</svg>"), nil
			}
			return []byte("<svg/>"), nil
		},
		NewSheet: func(w io.Writer, format string, head handlers.SheetHead) (handlers.Sheet, error) {
			return sheet.New(w, format, sheet.Head(head))
		},
		NewPackage: func(io.Writer, time.Time) handlers.Package { return nil },
		Print:      handlers.Printer{HTML: print.HTML, PDF: print.PDF, Policy: print.Policy}, TooLarge: files.ErrTooLarge, Clock: w.clock, Wall: w.clock, Demo: &handlers.Demo{Clock: w.clock}, RequestKey: bytes.Repeat([]byte{7}, 32),
		Log: slog.New(slog.NewTextHandler(lockedWriter{w}, nil)), MaxBody: 4096, MaxUpload: 100_000,
	}
	for _, c := range change {
		c(&opt)
	}
	w.server, err = handlers.New(opt)
	require.NoError(t, err)
	w.http = httptest.NewServer(w.server)
	t.Cleanup(w.http.Close)
	return w
}

type lockedWriter struct{ w *world }

func (l lockedWriter) Write(p []byte) (int, error) {
	l.w.logMu.Lock()
	defer l.w.logMu.Unlock()
	return l.w.log.Write(p)
}

func (w *world) logged() string {
	w.logMu.Lock()
	defer w.logMu.Unlock()
	return w.log.String()
}

const smallProcess = `language: 1
process: small
name: 小事项
owner: owner
roles:
  owner: {name: 维护人, scope: city}
  干部: {name: 干部, scope: unit}
ledgers: {fund: {per: year, unit: money}, posts: {unit: count}}
fields:
  reason: {name: 事由, type: text, length: 100}
  amount: {name: 金额, type: money}
  paper: {name: 证明, type: files}
start:
  draft: {by: 干部}
states:
  draft:
    name: 草拟
    edit: all
    on:
      submit: {name: 提交, by: initiator, to: done}
  done: {name: 完成, final: 办结}
`

// reply is an answer, read.
type reply struct {
	*http.Response
	text string
	json map[string]any
}

func (r reply) code() string {
	s, _ := r.json["code"].(string)
	return s
}

// token signs somebody in.
func (w *world) token(username string) string {
	w.t.Helper()
	r := w.do(http.MethodPost, "/api/v1/session", `{"username":"`+username+`","password":"`+password+`"}`)
	require.Equal(w.t, http.StatusOK, r.StatusCode, r.text)
	s, _ := r.json["token"].(string)
	return s
}

// do sends a request; header pairs follow the body.
func (w *world) do(method, path, body string, header ...string) reply {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.http.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(w.t, err, "%s %s %s", method, path, w.logged())
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	r := reply{Response: resp, text: string(raw)}
	if len(raw) > 0 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		require.NoError(w.t, json.Unmarshal(raw, &r.json), r.text)
	}
	return r
}

// as sends with somebody's token.
func (w *world) as(username, method, path, body string, header ...string) reply {
	w.t.Helper()
	return w.do(method, path, body, append([]string{"Authorization", "Bearer " + w.token(username)}, header...)...)
}

var errSecret = errors.New("dial tcp 10.0.0.5:3306: secret-password refused")

func discardLog() *slog.Logger { return slog.New(slog.DiscardHandler) }
