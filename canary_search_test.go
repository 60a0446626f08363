package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// pattern is one form that a canary may take.
type pattern struct {
	form  string
	bytes []byte
}

// forms lists how a text may lie in a file: in the character sets of the country, each of them plain, in base64 at each
// of its three alignments, in hex, percent-encoded, and as JSON escapes.
func forms(t *testing.T, text string) []pattern {
	t.Helper()
	gbk, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	le, be := []byte{}, []byte{}
	escaped := ""
	for _, u := range utf16.Encode([]rune(text)) {
		le, be = binary.LittleEndian.AppendUint16(le, u), binary.BigEndian.AppendUint16(be, u)
		escaped += fmt.Sprintf(`\u%04x`, u)
	}
	list := []pattern{{"JSON escapes", []byte(escaped)}, {"JSON escapes, capitals", []byte(strings.ReplaceAll(strings.ToUpper(escaped), `\U`, `\u`))}}
	for name, raw := range map[string][]byte{"UTF-8": []byte(text), "GB18030": gbk, "UTF-16LE": le, "UTF-16BE": be} {
		list = append(list, pattern{name, raw}, pattern{name + " hex", []byte(hex.EncodeToString(raw))},
			pattern{name + " HEX", []byte(strings.ToUpper(hex.EncodeToString(raw)))})
		percent := ""
		for _, b := range raw {
			percent += fmt.Sprintf("%%%02X", b)
		}
		list = append(list, pattern{name + " percent", []byte(percent)}, pattern{name + " percent, small", []byte(strings.ToLower(percent))})
		for shift := range 3 {
			for kind, enc := range map[string]*base64.Encoding{"std": base64.RawStdEncoding, "url": base64.RawURLEncoding} {
				coded := enc.EncodeToString(append(make([]byte, shift), raw...))
				begin, end := (shift*8+5)/6, (shift+len(raw))*8/6 // characters made of the text alone
				list = append(list, pattern{fmt.Sprintf("%s base64 %s+%d", name, kind, shift), []byte(coded[begin:end])})
			}
		}
	}
	hexed, decimal := "", ""
	for _, r := range text {
		hexed, decimal = hexed+fmt.Sprintf("&#x%x;", r), decimal+fmt.Sprintf("&#%d;", r)
	}
	return append(list, pattern{"query", []byte(url.QueryEscape(text))}, pattern{"HTML entities", []byte(decimal)},
		pattern{"HTML entities, hex", []byte(hexed)}, pattern{"HTML entities, HEX", []byte(strings.ReplaceAll(strings.ToUpper(hexed), "&#X", "&#x"))})
}

// searcher looks for canaries, also inside what is packed.
type searcher struct{ of map[string][]pattern }

func newSearcher(t *testing.T, canaries ...string) searcher {
	t.Helper()
	s := searcher{map[string][]pattern{}}
	for _, c := range canaries {
		s.of[c] = forms(t, c)
	}
	return s
}

// find lists what it finds: canary and form.
func (s searcher) find(data []byte, depth int) []string {
	var found []string
	for canary, list := range s.of {
		for _, p := range list {
			if bytes.Contains(data, p.bytes) {
				found = append(found, canary+" as "+p.form)
			}
		}
	}
	if depth == 0 {
		return found
	}
	for _, inner := range unpacked(data) {
		for _, hit := range s.find(inner, depth-1) {
			found = append(found, hit+", packed")
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// files searches every file below a folder, and their names.
func (s searcher) files(t *testing.T, dir string) (found []string, searched int) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		searched++
		for _, hit := range s.find(append(data, "\n"+path...), 3) {
			found = append(found, filepath.Base(path)+": "+hit)
		}
		return nil
	}))
	return found, searched
}

func deflated(text string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.String()
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

func utf16beOf(text string) []byte {
	out := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		out = binary.BigEndian.AppendUint16(out, u)
	}
	return out
}

// pdfEscaped writes bytes into a literal string of PDF, pdfOctal each of them by its octal code.
func pdfEscaped(b []byte) string {
	return strings.NewReplacer("\\", "\\\\", "(", "\\(", ")", "\\)", "\r", "\\r").Replace(string(b))
}

func pdfOctal(b []byte) string {
	out := ""
	for _, c := range b {
		out += fmt.Sprintf("\\%03o", c)
	}
	return out
}

// pdfSubset gives the ToUnicode map of a font that holds only the characters of a text, as bfchar and bfrange, and the
// text in that font's glyph numbers.
func pdfSubset(text string) (cmap, cids string) {
	cmap = "1 beginbfchar\n"
	for i, u := range utf16.Encode([]rune(text)) {
		line := fmt.Sprintf("<%04X> <%04X>\n", i+3, u)
		if i == 1 {
			line = "endbfchar\n1 beginbfrange\n" + fmt.Sprintf("<%04X> <%04X> <%04X>\n", i+3, i+3, u) + "endbfrange\n1 beginbfchar\n"
		}
		cmap, cids = cmap+line, cids+fmt.Sprintf("%04X", i+3)
	}
	return cmap + "endbfchar", cids
}

func zipped(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	require.NoError(t, err)
	_, err = io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

// The positive control: whatever form a canary lies in, the search finds it, and finds nothing where there is nothing.
func TestCanary_TheSearchFindsEveryForm(t *testing.T) {
	t.Parallel()
	for _, canary := range canaries {
		s := newSearcher(t, canary)
		planted := map[string]string{}
		for _, p := range forms(t, canary) {
			planted[p.form] = string(p.bytes)
		}
		for shift := range 3 {
			b := append(bytes.Repeat([]byte("前"), 7)[:9+shift], canary...)
			planted[fmt.Sprintf("inside longer base64 %d", shift)] = base64.StdEncoding.EncodeToString(append(b, "后"...))
		}
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(canary)
		require.NoError(t, err)
		planted["zip"], planted["name in a zip"] = zipped(t, "a.txt", strings.Repeat("甲", 50)+canary), zipped(t, canary+".txt", "x")
		planted["GBK in a zip in a zip"] = zipped(t, "b.zip", zipped(t, "a.txt", gbk))
		planted["PDF stream"] = "%PDF-1.4\n1 0 obj<</Filter/FlateDecode>>stream\n" + deflated("BT ("+canary+") Tj") + "\nendstream"
		utf16be := ""
		for _, u := range utf16.Encode([]rune(canary)) {
			utf16be += fmt.Sprintf("%04X", u)
		}
		planted["PDF hex string"] = "%PDF-1.4\n/Title <FEFF" + utf16be[:4] + "\n" + utf16be[4:] + ">"
		planted["gzip"], planted["deflate"] = gzipped(t, canary), deflated(strings.Repeat("甲", 50)+canary)
		planted["gzip of base64"] = gzipped(t, base64.StdEncoding.EncodeToString([]byte(canary)))
		planted["PDF literal string"] = "%PDF-1.4\n/Title (" + pdfEscaped(utf16beOf(canary)) + ")"
		planted["PDF literal string in octal"] = "%PDF-1.4\nstream\n" + deflated("("+pdfOctal(utf16beOf(canary))+") Tj") + "\nendstream"
		cmap, cids := pdfSubset(canary)
		planted["PDF text of a subset font"] = "%PDF-1.4\nstream\n" + deflated(cmap) + "\nendstream\nstream\n" + deflated("BT [<"+cids[:4]+"> -120 <"+cids[4:]+">] TJ") + "\nendstream"
		planted["PDF hex string in a stream"] = "%PDF-1.4\nstream\n" + deflated("<"+utf16be+"> Tj") + "\nendstream"
		for form, text := range planted {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "planted"), []byte("头部 "+text+" 尾部"), 0o600))
			found, _ := s.files(t, dir)
			require.NotEmpty(t, found, "%s as %s", canary, form)
		}
	}
	found := newSearcher(t, canaries...).find([]byte("无关的内容 13987650420 "+strings.Repeat("AB12", 5000)), 3)
	require.Empty(t, found)
}
