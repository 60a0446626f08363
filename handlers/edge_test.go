package handlers_test

import (
	"context"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"dandang/engine"
	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

func TestHeaders_EveryAnswerIsSafeInABrowser(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, path := range []string{"/healthz", "/api/v1/session", "/api/v1/none", "/docs", "/openapi.json"} {
		r := w.do(http.MethodGet, path, "")
		require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"), path)
		require.Equal(t, "DENY", r.Header.Get("X-Frame-Options"), path)
		require.Contains(t, r.Header.Get("Content-Security-Policy"), "default-src 'none'", path)
		require.NotEmpty(t, r.Header.Get("X-Request-Id"), path)
		require.Equal(t, "no-referrer", r.Header.Get("Referrer-Policy"), path)
	}
	require.Equal(t, "no-store", w.do(http.MethodGet, "/api/v1/session", "").Header.Get("Cache-Control"))
}

func TestDocs_NeedNothingFromElsewhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	foreign := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9.-]+\.[a-z]{2,}`)
	for _, path := range []string{"/docs", "/docs/app.js", "/docs/app.css"} {
		r := w.do(http.MethodGet, path, "")
		require.Equal(t, http.StatusOK, r.StatusCode, path)
		require.Empty(t, foreign.FindString(r.text), path)
		require.NotContains(t, r.Header.Get("Content-Security-Policy"), "http", path)
	}
	require.Equal(t, http.StatusNotFound, w.do(http.MethodGet, "/docs/none.js", "").StatusCode)
	require.Equal(t, http.StatusNotFound, w.do(http.MethodGet, "/docs/..%2f..%2fserver.go", "").StatusCode)
}

func TestLog_HoldsNoPersonalData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.as("ann", http.MethodGet, "/api/v1/people?q=%E4%BA%BAann", "")
	w.as("ann", http.MethodGet, "/api/v1/cases/case-secret-id", "")
	log := w.logged()
	require.Contains(t, log, "route=/api/v1/people ")
	require.Contains(t, log, "route=/api/v1/cases/{id}")
	for _, private := range []string{"ann", "人", "case-secret-id", "127.0.0.1", password} {
		require.NotContains(t, log, private)
	}
}

func TestLedger_MoneyIsExact(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	path := "/api/v1/ledgers/small/fund"
	for given, want := range map[string]string{"500000.00": "500000.00", "0.1": "0.10", "7": "7.00", "9999999999999.99": "9999999999999.99"} {
		r := w.as("fin", http.MethodPut, path, `{"budget":"`+given+`"}`)
		require.Equal(t, http.StatusOK, r.StatusCode, r.text)
		require.Equal(t, want, r.json["budget"])
		require.Equal(t, want, w.as("aud", http.MethodGet, path, "").json["free"])
	}
	for _, bad := range []string{"", "-1", "1.234", "1,000", "1e3", ".5", "5.", "一百", "99999999999999", "0x10", " 1"} {
		r := w.as("fin", http.MethodPut, path, `{"budget":"`+bad+`"}`)
		require.Equal(t, "invalid", r.code(), bad)
	}
	require.Equal(t, "not_found", w.as("fin", http.MethodGet, "/api/v1/ledgers/small/none", "").code())
	require.Equal(t, "not_found", w.as("fin", http.MethodGet, "/api/v1/ledgers/none/fund", "").code())
	require.Equal(t, "3", w.as("vac", http.MethodPut, "/api/v1/ledgers/small/posts", `{"budget":"3"}`).json["budget"], "a count is a whole number")
	require.Equal(t, "invalid", w.as("vac", http.MethodPut, "/api/v1/ledgers/small/posts", `{"budget":"3.5"}`).code())
	require.Equal(t, "role_required", w.as("fin", http.MethodPut, "/api/v1/ledgers/small/posts", `{"budget":"3"}`).code(), "vacancies are not for finance to set")
	require.Equal(t, "role_required", w.as("vac", http.MethodPut, path, `{"budget":"3"}`).code(), "nor money for whoever keeps the vacancies")
}

func TestCalendar_IsCheckedAsAWholeBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.as("own", http.MethodGet, "/api/v1/admin/calendar/2026", "")
	require.Equal(t, []any{"2026-01-01"}, r.json["off"])
	require.EqualValues(t, 260, r.json["workdays"])
	bad := `{"published":true,"source":"通知","off":["2027-01-01","2027-01-01"],"makeup":["2027-01-04"],"overrides":[]}`
	r = w.as("adm", http.MethodPut, "/api/v1/admin/calendar/2027", bad)
	require.Equal(t, "invalid", r.code())
	require.Len(t, r.json["errors"], 2)
	elsewhere := `{"published":true,"source":"通知","off":[],"makeup":[],"overrides":[{"date":"2026-05-01","work":false,"source":"市政办〔2026〕1号"}]}`
	require.Equal(t, "invalid", w.as("adm", http.MethodPut, "/api/v1/admin/calendar/2027", elsewhere).code())
	good := `{"published":true,"source":"通知","off":["2027-01-01"],"makeup":[],"overrides":[]}`
	require.Equal(t, http.StatusOK, w.as("adm", http.MethodPut, "/api/v1/admin/calendar/2027", good).StatusCode)
}

func TestDemoClock_MovesForwardByWhatPeopleWrite(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		`{"advance":"5 workdays"}`: "2026-03-09T09:00:00+08:00", `{"advance":"5个工作日"}`: "2026-03-09T09:00:00+08:00",
		`{"advance":"24h"}`: "2026-03-03T09:00:00+08:00", `{"advance":"30m"}`: "2026-03-02T09:30:00+08:00", `{"advance":"2 days"}`: "2026-03-04T09:00:00+08:00",
		`{"advance":"1个月"}`: "2026-04-02T09:00:00+08:00", `{"to":"2026-03-02T10:00:00+08:00"}`: "2026-03-02T10:00:00+08:00",
	} {
		r := newWorld(t).as("ann", http.MethodPost, "/api/v1/demo/clock", written)
		require.Equal(t, http.StatusOK, r.StatusCode, "%s: %s", written, r.text)
		require.Equal(t, want, r.json["now"], written)
	}
	w := newWorld(t)
	for _, bad := range []string{`{}`, `{"advance":"soon"}`, `{"to":"2026-03-01T09:00:00+08:00"}`, `{"advance":"1d","to":"2026-03-05T09:00:00+08:00"}`, `{"advance":"10 years"}`} {
		require.Equal(t, "invalid", w.as("ann", http.MethodPost, "/api/v1/demo/clock", bad).code(), bad)
	}
}

func TestDemoClock_MovesAtOnceAddUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *handlers.Options) { o.Wall = &clock{} }) // sessions do not follow the demo clock
	token := w.token("ann")
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			w.do(http.MethodPost, "/api/v1/demo/clock", `{"advance":"1 day"}`, "Authorization", "Bearer "+token)
		})
	}
	wg.Wait()
	require.Contains(t, w.do(http.MethodGet, "/api/v1/session", "").json["now"], "2026-03-12T09:00:00")
}

func TestCheck_AnswersEveryProblem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.as("own", http.MethodPost, "/api/v1/definitions/check", "语言版本: 1\n", "Content-Type", "application/yaml")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, "broken", r.json["verdict"])
	require.Len(t, r.json["problems"], 1)
}

func TestCatalogue_DescribesTheForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.as("ann", http.MethodGet, "/api/v1/processes/small", "")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	fields, _ := r.json["fields"].([]any)
	require.Len(t, fields, 3)
	reason, _ := fields[0].(map[string]any)
	require.Equal(t, []any{"reason", "事由", "text", float64(100)}, []any{reason["id"], reason["name"], reason["type"], reason["max_length"]})
	require.Equal(t, true, r.json["may_start"])
	require.Equal(t, false, w.as("fin", http.MethodGet, "/api/v1/processes/small", "").json["may_start"])
	svg := w.as("ann", http.MethodGet, "/api/v1/processes/small/diagram.svg", "")
	require.Equal(t, "image/svg+xml", svg.Header.Get("Content-Type"))
	require.Equal(t, "<svg/>", svg.text)
}

func TestNew_RefusesToStartWithoutWhatItNeeds(t *testing.T) {
	t.Parallel()
	_, err := handlers.New(handlers.Options{})
	require.ErrorContains(t, err, "is missing")
}

func TestWork_ThatTakesTooLongIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *handlers.Options) { o.WorkTimeout = 20 * time.Millisecond })
	w.mem.sessions[hashOf("t")] = handlers.Session{TokenHash: hashOf("t"), Person: "ann", ExpiresAt: w.clock.Now() + 1<<40, CreatedAt: w.clock.Now()}
	w.engine.act = func(engine.Command) (engine.Result, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		defer cancel()
		<-ctx.Done()
		return engine.Result{}, ctx.Err()
	}
	r := w.do(http.MethodPost, "/api/v1/cases/x/events", `{"event":"a"}`, "Authorization", "Bearer t")
	require.Equal(t, http.StatusServiceUnavailable, r.StatusCode)
	require.Equal(t, "busy", r.code())
}

// A client that never finishes its headers is cut off by the server's own limits.
func TestHTTPServer_HasEveryLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	srv := handlers.HTTPServer(w.server, discardLog())
	require.NotZero(t, srv.ReadHeaderTimeout)
	require.NotZero(t, srv.ReadTimeout)
	require.NotZero(t, srv.WriteTimeout)
	require.NotZero(t, srv.IdleTimeout)
	require.LessOrEqual(t, srv.MaxHeaderBytes, 64<<10)
	srv.ReadHeaderTimeout = 50 * time.Millisecond
	var listen net.ListenConfig
	ln, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	var dial net.Dialer
	conn, err := dial.DialContext(t.Context(), "tcp", ln.Addr().String())
	require.NoError(t, err)
	_, err = conn.Write([]byte("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: "))
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	b := make([]byte, 512)
	n, _ := conn.Read(b)
	require.False(t, strings.Contains(string(b[:n]), "200 OK"))
	require.NoError(t, srv.Shutdown(t.Context()))
	require.ErrorIs(t, <-done, http.ErrServerClosed)
}
