package handlers

import (
	"context"

	"dandang/engine"
)

// LinkInfo is a linked case as the reader may know of it. Who may not see that case is given its name, role and outcome
// only; a hidden link is left out for him.
type LinkInfo struct {
	Name    string `json:"name" doc:"名目, as the case that started the other calls it"`
	Role    string `json:"role" enum:"child,parent,main,duplicate" doc:"What the other case is to this one"`
	Process string `json:"process,omitempty" doc:"Name of its procedure"`
	ID      string `json:"id,omitempty"`
	Number  string `json:"number,omitempty" doc:"编号"`
	State   string `json:"state,omitempty" doc:"Name of its state"`
	Outcome string `json:"outcome,omitempty" doc:"结果, once it has ended"`
}

func links(list []engine.LinkView) []LinkInfo {
	out := make([]LinkInfo, 0, len(list))
	for _, l := range list {
		out = append(out, LinkInfo{Name: l.Name, Role: l.Role, Process: l.Process, ID: l.ID, Number: l.Number, State: l.State, Outcome: l.Outcome})
	}
	return out
}

// DuplicateInfo is a case that looks like another. ID is empty where the reader takes no part in it.
type DuplicateInfo struct {
	ID        string `json:"id,omitempty"`
	Number    string `json:"number,omitempty" doc:"编号"`
	State     string `json:"state" doc:"Name of its state"`
	Status    string `json:"status"`
	Outcome   string `json:"outcome,omitempty" doc:"结果, once it has ended"`
	CreatedAt string `json:"created_at" format:"date-time"`
}

func (s *Server) duplicates(ctx context.Context, in *CaseInput) (*struct{ Body List[DuplicateInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	found, err := s.opt.Engine.Duplicates(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := List[DuplicateInfo]{Items: []DuplicateInfo{}}
	for _, d := range found {
		out.Items = append(out.Items, DuplicateInfo{
			ID: d.ID, Number: d.Number, State: d.State, Status: string(d.Status), Outcome: d.Outcome, CreatedAt: stamp(d.CreatedAt),
		})
	}
	return &struct{ Body List[DuplicateInfo] }{out}, nil
}
