package handlers_test

import (
	"net/http"
	"testing"

	"dandang/engine"

	"github.com/stretchr/testify/require"
)

func TestTurns_EachRouteBindsItsCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var got engine.Command
	w.engine.act = func(c engine.Command) (engine.Result, error) {
		got = c
		return engine.Result{Case: engine.Case{ID: c.Case}, Event: 1}, nil
	}
	for name, c := range map[string]struct {
		body string
		want engine.Command
	}{
		"claim":    {"", engine.Command{}},
		"release":  {"", engine.Command{}},
		"transfer": {`{"people":["own"],"reason":"出差"}`, engine.Command{People: []string{"own"}, Opinion: "出差"}},
		"delegate": {`{"people":["own","fin"],"reason":"请看"}`, engine.Command{People: []string{"own", "fin"}, Opinion: "请看"}},
		"unsign":   {`{"people":["own"],"reason":"够了"}`, engine.Command{People: []string{"own"}, Opinion: "够了"}},
		"sign": {`{"people":["own"],"reason":"把关","place":"after","mode":"all"}`, engine.Command{
			People: []string{"own"}, Opinion: "把关", Place: "after", Mode: "all",
		}},
	} {
		r := w.as("ann", http.MethodPost, "/api/v1/tasks/t1/"+name, c.body, "Idempotency-Key", "key-"+name, "If-Match", `"3-4"`)
		require.Equal(t, http.StatusOK, r.StatusCode, "%s %s", name, r.text)
		require.Equal(t, `"1-2"`, r.Header.Get("ETag"))
		require.Equal(t, []any{engine.DoEvent, "case-of-t1", "t1", name, "ann", "key-" + name}, []any{got.Kind, got.Case, got.Task, got.Event, got.Actor, got.Key})
		require.Equal(t, 3, *got.Round)
		require.EqualValues(t, 4, *got.Content)
		require.Equal(t, c.want, engine.Command{People: got.People, Opinion: got.Opinion, Place: got.Place, Mode: got.Mode}, name)
	}
	bad := w.as("ann", http.MethodPost, "/api/v1/tasks/t1/sign", `{"people":["own"],"reason":"x","place":"never","mode":"all"}`)
	require.Equal(t, http.StatusUnprocessableEntity, bad.StatusCode, bad.text)
}
