package main

import (
	"net/http"
	"testing"

	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

func TestRoad_ACalendarChangeTellsEveryDueOnSQLite(t *testing.T) { localClosure(t, newRoad(t)) }

func TestRoad_ACalendarChangeTellsEveryDueOnMariaDB(t *testing.T) {
	localClosure(t, newRoad(t, "--db", mariadbtest.DSN(t)))
}

// localClosure closes a day by a local decision: first as a preview, then for good, with everything on the record.
func localClosure(t *testing.T, r *road) {
	t.Helper()
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	r.fill(r.file("sunlixin"), "CAL-1")
	r.act("sunlixin", "提交", nil, "单位核实")
	dueOf := func() string { return r.who("qinminghui").get("/api/v1/cases/"+r.id).text("due", "date") }
	before := dueOf()
	admin := r.who("sunminghui")
	const path = "/api/v1/admin/calendar/2026"
	read := admin.get(path)
	year := map[string]any{}
	for _, key := range []string{"published", "source", "off", "makeup"} {
		year[key] = read.json[key]
	}
	year["overrides"] = []any{map[string]any{"date": "2026-03-04", "work": false, "source": "市政办〔2026〕3号"}}
	mine := func(a answer) (kinds []string) {
		require.Equal(t, http.StatusOK, a.status, "%s", a.body)
		moved, _ := a.json["moved"].([]any)
		for _, m := range moved {
			if m := m.(map[string]any); m["case"] == r.id {
				require.Less(t, m["old"].(map[string]any)["date"], m["new"].(map[string]any)["date"])
				kinds = append(kinds, m["kind"].(string))
			}
		}
		return kinds
	}
	preview := admin.post(path+"/preview", year)
	require.Equal(t, []string{"case", "task"}, mine(preview))
	require.Equal(t, before, dueOf(), "a preview changes nothing")
	require.Equal(t, read.json["revision"], preview.json["revision"])
	require.Empty(t, admin.get(path+"/changes").items())
	year["revision"], year["reason"] = preview.json["revision"], "冰雪天气停止办公"
	require.Equal(t, http.StatusForbidden, r.who("sunlixin").send(http.MethodPut, path, year, nil).status)
	saved := admin.send(http.MethodPut, path, year, nil)
	require.Equal(t, []string{"case", "task"}, mine(saved))
	require.Len(t, saved.json["moved"], len(preview.json["moved"].([]any)), "as it was foreseen")
	require.Less(t, before, dueOf())
	require.Equal(t, "conflict", admin.send(http.MethodPut, path, year, nil).text("code"), "the preview was made on an earlier calendar")
	log := admin.get(path + "/changes").items()
	require.Len(t, log, 1)
	require.Equal(t, "冰雪天气停止办公", log[0]["reason"])
	require.Equal(t, "sunminghui", log[0]["by"].(map[string]any)["id"])
	require.Empty(t, log[0]["before"].(map[string]any)["overrides"])
	require.Len(t, log[0]["after"].(map[string]any)["overrides"], 1)
	lines := r.who("qinminghui").get("/api/v1/cases/" + r.id + "/history").items()
	last := lines[len(lines)-1]
	require.Equal(t, "工作日安排有变,重新计算时限", last["name"])
	require.Len(t, last["moved"], 2)
}
