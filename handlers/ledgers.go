package handlers

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"dandang/engine"
	"dandang/engine/process"
)

// LedgerState is the state of one account: free = budget - reserved - spent.
type LedgerState struct {
	Process  string   `json:"process"`
	Ledger   string   `json:"ledger"`
	Name     string   `json:"name"`
	Account  []string `json:"account,omitempty" doc:"Values of the fields that split the ledger, in their order"`
	Names    []string `json:"account_names,omitempty" doc:"What people read for these values: names of units and people"`
	Unit     string   `json:"unit" enum:"money,count" doc:"money: yuan as decimal strings; count: whole numbers as strings"`
	Budget   string   `json:"budget"`
	Reserved string   `json:"reserved"`
	Spent    string   `json:"spent"`
	Free     string   `json:"free"`
}

// LedgerInput names a ledger of a procedure.
type LedgerInput struct {
	Process string `path:"process" maxLength:"64"`
	Ledger  string `path:"ledger" maxLength:"64"`
}

// AccountInput names one account: of a split ledger by the values of its fields, in their order.
type AccountInput struct {
	LedgerInput
	Account []string `query:"account,explode" maxItems:"8" doc:"Values that name an account of a split ledger; repeat the parameter"`
}

type budgetInput struct {
	AccountInput
	Body struct {
		Budget string `json:"budget" maxLength:"20" example:"500000.00" doc:"Yuan, at most two decimals; or a whole number for a ledger that counts"`
	}
}

func (s *Server) ledgers() {
	const tag = "ledgers"
	path := base + "/ledgers/{process}/{ledger}"
	handle(s, op{method: http.MethodGet, path: path, id: "get-ledger", tag: tag, summary: "Budget, reserved, spent and free, of the current year"}, s.getLedger)
	handle(s, op{method: http.MethodGet, path: path + "/accounts", id: "list-accounts", tag: tag, summary: "Accounts of a ledger that have a budget or were used, of the current year"}, s.listAccounts)
	handle(s, op{method: http.MethodPut, path: path, id: "set-budget", tag: tag, summary: "Set the budget of the current year"}, s.setBudget)
}

// keptLedger is a ledger of a procedure, with what is needed to read the values that name its accounts.
type keptLedger struct {
	*process.Ledger
	def *process.Definition
	p   *presenter
}

func (s *Server) ledger(ctx context.Context, in LedgerInput) (*keptLedger, error) {
	d, err := s.current(ctx, in.Process)
	if err != nil {
		return nil, err
	}
	l := d.Ledger(in.Ledger)
	if l == nil {
		return nil, problem(engine.ENotFound, "没有这个额度账户")
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	return &keptLedger{Ledger: l, def: d, p: p}, nil
}

// names are what people read for the values of an account.
func (l *keptLedger) names(account []string) []string {
	out := slices.Clone(account)
	for i, id := range l.Split {
		if i >= len(out) {
			break
		}
		if kind := l.def.Field(id).Type; kind == process.UnitType { // what else splits a ledger is read as it stands
			out[i] = l.p.unit(out[i]).Name
		} else if kind == process.Person {
			out[i] = l.p.person(out[i]).Name
		}
	}
	return out
}

func (s *Server) getLedger(ctx context.Context, in *AccountInput) (*struct{ Body LedgerState }, error) {
	l, err := s.ledger(ctx, in.LedgerInput)
	if err != nil {
		return nil, err
	}
	b, err := s.opt.Engine.Balance(ctx, in.Process, in.Ledger, in.Account...)
	if err != nil {
		return nil, err
	}
	return &struct{ Body LedgerState }{ledgerState(in.Process, l, b, in.Account)}, nil
}

func (s *Server) listAccounts(ctx context.Context, in *LedgerInput) (*struct{ Body List[LedgerState] }, error) {
	l, err := s.ledger(ctx, *in)
	if err != nil {
		return nil, err
	}
	accounts, err := s.opt.Engine.LedgerAccounts(ctx, in.Process, in.Ledger)
	if err != nil {
		return nil, err
	}
	out := List[LedgerState]{Items: []LedgerState{}}
	for _, a := range accounts {
		out.Items = append(out.Items, ledgerState(in.Process, l, a.Balance, a.Values))
	}
	return &struct{ Body List[LedgerState] }{out}, nil
}

func (s *Server) setBudget(ctx context.Context, in *budgetInput) (*struct{ Body LedgerState }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	l, err := s.ledger(ctx, in.LedgerInput)
	if err != nil {
		return nil, err
	}
	keeper := RoleVacancies
	if l.Unit == unitMoney {
		keeper = RoleFinance
	}
	if err := s.allow(ctx, Requirement{AnyOf: []Role{keeper}}, actor, false); err != nil {
		return nil, err
	}
	amount, ok := readAmount(l.Ledger, in.Body.Budget)
	if !ok {
		return nil, invalid("budget", "请填写不为负的金额,最多两位小数,如 500000.00;按数量管理的请填整数")
	}
	b, err := s.opt.Engine.SetBudget(ctx, actor, in.Process, in.Ledger, amount, in.Account...)
	if err != nil {
		return nil, err
	}
	return &struct{ Body LedgerState }{ledgerState(in.Process, l, b, in.Account)}, nil
}

func ledgerState(key string, l *keptLedger, b engine.Balance, account []string) LedgerState {
	return LedgerState{
		Process: key, Ledger: l.ID, Name: nonEmpty(l.Name, l.ID), Account: account, Names: l.names(account), Unit: l.Unit, Budget: amountText(l.Ledger, b.Budget),
		Reserved: amountText(l.Ledger, b.Reserved), Spent: amountText(l.Ledger, b.Spent), Free: amountText(l.Ledger, b.Free()),
	}
}

const unitMoney = "money"

func amountText(l *process.Ledger, n int64) string {
	if l.Unit == unitMoney {
		return formatMoney(n)
	}
	return strconv.FormatInt(n, 10)
}

func readAmount(l *process.Ledger, s string) (int64, bool) {
	if l.Unit == unitMoney {
		return parseMoney(s)
	}
	n, err := strconv.ParseUint(s, 10, 31)
	return int64(n), err == nil
}
