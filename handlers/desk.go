package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
)

// CommentInfo is a remark beside the record. Of one that was voided the text is gone, and the reason shown.
type CommentInfo struct {
	ID       string      `json:"id"`
	Person   PersonRef   `json:"person"`
	Text     string      `json:"text,omitempty"`
	Mentions []PersonRef `json:"mentions"`
	At       string      `json:"at" format:"date-time"`
	VoidAt   string      `json:"void_at,omitempty" format:"date-time" doc:"作废"`
	VoidWhy  string      `json:"void_why,omitempty"`
}

type commentInput struct {
	CaseInput
	Body struct {
		Text     string   `json:"text,omitempty" maxLength:"4000" doc:"Needed"`
		Mentions []string `json:"mentions,omitempty" maxItems:"50" doc:"Ids of people named with @; each must be able to see the record"`
	}
}

type voidInput struct {
	CaseInput
	Comment string `path:"comment" maxLength:"64"`
	Body    struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// CopyInfo is somebody to whom the case was sent to read.
type CopyInfo struct {
	Person PersonRef `json:"person"`
	SentAt string    `json:"sent_at" format:"date-time"`
	Status string    `json:"status" enum:"待阅,已阅"`
	ReadAt string    `json:"read_at,omitempty" format:"date-time"`
}

type circulateInput struct {
	CaseInput
	Key  string `header:"Idempotency-Key" minLength:"8" maxLength:"128" pattern:"^[!-~]*$"`
	Body struct {
		To     []string `json:"to" maxItems:"50" doc:"Ids of people, at least one"`
		Reason string   `json:"reason,omitempty" maxLength:"500" doc:"Why; needed"`
	}
}

type seenOutput struct {
	Body struct {
		Read int `json:"read" doc:"How many lines moved from 待阅 to 已阅"`
	}
}

// PhrasesInfo is the caller's saved phrases.
type PhrasesInfo struct {
	Items []string `json:"items" maxItems:"100"`
	Own   bool     `json:"own" readOnly:"true" doc:"False while they are those that everybody begins with"`
}

// TypedInfo is what a form holds before it is saved.
type TypedInfo struct {
	Fields  map[string]any `json:"fields,omitempty"`
	Opinion string         `json:"opinion,omitempty" maxLength:"20000"`
	Comment string         `json:"comment,omitempty" maxLength:"4000"`
}

// TypedVersion is one autosaved version.
type TypedVersion struct {
	Rev int64  `json:"rev"`
	At  string `json:"at" format:"date-time"`
	TypedInfo
}

type typedOutput struct {
	Body struct {
		Head  *TypedVersion  `json:"head,omitempty" doc:"The newest version; absent where nothing is kept"`
		Aside []TypedVersion `json:"aside" doc:"Versions that another tab typed over an older one, newest first"`
	}
}

type autosaveInput struct {
	CaseInput
	Body struct {
		Base int64 `json:"base" minimum:"0" doc:"rev of the version that the tab shows, 0 for none"`
		TypedInfo
	}
}

// AutosaveConflict is told in a 409: another tab was faster, and both versions are kept.
type AutosaveConflict struct {
	Who     string       `json:"who" doc:"Who typed the other version: the caller, in another tab"`
	Head    TypedVersion `json:"head" doc:"The other version"`
	Kept    int64        `json:"kept" doc:"rev under which this one is kept aside"`
	Differs []string     `json:"differs" doc:"Fields (and opinion, comment) in which they differ"`
}

type autosaveOutput struct {
	Body struct {
		Rev     int64    `json:"rev"`
		At      string   `json:"at" format:"date-time"`
		LeftOut []string `json:"left_out" doc:"Not kept outside the record: sealed fields and id numbers; save the draft for those"`
	}
}

func (s *Server) desk() {
	const tag = "desk"
	one := base + "/cases/{id}"
	handle(s, op{method: http.MethodGet, path: one + "/comments", id: "list-comments", tag: tag, summary: "Comments, for those who may see the record"}, s.listComments)
	handle(s, op{method: http.MethodPost, path: one + "/comments", id: "comment", tag: tag, status: http.StatusCreated, summary: "Comment, and tell those named with @"}, s.comment)
	handle(s, op{method: http.MethodPost, path: one + "/comments/{comment}/void", id: "void-comment", tag: tag, status: http.StatusNoContent, summary: "Void one's own comment, with a reason"}, s.voidComment)
	handle(s, op{method: http.MethodGet, path: one + "/copies", id: "list-copies", tag: tag, summary: "To whom the case was sent to read, and who has read it"}, s.listCopies)
	handle(s, op{method: http.MethodPost, path: one + "/circulate", id: "circulate", tag: tag, summary: "传阅: pass the case on to people who are to read it"}, s.circulate)
	handle(s, op{method: http.MethodPost, path: one + "/seen", id: "mark-seen", tag: tag, summary: "Mark what was sent to the caller as read (已阅)"}, s.markSeen)
	handle(s, op{method: http.MethodGet, path: one + "/autosave", id: "get-autosave", tag: tag, summary: "What the caller has typed and not saved"}, s.getAutosave)
	handle(s, op{
		method: http.MethodPut, path: one + "/autosave", id: "put-autosave", tag: tag,
		summary: "Keep what is typed, outside the record; a second tab is told with 409, and both texts are kept",
	}, s.putAutosave)
	handle(s, op{method: http.MethodDelete, path: one + "/autosave", id: "delete-autosave", tag: tag, status: http.StatusNoContent, summary: "Forget it: it was saved, or is not wanted"}, s.dropAutosave)
	handle(s, op{method: http.MethodGet, path: base + "/me/phrases", id: "get-phrases", tag: tag, summary: "The caller's saved phrases"}, s.getPhrases)
	handle(s, op{method: http.MethodPut, path: base + "/me/phrases", id: "put-phrases", tag: tag, summary: "Set them"}, s.putPhrases)
}

func (s *Server) listComments(ctx context.Context, in *CaseInput) (*struct{ Body List[CommentInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.opt.Engine.Comments(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := List[CommentInfo]{Items: []CommentInfo{}}
	for i := range list {
		out.Items = append(out.Items, p.comment(&list[i]))
	}
	return &struct{ Body List[CommentInfo] }{out}, nil
}

func (p *presenter) comment(c *engine.Comment) CommentInfo {
	return CommentInfo{
		ID: c.ID, Person: personRef(p.book, c.Person), Text: c.Text, Mentions: p.people(c.Mentions), At: stamp(c.At), VoidAt: stamp(c.VoidAt), VoidWhy: c.VoidWhy,
	}
}

func (s *Server) comment(ctx context.Context, in *commentInput) (*struct{ Body CommentInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.opt.Engine.Comment(ctx, actor, in.ID, in.Body.Text, in.Body.Mentions)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &struct{ Body CommentInfo }{p.comment(&c)}, nil
}

func (s *Server) voidComment(ctx context.Context, in *voidInput) (*struct{}, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.opt.Engine.VoidComment(ctx, actor, in.ID, in.Comment, in.Body.Reason)
}

func (s *Server) listCopies(ctx context.Context, in *CaseInput) (*struct{ Body List[CopyInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.opt.Engine.Copies(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	out := List[CopyInfo]{Items: []CopyInfo{}}
	for _, c := range list {
		out.Items = append(out.Items, CopyInfo{Person: personRef(p.book, c.Person), SentAt: stamp(c.SentAt), Status: engine.ReadText(c.ReadAt != 0), ReadAt: stamp(c.ReadAt)})
	}
	return &struct{ Body List[CopyInfo] }{out}, nil
}

func (s *Server) circulate(ctx context.Context, in *circulateInput) (*struct{ Body List[CopyInfo] }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	cmd := engine.Command{ID: s.opt.NewID(), Actor: actor, Case: in.ID, Readers: in.Body.To, Opinion: in.Body.Reason}
	if in.Key != "" {
		if cmd.KeyHash, err = s.requestHash("circulate "+in.ID, in.Body); err != nil {
			return nil, err
		}
		cmd.Key = in.Key
	}
	if _, err := s.opt.Engine.Circulate(ctx, cmd); err != nil {
		return nil, err
	}
	return s.listCopies(ctx, &in.CaseInput)
}

func (s *Server) markSeen(ctx context.Context, in *CaseInput) (*seenOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &seenOutput{}
	out.Body.Read, err = s.opt.Engine.Seen(ctx, actor, in.ID)
	return out, err
}

func typedVersion(v *engine.AutosaveVersion) TypedVersion {
	return TypedVersion{Rev: v.Rev, At: stamp(v.At), TypedInfo: TypedInfo{Fields: v.Fields, Opinion: v.Opinion, Comment: v.Comment}}
}

func (s *Server) getAutosave(ctx context.Context, in *CaseInput) (*typedOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	view, err := s.opt.Engine.Typed(ctx, actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &typedOutput{}
	if out.Body.Aside = []TypedVersion{}; view.Head != nil {
		head := typedVersion(view.Head)
		out.Body.Head = &head
	}
	for i := range view.Aside {
		out.Body.Aside = append(out.Body.Aside, typedVersion(&view.Aside[i]))
	}
	return out, nil
}

func (s *Server) putAutosave(ctx context.Context, in *autosaveInput) (*autosaveOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	got, err := s.opt.Engine.SaveTyped(ctx, actor, in.ID, engine.Typed{Fields: engine.Fields(in.Body.Fields), Opinion: in.Body.Opinion, Comment: in.Body.Comment}, in.Body.Base)
	if err != nil {
		return nil, err
	}
	out := &autosaveOutput{}
	out.Body.Rev, out.Body.At, out.Body.LeftOut = got.Rev, stamp(got.At), orEmpty(got.LeftOut)
	if got.Other == nil {
		return out, nil
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	who := personRef(p.book, actor).Name
	told := problem(codeOtherTab, engine.OtherTabText(who, got.Other.At))
	told.Conflict = &AutosaveConflict{Who: who, Head: typedVersion(got.Other), Kept: got.Rev, Differs: orEmpty(got.Differs)}
	return nil, told
}

func (s *Server) dropAutosave(ctx context.Context, in *CaseInput) (*struct{}, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.opt.Engine.DropTyped(ctx, actor, in.ID)
}

func (s *Server) getPhrases(ctx context.Context, _ *struct{}) (*struct{ Body PhrasesInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	list, own, err := s.opt.Engine.Phrases(ctx, actor)
	return &struct{ Body PhrasesInfo }{PhrasesInfo{Items: orEmpty(list), Own: own}}, err
}

func (s *Server) putPhrases(ctx context.Context, in *struct {
	Body struct {
		Items []string `json:"items" maxItems:"100" doc:"In their order; blank ones and repetitions fall out"`
	}
},
) (*struct{ Body PhrasesInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.opt.Engine.SavePhrases(ctx, actor, in.Body.Items); err != nil {
		return nil, err
	}
	return s.getPhrases(ctx, nil)
}
