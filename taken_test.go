package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

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

// A paper says what its reader may see and no more, and what people typed stays text.
func TestPrint_OfACaseThroughHTTP(t *testing.T) {
	r := newRoad(t)
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	path := "/api/v1/cases/" + r.id + "/print"
	r.fill(r.file("sunlixin"), "<script>alert(1)</script>")
	page := func(who, query string) string {
		t.Helper()
		a := r.who(who).get(path + query)
		require.Equal(t, http.StatusOK, a.status, "%s", a.body)
		return string(a.body)
	}
	require.Contains(t, page("sunlixin", "?format=html"), "尚未提交")
	r.act("sunlixin", "提交", nil, "单位核实")
	r.act("qinminghui", "核实属实", map[string]any{"opinion": "<b>属实</b>", "fields": map[string]any{"困难程度": "特别困难", "核实说明": "属实"}}, "单位集体研究")

	own := page("sunlixin", "?format=html")
	require.Contains(t, own, "15,000.00元（大写：壹万伍仟元整）")
	require.Contains(t, own, "2026年2月1日")
	require.Contains(t, own, "&lt;script&gt;alert(1)&lt;/script&gt;")
	require.Contains(t, own, "6222000000000001234")
	require.NotContains(t, own, "<script")
	subject := page("heping", "?format=html")
	require.NotContains(t, subject, "核实属实", "an applicant is not shown what handlers said")
	require.NotContains(t, subject, "单位集体研究")
	masked := page("sunlixin", "?format=html&masked=true")
	require.Contains(t, masked, "已脱敏")
	require.NotContains(t, masked, "6222000000000001234")
	clerk := page("qinminghui", "?format=html")
	require.Contains(t, clerk, "核实属实。&lt;b&gt;属实&lt;/b&gt;")
	require.Contains(t, clerk, "签名：秦明辉")
	require.Contains(t, clerk, "<th>部务会</th>", "stages ahead have a box")
	require.NotContains(t, clerk, "6222000000000001234", "what he may not read is masked on paper too")
	require.Contains(t, clerk, "已脱敏")
	require.True(t, strings.HasPrefix(page("qinminghui", ""), "%PDF-"))
	a := r.who("qinminghui").get(path + "?format=html")
	require.Contains(t, a.header.Get("Content-Security-Policy"), "style-src 'sha256-")
	require.NotContains(t, a.header.Get("Content-Security-Policy"), "script-src")
	require.Equal(t, http.StatusNotFound, r.who("mahaitao").get(path).status)
	require.Equal(t, "form", r.who("taoguodong").get("/api/v1/exports?limit=1").items()[0]["what"])
}

func TestStats_ThroughHTTPFreezeWithTheMonth(t *testing.T) {
	r := newRoad(t)
	const path = "/api/v1/stats?process=care-fund"
	now := r.who("geshaojie").get(path)
	require.Equal(t, http.StatusOK, now.status, "%s", now.body)
	require.Equal(t, "2026-03", now.text("period"))
	require.Equal(t, false, now.json["frozen"])
	require.NotEmpty(t, now.json["units"])
	require.Equal(t, http.StatusForbidden, r.who("sunlixin").get(path).status, "who handles cases does not oversee them")
	require.Equal(t, http.StatusForbidden, r.who("longchunmei").get(path).status, "another procedure's owner")
	require.Equal(t, http.StatusOK, r.who("hezixuan").get(path).status)
	require.Equal(t, "invalid", r.who("geshaojie").get(path+"&period=2026-3").text("code"))

	r.advance(t, "31 days")
	require.Eventually(t, func() bool {
		return r.who("geshaojie").get(path + "&period=2026-03").json["frozen"] == true
	}, 10*time.Second, 50*time.Millisecond, "the job freezes what has ended")
	require.Equal(t, false, r.who("geshaojie").get(path + "&period=2026-03&live=true").json["frozen"])
}
