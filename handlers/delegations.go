package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"dandang/engine"
	"dandang/engine/directory"
)

// DelegationInfo is one 委托代办: who acts for whom, where and how long.
type DelegationInfo struct {
	ID        string     `json:"id" doc:"Absent for rows that came with an imported directory: they end by their date"`
	Person    PersonRef  `json:"person" doc:"委托人"`
	Delegate  *PersonRef `json:"delegate,omitempty" doc:"受托人; absent for a leave that nobody stands in for"`
	From      string     `json:"from" format:"date"`
	Until     string     `json:"until" format:"date" doc:"Last day, included"`
	Processes []NamedID  `json:"processes" doc:"None means all"`
	Reason    string     `json:"reason"`
	Status    string     `json:"status" enum:"coming,running,over,ended" doc:"ended: taken back before its last day"`
	By        *PersonRef `json:"by,omitempty" doc:"Who entered it: the principal, or an administrator"`
	At        string     `json:"at,omitempty" format:"date-time"`
	EndedAt   string     `json:"ended_at,omitempty" format:"date-time"`
	EndedBy   *PersonRef `json:"ended_by,omitempty"`
}

// DelegationBody is what somebody hands over.
type DelegationBody struct {
	Delegate  string   `json:"delegate" minLength:"1" maxLength:"64" doc:"Who acts meanwhile (受托人)"`
	From      string   `json:"from" format:"date"`
	Until     string   `json:"until" format:"date" doc:"Last day, included"`
	Processes []string `json:"processes,omitempty" maxItems:"100" doc:"Keys of the procedures handed over; none means all"`
	Reason    string   `json:"reason" minLength:"1" maxLength:"200"`
}

// OwnDelegationInput hands the caller's turns over.
type OwnDelegationInput struct{ Body DelegationBody }

// DelegationInput hands somebody's turns over, by an administrator.
type DelegationInput struct {
	Body struct {
		Person string `json:"person" minLength:"1" maxLength:"64" doc:"委托人"`
		DelegationBody
	}
}

type delegationID struct {
	ID string `path:"id" minLength:"1" maxLength:"64"`
}

type delegationsInput struct {
	Person string `query:"person" maxLength:"64" doc:"Only those that this person gave or received"`
}

type delegationOutput struct {
	Body struct {
		Delegation *DelegationInfo `json:"delegation,omitempty"`
		Cases      int             `json:"cases" doc:"Open cases whose candidates changed"`
	}
}

func (s *Server) delegations() {
	const tag = "delegations"
	handle(s, op{method: http.MethodGet, path: base + "/me/delegations", id: "my-delegations", tag: tag, summary: "委托代办 that the caller gave or received, newest first"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body List[DelegationInfo] }, error) {
			actor, err := actorOf(ctx)
			if err != nil {
				return nil, err
			}
			return s.listDelegations(ctx, actor)
		})
	handle(s, op{
		method: http.MethodPost, path: base + "/me/delegations", id: "delegate", tag: tag, status: http.StatusCreated,
		summary: "Hand the caller's turns to a delegate for a time; chains and loops are refused",
	}, func(ctx context.Context, in *OwnDelegationInput) (*delegationOutput, error) {
		actor, err := actorOf(ctx)
		if err != nil {
			return nil, err
		}
		return s.addDelegation(ctx, actor, &in.Body)
	})
	handle(s, op{method: http.MethodDelete, path: base + "/me/delegations/{id}", id: "end-delegation", tag: tag, summary: "Take one's delegation back: it ends at once"},
		func(ctx context.Context, in *delegationID) (*delegationOutput, error) {
			actor, err := actorOf(ctx)
			if err != nil {
				return nil, err
			}
			return s.endDelegation(ctx, in.ID, actor)
		})
	handle(s, op{method: http.MethodGet, path: base + "/admin/delegations", id: "list-delegations", tag: tag, summary: "Every 委托代办, ended ones included, newest first"},
		func(ctx context.Context, in *delegationsInput) (*struct{ Body List[DelegationInfo] }, error) {
			return s.listDelegations(ctx, in.Person)
		})
	handle(s, op{
		method: http.MethodPost, path: base + "/admin/delegations", id: "delegate-for", tag: tag, status: http.StatusCreated,
		summary: "Hand somebody's turns to a delegate for a time",
	}, func(ctx context.Context, in *DelegationInput) (*delegationOutput, error) {
		return s.addDelegation(ctx, in.Body.Person, &in.Body.DelegationBody)
	})
	handle(s, op{method: http.MethodDelete, path: base + "/admin/delegations/{id}", id: "end-delegation-of", tag: tag, summary: "End somebody's delegation at once"},
		func(ctx context.Context, in *delegationID) (*delegationOutput, error) {
			return s.endDelegation(ctx, in.ID, "")
		})
}

// listDelegations lists those that somebody gave or received; "" is everybody.
func (s *Server) listDelegations(ctx context.Context, person engine.PersonID) (*struct{ Body List[DelegationInfo] }, error) {
	return s.listLeaves(ctx, person, false)
}

// listLeaves lists the leaves that somebody takes or stands in for; all: also those that nobody stands in for.
func (s *Server) listLeaves(ctx context.Context, person engine.PersonID, all bool) (*struct{ Body List[DelegationInfo] }, error) {
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.processNames(ctx)
	if err != nil {
		return nil, err
	}
	out := List[DelegationInfo]{Items: []DelegationInfo{}}
	leaves := p.book.Tables().Leaves
	slices.SortStableFunc(leaves, func(a, b directory.Leave) int { return cmp.Compare(b.At, a.At) })
	for i := range leaves {
		if l := &leaves[i]; (all || l.Delegate != "") && (person == "" || l.Person == person || l.Delegate == person) {
			out.Items = append(out.Items, p.delegation(l, names, s.today()))
		}
	}
	return &struct{ Body List[DelegationInfo] }{out}, nil
}

func (p *presenter) delegation(l *directory.Leave, names map[string]string, today string) DelegationInfo {
	info := DelegationInfo{
		ID: l.ID, Person: personRef(p.book, l.Person), Delegate: p.person(l.Delegate), From: l.From, Until: l.Until,
		Processes: []NamedID{}, Reason: l.Reason, Status: "running", By: p.person(l.By), At: stamp(l.At), EndedAt: stamp(l.Ended), EndedBy: p.person(l.EndedBy),
	}
	for _, key := range l.Processes {
		info.Processes = append(info.Processes, NamedID{ID: key, Name: nonEmpty(names[key], key)})
	}
	switch {
	case l.Ended != 0:
		info.Status = "ended"
	case today < l.From:
		info.Status = "coming"
	case today > l.Until:
		info.Status = "over"
	}
	return info
}

func (s *Server) processNames(ctx context.Context) (map[string]string, error) {
	defs, err := s.opt.Engine.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, d := range defs {
		names[d.Key] = d.Name
	}
	return names, nil
}

// addDelegation enters a delegation in the directory and seats the delegate at once. What the directory refuses (chains,
// loops, two at a time) comes back with the field that it lies in.
func (s *Server) addDelegation(ctx context.Context, person engine.PersonID, in *DelegationBody) (*delegationOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	names, err := s.processNames(ctx)
	if err != nil {
		return nil, err
	}
	if problem := s.checkDelegation(p.book, names, person, in); problem != nil {
		return nil, problem
	}
	leave := directory.Leave{
		ID: s.opt.NewID(), Person: person, Delegate: in.Delegate, From: in.From, Until: in.Until, Processes: in.Processes, Reason: in.Reason,
		By: actor, At: s.opt.Clock.Now(),
	}
	if err := s.opt.Directory.AddLeave(ctx, leave, actor, leave.At); err != nil {
		return nil, err
	}
	out := &delegationOutput{}
	info := p.delegation(&leave, names, s.today())
	out.Body.Delegation = &info
	out.Body.Cases, err = s.opt.Engine.Reassess(ctx)
	return out, err
}

func (s *Server) checkDelegation(book *directory.Book, names map[string]string, person engine.PersonID, in *DelegationBody) *Problem {
	if q, ok := book.Person(in.Delegate); !ok || !q.Active {
		return invalid("delegate", "受托人不在名录中或已离职,请另选一人")
	}
	if _, ok := book.Person(person); !ok {
		return invalid("person", "委托人不在名录中,请核对")
	}
	if in.Until < s.today() {
		return invalid("until", "结束日期已过,请填今天或以后的日期")
	}
	for _, key := range in.Processes {
		if names[key] == "" {
			return invalid("processes", "没有这个办理事项,请从列表中选择")
		}
	}
	return nil
}

// endDelegation ends a delegation at once; owner is whose it must be, "" for an administrator.
func (s *Server) endDelegation(ctx context.Context, id string, owner engine.PersonID) (*delegationOutput, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	mine := func(l directory.Leave) bool {
		return l.ID == id && l.Ended == 0 && (owner == "" || l.Delegate != "" && l.Person == owner)
	}
	if !slices.ContainsFunc(book.Tables().Leaves, mine) {
		return nil, problem(engine.ENotFound, "没有这项委托,或者它已经结束")
	}
	if err := s.opt.Directory.EndLeave(ctx, id, actor, s.opt.Clock.Now()); err != nil {
		return nil, err
	}
	out := &delegationOutput{}
	out.Body.Cases, err = s.opt.Engine.Reassess(ctx)
	return out, err
}
