package models

import (
	"context"
	"slices"
	"strings"

	"dandang/engine"
)

// The statuses of a timer.
const (
	timerOpen    = "open"
	timerDone    = "done"
	timerStopped = "stopped"
)

// writes collects the rows of all admitted Changes of a batch, table by table.
type writes struct {
	d        *dialect
	rows     map[*table][][]any
	stops    []engine.TimerStop
	unclaims [][]any
	err      error
}

func newWrites(d *dialect) *writes { return &writes{d: d, rows: map[*table][][]any{}} }

func (w *writes) put(t *table, row []any, err error) {
	if err != nil && w.err == nil {
		w.err = err
	}
	w.rows[t] = append(w.rows[t], row)
}

// add turns a Change into rows. It fails when a value cannot be encoded.
func (w *writes) add(c *engine.Change) error {
	row, err := caseRow(&c.Case)
	if c.New {
		w.put(newCases, row, err)
	} else {
		w.put(oldCases, row, err)
	}
	for i := range c.Rounds {
		row, err := roundRow(&c.Rounds[i])
		w.put(rounds, row, err)
	}
	for i := range c.Tasks {
		row, err := taskRow(&c.Tasks[i])
		w.put(tasks, row, err)
	}
	for i := range c.Seats {
		w.put(seats, seatRow(&c.Seats[i]), nil)
	}
	row, err = eventRow(&c.Event)
	w.put(events, row, err)
	if c.Erasable != nil {
		row, err := erasableRow(c.Erasable)
		w.put(erasables, row, err)
	}
	w.stops = append(w.stops, c.StopTimers...)
	for i := range c.Timers {
		w.put(timers, timerRow(&c.Timers[i]), nil)
	}
	for i := range c.Outbox {
		row, err := messageRow(&c.Outbox[i])
		w.put(outbox, row, err)
	}
	for _, key := range c.Unclaims {
		w.unclaims = append(w.unclaims, []any{key, c.Case.ID})
	}
	for _, e := range c.Errands {
		w.put(errands, []any{e.ID, e.Kind, e.From, e.To, e.Name, e.At, timerOpen}, nil)
	}
	if c.Alike != nil {
		w.put(likenesses, []any{c.Case.ID, *c.Alike}, nil)
	}
	w.addPublic(c)
	return w.err
}

func (w *writes) addPublic(c *engine.Change) {
	for i := range c.Notices {
		row, err := noticeRow(&c.Notices[i])
		w.put(notices, row, err)
	}
	for _, o := range c.Objections {
		w.put(objections, []any{o.ID, o.Notice, o.Case, o.Person, o.Text, o.At}, nil)
	}
	for i := range c.Documents {
		row, err := documentRow(&c.Documents[i])
		w.put(documents, row, err)
	}
	for _, m := range c.Marks {
		w.put(marks, []any{m.Party, m.Name, m.Case, m.Event, m.Until, m.At}, nil)
	}
	for _, r := range c.Entered {
		shown, err := encodeList(r.Shown)
		w.put(entered, []any{
			r.Process, r.Register, r.Case, int64(r.Rev), r.Number, r.Date, r.Unit, r.State, r.Outcome, shown, r.By, r.At,
		}, err)
	}
	if r := c.Receipt; r != nil {
		w.put(receipts, []any{r.Actor, r.Key, r.Hash, r.Case, r.Event, int64(r.Status), r.At}, nil)
	}
}

// flush writes everything. Timers fire and stop before new ones are set, and keys are given back before they are taken.
func (w *writes) flush(ctx context.Context, tx session, f *facts) error {
	for _, m := range f.fresh {
		w.put(moves, []any{m.Case, m.Name, m.Kind, m.Key, m.Amount, m.At}, nil)
	}
	for _, key := range sorted(f.dirty) {
		w.put(accounts, []any{key, f.accounts[key].Reserved, f.accounts[key].Spent}, nil)
	}
	for _, name := range sorted(f.drawn) {
		w.put(series, []any{name, f.series[name]}, nil)
	}
	w.rows[claims] = f.taken
	if err := w.flushTimers(ctx, tx, f.done); err != nil {
		return err
	}
	if len(f.run) > 0 {
		list, args := in(f.run)
		if err := tx.queue(ctx, "UPDATE errands SET status = '"+timerDone+"' WHERE id IN "+list, args); err != nil {
			return err
		}
	}
	if err := w.any(ctx, tx, "DELETE FROM claims WHERE ", "claim_key = ? AND case_id = ?", w.unclaims); err != nil {
		return err
	}
	for _, t := range hotTables {
		if err := w.insert(ctx, tx, t, w.rows[t]); err != nil {
			return err
		}
	}
	return tx.send(ctx)
}

func (w *writes) flushTimers(ctx context.Context, tx session, done []string) error {
	if len(done) > 0 {
		list, args := in(done)
		if err := tx.queue(ctx, "UPDATE timers SET status = '"+timerDone+"' WHERE id IN "+list, args); err != nil {
			return err
		}
	}
	args := make([][]any, len(w.stops))
	for i, s := range w.stops {
		args[i] = []any{s.Case, int64(s.Round), int64(s.Round), s.Kind, s.Kind, s.Group, s.Group}
	}
	const which = "case_id = ? AND status = '" + timerOpen + "' AND (? = 0 OR round = ?) AND (? = '' OR kind = ?) AND (? = '*' OR grp = ?)"
	return w.any(ctx, tx, "UPDATE timers SET status = '"+timerStopped+"' WHERE ", which, args)
}

// any runs one statement for whatever fits one of the conditions, or one for each.
func (w *writes) any(ctx context.Context, tx session, head, which string, args [][]any) error {
	if w.d.setBased && len(args) > 1 {
		conditions := "(" + which + ")" + strings.Repeat(" OR ("+which+")", len(args)-1)
		return tx.queue(ctx, head+conditions, slices.Concat(args...))
	}
	for _, a := range args {
		if err := tx.queue(ctx, head+which, a); err != nil {
			return err
		}
	}
	return nil
}

// The limits of one statement: MySQL takes 65535 arguments, and servers are set up for packets of 16 MB or more.
const (
	maxArgs  = 60_000
	maxBytes = 4 << 20
)

func (w *writes) insert(ctx context.Context, tx session, t *table, rows [][]any) error {
	if !w.d.setBased {
		query := single[t]
		for _, row := range rows {
			if err := tx.queue(ctx, query, row); err != nil {
				return err
			}
		}
		return nil
	}
	for len(rows) > 0 {
		n, size := 0, 0
		for n < len(rows) && (n == 0 || (n+1)*len(t.cols) <= maxArgs && size+weight(rows[n]) <= maxBytes) {
			size += weight(rows[n])
			n++
		}
		if err := tx.queue(ctx, t.insert(w.d, n), slices.Concat(rows[:n]...)); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// weight is about how many bytes a row takes in a statement.
func weight(row []any) int {
	n := 20 * len(row)
	for _, v := range row {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		}
	}
	return n
}

func sorted(set map[string]bool) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}
