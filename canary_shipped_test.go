package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/models/mariadbtest"
)

// shippedOffice is the least that the shipped procedures for reports need.
var shippedOffice = canaryOffice{
	people: []string{
		"reg", "petition", "manage", "chief", "one", "two", "judge", "deputy", "first", "city", "subject", "party", "orgdep", "keeper",
		"kin", "three", "four", "stranger",
	},
	posts: [][2]string{
		{"信访登记员", "reg"},
		{"信访室负责人", "petition"},
		{"案管员", "manage"},
		{"案管室负责人", "chief"},
		{"审理室审核人", "judge"},
		{"分管领导", "deputy"},
		{"主要负责人", "first"},
		{"市级批准人", "city"},
		{"单位党组织", "party"},
		{"组织部收文人", "orgdep"},
		{"线索规则维护人", "keeper"},
		{"案管员", "kin"},
	},
	texts: []string{"processes/report-verification.yaml", "processes/false-accusation.yaml"},
}

// everybodyTakes has everybody take out what there is: exports, prints and packages. Each is searched by itself, since it
// is packed; what is not confidential is found in each kind that anybody got.
func (k talk) everybodyTakes(search searcher, cases ...string) {
	k.t.Helper()
	control, got := newSearcher(k.t, plainControl), map[string]bool{}
	take := func(who, kind, path string) {
		a := k.who(who).get("/api/v1" + path)
		require.Empty(k.t, search.find(a.body, 4), "%s by %s", path, who)
		if a.status == http.StatusOK {
			got[kind] = got[kind] || len(control.find(a.body, 4)) > 0
		}
	}
	for _, who := range shippedOffice.people {
		for _, id := range cases {
			take(who, "package", "/cases/"+id+"/package.zip")
			take(who, "print", "/cases/"+id+"/print?format=pdf")
			take(who, "page", "/cases/"+id+"/print?format=html")
			for _, doc := range k.who(who).get("/api/v1/cases/" + id + "/documents").items() {
				paper, _ := doc["id"].(string)
				take(who, "paper", "/documents/"+paper+"/print?format=pdf")
				take(who, "paper page", "/documents/"+paper+"/print?format=html")
			}
		}
		for _, of := range []string{"report-verification", "false-accusation"} {
			for _, format := range []string{"xlsx", "csv"} {
				take(who, format, "/export?process="+of+"&format="+format)
			}
			take(who, "register", "/export?process=report-verification&register=举报登记台账")
			take(who, "list", "/roster?process="+of)
			take(who, "statistics", "/stats?process="+of)
		}
		take(who, "messages", "/messages")
		take(who, "exports", "/exports")
	}
	for _, kind := range []string{"package", "print", "page"} {
		require.True(k.t, got[kind], "the search finds what is not confidential in a %s: %v", kind, got)
	}
	for _, kind := range []string{"paper", "paper page", "xlsx", "csv", "list", "messages"} {
		require.Contains(k.t, got, kind, "somebody got one")
	}
}

// everybodyReads has everybody read everything about a case and everything that lists cases, exports and errors included.
func (k talk) everybodyReads(cases ...string) {
	k.t.Helper()
	for _, who := range shippedOffice.people {
		for _, id := range cases {
			for _, path := range []string{"", "/events", "/history", "/tasks", "/documents", "/files", "/duplicates", "/objections", "/form"} {
				k.say(who, http.MethodGet, "/api/v1/cases/"+id+path, nil)
			}
		}
		for _, path := range []string{
			"/cases", "/cases?number=" + "张纪", "/inbox?box=todo", "/inbox?box=mine", "/inbox?box=done", "/inbox?box=cc", "/documents", "/notices",
			"/registers", "/registers/report-verification/举报登记台账", "/registers/false-accusation/诬告查处台账", "/standing/subject?for=promotion",
			"/people?q=" + "人员", "/admin/incidents", "/processes/report-verification",
		} {
			k.say(who, http.MethodGet, "/api/v1"+path, nil)
		}
	}
	for _, path := range []string{"/metrics", "/openapi.json", "/healthz", "/readyz"} {
		a := k.raw(http.MethodGet, path, nil, nil)
		require.Equal(k.t, http.StatusOK, a.status, path)
		k.replies.Write(a.body)
	}
}

func (k talk) upload(who, id, field, name, content string) []any {
	k.t.Helper()
	f := k.say(who, http.MethodPost, "/api/v1/cases/"+id+"/files?field="+field, upload{name, content})
	require.Equal(k.t, http.StatusCreated, f.status, "%s", f.body)
	return []any{map[string]any{"id": f.text("id")}}
}

// signed signs and serves the last document of a template.
func (k talk) signed(signer, server, key string) {
	k.t.Helper()
	id := ""
	for _, item := range k.say(signer, http.MethodGet, "/api/v1/cases/ID/documents", nil).items() {
		if item["key"] == key {
			id, _ = item["id"].(string)
		}
	}
	require.NotEmpty(k.t, id, key)
	for _, step := range [][2]string{{signer, "sign"}, {server, "serve"}} {
		if step[0] == "" {
			continue
		}
		a := k.say(step[0], http.MethodPost, "/api/v1/documents/"+id+"/acts", map[string]any{"act": step[1]})
		require.Less(k.t, a.status, 300, "%s %s: %s", step[1], key, a.body)
	}
}

// The shipped procedures for a report and for a malicious accusation, from the registration with the reporter's name,
// phone and id number over the clarification to the accusation that names him: none of it is anywhere, in the files of SQLite or
// in a dump of MariaDB.
func TestCanary_TheShippedProceduresKeepTheReporterSecret(t *testing.T) {
	t.Parallel()
	shippedKeepSecret(t, "")
}

func TestCanary_TheShippedProceduresKeepTheReporterSecretOnMariaDB(t *testing.T) {
	t.Parallel()
	shippedKeepSecret(t, mariadbtest.DSN(t))
}

func shippedKeepSecret(t *testing.T, dsn string) {
	t.Helper()
	dir := t.TempDir()
	shippedOffice.put(t, dir, dsn)
	s := start(t, placed(dir, dsn)...)
	k := talk{&road{client: newClient(t, s.base), t: t, password: canaryPassword, people: map[string]*client{}}, &strings.Builder{}}
	day := time.Now().In(time.FixedZone("CST", 8*3600)).Format(time.DateOnly)
	reporter := map[string]any{"name": canaryName, "id_no": canaryID}
	c := k.say("reg", http.MethodPost, "/api/v1/cases", map[string]any{"process": "report-verification", "fields": map[string]any{
		"来件性质": "反映问题", "来件渠道": "信", "收件日期": day, "署名方式": "实名", "反映人": reporter, "反映人联系方式": canaryPhone, "被反映人": "subject",
		"反映类型": "廉洁纪律", "反映内容": plainControl, "时间节点": "考察",
	}})
	require.Equal(t, http.StatusCreated, c.status, "%s", c.body)
	k.id = c.text("id")
	wrong := k.say("reg", http.MethodPatch, "/api/v1/cases/ID", map[string]any{"fields": map[string]any{
		"反映人": map[string]any{"name": canaryName, "id_no": canaryID[:17] + "0"}, "反映人联系方式": strings.Repeat(canaryPhone, 10),
	}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status, "%s", wrong.body)
	// A field that there is not is named to who sent it; that answer is not among the replies that are searched, the log is.
	odd := k.who("reg").send(http.MethodPatch, "/api/v1/cases/"+k.id, map[string]any{"fields": map[string]any{canaryName: canaryPhone}}, nil)
	require.Equal(t, http.StatusUnprocessableEntity, odd.status, "%s", odd.body)
	original := "%PDF-1.4\n" + canaryName + canaryPhone + "\nstream\n" + deflated(canaryID) + "\nendstream"
	k.do("reg", "登记", map[string]any{"来件原件": k.upload("reg", k.id, "来件原件", canaryName+canaryPhone+".pdf", original)}, http.StatusOK, "待分流")
	k.everybodyReads(k.id)
	k.do("petition", "受理", nil, http.StatusOK, "待分派")
	k.signed("petition", "", "受理告知书")
	k.do("kin", "分派", map[string]any{"承办部门": "city", "承办负责人": "three", "承办人": []any{"one", "two"}}, http.StatusNotFound, "未找到该事项或无权查看")
	k.do("manage", "分派", map[string]any{"承办部门": "city", "承办负责人": "three", "承办人": []any{"one", "kin"}}, http.StatusForbidden, "依规不能办理该事项")
	k.do("manage", "分派", map[string]any{"承办部门": "city", "承办负责人": "three", "承办人": []any{"one", "two"}}, http.StatusOK, "处置意见")
	k.do("reg", "告知受理情况", nil, http.StatusOK, "")
	k.do("one", "提出处置意见", map[string]any{"处置方式": "初步核实", "处置理由": "线索具体"}, http.StatusOK, "")
	k.do("deputy", "批准处置", nil, http.StatusOK, "快速核查")
	for _, who := range []string{"one", "two", "manage", "deputy", "reg"} {
		require.Equal(t, http.StatusForbidden, k.say(who, http.MethodPost, "/api/v1/cases/ID/unseal", map[string]any{"field": "反映人", "reason": "想知道"}).status, who)
	}
	opened := k.who("petition").post("/api/v1/cases/"+k.id+"/unseal", map[string]any{"field": "反映人", "reason": "联系反映人核实"})
	require.Equal(t, http.StatusOK, opened.status, "%s", opened.body)
	require.Equal(t, []string{canaryName, canaryID}, []string{opened.text("value", "name"), opened.text("value", "id_no")})
	k.do("one", "核查完毕", map[string]any{
		"逐项认定": []any{map[string]any{"反映问题": "收受礼金", "认定": "失实", "依据": "账目"}},
		"核查报告": k.upload("one", k.id, "核查报告", "报告.pdf", "核查报告"),
	}, http.StatusOK, "")
	k.do("two", "核查完毕", nil, http.StatusOK, "核查审定")
	k.do("deputy", "审定", nil, http.StatusOK, "")
	k.do("reg", "反馈核查结果", nil, http.StatusOK, "")
	k.do("one", "拟予澄清", map[string]any{"影响情形": []any{"选拔受影响"}, "澄清方式": []any{"书面澄清"}, "澄清范围": "本单位", "澄清事项": "收受礼金"}, http.StatusOK, "")
	k.do("three", "提出承办甄别意见", map[string]any{"承办甄别意见": "涉嫌诬告"}, http.StatusOK, "")
	k.do("petition", "提出信访甄别意见", map[string]any{"信访甄别意见": "涉嫌诬告"}, http.StatusOK, "")
	k.do("judge", "提出审理甄别意见", map[string]any{"审理甄别意见": "涉嫌诬告"}, http.StatusOK, "甄别会商")
	k.do("deputy", "确认涉嫌诬告", map[string]any{"失实问题": "收受礼金", "甄别依据": "凭证系伪造"}, http.StatusOK, "审理核对")
	accusation := k.accusation(reporter)
	k.do("judge", "核对同意", nil, http.StatusOK, "拟澄清告知")
	k.signed("deputy", "one", "拟澄清告知书")
	k.do("one", "报请审批", map[string]any{"告知书送达日期": day, "本人意见": "同意", "本人意见书": k.upload("one", k.id, "本人意见书", "意见.pdf", "同意")}, http.StatusOK, "澄清审批")
	k.do("first", "批准澄清", nil, http.StatusOK, "澄清实施")
	k.signed("first", "one", "澄清函")
	k.do("one", "完成澄清", map[string]any{"实施日期": day, "送达回证": k.upload("one", k.id, "送达回证", "回证.pdf", "回证")}, http.StatusOK, "回访")
	k.do("two", "完成回访", map[string]any{"回访情况": "情绪稳定", "考察材料已更正": true, "回访表": k.upload("two", k.id, "回访表", "表.pdf", "表")}, http.StatusOK, "归档")
	k.everybodyReads(k.id, accusation)

	search := newSearcher(t, canaries...)
	k.everybodyTakes(search, k.id, accusation)
	require.Contains(t, k.replies.String(), plainControl)
	for _, text := range []string{k.replies.String(), s.out.String()} {
		require.Empty(t, search.find([]byte(text), 3))
	}
	while, searched := search.files(t, dir) // while it runs: the log that was not yet merged, and its index
	require.Empty(t, while)
	require.Greater(t, searched, 2)
	if dsn != "" {
		dump := mariadbtest.Dump(t, dsn)
		require.Contains(t, string(dump), "INSERT INTO `audit_events`")
		require.Empty(t, search.find(dump, 4))
		require.NotEmpty(t, newSearcher(t, plainControl).find(dump, 4), "the same search of the same dump finds what is not confidential")
	}
	require.Equal(t, 0, s.stop(), "%s", s.out)
	code, out, errs := command(t, "", append([]string{"audit", "verify"}, placed(dir, dsn)...)...)
	require.Zero(t, code, out+errs)
	after, _ := search.files(t, dir)
	require.Empty(t, after)
	require.Empty(t, search.find([]byte(s.out.String()+out+errs), 3))
	if dsn != "" {
		return // what is not confidential lies in the database
	}
	found, _ := newSearcher(t, plainControl).files(t, dir)
	require.NotEmpty(t, found, "the same search of the same files finds what is not confidential")
}

// accusation works on the case of the malicious accusation that was started, up to the judge, and gives its id.
func (k talk) accusation(reporter map[string]any) string {
	k.t.Helper()
	var ids []string
	require.Eventually(k.t, func() bool {
		for _, item := range k.say("manage", http.MethodGet, "/api/v1/inbox?box=todo", nil).items() {
			if of, _ := item["process"].(map[string]any); of["id"] == "false-accusation" {
				id, _ := item["case"].(string)
				ids = append(ids, id)
			}
		}
		return len(ids) > 0
	}, 10*time.Second, 20*time.Millisecond, "the linked case is started")
	k.road = &road{client: k.client, t: k.t, password: k.password, people: k.people, id: ids[0]}
	k.do("manage", "指派", map[string]any{"查核部门": "city", "查核负责人": "three", "查核人": []any{"four", "two"}}, http.StatusOK, "查核")
	evidence := func(field string) []any { return k.upload("four", k.id, field, field+".pdf", field) }
	bad := k.do("four", "查核完毕", map[string]any{"涉嫌诬告人": map[string]any{"name": canaryName, "id_no": canaryID[:17] + "0"}}, http.StatusUnprocessableEntity, "证件号码不对")
	require.NotEmpty(k.t, bad.body)
	k.do("four", "查核完毕", map[string]any{
		"涉嫌诬告人": reporter, "身份类别": "其他人员", "捏造说明": "伪造凭证", "捏造证据": evidence("捏造证据"), "意图": []any{"造成名誉损失"}, "故意说明": "事前策划",
		"故意证据": evidence("故意证据"), "申辩记录": evidence("申辩记录"), "获利情况": "没有",
	}, http.StatusOK, "")
	k.do("two", "查核完毕", nil, http.StatusOK, "审理审核")
	opened := k.who("manage").post("/api/v1/cases/"+k.id+"/unseal", map[string]any{"field": "涉嫌诬告人", "reason": "核对身份类别"})
	require.Equal(k.t, canaryName, opened.text("value", "name"), "%s", opened.body)
	k.do("judge", "提出审理意见", map[string]any{"审理结论": "诬告陷害"}, http.StatusOK, "本级审核")
	k.do("first", "提请市级批准", nil, http.StatusOK, "")
	require.False(k.t, slices.Contains(ids, ""))
	return k.id
}
