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

// A special case by HTTP: one proposes, another confirms, and neither needs to see the case; everybody else is refused.
func TestEdge_InterventionNeedsTwoPeopleAndThePermission(t *testing.T) {
	t.Parallel()
	e := patternEdge(t, "intervention", "      - {办件: 一, 照办: 到拨付}\n")
	const path = "/api/v1/admin/interventions"
	options := e.ask("处甲", http.MethodGet, path+"/options?case="+e.Case, "")
	require.Equal(t, http.StatusOK, options.status, options.text)
	require.Equal(t, "经办", options.json["jump"].([]any)[0].(map[string]any)["id"])
	require.Equal(t, "已终止", options.json["close"].([]any)[0].(map[string]any)["id"])
	require.Equal(t, http.StatusNotFound, e.ask("处甲", http.MethodGet, "/api/v1/cases/"+e.Case, "").status, "who intervenes does not read cases")

	body := fmt.Sprintf(`{"case":%q,"kind":"close","to":"已终止","reason":"重复申请"}`, e.Case)
	for _, who := range []string{"财甲", "处乙", "管理员"} {
		require.Equal(t, "role_required", e.ask(who, http.MethodPost, path, body).json["code"], who)
	}
	wrong := e.ask("处甲", http.MethodPost, path, strings.Replace(body, "已终止", "已拨付", 1))
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text, `"to"`)
	require.Equal(t, http.StatusCreated, e.ask("处甲", http.MethodPost, path, body).status)

	list := e.ask("处乙", http.MethodGet, path, "").items()
	require.Len(t, list, 1)
	row := list[0].(map[string]any)
	require.Equal(t, "终止办理(已终止)", row["text"])
	mine := e.ask("处甲", http.MethodGet, path, "").items()[0].(map[string]any)
	require.Contains(t, mine["may_not"], "另一人")
	id := row["id"].(string)
	require.Equal(t, "separation", e.ask("处甲", http.MethodPost, path+"/"+id+"/confirm", `{"reason":"属实"}`).json["code"])
	require.Equal(t, "role_required", e.ask("财甲", http.MethodPost, path+"/"+id+"/confirm", `{"reason":"属实"}`).json["code"])
	done := e.ask("处乙", http.MethodPost, path+"/"+id+"/confirm", `{"reason":"属实"}`)
	require.Equal(t, http.StatusOK, done.status, done.text)
	require.Equal(t, "已终止", done.json["state"].(map[string]any)["id"])
	require.Equal(t, http.StatusConflict, e.ask("处乙", http.MethodPost, path+"/"+id+"/refuse", `{"reason":"迟了"}`).status)
	require.Empty(t, e.ask("处乙", http.MethodGet, path, "").items())
	lines := e.ask("经甲", http.MethodGet, "/api/v1/cases/"+e.Case+"/history", "").items()
	require.Equal(t, "特殊处置:终止办理(已终止)", lines[len(lines)-1].(map[string]any)["name"])
}

// A proposal by HTTP: who decides reads it with the case and adopts it in one act; the applicant reads nothing of it.
func TestEdge_ProposalIsReadFirstAndAdoptedInOneAct(t *testing.T) {
	t.Parallel()
	e := patternEdge(t, "proposal", "      - {办件: 一, 照办: 到收文}\n")
	path := "/api/v1/cases/" + e.Case
	events := e.ask("收甲", http.MethodGet, path+"/events", "")
	require.Contains(t, events.text, `"kind":"suggest"`)
	done := e.ask("收甲", http.MethodPost, path+"/events", `{"event":"拟办","opinion":"拟请规划科承办","suggest":{"承办":"承甲","承办单位":"规划科"}}`)
	require.Equal(t, http.StatusOK, done.status, done.text)
	seen := e.ask("李局", http.MethodGet, path, "").json["proposal"].(map[string]any)
	require.Equal(t, "拟请规划科承办", seen["text"])
	require.Equal(t, []any{"采纳"}, seen["adopt"])
	require.Equal(t, "承甲", seen["fields"].(map[string]any)["承办"])
	require.NotContains(t, e.ask("张三", http.MethodGet, path, "").text, "规划科")
	require.NotContains(t, e.ask("张三", http.MethodGet, path+"/history", "").text, "规划科")
	adopted := e.ask("李局", http.MethodPost, path+"/events", `{"event":"采纳"}`)
	require.Equal(t, "承办", adopted.json["state"].(map[string]any)["id"], adopted.text)
	lines := e.ask("承甲", http.MethodGet, path+"/history", "").items()
	require.Equal(t, true, lines[len(lines)-1].(map[string]any)["adopted"])
	require.Equal(t, "承办单位", lines[len(lines)-2].(map[string]any)["suggest"].([]any)[0].(map[string]any)["label"])
	form, err := e.Engine.CaseForm(t.Context(), "李局", e.Case, false)
	require.NoError(t, err)
	require.Contains(t, fmt.Sprint(form.Steps), "拟请规划科承办（建议承办单位：规划科）（建议承办人：承甲）")
	faults, err := e.Engine.Verify(t.Context(), e.Case)
	require.NoError(t, err)
	require.Empty(t, faults)
}

// A hand-over by HTTP: the preview changes nothing, then each turn goes by an act of its own and what may not go says why.
func TestEdge_HandoverTellsFirstAndKeepsWhatMayNotGo(t *testing.T) {
	t.Parallel()
	e := patternEdge(t, "intervention", `
      - {办件: 一, 照办: 申请}
      - {办件: 二, 照办: 到表决}
`)
	ask := func(from string, preview bool) said {
		return e.ask("管理员", http.MethodPost, "/api/v1/admin/handover", fmt.Sprintf(`{"from":%q,"to":"新人","reason":"调离","preview":%v}`, from, preview))
	}
	for _, preview := range []bool{true, false} {
		a := ask("经甲", preview)
		require.Equal(t, http.StatusOK, a.status, a.text)
		require.Equal(t, "handed", a.items()[0].(map[string]any)["result"])
		held := len(e.ask("新人", http.MethodGet, "/api/v1/inbox", "").items())
		require.Equal(t, preview, held == 0)
	}
	vote := ask("班甲", false).items()[0].(map[string]any)
	require.Equal(t, "stays", vote["result"])
	require.Contains(t, vote["why"], "票决")
	require.Equal(t, "role_required", e.ask("处甲", http.MethodPost, "/api/v1/admin/handover", `{"from":"班甲","to":"新人","reason":"x"}`).json["code"])
}
