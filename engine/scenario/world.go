package scenario

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/guard"
	"dandang/engine/memstore"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/internal/seal"
)

// world is everything that one scenario runs in: an engine of its own over a store of its own, a clock that only the
// scenario moves, a directory and a calendar that only it changes.
type world struct {
	urn   *engine.Urn
	def   *process.Definition
	file  File
	setup setup
	store engine.Store
	tally *tally
	eng   *engine.Engine

	now      atomic.Int64
	serial   atomic.Int64
	mu       sync.Mutex
	book     *directory.Book
	calendar *workday.Calendar
	revision int64

	others  map[string]*process.Definition // procedures beside the one under test, by key
	cases   map[string]string              // name in the story → id
	opened  []string                       // ids of all cases, in order
	meeting string                         // id of the meeting called last
	last    string                         // name of the case touched last
	read    int                            // messages that an expectation has seen
	notices map[string]string              // case → the notice it showed last

	recalled   map[string]engine.Snapshot // cases as they stood after recalledAt writes
	recalledAt int64

	road     Road
	tabs     map[string]int64 // case and person → the version autosaved last that he knows
	scenario string
	watch    func(Turn)

	hits *hits
	fail func(line int, format string, args ...any)
}

// virtual clock, directory and calendar as the engine's ports.
type (
	clockPort    struct{ w *world }
	bookPort     struct{ w *world }
	calendarPort struct{ w *world }
)

func (c clockPort) Now() int64 { return c.w.now.Load() }

func (b bookPort) Book(context.Context) (*directory.Book, error) {
	b.w.mu.Lock()
	defer b.w.mu.Unlock()
	return b.w.book, nil
}

func (c calendarPort) Calendar(context.Context) (*workday.Calendar, error) {
	c.w.mu.Lock()
	defer c.w.mu.Unlock()
	return c.w.calendar, nil
}

// defaultStart is when a story begins that does not say: the first workday of September 2026.
const defaultStart = "2026-09-01 09:00"

// newWorld builds the world of a scenario. def is the procedure or a mutant of it.
func newWorld(ctx context.Context, f File, def *process.Definition, s setup, o Options) (*world, error) {
	urn, err := engine.NewUrn([]byte("a scenario keeps no secrets"))
	if err != nil {
		return nil, err
	}
	var store engine.Store = memstore.New()
	if o.Store != nil {
		if store, err = o.Store(ctx); err != nil {
			return nil, err
		}
	}
	w := &world{
		urn: urn, def: def, file: f, setup: s, tally: &tally{Store: store}, cases: map[string]string{}, others: map[string]*process.Definition{},
		tabs: map[string]int64{}, watch: o.Turned,
	}
	if s.at == 0 {
		t, _ := time.ParseInLocation(clockLayout, defaultStart, workday.Zone())
		s.at = t.UnixMilli()
	}
	w.now.Store(s.at)
	if err := w.rebuild(o.Calendar); err != nil {
		return nil, err
	}
	w.eng = engine.New(engine.Config{
		Store: w.tally, Directory: bookPort{w}, Calendar: calendarPort{w}, Clock: clockPort{w},
		Compile: w.compile, Outside: w.outside,
		Vault: seal.Fixed("scenario"),
		NewID: w.newID, Seed: w.seed, Urn: w.urn, Log: slog.New(slog.DiscardHandler),
	})
	w.store, w.road = w.eng.Store(), straight{w.eng}
	if _, err := w.eng.Install(ctx, f.ProcessName, f.Process, ""); err != nil {
		return nil, fmt.Errorf("装入流程“%s”:%w", f.ProcessName, err)
	}
	if err := w.installOthers(ctx); err != nil {
		return nil, err
	}
	for _, b := range s.budgets {
		if err := w.setBudget(ctx, b); err != nil {
			return nil, err
		}
	}
	if o.Road != nil {
		w.road = o.Road(w.stage())
	}
	return w, nil
}

// rebuild makes directory and calendar anew, one revision on.
func (w *world) rebuild(fallback *workday.Calendar) error {
	w.revision++
	book, faults := w.setup.book(w.revision)
	if len(faults) > 0 {
		return fmt.Errorf("通讯录有误:%w", faults[0])
	}
	cal := fallback
	if len(w.setup.years)+len(w.setup.days) > 0 || cal == nil {
		var err error
		if cal, err = workday.New(w.revision, w.setup.years, w.setup.days); err != nil {
			return fmt.Errorf("日历有误:%w", err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.book, w.calendar = book, cal
	return nil
}

// newID counts, so that runs repeat; the form is that of a UUIDv7 and its order that of creation.
func (w *world) newID() string {
	n := w.serial.Add(1)
	return fmt.Sprintf("%08x-%04x-7000-8000-%012x", uint32(w.now.Load()>>16), uint16(w.now.Load()), n) //nolint:gosec // cut on purpose
}

func (w *world) seed() []byte {
	sum := sha256.Sum256([]byte(fmt.Sprint("seed", w.serial.Add(1))))
	return sum[:]
}

func (w *world) today() workday.Date { return workday.DateOf(w.now.Load()) }

// setBudget sets the budget of a ledger: 关爱资金: 100000元; of one account of a split ledger: 空编/甲医院/Z01: 2.
func (w *world) setBudget(ctx context.Context, b pair) error {
	amount, err := guard.ParseMoney(plainNumber(b.val.text))
	n := int64(amount)
	parts := strings.Split(b.key, "/")
	if l := w.def.Ledger(parts[0]); l != nil && l.Unit != "money" {
		n /= 100
	}
	if err != nil {
		return fmt.Errorf("预算“%s”:%w", b.val.text, err)
	}
	_, err = w.eng.SetBudget(ctx, "", w.def.Key, parts[0], n, parts[1:]...)
	return err
}

// maxTimers bounds what one wait may set off, so that a mutant cannot keep it for ever.
const maxTimers = 10_000

// advance moves the clock to at, stopping wherever a timer is due, so that each fires at its own time.
func (w *world) advance(ctx context.Context, at int64) error {
	for _, id := range w.opened {
		if snap, err := w.snapshot(ctx, id); err == nil {
			w.notice(snap)
		}
	}
	for range maxTimers {
		due, err := w.store.DueTimers(ctx, at, 1)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		if due[0].At > w.now.Load() {
			w.now.Store(due[0].At)
		}
		fired, err := w.eng.Tick(ctx)
		if err != nil {
			return err
		}
		if fired == 0 {
			return fmt.Errorf("计时器%s到期而没有处理", due[0].Kind)
		}
	}
	if at > w.now.Load() {
		w.now.Store(at)
	}
	_, err := w.eng.Tick(ctx)
	return err
}

// later is the instant after d from now: limits in workdays end at the same hour of the Nth workday.
func (w *world) later(d workday.Duration) int64 {
	now := w.now.Load()
	hour := now - w.today().Start()
	switch d.Unit {
	case workday.Minutes:
		return now + int64(d.Amount)*60_000
	case workday.Hours:
		return now + int64(d.Amount)*3_600_000
	case workday.Workdays:
		w.mu.Lock()
		defer w.mu.Unlock()
		day, _ := w.calendar.AddWorkdays(w.today(), d.Amount)
		return day.Start() + hour
	case workday.Months:
		return w.today().AddMonths(d.Amount).Start() + hour
	case workday.Years:
		return w.today().AddMonths(12*d.Amount).Start() + hour
	default:
		return w.today().AddDays(d.Amount).Start() + hour
	}
}
