package walker

import (
	"encoding/json"
	"math/rand/v2"
	"time"

	"dandang/engine/process"
)

// Generate makes a value for a field described as the API does, for tests of the generator.
func Generate(seed uint64, metadata string, near bool) (any, error) {
	var f field
	if err := json.Unmarshal([]byte(metadata), &f); err != nil {
		return nil, err
	}
	g := &generator{
		rng: rand.New(rand.NewPCG(seed, 1)), people: []string{"ann", "bob", "cat"}, units: []string{"u1", "u2"},
		now: func() time.Time { return time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC) },
	}
	return g.value(&f, near, func() (string, error) { return "file-1", nil })
}

// Check is what the walk finds wrong with an answer of the server.
func Check(status int, body string) string {
	a := answer{what: "GET /x", status: status, body: []byte(body)}
	return a.check()
}

// Secret reports whether the walker takes an event for a choice in a secret ballot.
func Secret(d *process.Definition, state, event string) bool {
	return newDomain(Subject{Definition: d}).secret(state, event)
}

// ByReaders reports whether the walker takes an event for an objection to a notice.
func ByReaders(d *process.Definition, state, event string) bool {
	return newDomain(Subject{Definition: d}).byReaders(state, event)
}
