// Package filestest is an S3-compatible store in memory for tests: it checks every signature (AWS Signature Version 4, by
// its published description and not by the client's code) and every digest, keeps an object whole or not at all, and fails
// when it is told to.
package filestest

import (
	"bytes"
	"crypto/md5" //nolint:gosec // what the protocol has
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The one account of the store, and its region.
const (
	AccessKey = "TESTACCESSKEY"
	SecretKey = "a secret/of+the test"
	Region    = "cn-test-1"
	Bucket    = "attachments"
)

// Fault is what goes wrong with a request.
type Fault int

// The faults.
const (
	Fine     Fault = iota
	Busy           // 503 before anything was read
	Break          // the connection breaks in the midst of the body, on its way in or out
	Unsaid         // kept, but the connection breaks before the answer
	Corrupts       // a byte of the body changes on its way, in or out
)

// S3 is the store.
type S3 struct {
	URL string

	mu      sync.Mutex
	objects map[string]*object
	faults  []Fault // of the requests to come, in order; then Fine
	refused []string
	calls   int
	clock   func() time.Time
}

type object struct {
	data []byte
	at   time.Time
}

// Start serves a store until the test ends. clock dates its objects.
func Start(t *testing.T, clock func() time.Time) *S3 {
	t.Helper()
	s := &S3{objects: map[string]*object{}, clock: clock}
	web := httptest.NewServer(s)
	t.Cleanup(web.Close)
	s.URL = web.URL
	return s
}

// Fail has the next requests for objects go wrong, one after the other.
func (s *S3) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = faults
}

// Keys lists what is kept, in order.
func (s *S3) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := make([]string, 0, len(s.objects))
	for k := range s.objects {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Bytes are those kept under a key, to be looked at or changed in place.
func (s *S3) Bytes(key string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.objects[key]; o != nil {
		return o.data
	}
	return nil
}

// Refused tells why requests were refused: signatures and digests that do not hold.
func (s *S3) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused)
}

// Calls is how many requests for objects came.
func (s *S3) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// ServeHTTP answers one request of the protocol.
func (s *S3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	sig, err := parse(r)
	if err == nil {
		err = sig.Check()
	}
	if err != nil {
		s.refuse(w, r, http.StatusForbidden, "SignatureDoesNotMatch", err)
		return
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if bucket != Bucket {
		fail(w, r, http.StatusNotFound, "NoSuchBucket")
		return
	}
	if key == "" {
		w.WriteHeader(http.StatusOK)
		return
	}
	s.mu.Lock()
	s.calls++
	fault := Fine
	if len(s.faults) > 0 {
		fault, s.faults = s.faults[0], s.faults[1:]
	}
	s.mu.Unlock()
	if fault == Busy {
		fail(w, r, http.StatusServiceUnavailable, "SlowDown")
		return
	}
	switch r.Method {
	case http.MethodPut:
		s.put(w, r, sig, key, fault)
	case http.MethodGet, http.MethodHead:
		s.get(w, r, key, fault)
	case http.MethodDelete:
		s.mu.Lock()
		delete(s.objects, key)
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	default:
		fail(w, r, http.StatusMethodNotAllowed, "MethodNotAllowed")
	}
}

func (s *S3) put(w http.ResponseWriter, r *http.Request, sig *Signature, key string, fault Fault) {
	if fault == Break {
		_, _ = io.CopyN(io.Discard, r.Body, r.ContentLength/2)
		hangUp(w)
		return
	}
	data, err := sig.payload(r, fault == Corrupts)
	if err == nil {
		if want := r.Header.Get("Content-Md5"); want != "" && want != base64.StdEncoding.EncodeToString(md5of(data)) {
			err = fmt.Errorf("the MD5 of the content differs")
		}
	}
	if err != nil {
		s.refuse(w, r, http.StatusBadRequest, "BadDigest", err)
		return
	}
	s.mu.Lock()
	s.objects[key] = &object{data: data, at: s.clock()}
	s.mu.Unlock()
	if fault == Unsaid {
		hangUp(w)
		return
	}
	w.Header().Set("ETag", etag(data))
	w.WriteHeader(http.StatusOK)
}

func (s *S3) get(w http.ResponseWriter, r *http.Request, key string, fault Fault) {
	s.mu.Lock()
	o := s.objects[key]
	s.mu.Unlock()
	if o == nil {
		fail(w, r, http.StatusNotFound, "NoSuchKey")
		return
	}
	data := o.data
	if fault == Corrupts && len(data) > 0 {
		data = bytes.Clone(data)
		data[len(data)/2] ^= 1
	}
	w.Header().Set("ETag", etag(o.data))
	if fault == Break && r.Method == http.MethodGet {
		w.Header().Set("Content-Length", fmt.Sprint(len(data)))
		_, _ = w.Write(data[:len(data)/2])
		_ = http.NewResponseController(w).Flush()
		hangUp(w)
		return
	}
	http.ServeContent(w, r, "", o.at, bytes.NewReader(data)) // ranges and If-Match
}

func (s *S3) refuse(w http.ResponseWriter, r *http.Request, status int, code string, err error) {
	s.mu.Lock()
	s.refused = append(s.refused, err.Error())
	s.mu.Unlock()
	fail(w, r, status, code)
}

// hangUp breaks the connection.
func hangUp(w http.ResponseWriter) {
	control := http.NewResponseController(w)
	if conn, _, err := control.Hijack(); err == nil {
		_ = conn.Close()
	}
}

func fail(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>", code, code)
	}
}

func md5of(data []byte) []byte {
	sum := md5.Sum(data) //nolint:gosec // what the protocol has
	return sum[:]
}

func etag(data []byte) string { return `"` + hex.EncodeToString(md5of(data)) + `"` }
