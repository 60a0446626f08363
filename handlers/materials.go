package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// CaseMaterial is one paper of the checklist of a case.
type CaseMaterial struct {
	Name     string   `json:"name"`
	Field    string   `json:"field,omitempty" doc:"Files field that it goes to; absent where the checklist only names it"`
	Help     string   `json:"help,omitempty"`
	Required bool     `json:"required" doc:"It must be brought, as the case stands"`
	Unknown  bool     `json:"unknown,omitempty" doc:"Whether it must depends on what is not filled in yet"`
	Files    []string `json:"files" doc:"Names of what was brought"`
	Missing  bool     `json:"missing" doc:"It must be brought and was not"`
}

func (s *Server) materials() {
	handle(s, op{
		method: http.MethodGet, path: base + "/cases/{id}/materials", id: "list-materials", tag: "files",
		summary: "材料清单: what must be brought, what was, what is missing",
	}, s.listMaterials)
}

func (s *Server) listMaterials(ctx context.Context, in *CaseInput) (*struct{ Body List[CaseMaterial] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.opt.Engine.Materials(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := List[CaseMaterial]{Items: []CaseMaterial{}}
	for _, m := range all {
		item := CaseMaterial(m)
		item.Files = orEmpty(item.Files)
		out.Items = append(out.Items, item)
	}
	return &struct{ Body List[CaseMaterial] }{out}, nil
}

// mayReplace: a new version takes the place of a file of the same case, and of the same sealed field if of any, that the
// actor may read.
func (s *Server) mayReplace(ctx context.Context, actor engine.PersonID, in *uploadInput) error {
	if in.Replaces == "" {
		return nil
	}
	v, err := s.opt.Engine.View(ctx, actor, in.ID)
	if err != nil {
		return err
	}
	old, err := s.opt.Store.File(ctx, in.Replaces)
	if err != nil && engine.CodeOf(err) != engine.ENotFound {
		return err
	}
	sealedElsewhere := old.Field != "" && old.Field != in.Field
	if err != nil || old.Case != in.ID || sealedElsewhere || old.By != actor && !fileIDs(v.Fields)[old.ID] {
		return invalid("query.replaces", "要替换的附件不存在,请刷新后核对")
	}
	return nil
}

// versions are the files that a reader finds in the fields; to those who take part also the earlier versions of them.
func versions(v *engine.View, all []File) map[string]bool {
	seen := fileIDs(v.Fields)
	if v.Relation != engine.Participant {
		return seen
	}
	before := map[string]string{}
	for _, f := range all {
		before[f.ID] = f.Replaces
	}
	for _, f := range all {
		if !seen[f.ID] {
			continue
		}
		for id := before[f.ID]; id != "" && !seen[id]; id = before[id] {
			seen[id] = true
		}
	}
	return seen
}
