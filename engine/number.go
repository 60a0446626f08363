package engine

import (
	"slices"
	"strconv"
	"strings"
)

// NumberRequest asks the store for the next number of a series.
type NumberRequest struct {
	Series string // process/year, or process/document/year
	Year   int
	Format string // with {year} and {seq}
}

// Text is the number that a sequence number makes.
func (r *NumberRequest) Text(seq int64) string {
	return strings.NewReplacer("{year}", itoa(r.Year), "{seq}", strconv.FormatInt(seq, 10),
		"{年}", itoa(r.Year), "{序号}", strconv.FormatInt(seq, 10)).Replace(r.Format)
}

// Draws lists the numbers that a store draws for the Change, in this order: the case's, then the documents'. Two may be of
// one series.
func (ch *Change) Draws() []NumberRequest {
	var list []NumberRequest
	if ch.Number != nil {
		list = append(list, *ch.Number)
	}
	for i := range ch.Documents {
		if r := ch.Documents[i].Draw; r != nil {
			list = append(list, *r)
		}
	}
	return list
}

// Fill gives the Change the numbers that a store drew for its Draws, in their order, and seals the event again. A number
// starts at 1 within its series. What a rolled back attempt filled in is overwritten.
func (ch *Change) Fill(seqs []int64) {
	at := 0
	if ch.Number != nil {
		ch.Case.Number = ch.Number.Text(seqs[at])
		ch.Event.Number = ch.Case.Number
		ch.replaceHole(numberHole, ch.Case.Number)
		at++
	}
	for i := range ch.Documents {
		doc := &ch.Documents[i]
		if doc.Draw == nil {
			continue
		}
		doc.Number = doc.Draw.Text(seqs[at])
		ch.replaceHole(docHole(doc.ID), doc.Number)
		ch.numberPaper(doc)
		at++
	}
	if at > 0 {
		ch.seal()
	}
}

func (ch *Change) replaceHole(hole, number string) {
	for i := range ch.Documents {
		ch.Documents[i].Body = strings.ReplaceAll(ch.Documents[i].Body, hole, number)
		ch.Documents[i].Title = strings.ReplaceAll(ch.Documents[i].Title, hole, number)
	}
	for i := range ch.Entered {
		ch.Entered[i].Number = strings.ReplaceAll(ch.Entered[i].Number, hole, number)
		for j := range ch.Entered[i].Shown { // the lines may be shared with the Change that this is a copy of
			line := ch.Entered[i].Shown[j]
			line.Value = strings.ReplaceAll(line.Value, hole, number)
			if line != ch.Entered[i].Shown[j] {
				ch.Entered[i].Shown = slices.Clone(ch.Entered[i].Shown)
				ch.Entered[i].Shown[j] = line
			}
		}
	}
	for i := range ch.Outbox {
		ch.Outbox[i].Text = strings.ReplaceAll(ch.Outbox[i].Text, hole, number)
	}
}

// numberPaper tells the record what number a document got.
func (ch *Change) numberPaper(doc *Document) {
	list, _ := ch.Event.Extra["documents"].([]any)
	for _, item := range list {
		if m, ok := item.(map[string]any); ok && m["id"] == doc.ID {
			m["number"] = doc.Number
		}
	}
}

const paperPatch = "document:" // what the record calls the text of a document, before its id

// paperText is what the record commits to of a document: numbers that are yet to be drawn stand in it as holes.
func paperText(doc *Document) map[string]any {
	return map[string]any{"title": doc.Title, "body": doc.Body, "status": doc.Status, "life": doc.Life}
}

// strayPapers tells where the documents of a case are not what its record last wrote, as far as that is kept.
func strayPapers(number string, docs []Document, events []AuditEvent, erasables []Erasable) []string {
	kept := map[int64]map[string]Salted{}
	for _, e := range erasables {
		kept[e.N] = e.Values
	}
	last := map[string]any{}
	for i := range events {
		for id := range events[i].Patch {
			if strings.HasPrefix(id, paperPatch) {
				last[id] = kept[events[i].N][id].Value
			}
		}
	}
	var faults []string
	for i := range docs {
		doc := &docs[i]
		want, written := last[paperPatch+doc.ID]
		if written && want == nil { // erased
			continue
		}
		text := strings.NewReplacer(jsonHole(numberHole), number, jsonHole(docHole(doc.ID)), doc.Number).Replace(string(canonical(want)))
		if !written || text != string(canonical(paperText(doc))) {
			faults = append(faults, msgChainPaper.Text(doc.Name))
		}
	}
	return faults
}

// jsonHole is a hole as JSON writes it.
func jsonHole(hole string) string {
	text := string(canonical(hole))
	return text[1 : len(text)-1]
}
