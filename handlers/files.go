package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dandang/engine"
	"dandang/engine/process"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// FileInfo is an uploaded file.
type FileInfo struct {
	ID       string     `json:"id" doc:"Put it into a files field as {\"id\": …}"`
	Name     string     `json:"name"`
	Type     string     `json:"type" doc:"Media type, found by looking at the content"`
	Size     int64      `json:"size" doc:"Bytes"`
	Digest   string     `json:"digest" doc:"Keyed digest of the content: equal for equal contents"`
	Replaces string     `json:"replaces,omitempty" doc:"Id of the version that it takes the place of; that one stays on record"`
	Field    string     `json:"field,omitempty" doc:"Sealed field that the file belongs to; its name is part of the value that opening the field gives"`
	At       string     `json:"at" format:"date-time"`
	By       *PersonRef `json:"by,omitempty" doc:"Who uploaded it; absent to applicants unless it was they"`
}

// The limits of a file's name and of how many files one case may hold.
const (
	maxFileName  = 120
	maxCaseFiles = 200
	sealedName   = "(密封)"
)

// acceptedTypes are the kinds of content that may be uploaded, by what the content shows.
var acceptedTypes = map[string]bool{
	"application/pdf": true, "image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/bmp": true, "image/tiff": true,
	"application/msword": true, "application/vnd.ms-excel": true, "application/vnd.ms-powerpoint": true, "application/x-ole-storage": true,
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   true,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         true,
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": true,
	"text/plain": true, "text/csv": true, "application/zip": true, // zip: OFD, and several scans together
}

type uploadInput struct {
	CaseInput
	Field    string `query:"field" maxLength:"64" doc:"Files field that the file is for. For a sealed field it must be given: the file then belongs to that field for good"`
	Replaces string `query:"replaces" maxLength:"64" doc:"Id of the file of this case that it is a new version of; then put the new id into the field"`
	RawRequest
}

type fileInput struct {
	ID   string `path:"id" maxLength:"64"`
	File string `path:"file" maxLength:"64"`
	RawRequest
}

type fileOutput struct {
	Body func(huma.Context)
}

func (s *Server) files() {
	const tag = "files"
	handle(s, op{method: http.MethodGet, path: base + "/cases/{id}/files", id: "list-files", tag: tag, summary: "Files of the case that the caller may read"}, s.listFiles)
	handle(s, op{
		method: http.MethodPost, path: base + "/cases/{id}/files", id: "upload-file", tag: tag, status: http.StatusCreated,
		summary: "Upload one file; then put its id into a files field",
	}, s.upload)
	describeUpload(s.api.OpenAPI().Paths[base+"/cases/{id}/files"].Post)
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/files/{file}", id: "download-file", tag: tag, summary: "Download a file",
		change: func(o *huma.Operation) {
			o.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: map[string]*huma.MediaType{
				"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			}}}
		},
	}, s.download)
}

// describeUpload writes the body into the description after registration: told before, huma would read it itself.
func describeUpload(o *huma.Operation) {
	o.Description = Notice + ". The part \"file\" is read as it arrives and never held in memory."
	o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: "With its file name"}},
	}}}}
}

// upload streams the part "file" to the blob store and records it.
func (s *Server) upload(ctx context.Context, in *uploadInput) (*struct{ Body FileInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := s.mayUpload(ctx, actor, in.ID, in.Field)
	if err != nil {
		return nil, err
	}
	if err := s.mayReplace(ctx, actor, in); err != nil {
		return nil, err
	}
	ctx, cancel := s.allowTime(ctx, in.gin)
	defer cancel()
	in.gin.Request.Body = http.MaxBytesReader(in.gin.Writer, in.gin.Request.Body, s.opt.MaxUpload+1<<20)
	name, part, err := filePart(in.gin.Request)
	if err != nil {
		return nil, err
	}
	sum, size, kind, err := s.opt.Blobs.Put(ctx, part, s.opt.MaxUpload, acceptType)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
	case s.opt.TooLarge != nil && errors.Is(err, s.opt.TooLarge), errors.As(err, &tooLarge):
		return nil, problem(codeTooLarge, fmt.Sprintf("文件超过大小限制(%d MB),请压缩或拆分后再上传", s.opt.MaxUpload>>20))
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, problem(codeBadRequest, "文件没有传完,请重新上传")
	default:
		return nil, err
	}
	if size == 0 {
		return nil, invalid("file", "文件是空的,请核对后重新上传")
	}
	f := File{ID: s.opt.NewID(), Case: in.ID, Name: name, Type: kind, Size: size, SHA256: sum, By: actor, At: s.opt.Clock.Now()}
	if sealed {
		f.Field = in.Field
	}
	f.Replaces = in.Replaces
	if err := s.opt.Store.AddFile(ctx, f); err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body FileInfo }{p.file(f, true, sealed)}, nil
}

// mayUpload: who may write a files field of the case now, alone or with an act, or serves a document of it, may upload while
// there is room. It tells whether the field is
// sealed.
func (s *Server) mayUpload(ctx context.Context, actor engine.PersonID, caseID, field string) (sealed bool, err error) {
	v, err := s.opt.Engine.View(ctx, actor, caseID)
	if err != nil {
		return false, err
	}
	allowed := v.Serves && field == ""
	for _, id := range slices.Concat(v.Editable, v.Brings) {
		f := v.Definition.Field(id)
		if f == nil || field != "" && id != field {
			continue
		}
		allowed = allowed || f.Type == process.Files || f.Type == process.Table
		sealed = sealed || field != "" && f.Sealed
	}
	if !allowed {
		return false, problem(engine.EForbidden, "当前环节没有需要您上传的附件")
	}
	have, err := s.opt.Store.CaseFiles(ctx, caseID)
	if err != nil {
		return false, err
	}
	if len(have) >= maxCaseFiles {
		return false, invalid("file", fmt.Sprintf("一件事项最多%d个附件", maxCaseFiles))
	}
	return sealed, nil
}

// allowTime gives a transfer more time than other requests have. When it is up, or the client is gone, reads and writes
// that wait are cut off.
func (s *Server) allowTime(ctx context.Context, c *gin.Context) (context.Context, context.CancelFunc) {
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Time{}) // not every transport has deadlines; the context still ends it
	_ = control.SetWriteDeadline(time.Time{})
	ctx, cancel := context.WithTimeout(ctx, s.opt.UploadTimeout)
	stop := context.AfterFunc(ctx, func() {
		past := time.Unix(1, 0)
		_ = control.SetReadDeadline(past)
		_ = control.SetWriteDeadline(past)
	})
	return ctx, func() { stop(); cancel() }
}

// filePart finds the part "file" and its cleaned name.
func filePart(r *http.Request) (string, io.Reader, error) {
	mr, err := r.MultipartReader()
	if err != nil {
		return "", nil, problem(codeMedia, "请以 multipart/form-data 方式上传文件")
	}
	for {
		part, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return "", nil, invalid("file", "请选择要上传的文件")
		}
		if err != nil {
			return "", nil, problem(codeBadRequest, "上传的内容无法识别,请重新上传")
		}
		if part.FormName() != "file" {
			continue
		}
		_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition")) // FileName would cut folders silently
		name, problem := cleanName(params["filename"])
		if problem != "" {
			return "", nil, invalid("file", problem)
		}
		return name, part, nil
	}
}

// cleanName takes folders off a file's name and says what is wrong with the rest.
func cleanName(raw string) (name, problem string) {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(raw), `\`, "/"))
	switch {
	case raw == "" || name == "." || name == ".." || name == "/":
		return "", "文件没有名称,请命名后再上传"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"|?*`, r)
	}):
		return "", "文件名含有不能使用的字符,请改名后再上传"
	case utf8.RuneCountInString(name) > maxFileName:
		return "", fmt.Sprintf("文件名最多%d个字,请缩短后再上传", maxFileName)
	}
	return name, ""
}

func acceptType(mediaType string) error {
	kind, _, err := mime.ParseMediaType(mediaType)
	if err != nil || !acceptedTypes[kind] {
		return problem(codeMedia, "不接受这种文件;请上传 PDF、OFD、图片、Office 文档、文本或 ZIP")
	}
	return nil
}

// file shows a file; one of a sealed field without its name and digest, which tell of it.
func (p *presenter) file(f File, showBy, sealed bool) FileInfo {
	info := FileInfo{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size, Digest: f.SHA256, At: stamp(f.At), Replaces: f.Replaces}
	if f.Field != "" {
		info.Field = f.Field
	}
	if sealed {
		info.Name, info.Digest = sealedName, ""
	}
	if showBy {
		info.By = p.person(f.By)
	}
	return info
}

func (s *Server) listFiles(ctx context.Context, in *CaseInput) (*struct{ Body List[FileInfo] }, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	all, err := s.opt.Store.CaseFiles(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	seen, err := s.readableFiles(ctx, actor, &v, all)
	if err != nil {
		return nil, err
	}
	opened, err := s.opt.Engine.Unsealed(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := List[FileInfo]{Items: []FileInfo{}}
	for _, f := range all {
		if seen[f.ID] || f.By == actor || slices.Contains(opened, f.Field) {
			out.Items = append(out.Items, p.file(f, v.Relation == engine.Participant || f.By == actor, f.Field != ""))
		}
	}
	return &struct{ Body List[FileInfo] }{out}, nil
}

// download answers a file that stands in a field the caller may read, or that he uploaded himself. Always as an
// attachment: nothing uploaded is shown as a page of ours.
func (s *Server) download(ctx context.Context, in *fileInput) (*fileOutput, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	f, err := s.opt.Store.File(ctx, in.File)
	if err != nil && engine.CodeOf(err) != engine.ENotFound {
		return nil, err
	}
	all, listErr := s.opt.Store.CaseFiles(ctx, in.ID)
	if listErr != nil {
		return nil, listErr
	}
	seen, seenErr := s.readableFiles(ctx, actor, &v, all)
	if seenErr != nil {
		return nil, seenErr
	}
	found, allowed := err == nil && f.Case == in.ID, seen[f.ID] || f.By == actor
	if found && f.Field != "" { // of a sealed field: only who has opened it, and not even who brought it
		opened, err := s.opt.Engine.Unsealed(ctx, actor, in.ID)
		if err != nil {
			return nil, err
		}
		if allowed = slices.Contains(opened, f.Field); allowed {
			s.opt.Log.Info("sealed file fetched", "case", in.ID, "file", f.ID, "field", f.Field, "actor", actor)
		}
	}
	if !found || !allowed {
		return nil, problem(engine.ENotFound, "未找到该文件或无权查看")
	}
	blob, err := s.opt.Blobs.Open(ctx, f.SHA256)
	if err != nil {
		return nil, err
	}
	return &fileOutput{Body: func(hc huma.Context) {
		defer func() { _ = blob.Close() }()
		c := humagin.Unwrap(hc)
		_, cancel := s.allowTime(ctx, c)
		defer cancel()
		h := c.Writer.Header()
		h.Set("Content-Type", f.Type)
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
		h.Set("ETag", `"`+f.SHA256+`"`)
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		http.ServeContent(c.Writer, c.Request, "", time.UnixMilli(f.At), blob)
	}}, nil
}

// fileIDs collects the files that stand in fields, tables included.
func fileIDs(v any) map[string]bool {
	ids := map[string]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case engine.Fields:
			for _, x := range v {
				walk(x)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok {
				ids[id] = true
			}
			for _, x := range v {
				walk(x)
			}
		case []any:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(v)
	return ids
}
