package engine

import (
	"context"
	"fmt"

	"dandang/engine/process"
)

// procedure gives a version by its hash, compiled once. Codes: ENotFound.
func (e *Engine) procedure(ctx context.Context, hash string) (*Procedure, error) {
	if p, ok := e.known.Load(hash); ok {
		return p.(*Procedure), nil //nolint:forcetypeassert // only *Procedure is stored
	}
	v, err := e.cfg.Store.Version(ctx, hash)
	if err != nil {
		return nil, err
	}
	return e.prepare(v)
}

func (e *Engine) prepare(v Version) (*Procedure, error) {
	if p, ok := e.known.Load(v.Hash); ok {
		return p.(*Procedure), nil //nolint:forcetypeassert // only *Procedure is stored
	}
	d, err := e.cfg.Compile(v.Process+".yaml", v.Source)
	if err != nil {
		return nil, fmt.Errorf("compile %s version %d: %w", v.Process, v.N, err)
	}
	p, err := Prepare(d)
	if err != nil {
		return nil, err
	}
	e.known.Store(v.Hash, p)
	return p, nil
}

// currentProcedure is the newest version that is in force. Codes: ENotFound.
func (e *Engine) currentProcedure(ctx context.Context, key string) (*Procedure, error) {
	versions, err := e.cfg.Store.Versions(ctx, key)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Process == key && v.At <= e.cfg.Clock.Now() {
			return e.prepare(v)
		}
	}
	return nil, refuse(ENotFound, msgNoProcess.Text(key))
}

// Definition gives a version by its hash. Codes: ENotFound.
func (e *Engine) Definition(ctx context.Context, hash string) (*process.Definition, error) {
	p, err := e.procedure(ctx, hash)
	if err != nil {
		return nil, err
	}
	return p.Definition, nil
}

// Current gives the version in force of a procedure. Codes: ENotFound.
func (e *Engine) Current(ctx context.Context, key string) (*process.Definition, error) {
	p, err := e.currentProcedure(ctx, key)
	if err != nil {
		return nil, err
	}
	return p.Definition, nil
}

// Install publishes a text as the newest version of its procedure. The same text again changes nothing.
func (e *Engine) Install(ctx context.Context, file string, src []byte, by PersonID) (Version, error) {
	d, err := e.cfg.Compile(file, src)
	if err != nil {
		return Version{}, err
	}
	if _, err := Prepare(d); err != nil {
		return Version{}, err
	}
	versions, err := e.cfg.Store.Versions(ctx, d.Key)
	if err != nil {
		return Version{}, err
	}
	for _, v := range versions {
		if v.Hash == d.Hash {
			return v, nil
		}
	}
	if err := e.fits(ctx, d); err != nil {
		return Version{}, err
	}
	v := Version{Process: d.Key, N: len(versions) + 1, Hash: d.Hash, Source: src, At: e.cfg.Clock.Now(), By: by}
	return v, e.cfg.Store.Publish(ctx, v)
}
