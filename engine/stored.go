package engine

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// What every store does alike, so that they cannot drift apart.

// Repeats tells whether m is among the moves done already, so that it must not count twice. A move that contradicts what
// was done is an error: counting it would be wrong, and so would be passing over it.
func (m LedgerMove) Repeats(done []LedgerMove) (bool, error) {
	again, ended := false, false
	for _, d := range done {
		if d.Case != m.Case || d.Name != m.Name {
			continue
		}
		if d.Kind == m.Kind {
			if d.Key != m.Key || d.Amount != m.Amount {
				return false, fmt.Errorf("ledger entry %s of case %s: a second %s differs from the first", m.Name, m.Case, m.Kind)
			}
			again = true
		}
		ended = ended || d.Kind == "release"
	}
	if m.Kind == "reserve" && ended {
		return false, fmt.Errorf("ledger entry %s of case %s was released: reserve under another name", m.Name, m.Case)
	}
	return again, nil
}

// Moved is After for a store: a move that cannot be right is an error.
func (b Balance) Moved(m LedgerMove) (Balance, error) {
	switch m.Kind {
	case "reserve", "spend", "release", "refund":
		b = b.After(m)
	default:
		return b, fmt.Errorf("ledger entry %s of case %s: unknown move %q", m.Name, m.Case, m.Kind)
	}
	if m.Amount < 0 || b.Reserved < 0 || b.Spent < 0 {
		return b, fmt.Errorf("ledger entry %s of case %s: %s of %d leaves %d reserved and %d spent", m.Name, m.Case, m.Kind, m.Amount, b.Reserved, b.Spent)
	}
	return b, nil
}

// WireNumbers turns json.Number into int64 where the text is a whole number, else into float64, all the way down: values
// in wire form come back from a store as they went in.
func WireNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if !strings.ContainsAny(string(v), ".eE") {
			if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
				return n
			}
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = WireNumbers(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = WireNumbers(v[key])
		}
	}
	return v
}
