package scenario

import (
	"context"
	"slices"

	"dandang/engine"
)

// paperStep is an act on a document: {以: 李处长, 文书: 认定意见书, 做: 签发}.
type paperStep struct {
	name, text, receiver, on string
	proof, reissue           bool
}

// paperActs maps the spellings of acts on documents to the engine's words.
var paperActs = map[string]string{
	"修改": engine.PaperEdit, "送签": engine.PaperSubmit, "核稿": engine.PaperCheck, "签发": engine.PaperSign, "用印": engine.PaperStamp,
	"送达": engine.PaperServe, "退回": engine.PaperReturn, "作废": engine.PaperVoid, "重新检查": engine.PaperRetry,
}

func (r *reader) paper(m map[string]*node) *paperStep {
	if m["documents"] == nil {
		return nil
	}
	return &paperStep{
		name: r.str(m["documents"]), text: r.str(m["shows"]), receiver: r.str(m["receiver"]), on: r.str(m["served_on"]),
		proof: r.yes(m["proof"], false), reissue: r.yes(m["reissue"], false),
	}
}

// paperCommand makes a command of a step on a document: the last of its template.
func (w *world) paperCommand(ctx context.Context, s *step, cmd engine.Command) (engine.Command, string) {
	doc, problem := w.paperOf(ctx, cmd.Case, s.paper.name)
	if problem != "" {
		return cmd, problem
	}
	act := s.do
	if a, ok := paperActs[act]; ok {
		act = a
	}
	cmd.Kind, cmd.Event = engine.DoDocument, ""
	cmd.Paper = &engine.PaperAct{Document: doc.ID, Act: act, Body: s.paper.text, Receiver: s.paper.receiver, On: s.paper.on, Reissue: s.paper.reissue}
	if s.paper.proof {
		cmd.Paper.Proof = []any{map[string]any{"id": "proof", "name": "送达回证.pdf", "size": int64(1)}}
	}
	return cmd, ""
}

// paperOf is the last document of a case that has the id or name of a template.
func (w *world) paperOf(ctx context.Context, caseID, name string) (engine.Document, string) {
	docs, err := w.store.Documents(ctx, caseID)
	if err != nil {
		return engine.Document{}, explain(err)
	}
	slices.Reverse(docs)
	i := slices.IndexFunc(docs, func(d engine.Document) bool {
		return (d.Key == name || d.Name == name) && d.Status != engine.DocumentVoid
	})
	if i < 0 {
		i = slices.IndexFunc(docs, func(d engine.Document) bool { return d.Key == name || d.Name == name })
	}
	if i < 0 {
		return engine.Document{}, "没有出具过文书“" + name + "”"
	}
	return docs[i], ""
}

// papers compares documents with what a story says: {认定意见书: 已签发}, or {认定意见书: {状态: 已送达, 文号: …, 待办: [谁], 可见: [谁],
// 不可见: [谁]}}.
func (x *expectation) papers(n *node) string {
	for _, p := range n.pairs() {
		doc, problem := x.w.paperOf(x.ctx, x.snap.Case.ID, p.key)
		if problem != "" {
			return problem
		}
		if p.val.shape != mapping {
			if msg := differ(p.val.text, engine.PaperStatusText(doc.Status)); msg != "" {
				return p.key + msg
			}
			continue
		}
		if msg := x.paper(&doc, x.r.keyed(p.val, "status", "paper_number", "todo", "sees", "blind")); msg != "" {
			return p.key + msg
		}
	}
	return ""
}

func (x *expectation) paper(doc *engine.Document, m map[string]*node) string {
	if want := m["status"]; want != nil {
		if msg := differ(want.text, engine.PaperStatusText(doc.Status)); msg != "" {
			return msg
		}
	}
	if want := m["paper_number"]; want != nil {
		if msg := differ(want.text, orNone(doc.Number)); msg != "" {
			return "文号" + msg
		}
	}
	if m["todo"] != nil {
		var waiting []string
		for _, p := range x.snap.Case.Memo.Papers {
			if p.ID == doc.ID {
				waiting = p.Seats
			}
		}
		if msg := sameSet(x.listed(m["todo"]), waiting); msg != "" {
			return "待办" + msg
		}
	}
	for _, key := range []string{"sees", "blind"} {
		if m[key] == nil {
			continue
		}
		for _, who := range x.listed(m[key]) {
			_, err := x.w.eng.Document(x.ctx, who, doc.ID)
			if (err == nil) != (key == "sees") {
				return "对" + who + "应当" + chinese(key)
			}
		}
	}
	return ""
}
