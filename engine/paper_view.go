package engine

import (
	"context"
	"slices"
	"strings"

	"dandang/engine/directory"
	"dandang/engine/process"
)

// PaperView is a document as one person may see it.
type PaperView struct {
	Document
	Mark  string   // 草稿 未经签发不得使用, while it is not signed
	Waits string   // the act that it waits for, "" for none
	Acts  []string // what the reader may do with it now
	Full  bool     // he takes part in the case: versions, reasons and proof are for him too
	Case  Case     // of the document; Memo is left zero, and all else but Process where he only sees the paper
}

// Documents lists the papers of a case as somebody may see them: who takes part all, others those that were served on them
// or that their post may read. Codes: ENotFound.
func (e *Engine) Documents(ctx context.Context, actor PersonID, caseID string) ([]PaperView, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	all, err := e.cfg.Store.Documents(ctx, caseID)
	if err != nil {
		return nil, err
	}
	list := []PaperView{}
	for i := range all {
		if v, may := d.paperView(&all[i], rel); may {
			list = append(list, v)
		}
	}
	return list, nil
}

// Document shows one paper to somebody who may see it, whether or not he may see its case. Codes: ENotFound.
func (e *Engine) Document(ctx context.Context, actor PersonID, id string) (PaperView, error) {
	doc, err := e.cfg.Store.Document(ctx, id)
	if err != nil {
		return PaperView{}, err
	}
	cmd := Command{Kind: DoEvent, Case: doc.Case, Actor: actor}
	p, snap, err := e.snapshot(ctx, &cmd, nil)
	if err != nil {
		return PaperView{}, err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	seats, err := e.cfg.Store.Seats(ctx, actor, doc.Case)
	if err != nil {
		return PaperView{}, err
	}
	if v, may := d.paperView(&doc, d.relation(actor, seats)); may {
		return v, nil
	}
	return PaperView{}, NotFound()
}

// DocumentCase names the case of a paper that somebody may see, for acting on it. Codes: ENotFound.
func (e *Engine) DocumentCase(ctx context.Context, actor PersonID, id string) (string, error) {
	if _, err := e.Document(ctx, actor, id); err != nil {
		return "", err
	}
	doc, err := e.cfg.Store.Document(ctx, id)
	return doc.Case, err
}

// Papers lists documents from somebody's boxes: BoxTodo those that wait for him, BoxPaper those served on him, newest first.
func (e *Engine) Papers(ctx context.Context, actor PersonID, box Box, limit int) ([]PaperView, error) {
	prefix := seatPaper
	if box == BoxPaper {
		prefix = seatServed
	}
	list := []PaperView{}
	q := InboxQuery{Person: actor, Box: box, Limit: page}
	for {
		rows, err := e.cfg.Store.Inbox(ctx, q)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			id, ok := strings.CutPrefix(rows[i].Seat.Task, prefix)
			if !ok {
				continue
			}
			v, err := e.Document(ctx, actor, id)
			if CodeOf(err) == ENotFound {
				continue
			}
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		if len(rows) < page {
			break
		}
		q.AfterAt, q.AfterTask = rows[len(rows)-1].Seat.SortAt, rows[len(rows)-1].Seat.Task
	}
	slices.SortFunc(list, func(a, b PaperView) int { return strings.Compare(b.ID, a.ID) })
	return list[:min(len(list), limit)], nil
}

// SeatDocument is the document that a line of an inbox is about, "" if it is about something else.
func SeatDocument(s Seat) string {
	if id, ok := strings.CutPrefix(s.Task, seatPaper); ok {
		return id
	}
	id, _ := strings.CutPrefix(s.Task, seatServed)
	if id == s.Task {
		return ""
	}
	return id
}

// paperView is a document for the actor. A draft is for who takes part in the case and may read what it says; what was signed also for those on whom
// it was served and for the posts that the template lets read it. Reasons, versions and proof stay with the case.
func (d *decision) paperView(doc *Document, rel Relation) (PaperView, bool) {
	i := d.paperAt(doc.ID)
	t := d.p.Document(doc.Key)
	if i < 0 || t == nil {
		return PaperView{}, false
	}
	p := &d.c.Memo.Papers[i]
	v := PaperView{Document: *doc, Waits: p.Waits, Full: rel == Participant && (slices.Contains(p.Hands, d.cmd.Actor) || !d.withholds(t, rel))}
	switch doc.Status {
	case DocumentDraft, DocumentReturned, DocumentChecked:
		v.Mark = msgPaperMark.Text()
	}
	for _, act := range []string{PaperEdit, PaperSubmit, PaperCheck, PaperSign, PaperStamp, PaperServe, PaperReturn, PaperVoid, PaperRetry} {
		if d.mayAct(t, p, act, "") == nil {
			v.Acts = append(v.Acts, act)
		}
	}
	if v.Full || len(v.Acts) > 0 {
		v.Full, v.Case = true, d.c
		v.Case.Memo = Memo{}
		return v, true
	}
	v.Case = Case{ID: d.c.ID, Process: d.c.Process}
	if rel == NoRelation {
		v.Case.ID, v.Document.Case = "", ""
	}
	v.Life = Life{Signer: doc.Life.Signer, SignedFor: doc.Life.SignedFor, SignedAt: doc.Life.SignedAt, Void: doc.Life.Void, VoidedAt: doc.Life.VoidedAt, ReplacedBy: doc.Life.ReplacedBy, Replaces: doc.Life.Replaces}
	if s := doc.Life.Service; s != nil {
		v.Life.Service = &Service{On: s.On}
	}
	read := v.Mark == "" && d.conflict(d.cmd.Actor) == "" && d.postReads(t)
	return v, read || slices.Contains(p.Served, d.cmd.Actor)
}

// withholds: a paper tells what fields tell. Whoever takes part in the case and may not read one of them does not read it
// on paper either, unless the paper itself is for him.
func (d *decision) withholds(t *process.Document, rel Relation) bool {
	for _, path := range placeholders(t.Title + t.Body) {
		root, _, _ := strings.Cut(process.CanonPath(path), ".")
		if f := d.p.Field(root); f != nil && f.Sensitive && !d.maySee(f, rel) {
			return true
		}
	}
	return false
}

// placeholders lists what stands in the braces of a template.
func placeholders(text string) []string {
	var list []string
	for {
		_, rest, ok := strings.Cut(text, "{")
		path, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			return list
		}
		list, text = append(list, strings.TrimSpace(path)), after
	}
}

// postReads: the actor holds a post that the template lets read its documents.
func (d *decision) postReads(t *process.Document) bool {
	return slices.ContainsFunc(t.See, func(role string) bool {
		r := d.p.Role(role)
		if r == nil {
			return false
		}
		scope, ok := directory.ParseScope(r.Scope)
		return ok && slices.Contains(d.snap.Facts.Book.Holders(r.ID, d.c.Unit, scope, string(d.today())), d.cmd.Actor)
	})
}
