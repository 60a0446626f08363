package handlers

import (
	"context"
	"fmt"

	"dandang/engine/process"

	"github.com/danielgtaylor/huma/v2"
)

type diagramOutput struct {
	ContentType string `header:"Content-Type"`
	CSP         string `header:"Content-Security-Policy"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// svgAnswer describes an answer that is a picture.
func svgAnswer(o *huma.Operation) {
	o.Responses = map[string]*huma.Response{"200": {
		Description: "SVG", Content: map[string]*huma.MediaType{"image/svg+xml": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

func (s *Server) getDiagram(ctx context.Context, in *processInput) (*diagramOutput, error) {
	d, err := s.current(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.drawn(ctx, d, nil)
}

func (s *Server) caseDiagram(ctx context.Context, in *CaseInput) (*diagramOutput, error) {
	actor, err := s.reader(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	d, way, err := s.opt.Engine.Travelled(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	return s.drawn(ctx, d, &way)
}

func (s *Server) drawn(ctx context.Context, d *process.Definition, way *process.Way) (*diagramOutput, error) {
	svg, err := s.opt.Draw(ctx, d, way)
	if err != nil {
		return nil, fmt.Errorf("draw %s: %w", d.Key, err)
	}
	out := &diagramOutput{ContentType: "image/svg+xml", CSP: "default-src 'none'; style-src 'unsafe-inline'; sandbox", Body: svg}
	if way == nil {
		out.ETag = `"` + d.Hash + `"`
	}
	return out, nil
}
