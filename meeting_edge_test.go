package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A meeting by HTTP: one agenda, one roll, each item its own result; who must keep out of an item reads nothing of it, in the
// meeting or its minutes, and the minutes get their number once all is confirmed.
func TestEdge_MeetingRecordsAndConfirmsItemByItem(t *testing.T) {
	t.Parallel()
	e := patternEdge(t, "meeting", "      - {照办: 三件}\n      - {办件: 一, 期望: {环节: 集体研究}}\n")
	const path = "/api/v1/meetings"
	var cases []string
	for _, line := range e.ask("秘甲", http.MethodGet, "/api/v1/inbox", "").items() {
		require.Equal(t, "record", line.(map[string]any)["kind"])
		cases = append(cases, line.(map[string]any)["case"].(string))
	}
	require.Len(t, cases, 3)
	body := fmt.Sprintf(`{"body":"常委会","held_on":"2026-09-07","place":"三楼","cases":["%s"]}`, strings.Join(cases, `","`))
	require.Equal(t, "invalid", e.ask("常甲", http.MethodPost, path, body).code())
	called := e.ask("秘甲", http.MethodPost, path, body)
	require.Equal(t, http.StatusCreated, called.status, called.text)
	id := called.json["id"].(string)
	require.Equal(t, "conflict", e.ask("秘乙", http.MethodPost, path, body).code())
	require.Equal(t, http.StatusNotFound, e.ask("张三", http.MethodGet, path+"/"+id, "").status, "an applicant takes no part")
	require.Empty(t, e.ask("维护", http.MethodGet, path, "").items())
	looked := e.ask("维护", http.MethodGet, path+"?limit=1", "")
	require.Empty(t, looked.items(), "the one looked at is not for him")
	next, _ := looked.json["next"].(string)
	require.NotEmpty(t, next, "there may be more")
	rest := e.ask("维护", http.MethodGet, path+"?limit=1&cursor="+next, "")
	require.Empty(t, rest.items())
	require.Nil(t, rest.json["next"])
	require.Len(t, e.ask("秘甲", http.MethodGet, path+"?limit=1", "").items(), 1)

	changed := e.ask("秘甲", http.MethodPut, path+"/"+id, strings.Replace(body, `"place":"三楼"`, `"place":"四楼","rev":1`, 1))
	require.Equal(t, "四楼", changed.json["place"], changed.text)
	require.Equal(t, http.StatusPreconditionFailed, e.ask("秘甲", http.MethodPut, path+"/"+id, strings.Replace(body, `"place":"三楼"`, `"place":"五楼","rev":1`, 1)).status)

	// The second case is about 常丙: he is told of two items only.
	full, his := e.ask("秘乙", http.MethodGet, path+"/"+id, "").json["items"].([]any), e.ask("常丙", http.MethodGet, path+"/"+id, "").json["items"].([]any)
	require.Len(t, full, 3)
	require.Len(t, his, 2)
	var entered []string
	for _, item := range full {
		item := item.(map[string]any)
		n := len(item["members"].([]any))
		entered = append(entered, fmt.Sprintf(`{"case":%q,"yes":%d,"no":0,"abstain":0,"minutes":"研究了%s","fields":{"结论":"可行"}}`, item["case"], n, item["case"]))
	}
	roll := func(rev int, items ...string) string {
		return fmt.Sprintf(`{"rev":%d,"present":["常甲","常乙","常丙"],"chair":"常甲","chair_last":true,"items":[%s]}`, rev, strings.Join(items, ","))
	}
	require.Equal(t, http.StatusPreconditionFailed, e.ask("秘甲", http.MethodPost, path+"/"+id+"/record", roll(1, entered...)).status)
	wrong := strings.Replace(entered[0], `"no":0`, `"no":4`, 1)
	recorded := e.ask("秘甲", http.MethodPost, path+"/"+id+"/record", roll(2, wrong, entered[1], entered[2]))
	require.Equal(t, http.StatusOK, recorded.status, recorded.text)
	results := recorded.json["results"].([]any)
	require.Equal(t, []any{false, true, true}, []any{results[0].(map[string]any)["done"], results[1].(map[string]any)["done"], results[2].(map[string]any)["done"]}, recorded.text)
	require.Equal(t, "sheet.yes", results[0].(map[string]any)["errors"].([]any)[0].(map[string]any)["field"])
	require.Equal(t, http.StatusOK, e.ask("秘甲", http.MethodPost, path+"/"+id+"/record", roll(3, entered[0])).status)

	own := e.ask("秘甲", http.MethodPost, path+"/"+id+"/confirm", `{}`)
	require.Equal(t, "separation", own.json["results"].([]any)[0].(map[string]any)["code"])
	done := e.ask("秘乙", http.MethodPost, path+"/"+id+"/confirm", `{}`)
	require.Equal(t, http.StatusOK, done.status, done.text)
	require.Equal(t, "常委会纪要〔2026〕1号", done.json["meeting"].(map[string]any)["number"], done.text)

	minutes, err := e.Engine.Minutes(t.Context(), "秘甲", id)
	require.NoError(t, err)
	text := strings.Join(minutes.Text, "\n")
	require.Equal(t, "常委会会议纪要", minutes.Title)
	require.Contains(t, text, "回避：常丙。\n应到2人，实到2人；同意2票，不同意0票，弃权0票。表决结果：同意。")
	require.Contains(t, text, "应到3人，实到3人；同意3票")
	require.Contains(t, minutes.Sign[0], "记录：秘甲　确认：秘乙")
	ids := strings.NewReplacer(cases[0], "事项一", cases[1], "事项二", cases[2], "事项三")
	sameFile(t, "docs/documents/minutes.txt", ids.Replace(strings.Join(append([]string{minutes.Title, minutes.Number, text}, minutes.Sign...), "\n"))+"\n")
	kept, err := e.Engine.Minutes(t.Context(), "常丙", id)
	require.NoError(t, err)
	require.NotContains(t, strings.Join(kept.Text, "\n"), "应到2人")
	for _, c := range cases {
		faults, err := e.Engine.Verify(t.Context(), c)
		require.NoError(t, err)
		require.Empty(t, faults)
	}
}
