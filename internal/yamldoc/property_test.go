package yamldoc_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"dandang/internal/yamldoc"
)

// prose draws a text with the punctuation that owners write, in all the places that matter to a scanner.
// Left out on purpose, since they are reported as slips although YAML reads them: ［甲，乙］, “text", U+3000.
func prose() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"甲", "乙方", "请注意", "：", "，", "、", "。", "（补正）", "“", "”", "《措施》", "〔2026〕", "【附】", "【", "】", "］",
		" ", ": ", ":", " #", "#", "-", "- ", "*", "&", "!", "?", "|", ">", "%", "@", "{", "}", "[", "]", ",", "'", "\\",
		"\n", "a", "5", "：a: ", "——", "＃", "｜",
	})
	return rapid.Map(rapid.SliceOfN(piece, 0, 8), func(p []string) string { return strings.Join(p, "") })
}

func tree(depth int) *rapid.Generator[any] {
	text := rapid.Map(prose(), func(s string) any { return s })
	if depth == 0 {
		return text
	}
	key := rapid.SampledFrom([]string{"名称", "动作", "字段", "key", "a_b", "第1项"})
	return rapid.OneOf(text,
		rapid.Map(rapid.SliceOfN(tree(depth-1), 1, 4), func(l []any) any { return l }),
		rapid.Map(rapid.MapOfN(key, tree(depth-1), 1, 4), func(m map[string]any) any { return m }))
}

// What a YAML writer produces is valid, so nothing in it may be called an error, however the texts look.
func TestParse_WrittenYAMLHasNoErrors(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := map[string]any{"根": tree(3).Draw(t, "tree")}
		src, err := yaml.Marshal(value)
		require.NoError(t, err)
		var want any
		if yaml.Unmarshal(src, &want) != nil {
			t.Skip("the writer of yaml.v3 has faults of its own with texts that begin with a line break")
		}
		doc, problems := yamldoc.Parse("x.yaml", src)
		if yamldoc.HasErrors(problems) || doc == nil {
			t.Fatalf("%v\n%s", problems, src)
		}
		var read any
		require.NoError(t, doc.Root.Decode(&read))
		require.Equal(t, want, read)
	})
}

func FuzzParse(f *testing.F) {
	for _, c := range badFiles {
		f.Add(c.src)
	}
	for _, src := range goodFiles {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc, problems := yamldoc.Parse("x.yaml", []byte(src))
		lines := len(strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(src), "\n"))
		for _, p := range problems {
			if p.Line < 0 || p.Line > lines || p.Msg == "" || p.Format([]byte(src)) == "" {
				t.Fatalf("problem out of the source: %+v", p)
			}
		}
		var node yaml.Node
		if err := yaml.Unmarshal([]byte(src), &node); err != nil && !yamldoc.HasErrors(problems) && !strings.Contains(src, "\t") {
			// Empty lines of tabs are let pass, here alone.
			t.Fatalf("yaml.v3 refuses what was accepted: %v", err)
		}
		if doc == nil && !yamldoc.HasErrors(problems) {
			t.Fatal("no document and no error")
		}
	})
}
