package walker_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"dandang/bench/walker"
	"dandang/engine/guard"
	"dandang/engine/process"

	"github.com/stretchr/testify/require"
)

// Whatever the generator makes from the metadata of a field, the field itself accepts.
func TestGenerate_MakesWhatTheFieldAccepts(t *testing.T) {
	t.Parallel()
	options := []process.Option{{Value: "甲"}, {Value: "乙"}, {Value: "丙"}}
	yuan := func(s string) guard.Value {
		v, err := guard.ParseMoney(s)
		require.NoError(t, err)
		return v
	}
	for _, c := range []struct {
		name, metadata string
		field          process.Field
	}{
		{"a short text", `{"type":"text","min_length":8,"max_length":9}`, process.Field{Type: process.Text, MinLen: 8, MaxLen: 9}},
		{"a text of one letter", `{"type":"longtext","max_length":1}`, process.Field{Type: process.LongText, MaxLen: 1}},
		{"a pattern", `{"type":"text","pattern":"^[0-9]{12,30}$"}`, process.Field{Type: process.Text, Pattern: "^[0-9]{12,30}$"}},
		{"a pattern with choices", `{"type":"text","pattern":"(张|李)[A-F]+-?\\d{2}x*"}`, process.Field{Type: process.Text, Pattern: `(张|李)[A-F]+-?\d{2}x*`}},
		{"an integer", `{"type":"integer"}`, process.Field{Type: process.Integer}},
		{"a decimal", `{"type":"decimal"}`, process.Field{Type: process.Decimal}},
		{"an amount between limits", `{"type":"money","min":"0.01","max":"0.03"}`, process.Field{Type: process.Money, Min: yuan("0.01"), Max: yuan("0.03")}},
		{"a date", `{"type":"date"}`, process.Field{Type: process.Date}},
		{"a time", `{"type":"datetime"}`, process.Field{Type: process.DateTime}},
		{"yes or no", `{"type":"bool"}`, process.Field{Type: process.Bool}},
		{"one of three", `{"type":"choice","options":[{"value":"甲"},{"value":"乙"},{"value":"丙"}]}`, process.Field{Type: process.Choice, Options: options}},
		{
			"two of three", `{"type":"choices","options":[{"value":"甲"},{"value":"乙"},{"value":"丙"}],"min_length":2,"max_length":2}`,
			process.Field{Type: process.Choices, Options: options, MinLen: 2, MaxLen: 2},
		},
		{"a person", `{"type":"person"}`, process.Field{Type: process.Person}},
		{"at most two people", `{"type":"persons","max_length":2}`, process.Field{Type: process.Persons, MaxLen: 2}},
		{"a unit", `{"type":"unit"}`, process.Field{Type: process.UnitType}},
		{
			"a table", `{"type":"table","columns":[{"id":"来源","type":"text","required":true},{"id":"金额","type":"money","required":true},{"id":"日期","type":"date"}]}`,
			process.Field{Type: process.Table, Columns: []process.Field{
				{ID: "来源", Type: process.Text, Required: true}, {ID: "金额", Type: process.Money, Required: true}, {ID: "日期", Type: process.Date},
			}},
		},
	} {
		for seed := range uint64(200) {
			v, err := walker.Generate(seed, c.metadata, seed%2 == 0)
			require.NoError(t, err, c.name)
			var wire any // as it travels
			raw, err := json.Marshal(v)
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(raw, &wire))
			clean, problem := c.field.Normalise(wire)
			require.Empty(t, problem, "%s, seed %d: %s", c.name, seed, raw)
			require.NotNil(t, clean, "%s, seed %d: %s is empty", c.name, seed, raw)
		}
	}
	_, err := walker.Generate(1, `{"id":"x","type":"hologram"}`, true)
	require.ErrorContains(t, err, "hologram")
}

func TestCheck_ARefusalExplainsItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		status     int
		fault      bool
	}{
		{"a success", `{}`, 200, false},
		{"a refusal with code and Chinese text", `{"code":"recused","detail":"依规应当回避"}`, 403, false},
		{"no code", `{"detail":"依规应当回避"}`, 403, true},
		{"English", `{"code":"recused","detail":"you must not"}`, 403, true},
		{"not JSON", `<html>`, 404, true},
		{"a failure of the server, however well told", `{"code":"internal","detail":"系统内部错误"}`, 500, true},
	} {
		require.Equal(t, c.fault, walker.Check(c.status, c.body) != "", c.name)
	}
}

func TestTransitions_AreAllThatTheDefinitionHas(t *testing.T) {
	t.Parallel()
	all := walker.Transitions(definition(t, "care-fund.yaml"))
	require.Subset(t, all, []string{
		"草拟/提交#0", "补正/补正后提交", "公示/更正张贴日期", "公示/after#0", "组织部审核/同意", "组织部审核/join#1", "部务会/同意#1", "公示/撤回申请#0",
	})
	require.NotContains(t, all, "待拨付/撤回申请#0")
}

// What a definition calls withdrawn is found, not configured.
func TestWithdrawn_IsWhatApplicantsChoose(t *testing.T) {
	t.Parallel()
	require.Equal(t, "已撤回", walker.Withdrawn(definition(t, "care-fund.yaml")))
}

// An event of several stages is owed once in a short walk and everywhere in a long one; a reviewed file excuses, and may
// name only what there is.
func TestOwed_IsWhatNoCaseTook(t *testing.T) {
	t.Parallel()
	d := definition(t, "care-fund.yaml")
	all := walker.Transitions(d)
	taken := func(except ...string) *walker.Findings {
		f := &walker.Findings{Fired: map[string]int{}}
		for _, id := range all {
			if slices.Contains(except, id) {
				f.Missing = append(f.Missing, id)
			} else {
				f.Fired[id] = 1
			}
		}
		return f
	}
	none := walker.Unreached{}
	require.Empty(t, walker.Owed(d, taken(), none, 50))
	require.Equal(t, []string{"草拟/提交#0"}, walker.Owed(d, taken("草拟/提交#0"), none, 50))
	require.Empty(t, walker.Owed(d, taken("公示/撤回申请#0"), none, 50), "taken in other stages")
	require.Equal(t, []string{"公示/撤回申请#0"}, walker.Owed(d, taken("公示/撤回申请#0"), none, 200), "a long walk has room for each stage")
	excused, err := walker.ReadUnreached("x.yaml", []byte("走不到:\n  - {走向: 草拟/提交#0, 理由: 试}\n"), d)
	require.NoError(t, err)
	require.Empty(t, walker.Owed(d, taken("草拟/提交#0"), excused, 50))
	_, err = walker.ReadUnreached("x.yaml", []byte("走不到:\n  - {走向: 草拟/没有, 理由: 试}\n"), d)
	require.ErrorContains(t, err, "没有")
	_, err = walker.ReadUnreached("x.yaml", []byte("走不到:\n  - {走向: 草拟/提交#0}\n"), d)
	require.ErrorContains(t, err, "理由")
}

// Procedures whose cases start cases of others are walked with them.
func TestCompanies_KeepLinkedProceduresTogether(t *testing.T) {
	t.Parallel()
	all, err := walker.Sources(os.DirFS("../../processes"))
	require.NoError(t, err)
	var groups [][]string
	for _, g := range walker.Companies(all) {
		var keys []string
		for _, s := range g {
			keys = append(keys, s.Definition.Key)
			require.NotEmpty(t, s.Stories, s.File)
		}
		groups = append(groups, keys)
	}
	require.Contains(t, groups, []string{"fault-tolerance", "reconsideration"})
	require.Contains(t, groups, []string{"report-verification", "false-accusation"})
	require.Contains(t, groups, []string{"care-fund"})
	require.Contains(t, groups, []string{"post-entry"})
}

// The walker tells a ballot that must come bare, and an objection that anybody may raise, from the definition.
func TestWalk_TellsBallotsAndObjections(t *testing.T) {
	t.Parallel()
	titles, care := definition(t, "title-channel.yaml"), definition(t, "care-fund.yaml")
	for _, event := range []string{"评审通过", "评审不通过", "abstain"} {
		require.True(t, walker.Secret(titles, "评审表决", event), event)
	}
	require.False(t, walker.Secret(titles, "评审表决", "recuse"), "that is said openly, with a reason")
	require.False(t, walker.Secret(care, "部务会", "同意"), "a meeting is recorded")
	require.True(t, walker.ByReaders(care, "公示", "提出异议"))
	require.False(t, walker.ByReaders(care, "公示", "更正张贴日期"))
	require.False(t, walker.ByReaders(care, "公示", "claim"))
}
