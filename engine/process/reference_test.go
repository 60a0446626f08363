package process_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"dandang/engine/process"
	"dandang/internal/yamldoc"
)

const referenceFile = "../../docs/process-language.md"

var example = regexp.MustCompile("(?s)```yaml (base|good|bad)\n(.*?)```")

// TestReference_WordsAreCurrent keeps the tables of keywords as the code has them: run with -update.
func TestReference_WordsAreCurrent(t *testing.T) {
	t.Parallel()
	const begin, end = "<!-- words:begin -->\n", "<!-- words:end -->"
	text := string(read(t, referenceFile))
	head, rest, found := strings.Cut(text, begin)
	require.True(t, found)
	words, tail, found := strings.Cut(rest, end)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(referenceFile, []byte(head+begin+process.Reference()+"\n"+end+tail), 0o644))
		return
	}
	require.Equal(t, process.Reference()+"\n", words, "run: go test ./engine/process -run Reference -update")
}

// TestReference_ExamplesWork runs every example of the reference. "good" ones must check without error when they are
// added to the base example, in both spellings; "bad" ones must give the problem that their first line names.
func TestReference_ExamplesWork(t *testing.T) {
	t.Parallel()
	blocks := example.FindAllStringSubmatch(string(read(t, referenceFile)), -1)
	require.Greater(t, len(blocks), 20)
	require.Equal(t, "base", blocks[0][1])
	base := blocks[0][2]
	for i, block := range blocks {
		kind, text := block[1], block[2]
		if kind == "bad" {
			first, rest, _ := strings.Cut(text, "\n")
			want := strings.TrimPrefix(first, "# ")
			require.NotEqual(t, first, want, "a bad example begins with # and the words expected")
			_, problems := process.Parse("", added(t, base, rest))
			var got []string
			for _, p := range problems {
				got = append(got, p.Text())
			}
			require.Contains(t, strings.Join(got, "\n"), want, rest)
			continue
		}
		for _, lang := range []string{"en", "zh"} {
			src, err := process.Format(added(t, base, text), lang)
			require.NoError(t, err, text)
			_, problems := process.Parse("", src)
			for _, p := range problems {
				require.NotEqual(t, yamldoc.Error, p.Severity, "example %d: %s", i, p.Format(src))
			}
		}
	}
}

// added puts the entries of an example over those of the base, one level deep. What cannot be read stays on its own,
// to show its problem.
func added(t *testing.T, base, text string) []byte {
	t.Helper()
	if base == text {
		return []byte(text)
	}
	english, err := process.Format([]byte(text), "en")
	if err != nil {
		return []byte(text)
	}
	var under, over yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(base), &under))
	require.NoError(t, yaml.Unmarshal(quoted(english), &over))
	merge(under.Content[0], over.Content[0], 1)
	out, err := yaml.Marshal(&under)
	require.NoError(t, err)
	return out
}

func merge(under, over *yaml.Node, depth int) {
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		at := -1
		for j := 0; j+1 < len(under.Content); j += 2 {
			if under.Content[j].Value == key.Value {
				at = j + 1
			}
		}
		switch {
		case at < 0:
			under.Content = append(under.Content, key, value)
		case depth > 0 && value.Kind == yaml.MappingNode && under.Content[at].Kind == yaml.MappingNode:
			merge(under.Content[at], value, depth-1)
		default:
			under.Content[at] = value
		}
	}
}
