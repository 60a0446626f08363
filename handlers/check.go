package handlers

import (
	"context"
	"net/http"
)

// Finding is one thing wrong with the text of a procedure, in the words of the checker.
type Finding struct {
	Severity string `json:"severity" enum:"error,warning"`
	Code     string `json:"code"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Message  string `json:"message" doc:"What is wrong, in Chinese"`
	Hint     string `json:"hint,omitempty" doc:"What to write instead"`
	Text     string `json:"text" doc:"The message with place, line and caret"`
}

type checkInput struct {
	RawBody []byte `contentType:"application/yaml" doc:"The text of a procedure"`
}

type checkOutput struct {
	Body struct {
		Verdict  string    `json:"verdict" enum:"fine,warnings,broken"`
		Problems []Finding `json:"problems"`
	}
}

func (s *Server) checkRoute() {
	handle(s, op{
		method: http.MethodPost, path: base + "/definitions/check", id: "check-definition", tag: "definitions",
		summary: "Check the text of a procedure: every problem at once",
	}, func(_ context.Context, in *checkInput) (*checkOutput, error) {
		out := &checkOutput{}
		out.Body.Verdict, out.Body.Problems = "fine", orEmpty(s.opt.Check("待发布稿.yaml", in.RawBody))
		for _, p := range out.Body.Problems {
			if p.Severity == "error" {
				out.Body.Verdict = "broken"
			} else if out.Body.Verdict == "fine" {
				out.Body.Verdict = "warnings"
			}
		}
		return out, nil
	})
}
