package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"dandang/engine"
	"dandang/engine/directory"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/handlers"
	"dandang/internal/seal"
	"dandang/models"
)

// The crowd: 64 people who all may take the same task.
const crowd = 64

const raceText = `language: 1
process: race
name: 抢办
owner: keeper
roles:
  clerk: {name: 经办人, scope: unit}
  chief: {name: 审核人, scope: unit}
  keeper: {name: 维护人, scope: city}
ledgers: {fund: {per: year, unit: money}}
fields:
  amount: {name: 金额, type: money}
start:
  draft: {by: clerk}
states:
  draft:
    name: 草拟
    edit: all
    on:
      submit: {name: 提交, by: initiator, to: work}
  work:
    name: 审核
    task: {for: chief, due: 5 workdays, remind: 2 workdays before, overdue: [remind]}
    on:
      agree: {name: 同意, to: paying}
      pay: {name: 同意并预留, to: paying, do: [reserve: {ledger: fund, amount: amount}]}
  paying:
    name: 拨付
    task: {for: chief, due: 5 workdays}
    after: {duration: 9 workdays, to: closed}
    on:
      done: {name: 已付, to: closed}
  closed: {name: 已办结, final: 已办结}
`

// replicas are two engines, each with a store of its own as in two processes, on one database and one clock.
type replicas struct {
	t       *testing.T
	engines [2]*engine.Engine
	store   *models.Store
	clock   *fixedClock
}

func person(i int) engine.PersonID { return fmt.Sprintf("chief-%02d", i) }

func newReplicas(t *testing.T, o models.Options) *replicas {
	t.Helper()
	ctx := context.Background()
	r := &replicas{t: t, clock: &fixedClock{}}
	r.clock.at.Store(monday)
	for i := range r.engines {
		store, err := models.Open(ctx, o)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		if i == 0 {
			require.NoError(t, store.Migrate(ctx))
			r.store = store
			r.settle(ctx)
		}
		r.engines[i] = engine.New(engine.Config{
			Store: store, Directory: store, Calendar: store, Clock: r.clock, Compile: process.Compile, Vault: seal.Fixed("bench"), NewID: newID, Seed: newSeed,
		})
		t.Cleanup(r.engines[i].Close)
	}
	_, err := r.engines[0].Install(ctx, "race.yaml", []byte(raceText), "")
	require.NoError(t, err)
	return r
}

// settle fills the directory: one clerk, one keeper, and the crowd.
func (r *replicas) settle(ctx context.Context) {
	units := []directory.Unit{{ID: "city", Name: "市", Level: directory.LevelCity}, {ID: "u", Name: "单位", Parent: "city", Level: directory.LevelDept}}
	var people []directory.Person
	var posts []directory.Post
	add := func(id engine.PersonID, role string) {
		people = append(people, directory.Person{ID: id, Username: id, Name: "人" + id, Unit: "u", Order: len(people), Active: true})
		posts = append(posts, directory.Post{Role: role, Person: id, Unit: "u"})
	}
	add("clerk", "clerk")
	add("keeper", "keeper")
	for i := range crowd {
		add(person(i), "chief")
	}
	require.NoError(r.t, r.store.SaveDirectory(ctx, units, people, posts, nil, nil))
	require.NoError(r.t, r.store.SaveCalendar(ctx, []workday.Year{{Year: 2026, Published: true, Source: "测试"}}, nil))
}

// submitted files a case that waits for the crowd.
func (r *replicas) submitted(amount string) string {
	r.t.Helper()
	e := r.engines[0]
	c, err := e.Act(r.t.Context(), engine.Command{Kind: engine.DoOpen, Process: "race", Actor: "clerk", Fields: engine.Fields{"amount": amount}})
	require.NoError(r.t, err)
	_, err = e.Act(r.t.Context(), engine.Command{Kind: engine.DoEvent, Case: c.Case.ID, Actor: "clerk", Event: "submit"})
	require.NoError(r.t, err)
	return c.Case.ID
}

// all lets so many act at the same moment, every second one on the other replica, and gives what each was told.
func (r *replicas) all(n int, command func(i int) engine.Command) []error {
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			cmd := command(i)
			ready.Done()
			ready.Wait()
			_, errs[i] = r.engines[i%2].Act(r.t.Context(), cmd)
		})
	}
	done.Wait()
	return errs
}

func (r *replicas) whole(caseID string) {
	r.t.Helper()
	faults, err := r.engines[1].Verify(r.t.Context(), caseID)
	require.NoError(r.t, err)
	require.Empty(r.t, faults)
}

func (r *replicas) events(caseID string) []engine.AuditEvent {
	r.t.Helper()
	events, _, err := r.store.History(r.t.Context(), caseID)
	require.NoError(r.t, err)
	return events
}

func TestRace_Of64PeopleOnOneTaskOneSucceedsAnd63AreToldThatSomebodyWasFaster(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		r := newReplicas(t, o)
		id := r.submitted("1.00")
		snap, err := r.store.Load(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, snap.Tasks, 1)
		require.Len(t, snap.Tasks[0].Candidates, crowd)
		errs := r.all(crowd, func(i int) engine.Command {
			return engine.Command{
				Kind: engine.DoEvent, Case: id, Actor: person(i), Event: "agree", Task: snap.Tasks[0].ID, Key: "agree-" + person(i), KeyHash: "h",
			}
		})
		winner, statuses := "", map[int]int{}
		for i, err := range errs {
			if err == nil {
				statuses[http.StatusOK]++
				winner = person(i)
				continue
			}
			statuses[handlers.Status(engine.CodeOf(err))]++
			require.Equal(t, engine.EConflict, engine.CodeOf(err), err.Error())
		}
		require.Equal(t, map[int]int{http.StatusOK: 1, http.StatusConflict: crowd - 1}, statuses)
		for i, err := range errs {
			if err != nil {
				require.Contains(t, err.Error(), "该事项已由人"+winner+"办理", "%s learns who was faster", person(i))
			}
		}
		require.Len(t, r.events(id), 3, "open, submit and one agreement")
		after, err := r.store.Load(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, "paying", after.Case.State)
		require.Len(t, after.Tasks, 1)
		tasks, err := r.store.AllTasks(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, tasks, 2)
		r.whole(id)
	})
}

func TestRace_Of64ApprovalsAgainstALedgerThatCanPay10Exactly10Reserve(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		const pays, each = 10, 150_000
		r := newReplicas(t, o)
		_, err := r.engines[0].SetBudget(t.Context(), "keeper", "race", "fund", pays*each+each/2)
		require.NoError(t, err)
		cases := make([]string, crowd)
		for i := range cases {
			cases[i] = r.submitted("1500.00")
		}
		errs := r.all(crowd, func(i int) engine.Command {
			return engine.Command{Kind: engine.DoEvent, Case: cases[i], Actor: person(i), Event: "pay", Key: "pay-" + cases[i], KeyHash: "h"}
		})
		reserved := 0
		for i, err := range errs {
			snap, loadErr := r.store.Load(t.Context(), cases[i])
			require.NoError(t, loadErr)
			if err == nil {
				reserved++
				require.Equal(t, "paying", snap.Case.State)
				require.Len(t, snap.Case.Memo.Entries, 1)
			} else {
				require.Equal(t, engine.EGuard, engine.CodeOf(err), err.Error())
				require.Equal(t, http.StatusConflict, handlers.Status(engine.CodeOf(err)))
				require.Equal(t, "work", snap.Case.State, "who was refused can try again")
				require.Empty(t, snap.Case.Memo.Entries)
			}
			r.whole(cases[i])
		}
		require.Equal(t, pays, reserved)
		b, err := r.engines[1].Balance(t.Context(), "race", "fund")
		require.NoError(t, err)
		require.Equal(t, int64(pays*each), b.Reserved)
		require.Equal(t, int64(0), b.Spent)
		require.Equal(t, int64(each/2), b.Free())
		moves, err := r.store.LedgerMoves(t.Context(), b.Key)
		require.NoError(t, err)
		require.Len(t, moves, pays)
	})
}

// Two processes look for due timers at the same moments; every timer acts once, whoever gets it.
func TestRace_TwoProcessesFireEachTimerOnce(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, o models.Options) {
		t.Helper()
		const cases = 24
		r := newReplicas(t, o)
		ids := make([]string, cases)
		for i := range ids {
			ids[i] = r.submitted("1.00")
			_, err := r.engines[0].Act(t.Context(), engine.Command{Kind: engine.DoEvent, Case: ids[i], Actor: person(i), Event: "agree"})
			require.NoError(t, err)
		}
		waiting := r.submitted("1.00")
		r.clock.at.Store(workday.Date("2026-03-14").Start()) // nine workdays later: the task is overdue and the cases close
		var fired [2]int
		var errs [2]error
		var both sync.WaitGroup
		for i, e := range r.engines {
			both.Go(func() { fired[i], errs[i] = e.Tick(t.Context()) })
		}
		both.Wait()
		require.NoError(t, errs[0])
		require.NoError(t, errs[1])
		t.Logf("fired: %v", fired)
		require.Equal(t, cases+2, fired[0]+fired[1], "one closing for each case; one reminder and one overdue notice for the one that waits")
		for _, id := range ids {
			kinds := map[engine.CommandKind]int{}
			for _, e := range r.events(id) {
				kinds[e.Kind]++
			}
			require.Equal(t, map[engine.CommandKind]int{engine.DoOpen: 1, engine.DoEvent: 2, engine.DoTimer: 1}, kinds)
			snap, err := r.store.Load(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, engine.Closed, snap.Case.Status)
			r.whole(id)
		}
		r.whole(waiting)
		due, err := r.store.DueTimers(t.Context(), r.clock.Now(), 100)
		require.NoError(t, err)
		require.Empty(t, due)
	})
}
