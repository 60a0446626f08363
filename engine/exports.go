package engine

import (
	"context"
	"fmt"

	"dandang/engine/process"
)

// What may be taken out of the system.
const (
	ExportRoster   = "roster"   // 台账: cases of a procedure
	ExportRegister = "register" // 台账: lines of a register
	ExportForm     = "form"     // 审批表 of one case
	ExportDocument = "document" // one document
	ExportPackage  = "package"  // everything of one case
)

// Export is one thing that somebody took out: who, what, when, how much. Rows are only added; DoneAt stays 0 where the
// work broke off.
type Export struct {
	ID      string // UUIDv7
	Actor   PersonID
	What    string // Export…
	Subject string // procedure, case or document
	Filter  string // how it was narrowed down, as JSON; "" where there is nothing to narrow
	Format  string // xlsx | csv | html | pdf | zip | json
	Rows    int    // handed over
	At      int64  // begun
	DoneAt  int64  // 0 = not finished
}

// BeginExport writes down that somebody takes something out, before he is given it, and answers the entry.
func (e *Engine) BeginExport(ctx context.Context, x Export) (Export, error) {
	x.ID, x.At, x.Rows, x.DoneAt = e.cfg.NewID(), e.cfg.Clock.Now(), 0, 0
	if err := e.cfg.Store.LogExport(ctx, x); err != nil {
		return x, fmt.Errorf("log export: %w", err)
	}
	return x, nil
}

// EndExport completes the entry with the number of rows.
func (e *Engine) EndExport(ctx context.Context, x Export, rows int) error {
	if err := e.cfg.Store.EndExport(ctx, x.ID, rows, e.cfg.Clock.Now()); err != nil {
		return fmt.Errorf("log export: %w", err)
	}
	return nil
}

// ExportsBefore lists what was taken out for those who audit it, newest first.
func (e *Engine) ExportsBefore(ctx context.Context, id string, limit int) ([]Export, error) {
	return e.cfg.Store.ExportsBefore(ctx, id, limit)
}

// SecrecyMark is the 密级 mark of a procedure's papers; the system is not for state secrets, so there are only these two.
func SecrecyMark(def *process.Definition) string {
	switch def.Secrecy {
	case process.Internal:
		return msgMarkInternal.Text()
	case process.Restricted:
		return msgMarkWork.Text()
	case process.Open:
	}
	return ""
}

// RegisterLabels are the columns that a register of a procedure declares, as its lines name them.
func RegisterLabels(def *process.Definition, register string) []string {
	kind := def.RegisterKind(register)
	if kind == nil {
		return nil
	}
	d := &decision{p: &Procedure{Definition: def}}
	var labels []string
	for _, path := range kind.Columns {
		labels = append(labels, d.labelOf(path))
	}
	return labels
}
