package seal_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"dandang/internal/seal"

	"github.com/stretchr/testify/require"
)

func TestSeal_OpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	r := seal.Fixed("a")
	for _, plain := range []string{"", "x", "\x80\x00", strings.Repeat("长", 500)} {
		sealed, err := r.Seal("case\x00field", []byte(plain))
		require.NoError(t, err)
		got, err := r.Open("case\x00field", sealed)
		require.NoError(t, err)
		require.Equal(t, plain, string(got))
		_, err = r.Open("other\x00field", sealed)
		require.ErrorIs(t, err, seal.ErrKey)
		_, err = seal.Fixed("b").Open("case\x00field", sealed)
		require.ErrorIs(t, err, seal.ErrKey)
		again, err := r.Seal("case\x00field", []byte(plain))
		require.NoError(t, err)
		require.NotEqual(t, sealed, again, "a nonce of its own each time")
		bad := []byte(sealed)
		bad[len(bad)/2] ^= 1
		_, err = r.Open("case\x00field", string(bad))
		require.ErrorIs(t, err, seal.ErrKey)
	}
}

func TestSeal_LengthDoesNotTellTheChoice(t *testing.T) {
	t.Parallel()
	r := seal.Fixed("a")
	short, err := r.Seal("x", []byte(`"信"`))
	require.NoError(t, err)
	long, err := r.Seal("x", []byte(`"巡视移交"`))
	require.NoError(t, err)
	require.Len(t, short, len(long))
}

func TestRing_OlderKeysStillOpenAndMacsStay(t *testing.T) {
	t.Parallel()
	r, err := seal.New()
	require.NoError(t, err)
	sealed, err := r.Seal("x", []byte("old"))
	require.NoError(t, err)
	mac, print := r.Mac("person", []byte("p1")), r.Fingerprint()
	require.NoError(t, r.Rotate())
	again, err := seal.Parse(r.Text())
	require.NoError(t, err)
	got, err := again.Open("x", sealed)
	require.NoError(t, err)
	require.Equal(t, "old", string(got))
	fresh, err := again.Seal("x", []byte("new"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(fresh, again.Current()+"."))
	require.NotEqual(t, strings.Split(sealed, ".")[0], again.Current())
	require.Equal(t, mac, again.Mac("person", []byte("p1")))
	require.NotEqual(t, mac, again.Mac("id_no", []byte("p1")))
	require.Equal(t, print, again.Fingerprint())
	require.NotContains(t, fmt.Sprintf("%v %#v %s", r, r, r), strings.Fields(r.Text())[len(strings.Fields(r.Text()))-1])
}

func TestParse_RefusesWithoutRepeatingAKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# 说明", "k1 c2hvcnQ=", "k1", "k.1 " + strings.Repeat("A", 43) + "="} {
		_, err := seal.Parse(text)
		require.Error(t, err, text)
		require.NotContains(t, err.Error(), "c2hvcnQ")
	}
	_, err := seal.Parse("k1:" + strings.Repeat("A", 43) + "=,k2:" + strings.Repeat("B", 42) + "A=")
	require.NoError(t, err)
}

func TestFile_IsTheOwnersAloneAndMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seal.key")
	_, err := seal.Load(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	r, err := seal.Create(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	again, err := seal.Create(path)
	require.NoError(t, err)
	require.Equal(t, r.Fingerprint(), again.Fingerprint())
	require.NoError(t, r.Rotate())
	require.NoError(t, r.Save(path))
	loaded, err := seal.Load(path)
	require.NoError(t, err)
	require.Equal(t, r.Current(), loaded.Current())
	require.NoError(t, os.Chmod(path, 0o644)) //nolint:gosec // that is what is refused
	_, err = seal.Load(path)
	require.ErrorContains(t, err, "chmod 600")
}

type closer struct{ *bytes.Reader }

func (closer) Close() error { return nil }

func sealed(t *testing.T, r *seal.Ring, content []byte) ([]byte, string) {
	t.Helper()
	var out bytes.Buffer
	w, err := r.NewWriter(&out)
	require.NoError(t, err)
	_, err = io.Copy(w, iotest.HalfReader(bytes.NewReader(content)))
	require.NoError(t, err)
	address, err := w.Close()
	require.NoError(t, err)
	return out.Bytes(), address
}

func TestStream_ReadsAnyPartOfAnyLength(t *testing.T) {
	t.Parallel()
	r := seal.Fixed("a")
	for _, size := range []int{0, 1, 64<<10 - 1, 64 << 10, 64<<10 + 1, 200_000} {
		content := make([]byte, size)
		_, _ = rand.Read(content)
		data, address := sealed(t, r, content)
		require.Equal(t, r.Address(content), address)
		s, err := r.NewReader(closer{bytes.NewReader(data)}, address)
		require.NoError(t, err, size)
		require.NoError(t, iotest.TestReader(s, content), size)
		again, other := sealed(t, r, content)
		require.Equal(t, address, other)
		require.NotEqual(t, data, again)
	}
}

func TestStream_RefusesWhatIsCutAlteredOrAnothers(t *testing.T) {
	t.Parallel()
	r := seal.Fixed("a")
	content := bytes.Repeat([]byte("x"), 150_000)
	data, address := sealed(t, r, content)
	open := func(r *seal.Ring, data []byte, address string) error {
		s, err := r.NewReader(closer{bytes.NewReader(data)}, address)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, s)
		return err
	}
	require.NoError(t, open(r, data, address))
	require.ErrorIs(t, open(seal.Fixed("b"), data, address), seal.ErrKey)
	require.ErrorIs(t, open(r, data, r.Address([]byte("other"))), seal.ErrKey)
	for _, n := range []int{0, 3, 10, len(data) / 2, len(data) - 1} {
		require.ErrorIs(t, open(r, data[:n], address), seal.ErrKey, n)
		bad := bytes.Clone(data)
		bad[n] ^= 1
		require.ErrorIs(t, open(r, bad, address), seal.ErrKey, n)
	}
	moved := bytes.Clone(data)
	first := len(data) - (56 + 150_000 - 2*(64<<10) + 16) - 2*(64<<10+16)
	copy(moved[first:], data[first+64<<10+16:first+2*(64<<10+16)])
	require.ErrorIs(t, open(r, moved, address), seal.ErrKey, "a chunk in another's place")
}
