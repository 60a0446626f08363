package engine

import (
	"slices"

	"dandang/engine/process"
)

// The statuses of a document, in the order of its life.
const (
	DocumentDraft    = "draft"    // 草稿: waits for who checks it, or signs it
	DocumentReturned = "returned" // 退回修改: waits for its drafter
	DocumentChecked  = "checked"  // 已核稿
	DocumentSigned   = "signed"   // 已签发: it has its number
	DocumentStamped  = "stamped"  // 已用印
	DocumentServed   = "served"   // 已送达
	DocumentFinal    = "final"    // 记录: needs no signature, in force when issued
	DocumentVoid     = "void"     // 已作废
)

// The acts on a document.
const (
	PaperEdit   = "edit"   // 修改: its drafter changes the text; every version is kept
	PaperSubmit = "submit" // 送签: its drafter sends it on after a return
	PaperCheck  = "check"  // 核稿
	PaperSign   = "sign"   // 签发
	PaperStamp  = "stamp"  // 用印
	PaperServe  = "serve"  // 送达
	PaperReturn = "return" // 退回: needs a reason
	PaperVoid   = "void"   // 作废: needs a reason; with Reissue a new draft takes its place
	PaperRetry  = "retry"  // 重新检查: the process owner has who may act found again
)

// Paper is what Decide remembers of a document; its text is in the documents of the case.
type Paper struct {
	ID     string     `json:"id"`
	Key    string     `json:"key"` // of the template
	Status string     `json:"status"`
	Hands  []PersonID `json:"hands,omitempty"`  // who wrote its text: they neither check nor sign it
	Author PersonID   `json:"author,omitempty"` // who issued it
	Waits  string     `json:"waits,omitempty"`  // the act it waits for, "" for none
	Seats  []PersonID `json:"seats,omitempty"`  // whom it waits for
	Lost   bool       `json:"lost,omitempty"`   // nobody may act: it waits for the process owner
	Served []PersonID `json:"served,omitempty"` // on whom it was served
}

// Document is a paper of a case, kept as a record.
type Document struct {
	ID, Case, Key, Name, Number, Title, Body, Status string
	At                                               int64
	Waiting                                          bool // for somebody to act
	Life                                             Life
	Draw                                             *NumberRequest `json:"-"` // asks the store for its 文号
}

// Life is what happened to a document. Instants are Unix ms.
type Life struct {
	Author     PersonID       `json:"author,omitempty"`
	Checker    PersonID       `json:"checker,omitempty"`
	CheckedAt  int64          `json:"checked_at,omitempty"`
	Signer     PersonID       `json:"signer,omitempty"`
	SignedFor  PersonID       `json:"signed_for,omitempty"` // whom the signer stood in for
	SignedAt   int64          `json:"signed_at,omitempty"`
	Stamper    PersonID       `json:"stamper,omitempty"`
	StampedAt  int64          `json:"stamped_at,omitempty"`
	Service    *Service       `json:"service,omitempty"`
	Returned   string         `json:"returned,omitempty"` // reason of the last return
	Void       string         `json:"void,omitempty"`     // why it is void
	VoidedAt   int64          `json:"voided_at,omitempty"`
	Replaces   string         `json:"replaces,omitempty"` // id of the void document that it takes the place of
	ReplacedBy string         `json:"replaced_by,omitempty"`
	Versions   []PaperVersion `json:"versions,omitempty"` // texts before the present one, oldest first
}

// Service is how a document was served: to people in the system, or on paper with proof.
type Service struct {
	On       string     `json:"on"` // date
	To       []PersonID `json:"to,omitempty"`
	Receiver string     `json:"receiver,omitempty"` // of a paper copy: who took it
	Proof    []any      `json:"proof,omitempty"`    // files, as in a field
	By       PersonID   `json:"by,omitempty"`
	At       int64      `json:"at"`
}

// PaperVersion is a text that a document had.
type PaperVersion struct {
	Title string   `json:"title"`
	Body  string   `json:"body"`
	By    PersonID `json:"by"` // who replaced it
	At    int64    `json:"at"` // when it was replaced
}

// PaperAct is what somebody asks of a document, by Command.Paper.
type PaperAct struct {
	Document string
	Act      string
	Title    string // of edit; "" keeps it
	Body     string
	On       string // of serve: date; "" today
	Receiver string // of serve: who took the paper copy; "" serves in the system
	Proof    []any  // of serve: files
	Reissue  bool   // of void
}

const seatPaper, seatServed = "doc:", "paper:" // what Seat.Task begins with: a document that waits, one that was served

// issue makes a document of a template, as a record of its own. One that needs no signature is in force at once.
func (d *decision) issue(id string) *Refusal {
	t := d.p.Document(id)
	if t == nil {
		return refuse(EInternal, "no document "+id)
	}
	d.draft(t, "")
	return nil
}

// draft makes a new document; replaces is the void one that it takes the place of.
func (d *decision) draft(t *process.Document, replaces string) string {
	doc := Document{
		ID: d.id(), Case: d.c.ID, Key: t.ID, Name: t.Name, Title: d.fill(t.Title), Body: d.fill(t.Body), Status: DocumentDraft, At: d.now,
		Life: Life{Author: d.cmd.Actor, Replaces: replaces},
	}
	paper := Paper{ID: doc.ID, Key: t.ID, Status: DocumentDraft, Author: d.cmd.Actor}
	if len(t.Drafter) == 0 && d.cmd.Actor != "" {
		paper.Hands = d.writers()
	}
	if len(t.Signer) == 0 {
		doc.Status, paper.Status = DocumentFinal, DocumentFinal
		d.inForce(t, &doc, "")
		d.c.Memo.Papers = append(d.c.Memo.Papers, paper)
		d.serveOnIssue(t, &doc)
		d.putDocument(doc, "issue")
		return doc.ID
	}
	d.c.Memo.Papers = append(d.c.Memo.Papers, paper)
	d.await(t, doc.ID)
	d.putDocument(doc, "issue")
	return doc.ID
}

// writers are who writes: the actor, and whom he stands in for.
func (d *decision) writers() []PersonID {
	if d.principal != "" {
		return []PersonID{d.cmd.Actor, d.principal}
	}
	return []PersonID{d.cmd.Actor}
}

// inForce fills in what only signing tells: number, date and signer.
func (d *decision) inForce(t *process.Document, doc *Document, signer string) {
	number := blank
	if t.Number != "" {
		number = docHole(doc.ID)
		doc.Draw = &NumberRequest{Series: d.p.Key + "/" + d.seriesOf(t) + "/" + itoa(d.today().Year()), Year: d.today().Year(), Format: t.Number}
	}
	if signer == "" {
		signer = blank
	}
	fill := paperFiller(number, d.today().Chinese(), signer)
	doc.Title, doc.Body = fill.Replace(doc.Title), fill.Replace(doc.Body)
}

// seriesOf names the number series of a template. Templates with one format share one series, lest they give a number twice.
func (d *decision) seriesOf(t *process.Document) string {
	for i := range d.p.Documents {
		if d.p.Documents[i].Number == t.Number {
			return d.p.Documents[i].ID
		}
	}
	return t.ID
}

// serveOnIssue: what needs no signature is served in the system when it is issued.
func (d *decision) serveOnIssue(t *process.Document, doc *Document) {
	if to := d.receivers(t); len(to) > 0 {
		doc.Status, doc.Life.Service = DocumentServed, &Service{On: string(d.today()), To: to, At: d.now}
		d.delivered(t, doc)
	}
}

// receivers is on whom a document is served: also the parties, who otherwise keep out of the case.
func (d *decision) receivers(t *process.Document) []PersonID {
	to, _ := d.people(t.Serve)
	return slices.DeleteFunc(to, func(p PersonID) bool { return !d.active(p) })
}

// delivered puts a served document into the hands of those on whom it is served, and into the date field that waits for
// it. A party who has a say in the case and did not file it himself finds it among his own from now on: not before, when
// nobody has told him of it.
func (d *decision) delivered(t *process.Document, doc *Document) {
	i := d.paperAt(doc.ID)
	d.c.Memo.Papers[i].Status, d.c.Memo.Papers[i].Served = doc.Status, doc.Life.Service.To
	for _, p := range doc.Life.Service.To {
		d.putSeat(Seat{Person: p, Task: seatServed + doc.ID, Case: d.c.ID, Box: BoxPaper, SortAt: d.now, State: d.c.State})
		if p != d.c.Initiator && slices.Contains(d.parties(), p) && d.hasSay(p) {
			d.putSeat(Seat{Person: p, Task: d.c.ID, Case: d.c.ID, Box: BoxMine, SortAt: d.now, State: d.c.State})
		}
	}
	if to := doc.Life.Service.To; len(to) > 0 {
		text := msgServedPaper.Text(doc.Name)
		if d.p.Secrecy == process.Restricted {
			text = msgServedPrivate.Text()
		}
		d.ch.Outbox = append(d.ch.Outbox, Message{ID: d.id(), Case: d.c.ID, Kind: "served", To: slices.Clone(to), Text: text, At: d.now})
	}
	if t.ServedOn != "" {
		d.put(t.ServedOn, doc.Life.Service.On)
	}
}

// putDocument writes a document and what was done to it: the record carries its text as a commitment.
func (d *decision) putDocument(doc Document, act string) {
	if i := d.paperAt(doc.ID); i >= 0 {
		doc.Waiting = d.c.Memo.Papers[i].Waits != ""
	}
	d.ch.Documents = append(d.ch.Documents, doc)
	list, _ := d.extra["documents"].([]any)
	d.extra["documents"] = append(slices.Clone(list), map[string]any{"id": doc.ID, "key": doc.Key, "act": act, "status": doc.Status})
}

// paperAt is the place of a document among those that the case remembers, -1 if it has none such.
func (d *decision) paperAt(id string) int {
	return slices.IndexFunc(d.c.Memo.Papers, func(p Paper) bool { return p.ID == id })
}
