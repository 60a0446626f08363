package files_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"dandang/internal/files"
	"dandang/internal/files/filestest"
	"dandang/internal/seal"

	"github.com/stretchr/testify/require"
)

// What fails half way leaves nothing, here or there; what fails once is tried again and kept once.
func TestBucket_AFailureLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults []filestest.Fault
		kept   bool
	}{
		"busy once":                           {[]filestest.Fault{filestest.Busy}, true},
		"breaks in the midst once":            {[]filestest.Fault{filestest.Break}, true},
		"kept, but the answer is lost":        {[]filestest.Fault{filestest.Unsaid}, true},
		"busy for long":                       {[]filestest.Fault{filestest.Busy, filestest.Busy, filestest.Busy, filestest.Busy}, false},
		"breaks each time":                    {[]filestest.Fault{filestest.Break, filestest.Break, filestest.Break, filestest.Break}, false},
		"altered on its way":                  {[]filestest.Fault{filestest.Corrupts, filestest.Corrupts, filestest.Corrupts, filestest.Corrupts}, false},
		"busy, then breaks, then carried out": {[]filestest.Fault{filestest.Busy, filestest.Break}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s3 := onBucket(t)
			content := strings.Repeat("扫描件", 60_000)
			s3.Fail(c.faults...)
			sum, _, _, err := p.Put(t.Context(), strings.NewReader(content), 1<<20, nil)
			if !c.kept {
				require.Error(t, err)
				require.Empty(t, p.kept(), "neither in the bucket nor on this machine")
				return
			}
			require.NoError(t, err)
			require.Equal(t, []string{"a/" + sum}, p.kept())
			r, err := p.Open(t.Context(), sum)
			require.NoError(t, err)
			got, err := io.ReadAll(r)
			require.NoError(t, err)
			require.Equal(t, content, string(got))
			require.NoError(t, r.Close())
		})
	}
}

// Reading that breaks off, or gives something else, is an error and never a shorter or other content.
func TestBucket_ReadingThatFailsIsNeverContent(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]filestest.Fault{"breaks": filestest.Break, "altered": filestest.Corrupts} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s3 := onBucket(t)
			content := strings.Repeat("扫描件", 200_000)
			sum, _, _, err := p.Put(t.Context(), strings.NewReader(content), 4<<20, nil)
			require.NoError(t, err)
			r, err := p.Open(t.Context(), sum)
			require.NoError(t, err)
			s3.Fail(fault, fault, fault, fault)
			got, err := io.ReadAll(r)
			require.Error(t, err)
			require.True(t, strings.HasPrefix(content, string(got)), "what was given is the content's beginning")
			require.NoError(t, r.Close())
		})
	}
}

// The same content put again while somebody reads it is sealed anew: reading on fails, and reading again works.
func TestBucket_PutAgainWhileItIsRead(t *testing.T) {
	t.Parallel()
	p, _ := onBucket(t)
	content := strings.Repeat("扫描件", 200_000)
	put := func() string {
		sum, _, _, err := p.Put(t.Context(), strings.NewReader(content), 4<<20, nil)
		require.NoError(t, err)
		return sum
	}
	sum := put()
	r, err := p.Open(t.Context(), sum)
	require.NoError(t, err)
	put()
	_, err = io.ReadAll(r)
	require.Error(t, err)
	require.NoError(t, r.Close())
	r, err = p.Open(t.Context(), sum)
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, content, string(got))
	require.NoError(t, r.Close())
}

// A download from beginning to end costs a few requests, however many pieces it has.
func TestBucket_ReadsInFewRequests(t *testing.T) {
	t.Parallel()
	p, s3 := onBucket(t)
	sum, _, _, err := p.Put(t.Context(), io.LimitReader(zeros{}, 3<<20), 4<<20, nil)
	require.NoError(t, err)
	before := s3.Calls()
	r, err := p.Open(t.Context(), sum)
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, r)
	require.NoError(t, err)
	require.EqualValues(t, 3<<20, n)
	require.NoError(t, r.Close())
	require.LessOrEqual(t, s3.Calls()-before, 4, "what it is, its head, its foot, the content")
	require.Empty(t, s3.Refused(), "every signature held")
}

// What is set wrongly is told at the start, with what to look at.
func TestOpenBucket_TellsWhatIsSetWrongly(t *testing.T) {
	t.Parallel()
	s3 := filestest.Start(t, time.Now)
	for name, c := range map[string]struct {
		change func(*files.Bucket)
		says   string
	}{
		"no address":      {func(b *files.Bucket) { b.Endpoint = "s3.example" }, "地址“s3.example”不对"},
		"a path":          {func(b *files.Bucket) { b.Endpoint += "/bucket" }, "不对"},
		"another bucket":  {func(b *files.Bucket) { b.Name = "elsewhere" }, "没有名为“elsewhere”的桶"},
		"a wrong key":     {func(b *files.Bucket) { b.SecretKey = "wrong" }, "请核对地址、密钥和网络"},
		"another account": {func(b *files.Bucket) { b.AccessKey = "NOBODY" }, "请核对地址、密钥和网络"},
		"another region":  {func(b *files.Bucket) { b.Region = "us-east-1" }, "请核对地址、密钥和网络"},
	} {
		b := bucketOf(s3)
		c.change(&b)
		_, err := files.OpenBucket(t.Context(), t.TempDir(), seal.Fixed("test"), b)
		require.ErrorContains(t, err, c.says, name)
		require.NotContains(t, err.Error(), filestest.SecretKey)
	}
}
