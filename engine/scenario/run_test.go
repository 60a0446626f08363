package scenario_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine/scenario"
)

// grant is a small procedure, in the English spelling.
const grant = `language: 1
process: grant
name: 小额补助
owner: boss
params:
  cap: {value: 1000 yuan, source: test, confirmed: true}
number: {format: "补〔{year}〕{seq}号", on: submit}
parties: [helped]
ledgers: {fund: {name: 资金, per: year, unit: money}}
roles:
  staff: {name: 职工, scope: unit}
  boss: {name: 负责人, scope: unit}
fields:
  helped: {name: 对象, type: person, required: true}
  amount: {name: 金额, type: money, required: true, min: 0.01}
  note: {name: 说明, type: text, length: 5}
start:
  draft: {by: staff}
states:
  draft:
    name: 起草
    edit: all
    on:
      submit: {name: 提交, by: initiator, to: review}
  review:
    name: 审核
    task: {for: boss, due: 3 workdays}
    on:
      approve:
        name: 同意
        when: amount <= params.cap
        because: 超过上限
        to: paid
        do:
          - reserve: {ledger: fund, amount: amount}
          - spend: {ledger: fund}
          - notify: {to: initiator, text: 已批准}
      refuse: {name: 不同意, needs: [opinion], to: refused}
  paid: {name: 已发, final: 已发}
  refused: {name: 未批, final: 未批}
`

// world is the base of the stories below.
const world = `process: grant.yaml
base:
  at: 2026-09-01 09:00
  calendar:
    2026: {source: 通知, off: [2026-09-25], makeup: [2026-09-20]}
  units: {city: {name: 市, level: city}, office: {name: 办公室, parent: city}}
  people:
    ann: {name: 安, unit: office, posts: [staff]}
    bob: {name: 白, unit: office, posts: [boss]}
    cat: {name: 蔡, unit: office, posts: [boss]}
  budget: {fund: 5000}
  values: {usual: {helped: ann, amount: 100}}
  routes:
    sent:
      - {as: ann, do: open, using: usual}
      - {as: ann, do: submit}
scenarios:
`

func run(t *testing.T, text string, o scenario.Options) (scenario.Report, string) {
	t.Helper()
	fsys := fstest.MapFS{"grant.yaml": {Data: []byte(grant)}, "grant.test.yaml": {Data: []byte(text)}}
	files, err := scenario.Load(fsys, ".")
	require.NoError(t, err)
	var out bytes.Buffer
	o.Out = &out
	rep, err := scenario.Run(context.Background(), files, o)
	require.NoError(t, err)
	return rep, out.String()
}

// story is a file with one scenario of the given steps.
func story(steps string) string {
	return world + "  - name: 故事\n    steps:\n      " + strings.ReplaceAll(strings.TrimSpace(steps), "\n", "\n      ") + "\n"
}

func TestRun_TellsNothingWhenAllGoesAsTold(t *testing.T) {
	t.Parallel()
	rep, out := run(t, story(`
- {route: sent}
- {expect: {state: 审核, status: open, number: 补〔2026〕1号, todo: [bob, cat], due: 2026-09-04, may: {bob: [同意]}, may_not: {ann: [同意]}}}
- {as: ann, do: 同意, refused: forbidden}
- {wait: 1 workday}
- {as: bob, do: approve}
- {expect: {state: paid, outcome: 已发, ledger: {fund: {spent: 100, reserved: 0, free: 4900}}, messages: [{who: ann, says: 已批准}], todo: 无}}
- {as: cat, do: approve, refused: {code: conflict, says: [白]}}
`), scenario.Options{})
	require.Empty(t, rep.Summary())
	require.Empty(t, scenario.Check("grant.test.yaml", []byte(story("- {route: sent}"))))
	require.Equal(t, scenario.ExitFine, rep.ExitCode())
	require.Contains(t, out, "样例1个,通过1个,未通过0个")
}

func TestRun_SaysWhereAndHowAStoryDiffers(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, steps, want string }{
		{"state", "- {expect: {state: 已发}}", "环节:期望“已发”,实际“review”"},
		{"status", "- {expect: {status: closed}}", "状态:期望“closed”,实际“open”"},
		{"outcome", "- {expect: {outcome: 已发}}", "结果:期望“已发”,实际“无”"},
		{"number", "- {expect: {number: 补〔2026〕2号}}", "编号:期望“补〔2026〕2号”,实际“补〔2026〕1号”"},
		{"candidates", "- {expect: {todo: [bob]}}", "待办:期望“bob”,实际“bob、cat”"},
		{"candidates by kind", "- {expect: {todo: {任务: [bob, cat], 登记: [cat]}}}", "待办:登记期望“cat”,实际“无”"},
		{"due", "- {expect: {due: 2026-09-03}}", "期限:期望“2026-09-03”,实际“2026-09-04”"},
		{"no deadline", "- {expect: {deadline: 2026-09-03}}", "总时限:期望“2026-09-03”,实际“无”"},
		{"no timer", "- {expect: {after: 2026-09-03}}", "到期:期望“2026-09-03”,实际“无”"},
		{"no document", "- {expect: {documents: [通知书]}}", "文书:期望“通知书”,实际“无”"},
		{"text of a document", "- {expect: {texts: {通知书: 同意}}}", "文书内容:“通知书”应当含“同意”,实际是“”"},
		{"ledger", "- {expect: {ledger: {fund: {free: 4900}}}}", "额度:fund的free期望“4900.00”,实际“5000.00”"},
		{"messages", "- {expect: {messages: [{who: ann, says: 已批准}]}}", "通知:没有发出第21行所说的通知,实际发出:无"},
		{"inbox", "- {expect: {inbox: {bob: {todo: 0}}}}", "收件箱:bob的todo期望“0”,实际“1”"},
		{"no notice", "- {expect: {notice: {status: posted}}}", "公示:没有公示过"},
		{"may", "- {expect: {may: {ann: [同意]}}}", "可做:ann应当可以“同意”,实际可做:收回、催办(理由:该事项当前由负责人办理,您不是办理人)"},
		{"may not", "- {expect: {may_not: {bob: [同意]}}}", "不可做:bob不应当可以“同意”"},
		{"why not", "- {expect: {may_not: {ann: {同意: 回避}}}}", "不可做:ann不能“同意”的理由应当含“回避”,实际是“该事项当前由负责人办理,您不是办理人”"},
		{"incidents", "- {expect: {incidents: [nobody]}}", "待人工处理:期望“nobody”,实际“无”"},
		{"sight", "- {expect: {blind: [bob]}}", "不可见:bob应当看不到"},
		{"fields", "- {expect: {fields: {amount: 101, note: 无}}}", "字段:amount期望“101.00”,实际“100.00”"},
		{"a count of cases", "- {expect: {each: {paid: 1}}}", "各办件环节:在“paid”的应有1件,实有0件"},
		{"a count in no state", "- {expect: {each: {nowhere: 0}}}", "各办件环节:没有环节“nowhere”"},
		{"where a case stands", "- {expect: {each: {办件: paid}}}", "各办件环节:办件期望“paid”,实际“review”"},
		{"where no case stands", "- {expect: {each: {另一件: paid}}}", "各办件环节:另一件不是办件,这里要写办件和它的环节,或者环节和件数"},
		{"success that should be refusal", "- {as: bob, do: approve, refused: recused}", "bob做“approve”应当被拒(recused),却成功了"},
		{"another refusal", "- {as: ann, do: approve, refused: recused}", "ann做“approve”应当因“recused”被拒,实际是:forbidden: 该事项当前由负责人办理,您不是办理人"},
		{"another reason", "- {as: ann, do: approve, refused: 回避}", "ann做“approve”被拒的理由应当含“回避”,实际是:forbidden: 该事项当前由负责人办理,您不是办理人"},
		{"another field", "- {as: bob, do: refuse, refused: {code: missing, fields: [note]}}", "bob做“refuse”被拒时应当指明“note”,实际是:missing: 还有内容没有填写;opinion:请填写办理意见"},
		{"refusal that should be success", "- {as: ann, do: approve}", "ann做“approve”应当成功,却被拒:forbidden: 该事项当前由负责人办理,您不是办理人"},
		{"a time gone by", "- {wait_until: 2026-08-31}", "“等到”的时间已经过去,现在是2026-09-01 09:00"},
		{"an unknown route", "- {route: nowhere}", "“步骤组”下没有“nowhere”(或互相引用太深)"},
		{"an unknown case", "- {as: bob, do: approve, case: 第二件}", "还没有名为“第二件”的办件"},
		{"both at once succeed", "- {together: [{as: bob, do: approve}, {as: cat, do: approve}], succeed: 2, refused: conflict}", "同时办理应有2个成功,实有1个"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rep, out := run(t, story("- {route: sent}\n"+c.steps), scenario.Options{})
			require.Equal(t, scenario.ExitFailed, rep.ExitCode())
			require.Len(t, rep.Files[0].Scenarios[0].Failures, 1)
			f := rep.Files[0].Scenarios[0].Failures[0]
			require.Equal(t, c.want, f.Msg)
			require.Equal(t, 21, f.Line)
			require.Contains(t, out, "grant.test.yaml:21: "+c.want)
		})
	}
}

func TestRun_FaultsOfAFileAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"an unknown key", story("- {as: ann, does: open}"), "grant.test.yaml:20:19: 错误:第20行第19列:这里不能写“does”,可以写:"},
		{"two things in a step", story("- {wait: 1 day, expect: {state: x}}"), "每一步只写一件事"},
		{"a limit without unit", story("- {wait: 5}"), "期限“5”缺少单位"},
		{"a time that is none", story("- {wait_until: 明天}"), "时间“明天”看不懂"},
		{"nothing to do", story("- {as: ann}"), "这一步没有写做什么"},
		{"the same name twice", story("- {route: sent}") + "  - name: 故事\n    steps: [{route: sent}]\n", "样例名称“故事”重复"},
		{"no scenario", world + "  []\n", "文件里没有样例"},
		{"an excuse without reason", story("- {route: sent}") + "mutants: [{where: x}]\n", "变异说明要写 变异 和 理由"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rep, out := run(t, c.text, scenario.Options{})
			require.Equal(t, scenario.ExitFailed, rep.ExitCode())
			require.Contains(t, out, c.want)
			require.NotEmpty(t, scenario.Check("grant.test.yaml", []byte(c.text)))
		})
	}
}

func TestRun_ABrokenProcedureIsToldLikeCheckTellsIt(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"grant.yaml": {Data: []byte(strings.Replace(grant, "to: paid", "to: payed", 1))}, "grant.test.yaml": {Data: []byte(story("- {route: sent}"))}}
	files, err := scenario.Load(fsys, "grant.test.yaml")
	require.NoError(t, err)
	var out bytes.Buffer
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out})
	require.NoError(t, err)
	require.Equal(t, scenario.ExitFailed, rep.ExitCode())
	require.Contains(t, out.String(), "grant.yaml:33:13: 错误:")
	require.Contains(t, out.String(), "payed")
}

func TestLoad_SaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"a.yaml": {Data: []byte(grant)}, "b/b.test.yaml": {Data: []byte(world)}, "c/c.yaml": {Data: []byte(grant)}}
	for name, want := range map[string]string{
		"x.test.yaml": "找不到", "a.yaml": "读不到样例文件“a.test.yaml”", "b": "流程“b/grant.yaml”不存在", "c": "没有以.test.yaml结尾的样例文件",
	} {
		_, err := scenario.Load(fsys, name)
		require.ErrorContains(t, err, want)
	}
}

// full tests everything in the procedure but the length of the note.
const full = `
- {route: sent}
- {expect: {state: review, number: 补〔2026〕1号, due: 2026-09-04}}
- {as: bob, do: refuse, refused: missing}
- {as: bob, do: approve}
- {expect: {state: paid, ledger: {fund: {spent: 100}}, messages: [{who: ann, says: 已批准}]}}
- {as: ann, do: open, case: 大额, refused: {code: forbidden}}
`

func TestCoverage_NamesWhatNoScenarioReaches(t *testing.T) {
	t.Parallel()
	rep, out := run(t, story("- {route: sent}\n- {as: bob, do: approve}"), scenario.Options{})
	c := rep.Files[0].Coverage
	require.Equal(t, 3, c.States.Covered)
	require.Equal(t, []scenario.Item{{ID: "refused", Line: 40}}, c.States.Missing)
	require.Equal(t, []scenario.Item{{ID: "review/refuse#0", Line: 38}}, c.Moves.Missing)
	require.Equal(t, []scenario.Item{{ID: "review/approve 不成立", Line: 29}}, c.Guards.Missing)
	require.Contains(t, out, "没有样例经过的走向:review/refuse#0(grant.yaml:38)")
}

func TestMutate_ListsSurvivorsAndAcceptsExplanations(t *testing.T) {
	t.Parallel()
	rep, out := run(t, story("- {route: sent}\n- {as: bob, do: approve}\n- {expect: {state: paid}}"), scenario.Options{Mutate: true})
	require.Equal(t, scenario.ExitSurvivors, rep.ExitCode())
	m := rep.Files[0].Mutation
	require.Equal(t, m.Total, m.Killed+len(m.Survivors))
	ids := map[string]bool{}
	for _, s := range m.Survivors {
		ids[s.ID] = true
	}
	for _, want := range []string{
		"参数/cap 少一", "参数/cap 多一", "编号 没有", "review 期限 多一", "review/approve 没有条件", "review/refuse 不需填opinion",
		"review/approve 没有效果 notify", "review/approve 没有效果 spend fund", "字段/note 最长多一", "当事人 不含helped",
	} {
		require.True(t, ids[want], "%s should survive: %s", want, out)
	}
	for _, dead := range []string{"review/approve 条件 取反", "发起/draft 由 去掉第1项", "review/approve 没有效果 reserve fund"} {
		require.False(t, ids[dead], "%s should be noticed", dead)
	}
	require.Contains(t, out, "没有样例发现:参数/cap 多一(grant.yaml:6)")

	var excuses strings.Builder
	excuses.WriteString("mutants:\n  - {where: 字段/*, because: 不在此测}\n")
	for id := range ids {
		if !strings.HasPrefix(id, "字段/") {
			excuses.WriteString("  - {where: " + id + ", because: 不在此测}\n")
		}
	}
	explained := story("- {route: sent}\n- {as: bob, do: approve}\n- {expect: {state: paid}}") + excuses.String()
	rep, _ = run(t, explained, scenario.Options{Mutate: true, Again: true})
	require.Equal(t, scenario.ExitFine, rep.ExitCode())
	require.Len(t, rep.Files[0].Mutation.Explained, len(ids))

	outdated := explained + "  - {where: review/approve 条件 取反, because: 过时}\n"
	rep, _ = run(t, outdated, scenario.Options{Mutate: true})
	require.Equal(t, scenario.ExitFine, rep.ExitCode(), "what is explained is not tried")
	rep, _ = run(t, outdated+"  - {where: 没有这个, because: 过时}\n", scenario.Options{Mutate: true})
	require.Equal(t, scenario.ExitSurvivors, rep.ExitCode(), "but it must be there")
	rep, out = run(t, outdated, scenario.Options{Mutate: true, Again: true})
	require.Equal(t, scenario.ExitSurvivors, rep.ExitCode())
	require.Contains(t, out, "变异说明“review/approve 条件 取反”没有对应的变异")
}

func TestRun_JSONHoldsTheWholeReport(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	now := func() time.Time { at = at.Add(time.Second); return at }
	rep, out := run(t, story(full), scenario.Options{JSON: true, Now: now})
	var back scenario.Report
	require.NoError(t, json.Unmarshal([]byte(out), &back))
	for i := range rep.Files[0].Scenarios { // the transitions of each scenario are for callers, not for a report
		require.NotEmpty(t, rep.Files[0].Scenarios[i].Moves)
		rep.Files[0].Scenarios[i].Moves = nil
	}
	require.Equal(t, rep, back)
	require.Equal(t, 1.0, back.Files[0].Seconds)
}

func TestRun_FilterChoosesByName(t *testing.T) {
	t.Parallel()
	text := story("- {route: sent}") + "  - name: 另一个\n    steps: [{route: sent}]\n"
	rep, _ := run(t, text, scenario.Options{Filter: "另"})
	require.Len(t, rep.Files[0].Scenarios, 1)
	require.Equal(t, "另一个", rep.Files[0].Scenarios[0].Name)
}
