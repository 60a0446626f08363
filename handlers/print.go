package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"

	"dandang/engine"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

type printCaseInput struct {
	CaseInput
	PrintChoice
	Form string `query:"form" enum:"approval" default:"approval" doc:"approval: 审批表"`
}

type printDocumentInput struct {
	ID string `path:"id" maxLength:"80"`
	PrintChoice
}

// PrintChoice is how something is printed.
type PrintChoice struct {
	Format string `query:"format" enum:"html,pdf" default:"pdf" doc:"html: a page to be printed by a browser"`
	Masked bool   `query:"masked" doc:"已脱敏: sensitive values masked even where the caller may read them"`
}

func (s *Server) prints() {
	types := binary(mediaTypes["pdf"], mediaTypes["html"])
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/print", id: "print-case", tag: "cases", change: types,
		summary: "A4 审批表 as far as the caller may see the case; put on record",
	}, s.printCase)
	handle(s, op{
		method: http.MethodGet, path: base + "/documents/{id}/print", id: "print-document", tag: "documents", change: types,
		summary: "A document on A4; put on record",
	}, s.printDocument)
}

func (s *Server) printCase(ctx context.Context, in *printCaseInput) (*fileOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	form, err := s.opt.Engine.CaseForm(ctx, actor, in.ID, in.Masked)
	if err != nil {
		return nil, err
	}
	return s.printed(ctx, engine.Export{Actor: actor, What: engine.ExportForm, Subject: in.ID, Format: in.Format}, &form)
}

func (s *Server) printDocument(ctx context.Context, in *printDocumentInput) (*fileOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	form, err := s.opt.Engine.DocumentForm(ctx, actor, in.ID, in.Masked)
	if err != nil {
		return nil, err
	}
	return s.printed(ctx, engine.Export{Actor: actor, What: engine.ExportDocument, Subject: in.ID, Format: in.Format}, &form)
}

// printed draws a form and puts on record that it was given out.
func (s *Server) printed(ctx context.Context, x engine.Export, form *engine.Form) (*fileOutput, error) {
	x, err := s.opt.Engine.BeginExport(ctx, x)
	if err != nil {
		return nil, err
	}
	draw := s.opt.Print.PDF
	if x.Format == "html" {
		draw = s.opt.Print.HTML
	}
	var page bytes.Buffer
	if err := draw(&page, form); err != nil {
		return nil, err
	}
	if err := s.opt.Engine.EndExport(ctx, x, 1); err != nil {
		return nil, err
	}
	name := form.Title + "." + x.Format
	return &fileOutput{Body: func(hc huma.Context) {
		c := humagin.Unwrap(hc)
		h := c.Writer.Header()
		h.Set("Content-Disposition", "inline; filename*=UTF-8''"+url.PathEscape(name))
		h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
		if x.Format == "html" {
			h.Set("Content-Security-Policy", s.opt.Print.Policy)
		}
		c.Data(http.StatusOK, mediaTypes[x.Format], page.Bytes())
	}}, nil
}

// Printer draws forms on A4. internal/print is it.
type Printer struct {
	HTML   func(w io.Writer, form *engine.Form) error
	PDF    func(w io.Writer, form *engine.Form) error
	Policy string // Content-Security-Policy of the HTML page
}
