package handlers_test

import (
	"net/http"
	"testing"

	"dandang/engine"
	"dandang/engine/workday"

	"github.com/stretchr/testify/require"
)

func TestForecast_IsShownAsTheEngineTellsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var asked engine.Fields
	w.engine.ahead = func(actor, id string, given engine.Fields) (engine.Forecast, error) {
		asked = given
		if id != "x" || actor != "ann" {
			return engine.Forecast{}, missing()
		}
		return engine.Forecast{Stops: []engine.Stop{
			{
				State: "draft", Turns: []engine.Call{{Posts: "经办人", Due: workday.Due{At: 1, Date: "2026-09-04"}}},
				Ways: []engine.Way{{Event: "submit", Name: "提交", To: 1, If: []string{"amount <= 500"}, Needs: []string{"金额"}}},
			},
			{State: "done", Outcome: "已同意"},
		}}, nil
	}
	r := w.as("ann", http.MethodGet, "/api/v1/cases/x/forecast", "")
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	stops, _ := r.json["stops"].([]any)
	require.Len(t, stops, 2)
	first, _ := stops[0].(map[string]any)
	turns, _ := first["turns"].([]any)
	require.Equal(t, "2026-09-04", turns[0].(map[string]any)["due"].(map[string]any)["date"])
	require.Equal(t, []any{map[string]any{"event": "submit", "name": "提交", "to": 1.0, "if": []any{"amount <= 500"}, "needs": []any{"金额"}}}, first["ways"])
	require.Equal(t, "已同意", stops[1].(map[string]any)["outcome"])

	r = w.as("ann", http.MethodPost, "/api/v1/cases/x/forecast", `{"fields":{"amount":"12.30"}}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, engine.Fields{"amount": "12.30"}, asked)
	require.Equal(t, http.StatusNotFound, w.as("own", http.MethodGet, "/api/v1/cases/x/forecast", "").StatusCode)
}

func TestForm_IsTriedWithWhatIsNotSaved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.try = func(actor, id string, given engine.Fields) (engine.Tryout, error) {
		require.Equal(t, engine.Fields{"amount": "much"}, given)
		if id != "x" || actor != "ann" {
			return engine.Tryout{}, missing()
		}
		return engine.Tryout{Needed: []engine.FieldProblem{{Field: "kind", Msg: "请填写类型"}}, Wrong: []engine.FieldProblem{{Field: "amount", Msg: "不是金额"}}}, nil
	}
	r := w.as("ann", http.MethodPost, "/api/v1/cases/x/form", `{"fields":{"amount":"much"}}`)
	require.Equal(t, http.StatusOK, r.StatusCode, r.text)
	require.Equal(t, []any{map[string]any{"field": "kind", "message": "请填写类型"}}, r.json["needed"])
	require.Equal(t, []any{map[string]any{"field": "amount", "message": "不是金额"}}, r.json["errors"])
	require.Equal(t, []any{}, r.json["idle"], "a list, not nothing")
	require.Equal(t, http.StatusNotFound, w.as("own", http.MethodPost, "/api/v1/cases/x/form", `{"fields":{"amount":"much"}}`).StatusCode)
}
