package memstore_test

import (
	"testing"

	"dandang/engine"
	"dandang/engine/memstore"
	"dandang/engine/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) engine.Store { return memstore.New() })
}
