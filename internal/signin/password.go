// Package signin makes and checks passwords and session tokens, and slows down guessing.
//
// It must not know HTTP or where accounts are kept.
package signin

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
)

// MinPassword and MaxPassword bound a new password, in characters.
const (
	MinPassword = 8
	MaxPassword = 128
)

// atOnce is how many hashes are computed together: each holds 19 MiB, and sign-in must not be a way to use up memory.
const atOnce = 2

// Passwords hashes with argon2id. It is safe for concurrent use.
type Passwords struct {
	params *argon2id.Params
	slots  chan struct{}
	decoy  string // hash compared when the user is unknown, so that the answer takes as long
}

// NewPasswords gives a hasher with 19 MiB of memory and two passes (OWASP's minimum for argon2id).
func NewPasswords() (*Passwords, error) {
	params := &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	decoy, err := argon2id.CreateHash("no account has this password", params)
	if err != nil {
		return nil, fmt.Errorf("hash the decoy: %w", err)
	}
	return &Passwords{params: params, slots: make(chan struct{}, atOnce), decoy: decoy}, nil
}

// Acceptable says in Chinese what is wrong with a new password, or "".
func Acceptable(password string) string {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return "密码含有无法识别的字符,请重新输入"
	case n < MinPassword:
		return fmt.Sprintf("密码至少%d个字符", MinPassword)
	case n > MaxPassword:
		return fmt.Sprintf("密码最多%d个字符", MaxPassword)
	}
	return ""
}

// Hash makes the PHC string of a password. It waits for a free slot as long as ctx lives.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	hash, err := argon2id.CreateHash(password, p.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// Verify tells whether the password belongs to the hash. With an empty hash, for an unknown user, it does the same work
// and answers false.
func (p *Passwords) Verify(ctx context.Context, password, hash string) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	known := hash != ""
	if !known {
		hash = p.decoy
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		if errors.Is(err, argon2id.ErrInvalidHash) {
			return false, errors.New("verify password: the stored hash is not readable")
		}
		return false, fmt.Errorf("verify password: %w", err)
	}
	return match && known, nil
}

func (p *Passwords) enter(ctx context.Context) error {
	select {
	case p.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a free hasher: %w", ctx.Err())
	}
}

func (p *Passwords) leave() { <-p.slots }
