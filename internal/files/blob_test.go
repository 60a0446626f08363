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
	"time"

	"dandang/internal/files"
	"dandang/internal/files/filestest"
	"dandang/internal/seal"

	"github.com/stretchr/testify/require"
)

// place is where blobs lie in a test, and how to look at it.
type place struct {
	*files.Store
	dir   string
	kept  func() []string         // what is kept or left anywhere
	bytes func(sum string) []byte // as they are kept
	again func(ring *seal.Ring) *files.Store
}

// today is when blobs are put into a bucket.
var today = time.UnixMilli(1_772_413_200_000)

// places are a folder and a bucket: whatever is said of one holds for the other.
var places = map[string]func(t *testing.T) *place{
	"disk": func(t *testing.T) *place {
		t.Helper()
		dir := t.TempDir()
		again := func(ring *seal.Ring) *files.Store {
			s, err := files.Open(dir, ring)
			require.NoError(t, err)
			return s
		}
		return &place{
			Store: again(seal.Fixed("test")), dir: dir, kept: func() []string { return list(t, dir) }, again: again,
			bytes: func(sum string) []byte {
				data, err := os.ReadFile(filepath.Join(dir, sum[:2], sum))
				require.NoError(t, err)
				return data
			},
		}
	},
	"bucket": func(t *testing.T) *place {
		t.Helper()
		p, _ := onBucket(t)
		return p
	},
}

func onBucket(t *testing.T) (*place, *filestest.S3) {
	t.Helper()
	dir := t.TempDir()
	s3 := filestest.Start(t, func() time.Time { return today })
	again := func(ring *seal.Ring) *files.Store {
		s, err := files.OpenBucket(t.Context(), dir, ring, bucketOf(s3))
		require.NoError(t, err)
		return s
	}
	return &place{
		Store: again(seal.Fixed("test")), dir: dir, again: again,
		kept:  func() []string { return append(list(t, dir), s3.Keys()...) },
		bytes: func(sum string) []byte { return s3.Bytes("a/" + sum) },
	}, s3
}

func bucketOf(s3 *filestest.S3) files.Bucket {
	return files.Bucket{
		Endpoint: s3.URL, Region: filestest.Region, Name: filestest.Bucket, Prefix: "a/", AccessKey: filestest.AccessKey, SecretKey: filestest.SecretKey,
	}
}

// everywhere runs a test on each place.
func everywhere(t *testing.T, test func(t *testing.T, p *place)) {
	t.Helper()
	for name, open := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func TestPut_AnswersAddressSizeAndTypeOfTheContent(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		for name, c := range map[string]struct {
			content, want string
		}{
			"a pdf":                   {"%PDF-1.4\n%âãÏÓ\n", "application/pdf"},
			"text":                    {"这是一份说明", "text/plain; charset=utf-8"},
			"a page claiming nothing": {"<!doctype html><script>1</script>", "text/html; charset=utf-8"},
			"nothing at all":          {"", "text/plain"},
			"more than a piece":       {strings.Repeat("长", 100_000), "text/plain; charset=utf-8"},
		} {
			sum, size, typ, err := p.Put(t.Context(), strings.NewReader(c.content), 1<<20, nil)
			require.NoError(t, err, name)
			require.Equal(t, seal.Fixed("test").Address([]byte(c.content)), sum, name)
			require.EqualValues(t, len(c.content), size, name)
			require.Equal(t, c.want, typ, name)
			r, err := p.Open(t.Context(), sum)
			require.NoError(t, err, name)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, c.content, string(got), name)
			for _, at := range []int{len(c.content) * 9 / 10, len(c.content) / 3, 0} { // as a download that goes on does
				_, err := r.Seek(int64(at), io.SeekStart)
				require.NoError(t, err)
				got, err := io.ReadAll(r)
				require.NoError(t, err)
				require.Equal(t, c.content[at:], string(got), name)
			}
			require.NoError(t, r.Close())
		}
	})
}

func TestPut_RefusesOneByteTooManyAndLeavesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		_, _, _, err := p.Put(t.Context(), strings.NewReader("12345"), 5, nil)
		require.NoError(t, err)
		before := p.kept()
		_, _, _, err = p.Put(t.Context(), strings.NewReader("123456"), 5, nil)
		require.ErrorIs(t, err, files.ErrTooLarge)
		require.Equal(t, before, p.kept())
	})
}

func TestPut_ARefusedTypeLeavesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		refused := errors.New("no pages")
		_, _, _, err := p.Put(t.Context(), strings.NewReader("<html>"), 100, func(typ string) error {
			require.Equal(t, "text/html; charset=utf-8", typ)
			return refused
		})
		require.ErrorIs(t, err, refused)
		require.Empty(t, p.kept())
	})
}

func TestPut_KeepsEqualContentOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		for range 3 {
			_, _, _, err := p.Put(t.Context(), strings.NewReader("same"), 100, nil)
			require.NoError(t, err)
		}
		require.Len(t, p.kept(), 1)
	})
}

func TestPut_AnUploadGivenUpLeavesNothing(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		r := io.MultiReader(strings.NewReader("half"), readerFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() }))
		_, _, _, err := p.Put(ctx, r, 100, nil)
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, p.kept())
	})
}

func TestPut_DoesNotHoldTheFileInMemory(t *testing.T) {
	const size = 64 << 20 // not parallel: it measures allocation
	p := places["disk"](t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, n, _, err := p.Put(t.Context(), io.LimitReader(zeros{}, size), size, nil)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.EqualValues(t, size, n)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20))
}

func TestOpen_RefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		for _, sum := range []string{"", "../../etc/passwd", "ab", strings.Repeat("0", 64), strings.Repeat("g", 64)} {
			_, err := p.Open(t.Context(), sum)
			require.ErrorIs(t, err, fs.ErrNotExist, sum)
		}
	})
}

func TestOpen_TellsWhatWasAltered(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		sum, _, _, err := p.Put(t.Context(), strings.NewReader(strings.Repeat("原文", 50_000)), 1<<20, nil)
		require.NoError(t, err)
		data := p.bytes(sum)
		data[len(data)/2] ^= 1
		if len(p.dir) > 0 && len(list(t, p.dir)) > 0 { // of a bucket they were changed in place
			require.NoError(t, os.WriteFile(filepath.Join(p.dir, sum[:2], sum), data, 0o600))
		}
		r, err := p.Open(t.Context(), sum)
		require.NoError(t, err)
		_, err = io.ReadAll(r)
		require.Error(t, err)
		require.NoError(t, r.Close())
	})
}

func TestRemove_TakesOnlyWhatIsOldEnough(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		sum, _, _, err := p.Put(t.Context(), strings.NewReader("unused"), 100, nil)
		require.NoError(t, err)
		require.NoError(t, p.Remove(t.Context(), sum, 1000), "put since")
		require.Len(t, p.kept(), 1)
		const later = 1 << 60
		require.NoError(t, p.Remove(t.Context(), sum, later))
		require.Empty(t, p.kept())
		require.NoError(t, p.Remove(t.Context(), sum, later), "gone already")
		require.ErrorIs(t, p.Remove(t.Context(), "..", later), fs.ErrNotExist)
		_, err = p.Open(t.Context(), sum)
		require.ErrorIs(t, err, fs.ErrNotExist)
	})
}

func TestClean_RemovesOnlyWhatIsOld(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		left := filepath.Join(p.dir, "incoming", "upload-1")
		require.NoError(t, os.WriteFile(left, []byte("half"), 0o600))
		n, err := p.Clean(0)
		require.NoError(t, err)
		require.Zero(t, n)
		n, err = p.Clean(1 << 60)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		require.NoFileExists(t, left)
	})
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

func TestPut_NothingOfTheContentIsKeptInTheClear(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, p *place) {
		t.Helper()
		const secret = "反映人住在东街7号"
		sum, _, _, err := p.Put(t.Context(), strings.NewReader(strings.Repeat(secret, 5000)), 1<<20, nil)
		require.NoError(t, err)
		names := p.kept()
		require.Len(t, names, 1)
		data := p.bytes(sum)
		require.Greater(t, len(data), 5000*len(secret))
		require.NotContains(t, string(data), secret)
		plain := sha256.Sum256([]byte(strings.Repeat(secret, 5000)))
		require.NotContains(t, names[0], hex.EncodeToString(plain[:]), "an address that could be guessed from the content")
		_, err = p.again(seal.Fixed("another key")).Open(t.Context(), sum)
		require.ErrorIs(t, err, seal.ErrKey)
	})
}
