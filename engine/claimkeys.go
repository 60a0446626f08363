package engine

import (
	"slices"

	"dandang/engine/process"
)

// claimBlind makes the claim keys of a procedure whose unique fields are confidential: a plain digest could be tried out.
func (e *Engine) claimBlind(p *Procedure) func(string) string {
	if e.cfg.Vault == nil || !slices.ContainsFunc(p.Unique, func(id string) bool {
		f := p.Field(id)
		return f != nil && (f.Sensitive || f.Sealed || f.Type == process.Party)
	}) {
		return nil
	}
	return func(key string) string { return p.Key + ":" + e.cfg.Vault.Mac(macClaim, []byte(key)) }
}

// claimKeys are the keys of the case's unique fields as the store keeps them.
func claimKeys(p *Procedure, fields Fields, blind func(string) string) []string {
	keys := ClaimKeys(p.Definition, fields)
	if blind != nil {
		for i := range keys {
			keys[i] = blind(keys[i])
		}
	}
	return keys
}

// comparable is a value as uniqueness compares it: a sealed one by its mac.
func comparable(v any) any {
	if m, ok := envelopeOf(v); ok {
		return m["mac"]
	}
	if macs := macsIn(v); len(macs) == 1 {
		return macs[0]
	}
	return v
}
