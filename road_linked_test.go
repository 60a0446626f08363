package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Cases of 复核 and 诬告查处 are started by the case that they are about. By hand nobody opens one, whatever he says of an
// original: the catalogue does not offer them, and the way ahead is not told before there is one.
func TestRoad_WhatIsStartedByAnotherCaseIsNotOpenedByHand(t *testing.T) {
	t.Parallel()
	r := newRoad(t)
	invented := map[string]any{"原办件编号": "张容错〔2025〕99号", "原认定结论": "不予容错", "原经手人": []any{"caixiaodong"}}
	for process, who := range map[string]string{"reconsideration": "heping", "false-accusation": "caixiaodong"} {
		c := r.who(who)
		for _, item := range c.get("/api/v1/processes").items() {
			require.NotEqual(t, process, item["id"], "the catalogue offers it to %s", who)
		}
		form := c.get("/api/v1/processes/" + process)
		start := form.json["starts"].([]any)[0].(map[string]any)
		require.Equal(t, true, start["linked"])
		require.Equal(t, false, start["allowed"], "%s holds the post in whose name it is started", who)

		for path, body := range map[string]map[string]any{
			"/api/v1/cases": {"process": process, "fields": invented}, "/api/v1/processes/" + process + "/forecast": {"fields": invented},
		} {
			a := c.post(path, body)
			require.Equal(t, http.StatusForbidden, a.status, "%s: %s", path, a.body)
			require.Equal(t, "linked_only", a.text("code"))
			require.Contains(t, a.text("detail"), "只由原办件启动")
		}
	}
	kinds := map[string]int{}
	for _, item := range r.who("heping").get("/api/v1/cases").items() {
		kinds[item["process"].(map[string]any)["id"].(string)]++
	}
	require.Equal(t, 1, kinds["reconsideration"], "by way of the original he has one")
}
