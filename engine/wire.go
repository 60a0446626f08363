package engine

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"dandang/engine/guard"
)

// guardYes and its siblings name the three truths where the engine compares with them.
const (
	guardYes    = guard.Yes
	guardNo     = guard.No
	guardUnsure = guard.Unsure
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// empty reports whether a wire value counts as not given.
func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	default:
		return false
	}
}

// sameWire compares two wire values by their JSON, so that int64 and a decoded number are equal.
func sameWire(a, b any) bool {
	if empty(a) && empty(b) {
		return true
	}
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && string(x) == string(y)
}

// wireOf turns a value of the expression language back into wire form.
func wireOf(v guard.Value) any {
	switch v := v.(type) {
	case guard.TextV:
		return string(v)
	case guard.IntV:
		return int64(v)
	case guard.BoolV:
		return bool(v)
	case guard.ListV:
		list := make([]any, 0, len(v))
		for _, item := range v {
			if item != nil {
				list = append(list, wireOf(item))
			}
		}
		return list
	case guard.InstantV:
		return strconv.FormatInt(int64(v), 10)
	case nil:
		return nil
	default: // money, decimal, date: their text is their wire form
		return v.String()
	}
}

// amountOf is a value as ledger units: 分 of money, or a count. ok is false for anything else.
func amountOf(v guard.Value) (int64, bool) {
	switch v := v.(type) {
	case guard.MoneyV:
		return int64(v), true
	case guard.IntV:
		return int64(v), true
	default:
		return 0, false
	}
}
