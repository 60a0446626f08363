package engine_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
)

// told lists the notices of turns since the last look: who, and about what.
func (w *paperWorld) told(seen *int) []string {
	w.t.Helper()
	all, err := w.store.Outbox(w.t.Context(), "", 100)
	require.NoError(w.t, err)
	var lines []string
	for _, m := range all[*seen:] {
		if m.Kind == engine.MessageTodo {
			lines = append(lines, strings.Join(m.To, " ")+":"+m.Text)
		}
	}
	*seen = len(all)
	return lines
}

// Whoever a document waits for is told when it comes to him, once, and not of what he did himself; a replacement in the post
// is told too.
func TestPaper_TellsWhomItWaitsFor(t *testing.T) {
	t.Parallel()
	w := newPapers(t)
	seen := 0
	const head = ":您有1件待办:出具文书的"
	require.ElementsMatch(t, []string{"cat" + head + "文书“意见书”待核稿", "dan bob" + head + "文书“函”待签发"}, w.told(&seen))
	require.NoError(t, w.do("cat", "finding", engine.PaperCheck))
	require.Equal(t, []string{"dan" + head + "文书“意见书”待签发"}, w.told(&seen))
	require.NoError(t, w.do("dan", "finding", engine.PaperSign))
	require.Equal(t, []string{"eve" + head + "文书“意见书”待用印"}, w.told(&seen))

	w.dir.v.Store(bookAt(t, 2, map[string]string{"clerk": "ann bob", "checker": "cat", "boss": "dan", "seal": "hal", "archive": "fay", "owner": "own"}))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"hal" + head + "文书“意见书”待用印"}, w.told(&seen), "and nobody else a second time")
	_, err = w.engine.Reassess(t.Context())
	require.NoError(t, err)
	require.Empty(t, w.told(&seen))
	require.NoError(t, w.do("hal", "finding", engine.PaperStamp))
	require.Equal(t, []string{"ann bob" + head + "文书“意见书”待送达"}, w.told(&seen))
}
