package e2e_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// caller speaks the API beside the browser, to bring a case to where a journey begins.
type caller struct {
	t     *testing.T
	url   string
	token string
}

type object = map[string]any

// call signs somebody in by HTTP.
func (s *site) call(t *testing.T, username string) *caller {
	t.Helper()
	c := &caller{t: t, url: s.url + "/api/v1"}
	c.token, _ = c.post("/session", object{"username": username, "password": s.password})["token"].(string)
	require.NotEmpty(t, c.token)
	return c
}

func (c *caller) send(method, path, media string, body io.Reader) object {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, body)
	require.NoError(c.t, err)
	req.Header.Set("Content-Type", media)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	require.Less(c.t, resp.StatusCode, 300, "%s %s: %s", method, path, raw)
	var out object
	if len(raw) > 0 {
		require.NoError(c.t, json.Unmarshal(raw, &out))
	}
	return out
}

func (c *caller) json(method, path string, body object) object {
	c.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(c.t, err)
	return c.send(method, path, "application/json", bytes.NewReader(raw))
}

func (c *caller) post(path string, body object) object {
	c.t.Helper()
	return c.json(http.MethodPost, path, body)
}

// now is the day of the server's clock.
func (c *caller) now() string {
	c.t.Helper()
	at, _ := c.send(http.MethodGet, "/session", "application/json", nil)["now"].(string)
	require.Greater(c.t, len(at), 10)
	return at[:10]
}

// advance moves the server's clock.
func (c *caller) advance(by string) {
	c.t.Helper()
	c.post("/demo/clock", object{"advance": by})
}

// file uploads a small text into a files field of a case.
func (c *caller) file(id, field string) []any {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", field+".txt")
	require.NoError(c.t, err)
	_, err = part.Write([]byte(field + "(演示)"))
	require.NoError(c.t, err)
	require.NoError(c.t, form.Close())
	got := c.send(http.MethodPost, "/cases/"+id+"/files?field="+url.QueryEscape(field), form.FormDataContentType(), &body)
	return []any{object{"id": got["id"]}}
}

func (c *caller) act(id, event string, body object) object {
	c.t.Helper()
	if body == nil {
		body = object{}
	}
	body["event"] = event
	return c.post("/cases/"+id+"/events", body)
}

// filed is a new application to the care fund that has been submitted: its id. The household tells it from the others.
func (s *site) filed(t *testing.T, household string) string {
	t.Helper()
	c := s.call(t, "sunlixin")
	id, _ := c.post("/cases", object{"process": "care-fund"})["id"].(string)
	c.act(id, "提交", object{"fields": object{
		"帮扶对象": "liujingyi", "申请人姓名": "柳静怡", "与帮扶对象关系": "本人", "家庭标识": household, "事发时在编在岗": true,
		"致困原因": "重大疾病", "事发日期": "2026-01-20", "困难情况": "长期住院。(演示)", "诊断证明": c.file(id, "诊断证明"), "费用结算单": c.file(id, "费用结算单"),
		"自付费用": "56000.00", "家庭人口": 3, "家庭年收入": "72000.00", "申请金额": "12000.00", "开户名": "柳静怡", "开户行": "示例银行示例支行", "银行账号": "6222000000000000123",
	}})
	return id
}

// trial is a new case of testdata/desk.yaml that has been submitted and taken to where the acts lead: its id.
func (s *site) trial(t *testing.T, reason string, acts ...string) string {
	t.Helper()
	c := s.call(t, "sunlixin")
	id, _ := c.post("/cases", object{"process": "desk-trial"})["id"].(string)
	c.act(id, "提交", object{"fields": object{"事由": reason}})
	for i, who := range []string{"geshaojie", "shiyiming"}[:len(acts)] {
		s.call(t, who).act(id, acts[i], object{"opinion": "请分管领导阅示。(演示)"})
	}
	return id
}
