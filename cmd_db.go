package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/internal/seal"
	"dandang/internal/yamldoc"
	"dandang/models"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// place is where the data are, as flags and environment say.
type place struct {
	config, data, dsn string
}

func (p *place) flags(f *pflag.FlagSet) {
	f.StringVar(&p.config, "config", "", "设置文件(YAML)")
	f.StringVar(&p.data, "data", "", "数据目录:数据库文件和附件")
	f.StringVar(&p.dsn, "db", "", "MySQL 连接串;最好放在环境变量 DANDANG_DB_DSN 里,命令行会被别人看到")
}

// settings reads file, environment and flags; flags win.
func (a *app) settings(p place) (config.Settings, error) {
	var src []byte
	if p.config != "" {
		var err error
		if src, err = os.ReadFile(p.config); err != nil {
			return config.Settings{}, fmt.Errorf("设置文件读不出来,请核对路径和权限:%w", err)
		}
	}
	env := func(name string) string {
		switch {
		case name == "DANDANG_DATA_DIR" && p.data != "":
			return p.data
		case name == "DANDANG_DB_DSN" && p.dsn != "":
			return p.dsn
		case name == "DANDANG_DB_DRIVER" && p.dsn != "":
			return config.MySQL
		}
		return a.env(name)
	}
	s, problems := config.Load(p.config, src, env)
	if yamldoc.HasErrors(problems) {
		return s, problemsError(src, problems)
	}
	return s, nil
}

// openStore opens the database that the settings name.
func openStore(ctx context.Context, s config.Settings) (*models.Store, error) {
	o := models.Options{Driver: s.DBDriver, DSN: s.Secrets.DBDSN, Poll: s.InboxPoll}
	if s.DBDriver == config.SQLite {
		if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
			return nil, fmt.Errorf("数据目录建不起来,请核对路径和权限:%w", err)
		}
		o.Path = filepath.Join(s.DataDir, "dandang.db")
		if s.Secrets.DBDSN != "" {
			o.Path = s.Secrets.DBDSN
		}
	}
	db, err := models.Open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("数据库打不开:%w", err)
	}
	return db, nil
}

// withStore runs a command on a database whose schema is up to date.
func (a *app) withStore(ctx context.Context, p place, do func(context.Context, *models.Store) error) error {
	s, err := a.settings(p)
	if err != nil {
		return err
	}
	db, err := openStore(ctx, s)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	have, want, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if have != want {
		return fmt.Errorf("数据库结构是第%d版,本程序需要第%d版,请先执行 dandang db up", have, want)
	}
	return do(ctx, db)
}

func (a *app) dbCommand() *cobra.Command {
	var p place
	c := &cobra.Command{Use: "db", Short: "数据库"}
	up := &cobra.Command{
		Use: "up", Short: "建立数据库或升级到本程序需要的结构", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := a.settings(p)
			if err != nil {
				return err
			}
			db, err := openStore(c.Context(), s)
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			if err := db.Migrate(c.Context()); err != nil {
				return err
			}
			have, _, err := db.SchemaVersion(c.Context())
			a.say("数据库结构已是第%d版\n", have)
			return err
		},
	}
	p.flags(up.Flags())
	c.AddCommand(up)
	return c
}

func (a *app) auditCommand() *cobra.Command {
	var p place
	c := &cobra.Command{Use: "audit", Short: "办理记录的校验"}
	verify := &cobra.Command{
		Use: "verify", Short: "校验每一件事项的办理记录有没有被改动", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withStore(c.Context(), p, func(ctx context.Context, db *models.Store) error {
				ring, err := a.ring(ctx, p, db)
				if err != nil {
					return err
				}
				return a.verify(ctx, db, ring)
			})
		},
	}
	p.flags(verify.Flags())
	c.AddCommand(verify)
	return c
}

// verify checks the chain of every case and exits 1 when one is broken.
func (a *app) verify(ctx context.Context, db *models.Store, ring *seal.Ring) error {
	conf, err := engineConfig(db, systemClock{}, ring)
	if err != nil {
		return err
	}
	e := engine.New(conf)
	defer e.Close()
	checked, broken := 0, 0
	before := ""
	for {
		cases, err := db.Cases(ctx, engine.CaseQuery{Before: before, Limit: 500})
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			break
		}
		for _, c := range cases {
			faults, err := e.Verify(ctx, c.ID)
			if err != nil {
				return err
			}
			checked++
			if len(faults) > 0 {
				broken++
			}
			for _, f := range faults {
				a.say("%s %s:%s\n", c.ID, c.Number, f)
			}
		}
		before = cases[len(cases)-1].ID
	}
	a.say("校验%d件,%d件有问题\n", checked, broken)
	if broken > 0 {
		return exitError(exitFailed)
	}
	return nil
}

// engineConfig is the engine in production: this database, this clock, these keys. The urn of secret ballots has a key of
// its own, derived from the ring's in a way that outlives rotation.
func engineConfig(db *models.Store, clock engine.Clock, ring *seal.Ring) (engine.Config, error) {
	urn, err := engine.NewUrn([]byte(ring.Mac("urn", nil)))
	if err != nil {
		return engine.Config{}, fmt.Errorf("secret ballots: %w", err)
	}
	return engine.Config{
		Store: db, Directory: db, Calendar: db, Clock: clock, Compile: process.Compile, NewID: newID, Seed: seed, Vault: ring, Urn: urn,
	}, nil
}
