package handlers_test

import (
	"net/http"
	"testing"

	"dandang/engine"

	"github.com/stretchr/testify/require"
)

func TestAct_BindsTheCommandExactly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got engine.Command
	w.engine.act = func(c engine.Command) (engine.Result, error) {
		got = c
		return engine.Result{Case: engine.Case{ID: c.Case}, Event: 3, Replayed: true}, nil
	}
	r := w.as("ann", http.MethodPost, "/api/v1/cases/x/events", `{"event":"record","task":"t1","opinion":"同意","items":["reason"],"to":"draft",
		"fields":{"amount":"12.30","n":9007199254740993,"d":0.1,"list":[1,{"deep":2.50}],"none":null},
		"sheet":{"held_on":"2026-03-02","present":["ann","own"],"yes":2,"no":0,"abstain":0,"minutes":"纪要"}}`,
		"Idempotency-Key", "key-00001", "If-Match", `"7-12"`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, "true", r.Header.Get("Idempotency-Replayed"))
	require.Equal(t, `"1-2"`, r.Header.Get("ETag"))
	require.Equal(t, engine.DoEvent, got.Kind)
	require.Equal(t, []string{"x", "record", "t1", "同意", "draft", "ann", "key-00001"}, []string{got.Case, got.Event, got.Task, got.Opinion, got.To, got.Actor, got.Key})
	require.Equal(t, []string{"reason"}, got.Items)
	require.Equal(t, 7, *got.Round)
	require.EqualValues(t, 12, *got.Content)
	require.Equal(t, &engine.Sheet{HeldOn: "2026-03-02", Present: []string{"ann", "own"}, Yes: 2, Minutes: "纪要"}, got.Sheet)
	require.Equal(t, engine.Fields{
		"amount": "12.30", "n": int64(9007199254740993), "d": "0.1", "list": []any{int64(1), map[string]any{"deep": "2.50"}}, "none": nil,
	}, got.Fields, "no number passes through a float")
	require.NotEmpty(t, got.ID)
}

func TestAct_RequestHashTellsRequestsApartAndNotTheirSpelling(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token := w.token("ann")
	hash := func(path, body string) string {
		var got string
		w.engine.act = func(c engine.Command) (engine.Result, error) {
			got = c.KeyHash
			return engine.Result{Case: engine.Case{ID: "x"}}, nil
		}
		r := w.do(http.MethodPost, path, body, "Authorization", "Bearer "+token, "Idempotency-Key", "key-00001")
		require.Equal(t, http.StatusOK, r.StatusCode, r.text)
		return got
	}
	first := hash("/api/v1/cases/x/events", `{"event":"a","fields":{"p":"1","q":"2"}}`)
	require.Len(t, first, 64)
	require.Equal(t, first, hash("/api/v1/cases/x/events", `{ "fields": {"q":"2","p":"1"}, "event":"a" }`))
	require.NotEqual(t, first, hash("/api/v1/cases/x/events", `{"event":"a","fields":{"p":"1","q":"3"}}`))
	require.NotEqual(t, first, hash("/api/v1/cases/y/events", `{"event":"a","fields":{"p":"1","q":"2"}}`))
}

func TestAct_HeadersAreChecked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for rule, c := range map[string]struct {
		name, value, field string
	}{
		"a weak or foreign ETag":   {"If-Match", `W/"1-2"`, "header.If-Match"},
		"an ETag without quotes":   {"If-Match", `1-2`, "header.If-Match"},
		"an ETag beyond numbers":   {"If-Match", `"1-99999999999999999999"`, "header.If-Match"},
		"a key too short to be so": {"Idempotency-Key", "k", "header.Idempotency-Key"},
	} {
		r := w.as("ann", http.MethodPost, "/api/v1/cases/x/events", `{"event":"submit"}`, c.name, c.value)
		require.Equal(t, http.StatusUnprocessableEntity, r.StatusCode, rule)
		require.Equal(t, c.field, r.json["errors"].([]any)[0].(map[string]any)["field"], rule)
	}
	r := w.as("ann", http.MethodPost, "/api/v1/cases/x/events", `{"event":"submit"}`, "If-Match", "*")
	require.Equal(t, http.StatusOK, r.StatusCode)
}

func TestAct_WhoSeesTheCaseNoLongerGetsNoContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.view = func(string, string) (engine.View, error) { return engine.View{}, missing() }
	r := w.as("ann", http.MethodPost, "/api/v1/cases/x/events", `{"event":"recuse","opinion":"亲属"}`)
	require.Equal(t, http.StatusNoContent, r.StatusCode)
	require.Empty(t, r.text)
}

func TestOpen_AnswersCreatedWithItsPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var drafts []bool
	w.engine.act = func(c engine.Command) (engine.Result, error) {
		require.Equal(t, engine.DoOpen, c.Kind)
		drafts = append(drafts, c.Draft)
		return engine.Result{Case: engine.Case{ID: "new"}}, nil
	}
	r := w.as("ann", http.MethodPost, "/api/v1/cases", `{"process":"small","fields":{"reason":"家庭困难"}}`)
	require.Equal(t, http.StatusCreated, r.StatusCode, r.text)
	require.Equal(t, "/api/v1/cases/new", r.Header.Get("Location"))
	require.Equal(t, "new", r.json["id"])
	w.as("ann", http.MethodPost, "/api/v1/cases", `{"process":"small","draft":true}`)
	require.Equal(t, []bool{false, true}, drafts)
}

func TestInbox_PagesByOpaqueCursorAndCountsStopAt99(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.counts = map[engine.Box]int{engine.BoxTodo: 3, engine.BoxDone: 100, engine.BoxCC: 99}
	var asked []engine.InboxQuery
	w.engine.inbox = func(q engine.InboxQuery) ([]engine.Item, error) {
		asked = append(asked, q)
		var items []engine.Item
		for i := range 3 {
			at := int64(i + 1)
			if at <= q.AfterAt {
				continue
			}
			items = append(items, engine.Item{Row: engine.InboxRow{Seat: engine.Seat{SortAt: at, Task: "t"}, Task: engine.Task{ID: "t", State: "draft"}, Case: engine.Case{ID: "x"}}})
		}
		return items[:min(len(items), q.Limit)], nil
	}
	first := w.as("ann", http.MethodGet, "/api/v1/inbox?limit=2", "")
	require.Len(t, first.json["items"], 2)
	require.Equal(t, map[string]any{"todo": "3", "pool": "0", "done": "99+", "cc": "99", "read": "0", "mine": "0"}, first.json["counts"])
	next, _ := first.json["next"].(string)
	require.NotEmpty(t, next)
	second := w.as("ann", http.MethodGet, "/api/v1/inbox?limit=2&counts=false&cursor="+next, "")
	require.Len(t, second.json["items"], 1)
	require.NotContains(t, second.json, "counts", "they were not asked for")
	require.NotContains(t, second.json, "next")
	require.Equal(t, engine.InboxQuery{Person: "ann", Box: engine.BoxTodo, AfterAt: 2, AfterTask: "t", Limit: 3}, asked[1])
	require.Equal(t, "invalid", w.as("ann", http.MethodGet, "/api/v1/inbox?box=done&cursor="+next, "").code(), "a cursor belongs to its box")
}
