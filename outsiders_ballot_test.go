package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// standingOf asks, for every purpose, whether something registered stands in the way of the first party of the case.
func (e *stageEdge) standingOf(person string, snap *engine.Snapshot) (word, bodies string) {
	e.t.Helper()
	require.NotEmpty(e.t, e.Definition.Parties)
	subject := personIn(snap.Case.Memo.Fields[e.Definition.Parties[0]])
	require.NotEmpty(e.t, subject)
	word = "无登记"
	var all strings.Builder
	for _, purpose := range []string{engine.ForPromotion, engine.ForAward, engine.ForTitle, engine.ForEntry} {
		a := e.ask(person, http.MethodGet, "/api/v1/standing/"+url.PathEscape(subject)+"?for="+purpose, "")
		all.WriteString(a.text)
		if a.code() == "role_required" {
			return "无权", a.text
		}
		require.Equal(e.t, http.StatusOK, a.status, a.text)
		if blocked, _ := a.json["blocked"].(bool); blocked {
			word = "有登记"
		} else {
			e.likeNobody(person, purpose, a)
		}
	}
	if person == subject {
		word = "本人"
	}
	return word, all.String()
}

// personIn is the id of somebody in the directory that a field holds: of a 人员 the value, of a 当事方 its person.
func personIn(value any) string {
	if party, ok := value.(map[string]any); ok {
		value = party["person"]
	}
	id, _ := value.(string)
	return id
}

// choicesSeen looks for a choice of a secret ballot: in what the API tells somebody of the case, its record and its
// documents, and in the record as it is stored. A ballot is 已投票 there, whatever was cast.
func (e *stageEdge) choicesSeen(person string, snap *engine.Snapshot) (word, bodies string) {
	e.t.Helper()
	choices := []string{engine.EventAbstain}
	for _, t := range e.Definition.State(snap.Case.State).Tasks {
		if t.Vote != nil && t.Vote.Secret {
			choices = append(choices, t.Vote.Yes, t.Vote.No)
		}
	}
	require.Len(e.t, choices, 3, "the table is of no secret ballot")
	var all strings.Builder
	for _, part := range []string{"", "/history", "/documents"} {
		a := e.ask(person, http.MethodGet, "/api/v1/cases/"+e.Case+part, "")
		all.WriteString(a.text)
		for _, item := range a.items() {
			event, _ := item.(map[string]any)["event"].(string)
			if slices.Contains(choices, event) {
				return "可见", a.text
			}
		}
	}
	events, _, err := e.Store.History(e.t.Context(), e.Case)
	require.NoError(e.t, err)
	cast := 0
	for i := range events {
		if events[i].Event == engine.EventCast {
			cast++
		}
		stored, err := json.Marshal(events[i])
		require.NoError(e.t, err)
		for _, choice := range choices {
			if strings.Contains(string(stored), `"`+choice+`"`) {
				return "可见", string(stored)
			}
		}
	}
	require.NotZero(e.t, cast, "nobody has cast a ballot yet")
	return "看不到", all.String()
}
