package handlers

import (
	"context"
	"net/http"

	"dandang/engine"
	"dandang/engine/process"
)

// FiguresInfo are counts of cases. What is absent is withheld, or there is nothing to take an average of.
type FiguresInfo struct {
	Received *int     `json:"received,omitempty" doc:"受理; of a state: how often it was entered"`
	Closed   *int     `json:"closed,omitempty" doc:"办结; of a state: how often it was left"`
	Late     *int     `json:"late,omitempty" doc:"Of the closed: after the total limit"`
	Open     *int     `json:"open,omitempty" doc:"在办 at the end of the period"`
	Overdue  *int     `json:"overdue,omitempty" doc:"超期: of the open; of a state: turns done late, or open and late"`
	Average  *float64 `json:"average,omitempty" doc:"平均用时, workdays"`
	P90      *int     `json:"p90,omitempty" doc:"Workdays within which nine of ten were done"`
}

// StatRow is a row of statistics.
type StatRow struct {
	NamedID
	FiguresInfo
}

// OutcomeInfo counts one way to end.
type OutcomeInfo struct {
	Outcome string `json:"outcome" doc:"免责, 已澄清, 已拨付 …"`
	N       int    `json:"n"`
}

// StatsInfo are the statistics of a procedure in a period.
type StatsInfo struct {
	Process  NamedID       `json:"process"`
	Period   string        `json:"period" doc:"2026-09, 2026-Q3 or 2026"`
	TakenAt  string        `json:"taken_at" format:"date-time"`
	Frozen   bool          `json:"frozen" doc:"As it stood when the month ended; what happened since changes nothing"`
	Withheld bool          `json:"withheld" doc:"Restricted: figures that stand for fewer than three cases, and what they could be worked out from, are left out"`
	Total    FiguresInfo   `json:"total"`
	Units    []StatRow     `json:"units"`
	States   []StatRow     `json:"states" doc:"Where time goes, in the order of the procedure"`
	Outcomes []OutcomeInfo `json:"outcomes" doc:"Of the closed, most frequent first"`
	Ledgers  []LedgerState `json:"ledgers" doc:"支出余额 of the current year; none of a restricted procedure"`
}

type statsInput struct {
	Process string `query:"process" required:"true" minLength:"1" maxLength:"64"`
	Period  string `query:"period" maxLength:"7" doc:"2026-09, 2026-Q3 or 2026; left out: the month that runs"`
	Unit    string `query:"unit" maxLength:"64" doc:"And the units below it; not of a restricted procedure"`
	Live    bool   `query:"live" doc:"Count anew even where the month is frozen; not of a restricted procedure"`
}

func (s *Server) stats() {
	handle(s, op{
		method: http.MethodGet, path: base + "/stats", id: "get-stats", tag: "stats",
		summary: "统计: received, closed, overdue, workdays by unit and state; to who oversees the procedure",
	}, s.getStats)
}

func (s *Server) getStats(ctx context.Context, in *statsInput) (*struct{ Body StatsInfo }, error) {
	actor, err := actorOf(ctx)
	if err != nil {
		return nil, err
	}
	def, err := s.current(ctx, in.Process)
	if err != nil {
		return nil, err
	}
	may, err := s.oversees(ctx, actor, def)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, problem(codeRole, "统计只供督办、审计、系统管理人员和本流程的政策维护人查看")
	}
	st, err := s.opt.Engine.Stats(ctx, engine.StatsQuery{Process: in.Process, Period: in.Period, Unit: in.Unit, Live: in.Live})
	if err != nil {
		return nil, err
	}
	out := statsInfo(def, &st)
	if def.Secrecy == process.Restricted {
		return &struct{ Body StatsInfo }{out}, nil
	}
	p, err := s.presenter(ctx)
	if err != nil {
		return nil, err
	}
	for i := range def.Ledgers {
		l := &keptLedger{Ledger: &def.Ledgers[i], def: def, p: p}
		accounts, err := s.opt.Engine.LedgerAccounts(ctx, in.Process, l.ID)
		if err != nil {
			return nil, err
		}
		for _, a := range accounts {
			out.Ledgers = append(out.Ledgers, ledgerState(in.Process, l, a.Balance, a.Values))
		}
	}
	return &struct{ Body StatsInfo }{out}, nil
}

func statsInfo(def *process.Definition, st *engine.Stats) StatsInfo {
	out := StatsInfo{
		Process: NamedID{ID: def.Key, Name: def.Name}, Period: st.Period, TakenAt: stamp(st.TakenAt), Frozen: st.Frozen, Withheld: st.Withheld,
		Total: FiguresInfo(st.Total), Units: []StatRow{}, States: []StatRow{}, Outcomes: []OutcomeInfo{}, Ledgers: []LedgerState{},
	}
	for _, u := range st.Units {
		out.Units = append(out.Units, StatRow{NamedID{ID: u.Unit, Name: u.Name}, FiguresInfo(u.Figures)})
	}
	for _, u := range st.States {
		out.States = append(out.States, StatRow{NamedID{ID: u.State, Name: u.Name}, FiguresInfo(u.Figures)})
	}
	for _, name := range st.OutcomeNames() {
		out.Outcomes = append(out.Outcomes, OutcomeInfo{name, st.Outcomes[name]})
	}
	return out
}
