package print_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/internal/print"
)

func pdf(tb testing.TB, f engine.Form) []byte {
	tb.Helper()
	var b bytes.Buffer
	require.NoError(tb, print.PDF(&b, &f))
	require.True(tb, bytes.HasPrefix(b.Bytes(), []byte("%PDF-")))
	return b.Bytes()
}

var (
	streamPattern = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
	shownPattern  = regexp.MustCompile(`\[?<([0-9A-Fa-f]+)>`)
	mapPattern    = regexp.MustCompile(`(?m)^<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*$`)
	pagePattern   = regexp.MustCompile(`/Type\s*/Page\b`)
)

// extract reads the text out of a PDF as a viewer that copies it would: glyph numbers of the pages through the table of
// characters that the file itself carries.
func extract(tb testing.TB, file []byte) (text string, pages int) {
	tb.Helper()
	var contents []string
	chars := map[string]string{}
	for _, m := range streamPattern.FindAllSubmatch(file, -1) {
		raw := m[1]
		if z, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
			if plain, err := io.ReadAll(z); err == nil {
				raw = plain
			}
		}
		if bytes.Contains(raw, []byte("begincmap")) {
			for _, r := range mapPattern.FindAllSubmatch(raw, -1) {
				from, err := strconv.ParseUint(string(r[1]), 16, 32)
				require.NoError(tb, err)
				to, err := strconv.ParseUint(string(r[2]), 16, 32)
				require.NoError(tb, err)
				require.Equal(tb, from, to)
				b, err := hex.DecodeString(string(r[3]))
				require.NoError(tb, err)
				var units []uint16
				for i := 0; i+1 < len(b); i += 2 {
					units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
				}
				chars[strings.ToUpper(string(r[1]))] = string(utf16.Decode(units))
			}
			continue
		}
		if bytes.Contains(raw, []byte("Tj")) || bytes.Contains(raw, []byte("TJ")) {
			contents = append(contents, string(raw))
		}
	}
	var b strings.Builder
	for _, content := range contents {
		for _, m := range shownPattern.FindAllStringSubmatch(content, -1) {
			for i := 0; i+4 <= len(m[1]); i += 4 {
				b.WriteString(chars[strings.ToUpper(m[1][i:i+4])])
			}
			b.WriteString("\n")
		}
	}
	return b.String(), len(pagePattern.FindAll(file, -1))
}

func flat(s string) string { return strings.NewReplacer("\n", "", " ", "").Replace(s) }

func approval() engine.Form {
	return engine.Form{
		Title: "干部关爱专项资金申请审批表", Number: "张关爱〔2026〕3号", Mark: "内部", Notes: []string{"已脱敏"},
		Rows: []engine.FormRow{
			{Label: "单位", Value: "市文化旅游局"},
			{Label: "提交日期", Value: "2026年9月3日"},
			{Label: "申请金额", Value: "20,000.00元（大写：贰万元整）"},
			{Label: "姓名", Value: "𬀩𬱖䶮㛃"},
			{Label: "困难情况", Value: strings.Repeat("本人因重大疾病住院三次，自付费用已用尽积蓄。", 12)},
		},
		Steps: []engine.FormStep{
			{Name: "单位核实", Entries: []engine.FormEntry{{Opinion: "核实属实。情况属实，同意上报。", Signer: "李四代张三", Date: "2026年9月4日"}}},
			{Name: "组织部审核", Entries: []engine.FormEntry{{}}},
		},
		Basis: []string{"若干措施第19条"}, Watermark: "王五 市委组织部 2026年9月5日16:20",
	}
}

func TestPDF_SaysWhatTheFormSays(t *testing.T) {
	t.Parallel()
	f := approval()
	text, pages := extract(t, pdf(t, f))
	require.Equal(t, 1, pages)
	for _, want := range []string{
		f.Title, "编号：张关爱〔2026〕3号", "内部", "已脱敏", "20,000.00元（大写：贰万元整）", "𬀩𬱖䶮㛃", f.Rows[4].Value, "核实属实。情况属实，同意上报。",
		"签名：李四代张三日期：2026年9月4日", "签名：", "年月日", "依据：若干措施第19条", "打印：王五市委组织部2026年9月5日16:20", "第1页共1页",
	} {
		require.Contains(t, strings.ReplaceAll(flat(text), "　", ""), strings.ReplaceAll(want, " ", ""))
	}
	require.NotContains(t, text, "〓")
}

func TestPDF_ADocumentIsWhollyThereOverItsPages(t *testing.T) {
	t.Parallel()
	var paragraphs []string
	for i := range 40 {
		paragraphs = append(paragraphs, strconv.Itoa(i)+strings.Repeat("经研究，决定如下：", 5)+"。")
	}
	f := engine.Form{
		Title: "关于覃勇同志的认定意见书", Number: "张容错〔2026〕3号", Notes: []string{"草稿 未经签发不得使用"}, Text: paragraphs,
		Sign: []string{"市委组织部", "2026年9月3日"}, Watermark: "王五 市委组织部",
	}
	text, pages := extract(t, pdf(t, f))
	require.Greater(t, pages, 2)
	require.Equal(t, pages, strings.Count(flat(text), "草稿未经签发不得使用"), "every page says that it is a draft")
	last := 0
	for _, p := range paragraphs {
		at := strings.Index(flat(text)[last:], p)
		if at < 0 { // it stands across two pages
			at = strings.Index(flat(text)[last:], string([]rune(p)[:10]))
		}
		require.GreaterOrEqual(t, at, 0, p)
		last += at
	}
	require.Contains(t, flat(text), "市委组织部2026年9月3日")
}

func TestPDF_CharactersThatTheFontLacksAreNamed(t *testing.T) {
	t.Parallel()
	f := approval()
	f.Rows[3].Value = "张𠀀😀某"
	text, _ := extract(t, pdf(t, f))
	require.Contains(t, flat(text), "张〓〓某")
	require.Contains(t, flat(text), "编码依次为U+20000、U+1F600")
}

func TestPDF_ALongBoxIsPartedAndNothingOfItIsLost(t *testing.T) {
	t.Parallel()
	f := approval()
	var lines []string
	for i := range 200 {
		lines = append(lines, "第"+strconv.Itoa(i)+"条意见")
	}
	f.Steps[0].Entries[0].Opinion = strings.Join(lines, "\n")
	text, pages := extract(t, pdf(t, f))
	require.Greater(t, pages, 4)
	require.Contains(t, text, "（续）")
	for _, line := range lines {
		require.Contains(t, text, line+"\n")
	}
}

// nasty is what somebody might type to have it run, shown wrongly or break the paper.
var nasty = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `{{.Title}}`, `</style><script>`, `) Tj ET (`, "\u202egpj.exe", "\x00\x01\x1b[31m",
	`javascript:alert(1)`, "👨‍👩‍👧‍👦", "שלום عربى", strings.Repeat("W", 3000), strings.Repeat("。", 500), "𬀩\U000E0100𬱖", "\xff\xfe",
	"\\u003c", "%PDF-1.4", "endstream endobj", strings.Repeat("\n", 300),
}

func TestPrint_WhatPeopleTypeIsTextAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, bad := range nasty {
		f := everywhere(bad)
		pdf(t, f)
		doc := f
		doc.Rows, doc.Steps = nil, nil
		doc.Text, doc.Sign = []string{bad, bad}, []string{bad}
		pdf(t, doc)
		for _, form := range []engine.Form{f, doc} {
			var b bytes.Buffer
			require.NoError(t, print.HTML(&b, &form))
			require.NotContains(t, b.String(), "<script", bad)
			require.NotContains(t, b.String(), "<img", bad)
			require.NotContains(t, b.String(), "\u202e")
			require.NotContains(t, b.String(), "\x00")
			require.Equal(t, 1, strings.Count(b.String(), "</style>"))
		}
	}
	require.Contains(t, print.Policy, "default-src 'none'")
	require.NotContains(t, print.Policy, "unsafe")
}

func everywhere(s string) engine.Form {
	return engine.Form{
		Title: s, Number: s, Mark: s, Notes: []string{s}, Rows: []engine.FormRow{{Label: s, Value: s}, {Label: "短", Value: s}},
		Steps: []engine.FormStep{{Name: s, Entries: []engine.FormEntry{{Opinion: s, Signer: s, Date: s}, {}}}}, Basis: []string{s}, Watermark: s,
	}
}

// The file must be sound: every object stands where the table at its end says.
func TestPDF_EveryObjectIsWhereTheTableSays(t *testing.T) {
	t.Parallel()
	file := pdf(t, approval())
	tail := file[bytes.LastIndex(file, []byte("startxref\n"))+len("startxref\n"):]
	at, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(string(tail)), "%%EOF")))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(file[at:], []byte("xref\n")))
	for i, m := range regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).FindAllSubmatch(file[at:], -1) {
		offset, err := strconv.Atoi(string(m[1]))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(file[offset:], []byte(strconv.Itoa(i+1)+" 0 obj\n")), "object %d", i+1)
	}
}

func TestPrint_ManyAtOnce(t *testing.T) {
	t.Parallel()
	want, _ := extract(t, pdf(t, approval()))
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			got, _ := extract(t, pdf(t, approval()))
			require.Equal(t, want, got)
		})
	}
}

func FuzzPDF(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			return
		}
		pdf(t, everywhere(s))
		pdf(t, engine.Form{Title: s, Number: s, Text: strings.Split(s, "\n"), Sign: []string{s}, Watermark: s})
	})
}

// A text whose every line is 名称：内容 is drawn as a table, with room to sign where nothing stands; any other runs on, and to whom
// it goes begins at the margin.
func TestDocument_LabelledLinesAreATable(t *testing.T) {
	t.Parallel()
	page := func(text ...string) string {
		var b bytes.Buffer
		require.NoError(t, print.HTML(&b, &engine.Form{Title: "书", Text: text, Sign: []string{"市纪委监委"}}))
		return b.String()
	}
	receipt := []string{"送达文书：认定意见书（1号）", "受送达人：李四", "反映内容：", "一、甲；", "二、乙。", "签名："}
	html := page(receipt...)
	require.Contains(t, html, "<th>受送达人</th><td>李四</td>")
	require.Contains(t, html, "<th>反映内容</th><td>一、甲；\n二、乙。</td>")
	require.Contains(t, html, `<th>签名</th><td><div class="blank"></div></td>`)
	require.Contains(t, html, `<p class="sign">市纪委监委</p>`)
	text, pages := extract(t, pdf(t, engine.Form{Title: "送达回证", Text: receipt, Sign: []string{"市纪委监委"}}))
	require.Equal(t, 1, pages)
	for _, want := range []string{"受送达人", "李四", "签名", "市纪委监委"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "受送达人：")
	letter := page("李四同志：", "经核查，反映失实。", "理由：证据不足。")
	require.Contains(t, letter, `<p class="to">李四同志：</p>`)
	require.Contains(t, letter, "<p>理由：证据不足。</p>")
	require.NotContains(t, letter, "<table")
	require.NotContains(t, page("甲：乙", "丙：丁"), "<table", "two lines are no form")
}
