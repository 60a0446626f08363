package scenario_test

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"dandang/engine/scenario"
)

var update = flag.Bool("update", false, "write what is expected instead of comparing")

const referenceFile = "../../docs/scenario-files.md"

var example = regexp.MustCompile("(?s)```yaml (base|file|good|bad|mutants)\n(.*?)```")

// TestReference_WordsAreCurrent keeps the tables of words as the code has them, and every key explained: run with -update.
func TestReference_WordsAreCurrent(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- words:begin -->\n", "<!-- words:end -->"
	b, err := os.ReadFile(referenceFile)
	require.NoError(t, err)
	head, rest, found := strings.Cut(string(b), begin)
	require.True(t, found)
	words, tail, found := strings.Cut(rest, end)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(referenceFile, []byte(head+begin+scenario.Reference()+"\n"+end+tail), 0o644))
		return
	}
	require.Equal(t, scenario.Reference()+"\n", words, "run: go test ./engine/scenario -run Reference -update")
	for _, w := range scenario.Words() {
		require.Contains(t, head, w[1], "the page says nothing of %s", w[0])
	}
}

// TestReference_ExamplesWork runs every example of the page in both spellings.
func TestReference_ExamplesWork(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(referenceFile)
	require.NoError(t, err)
	blocks := example.FindAllStringSubmatch(string(b), -1)
	require.Greater(t, len(blocks), 20)
	require.Equal(t, "base", blocks[0][1])
	require.Equal(t, "file", blocks[1][1])
	fsys := shelf(t)
	fsys["relief.yaml"] = &fstest.MapFile{Data: []byte(blocks[0][2])}
	for _, block := range blocks[2:] {
		for _, to := range []int{0, 1} { // English, Chinese
			text := spelled(t, whole(t, blocks[1][2], block[2]), to)
			ran(t, fsys, text, block[1], block[2])
		}
	}
}

func ran(t *testing.T, fsys fstest.MapFS, text, kind, shown string) {
	t.Helper()
	mine := fstest.MapFS{"example.test.yaml": {Data: []byte(text)}}
	for name, f := range fsys {
		mine[name] = f
	}
	files, err := scenario.Load(mine, "example.test.yaml")
	require.NoError(t, err, shown)
	var out bytes.Buffer
	rep, err := scenario.Run(context.Background(), files, scenario.Options{Out: &out, Mutate: kind == "mutants"})
	require.NoError(t, err)
	switch kind {
	case "bad":
		first, _, _ := strings.Cut(shown, "\n")
		require.Equal(t, scenario.ExitFailed, rep.ExitCode(), shown)
		require.Contains(t, out.String(), strings.TrimPrefix(first, "# "), shown)
	case "mutants":
		require.Len(t, rep.Files[0].Mutation.Explained, 1, out.String())
		require.Empty(t, rep.Files[0].Mutation.Stale)
	default:
		require.Equal(t, scenario.ExitFine, rep.ExitCode(), "%s\n%s", shown, out.String())
	}
}

// shelf has the shipped procedures and patterns in one folder.
func shelf(t *testing.T) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	for _, dir := range []string{"../../processes", "../../processes/_patterns"} {
		names, err := fs.Glob(os.DirFS(dir), "*.yaml")
		require.NoError(t, err)
		for _, name := range names {
			b, err := os.ReadFile(dir + "/" + name)
			require.NoError(t, err)
			out[name] = &fstest.MapFile{Data: b}
		}
	}
	return out
}

// whole makes a scenario file of an example: one that names its procedure stands alone, other entries go into the file of
// the page, and a list of steps becomes its only story.
func whole(t *testing.T, file, text string) *yaml.Node {
	t.Helper()
	var under, over yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(file), &under))
	require.NoError(t, yaml.Unmarshal([]byte(text), &over))
	root, more := under.Content[0], over.Content[0]
	if more.Kind == yaml.SequenceNode {
		var story yaml.Node
		require.NoError(t, yaml.Unmarshal([]byte("样例: [{名称: 例, 步骤: []}]"), &story))
		story.Content[0].Content[1].Content[0].Content[3] = more
		more = story.Content[0]
	}
	if more.Content[0].Value == "流程" {
		return more
	}
	merge(root, more, 2)
	return root
}

func merge(under, over *yaml.Node, depth int) {
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		at := slices.IndexFunc(under.Content, func(n *yaml.Node) bool { return n.Value == key.Value })
		switch {
		case at < 0:
			under.Content = append(under.Content, key, value)
		case depth > 0 && value.Kind == yaml.MappingNode:
			merge(under.Content[at+1], value, depth-1)
		default:
			under.Content[at+1] = value
		}
	}
}

// spelled writes the keys of the language in one spelling. The examples name nothing of their own like a key.
func spelled(t *testing.T, root *yaml.Node, to int) string {
	t.Helper()
	word := map[string]string{}
	for _, w := range scenario.Words() {
		word[w[1-to]] = w[to]
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, c := range n.Content {
			if w := word[c.Value]; n.Kind == yaml.MappingNode && i%2 == 0 && w != "" {
				c.Value = w
			}
			walk(c)
		}
	}
	walk(root)
	out, err := yaml.Marshal(root)
	require.NoError(t, err)
	return string(out)
}
