package main

import (
	"net/http"
	"slices"
	"testing"

	"dandang/processes"

	"github.com/stretchr/testify/require"
)

// TestRoad_KeepersOfTheDirectory: what an administrator enters about relatives and leave takes effect on open cases at once;
// auditors read it, nobody else; the text of a version is the published one.
func TestRoad_KeepersOfTheDirectory(t *testing.T) {
	t.Parallel()
	r := newRoad(t)
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	require.Equal(t, http.StatusOK, r.fill(r.file("sunlixin"), "ROAD-K").status)
	r.act("sunlixin", "提交", nil, "单位核实")
	number := r.last.text("number")
	sees := func(who string) bool {
		return slices.ContainsFunc(r.who(who).get("/api/v1/inbox?limit=100").items(), func(i map[string]any) bool { return i["case"] == r.id })
	}
	require.True(t, sees("qinminghui"))

	kin := map[string]any{"a": "qinminghui", "b": "heping", "relation": "表亲"}
	admin := r.who("sunminghui")
	require.Equal(t, http.StatusForbidden, r.who("taoguodong").send(http.MethodPut, "/api/v1/admin/kin", kin, nil).status, "an auditor only reads")
	require.Equal(t, http.StatusForbidden, r.who("sunlixin").get("/api/v1/admin/people").status)
	a := admin.send(http.MethodPut, "/api/v1/admin/kin", kin, nil)
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	require.NotEqual(t, "0", a.text("cases"))
	require.False(t, sees("qinminghui"), "a relative keeps out at once")
	people := r.who("taoguodong").get("/api/v1/admin/people?q=qinminghui").items()
	require.Len(t, people, 1)
	require.Equal(t, "表亲", people[0]["kin"].([]any)[0].(map[string]any)["relation"])
	for field, wrong := range map[string]map[string]any{
		"a": {"a": "nobody", "b": "heping", "relation": "表亲"},
		"b": {"a": "heping", "b": "heping", "relation": "表亲"},
	} {
		a = admin.send(http.MethodPut, "/api/v1/admin/kin", wrong, nil)
		require.Equal(t, http.StatusUnprocessableEntity, a.status)
		require.Contains(t, string(a.body), `"field":"`+field+`"`)
	}
	delete(kin, "relation")
	require.Equal(t, http.StatusOK, admin.send(http.MethodPut, "/api/v1/admin/kin", kin, nil).status)
	require.True(t, sees("qinminghui"), "struck off, it holds no longer")
	require.Equal(t, http.StatusNotFound, admin.send(http.MethodPut, "/api/v1/admin/kin", kin, nil).status)

	today := r.get("/api/v1/session").text("now")[:10]
	leave := map[string]any{"person": "liming1", "from": today, "until": today, "reason": "病假"}
	require.Equal(t, http.StatusOK, admin.post("/api/v1/admin/leaves", leave).status)
	listed := admin.get("/api/v1/admin/leaves?person=liming1").items()
	require.Len(t, listed, 1)
	require.NotContains(t, listed[0], "delegate")
	require.Empty(t, admin.get("/api/v1/admin/delegations?person=liming1").items(), "nobody stands in: no delegation")
	require.Equal(t, today, admin.get("/api/v1/admin/people?q=liming1").items()[0]["away_until"])
	require.Equal(t, http.StatusOK, admin.send(http.MethodDelete, "/api/v1/admin/delegations/"+listed[0]["id"].(string), nil, nil).status)
	require.NotContains(t, admin.get("/api/v1/admin/people?q=liming1").items()[0], "away_until")

	first := admin.get("/api/v1/admin/people?limit=7")
	second := admin.get("/api/v1/admin/people?limit=7&cursor=" + first.text("next"))
	require.Len(t, first.items(), 7)
	require.NotEqual(t, first.items()[6]["id"], second.items()[0]["id"])
	for _, p := range admin.get("/api/v1/admin/people?limit=200&unit=shi-jtj").items() {
		require.Equal(t, "示例市交通运输局", p["unit"])
	}

	require.Equal(t, number, r.who("guoxiangdong").get("/api/v1/admin/interventions/options?case="+number).text("number"))

	text, err := processes.Source("care-fund.yaml")
	require.NoError(t, err)
	require.Equal(t, string(text), r.who("sunlixin").get("/api/v1/processes/care-fund/versions/1").text("text"))
	require.Equal(t, http.StatusNotFound, r.who("sunlixin").get("/api/v1/processes/care-fund/versions/9").status)
}
