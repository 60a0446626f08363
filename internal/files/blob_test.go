package files_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"dandang/internal/files"
	"dandang/internal/seal"

	"github.com/stretchr/testify/require"
)

func open(t *testing.T) (*files.Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := files.Open(dir, seal.Fixed("test"))
	require.NoError(t, err)
	return s, dir
}

func TestPut_AnswersAddressSizeAndTypeOfTheContent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content, want string
	}{
		"a pdf":                   {"%PDF-1.4\n%âãÏÓ\n", "application/pdf"},
		"text":                    {"这是一份说明", "text/plain; charset=utf-8"},
		"a page claiming nothing": {"<!doctype html><script>1</script>", "text/html; charset=utf-8"},
		"nothing at all":          {"", "text/plain"},
	} {
		s, _ := open(t)
		sum, size, typ, err := s.Put(t.Context(), strings.NewReader(c.content), 1000, nil)
		require.NoError(t, err, name)
		require.Equal(t, seal.Fixed("test").Address([]byte(c.content)), sum, name)
		require.EqualValues(t, len(c.content), size, name)
		require.Equal(t, c.want, typ, name)
		r, err := s.Open(t.Context(), sum)
		require.NoError(t, err, name)
		got, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		require.Equal(t, c.content, string(got), name)
	}
}

func TestPut_RefusesOneByteTooManyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	_, _, _, err := s.Put(t.Context(), strings.NewReader("12345"), 5, nil)
	require.NoError(t, err)
	before := list(t, dir)
	_, _, _, err = s.Put(t.Context(), strings.NewReader("123456"), 5, nil)
	require.ErrorIs(t, err, files.ErrTooLarge)
	require.Equal(t, before, list(t, dir))
}

func TestPut_ARefusedTypeLeavesNothing(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	refused := errors.New("no pages")
	_, _, _, err := s.Put(t.Context(), strings.NewReader("<html>"), 100, func(typ string) error {
		require.Equal(t, "text/html; charset=utf-8", typ)
		return refused
	})
	require.ErrorIs(t, err, refused)
	require.Empty(t, list(t, dir))
}

func TestPut_KeepsEqualContentOnce(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	for range 3 {
		_, _, _, err := s.Put(t.Context(), strings.NewReader("same"), 100, nil)
		require.NoError(t, err)
	}
	require.Len(t, list(t, dir), 1)
}

func TestPut_AnUploadGivenUpLeavesNothing(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	r := io.MultiReader(strings.NewReader("half"), readerFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() }))
	_, _, _, err := s.Put(ctx, r, 100, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, list(t, dir))
}

func TestPut_DoesNotHoldTheFileInMemory(t *testing.T) {
	s, _ := open(t) // not parallel: it measures allocation
	const size = 64 << 20
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, n, _, err := s.Put(t.Context(), io.LimitReader(zeros{}, size), size, nil)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.EqualValues(t, size, n)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}

func TestOpen_RefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	s, _ := open(t)
	for _, sum := range []string{"", "../../etc/passwd", "ab", strings.Repeat("0", 64), strings.Repeat("g", 64)} {
		_, err := s.Open(t.Context(), sum)
		require.ErrorIs(t, err, fs.ErrNotExist, sum)
	}
}

func TestClean_RemovesOnlyWhatIsOld(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	left := filepath.Join(dir, "incoming", "upload-1")
	require.NoError(t, os.WriteFile(left, []byte("half"), 0o600))
	n, err := s.Clean(0)
	require.NoError(t, err)
	require.Zero(t, n)
	n, err = s.Clean(1 << 60)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NoFileExists(t, left)
}

func list(t *testing.T, dir string) (names []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, path)
		}
		return err
	}))
	return names
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestPut_NothingOfTheContentIsOnDisk(t *testing.T) {
	t.Parallel()
	s, dir := open(t)
	const secret = "反映人住在东街7号"
	sum, _, _, err := s.Put(t.Context(), strings.NewReader(strings.Repeat(secret, 5000)), 1<<20, nil)
	require.NoError(t, err)
	names := list(t, dir)
	require.Len(t, names, 1)
	data, err := os.ReadFile(names[0])
	require.NoError(t, err)
	require.Greater(t, len(data), 5000*len(secret))
	require.NotContains(t, string(data), secret)
	plain := sha256.Sum256([]byte(strings.Repeat(secret, 5000)))
	require.NotContains(t, names[0], hex.EncodeToString(plain[:]), "an address that could be guessed from the content")
	other, err := files.Open(dir, seal.Fixed("another key"))
	require.NoError(t, err)
	_, err = other.Open(t.Context(), sum)
	require.ErrorIs(t, err, seal.ErrKey)
}
