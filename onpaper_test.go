package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

// onPaperProcedure has an act that may be entered from paper, with the roles of the demo city, and a value that is
// encrypted where it rests.
const onPaperProcedure = `语言版本: 1
流程: onpaper
名称: 代录试办
维护人: 关爱资金政策维护人
当事人: [对象]
编号: {格式: "代录〔{年}〕{序号}号", 给号动作: 提交}
角色:
  干部: {名称: 干部, 范围: 本单位}
  单位经办人: {名称: 单位经办人, 范围: 本单位}
  组织部分管领导: {名称: 组织部分管领导, 范围: 全市}
  部务会秘书: {名称: 部务会秘书, 范围: 全市}
  关爱资金政策维护人: {名称: 关爱资金政策维护人, 范围: 全市}
字段:
  对象: {名称: 对象, 类型: 人员, 必填: 是}
  账号: {名称: 账号, 类型: 文本, 必填: 是, 敏感: 是, 可见: [组织部分管领导]}
  金额: {名称: 核定金额, 类型: 金额}
  签批件: {名称: 签字的纸质件, 类型: 附件, 填写: 系统}
发起:
  草拟: {由: 干部, 代录: {由: 单位经办人, 扫描件: 签批件}}
环节:
  草拟:
    名称: 草拟
    可填: [对象, 账号]
    动作:
      提交: {名称: 提交, 由: 发起人, 转到: 审批}
  审批:
    名称: 审批
    可填: [金额]
    任务: {办理人: 组织部分管领导, 代录: {由: 部务会秘书, 扫描件: 签批件}}
    动作:
      批准: {名称: 批准, 需填: [意见, 金额], 转到: 已批准}
      不批准: {名称: 不批准, 需填: [意见], 转到: 未批准}
  已批准: {名称: 已批准, 办结: 已批准}
  未批准: {名称: 未批准, 办结: 未批准}
`

func TestOnPaper_OnSQLite(t *testing.T) { onPaper(t) }

func TestOnPaper_OnMariaDB(t *testing.T) { onPaper(t, "--db", mariadbtest.DSN(t)) }

// scan uploads a signed paper for the field that takes it.
func (r *road) scan(username string) []any {
	r.t.Helper()
	a := r.who(username).post("/api/v1/cases/"+r.id+"/files?field=签批件", upload{"签批件.pdf", "%PDF-1.4\n%âãÏÓ\n1 0 obj"})
	require.Equal(r.t, http.StatusCreated, a.status, "%s", a.body)
	return []any{map[string]any{"id": a.text("id")}}
}

func signedBy(person, event, on string, scan []any) map[string]any {
	return map[string]any{"person": person, "event": event, "on": on, "scan": scan}
}

func onPaper(t *testing.T, args ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "onpaper.yaml")
	require.NoError(t, os.WriteFile(file, []byte(onPaperProcedure), 0o600))
	r := newRoad(t, append([]string{"--try", file}, args...)...)
	const applicant, clerk, second, leader, secretary, checker = "heping", "sunlixin", "qinminghui", "suguifang", "jiangjianguo", "shiyiming"
	today := r.get("/api/v1/session").text("now")[:10]

	// The application of somebody who signed on paper.
	opened := r.who(clerk).post("/api/v1/cases", map[string]any{"process": "onpaper", "for": applicant})
	require.Equal(t, http.StatusCreated, opened.status, "%s", opened.body)
	r.id = opened.text("id")
	require.Equal(t, "forbidden", r.who(secretary).post("/api/v1/cases", map[string]any{"process": "onpaper", "for": applicant}).text("code"))
	require.Equal(t, http.StatusNotFound, r.who(second).get("/api/v1/cases/"+r.id).status, "a draft is its applicant's and the clerk's")
	require.Equal(t, http.StatusForbidden, r.who(applicant).post("/api/v1/cases/"+r.id+"/files?field=签批件", upload{"x.pdf", "%PDF-1.4"}).status)
	form := map[string]any{"对象": applicant, "账号": "6222020200112233445"}
	r.refused(clerk, "enter", map[string]any{"fields": form, "signed": signedBy(applicant, "提交", today, nil)}, http.StatusUnprocessableEntity, "missing")
	r.refused(clerk, "enter", map[string]any{"fields": form, "signed": signedBy(applicant, "提交", today, []any{map[string]any{"id": "none"}})}, http.StatusUnprocessableEntity, "invalid")
	enter := map[string]any{"event": "enter", "fields": form, "signed": signedBy(applicant, "提交", today, r.scan(clerk))}
	entered := r.who(clerk).post("/api/v1/cases/"+r.id+"/events", enter, "Idempotency-Key", "enter-0001")
	require.Equal(t, http.StatusOK, entered.status, "%s", entered.body)
	require.Equal(t, "true", r.who(clerk).post("/api/v1/cases/"+r.id+"/events", enter, "Idempotency-Key", "enter-0001").header.Get("Idempotency-Replayed"))
	require.Equal(t, "草拟", entered.text("state", "id"), "nothing has taken effect")

	waits := r.who(second).get("/api/v1/cases/" + r.id + "/on-paper")
	require.Equal(t, http.StatusOK, waits.status, "%s", waits.body)
	line := waits.json["waits"].([]any)[0].(map[string]any)
	require.Equal(t, true, line["mine"])
	require.Equal(t, "6222020200112233445", line["fields"].(map[string]any)["账号"], "who checks reads what was entered")
	scan := line["scan"].([]any)[0].(map[string]any)["id"].(string)
	require.Equal(t, http.StatusOK, r.who(second).get("/api/v1/cases/"+r.id+"/files/"+scan).status)
	require.Equal(t, http.StatusOK, r.who(applicant).get("/api/v1/cases/"+r.id+"/files/"+scan).status, "so does who signed")
	require.Len(t, r.who(applicant).get("/api/v1/cases/" + r.id + "/on-paper").json["waits"], 1)
	r.refused(clerk, "enter_agree", nil, http.StatusForbidden, "separation")
	agree := map[string]any{"event": "enter_agree", "task": line["task"]}
	agreed := r.who(second).post("/api/v1/cases/"+r.id+"/events", agree, "Idempotency-Key", "agree-0001")
	require.Equal(t, http.StatusOK, agreed.status, "%s", agreed.body)
	require.Equal(t, "审批", agreed.text("state", "id"))
	require.Equal(t, "true", r.who(second).post("/api/v1/cases/"+r.id+"/events", agree, "Idempotency-Key", "agree-0001").header.Get("Idempotency-Replayed"))
	number := agreed.text("number")
	require.NotEmpty(t, number)

	// The decision of a leader who signed the printed form: found by its number.
	require.Empty(t, r.who(clerk).get("/api/v1/on-paper?number=" + number).json["items"])
	found := r.who(secretary).get("/api/v1/on-paper?number=" + number).json["items"].([]any)
	require.Equal(t, r.id, found[0].(map[string]any)["case"])
	options := r.who(secretary).get("/api/v1/cases/" + r.id + "/on-paper").json["options"].([]any)
	require.NotEmpty(t, options)
	require.Equal(t, "签批件", options[0].(map[string]any)["scan"])
	require.Contains(t, options[0].(map[string]any)["fields"], "金额")
	require.Contains(t, string(r.who(secretary).get("/api/v1/cases/"+r.id+"/form").body), `"id":"金额"`, "a page can ask for what the paper says")
	approve := map[string]any{"opinion": "同意", "fields": map[string]any{"金额": "2500"}, "signed": signedBy(leader, "批准", today, r.scan(secretary))}
	r.act(secretary, "enter", approve, "审批")
	require.NotContains(t, string(r.who("xieyongqiang").get("/api/v1/cases/"+r.id+"/on-paper").body), "2500", "others read only that something waits")
	r.refused(checker, "enter_refuse", nil, http.StatusUnprocessableEntity, "missing")
	r.act(checker, "enter_agree", nil, "已批准")
	require.Equal(t, "已批准", r.last.text("outcome"))

	lines := r.who(leader).get("/api/v1/cases/" + r.id + "/history").json["items"].([]any)
	last := lines[len(lines)-1].(map[string]any)
	require.Equal(t, "苏桂芳", last["actor"])
	require.Contains(t, last["entered"], "代录人蒋建国")
	require.Contains(t, last["entered"], "核对人施一鸣")
	require.Contains(t, string(r.who(leader).get("/api/v1/cases/"+r.id+"/print?format=html").body), "据纸质签批件录入，代录人蒋建国、核对人施一鸣")
	r.act(leader, "contest", map[string]any{"opinion": "没有签过"}, "已批准")
	require.Eventually(t, func() bool { // the job that addresses messages has its own pace
		return strings.Contains(string(r.who(checker).get("/api/v1/messages").body), "没有签过")
	}, 30*time.Second, 50*time.Millisecond)
}
