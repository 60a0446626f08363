package memstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// Publish implements engine.Definitions.
func (s *Store) Publish(_ context.Context, v engine.Version) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := 0
	for _, have := range s.versions {
		if have.Hash == v.Hash {
			return nil
		}
		if have.Process == v.Process {
			last = max(last, have.N)
		}
	}
	if v.N == 0 {
		v.N = last + 1
	}
	if v.N != last+1 {
		return engine.ErrStale
	}
	s.versions = append(s.versions, clone(v))
	return nil
}

// Version implements engine.Definitions. Codes: ENotFound.
func (s *Store) Version(_ context.Context, hash string) (engine.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.versions {
		if v.Hash == hash {
			return clone(v), nil
		}
	}
	return engine.Version{}, notFound()
}

// Versions implements engine.Definitions.
func (s *Store) Versions(_ context.Context, process string) ([]engine.Version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var versions []engine.Version
	for _, v := range s.versions {
		if process == "" || v.Process == process {
			versions = append(versions, clone(v))
		}
	}
	slices.SortFunc(versions, func(a, b engine.Version) int {
		if process != "" {
			return b.N - a.N
		}
		return cmp.Or(cmp.Compare(b.At, a.At), strings.Compare(a.Process, b.Process), b.N-a.N)
	})
	return versions, nil
}
