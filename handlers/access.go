package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"dandang/engine"
	"dandang/engine/workday"
)

// Role is a capacity at the edge: it opens routes, never a task. Whose turn a task is, only the engine says.
type Role string

// The roles of the table below.
const (
	// RolePolicyOwner holds the directory role that a published procedure names as its owner.
	RolePolicyOwner Role = "policy_owner"
	// RoleFinance sets budgets of money.
	RoleFinance Role = "finance"
	// RoleVacancies sets what ledgers count, such as vacant posts (编办).
	RoleVacancies Role = "vacancies"
	// RoleAdmin keeps directory and calendar (系统管理员).
	RoleAdmin Role = "admin"
	// RoleAuditor reads what administration does (安全审计员).
	RoleAuditor Role = "auditor"
	// RoleSupervisor watches over limits (督办) and decides nothing.
	RoleSupervisor Role = "supervisor"
	// RoleJump, RoleReassign and RoleClose propose an intervention of that kind (特殊处置); each is a permission of its own.
	RoleJump     Role = "jump"
	RoleReassign Role = "reassign"
	RoleClose    Role = "close"
	// RoleConfirm confirms or refuses what one of them proposed: always a second person.
	RoleConfirm Role = "confirm"
	// RoleStanding asks whether somebody's registered 影响期 still runs (组织部审核人 and the like).
	RoleStanding Role = "standing"
)

// DefaultRoles names the directory roles behind the edge's roles. That of RolePolicyOwner comes from the procedures.
func DefaultRoles() map[Role][]string {
	return map[Role][]string{
		RoleFinance:   {"财政审核人"},
		RoleVacancies: {"编办负责人"},
		RoleAdmin:     {"系统管理员"},
		RoleAuditor:   {"安全审计员"},

		RoleJump: {"特殊处置员"}, RoleReassign: {"特殊处置员"}, RoleClose: {"特殊处置员"}, RoleConfirm: {"特殊处置确认人"},

		RoleSupervisor: {"督办员"},
		RoleStanding:   {"组织部审核人"},
	}
}

// Requirement says who may call a route. The zero value is nobody.
type Requirement struct {
	Public bool   // anybody, signed in or not
	Signed bool   // anybody signed in
	AnyOf  []Role // signed in and in one of these roles
	Demo   bool   // exists only with --demo, then also as the rest says
	Local  bool   // from this machine without signing in, otherwise as AnyOf says
}

// Route is one method of one path, as registered: "/api/v1/cases/{id}".
type Route struct{ Method, Path string }

const base = "/api/v1"

var (
	public   = Requirement{Public: true}
	signedIn = Requirement{Signed: true}
	admins   = Requirement{AnyOf: []Role{RoleAdmin}}

	intervening = Requirement{AnyOf: []Role{RoleJump, RoleReassign, RoleClose, RoleConfirm, RoleAuditor}}
)

// Access is the whole of the edge's authorization: a route that is not listed is refused to everybody.
var Access = map[Route]Requirement{
	{http.MethodGet, "/healthz"}:           public,
	{http.MethodGet, "/readyz"}:            public,
	{http.MethodGet, "/metrics"}:           {Local: true, AnyOf: []Role{RoleAdmin}},
	{http.MethodGet, "/openapi.json"}:      public,
	{http.MethodGet, "/docs"}:              public,
	{http.MethodGet, "/docs/{file}"}:       public,
	{http.MethodGet, base + "/session"}:    public,
	{http.MethodPost, base + "/session"}:   public,
	{http.MethodDelete, base + "/session"}: signedIn,
	{http.MethodGet, base + "/me"}:         signedIn,

	{http.MethodGet, base + "/processes"}:                   signedIn,
	{http.MethodGet, base + "/processes/{id}"}:              signedIn,
	{http.MethodGet, base + "/processes/{id}/versions"}:     signedIn,
	{http.MethodGet, base + "/processes/{id}/versions/{n}"}: signedIn,
	{http.MethodGet, base + "/processes/{id}/diagram.svg"}:  signedIn,

	{http.MethodGet, base + "/cases"}:                    signedIn,
	{http.MethodPost, base + "/cases"}:                   signedIn,
	{http.MethodGet, base + "/cases/{id}"}:               signedIn,
	{http.MethodPatch, base + "/cases/{id}"}:             signedIn,
	{http.MethodGet, base + "/cases/{id}/events"}:        signedIn,
	{http.MethodPost, base + "/cases/{id}/events"}:       signedIn,
	{http.MethodGet, base + "/cases/{id}/forecast"}:      signedIn,
	{http.MethodPost, base + "/cases/{id}/forecast"}:     signedIn,
	{http.MethodPost, base + "/cases/{id}/form"}:         signedIn,
	{http.MethodGet, base + "/supervision"}:              signedIn, // the engine lists what the caller supervises
	{http.MethodPost, base + "/processes/{id}/forecast"}: signedIn,
	{http.MethodPost, base + "/cases/{id}/unseal"}:       signedIn,
	{http.MethodGet, base + "/cases/{id}/history"}:       signedIn,
	{http.MethodGet, base + "/cases/{id}/diagram.svg"}:   signedIn,
	{http.MethodGet, base + "/cases/{id}/form"}:          signedIn,
	{http.MethodGet, base + "/cases/{id}/duplicates"}:    signedIn,
	{http.MethodGet, base + "/cases/{id}/tasks"}:         signedIn,
	{http.MethodGet, base + "/cases/{id}/documents"}:     signedIn,
	{http.MethodGet, base + "/documents"}:                signedIn,
	{http.MethodGet, base + "/documents/{id}"}:           signedIn,
	{http.MethodPost, base + "/documents/{id}/acts"}:     signedIn,
	{http.MethodGet, base + "/cases/{id}/objections"}:    signedIn,
	{http.MethodGet, base + "/cases/{id}/on-paper"}:      signedIn,
	{http.MethodGet, base + "/on-paper"}:                 signedIn, // the engine finds what the caller may enter
	{http.MethodGet, base + "/cases/{id}/files"}:         signedIn,
	{http.MethodPost, base + "/cases/{id}/files"}:        signedIn,
	{http.MethodGet, base + "/cases/{id}/files/{file}"}:  signedIn,

	{http.MethodGet, base + "/tasks/{id}/people"}:    signedIn,
	{http.MethodPost, base + "/tasks/{id}/claim"}:    signedIn,
	{http.MethodPost, base + "/tasks/{id}/release"}:  signedIn,
	{http.MethodPost, base + "/tasks/{id}/transfer"}: signedIn,
	{http.MethodPost, base + "/tasks/{id}/delegate"}: signedIn,
	{http.MethodPost, base + "/tasks/{id}/sign"}:     signedIn,
	{http.MethodPost, base + "/tasks/{id}/unsign"}:   signedIn,

	{http.MethodGet, base + "/inbox"}:                               signedIn,
	{http.MethodGet, base + "/inbox/stream"}:                        signedIn,
	{http.MethodPost, base + "/batch"}:                              signedIn,
	{http.MethodGet, base + "/notices"}:                             signedIn,
	{http.MethodPost, base + "/notices/{id}/objections"}:            signedIn,
	{http.MethodGet, base + "/people"}:                              signedIn,
	{http.MethodGet, base + "/units"}:                               signedIn,
	{http.MethodPost, base + "/definitions/check"}:                  {AnyOf: []Role{RolePolicyOwner}},
	{http.MethodGet, base + "/ledgers/{process}/{ledger}"}:          {AnyOf: []Role{RoleFinance, RoleVacancies, RolePolicyOwner, RoleAuditor}},
	{http.MethodGet, base + "/ledgers/{process}/{ledger}/accounts"}: {AnyOf: []Role{RoleFinance, RoleVacancies, RolePolicyOwner, RoleAuditor}},
	{http.MethodPut, base + "/ledgers/{process}/{ledger}"}:          {AnyOf: []Role{RoleFinance, RoleVacancies}}, // money only the one, counts only the other

	{http.MethodGet, base + "/standing/{person}"}:          signedIn, // of oneself; of others only RoleStanding
	{http.MethodGet, base + "/standing"}:                   {AnyOf: []Role{RoleAuditor}},
	{http.MethodGet, base + "/registers"}:                  signedIn,
	{http.MethodGet, base + "/registers/{process}/{name}"}: signedIn,

	{http.MethodGet, base + "/cases/{id}/materials"}: signedIn,
	{http.MethodGet, base + "/cases/{id}/print"}:     signedIn,
	{http.MethodGet, base + "/documents/{id}/print"}: signedIn,

	{http.MethodGet, base + "/cases/{id}/package.zip"}: signedIn,

	{http.MethodGet, base + "/meetings"}:               signedIn, // the engine shows those on cases of the caller's
	{http.MethodPost, base + "/meetings"}:              signedIn, // and takes only cases that wait for his record
	{http.MethodGet, base + "/meetings/{id}"}:          signedIn,
	{http.MethodPut, base + "/meetings/{id}"}:          signedIn,
	{http.MethodPost, base + "/meetings/{id}/record"}:  signedIn,
	{http.MethodPost, base + "/meetings/{id}/confirm"}: signedIn,
	{http.MethodGet, base + "/meetings/{id}/print"}:    signedIn,

	{http.MethodGet, base + "/stats"}: {AnyOf: []Role{RoleSupervisor, RolePolicyOwner, RoleAuditor, RoleAdmin}}, // an owner: of his procedures

	{http.MethodGet, base + "/roster"}:  signedIn, // of one's own cases; of all only who oversees the procedure
	{http.MethodGet, base + "/export"}:  signedIn, // the same
	{http.MethodGet, base + "/exports"}: {AnyOf: []Role{RoleAuditor}},

	{http.MethodGet, base + "/cases/{id}/comments"}:                 signedIn,
	{http.MethodPost, base + "/cases/{id}/comments"}:                signedIn,
	{http.MethodPost, base + "/cases/{id}/comments/{comment}/void"}: signedIn,
	{http.MethodGet, base + "/cases/{id}/copies"}:                   signedIn,
	{http.MethodPost, base + "/cases/{id}/circulate"}:               signedIn,
	{http.MethodPost, base + "/cases/{id}/seen"}:                    signedIn,
	{http.MethodGet, base + "/cases/{id}/autosave"}:                 signedIn,
	{http.MethodPut, base + "/cases/{id}/autosave"}:                 signedIn,
	{http.MethodDelete, base + "/cases/{id}/autosave"}:              signedIn,
	{http.MethodGet, base + "/me/phrases"}:                          signedIn, // one's own
	{http.MethodPut, base + "/me/phrases"}:                          signedIn,

	{http.MethodGet, base + "/messages"}:                      signedIn, // one's own
	{http.MethodPost, base + "/messages/read"}:                signedIn,
	{http.MethodGet, base + "/me/preferences"}:                signedIn,
	{http.MethodPut, base + "/me/preferences"}:                signedIn,
	{http.MethodGet, base + "/admin/deliveries"}:              admins,
	{http.MethodPost, base + "/admin/deliveries/{id}/resend"}: admins,

	{http.MethodGet, base + "/admin/incidents"}:       {AnyOf: []Role{RolePolicyOwner, RoleAdmin}},
	{http.MethodPost, base + "/admin/reassess"}:       admins,
	{http.MethodGet, base + "/admin/calendar/{year}"}: {AnyOf: []Role{RoleAdmin, RolePolicyOwner, RoleAuditor}},
	{http.MethodPut, base + "/admin/calendar/{year}"}: admins,

	{http.MethodPost, base + "/admin/calendar/{year}/preview"}: admins,
	{http.MethodGet, base + "/admin/calendar/{year}/changes"}:  {AnyOf: []Role{RoleAdmin, RolePolicyOwner, RoleAuditor}},

	{http.MethodGet, base + "/admin/posts"}:   {AnyOf: []Role{RoleAdmin, RoleAuditor}},
	{http.MethodPut, base + "/admin/posts"}:   admins,
	{http.MethodPost, base + "/admin/leaves"}: admins,
	{http.MethodGet, base + "/admin/leaves"}:  {AnyOf: []Role{RoleAdmin, RoleAuditor}},
	{http.MethodGet, base + "/admin/people"}:  {AnyOf: []Role{RoleAdmin, RoleAuditor}},
	{http.MethodPut, base + "/admin/kin"}:     admins,

	{http.MethodGet, base + "/me/delegations"}:         signedIn,
	{http.MethodPost, base + "/me/delegations"}:        signedIn,
	{http.MethodDelete, base + "/me/delegations/{id}"}: signedIn,
	{http.MethodPost, base + "/admin/handover"}:        admins,

	{http.MethodGet, base + "/admin/interventions"}:               intervening,
	{http.MethodGet, base + "/admin/interventions/options"}:       {AnyOf: []Role{RoleJump, RoleReassign, RoleClose}},
	{http.MethodPost, base + "/admin/interventions"}:              {AnyOf: []Role{RoleJump, RoleReassign, RoleClose}}, // and the kind's own role
	{http.MethodPost, base + "/admin/interventions/{id}/confirm"}: {AnyOf: []Role{RoleConfirm}},
	{http.MethodPost, base + "/admin/interventions/{id}/refuse"}:  {AnyOf: []Role{RoleJump, RoleReassign, RoleClose, RoleConfirm}},

	{http.MethodGet, base + "/admin/delegations"}:         {AnyOf: []Role{RoleAdmin, RoleAuditor}},
	{http.MethodPost, base + "/admin/delegations"}:        admins,
	{http.MethodDelete, base + "/admin/delegations/{id}"}: admins,

	{http.MethodGet, base + "/demo/accounts"}: {Demo: true, Public: true},
	{http.MethodPost, base + "/demo/clock"}:   {Demo: true, Signed: true},
}

// requirement finds the row of a route as gin knows it (":id" for "{id}").
func requirement(method, ginPath string) (Requirement, bool) {
	r, ok := Access[Route{method, humaPath(ginPath)}]
	return r, ok
}

func humaPath(ginPath string) string {
	parts := strings.Split(ginPath, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "{" + p[1:] + "}"
		}
	}
	return strings.Join(parts, "/")
}

// allow applies a row. actor is "" when nobody is signed in; local says that the caller is on this machine.
func (s *Server) allow(ctx context.Context, r Requirement, actor engine.PersonID, local bool) error {
	switch {
	case r.Demo && s.opt.Demo == nil:
		return problem(codeNoRoute, "没有这个地址")
	case r.Public, r.Local && local:
		return nil
	case actor == "":
		return problem(codeSignIn, "请先登录")
	case r.Signed:
		return nil
	}
	for _, role := range r.AnyOf {
		has, err := s.hasRole(ctx, actor, role)
		if err != nil {
			return err
		}
		if has {
			return nil
		}
	}
	return problem(codeRole, "您没有办理这件事的权限;如确需办理,请联系系统管理员")
}

// hasRole looks the role up in today's directory.
func (s *Server) hasRole(ctx context.Context, actor engine.PersonID, role Role) (bool, error) {
	names := s.opt.Roles[role]
	if role == RolePolicyOwner {
		owners, err := s.owners(ctx)
		if err != nil {
			return false, err
		}
		names = owners
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return false, err
	}
	for _, post := range book.Roles(actor, s.today()) {
		if slices.Contains(names, post.Role) {
			return true, nil
		}
	}
	return false, nil
}

// owners lists the directory roles that own a published procedure.
func (s *Server) owners(ctx context.Context) ([]string, error) {
	defs, err := s.opt.Engine.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, d := range defs {
		if d.Owner != "" && !slices.Contains(names, d.Owner) {
			names = append(names, d.Owner)
		}
	}
	return names, nil
}

// today is the date in the zone of the rules, by the engine's clock.
func (s *Server) today() string { return string(workday.DateOf(s.opt.Clock.Now())) }
