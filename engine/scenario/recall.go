package scenario

import (
	"bytes"
	"context"
	"sync"
	"sync/atomic"

	"dandang/engine"
	"dandang/engine/process"
)

// tally is a store that counts what is written to it: what a story has read of a case stays good until the next write. A
// step looks at its case several times, and reading one opens everything that is kept sealed in it.
type tally struct {
	engine.Store
	writes atomic.Int64
}

func (t *tally) Apply(ctx context.Context, changes []*engine.Change) []error {
	defer t.writes.Add(1)
	return t.Store.Apply(ctx, changes)
}

// snapshot is a case as it stands, an empty one for "". Whoever gets it must not change it: the next to ask gets the same.
func (w *world) snapshot(ctx context.Context, id string) (engine.Snapshot, error) {
	if id == "" {
		return engine.Snapshot{}, nil
	}
	if n := w.tally.writes.Load(); n != w.recalledAt || w.recalled == nil {
		w.recalled, w.recalledAt = map[string]engine.Snapshot{}, n
	}
	if snap, ok := w.recalled[id]; ok {
		return snap, nil
	}
	snap, err := w.store.Load(ctx, id)
	if err == nil {
		w.recalled[id] = snap
	}
	return snap, err
}

// compile gives the procedure, or the mutant in its place, for the text under test; other texts are what a story publishes.
func (w *world) compile(file string, src []byte) (*process.Definition, error) {
	if bytes.Equal(src, w.file.Process) {
		return w.def, nil
	}
	for _, x := range w.file.Others {
		if bytes.Equal(src, x.Source) {
			return x.def, nil
		}
	}
	return w.file.published.compile(file, src)
}

// library keeps what was compiled of the texts that stories publish: every mutant publishes the same. The zero value is
// ready; nil keeps nothing.
type library struct{ known sync.Map }

func (t *library) compile(file string, src []byte) (*process.Definition, error) {
	if t == nil {
		return process.Compile(file, src)
	}
	key := file + "\x00" + string(src)
	if d, ok := t.known.Load(key); ok {
		return d.(*process.Definition), nil //nolint:forcetypeassert // nothing else is kept
	}
	d, err := process.Compile(file, src)
	if err == nil {
		t.known.Store(key, d)
	}
	return d, err
}
