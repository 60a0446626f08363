package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/scenario"
	"dandang/handlers"
	"dandang/models"
	"dandang/models/mariadbtest"
)

// Every scenario of every example goes the way of real requests: what somebody does in it is sent to the real API, over the
// real store, and must end as in memory, with the same code, words and named fields; and so must everything that the
// scenario expects after it.
func TestPatterns_ThroughTheAPIOnSQLite(t *testing.T) {
	t.Parallel()
	empty := emptyDatabase(t)
	patternsThroughTheAPI(t, true, func(t *testing.T) models.Options {
		t.Helper()
		path := filepath.Join(t.TempDir(), "dandang.db")
		require.NoError(t, os.WriteFile(path, empty, 0o600))
		return models.Options{Driver: models.SQLite, Path: path}
	})
}

// emptyDatabase is the file of a database with all its tables and nothing in them: to make one takes longer than most
// scenarios.
func emptyDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.db")
	store, err := models.Open(t.Context(), models.Options{Driver: models.SQLite, Path: path})
	require.NoError(t, err)
	require.NoError(t, store.Migrate(t.Context()))
	require.NoError(t, store.Close())
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return data
}

func TestPatterns_ThroughTheAPIOnMariaDB(t *testing.T) {
	t.Parallel()
	dsn := mariadbtest.DSN(t)
	patternsThroughTheAPI(t, false, func(t *testing.T) models.Options {
		t.Helper()
		mariadbtest.Wipe(t, dsn)
		return models.Options{Driver: models.MySQL, DSN: dsn}
	})
}

// patternsThroughTheAPI plays the examples, several at a time where each scenario has a database of its own.
func patternsThroughTheAPI(t *testing.T, together bool, options func(*testing.T) models.Options) {
	t.Helper()
	if testing.Short() { // as on other days, where the same scenarios run in memory
		t.Skip("an empty database for each scenario")
	}
	all, err := scenario.Load(os.DirFS("processes/_patterns"), ".")
	require.NoError(t, err)
	for _, f := range all {
		t.Run(f.ProcessName, func(t *testing.T) {
			if together {
				t.Parallel()
			}
			var store *models.Store
			shut := func() {
				if store != nil {
					require.NoError(t, store.Close())
					store = nil
				}
			}
			t.Cleanup(shut)
			var asked atomic.Int64
			rep, err := scenario.Run(t.Context(), []scenario.File{f}, scenario.Options{
				Filter: os.Getenv("SCENARIO"),
				Store: func(ctx context.Context) (engine.Store, error) {
					shut()
					var err error
					if store, err = models.Open(ctx, options(t)); err != nil {
						return nil, err
					}
					return store, store.Migrate(ctx)
				},
				Road: func(s *scenario.Stage) scenario.Road { return newHTTPRoad(t, s, &asked) },
			})
			require.NoError(t, err)
			for _, o := range rep.Files[0].Scenarios {
				for _, x := range o.Failures {
					t.Errorf("%s:%d %s: %s", x.File, x.Line, o.Name, x.Msg)
				}
			}
			require.Empty(t, rep.Files[0].Problems)
			if os.Getenv("SCENARIO") == "" {
				require.Greater(t, asked.Load(), int64(10), "the acts went by HTTP")
			}
		})
	}
}

// httpRoad sends what people do in a story to the API.
type httpRoad struct {
	*stageEdge
	files *stageStore
	asked *atomic.Int64
}

func newHTTPRoad(t *testing.T, s *scenario.Stage, asked *atomic.Int64) *httpRoad {
	t.Helper()
	store := &stageStore{}
	return &httpRoad{stageEdge: newStageEdgeOver(t, s, store, s.NewID), files: store, asked: asked}
}

// send asks, and answers a refusal as the engine would have told it.
func (r *httpRoad) send(person, method, path string, body any, header ...string) (said, error) {
	text := ""
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return said{}, err
		}
		text = string(b)
	}
	r.asked.Add(1)
	a := r.askWith(person, method, path, text, header...)
	if a.status < http.StatusBadRequest {
		return a, nil
	}
	return a, refusalOf(a.json)
}

// refusalOf reads a problem back.
func refusalOf(problem map[string]any) error {
	text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
	out := &engine.Refusal{Code: engine.Code(text(problem, "code")), Detail: text(problem, "detail"), Rule: text(problem, "rule")}
	if out.Code == "other_tab" { // the edge's own name for it
		out.Code = engine.EConflict
	}
	list, _ := problem["errors"].([]any)
	for _, item := range list {
		m, _ := item.(map[string]any)
		out.Problems = append(out.Problems, engine.FieldProblem{Field: text(m, "field"), Msg: text(m, "message")})
	}
	return out
}

// Act sends a command where people have a request for it. What the engine alone is told goes straight to it: that a case was
// started by another, or that another has ended.
func (r *httpRoad) Act(ctx context.Context, cmd engine.Command) (engine.Result, error) {
	header := r.headers(ctx, cmd)
	switch {
	case cmd.Kind == engine.DoOpen && cmd.Origin == nil:
		return r.open(ctx, cmd, header)
	case cmd.Kind == engine.DoEdit:
		r.upload(cmd, cmd.Fields)
		_, err := r.send(cmd.Actor, http.MethodPatch, "/api/v1/cases/"+cmd.Case, map[string]any{"fields": cmd.Fields}, header...)
		return r.result(ctx, cmd.Case, err)
	case cmd.Kind == engine.DoEvent && cmd.Batch:
		return r.batch(ctx, cmd, header)
	case cmd.Kind == engine.DoIntervene:
		return r.intervene(ctx, cmd, header)
	case cmd.Kind == engine.DoDocument:
		return r.document(ctx, cmd, header)
	case cmd.Kind == engine.DoEvent:
		_, err := r.send(cmd.Actor, http.MethodPost, "/api/v1/cases/"+cmd.Case+"/events", r.event(cmd), header...)
		return r.result(ctx, cmd.Case, err)
	default:
		return r.Engine.Act(ctx, cmd)
	}
}

// headers are those of a request that must happen once, and on what its sender saw.
func (r *httpRoad) headers(ctx context.Context, cmd engine.Command) (header []string) {
	if cmd.Key != "" {
		header = append(header, "Idempotency-Key", "story-"+hex.EncodeToString([]byte(cmd.Key)))
	}
	if cmd.Content != nil {
		header = append(header, "If-Match", r.etag(ctx, cmd))
	}
	return header
}

func (r *httpRoad) etag(ctx context.Context, cmd engine.Command) string {
	snap, err := r.Store.Load(ctx, cmd.Case)
	require.NoError(r.t, err)
	return fmt.Sprintf(`"%d-%d"`, snap.Case.Round, *cmd.Content)
}

// open makes the draft, and then puts the files in: a case that is not there yet has none.
func (r *httpRoad) open(ctx context.Context, cmd engine.Command, header []string) (engine.Result, error) {
	plain, later := map[string]any{}, map[string]any{}
	for id, v := range cmd.Fields {
		if list, ok := v.([]any); ok && len(list) > 0 && isFile(list[0]) {
			later[id] = v
			continue
		}
		plain[id] = v
	}
	body := map[string]any{"process": cmd.Process, "start": cmd.Start, "fields": plain}
	if cmd.Signed != nil {
		body["for"] = cmd.Signed.Person
	}
	a, err := r.send(cmd.Actor, http.MethodPost, "/api/v1/cases", body, header...)
	if err != nil {
		return engine.Result{}, err
	}
	cmd.Case, _ = a.json["id"].(string)
	if len(later) > 0 {
		r.upload(cmd, later)
		_, err = r.send(cmd.Actor, http.MethodPatch, "/api/v1/cases/"+cmd.Case, map[string]any{"fields": later})
	}
	return r.result(ctx, cmd.Case, err)
}

func isFile(v any) bool {
	m, ok := v.(map[string]any)
	return ok && m["id"] != nil && m["size"] != nil
}

// upload notes the files in a value as this person's, as POST /files would have.
func (r *httpRoad) upload(cmd engine.Command, v any) {
	switch v := v.(type) {
	case engine.Fields:
		r.upload(cmd, map[string]any(v))
	case map[string]any:
		if isFile(v) {
			id, _ := v["id"].(string)
			name, _ := v["name"].(string)
			size, _ := v["size"].(int64)
			r.files.put(handlers.File{ID: id, Case: cmd.Case, Name: name, Size: size, By: cmd.Actor})
		}
		for _, item := range v {
			r.upload(cmd, item)
		}
	case []any:
		for _, item := range v {
			r.upload(cmd, item)
		}
	}
}

// put notes a file in place of the one with its id: stories call files by name, and use a name again.
func (s *stageStore) put(f handlers.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(slices.DeleteFunc(s.files, func(have handlers.File) bool { return have.ID == f.ID }), f)
}

// event is the body of an act.
func (r *httpRoad) event(cmd engine.Command) map[string]any {
	body := map[string]any{"event": cmd.Event}
	put := func(key string, v any, there bool) {
		if there {
			body[key] = v
		}
	}
	r.upload(cmd, cmd.Fields)
	put("task", cmd.Task, cmd.Task != "")
	put("opinion", cmd.Opinion, cmd.Opinion != "")
	put("fields", cmd.Fields, len(cmd.Fields) > 0)
	put("items", cmd.Items, len(cmd.Items) > 0)
	put("to", cmd.To, cmd.To != "")
	put("people", cmd.People, len(cmd.People) > 0)
	put("place", cmd.Place, cmd.Place != "")
	put("mode", cmd.Mode, cmd.Mode != "")
	put("into", cmd.Into, cmd.Into != "")
	put("suggest", cmd.Suggest, len(cmd.Suggest) > 0)
	if s := cmd.Signed; s != nil {
		scan := []any{}
		for _, f := range s.Scan {
			r.upload(cmd, f)
			m, _ := f.(map[string]any)
			scan = append(scan, map[string]any{"id": m["id"]})
		}
		body["signed"] = map[string]any{"person": s.Person, "event": s.Event, "on": s.On, "scan": scan}
	}
	if s := cmd.Sheet; s != nil {
		present := s.Present
		if present == nil {
			present = []string{}
		}
		body["sheet"] = map[string]any{
			"held_on": s.HeldOn, "present": present, "yes": s.Yes, "no": s.No, "abstain": s.Abstain, "minutes": s.Minutes, "chair": s.Chair, "chair_last": s.ChairLast,
		}
	}
	return body
}

// batch sends a turn of a batch as the one item of a request.
func (r *httpRoad) batch(ctx context.Context, cmd engine.Command, header []string) (engine.Result, error) {
	item := map[string]any{"task": cmd.Task, "event": cmd.Event, "opinion": cmd.Opinion}
	if cmd.Task == "" {
		item["task"] = "none"
	}
	if cmd.Content != nil {
		item["if_match"] = r.etag(ctx, cmd)
		header = nil
	}
	a, err := r.send(cmd.Actor, http.MethodPost, "/api/v1/batch", map[string]any{"items": []any{item}}, header...)
	if err == nil {
		if result, _ := a.items()[0].(map[string]any); result["status"] != float64(http.StatusOK) {
			err = refusalOf(result)
		}
	}
	return r.result(ctx, cmd.Case, err)
}

func (r *httpRoad) result(ctx context.Context, caseID string, err error) (engine.Result, error) {
	if err != nil {
		return engine.Result{}, err
	}
	snap, err := r.Store.Load(ctx, caseID)
	return engine.Result{Case: snap.Case}, err
}

// Object implements scenario.Road.
func (r *httpRoad) Object(ctx context.Context, cmd engine.Command, notice string) (engine.Result, error) {
	_, err := r.send(cmd.Actor, http.MethodPost, "/api/v1/notices/"+notice+"/objections", map[string]any{"text": cmd.Opinion}, r.headers(ctx, cmd)...)
	return r.result(ctx, cmd.Case, err)
}

// Look implements scenario.Road.
func (r *httpRoad) Look(_ context.Context, person engine.PersonID, caseID string) error {
	_, err := r.send(person, http.MethodGet, "/api/v1/cases/"+caseID, nil)
	return err
}

// Circulate implements scenario.Road.
func (r *httpRoad) Circulate(ctx context.Context, cmd engine.Command) (engine.Result, error) {
	to := append([]string{}, cmd.Readers...)
	_, err := r.send(cmd.Actor, http.MethodPost, "/api/v1/cases/"+cmd.Case+"/circulate", map[string]any{"to": to, "reason": cmd.Opinion})
	return r.result(ctx, cmd.Case, err)
}

// Read implements scenario.Road.
func (r *httpRoad) Read(_ context.Context, person engine.PersonID, caseID string) error {
	_, err := r.send(person, http.MethodPost, "/api/v1/cases/"+caseID+"/seen", nil)
	return err
}

// Comment implements scenario.Road.
func (r *httpRoad) Comment(_ context.Context, person engine.PersonID, caseID, text string, mentions []engine.PersonID) error {
	_, err := r.send(person, http.MethodPost, "/api/v1/cases/"+caseID+"/comments", map[string]any{"text": text, "mentions": append([]string{}, mentions...)})
	return err
}

// Type implements scenario.Road.
func (r *httpRoad) Type(_ context.Context, person engine.PersonID, caseID string, typed engine.Typed, base int64) (int64, error) {
	body := map[string]any{"base": base, "opinion": typed.Opinion}
	if len(typed.Fields) > 0 {
		body["fields"] = typed.Fields
	}
	a, err := r.send(person, http.MethodPut, "/api/v1/cases/"+caseID+"/autosave", body)
	rev, _ := a.json["rev"].(float64)
	return int64(rev), err
}
