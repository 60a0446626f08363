package handlers

import (
	"context"
	"slices"

	"dandang/engine"
	"dandang/engine/process"
)

// What the engine decides case by case is open to everybody at the edge; these say whom it can concern at all.
const (
	maySupervise = "supervision"  // a procedure names a post of his among its supervisors
	mayMeet      = "meetings"     // a vote of a procedure is held at meetings by a post of his
	mayCall      = "call-meeting" // … and he keeps their record
	mayRegisters = "registers"    // there is a register that he may look into
	mayStanding  = "standing"     // he may ask whether a 影响期 of somebody else still runs
)

// may lists what not everybody may do and this person may: the ids of operations (as in the description of the API) that the
// table Access opens to him by one of his posts, and the areas above. Pages make their menus of it; what is refused in the
// end, each request says.
func (s *Server) may(ctx context.Context, id engine.PersonID) ([]string, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	defs, err := s.opt.Engine.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	posts := map[string]bool{}
	for _, p := range book.Roles(id, s.today()) {
		posts[p.Role] = true
	}
	out := []string{}
	for route, r := range Access {
		if op := s.operation[route]; op != "" && slices.ContainsFunc(r.AnyOf, func(role Role) bool { return s.behind(role, posts, defs) }) {
			out = append(out, op)
		}
	}
	area := func(name string, holds bool) {
		if holds {
			out = append(out, name)
		}
	}
	var supervises, meets, calls bool
	for _, d := range defs {
		supervises = supervises || holdsAny(d.Supervisors, posts)
		for _, v := range meetings(d) {
			calls = calls || holdsAny(v.Recorder, posts)
			meets = meets || calls || holdsAny(v.For, posts) || holdsAny(v.Confirm, posts) || holdsAny(v.Chair, posts)
		}
	}
	registers, err := s.opt.Engine.Registers(ctx, id)
	if err != nil {
		return nil, err
	}
	area(mayRegisters, len(registers) > 0)
	area(mayStanding, s.behind(RoleStanding, posts, defs))
	area(maySupervise, supervises)
	area(mayMeet, meets)
	area(mayCall, calls)
	slices.Sort(out)
	return out, nil
}

// behind: one of the posts is behind the edge's role.
func (s *Server) behind(role Role, posts map[string]bool, defs []*process.Definition) bool {
	if role == RolePolicyOwner {
		return slices.ContainsFunc(defs, func(d *process.Definition) bool { return posts[d.Owner] })
	}
	return slices.ContainsFunc(s.opt.Roles[role], func(name string) bool { return posts[name] })
}

func holdsAny(list []process.Who, posts map[string]bool) bool {
	return slices.ContainsFunc(list, func(w process.Who) bool { return w.Role != "" && posts[w.Role] })
}

// heldVote is a vote that is held in a room, with who votes in it.
type heldVote struct {
	*process.Vote
	For []process.Who
}

func meetings(d *process.Definition) []heldVote {
	var out []heldVote
	for i := range d.States {
		for j := range d.States[i].Tasks {
			if t := &d.States[i].Tasks[j]; t.Vote != nil && t.Vote.Held == "meeting" {
				out = append(out, heldVote{t.Vote, t.For})
			}
		}
	}
	return out
}
