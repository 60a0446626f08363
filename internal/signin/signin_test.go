package signin_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"dandang/internal/signin"

	"github.com/stretchr/testify/require"
)

func TestPasswords_OnlyTheRightPasswordOfAKnownUserHolds(t *testing.T) {
	t.Parallel()
	p, err := signin.NewPasswords()
	require.NoError(t, err)
	hash, err := p.Hash(t.Context(), "张家界-2026")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$"), hash)

	for name, c := range map[string]struct {
		password, hash string
		want           bool
	}{
		"right password":              {"张家界-2026", hash, true},
		"wrong password":              {"张家界-2025", hash, false},
		"unknown user":                {"张家界-2026", "", false},
		"the decoy is not a password": {"no account has this password", "", false},
	} {
		got, err := p.Verify(t.Context(), c.password, c.hash)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got, name)
	}
	_, err = p.Verify(t.Context(), "x", "not a hash")
	require.Error(t, err)
	require.NotContains(t, err.Error(), "not a hash")
}

func TestPasswords_TwoHashesOfOnePasswordDiffer(t *testing.T) {
	t.Parallel()
	p, err := signin.NewPasswords()
	require.NoError(t, err)
	a, err := p.Hash(t.Context(), "same password")
	require.NoError(t, err)
	b, err := p.Hash(t.Context(), "same password")
	require.NoError(t, err)
	require.NotEqual(t, a, b)
}

func TestPasswords_WaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	p, err := signin.NewPasswords()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() { _, errs[i] = p.Hash(ctx, "x") })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
}

func TestAcceptable_BoundsTheLength(t *testing.T) {
	t.Parallel()
	require.Empty(t, signin.Acceptable("八个字符刚刚好了"))
	require.Equal(t, "密码至少8个字符", signin.Acceptable("1234567"))
	require.Equal(t, "密码最多128个字符", signin.Acceptable(strings.Repeat("长", 129)))
	require.NotEmpty(t, signin.Acceptable("bad\xffutf8-password"))
}

func TestToken_Has256BitsAndIsKeptHashed(t *testing.T) {
	t.Parallel()
	token, hash := signin.NewToken()
	raw, err := base64.RawURLEncoding.DecodeString(token)
	require.NoError(t, err)
	require.Len(t, raw, 32)
	require.Equal(t, hash, signin.HashToken(token))
	require.NotContains(t, hash, token)
	other, _ := signin.NewToken()
	require.NotEqual(t, token, other)
}

func TestThrottle_WaitDoublesAfterFiveFailuresAndIsForgotten(t *testing.T) {
	t.Parallel()
	th := signin.NewThrottle()
	now := int64(1_000_000)
	for i := range 5 {
		ok, _ := th.Attempt("a", now)
		require.True(t, ok, "attempt %d is free", i+1)
	}
	for want := int64(1000); want < 300_000; want *= 2 {
		ok, after := th.Attempt("a", now)
		require.False(t, ok)
		require.Equal(t, want, after)
		now += after
		ok, _ = th.Attempt("a", now)
		require.True(t, ok, "after the wait")
	}
	_, after := th.Attempt("a", now)
	require.Equal(t, int64(5*60_000), after, "the wait is bounded")
	ok, _ := th.Attempt("b", now)
	require.True(t, ok, "another key is free")
	ok, _ = th.Attempt("a", now+15*60_000)
	require.True(t, ok, "forgotten")
	ok, _ = th.Attempt("a", now+15*60_000)
	require.True(t, ok, "counts from nothing again")
}

func TestThrottle_SuccessForgivesAndARefusedAttemptIsNotCounted(t *testing.T) {
	t.Parallel()
	th := signin.NewThrottle()
	for range 200 {
		th.Attempt("a", 1000)
	}
	_, after := th.Attempt("a", 1000)
	require.Equal(t, int64(1000), after)
	th.Succeed("a")
	ok, _ := th.Attempt("a", 1000)
	require.True(t, ok)
}

func TestThrottle_ManyAtOnceGetNoMoreThanTheFreeOnes(t *testing.T) {
	t.Parallel()
	th := signin.NewThrottle()
	var passed atomic.Int32
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if ok, _ := th.Attempt("a", 1000); ok {
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	require.EqualValues(t, 5, passed.Load())
}

func TestThrottle_MemoryIsBoundedAndTheNewestStayKnown(t *testing.T) {
	t.Parallel()
	th := signin.NewThrottle()
	for i := range 50_000 {
		th.Attempt(fmt.Sprint("key", i), 1_000_000+int64(i)*100)
	}
	now := int64(1_000_000 + 50_000*100)
	for range 5 {
		th.Attempt("last", now)
	}
	ok, _ := th.Attempt("last", now)
	require.False(t, ok)
}
