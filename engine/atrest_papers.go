package engine

import (
	"context"
	"regexp"
	"slices"
	"strings"
)

// restPrefix and restEnd mark a text of a paper that is sealed in parts. Nobody can enter control characters.
const (
	restPrefix = "\u0001sealed:"
	restEnd    = "\u0001"
)

// holes are the places of numbers that the store has yet to draw: they stay open between the sealed parts.
var holes = regexp.MustCompile("\x00[^\x00]*\x00")

// Documents opens the texts of a case's papers.
func (g *guarded) Documents(ctx context.Context, caseID string) ([]Document, error) {
	list, err := g.Store.Documents(ctx, caseID)
	for i := range list {
		if err == nil {
			err = g.openPaper(&list[i])
		}
	}
	return list, err
}

// Document opens the text of one paper.
func (g *guarded) Document(ctx context.Context, id string) (Document, error) {
	doc, err := g.Store.Document(ctx, id)
	if err != nil {
		return doc, err
	}
	return doc, g.openPaper(&doc)
}

func (g *guarded) openPaper(doc *Document) (err error) {
	if doc.Body, err = g.openText(doc.Case, paperAt(doc), doc.Body); err != nil {
		return err
	}
	doc.Life.Versions = slices.Clone(doc.Life.Versions)
	for i := range doc.Life.Versions {
		v := &doc.Life.Versions[i]
		if v.Body, err = g.openText(doc.Case, paperAt(doc), v.Body); err != nil {
			return err
		}
	}
	return nil
}

// restDocuments seals the bodies of the papers of a procedure that has sensitive fields, earlier texts too: a template
// may name such a field, and whoever edits a text may write down what one says.
func (s sealer) restDocuments(list []Document) ([]Document, error) {
	out := slices.Clone(list)
	for i := range out {
		var err error
		if out[i].Body, err = s.restText(paperAt(&out[i]), out[i].Body); err != nil {
			return nil, err
		}
		out[i].Life.Versions = slices.Clone(out[i].Life.Versions)
		for j := range out[i].Life.Versions {
			v := &out[i].Life.Versions[j]
			if v.Body, err = s.restText(paperAt(&out[i]), v.Body); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// paperAt is what the text of a paper is bound to.
func paperAt(doc *Document) string { return "document\x00" + doc.ID }

// restText seals a text that is bound to a place, but for the holes in it.
func (s sealer) restText(at, text string) (string, error) {
	var b strings.Builder
	from := 0
	for _, hole := range append(holes.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		sealed, err := s.seal(at, text[from:hole[0]])
		if err != nil {
			return "", err
		}
		b.WriteString(restPrefix + sealed + restEnd + text[hole[0]:hole[1]])
		from = hole[1]
	}
	return b.String(), nil
}

// openText puts a text together again.
func (g *guarded) openText(caseID, at, text string) (string, error) {
	if !strings.HasPrefix(text, restPrefix) {
		return text, nil
	}
	if g.e.cfg.Vault == nil {
		return "", errNoVault
	}
	s := sealer{g.e.cfg.Vault, caseID}
	var b strings.Builder
	for part := range strings.SplitSeq(text[len(restPrefix):], restPrefix) {
		sealed, after, _ := strings.Cut(part, restEnd)
		plain, err := s.open(at, sealed)
		if err != nil {
			return "", err
		}
		known, _ := plain.(string)
		b.WriteString(known + after)
	}
	return b.String(), nil
}
