package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// An incident asks nobody who must keep out of the case, neither when it opens nor when he recuses himself later.
func TestIncident_AsksNobodyWhoMustKeepOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	w.do("ann", c.ID, "提交")
	w.do("cat", c.ID, engine.EventRecuse, say("与当事人有关"))
	w.do("bob", c.ID, "退回补正", say("请补正"), items("困难情况"))
	w.until("2026-10-30")
	for _, task := range w.openTasks(c.ID) {
		if task.Kind == engine.Trouble {
			require.Equal(t, []string{"bob"}, task.Candidates)
			return
		}
	}
	t.Fatal("no incident")
}
