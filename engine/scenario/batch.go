package scenario

import (
	"context"
	"slices"

	"dandang/engine"
)

// batch lets one person do several turns in one request: each is an act of its own, and one that is refused does not keep
// the others back. The turns are found before any of them is done, as somebody ticks them in his inbox.
func (w *world) batch(ctx context.Context, s *step) bool {
	items := slices.Clone(s.together) // the story itself is shared by all who play it at once
	cmds := make([]engine.Command, len(items))
	for i := range items {
		item := &items[i]
		item.nth = i + 1
		cmd, problem := w.command(ctx, item)
		if problem != "" {
			return w.no(item.line, "%s", problem)
		}
		cmd.Batch = true
		if snap, err := w.snapshot(ctx, cmd.Case); err == nil && cmd.Task == "" {
			cmd.Task = heldTask(snap, item.as)
		}
		cmds[i] = cmd
	}
	good := true
	for i := range cmds {
		good = w.send(ctx, &items[i], cmds[i]) && good
	}
	return good
}

// heldTask is the first open turn of somebody, "" if he has none.
func heldTask(snap engine.Snapshot, person string) string {
	for _, t := range snap.Tasks {
		if t.Status == engine.TaskOpen && slices.Contains(t.Candidates, person) {
			return t.ID
		}
	}
	return ""
}
