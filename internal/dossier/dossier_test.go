package dossier_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandang/internal/dossier"

	"github.com/stretchr/testify/require"
)

var links = []dossier.Link{{N: 1, Hash: "aa"}, {N: 2, Prev: "aa", Hash: "bb"}, {N: 3, Prev: "bb", Hash: "cc"}}

func made(t *testing.T, chain []dossier.Link) []byte {
	t.Helper()
	var b bytes.Buffer
	w := dossier.NewWriter(&b, time.UnixMilli(1_772_413_200_000))
	for path, text := range map[string]string{"事项.json": `{"a":1}`, "附件/01-扫描件.pdf": strings.Repeat("扫描", 40_000)} {
		require.NoError(t, w.Add(path, "file", "", func(out io.Writer) error { _, err := io.WriteString(out, text); return err }))
	}
	w.LeaveOut("密封附件", "不导出")
	require.Equal(t, 2, w.Count())
	require.NoError(t, w.Close(dossier.Head{Case: "c1", Title: "申请"}, chain, func(m []byte) (string, error) { return "sealed:" + digest(m), nil }))
	return b.Bytes()
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func verify(t *testing.T, data []byte) (*dossier.Report, error) {
	t.Helper()
	return dossier.Verify(bytes.NewReader(data), int64(len(data)))
}

func TestPackage_OfOurOwnHolds(t *testing.T) {
	t.Parallel()
	rep, err := verify(t, made(t, links))
	require.NoError(t, err)
	require.Empty(t, rep.Faults)
	require.Equal(t, "sealed:"+digest(rep.Raw), rep.Seal)
	require.Equal(t, links, rep.Chain)
	require.Equal(t, 3, rep.Manifest.Events)
	require.Equal(t, "cc", rep.Manifest.Last)
	require.Len(t, rep.Manifest.Files, 3, "with the chain")
	require.Equal(t, []dossier.Left{{Name: "密封附件", Why: "不导出"}}, rep.Manifest.LeftOut)
}

// Whoever has no program of ours checks with what every system has.
func TestPackage_HoldsForSha256sum(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("sha256sum")
	require.NoError(t, err, "coreutils")
	dir := t.TempDir()
	data := made(t, links)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.NoError(t, os.CopyFS(dir, z))
	cmd := exec.CommandContext(t.Context(), tool, "-c", "SHA256SUMS")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "事项.json"), []byte("{}"), 0o600))
	cmd = exec.CommandContext(t.Context(), tool, "-c", "SHA256SUMS")
	cmd.Dir = dir
	require.Error(t, cmd.Run())
}

// rebuilt packs a package again after a change to its entries, by name; nil takes one away.
func rebuilt(t *testing.T, data []byte, change map[string]func([]byte) []byte, twice ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, text []byte) {
		out, err := w.Create(name)
		require.NoError(t, err)
		_, err = out.Write(text)
		require.NoError(t, err)
	}
	for _, f := range z.File {
		in, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		if do := change[f.Name]; do != nil {
			text = do(text)
		}
		if text != nil {
			put(f.Name, text)
		}
		delete(change, f.Name)
		for _, name := range twice {
			if name == f.Name {
				put(name, text)
			}
		}
	}
	for name, do := range change {
		put(name, do(nil))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func becomes(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }

func TestPackage_TellsWhatWasDoneToIt(t *testing.T) {
	t.Parallel()
	gone := func([]byte) []byte { return nil }
	for _, c := range []struct {
		name   string
		change map[string]func([]byte) []byte
		twice  []string
		says   string
	}{
		{"an entry altered", map[string]func([]byte) []byte{"事项.json": becomes(`{"a":2}`)}, nil, "“事项.json”被改动过"},
		{"an entry longer than it was", map[string]func([]byte) []byte{"事项.json": becomes(strings.Repeat("x", 1<<20))}, nil, "“事项.json”被改动过"},
		{"an entry taken away", map[string]func([]byte) []byte{"附件/01-扫描件.pdf": gone}, nil, "缺少“附件/01-扫描件.pdf”"},
		{"an entry put in", map[string]func([]byte) []byte{"附件/02-新.pdf": becomes("x")}, nil, "“附件/02-新.pdf”不在清单之内"},
		{"one that would be unpacked elsewhere", map[string]func([]byte) []byte{"../逃出.txt": becomes("x")}, nil, "“../逃出.txt”不是本卷宗内的路径"},
		{"one twice", nil, []string{"事项.json"}, "“事项.json”出现了不止一次"},
		{"the seal taken away", map[string]func([]byte) []byte{dossier.SealName: gone}, nil, "缺少“封签.json”"},
		{"the manifest altered", map[string]func([]byte) []byte{dossier.ManifestName: func(b []byte) []byte { return bytes.Replace(b, []byte("申请"), []byte("伪造"), 1) }}, nil, "“清单.json”被改动过"},
		{"the chain no chain", map[string]func([]byte) []byte{dossier.ChainName: becomes("[")}, nil, "“校验链.json”读不出来"},
	} {
		rep, err := verify(t, rebuilt(t, made(t, links), c.change, c.twice...))
		require.NoError(t, err, c.name)
		require.Contains(t, strings.Join(rep.Faults, "\n"), c.says, c.name)
	}
}

func TestPackage_WithABrokenChain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		chain []dossier.Link
		at    string
	}{
		"a link left out": {[]dossier.Link{links[0], links[2]}, "2"},
		"a link changed":  {[]dossier.Link{links[0], {N: 2, Prev: "aa", Hash: "xx"}, links[2]}, "3"},
		"another number":  {[]dossier.Link{links[0], {N: 7, Prev: "aa", Hash: "bb"}}, "2"},
	} {
		rep, err := verify(t, made(t, c.chain))
		require.NoError(t, err, name)
		require.Equal(t, []string{"办理记录的校验链在第" + c.at + "条断开"}, rep.Faults, name)
	}
	short := rebuilt(t, made(t, links), map[string]func([]byte) []byte{dossier.ChainName: func([]byte) []byte {
		b, err := json.Marshal(links[:2])
		require.NoError(t, err)
		return b
	}})
	rep, err := verify(t, short)
	require.NoError(t, err)
	require.Contains(t, strings.Join(rep.Faults, "\n"), "与清单所记的末端不符", "links cut off at the end")
}

func TestPackage_NotOne(t *testing.T) {
	t.Parallel()
	whole := made(t, links)
	for name, data := range map[string][]byte{
		"nothing": {}, "no zip": []byte("%PDF-1.4"), "cut off": whole[:len(whole)/2],
		"no manifest":    rebuilt(t, whole, map[string]func([]byte) []byte{dossier.ManifestName: func([]byte) []byte { return nil }}),
		"empty manifest": rebuilt(t, whole, map[string]func([]byte) []byte{dossier.ManifestName: becomes("{}")}),
	} {
		_, err := verify(t, data)
		require.ErrorIs(t, err, dossier.ErrNoPackage, name)
	}
	_, err := verify(t, rebuilt(t, whole, map[string]func([]byte) []byte{dossier.ManifestName: becomes(`{"format":2}`)}))
	require.ErrorContains(t, err, "请换用较新的程序")
}

// A package whose making breaks off is told, and an entry may be named once only.
func TestPackage_BreaksOff(t *testing.T) {
	t.Parallel()
	w := dossier.NewWriter(io.Discard, time.Time{})
	broken := errors.New("the disk is full")
	require.ErrorIs(t, w.Add("a", "file", "", func(io.Writer) error { return broken }), broken)
	require.Zero(t, w.Count())
	require.Error(t, w.Add("a", "file", "", func(io.Writer) error { return nil }), "named before")
	for _, path := range []string{"", "/a", "../a", "a/../b", `a\b`, "c:a", "a//b"} {
		require.Error(t, w.Add(path, "file", "", func(io.Writer) error { return nil }), path)
	}
	require.ErrorIs(t, w.Close(dossier.Head{}, nil, func([]byte) (string, error) { return "", broken }), broken)
}
