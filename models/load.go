package models

import (
	"context"
	"database/sql"
	"errors"

	"dandang/engine"
)

// The columns of a case without its memo, and of a task, in the order of caseScan and taskScan.
const (
	caseList = "c.id, c.process, c.version, c.number, c.title, c.initiator, c.unit, c.state, c.status, c.outcome, c.round, c.rev, c.content, " +
		"c.events, c.head, c.created_at, c.submitted_at, c.closed_at, c.updated_at, c.due_at, c.due_date, c.due_provisional"
	taskList = "t.id, t.case_id, t.round, t.state, t.grp, t.kind, t.status, t.candidates, t.due_at, t.due_date, t.due_provisional, t.opened_at, " +
		"t.closed_at, t.actor, t.for_person, t.event, t.opinion, t.reason, t.standins"
)

func caseScan(c *engine.Case) []any {
	return []any{
		&c.ID, &c.Process, &c.Version, &c.Number, &c.Title, &c.Initiator, &c.Unit, &c.State, &c.Status, &c.Outcome, &c.Round, &c.Rev, &c.Content,
		&c.Events, &c.Head, &c.CreatedAt, &c.SubmittedAt, &c.ClosedAt, &c.UpdatedAt, &c.Due.At, &c.Due.Date, &c.Due.Provisional,
	}
}

func taskScan(t *engine.Task, candidates, standins *sql.RawBytes) []any {
	return []any{
		&t.ID, &t.Case, &t.Round, &t.State, &t.Group, &t.Kind, &t.Status, candidates, &t.Due.At, &t.Due.Date, &t.Due.Provisional, &t.OpenedAt,
		&t.ClosedAt, &t.Actor, &t.For, &t.Event, &t.Opinion, &t.Reason, standins,
	}
}

// maxTorn is how often Load begins anew when the case changed between its two queries.
const maxTorn = 5

// Load implements engine.Store. Codes: ENotFound.
func (s *Store) Load(ctx context.Context, caseID string) (engine.Snapshot, error) {
	for try := 0; ; try++ {
		snap, torn, err := s.load(ctx, caseID)
		// A torn snapshot is harmless, since Apply compares the revision, but it could make Decide refuse wrongly.
		if err != nil || !torn || try == maxTorn {
			return snap, err
		}
	}
}

// headOf selects cases with their last rounds, for scanHead.
const headOf = "SELECT " + caseList + ", c.memo, COALESCE(r.n, 0), COALESCE(r.state, ''), COALESCE(r.opened_at, 0), COALESCE(r.closed_at, 0), " +
	"COALESCE(r.event, ''), COALESCE(r.from_round, 0), COALESCE(r.data, '') " +
	"FROM cases c LEFT JOIN rounds r ON r.case_id = c.id AND r.n = c.round WHERE c.id "

func scanHead(rows *sql.Rows, snap *engine.Snapshot) error {
	var memo, data sql.RawBytes
	r := &snap.Round
	into := append(caseScan(&snap.Case), &memo, &r.N, &r.State, &r.OpenedAt, &r.ClosedAt, &r.Event, &r.From, &data)
	if err := rows.Scan(into...); err != nil {
		return err
	}
	if r.N != 0 {
		r.Case = snap.Case.ID
	}
	return errors.Join(decodeMemo(memo, &snap.Case.Memo), decodeRound(data, &r.Data))
}

func (s *Store) load(ctx context.Context, caseID string) (snap engine.Snapshot, torn bool, err error) {
	found := false
	rows, err := s.rows(ctx, headOf+"= ?", caseID)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		found = true
		return scanHead(rows, &snap)
	})
	if err != nil {
		return snap, false, err
	}
	if !found {
		return snap, false, notFound()
	}
	const open = "SELECT (SELECT rev FROM cases WHERE id = ?), " + taskList + " FROM tasks t WHERE t.case_id = ? AND t.round = ? ORDER BY t.id"
	rows, err = s.rows(ctx, open, caseID, caseID, snap.Case.Round)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var rev int64
		t, err := scanTask(rows, &rev)
		snap.Tasks = append(snap.Tasks, t)
		torn = torn || rev != snap.Case.Rev
		return err
	})
	return snap, torn, err
}

// LoadAll implements engine.Store: two queries, and Load for each case that changed between them.
func (s *Store) LoadAll(ctx context.Context, caseIDs []string) ([]engine.Snapshot, error) {
	if len(caseIDs) == 0 {
		return nil, nil
	}
	ids, args := in(caseIDs)
	var list []engine.Snapshot
	at := map[string]int{}
	rows, err := s.rows(ctx, headOf+"IN "+ids, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var snap engine.Snapshot
		err := scanHead(rows, &snap)
		at[snap.Case.ID] = len(list)
		list = append(list, snap)
		return err
	})
	if err != nil {
		return nil, err
	}
	torn, err := s.addTasks(ctx, ids, args, list, at)
	if err != nil {
		return nil, err
	}
	for _, i := range torn {
		if list[i], err = s.Load(ctx, list[i].Case.ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// addTasks adds the tasks of the last rounds to snapshots found by case, and answers the places of those whose case has
// changed since.
func (s *Store) addTasks(ctx context.Context, ids string, args []any, list []engine.Snapshot, at map[string]int) (torn []int, err error) {
	query := "SELECT c.id, c.rev, t.id IS NOT NULL, " + inboxTask + " FROM cases c LEFT JOIN tasks t ON t.case_id = c.id AND t.round = c.round " +
		"WHERE c.id IN " + ids + " ORDER BY c.id, t.id"
	rows, err := s.rows(ctx, query, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var id string
		var rev int64
		var hasTask bool
		t, err := scanTask(rows, &id, &rev, &hasTask)
		i, known := at[id]
		switch {
		case err != nil || !known: // opened since: not asked for
			return err
		case list[i].Case.Rev != rev:
			if len(torn) == 0 || torn[len(torn)-1] != i {
				torn = append(torn, i)
			}
		case hasTask:
			list[i].Tasks = append(list[i].Tasks, t)
		}
		return nil
	})
	return torn, err
}

// scanTask reads a task that comes after the columns in before.
func scanTask(rows *sql.Rows, before ...any) (t engine.Task, err error) {
	var candidates, standins sql.RawBytes
	if err := rows.Scan(append(before, taskScan(&t, &candidates, &standins)...)...); err != nil {
		return t, err
	}
	return t, errors.Join(decode(candidates, &t.Candidates), decode(standins, &t.Standins))
}

// cases runs a query for whole cases: caseList and the memo.
func (s *Store) cases(ctx context.Context, query string, args ...any) ([]engine.Case, error) {
	var list []engine.Case
	rows, err := s.rows(ctx, "SELECT "+caseList+", c.memo FROM cases c "+query, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var c engine.Case
		var memo sql.RawBytes
		if err := rows.Scan(append(caseScan(&c), &memo)...); err != nil {
			return err
		}
		err := decodeMemo(memo, &c.Memo)
		list = append(list, c)
		return err
	})
	return list, err
}

// texts runs a query for one text column.
func (s *Store) texts(ctx context.Context, query string, args ...any) ([]string, error) {
	var list []string
	rows, err := s.rows(ctx, query, args...)
	err = scanAll(rows, err, func(rows *sql.Rows) error {
		var text string
		err := rows.Scan(&text)
		list = append(list, text)
		return err
	})
	return list, err
}
