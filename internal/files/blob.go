// Package files keeps the bytes of uploaded files, on disk or in a bucket of an S3-compatible store, encrypted, under a keyed digest of their content: neither the
// content nor a guess at it can be found by who has the disk or the bucket and not the key.
//
// It must not know cases, people or HTTP: who may read a file is decided elsewhere.
package files

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"dandang/internal/seal"

	"github.com/gabriel-vasile/mimetype"
)

// ErrTooLarge means that more bytes came than allowed. Nothing of them is kept.
var ErrTooLarge = errors.New("file too large")

// sniffBytes is what mimetype looks at (its own default).
const sniffBytes = 3072

const addressBytes = 32

// Store keeps blobs, on disk or in a bucket, safe for concurrent use by several processes. Equal contents are kept once.
type Store struct {
	tmp  string // where uploads are encrypted while they come
	ring *seal.Ring
	shelf
}

// shelf is where whole blobs lie, by their address. A blob is put whole or not at all.
type shelf interface {
	// put keeps the file f of so many bytes, durably, under its address. It may move f.
	put(ctx context.Context, f *os.File, size int64, sum string) error
	// get opens a blob as it was put; fs.ErrNotExist where there is none.
	get(ctx context.Context, sum string) (io.ReadSeekCloser, error)
	// drop takes a blob away if it was put before the instant (Unix ms); one that is not there is gone already.
	drop(ctx context.Context, sum string, before int64) error
}

// Open keeps blobs in a folder, which is made when it is missing. They are encrypted with the ring.
func Open(dir string, ring *seal.Ring) (*Store, error) {
	return open(dir, ring, &disk{dir: dir})
}

func open(dir string, ring *seal.Ring, where shelf) (*Store, error) {
	s := &Store{tmp: filepath.Join(dir, "incoming"), ring: ring, shelf: where}
	if err := os.MkdirAll(s.tmp, 0o700); err != nil {
		return nil, fmt.Errorf("make the blob folder: %w", err)
	}
	return s, nil
}

// Put streams r into the store in pieces, so that a large file never lies in memory, and answers its address (a keyed
// digest of the content, in hex), its size, and its media type found by content. accept may refuse the type; nil accepts all.
//
// What comes is encrypted into a temporary file on this machine; only when it has come whole, and is no larger and of no
// other type than allowed, is it kept. It is durable when Put returns.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64, accept func(mediaType string) error) (sum string, size int64, mediaType string, err error) {
	f, err := os.CreateTemp(s.tmp, "upload-*")
	if err != nil {
		return "", 0, "", fmt.Errorf("make a temporary file: %w", err)
	}
	defer func() {
		_ = f.Close()
		_ = os.Remove(f.Name()) // gone already once renamed
	}()
	head := &headWriter{}
	sealed, err := s.ring.NewWriter(f)
	if err != nil {
		return "", 0, "", err
	}
	size, err = io.Copy(io.MultiWriter(sealed, head), io.LimitReader(&ctxReader{ctx, r}, limit+1))
	if err != nil {
		return "", 0, "", fmt.Errorf("receive file: %w", err)
	}
	if size > limit {
		return "", 0, "", ErrTooLarge
	}
	mediaType = mimetype.Detect(head.b).String()
	if accept != nil {
		if err := accept(mediaType); err != nil {
			return "", 0, "", err
		}
	}
	if sum, err = sealed.Close(); err != nil {
		return "", 0, "", fmt.Errorf("receive file: %w", err)
	}
	kept, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return "", 0, "", fmt.Errorf("receive file: %w", err)
	}
	if err := s.put(ctx, f, kept, sum); err != nil {
		return "", 0, "", err
	}
	return sum, size, mediaType, nil
}

// Open reads a blob; the caller closes it. fs.ErrNotExist when there is none under that address.
func (s *Store) Open(ctx context.Context, sum string) (io.ReadSeekCloser, error) {
	if !isAddress(sum) {
		return nil, fmt.Errorf("address of a blob: %w", fs.ErrNotExist)
	}
	f, err := s.get(ctx, sum)
	if err != nil {
		return nil, fmt.Errorf("open blob: %w", err)
	}
	blob, err := s.ring.NewReader(f, sum)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("open blob: %w", err)
	}
	return blob, nil
}

// Remove takes a blob away if it was put before the instant (Unix milliseconds): one that was put again since may belong
// to a file that is being recorded. A blob that is not there counts as removed.
func (s *Store) Remove(ctx context.Context, sum string, before int64) error {
	if !isAddress(sum) {
		return fmt.Errorf("address of a blob: %w", fs.ErrNotExist)
	}
	if err := s.drop(ctx, sum, before); err != nil {
		return fmt.Errorf("remove blob: %w", err)
	}
	return nil
}

func isAddress(sum string) bool {
	raw, err := hex.DecodeString(sum)
	return err == nil && len(raw) == addressBytes
}

// Clean removes uploads that were begun before the instant (Unix milliseconds) and never ended, as a crash leaves them.
func (s *Store) Clean(before int64) (removed int, err error) {
	entries, err := os.ReadDir(s.tmp)
	if err != nil {
		return 0, fmt.Errorf("list unfinished uploads: %w", err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.ModTime().UnixMilli() >= before {
			continue
		}
		if os.Remove(filepath.Join(s.tmp, e.Name())) == nil {
			removed++
		}
	}
	return removed, nil
}

// headWriter keeps the first bytes, from which the media type is told.
type headWriter struct{ b []byte }

func (h *headWriter) Write(p []byte) (int, error) {
	if room := sniffBytes - len(h.b); room > 0 {
		h.b = append(h.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// ctxReader stops reading when the request is given up.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
