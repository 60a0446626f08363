package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

func TestSession_TellsThatTheSystemIsNotForSecrets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.do(http.MethodGet, "/api/v1/session", "")
	require.Equal(t, "本系统为非涉密系统,严禁存储、处理、传输国家秘密", r.json["notice"])
	require.Equal(t, false, r.json["signed_in"])
	require.Equal(t, true, w.as("ann", http.MethodGet, "/api/v1/session", "").json["signed_in"])
}

func TestSession_UnknownUserAndWrongPasswordGetTheSameAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unknown := w.do(http.MethodPost, "/api/v1/session", `{"username":"nobody","password":"x"}`)
	wrong := w.do(http.MethodPost, "/api/v1/session", `{"username":"ann","password":"x"}`)
	for _, r := range []reply{unknown, wrong} {
		require.Equal(t, http.StatusUnauthorized, r.StatusCode)
		delete(r.json, "request_id")
	}
	require.Equal(t, unknown.json, wrong.json)
	require.Empty(t, wrong.Header.Get("Set-Cookie"))
}

func TestSession_TokenIsKeptHashedAndEndsAtSignOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	require.NotContains(t, w.mem.sessions, token)
	require.Contains(t, w.mem.sessions, hashOf(token))
	bearer := []string{"Authorization", "Bearer " + token}
	me := w.do(http.MethodGet, "/api/v1/me", "", bearer...)
	require.Equal(t, "人ann", me.json["name"])
	require.Equal(t, "市委组织部", me.json["unit"])
	require.Equal(t, http.StatusNoContent, w.do(http.MethodDelete, "/api/v1/session", "", bearer...).StatusCode)
	require.Equal(t, "unauthenticated", w.do(http.MethodGet, "/api/v1/me", "", bearer...).code())
	require.Equal(t, "unauthenticated", w.do(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer "+strings.Repeat("A", 43)).code())
	require.NotContains(t, w.logged(), token)
}

func TestSession_LastsWhileSomebodyWorksButNotForEver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	get := func() string { return w.do(http.MethodGet, "/api/v1/me", "", "Authorization", "Bearer "+token).code() }
	hour := time.Hour.Milliseconds()
	for range 3 {
		w.clock.at.Add(7 * hour)
		require.Empty(t, get())
	}
	w.clock.at.Add(4 * hour)
	require.Equal(t, "unauthenticated", get(), "25 hours after signing in")

	token = w.token("ann")
	w.clock.at.Add(8*hour + 1)
	require.Equal(t, "unauthenticated", get(), "eight hours without a request")
}

func TestSession_GuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	guess := func(user, pw string) reply {
		return w.do(http.MethodPost, "/api/v1/session", `{"username":"`+user+`","password":"`+pw+`"}`)
	}
	for range 5 {
		require.Equal(t, "bad_credentials", guess("ann", "wrong").code())
	}
	r := guess("ann", password)
	require.Equal(t, http.StatusTooManyRequests, r.StatusCode)
	require.Equal(t, "too_many_attempts", r.code())
	require.Equal(t, "1", r.Header.Get("Retry-After"))
	require.Equal(t, http.StatusOK, guess("own", password).StatusCode, "another person is not held up")
	w.clock.at.Add(1000)
	require.Equal(t, http.StatusOK, guess("ann", password).StatusCode)
}

func TestSession_CookieIsForOurOwnPagesOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.do(http.MethodPost, "/api/v1/session", `{"username":"ann","password":"`+password+`"}`)
	cookie := r.Header.Get("Set-Cookie")
	for _, want := range []string{"dandang_session=", "HttpOnly", "SameSite=Strict", "Path=/"} {
		require.Contains(t, cookie, want)
	}
	value := []string{"Cookie", strings.Split(cookie, ";")[0]}
	require.Equal(t, http.StatusOK, w.do(http.MethodGet, "/api/v1/me", "", value...).StatusCode)
	body := `{"event":"submit"}`
	host := strings.TrimPrefix(w.http.URL, "http://")
	for name, c := range map[string]struct {
		header []string
		code   string
	}{
		"another site":          {[]string{"Sec-Fetch-Site", "cross-site"}, "foreign_origin"},
		"a sister site":         {[]string{"Sec-Fetch-Site", "same-site"}, "foreign_origin"},
		"another origin":        {[]string{"Origin", "https://evil.example"}, "foreign_origin"},
		"an opaque origin":      {[]string{"Origin", "null"}, "foreign_origin"},
		"our own page":          {[]string{"Sec-Fetch-Site", "same-origin"}, ""},
		"our own page, no Sec-": {[]string{"Origin", "http://" + host}, ""},
	} {
		got := w.do(http.MethodPost, "/api/v1/cases/x/events", body, append(c.header, value...)...)
		require.Equal(t, c.code, got.code(), name)
		if c.code != "" {
			require.Equal(t, http.StatusForbidden, got.StatusCode, name)
		}
	}
	bearer := w.do(http.MethodPost, "/api/v1/cases/x/events", body, "Authorization", "Bearer "+w.token("ann"), "Origin", "https://evil.example")
	require.Empty(t, bearer.code(), "a token is not sent by a browser on its own")
	signIn := w.do(http.MethodPost, "/api/v1/session", `{"username":"ann","password":"`+password+`"}`, "Sec-Fetch-Site", "cross-site")
	require.Equal(t, "foreign_origin", signIn.code(), "nobody is signed in as another by a foreign page")
}

func TestSession_CookieIsSecureWhereTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *handlers.Options) { o.SecureCookie = true })
	r := w.do(http.MethodPost, "/api/v1/session", `{"username":"ann","password":"`+password+`"}`)
	require.Contains(t, r.Header.Get("Set-Cookie"), "Secure")
}
