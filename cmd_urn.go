package main

import (
	"context"
	"encoding/hex"
	"fmt"

	"dandang/config"
	"dandang/engine"
	"dandang/models"
)

// urnOf makes the urn of secret ballots from DANDANG_SEAL_KEY. Without it there is none, and procedures that vote in
// secret cannot be started: a key beside the ballots would keep them from nobody. A demonstration keeps one in its
// database all the same, since its votes are nobody's.
func urnOf(ctx context.Context, s config.Settings, db *models.Store) (*engine.Urn, error) {
	secret := []byte(s.Secrets.SealKey)
	switch {
	case len(secret) > 0:
	case s.Demo:
		kept, err := db.EnsureSetting(ctx, "urn.key", hex.EncodeToString(seed()))
		if err != nil {
			return nil, err
		}
		secret = []byte(kept)
	default:
		return nil, nil //nolint:nilnil // documented: no key, no urn
	}
	urn, err := engine.NewUrn(secret)
	if err != nil {
		return nil, fmt.Errorf("密钥 DANDANG_SEAL_KEY 太短,请至少用%d个字节:%w", engine.MinUrnSecret, err)
	}
	return urn, nil
}
