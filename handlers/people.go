package handlers

import (
	"context"
	"net/http"

	"dandang/engine/directory"
)

// UnitInfo is a unit of the tree.
type UnitInfo struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Parent   string `json:"parent,omitempty" doc:"Unit id; absent for the top"`
	Superior string `json:"superior,omitempty" doc:"Unit id of the superior organ where it is not the parent"`
	Level    string `json:"level" enum:"city,county,township,dept"`
}

// PostInfo is one post, held or vacant.
type PostInfo struct {
	Role     string     `json:"role"`
	Unit     string     `json:"unit" doc:"Unit id"`
	UnitName string     `json:"unit_name"`
	Holder   *PersonRef `json:"holder,omitempty" doc:"Absent when vacant"`
	From     string     `json:"from,omitempty" format:"date"`
	Until    string     `json:"until,omitempty" format:"date"`
}

type peopleInput struct {
	Q     string `query:"q" maxLength:"50" doc:"Part of name, username, title or unit; empty lists everybody"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"20"`
}

type postsInput struct {
	Role string `query:"role" maxLength:"64" doc:"Only this role"`
	Unit string `query:"unit" maxLength:"64" doc:"Only this unit"`
}

// LeaveInput records that somebody is away.
type LeaveInput struct {
	Body struct {
		Person    string   `json:"person" minLength:"1" maxLength:"64"`
		From      string   `json:"from" format:"date"`
		Until     string   `json:"until" format:"date" doc:"Last day, included"`
		Delegate  string   `json:"delegate,omitempty" maxLength:"64" doc:"Who acts meanwhile"`
		Processes []string `json:"processes,omitempty" maxItems:"100" doc:"Procedures handed over; none means all"`
		Reason    string   `json:"reason" minLength:"1" maxLength:"200"`
	}
}

// PostHolderInput changes who holds a post.
type PostHolderInput struct {
	Body struct {
		Role   string `json:"role" minLength:"1" maxLength:"64"`
		Unit   string `json:"unit" minLength:"1" maxLength:"64" doc:"Unit id"`
		Before string `json:"before,omitempty" maxLength:"64" doc:"Person who holds it now; absent for a vacant post"`
		After  string `json:"after,omitempty" maxLength:"64" doc:"Person who shall hold it; absent to vacate it"`
	}
}

type reassessed struct {
	Body struct {
		Cases int `json:"cases" doc:"Open cases whose candidates or limits changed"`
	}
}

func (s *Server) people() {
	const tag = "directory"
	handle(s, op{method: http.MethodGet, path: base + "/people", id: "search-people", tag: tag, summary: "Find people, in directory order"}, s.searchPeople)
	handle(s, op{method: http.MethodGet, path: base + "/units", id: "list-units", tag: tag, summary: "All units, each parent before its children"}, s.listUnits)
	handle(s, op{method: http.MethodGet, path: base + "/admin/posts", id: "list-posts", tag: "admin", summary: "Posts and who holds them, vacant ones included"}, s.listPosts)
	handle(s, op{method: http.MethodPut, path: base + "/admin/posts", id: "set-post-holder", tag: "admin", summary: "Change the holder of a post"}, s.setPostHolder)
	handle(s, op{method: http.MethodPost, path: base + "/admin/leaves", id: "add-leave", tag: "admin", summary: "Record that somebody is away, and who acts meanwhile"}, s.addLeave)
	s.keepers()
}

func (s *Server) searchPeople(ctx context.Context, in *peopleInput) (*struct{ Body List[PersonRef] }, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[PersonRef]{Items: []PersonRef{}}
	for _, p := range book.Search(in.Q, in.Limit) {
		out.Items = append(out.Items, personRef(book, p.ID))
	}
	return &struct{ Body List[PersonRef] }{out}, nil
}

func (s *Server) listUnits(ctx context.Context, _ *struct{}) (*struct{ Body List[UnitInfo] }, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[UnitInfo]{Items: []UnitInfo{}}
	for _, u := range book.Units() {
		out.Items = append(out.Items, UnitInfo{ID: u.ID, Name: u.Name, Parent: u.Parent, Level: u.Level, Superior: u.Superior})
	}
	return &struct{ Body List[UnitInfo] }{out}, nil
}

func (s *Server) listPosts(ctx context.Context, in *postsInput) (*struct{ Body List[PostInfo] }, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	out := List[PostInfo]{Items: []PostInfo{}}
	for _, role := range book.RoleNames() {
		if in.Role != "" && in.Role != role {
			continue
		}
		for _, p := range book.Posts(role) {
			if in.Unit != "" && in.Unit != p.Unit {
				continue
			}
			unit, _ := book.Unit(p.Unit)
			info := PostInfo{Role: role, Unit: p.Unit, UnitName: unit.Name, From: p.From, Until: p.Until}
			if p.Person != "" {
				holder := personRef(book, p.Person)
				info.Holder = &holder
			}
			out.Items = append(out.Items, info)
		}
	}
	return &struct{ Body List[PostInfo] }{out}, nil
}

func (s *Server) setPostHolder(ctx context.Context, in *PostHolderInput) (*reassessed, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	if in.Body.Before == in.Body.After {
		return nil, invalid("after", "前后是同一个人,没有变动")
	}
	err = s.opt.Directory.SetPostHolder(ctx, in.Body.Role, in.Body.Unit, in.Body.Before, in.Body.After, actor, s.opt.Clock.Now())
	if err != nil {
		return nil, err
	}
	return s.reassess(ctx)
}

func (s *Server) addLeave(ctx context.Context, in *LeaveInput) (*reassessed, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	leave := directory.Leave{
		Person: in.Body.Person, From: in.Body.From, Until: in.Body.Until, Delegate: in.Body.Delegate,
		Processes: in.Body.Processes, Reason: in.Body.Reason, ID: s.opt.NewID(), By: actor, At: s.opt.Clock.Now(),
	}
	if err := s.opt.Directory.AddLeave(ctx, leave, actor, s.opt.Clock.Now()); err != nil {
		return nil, err
	}
	return s.reassess(ctx)
}

// reassess has the engine look at every open case again after the directory or the calendar changed.
func (s *Server) reassess(ctx context.Context) (*reassessed, error) {
	n, err := s.opt.Engine.Reassess(ctx)
	if err != nil {
		return nil, err
	}
	out := &reassessed{}
	out.Body.Cases = n
	return out, nil
}
