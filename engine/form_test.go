package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

func TestForm_ADocumentIsADraftUntilItIsSigned(t *testing.T) {
	t.Parallel()
	w := newPapers(t)
	form := func(actor string) engine.Form {
		f, err := w.engine.DocumentForm(t.Context(), actor, w.doc("finding").ID, false)
		require.NoError(t, err)
		return f
	}
	draft := form("ann")
	require.Equal(t, []string{"草稿 未经签发不得使用"}, draft.Notes)
	require.Empty(t, draft.Sign)
	require.Empty(t, draft.Number)
	require.Equal(t, "人ann 文旅局 2026年9月7日09:00", draft.Watermark)
	_, err := w.engine.DocumentForm(t.Context(), "gus", w.doc("finding").ID, false)
	require.Equal(t, engine.ENotFound, engine.CodeOf(err), "whom it is about does not read drafts")
	require.NoError(t, w.do("cat", "finding", engine.PaperCheck))
	require.NoError(t, w.do("dan", "finding", engine.PaperSign))
	signed := form("dan")
	require.Empty(t, signed.Notes)
	require.Equal(t, "张意〔2026〕1号", signed.Number)
	require.Equal(t, []string{"文旅局", "2026年9月7日"}, signed.Sign)
	require.Equal(t, "1. 来源：民政；金额：1,000.00", signed.Text[1])
	require.NoError(t, w.do("dan", "finding", engine.PaperVoid, because("金额有误")))
	require.Equal(t, []string{"已作废：金额有误"}, form("dan").Notes)
}

// What a template writes into its text stands where it stands on paper: the number below the title, the day in the 落款.
func TestForm_ADocumentIsLaidOutAsOnPaper(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body       string
		signed     bool
		text, sign []string
	}{
		"number and day in the running text": {"{文号}。李四同志：\\n请退回。{签发日期}", true, []string{"李四同志：", "请退回。"}, []string{"文旅局", "2026年9月7日"}},
		"each on a line of its own":          {"{文号}\\n李四同志：\\n请退回。\\n文旅局\\n{签发日期}", true, []string{"李四同志：", "请退回。"}, []string{"文旅局", "2026年9月7日"}},
		"neither":                            {"请退回。", true, []string{"请退回。"}, []string{"文旅局", "2026年9月7日"}},
		"a day that belongs to what is said": {"收件日期：{今天}", true, []string{"收件日期：2026年9月7日"}, []string{"文旅局", "2026年9月7日"}},
		"a record of a day":                  {"研究了本事项。{今天}", false, []string{"研究了本事项。"}, []string{"2026年9月7日"}},
		"nobody signed, no day":              {"研究了本事项。", false, []string{"研究了本事项。"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life := ""
			if c.signed {
				life = ", 文号: \"张意〔{年}〕{序号}号\", 签发人: boss"
			}
			text := paperText[:strings.Index(paperText, "\n文书:\n")] + "\n文书:\n  finding: {名称: 意见书, 标题: 意见书, 正文: \"" + c.body + "\"" + life + "}\n" +
				"  minutes: {名称: 纪要, 标题: 纪要, 正文: 纪要}\n  letter: {名称: 函, 标题: 函, 正文: 函}\n"
			w := &paperWorld{world: newWorld(t, book(t, map[string]string{"clerk": "ann bob", "checker": "cat", "boss": "dan", "seal": "eve", "archive": "fay", "owner": "own"}), text)}
			w.id = w.open("ann", "papers").ID
			w.world.do("ann", w.id, "decide", with("person", "gus", "amount", "20000"))
			if c.signed {
				require.NoError(t, w.do("dan", "finding", engine.PaperSign))
			}
			f, err := w.engine.DocumentForm(t.Context(), "ann", w.doc("finding").ID, false)
			require.NoError(t, err)
			require.Equal(t, c.text, f.Text)
			require.Equal(t, c.sign, f.Sign)
		})
	}
}

func TestForm_AMaskedCopyHoldsNoSensitiveValueInTextOrTable(t *testing.T) {
	t.Parallel()
	text := strings.Replace(paperText, "amount: {名称: 金额, 类型: 金额, 必填: 是}", "amount: {名称: 金额, 类型: 金额, 必填: 是, 敏感: 是}", 1)
	w := &paperWorld{world: newWorld(t, book(t, map[string]string{"clerk": "ann bob", "checker": "cat", "boss": "dan", "seal": "eve", "archive": "fay", "owner": "own"}), text)}
	w.id = w.open("ann", "papers").ID
	w.world.do("ann", w.id, "decide", with("person", "gus", "amount", "20000"))
	f, err := w.engine.DocumentForm(t.Context(), "ann", w.doc("finding").ID, true)
	require.NoError(t, err)
	require.Contains(t, f.Notes, "已脱敏")
	page := strings.Join(f.Text, "\n")
	require.Contains(t, page, "补助")
	c, err := w.engine.CaseForm(t.Context(), "ann", w.id, true)
	require.NoError(t, err)
	for _, r := range c.Rows {
		page += r.Value
	}
	for _, trace := range []string{"20,000", "20000", "贰万"} {
		require.NotContains(t, page, trace)
	}
}

func TestForm_HasABoxForEachStageAndBlanksForThoseToCome(t *testing.T) {
	t.Parallel()
	w, id := start(t, small(`
  work:
    name: 审核
    task: {for: chief, mode: all, refuse: nope}
    on:
      agree: {name: 同意, to: decide}
      nope: {name: 退回, to: fix, needs: [opinion]}
  fix:
    name: 补正
    clock: paused
    task: {for: initiator}
    edit: [note]
    on:
      again: {name: 补正后提交, to: work}
  decide:
    name: 审批
    task: {for: head}
    on:
      fine: {name: 同意, to: yes}
`+ends), with("subject", "jim", "amount", "1.05"))
	form := func(who string) engine.Form {
		f, err := w.engine.CaseForm(t.Context(), who, id, false)
		require.NoError(t, err)
		return f
	}
	blank := []engine.FormEntry{{}}
	require.Equal(t, []engine.FormStep{{Name: "审核", Entries: blank}, {Name: "审批", Entries: blank}}, form("bob").Steps)
	w.do("bob", id, "nope", say("缺材料"))
	returned := form("bob").Steps
	require.Equal(t, "审核", returned[0].Name)
	require.Equal(t, engine.FormEntry{Opinion: "退回。缺材料", Signer: "人bob", Date: "2026年9月7日"}, returned[0].Entries[0])
	w.do("ann", id, "again")
	for _, who := range []string{"bob", "cat", "dan"} {
		w.do(who, id, "agree", say("同意"))
	}
	steps := form("bob").Steps
	require.Len(t, steps, 2)
	require.Equal(t, []engine.FormEntry{
		{Opinion: "同意", Signer: "人bob", Date: "2026年9月7日"}, {Opinion: "同意", Signer: "人cat", Date: "2026年9月7日"}, {Opinion: "同意", Signer: "人dan", Date: "2026年9月7日"},
	}, steps[0].Entries, "what was said the last time")
	require.Empty(t, form("jim").Steps, "whom it is about sees no handling")
	require.Contains(t, form("jim").Rows, engine.FormRow{Label: "金额", Value: "1.05元（大写：壹元零伍分）"})
	w.do("ivy", id, "fine")
	require.Contains(t, form("bob").Rows, engine.FormRow{Label: "办理结果", Value: "同意"})
}
