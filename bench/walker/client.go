package walker

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"unicode"
)

// client speaks HTTP for one person, or for nobody when token is empty.
type client struct {
	base  string // http://host:port/api/v1
	token string
	http  *http.Client
}

// answer is what the server said.
type answer struct {
	what   string // the request, for reports: method, path, who
	status int
	header http.Header
	body   []byte
}

func (a *answer) ok() bool { return a.status >= 200 && a.status < 300 }

// into reads the body; an answer that does not fit is a fault of the server.
func (a *answer) into(v any) error {
	if err := json.Unmarshal(a.body, v); err != nil {
		return fmt.Errorf("%s: %d: unreadable answer: %w", a.what, a.status, err)
	}
	return nil
}

// refusal is a problem of the API (RFC 9457).
type refusal struct {
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Rule   string `json:"rule"`
	Errors []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

func (a *answer) refusal() refusal {
	var r refusal
	_ = json.Unmarshal(a.body, &r) // an unreadable one has no code, which check reports
	return r
}

// check says what is wrong with any answer: a failure of the server, or a refusal that does not explain itself.
func (a *answer) check() string {
	if a.status >= http.StatusInternalServerError {
		return fmt.Sprintf("%s: %d: %s", a.what, a.status, a.body)
	}
	if a.status < http.StatusBadRequest {
		return ""
	}
	r := a.refusal()
	chinese := false
	for _, c := range r.Detail {
		chinese = chinese || unicode.Is(unicode.Han, c)
	}
	if r.Code == "" || !chinese {
		return fmt.Sprintf("%s: %d: a refusal without code or Chinese text: %s", a.what, a.status, a.body)
	}
	return ""
}

func (c *client) ask(ctx context.Context, method, path string, body any, header ...string) (*answer, error) {
	var reader io.Reader
	kind := ""
	switch b := body.(type) {
	case nil:
	case upload:
		raw, formType, err := b.form()
		if err != nil {
			return nil, err
		}
		reader, kind = bytes.NewReader(raw), formType
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		reader, kind = bytes.NewReader(raw), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return nil, err
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return &answer{what: method + " " + path, status: resp.StatusCode, header: resp.Header, body: raw}, nil
}

// upload is a file sent as a form.
type upload struct{ name, content string }

func (u upload) form() ([]byte, string, error) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	part, err := w.CreateFormFile("file", u.name)
	if err != nil {
		return nil, "", err
	}
	if _, err := io.WriteString(part, u.content); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return buf.Bytes(), w.FormDataContentType(), nil
}
