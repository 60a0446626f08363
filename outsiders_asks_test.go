package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// nobodysBusiness is a person whom no case is about.
const nobodysBusiness = "督办甲"

// likeNobody: an answer about somebody whom nothing is registered against is the one about a person no case is about.
func (e *stageEdge) likeNobody(person, purpose string, a said) {
	e.t.Helper()
	book, err := e.Book(e.t.Context())
	require.NoError(e.t, err)
	if _, known := book.Person(nobodysBusiness); !known {
		return
	}
	control, err := e.Engine.Standing(e.t.Context(), person, nobodysBusiness, purpose)
	require.NoError(e.t, err)
	require.Equal(e.t, []any{control.Text, control.Note, nil}, []any{a.json["text"], a.json["note"], a.json["until"]}, "%s, for %s", person, purpose)
}

// registers counts the registers in which somebody finds a line of the case.
func (e *stageEdge) registers(person string, snap *engine.Snapshot) (string, string) {
	e.t.Helper()
	all := e.ask(person, http.MethodGet, "/api/v1/registers", "")
	bodies, found := all.text, 0
	for _, item := range all.items() {
		item, _ := item.(map[string]any)
		named, _ := item["process"].(map[string]any)
		process, _ := named["id"].(string)
		name, _ := item["name"].(string)
		a := e.ask(person, http.MethodGet, "/api/v1/registers/"+url.PathEscape(process)+"/"+url.PathEscape(name), "")
		bodies += a.text
		if snap.Case.Number != "" && strings.Contains(a.text, snap.Case.Number) {
			found++
		}
	}
	if found == 0 {
		return "无", bodies
	}
	return fmt.Sprintf("%d本", found), bodies
}
