package handlers_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDiagram_OfACaseIsForWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := w.as("ann", http.MethodGet, "/api/v1/cases/x/diagram.svg", "")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, "<svg>at-x</svg>", r.text)
	require.Equal(t, "image/svg+xml", r.Header.Get("Content-Type"))
	require.Contains(t, r.Header.Get("Content-Security-Policy"), "sandbox")
	require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	require.Equal(t, http.StatusNotFound, w.as("own", http.MethodGet, "/api/v1/cases/x/diagram.svg", "").StatusCode)
}
