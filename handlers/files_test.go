package handlers_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"dandang/engine"
	"dandang/handlers"

	"github.com/stretchr/testify/require"
)

// form makes the body of an upload whose part has a name and a file name.
func form(t *testing.T, part, fileName, content string) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + part + `"; filename="` + fileName + `"`}}
	h.Set("Content-Type", "application/pdf")
	p, err := w.CreatePart(h)
	require.NoError(t, err)
	_, err = io.WriteString(p, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String(), w.FormDataContentType()
}

const pdf = "%PDF-1.4\n1 0 obj"

func TestUpload_NameTypeAndSizeAreJudgedByTheContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	for _, c := range []struct {
		rule, part, name, content string
		status                    int
		want                      string // name kept, or code
	}{
		{"a pdf", "file", "诊断证明.pdf", pdf, 201, "诊断证明.pdf"},
		{"folders are taken off", "file", `C:\\Users\\x\\证明.pdf`, pdf, 201, "证明.pdf"},
		{"climbing is taken off", "file", "../../etc/passwd.pdf", pdf, 201, "passwd.pdf"},
		{"a page is refused whatever it claims", "file", "a.pdf", "<!doctype html><script>alert(1)</script>", 415, "unsupported_media"},
		{"a program is refused", "file", "a.pdf", "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60), 415, "unsupported_media"},
		{"nothing is refused", "file", "a.pdf", "", 422, "invalid"},
		{"no name", "file", "", pdf, 422, "invalid"},
		{"a long name", "file", strings.Repeat("长", 121), pdf, 422, "invalid"},
		{"a control character", "file", "a\u202efdp.pdf", pdf, 422, "invalid"},
		{"another part", "other", "a.pdf", pdf, 422, "invalid"},
		{"too large", "file", "a.pdf", pdf + strings.Repeat("x", 100_000), 413, "too_large"},
	} {
		body, contentType := form(t, c.part, c.name, c.content)
		r := w.do(http.MethodPost, "/api/v1/cases/x/files", body, "Authorization", "Bearer "+token, "Content-Type", contentType)
		require.Equal(t, c.status, r.StatusCode, "%s: %s", c.rule, r.text)
		if c.status == http.StatusCreated {
			require.Equal(t, c.want, r.json["name"], c.rule)
			require.Equal(t, "application/pdf", r.json["type"], c.rule)
			require.EqualValues(t, len(c.content), r.json["size"], c.rule)
		} else {
			require.Equal(t, c.want, r.code(), c.rule)
		}
	}
	plain := w.do(http.MethodPost, "/api/v1/cases/x/files", pdf, "Authorization", "Bearer "+token, "Content-Type", "application/pdf")
	require.Equal(t, http.StatusUnsupportedMediaType, plain.StatusCode)
	require.Len(t, w.mem.files, 3, "what is refused is not recorded")
}

func TestUpload_OnlyWhereAFilesFieldMayBeWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	view := w.engine.view
	w.engine.view = func(actor, id string) (engine.View, error) {
		v, err := view(actor, id)
		v.Editable = []string{"reason"}
		return v, err
	}
	body, contentType := form(t, "file", "a.pdf", pdf)
	r := w.as("ann", http.MethodPost, "/api/v1/cases/x/files", body, "Content-Type", contentType)
	require.Equal(t, "forbidden", r.code())
	for what, may := range map[string]func(*engine.View){
		"with an act": func(v *engine.View) { v.Brings = []string{"paper"} }, "as a receipt": func(v *engine.View) { v.Serves = true },
	} {
		w.engine.view = func(actor, id string) (engine.View, error) {
			v, err := view(actor, id)
			v.Editable = []string{"reason"}
			may(&v)
			return v, err
		}
		body, contentType := form(t, "file", "a.pdf", pdf)
		require.Equal(t, http.StatusCreated, w.as("ann", http.MethodPost, "/api/v1/cases/x/files", body, "Content-Type", contentType).StatusCode, what)
	}
	w.engine.view = func(string, string) (engine.View, error) { return engine.View{}, missing() }
	r = w.as("ann", http.MethodPost, "/api/v1/cases/x/files", body, "Content-Type", contentType)
	require.Equal(t, "not_found", r.code())
}

func TestDownload_OnlyWhatStandsInAReadableFieldOrIsOnesOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body, contentType := form(t, "file", "证明 (一).pdf", pdf)
	up := w.as("ann", http.MethodPost, "/api/v1/cases/x/files", body, "Content-Type", contentType)
	id, _ := up.json["id"].(string)
	path := "/api/v1/cases/x/files/" + id
	own := w.as("ann", http.MethodGet, path, "")
	require.Equal(t, pdf, own.text)
	require.Equal(t, "attachment; filename*=UTF-8''%E8%AF%81%E6%98%8E%20%28%E4%B8%80%29.pdf", own.Header.Get("Content-Disposition"))
	require.Equal(t, "default-src 'none'; sandbox", own.Header.Get("Content-Security-Policy"))
	require.Equal(t, "nosniff", own.Header.Get("X-Content-Type-Options"))
	require.Equal(t, "%PDF", w.as("ann", http.MethodGet, path, "", "Range", "bytes=0-3").text)
	require.Equal(t, "not_found", w.as("own", http.MethodGet, path, "").code(), "uploaded and not yet filed")
	require.Equal(t, "not_found", w.as("ann", http.MethodGet, "/api/v1/cases/y/files/"+id, "").code(), "of another case")
	view := w.engine.view
	w.engine.view = func(actor, id2 string) (engine.View, error) {
		v, err := view(actor, id2)
		v.Fields = engine.Fields{"paper": []any{map[string]any{"id": id, "name": "x", "size": int64(1)}}}
		return v, err
	}
	require.Equal(t, pdf, w.as("own", http.MethodGet, path, "").text)
	require.Len(t, w.as("own", http.MethodGet, "/api/v1/cases/x/files", "").json["items"], 1)
}

func TestFilesField_TakesOnlyFilesOfTheCaseAndTheirRecordedNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got engine.Fields
	w.engine.act = func(c engine.Command) (engine.Result, error) {
		got = c.Fields
		return engine.Result{Case: engine.Case{ID: "x"}}, nil
	}
	w.mem.files = []handlers.File{{ID: "f1", Case: "x", Name: "真.pdf", Size: 9, By: "ann"}, {ID: "f2", Case: "y", By: "ann"}, {ID: "f3", Case: "x", By: "own"}}
	r := w.as("ann", http.MethodPatch, "/api/v1/cases/x", `{"fields":{"paper":[{"id":"f1","name":"假.pdf","size":1}]}}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, engine.Fields{"paper": []any{map[string]any{"id": "f1", "name": "真.pdf", "size": int64(9)}}}, got)
	for rule, id := range map[string]string{"of another case": "f2", "somebody else's, not filed": "f3", "made up": "f9"} {
		r := w.as("ann", http.MethodPatch, "/api/v1/cases/x", `{"fields":{"paper":[{"id":"f1"},{"id":"`+id+`"}]}}`)
		require.Equal(t, "invalid", r.code(), rule)
		require.Equal(t, []any{map[string]any{"field": "paper", "message": "第2个附件不存在,请重新上传"}}, r.json["errors"], rule)
	}
	r = w.as("ann", http.MethodPost, "/api/v1/cases", `{"process":"small","fields":{"paper":[{"id":"f1"}]}}`)
	require.Equal(t, "invalid", r.code(), "a case that does not exist yet has no files")
}
