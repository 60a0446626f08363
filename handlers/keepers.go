package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"dandang/engine"
	"dandang/engine/directory"
)

// KinInfo is a near relative of somebody.
type KinInfo struct {
	Person   PersonRef `json:"person"`
	Relation string    `json:"relation" doc:"配偶, 父子 …"`
}

// PersonInfo is a person as who keeps the directory sees him.
type PersonInfo struct {
	PersonRef
	UnitID    string    `json:"unit_id"`
	Username  string    `json:"username,omitempty" doc:"Absent for who has no account"`
	Active    bool      `json:"active" doc:"false: left, or dead"`
	Posts     []Post    `json:"posts" doc:"Posts held today"`
	Kin       []KinInfo `json:"kin" doc:"亲属关系: who must keep out of whose cases"`
	AwayUntil string    `json:"away_until,omitempty" format:"date" doc:"Last day of the leave that runs today"`
}

// KinInput says that two people are near relatives, or are not.
type KinInput struct {
	Body struct {
		A        string `json:"a" minLength:"1" maxLength:"64"`
		B        string `json:"b" minLength:"1" maxLength:"64"`
		Relation string `json:"relation,omitempty" maxLength:"20" doc:"配偶, 父子 …; absent to strike them off the register"`
	}
}

type keptPeopleInput struct {
	Q      string `query:"q" maxLength:"50" doc:"Part of name, username, title or unit"`
	Unit   string `query:"unit" maxLength:"64" doc:"And the units below it"`
	Cursor string `query:"cursor" maxLength:"200"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// keepers registers what those who keep the directory read and write beside posts.
func (s *Server) keepers() {
	const tag = "admin"
	handle(s, op{method: http.MethodGet, path: base + "/admin/people", id: "list-people", tag: tag, summary: "Everybody of the directory with posts, near relatives and leave, in directory order"}, s.listPeople)
	handle(s, op{method: http.MethodPut, path: base + "/admin/kin", id: "set-kin", tag: tag, summary: "Enter, change or strike off that two people are near relatives"}, s.setKin)
	handle(s, op{method: http.MethodGet, path: base + "/admin/leaves", id: "list-leaves", tag: tag, summary: "Every leave, with or without a delegate, ended ones included, newest first"},
		func(ctx context.Context, in *delegationsInput) (*struct{ Body List[DelegationInfo] }, error) {
			return s.listLeaves(ctx, in.Person, true)
		})
}

func (s *Server) listPeople(ctx context.Context, in *keptPeopleInput) (*struct{ Body Page[PersonInfo] }, error) {
	at, err := parseCursor(in.Cursor, "people")
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	kin := map[engine.PersonID][]directory.Kin{}
	for _, k := range book.Tables().Kin {
		kin[k.A] = append(kin[k.A], k)
		kin[k.B] = append(kin[k.B], directory.Kin{A: k.B, B: k.A, Relation: k.Relation})
	}
	out := Page[PersonInfo]{Items: []PersonInfo{}}
	found := book.Find(in.Q)
	if at.ID != "" {
		found = found[slices.IndexFunc(found, func(p directory.Person) bool { return p.ID == at.ID })+1:]
	}
	for i := range found {
		p := &found[i]
		if in.Unit != "" && p.Unit != in.Unit && !book.Within(p.Unit, in.Unit) {
			continue
		}
		if len(out.Items) == in.Limit {
			out.Next = cursor{Box: "people", ID: out.Items[in.Limit-1].ID}.String()
			break
		}
		out.Items = append(out.Items, s.personInfo(book, p, kin[p.ID]))
	}
	return &struct{ Body Page[PersonInfo] }{out}, nil
}

func (s *Server) personInfo(book *directory.Book, p *directory.Person, kin []directory.Kin) PersonInfo {
	info := PersonInfo{PersonRef: personRef(book, p.ID), UnitID: p.Unit, Username: p.Username, Active: p.Active, Posts: posts(book, p.ID, s.today()), Kin: []KinInfo{}}
	for _, k := range kin {
		info.Kin = append(info.Kin, KinInfo{Person: personRef(book, k.B), Relation: k.Relation})
	}
	if l, away := book.OnLeave(p.ID, s.today()); away {
		info.AwayUntil = l.Until
	}
	return info
}

func posts(book *directory.Book, id engine.PersonID, today string) []Post {
	out := []Post{}
	for _, p := range book.Roles(id, today) {
		unit, _ := book.Unit(p.Unit)
		out = append(out, Post{Role: p.Role, Unit: p.Unit, UnitName: unit.Name})
	}
	return out
}

func (s *Server) setKin(ctx context.Context, in *KinInput) (*reassessed, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	if _, known := book.Person(b.A); !known {
		return nil, invalid("a", "这个人不在名录中,请重新选择")
	}
	if _, known := book.Person(b.B); !known || b.A == b.B {
		return nil, invalid("b", "请从名录中选择另一人")
	}
	if err := s.opt.Directory.SetKin(ctx, b.A, b.B, strings.TrimSpace(b.Relation), actor, s.opt.Clock.Now()); err != nil {
		return nil, err
	}
	return s.reassess(ctx)
}
