package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/models"
)

// footprint is what acts did to one table.
type footprint struct {
	Inserted, Updated, Deleted int
	Columns                    string // that updates changed, with how many rows each
}

// whole reads every table of the database, so that nothing is overlooked.
func whole(t *testing.T, db *sql.DB, driver string) map[string]image {
	t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if driver == models.MySQL {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	rows, err := db.QueryContext(t.Context(), query)
	require.NoError(t, err)
	var names []string
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, rows.Close())
	require.Greater(t, len(names), len(tables))
	all := map[string]image{}
	for _, name := range names {
		key := 1
		for _, known := range tables {
			if known.name == name {
				key = known.key
			}
		}
		if name == "sessions" || name == "posts" || name == "kin" || name == "leaves" {
			key = 1
		}
		all[name], err = imageOf(t.Context(), db, name, key, "")
		require.NoError(t, err)
	}
	return all
}

// footprints compares two pictures of the database. size is about how many bytes were written.
func footprints(before, after map[string]image) (prints map[string]footprint, size map[string]int) {
	prints, size = map[string]footprint{}, map[string]int{}
	for name, img := range after {
		list, gone := changes(before[name], img)
		if len(list) == 0 && gone == 0 {
			continue
		}
		p := footprint{Deleted: gone}
		changed := map[string]int{}
		for _, c := range list {
			size[name] += c.after.weight()
			if c.before == nil {
				p.Inserted++
				continue
			}
			p.Updated++
			for i := range c.after {
				if c.after[i] != c.before[i] {
					changed[img.cols[i]]++
				}
			}
		}
		for _, col := range slices.Sorted(maps.Keys(changed)) {
			p.Columns += fmt.Sprintf("%s:%d ", col, changed[col])
		}
		prints[name] = p
	}
	return prints, size
}

// The floor is only a floor if it does the same to the database: as many rows inserted and updated in every table, in the
// same columns, of the same size.
func TestFloor_WritesTheSameRowsPerTableAsTheEngine(t *testing.T) {
	t.Parallel()
	const acts = 30
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		w := newWorld(t, o)
		contenders := map[string]contender{"floor": newFloor(t, w, false).act}
		if o.Driver == models.MySQL {
			contenders["floor, row by row"] = newFloor(t, w, true).act
		}
		db := newFloor(t, w, false).db
		measure := func(do contender) (map[string]footprint, map[string]int) {
			jobs, err := w.prepare(t.Context(), acts)
			require.NoError(t, err)
			before := whole(t, db, o.Driver)
			_, used, err := run(t.Context(), do, 8, jobs, 0, time.Hour)
			require.NoError(t, err)
			require.Equal(t, acts, used)
			return footprints(before, whole(t, db, o.Driver))
		}
		own, ownSize := measure(w.act)
		require.Equal(t, acts, own["audit_events"].Inserted)
		require.Equal(t, acts, own["cases"].Updated)
		require.Equal(t, acts, own["receipts"].Inserted)
		for name, do := range contenders {
			prints, size := measure(do)
			require.Equal(t, own, prints, name)
			for table, bytes := range ownSize {
				require.InEpsilon(t, bytes, size[table], 0.02, "%s writes rows of the same size to %s", name, table)
			}
		}
	})
}

// What the floor leaves is what the engine would have left, but for hashes: the same act can be followed by the next.
func TestFloor_LeavesCasesThatTheEngineUnderstands(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		w := newWorld(t, o)
		f := newFloor(t, w, false)
		jobs, err := w.prepare(t.Context(), 6)
		require.NoError(t, err)
		for i, j := range jobs {
			do := f.act
			if i%2 == 1 {
				do = w.act
			}
			require.NoError(t, do(t.Context(), j))
			require.Error(t, do(t.Context(), j), "a case that has moved on is not moved again")
			snap, err := w.store.Load(t.Context(), j.caseID)
			require.NoError(t, err)
			require.Equal(t, answerTo, snap.Case.State)
			require.Len(t, snap.Tasks, 1)
			require.Equal(t, snap.Round.State, snap.Case.State)
		}
	})
}

// Both look at the same page of the same inbox.
func TestFloor_ReadsTheSameInbox(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		w := newWorld(t, o)
		f := newFloor(t, w, false)
		_, err := w.prepare(t.Context(), len(desks)*(inboxSize+5))
		require.NoError(t, err)
		clerk := desks[0].clerk
		items, err := w.engine.Inbox(t.Context(), engine.InboxQuery{Person: clerk, Box: engine.BoxTodo, Limit: inboxSize})
		require.NoError(t, err)
		rows, err := f.read(t.Context(), readInbox, clerk, "todo")
		require.NoError(t, err)
		require.Len(t, rows, inboxSize)
		require.Len(t, items, inboxSize)
		for i, r := range rows {
			require.Equal(t, items[i].Row.Seat.Task, textOf(r[1]))
			require.Equal(t, items[i].Row.Case.Title, textOf(r[6+18+4]))
		}
	})
}

// Every commit of both reaches the disk.
func TestFloor_IsAsDurableAsTheStore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, models.Options{Driver: models.SQLite, Path: t.TempDir() + "/bench.db"})
	f := newFloor(t, w, false)
	writer := f.writer.(*sqliteRows).conn
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "wal_autocheckpoint": "4000", "foreign_keys": "1"} {
		var got string
		require.NoError(t, writer.QueryRowContext(context.Background(), "PRAGMA "+pragma).Scan(&got))
		require.Equal(t, want, got, pragma)
	}
}

func TestRun_CountsWhatItDid(t *testing.T) {
	t.Parallel()
	jobs := make([]job, 1000)
	got, used, err := run(t.Context(), func(context.Context, job) error { return nil }, 4, jobs, 0, time.Hour)
	require.NoError(t, err)
	require.Equal(t, 1000, used)
	require.Len(t, got.waits, 1000)
	require.LessOrEqual(t, got.percentile(50), got.percentile(99))
	require.Positive(t, got.rate())
	_, _, err = run(t.Context(), func(context.Context, job) error { return errStale }, 4, jobs, 0, time.Hour)
	require.ErrorIs(t, err, errStale)
}
