package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"dandang/engine"
)

// maxBatch is how many turns one request may do.
const maxBatch = 100

// BatchItem is one act of a batch.
type BatchItem struct {
	Task    string `json:"task" minLength:"1" maxLength:"128" doc:"As the inbox lists it; its procedure must allow 可批量"`
	Event   string `json:"event" minLength:"1" maxLength:"64" doc:"One of the line's batch events: those that ask for nothing"`
	Opinion string `json:"opinion,omitempty" maxLength:"4000" doc:"办理意见"`
	IfMatch string `json:"if_match,omitempty" maxLength:"64" doc:"ETag of the case as the caller saw it; stale_view when the content changed since"`
}

// BatchInput does several turns, each as an act of its own.
type BatchInput struct {
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$" doc:"Repeating the request gives each item its first answer"`
	Body struct {
		Items []BatchItem `json:"items" minItems:"1" maxItems:"100"`
	}
}

// BatchResult is what one item came to.
type BatchResult struct {
	Task     string       `json:"task"`
	Case     string       `json:"case,omitempty"`
	Number   string       `json:"number,omitempty"`
	Status   int          `json:"status" doc:"200, or the HTTP status that the act alone would have answered"`
	State    *NamedID     `json:"state,omitempty" doc:"Where the case went"`
	Code     string       `json:"code,omitempty" doc:"Why it was not done"`
	Detail   string       `json:"detail,omitempty" doc:"The same in Chinese, and what to do"`
	Errors   []FieldError `json:"errors,omitempty"`
	Replayed bool         `json:"replayed,omitempty" doc:"It had been carried out before"`
}

type batchOutput struct {
	Body struct {
		Items []BatchResult `json:"items" doc:"In the order of the request"`
		Done  int           `json:"done"`
	}
}

func (s *Server) batches() {
	handle(s, op{
		method: http.MethodPost, path: base + "/batch", id: "batch", tag: "inbox",
		summary: "Do up to 100 turns that allow it (阅知, 归档), each an act of its own: one that fails does not hinder the others",
	}, s.batch)
}

func (s *Server) batch(ctx context.Context, in *BatchInput) (*batchOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &batchOutput{}
	out.Body.Items = make([]BatchResult, 0, len(in.Body.Items))
	for i := range in.Body.Items {
		if i == maxBatch || ctx.Err() != nil {
			return nil, ctx.Err()
		}
		r := s.batchItem(ctx, actor, in.Key, &in.Body.Items[i])
		if r.Status == http.StatusOK {
			out.Body.Done++
		}
		out.Body.Items = append(out.Body.Items, r)
	}
	return out, nil
}

// batchItem carries one item out. Whatever goes wrong with it becomes its result.
func (s *Server) batchItem(ctx context.Context, actor engine.PersonID, key string, item *BatchItem) BatchResult {
	r := BatchResult{Task: item.Task, Status: http.StatusOK}
	res, err := s.actOf(ctx, actor, key, item)
	if err != nil {
		p, hidden := problemOf(err)
		if hidden != nil {
			s.opt.Log.Error("batch", "task", item.Task, "error", hidden)
		}
		r.Status, r.Code, r.Detail, r.Errors = p.Status, p.Code, p.Detail, p.Errors
		return r
	}
	r.Case, r.Number, r.Replayed = res.Case.ID, res.Case.Number, res.Replayed
	if def, err := s.opt.Engine.Definition(ctx, res.Case.Version); err == nil {
		state := stateName(def, res.Case.State)
		r.State = &state
	}
	return r
}

func (s *Server) actOf(ctx context.Context, actor engine.PersonID, key string, item *BatchItem) (engine.Result, error) {
	caseID, err := s.opt.Engine.TaskCase(ctx, item.Task)
	if err != nil {
		return engine.Result{}, err
	}
	cmd := engine.Command{
		ID: s.opt.NewID(), Kind: engine.DoEvent, Case: caseID, Actor: actor, Event: item.Event, Task: item.Task, Opinion: item.Opinion, Batch: true,
	}
	if cmd.Round, cmd.Content, err = parseIfMatch(item.IfMatch); err != nil {
		return engine.Result{}, invalid("if_match", "请使用读取该事项时得到的 ETag,不加改动")
	}
	if key != "" {
		if cmd.KeyHash, err = s.requestHash("batch", item); err != nil {
			return engine.Result{}, err
		}
		sum := sha256.Sum256([]byte(key + "\n" + item.Task))
		cmd.Key = "batch-" + hex.EncodeToString(sum[:])
	}
	return s.opt.Engine.Act(ctx, cmd)
}
