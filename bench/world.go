package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"dandang/config"
	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/seal"
	"dandang/internal/yamldoc"
	"dandang/models"
	"dandang/processes"
)

// The measured act: a unit's clerk verifies an application of the shipped care fund.
const (
	procedure = "care-fund"
	approval  = "核实属实"
	answerTo  = "单位集体研究" // the state that it leads to
	inboxSize = 21       // what GET /inbox asks for: a page of 20 and one more
)

// desk is a unit of the demo city: who files there, for whom, and who verifies.
type desk struct{ filer, cadre, name, clerk engine.PersonID }

var desks = []desk{
	{"sunlixin", "liujingyi", "柳静怡", "qinminghui"},
	{"xulihua", "liming2", "李明", "zouruolan"},
	{"fengyiming", "yanjianguo", "严建国", "luwenbo"},
}

// fixedClock stands still: no act depends on how fast the machine is.
type fixedClock struct{ at atomic.Int64 }

// Now implements engine.Clock.
func (c *fixedClock) Now() int64 { return c.at.Load() }

// monday is 2 March 2026, 9:00 in Shanghai.
var monday = workday.Date("2026-03-02").Start() + (9 * time.Hour).Milliseconds()

// world is an engine on a real database with the demo city in it.
type world struct {
	options models.Options
	store   *models.Store
	engine  *engine.Engine
	clock   *fixedClock
	filed   atomic.Int64
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func newSeed() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return b
}

// openWorld opens a database as the server does. A fresh one gets the schema, the calendar, the demo city and the
// shipped procedures.
func openWorld(ctx context.Context, o models.Options) (*world, error) {
	o.Poll = config.Default().InboxPoll
	store, err := models.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	w := &world{options: o, store: store, clock: &fixedClock{}}
	w.clock.at.Store(monday)
	w.engine = engine.New(engine.Config{
		Store: store, Directory: store, Calendar: store, Clock: w.clock, Compile: process.Compile, Vault: seal.Fixed("bench"), NewID: newID, Seed: newSeed,
	})
	if err := w.furnish(ctx); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *world) close() error {
	w.engine.Close()
	return w.store.Close()
}

func (w *world) furnish(ctx context.Context) error {
	if err := w.store.Migrate(ctx); err != nil {
		return err
	}
	book, err := w.store.Book(ctx)
	if err != nil || len(book.Units()) > 0 {
		return err
	}
	years, days, problems := config.LoadCalendar(config.CalendarFile, config.CalendarSource())
	city, more := config.LoadDirectory(config.DemoCityFile, config.DemoCitySource())
	if yamldoc.HasErrors(problems) || yamldoc.HasErrors(more) {
		return fmt.Errorf("shipped calendar or city: %v %v", problems, more)
	}
	if err := w.store.SaveCalendar(ctx, years, days); err != nil {
		return err
	}
	if err := w.store.SaveDirectory(ctx, city.Units, city.People, city.Posts, city.Kin, city.Leaves); err != nil {
		return err
	}
	for _, name := range processes.Names() {
		src, err := processes.Source(name)
		if err != nil {
			return err
		}
		if _, err := w.engine.Install(ctx, name, src, ""); err != nil {
			return err
		}
	}
	return nil
}

// job is one prepared case that waits for the measured act.
type job struct {
	caseID string
	desk   int
}

// clerk is who acts on it.
func (j job) clerk() engine.PersonID { return desks[j.desk].clerk }

// application is a filled form; household keeps it apart from the others.
func application(d desk, household string) engine.Fields {
	scan := []any{map[string]any{"id": newID(), "name": "扫描件.pdf", "size": int64(182_044)}}
	return engine.Fields{
		"帮扶对象": d.cadre, "申请人姓名": d.name, "与帮扶对象关系": "本人", "家庭标识": household, "事发时在编在岗": true, "致困原因": "重大疾病",
		"事发日期": "2026-01-15", "困难情况": "本人2026年1月确诊重大疾病,先后三次住院手术,后续仍需长期治疗;配偶无固定收入,子女在读,自付费用已用尽积蓄。",
		"诊断证明": scan, "费用结算单": scan, "自付费用": "86000.00", "家庭人口": int64(3), "家庭年收入": "72000.00", "申请金额": "15000.00",
		"开户名": d.name, "开户行": "示例银行示例支行", "银行账号": "6222000000000000001",
	}
}

// file opens and submits one case.
func (w *world) file(ctx context.Context) (job, error) {
	n := w.filed.Add(1)
	j := job{desk: int(n) % len(desks)}
	d := desks[j.desk]
	household := "HK-" + newID()
	r, err := w.engine.Act(ctx, engine.Command{Kind: engine.DoOpen, Process: procedure, Actor: d.filer, Fields: application(d, household)})
	if err != nil {
		return j, err
	}
	j.caseID = r.Case.ID
	_, err = w.engine.Act(ctx, engine.Command{Kind: engine.DoEvent, Case: j.caseID, Actor: d.filer, Event: "提交"})
	return j, err
}

// prepare files n cases, many at once.
func (w *world) prepare(ctx context.Context, n int) ([]job, error) {
	jobs, errs := make([]job, n), make([]error, n)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, 128) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				jobs[i], errs[i] = w.file(ctx)
			}
		})
	}
	all.Wait()
	return jobs, errors.Join(errs...)
}

// answers are what the clerk writes down.
func answers() engine.Fields {
	return engine.Fields{"困难程度": "特别困难", "核实说明": "已于2026年3月1日上门走访,与本人、配偶及社区核对,病历和结算单属实,家庭困难情况与申请一致。"}
}

// act is what is measured: the clerk looks at his inbox, and verifies one case with an Idempotency-Key.
func (w *world) act(ctx context.Context, j job) error {
	items, err := w.engine.Inbox(ctx, engine.InboxQuery{Person: j.clerk(), Box: engine.BoxTodo, Limit: inboxSize})
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return fmt.Errorf("case %s: the inbox of %s is empty", j.caseID, j.clerk())
	}
	key := newID()
	r, err := w.engine.Act(ctx, engine.Command{
		Kind: engine.DoEvent, Case: j.caseID, Actor: j.clerk(), Event: approval, Fields: answers(), Opinion: "经核实,情况属实,同意报单位集体研究。",
		Key: key, KeyHash: requestHash,
	})
	if err != nil {
		return err
	}
	if r.Case.State != answerTo {
		return fmt.Errorf("case %s is in %s", j.caseID, r.Case.State)
	}
	return nil
}

// requestHash stands for the keyed hash that the HTTP layer makes of a request.
const requestHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
