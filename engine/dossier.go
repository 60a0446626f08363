package engine

import (
	"context"
	"encoding/json"
	"fmt"

	"dandang/engine/process"
)

// ChainLink is one link of a case's record without what it says: enough to see later that the record is still the same.
type ChainLink struct {
	N    int64
	Prev string
	Hash string
}

// Dossier is what a package of a case (卷宗) begins from.
type Dossier struct {
	Case  Case // Memo is left zero
	Mark  string
	Chain []ChainLink

	d *decision
}

// macPackage binds the seal of a package to its purpose.
const macPackage = "package"

// Dossier begins a package for somebody who reads the record: the applicant, and who takes part. The links of the chain
// tell him no more than that acts happened, which the numbers of the 办理记录 tell him already. Codes: ENotFound;
// EForbidden for who was only sent a copy, or kept only what he did himself.
func (e *Engine) Dossier(ctx context.Context, actor PersonID, caseID string) (Dossier, error) {
	d, rel, err := e.reading(ctx, actor, caseID)
	if err != nil {
		return Dossier{}, err
	}
	if rel != Participant && rel != Applicant {
		return Dossier{}, refuse(EForbidden, msgPackageWho.Text())
	}
	events, _, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return Dossier{}, fmt.Errorf("history: %w", err)
	}
	out := Dossier{Case: d.c, Mark: SecrecyMark(d.p.Definition), d: d}
	out.Case.Memo = Memo{}
	for i := range events {
		out.Chain = append(out.Chain, ChainLink{N: events[i].N, Prev: events[i].Prev, Hash: events[i].Hash})
	}
	return out, nil
}

// Masked is a value as an 已脱敏 package has it: fields that are sensitive are masked under their id, and their values
// wherever else they stand in a text. It answers the value decoded from JSON, so that any answer of the API can be given.
func (d *Dossier) Masked(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("mask: %w", err)
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil, fmt.Errorf("mask: %w", err)
	}
	return d.masked(plain), nil
}

func (d *Dossier) masked(v any) any {
	switch v := v.(type) {
	case string:
		return d.d.blacken(v)
	case []any:
		for i := range v {
			v[i] = d.masked(v[i])
		}
	case map[string]any:
		for key, item := range v {
			if fields, ok := item.(map[string]any); ok && key == "fields" {
				maskFields(d.d.p.Definition, fields)
			}
			v[key] = d.masked(v[key])
		}
	}
	return v
}

// maskFields masks the sensitive ones among the fields of a case.
func maskFields(def *process.Definition, fields map[string]any) {
	for id, v := range fields {
		if f := def.Field(id); f != nil && f.Sensitive && !empty(v) {
			fields[id] = mask(v)
		}
	}
}

// SealPackage is the keyed seal of a manifest, which only this system can make.
func (e *Engine) SealPackage(manifest []byte) (string, error) {
	if e.cfg.Vault == nil {
		return "", errNoVault
	}
	return e.cfg.Vault.Mac(macPackage, manifest), nil
}

// CheckPackage compares a package with what this system holds: the seal over its manifest, and the links of its chain with
// the record of the case, which may have gone on since. It answers what is wrong, in Chinese; none is well.
func (e *Engine) CheckPackage(ctx context.Context, manifest []byte, seal, caseID string, chain []ChainLink) ([]string, error) {
	want, err := e.SealPackage(manifest)
	if err != nil {
		return nil, err
	}
	var faults []string
	if seal != want {
		faults = append(faults, msgPackageSeal.Text())
	}
	events, _, err := e.cfg.Store.History(ctx, caseID)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	if len(events) == 0 {
		return append(faults, msgPackageCase.Text()), nil
	}
	if len(chain) > len(events) {
		return append(faults, msgPackageMore.Text(len(chain), len(events))), nil
	}
	for i := range chain {
		if chain[i].Hash != events[i].Hash {
			return append(faults, msgPackageChain.Text(i+1)), nil
		}
	}
	return faults, nil
}
