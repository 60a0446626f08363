package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/scenario"
)

const goldenDocuments = "docs/documents"

// issued is a document with the scenario that it comes from.
type issued struct {
	engine.Document
	scenario string
}

// firstIssued takes for every template the first document that a scenario issues; one with a 文号 of its own, which a
// signature gives, goes before drafts.
func firstIssued(outcomes []scenario.Outcome) map[string]issued {
	first := map[string]issued{}
	for _, o := range outcomes {
		for _, doc := range o.Documents {
			if have, ok := first[doc.Key]; !ok || have.Number == "" && doc.Number != "" {
				first[doc.Key] = issued{doc, o.Name}
			}
		}
	}
	return first
}

// text is the golden text of a document: what is printed of it, under the scenario that it comes from.
func (d issued) text() string {
	number := d.Number
	if number == "" {
		number = "(无)"
	}
	return fmt.Sprintf("样例:%s\n状态:%s\n文号:%s\n标题:%s\n\n%s\n", d.scenario, engine.PaperStatusText(d.Status), number, d.Title, strings.TrimRight(d.Body, "\n"))
}

// Every document of a procedure is issued by a scenario, and its text is the one that was read and agreed to.
func TestDocuments_HaveTheirGoldenText(t *testing.T) {
	t.Parallel()
	calendar, err := shippedCalendar()
	require.NoError(t, err)
	for _, d := range definitions(t) {
		dir := filepath.Join(goldenDocuments, d.Key)
		t.Run(d.Key, func(t *testing.T) {
			t.Parallel()
			rep, err := scenario.Run(t.Context(), []scenario.File{d.scenarioFile(t)}, scenario.Options{Calendar: calendar})
			require.NoError(t, err)
			require.Empty(t, rep.Files[0].Problems)
			first := firstIssued(rep.Files[0].Scenarios)
			for _, doc := range d.Documents {
				if got, ok := first[doc.ID]; ok {
					sameFile(t, filepath.Join(dir, doc.ID+".txt"), got.text())
				} else {
					t.Errorf("no scenario of %s issues the document %s", d.Key, doc.ID)
				}
			}
			noOthers(t, dir, func(id string) bool { return d.Document(id) != nil })
		})
	}
}

// noOthers fails on golden texts of documents that are no more.
func noOthers(t *testing.T, dir string, known func(string) bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	require.NoError(t, err)
	for _, file := range files {
		if !known(strings.TrimSuffix(filepath.Base(file), ".txt")) {
			t.Errorf("%s belongs to no document", file)
		}
	}
}

func TestDocuments_SignedOnesGoBeforeDrafts(t *testing.T) {
	t.Parallel()
	doc := func(number, body string) engine.Document {
		return engine.Document{Key: "a", Number: number, Body: body}
	}
	first := firstIssued([]scenario.Outcome{
		{Name: "one", Documents: []engine.Document{doc("", "draft")}},
		{Name: "two", Documents: []engine.Document{doc("1号", "signed"), doc("2号", "later")}},
	})
	require.Equal(t, "signed", first["a"].Body)
	require.Equal(t, "two", first["a"].scenario)
}
