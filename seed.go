package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strings"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/handlers"
	"dandang/internal/signin"
	"dandang/internal/yamldoc"
	"dandang/models"
)

// The settings that a demo keeps.
const (
	demoPassword = "demo.password"
	demoSeeded   = "demo.seeded"
)

// demoBudget is what each money ledger of a fresh demo holds, in 分.
const demoBudget = 50_000_000

// keepApart refuses to mix a demo with real work: demo accounts have a public password, and real people have accounts
// that a demo must not show.
func keepApart(ctx context.Context, db *models.Store, demo bool) error {
	_, isDemo, err := db.Setting(ctx, demoPassword)
	if err != nil {
		return err
	}
	if isDemo && !demo {
		return errors.New("这是演示数据库,账号口令是公开的,不能用于正式办理;请换一个数据目录,或加上 --demo")
	}
	if isDemo || !demo {
		return nil
	}
	accounts, err := db.Accounts(ctx)
	if err == nil && len(accounts) > 0 {
		err = errors.New("这个数据库已用于正式办理,不能作演示;请换一个数据目录")
	}
	return err
}

// seedDemo fills an empty database with the demo city, an account for every person in it, budgets and a few cases. A
// database that has been filled stays as it is.
func (srv *server) seedDemo(ctx context.Context) error {
	city, problems := config.LoadDirectory(config.DemoCityFile, config.DemoCitySource())
	if yamldoc.HasErrors(problems) {
		return problemsError(config.DemoCitySource(), problems)
	}
	if err := keyDirectory(&city, srv.ring); err != nil {
		return err
	}
	book, err := srv.db.Book(ctx)
	if err != nil {
		return err
	}
	if len(book.Units()) == 0 {
		if err := srv.db.SaveDirectory(ctx, city.Units, city.People, city.Posts, city.Kin, city.Leaves); err != nil {
			return err
		}
		if book, err = srv.db.Book(ctx); err != nil {
			return err
		}
	}
	if err := srv.seedAccounts(ctx, city.Accounts); err != nil {
		return err
	}
	srv.demo.Accounts = srv.demoAccounts(book, city.Accounts)
	if _, done, err := srv.db.Setting(ctx, demoSeeded); err != nil || done {
		return err
	}
	if err := srv.seedBudgets(ctx, book); err != nil {
		return err
	}
	if err := srv.seedCases(ctx); err != nil {
		return err
	}
	return srv.db.SaveSetting(ctx, demoSeeded, "1")
}

// seedAccounts gives every person of the city an account with one password, drawn once for this database.
func (srv *server) seedAccounts(ctx context.Context, accounts []config.Account) error {
	var err error
	if srv.password, err = srv.db.EnsureSetting(ctx, demoPassword, "demo-"+hex.EncodeToString(seed())[:8]); err != nil {
		return err
	}
	have, err := srv.db.Accounts(ctx)
	if err != nil || len(have) > 0 {
		return err
	}
	passwords, err := signin.NewPasswords()
	if err != nil {
		return err
	}
	hash, err := passwords.Hash(ctx, srv.password)
	if err != nil {
		return err
	}
	now := systemClock{}.Now()
	for _, a := range accounts {
		if err := srv.db.SaveAccount(ctx, models.Account{Person: a.Person, Username: a.Username, PasswordHash: hash, CreatedAt: now, UpdatedAt: now}); err != nil {
			return err
		}
	}
	return nil
}

func (srv *server) demoAccounts(book *directory.Book, accounts []config.Account) []handlers.DemoAccount {
	var out []handlers.DemoAccount
	for _, a := range accounts {
		p, ok := book.Person(a.Person)
		if !ok || !p.Active {
			continue
		}
		unit, _ := book.Unit(p.Unit)
		d := handlers.DemoAccount{
			PersonRef: handlers.PersonRef{ID: p.ID, Name: p.Name, Unit: unit.Name, Title: p.Title},
			Username:  a.Username, Password: srv.password, Note: a.Note, Posts: []string{},
		}
		for _, post := range book.Roles(p.ID, srv.today()) {
			d.Posts = append(d.Posts, post.Role)
		}
		out = append(out, d)
	}
	return out
}

// seedBudgets funds every money ledger of the shipped procedures.
func (srv *server) seedBudgets(ctx context.Context, book *directory.Book) error {
	finance := ""
	for _, role := range handlers.DefaultRoles()[handlers.RoleFinance] {
		for _, p := range book.Posts(role) {
			if finance == "" {
				finance = p.Person
			}
		}
	}
	defs, err := srv.engine.Catalogue(ctx)
	if err != nil {
		return err
	}
	for _, d := range defs {
		for _, l := range d.Ledgers {
			if l.Unit != "money" {
				continue
			}
			if _, err := srv.engine.SetBudget(ctx, finance, d.Key, l.ID, demoBudget); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *app) greetDemo(srv *server) {
	a.say("\n【演示】人员、单位、事项全部虚构;演示时钟:%s\n所有演示账号的口令都是 %s\n", clockText(srv.clock.Now()), srv.password)
	a.say("可以这样登录(完整名单:GET /api/v1/demo/accounts):\n")
	for _, d := range srv.demo.Accounts {
		if d.Note != "" {
			a.say("  %-14s %s(%s%s):%s\n", d.Username, d.Name, d.Unit, d.Title, d.Note)
		}
	}
	a.sayGuides(srv.guides)
	if host, _, err := net.SplitHostPort(srv.settings.Addr); err == nil {
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			a.complain("注意:演示账号和口令对能访问 %s 的每个人公开,请勿用于正式办理\n", srv.settings.Addr)
		}
	}
}

// demoCase is one case of a fresh demo: its procedure, who files it, in whose favour, and how far it has gone.
type demoCase struct {
	process string
	start   string // the way in, where the procedure has several
	by      engine.PersonID
	fields  engine.Fields // a files field is named with nil: it gets the demo's paper
	events  []string
	opinion string
	returns string              // the field that 退回补正 asks for
	answers engine.Fields       // what handlers enter on the way
	also    map[string][]string // event → answers that it takes without asking for them
	link    string              // the linked case that the last event starts, by its name
	then    []string            // and what is done in that one
}

// walkDemo files a case and takes it through its events, each by the first person who may do it.
func (srv *server) walkDemo(ctx context.Context, dc demoCase) error {
	d, err := srv.engine.Current(ctx, dc.process)
	if err != nil {
		return err
	}
	id := newID()
	file, err := srv.demoFile(ctx, id, dc.by)
	if err != nil {
		return err
	}
	fields := engine.Fields{}
	for id, v := range dc.fields {
		f := d.Field(id)
		if f == nil {
			continue // of another version of the procedure
		}
		if f.Type == process.Files {
			v = []any{file}
		}
		fields[id] = v
	}
	open := engine.Command{ID: id, Kind: engine.DoOpen, Process: dc.process, Start: dc.start, Actor: dc.by}
	if _, err := srv.engine.Act(ctx, open); err != nil {
		return err
	}
	if _, err := srv.engine.Act(ctx, engine.Command{Kind: engine.DoEdit, Case: id, Actor: dc.by, Fields: fields}); err != nil {
		return err
	}
	for _, event := range dc.events {
		if err := srv.demoStep(ctx, d, id, dc, event, file); err != nil {
			return fmt.Errorf("%s: %w", event, err)
		}
	}
	return srv.walkLinked(ctx, id, dc, file)
}

// walkLinked goes on in the case that the last event has started.
func (srv *server) walkLinked(ctx context.Context, parent string, dc demoCase, file map[string]any) error {
	if dc.link == "" {
		return nil
	}
	snap, err := srv.db.Load(ctx, parent)
	if err != nil {
		return err
	}
	l, ok := snap.Case.Memo.Links[dc.link]
	if !ok || l.Status == "" {
		return fmt.Errorf("%s was not opened: %s", dc.link, l.Failed)
	}
	d, err := srv.engine.Current(ctx, l.Process)
	if err != nil {
		return err
	}
	for _, event := range dc.then {
		if err := srv.demoStep(ctx, d, l.Case, dc, event, file); err != nil {
			return fmt.Errorf("%s/%s: %w", dc.link, event, err)
		}
	}
	return nil
}

// demoStep does one event, with everything that it needs.
func (srv *server) demoStep(ctx context.Context, d *process.Definition, caseID string, dc demoCase, event string, file map[string]any) error {
	actor, choice, err := srv.whoMay(ctx, caseID, dc.by, event)
	if err != nil {
		return err
	}
	cmd := engine.Command{Kind: engine.DoEvent, Case: caseID, Actor: actor, Event: event, Task: choice.Task, Fields: engine.Fields{}}
	for _, n := range choice.Needs {
		switch {
		case n.Kind == "opinion":
			cmd.Opinion = dc.opinion
		case n.Kind == "items":
			cmd.Items = []string{dc.returns}
		case n.Kind == "sheet":
			if cmd.Sheet, err = srv.demoSheet(ctx, actor, caseID); err != nil {
				return err
			}
		case n.Field != "" && !n.Given:
			cmd.Fields[n.Field] = srv.demoAnswer(d.Field(n.Field), dc, file)
		}
	}
	for _, id := range dc.also[event] {
		cmd.Fields[id] = dc.answers[id]
	}
	_, err = srv.engine.Act(ctx, cmd)
	return err
}

// demoAnswer is what a handler enters into a field: what the case says of it, else the demo's paper, today, or the first
// option.
func (srv *server) demoAnswer(f *process.Field, dc demoCase, file map[string]any) any {
	if f == nil {
		return nil
	}
	if v, ok := dc.answers[f.ID]; ok {
		return v
	}
	switch {
	case f.Type == process.Files:
		return []any{file}
	case f.Type == process.Date:
		return srv.today()
	case f.Type == process.Choice && len(f.Options) > 0:
		return f.Options[0].Value
	case f.Type == process.Text || f.Type == process.LongText:
		return f.Name + "(演示)"
	}
	return nil
}

// whoMay finds the first person, of the initiator and the candidates of the open tasks, whom the engine lets do it.
func (srv *server) whoMay(ctx context.Context, caseID string, initiator engine.PersonID, event string) (engine.PersonID, engine.Choice, error) {
	tasks, err := srv.db.AllTasks(ctx, caseID)
	if err != nil {
		return "", engine.Choice{}, err
	}
	people := []engine.PersonID{initiator}
	for _, t := range tasks {
		if t.Status == engine.TaskOpen {
			people = append(people, t.Candidates...)
		}
	}
	var why []string
	for _, p := range people {
		choices, err := srv.engine.Choices(ctx, p, caseID)
		if err != nil && engine.CodeOf(err) != engine.ENotFound {
			return "", engine.Choice{}, err
		}
		for _, c := range choices {
			if c.Event == event && c.Allowed {
				return p, c, nil
			}
			why = append(why, c.Why)
		}
	}
	return "", engine.Choice{}, fmt.Errorf("nobody may do it: %s", strings.Join(why, "; "))
}

func (srv *server) demoSheet(ctx context.Context, actor engine.PersonID, caseID string) (*engine.Sheet, error) {
	members, err := srv.engine.Members(ctx, actor, caseID)
	if err != nil {
		return nil, err
	}
	return &engine.Sheet{HeldOn: srv.today(), Present: members, Yes: len(members), Minutes: "会议研究了该申请,到会人员一致同意。(演示)"}, nil
}

// demoFile stores one small text as the paper of every files field.
func (srv *server) demoFile(ctx context.Context, caseID string, by engine.PersonID) (map[string]any, error) {
	const text = "演示材料。本文件由演示程序生成,不是真实证明。\n"
	sum, size, kind, err := srv.blobs.Put(ctx, strings.NewReader(text), 1<<20, nil)
	if err != nil {
		return nil, err
	}
	f := handlers.File{ID: newID(), Case: caseID, Name: "演示材料.txt", Type: kind, Size: size, SHA256: sum, By: by, At: srv.clock.Now()}
	return map[string]any{"id": f.ID, "name": f.Name, "size": f.Size}, srv.edge.AddFile(ctx, f)
}
