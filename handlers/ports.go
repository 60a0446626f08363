package handlers

import (
	"context"
	"io"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
)

// Engine is what handlers ask of the engine; *engine.Engine is it. What each method may answer is written there.
type Engine interface {
	Act(ctx context.Context, cmd engine.Command) (engine.Result, error)
	View(ctx context.Context, actor engine.PersonID, caseID string) (engine.View, error)
	Opened(ctx context.Context, actor engine.PersonID, caseID string) error
	Choices(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Choice, error)
	Forecast(ctx context.Context, actor engine.PersonID, caseID string, given engine.Fields) (engine.Forecast, error)
	TryEdit(ctx context.Context, actor engine.PersonID, caseID string, given engine.Fields) (engine.Tryout, error)
	Watch(ctx context.Context, actor engine.PersonID, late bool, before string, limit int) ([]engine.Watched, string, error)
	ForecastNew(ctx context.Context, actor engine.PersonID, processKey, start string, given engine.Fields) (engine.Forecast, error)
	// Travelled tells how far a case has come, as far as its reader may know. Codes: ENotFound.
	Travelled(ctx context.Context, actor engine.PersonID, caseID string) (*process.Definition, process.Way, error)
	History(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Line, error)
	Members(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.PersonID, error)
	// TaskCase is the case of a turn. Codes: ENotFound.
	TaskCase(ctx context.Context, taskID string) (string, error)
	// OnPaper tells what somebody may enter from paper in a case and what waits to be checked (代录). Codes: ENotFound.
	OnPaper(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.PaperOption, []engine.PaperWaits, error)
	// PaperCases finds by the number on a paper the cases in which somebody may enter it.
	PaperCases(ctx context.Context, actor engine.PersonID, number string) ([]engine.Case, error)
	// CallMeeting, ChangeMeeting, RecordMeeting and ConfirmMeeting keep a meeting on several cases; MeetingFor, MeetingsFor and
	// Minutes show it as far as somebody may see its items. Codes: as the engine's methods say.
	CallMeeting(ctx context.Context, actor engine.PersonID, m engine.Meeting, cases []string) (engine.Meeting, error)
	ChangeMeeting(ctx context.Context, actor engine.PersonID, m engine.Meeting, cases []string) (engine.Meeting, error)
	RecordMeeting(ctx context.Context, actor engine.PersonID, id string, rev int64, roll engine.Roll, sheets []engine.ItemSheet) ([]engine.ItemResult, error)
	ConfirmMeeting(ctx context.Context, actor engine.PersonID, id string, cases []string) ([]engine.ItemResult, error)
	MeetingFor(ctx context.Context, actor engine.PersonID, id string) (engine.MeetingView, error)
	MeetingsFor(ctx context.Context, actor engine.PersonID, before string, limit int) ([]engine.MeetingView, string, error)
	Minutes(ctx context.Context, actor engine.PersonID, id string) (engine.Form, error)
	// Among lists whom the holder of a turn may choose for an act. Codes: ENotFound, and those of the act.
	Among(ctx context.Context, actor engine.PersonID, taskID, act string) ([]engine.PersonID, error)
	Tasks(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Task, error)
	// Duplicates lists the cases that look like one. Codes: ENotFound.
	Duplicates(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Duplicate, error)
	Documents(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.PaperView, error)
	Document(ctx context.Context, actor engine.PersonID, id string) (engine.PaperView, error)
	Papers(ctx context.Context, actor engine.PersonID, box engine.Box, limit int) ([]engine.PaperView, error)
	DocumentCase(ctx context.Context, actor engine.PersonID, id string) (string, error)
	Objections(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Objection, error)
	Cases(ctx context.Context, q engine.CaseQuery) ([]engine.Case, error)
	Inbox(ctx context.Context, q engine.InboxQuery) ([]engine.Item, error)
	BoxCounts(ctx context.Context, actor engine.PersonID) (map[engine.Box]int, error)
	Notices(ctx context.Context, actor engine.PersonID, before string, limit int) ([]engine.Notice, error)
	Object(ctx context.Context, cmd engine.Command, noticeID string) (engine.Result, error)
	Catalogue(ctx context.Context) ([]*process.Definition, error)
	Current(ctx context.Context, processKey string) (*process.Definition, error)
	// Unseal opens a sealed field for the actor, with his reason, once.
	Unseal(ctx context.Context, actor engine.PersonID, caseID, field, reason string) (any, error)
	// Unsealed lists the sealed fields that the actor has opened.
	Unsealed(ctx context.Context, actor engine.PersonID, caseID string) ([]string, error)
	Definition(ctx context.Context, hash string) (*process.Definition, error)
	Versions(ctx context.Context, processKey string) ([]engine.Version, error)
	SetBudget(ctx context.Context, actor engine.PersonID, processKey, ledger string, amount int64, values ...string) (engine.Balance, error)
	LedgerAccounts(ctx context.Context, processKey, ledger string) ([]engine.Account, error)
	Balance(ctx context.Context, processKey, ledger string, values ...string) (engine.Balance, error)
	Incidents(ctx context.Context, reader engine.IncidentReader, after string, limit int) ([]engine.IncidentRow, error)
	Standing(ctx context.Context, actor, person engine.PersonID, purpose string) (engine.Standing, error)
	AskedBefore(ctx context.Context, id string, limit int) ([]engine.Asked, error)
	Registers(ctx context.Context, actor engine.PersonID) ([]engine.RegisterInfo, error)
	Register(ctx context.Context, actor engine.PersonID, q engine.EntryQuery) ([]engine.Entered, string, error)
	Materials(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.MaterialView, error)
	Roster(ctx context.Context, actor engine.PersonID, q engine.RosterQuery) (engine.RosterPage, error)
	CaseForm(ctx context.Context, actor engine.PersonID, caseID string, masked bool) (engine.Form, error)
	DocumentForm(ctx context.Context, actor engine.PersonID, id string, masked bool) (engine.Form, error)
	Stats(ctx context.Context, q engine.StatsQuery) (engine.Stats, error)
	// Dossier begins a package of a case. Codes: ENotFound, EForbidden.
	Dossier(ctx context.Context, actor engine.PersonID, caseID string) (engine.Dossier, error)
	SealPackage(manifest []byte) (string, error)
	BeginExport(ctx context.Context, x engine.Export) (engine.Export, error)
	EndExport(ctx context.Context, x engine.Export, rows int) error
	ExportsBefore(ctx context.Context, id string, limit int) ([]engine.Export, error)
	Comments(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Comment, error)
	Comment(ctx context.Context, actor engine.PersonID, caseID, text string, mentions []engine.PersonID) (engine.Comment, error)
	VoidComment(ctx context.Context, actor engine.PersonID, caseID, id, reason string) error
	Copies(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.CopyView, error)
	Circulate(ctx context.Context, cmd engine.Command) (engine.Result, error)
	Seen(ctx context.Context, actor engine.PersonID, caseID string) (int, error)
	Typed(ctx context.Context, actor engine.PersonID, caseID string) (engine.AutosaveView, error)
	SaveTyped(ctx context.Context, actor engine.PersonID, caseID string, typed engine.Typed, base int64) (engine.Autosaved, error)
	DropTyped(ctx context.Context, actor engine.PersonID, caseID string) error
	Phrases(ctx context.Context, actor engine.PersonID) (phrases []string, own bool, err error)
	SavePhrases(ctx context.Context, actor engine.PersonID, phrases []string) error
	Messages(ctx context.Context, actor engine.PersonID, unread bool, before string, limit int) ([]engine.ReceivedItem, error)
	Unread(ctx context.Context, actor engine.PersonID) (int, error)
	ReadMessages(ctx context.Context, actor engine.PersonID, ids []string) (int, error)
	Preferences(ctx context.Context, actor engine.PersonID) (engine.Preferences, error)
	SavePreferences(ctx context.Context, actor engine.PersonID, p engine.Preferences) error
	Deliveries(ctx context.Context, q engine.DeliveryQuery) ([]engine.Delivery, error)
	Resend(ctx context.Context, id string, wall int64) error
	Interventions(ctx context.Context, actor engine.PersonID, after string, limit int) ([]engine.InterventionRow, string, error)
	InterventionOptions(ctx context.Context, actor engine.PersonID, caseID string) (engine.InterventionOptions, error)
	Handover(ctx context.Context, actor engine.PersonID, h engine.Handover) ([]engine.HandoverItem, error)
	// CalendarImpact lists the dates that another calendar would move.
	CalendarImpact(ctx context.Context, cal *workday.Calendar) ([]engine.MovedDue, error)
	// Recalendar saves another calendar and derives every date again; it lists those that moved.
	Recalendar(ctx context.Context, cal *workday.Calendar, save func(context.Context) error) ([]engine.MovedDue, error)
	Reassess(ctx context.Context) (changed int, err error)
	Tick(ctx context.Context) (fired int, err error)
	NextDue(ctx context.Context, until int64) (at int64, ok bool, err error)
}

// Accounts tells who signs in under which name. Usernames are compared byte for byte.
type Accounts interface {
	// Account finds the person and password hash (PHC string) of a username. A disabled account counts as none.
	// Codes: ENotFound.
	Account(ctx context.Context, username string) (person engine.PersonID, hash string, err error)
}

// Session is one sign-in. Only the hash of its token is kept.
type Session struct {
	TokenHash string
	Person    engine.PersonID
	CreatedAt int64 // Unix milliseconds
	ExpiresAt int64 // Unix milliseconds
	Revoked   bool
}

// Sessions keeps sign-ins by the hash of their token, never the token.
type Sessions interface {
	CreateSession(ctx context.Context, session Session) error
	// Session finds a session, good or not: whether it is over is for the caller's clock to say. Codes: ENotFound.
	Session(ctx context.Context, tokenHash string) (Session, error)
	// ExtendSession moves the end of a session that was not revoked.
	ExtendSession(ctx context.Context, tokenHash string, until int64) error
	// RevokeSession ends a session; ending one that has ended changes nothing.
	RevokeSession(ctx context.Context, tokenHash string, at int64) error
}

// File is what is known of an uploaded file; its bytes lie in Blobs under SHA256. A files field refers to it by ID.
type File struct {
	ID     string // UUIDv7
	Case   string
	Name   string // as the uploader called it, cleaned of folders and control characters
	Type   string // media type found by looking at the content, never the one claimed
	Size   int64  // bytes
	SHA256 string // hex, the content address: a keyed digest
	Field  string // the sealed field that the file belongs to, "" for none
	By     engine.PersonID
	At     int64 // Unix milliseconds

	Replaces string // id of the version before it, "" for none
}

// FileIndex keeps what is known of uploaded files.
type FileIndex interface {
	AddFile(ctx context.Context, f File) error
	// File finds a file by id. Codes: ENotFound.
	File(ctx context.Context, id string) (File, error)
	// BindFile makes a file belong to a sealed field for good. Codes: ENotFound.
	BindFile(ctx context.Context, id, caseID, field string) error
	// CaseFiles lists the files of a case, oldest first.
	CaseFiles(ctx context.Context, caseID string) ([]File, error)
}

// DirectoryAdmin reads and corrects the directory. Every write makes a new revision, which Book then answers.
type DirectoryAdmin interface {
	engine.DirectorySource
	// AddLeave records that a person is away. Codes: EInvalid when the directory would be inconsistent.
	AddLeave(ctx context.Context, leave directory.Leave, by engine.PersonID, at int64) error
	// EndLeave ends a leave or delegation before its last day; the row stays as a record. Codes: ENotFound.
	EndLeave(ctx context.Context, id string, by engine.PersonID, at int64) error
	// SetPostHolder gives the post (role, unit) held by before ("" for a vacant one) to after ("" to vacate it).
	// Codes: ENotFound when there is no such post, EInvalid.
	SetPostHolder(ctx context.Context, role string, unit engine.UnitID, before, after engine.PersonID, by engine.PersonID, at int64) error
	// SetKin enters or changes how two people are related, or strikes it off ("" as relation). Codes: ENotFound where there is
	// nothing to strike off, EInvalid.
	SetKin(ctx context.Context, a, b engine.PersonID, relation string, by engine.PersonID, at int64) error
}

// CalendarAdmin reads and corrects the workday calendar. Every write makes a new revision, which Calendar then answers.
type CalendarAdmin interface {
	engine.CalendarSource
	// SaveCalendar puts another calendar in place of the current one and keeps for ever who did, in one. Codes: EConflict
	// where change.Revision is not the one after the current.
	SaveCalendar(ctx context.Context, cal *workday.Calendar, change engine.CalendarChange) error
	// CalendarChanges lists who changed a year, newest first, before an id ("" = from the newest).
	CalendarChanges(ctx context.Context, year int, before string, limit int) ([]engine.CalendarChange, error)
}

// Pinger tells whether the database answers.
type Pinger interface {
	Ping(ctx context.Context) error
}

// SheetHead is what stands above the rows of a table.
type SheetHead struct {
	Title   string
	Note    string // watermark
	Columns []string
	Numbers []bool // by column: its cells are decimal numbers
}

// Sheet takes the rows of a table; it is whole once Close has returned nil. internal/sheet implements it.
type Sheet interface {
	Row(cells []string) error
	Close() error
}

// SheetMaker starts a table in a format, "xlsx" or "csv".
type SheetMaker func(w io.Writer, format string, head SheetHead) (Sheet, error)

// Store is everything that handlers read and keep outside the engine.
type Store interface {
	Accounts
	Sessions
	FileIndex
	Pinger
}

// Blobs keeps the bytes of files by their content address. internal/files implements it.
type Blobs interface {
	// Put streams r to the store and answers its SHA-256 in hex, its size, and its media type found by content. More
	// than limit bytes are refused with Options.TooLarge, a type that accept refuses with accept's error; neither
	// leaves anything behind.
	Put(ctx context.Context, r io.Reader, limit int64, accept func(mediaType string) error) (sha256 string, size int64, mediaType string, err error)
	// Open reads a blob. The caller closes it.
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, error)
}

// Passwords verifies and makes password hashes. internal/signin implements it.
type Passwords interface {
	// Hash makes the PHC string of a password.
	Hash(ctx context.Context, password string) (string, error)
	// Verify compares at constant cost: an empty hash (unknown user) takes as long as a wrong password and never holds.
	Verify(ctx context.Context, password, hash string) (bool, error)
}

// Throttle slows down guessing. internal/signin implements it.
type Throttle interface {
	// Attempt counts an attempt from key at now as failed until Succeed says otherwise. One that comes too early is
	// refused, and retryAfter is the wait in milliseconds.
	Attempt(key string, now int64) (ok bool, retryAfter int64)
	// Succeed forgets the failures of key.
	Succeed(key string)
}

// Checker checks the text of a procedure and lists everything that is wrong with it, in order of place.
type Checker func(file string, src []byte) []Finding

// Drawer draws a procedure as SVG, with the way of one case marked in it; nil marks nothing.
type Drawer func(ctx context.Context, def *process.Definition, way *process.Way) ([]byte, error)

// DemoClock is the movable clock of --demo.
type DemoClock interface {
	engine.Clock
	// Advance moves the clock to the instant, never back, and remembers it over a restart.
	Advance(ctx context.Context, to int64) error
}
