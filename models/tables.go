package models

import (
	"fmt"
	"strings"

	"dandang/engine"
)

// table is one that Apply writes rows of.
type table struct {
	name   string
	cols   []string
	key    int  // the first key columns are the primary key
	upsert bool // a row that exists is overwritten, but for its key
}

// The tables in the order in which Apply writes them. The same for every transaction, lest two wait for each other.
var (
	caseCols = []string{
		"id", "process", "version", "number", "title", "initiator", "unit", "state", "status", "outcome", "round", "rev", "content", "events",
		"head", "created_at", "submitted_at", "closed_at", "updated_at", "due_at", "due_date", "due_provisional", "troubled", "memo",
	}
	taskCols = []string{
		"id", "case_id", "round", "state", "grp", "kind", "status", "candidates", "due_at", "due_date", "due_provisional", "opened_at",
		"closed_at", "actor", "for_person", "event", "opinion", "reason",
	}
	newCases  = &table{"cases", caseCols, 1, false}
	oldCases  = &table{"cases", caseCols, 1, true}
	rounds    = &table{"rounds", []string{"case_id", "n", "state", "opened_at", "closed_at", "event", "from_round", "data"}, 2, true}
	tasks     = &table{"tasks", taskCols, 1, true}
	seats     = &table{"seats", []string{"person", "task", "case_id", "box", "sort_at", "state"}, 2, true}
	events    = &table{"audit_events", []string{"case_id", "n", "at", "hash", "body"}, 2, false}
	erasables = &table{"erasables", []string{"case_id", "n", "body"}, 2, false}
	timers    = &table{"timers", []string{"id", "case_id", "round", "kind", "grp", "step", "at", "provisional", "status"}, 1, false}
	outbox    = &table{"outbox", []string{"id", "case_id", "kind", "recipients", "body", "at"}, 1, false}
	moves     = &table{"ledger_moves", []string{"case_id", "name", "kind", "ledger_key", "amount", "at"}, 3, false}
	accounts  = &table{"ledger_accounts", []string{"ledger_key", "reserved", "spent"}, 1, true}
	claims    = &table{"claims", []string{"claim_key", "case_id"}, 1, false}
	notices   = &table{"notices", []string{
		"id", "case_id", "round", "process", "title", "body", "audience", "unit", "posted_on", "until_at", "until_date", "until_provisional",
		"status", "at",
	}, 1, true}
	objections = &table{"objections", []string{"id", "notice", "case_id", "person", "body", "at"}, 1, false}
	documents  = &table{"documents", []string{"id", "case_id", "doc_key", "name", "number", "title", "body", "status", "at"}, 1, false}
	receipts   = &table{"receipts", []string{"actor", "idem_key", "hash", "case_id", "event", "status", "at"}, 2, false}
	series     = &table{"series", []string{"name", "last_number"}, 1, true}

	hotTables = []*table{
		newCases, oldCases, rounds, tasks, seats, events, erasables, timers, outbox, moves, accounts, claims, notices, objections, documents,
		receipts, series,
	}
)

// insert is the statement for n rows.
func (t *table) insert(d *dialect, n int) string {
	var b strings.Builder
	values := "(?" + strings.Repeat(", ?", len(t.cols)-1) + ")"
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES %s", t.name, strings.Join(t.cols, ", "), values)
	for range n - 1 {
		b.WriteString(", " + values)
	}
	if !t.upsert {
		return b.String()
	}
	if strings.Contains(d.conflict, "%s") {
		fmt.Fprintf(&b, d.conflict, strings.Join(t.cols[:t.key], ", "))
	} else {
		b.WriteString(d.conflict)
	}
	for i, col := range t.cols[t.key:] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strings.ReplaceAll(d.assign, "%s", col))
	}
	return b.String()
}

// single is the statement for one row, where rows are written one by one.
var single = func() map[*table]string {
	queries := map[*table]string{}
	for _, t := range hotTables {
		queries[t] = t.insert(&sqliteDialect, 1)
	}
	return queries
}()

func caseRow(c *engine.Case) ([]any, error) {
	memo, err := encode(&c.Memo)
	if err != nil {
		return nil, err
	}
	troubled := c.Status != engine.Closed && len(c.Memo.Incidents) > 0
	return []any{
		c.ID, c.Process, c.Version, c.Number, c.Title, c.Initiator, c.Unit, c.State, string(c.Status), c.Outcome, int64(c.Round), c.Rev,
		c.Content, c.Events, c.Head, c.CreatedAt, c.SubmittedAt, c.ClosedAt, c.UpdatedAt, c.Due.At, string(c.Due.Date), flag(c.Due.Provisional),
		flag(troubled), memo,
	}, nil
}

func roundRow(r *engine.Round) ([]any, error) {
	data, err := encode(&r.Data)
	return []any{r.Case, int64(r.N), r.State, r.OpenedAt, r.ClosedAt, r.Event, int64(r.From), data}, err
}

func taskRow(t *engine.Task) ([]any, error) {
	candidates, err := encodeList(t.Candidates)
	return []any{
		t.ID, t.Case, int64(t.Round), t.State, t.Group, string(t.Kind), string(t.Status), candidates, t.Due.At, string(t.Due.Date),
		flag(t.Due.Provisional), t.OpenedAt, t.ClosedAt, t.Actor, t.For, t.Event, t.Opinion, t.Reason,
	}, err
}

func seatRow(s *engine.Seat) []any {
	return []any{s.Person, s.Task, s.Case, string(s.Box), s.SortAt, s.State}
}

func eventRow(e *engine.AuditEvent) ([]any, error) {
	body, err := encode(e)
	return []any{e.Case, e.N, e.At, e.Hash, body}, err
}

func erasableRow(e *engine.Erasable) ([]any, error) {
	body, err := encode(e.Values)
	return []any{e.Case, e.N, body}, err
}

func timerRow(t *engine.Timer) []any {
	return []any{t.ID, t.Case, int64(t.Round), t.Kind, t.Group, int64(t.Step), t.At, flag(t.Provisional), timerOpen}
}

func messageRow(m *engine.Message) ([]any, error) {
	to, err := encodeList(m.To)
	return []any{m.ID, m.Case, m.Kind, to, m.Text, m.At}, err
}

func noticeRow(n *engine.Notice) ([]any, error) {
	body, err := encodeList(n.Body)
	return []any{
		n.ID, n.Case, int64(n.Round), n.Process, n.Title, body, n.Audience, n.Unit, n.PostedOn, n.Until.At, string(n.Until.Date),
		flag(n.Until.Provisional), n.Status, n.At,
	}, err
}

// encodeList is encode for a list; an empty one is "", which decodes to nil.
func encodeList[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return encode(list)
}
