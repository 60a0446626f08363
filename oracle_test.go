package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/require"
)

// client talks to a running server as a stranger would, and holds every answer against /openapi.json.
type client struct {
	t      *testing.T
	base   string
	token  string
	router routers.Router
}

// answer is a response with its body read.
type answer struct {
	status int
	header http.Header
	body   []byte
	json   map[string]any
}

func newClient(t *testing.T, base string) *client {
	t.Helper()
	c := &client{t: t, base: base}
	spec := c.raw(http.MethodGet, "/openapi.json", nil, nil)
	require.Equal(t, http.StatusOK, spec.status)
	require.Equal(t, "3.1.0", spec.json["openapi"])
	doc, err := openapi3.NewLoader().LoadFromData(spec.body)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()), "the description is valid OpenAPI 3.1")
	doc.Servers = nil
	c.router, err = gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return c
}

// as gives a client signed in as somebody.
func (c *client) as(username, password string) *client {
	c.t.Helper()
	a := c.post("/api/v1/session", map[string]any{"username": username, "password": password})
	require.Equal(c.t, http.StatusOK, a.status, "%s", a.body)
	signed := *c
	signed.token, _ = a.json["token"].(string)
	require.NotEmpty(c.t, signed.token)
	return &signed
}

func (c *client) get(path string) answer { return c.send(http.MethodGet, path, nil, nil) }

func (c *client) post(path string, body any, header ...string) answer {
	return c.send(http.MethodPost, path, body, header)
}

// send asks, and fails the test when the answer is not what the description promises, or is a 500.
func (c *client) send(method, path string, body any, header []string) answer {
	c.t.Helper()
	a := c.raw(method, path, body, header)
	require.Less(c.t, a.status, 500, "%s %s: %s", method, path, a.body)
	c.holds(method, path, a)
	return a
}

// holds validates an answer against the description.
func (c *client) holds(method, path string, a answer) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, nil)
	require.NoError(c.t, err)
	route, params, err := c.router.FindRoute(req)
	require.NoError(c.t, err, "%s %s is described", method, path)
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 a.status, Header: a.header,
		Options: &openapi3filter.Options{
			MultiError: true, IncludeResponseStatus: true, ExcludeResponseBody: !strings.Contains(a.header.Get("Content-Type"), "json"),
		},
	}
	in.SetBodyBytes(a.body)
	require.NoError(c.t, openapi3filter.ValidateResponse(c.t.Context(), in), "%s %s %d: %s", method, path, a.status, a.body)
	if a.status >= 400 {
		require.Equal(c.t, "application/problem+json", a.header.Get("Content-Type"))
		require.NotEmpty(c.t, a.json["code"])
		require.Equal(c.t, a.header.Get("X-Request-Id"), a.json["request_id"])
	}
}

func (c *client) raw(method, path string, body any, header []string) answer {
	c.t.Helper()
	var reader io.Reader
	contentType := "application/json"
	switch b := body.(type) {
	case nil:
	case upload:
		var buf bytes.Buffer
		w := multipart.NewWriter(&buf)
		part, err := w.CreateFormFile("file", b.name)
		require.NoError(c.t, err)
		_, err = io.WriteString(part, b.content)
		require.NoError(c.t, err)
		require.NoError(c.t, w.Close())
		reader, contentType = &buf, w.FormDataContentType()
	case string:
		reader, contentType = strings.NewReader(b), "application/yaml"
	default:
		raw, err := json.Marshal(body)
		require.NoError(c.t, err)
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, reader)
	require.NoError(c.t, err)
	if reader != nil {
		req.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer func() { require.NoError(c.t, resp.Body.Close()) }()
	a := answer{status: resp.StatusCode, header: resp.Header}
	a.body, err = io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	if len(a.body) > 0 && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		require.NoError(c.t, json.Unmarshal(a.body, &a.json), "%s", a.body)
	}
	return a
}

type upload struct{ name, content string }

// text digs a value out of an answer: text("state", "name").
func (a answer) text(path ...string) string {
	var v any = a.json
	for _, p := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[p]
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func (a answer) items() []map[string]any {
	var out []map[string]any
	list, _ := a.json["items"].([]any)
	for _, v := range list {
		if m, ok := v.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}
