package engine

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"dandang/engine/process"
)

// maxAttempts is how often an act is decided again when what it rested on has changed meanwhile.
const maxAttempts = 64

// maxTimerAttempts is the same for a timer, which is not lost by giving up.
const maxTimerAttempts = 2

// Config is what an Engine is made of. All members but Log are needed.
type Config struct {
	Store     Store
	Directory DirectorySource
	Calendar  CalendarSource
	Clock     Clock
	Compile   Compiler
	NewID     func() string // UUIDv7
	Seed      func() []byte // 32 random bytes
	Log       *slog.Logger
	Vault     Vault // encrypts confidential values; without it no act on a procedure that has any
	Urn       *Urn  // seals the counts of secret ballots; without it no case of a procedure that holds one can be opened
	// Outside tells of procedures whose cases are carried out elsewhere: a link to one counts as opened, and its end comes
	// as a DoLink command. nil: none, as in production. Owners' scenarios of one procedure use it.
	Outside func(processKey string) bool
}

// Engine carries acts out: it loads a Snapshot, calls Decide and has the Store apply the Change. It is safe for
// concurrent use.
type Engine struct {
	cfg     Config
	locks   [4096]sync.Mutex // by case; many, lest strangers wait for each other
	commits *committer
	known   sync.Map // hash → *Procedure
	faces   facesCache

	frozen   atomic.Value // month in which FreezeMonth has worked
	sweeping sync.Mutex
	swept    sweepMark
}

// New makes an Engine. Close it to stop its committer.
func New(cfg Config) *Engine {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	e := &Engine{}
	cfg.Store = &guarded{cfg.Store, e}
	e.cfg, e.commits = cfg, newCommitter(cfg.Store)
	return e
}

// Close stops taking acts. Those being committed finish.
func (e *Engine) Close() { e.commits.close() }

// Result is what an act came to.
type Result struct {
	Case     Case
	Event    int64 // number of the audit event; 0 when nothing had to be done
	Replayed bool  // the request was carried out before; this is its first answer
	Status   int   // HTTP status of the first answer

	dues []DueChange // dates that a reassessment moved
}

// Act carries a command out: one act, one transaction. Repeating it with the same Key gives the first answer.
//
// Codes: those of Decide, ENotFound, EKeyReused, EBusy. Where several win a race, the losers are decided again, so they
// are told what is true now.
//
// What the act starts in other cases is carried out before Act returns, as far as it can be.
func (e *Engine) Act(ctx context.Context, cmd Command) (Result, error) {
	r, errands, err := e.act(ctx, cmd)
	e.run(ctx, errands)
	return r, err
}

// act is Act for one case. It answers what the act sent to other cases.
func (e *Engine) act(ctx context.Context, cmd Command) (Result, []Errand, error) {
	if cmd.ID == "" {
		cmd.ID = e.cfg.NewID()
	}
	cmd.Seed = e.cfg.Seed()
	if cmd.Kind != DoOpen {
		lock := e.lock(cmd.Case)
		lock.Lock()
		defer lock.Unlock()
	}
	var claims []string
	given := cmd.Fields
	for attempt := range maxAttempts {
		if (cmd.Kind == DoTimer || cmd.Errand != "") && attempt == maxTimerAttempts {
			break // another process has most likely carried it out; if not, it comes up again
		}
		if r, err := e.replay(ctx, cmd); r != nil || err != nil {
			return deref(r), nil, err
		}
		cmd.Fields = given
		p, snap, err := e.snapshot(ctx, &cmd, claims)
		if err != nil {
			return Result{}, nil, err
		}
		ch, err := Decide(p, snap, cmd, e.cfg.Clock.Now())
		if err != nil {
			return Result{}, nil, e.hide(ctx, p, snap, cmd, err)
		}
		if err := e.blind(ctx, p, snap, cmd); err != nil {
			return Result{}, nil, err
		}
		if ch == nil {
			return Result{Case: snap.Case}, nil, nil
		}
		e.seal(ch)
		switch err := e.commits.apply(ctx, ch); {
		case err == nil:
			return Result{Case: ch.Case, Event: ch.Event.N, Status: receiptStatus(cmd.Kind), dues: ch.Dues}, ch.Errands, nil
		case errors.Is(err, ErrStale):
			claims = ch.Claims
		default:
			return Result{}, nil, fmt.Errorf("apply: %w", err)
		}
	}
	return Result{}, nil, refuse(EBusy, msgBusy.Text())
}

// hide turns a refusal into "no such case" for somebody who has no part in it: a reason would tell him that it exists.
// Only who is called by his post and barred (回避, 不相容岗位) learns why, and not where the procedure is restricted.
func (e *Engine) hide(ctx context.Context, p *Procedure, snap Snapshot, cmd Command, refusal error) error {
	if cmd.Kind == DoOpen || cmd.Kind == DoIntervene || cmd.Kind == DoHandover || cmd.Actor == "" || cmd.Notice != "" {
		return refusal
	}
	code, restricted := CodeOf(refusal), p.Secrecy == process.Restricted
	if (code == ERecused || code == ESeparation) && !restricted {
		return refusal
	}
	seats, err := e.cfg.Store.Seats(ctx, cmd.Actor, cmd.Case)
	if err != nil {
		return err
	}
	d := begin(p, snap, cmd, e.cfg.Clock.Now())
	if d.relation(cmd.Actor, seats) != NoRelation || d.oversees(cmd) {
		return refusal
	}
	if code == EConflict && restricted && d.wasCalled(cmd.Actor, seats) {
		return refuse(EConflict, msgDone.Text())
	}
	return NotFound()
}

// wasCalled: the turn was his too until the last move, so that he may learn that a colleague was faster.
func (d *decision) wasCalled(actor PersonID, seats []Seat) bool {
	last := []string{d.c.State}
	if n := len(d.c.Memo.Trail); n > 0 {
		last = append(last, d.c.Memo.Trail[n-1].State)
	}
	return d.conflict(actor) == "" && slices.ContainsFunc(seats, func(s Seat) bool {
		return s.Box == BoxGone && slices.Contains(last, s.State) && d.inPost(actor, s.State, nil)
	})
}

func deref(r *Result) Result {
	if r == nil {
		return Result{}
	}
	return *r
}

// lock serialises the acts on one case within this process; between processes the row revision does.
func (e *Engine) lock(caseID string) *sync.Mutex {
	h := fnv.New32a()
	_, _ = h.Write([]byte(caseID))
	return &e.locks[h.Sum32()%uint32(len(e.locks))]
}

// replay answers a repeated request with its first result, nil when it is new. Codes: EKeyReused.
func (e *Engine) replay(ctx context.Context, cmd Command) (*Result, error) {
	if cmd.Key == "" {
		return nil, nil //nolint:nilnil // documented: nil means new
	}
	r, err := e.cfg.Store.Recall(ctx, cmd.Actor, cmd.Key)
	if err != nil || r == nil {
		return nil, err
	}
	if r.Hash != cmd.KeyHash && r.Hash != unsaidHash {
		return nil, refuse(EKeyReused, msgKeyReused.Text())
	}
	snap, err := e.cfg.Store.Load(ctx, r.Case)
	if err != nil {
		return nil, err
	}
	return &Result{Case: snap.Case, Event: r.Event, Replayed: true, Status: r.Status}, nil
}

// snapshot loads all that Decide may know. Codes: ENotFound.
//
// What cmd gives for sealed and party fields is replaced by what may be kept of it.
func (e *Engine) snapshot(ctx context.Context, cmd *Command, claims []string) (*Procedure, Snapshot, error) {
	var snap Snapshot
	var p *Procedure
	var err error
	if cmd.Kind == DoOpen {
		if p, err = e.currentProcedure(ctx, cmd.Process); err != nil {
			return nil, snap, err
		}
	} else {
		if snap, err = e.cfg.Store.Load(ctx, cmd.Case); err != nil {
			return nil, snap, err
		}
		if p, err = e.procedureOf(ctx, &snap.Case); err != nil {
			return nil, snap, err
		}
	}
	if cmd.Kind == DoDocument && cmd.Paper != nil {
		doc, err := e.cfg.Store.Document(ctx, cmd.Paper.Document)
		if err != nil {
			return nil, snap, err
		}
		if doc.Case != cmd.Case {
			return nil, snap, NotFound()
		}
		snap.Document = &doc
	}
	if err = e.lastAct(ctx, &snap, cmd); err != nil {
		return nil, snap, err
	}
	if asked := entering(p, &snap, cmd); asked != cmd {
		return p, snap, e.facts(ctx, p, &snap, asked, claims)
	}
	err = e.facts(ctx, p, &snap, cmd, claims)
	return p, snap, err
}

// lastAct loads what it takes to judge, and to undo, the latest act, where it is the actor's.
func (e *Engine) lastAct(ctx context.Context, snap *Snapshot, cmd *Command) (err error) {
	last := snap.Case.Memo.Last
	if last == nil || last.Person != cmd.Actor || cmd.Kind != DoEvent || cmd.Event != EventTakeBack && cmd.Event != "" {
		return nil
	}
	if snap.Seen, err = e.cfg.Store.SeenOf(ctx, last.Opened); err != nil || cmd.Event == "" {
		return err
	}
	if snap.Prior, err = e.cfg.Store.AllTasks(ctx, snap.Case.ID); err != nil || len(last.Papers) == 0 {
		return err
	}
	snap.Papers, err = e.cfg.Store.Documents(ctx, snap.Case.ID)
	return err
}

// Opened notes that somebody opened a case that waits for him: who acted before can then no longer take his act back.
func (e *Engine) Opened(ctx context.Context, actor PersonID, caseID string) error {
	seats, err := e.cfg.Store.Seats(ctx, actor, caseID)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if s.SeenAt == 0 && (s.Box == BoxTodo || s.Box == BoxPool || s.Box == BoxCC) {
			return e.cfg.Store.MarkSeen(ctx, actor, caseID, e.cfg.Clock.Now())
		}
	}
	return nil
}

// procedureOf is the version that a case is pinned to. A draft is pinned anew: it is submitted under what is in force.
func (e *Engine) procedureOf(ctx context.Context, c *Case) (*Procedure, error) {
	if c.Status == Draft {
		if p, err := e.currentProcedure(ctx, c.Process); err == nil && p.State(c.State) != nil && (!p.secret || e.cfg.Urn != nil) {
			c.Version = p.Hash
			return p, nil
		}
	}
	return e.procedure(ctx, c.Version)
}

// facts fills in the directory, the calendar, and the balances and claims that the procedure mentions.
func (e *Engine) facts(ctx context.Context, p *Procedure, snap *Snapshot, cmd *Command, claims []string) error {
	var err error
	if snap.Facts.Book, err = e.cfg.Directory.Book(ctx); err != nil {
		return fmt.Errorf("directory: %w", err)
	}
	if snap.Facts.Calendar, err = e.cfg.Calendar.Calendar(ctx); err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	snap.Facts.Urn = e.cfg.Urn
	if err = e.confide(p, snap.Facts.Book, cmd, snap.Case.Memo.Fields); err != nil {
		return err
	}
	snap.Facts.Hidden, snap.Facts.Blind = e.behind(snap.Facts.Book, snap.Case.Memo.Fields, cmd.Fields), e.claimBlind(p)
	if snap.Facts.Into, err = e.mainCase(ctx, *cmd); err != nil {
		return err
	}
	if keys := e.ledgerKeys(p, snap, *cmd); len(keys) > 0 {
		if snap.Facts.Balances, err = e.cfg.Store.Balances(ctx, keys); err != nil {
			return fmt.Errorf("balances: %w", err)
		}
	}
	if err := e.marks(ctx, p, snap, *cmd); err != nil {
		return err
	}
	if len(p.Unique) > 0 && (cmd.Kind == DoEvent || cmd.Kind == DoOpen || cmd.Kind == DoIntervene) {
		keys := append(claimKeys(p, merged(p, snap.Case.Memo.Fields, cmd.Fields), snap.Facts.Blind), claims...)
		if last := snap.Case.Memo.Last; last != nil && cmd.Event == EventTakeBack {
			keys = append(keys, last.Claims...)
		}
		// What the case holds itself needs no looking up: nobody else can hold it.
		keys = slices.DeleteFunc(keys, func(key string) bool { return slices.Contains(snap.Case.Memo.Claims, key) })
		if len(keys) > 0 {
			if snap.Facts.Claims, err = e.cfg.Store.Claims(ctx, keys); err != nil {
				return fmt.Errorf("claims: %w", err)
			}
		}
	}
	return nil
}

// ledgerKeys lists the accounts that the case may use once the command's values are in.
func (e *Engine) ledgerKeys(p *Procedure, snap *Snapshot, cmd Command) []string {
	if len(p.Ledgers) == 0 {
		return nil
	}
	var keys []string
	fields := merged(p, snap.Case.Memo.Fields, cmd.Fields)
	now := max(e.cfg.Clock.Now(), snap.Case.UpdatedAt)
	for i := range p.Ledgers {
		if key, missing := accountOf(p.Definition, p.Ledgers[i].ID, now, fields); len(missing) == 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

func merged(p *Procedure, have, given Fields) Fields {
	all := maps.Clone(have)
	if all == nil {
		all = Fields{}
	}
	for id, v := range given {
		f := p.Field(id)
		if f == nil {
			continue
		}
		if ready, ok := v.(prepared); ok {
			all[id] = ready.wire
		} else if clean, problem := f.Normalise(v); problem == "" {
			all[id] = clean
		}
	}
	return all
}
