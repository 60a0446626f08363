package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// papersOf lists the keys of the papers that somebody is shown with the case.
func (w *world) papersOf(person, id string) string {
	w.t.Helper()
	list, err := w.engine.Documents(w.t.Context(), person, id)
	require.NoError(w.t, err)
	var keys []string
	for i := range list {
		keys = append(keys, list[i].Key)
	}
	return strings.Join(keys, ",")
}

const withReport = `
  work:
    name: 核查
    task: {for: chief}
    edit: [note]
    on:
      report: {name: 提出报告, needs: [note], to: talk, do: [document: report, document: letter]}
  talk:
    name: 谈话
    task: {for: head}
    on:
      talked: {name: 已谈话, to: yes}
`

// A paper tells what fields tell: whoever may not read the field does not read the paper, though he takes part.
func TestPapers_WhatAFieldHidesItsPaperHides(t *testing.T) {
	t.Parallel()
	for see, want := range map[string]string{"": "letter", "    see: [head]\n": "report,letter"} {
		docs := "documents:\n  report: {name: 报告, title: 报告, body: \"查明:{note}\"}\n  letter: {name: 函, title: 函, body: \"{case.number}\"}\n"
		if see != "" {
			docs = strings.Replace(docs, "{note}\"}", "{note}\", see: [head]}", 1)
		}
		text := strings.Replace(small(withReport+ends), "note: {name: 说明, type: text}", "note: {name: 说明, type: text, sensitive: true, see: [chief]}", 1)
		w, id := start(t, text+docs)
		w.do("bob", id, "report", with("note", "来自举报"))
		require.Equal(t, "report,letter", w.papersOf("bob", id))
		require.Equal(t, want, w.papersOf("ivy", id), "see: %q", see)
		list, err := w.engine.Documents(t.Context(), "bob", id)
		require.NoError(t, err)
		_, err = w.engine.Document(t.Context(), "ivy", list[0].ID)
		require.Equal(t, see == "", engine.CodeOf(err) == engine.ENotFound, "nor by its id")
	}
}
