// Package seal keeps the keys that confidential values are encrypted with: values of fields, names of files, and the
// bytes of files. It is the one place that knows a cipher.
//
// It must not know cases, fields, people or HTTP: what a value belongs to comes in as a text that it is bound to.
package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// masterBytes is the length of a master key, pad the step that sealed lengths are rounded up to, so that the length of a
// sealed choice does not tell which it is.
const (
	masterBytes = 32
	pad         = 64
)

// ErrKey means that something was sealed with a key that the ring does not hold, or was altered, or belongs elsewhere.
var ErrKey = errors.New("密封的内容打不开:密钥不符,或内容已被改动")

// Ring holds master keys by id: the newest encrypts, older ones still open. It is safe for concurrent use, and does not
// show its keys when printed.
type Ring struct {
	keys []key // oldest first
	mac  []byte
}

type key struct {
	id     string
	master []byte
	aead   cipher.AEAD
}

// String hides the keys.
func (*Ring) String() string { return "(密钥已隐去)" }

// GoString hides the keys from %#v too.
func (r *Ring) GoString() string { return r.String() }

// Parse reads a ring: one line or comma-separated item for each key, "ID BASE64" or "ID:BASE64", oldest first. Lines
// that begin with # say something to people. The error is Chinese and never repeats a key.
func Parse(text string) (*Ring, error) {
	r := &Ring{}
	var items []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			items = append(items, strings.Split(line, ",")...)
		}
	}
	for _, item := range items {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		id, encoded, _ := strings.Cut(strings.Replace(item, ":", " ", 1), " ")
		master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
		if err != nil || len(master) != masterBytes || id == "" || strings.Contains(id, ".") || r.find(id) != nil {
			return nil, fmt.Errorf("密钥的第%d项不对:应为“编号 密钥”,密钥是%d字节的Base64,编号不能重复", len(r.keys)+1, masterBytes)
		}
		if err := r.add(id, master); err != nil {
			return nil, err
		}
	}
	if len(r.keys) == 0 {
		return nil, errors.New("密钥是空的")
	}
	return r, nil
}

// New makes a ring with one fresh key.
func New() (*Ring, error) {
	r := &Ring{}
	return r, r.Rotate()
}

// Fixed makes a ring from a text, the same ring each time: for tests and trials, whose secrets are none.
func Fixed(text string) *Ring {
	master := sha256.Sum256([]byte(text))
	r := &Ring{}
	if r.add("k1", master[:]) != nil {
		return nil // 32 bytes always make a key
	}
	return r
}

// Rotate adds a fresh key, which encrypts from now on. Macs stay as they are: they come from the oldest key.
func (r *Ring) Rotate() error {
	master := make([]byte, masterBytes)
	if _, err := rand.Read(master); err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	return r.add(fmt.Sprintf("k%d", len(r.keys)+1), master)
}

// Text is the ring in the form that Parse reads.
func (r *Ring) Text() string {
	var b strings.Builder
	b.WriteString("# 担当的密封密钥。丢失则密封的内容再也打不开,泄露则不再保密:单独备份,不要与数据放在一起,不要删改任何一行。\n")
	for _, k := range r.keys {
		fmt.Fprintf(&b, "%s %s\n", k.id, base64.StdEncoding.EncodeToString(k.master))
	}
	return b.String()
}

func (r *Ring) add(id string, master []byte) error {
	enc, err := derive(master, nil, "dandang seal v1")
	if err != nil {
		return err
	}
	block, err := aes.NewCipher(enc)
	if err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return fmt.Errorf("key %s: %w", id, err)
	}
	if len(r.keys) == 0 {
		if r.mac, err = derive(master, nil, "dandang mac v1"); err != nil {
			return err
		}
	}
	r.keys = append(r.keys, key{id, master, aead})
	return nil
}

func derive(master, salt []byte, purpose string) ([]byte, error) {
	out, err := hkdf.Key(sha256.New, master, salt, purpose, masterBytes)
	if err != nil {
		return nil, fmt.Errorf("derive a key: %w", err)
	}
	return out, nil
}

func (r *Ring) find(id string) *key {
	for i := range r.keys {
		if r.keys[i].id == id {
			return &r.keys[i]
		}
	}
	return nil
}

// Current is the id of the key that encrypts.
func (r *Ring) Current() string { return r.keys[len(r.keys)-1].id }

// Seal encrypts a value and binds it to where it belongs: Open gives it back for the same bind only. The text is safe in
// JSON, and its length tells the value's only to the next 64 bytes.
func (r *Ring) Seal(bind string, plain []byte) (string, error) {
	k := &r.keys[len(r.keys)-1]
	padded := append(bytes.Clone(plain), 0x80) // ISO/IEC 7816-4
	for len(padded)%pad != 0 {
		padded = append(padded, 0)
	}
	return k.id + "." + base64.RawURLEncoding.EncodeToString(k.aead.Seal(nil, nil, padded, []byte(bind))), nil
}

// Open decrypts what Seal made. ErrKey when it cannot.
func (r *Ring) Open(bind, sealed string) ([]byte, error) {
	id, encoded, _ := strings.Cut(sealed, ".")
	k := r.find(id)
	data, err := base64.RawURLEncoding.DecodeString(encoded)
	if k == nil || err != nil {
		return nil, ErrKey
	}
	padded, err := k.aead.Open(nil, nil, data, []byte(bind))
	if err != nil {
		return nil, ErrKey
	}
	end := bytes.LastIndexByte(padded, 0x80)
	if end < 0 {
		return nil, ErrKey
	}
	return padded[:end], nil
}

// Mac is a keyed fingerprint of a value, in hex: equal for equal values of the same purpose, and of no use to whoever
// has not the key. It survives Rotate.
func (r *Ring) Mac(purpose string, value []byte) string {
	return hex.EncodeToString(r.tell(purpose, bytes.NewReader(value)))
}

func (r *Ring) tell(purpose string, value io.Reader) []byte {
	h := hmac.New(sha256.New, r.mac)
	h.Write([]byte(purpose + "\x00"))
	_, _ = io.Copy(h, value) // memory to hash: neither fails
	return h.Sum(nil)
}

// Fingerprint tells rings apart without telling a key: kept beside the data, it shows at start that the key is the one.
func (r *Ring) Fingerprint() string { return r.Mac("fingerprint", nil)[:32] }
