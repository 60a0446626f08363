package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// patternEdge is the API over one of the patterns, after some steps: base is what the scenario file of the pattern has under
// 基础, steps what happens first.
func patternEdge(t *testing.T, name, steps string) *stageEdge {
	t.Helper()
	text, err := os.ReadFile("processes/_patterns/" + name + ".yaml")
	require.NoError(t, err)
	tests, err := os.ReadFile("processes/_patterns/" + name + ".test.yaml")
	require.NoError(t, err)
	base, _, _ := strings.Cut(string(tests), "\n样例:")
	src := base + "\n样例:\n  - 名称: 接口\n    步骤:\n" + steps
	table := &scenario.Outsiders{Scenario: "接口", Case: "一"}
	stage, err := table.Play(t.Context(), scenario.File{Name: name + ".test.yaml", Source: []byte(src), ProcessName: name + ".yaml", Process: text}, nil)
	require.NoError(t, err)
	return newStageEdge(t, stage)
}

// Batch by HTTP: each item its own result, one stale item keeps nobody back, and the same request again gets the same answers.
func TestEdge_BatchGivesEachItemItsOwnResult(t *testing.T) {
	t.Parallel()
	e := patternEdge(t, "batch", `
      - {办件: 一, 照办: 到归档}
      - {办件: 二, 照办: 到归档}
      - {办件: 三, 照办: 到归档}
`)
	var items []string
	lines := e.ask("档丁", http.MethodGet, "/api/v1/inbox", "").items()
	require.Len(t, lines, 3)
	for i, line := range lines {
		line := line.(map[string]any)
		require.Equal(t, "归档", line["batch"].([]any)[0].(map[string]any)["id"])
		seen := e.ask("档丁", http.MethodGet, "/api/v1/cases/"+line["case"].(string), "").header.Get("ETag")
		if i == 1 {
			edited := e.ask("档丁", http.MethodPatch, "/api/v1/cases/"+line["case"].(string), `{"fields":{"附注":"缺页已补"}}`)
			require.Equal(t, http.StatusOK, edited.status, edited.text)
		}
		items = append(items, fmt.Sprintf(`{"task":%q,"event":"归档","opinion":"已归","if_match":%q}`, line["task"], seen))
	}
	items = append(items, `{"task":"none","event":"归档"}`)
	body := `{"items":[` + strings.Join(items, ",") + `]}`
	for _, replayed := range []bool{false, true} {
		a := e.askKeyed("档丁", http.MethodPost, "/api/v1/batch", body, "batch-key-1")
		require.Equal(t, http.StatusOK, a.status, a.text)
		var got []float64
		for _, item := range a.items() {
			got = append(got, item.(map[string]any)["status"].(float64))
		}
		require.Equal(t, []float64{200, 412, 200, 404}, got, a.text)
		require.InDelta(t, 2, a.json["done"], 0)
		require.Equal(t, replayed, a.items()[0].(map[string]any)["replayed"] == true)
		require.Equal(t, "stale_view", a.items()[1].(map[string]any)["code"])
	}
	require.Len(t, e.ask("档丁", http.MethodGet, "/api/v1/inbox", "").items(), 1)
	other := e.askKeyed("档丁", http.MethodPost, "/api/v1/batch", strings.Replace(body, "已归", "改口", 1), "batch-key-1")
	require.Equal(t, "key_reused", other.items()[0].(map[string]any)["code"])
	many := `{"items":[` + strings.Repeat(items[3]+",", 100) + items[3] + `]}`
	require.Equal(t, http.StatusUnprocessableEntity, e.ask("档丁", http.MethodPost, "/api/v1/batch", many).status)
}
