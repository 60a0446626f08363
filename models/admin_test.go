package models_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/workday"
	"dandang/models"
)

func changesOf(list ...*engine.Change) []*engine.Change { return list }

var (
	units = []directory.Unit{
		{ID: "city", Name: "张家界市", Level: directory.LevelCity},
		{ID: "org", Name: "组织部", Parent: "city", Level: directory.LevelDept, Order: 2, Superior: "city"},
	}
	people = []directory.Person{
		{ID: "p1", Username: "zhang", Name: "张𬀩", Unit: "org", Title: "科长", Order: 1, Active: true, Attrs: map[string]string{"编制": "行政"}},
		{ID: "p2", Username: "Zhang", Name: "张䶮", Unit: "city", Active: true},
		{ID: "p3", Name: "张𬱖", Unit: "org"},
	}
	posts = []directory.Post{
		{Role: "org-reviewer", Person: "p1", Unit: "org", From: "2026-01-01", Until: "2026-12-31"}, {Role: "head", Unit: "city"},
	}
	kin    = []directory.Kin{{A: "p1", B: "p2", Relation: "兄弟"}}
	leaves = []directory.Leave{{Person: "p1", From: "2026-03-02", Until: "2026-03-03", Delegate: "p2", Processes: []string{"care-fund"}, Reason: "公出", ID: "l1", By: "p2", At: 5, Ended: 6, EndedBy: "p1"}}
)

func TestDirectory_SavedIsReadAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		empty, err := s.Book(ctx)
		require.NoError(t, err)
		require.Zero(t, empty.Revision())
		require.Empty(t, empty.People())

		require.NoError(t, s.SaveDirectory(ctx, units, people, posts, kin, leaves))
		book, err := s.Book(ctx)
		require.NoError(t, err)
		want, faults := directory.NewBook(1, units, people, posts, kin, leaves)
		require.Empty(t, faults)
		require.Equal(t, want, book, "the book read is the book saved")
		again, err := s.Book(ctx)
		require.NoError(t, err)
		require.Same(t, book, again, "nothing changed, nothing is read")

		err = s.SaveDirectory(ctx, units, people, append(posts, directory.Post{Role: "x", Person: "nobody", Unit: "org"}), kin, leaves)
		var fault *directory.Fault
		require.ErrorAs(t, err, &fault)
		require.Equal(t, "posts", fault.Table)
		still, err := s.Book(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(1), still.Revision(), "a refused directory changes nothing")

		require.NoError(t, s.SaveDirectory(ctx, units[:1], people[1:2], nil, nil, nil))
		smaller, err := s.Book(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(2), smaller.Revision())
		require.Len(t, smaller.People(), 1)
	})
}

func TestDirectory_AnotherProcessSeesTheChange(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		writer := ready(t, o)
		asking := open(t, o)
		o.Poll = 10 * time.Millisecond
		polling := open(t, o)
		for _, s := range []*models.Store{asking, polling} {
			book, err := s.Book(ctx)
			require.NoError(t, err)
			require.Empty(t, book.People())
		}
		require.NoError(t, writer.SaveDirectory(ctx, units, people, posts, kin, leaves))
		require.NoError(t, writer.SaveCalendar(ctx, nil, []workday.Day{{Date: "2026-03-02", Source: "张政办〔2026〕1号"}}))
		book, err := asking.Book(ctx)
		require.NoError(t, err)
		require.Len(t, book.People(), 3)
		require.Eventually(t, func() bool {
			book, err := polling.Book(ctx)
			calendar, errCalendar := polling.Calendar(ctx)
			return err == nil && errCalendar == nil && len(book.People()) == 3 && calendar.Revision() == 1
		}, 10*time.Second, 5*time.Millisecond)
	})
}

func TestCalendar_SavedIsReadAgain(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		years := []workday.Year{
			{Year: 2026, Published: true, Source: "国办发明电〔2025〕7号", Off: []workday.Date{"2026-01-01", "2026-01-02"}, Makeup: []workday.Date{"2026-01-04"}},
			{Year: 2027},
		}
		days := []workday.Day{{Date: "2026-01-05", Work: false, Source: "张政办〔2026〕1号", Local: true}}
		require.NoError(t, s.SaveCalendar(ctx, years, days))
		calendar, err := s.Calendar(ctx)
		require.NoError(t, err)
		want, err := workday.New(1, years, days)
		require.NoError(t, err)
		require.Equal(t, want, calendar)
		gotYears, gotDays, err := s.CalendarTables(ctx)
		require.NoError(t, err)
		require.Equal(t, years, gotYears)
		require.Equal(t, days, gotDays)
		require.Error(t, s.SaveCalendar(ctx, append(years, years[0]), nil), "a year twice is refused")
		same, err := s.Calendar(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(1), same.Revision())
	})
}

// Who changes the calendar is kept with the change, or nothing is: not over somebody else's change, not when it is faulty.
func TestCalendar_ChangeIsLoggedInTheSameTransaction(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		year := workday.Year{Year: 2026, Published: true, Source: "国办发明电〔2025〕7号"}
		require.NoError(t, s.SaveCalendar(ctx, []workday.Year{year}, nil))
		closed := []workday.Day{{Date: "2026-01-05", Source: "张政办〔2026〕1号", Local: true}}
		change := engine.CalendarChange{ID: "c1", Year: 2026, By: "p1", At: 5, Reason: "冰雪", Revision: 2, Before: []byte(`{"a":1}`), After: []byte(`{"a":2}`)}
		require.NoError(t, s.ChangeCalendar(ctx, []workday.Year{year}, closed, change))
		late := change
		late.ID = "c2"
		require.Equal(t, engine.EConflict, engine.CodeOf(s.ChangeCalendar(ctx, []workday.Year{year}, nil, late)))
		late.Revision = 3
		require.Error(t, s.ChangeCalendar(ctx, []workday.Year{year, year}, nil, late))
		calendar, err := s.Calendar(ctx)
		require.NoError(t, err)
		require.Equal(t, int64(2), calendar.Revision())
		require.Equal(t, closed, calendar.Overrides())
		late.ID = "c3"
		require.NoError(t, s.ChangeCalendar(ctx, []workday.Year{year}, nil, late))
		list, err := s.CalendarChanges(ctx, 2026, "", 9)
		require.NoError(t, err)
		require.Equal(t, []engine.CalendarChange{late, change}, list)
		older, err := s.CalendarChanges(ctx, 2026, "c3", 9)
		require.NoError(t, err)
		require.Equal(t, []engine.CalendarChange{change}, older)
		other, err := s.CalendarChanges(ctx, 2027, "", 9)
		require.NoError(t, err)
		require.Empty(t, other)
	})
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		a := models.Account{Person: "p1", Username: "zhang", PasswordHash: "h1", CreatedAt: 5, UpdatedAt: 5}
		require.NoError(t, s.SaveAccount(ctx, a))
		require.NoError(t, s.SaveAccount(ctx, models.Account{Person: "p2", Username: "Zhang", PasswordHash: "h", CreatedAt: 6, UpdatedAt: 6}))
		got, err := s.AccountByUsername(ctx, "zhang")
		require.NoError(t, err)
		require.Equal(t, a, got)
		taken := models.Account{Person: "p3", Username: "zhang", PasswordHash: "h"}
		require.Equal(t, engine.EInvalid, engine.CodeOf(s.SaveAccount(ctx, taken)))

		a.PasswordHash, a.Disabled, a.CreatedAt, a.UpdatedAt = "h2", true, 99, 7
		require.NoError(t, s.SaveAccount(ctx, a))
		a.CreatedAt = 5
		got, err = s.Account(ctx, "p1")
		require.NoError(t, err)
		require.Equal(t, a, got, "when it was made stays")
		_, err = s.AccountByUsername(ctx, "nobody")
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		all, err := s.Accounts(ctx)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, "Zhang", all[0].Username)
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		session := func(hash, person string) models.Session {
			v := models.Session{TokenHash: hash, Person: person, CreatedAt: 10, ExpiresAt: 100}
			require.NoError(t, s.SaveSession(ctx, v))
			return v
		}
		a, _, _ := session("a", "p1"), session("b", "p1"), session("c", "p2")
		revokedAt := func(hash string) int64 {
			v, err := s.Session(ctx, hash)
			require.NoError(t, err)
			return v.RevokedAt
		}
		got, err := s.Session(ctx, "a")
		require.NoError(t, err)
		require.Equal(t, a, got)
		require.Error(t, s.SaveSession(ctx, a), "a token is used once")
		_, err = s.Session(ctx, "A")
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))

		require.NoError(t, s.RevokeSession(ctx, "a", 50))
		require.NoError(t, s.RevokeSessions(ctx, "p1", 60))
		require.Equal(t, []int64{50, 60, 0}, []int64{revokedAt("a"), revokedAt("b"), revokedAt("c")})
		require.NoError(t, s.ExtendSession(ctx, "a", 900))
		require.NoError(t, s.ExtendSession(ctx, "c", 900))
		dropped, err := s.DropSessions(ctx, 500)
		require.NoError(t, err)
		require.Equal(t, int64(2), dropped, "one that was revoked is not extended")
		require.Zero(t, revokedAt("c"))
	})
}

func TestFiles(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		file := models.File{
			ID: "f1", Name: "诊断证明𬀩.pdf", Size: 5 << 30, SHA256: strings.Repeat("ab", 32), MIME: "application/pdf", By: "p1", At: 10,
		}
		require.NoError(t, s.SaveFile(ctx, file))
		got, err := s.File(ctx, "f1")
		require.NoError(t, err)
		require.Equal(t, file, got)
		require.NoError(t, s.AttachFile(ctx, "f1", "c1", "proof"))
		require.NoError(t, s.AttachFile(ctx, "f1", "c1", "proof"), "again is the same")
		require.Equal(t, engine.ENotFound, engine.CodeOf(s.AttachFile(ctx, "f1", "c2", "proof")), "not to another case")
		file.Case, file.Field = "c1", "proof"
		files, err := s.Files(ctx, "c1")
		require.NoError(t, err)
		require.Equal(t, []models.File{file}, files)
		for _, f := range []models.File{{ID: "f2", At: 10, SHA256: "x"}, {ID: "f3", At: 10, SHA256: "x", Replaces: "f2"}, {ID: "f4", At: 11}} {
			require.NoError(t, s.SaveFile(ctx, f))
		}
		unsettled := func(after string) (ids []string) {
			list, err := s.UnsettledFiles(ctx, 11, after, 9)
			require.NoError(t, err)
			for _, f := range list {
				ids = append(ids, f.ID)
			}
			return ids
		}
		require.Equal(t, []string{"f2", "f3"}, unsettled(""), "f1 is of a sealed field, f4 is too young")
		require.Equal(t, []string{"f3"}, unsettled("f2"))
		_, err = s.DropFile(ctx, "f2")
		require.NoError(t, err)
		_, err = s.File(ctx, "f2")
		require.NoError(t, err, "what was not found unused stays")
		require.NoError(t, s.SettleFile(ctx, "f2", models.FileUnused))
		alone, err := s.DropFile(ctx, "f2")
		require.NoError(t, err)
		require.False(t, alone, "f3 has the same bytes")
		_, err = s.File(ctx, "f2")
		require.Equal(t, engine.ENotFound, engine.CodeOf(err))
		require.NoError(t, s.SettleFile(ctx, "f3", models.FileUsed))
		require.Empty(t, unsettled(""))
		require.NoError(t, s.SettleFile(ctx, "f3", models.FileUnused))
		alone, err = s.DropFile(ctx, "f3")
		require.NoError(t, err)
		require.True(t, alone)
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		ctx := context.Background()
		s := ready(t, o)
		_, found, err := s.Setting(ctx, "secret")
		require.NoError(t, err)
		require.False(t, found)
		for _, value := range []string{"first", "second"} {
			kept, err := s.EnsureSetting(ctx, "secret", value)
			require.NoError(t, err)
			require.Equal(t, "first", kept)
		}
		require.NoError(t, s.SaveSetting(ctx, "secret", "third"))
		value, found, err := s.Setting(ctx, "secret")
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, "third", value)
	})
}

func TestOpen_ExplainsBadOptions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options models.Options
		want    string
	}{
		"unknown driver":       {models.Options{Driver: "oracle"}, "数据库类型“oracle”不认识,请写 sqlite 或 mysql"},
		"no path":              {models.Options{Driver: models.SQLite}, "没有写 SQLite 数据库文件的位置"},
		"no name of database":  {models.Options{Driver: models.MySQL, DSN: "u:p@tcp(127.0.0.1:1)/"}, "没有写库名"},
		"no connection string": {models.Options{Driver: models.MySQL, DSN: "nonsense"}, "数据库连接串有误"},
	} {
		_, err := models.Open(context.Background(), test.options)
		require.ErrorContains(t, err, test.want, name)
		require.NotContains(t, err.Error(), "u:p", "no password in a message")
	}
}
