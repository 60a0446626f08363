package seal

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// A sealed stream is a head (magic, length and id of the key, salt), chunks of 64 KiB each with its tag, and a foot that
// holds the length and the address under its own tag. Every stream has a key of its own, derived from its salt, so that
// counters serve as nonces; the foot says where the stream ends, so that one cut short does not open.
const (
	magic     = "DDS1"
	chunkSize = 64 << 10
	tagSize   = 16
	saltSize  = 16
	footPlain = 8 + sha256.Size
	footSize  = footPlain + tagSize
	footNonce = ^uint64(0)
)

// Writer encrypts what is written to it. Close writes the rest and tells the address.
type Writer struct {
	out  *bufio.Writer
	aead cipher.AEAD
	buf  []byte
	n    uint64
	size int64
	hash hash.Hash
}

// NewWriter begins a sealed stream on out.
func (r *Ring) NewWriter(out io.Writer) (*Writer, error) {
	k := &r.keys[len(r.keys)-1]
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return nil, fmt.Errorf("make a salt: %w", err)
	}
	aead, err := streamCipher(k, salt)
	if err != nil {
		return nil, err
	}
	w := &Writer{out: bufio.NewWriter(out), aead: aead, buf: make([]byte, 0, chunkSize+tagSize), hash: hmac.New(sha256.New, r.mac)}
	w.hash.Write([]byte("blob\x00"))
	_, _ = w.out.WriteString(magic + string(rune(len(k.id))) + k.id) // bufio keeps the error for Flush
	_, _ = w.out.Write(salt)
	return w, nil
}

func streamCipher(k *key, salt []byte) (cipher.AEAD, error) {
	enc, err := derive(k.master, salt, "dandang file v1")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(enc)
	if err != nil {
		return nil, fmt.Errorf("key of a stream: %w", err)
	}
	return cipher.NewGCM(block)
}

func nonce(n uint64) []byte {
	b := make([]byte, 12)
	binary.BigEndian.PutUint64(b[4:], n)
	return b
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	w.hash.Write(p)
	w.size += int64(len(p))
	for rest := p; len(rest) > 0; {
		take := min(chunkSize-len(w.buf), len(rest))
		w.buf = append(w.buf, rest[:take]...)
		rest = rest[take:]
		if len(w.buf) == chunkSize {
			if err := w.chunk(); err != nil {
				return 0, err
			}
		}
	}
	return len(p), nil
}

func (w *Writer) chunk() error {
	_, err := w.out.Write(w.aead.Seal(w.buf[:0], nonce(w.n), w.buf, nil))
	w.n++
	w.buf = w.buf[:0]
	return err
}

// Close ends the stream and answers its address: the HMAC of the content in hex, which tells nobody what it is.
func (w *Writer) Close() (address string, err error) {
	if len(w.buf) > 0 {
		if err := w.chunk(); err != nil {
			return "", err
		}
	}
	sum := w.hash.Sum(nil)
	foot := append(binary.BigEndian.AppendUint64(nil, uint64(w.size)), sum...) //nolint:gosec // a size is not negative
	if _, err := w.out.Write(w.aead.Seal(nil, nonce(footNonce), foot, nil)); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum), w.out.Flush()
}

// Reader decrypts a sealed stream from any place in it. It is for one goroutine.
type Reader struct {
	in    io.ReadSeekCloser
	aead  cipher.AEAD
	start int64 // of the first chunk
	size  int64 // of the content
	at    int64
	have  int64 // number of the chunk in buf, -1 for none
	buf   []byte
}

// NewReader opens a sealed stream and takes over in. ErrKey when the key is missing, the stream is cut or altered, or it
// is not what the address names.
func (r *Ring) NewReader(in io.ReadSeekCloser, address string) (*Reader, error) {
	length, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, len(magic)+1)
	if _, err := io.ReadFull(in, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, ErrKey
	}
	rest := make([]byte, int(head[len(magic)])+saltSize)
	if _, err := io.ReadFull(in, rest); err != nil {
		return nil, ErrKey
	}
	k := r.find(string(rest[:len(rest)-saltSize]))
	if k == nil {
		return nil, ErrKey
	}
	aead, err := streamCipher(k, rest[len(rest)-saltSize:])
	if err != nil {
		return nil, err
	}
	s := &Reader{in: in, aead: aead, start: int64(len(head) + len(rest)), have: -1}
	return s, s.foot(length, address)
}

func (s *Reader) foot(length int64, address string) error {
	if _, err := s.in.Seek(max(length-footSize, 0), io.SeekStart); err != nil {
		return err
	}
	foot := make([]byte, footSize)
	if _, err := io.ReadFull(s.in, foot); err != nil {
		return ErrKey
	}
	foot, err := s.aead.Open(foot[:0], nonce(footNonce), foot, nil)
	if err != nil || hex.EncodeToString(foot[8:]) != address {
		return ErrKey
	}
	s.size = int64(binary.BigEndian.Uint64(foot)) //nolint:gosec // written from an int64
	chunks := (s.size + chunkSize - 1) / chunkSize
	if s.start+s.size+chunks*tagSize+footSize != length {
		return ErrKey
	}
	return nil
}

// Read implements io.Reader.
func (s *Reader) Read(p []byte) (int, error) {
	if s.at >= s.size {
		return 0, io.EOF
	}
	if n := s.at / chunkSize; n != s.have {
		if err := s.load(n); err != nil {
			return 0, err
		}
	}
	done := copy(p, s.buf[s.at%chunkSize:])
	s.at += int64(done)
	return done, nil
}

func (s *Reader) load(n int64) error {
	if _, err := s.in.Seek(s.start+n*(chunkSize+tagSize), io.SeekStart); err != nil {
		return err
	}
	s.have = -1
	sealed := make([]byte, min(chunkSize, s.size-n*chunkSize)+tagSize)
	if _, err := io.ReadFull(s.in, sealed); err != nil {
		return ErrKey
	}
	plain, err := s.aead.Open(sealed[:0], nonce(uint64(n)), sealed, nil) //nolint:gosec // not negative
	if err != nil {
		return ErrKey
	}
	s.buf, s.have = plain, n
	return nil
}

// Seek implements io.Seeker.
func (s *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += s.at
	case io.SeekEnd:
		offset += s.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning")
	}
	s.at = offset
	return offset, nil
}

// Close closes what was opened.
func (s *Reader) Close() error { return s.in.Close() }

// Address is the address that a content gets: for comparing with what is kept.
func (r *Ring) Address(content []byte) string {
	return hex.EncodeToString(r.tell("blob", bytes.NewReader(content)))
}
