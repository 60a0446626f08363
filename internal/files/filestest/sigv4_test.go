package filestest_test

import (
	"strings"
	"testing"

	"dandang/internal/files/filestest"

	"github.com/stretchr/testify/require"
)

// The example of the published description of Signature Version 4 for S3: GET of a range.
func TestSignature_OfThePublishedExample(t *testing.T) {
	t.Parallel()
	const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	s := filestest.Signature{
		Date: "20130524T000000Z", Scope: "20130524/us-east-1/s3/aws4_request", Secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
		Given: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
		Canonical: strings.Join([]string{
			"GET", "/test.txt", "", "host:examplebucket.s3.amazonaws.com", "range:bytes=0-9", "x-amz-content-sha256:" + empty,
			"x-amz-date:20130524T000000Z", "", "host;range;x-amz-content-sha256;x-amz-date", empty,
		}, "\n"),
	}
	require.NoError(t, s.Check())
	s.Canonical = strings.Replace(s.Canonical, "0-9", "0-8", 1)
	require.Error(t, s.Check())
}
