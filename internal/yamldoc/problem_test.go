package yamldoc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/internal/yamldoc"
)

func TestFormat_CaretStandsUnderThePlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"after wide characters": {
			"名称：关爱资金\n",
			"x.yaml:1:3: 错误:第1行第3列:这里是中文冒号“：”,请改为英文冒号并空一格\n   1 | 名称：关爱资金\n     |     ^\n",
		},
		"after narrow characters and a byte order mark": {
			"\uFEFFname：a\r\nb: 1\r\n",
			"x.yaml:1:5: 错误:第1行第5列:这里是中文冒号“：”,请改为英文冒号并空一格\n   1 | name：a\n     |     ^\n",
		},
		"invisible characters are drawn": {
			"a: 1\nb\u200b：2\n",
			"x.yaml:2:2: 错误:第2行第2列:这里有看不见的字符(U+200B),多半是从Word粘贴来的,请删去后重新输入\n   2 | b·：2\n     |  ^\n",
		},
		"tabs are two spaces": {
			"a:\n \tb: 1\n",
			"x.yaml:2:2: 错误:第2行第2列:这里用了制表符(Tab)缩进,请改为空格,每层两个空格\n   2 |    b: 1\n     |  ^\n",
		},
		"a rare character is wide": {
			"𬀩：1\n",
			"x.yaml:1:2: 错误:第1行第2列:这里是中文冒号“：”,请改为英文冒号并空一格\n   1 | 𬀩：1\n     |   ^\n",
		},
		"the whole file": {"", "x.yaml: 错误:文件里没有内容,请按范例填写\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, problems := yamldoc.Parse("x.yaml", []byte(c.src))
			require.NotEmpty(t, problems)
			require.Equal(t, c.want, problems[0].Format([]byte(c.src)))
		})
	}
}

func TestSort_OrdersByPlaceAndDropsRepeats(t *testing.T) {
	t.Parallel()
	a := yamldoc.Problem{File: "a", Line: 2, Col: 1, Code: "x", Msg: "一"}
	b := yamldoc.Problem{File: "a", Line: 1, Col: 9, Code: "x", Msg: "二"}
	require.Equal(t, []yamldoc.Problem{b, a}, yamldoc.Sort([]yamldoc.Problem{a, b, a}))
}

func TestParse_KeepsRawTextAndPlaces(t *testing.T) {
	t.Parallel()
	src := "甲: 0123\n乙：2026-01-01\n丙: {a：1_000, b: [yes, 1.50]}\n"
	doc, problems := yamldoc.Parse("x.yaml", []byte(src))
	require.Len(t, problems, 2)
	require.NotNil(t, doc)
	var got []string
	for _, e := range yamldoc.Entries(doc.Root) {
		got = append(got, e.Key.Value+"="+e.Value.Value)
	}
	require.Equal(t, []string{"甲=0123", "乙=2026-01-01", "丙="}, got)

	date, ok := yamldoc.Get(doc.Root, "乙")
	require.True(t, ok)
	line, col := doc.At(date)
	require.Equal(t, []int{2, 3}, []int{line, col}, "after a colon that was mended")

	flow, _ := yamldoc.Get(doc.Root, "丙")
	b, ok := yamldoc.Get(flow, "b")
	require.True(t, ok)
	line, col = doc.At(b)
	require.Equal(t, []int{3, 17}, []int{line, col}, "places after a mended slip are those of the file")
	require.Equal(t, "1.50", yamldoc.Items(b)[1].Value)
}

func TestParse_Limits(t *testing.T) {
	t.Parallel()
	_, problems := yamldoc.Parse("x.yaml", []byte("a: "+strings.Repeat("b", yamldoc.MaxBytes)))
	require.Equal(t, "too-large", problems[0].Code)
	for name, src := range map[string]string{
		"flow":     "a: " + strings.Repeat("[", 100_000),
		"sequence": strings.Repeat("- ", 100_000) + "a",
		"mapping":  deepMapping(100),
	} {
		doc, problems := yamldoc.Parse("x.yaml", []byte(src))
		require.Nil(t, doc, name)
		require.NotEmpty(t, problems, name)
		require.Equal(t, "too-deep", problems[0].Code, name)
	}
}

// A large file is answered soon, whatever it is made of: an eighth of the limit already shows quadratic work.
func TestParse_HostileFilesAreCheap(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"\x01", "a: ", "：", "\u200b", "&a ", "{a：", "“", "a：b\n", "- a：b\n", "\t\n", "{year}年", "a: 1\n"} {
		for _, start := range []string{"", "a: {b: "} {
			src := start + strings.Repeat(piece, yamldoc.MaxBytes/8/len(piece))
			answer := make(chan []yamldoc.Problem, 1)
			go func() {
				_, problems := yamldoc.Parse("x.yaml", []byte(src))
				answer <- problems
			}()
			select {
			case problems := <-answer:
				require.LessOrEqual(t, len(problems), yamldoc.MaxProblems+1)
			case <-time.After(10 * time.Second):
				t.Fatalf("no answer for %q after %q", piece, start)
			}
		}
	}
}

func deepMapping(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}
