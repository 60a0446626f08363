package handlers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"dandang/engine"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// Options is everything the API needs. Limits that are zero take the default named beside them.
type Options struct {
	Engine     Engine
	Store      Store
	Directory  DirectoryAdmin
	Calendar   CalendarAdmin
	Blobs      Blobs
	Passwords  Passwords
	Throttle   Throttle
	NewToken   func() (token, hash string) // session token and the hash it is kept under
	HashToken  func(token string) string
	NewID      func() string // UUIDv7
	Check      Checker
	Draw       Drawer
	NewSheet   SheetMaker
	NewPackage PackageMaker
	Print      Printer
	TooLarge   error // what Blobs.Put answers when the limit is passed

	Clock engine.Clock // of the engine; movable in a demo
	Wall  engine.Clock // of sessions and throttling; never moved
	Demo  *Demo        // nil: the demo routes do not exist
	Pages fs.FS        // built pages, index.html at the top; nil: there is only the API
	Roles map[Role][]string
	Log   *slog.Logger
	// RequestKey is the secret of request hashes, 32 bytes, the same in every replica and after a restart.
	RequestKey []byte
	Version    string
	// Beat starts what tells one open stream when to look whether something changed, and answers how to end it: every two
	// seconds by default.
	Beat func() (<-chan time.Time, func())

	SecureCookie   bool          // mark the cookie Secure; set when users come by https
	TrustedProxies []string      // whose X-Forwarded-For is believed; none by default
	SessionLife    time.Duration // without a request, 8 h; 24 h at most
	MaxBody        int64         // bytes of a JSON or YAML body, 1 MiB
	MaxUpload      int64         // bytes of a file, 50 MiB
	WorkTimeout    time.Duration // of one request, uploads left out, 30 s
	UploadTimeout  time.Duration // of one upload or download, 10 min
}

func (o *Options) defaults() error {
	for name, missing := range map[string]bool{
		"Engine": o.Engine == nil, "Store": o.Store == nil, "Directory": o.Directory == nil, "Calendar": o.Calendar == nil,
		"Blobs": o.Blobs == nil, "Passwords": o.Passwords == nil, "Throttle": o.Throttle == nil, "NewToken": o.NewToken == nil,
		"HashToken": o.HashToken == nil, "NewID": o.NewID == nil, "Clock": o.Clock == nil, "Wall": o.Wall == nil,
		"RequestKey": len(o.RequestKey) < 32, "Check": o.Check == nil, "Draw": o.Draw == nil, "NewSheet": o.NewSheet == nil,
		"NewPackage": o.NewPackage == nil, "Print": o.Print.HTML == nil || o.Print.PDF == nil || o.Print.Policy == "",
	} {
		if missing {
			return fmt.Errorf("handlers: option %s is missing", name)
		}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Roles == nil {
		o.Roles = DefaultRoles()
	}
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.SessionLife, 8*time.Hour)
	set(&o.WorkTimeout, 30*time.Second)
	set(&o.UploadTimeout, 10*time.Minute)
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	if o.MaxUpload == 0 {
		o.MaxUpload = 50 << 20
	}
	if o.Beat == nil {
		o.Beat = func() (<-chan time.Time, func()) {
			t := time.NewTicker(streamBeat)
			return t.C, t.Stop
		}
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	return nil
}

// Server is the API as an http.Handler.
type Server struct {
	opt     Options
	router  *gin.Engine
	api     huma.API
	metrics *metrics
	cross   *http.CrossOriginProtection
	moving  sync.Mutex // of the demo clock

	exporting chan struct{}    // holds one for each export that is being made
	operation map[Route]string // ids of operations
	streams   *streams         // who follows his boxes
	changes   atomic.Uint64    // how often something was done here
}

// New registers every route. The error names the option that is missing, or the routes that the table Access does not
// know: such a build must not start.
func New(opt Options) (*Server, error) {
	if err := opt.defaults(); err != nil {
		return nil, err
	}
	speakChinese()
	gin.SetMode(gin.ReleaseMode)
	s := &Server{opt: opt, router: gin.New(), metrics: newMetrics(opt.Version), streams: newStreams(), cross: http.NewCrossOriginProtection()}
	s.exporting = make(chan struct{}, maxExports)
	s.operation = map[Route]string{}
	s.router.HandleMethodNotAllowed = true
	s.router.RedirectTrailingSlash = false
	if err := s.router.SetTrustedProxies(opt.TrustedProxies); err != nil {
		return nil, fmt.Errorf("handlers: trusted proxies: %w", err)
	}
	s.router.Use(s.requestID, s.observe, s.recover, secure, s.limit, s.authorise, s.changed)
	s.router.NoRoute(s.page)
	s.router.NoMethod(func(c *gin.Context) { s.refuse(c, problem(codeMethod, "这个地址不支持这种请求方法")) })

	config := huma.DefaultConfig("担当 Dandang", opt.Version)
	config.CreateHooks = nil // no $schema members and links: nobody serves them
	config.SchemasPath, config.DocsPath, config.OpenAPIPath = "", "", ""
	config.Formats = map[string]huma.Format{"application/json": strictJSON, "json": strictJSON}
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "Approval engine. Errors are RFC 9457 problems with a stable code; texts for people are Chinese. " + Notice
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "Token of POST /session"},
		"cookie": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "Set by POST /session for browsers"},
	}
	s.api = humagin.New(s.router, config)
	s.operations()
	s.sessions()
	s.catalogue()
	s.cases()
	s.acts()
	s.files()
	s.materials()
	s.inbox()
	s.streamRoutes()
	s.notices()
	s.ledgers()
	s.standing()
	s.rosters()
	s.prints()
	s.packages()
	s.stats()
	s.told()
	s.desk()
	s.people()
	s.delegations()
	s.batches()
	s.interventions()
	s.admin()
	s.calendar()
	if opt.Demo != nil {
		s.demo()
	}
	if unknown := s.unlisted(); len(unknown) > 0 {
		return nil, fmt.Errorf("handlers: routes missing in Access: %v", unknown)
	}
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.router.ServeHTTP(w, r) }

// Routes lists what is registered, sorted.
func (s *Server) Routes() []Route {
	var list []Route
	for _, r := range s.router.Routes() {
		list = append(list, Route{r.Method, humaPath(r.Path)})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path+list[i].Method < list[j].Path+list[j].Method })
	return list
}

func (s *Server) unlisted() (list []Route) {
	for _, r := range s.Routes() {
		if _, ok := Access[r]; !ok {
			list = append(list, r)
		}
	}
	return list
}

// HTTPServer wraps the handler with the limits of a server that faces people: slow or endless headers, bodies and
// readers are cut off. Uploads, downloads and streams extend their own deadlines; a shutdown ends the streams.
func HTTPServer(s *Server, log *slog.Logger) *http.Server {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.Stop)
	return server
}

// op describes one operation to handle.
type op struct {
	method, path, id, summary, tag string
	status                         int // of success, 200 if zero
	change                         func(*huma.Operation)
}

// handle registers an operation. Whatever the function answers as an error goes through the one table; texts that must
// stay inside go to the log under the request's id.
func handle[I, O any](s *Server, o op, f func(context.Context, *I) (*O, error)) {
	operation := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Summary: o.summary, Tags: []string{o.tag},
		DefaultStatus: o.status, MaxBodyBytes: s.opt.MaxBody,
	}
	if r := Access[Route{o.method, o.path}]; !r.Public {
		operation.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	if o.change != nil {
		o.change(&operation)
	}
	s.operation[Route{o.method, o.path}] = o.id
	huma.Register(s.api, operation, func(ctx context.Context, in *I) (*O, error) {
		out, err := f(ctx, in)
		if err != nil {
			return nil, s.tell(ctx, err)
		}
		return out, nil
	})
}

// tell makes the Problem of an error and logs what the client must not see.
func (s *Server) tell(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil { // a driver that is interrupted because the caller left says so in words of its own
		err = errors.Join(err, cause)
	}
	p, hidden := problemOf(err)
	out := *p
	out.Request = requestOf(ctx)
	if hidden != nil {
		s.opt.Log.ErrorContext(ctx, "request failed", "request", out.Request, "error", hidden)
	}
	if out.retryAfter > 0 {
		return huma.ErrorWithHeaders(&out, http.Header{"Retry-After": {fmt.Sprint(out.retryAfter)}})
	}
	return &out
}

var errNoActor = errors.New("a route for signed-in people was reached without one")

// actorOf is the person who calls. The table lets nobody through to a handler that needs one without.
func actorOf(ctx context.Context) (engine.PersonID, error) {
	if a, ok := ctx.Value(actorKey{}).(engine.PersonID); ok && a != "" {
		return a, nil
	}
	return "", errNoActor
}
