package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"dandang/handlers"
)

func pages() fstest.MapFS {
	return fstest.MapFS{
		"index.html":           {Data: []byte("<!doctype html><title>页面</title>")},
		"assets/app-0a1b2c.js": {Data: []byte("export {}")},
	}
}

func TestPages_DeepLinksAssetsAndWhatIsNeither(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *handlers.Options) { o.Pages = pages() })
	for _, c := range []struct {
		path, kind, cache string
		status            int
	}{
		{"/", "text/html; charset=utf-8", "no-cache", http.StatusOK},
		{"/inbox?box=todo", "text/html; charset=utf-8", "no-cache", http.StatusOK},
		{"/cases/01a21dfe-6f94", "text/html; charset=utf-8", "no-cache", http.StatusOK},
		{"/assets/app-0a1b2c.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", http.StatusOK},
		{"/assets/gone-999999.js", "application/problem+json", "no-store", http.StatusNotFound},
		{"/../index.go", "application/problem+json", "no-store", http.StatusNotFound},
		{"/api/v1/nothing", "application/problem+json", "no-store", http.StatusNotFound},
		{"/api", "application/problem+json", "no-store", http.StatusNotFound},
	} {
		r := w.do(http.MethodGet, c.path, "")
		if r.StatusCode != c.status || r.Header.Get("Content-Type") != c.kind || r.Header.Get("Cache-Control") != c.cache {
			t.Errorf("GET %s: %d %q %q, want %d %q %q", c.path, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"), c.status, c.kind, c.cache)
		}
		policy := r.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("GET %s: policy %q lets in more than our own files", c.path, policy)
		}
	}
	if r := w.do(http.MethodPost, "/inbox", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("POST /inbox: %d, want 404", r.StatusCode)
	}
}

func TestPages_WithoutPagesThereIsOnlyTheAPI(t *testing.T) {
	t.Parallel()
	if r := newWorld(t).do(http.MethodGet, "/", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("GET /: %d, want 404", r.StatusCode)
	}
}
