package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/handlers"
	"dandang/internal/dossier"
	"dandang/internal/print"
	"dandang/internal/seal"
	"dandang/internal/sheet"
	"dandang/internal/yamldoc"
	"dandang/models"
)

// edgeStore gives handlers the ports that they ask for, from the database. It is the seam between two packages that do
// not know each other.
type edgeStore struct {
	db      *models.Store
	ring    *seal.Ring
	editing sync.Mutex // read-change-write of directory and calendar, within this process
}

var (
	_ handlers.Store          = (*edgeStore)(nil)
	_ handlers.DirectoryAdmin = (*edgeStore)(nil)
	_ handlers.CalendarAdmin  = (*edgeStore)(nil)
)

func (e *edgeStore) Ping(ctx context.Context) error { return e.db.Ping(ctx) }

func (e *edgeStore) Book(ctx context.Context) (*directory.Book, error) { return e.db.Book(ctx) }

func (e *edgeStore) Calendar(ctx context.Context) (*workday.Calendar, error) {
	return e.db.Calendar(ctx)
}

func (e *edgeStore) Account(ctx context.Context, username string) (engine.PersonID, string, error) {
	a, err := e.db.AccountByUsername(ctx, username)
	if err == nil && a.Disabled {
		err = &engine.Refusal{Code: engine.ENotFound, Detail: "没有这个账号"}
	}
	if err != nil {
		return "", "", err
	}
	return a.Person, a.PasswordHash, nil
}

func (e *edgeStore) CreateSession(ctx context.Context, s handlers.Session) error {
	return e.db.SaveSession(ctx, models.Session{TokenHash: s.TokenHash, Person: s.Person, CreatedAt: s.CreatedAt, ExpiresAt: s.ExpiresAt})
}

func (e *edgeStore) Session(ctx context.Context, tokenHash string) (handlers.Session, error) {
	s, err := e.db.Session(ctx, tokenHash)
	return handlers.Session{
		TokenHash: s.TokenHash, Person: s.Person, CreatedAt: s.CreatedAt, ExpiresAt: s.ExpiresAt, Revoked: s.RevokedAt != 0,
	}, err
}

func (e *edgeStore) ExtendSession(ctx context.Context, tokenHash string, until int64) error {
	return e.db.ExtendSession(ctx, tokenHash, until)
}

func (e *edgeStore) RevokeSession(ctx context.Context, tokenHash string, at int64) error {
	return e.db.RevokeSession(ctx, tokenHash, at)
}

func (e *edgeStore) AddFile(ctx context.Context, f handlers.File) error {
	name, err := e.ring.Seal("file\x00"+f.ID, []byte(f.Name)) // a name tells as much as the content
	if err != nil {
		return err
	}
	return e.db.SaveFile(ctx, models.File{ID: f.ID, Case: f.Case, Field: f.Field, Name: name, Size: f.Size, SHA256: f.SHA256, MIME: f.Type, By: f.By, At: f.At, Replaces: f.Replaces})
}

func (e *edgeStore) File(ctx context.Context, id string) (handlers.File, error) {
	f, err := e.db.File(ctx, id)
	if err == nil && f.Settled == models.FileUnused { // about to go: whoever still wants it uploads it again
		err = engine.NotFound()
	}
	if err != nil {
		return handlers.File{}, err
	}
	return e.fileOf(f)
}

// BindFile makes a file belong to a sealed field. Codes: ENotFound.
func (e *edgeStore) BindFile(ctx context.Context, id, caseID, field string) error {
	return e.db.AttachFile(ctx, id, caseID, field)
}

func (e *edgeStore) CaseFiles(ctx context.Context, caseID string) ([]handlers.File, error) {
	all, err := e.db.Files(ctx, caseID)
	out := make([]handlers.File, len(all))
	for i, f := range all {
		if err == nil {
			out[i], err = e.fileOf(f)
		}
	}
	return out, err
}

func (e *edgeStore) fileOf(f models.File) (handlers.File, error) {
	name, err := e.ring.Open("file\x00"+f.ID, f.Name)
	return handlers.File{ID: f.ID, Case: f.Case, Field: f.Field, Name: string(name), Type: f.MIME, Size: f.Size, SHA256: f.SHA256, By: f.By, At: f.At, Replaces: f.Replaces}, err
}

// AddLeave records that a person is away. Codes: EInvalid.
func (e *edgeStore) AddLeave(ctx context.Context, leave directory.Leave, _ engine.PersonID, _ int64) error {
	return e.editDirectory(ctx, func(t *directory.Tables) error {
		t.Leaves = append(t.Leaves, leave)
		return nil
	})
}

// EndLeave ends a leave or delegation early; the row stays. Codes: ENotFound.
func (e *edgeStore) EndLeave(ctx context.Context, id string, by engine.PersonID, at int64) error {
	return e.editDirectory(ctx, func(t *directory.Tables) error {
		for i := range t.Leaves {
			if l := &t.Leaves[i]; l.ID == id && l.Ended == 0 {
				l.Ended, l.EndedBy = at, by
				return nil
			}
		}
		return &engine.Refusal{Code: engine.ENotFound, Detail: "没有这项委托,或者它已经结束"}
	})
}

// SetPostHolder changes who holds a post. Codes: ENotFound, EInvalid.
func (e *edgeStore) SetPostHolder(ctx context.Context, role string, unit engine.UnitID, before, after, _ engine.PersonID, _ int64) error {
	return e.editDirectory(ctx, func(t *directory.Tables) error {
		i := slices.IndexFunc(t.Posts, func(p directory.Post) bool { return p.Role == role && p.Unit == unit && p.Person == before })
		if i < 0 {
			return &engine.Refusal{Code: engine.ENotFound, Detail: "没有这个岗位,或者现任人员与所填不同,请刷新后核对"}
		}
		t.Posts[i].Person = after
		return nil
	})
}

// SetKin enters, changes or strikes off that two people are related. Codes: ENotFound, EInvalid.
func (e *edgeStore) SetKin(ctx context.Context, a, b engine.PersonID, relation string, _ engine.PersonID, _ int64) error {
	return e.editDirectory(ctx, func(t *directory.Tables) error {
		before := len(t.Kin)
		t.Kin = slices.DeleteFunc(t.Kin, func(k directory.Kin) bool { return k.A == a && k.B == b || k.A == b && k.B == a })
		switch {
		case relation != "":
			t.Kin = append(t.Kin, directory.Kin{A: a, B: b, Relation: relation})
		case len(t.Kin) == before:
			return &engine.Refusal{Code: engine.ENotFound, Detail: "没有登记这两人的亲属关系,请刷新后核对"}
		}
		return nil
	})
}

// editDirectory changes the tables and saves them as a whole; what would be inconsistent is refused with every fault.
func (e *edgeStore) editDirectory(ctx context.Context, change func(*directory.Tables) error) error {
	e.editing.Lock()
	defer e.editing.Unlock()
	book, err := e.db.Book(ctx)
	if err != nil {
		return err
	}
	t := book.Tables()
	if err := change(&t); err != nil {
		return err
	}
	if _, faults := directory.NewBook(0, t.Units, t.People, t.Posts, t.Kin, t.Leaves); len(faults) > 0 {
		r := &engine.Refusal{Code: engine.EInvalid, Detail: "名录会因此前后矛盾,请按提示修改"}
		for _, f := range faults {
			field := "directory"
			if fault := (*directory.Fault)(nil); errors.As(f, &fault) && fault.Table == "leaves" {
				field = strings.ToLower(fault.Field) // a leave or delegation is entered by these very fields
			}
			r.Problems = append(r.Problems, engine.FieldProblem{Field: field, Msg: f.Error()})
		}
		return r
	}
	return e.db.SaveDirectory(ctx, t.Units, t.People, t.Posts, t.Kin, t.Leaves)
}

// SaveCalendar replaces the calendar by another one and logs who did.
func (e *edgeStore) SaveCalendar(ctx context.Context, cal *workday.Calendar, change engine.CalendarChange) error {
	return e.db.ChangeCalendar(ctx, cal.Years(), cal.Overrides(), change)
}

// CalendarChanges lists who changed a year.
func (e *edgeStore) CalendarChanges(ctx context.Context, year int, before string, limit int) ([]engine.CalendarChange, error) {
	return e.db.CalendarChanges(ctx, year, before, limit)
}

// check adapts the checker of procedures to what the API shows.
func check(file string, src []byte) []handlers.Finding {
	_, problems := process.Parse(file, src)
	var out []handlers.Finding
	for _, p := range problems {
		f := handlers.Finding{
			Severity: "error", Code: p.Code, Line: p.Line, Column: p.Col, Message: p.Msg, Hint: p.Hint, Text: p.Format(src),
		}
		if p.Severity == yamldoc.Warning {
			f.Severity = "warning"
		}
		out = append(out, f)
	}
	return out
}

// newSheet starts a table for the API.
func newSheet(w io.Writer, format string, head handlers.SheetHead) (handlers.Sheet, error) {
	return sheet.New(w, format, sheet.Head(head))
}

// packageWriter gives handlers the writer of packages, with their words for its parts.
type packageWriter struct{ *dossier.Writer }

func newPackage(w io.Writer, at time.Time) handlers.Package {
	return packageWriter{dossier.NewWriter(w, at)}
}

func (p packageWriter) Close(h handlers.PackageHead, chain []engine.ChainLink, sealing func([]byte) (string, error)) error {
	links := make([]dossier.Link, len(chain))
	for i, l := range chain {
		links[i] = dossier.Link(l)
	}
	return p.Writer.Close(dossier.Head{
		Process: h.Process, Case: h.Case, Number: h.Number, Title: h.Title, Mark: h.Mark, MadeBy: h.MadeBy, MadeAt: h.MadeAt,
		Masked: h.Masked, Export: h.Export, Alg: engine.HashAlg,
	}, links, sealing)
}

// printer draws forms for the API.
var printer = handlers.Printer{HTML: print.HTML, PDF: print.PDF, Policy: print.Policy}

// problemsError makes one error of the problems of a file, each with its place.
func problemsError(src []byte, problems []yamldoc.Problem) error {
	var text strings.Builder
	for _, p := range problems {
		text.WriteString(p.Format(src))
	}
	return fmt.Errorf("%s", strings.TrimRight(text.String(), "\n"))
}
