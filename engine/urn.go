package engine

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
)

// Count is what a secret ballot came to: numbers, no names.
type Count struct {
	Yes     int `json:"yes"`
	No      int `json:"no"`
	Abstain int `json:"abstain"`
}

// Cast is how many ballots were counted.
func (c Count) Cast() int { return c.Yes + c.No + c.Abstain }

// Urn keeps the running count of secret ballots from whoever can read the database: one sealed value of fixed length for
// each round, sealed anew with every ballot, so that two states of the row tell nothing of what was cast between them.
// It is a pure function of its key: Decide stays free of randomness. See docs/adr/0011-secret-ballots.md.
type Urn struct {
	aead  cipher.AEAD
	nonce []byte // key of the nonces
}

// MinUrnSecret is the least length of an urn's secret, in bytes.
const MinUrnSecret = 16

var errUrn = errors.New("the urn cannot be opened")

// NewUrn makes an urn from a secret of at least MinUrnSecret bytes, the same in every replica and after a restart.
func NewUrn(secret []byte) (*Urn, error) {
	if len(secret) < MinUrnSecret {
		return nil, errors.New("the secret of the urn is too short")
	}
	block, err := aes.NewCipher(derive(secret, "dandang/urn/key"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Urn{aead: aead, nonce: derive(secret, "dandang/urn/nonce")}, nil
}

func derive(secret []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(purpose))
	return mac.Sum(nil)
}

// seal closes a count. place binds it to one round, seed makes every sealing another.
func (u *Urn) seal(seed []byte, place string, c Count) string {
	var plain [12]byte
	for i, n := range []int{c.Yes, c.No, c.Abstain} {
		binary.BigEndian.PutUint32(plain[4*i:], uint32(min(max(n, 0), math.MaxInt32))) //nolint:gosec // in range
	}
	mac := hmac.New(sha256.New, u.nonce)
	mac.Write(seed)
	mac.Write([]byte(place))
	mac.Write(plain[:]) // a seed that repeats does not repeat a nonce for another count
	nonce := mac.Sum(nil)[:u.aead.NonceSize()]
	return base64.StdEncoding.EncodeToString(u.aead.Seal(nonce, nonce, plain[:], []byte(place)))
}

// open reads a sealed count; "" is an empty urn.
func (u *Urn) open(place, sealed string) (Count, error) {
	if sealed == "" {
		return Count{}, nil
	}
	raw, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < u.aead.NonceSize() {
		return Count{}, errUrn
	}
	plain, err := u.aead.Open(nil, raw[:u.aead.NonceSize()], raw[u.aead.NonceSize():], []byte(place))
	if err != nil || len(plain) != 12 {
		return Count{}, errUrn
	}
	n := func(i int) int { return int(binary.BigEndian.Uint32(plain[4*i:])) }
	return Count{n(0), n(1), n(2)}, nil
}
