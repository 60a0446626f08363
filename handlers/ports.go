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
	Choices(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Choice, error)
	History(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Line, error)
	Tasks(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Task, error)
	Documents(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Document, error)
	Objections(ctx context.Context, actor engine.PersonID, caseID string) ([]engine.Objection, error)
	Cases(ctx context.Context, q engine.CaseQuery) ([]engine.Case, error)
	Inbox(ctx context.Context, q engine.InboxQuery) ([]engine.Item, error)
	BoxCounts(ctx context.Context, actor engine.PersonID) (map[engine.Box]int, error)
	Notices(ctx context.Context, actor engine.PersonID, before string, limit int) ([]engine.Notice, error)
	Object(ctx context.Context, cmd engine.Command, noticeID string) (engine.Result, error)
	Catalogue(ctx context.Context) ([]*process.Definition, error)
	Current(ctx context.Context, processKey string) (*process.Definition, error)
	Definition(ctx context.Context, hash string) (*process.Definition, error)
	Versions(ctx context.Context, processKey string) ([]engine.Version, error)
	SetBudget(ctx context.Context, actor engine.PersonID, processKey, ledger string, amount int64) (engine.Balance, error)
	Balance(ctx context.Context, processKey, ledger string) (engine.Balance, error)
	Incidents(ctx context.Context, after string, limit int) ([]engine.Case, error)
	Reassess(ctx context.Context) (changed int, err error)
	Tick(ctx context.Context) (fired int, err error)
}

// Accounts keeps who signs in under which name. models.Store implements it. Usernames are compared byte for byte.
type Accounts interface {
	// Account finds the person and password hash (PHC string) of a username. Codes: ENotFound.
	Account(ctx context.Context, username string) (person engine.PersonID, hash string, err error)
	// SetAccount creates the account of a username or replaces its person and hash. at is Unix milliseconds.
	SetAccount(ctx context.Context, username string, person engine.PersonID, hash string, at int64) error
	// CountAccounts counts the accounts, so that an empty installation is recognised.
	CountAccounts(ctx context.Context) (int, error)
}

// Sessions keeps signed-in sessions by the hash of their token, never the token. models.Store implements it.
type Sessions interface {
	// CreateSession records a session from at until expires (Unix milliseconds).
	CreateSession(ctx context.Context, tokenHash string, person engine.PersonID, at, expires int64) error
	// Session finds the person of a session and its end. An unknown session answers ENotFound; one that is over is the
	// caller's to refuse. Codes: ENotFound.
	Session(ctx context.Context, tokenHash string) (person engine.PersonID, expires int64, err error)
	// DeleteSession ends a session; ending one that does not exist is no error.
	DeleteSession(ctx context.Context, tokenHash string) error
	// DeleteSessionsOf ends every session of a person, for a changed password or a lost device.
	DeleteSessionsOf(ctx context.Context, person engine.PersonID) error
	// DeleteSessionsBefore removes the sessions that ended before the instant and tells how many.
	DeleteSessionsBefore(ctx context.Context, expired int64) (int, error)
}

// FileIndex keeps what is known of uploaded files. models.Store implements it.
type FileIndex interface {
	AddFile(ctx context.Context, f engine.File) error
	// File finds a file by id. Codes: ENotFound.
	File(ctx context.Context, id string) (engine.File, error)
	// CaseFiles lists the files of a case, oldest first.
	CaseFiles(ctx context.Context, caseID string) ([]engine.File, error)
}

// DirectoryAdmin reads and corrects the directory. Every write makes a new revision, which Book then answers.
// models.Store implements it.
type DirectoryAdmin interface {
	engine.DirectorySource
	// AddLeave records that a person is away. Codes: EInvalid when the directory would be inconsistent.
	AddLeave(ctx context.Context, leave directory.Leave, by engine.PersonID, at int64) error
	// SetPostHolder gives the post (role, unit) held by before ("" for a vacant one) to after ("" to vacate it).
	// Codes: ENotFound when there is no such post, EInvalid.
	SetPostHolder(ctx context.Context, role string, unit engine.UnitID, before, after engine.PersonID, by engine.PersonID, at int64) error
}

// CalendarAdmin reads and corrects the workday calendar. Every write makes a new revision, which Calendar then answers.
// models.Store implements it.
type CalendarAdmin interface {
	engine.CalendarSource
	// SaveYear stores the arrangement of one year in place of the one before. Codes: EInvalid.
	SaveYear(ctx context.Context, year workday.Year, by engine.PersonID, at int64) error
	// SetOverrides replaces the local overrides that fall into a year (文号 in Source). Codes: EInvalid.
	SetOverrides(ctx context.Context, year int, days []workday.Day, by engine.PersonID, at int64) error
}

// Settings keeps small values of the installation, such as the key of request hashes and the demo clock's offset.
// models.Store implements it.
type Settings interface {
	// Setting answers "" when the value was never set.
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Pinger tells whether the database answers. models.Store implements it.
type Pinger interface {
	Ping(ctx context.Context) error
}

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

// Drawer draws a procedure as SVG.
type Drawer func(ctx context.Context, def *process.Definition) ([]byte, error)

// DemoClock is the movable clock of --demo.
type DemoClock interface {
	engine.Clock
	// Advance moves the clock to the instant, never back, and remembers it over a restart.
	Advance(ctx context.Context, to int64) error
}
