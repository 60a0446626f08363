package process_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine/process"
	"dandang/internal/yamldoc"
)

// FuzzParse holds that no file makes the parser fail otherwise than with problems that have a place in it, and that
// what parses can be translated there and back without losing its meaning.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d, problems := process.Parse("f", src)
		if (d == nil) != yamldoc.HasErrors(problems) {
			t.Fatalf("definition %v beside %v", d != nil, problems)
		}
		for _, p := range problems {
			_ = p.Format(src)
			if p.Msg == "" || p.Line < 0 || p.Col < 0 {
				t.Fatalf("problem without words or place: %+v", p)
			}
		}
		if d == nil {
			return
		}
		for _, lang := range []string{"zh", "en"} {
			text, err := process.Format(src, lang)
			if err != nil {
				t.Fatal(err)
			}
			if again, problems := process.Parse("f", text); again == nil {
				t.Fatalf("in %s it has errors: %v\n%s", lang, problems, text)
			}
		}
	})
}

// TestParse_RandomSlips does a little of what FuzzParse does on every run: cuts, pastes and full-width characters at
// random places, with a fixed seed.
func TestParse_RandomSlips(t *testing.T) {
	t.Parallel()
	var sources [][]byte
	for _, file := range goodFiles(t) {
		sources = append(sources, read(t, file))
	}
	slips := []string{"：", "，", "“", "\t", "　", ": ", "- ", "{", "[", "}", "]", "\n", "  ", "", "\"", "#", "除了 [", "且", "参数."}
	random := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		src := bytes.Clone(sources[random.IntN(len(sources))])
		for range 1 + random.IntN(4) {
			at := random.IntN(len(src))
			cut := at + random.IntN(min(8, len(src)-at))
			src = slices.Concat(src[:at], []byte(slips[random.IntN(len(slips))]), src[cut:])
		}
		d, problems := process.Parse("f", src)
		require.Equal(t, d == nil, yamldoc.HasErrors(problems))
		if d == nil {
			continue
		}
		text, err := process.Format(src, "en")
		require.NoError(t, err)
		again, problems := process.Parse("f", text)
		require.NotNil(t, again, "%v\n%s", problems, text)
	}
}
