package handlers_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"dandang/engine"
	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

// beats makes a world whose streams look when the test says so.
func beats(t *testing.T) (*world, chan time.Time) {
	t.Helper()
	beat := make(chan time.Time)
	return newWorld(t, func(o *handlers.Options) {
		o.Beat = func() (<-chan time.Time, func()) { return beat, func() {} }
	}), beat
}

// stream is an open stream as a browser reads it.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	end   context.CancelFunc
}

func (w *world) follow(token string) (*stream, int) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	w.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.http.URL+"/api/v1/inbox/stream", nil)
	require.NoError(w.t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultTransport.RoundTrip(req)
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode == http.StatusOK {
		require.Equal(w.t, "text/event-stream; charset=utf-8", resp.Header.Get("Content-Type"))
	}
	return &stream{t: w.t, lines: bufio.NewScanner(resp.Body), end: cancel}, resp.StatusCode
}

// next reads up to the data of the next event; "" at the end of the stream.
func (s *stream) next() string {
	s.t.Helper()
	for s.lines.Scan() {
		if data, ok := strings.CutPrefix(s.lines.Text(), "data: "); ok {
			return data
		}
	}
	return ""
}

func TestStream_TellsWhatChangedAndNothingElse(t *testing.T) {
	t.Parallel()
	w, beat := beats(t)
	token := w.token("ann")
	s, status := w.follow(token)
	require.Equal(t, http.StatusOK, status)
	first := s.next()
	require.Contains(t, first, `"todo":"0"`)
	require.Contains(t, first, `"unread":"3"`)

	w.engine.count(engine.BoxTodo, 1)
	beat <- time.Time{} // nobody acted here, so it does not look yet
	beat <- time.Time{}
	require.Equal(t, http.StatusOK, w.as("own", http.MethodPost, "/api/v1/tasks/t1/claim", "").StatusCode)
	beat <- time.Time{}
	require.Contains(t, s.next(), `"todo":"1"`)

	// What came by a timer, or by another replica, is found at the sixth beat.
	w.engine.count(engine.BoxTodo, 2)
	for range 3 {
		beat <- time.Time{}
	}
	require.Contains(t, s.next(), `"todo":"2"`)

	// The same number, but another line at the top: another mark.
	require.NotContains(t, w.logged(), "stream\"")
	w.engine.inboxIs([]engine.Item{{Row: engine.InboxRow{Seat: engine.Seat{Task: "t9", SortAt: 7}}}})
	require.Equal(t, http.StatusOK, w.as("own", http.MethodPost, "/api/v1/tasks/t1/claim", "").StatusCode)
	beat <- time.Time{}
	moved := s.next()
	require.Contains(t, moved, `"todo":"2"`)
	require.NotEqual(t, mark(first), mark(moved))
}

func mark(data string) string {
	_, rest, _ := strings.Cut(data, `"mark":"`)
	return rest
}

func TestStream_EndsWithSessionClientAndServer(t *testing.T) {
	t.Parallel()
	w, beat := beats(t)
	require.Equal(t, http.StatusUnauthorized, w.do(http.MethodGet, "/api/v1/inbox/stream", "").StatusCode)
	token := w.token("ann")
	s, _ := w.follow(token)
	require.NotEmpty(t, s.next())
	require.Equal(t, http.StatusNoContent, w.do(http.MethodDelete, "/api/v1/session", "", "Authorization", "Bearer "+token).StatusCode)
	beat <- time.Time{}
	require.Empty(t, s.next(), "signed out: nothing more is told")

	// Of one person a few at once; one that is closed makes room.
	token = w.token("ann")
	open := make([]*stream, 8)
	for i := range open {
		open[i], _ = w.follow(token)
		require.NotEmpty(t, open[i].next())
	}
	_, status := w.follow(token)
	require.Equal(t, http.StatusTooManyRequests, status)
	open[0].end()
	require.Eventually(t, func() bool {
		again, status := w.follow(token)
		defer again.end()
		return status == http.StatusOK && again.next() != ""
	}, 10*time.Second, 10*time.Millisecond)

	w.server.Stop()
	w.server.Stop()
	for _, s := range open[1:] {
		require.Empty(t, s.next(), "a server that stops waits for nobody")
	}
}
