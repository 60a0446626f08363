package process_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"dandang/engine/guard"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/yamldoc"
)

// goodFiles are procedures without errors: the test data and what we ship.
func goodFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"testdata/good/*.yaml", "../../processes/*.yaml"} {
		found, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, f := range found {
			if !strings.HasSuffix(f, ".test.yaml") { // scenarios
				files = append(files, f)
			}
		}
	}
	require.NotEmpty(t, files)
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	src, err := os.ReadFile(file)
	require.NoError(t, err)
	return src
}

func parse(t *testing.T, file string) *process.Definition {
	t.Helper()
	src := read(t, file)
	d, problems := process.Parse(file, src)
	for _, p := range problems {
		if p.Severity == yamldoc.Error {
			t.Error(p.Format(src))
		}
	}
	require.NotNil(t, d)
	return d
}

func TestParse_GoodFilesHaveNoErrors(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		parse(t, file)
	}
}

// same compares definitions of two spellings: places, source and hash differ, and guards by their words only.
func same() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreUnexported(process.Definition{}),
		cmpopts.IgnoreFields(process.Definition{}, "Hash", "Source"),
		cmpopts.IgnoreTypes(process.Pos{}),
		cmp.Comparer(func(a, b *guard.Expr) bool {
			if a == nil || b == nil {
				return a == b
			}
			return words(a) == words(b)
		}),
		cmp.Comparer(func(a, b guard.Value) bool { return guard.Equal(a, b) }),
	}
}

// words is a guard in English spelling.
func words(e *guard.Expr) string {
	var walk func(n guard.Node) string
	walk = func(n guard.Node) string {
		if n.Op() == guard.OpPath {
			return process.CanonPath(n.Path())
		}
		parts := []string{string(n.Op())}
		if v := n.Literal(); v != nil {
			parts = append(parts, v.String())
		}
		for _, a := range n.Args() {
			parts = append(parts, walk(a))
		}
		return "(" + strings.Join(parts, " ") + ")"
	}
	return walk(e.Root())
}

func TestFormat_BothSpellingsMeanTheSame(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		src := read(t, file)
		want := parse(t, file)
		for _, lang := range []string{"zh", "en", ""} {
			text, err := process.Format(src, lang)
			require.NoError(t, err)
			got, problems := process.Parse(file, text)
			for _, p := range problems {
				require.NotEqual(t, yamldoc.Error, p.Severity, p.Format(text))
				require.NotEqual(t, "mixed-language", p.Code, p.Format(text))
			}
			require.Empty(t, cmp.Diff(want, got, same()), "%s in %q", file, lang)
		}
	}
}

func TestFormat_IsStable(t *testing.T) {
	t.Parallel()
	for _, file := range goodFiles(t) {
		src := read(t, file)
		for _, lang := range []string{"zh", "en"} {
			once, err := process.Format(src, lang)
			require.NoError(t, err)
			twice, err := process.Format(once, lang)
			require.NoError(t, err)
			require.Equal(t, string(once), string(twice), "a second time changes nothing")
			other := map[string]string{"zh": "en", "en": "zh"}[lang]
			there, err := process.Format(once, other)
			require.NoError(t, err)
			back, err := process.Format(there, lang)
			require.NoError(t, err)
			require.Equal(t, string(once), string(back), "%s: there and back", file)
		}
	}
}

func TestFormat_KeepsCommentsNamesAndLayout(t *testing.T) {
	t.Parallel()
	src := "language: 1   # name: stays\nstates:\n\n  name:\n    name: name  # when: x\n    on:\n      go:\n        when: a.name == \"and name\" and\n              not (case.number == \"in\")\n"
	text, err := process.Format([]byte(src), "zh")
	require.NoError(t, err)
	want := "语言版本: 1   # name: stays\n环节:\n\n  name:\n    名称: name  # when: x\n    动作:\n      go:\n        条件: a.姓名 == \"and name\" 且\n              非 (办件.编号 == \"in\")\n"
	require.Equal(t, want, string(text))
}

func TestFormat_RefusesWhatIsNoYAML(t *testing.T) {
	t.Parallel()
	_, err := process.Format([]byte("名称：甲\n"), "en")
	require.ErrorIs(t, err, process.ErrInvalid)
	_, err = process.Format([]byte("名称: 甲\n"), "fr")
	require.ErrorContains(t, err, "zh 或 en")
}

func TestCompile_TellsTheFirstError(t *testing.T) {
	t.Parallel()
	_, err := process.Compile("a.yaml", read(t, "testdata/bad/01-fullwidth-colon.yaml"))
	require.ErrorIs(t, err, process.ErrInvalid)
	require.ErrorContains(t, err, "第3行第3列:这里是中文冒号")
}

// TestParse_ReadsEveryPart looks at what whole.yaml says, part by part.
func TestParse_ReadsEveryPart(t *testing.T) {
	t.Parallel()
	d := parse(t, "testdata/good/whole.yaml")
	require.Equal(t, process.Restricted, d.Secrecy)
	require.Equal(t, "张容错〔{year}〕{seq}号", d.Number.Format)
	require.Equal(t, workday.Duration{Amount: 90, Unit: workday.Workdays}, d.Deadline.Duration)
	require.Equal(t, guard.MoneyV(2000000), d.Param("cap").Value)
	require.Equal(t, guard.T(guard.Date), d.Param("since").Type)
	require.Equal(t, "high", d.Field("level").Options[0].Value)
	require.Equal(t, "重大", d.Field("level").Label("high"))
	require.Equal(t, 60, d.Field("title").MaxLen)
	require.Equal(t, false, d.Field("urgent").Default)
	require.NotNil(t, d.Field("amount").RequiredIf)
	require.NotNil(t, d.Field("half").Computed)
	require.Equal(t, guard.T(guard.Int), d.Decision("proposal").Outputs["share"])

	handling := d.State("handling")
	task := handling.Tasks[0]
	require.Equal(t, []process.WhoKind{process.ByRole, process.ByUnitOf, process.ByHolder}, kinds(task.For))
	require.Equal(t, []process.WhoKind{process.ByInitiator, process.ByParties, process.ByHandlers, process.ByHolder}, kinds(task.Not))
	require.True(t, task.For[0].Escalate)
	require.Equal(t, "handle_within", task.Due.Param)
	require.Equal(t, "served_on", task.DueFrom)
	require.Len(t, task.Overdue, 4)
	require.Equal(t, []string{"extend", "give_up"}, task.Overdue[3].Ask)
	require.Equal(t, process.ToStay, d.Event("handling", "accept").Kind)
	effects := d.Event("handling", "close_it").Do
	var made []process.EffectKind
	for _, e := range effects {
		made = append(made, e.Kind)
	}
	require.Equal(t, []process.EffectKind{
		process.Set, process.Set, process.Notify, process.Copy, process.Issue, process.StartCase, process.Await,
		process.Reserve, process.Spend, process.Release, process.Register, process.Flag,
	}, made)
	require.Equal(t, "first", effects[7].Name)
	require.Equal(t, "posts", effects[9].Name)

	require.Equal(t, "against", d.State("signing").Tasks[0].Refuse)
	require.Equal(t, "refuse", d.State("queue").Tasks[0].Refuse, "an event called refuse counts as refusal")
	require.Equal(t, []string{"draft", "handling"}, d.Event("signing", "pick_back").Pick)
	require.True(t, d.Event("correction", "again").Restart)
	require.True(t, d.State("correction").Paused)
	vote := d.State("voting").Tasks[0].Vote
	require.Equal(t, process.Threshold{Num: 2, Den: 3, Of: "seats"}, vote.Quorum)
	require.True(t, d.State("meeting").Tasks[0].Vote.Pass.More)
	require.Equal(t, []string{"subject.name", "case.unit", "case.number"}, d.State("notice").Publish.Show)
	require.Equal(t, process.ToResult, d.Event("joint", "approve").Kind)
	require.Equal(t, []string{"law"}, d.Event("joint", "ask_law").Groups)
	require.Len(t, d.State("joint").Join, 2)
	require.Equal(t, "已认定", d.State("done").Outcome)
	require.NotContains(t, d.Everywhere[0].From, "voting")
	require.NotContains(t, d.Everywhere[0].From, "done")
	require.Contains(t, d.Document("letter").Body, "{subject.name}")
	require.Equal(t, "张容错意〔{year}〕{seq}号", d.Document("letter").Number)
	require.Equal(t, "evidence", d.Materials[0].Field)
	require.Nil(t, d.State("nowhere"))
	require.Nil(t, d.Start("done"))
	require.Empty(t, d.EventsIn("nowhere"))
}

func kinds(list []process.Who) []process.WhoKind {
	var out []process.WhoKind
	for _, w := range list {
		out = append(out, w.Kind)
	}
	return out
}

func TestParse_AllButMayBeQuotedAndStandInBraces(t *testing.T) {
	t.Parallel()
	src := string(read(t, "testdata/good/leave.yaml"))
	for _, from := range []string{`除了 [草拟]`, `"除了 [草拟]"`, `all but [草拟]`, `[审核]`} {
		d, problems := process.Parse("", []byte(strings.Replace(src, "适用环节: 全部", "适用环节: "+from, 1)))
		require.NotNil(t, d, "%s: %v", from, problems)
		require.Equal(t, []string{"审核"}, d.Everywhere[0].From, from)
	}
}

func TestCanonPath(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"办件.编号": "case.number", "帮扶对象.姓名": "帮扶对象.name", "参数.姓名": "params.姓名", "判定表.上限.单位": "decisions.上限.单位",
		"分组.组织.结果": "groups.组织.result", "原值.单位": "previous.单位", "原值.人.单位": "previous.人.unit", "今天": "today",
		"资金.余额": "资金.free", "amount": "amount", "表决.同意": "vote.yes", "办理者.单位": "actor.unit",
	} {
		require.Equal(t, want, process.CanonPath(in))
	}
}

func TestCheckFiles_ExitCodes(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.Equal(t, process.ExitFine, process.CheckFiles([]string{"testdata/good/leave.yaml"}, &out))
	require.Equal(t, process.ExitWarnings, process.CheckFiles([]string{"testdata/good/leave.yaml", "testdata/bad/99-unconfirmed-param.yaml"}, &out))
	require.Equal(t, process.ExitBroken, process.CheckFiles([]string{"testdata/bad/01-fullwidth-colon.yaml", "testdata/good/leave.yaml"}, &out))
	require.Equal(t, process.ExitBroken, process.CheckFiles([]string{"testdata/none.yaml"}, &out))
	require.Contains(t, out.String(), "testdata/good/leave.yaml: 没有问题")
}

// A procedure whose cases are started by others alone needs one that starts them: alone it cannot be told.
func TestCheckFiles_SomethingStartsWhatOnlyOthersStart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		return file
	}
	const head = "语言版本: 1\n流程: %s\n名称: %s\n维护人: 甲\n角色: {甲: {名称: 甲, 范围: 全市}}\n发起: {草拟: {由: 甲%s}}\n" +
		"环节:\n  草拟: {名称: 草拟, 动作: {提交: {名称: 提交, 由: 发起人, 转到: 完%s}}}\n  完: {名称: 完, 办结: 完}\n"
	second := write("second.yaml", fmt.Sprintf(head, "second", "复查", ", 只由关联启动: 是", ""))
	starter := write("starter.yaml", fmt.Sprintf(head, "starter", "原件", "", ", 效果: [启动办件: {流程: second}]"))
	other := write("other.yaml", fmt.Sprintf(head, "other", "别的", "", ""))
	for name, c := range map[string]struct {
		files []string
		code  int
		says  string
	}{
		"with one that starts it": {[]string{second, starter, other}, process.ExitFine, "没有问题"},
		"alone":                   {[]string{second}, process.ExitWarnings, "第6行第6列:“复查”只由关联启动,单独检查看不出哪个流程启动它"},
		"with none that does":     {[]string{second, other}, process.ExitBroken, "第6行第6列:“复查”只由关联启动,但没有哪个流程启动它"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			require.Equal(t, c.code, process.CheckFiles(c.files, &out), out.String())
			require.Contains(t, out.String(), c.says)
		})
	}
}

func TestFormatFiles_RewritesOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.yaml")
	require.NoError(t, os.WriteFile(file, read(t, "testdata/good/leave.yaml"), 0o600))
	var out strings.Builder
	require.Equal(t, process.ExitFine, process.FormatFiles([]string{file}, "zh", true, &out))
	require.Empty(t, out.String())
	require.Equal(t, process.ExitFine, process.FormatFiles([]string{file}, "en", true, &out))
	require.Equal(t, file+"\n", out.String())
	require.Contains(t, string(read(t, file)), "process: 请假")
}
