package handlers_test

import (
	"context"
	"maps"
	"sync"

	"dandang/engine"
	"dandang/engine/process"
	"dandang/engine/workday"
	"dandang/handlers"
)

// fakeEngine answers what a test tells it to.
type fakeEngine struct {
	handlers.Engine
	mu      sync.Mutex
	def     *process.Definition
	act     func(engine.Command) (engine.Result, error)
	view    func(actor, id string) (engine.View, error)
	inbox   func(engine.InboxQuery) ([]engine.Item, error)
	ahead   func(actor, id string, given engine.Fields) (engine.Forecast, error)
	try     func(actor, id string, given engine.Fields) (engine.Tryout, error)
	counts  map[engine.Box]int
	budgets map[string]int64
	account []string // of the budget that was set last
}

func (f *fakeEngine) Act(_ context.Context, c engine.Command) (engine.Result, error) { return f.act(c) }

func (f *fakeEngine) View(_ context.Context, actor, id string) (engine.View, error) {
	return f.view(actor, id)
}

func (f *fakeEngine) Opened(context.Context, string, string) error { return nil }

func (f *fakeEngine) Travelled(_ context.Context, actor, id string) (*process.Definition, process.Way, error) {
	if actor != "ann" {
		return nil, process.Way{}, missing()
	}
	return f.def, process.Way{Current: "at-" + id}, nil
}

func (f *fakeEngine) TaskCase(_ context.Context, t string) (string, error) {
	return "case-of-" + t, nil
}

func (f *fakeEngine) Among(context.Context, string, string, string) ([]string, error) {
	return []string{"own"}, nil
}

func (f *fakeEngine) Forecast(_ context.Context, actor, id string, given engine.Fields) (engine.Forecast, error) {
	return f.ahead(actor, id, given)
}

func (f *fakeEngine) TryEdit(_ context.Context, actor, id string, given engine.Fields) (engine.Tryout, error) {
	return f.try(actor, id, given)
}

func (f *fakeEngine) Documents(context.Context, string, string) ([]engine.PaperView, error) {
	return nil, nil
}

func (f *fakeEngine) Unsealed(context.Context, string, string) ([]string, error) { return nil, nil }
func (f *fakeEngine) Members(context.Context, string, string) ([]string, error)  { return nil, nil }
func (f *fakeEngine) Inbox(_ context.Context, q engine.InboxQuery) ([]engine.Item, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.inbox(q)
}

func (f *fakeEngine) inboxIs(items []engine.Item) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inbox = func(engine.InboxQuery) ([]engine.Item, error) { return items, nil }
}

func (f *fakeEngine) BoxCounts(context.Context, string) (map[engine.Box]int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.counts), nil
}

func (f *fakeEngine) count(box engine.Box, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[box] = n
}

func (f *fakeEngine) Unread(context.Context, string) (int, error) { return 3, nil }

func (f *fakeEngine) Catalogue(context.Context) ([]*process.Definition, error) {
	return []*process.Definition{f.def}, nil
}

func (f *fakeEngine) Current(_ context.Context, key string) (*process.Definition, error) {
	if key != f.def.Key {
		return nil, &engine.Refusal{Code: engine.ENotFound, Detail: "没有这个办理事项"}
	}
	return f.def, nil
}

func (f *fakeEngine) Definition(context.Context, string) (*process.Definition, error) {
	return f.def, nil
}

func (f *fakeEngine) Balance(_ context.Context, p, l string, _ ...string) (engine.Balance, error) {
	return engine.Balance{Budget: f.budgets[p+l]}, nil
}

func (f *fakeEngine) SetBudget(ctx context.Context, _, p, l string, n int64, values ...string) (engine.Balance, error) {
	f.budgets[p+l], f.account = n, values
	return f.Balance(ctx, p, l)
}

func (f *fakeEngine) LedgerAccounts(_ context.Context, p, l string) ([]engine.Account, error) {
	return []engine.Account{{Balance: engine.Balance{Budget: f.budgets[p+l]}, Values: f.account}}, nil
}
func (f *fakeEngine) Reassess(context.Context) (int, error) { return 0, nil }
func (f *fakeEngine) Recalendar(ctx context.Context, _ *workday.Calendar, save func(context.Context) error) ([]engine.MovedDue, error) {
	return nil, save(ctx)
}
func (f *fakeEngine) NextDue(context.Context, int64) (int64, bool, error) { return 0, false, nil }
func (f *fakeEngine) Tick(context.Context) (int, error)                   { return 0, nil }
