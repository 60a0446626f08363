package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The event that gives the number also issues a paper: the paper carries the number that the store draws.
func TestNumber_IsOnThePaperOfTheEventThatGivesIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, book(t, carePosts), shipped(t, "care-fund.yaml"))
	c := w.open("ann", "care-fund", careFields())
	c = w.do("ann", c.ID, "提交")
	docs, err := w.store.Documents(t.Context(), c.ID)
	require.NoError(t, err)
	require.Len(t, docs, 1)
	require.Contains(t, docs[0].Body, c.Number)
	require.NotContains(t, docs[0].Body, "\u0000")
	w.whole(c.ID)
}
