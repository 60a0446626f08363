package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"dandang/engine"
)

// table is one that Apply writes rows of.
type table struct {
	name   string
	cols   []string
	key    int  // the first key columns are the primary key
	upsert bool // a row that exists is overwritten, but for its key and the columns in fixed
	fixed  []string
}

// The tables in the order in which Apply writes them. The same for every transaction, lest two wait for each other.
var (
	caseCols = []string{
		"id", "process", "version", "number", "title", "initiator", "unit", "state", "status", "outcome", "round", "rev", "content", "events",
		"head", "created_at", "submitted_at", "closed_at", "updated_at", "due_at", "due_date", "due_provisional", "troubled", "proposed", "memo",
	}
	taskCols = []string{
		"id", "case_id", "round", "state", "grp", "kind", "status", "candidates", "due_at", "due_date", "due_provisional", "opened_at",
		"closed_at", "actor", "for_person", "event", "opinion", "reason", "standins",
	}
	newCases   = &table{name: "cases", cols: caseCols, key: 1}
	oldCases   = &table{name: "cases", cols: caseCols, key: 1, upsert: true, fixed: []string{"process"}}
	rounds     = &table{name: "rounds", cols: []string{"case_id", "n", "state", "opened_at", "closed_at", "event", "from_round", "data"}, key: 2, upsert: true}
	tasks      = &table{name: "tasks", cols: taskCols, key: 1, upsert: true, fixed: []string{"case_id", "round"}}
	seats      = &table{name: "seats", cols: []string{"person", "task", "case_id", "box", "sort_at", "state"}, key: 2, upsert: true, fixed: []string{"case_id"}}
	events     = &table{name: "audit_events", cols: []string{"case_id", "n", "at", "hash", "body"}, key: 2}
	erasables  = &table{name: "erasables", cols: []string{"case_id", "n", "body"}, key: 2}
	timers     = &table{name: "timers", cols: []string{"id", "case_id", "round", "kind", "grp", "step", "at", "provisional", "status"}, key: 1}
	outbox     = &table{name: "outbox", cols: []string{"id", "case_id", "kind", "recipients", "body", "at"}, key: 1}
	errands    = &table{name: "errands", cols: []string{"id", "kind", "from_case", "to_case", "name", "at", "status"}, key: 1}
	likenesses = &table{name: "likenesses", cols: []string{"case_id", "mark"}, key: 1, upsert: true}
	moves      = &table{name: "ledger_moves", cols: []string{"case_id", "name", "kind", "ledger_key", "amount", "at"}, key: 3}
	accounts   = &table{name: "ledger_accounts", cols: []string{"ledger_key", "reserved", "spent"}, key: 1, upsert: true}
	claims     = &table{name: "claims", cols: []string{"claim_key", "case_id"}, key: 1}
	notices    = &table{name: "notices", cols: []string{
		"id", "case_id", "round", "process", "title", "body", "audience", "unit", "posted_on", "until_at", "until_date", "until_provisional",
		"status", "at",
	}, key: 1, upsert: true}
	objections = &table{name: "objections", cols: []string{"id", "notice", "case_id", "person", "body", "at"}, key: 1}
	documents  = &table{name: "documents", cols: []string{
		"id", "case_id", "doc_key", "name", "number", "title", "body", "status", "at", "waiting", "life",
	}, key: 1, upsert: true, fixed: []string{"case_id", "doc_key", "name", "at"}}
	marks   = &table{name: "flags", cols: []string{"party", "name", "case_id", "event", "until_date", "at"}, key: 4}
	entered = &table{name: "register_entries", cols: []string{
		"process", "register", "case_id", "rev", "number", "entry_date", "unit", "state", "outcome", "shown", "by_person", "at",
	}, key: 4}
	receipts = &table{name: "receipts", cols: []string{"actor", "idem_key", "hash", "case_id", "event", "status", "at"}, key: 2}
	series   = &table{name: "series", cols: []string{"name", "last_number"}, key: 1, upsert: true}

	hotTables = []*table{
		newCases, oldCases, rounds, tasks, seats, events, erasables, timers, outbox, errands, likenesses, moves, accounts, claims, notices, objections, documents,
		marks, entered, receipts, series,
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
	sep := ""
	for _, col := range t.cols[t.key:] {
		if !slices.Contains(t.fixed, col) { // what never changes stays out, and so do its indexes
			b.WriteString(sep + strings.ReplaceAll(d.assign, "%s", col))
			sep = ", "
		}
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
		flag(troubled), flag(len(c.Memo.Interventions) > 0), memo,
	}, nil
}

func roundRow(r *engine.Round) ([]any, error) {
	data, err := encode(&r.Data)
	return []any{r.Case, int64(r.N), r.State, r.OpenedAt, r.ClosedAt, r.Event, int64(r.From), data}, err
}

func taskRow(t *engine.Task) ([]any, error) {
	candidates, err := encodeList(t.Candidates)
	standins, err2 := encodeMap(t.Standins)
	return []any{
		t.ID, t.Case, int64(t.Round), t.State, t.Group, string(t.Kind), string(t.Status), candidates, t.Due.At, string(t.Due.Date),
		flag(t.Due.Provisional), t.OpenedAt, t.ClosedAt, t.Actor, t.For, t.Event, t.Opinion, t.Reason, standins,
	}, errors.Join(err, err2)
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

func documentRow(d *engine.Document) ([]any, error) {
	life, err := encode(&d.Life)
	return []any{d.ID, d.Case, d.Key, d.Name, d.Number, d.Title, d.Body, d.Status, d.At, flag(d.Waiting), life}, err
}

// encodeList is encode for a list; an empty one is "", which decodes to nil.
func encodeList[T any](list []T) (string, error) {
	if len(list) == 0 {
		return "", nil
	}
	return encode(list)
}

// encodeMap is encode for a map; an empty one is "", which decodes to nil.
func encodeMap[K comparable, V any](m map[K]V) (string, error) {
	if len(m) == 0 {
		return "", nil
	}
	return encode(m)
}
