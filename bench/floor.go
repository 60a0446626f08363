package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"dandang/models"
)

// floor does what the engine does with the database, and nothing else: plain database/sql, no rules, no JSON, no
// hashing. For each act it reads the inbox, the case with its round and the tasks, and writes the rows of a template.
// Acts that wait are committed together, as the engine does it, so that the ratio of the two shows the cost of the
// engine and not the gain of group commit.
type floor struct {
	db        *sql.DB // reads; on MariaDB also writes
	writer    writer
	templates []*template // by desk
	reads     map[string]*sql.Stmt
	queue     chan waiting
	done      chan struct{}
	stopped   sync.WaitGroup
	closers   []func() error
}

// writer commits a batch of acts.
type writer interface {
	commit(ctx context.Context, batch []act) error
}

// act is an act as rows, with the template that says where they go.
type act struct {
	t *template
	f filled
}

type waiting struct {
	rows   act
	answer chan error
}

var errStale = errors.New("floor: the case has moved on")

// The reads of an act. The engine reads these too; it also looks for an earlier receipt, and at the ledger's balance.
const (
	caseColumns = "c.id, c.process, c.version, c.number, c.title, c.initiator, c.unit, c.state, c.status, c.outcome, c.round, c.rev, c.content, " +
		"c.events, c.head, c.created_at, c.submitted_at, c.closed_at, c.updated_at, c.due_at, c.due_date, c.due_provisional"
	taskColumns = "t.id, t.case_id, t.round, t.state, t.grp, t.kind, t.status, t.candidates, t.due_at, t.due_date, t.due_provisional, t.opened_at, " +
		"t.closed_at, t.actor, t.for_person, t.event, t.opinion, t.reason"
	readInbox = "SELECT s.person, s.task, s.case_id, s.box, s.sort_at, s.state, " + taskColumns + ", " + caseColumns +
		" FROM seats s JOIN cases c ON c.id = s.case_id LEFT JOIN tasks t ON t.id = s.task WHERE s.person = ? AND s.box = ?" +
		" ORDER BY s.sort_at, s.task LIMIT 21" // as a value SQLite would plan it anew each time
	readCase = "SELECT " + caseColumns + ", c.memo, r.n, r.state, r.opened_at, r.closed_at, r.event, r.from_round, r.data" +
		" FROM cases c LEFT JOIN rounds r ON r.case_id = c.id AND r.n = c.round WHERE c.id = ?"
	readTasks = "SELECT " + taskColumns + " FROM tasks t WHERE t.case_id = ? AND t.round = ? ORDER BY t.id"
)

// openFloor connects to the database of a world and learns the measured act from its engine, once for each desk. It
// uses up one case of each desk. byRow writes each act in a transaction of its own, row by row.
func openFloor(ctx context.Context, w *world, byRow bool) (*floor, error) {
	f := &floor{reads: map[string]*sql.Stmt{}, queue: make(chan waiting, maxBatch), done: make(chan struct{})}
	var err error
	if w.options.Driver == models.SQLite {
		err = f.openSQLite(ctx, w.options)
	} else {
		err = f.openMySQL(ctx, w.options, byRow)
	}
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	for i := range desks {
		j, err := w.file(ctx)
		for err == nil && j.desk != i {
			j, err = w.file(ctx)
		}
		if err != nil {
			return nil, errors.Join(err, f.close())
		}
		t, err := learn(ctx, w, f.db, j)
		if err == nil {
			err = knownTimers(t)
		}
		if err != nil {
			return nil, errors.Join(err, f.close())
		}
		f.templates = append(f.templates, t)
	}
	if err := alike(f.templates); err != nil {
		return nil, errors.Join(err, f.close())
	}
	if !byRow {
		f.stopped.Go(f.run)
	}
	return f, nil
}

// knownTimers: timers that an act stops are found by case, since their ids are of an earlier act.
func knownTimers(t *template) error {
	timers := t.table("timers")
	for _, c := range timers.set {
		if timers.cols[c] != "status" {
			return fmt.Errorf("the act changes %s of timers, which the floor does not know", timers.cols[c])
		}
	}
	return nil
}

// alike: acts of all desks are written by the same statements.
func alike(list []*template) error {
	shape := func(t *template) string {
		var s []any
		for _, table := range t.tables {
			s = append(s, table.name, table.set, len(table.inserted) > 0)
		}
		return fmt.Sprint(s...)
	}
	for _, t := range list[1:] {
		if shape(t) != shape(list[0]) {
			return fmt.Errorf("the act differs from unit to unit:\n%s\n%s", shape(list[0]), shape(t))
		}
	}
	return nil
}

func (f *floor) close() error {
	close(f.done)
	f.stopped.Wait()
	var errs []error
	for _, stmt := range f.reads {
		errs = append(errs, stmt.Close())
	}
	for i := len(f.closers) - 1; i >= 0; i-- {
		errs = append(errs, f.closers[i]())
	}
	return errors.Join(errs...)
}

// read runs one of the reads and gives its rows. On SQLite it is prepared, on MariaDB sent in one round trip.
func (f *floor) read(ctx context.Context, query string, args ...any) ([]row, error) {
	var rows *sql.Rows
	var err error
	if stmt := f.reads[query]; stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = f.db.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // rows.Err tells
	cols, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var list []row
	for rows.Next() {
		r := make(row, len(cols))
		if err := rows.Scan(pointers(r)...); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func textOf(v any) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	s, _ := v.(string)
	return s
}

// act does the same to a case as world.act.
func (f *floor) act(ctx context.Context, j job) error {
	inbox, err := f.read(ctx, readInbox, j.clerk(), "todo")
	if err != nil {
		return err
	}
	if len(inbox) == 0 {
		return fmt.Errorf("floor: the inbox of %s is empty", j.clerk())
	}
	heads, err := f.read(ctx, readCase, j.caseID)
	if err != nil || len(heads) != 1 {
		return errors.Join(err, fmt.Errorf("floor: %d cases %s", len(heads), j.caseID))
	}
	const number, round, rev, head = 3, 10, 11, 14
	c := heads[0]
	tasks, err := f.read(ctx, readTasks, j.caseID, c[round])
	if err != nil || len(tasks) != 1 {
		return errors.Join(err, fmt.Errorf("floor: case %s has %d tasks", j.caseID, len(tasks)))
	}
	t := f.templates[j.desk]
	ids := identifiers{
		caseID: j.caseID, number: textOf(c[number]), head: textOf(c[head]), task: textOf(tasks[0][0]), command: newID(), key: newID(),
	}
	return f.commit(ctx, act{t, t.fill(ids, c[rev].(int64))}) //nolint:forcetypeassert // an integer column
}

// maxBatch is how many acts one transaction may carry: as many as the engine's.
const maxBatch = 128

func (f *floor) commit(ctx context.Context, rows act) error {
	if direct, ok := f.writer.(*mysqlRows); ok {
		return direct.commit(ctx, []act{rows})
	}
	w := waiting{rows, make(chan error, 1)}
	f.queue <- w
	return <-w.answer
}

// run commits whatever waits, together. While one commit runs, the next batch gathers.
func (f *floor) run() {
	for {
		var batch []waiting
		select {
		case <-f.done:
			return
		case first := <-f.queue:
			batch = append(batch, first)
		}
		for len(batch) < maxBatch && len(f.queue) > 0 {
			batch = append(batch, <-f.queue)
		}
		slices.SortFunc(batch, func(a, b waiting) int { return cmp.Compare(a.rows.f.caseID, b.rows.f.caseID) })
		list := make([]act, len(batch))
		for i := range batch {
			list[i] = batch[i].rows
		}
		err := f.writer.commit(context.Background(), list)
		for _, w := range batch {
			w.answer <- err
		}
	}
}
