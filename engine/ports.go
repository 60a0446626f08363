package engine

import (
	"context"
	"errors"

	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// ErrStale is what Apply answers when something a Change assumed no longer holds: reload and decide again.
var ErrStale = errors.New("stale: an assumption no longer holds")

// Snapshot is all that Decide may know of a case.
type Snapshot struct {
	Case  Case
	Round Round  // the open round (the last one of a closed case)
	Tasks []Task // of that round, open and closed, in order of id
	// Prior are the turns of all rounds, Papers the documents, Seen who has opened what the latest act produced: of a
	// command that takes an act back.
	Prior  []Task
	Papers []Document
	Seen   []SeatKey
	// Document is the paper that a command of kind DoDocument acts on.
	Document *Document
	Facts    Facts
}

// Facts are immutable values from outside the case, with their revisions.
type Facts struct {
	Book     *directory.Book
	Calendar *workday.Calendar
	Balances map[string]Balance  // by LedgerKey
	Claims   map[string]string   // unique key → case that holds it
	Marks    []Mark              // flags that stand on the parties, of those that the procedure declares
	Into     *Case               // the case named by Command.Into, nil where the actor takes no part in it
	Urn      *Urn                // nil where none is configured
	Hidden   map[string]PersonID // mac in an envelope → the person of the directory behind it
	Blind    func(string) string `json:"-"` // keyed digest of claim keys; nil: they are kept as they are
}

// Store keeps cases. Every implementation passes engine/storetest.
type Store interface {
	// Load returns the case with its last round and that round's tasks. Codes: ENotFound.
	Load(ctx context.Context, caseID string) (Snapshot, error)
	// LoadAll is Load for many cases, in no order; those that do not exist are missing.
	LoadAll(ctx context.Context, caseIDs []string) ([]Snapshot, error)
	// Apply writes the Changes in order, each wholly or not at all, in as few transactions as it can, and answers for each:
	// nil, ErrStale, or another error. At most one Change per case. Number requests are answered in the Change itself
	// (through Change.Fill), so that the caller sees the number.
	Apply(ctx context.Context, changes []*Change) []error
	// Balances returns the accounts; one that does not exist yet has zero everything.
	Balances(ctx context.Context, keys []string) (map[string]Balance, error)
	// Claims returns which of the unique keys are held, and by which case.
	Claims(ctx context.Context, keys []string) (map[string]string, error)
	// Marks returns the flags that stand (by any case, withdrawn ones left out) on any of the parties under any of the
	// names, in order of (party, name, case).
	Marks(ctx context.Context, parties, names []string) ([]Mark, error)
	// Entries returns lines of a register: see EntryQuery.
	Entries(ctx context.Context, q EntryQuery) ([]Entered, error)
	// LogAsked keeps for ever that somebody asked for somebody's standing. Rows are only added.
	LogAsked(ctx context.Context, a Asked) error
	// AskedBefore returns who asked, newest first, before an id ("" = from the newest).
	AskedBefore(ctx context.Context, id string, limit int) ([]Asked, error)
	// LogExport keeps for ever that somebody takes something out: before anything is handed over.
	LogExport(ctx context.Context, x Export) error
	// EndExport notes how many rows an export came to, and when it was done.
	EndExport(ctx context.Context, id string, rows int, at int64) error
	// ExportsBefore returns what was taken out, newest first, before an id ("" = from the newest).
	ExportsBefore(ctx context.Context, id string, limit int) ([]Export, error)
	// FreezeMonth keeps the statistics of a month for ever; where some are kept already it changes nothing.
	FreezeMonth(ctx context.Context, s Stats) error
	// Recall returns the receipt of an earlier request, or nil.
	Recall(ctx context.Context, actor PersonID, key string) (*Receipt, error)
	// DueTimers returns open, non-provisional timers with At <= now, oldest first.
	DueTimers(ctx context.Context, now int64, limit int) ([]Timer, error)
	// Errands returns open errands, oldest first. One is done once a Change that assumes it is applied.
	Errands(ctx context.Context, limit int) ([]Errand, error)
	// Alike returns the cases that bear a mark, newest first.
	Alike(ctx context.Context, mark string, limit int) ([]string, error)
	// MarkSeen notes that a person opened a case: on those of his seats in it that wait (todo, pool, cc) and have no mark
	// yet. It lies outside the record of the case and touches no revision.
	MarkSeen(ctx context.Context, person PersonID, caseID string, at int64) error
	// SeenOf returns which of the seats have been opened.
	SeenOf(ctx context.Context, keys []SeatKey) ([]SeatKey, error)
	// SetBudget sets the budget of an account. Codes: EInvalid if it would be below reserved + spent.
	SetBudget(ctx context.Context, key string, amount int64, by PersonID, at int64) error

	Reader
	Definitions
	Mailroom
	Desk
	Meetings
}

// Reader answers queries. It never decides who may see what: that is Engine's.
type Reader interface {
	Inbox(ctx context.Context, q InboxQuery) ([]InboxRow, error)
	BoxCounts(ctx context.Context, p PersonID, max int) (map[Box]int, error)
	Cases(ctx context.Context, q CaseQuery) ([]Case, error)
	CaseIDs(ctx context.Context, q CaseQuery) ([]string, error)           // of the cases that Cases lists, in the same order
	Seats(ctx context.Context, p PersonID, caseID string) ([]Seat, error) // that he has or had in the case, in order of task
	// SeatsIn is Seats for many cases, by case; where he has none it is missing.
	SeatsIn(ctx context.Context, p PersonID, caseIDs []string) (map[string][]Seat, error)
	History(ctx context.Context, caseID string) ([]AuditEvent, []Erasable, error)
	AllTasks(ctx context.Context, caseID string) ([]Task, error)
	Task(ctx context.Context, id string) (Task, error) // Codes: ENotFound
	AllRounds(ctx context.Context, caseID string) ([]Round, error)
	Documents(ctx context.Context, caseID string) ([]Document, error)
	Document(ctx context.Context, id string) (Document, error) // Codes: ENotFound
	// WaitingPapers lists ids of cases with a document that waits for somebody, in order, after one.
	WaitingPapers(ctx context.Context, after string, limit int) ([]string, error)
	// TimedEnded lists ids of closed cases with an open timer, in order, after one: limits run on after the end.
	TimedEnded(ctx context.Context, after string, limit int) ([]string, error)
	Notices(ctx context.Context, q NoticeQuery) ([]Notice, error)
	Notice(ctx context.Context, id string) (Notice, error) // Codes: ENotFound
	Objections(ctx context.Context, caseID string) ([]Objection, error)
	OpenCases(ctx context.Context, after string, limit int) ([]string, error)   // ids of cases not closed, for reassessment
	Incidents(ctx context.Context, after string, limit int) ([]Case, error)     // open cases with incidents
	Interventions(ctx context.Context, after string, limit int) ([]Case, error) // cases with one that waits for a second person
	Outbox(ctx context.Context, afterID string, limit int) ([]Message, error)
	// LedgerAccounts lists the accounts whose key is prefix, or begins with prefix and "/", in order of the key.
	LedgerAccounts(ctx context.Context, prefix string) ([]Balance, error)
	LedgerMoves(ctx context.Context, key string) ([]LedgerMove, error)
	// Counts adds up what happened in a procedure in a period.
	Counts(ctx context.Context, q CountQuery) (Counts, error)
	// FrozenMonth gives the statistics of a procedure as they were at the end of a month, nil where none were kept.
	FrozenMonth(ctx context.Context, process, month string) (*Stats, error)
}

// Definitions keeps published versions: immutable, found by hash.
type Definitions interface {
	// Publish stores a version and makes it current from its At. Publishing the same hash again changes nothing.
	Publish(ctx context.Context, v Version) error
	Version(ctx context.Context, hash string) (Version, error)       // Codes: ENotFound
	Versions(ctx context.Context, process string) ([]Version, error) // newest first; "" = all processes
}

// Version is one published text of a procedure.
type Version struct {
	Process string
	N       int // 1, 2, 3 … within the process
	Hash    string
	Source  []byte
	At      int64
	By      PersonID
}

// InboxQuery asks for one page of a box, in order of (SortAt, Task). For done and read, newest first.
type InboxQuery struct {
	Person    PersonID
	Box       Box
	AfterAt   int64  // keyset: SortAt of the last row seen
	AfterTask string // and its task; "" = from the start
	Limit     int
	Process   string // filter, "" = all
}

// InboxRow is a seat with what a list shows.
type InboxRow struct {
	Seat Seat
	Task Task // zero for mine and cc
	Case Case // Memo is left zero
}

// CaseQuery lists cases that a person may see: those he has a seat in, newest first by id.
type CaseQuery struct {
	Person    PersonID // "" = all (administration only)
	Process   string
	Processes []string // any of these; none: all
	State     string
	Status    Status
	Number    string   // prefix
	Units     []UnitID // any of these; none: all
	From      int64    // submitted at this instant or later (Unix ms); 0 = all, drafts too
	Until     int64    // submitted before this instant; 0 = no end
	Before    string   // keyset: id of the last row seen
	Limit     int
}

// EntryQuery asks for one page of a register: the latest line of each case, newest case first; or, with Case, every line
// of that case in the order of Rev, and the rest but Process and Register does not count.
type EntryQuery struct {
	Process  string
	Register string
	Case     string
	Unit     UnitID // filter, "" = all
	Month    string // filter on the date of the line, "2026-09"; "" = all
	Before   string // keyset: case of the last line seen
	Limit    int
}

// NoticeQuery lists notices that stand on a day.
type NoticeQuery struct {
	Units  []UnitID // audience "unit" is limited to these; city notices always
	Now    int64
	Before string
	Limit  int
}

// DirectorySource gives the current Book; cheap when nothing changed.
type DirectorySource interface {
	Book(ctx context.Context) (*directory.Book, error)
}

// CalendarSource gives the current Calendar; cheap when nothing changed.
type CalendarSource interface {
	Calendar(ctx context.Context) (*workday.Calendar, error)
}

// Clock tells the time in Unix milliseconds.
type Clock interface{ Now() int64 }

// Compiler turns a published text into a Definition; process.Compile in production.
type Compiler func(file string, src []byte) (*process.Definition, error)
