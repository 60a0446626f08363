package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/internal/seal"
)

func hist(w *world, who, id string) []engine.Line {
	l, err := w.engine.History(w.t.Context(), who, id)
	require.NoError(w.t, err)
	return l
}

const onlineText = `
  work:
    name: 票决
    task: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: agree, no: refuse}}
    on:
      agree: {name: 同意, to: yes}
      refuse: {name: 不同意, to: no}
` + ends

// last voter recuses -> incident -> retry -> voters vote twice

// 会签

// sequence

// unknown incident of after: cured by retry/reassess, timer gone

// after whose effect is refused: never an incident

// confirmer edits the field voted on

// policy owner edits through an incident task

// kin edits in a state without tasks; posting date back-dated

// 2 deadline timers when one Change enters two states; fires while paused

// later overdue step provisional is lost after publication

// all abstain passes with "at least" of cast; empty meeting

// early decision while a tie was possible

// two meetings/votes in parallel

// abstain in a non-vote group

// second reserve after spend

// extension goes to the wrong group

// ex officio start and unique: EDuplicate or EBusy

type counting struct {
	engine.Store
	n int
}

func (c *counting) Apply(ctx context.Context, ch []*engine.Change) []error {
	c.n++
	return c.Store.Apply(ctx, ch)
}

// lost timer race costs 64 Apply

// leaks to applicant

// lists show cases to recused people

// oracle for masked values

// online voter's ETag etc: guard explanation of sensitive

// present member recused between record and confirm

// overdue incident's trouble task closed with nobody incident's

// trouble task never reseated

// reassess stops at the first error

type failing struct {
	engine.Store
	id string
}

func (f *failing) Load(ctx context.Context, id string) (engine.Snapshot, error) {
	if id == f.id {
		return engine.Snapshot{}, context.DeadlineExceeded
	}
	return f.Store.Load(ctx, id)
}

// correct with no recorder left

// objection text visible to all participants

// two reserves in one change against a budget lowered meanwhile

type lowering struct{ engine.Store }

func (l *lowering) Apply(ctx context.Context, ch []*engine.Change) []error {
	_ = l.SetBudget(ctx, ch[0].Ledger[0].Key, 12000, "own", 1)
	return l.Store.Apply(ctx, ch)
}

// second incident step of overdue is dropped

// start state with a task: candidates computed before the fields are written

// field called opinion/actor

// close while applying

type slow struct {
	engine.Store
	in, out chan struct{}
}

func (s *slow) Apply(ctx context.Context, ch []*engine.Change) []error {
	close(s.in)
	<-s.out
	return s.Store.Apply(ctx, ch)
}

const afterText = `
  work:
    name: 等
    edit: [note]
    after:
      duration: 2 workdays
      to:
        - {when: note == "好", to: yes}
        - {to: no}
    on:
      fill: {name: 填, by: clerk, to: stay, needs: [note]}
` + ends

func TestReview_ConfirmerEditsAmount(t *testing.T) {
	text := strings.Replace(small(meetingText), "    name: 会议\n", "    name: 会议\n    edit: [amount]\n", 1)
	w, id := start(t, text)
	w.do("ann", id, "record", with("amount", "15000.00"), sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus", "hal"}, Yes: 4, Minutes: "记录"}))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "ivy", Case: id, Fields: engine.Fields{"amount": "99000.00"}})
	t.Log("edit by confirmer:", err)
	c := w.do("ivy", id, "confirm")
	t.Log(c.Outcome, c.Memo.Fields["amount"])
	require.Error(t, err)
}

func TestReview_OwnerEditsThroughIncident(t *testing.T) {
	text := small(`
  work:
    name: 审核
    edit: [amount]
    task: {for: head}
    on:
      agree: {name: 同意, to: yes}
` + ends)
	w := newWorld(t, book(t, posts, directory.Kin{A: "ivy", B: "jim", Relation: "夫妻"}), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "own", Case: c.ID, Fields: engine.Fields{"amount": "99000.00"}})
	t.Log(w.load(c.ID).Case.Memo.Fields["amount"])
	require.Error(t, err)
}

func TestReview_KinClerkEditsPostingDate(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    edit: [posted]
    after: {duration: 5 workdays, from: posted, to: yes}
    on:
      fixdate: {name: 更正张贴日期, by: clerk, to: stay, needs: [posted, opinion]}
      object: {name: 异议, by: reader, to: no, needs: [opinion]}
` + ends)
	p := map[string]string{"clerk": "ann bob", "chief": "cat", "board": "eve", "head": "ivy", "keeper": "own"}
	w := newWorld(t, book(t, p, directory.Kin{A: "bob", B: "jim", Relation: "夫妻"}), text)
	c := w.open("ann", "small", with("subject", "jim"))
	w.do("ann", c.ID, "submit")
	w.refused(engine.ERecused, nil, "bob", c.ID, "fixdate", with("posted", "2026-09-07"), say("x"))
	_, err := w.engine.Act(t.Context(), engine.Command{Kind: engine.DoEdit, Actor: "bob", Case: c.ID, Fields: engine.Fields{"posted": "2026-01-05"}})
	t.Log("kin edit:", err)
	_, terr := w.engine.Tick(t.Context())
	t.Log(terr, w.load(c.ID).Case.State)
	require.Error(t, err)
}

func TestReview_BackdatedPostingEndsAtOnce(t *testing.T) {
	text := small(`
  work:
    name: 公示
    publish: {show: [amount], audience: unit}
    edit: [posted]
    after: {duration: 5 workdays, from: posted, to: yes}
    on:
      fixdate: {name: 更正张贴日期, by: clerk, to: stay, needs: [posted, opinion]}
      object: {name: 异议, by: reader, to: no, needs: [opinion]}
` + ends)
	w, id := start(t, text)
	_, err := w.try("ann", id, "fixdate", with("posted", "2026-01-05"), say("x"))
	_, _ = w.engine.Tick(t.Context())
	t.Log(err, w.load(id).Case.State)
	require.Equal(t, "work", w.load(id).Case.State)
}

func TestReview_AbstainInOrSignGroup(t *testing.T) {
	text := small(`
  work:
    name: 并行
    tasks:
      first: {for: chief}
      second: {for: board, vote: {held: online, quorum: 1/2 of seats, pass: more than 1/2 of seats, yes: ok, no: bad}}
    on:
      ok: {name: 同意}
      bad: {name: 不同意, needs: [opinion]}
    join:
      - {when: groups.first.result == "ok" and groups.second.result == "ok", to: yes}
      - {to: no}
` + ends)
	_, err := process.Compile("x.yaml", []byte(text))
	require.NoError(t, err)
	w, id := start(t, text)
	_, err = w.try("bob", id, "abstain")
	t.Log(err, w.load(id).Round.Data.Groups["first"].Result)
	require.Error(t, err)
}

func TestReview_SpentTwice(t *testing.T) {
	text := small(`
  work:
    name: 审
    task: {for: chief}
    on:
      ok: {name: 好, to: pay, do: [reserve: {ledger: fund, amount: amount}]}
  pay:
    name: 付
    task: {for: head}
    on:
      paid: {name: 已付, to: done, do: [spend: {ledger: fund}]}
  done:
    name: 核
    task: {for: chief}
    on:
      again: {name: 退, to: work}
      end: {name: 完, to: yes}
`+ends, "ledgers: {fund: {per: year, unit: money}}\n")
	w := newWorld(t, book(t, posts), text)
	_, err := w.engine.SetBudget(t.Context(), "own", "small", "fund", 100000)
	require.NoError(t, err)
	c := w.open("ann", "small", with("amount", "100.00"))
	w.do("ann", c.ID, "submit")
	w.do("bob", c.ID, "ok")
	w.do("ivy", c.ID, "paid")
	w.do("bob", c.ID, "again")
	_, err = w.try("bob", c.ID, "ok")
	t.Log(err)
	_, err = w.try("ivy", c.ID, "paid")
	t.Log(err)
	b, _ := w.engine.Balance(t.Context(), "small", "fund")
	require.EqualValues(t, 10000, b.Spent)
}

func TestReview_UniqueAtExOfficioStart(t *testing.T) {
	text := strings.Replace(small(`
  work:
    name: 审
    task: {for: chief}
    on:
      ok: {name: 好, to: yes}
`+ends, "unique: [note]\n"), "draft: {by: clerk}", "draft: {by: clerk, event: submit}", 1)
	_, err := process.Compile("x.yaml", []byte(text))
	require.NoError(t, err)
	w := newWorld(t, book(t, posts), text)
	w.open("ann", "small", with("note", "甲"))
	cs := &counting{Store: w.store}
	e := engine.New(engine.Config{
		Store: cs, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	defer e.Close()
	_, err = e.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Actor: "ann", Process: "small", Fields: engine.Fields{"note": "甲"}})
	t.Log(err, cs.n)
	require.Equal(t, engine.EDuplicate, engine.CodeOf(err))
}

func TestReview_CorrectWithoutRecorder(t *testing.T) {
	w, id := start(t, small(meetingText))
	w.do("ann", id, "record", sheet(engine.Sheet{HeldOn: "2026-09-07", Present: []string{"eve", "fay", "gus"}, Yes: 3, Minutes: "记录"}))
	w.dir.v.Store(bookAt(t, 2, map[string]string{"chief": "bob", "board": "eve fay gus hal", "head": "ivy", "keeper": "own"}))
	w.do("ivy", id, "correct", say("x"))
	_, err := w.engine.Reassess(t.Context())
	require.NoError(t, err)
	t.Log(w.openTasks(id)[0].Kind, w.openTasks(id)[0].Candidates, w.load(id).Case.Memo.Incidents)
	require.NotEmpty(t, w.load(id).Case.Memo.Incidents)
}

func TestReview_TwoReservesOneChange(t *testing.T) {
	text := small(`
  work:
    name: 审
    task: {for: chief}
    on:
      ok: {name: 好, to: pay, do: [reserve: {ledger: fund, amount: amount, name: a}, reserve: {ledger: fund, amount: amount, name: b}]}
  pay:
    name: 付
    task: {for: head}
    on:
      paid: {name: 已付, to: yes}
`+ends, "ledgers: {fund: {per: year, unit: money}}\n")
	_, compileErr := process.Compile("x.yaml", []byte(text))
	require.NoError(t, compileErr)
	w := newWorld(t, book(t, posts), text)
	_, err := w.engine.SetBudget(t.Context(), "own", "small", "fund", 20000)
	require.NoError(t, err)
	c := w.open("ann", "small", with("amount", "100.00"))
	w.do("ann", c.ID, "submit")
	lower := &lowering{Store: w.store}
	e := engine.New(engine.Config{
		Store: lower, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	defer e.Close()
	_, err = e.Act(t.Context(), engine.Command{Kind: engine.DoEvent, Actor: "bob", Case: c.ID, Event: "ok"})
	t.Log(err)
	b, _ := w.engine.Balance(t.Context(), "small", "fund")
	require.GreaterOrEqual(t, b.Free(), int64(0))
}

func TestReview_StartStateTask(t *testing.T) {
	text := strings.Replace(small(`
  work:
    name: 审
    task: {for: chief}
    on:
      ok: {name: 好, to: yes}
`+ends), `  draft:
    name: 草拟
    edit: all
`, `  draft:
    name: 草拟
    edit: all
    task: {for: clerk}
`, 1)
	text = strings.Replace(text, "submit: {name: 提交, by: initiator, to: work}", "submit: {name: 提交, to: work}", 1)
	w := newWorld(t, book(t, posts), text)
	c := w.open("ann", "small", with("subject", "ann"))
	for _, x := range w.openTasks(c.ID) {
		t.Log(x.Kind, x.Candidates, x.Due)
	}
	require.NotEmpty(t, w.load(c.ID).Case.Memo.Incidents)
}

func TestReview_DraftMovesToUnsupportedVersion(t *testing.T) {
	w := newWorld(t, book(t, posts), small(onlineText))
	w.engine = engine.New(engine.Config{ // no key, so that no secret ballot can be held
		Store: w.store, Directory: bookSource{w.dir}, Calendar: calendarSource{w.cal}, Clock: w.clock,
		Compile: process.Compile, Vault: seal.Fixed("test"), NewID: w.id, Seed: func() []byte { return []byte(strings.Repeat("s", 32)) },
	})
	t.Cleanup(w.engine.Close)
	c := w.open("ann", "small")
	w.clock.at.Add(1000)
	v2 := strings.Replace(small(onlineText), "yes: agree", "secret: true, yes: agree", 1)
	_, err := w.engine.Install(t.Context(), "v2.yaml", []byte(v2), "own")
	require.NoError(t, err)
	_, err = w.engine.Act(t.Context(), engine.Command{Kind: engine.DoOpen, Actor: "ann", Process: "small"})
	require.Equal(t, engine.EUnsupported, engine.CodeOf(err))
	version := w.load(c.ID).Case.Version
	require.Equal(t, version, w.do("ann", c.ID, "submit").Version, "the draft stays with the version that can be carried out")
}
