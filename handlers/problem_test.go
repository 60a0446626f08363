package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"dandang/engine"
	"dandang/handlers"
	"dandang/internal/signin"

	"github.com/stretchr/testify/require"
)

func hashOf(token string) string { return signin.HashToken(token) }

// statuses is the promise to clients, one line for each code of the engine.
var statuses = map[engine.Code]int{
	engine.ENotFound: 404, engine.EForbidden: 403, engine.ERecused: 403, engine.ESeparation: 403, engine.ELinkedOnly: 403, engine.EWrongState: 409, engine.EClosed: 409,
	engine.EConflict: 409, engine.EGuard: 409, engine.EUnknown: 409, engine.EDuplicate: 409, engine.EStaleView: 412, engine.EInvalid: 422,
	engine.EMissing: 422, engine.EKeyReused: 422, engine.EAmbiguous: 422, engine.EUnsupported: 501, engine.EBusy: 503, engine.EInternal: 500,
}

// Somebody who leaves while his page is loading is no fault of the server, whatever the interrupted driver calls it.
func TestProblem_WhoLeftIsNoFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	ctx, leave := context.WithCancel(t.Context())
	w.engine.inbox = func(engine.InboxQuery) ([]engine.Item, error) {
		leave()
		return nil, errors.New("sqlite3: interrupted")
	}
	rec := httptest.NewRecorder()
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/inbox", http.NoBody)
	req.Header.Set("Authorization", "Bearer "+token)
	w.server.ServeHTTP(rec, req)
	require.NotEqual(t, http.StatusInternalServerError, rec.Code, rec.Body.String())
	require.NotContains(t, w.logged(), "request failed")

	w.engine.inbox = func(engine.InboxQuery) ([]engine.Item, error) { return nil, errors.New("disk is full") }
	require.Equal(t, http.StatusInternalServerError, w.as("ann", http.MethodGet, "/api/v1/inbox", "").StatusCode)
	require.Contains(t, w.logged(), "disk is full")
}

func TestProblem_EachCodeOfTheEngineHasItsStatus(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	for code, status := range statuses {
		w.engine.act = func(engine.Command) (engine.Result, error) {
			return engine.Result{}, fmt.Errorf("wrapped: %w", &engine.Refusal{
				Code: code, Detail: "说明", Rule: "第3行", Problems: []engine.FieldProblem{{Field: "amount", Msg: "请填写金额"}},
			})
		}
		r := w.do(http.MethodPost, "/api/v1/cases/x/events", `{"event":"submit"}`, "Authorization", "Bearer "+token)
		require.Equal(t, status, r.StatusCode, code)
		require.Equal(t, status, handlers.Status(code))
		require.Equal(t, string(code), r.code())
		require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"))
		require.Equal(t, r.Header.Get("X-Request-Id"), r.json["request_id"])
		if status == http.StatusInternalServerError {
			require.NotContains(t, r.text, "说明", "the text of an internal error stays inside")
			continue
		}
		require.Equal(t, "说明", r.json["detail"])
		require.Equal(t, "第3行", r.json["rule"])
		require.Equal(t, []any{map[string]any{"field": "amount", "message": "请填写金额"}}, r.json["errors"])
	}
}

// A new code in the engine must be given a status here, on purpose.
func TestProblem_NoCodeOfTheEngineIsForgotten(t *testing.T) {
	t.Parallel()
	f, err := parser.ParseFile(token.NewFileSet(), "../engine/refusal.go", nil, 0)
	require.NoError(t, err)
	found := 0
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Code" {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		require.True(t, ok)
		code, err := strconv.Unquote(lit.Value)
		require.NoError(t, err)
		require.Contains(t, statuses, engine.Code(code))
		found++
		return true
	})
	require.Len(t, statuses, found)
}

func TestProblem_InternalTextNeverLeaks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	for name, act := range map[string]func(engine.Command) (engine.Result, error){
		"an error": func(engine.Command) (engine.Result, error) { return engine.Result{}, errSecret },
		"a panic":  func(engine.Command) (engine.Result, error) { panic(errSecret) },
		"an unknown code": func(engine.Command) (engine.Result, error) {
			return engine.Result{}, &engine.Refusal{Code: "made_up", Detail: errSecret.Error()}
		},
	} {
		w.engine.act = act
		r := w.do(http.MethodPost, "/api/v1/cases/x/events", `{"event":"submit"}`, "Authorization", "Bearer "+token)
		require.Equal(t, http.StatusInternalServerError, r.StatusCode, name)
		require.Equal(t, "internal", r.code(), name)
		require.NotContains(t, r.text, "secret", name)
		require.NotContains(t, r.text, "10.0.0.5", name)
		require.Contains(t, w.logged(), "secret-password", "%s: the log has it", name)
	}
	w.mem.down = errSecret
	r := w.do(http.MethodGet, "/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	require.NotContains(t, r.text, "secret")
}

func TestProblem_ValidationSpeaksChineseAndDoesNotEcho(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		code, field, message     string
	}{
		{"a missing member", "POST", "/api/v1/cases/x/events", `{}`, 422, "invalid", "body", "请填写 event"},
		{"an unknown member", "POST", "/api/v1/cases/x/events", `{"event":"a","SECRETKEY":1}`, 422, "invalid", "SECRETKEY", "没有这一项,请删去"},
		{"a wrong type", "POST", "/api/v1/cases/x/events", `{"event":42424242}`, 422, "invalid", "event", "请填文字"},
		{"too long", "POST", "/api/v1/cases/x/events", `{"event":"` + strings.Repeat("S", 99) + `"}`, 422, "invalid", "event", "最多 64 个字符"},
		{"broken JSON", "POST", "/api/v1/cases/x/events", `{"event":张SECRET`, 400, "bad_request", "body", "不是有效的 JSON,第"},
		{"a key twice", "POST", "/api/v1/cases/x/events", `{"event":"a","event":"SECRET"}`, 400, "bad_request", "body", "的名称写了两次,请只保留一处"},
		{"a nested key twice", "POST", "/api/v1/cases/x/events", `{"event":"a","fields":{"x":1,"x":2}}`, 400, "bad_request", "body", "写了两次"},
		{"text after the JSON", "POST", "/api/v1/cases/x/events", `{"event":"a"} SECRET`, 400, "bad_request", "body", "多余"},
		{"no UTF-8", "POST", "/api/v1/cases/x/events", "{\"event\":\"\xff\"}", 400, "bad_request", "body", "UTF-8"},
		{"deep nesting", "POST", "/api/v1/cases/x/events", `{"event":"a","fields":` + strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40) + "}", 400, "bad_request", "body", "嵌套最多16层"},
		{"no body", "POST", "/api/v1/cases/x/events", "", 400, "bad_request", "", ""},
		{"too large", "POST", "/api/v1/cases/x/events", `{"event":"` + strings.Repeat("a", 5000) + `"}`, 413, "too_large", "", ""},
		{"a number out of range", "GET", "/api/v1/inbox?limit=1000000", "", 422, "invalid", "query.limit", "不能大于 100"},
		{"no number", "GET", "/api/v1/inbox?limit=SECRET", "", 422, "invalid", "query.limit", "请填整数"},
		{"not one of", "GET", "/api/v1/inbox?box=SECRET", "", 422, "invalid", "query.box", "只能是其中之一"},
		{"an unknown parameter", "GET", "/api/v1/inbox?bxo=SECRET", "", 422, "invalid", "query.bxo", "没有这个查询参数"},
		{"a cursor of another list", "GET", "/api/v1/inbox?cursor=eyJpIjoiU0VDUkVUIn0", "", 422, "invalid", "query.cursor", "翻页标识无效"},
		{"a bad year", "GET", "/api/v1/admin/calendar/SECRET", "", 403, "role_required", "", ""},
		{"no such path", "GET", "/api/v1/SECRET", "", 404, "no_such_path", "", ""},
		{"no such method", "PUT", "/api/v1/cases", "", 405, "method_not_allowed", "", ""},
	} {
		r := w.do(c.method, c.path, c.body, "Authorization", "Bearer "+token)
		require.Equal(t, c.status, r.StatusCode, "%s: %s", c.name, r.text)
		require.Equal(t, c.code, r.code(), c.name)
		require.Equal(t, "application/problem+json", r.Header.Get("Content-Type"), c.name)
		require.NotEmpty(t, r.json["request_id"], c.name)
		require.NotContains(t, strings.ReplaceAll(r.text, "SECRETKEY", ""), "SECRET", c.name)
		require.NotContains(t, r.text, "42424242", c.name)
		if c.field != "" {
			first := r.json["errors"].([]any)[0].(map[string]any)
			require.Equal(t, c.field, first["field"], c.name)
			require.Contains(t, first["message"], c.message, c.name)
		}
	}
	wrong := w.do(http.MethodPost, "/api/v1/cases/x/events", "a=1", "Authorization", "Bearer "+token, "Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, http.StatusUnsupportedMediaType, wrong.StatusCode, wrong.text)
}
