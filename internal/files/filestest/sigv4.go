package filestest

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	algorithm = "AWS4-HMAC-SHA256"
	streaming = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
)

// Signature is what a request claims of itself, and what it should.
type Signature struct {
	Given     string // by the client, hex
	Canonical string // the request as it is signed
	Date      string // 20130524T000000Z
	Scope     string // 20130524/us-east-1/s3/aws4_request
	Content   string // x-amz-content-sha256
	Secret    string // key of the account
}

// parse reads the Authorization of a request and builds what it should have signed.
func parse(r *http.Request) (*Signature, error) {
	kind, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if kind != algorithm {
		return nil, fmt.Errorf("not signed: %q", kind)
	}
	parts := map[string]string{}
	for _, p := range strings.Split(rest, ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(p), "=")
		parts[k] = v
	}
	access, scope, _ := strings.Cut(parts["Credential"], "/")
	s := &Signature{Given: parts["Signature"], Date: r.Header.Get("X-Amz-Date"), Scope: scope, Content: r.Header.Get("X-Amz-Content-Sha256"), Secret: SecretKey}
	if access != AccessKey {
		return nil, fmt.Errorf("unknown access key %q", access)
	}
	if want := s.Date[:min(8, len(s.Date))] + "/" + Region + "/s3/aws4_request"; scope != want {
		return nil, fmt.Errorf("scope %q, not %q", scope, want)
	}
	s.Canonical = canonicalRequest(r, strings.Split(parts["SignedHeaders"], ";"), s.Content)
	return s, nil
}

// canonicalRequest is the text that is signed: method, path, query, the signed headers in order, the payload's digest.
func canonicalRequest(r *http.Request, signed []string, content string) string {
	var headers strings.Builder
	for _, name := range signed {
		value := strings.Join(r.Header.Values(name), ",")
		switch name {
		case "host":
			value = r.Host
		case "content-length":
			value = strconv.FormatInt(r.ContentLength, 10)
		}
		headers.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	var query []string
	for k, values := range r.URL.Query() {
		for _, v := range values {
			query = append(query, escape(k)+"="+escape(v))
		}
	}
	slices.Sort(query)
	return strings.Join([]string{r.Method, r.URL.EscapedPath(), strings.Join(query, "&"), headers.String(), strings.Join(signed, ";"), content}, "\n")
}

// escape encodes all but the unreserved characters.
func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func (s *Signature) sign(text string) string {
	key := []byte("AWS4" + s.Secret)
	for _, part := range strings.Split(s.Scope, "/") {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, text))
}

// Check tells whether the signature is the one that the request should have.
func (s *Signature) Check() error {
	want := s.sign(strings.Join([]string{algorithm, s.Date, s.Scope, hash([]byte(s.Canonical))}, "\n"))
	if s.Given != want {
		return fmt.Errorf("the signature does not hold for\n%s", s.Canonical)
	}
	return nil
}

// payload reads the body and checks it against what was signed of it. flip changes a byte on its way.
func (s *Signature) payload(r *http.Request, flip bool) ([]byte, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if flip && len(body) > 0 {
		body[len(body)/2] ^= 1
	}
	if s.Content == streaming {
		return s.chunks(body)
	}
	if hash(body) != s.Content {
		return nil, errors.New("the SHA-256 of the content differs")
	}
	return body, nil
}

// chunks reads a body that is signed piece by piece: SIZE;chunk-signature=SIG, the piece, an empty piece at the end.
func (s *Signature) chunks(body []byte) ([]byte, error) {
	in := bufio.NewReader(bytes.NewReader(body))
	var data []byte
	for before := s.Given; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		size, given, _ := strings.Cut(strings.TrimSpace(line), ";chunk-signature=")
		n, err := strconv.ParseInt(size, 16, 32)
		if err != nil {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		piece := make([]byte, n)
		if _, err := io.ReadFull(in, piece); err != nil {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		want := s.sign(strings.Join([]string{algorithm + "-PAYLOAD", s.Date, s.Scope, before, hash(nil), hash(piece)}, "\n"))
		if given != want {
			return nil, errors.New("the signature of a chunk does not hold")
		}
		before = given
		data = append(data, piece...)
		if _, err := in.Discard(2); err != nil && n > 0 {
			return nil, fmt.Errorf("chunk: %w", err)
		}
		if n == 0 {
			return data, nil
		}
	}
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
