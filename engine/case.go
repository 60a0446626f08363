package engine

import (
	"dandang/engine/directory"
	"dandang/engine/workday"
)

type (
	// PersonID identifies a person of the directory.
	PersonID = directory.PersonID
	// UnitID identifies a unit of the directory.
	UnitID = directory.UnitID
)

// Fields is the content of a case in wire form: what JSON carries. Money and decimals are decimal strings
// ("20000.00"), dates "2006-01-02", date-times RFC 3339, integers int64, choices []any of string, a person or
// unit its directory id, files []any of {"id","name","size"}, a table []any of map[string]any.
type Fields map[string]any

// Status tells whether a case still runs.
type Status string

// The statuses of a case.
const (
	Draft  Status = "draft"
	Opened Status = "open"
	Closed Status = "closed"
)

// Case is one application travelling through a procedure.
type Case struct {
	ID          string      `json:"id"`
	Process     string      `json:"process"`
	Version     string      `json:"version"` // hash of the definition it is pinned to
	Number      string      `json:"number"`  // 编号, empty until given
	Title       string      `json:"title"`
	Initiator   PersonID    `json:"initiator"`
	Unit        UnitID      `json:"unit"` // unit that the roles of scope "unit" are looked up in
	State       string      `json:"state"`
	Status      Status      `json:"status"`
	Outcome     string      `json:"outcome"`
	Round       int         `json:"round"`   // number of the open round (the last one when closed)
	Rev         int64       `json:"rev"`     // row revision: every Change adds one
	Content     int64       `json:"content"` // content revision: changes with fields and files only
	Events      int64       `json:"events"`  // number of the last audit event
	Head        string      `json:"head"`    // hash of the last audit event
	CreatedAt   int64       `json:"created_at"`
	SubmittedAt int64       `json:"submitted_at"`
	ClosedAt    int64       `json:"closed_at"`
	UpdatedAt   int64       `json:"updated_at"`
	Due         workday.Due `json:"due"` // of the whole case; zero At when none
	Memo        Memo        `json:"memo"`
}

// Memo is the part of a case that only Decide reads; a store keeps it as one JSON value.
type Memo struct {
	Fields    Fields           `json:"fields"`
	Previous  Fields           `json:"previous,omitempty"` // values before this round
	Clock     *workday.Clock   `json:"clock,omitempty"`    // of the case deadline
	Trail     []Visit          `json:"trail,omitempty"`    // closed rounds, oldest first
	Recusals  []Recusal        `json:"recusals,omitempty"`
	Returned  []string         `json:"returned,omitempty"`  // items asked for by the last return
	Answered  bool             `json:"answered,omitempty"`  // the case has left the correction that they were for
	Claims    []string         `json:"claims,omitempty"`    // unique keys held while the case lives
	Entries   map[string]Entry `json:"entries,omitempty"`   // ledger entries by name
	Papers    []Paper          `json:"papers,omitempty"`    // documents issued, oldest first
	Incidents []Incident       `json:"incidents,omitempty"` // open ones
	// Interventions are those that were proposed and wait for a second person (特殊处置).
	Interventions []Intervention `json:"interventions,omitempty"`
	// Proposal is how to handle the case, as whoever took it in proposes it (拟办意见), while it may be adopted.
	Proposal *Proposal `json:"proposal,omitempty"`
	// Transcripts are acts entered from paper that wait for a second clerk (代录).
	Transcripts []Transcript `json:"transcripts,omitempty"`

	Posted    *Notice           `json:"posted,omitempty"`    // the notice that stands
	Links     map[string]Link   `json:"links,omitempty"`     // cases that this one started, by name
	Origin    *Origin           `json:"origin,omitempty"`    // the case that started this one
	Joined    []string          `json:"joined,omitempty"`    // duplicates joined to this case
	Into      string            `json:"into,omitempty"`      // the main case that this duplicate was joined to
	Duties    []Duty            `json:"duties,omitempty"`    // limits across states, in the order in which they started
	Flags     map[string]Marked `json:"flags,omitempty"`     // flags that the case has set and not withdrawn
	Registers map[string]int    `json:"registers,omitempty"` // entries made, by register
	Last      *LastAct          `json:"last,omitempty"`      // the latest act, while it may be taken back

	Urged map[string]workday.Date `json:"urged,omitempty"` // the last day of 催办, and of 督办 by supervisor
}

// Visit is one closed round, as later rounds need to know it.
type Visit struct {
	OpenedAt   int64                    `json:"opened_at"`
	Tied       bool                     `json:"tied,omitempty"` // a vote in it ended in a tie
	Round      int                      `json:"round"`
	State      string                   `json:"state"`
	Event      string                   `json:"event"` // that closed it
	Acts       []Handled                `json:"acts,omitempty"`
	Clocks     map[string]workday.Clock `json:"clocks,omitempty"` // by group, stopped
	Extensions int                      `json:"extensions,omitempty"`
	ClosedAt   int64                    `json:"closed_at,omitempty"` // of an end that was left again: when the case had ended
	Outcome    string                   `json:"outcome,omitempty"`   // and how
	Back       int                      `json:"back,omitempty"`      // the round that `back` would have led to
	Taken      bool                     `json:"taken,omitempty"`     // undone by 收回: a later round goes on where this one stopped
}

// Handled is one act of one person, for separation of duties and "holder of STATE".
type Handled struct {
	Person PersonID `json:"person"`
	For    PersonID `json:"for,omitempty"` // whom he acted for
	State  string   `json:"state"`
	Event  string   `json:"event"`
	Duty   string   `json:"duty,omitempty"`
	At     int64    `json:"at"`
	Reader bool     `json:"reader,omitempty"` // of a notice: never named

	Content int64 `json:"content,omitempty"` // content revision after the act
	Auto    bool  `json:"auto,omitempty"`    // passed by the rule of the same person (同人办理)
	// Entered: two clerks entered it from what he signed (代录), nil where he acted himself.
	Entered *Clerks `json:"entered,omitempty"`
}

// Clerks are who entered an act from a signed paper, and who confirmed that it is what was signed.
type Clerks struct {
	By        PersonID `json:"by"`
	Confirmed PersonID `json:"confirmed"`
	On        string   `json:"on"`                  // day of the signature
	Contested bool     `json:"contested,omitempty"` // who signed says that he did not
}

// Recusal keeps a person out of a case. Kind: declared | ordered.
type Recusal struct {
	Person PersonID `json:"person"`
	Kind   string   `json:"kind"`
	Reason string   `json:"reason"`
	By     PersonID `json:"by"`
	At     int64    `json:"at"`
}

// Round is one stay in a state.
type Round struct {
	Case     string    `json:"case"`
	N        int       `json:"n"`
	State    string    `json:"state"`
	OpenedAt int64     `json:"opened_at"`
	ClosedAt int64     `json:"closed_at"` // 0 while open
	Event    string    `json:"event"`     // that closed it
	From     int       `json:"from"`      // the round that it came from, 0 at the start
	Data     RoundData `json:"data"`
}

// RoundData is the part of a round that only Decide reads; a store keeps it as one JSON value.
type RoundData struct {
	Groups map[string]GroupState `json:"groups,omitempty"` // by group; "" is the single task
	Acts   []Handled             `json:"acts,omitempty"`
	Sheet  *Sheet                `json:"sheet,omitempty"` // of a meeting vote
	Urn    string                `json:"urn,omitempty"`   // sealed count of a secret ballot, while it is open
	Count  *Count                `json:"count,omitempty"` // of a secret ballot, once it is closed
	// Assigned are the holders of turns given by intervention or hand-over, by task.
	Assigned   map[string][]PersonID `json:"assigned,omitempty"`
	Tied       bool                  `json:"tied,omitempty"`  // the vote ended in a tie
	Asked      []string              `json:"asked,omitempty"` // events opened by an incident
	After      workday.Due           `json:"after,omitempty"`
	AfterClock *workday.Clock        `json:"after_clock,omitempty"`
	Doubt      bool                  `json:"doubt,omitempty"`    // some timer of the round rests on a provisional date
	TimedBy    int64                 `json:"timed_by,omitempty"` // calendar revision that its timers rest on
	Extensions int                   `json:"extensions,omitempty"`
	Back       int                   `json:"back,omitempty"`  // the round that `back` leads to, where it is not the one it came from
	Hands      map[string]Hand       `json:"hands,omitempty"` // by task: who has it by a claim or a transfer
	Helps      []Help                `json:"helps,omitempty"`
	Proposed   []Proposal            `json:"proposed,omitempty"` // in this round
	Added      []Added               `json:"added,omitempty"`
	// Carried are those who acted, by group, in the round that this one goes on with after 收回.
	Carried map[string][]PersonID `json:"carried,omitempty"`
}

// GroupState is how far one task group of a round is.
type GroupState struct {
	Result string         `json:"result"` // event that decided it, "" while open
	Clock  *workday.Clock `json:"clock,omitempty"`
	Due    workday.Due    `json:"due"`
	Seats  []PersonID     `json:"seats,omitempty"` // of a vote: the members, recused left out
	Step   int            `json:"step,omitempty"`  // of a sequence
	Steps  []PersonID     `json:"steps,omitempty"`
}

// Sheet is the record of a meeting: roll, counts, minutes. A recorder enters it, a second person confirms it.
type Sheet struct {
	HeldOn     string     `json:"held_on"`
	Present    []PersonID `json:"present"`
	Recused    []PersonID `json:"recused,omitempty"`
	Yes        int        `json:"yes"`
	No         int        `json:"no"`
	Abstain    int        `json:"abstain"`
	Minutes    string     `json:"minutes"`
	Recorder   PersonID   `json:"recorder"`
	RecordedAt int64      `json:"recorded_at"`
	Confirmed  PersonID   `json:"confirmed,omitempty"`
	Chair      PersonID   `json:"chair,omitempty"`      // who presided
	ChairLast  bool       `json:"chair_last,omitempty"` // the chair spoke last (主持人末位表态)
	Content    int64      `json:"content,omitempty"`    // of a vote on a proposal: content revision that was voted on
}

// TaskStatus tells how a task ended.
type TaskStatus string

// The statuses of a task.
const (
	TaskOpen       TaskStatus = "open"
	TaskDone       TaskStatus = "done"
	TaskSuperseded TaskStatus = "superseded" // a sibling decided
	TaskCancelled  TaskStatus = "cancelled"  // the round was left
	TaskTaken      TaskStatus = "taken_back" // done, and taken back by who did it
)

// TaskKind tells what a task is for.
type TaskKind string

// The kinds of task.
const (
	Work    TaskKind = "work"
	Record  TaskKind = "record"  // enter the record of a meeting
	Confirm TaskKind = "confirm" // confirm it
	Ending  TaskKind = "close"   // end an online vote
	Helping TaskKind = "help"    // 协办: give an opinion to who decides
	Signing TaskKind = "sign"    // 加签: sign what the holder of a turn does
	// Entering is closed as it opens: it keeps that somebody entered an act from paper (代录). Checking waits for the second.
	Entering TaskKind = "enter"
	Checking TaskKind = "check"
	Trouble  TaskKind = "incident" // an incident waits for the process owner or whom it asks
)

// Task is one turn: of one person (all, sequence, vote) or of a group of whom any may act.
type Task struct {
	ID         string     `json:"id"`
	Case       string     `json:"case"`
	Round      int        `json:"round"`
	State      string     `json:"state"`
	Group      string     `json:"group"`
	Kind       TaskKind   `json:"kind"`
	Status     TaskStatus `json:"status"`
	Candidates []PersonID `json:"candidates"`
	// Standins are those among the candidates who hold the turn for somebody else only (委托代办): delegate → principal.
	Standins map[PersonID]PersonID `json:"standins,omitempty"`

	Due      workday.Due `json:"due"`
	OpenedAt int64       `json:"opened_at"`
	ClosedAt int64       `json:"closed_at"`
	Actor    PersonID    `json:"actor"` // who closed it
	For      PersonID    `json:"for"`   // the principal, when a delegate acted
	Event    string      `json:"event"` // ballot or act
	Opinion  string      `json:"opinion"`
	Reason   string      `json:"reason"` // why it was superseded or cancelled
}

// Incident is a stop that waits for a person.
type Incident struct {
	ID     string   `json:"id"`
	Kind   string   `json:"kind"` // nobody | overdue | loop | unknown | link | value
	Reason string   `json:"reason"`
	Group  string   `json:"group,omitempty"`
	Step   int      `json:"step,omitempty"` // of the overdue steps
	Task   string   `json:"task,omitempty"` // the turn of whoever is asked
	Link   string   `json:"link,omitempty"` // name of the linked case that it is about
	Ask    []string `json:"ask,omitempty"`
	At     int64    `json:"at"`
}

// Entry is what a case holds of a ledger.
type Entry struct {
	Ledger string `json:"ledger"`
	Key    string `json:"key"`    // LedgerKey of the account
	Amount int64  `json:"amount"` // 分, or units of a count
	State  string `json:"state"`  // reserved | spent | released | refunded (all of it)

	Refunded int64 `json:"refunded,omitempty"` // how much of what was spent came back
	Refunds  int   `json:"refunds,omitempty"`  // in how many parts
	Round    int   `json:"round,omitempty"`    // which was left when it was reserved
}
