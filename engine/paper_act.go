package engine

import (
	"slices"
	"strings"

	"dandang/engine/process"
	"dandang/engine/workday"
)

// document carries out one act on a document of the case. The case may have ended: papers are signed and served after it.
func (d *decision) document() *Refusal {
	act, doc := d.cmd.Paper, d.snap.Document
	i := -1
	if act != nil && doc != nil {
		i = d.paperAt(doc.ID)
	}
	if i < 0 {
		return NotFound()
	}
	p, t := &d.c.Memo.Papers[i], d.p.Document(doc.Key)
	name, known := paperActName[act.Act]
	if t == nil || !known {
		return refuse(EWrongState, msgNoPaperAct.Text(act.Act))
	}
	d.cmd.Event, d.eventName = "document."+act.Act, msgPaperEvent.Text(name.Text(), doc.Name)
	if refusal := d.mayAct(t, p, act.Act, name.Text()); refusal != nil {
		return refusal
	}
	if may := d.mayPaper(t, p, act.Act); !slices.Contains(may, d.cmd.Actor) {
		d.principal = d.paperStandins(may, p, act.Act)[d.cmd.Actor]
	}
	next := *doc
	next.Life.Versions = slices.Clone(doc.Life.Versions)
	if refusal := d.live(t, p, &next); refusal != nil {
		return refusal
	}
	p = &d.c.Memo.Papers[i] // a reissue may have moved the list
	p.Status = next.Status
	d.await(t, p.ID)
	d.putDocument(next, act.Act)
	if t.ServedOn != "" && act.Act == PaperServe {
		if refusal := d.compute(); refusal != nil {
			return refusal
		}
		return d.retime()
	}
	return nil
}

// mayAct: is the document at this step, and is the actor one whom it waits for? Who wrote it learns why he may not sign.
func (d *decision) mayAct(t *process.Document, p *Paper, act, name string) *Refusal {
	may := d.mayPaper(t, p, act)
	switch {
	case !d.inStep(t, p, act):
		return refuse(EWrongState, msgPaperState.Text(t.Name, PaperStatusText(p.Status), name))
	case slices.Contains(may, d.cmd.Actor), d.paperStandins(may, p, act)[d.cmd.Actor] != "":
		return nil
	case (act == PaperCheck || act == PaperSign) && slices.Contains(p.Hands, d.cmd.Actor):
		return refuse(ESeparation, msgPaperHands.Text(t.Name, name))
	case d.conflict(d.cmd.Actor) != "":
		return d.recusal(d.conflict(d.cmd.Actor))
	case d.keptFrom(t.Not, d.cmd.Actor) != "":
		return d.recusal(d.keptFrom(t.Not, d.cmd.Actor))
	default:
		return refuse(EForbidden, msgPaperNotYours.Text(t.Name, name))
	}
}

// inStep: the act belongs to where the document is in its life.
func (d *decision) inStep(t *process.Document, p *Paper, act string) bool {
	unsigned := p.Status == DocumentDraft || p.Status == DocumentReturned || p.Status == DocumentChecked
	switch act {
	case PaperEdit:
		return unsigned
	case PaperReturn:
		return p.Waits == PaperCheck || p.Waits == PaperSign
	case PaperVoid:
		return p.Status != DocumentVoid
	case PaperRetry:
		return p.Lost
	case PaperServe: // also where the template names nobody: on paper
		return p.Waits == PaperServe || p.Status == DocumentFinal || !unsigned && p.Waits == "" && p.Status != DocumentVoid && p.Status != DocumentServed
	default:
		return nextAct(t, p.Status) == act
	}
}

// live changes the document as the act wants.
func (d *decision) live(t *process.Document, p *Paper, doc *Document) *Refusal {
	act := d.cmd.Paper
	switch act.Act {
	case PaperEdit:
		return d.rewrite(p, doc)
	case PaperSubmit:
		doc.Status = DocumentDraft
	case PaperCheck:
		doc.Status, doc.Life.Checker, doc.Life.CheckedAt = DocumentChecked, d.cmd.Actor, d.now
	case PaperSign:
		doc.Status, doc.Life.Signer, doc.Life.SignedFor, doc.Life.SignedAt = DocumentSigned, d.cmd.Actor, d.principal, d.now
		d.inForce(t, doc, d.onBehalf(d.cmd.Actor, d.principal))
	case PaperStamp:
		doc.Status, doc.Life.Stamper, doc.Life.StampedAt = DocumentStamped, d.cmd.Actor, d.now
	case PaperServe:
		return d.serve(t, doc)
	case PaperReturn:
		if refusal := d.needReason(); refusal != nil {
			return refusal
		}
		doc.Status, doc.Life.Returned = DocumentReturned, d.cmd.Opinion
	case PaperVoid:
		return d.void(t, doc)
	}
	return nil
}

func (d *decision) needReason() *Refusal {
	if strings.TrimSpace(d.cmd.Opinion) != "" {
		return nil
	}
	return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"opinion", msgNeedReason.Text()}}}
}

// rewrite changes the text of what is not signed. The text before stays, and a checked draft is checked again.
func (d *decision) rewrite(p *Paper, doc *Document) *Refusal {
	act := d.cmd.Paper
	if strings.TrimSpace(act.Body) == "" {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"text", msgNeedBody.Text()}}}
	}
	doc.Life.Versions = append(doc.Life.Versions, PaperVersion{Title: doc.Title, Body: doc.Body, By: d.cmd.Actor, At: d.now})
	if act.Title != "" {
		doc.Title = act.Title
	}
	doc.Body = act.Body
	for _, hand := range d.writers() {
		if !slices.Contains(p.Hands, hand) {
			p.Hands = append(slices.Clone(p.Hands), hand)
		}
	}
	if doc.Status == DocumentChecked {
		doc.Status = DocumentDraft
	}
	return nil
}

// serve: in the system today, which needs no proof; or on paper, with who took it, when, and proof of it.
func (d *decision) serve(t *process.Document, doc *Document) *Refusal {
	act := d.cmd.Paper
	s := &Service{On: act.On, Receiver: strings.TrimSpace(act.Receiver), Proof: act.Proof, By: d.cmd.Actor, At: d.now}
	if s.On == "" {
		s.On = string(d.today())
	}
	on := workday.Date(s.On)
	from := workday.DateOf(max(doc.Life.SignedAt, doc.At))
	paper := s.Receiver != ""
	problem := FieldProblem{"date", ""}
	switch {
	case !on.Valid():
		problem.Msg = msgServeDate.Text()
	case on > d.today():
		problem.Msg = msgNotFuture.Text(msgServeOn.Text())
	case on < from:
		problem.Msg = msgServeEarly.Text(from.Chinese())
	case !paper && on != d.today():
		problem = FieldProblem{"receiver", msgServeReceiver.Text()}
	case paper && len(s.Proof) == 0:
		problem = FieldProblem{"proof", msgServeProof.Text()}
	}
	if problem.Msg != "" {
		return &Refusal{Code: EInvalid, Detail: msgInvalid.Text(), Problems: []FieldProblem{problem}}
	}
	if s.To = d.receivers(t); !paper && len(s.To) == 0 {
		return &Refusal{Code: EMissing, Detail: msgMissing.Text(), Problems: []FieldProblem{{"receiver", msgServeReceiver.Text()}}}
	}
	doc.Status, doc.Life.Service = DocumentServed, s
	d.delivered(t, doc)
	return nil
}

// void takes a document out of force; both it and what replaces it stay, with links to each other.
func (d *decision) void(t *process.Document, doc *Document) *Refusal {
	if refusal := d.needReason(); refusal != nil {
		return refusal
	}
	doc.Status, doc.Life.Void, doc.Life.VoidedAt = DocumentVoid, d.cmd.Opinion, d.now
	if d.cmd.Paper.Reissue {
		doc.Life.ReplacedBy = d.draft(t, doc.ID)
	}
	if s := doc.Life.Service; s != nil && len(s.To) > 0 {
		text := msgPaperVoid.Text(doc.Name)
		if d.p.Secrecy == process.Restricted {
			text = msgServedPrivate.Text()
		}
		d.ch.Outbox = append(d.ch.Outbox, Message{ID: d.id(), Case: d.c.ID, Kind: "served", To: slices.Clone(s.To), Text: text, At: d.now})
	}
	return nil
}
