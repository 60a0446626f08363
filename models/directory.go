package models

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"dandang/engine/directory"
)

type unitRecord struct {
	ID, Name, Parent, Level, Superior string
	SortOrder                         int
}

func (unitRecord) TableName() string { return "units" }

type personRecord struct {
	ID, Username, Name, Unit, Title string
	SortOrder                       int
	Active                          bool
	Attrs                           string
	IDMac                           string `gorm:"column:id_mac"`
	Mail                            string
	WeCom                           string `gorm:"column:wecom"`
	DingTalk                        string `gorm:"column:dingtalk"`
}

func (personRecord) TableName() string { return "people" }

type postRecord struct {
	Seq                 int `gorm:"primaryKey;autoIncrement:false"`
	Role, Person, Unit  string
	FromDate, UntilDate string
}

func (postRecord) TableName() string { return "posts" }

type kinRecord struct {
	Seq            int `gorm:"primaryKey;autoIncrement:false"`
	A, B, Relation string
}

func (kinRecord) TableName() string { return "kin" }

type leaveRecord struct {
	Seq                         int `gorm:"primaryKey;autoIncrement:false"`
	Person, FromDate, UntilDate string
	Delegate, Processes, Reason string
	ID, ByPerson, EndedBy       string
	At, EndedAt                 int64
}

func (leaveRecord) TableName() string { return "leaves" }

// SaveDirectory replaces the whole directory and advances its revision. Tables from which no Book can be built are
// refused with all their faults, each a *directory.Fault, joined.
func (s *Store) SaveDirectory(
	ctx context.Context, units []directory.Unit, people []directory.Person, posts []directory.Post, kin []directory.Kin, leaves []directory.Leave,
) error {
	if _, faults := directory.NewBook(0, units, people, posts, kin, leaves); len(faults) > 0 {
		return errors.Join(faults...)
	}
	tables, err := directoryRecords(units, people, posts, kin, leaves)
	if err != nil {
		return err
	}
	defer s.book.forget()
	return s.admin(ctx, func(tx *gorm.DB) error {
		if err := bump(tx, directoryRevision); err != nil {
			return err
		}
		for _, err := range []error{
			replace(tx, tables.units), replace(tx, tables.people), replace(tx, tables.posts), replace(tx, tables.kin), replace(tx, tables.leaves),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type directoryTables struct {
	units  []unitRecord
	people []personRecord
	posts  []postRecord
	kin    []kinRecord
	leaves []leaveRecord
}

func directoryRecords(
	units []directory.Unit, people []directory.Person, posts []directory.Post, kin []directory.Kin, leaves []directory.Leave,
) (t directoryTables, err error) {
	for _, u := range units {
		t.units = append(t.units, unitRecord{ID: u.ID, Name: u.Name, Parent: u.Parent, Level: u.Level, SortOrder: u.Order, Superior: u.Superior})
	}
	for _, p := range people {
		attrs := ""
		if len(p.Attrs) > 0 {
			if attrs, err = encode(p.Attrs); err != nil {
				return t, err
			}
		}
		t.people = append(t.people, personRecord{
			ID: p.ID, Username: p.Username, Name: p.Name, Unit: p.Unit, Title: p.Title, SortOrder: p.Order, Active: p.Active, Attrs: attrs, IDMac: p.IDMac,
			Mail: p.Mail, WeCom: p.WeCom, DingTalk: p.DingTalk,
		})
	}
	for i, p := range posts {
		t.posts = append(t.posts, postRecord{Seq: i, Role: p.Role, Person: p.Person, Unit: p.Unit, FromDate: p.From, UntilDate: p.Until})
	}
	for i, k := range kin {
		t.kin = append(t.kin, kinRecord{Seq: i, A: k.A, B: k.B, Relation: k.Relation})
	}
	for i, l := range leaves {
		processes, err := encodeList(l.Processes)
		if err != nil {
			return t, err
		}
		t.leaves = append(t.leaves, leaveRecord{
			Seq: i, Person: l.Person, FromDate: l.From, UntilDate: l.Until, Delegate: l.Delegate, Processes: processes, Reason: l.Reason,
			ID: l.ID, ByPerson: l.By, At: l.At, EndedAt: l.Ended, EndedBy: l.EndedBy,
		})
	}
	return t, nil
}

// Book implements engine.DirectorySource: the directory as it is now. It is read again only when its revision moved.
func (s *Store) Book(ctx context.Context) (*directory.Book, error) {
	return s.book.get(
		func() (int64, error) { return s.revision(ctx, directoryRevision) },
		func(rev int64) (*directory.Book, error) { return s.readBook(ctx, rev) },
		s.opts.Poll > 0,
	)
}

func (s *Store) readBook(ctx context.Context, rev int64) (*directory.Book, error) {
	db := func() *gorm.DB { return s.read.WithContext(ctx) }
	units, err1 := each(db(), func(r unitRecord) (directory.Unit, error) {
		return directory.Unit{ID: r.ID, Name: r.Name, Parent: r.Parent, Level: r.Level, Order: r.SortOrder, Superior: r.Superior}, nil
	})
	people, err2 := each(db(), func(r personRecord) (directory.Person, error) {
		p := directory.Person{
			ID: r.ID, Username: r.Username, Name: r.Name, Unit: r.Unit, Title: r.Title, Order: r.SortOrder, Active: r.Active, IDMac: r.IDMac,
			Mail: r.Mail, WeCom: r.WeCom, DingTalk: r.DingTalk,
		}
		return p, decode([]byte(r.Attrs), &p.Attrs)
	})
	posts, err3 := each(db().Order("seq"), func(r postRecord) (directory.Post, error) {
		return directory.Post{Role: r.Role, Person: r.Person, Unit: r.Unit, From: r.FromDate, Until: r.UntilDate}, nil
	})
	kin, err4 := each(db().Order("seq"), func(r kinRecord) (directory.Kin, error) {
		return directory.Kin{A: r.A, B: r.B, Relation: r.Relation}, nil
	})
	leaves, err5 := each(db().Order("seq"), func(r leaveRecord) (directory.Leave, error) {
		l := directory.Leave{
			ID: r.ID, Person: r.Person, From: r.FromDate, Until: r.UntilDate, Delegate: r.Delegate, Reason: r.Reason,
			By: r.ByPerson, At: r.At, Ended: r.EndedAt, EndedBy: r.EndedBy,
		}
		return l, decode([]byte(r.Processes), &l.Processes)
	})
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return nil, err
	}
	book, faults := directory.NewBook(rev, units, people, posts, kin, leaves)
	return book, errors.Join(faults...)
}
