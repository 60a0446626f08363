package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"dandang/engine"
	"dandang/engine/process"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

// maxExports is how many exports are made at once; each is work for the database as long as it lasts.
const maxExports = 2

// exportStep is how many lines an export asks for at once.
const exportStep = 200

// mediaTypes of what is handed over, by format.
var mediaTypes = map[string]string{
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
	"html": "text/html; charset=utf-8", "pdf": "application/pdf", "zip": "application/zip",
}

// ExportInfo is one thing that somebody took out.
type ExportInfo struct {
	ID      string    `json:"id"`
	Actor   PersonRef `json:"actor"`
	What    string    `json:"what" enum:"roster,register,form,document,package"`
	Subject string    `json:"subject" doc:"Procedure, case or document"`
	Filter  string    `json:"filter,omitempty" doc:"JSON"`
	Format  string    `json:"format"`
	Rows    int       `json:"rows"`
	At      string    `json:"at" format:"date-time"`
	Done    bool      `json:"done" doc:"false: it broke off, or is being made"`
}

type exportInput struct {
	RosterFilter
	Register string `query:"register" maxLength:"64" doc:"A register that the procedure declares, instead of its cases; state and scope do not count then"`
	Format   string `query:"format" enum:"xlsx,csv" default:"xlsx"`
	RawRequest
}

func (s *Server) exports() {
	const tag = "registers"
	handle(s, op{
		method: http.MethodGet, path: base + "/export", id: "export-roster", tag: tag, change: binary(mediaTypes["xlsx"], mediaTypes["csv"]),
		summary: "台账 as a file, as far as the caller may see it; the export is put on record",
	}, s.export)
	handle(s, op{method: http.MethodGet, path: base + "/exports", id: "list-exports", tag: tag, summary: "What was exported and printed, by whom, newest first"}, s.listExports)
}

// binary describes an answer that is a file.
func binary(types ...string) func(*huma.Operation) {
	return func(o *huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, t := range types {
			content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		}
		o.Responses = map[string]*huma.Response{"200": {Description: "The file", Content: content}}
	}
}

// ownTime says which routes bound their time themselves.
func ownTime(ginPath string) bool {
	switch ginPath {
	case base + "/export", base + "/cases/:id/package.zip", base + "/inbox/stream", base + "/admin/calendar/:year", base + "/admin/calendar/:year/preview":
		return true
	}
	return false
}

func (s *Server) export(ctx context.Context, in *exportInput) (*fileOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	def, q, err := s.rosterQuery(ctx, actor, &in.RosterFilter)
	if err != nil {
		return nil, err
	}
	filter, err := json.Marshal(map[string]string{
		"unit": in.Unit, "state": in.State, "month": in.Month, "scope": in.Scope, "register": in.Register,
	})
	if err != nil {
		return nil, err
	}
	x := engine.Export{Actor: actor, What: engine.ExportRoster, Subject: in.Process, Filter: string(filter), Format: in.Format}
	fill := func(ctx context.Context, _ engine.Export, w io.Writer) (int, error) {
		return s.writeRoster(ctx, w, in.Format, actor, def, q)
	}
	name := def.Name + "台账"
	if in.Register != "" {
		x.What, name = engine.ExportRegister, in.Register
		fill = func(ctx context.Context, _ engine.Export, w io.Writer) (int, error) {
			return s.writeRegister(ctx, w, in.Format, actor, def, engine.EntryQuery{Process: in.Process, Register: in.Register, Unit: in.Unit, Month: in.Month})
		}
	}
	return s.handOver(ctx, &in.RawRequest, x, name+"."+in.Format, fill)
}

// handOver makes a file in full before anything of it is sent, so that what breaks off is an error and never half a file,
// and puts it on record. The file lies on disk meanwhile, not in memory.
func (s *Server) handOver(ctx context.Context, raw *RawRequest, x engine.Export, name string, fill func(context.Context, engine.Export, io.Writer) (rows int, err error)) (*fileOutput, error) {
	select {
	case s.exporting <- struct{}{}:
		defer func() { <-s.exporting }()
	default:
		p := problem(engine.EBusy, "正在导出的人较多,请稍后再试")
		p.retryAfter = 30
		return nil, p
	}
	ctx, cancel := s.allowTime(ctx, raw.gin)
	defer cancel()
	x, err := s.opt.Engine.BeginExport(ctx, x)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "dandang-export-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // it lives as long as it is open
	rows, err := fill(ctx, x, f)
	if err == nil {
		err = s.opt.Engine.EndExport(ctx, x, rows)
	}
	size, seekErr := f.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seekErr); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	s.opt.Log.InfoContext(ctx, "export", "request", requestOf(ctx), "export", x.ID, "rows", rows)
	return s.send(f, size, name, mediaTypes[x.Format]), nil
}

// send answers a file that is whole, and closes it.
func (s *Server) send(f io.ReadSeekCloser, size int64, name, mediaType string) *fileOutput {
	return &fileOutput{Body: func(hc huma.Context) {
		defer func() { _ = f.Close() }()
		c := humagin.Unwrap(hc)
		ctx, cancel := s.allowTime(c.Request.Context(), c)
		defer cancel()
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			s.refuse(c, err)
			return
		}
		h := c.Writer.Header()
		h.Set("Content-Type", mediaType)
		h.Set("Content-Length", strconv.FormatInt(size, 10))
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		if _, err := io.Copy(c.Writer, f); err != nil {
			s.opt.Log.InfoContext(ctx, "file not taken", "request", requestOf(ctx), "error", err)
		}
	}}
}

// watermark says who took something out and when.
func (s *Server) watermark(p *presenter, actor engine.PersonID, def *process.Definition) string {
	who, _ := p.book.Person(actor)
	note := "导出人:" + nonEmpty(who.Name, actor) + "(" + p.unit(who.Unit).Name + ")  导出时间:" + minute(p.now)
	if mark := engine.SecrecyMark(def); mark != "" {
		note = mark + "  " + note
	}
	return note
}

// minute is an instant as people read it: 2026-09-03 16:20.
func minute(ms int64) string {
	s := stamp(ms)
	if len(s) < len("2006-01-02T15:04") {
		return ""
	}
	return s[:10] + " " + s[11:16]
}

func (s *Server) writeRoster(ctx context.Context, w io.Writer, format string, actor engine.PersonID, def *process.Definition, q engine.RosterQuery) (rows int, err error) {
	p, err := s.presenter(ctx)
	if err != nil {
		return 0, err
	}
	names, numbers := rosterHeads(def, q.Whole)
	table, err := s.opt.NewSheet(w, format, SheetHead{Title: def.Name + "台账", Note: s.watermark(p, actor, def), Columns: names, Numbers: numbers})
	if err != nil {
		return 0, err
	}
	for q.Limit = exportStep; ; {
		page, err := s.opt.Engine.Roster(ctx, actor, q)
		if err != nil {
			return rows, errors.Join(err, table.Close())
		}
		for i := range page.Lines {
			if err := table.Row(p.rosterRow(&page.Lines[i], page.Columns)); err != nil {
				return rows, errors.Join(err, table.Close())
			}
			rows++
		}
		if q.Before = page.Next; q.Before == "" {
			return rows, table.Close()
		}
	}
}

// registerHead are the columns that a register begins with; what it declares comes after them.
var registerHead = []string{"编号", "登记日期", "单位", "环节", "结果"}

func (s *Server) writeRegister(ctx context.Context, w io.Writer, format string, actor engine.PersonID, def *process.Definition, q engine.EntryQuery) (rows int, err error) {
	p, err := s.presenter(ctx)
	if err != nil {
		return 0, err
	}
	head := SheetHead{Title: q.Register, Note: s.watermark(p, actor, def), Columns: append(append([]string{}, registerHead...), engine.RegisterLabels(def, q.Register)...)}
	if _, _, err := s.opt.Engine.Register(ctx, actor, engine.EntryQuery{Process: q.Process, Register: q.Register, Limit: 1}); err != nil {
		return 0, err // not his to look into: nothing is begun
	}
	table, err := s.opt.NewSheet(w, format, head)
	if err != nil {
		return 0, err
	}
	for q.Limit = exportStep; ; {
		lines, next, err := s.opt.Engine.Register(ctx, actor, q)
		if err != nil {
			return rows, errors.Join(err, table.Close())
		}
		for i := range lines {
			if err := table.Row(p.registerRow(&lines[i], head.Columns[len(registerHead):])); err != nil {
				return rows, errors.Join(err, table.Close())
			}
			rows++
		}
		if q.Before = next; next == "" {
			return rows, table.Close()
		}
	}
}

// registerRow puts what a line shows under the labels of the version in force; an older line may lack some.
func (p *presenter) registerRow(l *engine.Entered, labels []string) []string {
	row := []string{l.Number, l.Date, p.unit(l.Unit).Name, l.State, l.Outcome}
	for _, label := range labels {
		value := ""
		for _, shown := range l.Shown {
			if shown.Label == label {
				value = shown.Value
			}
		}
		row = append(row, value)
	}
	return row
}

type exportsInput struct {
	Before string `query:"before" maxLength:"64"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (s *Server) listExports(ctx context.Context, in *exportsInput) (*struct{ Body List[ExportInfo] }, error) {
	rows, err := s.opt.Engine.ExportsBefore(ctx, in.Before, in.Limit)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[ExportInfo]{Items: []ExportInfo{}}
	for _, x := range rows {
		out.Items = append(out.Items, ExportInfo{
			ID: x.ID, Actor: personRef(book, x.Actor), What: x.What, Subject: x.Subject, Filter: x.Filter, Format: x.Format, Rows: x.Rows,
			At: stamp(x.At), Done: x.DoneAt != 0,
		})
	}
	return &struct{ Body List[ExportInfo] }{out}, nil
}
