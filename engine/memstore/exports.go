package memstore

import (
	"context"
	"fmt"
	"slices"

	"dandang/engine"
)

// LogExport implements engine.Store.
func (s *Store) LogExport(_ context.Context, x engine.Export) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.exports, func(have engine.Export) bool { return have.ID == x.ID }) {
		return fmt.Errorf("export %s is on record", x.ID)
	}
	s.exports = append(s.exports, x)
	return nil
}

// EndExport implements engine.Store.
func (s *Store) EndExport(_ context.Context, id string, rows int, at int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.exports {
		if s.exports[i].ID == id {
			s.exports[i].Rows, s.exports[i].DoneAt = rows, at
		}
	}
	return nil
}

// ExportsBefore implements engine.Store.
func (s *Store) ExportsBefore(_ context.Context, id string, limit int) ([]engine.Export, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []engine.Export
	for _, x := range slices.Backward(s.exports) {
		if id == "" || x.ID < id {
			list = append(list, x)
		}
	}
	return first(list, limit), nil
}
