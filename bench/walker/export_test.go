package walker

import (
	"encoding/json"
	"math/rand/v2"
	"time"
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
