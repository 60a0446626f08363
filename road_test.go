package main

import (
	"net/http"
	"testing"

	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

// road drives one case by HTTP alone.
type road struct {
	*client
	t        *testing.T
	password string
	people   map[string]*client
	id       string
	last     answer
}

func (r *road) who(username string) *client {
	r.t.Helper()
	if r.people[username] == nil {
		r.people[username] = r.as(username, r.password)
	}
	return r.people[username]
}

func (r *road) file(username string) []any {
	r.t.Helper()
	a := r.who(username).post("/api/v1/cases/"+r.id+"/files", upload{"扫描件.pdf", "%PDF-1.4\n%âãÏÓ\n1 0 obj"})
	require.Equal(r.t, http.StatusCreated, a.status, "%s", a.body)
	require.Equal(r.t, "application/pdf", a.text("type"))
	return []any{map[string]any{"id": a.text("id")}}
}

// act does an event and expects the state that follows.
func (r *road) act(username, event string, body map[string]any, state string) {
	r.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	body["event"] = event
	r.last = r.who(username).post("/api/v1/cases/"+r.id+"/events", body)
	require.Equal(r.t, http.StatusOK, r.last.status, "%s %s: %s", username, event, r.last.body)
	require.Equal(r.t, state, r.last.text("state", "id"))
}

// may finds the first of several people whom the API tells that he may do an event now.
func (r *road) may(event string, usernames ...string) string {
	r.t.Helper()
	for _, who := range usernames {
		events, _ := r.who(who).get("/api/v1/cases/" + r.id + "/events").json["events"].([]any)
		for _, e := range events {
			if e := e.(map[string]any); e["event"] == event && e["allowed"] == true {
				return who
			}
		}
	}
	require.Fail(r.t, "nobody may do it", "%s in %s", event, r.state())
	return ""
}

// refused does an event that must be refused.
func (r *road) refused(username, event string, body map[string]any, status int, code string) answer {
	r.t.Helper()
	if body == nil {
		body = map[string]any{}
	}
	body["event"] = event
	a := r.who(username).post("/api/v1/cases/"+r.id+"/events", body)
	require.Equal(r.t, status, a.status, "%s", a.body)
	require.Equal(r.t, code, a.text("code"), "%s", a.body)
	return a
}

func (r *road) meeting(username string, fields map[string]any) map[string]any {
	r.t.Helper()
	a := r.who(username).get("/api/v1/cases/" + r.id)
	var present []string
	members, _ := a.json["members"].([]any)
	for _, m := range members {
		present = append(present, m.(map[string]any)["id"].(string))
	}
	require.NotEmpty(r.t, present, "the recorder is told who may sit: %s", a.body)
	held := r.get("/api/v1/session").text("now")[:10]
	body := map[string]any{"sheet": map[string]any{
		"held_on": held, "present": present, "yes": len(present), "no": 0, "abstain": 0, "minutes": "经研究,同意。",
	}}
	if fields != nil {
		body["fields"] = fields
	}
	return body
}

func newRoad(t *testing.T, args ...string) *road {
	t.Helper()
	s := start(t, append([]string{"--demo", "--data", t.TempDir()}, args...)...)
	return &road{client: newClient(t, s.base), t: t, password: s.password, people: map[string]*client{}}
}

func TestRoad_CareFundOnSQLite(t *testing.T) { careFund(t, newRoad(t)) }

func TestRoad_CareFundOnMariaDB(t *testing.T) { careFund(t, newRoad(t, "--db", mariadbtest.DSN(t))) }

// careFund takes a case from draft to 已拨付, by people who know only the API.
func careFund(t *testing.T, r *road) {
	t.Helper()

	form := r.who("sunlixin").get("/api/v1/processes/care-fund")
	require.Equal(t, "干部关爱专项资金申请", form.text("name"))
	opened := r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}, "Idempotency-Key", "road-open-1")
	require.Equal(t, http.StatusCreated, opened.status, "%s", opened.body)
	r.id = opened.text("id")
	again := r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}, "Idempotency-Key", "road-open-1")
	require.Equal(t, r.id, again.text("id"), "a repeated request opens no second case")
	require.Equal(t, "true", again.header.Get("Idempotency-Replayed"))

	r.refused("sunlixin", "提交", nil, http.StatusUnprocessableEntity, "missing")
	paper := r.file("sunlixin")
	edited := r.fill(paper, "ROAD-1")
	require.Equal(t, http.StatusOK, edited.status, "%s", edited.body)
	stale := r.who("sunlixin").post("/api/v1/cases/"+r.id+"/events", map[string]any{"event": "提交"}, "If-Match", opened.header.Get("ETag"))
	require.Equal(t, http.StatusPreconditionFailed, stale.status)
	submitted := r.who("sunlixin").post("/api/v1/cases/"+r.id+"/events", map[string]any{"event": "提交"}, "If-Match", edited.header.Get("ETag"))
	require.Equal(t, "单位核实", submitted.text("state", "id"), "%s", submitted.body)
	require.Equal(t, "张关爱〔2026〕", submitted.text("number")[:len("张关爱〔2026〕")])

	verdict := map[string]any{"fields": map[string]any{"困难程度": "特别困难", "核实说明": "属实"}}
	refusal := r.refused("hexiaolan", "核实属实", verdict, http.StatusForbidden, "recused")
	require.Contains(t, refusal.text("detail"), "回避")
	require.Equal(t, http.StatusNotFound, r.who("mahaitao").get("/api/v1/cases/"+r.id).status, "a stranger does not learn that the case exists")

	r.act("qinminghui", "核实属实", verdict, "单位集体研究")
	r.throughUnit()
	r.throughBoard(t)
	b := r.who("yanguodong").get("/api/v1/ledgers/care-fund/关爱资金")
	require.Contains(t, b.text("reserved"), "15000.00")
	r.act("yanguodong", "下达拨付指令", nil, "出纳支付")
	r.act("xueyiming", "确认到账", map[string]any{"fields": map[string]any{"支付凭证": r.file("xueyiming")}}, "已拨付")
	require.Equal(t, "closed", r.last.text("status"))
	require.Equal(t, "已拨付", r.last.text("outcome"))
	r.records(t)
}

// fill writes the whole form of an application for 何平.
func (r *road) fill(paper []any, household string) answer {
	r.t.Helper()
	return r.who("sunlixin").send(http.MethodPatch, "/api/v1/cases/"+r.id, map[string]any{"fields": map[string]any{
		"帮扶对象": "heping", "申请人姓名": "何平", "与帮扶对象关系": "本人", "家庭标识": household, "事发时在编在岗": true, "致困原因": "重大疾病",
		"事发日期": "2026-02-01", "困难情况": "长期住院", "诊断证明": paper, "费用结算单": paper, "自付费用": "50000.00", "家庭人口": 3,
		"家庭年收入": "60000.00", "申请金额": "15000.00", "开户名": "何平", "开户行": "示例银行", "银行账号": "6222000000000001234",
	}}, nil)
}

// throughUnit takes the case from the unit's meeting to its posted notice.
func (r *road) throughUnit() {
	r.t.Helper()
	recorder := r.may("record", "yanglixin", "qinminghui", "liming1")
	r.act(recorder, "record", r.meeting(recorder, nil), "单位集体研究")
	r.act(r.may("confirm", "xuechunlan", "qinxuejun"), "confirm", nil, "待张贴")
	today := r.get("/api/v1/session").text("now")[:10]
	clerk := "qinminghui"
	r.act(clerk, "登记张贴", map[string]any{"fields": map[string]any{"张贴日期": today, "公示截图": r.file(clerk)}}, "公示")
}

// throughBoard takes the case over the notice period, the reviews and the board to payment.
func (r *road) throughBoard(t *testing.T) {
	t.Helper()
	const clerk = "qinminghui"
	require.NotEmpty(t, r.who("liujingyi").get("/api/v1/notices").items(), "the unit reads the notice")
	require.Empty(t, r.who("liming2").get("/api/v1/notices").items(), "another unit does not")
	r.advance(t, "5 workdays")
	require.Equal(t, "公示", r.who(clerk).get("/api/v1/cases/"+r.id).text("state", "id"), "the last day is not over")
	r.advance(t, "24h")
	for r.state() != "部务会" {
		r.review(t)
	}
	recorder := r.may("record", "jiangjianguo", "shiyiming")
	r.act(recorder, "record", r.meeting(recorder, map[string]any{"核定金额": "15000.00"}), "部务会")
	r.act(r.may("confirm", "suguifang", "xieyongqiang"), "confirm", nil, "待拨付")
}

func (r *road) advance(t *testing.T, by string) {
	t.Helper()
	a := r.who("sunlixin").post("/api/v1/demo/clock", map[string]any{"advance": by})
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
}

func (r *road) state() string {
	return r.who("sunlixin").get("/api/v1/cases/"+r.id).text("state", "id")
}

// review has every reviewer of the stage agree.
func (r *road) review(t *testing.T) {
	t.Helper()
	before := r.state()
	for _, who := range []string{"jiangyaqin", "wangwei", "hanzixuan"} {
		if len(r.who(who).get("/api/v1/inbox?box=todo").items())+len(r.who(who).get("/api/v1/inbox?box=pool").items()) == 0 {
			continue
		}
		a := r.who(who).get("/api/v1/cases/" + r.id + "/events")
		events, _ := a.json["events"].([]any)
		for _, e := range events {
			if e := e.(map[string]any); e["allowed"] == true && e["event"] == "同意" {
				done := r.who(who).post("/api/v1/cases/"+r.id+"/events", map[string]any{"event": "同意", "opinion": "同意"})
				require.Equal(t, http.StatusOK, done.status, "%s", done.body)
			}
		}
	}
	require.NotEqual(t, before, r.state(), "the reviewers move the case on")
}

// records reads everything that the case has left behind.
func (r *road) records(t *testing.T) {
	t.Helper()
	path := "/api/v1/cases/" + r.id
	require.NotEmpty(t, r.who("qinminghui").get(path+"/history").items())
	require.NotEmpty(t, r.who("qinminghui").get(path+"/tasks").items())
	require.Equal(t, http.StatusOK, r.who("qinminghui").get(path+"/documents").status)
	files := r.who("sunlixin").get(path + "/files").items()
	require.NotEmpty(t, files)
	download := r.who("sunlixin").raw(http.MethodGet, path+"/files/"+files[0]["id"].(string), nil, nil)
	require.Equal(t, http.StatusOK, download.status)
	require.Contains(t, download.header.Get("Content-Disposition"), "attachment")
	require.Equal(t, "%PDF-1.4\n%âãÏÓ\n1 0 obj", string(download.body))
	require.Equal(t, http.StatusConflict, r.who("sunlixin").post(path+"/events", map[string]any{"event": "提交"}).status)
}

// A real-name objection stops the notice and reaches those who check it; nobody else learns who raised it.
func TestRoad_ObjectionIsHeardAndItsAuthorStaysHidden(t *testing.T) {
	r := newRoad(t)
	r.toNotice(t)
	notices := r.who("liujingyi").get("/api/v1/notices").items()
	require.NotEmpty(t, notices)
	path := "/api/v1/notices/" + notices[0]["id"].(string) + "/objections"
	text := map[string]any{"text": "金额与实际不符"}
	require.Equal(t, http.StatusNotFound, r.who("liming2").post(path, text).status, "outside the audience")
	first := r.who("liujingyi").post(path, text, "Idempotency-Key", "objection-1")
	require.Equal(t, http.StatusCreated, first.status, "%s", first.body)
	again := r.who("liujingyi").post(path, text, "Idempotency-Key", "objection-1")
	require.Equal(t, http.StatusCreated, again.status, "a repeated request is answered again: %s", again.body)
	require.Equal(t, "异议处理", r.state())
	heard := r.who("hanzixuan").get("/api/v1/cases/" + r.id + "/objections").items()
	require.Len(t, heard, 1)
	require.Equal(t, "柳静怡", heard[0]["person"].(map[string]any)["name"])
	require.Equal(t, http.StatusNotFound, r.who("qinminghui").get("/api/v1/cases/"+r.id+"/objections").status)
	for _, who := range []string{"sunlixin", "qinminghui"} {
		history := r.who(who).get("/api/v1/cases/" + r.id + "/history")
		require.NotContains(t, string(history.body), "柳静怡")
		require.NotContains(t, string(history.body), "liujingyi")
	}
}

// toNotice takes a new case to its posted notice.
func (r *road) toNotice(t *testing.T) {
	t.Helper()
	r.id = r.who("sunlixin").post("/api/v1/cases", map[string]any{"process": "care-fund"}).text("id")
	require.Equal(t, http.StatusOK, r.fill(r.file("sunlixin"), "ROAD-9").status)
	r.act("sunlixin", "提交", nil, "单位核实")
	r.act("qinminghui", "核实属实", map[string]any{"fields": map[string]any{"困难程度": "特别困难", "核实说明": "属实"}}, "单位集体研究")
	r.throughUnit()
}

// Where the last eligible person is gone the case waits for people; an administrator names a holder, and it goes on.
func TestRoad_AnIncidentIsCuredByNamingAHolder(t *testing.T) {
	r := newRoad(t)
	admin := r.who("sunminghui")
	for _, who := range []string{"xueyiming", "kongyiming", "qinjingyi", "niguodong"} {
		a := admin.send(http.MethodPut, "/api/v1/admin/posts", map[string]any{"role": "出纳", "unit": "shi-czj", "before": who}, nil)
		require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	}
	r.toNotice(t)
	r.throughBoard(t)
	r.act("yanguodong", "下达拨付指令", nil, "出纳支付")
	found := admin.get("/api/v1/admin/incidents").items()
	require.Len(t, found, 1)
	require.Equal(t, r.id, found[0]["case"])
	require.Equal(t, http.StatusNotFound, admin.get("/api/v1/cases/"+r.id).status, "who administers does not read cases")
	a := admin.send(http.MethodPut, "/api/v1/admin/posts", map[string]any{"role": "出纳", "unit": "shi-czj", "after": "kongyiming"}, nil)
	require.Equal(t, http.StatusOK, a.status, "%s", a.body)
	require.Equal(t, "1", a.text("cases"), "the case that waited is looked at again")
	require.Empty(t, admin.get("/api/v1/admin/incidents").items())
	r.act("kongyiming", "确认到账", map[string]any{"fields": map[string]any{"支付凭证": r.file("kongyiming")}}, "已拨付")
	wrong := admin.send(http.MethodPut, "/api/v1/admin/posts", map[string]any{"role": "出纳", "unit": "shi-czj", "before": "xueyiming", "after": "wangwei"}, nil)
	require.Equal(t, http.StatusNotFound, wrong.status, "the post has another holder by now")
}

// An administrator's own forms: a leave with a delegate, and the workdays of a year that was announced.
func TestRoad_AdministratorKeepsLeavesAndCalendar(t *testing.T) {
	r := newRoad(t)
	admin := r.who("sunminghui")
	leave := map[string]any{"person": "wangwei", "from": "2026-03-02", "until": "2026-03-31", "delegate": "gelixin", "reason": "学习"}
	require.Equal(t, http.StatusOK, admin.post("/api/v1/admin/leaves", leave).status)
	leave["delegate"] = "nobody"
	wrong := admin.post("/api/v1/admin/leaves", leave)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, string(wrong.body), "不存在")
	require.Equal(t, false, admin.get("/api/v1/admin/calendar/2027").json["published"])
	year := map[string]any{"published": true, "source": "国办通知", "off": []string{"2027-01-01"}, "makeup": []string{}, "overrides": []any{
		map[string]any{"date": "2027-01-04", "work": false, "source": "市政办〔2027〕1号"},
	}}
	saved := admin.send(http.MethodPut, "/api/v1/admin/calendar/2027", year, nil)
	require.Equal(t, http.StatusOK, saved.status, "%s", saved.body)
	read := admin.get("/api/v1/admin/calendar/2027")
	require.Equal(t, true, read.json["published"])
	require.Equal(t, "259", read.text("workdays"), "261 weekdays, less New Year's Day and the closure")
	require.Len(t, read.json["overrides"], 1)
	require.Equal(t, http.StatusOK, admin.post("/api/v1/admin/reassess", nil).status)
}

// Every reading route answers what the description promises.
func TestRoad_EveryReadingRouteKeepsItsPromise(t *testing.T) {
	r := newRoad(t)
	r.toNotice(t)
	for who, paths := range map[string][]string{
		"sunlixin": {
			"session", "me", "processes", "processes/care-fund", "processes/care-fund/versions", "cases?limit=1", "cases?status=open&process=care-fund",
			"cases?number=张关爱", "cases/" + r.id, "cases/" + r.id + "/events", "cases/" + r.id + "/history", "cases/" + r.id + "/files", "inbox",
			"inbox?box=pool", "inbox?box=done", "inbox?box=cc", "inbox?box=mine&limit=1", "notices?limit=1", "people?q=李明", "units", "demo/accounts",
			"cases/" + r.id + "/documents",
		},
		"qinminghui": {"cases/" + r.id + "/tasks", "inbox?box=done"},
		"sunminghui": {"admin/posts?role=出纳", "admin/incidents", "admin/calendar/2026", "admin/calendar/2027"},
		"yanguodong": {"ledgers/care-fund/关爱资金"},
	} {
		for _, p := range paths {
			a := r.who(who).get("/api/v1/" + p)
			require.Equal(t, http.StatusOK, a.status, "%s %s: %s", who, p, a.body)
		}
	}
	page := r.who("sunlixin").get("/api/v1/cases?limit=1")
	seen := map[string]bool{}
	for n := 0; ; n++ {
		require.Less(t, n, 100)
		for _, item := range page.items() {
			require.False(t, seen[item["id"].(string)], "no case twice")
			seen[item["id"].(string)] = true
		}
		if page.text("next") == "" {
			break
		}
		page = r.who("sunlixin").get("/api/v1/cases?limit=1&cursor=" + page.text("next"))
	}
	require.Len(t, seen, len(r.who("sunlixin").get("/api/v1/cases?limit=100").items()))
	namesakes := r.who("sunlixin").get("/api/v1/people?q=李明").items()
	require.Len(t, namesakes, 2)
	require.NotEqual(t, namesakes[0]["unit"], namesakes[1]["unit"], "people of one name are told apart by their unit")
	svg := r.who("sunlixin").get("/api/v1/processes/care-fund/diagram.svg")
	require.Contains(t, string(svg.body), "<svg")
	check := r.who("hezixuan").post("/api/v1/definitions/check", "语言版本: 1\n流程： x\n")
	require.Equal(t, "broken", check.text("verdict"), "%s", check.body)
}
