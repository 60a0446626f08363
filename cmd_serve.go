package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/handlers"
	"dandang/internal/files"
	"dandang/internal/jobs"
	"dandang/internal/seal"
	"dandang/internal/signin"
	"dandang/models"
	"dandang/web"

	"github.com/spf13/cobra"
)

func (a *app) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

func (a *app) serveCommand() *cobra.Command {
	var p place
	var addr string
	var demo, quiet bool
	var try []string
	c := &cobra.Command{
		Use: "serve", Short: "启动服务", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := a.settings(p)
			if err != nil {
				return err
			}
			if addr != "" {
				s.Addr = addr
			}
			s.Demo = s.Demo || demo
			return a.serve(c.Context(), s, quiet, try)
		},
	}
	p.flags(c.Flags())
	c.Flags().StringVar(&addr, "addr", "", "监听地址,如 127.0.0.1:8080")
	c.Flags().BoolVar(&demo, "demo", false, "演示:演示城市、演示账号和可以拨动的时钟;不得用于正式办理")
	c.Flags().StringSliceVar(&try, "try", nil, "演示时另外装入这些办事规则文件,供试办;只能与 --demo 同用")
	c.Flags().BoolVar(&quiet, "quiet", false, "不记录每次访问,只记录警告和错误")
	return c
}

// server is what runs between start and stop.
type server struct {
	settings config.Settings
	log      *slog.Logger
	db       *models.Store
	ring     *seal.Ring
	edge     *edgeStore
	blobs    *files.Store
	clock    engine.Clock
	engine   *engine.Engine
	post     *engine.PostOffice
	demo     *handlers.Demo
	password string // of every demo account
	empty    bool   // nobody can sign in yet
	waiting  []waiting
	guides   []guide // of a demo: whom to sign in as
}

// serve runs until ctx ends, then lets running requests finish, stops the jobs and closes the database.
func (a *app) serve(ctx context.Context, s config.Settings, quiet bool, try []string) error {
	log := a.log()
	if quiet {
		log = slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	db, err := openStore(ctx, s)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	srv, err := a.prepare(ctx, s, log, db)
	if err != nil {
		return err
	}
	defer srv.engine.Close()
	if err := srv.tryProcedures(ctx, try); err != nil {
		return err
	}
	api, err := srv.handler(ctx)
	if err != nil {
		return err
	}
	var listen net.ListenConfig
	ln, err := listen.Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("地址 %s 不能监听,请换一个端口或停掉占用它的程序:%w", s.Addr, err)
	}
	if srv.demo != nil {
		if srv.guides, err = srv.demoGuides(ctx); err != nil {
			return err
		}
	}
	a.greet(srv, ln.Addr())
	return srv.until(ctx, ln, handlers.HTTPServer(api, log))
}

// prepare brings schema, calendar, directory and procedures to where the server can work.
func (a *app) prepare(ctx context.Context, s config.Settings, log *slog.Logger, db *models.Store) (*server, error) {
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := keepApart(ctx, db, s.Demo); err != nil {
		return nil, err
	}
	ring, err := openRing(ctx, s, db)
	if err != nil {
		return nil, err
	}
	srv := &server{settings: s, log: log, db: db, ring: ring, edge: &edgeStore{db: db, ring: ring}, clock: systemClock{}}
	if srv.post, err = postOffice(s); err != nil {
		return nil, err
	}
	if srv.blobs, err = openBlobs(ctx, s, ring); err != nil {
		return nil, err
	}
	if err := installCalendar(ctx, db); err != nil {
		return nil, err
	}
	if s.Demo {
		clock, err := newDemoClock(ctx, db)
		if err != nil {
			return nil, err
		}
		srv.clock, srv.demo = clock, &handlers.Demo{Clock: clock}
	}
	conf, err := engineConfig(db, srv.clock, ring)
	if err != nil {
		return nil, err
	}
	conf.Log = log
	srv.engine = engine.New(conf)
	if srv.waiting, err = installProcesses(ctx, srv.engine); err != nil {
		srv.engine.Close()
		return nil, err
	}
	for _, w := range srv.waiting {
		log.Warn("shipped procedure waits as a candidate: the data directory holds another version, which stays in force until somebody publishes this one",
			"process", w.key, "in_force", w.inForce)
	}
	if s.Demo {
		if err := srv.seedDemo(ctx); err != nil {
			srv.engine.Close()
			return nil, fmt.Errorf("演示数据没有备好:%w", err)
		}
	}
	accounts, err := db.Accounts(ctx)
	srv.empty = len(accounts) == 0
	return srv, err
}

// openBlobs opens where attachments are kept: the bucket that is set, or the data directory.
func openBlobs(ctx context.Context, s config.Settings, ring *seal.Ring) (*files.Store, error) {
	dir := filepath.Join(s.DataDir, "files")
	if s.S3.Endpoint == "" {
		return files.Open(dir, ring)
	}
	return files.OpenBucket(ctx, dir, ring, files.Bucket{
		Endpoint: s.S3.Endpoint, Region: s.S3.Region, Name: s.S3.Bucket, Prefix: s.S3.Prefix, AccessKey: s.Secrets.S3AccessKey, SecretKey: s.Secrets.S3SecretKey,
	})
}

// handler is the API on this server.
func (srv *server) handler(ctx context.Context) (*handlers.Server, error) {
	passwords, err := signin.NewPasswords()
	if err != nil {
		return nil, err
	}
	// Kept in the database, so that a retry reaches the same answer on every replica and after a restart.
	kept, err := srv.db.EnsureSetting(ctx, "request.key", hex.EncodeToString(seed()))
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(kept)
	if err != nil {
		return nil, fmt.Errorf("setting request.key: %w", err)
	}
	return handlers.New(handlers.Options{
		Engine: srv.engine, Store: srv.edge, Directory: srv.edge, Calendar: srv.edge, Blobs: srv.blobs,
		Passwords: passwords, Throttle: signin.NewThrottle(), NewToken: signin.NewToken, HashToken: signin.HashToken, NewID: newID,
		Check: check, Draw: process.DiagramOf, NewSheet: newSheet, NewPackage: newPackage, Print: printer, TooLarge: files.ErrTooLarge, Clock: srv.clock, Wall: systemClock{}, Demo: srv.demo, Log: srv.log, Pages: web.Pages(),
		RequestKey: key, Version: versionText(), SessionLife: srv.settings.SessionTTL, MaxBody: srv.settings.MaxBody,
		MaxUpload: srv.settings.MaxUpload, WorkTimeout: srv.settings.RequestTime,
	})
}

// until serves until ctx ends or serving fails.
func (srv *server) until(ctx context.Context, ln net.Listener, web *http.Server) error {
	runner := jobs.Start(srv.log, srv.jobs()...)
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(ln) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		srv.log.Info("stopping")
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), srv.settings.StopTime)
	defer cancel()
	if e := web.Shutdown(stop); e != nil {
		err = errors.Join(err, fmt.Errorf("仍有请求没有办完就停止了:%w", e), web.Close())
	}
	err = errors.Join(err, runner.Stop(stop))
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// jobs are the work that nobody asks for.
func (srv *server) jobs() []jobs.Job {
	return []jobs.Job{
		{Name: "timers", Every: srv.settings.TimerPoll, Run: func(ctx context.Context) (bool, error) {
			fired, err := srv.engine.Tick(ctx)
			return fired > 0, err
		}},
		{Name: "month-end", Every: srv.settings.TimerPoll, Run: func(ctx context.Context) (bool, error) {
			_, err := srv.engine.FreezeMonth(ctx)
			return false, err
		}},
		{Name: "messages", Every: srv.settings.OutboxPoll, Run: func(ctx context.Context) (bool, error) {
			done, err := srv.engine.Post(ctx, srv.post)
			return done > 0, err
		}},
		{Name: "housekeeping", Every: time.Hour, Run: func(ctx context.Context) (bool, error) {
			return false, srv.housekeeping(ctx)
		}},
	}
}

// greet says where the server is and how to go on.
func (a *app) greet(srv *server, addr net.Addr) {
	a.say("担当 %s\n地址:http://%s\n接口说明:http://%s/docs\n%s\n", versionText(), addr, addr, handlers.Notice)
	for _, w := range srv.waiting {
		a.say("待发布稿:程序所带的“%s”(%s)与现行第%d版不同,没有生效;发布以前,新办件仍按现行规则办理\n", w.name, w.key, w.inForce)
	}
	switch {
	case srv.demo != nil:
		a.greetDemo(srv)
	case srv.empty:
		a.say("\n还没有账号。请先停下服务,建立第一个管理员(会要求输入口令):\n"+
			"  dandang user add admin --name 姓名 --unit 单位名称 --admin --data %s\n", srv.settings.DataDir)
	}
}
