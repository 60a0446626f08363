// Package files keeps the bytes of uploaded files on disk, encrypted, under a keyed digest of their content: neither the
// content nor a guess at it can be found by who has the disk and not the key.
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

// Store is a folder of blobs, safe for concurrent use by several processes. Equal contents are kept once.
type Store struct {
	dir  string
	tmp  string
	ring *seal.Ring
}

// Open makes the folder when it is missing. Blobs are encrypted with the ring.
func Open(dir string, ring *seal.Ring) (*Store, error) {
	s := &Store{dir: dir, tmp: filepath.Join(dir, "incoming"), ring: ring}
	if err := os.MkdirAll(s.tmp, 0o700); err != nil {
		return nil, fmt.Errorf("make the blob folder: %w", err)
	}
	return s, nil
}

// Put streams r into the store in pieces, so that a large file never lies in memory, and answers its address (a keyed
// digest of the content, in hex), its size, and its media type found by content. accept may refuse the type; nil accepts all. The blob is durable when
// Put returns: written to a temporary file, synced, renamed, and the folder synced.
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
	if err := s.keep(f, sum); err != nil {
		return "", 0, "", err
	}
	return sum, size, mediaType, nil
}

// keep makes the temporary file durable under its address.
func (s *Store) keep(f *os.File, sum string) error {
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync file: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("close file: %w", err)
	}
	folder := filepath.Join(s.dir, sum[:2])
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make the blob folder: %w", err)
	}
	if err := os.Rename(f.Name(), filepath.Join(folder, sum)); err != nil {
		return fmt.Errorf("name file: %w", err)
	}
	for _, dir := range []string{folder, s.dir} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

// Open reads a blob; the caller closes it. fs.ErrNotExist when there is none under that address.
func (s *Store) Open(_ context.Context, sum string) (io.ReadSeekCloser, error) {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != addressBytes {
		return nil, fmt.Errorf("address of a blob: %w", fs.ErrNotExist)
	}
	f, err := os.Open(filepath.Join(s.dir, sum[:2], sum))
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
func (s *Store) Remove(_ context.Context, sum string, before int64) error {
	if raw, err := hex.DecodeString(sum); err != nil || len(raw) != addressBytes {
		return fmt.Errorf("address of a blob: %w", fs.ErrNotExist)
	}
	path := filepath.Join(s.dir, sum[:2], sum)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.ModTime().UnixMilli() >= before {
		return nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		return fmt.Errorf("remove blob: %w", err)
	}
	return nil
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

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open folder: %w", err)
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync folder: %w", err)
	}
	return nil
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
