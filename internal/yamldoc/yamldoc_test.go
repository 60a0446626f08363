package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/internal/yamldoc"
)

// sentences joins the problems of a source, one per line, as a reader sees them; warnings carry their name.
func sentences(src string) string {
	_, problems := yamldoc.Parse("x.yaml", []byte(src))
	var lines []string
	for _, p := range problems {
		text := p.Error()
		if p.Severity == yamldoc.Warning {
			text = "提醒 " + text
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

func TestParse_GoodFilesGiveNoProblems(t *testing.T) {
	t.Parallel()
	for name, src := range goodFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc, problems := yamldoc.Parse("x.yaml", []byte(src))
			require.Empty(t, problems)
			require.NotNil(t, doc)
		})
	}
}

var goodFiles = map[string]string{
	"full-width punctuation in a block text":         "说明: |\n  请注意：先提交，再（补正）。“原件”\n  　　缩进的段落：甲\n下一项: 1\n",
	"full-width punctuation in a plain value":        "说明: 请注意：先提交，再（补正）\n",
	"full-width punctuation in quoted text":          "说明: \"注意：a: b，c\"\n另: '甲：乙'\n",
	"full-width punctuation in a flow value":         "提交: {name: 同意，并签字, help: 请注意：先看}\n",
	"full-width colon in a list item":                "材料:\n  - 身份证：原件\n  - 结算单：复印件\n",
	"a sentence on deeper lines":                     "说明:\n  第一句，说明：先看\n  第二句：再看\n下一项: x\n",
	"a folded text in a list":                        "- >-\n  甲：乙\n  丙\n- 丁\n",
	"a multi-line plain text":                        "说明: 第一行\n  第二行：接着写\n下一项: x\n",
	"a multi-line quoted text":                       "说明: \"第一行\n  第二行: 接着写\"\n下一项: x\n",
	"a multi-line flow":                              "甲: {a: 1,\n  b: [2, 3],\n  # 注释：说明\n  c: '：'}\n乙: 1\n",
	"a list beside its key":                          "甲:\n- a\n- b\n乙: 1\n",
	"nested lists and mappings":                      "甲:\n  - - a\n    - b\n  - c: 1\n    d:\n      - e\n乙: 1\n",
	"comments with anything":                         "# 说明：，“”（）\n甲: 1 # 注：，\n",
	"a byte order mark and CRLF":                     "\uFEFF甲: 1\r\n乙: 2\r\n",
	"a leading document mark":                        "---\n甲: 1\n",
	"quoted keys":                                    "\"甲: 乙\": 1\n'丙': 2\n",
	"times, addresses and guards":                    "时刻: 10:30\n地址: http://a.example/b\n条件: a == \"b\" and c >= 2\n列: [10:30, \"a: b\"]\n",
	"a dash for a negative number and a long dash":   "甲: -5\n乙:\n  ——摘自《措施》\n",
	"quotation marks inside a sentence":              "说明: “两规”期间“不算”在内\n名: 他说“好”\n",
	"flow with guillemets and brackets in prose":     "文号: 张关爱〔{year}〕{seq}号\n列: [《措施》第19条, 【附件】说明]\n",
	"an apostrophe inside plain text":                "甲: it's fine\n乙: 5\" pipe\n",
	"escapes that YAML knows":                        "甲: \"a\\tb\\u4e2d\\\\d\"\n",
	"empty values":                                   "甲:\n乙: ~\n丙: \"\"\n",
	"a flow list that closes at the start of a line": "甲: [\n  a,\n  b\n]\n乙: 1\n",
	"rare characters":                                "甲: 𬀩䶮\n乙: [𬀩, 䶮]\n",
}

func TestParse_BadInputIsToldExactly(t *testing.T) {
	t.Parallel()
	for name, c := range badFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, sentences(c.src))
		})
	}
}
