package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// tokenBytes is the size of a session token: 256 bits, beyond guessing.
const tokenBytes = 32

// NewToken draws a session token and the hash under which the session is kept, so that whoever reads the database
// cannot sign in with what he finds.
func NewToken() (token, hash string) {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program when the system has no randomness
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, HashToken(token)
}

// HashToken gives the hash of a token. A plain SHA-256 is enough for 256 random bits.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
