package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"dandang/models/mariadbtest"

	"github.com/stretchr/testify/require"
)

// turnsProcedure is what is done with a turn, with the roles of the demo city.
const turnsProcedure = `语言版本: 1
流程: turns
名称: 待办试办
维护人: 关爱资金政策维护人
当事人: [对象]
额度: {经费: {周期: 年度, 单位: 金额}}
角色:
  单位经办人: {名称: 单位经办人, 范围: 本单位}
  组织部审核人: {名称: 组织部审核人, 范围: 全市}
  纪检审核人: {名称: 纪检审核人, 范围: 全市}
  关爱资金政策维护人: {名称: 关爱资金政策维护人, 范围: 全市}
字段:
  对象: {名称: 对象, 类型: 人员, 必填: 是}
  事由: {名称: 事由, 类型: 文本, 必填: 是}
发起:
  草拟: {由: 单位经办人}
环节:
  草拟:
    名称: 草拟
    可填: 全部
    动作:
      提交: {名称: 提交, 由: 发起人, 转到: 审核}
  审核:
    名称: 审核
    任务: {办理人: 组织部审核人, 认领: 是, 期限: 5个工作日}
    动作:
      审核同意: {名称: 审核同意, 转到: 会签}
      退回补正: {名称: 退回补正, 需填: [意见, 补正事项], 转到: 补正}
  补正:
    名称: 补正
    任务: {办理人: 发起人}
    可填: 退回事项
    动作:
      补正后提交: {名称: 补正后提交, 转到: 退回来处}
  会签:
    名称: 会签
    任务: {办理人: 纪检审核人, 方式: 会签, 不得由: [当事人]}
    动作:
      同意: {名称: 同意, 转到: 已办理}
      不同意: {名称: 不同意, 需填: [意见], 转到: 未同意}
  已办理: {名称: 已办理, 办结: 已办理}
  未同意: {名称: 未同意, 办结: 未同意}
`

func TestTurns_OnSQLite(t *testing.T) { turns(t) }

func TestTurns_OnMariaDB(t *testing.T) { turns(t, "--db", mariadbtest.DSN(t)) }

// task finds somebody's line of the case in one of his boxes.
func (r *road) task(username, box string) string {
	r.t.Helper()
	items, _ := r.who(username).get("/api/v1/inbox?process=turns&box=" + box).json["items"].([]any)
	for _, it := range items {
		if line := it.(map[string]any); line["case"] == r.id {
			id, _ := line["task"].(string)
			return id
		}
	}
	return ""
}

func (r *road) onTurn(username, task, act string, body map[string]any, header ...string) answer {
	r.t.Helper()
	var in any
	if body != nil {
		in = body
	}
	return r.who(username).post("/api/v1/tasks/"+task+"/"+act, in, header...)
}

func turns(t *testing.T, args ...string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "turns.yaml")
	require.NoError(t, os.WriteFile(file, []byte(turnsProcedure), 0o600))
	r := newRoad(t, append([]string{"--try", file}, args...)...)
	const applicant, first, second, helper, party = "sunlixin", "wangwei", "gelixin", "hanzixuan", "caochunlan"

	// 收回: while nobody has opened it, and not after
	r.id = r.who(applicant).post("/api/v1/cases", map[string]any{"process": "turns", "fields": map[string]any{"对象": party, "事由": "甲"}}).text("id")
	r.act(applicant, "提交", nil, "审核")
	r.refused(applicant, "take_back", nil, http.StatusUnprocessableEntity, "missing")
	r.act(applicant, "take_back", map[string]any{"opinion": "写错了"}, "草拟")
	r.act(applicant, "提交", nil, "审核")
	pool := r.task(first, "pool")
	require.NotEmpty(t, pool, "not opened yet: a line in a box is no look at the case")
	require.Equal(t, applicant, r.may("take_back", applicant))
	require.Equal(t, http.StatusOK, r.who(first).get("/api/v1/cases/"+r.id).status)
	require.Contains(t, r.refused(applicant, "take_back", map[string]any{"opinion": "写错了"}, http.StatusConflict, "conflict").text("detail"), "已经打开")

	// 认领: exactly one, and a repeated request gets its answer
	r.refused(first, "审核同意", nil, http.StatusConflict, "guard")
	claim := r.onTurn(first, pool, "claim", nil, "Idempotency-Key", "claim-0001")
	require.Equal(t, http.StatusOK, claim.status, "%s", claim.body)
	require.Equal(t, "true", r.onTurn(first, pool, "claim", nil, "Idempotency-Key", "claim-0001").header.Get("Idempotency-Replayed"))
	require.Equal(t, pool, r.task(first, "todo"))
	require.Empty(t, r.task(second, "pool"))
	require.Equal(t, "conflict", r.onTurn(second, pool, "claim", nil).text("code"))
	require.Equal(t, http.StatusNotFound, r.onTurn("mahaitao", pool, "claim", nil).status, "a stranger does not learn that there is such a turn")
	require.Equal(t, http.StatusNotFound, r.onTurn(first, "none", "claim", nil).status)
	require.Equal(t, http.StatusPreconditionFailed, r.onTurn(first, pool, "release", nil, "If-Match", fmt.Sprintf(`"%v-99"`, claim.json["round"])).status)
	require.Equal(t, http.StatusOK, r.onTurn(first, pool, "release", nil).status)
	require.Equal(t, pool, r.task(second, "pool"))
	require.Equal(t, http.StatusOK, r.onTurn(first, pool, "claim", nil).status)

	// 加签: not of somebody who must keep out; 减签 never of the last
	bad := r.onTurn(first, pool, "sign", map[string]any{"people": []string{party}, "reason": "把关", "place": "before", "mode": "all"})
	require.Equal(t, []any{http.StatusForbidden, "recused"}, []any{bad.status, bad.text("code")}, "%s", bad.body)
	require.Equal(t, "missing", r.onTurn(first, pool, "sign", map[string]any{"people": []string{helper}, "place": "before", "mode": "all"}).text("code"))
	require.Equal(t, http.StatusOK, r.onTurn(first, pool, "sign", map[string]any{"people": []string{helper}, "reason": "把关", "place": "before", "mode": "all"}).status)
	require.Equal(t, "guard", r.onTurn(first, pool, "unsign", map[string]any{"people": []string{helper}, "reason": "够了"}).text("code"))
	r.refused(first, "审核同意", nil, http.StatusConflict, "guard")
	r.act(helper, "sign_agree", nil, "审核")

	// whom one may choose is told to the holder alone, by a question of its own: events name posts
	people := r.who(first).get("/api/v1/tasks/" + pool + "/people?act=sign")
	require.NotContains(t, string(people.body), party)
	require.NotContains(t, string(people.body), applicant)
	require.Contains(t, string(people.body), "shenguodong")
	require.NotEqual(t, http.StatusOK, r.who(second).get("/api/v1/tasks/"+pool+"/people?act=sign").status)

	// 转办, and a return whose list is all that may be changed
	require.Equal(t, http.StatusOK, r.onTurn(first, pool, "transfer", map[string]any{"people": []string{second}, "reason": "出差"}).status)
	require.Equal(t, pool, r.task(second, "todo"))
	require.Equal(t, pool, r.task(first, "done"))
	r.act(second, "退回补正", map[string]any{"opinion": "事由不清", "items": []string{"事由"}}, "补正")
	r.refused(applicant, "补正后提交", map[string]any{"fields": map[string]any{"对象": applicant}}, http.StatusUnprocessableEntity, "invalid")
	r.act(applicant, "补正后提交", map[string]any{"fields": map[string]any{"事由": "乙"}}, "审核")
	again := r.task(second, "pool")
	require.Equal(t, http.StatusOK, r.onTurn(second, again, "claim", nil).status)

	// 协办: an opinion, not the decision
	require.Equal(t, http.StatusOK, r.onTurn(second, again, "delegate", map[string]any{"people": []string{helper}, "reason": "请看"}).status)
	r.refused(helper, "审核同意", nil, http.StatusForbidden, "forbidden")
	r.act(helper, "advise", map[string]any{"opinion": "可以"}, "审核")
	r.act(second, "审核同意", nil, "会签")
	lines, _ := r.who(second).get("/api/v1/cases/" + r.id + "/history").json["items"].([]any)
	said := map[string]string{}
	for _, l := range lines {
		line := l.(map[string]any)
		name, _ := line["name"].(string)
		said[name], _ = line["opinion"].(string)
	}
	for name, why := range map[string]string{"收回": "写错了", "转办": "出差", "加签": "把关", "协办": "请看", "提出协办意见": "可以", "退回补正": "事由不清"} {
		require.Equal(t, why, said[name], "on the record with its reason: %s", name)
	}
}
