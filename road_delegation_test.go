package main

import (
	"net/http"
	"testing"

	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

func TestRoad_DelegationOnSQLite(t *testing.T) { delegation(t, newRoad(t)) }

func TestRoad_DelegationOnMariaDB(t *testing.T) {
	delegation(t, newRoad(t, "--db", mariadbtest.DSN(t)))
}

// delegation hands a clerk's turn over by HTTP: the delegate finds it in his inbox, acts, and both names stand in the record;
// chains, loops and others' delegations are refused, and what is taken back ends at once.
func delegation(t *testing.T, r *road) {
	t.Helper()
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	require.Equal(t, http.StatusOK, r.fill(r.file("sunlixin"), "ROAD-D").status)
	r.act("sunlixin", "提交", nil, "单位核实")
	today := r.get("/api/v1/session").text("now")[:10]
	body := map[string]any{"delegate": "liujingyi", "from": today, "until": today, "processes": []string{"care-fund"}, "reason": "出差"}
	require.Equal(t, http.StatusNotFound, r.who("liujingyi").get("/api/v1/cases/"+r.id).status)

	wrong := map[string]any{"delegate": "liujingyi", "from": "2026-01-01", "until": "2026-01-02", "reason": "出差"}
	require.Contains(t, string(r.who("qinminghui").post("/api/v1/me/delegations", wrong).body), "until")
	wrong = map[string]any{"delegate": "qinminghui", "from": today, "until": today, "reason": "出差"}
	a := r.who("qinminghui").post("/api/v1/me/delegations", wrong)
	require.Equal(t, http.StatusUnprocessableEntity, a.status)
	require.Contains(t, string(a.body), "不能委托本人")

	a = r.who("qinminghui").post("/api/v1/me/delegations", body)
	require.Equal(t, http.StatusCreated, a.status, "%s", a.body)
	first := a.text("delegation", "id")
	require.NotEqual(t, "0", a.text("cases"), "the open case is seated anew at once")
	for _, loop := range []map[string]any{
		{"delegate": "qinminghui", "from": today, "until": today, "reason": "休假"},
		{"delegate": "heping", "from": today, "until": today, "reason": "休假"},
	} {
		a = r.who("liujingyi").post("/api/v1/me/delegations", loop)
		require.Equal(t, http.StatusUnprocessableEntity, a.status)
		require.Contains(t, string(a.body), `"delegate"`, "the field that is wrong: %s", a.body)
	}
	item := r.who("liujingyi").get("/api/v1/inbox").items()[0]
	require.Equal(t, "qinminghui", item["for"].(map[string]any)["id"])
	require.Equal(t, http.StatusNotFound, r.who("liujingyi").send(http.MethodDelete, "/api/v1/me/delegations/"+first, nil, nil).status, "not his to take back")
	require.Equal(t, http.StatusForbidden, r.who("liujingyi").get("/api/v1/admin/delegations").status)

	require.Equal(t, http.StatusOK, r.who("qinminghui").send(http.MethodDelete, "/api/v1/me/delegations/"+first, nil, nil).status)
	require.Empty(t, r.who("liujingyi").get("/api/v1/inbox").items(), "taken back, it ends at once")
	verdict := map[string]any{"fields": map[string]any{"困难程度": "特别困难", "核实说明": "属实"}}
	r.refused("liujingyi", "核实属实", verdict, http.StatusForbidden, "forbidden")

	body["person"] = "qinminghui"
	a = r.who("sunminghui").post("/api/v1/admin/delegations", body)
	require.Equal(t, http.StatusCreated, a.status, "an administrator enters it too: %s", a.body)
	r.act("liujingyi", "核实属实", verdict, "单位集体研究")
	lines := r.who("qinminghui").get("/api/v1/cases/" + r.id + "/history").items()
	require.Equal(t, "柳静怡代秦明辉", lines[len(lines)-1]["actor"])
	done := r.who("qinminghui").get("/api/v1/inbox?box=done").items()[0]
	require.Equal(t, "liujingyi", done["actor"].(map[string]any)["id"], "the principal finds it under 已办, and who did it for him")
	given := r.who("qinminghui").get("/api/v1/me/delegations").items()
	require.Len(t, given, 2)
	require.Equal(t, "ended", given[1]["status"])
	require.Len(t, r.who("sunminghui").get("/api/v1/admin/delegations?person=liujingyi").items(), 2)
	require.Equal(t, http.StatusOK, r.who("sunminghui").send(http.MethodDelete, "/api/v1/admin/delegations/"+a.text("delegation", "id"), nil, nil).status)
}
