package process_test

import (
	"bytes"
	"os"
	"regexp"
	"strconv"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"dandang/engine/process"
)

const schemaFile = "../../docs/process.schema.json"

// TestSchema_IsCurrent fails when the language changed and the committed schema did not: run with -update.
func TestSchema_IsCurrent(t *testing.T) {
	t.Parallel()
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, process.Schema(), 0o644))
	}
	require.Equal(t, string(read(t, schemaFile)), string(process.Schema()), "run: go test ./engine/process -run Schema -update")
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(process.Schema()))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("process.json", doc))
	s, err := c.Compile("process.json")
	require.NoError(t, err)
	return s
}

func TestSchema_AcceptsGoodFilesInBothSpellings(t *testing.T) {
	t.Parallel()
	s := compiledSchema(t)
	for _, file := range goodFiles(t) {
		for _, lang := range []string{"zh", "en"} {
			text, err := process.Format(read(t, file), lang)
			require.NoError(t, err)
			require.NoError(t, s.Validate(asJSON(t, text)), "%s in %s", file, lang)
		}
	}
}

func TestSchema_RefusesWrongKeysAndValues(t *testing.T) {
	t.Parallel()
	s := compiledSchema(t)
	for _, c := range []string{"43-unknown-top-key", "46-missing-required", "62-unknown-type", "63-unknown-scope", "44-slip-key"} {
		require.Error(t, s.Validate(asJSON(t, read(t, "testdata/bad/"+c+".yaml"))), c)
	}
}

// quoted puts the phrase "all but [...]" in quotation marks: inside braces it is no YAML otherwise.
func quoted(src []byte) []byte {
	return allBut.ReplaceAll(src, []byte(`: "$1"`))
}

var allBut = regexp.MustCompile(`: ((?:all but|除了) \[[^\]]*\])`)

// asJSON reads YAML the way an editor's language server does.
func asJSON(t *testing.T, src []byte) any {
	t.Helper()
	var n yaml.Node
	require.NoError(t, yaml.Unmarshal(quoted(src), &n))
	return plain(n.Content[0])
}

func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = plain(c)
		}
		return list
	default:
	}
	switch n.Tag {
	case "!!int", "!!float":
		f, err := strconv.ParseFloat(n.Value, 64)
		if err == nil {
			return f
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}
