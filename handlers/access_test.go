package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

func TestAccess_EveryRegisteredRouteIsInTheTableAndEveryRowIsRegistered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	registered := map[handlers.Route]bool{}
	for _, r := range w.server.Routes() {
		registered[r] = true
		require.Contains(t, handlers.Access, r)
	}
	for r := range handlers.Access {
		require.Contains(t, registered, r, "a row without a route")
	}
}

func TestAccess_NoRowIsOpenByOmission(t *testing.T) {
	t.Parallel()
	for r, need := range handlers.Access {
		require.True(t, need.Public || need.Signed || len(need.AnyOf) > 0, "%v lets nobody in", r)
		require.False(t, need.Public && (need.Signed || len(need.AnyOf) > 0), "%v contradicts itself", r)
		if need.Public && !need.Demo && strings.HasPrefix(r.Path, "/api/v1/") {
			require.Equal(t, "/api/v1/session", r.Path, "only signing in is open to strangers")
		}
	}
}

// Each row, tried by a stranger and by one person of each role, lets in exactly whom it names.
func TestAccess_EachRowLetsInExactlyWhomItNames(t *testing.T) {
	w := newWorld(t)
	roles := map[string]handlers.Role{"ann": "", "own": handlers.RolePolicyOwner, "fin": handlers.RoleFinance, "vac": handlers.RoleVacancies, "adm": handlers.RoleAdmin, "aud": handlers.RoleAuditor}
	tokens := map[string]string{}
	for who := range roles {
		tokens[who] = w.token(who)
	}
	w.server.Stop() // a stream answers, and ends at once
	path := strings.NewReplacer("{id}", "x1", "{process}", "small", "{ledger}", "fund", "{year}", "2026", "{file}", "index.html")
	for r, need := range handlers.Access {
		if r == (handlers.Route{Method: http.MethodDelete, Path: "/api/v1/session"}) {
			continue // proved by TestSession: it would end the sessions used here
		}
		stranger := w.do(r.Method, path.Replace(r.Path), "", "X-Forwarded-For", "203.0.113.9")
		require.Equal(t, need.Public, stranger.code() != "unauthenticated", "%v for a stranger: %s", r, stranger.text)
		for who, role := range roles {
			want := need.Public || need.Signed
			if r.Method == http.MethodPut && strings.Contains(r.Path, "{ledger}") && role == handlers.RoleVacancies {
				continue // the ledger here is of money: TestLedger_MoneyIsExact
			}
			for _, named := range need.AnyOf {
				want = want || named == role
			}
			got := w.do(r.Method, path.Replace(r.Path), "", "Authorization", "Bearer "+tokens[who], "X-Forwarded-For", "203.0.113.9")
			require.Equal(t, want, got.code() != "role_required", "%v for %s: %s", r, who, got.text)
			require.NotEqual(t, "unauthenticated", got.code(), "%v for %s", r, who)
		}
	}
}

func TestAccess_DemoRoutesDoNotExistWithoutDemo(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *handlers.Options) { o.Demo = nil })
	for _, r := range w.server.Routes() {
		require.NotContains(t, r.Path, "/demo/")
	}
	require.Equal(t, "no_such_path", w.do(http.MethodGet, "/api/v1/demo/accounts", "").code())
	require.NotContains(t, w.do(http.MethodGet, "/openapi.json", "").text, "/demo/")
}

func TestAccess_MetricsAreForThisMachineOrAdministrators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.Equal(t, http.StatusOK, w.do(http.MethodGet, "/metrics", "").StatusCode)
	require.Equal(t, http.StatusUnauthorized, w.do(http.MethodGet, "/metrics", "", "X-Forwarded-For", "203.0.113.9").StatusCode)
	text := w.do(http.MethodGet, "/metrics", "").text
	require.Contains(t, text, `dandang_http_requests_total{method="GET",route="/metrics",status="200"}`)
}

func TestAccess_WhoHasLeftIsSignedOutEverywhere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.do(http.MethodPost, "/api/v1/session", `{"username":"old","password":"`+password+`"}`)
	require.Equal(t, "bad_credentials", r.code())
	require.NoError(t, w.mem.CreateSession(t.Context(), handlers.Session{TokenHash: hashOf("stale"), Person: "old", ExpiresAt: w.clock.Now() + 1000}))
	require.Equal(t, "unauthenticated", w.do(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer stale").code())
}
