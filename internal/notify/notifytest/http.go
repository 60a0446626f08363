package notifytest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// HTTP is a server that takes messages by POST.
type HTTP struct {
	inbox
	URL string
	// Check refuses a request with HTTP 400 before anything else; nil refuses none.
	Check func(r *http.Request, body []byte) error
	// Answer is the body of the answer to a message that is taken, and to Later and Never where they are told in the body.
	Answer func(f Fault) string
	// ID finds the id of a message.
	ID func(r *http.Request) string
	// Refused counts what Check refused.
	refused int
}

// NewHTTP starts one that ends with the test. id is the header that holds the id of a message.
func NewHTTP(tb testing.TB, id string) *HTTP {
	tb.Helper()
	h := &HTTP{inbox: inbox{taken: map[string]*Taken{}}, ID: func(r *http.Request) string { return r.Header.Get(id) }}
	server := httptest.NewServer(h)
	tb.Cleanup(server.Close)
	h.URL = server.URL
	return h
}

// Refused is how often Check refused.
func (h *HTTP) Refused() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.refused
}

// ServeHTTP takes one message, or fails as planned.
func (h *HTTP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := h.next()
	if fault == HangUp {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the line is cut: how net/http has it
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if h.Check != nil {
		if err := h.Check(r, body); err != nil {
			h.mu.Lock()
			h.refused++
			h.mu.Unlock()
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	switch {
	case fault == Silence:
		<-r.Context().Done()
		return
	case h.Answer != nil && (fault == Later || fault == Never):
		_, _ = io.WriteString(w, h.Answer(fault))
		return
	case fault == Later:
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case fault == Never:
		w.WriteHeader(http.StatusGone)
		return
	}
	h.keep(h.ID(r), Taken{To: r.URL.RequestURI(), Text: string(body)})
	if fault == LoseReply {
		panic(http.ErrAbortHandler) //nolint:forbidigo // the line is cut: how net/http has it
	}
	if h.Answer != nil {
		_, _ = io.WriteString(w, h.Answer(Accept))
	}
}
