package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"dandang/engine"
	"dandang/engine/directory"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// Notice is what everybody reads before signing in or uploading: the system is not for state secrets.
const Notice = "本系统为非涉密系统,严禁存储、处理、传输国家秘密"

const cookieName = "dandang_session"

// authenticate finds the person of the bearer token or, for browsers, of the cookie. "" means nobody is signed in. A
// cookie is honoured for writing only when the browser says that the page is ours.
func (s *Server) authenticate(r *http.Request) (engine.PersonID, error) {
	token, fromCookie := tokenOf(r)
	if token == "" {
		return "", nil
	}
	if fromCookie {
		if err := s.cross.Check(r); err != nil {
			return "", problem(codeOrigin, "请求来自其他网站,已拦截;请在本系统页面上操作")
		}
	}
	session, err := s.sessionOf(r.Context(), token)
	if err != nil || session.Person == "" {
		return "", err
	}
	return session.Person, s.prolong(r.Context(), session, s.opt.Wall.Now())
}

// sessionOf finds the session of a token, without prolonging it; the zero value where there is none that holds.
func (s *Server) sessionOf(ctx context.Context, token string) (Session, error) {
	session, err := s.opt.Store.Session(ctx, s.opt.HashToken(token))
	switch {
	case engine.CodeOf(err) == engine.ENotFound, err == nil && (session.Revoked || session.ExpiresAt <= s.opt.Wall.Now()):
		return Session{}, nil
	case err != nil:
		return Session{}, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return Session{}, err
	}
	if p, known := book.Person(session.Person); !known || !p.Active {
		return Session{}, nil // who has left is signed out everywhere at once
	}
	return session, nil
}

// longestSession bounds a session however busy it is.
const longestSession = 24 * time.Hour

// prolong keeps somebody who works signed in: once an eighth of the session's life has passed without, it starts anew.
func (s *Server) prolong(ctx context.Context, session Session, now int64) error {
	life := s.opt.SessionLife.Milliseconds()
	until := min(now+life, session.CreatedAt+longestSession.Milliseconds())
	if until-session.ExpiresAt < life/8 {
		return nil
	}
	return s.opt.Store.ExtendSession(ctx, session.TokenHash, until)
}

func tokenOf(r *http.Request) (token string, fromCookie bool) {
	if scheme, rest, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "bearer") {
		return strings.TrimSpace(rest), false
	}
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value, true
	}
	return "", false
}

// PersonRef is a person as lists show him.
type PersonRef struct {
	ID    string `json:"id" doc:"Directory id"`
	Name  string `json:"name"`
	Unit  string `json:"unit,omitempty" doc:"Name of the unit"`
	Title string `json:"title,omitempty" doc:"职务"`
}

// Me is who is signed in.
type Me struct {
	PersonRef
	UnitID string   `json:"unit_id"`
	Posts  []Post   `json:"posts" doc:"Posts held today"`
	Roles  []string `json:"roles" doc:"What the account opens beside tasks: policy_owner, finance, admin, auditor"`
	May    []string `json:"may" doc:"What not everybody may do and the caller may: ids of operations; and supervision, meetings, call-meeting, registers, standing where a post of his is for them"`
}

// Post is a role in a unit.
type Post struct {
	Role     string `json:"role"`
	Unit     string `json:"unit" doc:"Unit id"`
	UnitName string `json:"unit_name"`
}

// SignInInput is the form of POST /session.
type SignInInput struct {
	RawRequest
	Body struct {
		Username string `json:"username" minLength:"1" maxLength:"64"`
		Password string `json:"password" minLength:"1" maxLength:"512"`
	}
}

// RawRequest lets a handler see address and headers.
type RawRequest struct{ gin *gin.Context }

// Resolve keeps the request; it finds nothing wrong.
func (r *RawRequest) Resolve(ctx huma.Context) []error {
	r.gin = humagin.Unwrap(ctx)
	return nil
}

// SignInOutput answers a session.
type SignInOutput struct {
	Cookie string `header:"Set-Cookie"`
	Body   struct {
		Token   string `json:"token" doc:"Bearer token; shown once"`
		Expires string `json:"expires" format:"date-time"`
		Notice  string `json:"notice" doc:"To be shown: the system is not for state secrets"`
		User    Me     `json:"user"`
	}
}

// SessionInfo is what a sign-in page needs to know.
type SessionInfo struct {
	Body struct {
		Notice   string `json:"notice" doc:"To be shown before signing in"`
		SignedIn bool   `json:"signed_in"`
		Demo     bool   `json:"demo" doc:"Demo accounts and a movable clock exist"`
		Now      string `json:"now" format:"date-time" doc:"The engine's clock"`
	}
}

func (s *Server) sessions() {
	const tag = "session"
	handle(s, op{method: http.MethodGet, path: base + "/session", id: "session-info", tag: tag, summary: "Before signing in"},
		func(ctx context.Context, _ *struct{}) (*SessionInfo, error) {
			out := &SessionInfo{}
			out.Body.Notice, out.Body.Demo, out.Body.Now = Notice, s.opt.Demo != nil, stamp(s.opt.Clock.Now())
			_, err := actorOf(ctx)
			out.Body.SignedIn = err == nil
			return out, nil
		})
	handle(s, op{method: http.MethodPost, path: base + "/session", id: "sign-in", tag: tag, summary: "Sign in"}, s.signIn)
	handle(s, op{method: http.MethodDelete, path: base + "/session", id: "sign-out", tag: tag, summary: "Sign out", status: http.StatusNoContent}, s.signOut)
	handle(s, op{method: http.MethodGet, path: base + "/me", id: "me", tag: tag, summary: "Who am I"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
			actor, err := actorOf(ctx)
			if err != nil {
				return nil, err
			}
			me, err := s.me(ctx, actor)
			return &struct{ Body Me }{me}, err
		})
}

// signIn gives a session. Unknown user, wrong password and person who left get the same answer after the same work.
func (s *Server) signIn(ctx context.Context, in *SignInInput) (*SignInOutput, error) {
	if err := s.cross.Check(in.gin.Request); err != nil {
		return nil, problem(codeOrigin, "请求来自其他网站,已拦截;请在本系统页面上登录")
	}
	now := s.opt.Wall.Now()
	key := in.Body.Username + "\n" + in.gin.ClientIP()
	if ok, after := s.opt.Throttle.Attempt(key, now); !ok {
		p := problem(codeThrottled, "登录尝试过于频繁,请稍后再试")
		p.retryAfter = int((after + 999) / 1000)
		return nil, p
	}
	person, hash, err := s.opt.Store.Account(ctx, in.Body.Username)
	if err != nil && engine.CodeOf(err) != engine.ENotFound {
		return nil, err
	}
	ok, err := s.opt.Passwords.Verify(ctx, in.Body.Password, hash)
	if err != nil {
		return nil, err
	}
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return nil, err
	}
	if p, known := book.Person(person); !ok || !known || !p.Active {
		return nil, problem(codeBadLogin, "用户名或密码不正确")
	}
	s.opt.Throttle.Succeed(key)
	return s.openSession(ctx, person, now, in.gin.Request)
}

func (s *Server) openSession(ctx context.Context, person engine.PersonID, now int64, r *http.Request) (*SignInOutput, error) {
	token, hash := s.opt.NewToken()
	expires := now + s.opt.SessionLife.Milliseconds()
	session := Session{TokenHash: hash, Person: person, CreatedAt: now, ExpiresAt: expires}
	if err := s.opt.Store.CreateSession(ctx, session); err != nil {
		return nil, err
	}
	me, err := s.me(ctx, person)
	if err != nil {
		return nil, err
	}
	out := &SignInOutput{Cookie: s.cookie(token, int(longestSession.Seconds()), r)}
	out.Body.Token, out.Body.Expires, out.Body.Notice, out.Body.User = token, stamp(expires), Notice, me
	return out, nil
}

// cookie is for browsers only: no script reads it, no other site sends it.
func (s *Server) cookie(value string, maxAge int, r *http.Request) string {
	return (&http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: s.opt.SecureCookie || r.TLS != nil, SameSite: http.SameSiteStrictMode,
	}).String()
}

func (s *Server) signOut(ctx context.Context, in *struct{ RawRequest }) (*struct {
	Cookie string `header:"Set-Cookie"`
}, error,
) {
	token, _ := tokenOf(in.gin.Request)
	if err := s.opt.Store.RevokeSession(ctx, s.opt.HashToken(token), s.opt.Wall.Now()); err != nil {
		return nil, err
	}
	return &struct {
		Cookie string `header:"Set-Cookie"`
	}{s.cookie("", -1, in.gin.Request)}, nil
}

func (s *Server) me(ctx context.Context, id engine.PersonID) (Me, error) {
	book, err := s.opt.Directory.Book(ctx)
	if err != nil {
		return Me{}, err
	}
	person, _ := book.Person(id)
	me := Me{PersonRef: personRef(book, id), UnitID: person.Unit, Posts: posts(book, id, s.today()), Roles: []string{}}
	for _, role := range []Role{RolePolicyOwner, RoleFinance, RoleVacancies, RoleAdmin, RoleAuditor} {
		has, err := s.hasRole(ctx, id, role)
		if err != nil {
			return Me{}, err
		}
		if has {
			me.Roles = append(me.Roles, string(role))
		}
	}
	me.May, err = s.may(ctx, id)
	return me, err
}

// personRef names a person; somebody whom the directory does not know keeps his id as name.
func personRef(book *directory.Book, id engine.PersonID) PersonRef {
	p, ok := book.Person(id)
	if !ok {
		return PersonRef{ID: id, Name: id}
	}
	unit, _ := book.Unit(p.Unit)
	return PersonRef{ID: id, Name: p.Name, Unit: unit.Name, Title: p.Title}
}
