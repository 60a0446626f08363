package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// taken reads a table that the API handed over.
func taken(t *testing.T, a answer) [][]string {
	t.Helper()
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	f, err := excelize.OpenReader(bytes.NewReader(a.body))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	rows, err := f.GetRows("台账")
	require.NoError(t, err)
	return rows
}

const formula = `=HYPERLINK("http://evil.example","点我")`

func TestExport_OfOneselfAndOfOverseersThroughHTTP(t *testing.T) {
	r := newRoad(t)
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	r.fill(r.file("sunlixin"), formula)
	r.act("sunlixin", "提交", nil, "单位核实")
	const path = "/api/v1/export?process=care-fund"

	own := r.who("sunlixin").get(path)
	rows := taken(t, own)
	require.Contains(t, own.header.Get("Content-Disposition"), "attachment")
	require.Equal(t, "干部关爱专项资金申请台账", rows[0][0])
	require.Contains(t, rows[1][0], "导出人:孙立新")
	require.Contains(t, rows[1][0], "内部")
	require.Equal(t, "编号", rows[2][0])
	require.Equal(t, r.last.text("number"), rows[3][0], "the newest comes first")
	require.Contains(t, rows[3], "'"+formula, "what would run as a formula is a text")
	csv := r.who("sunlixin").get(path + "&format=csv")
	require.Contains(t, string(csv.body), `"'=HYPERLINK(""http://evil.example"",""点我"")"`)

	refused := r.who("sunlixin").get(path + "&scope=all")
	require.Equal(t, "role_required", refused.text("code"))
	all := taken(t, r.who("geshaojie").get(path+"&scope=all"))
	require.Greater(t, len(all), 3)
	for _, row := range all[2:] {
		require.LessOrEqual(t, len(row), 10, "an overseer gets no form")
		require.NotContains(t, strings.Join(row, " "), "何平")
	}
	owner := r.who("hezixuan").get("/api/v1/roster?process=care-fund&scope=all&limit=1")
	require.Len(t, owner.items(), 1)
	require.NotEmpty(t, owner.text("next"))
	require.Empty(t, r.who("mahaitao").get("/api/v1/roster?process=care-fund").items(), "a stranger has no case")
	require.Equal(t, "not_found", r.who("geshaojie").get("/api/v1/export?process=none").text("code"))
	require.Equal(t, "invalid", r.who("geshaojie").get(path+"&month=2026-13").text("code"))

	require.Equal(t, http.StatusForbidden, r.who("geshaojie").get("/api/v1/exports").status)
	log := r.who("taoguodong").get("/api/v1/exports").items()
	require.Equal(t, false, log[0]["done"], "what broke off is on record too")
	require.Equal(t, true, log[1]["done"])
	require.Equal(t, "geshaojie", log[1]["actor"].(map[string]any)["id"])
	require.EqualValues(t, len(all)-3, log[1]["rows"])
}
