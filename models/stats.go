package models

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"dandang/engine"
	"dandang/engine/workday"
)

// dayOf is the first instant of the day of a column, in the zone of the rules, moved to where that zone's days begin at
// multiples of a day: whole numbers in both dialects.
func dayOf(col string) string {
	return fmt.Sprintf("((%s + %d) - (%s + %d) %% 86400000)", col, zoneShift, col, zoneShift)
}

// zoneShift is how far Shanghai is ahead of UTC, in ms; it has no summer time since 1991.
const zoneShift = 8 * 3600 * 1000

func dayBack(shifted int64) workday.Date { return workday.DateOf(shifted - zoneShift) }

// Counts implements engine.Reader. What is alike is added up by the database; only days go on to the calendar.
func (s *Store) Counts(ctx context.Context, q engine.CountQuery) (c engine.Counts, err error) {
	where, args := "c.process = ?", []any{q.Process}
	if len(q.Units) > 0 {
		list, units := in(q.Units)
		where, args = where+" AND c.unit IN "+list, append(args, units...)
	}
	count := func(col, from, rest string, more ...any) map[string]int {
		found := map[string]int{}
		if err != nil {
			return found
		}
		var rows *sql.Rows
		rows, err = s.rows(ctx, "SELECT "+col+", COUNT(*) FROM "+from+" WHERE "+where+" AND "+rest+" GROUP BY "+col, append(args[:len(args):len(args)], more...)...)
		err = scanAll(rows, err, func(rows *sql.Rows) error {
			var key string
			var n int
			err := rows.Scan(&key, &n)
			found[key] = n
			return err
		})
		return found
	}
	const pending = "c.submitted_at > 0 AND c.submitted_at < ? AND (c.status <> 'closed' OR c.closed_at >= ?)"
	const inRounds, inTasks = "cases c JOIN rounds r ON r.case_id = c.id", "cases c JOIN tasks t ON t.case_id = c.id"
	c.Received = count("c.unit", "cases c", "c.submitted_at > 0 AND c.submitted_at >= ? AND c.submitted_at < ?", q.From, q.Until)
	c.Open = count("c.unit", "cases c", pending, q.Until, q.Until)
	c.Overdue = count("c.unit", "cases c", pending+" AND c.due_at > 0 AND c.due_provisional = 0 AND c.due_at <= ?", q.Until, q.Until, q.Now)
	c.Entered = count("r.state", inRounds, "c.submitted_at > 0 AND r.opened_at >= ? AND r.opened_at < ?", q.From, q.Until)
	c.Late = count("t.state", inTasks, "c.submitted_at > 0 AND t.due_at > 0 AND t.due_provisional = 0 AND "+
		"((t.status = 'done' AND t.closed_at >= ? AND t.closed_at < ? AND t.closed_at >= t.due_at) OR "+
		"(t.opened_at < ? AND t.due_at <= ? AND (t.status = 'open' OR t.closed_at >= ?)))", q.From, q.Until, q.Until, q.Now, q.Until)
	if err == nil {
		c.Closed, err = s.tallies(ctx, "c.unit, c.outcome, ''", "c.submitted_at", "c.closed_at", "CASE WHEN c.due_at > 0 AND c.closed_at >= c.due_at THEN 1 ELSE 0 END",
			"cases c WHERE "+where+" AND c.submitted_at > 0 AND c.status = 'closed' AND c.closed_at >= ? AND c.closed_at < ?", append(args[:len(args):len(args)], q.From, q.Until))
	}
	if err == nil {
		c.Spans, err = s.tallies(ctx, "'', '', r.state", "r.opened_at", "r.closed_at", "0",
			inRounds+" WHERE "+where+" AND c.submitted_at > 0 AND r.closed_at >= ? AND r.closed_at < ?", append(args[:len(args):len(args)], q.From, q.Until))
	}
	return c, err
}

// tallies counts what is alike in keys (three columns), in the days that it began and ended, and in being late.
func (s *Store) tallies(ctx context.Context, keys, began, ended, late, from string, args []any) ([]engine.Tally, error) {
	cols := strings.Join([]string{keys, dayOf(began), dayOf(ended), late}, ", ")
	rows, err := s.rows(ctx, "SELECT k1, k2, k3, d1, d2, late, COUNT(*) FROM (SELECT "+alias(cols)+" FROM "+from+") AS x"+
		" GROUP BY k1, k2, k3, d1, d2, late ORDER BY k1, k2, k3, d1, d2, late", args...)
	var list []engine.Tally
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var t engine.Tally
		var from, to int64
		err := rows.Scan(&t.Unit, &t.Outcome, &t.State, &from, &to, &t.Late, &t.N)
		t.Began, t.Ended = dayBack(from), dayBack(to)
		list = append(list, t)
		return err
	})
	return list, err
}

// alias names the six columns of tallies.
func alias(cols string) string {
	names := []string{"k1", "k2", "k3", "d1", "d2", "late"}
	parts := strings.Split(cols, ", ")
	for i := range parts {
		parts[i] += " AS " + names[i]
	}
	return strings.Join(parts, ", ")
}

// FrozenMonth implements engine.Reader.
func (s *Store) FrozenMonth(ctx context.Context, process, month string) (*engine.Stats, error) {
	var found *engine.Stats
	rows, err := s.rows(ctx, "SELECT body FROM frozen_months WHERE process = ? AND month = ?", process, month)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
			return err
		}
		found = &engine.Stats{}
		return decode(body, found)
	})
	return found, err
}

// FreezeMonth implements engine.Store.
func (s *Store) FreezeMonth(ctx context.Context, stats engine.Stats) error {
	body, err := encode(&stats)
	if err != nil {
		return err
	}
	// Not an upsert: the first word stands.
	return s.put(ctx, "INSERT INTO frozen_months (process, month, body, taken_at) SELECT ?, ?, ?, ? FROM (SELECT 1 AS one) AS o"+
		" WHERE NOT EXISTS (SELECT 1 FROM frozen_months WHERE process = ? AND month = ?)",
		stats.Process, stats.Period, body, stats.TakenAt, stats.Process, stats.Period)
}
