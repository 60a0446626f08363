package models

import (
	"dandang/engine"
	"dandang/engine/workday"
)

// Rows that gorm reads and writes. Those of the hot path have their SQL in load.go and tables.go.

type noticeRecord struct {
	ID, CaseID       string
	Round            int
	Process, Title   string
	Body             []byte
	Audience, Unit   string
	PostedOn         string
	UntilAt          int64
	UntilDate        string
	UntilProvisional bool
	Status           string
	At               int64
}

func (noticeRecord) TableName() string { return "notices" }

func (r noticeRecord) notice() (engine.Notice, error) {
	n := engine.Notice{
		ID: r.ID, Case: r.CaseID, Round: r.Round, Process: r.Process, Title: r.Title, Audience: r.Audience, Unit: r.Unit, PostedOn: r.PostedOn,
		Until: workday.Due{At: r.UntilAt, Date: workday.Date(r.UntilDate), Provisional: r.UntilProvisional}, Status: r.Status, At: r.At,
	}
	return n, decode(r.Body, &n.Body)
}

type documentRecord struct {
	ID, CaseID, DocKey, Name, Number, Title, Body, Status string
	At                                                    int64
	Waiting                                               bool
	Life                                                  []byte
}

func (r documentRecord) document() (engine.Document, error) {
	d := engine.Document{
		ID: r.ID, Case: r.CaseID, Key: r.DocKey, Name: r.Name, Number: r.Number, Title: r.Title, Body: r.Body, Status: r.Status, At: r.At,
		Waiting: r.Waiting,
	}
	if len(r.Life) == 0 { // issued before documents had a life of their own
		return d, nil
	}
	if err := decode(r.Life, &d.Life); err != nil {
		return d, err
	}
	if s := d.Life.Service; s != nil {
		s.Proof, _ = engine.WireNumbers(s.Proof).([]any)
	}
	return d, nil
}

func (documentRecord) TableName() string { return "documents" }

type objectionRecord struct {
	ID, Notice, CaseID, Person, Body string
	At                               int64
}

func (objectionRecord) TableName() string { return "objections" }

type versionRecord struct {
	Hash, Process string
	N             int
	Source        []byte
	At            int64
	ByPerson      string
}

func (versionRecord) TableName() string { return "definitions" }

func (r versionRecord) version() engine.Version {
	return engine.Version{Process: r.Process, N: r.N, Hash: r.Hash, Source: r.Source, At: r.At, By: r.ByPerson}
}

type timerRecord struct {
	ID, CaseID  string
	Round       int
	Kind, Grp   string
	Step        int
	At          int64
	Provisional bool
	Status      string
}

func (timerRecord) TableName() string { return "timers" }

type messageRecord struct {
	ID, CaseID, Kind string
	Recipients, Body string
	At               int64
}

func (messageRecord) TableName() string { return "outbox" }

type moveRecord struct {
	CaseID, Name, Kind, LedgerKey string
	Amount, At                    int64
}

func (moveRecord) TableName() string { return "ledger_moves" }

type accountRecord struct {
	LedgerKey               string `gorm:"primaryKey"`
	Budget, Reserved, Spent int64
	BudgetBy                string
	BudgetAt                int64
}

func (accountRecord) TableName() string { return "ledger_accounts" }
