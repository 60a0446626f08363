package models

import (
	"bytes"
	"encoding/json"
	"fmt"

	"dandang/engine"
)

// encode gives the JSON text of v.
func encode(v any) (string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode %T: %w", v, err)
	}
	return string(text), nil
}

// decode reads what encode wrote. Whole numbers in an any come back as int64, however large.
func decode(text []byte, into any) error {
	if len(text) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("decode %T: %w", into, err)
	}
	return nil
}

// numbered applies numbers to a map, and gives nil for an empty one.
func numbered[M ~map[string]any](m M) M {
	if len(m) == 0 {
		return nil
	}
	for key := range m {
		m[key] = engine.WireNumbers(m[key])
	}
	return m
}

func decodeMemo(text []byte, memo *engine.Memo) error {
	if err := decode(text, memo); err != nil {
		return err
	}
	memo.Fields, memo.Previous = numbered(memo.Fields), numbered(memo.Previous)
	if last := memo.Last; last != nil {
		last.Was, last.Earlier = numbered(last.Was), numbered(last.Earlier)
	}
	if memo.Posted != nil && len(memo.Posted.Body) == 0 {
		memo.Posted.Body = nil
	}
	return nil
}

func decodeRound(text []byte, data *engine.RoundData) error {
	if err := decode(text, data); err != nil {
		return err
	}
	if data.Sheet != nil && len(data.Sheet.Present) == 0 {
		data.Sheet.Present = nil
	}
	return nil
}

func decodeEvent(text []byte, e *engine.AuditEvent) error {
	if err := decode(text, e); err != nil {
		return err
	}
	e.Patch, e.Facts, e.Extra = numbered(e.Patch), numbered(e.Facts), numbered(e.Extra)
	return nil
}

func decodeErasable(text []byte, values *map[string]engine.Salted) error {
	if err := decode(text, values); err != nil {
		return err
	}
	for key, salted := range *values {
		salted.Value = engine.WireNumbers(salted.Value)
		(*values)[key] = salted
	}
	return nil
}

// flag is how a bool is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
